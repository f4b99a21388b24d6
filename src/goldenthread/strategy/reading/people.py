"""Names of inspectors, and who leads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain, zip_longest

from goldenthread.strategy.reading.geometry import Line
from goldenthread.strategy.reading.model import Inspector
from goldenthread.strategy.reading.prose import Mender
from goldenthread.strategy.reading.unruled import part_of, second_column
from goldenthread.strategy.reading.wordlist import words_in

OFSTED, CQC = "Ofsted", "CQC"
_ROLES = words_in(
    "ofsted cqc hmi shmi oi lead leads leading inspector inspectors inspectorate regulatory "
    "senior her his majesty’s majesty's majestys children’s children's childrens services care "
    "quality commission education health social deputy chief assistant director regional team "
    "manager and of for the specialist contracted area send operations primary medical csi "
    "analyst shadow shadowing observer national early years seconded"
)
_TITLES = r"^(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|rev)\.?\s+)+"
_AFTER = r"\s+(?:HMI|SHMI|OI|CBE|OBE|MBE|RN|PhD)\b.*$"
_LABEL = r"(?:(?:lead|team|hmi|ofsted|cqc)\s+){0,2}inspectors?\s*:\s*"
# Two people on one line, where the columns stand too near to tell, or are gone.
_TOGETHER = re.compile(
    r"(?:(?<=inspector)|(?<=Inspector)|(?<=HMI)|(?<=Ofsted)|(?<=CQC))\s+"
    r"(?=[A-Z][\w’'.-]+(?: [A-Z][\w’'-]+){1,2}(?: HMI)?, (?:Ofsted|CQC|HMI|[Ll]ead)\b)"
)
_LEADS = re.compile(r"\blead(s|ing)?\b", re.I)
_HEADS = {
    "ofsted": OFSTED,
    "ofsted inspectors": OFSTED,
    "care quality commission": CQC,
    "cqc": CQC,
    "cqc inspectors": CQC,
    "care quality commission (cqc)": CQC,
}


def read_team(lines: Iterable[Line], mender: Mender) -> list[Inspector]:
    """Read the inspection team, printed in one column or in two side by side.

    The organisation is what the entry says, or else the heading of its column. The order is
    row by row, as printed.
    """
    lines = list(lines)
    columns = _columns(lines)
    teams = [_column(column, mender) for column in columns]
    return [each for each in chain.from_iterable(zip_longest(*teams)) if each]


def _columns(lines: list[Line]) -> list[list[Line]]:
    for index, line in enumerate(lines):
        at = second_column(line, _heads, _heads)
        if at is not None:
            below = lines[index:]
            return [part_of(below, 0.0, at - 4), part_of(below, at - 4, 1e9)]
    return [lines]


def _heads(text: str) -> bool:
    return text.strip(" :").lower() in _HEADS


def _column(lines: list[Line], mender: Mender) -> list[Inspector]:
    found = (read_inspector(text, at) for text, at in entries_of(lines, mender))
    return [each for each in found if each]


def entries_of(lines: Iterable[Line], mender: Mender) -> list[tuple[str, str | None]]:
    """Return each person's entry in a column, whole, with the organisation that heads it."""
    organisation: str | None = None
    entries: list[tuple[list[Line], str | None]] = []
    for line in lines:
        head = _HEADS.get(line.text.strip(" :").lower())
        if head:
            organisation = head
        elif entries and not _begins_name(line.text):
            entries[-1][0].append(line)
        elif _begins_name(line.text):
            entries.append(([line], organisation))
    return [(one, at) for part, at in entries for one in _TOGETHER.split(mender.join(part))]


def _begins_name(text: str) -> bool:
    first = re.sub(_TITLES, "", text.strip(), flags=re.I).split()
    if not first or first[0].strip(",.:()").lower() in _ROLES:
        return bool(re.match(rf"{_LABEL}\w", text, re.I))
    return first[0][0].isupper()


def read_inspector(text: str, organisation: str | None = None) -> Inspector | None:
    """Read "A Name HMI, Ofsted Lead inspector"; None where no name stands first."""
    role = text
    name = re.sub(f"^{_LABEL}", "", text.strip(), flags=re.I)
    name = re.sub(_TITLES, "", name, flags=re.I)
    name = re.split(r"[,(:]|\s[–—-]\s", name)[0]
    name = re.sub(_AFTER, "", name)
    words = []
    for word in name.split():
        if word.strip(".").lower() in _ROLES:
            break
        words.append(word)
    if len(words) < 2 or len(words) > 5:
        return None
    printed = _printed(role[role.find(words[-1]) + len(words[-1]) :])
    found = printed or organisation
    if found is None:
        return None
    return Inspector(" ".join(words), found, bool(_LEADS.search(role)))


def _printed(role: str) -> str | None:
    if re.search(r"\bCQC\b|Care Quality Commission", role):
        return CQC
    if re.search(r"\bOfsted\b|\bHMI\b", role):
        return OFSTED
    return None


def leads(team: Iterable[Inspector]) -> list[Inspector]:
    """Return those who lead, Ofsted's first."""
    found = [each for each in team if each.lead]
    return sorted(found, key=lambda each: each.organisation != OFSTED)
