"""Questions about places and consultations, told who asks."""

from goldenthread.placements.queries.consulting import (
    ConsultationRow,
    consultations_of,
    get_copy,
    named_of,
    settings_to_consult,
    to_answer,
)
from goldenthread.placements.queries.places import PlacementRow, placements_of

__all__ = [
    "ConsultationRow",
    "PlacementRow",
    "consultations_of",
    "get_copy",
    "named_of",
    "placements_of",
    "settings_to_consult",
    "to_answer",
]
