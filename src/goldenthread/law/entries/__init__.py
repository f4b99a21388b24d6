"""Every rule, one module for each part of the law."""

from __future__ import annotations

from goldenthread.law.entries import (
    s02_exceptions,
    s03_assessment,
    s04_disagreement,
    s05_orders,
    s06_reviews,
    s07_moves,
    s08_social_care,
    s09_partnership,
    s10_waits,
    s11_out_of_school,
    s12_complaints,
    s13_own_promises,
    s13_waiting,
)
from goldenthread.law.kinds import Entry

ALL: tuple[Entry, ...] = (
    s02_exceptions.ENTRIES
    + s03_assessment.ENTRIES
    + s04_disagreement.ENTRIES
    + s05_orders.ENTRIES
    + s06_reviews.ENTRIES
    + s07_moves.ENTRIES
    + s08_social_care.ENTRIES
    + s09_partnership.ENTRIES
    + s10_waits.ENTRIES
    + s11_out_of_school.ENTRIES
    + s12_complaints.ENTRIES
    + s13_own_promises.ENTRIES
    + s13_waiting.ENTRIES
)
