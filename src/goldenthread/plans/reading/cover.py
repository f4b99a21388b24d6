"""The facts of the cover page: labelled values in tables, lines, headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from goldenthread.plans.content import Cover, PlanStatus
from goldenthread.plans.reading.blocks import Block
from goldenthread.plans.reading.dates import full_date
from goldenthread.plans.reading.patterns import patterns

_COMPILED = tuple(
    (str(entry["field"]), re.compile(rf"^\W*(?:{entry['fits']})\W*$", re.IGNORECASE))
    for entry in patterns("cover")["fields"]
)
LABEL_WORDS = 6  # the longest label looked for in the middle of a line
_LINE = re.compile(r"^\s*([A-Za-z][\w’'()/,. &-]{1,50}?)\s*(?::|\t|\s[–—-]\s)\s*(\S.*)$")
_SEVERAL = re.compile(
    r"(?<![:\s])(?:\s{2,}|\t+)|\s\|\s|;\s+|,\s+(?=(?:DOB|D\.O\.B|Date of birth|NHS|Year)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A label's meaning and its value, letter for letter."""

    field: str
    value: str


def field_of(label: str) -> str | None:
    """What a label on the cover page is about."""
    words = " ".join(label.split()).rstrip(":")
    if not words or len(words) > 70:
        return None
    return next((name for name, finder in _COMPILED if finder.match(words)), None)


def pairs(blocks: Iterable[Block]) -> Iterator[Pair]:
    """Every labelled value, from table rows and from lines."""
    rows: dict[tuple[int, int], list[Block]] = {}
    for block in blocks:
        if block.table is not None:
            rows.setdefault((block.table, block.row), []).append(block)
        for line in block.text.split("\n"):
            yield from _line_pairs(line)
    yield from _row_pairs(list(rows.values()))


def _line_pairs(line: str) -> Iterator[Pair]:
    for part in _parts(line):
        found = _LINE.match(part)
        if found and (name := field_of(found.group(1))):
            yield Pair(name, found.group(2).strip())


def _parts(line: str) -> list[str]:
    """A line cut before each known label in it: 'Name: A B Date of birth: 1 May 2015'."""
    gaps = [m.end() for m in _SEVERAL.finditer(line) if not _ends_in_label(line[: m.start()])]
    cuts = sorted({0, *gaps, *_label_starts(line)})
    return [line[at:end] for at, end in zip(cuts, [*cuts[1:], len(line)], strict=True)]


def _ends_in_label(words: str) -> bool:
    """Whether a gap follows a label, whose value is what comes after: no new part begins there."""
    return field_of(re.split(r"\t|\s{2,}", words)[-1]) is not None


def _label_starts(line: str) -> Iterator[int]:
    for colon in re.finditer(r":\s", line):
        words = list(re.finditer(r"\S+", line[: colon.start()]))[-LABEL_WORDS:]
        for word in words:
            label = line[word.start() : colon.start()]
            named = word.group()[0].isupper() and label.lower() != "school year"
            if named and field_of(label):
                yield word.start()
                break


def _row_pairs(rows: list[list[Block]]) -> Iterator[Pair]:
    for place, cells in enumerate(rows):
        labels = [field_of(cell.text) for cell in cells]
        if len(cells) > 1 and all(labels) and place + 1 < len(rows):
            below = {cell.column: cell for cell in rows[place + 1]}
            for cell, label in zip(cells, labels, strict=True):
                value = below.get(cell.column)
                if label and value and value.text.strip() and not field_of(value.text):
                    yield Pair(label, value.text.strip())
            continue
        for _left, right, label in zip(cells, cells[1:], labels, strict=False):
            if label and right.text.strip() and (field_of(right.text) is None or len(cells) == 2):
                yield Pair(label, right.text.strip())


_STATUS = tuple(
    (PlanStatus(entry["status"]), re.compile(entry["fits"], re.IGNORECASE))
    for entry in patterns("cover")["status"]
)


def status_of(text: str) -> PlanStatus | None:
    """The status that a title or a status field gives."""
    return next((status for status, finder in _STATUS if finder.search(text)), None)


_TITLE = re.compile(r"\b(?:plan|ehcp|ehc)\b", re.IGNORECASE)


def _title_status(blocks: Iterable[Block]) -> PlanStatus | None:
    """The first short line that calls the whole document a draft or final plan."""
    for block in blocks:
        for line in block.text.split("\n"):
            words = len(line.split())
            if words > 14 or _LINE.match(line) or not (_TITLE.search(line) or words <= 3):
                continue
            if status := status_of(line):
                return status
    return None


