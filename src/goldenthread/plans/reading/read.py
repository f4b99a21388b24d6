"""From a file to the content object, saying what was read and what was not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from goldenthread.plans.content import (
    Origin,
    Passage,
    PersonalBudget,
    Placement,
    Plan,
    Section,
    SectionText,
    Signature,
)
from goldenthread.plans.reading.blocks import Block, FileText
from goldenthread.plans.reading.cover import read_cover
from goldenthread.plans.reading.dates import full_date
from goldenthread.plans.reading.doubts import doubts
from goldenthread.plans.reading.drafts import Gathered, kind_for, lines_of
from goldenthread.plans.reading.evidence import advice_cells, advice_line
from goldenthread.plans.reading.files import kind_of
from goldenthread.plans.reading.finish import finished
from goldenthread.plans.reading.language import is_english, names_a_plan
from goldenthread.plans.reading.refusals import CannotRead
from goldenthread.plans.reading.section_rows import SectionReader, grouped
from goldenthread.plans.reading.sectioned import (
    Part,
    Piece,
    Sectioned,
    TableRow,
    cut_into_sections,
    pieces_of,
)
from goldenthread.plans.reading.signing import (
    Grid,
    is_label,
    names_the_council,
    signature_in,
    signing_tables,
)
from goldenthread.plans.reading.table_rows import TableReader
from goldenthread.plans.reading.voices import read_views

FEWEST_SECTIONS = 3  # of A to K, for a file to pass as a plan
CORE = frozenset({Section.B, Section.E, Section.F})


@dataclass(frozen=True, slots=True)
class ReadReport:
    """How well a file was read, in the shape that is printed."""

    format: str
    sections: tuple[str, ...]
    missing: tuple[str, ...]
    unread: tuple[str, ...] = ()
    pages: int | None = None
    rows: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A plan with the report of its reading. `text` is what quotes are cut from ("" for JSON)."""

    plan: Plan
    read: ReadReport
    text: str = ""


def read_plan(path: Path) -> ReadFile:
    """Read one plan.

    :raises CannotRead: with a plain sentence, when it is no plan or cannot be read whole
    """
    kind = kind_of(path)
    if kind == "json":
        return _read_json(path)
    if kind == "docx":
        from goldenthread.plans.reading.docx_file import read_docx

        found = read_docx(path)
    else:
        from goldenthread.plans.reading.pdf_file import read_pdf

        found = read_pdf(path)
    return plan_from(found)


def _read_json(path: Path) -> ReadFile:
    try:
        plan = Plan.model_validate_json(path.read_bytes())
    except ValidationError as wrong:
        raise CannotRead(_json_sentence(wrong)) from wrong
    except (UnicodeDecodeError, RecursionError) as wrong:
        raise CannotRead("The file is not JSON that can be read.") from wrong
    found = tuple(s.value for s in Section if _holds(plan, s))
    missing = tuple(s.value for s in Section if s.value not in found)
    if not found:
        raise CannotRead("The JSON holds no section of a plan.")
    words = " ".join(text for text in _main_words(plan))
    if not is_english(words):
        raise CannotRead("The plan does not seem to be in English.")
    return ReadFile(plan, ReadReport("json", found, missing, pages=None, rows=_counts(plan)))


def _json_sentence(wrong: ValidationError) -> str:
    first = wrong.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return f"The file is not JSON: {first['msg'].removeprefix('Invalid JSON: ')}."
    where = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in first["loc"]).lstrip(".")
    more = wrong.error_count() - 1
    also = f" ({more} more places are wrong.)" if more else ""
    message = first["msg"].removeprefix("Value error, ").rstrip(".")
    return f"This JSON is not a plan: at {where or 'the top'}: {message}.{also}"


def _holds(plan: Plan, section: Section) -> bool:
    if any(part.section == section for part in plan.sections):
        return True
    held = {row.section for row in plan.needs} | {row.section for row in plan.provision}
    held |= {none.section for none in plan.nothing_found}
    by_field = {
        Section.A: plan.views or plan.aspirations,
        Section.E: plan.outcomes,
        Section.I: plan.placement,
        Section.J: plan.personal_budget,
        Section.K: plan.evidence,
    }
    return bool(by_field.get(section)) or section in held


def _main_words(plan: Plan) -> Iterator[str]:
    yield from (need.text for need in plan.needs)
    yield from (outcome.text for outcome in plan.outcomes)
    yield from (view.text for view in plan.views)


def _counts(plan: Plan) -> dict[str, int]:
    names = ("views", "aspirations", "needs", "outcomes", "provision", "evidence", "links")
    return {name: len(getattr(plan, name)) for name in names}


