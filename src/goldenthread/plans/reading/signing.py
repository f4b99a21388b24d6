"""Tables in which those responsible put their names: signatures, and no advice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile, zip_longest

from goldenthread.plans.content import Signature
from goldenthread.plans.reading.blocks import Block
from goldenthread.plans.reading.dates import full_date

Grid = list[list[str]]  # the words of a table, row by row

_COUNCIL = re.compile(r"\b(?:council|local authority|LA)\b", re.IGNORECASE)
_SIGNS = re.compile(
    r"\bsign(?:ed|ature|atory)\b|\bauthoris(?:ed|ation)\b|"
    r"^\W*(?:for|on behalf of)(?: and on behalf of)? (?:the )?(?:[\w’'&-]+ ){0,3}?"
    r"(?:council|local authority|LA|NHS|ICB|integrated care board|health board|parents?|family|"
    r"young person)\W*$",
    re.IGNORECASE,
)
# Words of a table that lists who advised, whatever else stands in it.
_TELLS = re.compile(
    r"\b(?:advice|reports?|assessments?|views|information|letters?|statements?|appendix)\b",
    re.IGNORECASE,
)
_LABELS = frozenset(
    {"name", "print name", "full name", "role", "post", "post held", "position", "job title"}
    | {"designation", "date", "date signed", "signature", ""}
)
_LINE = 12  # words of a line that says a table of names follows, at most
_NAME = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? )?(?P<name>[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]+){1,3})"
    r"(?:,\s*(?P<role>[^,\n\t]{3,60}))?$"
)


def signing_tables(blocks: Iterable[Block]) -> dict[int, Grid]:
    """Return the tables of a file that hold signatures, by number; their words are no advice."""
    before, found = "", {}
    for number, held in _tables(blocks):
        if number is None:
            before = held[-1][0]
        elif _is_signing(held, before):
            found[number] = held
    return found


def names_the_council(grid: Grid) -> bool:
    """Say whether a table of signatures has a place for the council's."""
    return any(_COUNCIL.search(line[0]) for line in (*grid, *_down(grid)))


def signature_in(grid: Grid) -> Signature | None:
    """Return the council's name and day of a table of signatures; None where either is open."""
    for line in (*grid, *_down(grid)):
        if _COUNCIL.search(line[0]) and (made := _signed_by(line[1:])):
            return made
    for way in (grid, _down(grid)):
        for place, line in enumerate(way):
            if _COUNCIL.search(line[0]) and (made := _signed_by(_beside(way, place))):
                return made
    if _only_labels(grid):
        return _signed_by([text for line in grid for text in line[1:]])
    return None


def _beside(grid: Grid, place: int) -> list[str]:
    """The values of a line and of the labelled ones after it: name, post and day one by one."""
    under = takewhile(lambda line: is_label(line[0]), grid[place + 1 :])
    return [text for line in (grid[place], *under) for text in line[1:]]


def _down(grid: Grid) -> Grid:
    return [list(line) for line in zip_longest(*grid, fillvalue="")]


def _signed_by(texts: list[str]) -> Signature | None:
    name = next((found for text in texts if (found := _NAME.match(text))), None)
    day = full_date("\n".join(texts))
    if not name or not day:
        return None
    after = texts[texts.index(name.string) + 1 :]
    post = name["role"] or next((text for text in after if text and not full_date(text)), "")
    return Signature(name=name["name"], role=post, signed_date=day)


def _is_signing(grid: Grid, before: str) -> bool:
    cells = [text for line in grid for text in line]
    if any(_TELLS.search(text) for text in cells):
        return False
    if any(_SIGNS.search(text) for text in cells):
        return True
    announced = len(before.split()) <= _LINE and bool(_SIGNS.search(before))
    return announced and _only_labels(grid)


def _only_labels(grid: Grid) -> bool:
    return all(is_label(line[0]) for line in grid)


def is_label(text: str) -> bool:
    """Say whether words only name what is to be filled in beside or below them."""
    return text.strip(" :").lower() in _LABELS


def _tables(blocks: Iterable[Block]) -> Iterator[tuple[int | None, Grid]]:
    """Each table with its words row by row, and each paragraph between as a grid of one cell."""
    number: int | None = None
    rows: dict[int, list[str]] = {}
    for block in blocks:
        if rows and block.table != number:
            yield number, list(rows.values())
            rows = {}
        number = block.table
        if number is None and block.text.strip():
            yield None, [[block.text.strip()]]
        elif number is not None:
            rows.setdefault(block.row, []).append(block.text.strip())
    if rows:
        yield number, list(rows.values())
