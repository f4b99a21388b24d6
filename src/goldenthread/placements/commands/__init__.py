"""Changes to placements and consultations."""

from goldenthread.placements.commands.consulting import (
    answer,
    close_consultations,
    consult,
    record_answer,
    record_named,
    save_answer_draft,
    withdraw,
)
from goldenthread.placements.commands.keeping import Overlap, keep_placements, tie_settings

__all__ = [
    "Overlap",
    "answer",
    "close_consultations",
    "consult",
    "keep_placements",
    "record_answer",
    "record_named",
    "save_answer_draft",
    "tie_settings",
    "withdraw",
]
