"""Tables saved as running text: each cell's words follow one another, with no columns left.

This is what is left when a report's text is copied out of its PDF. Where one cell ends and the
next begins is told by the names of the bodies that the report itself gives elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from goldenthread.strategy.reading.bodies import is_whole
from goldenthread.strategy.reading.geometry import Line
from goldenthread.strategy.reading.prose import Mender, marker_of
from goldenthread.strategy.reading.unruled import PERSON, TAIL

ASKS = re.compile(r"[A-Z][^.:;]{0,100}?\b(should|must|needs? to|ought to)\b")
LONGEST_CELL = 12  # lines a cell of bodies may take


def rows_in_flow(
    lines: list[Line], mender: Mender, known: Iterable[str]
) -> list[tuple[list[Line], list[Line]]]:
    """Return (body, action) for each row of a table of actions that was saved as running text.

    :param known: bodies the report names elsewhere; without them no row can be told
    """
    starts = {_start(name) for name in known}
    rows: list[tuple[list[Line], list[Line]]] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        ended = not rows or mender.join(rows[-1][1]).endswith((".", "?", "!"))
        if rows and ended and TAIL.fullmatch(line.text.strip()):
            rows[-1][0].append(line)  # the last word of a name that a page end cut
            at += 1
            continue
        taken = _body(lines[at:], mender, starts) if ended else 0
        if taken:
            rows.append((lines[at : at + taken], []))
            at += taken
            continue
        if rows:
            rows[-1][1].append(line)
        at += 1
    return [row for row in rows if row[1]]


def _start(name: str) -> str:
    """Return a name's first two words, by which a line that begins with it is known."""
    return " ".join(re.sub(r"^the ", "", name.lower()).split()[:2])


def _body(lines: list[Line], mender: Mender, starts: set[str]) -> int:
    """Return how many lines name the bodies of a new row; 0 where no row begins here."""
    first = re.sub(r"^the ", "", mender.join(lines[:2]).lower())
    if not any(first.startswith(start) for start in starts):
        return 0
    for count in range(1, min(LONGEST_CELL, len(lines) - 1) + 1):
        after = lines[count]
        ahead = mender.join(lines[count : count + 3])
        if marker_of(after) or not after.text[0].isupper() or TAIL.fullmatch(after.text.strip()):
            continue
        named = mender.join(lines[:count])
        if named.endswith("."):
            return count
        if not ASKS.match(ahead):
            continue
        if is_whole(re.split(r",| and ", named)[-1]) or is_whole(named) or not _runs_on(named):
            return count
    return 0


def _runs_on(name: str) -> bool:
    return re.search(r"(\b(and|of|NHS|County|City|Borough)|[,;&])$", name) is not None


def partners_in_flow(lines: list[Line], mender: Mender, text: str) -> tuple[str, str] | None:
    """Part "A Council B Integrated Care Board" into its two cells.

    :param text: what the report says of the area in prose, where both names stand
    """
    held: list[Line] = []
    for line in lines:
        if PERSON.search(line.text):
            break
        held.append(line)
    words = mender.join(held).split()
    said = text.lower()
    found = []
    for at in range(1, len(words)):
        council, board = " ".join(words[:at]), " ".join(words[at:])
        if council.lower() in said and _in(board, said):
            found.append((council, board))
    return max(found, key=lambda pair: len(pair[0])) if found else None


def _in(board: str, said: str) -> bool:
    """Say whether a board's name stands in the report's prose, however its last words are put."""
    if not re.search(r"\b(ICB|Board|Care|System)$", board):
        return False
    name = re.sub(r",?\s*(Integrated Care (Board|System)|Integrated Care|ICB)$", "", board)
    return name.lower() in said
