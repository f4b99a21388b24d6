"""The rows of one table, read by what its columns are about."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Protocol

from goldenthread.plans.content import NeedArea, Section
from goldenthread.plans.reading.drafts import (
    BULLET,
    NONE,
    NONE_SECTIONS,
    Draft,
    Gathered,
    is_record,
    kind_for,
    lines_of,
    nothing,
    strengths_alone,
)
from goldenthread.plans.reading.evidence import made_evidence
from goldenthread.plans.reading.headings import area_heading, references, row_code
from goldenthread.plans.reading.roles import (
    PROVISION_ROLES,
    belongs,
    head_role,
    kind_of_role,
    role_of,
    role_of_words,
    told_role,
)
from goldenthread.plans.reading.sectioned import Piece, TableRow

MAIN = ("need", "outcome", "provision")
_SAME = {("monitored", "provision"): "review", ("review", "outcome"): "monitored"}
_ONLY_CODES = re.compile(r"(?:H[12](?:[.\-/]\d+)?|[A-GK]\d+)|[\s,;&]|\band\b|\bto\b|[-–]")


LABEL_WORDS = 8  # a label is no longer
_LABEL_SECTION = re.compile(r"[( ](?:section |part )?(H[12]|[B-G])\)?\s*$", re.IGNORECASE)
_LABEL_CODE = re.compile(r"^(.*\S)\s+((?:H[12][.\-/]?|[A-GK])\d{1,2})\W*$", re.DOTALL)
_POINTER = re.compile(
    r"^\W*(?:please )?see (?:also )?(?:section|part|row|above|below)\b.{0,40}$", re.I
)


def _label_code(label: str) -> tuple[str, str]:
    """'Outcome E1' is a label and the number of its row."""
    found = _LABEL_CODE.match(label.strip())
    if not found:
        return label, ""
    code = row_code(found.group(2) + " ")
    return found.group(1), code.id if code else ""


def only_codes(text: str) -> bool:
    """Whether a cell holds only the numbers of other rows."""
    return bool(references(text)) and not _ONLY_CODES.sub("", text)


class InSection(Protocol):
    """What a table's reader asks and tells of the section that the table stands in."""

    into: Gathered
    section: Section
    kind: str
    area: NeedArea | None
    group: str
    last: Draft | None
    ahead: list[tuple[str, Piece]]
    opened: tuple[int, Draft] | None

    def paragraph(self, piece: Piece) -> None: ...

    def section_of(self, kind: str) -> Section | None: ...

    def take_pending(self, kind: str) -> str: ...

    def settle(self, draft: Draft) -> None: ...

    def tell(self, draft: Draft, words: Piece) -> None: ...