def plan_from(found: FileText) -> ReadFile:
    """Make the content object from the words of a file.

    :raises CannotRead: when they are not English, or not a plan
    """
    cut = cut_into_sections(found.blocks)
    sections = {part.section for part in cut.parts}
    _check_plan(found, sections)
    gathered = Gathered()
    signing = signing_tables(found.blocks)
    _read_parts(cut, gathered, frozenset(signing))
    rows = finished(gathered)
    read_links = rows.pop("links_read")
    plan = Plan(
        origin=Origin(
            format=found.format,
            pages=found.pages,
            comments=found.comments,
            tracked_changes=found.tracked_changes,
            links_read=read_links,
        ),
        cover=read_cover(cut.front),
        placement=_placement(cut),
        personal_budget=_budget(cut),
        signature=_signature(found, signing.values()),
        front=tuple(
            Passage(text=b.text, position=b.position())
            for b in (*cut.front, *cut.sign_off)
            if b.text.strip()
        ),
        sections=tuple(_texts(cut, gathered)),
        **rows,
    )
    return ReadFile(plan, _report(found, cut, plan), found.text)


def _check_plan(found: FileText, sections: set[Section]) -> None:
    if not is_english(found.text):
        raise CannotRead("The file does not seem to be in English.")
    named = names_a_plan(found.text)
    enough = len(sections) >= FEWEST_SECTIONS and bool(sections & CORE)
    if not enough and not (named and len(sections) >= 2):
        said = "no" if not sections else f"only {len(sections)}"
        raise CannotRead(
            f"This is not an EHC plan that can be read: {said} lettered sections were found."
        )


def _read_parts(cut: Sectioned, gathered: Gathered, signing: frozenset[int]) -> None:
    for part in cut.parts:
        if part.section == Section.A:
            read_views(part, gathered)
        elif part.section == Section.K:
            _read_advice(part, gathered, signing)
        elif kind_for(part.section):
            SectionReader(part, gathered).read()


def _read_advice(part: Part, gathered: Gathered, signing: frozenset[int]) -> None:
    """Section K: tables with heads, tables without, and lines; tables of signatures are none."""
    reader = SectionReader(part, gathered)
    for group in grouped(part):
        if isinstance(group, Piece):
            for piece in lines_of(group):
                advice_line(piece, gathered)
            continue
        if group[0].cells[0].block.table in signing:
            continue
        before = len(gathered.evidence)
        TableReader(reader, group).read()
        if len(gathered.evidence) == before:
            for place, row in enumerate(group):
                if place == 0 and len(group) > 1 and not re.search(r"\d", _row_words(row)):
                    continue  # headings of columns that could not be told
                lines = [line for cell in row.cells for line in lines_of(cell)]
                if len(row.cells) == 1 and len(lines) > 1:
                    for line in lines:
                        advice_line(line, gathered)
                else:
                    advice_cells(row, gathered)


def _row_words(row: TableRow) -> str:
    return " ".join(cell.text for cell in row.cells)


def _texts(cut: Sectioned, gathered: Gathered) -> Iterator[SectionText]:
    """Each section's words, all of them, marked where a row already holds them."""
    merged: dict[Section, list[Part]] = {}
    for part in cut.parts:
        merged.setdefault(part.section, []).append(part)
    for section in Section:
        if section in merged:
            parts = merged[section]
            passages = [
                p for part in parts for p in _passages(part, gathered, first=part is parts[0])
            ]
            yield SectionText(
                section=section,
                heading=parts[0].heading.text,
                lettered=any(part.lettered for part in parts),
                passages=tuple(passages),
            )


def _passages(part: Part, gathered: Gathered, *, first: bool) -> Iterator[Passage]:
    yield Passage(text=part.heading.text, position=part.heading.position, heading=True)
    for item in part.items:
        for piece in pieces_of(item):
            for line in lines_of(piece) if piece.block.table is not None else [piece]:
                if line.text.strip():
                    yield Passage(
                        text=line.text,
                        position=line.position,
                        heading=_is_heading(line),
                        structured=_is_used(line, piece, gathered),
                    )


def _is_heading(piece: Piece) -> bool:
    words = len(piece.text.split())
    return piece.block.strong and words <= 12 and not piece.text.rstrip().endswith(".")


def _is_used(line: Piece, piece: Piece, gathered: Gathered) -> bool:
    spans = {(p.position.start, p.position.end) for p in (line, piece)}
    return bool(spans & gathered.used)


def _content(cut: Sectioned, section: Section) -> list[Piece]:
    return [
        piece
        for part in cut.parts
        if part.section == section
        for item in part.items
        for piece in pieces_of(item)
        if piece.text.strip()
    ]


_NAME_LABEL = re.compile(r"^\s*(?:name(?: of .{3,40})?|school|setting)\s*:?\s*", re.IGNORECASE)
_KIND_LABEL = re.compile(r"^\s*type(?: of .{3,40})?\s*:?\s*", re.IGNORECASE)
_SETTING = re.compile(
    r"((?:[A-Z][\w’'.&-]*\s+(?:of\s+|and\s+)?){1,6}(?:School|Academy|College|Nursery|"
    r"Centre|Unit|Infants|Juniors)(?: School)?)"
)


