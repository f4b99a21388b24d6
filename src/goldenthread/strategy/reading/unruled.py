"""Tables without ruling lines: columns told by where their headings stand.

Plain text files have no ruling lines at all, and a few reports draw none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from goldenthread.strategy.reading.bodies import is_whole
from goldenthread.strategy.reading.geometry import Line
from goldenthread.strategy.reading.prose import Mender, marker_of

Heading = Callable[[str], bool]
_NAMED = re.compile(
    r"\b(Council|Borough|Authority|(Integrated )?Care( (Board|System|Partnership))?|Board|ICB)\W*$"
    r"|\bNHS [A-Z][\w-]+$"
    r"|\b(London|Royal) Borough of [A-Z]\S*$"
)
TAIL = re.compile(
    r"\W*(Integrated )?(Care )?(Board|ICB|Council|System|Partnership)\W*(and\b.*|[,;].*)?", re.I
)
PERSON = re.compile(
    r"\b(director|chief|officer|executive|ceo|accountable|managing|interim|lead|head)\b"
    r"|www\.|https?:|@|\.(gov|nhs)\b|^\d|\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b",
    re.I,
)
LONGEST_NAME = 4  # lines
PARTED = 7.0  # points of white, more than a space, that part two columns
SLACK = 6.0  # points a column may begin to the left of its heading


def second_column(line: Line, first: Heading, second: Heading) -> float | None:
    """Return where the second column begins, if the line is the heading of two columns."""
    for index in range(1, len(line.words)):
        if line.words[index].box.x0 - line.words[index - 1].box.x1 < PARTED:
            continue  # one heading after another in running text is no column
        left = " ".join(word.text for word in line.words[:index])
        right = " ".join(word.text for word in line.words[index:])
        if first(left) and second(right):
            return line.words[index].box.x0
    return None


def part_of(lines: Iterable[Line], left: float, right: float) -> list[Line]:
    """Return the words of the lines that begin between two places, as lines."""
    found = []
    for line in lines:
        words = tuple(word for word in line.words if left <= word.box.x0 < right)
        if words:
            found.append(Line(words, line.page, right if right < 1e6 else line.right_limit))
    return found


def rows_of(
    lines: list[Line], at: float, mender: Mender, known: Iterable[str] = ()
) -> list[tuple[list[Line], list[Line]]]:
    """Divide two columns into rows: (body, action) for each.

    A row begins where both columns have a line at one height, the name of the row before is
    whole, and its sentence has ended.
    """
    names = {" ".join(name.lower().split()) for name in known}
    rows: list[tuple[list[Line], list[Line]]] = []
    for line in lines:
        left, right = part_of([line], 0, at - SLACK), part_of([line], at - SLACK, 1e9)
        if left and right and (not rows or _ended(rows[-1], right[0], mender, names)):
            rows.append((left, right))
        elif rows:
            rows[-1][0].extend(left)
            rows[-1][1].extend(right)
    return rows


def _ended(row: tuple[list[Line], list[Line]], new: Line, mender: Mender, known: set[str]) -> bool:
    body, action = mender.join(row[0]), mender.join(row[1])
    if not action.endswith((".", "?", "!")) or not is_whole(body, known):
        return False
    marked = marker_of(new)
    return new.text[0].isupper() or (marked is not None and marked[0][0].isdigit())


def names_under(lines: list[Line], mender: Mender) -> list[list[Line]]:
    """Return the bodies named first under a heading, each with its lines.

    Names stand under one another until a person, an address or a link comes.
    """
    names: list[list[Line]] = []
    held: list[Line] = []
    for line in lines:
        if names and not held and TAIL.fullmatch(line.text.strip()):
            held = names.pop()  # "... Integrated Care" / "Board"
        if PERSON.search(line.text) or len(held) == LONGEST_NAME:
            break
        held.append(line)
        if _NAMED.search(mender.join(held)):
            names.append(held)
            held = []
    return names or [lines[:1]]
