"""What families answered, counted; what is asked of whom; what was written, for named readers."""

from __future__ import annotations

from goldenthread.heard.queries.counting import Count, Share, Window, counted, share
from goldenthread.heard.queries.items import ItemRow, helped_counts, item_rows, public_items
from goldenthread.heard.queries.reading import (
    Aside,
    Response,
    aside,
    asked_of,
    get_asked,
    how_many_aside,
    is_reader,
    readers,
    remarks,
    responses,
    to_ring,
    typed,
    wants_no_more,
)

__all__ = [
    "Aside",
    "Count",
    "ItemRow",
    "Response",
    "Share",
    "Window",
    "aside",
    "asked_of",
    "counted",
    "get_asked",
    "helped_counts",
    "how_many_aside",
    "is_reader",
    "item_rows",
    "public_items",
    "readers",
    "remarks",
    "responses",
    "share",
    "to_ring",
    "typed",
    "wants_no_more",
]
