"""Rows in the making, and all that has become rows so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from goldenthread.plans.content import (
    Aspiration,
    Evidence,
    NeedArea,
    NothingFound,
    Section,
    View,
)
from goldenthread.plans.reading.dates import full_date
from goldenthread.plans.reading.headings import area_heading, row_code
from goldenthread.plans.reading.sectioned import Piece

NEED_SECTIONS = (Section.B, Section.C, Section.D)
PROVISION_SECTIONS = (Section.F, Section.G, Section.H1, Section.H2)
NONE_SECTIONS = (Section.C, Section.D, Section.G, Section.H1, Section.H2)
BULLET = re.compile(r"^\s*(?:[•●▪○◦‣*·]|[-–—]\s|\d{1,2}[.)]\s|\([a-z0-9]\)\s|[a-z]\)\s)\s*")
NONE = re.compile(
    r"^\W*(?:(?:there (?:are|is) )?(?:no|none|nil|not applicable|n/?a|not required|not known)\b|"
    r"(?:\w+ ){1,4}(?:has|have|had|needs?) no\b|nothing\b|does not (?:apply|have)|"
    r"(?:[^\n]|\n(?!\n)){0,200}?\bno\s+(?:\w+\s+){0,3}(?:needs?|provision|"
    r"concerns?)\s+(?:(?:were|was|are|is|"
    r"have been|has been)\s+)?(?:found|identified|needed|required|noted|recorded)\b|"
    r"(?:[^\n]|\n(?!\n)){0,200}?\b(?:found|identified|saw|show(?:s|ed)|"
    r"reported)\s+no\s+(?:\w+\s+){0,3}"
    r"(?:needs?|provision|concerns?)\b|"
    r"(?:[^\n]|\n(?!\n)){0,200}?\bno\s+(?:\w+\s+){0,3}(?:needs?|provision)\b[^.\n]{0,110}"
    r"\b(?:is|are|was|were)\s+(?:\w+\s+)?(?:found|identified|needed|required)\b)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Draft:
    """A row in the making: its kind, its words by role, and what it names."""

    kind: str
    section: Section
    id: str = ""
    words: dict[str, Piece] = field(default_factory=dict)
    area: NeedArea | None = None
    group: str = ""  # the heading it stands under, when that names an area beyond those
    refs: list[str] = field(default_factory=list)
    seen: str = ""

    def add(self, role: str, piece: Piece) -> None:
        self.words.setdefault(role, piece)
        self.seen += f"\n{piece.text}"

    def text(self, role: str) -> str:
        return self.words[role].text if role in self.words else ""


@dataclass(slots=True)
class Gathered:
    """Everything that became rows, and which words of the file did."""

    drafts: list[Draft] = field(default_factory=list)
    ties: list[tuple[Draft, Draft]] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    aspirations: list[Aspiration] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    none_found: list[NothingFound] = field(default_factory=list)
    used: set[tuple[int, int]] = field(default_factory=set)
    monitoring: list[str] = field(default_factory=list)

    def use(self, piece: Piece) -> None:
        self.used.add((piece.position.start, piece.position.end))


def kind_for(section: Section | None) -> str:
    """The kind of row that a section holds, or nothing."""
    if section in NEED_SECTIONS:
        return "need"
    if section in PROVISION_SECTIONS:
        return "provision"
    return "outcome" if section == Section.E else ""


def lines_of(piece: Piece) -> list[Piece]:
    """The lines of a table cell, each a paragraph of its own; a paragraph stays whole."""
    if piece.block.table is None:
        return [piece] if piece.text.strip() else []
    wrapped = piece.block.part.startswith("page")  # where a line ends only as the cell is narrow
    out: list[tuple[int, int]] = []
    at = 0
    for line in piece.text.split("\n"):
        end = at + len(line)
        if line.strip():
            joins = wrapped and out and not _opens_line(line)
            out = [*out[:-1], (out[-1][0], end)] if joins else [*out, (at, end)]
        at = end + 1
    return [piece.cut(start, end) for start, end in out]


def _opens_line(line: str) -> bool:
    """Whether a printed line of a narrow cell opens a paragraph: a number, bullet or area."""
    return bool(row_code(line + " ") or BULLET.match(line) or area_heading(line))


_INLINE = re.compile(
    r"(?:^|(?<=[.;\n]))\s*(?P<label>Strengths?|Effects?|Impact|Everyday (?:effect|life|impact)|"
    r"In everyday life|What this means(?: (?:for|in) [^:.\n]{2,40})?|This means)\s*:\s*",
    re.IGNORECASE,
)


def split_fields(piece: Piece, draft: Draft) -> Piece:
    """'Cannot yet start a task. Effect: ...' holds two fields in one paragraph."""
    marks = list(_INLINE.finditer(piece.text))
    if not marks:
        return piece
    ends = [mark.start() for mark in marks[1:]] + [len(piece.text)]
    for mark, end in zip(marks, ends, strict=True):
        role = "strengths" if mark.group("label").lower().startswith("strength") else "effect"
        draft.add(role, piece.cut(mark.end(), end))
    head = piece.cut(0, marks[0].start())
    return head if head.text else piece


_PERSON = (
    r"(?:(?:the|an?)\s+)?(?:(?:Dr|Mr|Mrs|Ms|Miss|Mx)\.?\s+(?:[A-Z]\.?\s+)?[A-Z][\w’'-]+|[A-Z]\.?\s+[A-Z][\w’'-]+|"
    r"[A-Z][\w’'-]+\s+[A-Z][\w’'-]+|(?:[\w’'-]+\s)?(?:social worker|early help|"
    r"children[’']s services|"
    r"paediatrician|school nurse|social care|nurse|doctor|GP|team|practitioner|health visitor|"
    r"occupational therapist|clinic))"
)
_BY = re.compile(
    rf"(?:\b(?:by|from|with|asked of|of)\s+|\()({_PERSON}(?:[ ,]+[a-z][\w’' "
    rf"-]{{2,40}})?)"
)
_ASKED = re.compile(
    r"\b((?:early help|social care|social worker|children[’']s disability team|paediatrician|"
    r"school nurse|community paediatric\w*|health visitor|GP|dr [A-Z]\w+)[\w’' -]{0,30})\s*"
    r"(?:assess\w*|review\w*|asked|confirmed|offered|advis\w*|checked|screen\w*|saw)",
    re.IGNORECASE,
)


def nothing(section: Section, piece: Piece) -> NothingFound:
    """The record of 'none found', with who looked and when as far as the words tell."""
    found = _BY.search(piece.text) or _ASKED.search(piece.text)
    return NothingFound.model_validate(
        {
            "section": section,
            "text": piece.text,
            "assessed_by": found.group(1).strip(" ,") if found else "",
            "assessed_date": full_date(piece.text),
            "position": piece.position,
        }
    )
