"""Every rule, one module for each part of the law."""

from __future__ import annotations

from goldenthread.law.entries import s03_assessment, s06_reviews
from goldenthread.law.limits import Entry

ALL: tuple[Entry, ...] = s03_assessment.ENTRIES + s06_reviews.ENTRIES
