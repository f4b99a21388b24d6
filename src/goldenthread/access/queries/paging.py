"""One page of a list."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

LISTED = 25  # rows a page
Listed = TypeVar("Listed", bound=Model)


def one_page(rows: QuerySet[Listed], page: int) -> tuple[list[Listed], int]:
    """Return one page of a list and how many there are in all; past the end, the last page."""
    total = rows.count()
    start = min(page - 1, max(total - 1, 0) // LISTED) * LISTED
    return list(rows[start : start + LISTED]), total
