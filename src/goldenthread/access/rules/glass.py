"""Emergency access: why it may be needed, and when it is judged (rule 37)."""

from __future__ import annotations

from enum import StrEnum


class GlassReason(StrEnum):
    """Why emergency access may be needed; the person adds the particulars."""

    SAFEGUARDING = "SAFEGUARDING"
    MEDICAL = "MEDICAL"
    MISSING_CHILD = "MISSING_CHILD"
    OUT_OF_HOURS_COVER = "OUT_OF_HOURS_COVER"
    COURT = "COURT"


GLASS_REASON_LENGTH = 20  # characters, so that a reviewer has something to judge
GLASS_REVIEW_DAYS = 1  # working days
