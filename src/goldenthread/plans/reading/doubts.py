"""Signs that a part of a file was not understood, so that its silence proves nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from goldenthread.plans.content import Plan, Section
from goldenthread.plans.reading.headings import area_heading, row_code
from goldenthread.plans.reading.roles import role_of

THREADED = (Section.B, Section.E, Section.F)
ODD_SHARE = 0.25  # of the rows of a section, from which labels among them put it in doubt
FIELDED = ("E", "F", "G", "H1", "H2")  # whose rows have labelled fields
FEW_WORDS = 30  # unplaced words that may be an introduction
MANY_YEARS = 3  # years named in the words of one piece of advice: several run together
_FIELD = re.compile(r"^\W*[A-Z][a-z’']*(?: [a-z]+){0,3}: ")  # "Supports: outcome 2"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def doubts(plan: Plan) -> dict[str, str]:
    """Sections whose reading shows such signs, each with the sign in words.

    A plan written as data was not read from a layout, so nothing there is in doubt.
    """
    if plan.origin.format == "json":
        return {}
    found = dict(_odd_rows(plan))
    found |= {section: why for section, why in _unplaced(plan) if section not in found}
    return found | _advice(plan)


def _rows(plan: Plan) -> Iterator[tuple[str, str]]:
    yield from ((need.section.value, need.text) for need in plan.needs)
    yield from (("E", outcome.text) for outcome in plan.outcomes)
    yield from ((row.section.value, row.what) for row in plan.provision)


def _odd_rows(plan: Plan) -> Iterator[tuple[str, str]]:
    rows: dict[str, list[str]] = defaultdict(list)
    for section, text in _rows(plan):
        rows[section].append(text)
    for section, held in rows.items():
        labels = [text for text in held if is_label(text, section)]
        torn = [text for text in held if is_torn(text)]
        if torn or len(labels) > ODD_SHARE * len(held):
            quote = " ".join((torn or labels)[0].split()[:8])
            yield section, f"words such as \u201c{quote}\u201d were taken for a row of their own"


def is_label(text: str, section: str) -> bool:
    """Whether the words of a row are those of a heading, a label or a bare number.

    A need may be told as 'Hearing: ...': a field with its label is odd only in other sections.
    """
    words = text.strip().strip("()")
    code = row_code(words + " ")
    if code and not words[code.starts :].strip():
        return True
    if section in FIELDED and _FIELD.match(text):
        return True
    told = role_of(words) is not None and len(words.split()) > 1
    return told or (section == "E" and area_heading(words) is not None)


def is_torn(text: str) -> bool:
    """Whether the words begin in the middle of a sentence: a cell that a page end cut."""
    first = text.lstrip(" \u201c\"'(")[:1]
    return first.islower() and len(text.split()) > 2


def _unplaced(plan: Plan) -> Iterator[tuple[str, str]]:
    """Sections most of whose words became no row."""
    for part in plan.sections:
        if part.section not in THREADED:
            continue
        told = [passage for passage in part.passages if not passage.heading]
        kept = sum(len(p.text.split()) for p in told if p.structured)
        left = sum(len(p.text.split()) for p in told if not p.structured)
        if left > max(FEW_WORDS, kept):
            yield part.section.value, "most of its words could not be placed"


def _advice(plan: Plan) -> dict[str, str]:
    joined = any(len(_YEAR.findall(item.title)) >= MANY_YEARS for item in plan.evidence)
    return {"K": "several pieces of advice run together"} if joined else {}
