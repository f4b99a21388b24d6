"""What the database says: the figures of a return, and every measure of the registry."""

from goldenthread.measures.queries.returns import sen2_figures
from goldenthread.measures.queries.values import (
    NotReached,
    Series,
    all_values,
    month_ends,
    series,
    value,
)

__all__ = [
    "NotReached",
    "Series",
    "all_values",
    "month_ends",
    "sen2_figures",
    "series",
    "value",
]
