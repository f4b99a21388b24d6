"""Pages of 25 and the links that keep the rest of the address as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlencode

SIZE = 25
NEARBY = 1  # pages named on each side of the one shown

Query = Mapping[str, str | Sequence[str]]


def link(query: Query, **changes: str | int | None) -> str:
    """Return "?..." with `changes` made to the query; None takes a key out.

    Values may be lists, as in ``dict(request.GET.lists())``. Changing anything but `page` goes
    back to the first page.
    """
    kept: dict[str, str | Sequence[str] | int] = {
        key: value for key, value in query.items() if key not in changes and key != "page"
    }
    kept |= {key: value for key, value in changes.items() if value is not None}
    return "?" + urlencode(kept, doseq=True)


@dataclass(frozen=True, slots=True)
class PageLink:
    """One entry of the page list: a numbered link, or a gap when `number` is None."""

    number: int | None
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    """Where in a list we stand. `first` and `last` count from 1; both are 0 for an empty list."""

    number: int
    pages: int
    first: int
    last: int
    total: int
    previous: str | None
    next: str | None
    items: tuple[PageLink, ...]

    @property
    def offset(self) -> int:
        """Rows before this page, for the query's OFFSET."""
        return max(self.first - 1, 0)


def wanted(query: Query) -> int:
    """Read the page asked for; anything that is no page number means the first."""
    value = query.get("page", "1")
    text = value if isinstance(value, str) else (value[-1] if value else "1")
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 10 else 1


def paginate(total: int, query: Query, size: int = SIZE) -> Paging:
    """Work out the page that `query` asks for in a list of `total` rows.

    A page past the end gives the last one.
    """
    pages = max(ceil(total / size), 1)
    here = min(wanted(query), pages)
    first = (here - 1) * size + 1 if total else 0
    return Paging(
        number=here,
        pages=pages,
        first=first,
        last=min(here * size, total),
        total=total,
        previous=link(query, page=here - 1) if here > 1 else None,
        next=link(query, page=here + 1) if here < pages else None,
        items=tuple(_links(query, here, pages)),
    )


def _links(query: Query, here: int, pages: int) -> list[PageLink]:
    """First, last and the pages around this one, with gaps between."""
    shown = sorted({1, pages, *range(max(here - NEARBY, 1), min(here + NEARBY, pages) + 1)})
    found: list[PageLink] = []
    for before, page in zip([0, *shown], shown, strict=False):
        if page - before > 1:
            found.append(PageLink(number=None))
        found.append(PageLink(number=page, href=link(query, page=page), current=page == here))
    return found