def _placement(cut: Sectioned) -> Placement | None:
    pieces = _content(cut, Section.I)
    if not pieces:
        return None
    text = "\n".join(piece.text for piece in pieces)
    named = _SETTING.search(text)
    urn = re.search(r"\bURN:?\s*(\d{5,7})\b", text)
    return Placement(
        name=named.group(1) if named else "",
        urn=urn.group(1) if urn else "",
        position=pieces[0].position,
    )


def _budget(cut: Sectioned) -> PersonalBudget | None:
    pieces = _content(cut, Section.J)
    return PersonalBudget(position=pieces[0].position) if pieces else None


_SIGNED = re.compile(
    r"\bsign(?:ed|ature)\b(?: (?:by|on behalf of[^:\n]{0,40}|for[^:\n]{0,40}|off "
    r"by))?\s*[:\t]?\s*(?P<name>(?!(?:by|on|and|date)\b)[A-Z][\w’'.-]*(?: "
    r"[A-Z][\w’'.-]*){0,3})"
    r"(?:,\s*(?P<role>[^,\n\t]{3,60}))?",
)
_SIGN_CASE = re.compile(r"\bSign(?=ed|ature)")


def _signature(found: FileText, signing: Collection[Grid]) -> Signature | None:
    """The officer's name in a table of signatures, or beside 'Signed' with the first date near.

    Where such a table has a place for the council's and it is open, nobody has signed.
    """
    in_table = next((made for grid in signing if (made := signature_in(grid))), None)
    if in_table or any(names_the_council(grid) for grid in signing):
        return in_table
    for place, block in enumerate(found.blocks):
        if not _SIGN_WORD.search(block.text) or len(block.text.split()) > SIGN_WORDS:
            continue
        after = [b for b in found.blocks[place + 1 : place + 8] if b.text.strip()]
        near = "\n".join([block.text, *(b.text for b in after)])
        name = _signed_name(block, after)
        name = name or _signed_below(near)
        if name:
            role = re.search(re.escape(name) + r",\s*([^,\n\t]{3,60}?)(?=\s{2,}|,|\n|\t|$)", near)
            day = full_date(near)
            return Signature(name=name, role=role.group(1).strip() if role else "", signed_date=day)
    return None


SIGN_WORDS = 30  # a line that signs is no longer
_SIGN_WORD = re.compile(
    r"\bsign(?:ed|ature)\b|^\W*(?:\d{1,2}[.)]\s*)?(?:sign[- ]?off|authoris(?:ed|ation))\b|"
    r"\bauthorised by\b",
    re.IGNORECASE,
)
_UNFILLED = re.compile(r"_{3,}|\.{4,}|…{2,}|sign(?:ed|ature)\s*:\s*(?:\n|$)", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:^|\n)\s*(?:(?:print(?:ed)?|full|officer) )?name\s*[:\t]\s*"
    r"((?-i:(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? )?[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]+){1,3}))"
    r"(?=\s*(?:[,\n\t]|$))",
    re.IGNORECASE,
)
_OFFICER = re.compile(
    r"(?:^|[\n\t]|\bby |: )\s*((?:(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? )?(?:[A-Z]\.? ?){1,2}"
    r"[A-Z][a-z’'-]{2,}(?: [A-Z][a-z’'-]+)?)(?=\s*(?:[,\n\t]|$))"
)


def _signed_below(near: str) -> str:
    """The officer's name in the lines under 'Sign off', with its day and no place left open."""
    if _UNFILLED.search(near) or not full_date(near):
        return ""
    found = _NAMED.search(near) or _OFFICER.search(near)
    return found.group(1) if found else ""


def _signed_name(block: Block, after: list[Block]) -> str:
    inline = _SIGNED.search(_SIGN_CASE.sub("sign", block.text))
    if inline:
        return inline.group("name")
    if (
        block.table is not None
        and after
        and after[0].row == block.row
        and after[0].table == block.table
    ):
        words = after[0].text.strip()
        named = re.match(r"[A-Z]", words) and len(words.split()) <= 5 and not is_label(words)
        return words if named else ""
    return ""


def _report(found: FileText, cut: Sectioned, plan: Plan) -> ReadReport:
    held = {part.section for part in cut.parts}
    unread = list(found.unread)
    if cut.bare_h:
        unread.append("section H is not split into H1 and H2: its words were kept apart")
    if not plan.origin.links_read:
        unread.append("what belongs to what: the file has no numbers or shared headings to tell")
    for section, rows in (("B", plan.needs), ("E", plan.outcomes), ("F", plan.provision)):
        if Section(section) in held and not any(_row_section(r) == section for r in rows):
            unread.append(f"section {section}: no separate rows could be made of its words")
    unread += [f"section {section}: {why}" for section, why in doubts(plan).items()]
    return ReadReport(
        format=found.format,
        sections=tuple(s.value for s in Section if s in held),
        missing=tuple(s.value for s in Section if s not in held),
        unread=tuple(unread),
        pages=found.pages,
        rows=_counts(plan),
    )


def _row_section(row: Any) -> str:
    return str(getattr(row, "section", "E"))