def year_of(text: str) -> int | None:
    """A year group from its words: 'Year 6', 'Y6', '6', 'Reception', 'Nursery'."""
    low = text.lower()
    if "reception" in low or re.fullmatch(r"\W*(?:yr?|year)?\s*r\W*", low):
        return 0
    if "nursery" in low or "n2" in low:
        return -1
    found = re.search(r"\b(?:y(?:ea)?r?\s*)?(\d{1,2})\b", low)
    return int(found.group(1)) if found and int(found.group(1)) <= 14 else None


_JUNK = re.compile(
    r"\s*\((?:invented|not a real child)[^)]*\)|\s*[-–—]\s*invented.*$", re.IGNORECASE
)


def _name(value: str) -> str:
    """A name without what stands beside it in the cell."""
    first = _JUNK.sub("", value).split("\n", 1)[0]
    first = re.split(
        r"\s{2,}|\t|;|\s\|\s|\b(?:DOB|D\.O\.B|Date of birth|NHS|Year|born)\b", first, maxsplit=1
    )[0]
    return first.strip(" ,:-–—.")


def read_cover(front: list[Block]) -> Cover:
    """Put together the facts of the cover page; what is not there stays empty."""
    found: dict[str, list[str]] = {}
    for pair in pairs(front):
        found.setdefault(pair.field, []).append(pair.value)
    facts: dict[str, Any] = {
        "child_name": _whole_name(found),
        "known_as": _name(_first(found, "known_as")),
        "pronouns": _first(found, "pronouns").split("\n")[0],
        "birth_date": _date(found, "birth"),
        "year_group": next(
            (y for v in found.get("year", ()) if (y := year_of(v)) is not None), None
        ),
        "out_of_year": any(
            re.search(r"out of|outside|below|above", v, re.I) for v in found.get("year", ())
        ),
        "status": _status(found, front),
        "council": _first(found, "council").split("\n")[0],
        "icb": _first(found, "icb").split("\n")[0],
        "current_setting": _first(found, "setting").split("\n")[0],
        "past_settings": _list(found, "past"),
        "consulted_settings": _list(found, "consulted"),
        "parents": _list(found, "parents"),
        "relatives": _list(found, "relatives"),
        "professionals": _list(found, "people"),
        "family_language": _first(found, "language").split("\n")[0],
        "versions_made": _list(found, "versions"),
        "capacity_note": _first(found, "capacity"),
        "draft_date": _date(found, "draft"),
        "final_date": _date(found, "final"),
        "amended_date": _date(found, "amended"),
        "amendment_notice_date": _date(found, "notice"),
        "last_review_date": _date(found, "reviewed"),
        "review_meeting_date": _date(found, "meeting"),
    }
    facts["plan_date"] = _date(found, "plan") or _plan_date(facts)
    return Cover(**facts)


def _plan_date(facts: dict[str, Any]) -> date | None:
    """The date of the kind of version this is."""
    status = facts["status"]
    order = {
        PlanStatus.DRAFT: ("draft_date",),
        PlanStatus.AMENDED_DRAFT: ("amendment_notice_date", "draft_date"),
        PlanStatus.FINAL: ("final_date",),
        PlanStatus.AMENDED_FINAL: ("amended_date", "final_date"),
    }.get(status, ("amended_date", "final_date", "draft_date"))
    return next((facts[key] for key in order if facts[key]), None)


def _first(found: dict[str, list[str]], name: str) -> str:
    return next((v for v in found.get(name, ()) if v.strip()), "")


def _date(found: dict[str, list[str]], name: str) -> date | None:
    return next((d for v in found.get(name, ()) if (d := full_date(v))), None)


def _list(found: dict[str, list[str]], name: str) -> tuple[str, ...]:
    values = [v for v in found.get(name, ()) if v.strip()]
    return tuple(
        dict.fromkeys(
            part.strip() for v in values for part in re.split(r"[\n;]", v) if part.strip()
        )
    )


def _whole_name(found: dict[str, list[str]]) -> str:
    first, last = _name(_first(found, "first")), _name(_first(found, "last"))
    if first and last:
        return f"{first} {last}"
    for value in found.get("name", ()):
        name = _name(value)
        if name and len(name.split()) <= 6 and not re.search(r"\d", name):
            return name
    return first


def _status(found: dict[str, list[str]], front: list[Block]) -> PlanStatus | None:
    for value in found.get("status", ()):
        if status := status_of(value):
            return status
    if status := _title_status(front):
        return status
    for name, status in (("amended", PlanStatus.AMENDED_FINAL), ("final", PlanStatus.FINAL)):
        if _date(found, name):
            return status
    return PlanStatus.DRAFT if _date(found, "draft") else None
