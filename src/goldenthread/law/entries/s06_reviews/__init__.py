"""Section 6: reviews, phase transfers, preparing for adulthood."""

from __future__ import annotations

from goldenthread.law.entries.s06_reviews.adulthood import ADULTHOOD
from goldenthread.law.entries.s06_reviews.reviews import REVIEWS
from goldenthread.law.entries.s06_reviews.transfers import TRANSFERS
from goldenthread.law.kinds import Entry

ENTRIES: tuple[Entry, ...] = REVIEWS + TRANSFERS + ADULTHOOD