class TableReader:
    """Reads one table into the rows of its section, or of the sections its columns name."""

    def __init__(self, reader: InSection, table: list[TableRow]) -> None:
        self.reader, self.table, self.into = reader, table, reader.into
        self.roles: dict[int, str] = {}
        self.heads: dict[int, str] = {}
        self.sections: dict[int, Section] = {}
        self.above: dict[int, Draft] = {}
        self.record: dict[str, Draft] = self._opened()

    def _opened(self) -> dict[str, Draft]:
        """The row that a cell across the top of this table holds, for the labels under it."""
        opened = self.reader.opened
        here = opened is not None and opened[0] == self.table[0].cells[0].block.table
        return {opened[1].kind: opened[1]} if opened and here else {}

    def read(self) -> None:
        for row in self.table:
            for cell, section in zip(row.cells, row.sections, strict=True):
                if section:
                    self.sections[cell.block.column] = section
            filled = [cell for cell in row.cells if cell.text.strip()]
            if filled:
                self._row(row, filled)

    def _row(self, row: TableRow, filled: list[Piece]) -> None:
        if self._is_head(row, filled):
            self.roles = {c.block.column: role for c in row.cells if (role := self._role(c))}
            self.heads = {c.block.column: c.text for c in row.cells}
            self.above = {}
            for cell in filled:
                self.into.use(cell)
        elif self.roles and not (len(row.cells) == 1 and filled[0].block.span > 1):
            self._data(row)
        elif len(filled) == 2 and (
            self._vertical(*filled) or self._coded_pair(*filled) or self._unnamed(filled[0])
        ):
            return
        elif self._left_open(row, filled):
            self.into.use(filled[0])
        else:
            for cell in filled:
                for piece in lines_of(cell):
                    self.reader.paragraph(piece)

    def _role(self, cell: Piece) -> str | None:
        section = self.sections.get(cell.block.column)
        if section and kind_for(section):
            return kind_for(section)
        role = head_role(cell.text)
        return None if role == "title" and self.reader.section != Section.K else role

    def _is_head(self, row: TableRow, filled: list[Piece]) -> bool:
        if len(filled) < 2 or any(cell.block.continues for cell in filled):
            return False
        if any(row_code(cell.text + " ") for cell in filled):
            return False
        if self.sections and not self.roles:
            return True
        roles = [role_of(cell.text) for cell in filled]
        known = [role for role in roles if role]
        if len(row.cells) == 2 and not all(roles):
            return False
        if len(set(known)) > 1 and len(known) * 3 < len(filled) * 2:
            known = [role for cell in filled if (role := head_role(cell.text))]
        return len(set(known)) > 1 and len(known) * 3 >= len(filled) * 2

    # Two columns of labels and values ------------------------------------------------------

    def _vertical(self, label: Piece, value: Piece) -> bool:
        """A table of labels and values is one record after another."""
        words, code = _label_code(label.text)
        role = role_of(words) or head_role(words) if self.record else role_of(words)
        if role is None or (role == "title" and self.reader.section != Section.K):
            return False
        self.into.use(label)
        if role in MAIN and self.record and only_codes(value.text):
            role = "links"
        if role in MAIN:
            self._record(role, value, label.text, code)
            return True
        role = told_role(role, words, value.text)
        draft = self.record.get(kind_of_role(role) or self.reader.kind) or self.reader.last
        if role == "area":
            self.reader.area = area_heading(value.text) or self.reader.area
        elif draft is None or not belongs(role, draft.kind):
            return False
        else:
            if role == "links":
                draft.refs += references(value.text)
            draft.add(role, value.cut(0))
        self.into.use(value)
        return True

    def _left_open(self, row: TableRow, filled: list[Piece]) -> bool:
        """A label of a record whose value nobody filled in."""
        label = filled[0].text
        alone = len(row.cells) == 2 and filled == [row.cells[0]]
        return alone and bool(self.record) and role_of(label) is not None

    def _unnamed(self, label: Piece) -> bool:
        """A label that tells nothing, in a table of labels: its words are kept as they stand."""
        words = label.text.strip()
        short = len(words.split()) <= LABEL_WORDS and not words.endswith(".")
        return bool(self.record) and short and not row_code(words + " ")

    def _record(self, role: str, value: Piece, label: str, code: str) -> None:
        named = _LABEL_SECTION.search(label)
        section = Section(named.group(1).upper()) if named else None
        section = section if section and kind_for(section) == role else self._section_of(role)
        if section in NONE_SECTIONS and NONE.match(value.text):
            self.into.none_found.append(nothing(section, value.cut(0)))
            self.into.use(value)
            return
        again = role in self.record
        if again and (role != "provision" or set(self.record) == {"provision"}):
            self.record = {}
        made = self._make(role, section, value.cut(0))
        made.id = made.id or code
        self.into.use(value)
        self.into.ties += [(other, made) for k, other in self.record.items() if k != role]
        self.record[role] = made
        if role == self.reader.kind:
            self.reader.last = made

    def _section_of(self, kind: str) -> Section:
        """Where a row belongs that stands in a table of another section."""
        own = self.reader.section
        if named := self.reader.section_of(kind):
            return named
        if kind == "outcome":
            return Section.E
        if kind == "need":
            care = {Section.G: Section.C, Section.H1: Section.D, Section.H2: Section.D}
            return care.get(own, Section.B)
        return {Section.C: Section.G, Section.D: Section.H2}.get(own, Section.F)

    def _make(self, kind: str, section: Section, piece: Piece) -> Draft:
        code = row_code(piece.text + " ")
        words = piece.cut(code.starts) if code and code.starts < len(piece.text) else piece
        if code and not code.id.startswith(section.value):
            named = Section.__members__.get(code.id.split(".")[0]) or Section.__members__.get(
                code.id[0]
            )
            section = named if named and kind_for(named) == kind else section
        name = code.id if code else self.reader.take_pending(kind)
        draft = Draft(kind, section, name, area=self.reader.area, group=self.reader.group)
        self.reader.tell(draft, words)
        self.into.drafts.append(draft)
        self.reader.settle(draft)
        self.into.use(piece)
        return draft

    def _coded_pair(self, label: Piece, value: Piece) -> bool:
        """'B1' in the first cell and its words in the second, with no heads above."""
        first = label.text.strip()
        code = row_code(first + " ")
        if not code or not self.reader.kind or code.starts < len(first):
            return False
        draft = self._make(self.reader.kind, self.reader.section, value.cut(0))
        draft.id = code.id
        self.into.use(value)
        self.reader.last = draft
        return True

    # Columns with heads --------------------------------------------------------------------

    def _data(self, row: TableRow) -> None:
        if self.reader.section == Section.K:
            self._advice(row)
            return
        made: dict[str, list[Draft]] = defaultdict(list)
        extra: list[tuple[str, Piece]] = []
        ref = ""
        for cell in row.cells:
            role = self._told(cell)
            if not cell.text.strip():
                self._empty(cell, made)
            elif role not in ("ref", *MAIN) and only_codes(cell.text):
                extra.append(("links", cell))
            elif role == "ref":
                code = row_code(cell.text.strip() + " ")
                ref = code.id if code else ""
                self.into.use(cell)
            elif role in MAIN:
                self._main_cell(cell, role, made)
            elif role == "area":
                self.reader.area = area_heading(cell.text) or self.reader.area
                self.into.use(cell)
            elif role:
                extra.append((role, cell))
        self._finish(made, ref, extra)

    def _told(self, cell: Piece) -> str:
        """The role of a cell: its column's, or what its words say under a head that tells none."""
        column = cell.block.column
        if role := self.roles.get(column, ""):
            return told_role(role, self.heads.get(column, ""), cell.text)
        headed = self.heads.get(column, "").strip()
        if headed and self.reader.kind == "provision" and "provision" in self.roles.values():
            return role_of_words(cell.text) or ""
        return ""

    def _empty(self, cell: Piece, made: dict[str, list[Draft]]) -> None:
        """A cell merged with the one above repeats it; an empty cell says nothing."""
        above = self.above.get(cell.block.column)
        if cell.block.continues and above:
            made[above.kind].append(above)
        elif not cell.block.continues:
            self.above.pop(cell.block.column, None)

    def _main_cell(self, cell: Piece, role: str, made: dict[str, list[Draft]]) -> None:
        refs = references(cell.text)
        self._use_but_records(cell, role)
        if _POINTER.match(cell.text):
            return  # "See section G": the words stand there
        if refs and only_codes(cell.text):
            made["refs"].append(Draft("refs", self.reader.section, refs=refs))
            return
        section = self.sections.get(cell.block.column) or self._section_of(role)
        for piece in self._parts(cell, role):
            if section in NONE_SECTIONS and NONE.match(piece.text):
                self.into.none_found.append(nothing(section, piece))
                continue
            if role == "provision" and is_record(piece.text):
                continue
            if role == "need" and (praise := strengths_alone(piece)):
                self.reader.ahead.append(("strengths", praise))
                continue
            draft = self._make(role, section, piece)
            if not made[role]:
                self.above[cell.block.column] = draft
            made[role].append(draft)

    def _use_but_records(self, cell: Piece, role: str) -> None:
        """Mark a cell's words as placed; lines that only record who agreed stay as they stand."""
        lines = lines_of(cell)
        told = [line for line in lines if not (role == "provision" and is_record(line.text))]
        for piece in [cell] if len(told) == len(lines) else told:
            self.into.use(piece)

    def _parts(self, cell: Piece, role: str) -> list[Piece]:
        """A cell that lists several statements holds several rows, unless columns describe one."""
        lines = lines_of(cell)
        describing = PROVISION_ROLES & set(self.roles.values())
        coded = sum(1 for line in lines if row_code(line.text + " ")) > 1
        bullets = sum(1 for line in lines if BULLET.match(line.text)) > 1
        if len(lines) < 2 or not (coded or bullets or (role == "provision" and not describing)):
            bullet = BULLET.match(cell.text)
            return [cell.cut(bullet.end() if bullet else 0)]
        whole = [ln for ln in lines if len(ln.text.split()) > 2 or row_code(ln.text + " ")]
        marks = [(line, BULLET.match(line.text)) for line in whole]
        return [line.cut(mark.end()) if mark else line for line, mark in marks]

    def _finish(
        self, made: dict[str, list[Draft]], ref: str, extra: list[tuple[str, Piece]]
    ) -> None:
        """Give the row its number, its further columns, and tie what stands side by side."""
        refs = [code for draft in made.pop("refs", []) for code in draft.refs]
        kinds = [kind for kind in MAIN if made.get(kind)]
        own = self.reader.kind if made.get(self.reader.kind) else (kinds[-1] if kinds else "")
        for role, cell in extra:
            for draft in made.get(kind_of_role(role) or own) or made.get(own) or ():
                field = _SAME.get((role, draft.kind), role)
                draft.refs += references(cell.text) if field == "links" else []
                draft.add(field, cell.cut(0))
                if belongs(field, draft.kind) and field != "steps":
                    self.into.use(cell)  # else its words are kept as they stand
        for draft in made.get(own) or ():
            draft.refs += refs
            draft.id = draft.id or ref
        for place, kind in enumerate(kinds):
            for other in kinds[place + 1 :]:
                self.into.ties += [(a, b) for a in made[kind] for b in made[other]]

    def _advice(self, row: TableRow) -> None:
        words: dict[str, str] = {}
        code = ""
        for cell in row.cells:
            role = self.roles.get(cell.block.column, "")
            role = "date" if role == "by_when" else role
            text = cell.text.strip()
            if found := row_code(text + " "):
                code = code or found.id
                text = text[found.starts :].strip()
            if text and role != "ref":
                words.setdefault("title" if role in ("evidence", "", "links") else role, text)
            self.into.use(cell)
        if words:
            self.into.evidence.append(made_evidence(words, code, row.cells[0]))
