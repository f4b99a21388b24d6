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
from goldenthread.plans.reading.roles import PROVISION_ROLES, role_of
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

    def holds(self, piece: Piece) -> bool:
        """Whether some words have been placed."""
        return (piece.position.start, piece.position.end) in self.used

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


# "The draft was sent to Dr Haddow on 5 October. He confirmed on 13 October that it is right."
_RECORD = re.compile(
    r"^\W*(?:(?:the |this )?(?:draft|final)\b(?: \w+){0,3} (?:was|were|has been|have been) |"
    r"(?:the )?(?:draft )?(?:section|part) (?:[A-H]|H[12])\b[^.\n]{0,40}? (?:was|were|has been|is) "
    r"(?:sent|shared|shown|agreed|approved|checked|confirmed|signed off)\b|"
    r"(?:(?:all |each )?(?:of )?(?:this|these|it|the (?:above|provision|help|support)|they)"
    r"(?: \w+){0,2}) (?:is|are|will be) (?:\w+ )?(?:provided|made|given|arranged|required|secured) "
    r"under (?:section|s\.|the )[^.]{3,120}\.?\s*$)",
    re.IGNORECASE,
)


def is_record(text: str) -> bool:
    """Whether words only record who agreed or saw the section, or under which law it stands."""
    return bool(_RECORD.match(text)) and not row_code(text + " ")


_INLINE = re.compile(
    r"(?:^|(?<=[.;\n]))\s*(?P<label>Strengths?|Effects?|Impact|Everyday (?:effect|life|impact)|"
    r"In everyday life|What this means(?: (?:for|in) [^:.\n]{2,40})?|This means)\s*:\s*",
    re.IGNORECASE,
)


# "A language group. Who: a teaching assistant. How often: daily. How long: 20 minutes."
_NAMED_FIELD = re.compile(r"(?:^|(?<=[.;\n]))\s*(?P<label>[A-Z][\w’'/ -]{1,40}?):\s+")
FEWEST_FIELDS = 2  # named in one paragraph, from which it is read as fields


def split_fields(piece: Piece, draft: Draft) -> Piece:
    """'Cannot yet start a task. Effect: ...' holds two fields in one paragraph."""
    if draft.kind == "need":
        marks = [
            (found, "strengths" if found["label"].lower().startswith("strength") else "effect")
            for found in _INLINE.finditer(piece.text)
        ]
    elif draft.kind == "provision":
        marks = _named_fields(piece.text)
    else:
        return piece
    ends = [mark.start() for mark, _ in marks[1:]] + [len(piece.text)]
    for (mark, role), end in zip(marks, ends, strict=False):
        draft.add(role, piece.cut(mark.end(), end))
    head = piece.cut(0, marks[0][0].start()) if marks else piece
    return head if head.text else piece


def _named_fields(text: str) -> list[tuple[re.Match[str], str]]:
    """The fields of a line of provision that its own words name, where there are several."""
    named = ((found, role_of(found["label"])) for found in _NAMED_FIELD.finditer(text))
    kept = [(found, role) for found, role in named if role in PROVISION_ROLES or role == "links"]
    return [(found, role) for found, role in kept if role] if len(kept) >= FEWEST_FIELDS else []


def field_pieces(piece: Piece) -> list[Piece]:
    """A paragraph that begins with a label, cut before each further label that tells a field."""
    marks = [m for m in _NAMED_FIELD.finditer(piece.text) if role_of(m["label"])]
    if not marks or marks[0].start("label") > 0:
        return [piece]
    ends = [mark.start() for mark in marks[1:]] + [len(piece.text)]
    return [piece.cut(mark.start(), end) for mark, end in zip(marks, ends, strict=True)]


def strengths_alone(piece: Piece) -> Piece | None:
    """The words after 'Strengths:' where a cell tells nothing but those."""
    found = _INLINE.match(piece.text)
    if not found or not found["label"].lower().startswith("strength"):
        return None
    return piece.cut(found.end()) if len(_INLINE.findall(piece.text)) == 1 else None


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
_LAW = re.compile(r"\b(?:Act|Regulations)\b")  # "of the Chronically Sick ... Act": nobody looked
_ASKED = re.compile(
    r"\b((?:early help|social care|social worker|children[’']s disability team|paediatrician|"
    r"school nurse|community paediatric\w*|health visitor|GP|dr [A-Z]\w+)[\w’' -]{0,30})\s*"
    r"(?:assess\w*|review\w*|asked|confirmed|offered|advis\w*|checked|screen\w*|saw)",
    re.IGNORECASE,
)


def nothing(section: Section, piece: Piece) -> NothingFound:
    """The record of 'none found', with who looked and when as far as the words tell."""
    looked = (by for by in _BY.finditer(piece.text) if not _LAW.search(by.group(1)))
    found = next(looked, None) or _ASKED.search(piece.text)
    return NothingFound.model_validate(
        {
            "section": section,
            "text": piece.text,
            "assessed_by": found.group(1).strip(" ,") if found else "",
            "assessed_date": full_date(piece.text),
            "position": piece.position,
        }
    )
