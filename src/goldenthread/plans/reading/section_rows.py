"""The paragraphs of one section, turned into rows."""

from __future__ import annotations

import re

from goldenthread.plans.content import NeedArea, Section
from goldenthread.plans.reading.drafts import (
    BULLET,
    NONE,
    NONE_SECTIONS,
    Draft,
    Gathered,
    field_pieces,
    is_record,
    kind_for,
    lines_of,
    nothing,
    split_fields,
)
from goldenthread.plans.reading.headings import (
    Code,
    area_heading,
    counted,
    is_title_of,
    other_area,
    references,
    row_code,
)
from goldenthread.plans.reading.roles import NEED_ROLES, belongs, label_of, role_of, role_of_words
from goldenthread.plans.reading.sectioned import Part, Piece, TableRow
from goldenthread.plans.reading.table_rows import MAIN, TableReader, only_codes

SHORT = 9  # words; a bold line no longer than this is a subheading
ASKING = 18  # words; the same of "How we will check progress, who does it and when"
_ASKS = re.compile(r"(?:how|what|who|where|when)\b", re.IGNORECASE)


class SectionReader:
    """Reads one section: paragraphs here, tables through `TableReader`."""

    def __init__(self, part: Part, gathered: Gathered) -> None:
        self.part, self.into = part, gathered
        self.section = part.section
        self.kind = kind_for(part.section)
        self.area = _own_area(part.section)
        self.group = ""
        self.mode = ""
        self.last: Draft | None = None
        self.context: dict[str, Draft] = {}  # rows under whose heading the next ones stand
        self.context_refs: list[str] = []
        self.ahead: list[tuple[str, Piece]] = []  # fields of a need that comes next
        self.opened: tuple[int, Draft] | None = None  # a table whose first cell alone is a row
        self.pending = ("", "")  # kind and number of a row whose heading stands above its words
        pieces = [item for item in part.items if isinstance(item, Piece)]
        self.first = pieces[0] if pieces else None
        self.coded = any(self._own_code(line) for piece in pieces for line in lines_of(piece))

    def _own_code(self, piece: Piece) -> Code | None:
        """The code at the start of some words, when it is one of this section."""
        bullet = BULLET.match(piece.text)
        words = piece.text[bullet.end() :] if bullet else piece.text
        code = row_code(words + " ")
        return code if code and code.id.startswith(self.section.value) else None

    def read(self) -> None:
        """Read every item in order, table by table."""
        for group in grouped(self.part):
            if isinstance(group, Piece):
                before = self.last
                for piece in lines_of(group):
                    self.paragraph(piece)
                if group.block.table is not None and self.last and self.last is not before:
                    self.opened = (group.block.table, self.last)
            else:
                TableReader(self, group).read()

    def paragraph(self, piece: Piece) -> None:
        """Read one paragraph: a subheading, a record of none, a labelled field, a statement."""
        bullet = BULLET.match(piece.text)
        words = piece.cut(bullet.end()) if bullet else piece
        if self._subheading(piece):
            return
        if self._none(words, piece):
            return
        if self._labelled(words):
            if all(self.into.holds(part) for part in field_pieces(words)[1:]):
                self.into.use(piece)
        elif self.kind:
            self._statement(words, piece)

    def _subheading(self, piece: Piece) -> bool:
        text = piece.text.strip().rstrip(":")
        if self._headed_row(text) or (piece.block.strong and self._serves(text)):
            return True
        numbered = _SUBNUMBER.match(text)
        text = text[numbered.end() :] if numbered else text
        if is_title_of(self.section, text) and (piece.block.strong or piece is self.first):
            return True
        area = area_heading(piece.text)
        if area or other_area(piece.text):
            self._turn_to("need")
            self.group = "" if area else "other"
            self.area, self.mode, self.last, self.ahead = area, "", None, []
            return True
        longest = ASKING if piece.block.strong and _ASKS.match(text) else SHORT
        if len(text.split()) > longest or text.endswith("."):
            return False
        role = role_of(text)
        if role and (numbered or piece.block.strong or piece.text.strip().endswith(":")):
            self.mode = role
            self._turn_to(role)
            return True
        if piece.block.strong and not row_code(piece.text) and not counted(piece.text):
            self.mode = _mode_of(text)
            return True
        return False

    def _headed_row(self, text: str) -> bool:
        """'Outcome 2 (Health)' alone on its line: the number of the row whose words follow."""
        number = counted(text)
        if not number or not self.section_of(number[0]):
            return False
        rest = text[number[2] :].strip(" ():.-–—")
        if rest and not (area_heading(rest) or other_area(rest)):
            return False
        self._turn_to(number[0])
        letter = (self.section_of(number[0]) or self.section).value
        self.pending = (number[0], f"{letter}{number[1]}")
        self.area = area_heading(rest) or (None if other_area(rest) else self.area)
        self.group = "other" if other_area(rest) else "" if rest else self.group
        self.mode, self.last, self.ahead = "", None, []
        return True

    def _serves(self, text: str) -> bool:
        """'To meet outcome 2' above lines of provision: those lines serve that outcome."""
        found = _SERVED.search(text)
        if not found or len(text.split()) > SHORT + 3 or text.endswith("."):
            return False
        if not self.section_of("provision"):
            return False
        self._turn_to("provision")
        self.context_refs = [f"E{number}" for number in re.findall(r"\d+", found.group())]
        left = _LEAD_IN.sub("", _SERVED.sub("", text)).strip(" ():.-–—,")
        self.area, self.mode, self.last = area_heading(left) or self.area, "", None
        return True

    def take_pending(self, kind: str) -> str:
        """The number that a heading gave to the next row of a kind, once."""
        if self.pending[0] != kind:
            return ""
        self.pending, code = ("", ""), self.pending[1]
        return code

    def section_of(self, kind: str) -> Section | None:
        """The section of this part, or of those opened with it, that holds a kind of row."""
        return next((s for s in (self.section, *self.part.also) if kind_for(s) == kind), None)

    def _turn_to(self, kind: str) -> None:
        """Under a shared heading a subheading says which section now speaks."""
        kind = "need" if kind in NEED_ROLES else kind
        section = self.section_of(kind) if self.part.also else None
        if section:
            self.section, self.kind = section, kind

    def _none(self, words: Piece, piece: Piece) -> bool:
        if code := self._own_code(words):
            words = words.cut(code.starts) if words.cut(code.starts).text else words
        if self.section not in NONE_SECTIONS or not NONE.match(words.text) or self.last:
            return False
        self.into.none_found.append(nothing(self.section, words))
        self.into.use(piece)
        return True

    def _labelled(self, piece: Piece) -> bool:
        parts = field_pieces(piece) if self.kind != "provision" else [piece]
        if len(parts) > 1:
            return self._several(parts)
        found = label_of(piece.text)
        if not found:
            return self._unknown_label(piece)
        role, at = found
        if role == "by_when" and self.kind == "provision":
            role = "how_often"
        value = piece.cut(at)
        if not value.text:
            return False
        if role == "monitored":
            self.into.monitoring.append(value.text)
            return True
        if role == self.kind:
            self.last = self._new(value, row_code(value.text + " "))
            return True
        if self.last is None and role in NEED_ROLES and self.kind == "need":
            self.ahead.append((role, value))  # strengths printed above the need itself
            return True
        if role in MAIN and only_codes(value.text):
            role = "links"  # "Outcome: E1" under a line of provision
        if self.last is None or not belongs(role, self.kind):
            return False
        if role == "links":
            self.last.refs += references(value.text)
        self.last.add(role, value)
        return True

    def _several(self, parts: list[Piece]) -> bool:
        """'Linked need: B1. Aspiration: a job': each field by itself; unplaced ones stay words."""
        placed = []
        for part in parts:
            found = label_of(part.text)
            told = found is not None and not (found[0] == "links" and not references(part.text))
            placed.append(told and self._labelled(part))
            if placed[-1]:
                self.into.use(part)
        return any(placed)

    def _unknown_label(self, piece: Piece) -> bool:
        """'Supports: outcome 2' under a row: a field that cannot be named, and no row."""
        found = _FIELD.match(piece.text)
        if not found or self.last is None or self.kind == "need" or row_code(piece.text + " "):
            return False
        value = piece.cut(found.end())
        told = role_of_words(value.text) if self.kind == "provision" else None
        if told and value.text:
            self.last.add(told, value)
        return not counted(piece.text)

    def _statement(self, words: Piece, piece: Piece) -> None:
        code, number = self._own_code(words), counted(words.text)
        if number and number[0] != self.kind:
            if self._heads_others(words, piece, number):
                return
            number = None
        if self._not_a_row(words, numbered=bool(code or number)):
            return
        if number:
            self.last = self._new(words.cut(number[2]), None, f"{self.section.value}{number[1]}")
        else:
            self.last = self._new(words, code)
        self.into.use(piece)

    def _heads_others(self, words: Piece, piece: Piece, number: tuple[str, int, int]) -> bool:
        """'Outcome 1: ...' above lines of provision: those lines serve it."""
        kind, count, starts = number
        section = self.section_of(kind)
        first = {"need": "B", "outcome": "E", "provision": "F"}.get(kind)
        if first is None:
            return False
        if section is None:
            self.context_refs = [f"{first}{count}"]
            return True
        draft = Draft(kind, section, f"{section.value}{count}", area=self.area)
        draft.add("main", words.cut(starts))
        draft.refs = references(words.text)
        self.into.drafts.append(draft)
        self.into.use(piece)
        self.context, self.last = {kind: draft}, draft
        return True

    def settle(self, draft: Draft) -> None:
        """Tie a new row to the ones under whose heading it stands."""
        draft.refs += self.context_refs
        self.into.ties += [(o, draft) for k, o in self.context.items() if k != draft.kind]

    def _not_a_row(self, words: Piece, *, numbered: bool) -> bool:
        """Words that explain, praise or monitor are kept as they stand, not made into rows."""
        text = words.text
        if numbered:
            return False
        if self.kind == "outcome" and (self.mode == "monitored" or _MONITOR.match(text)):
            self.into.monitoring.append(text)
            return True
        if self.kind == "provision" and _MONITOR.match(text) and _PROGRESS.search(text):
            self.into.monitoring.append(text)
            return True
        if Section.G in (self.section, *self.part.also) and _AGREEMENT.match(text):
            return True
        if self.kind == "provision" and is_record(text):
            return True
        if _SOURCE.match(text):
            return True
        if self.mode == "strengths" and self.kind == "need":
            self._strength(words)
            return True
        if self.mode == "effect" and self.last:
            self.last.add("effect", words)
            self.into.use(words)
            return True
        explains = self.mode in ("steps", "skip") or _BOILERPLATE.match(text)
        praises = self.kind == "need" and _only_strength(text)
        return bool(explains or praises or len(text.split()) < 2 or self.coded)

    def _strength(self, words: Piece) -> None:
        """Words under 'Strengths' go with the need above in the same area, or the next one."""
        if self.last:
            self.last.add("strengths", words)
        else:
            self.ahead.append(("strengths", words))
        self.into.use(words)

    def _new(self, piece: Piece, code: Code | None, forced: str = "") -> Draft:
        words = piece.cut(code.starts) if code else piece
        words = words if words.text else piece
        name = (code.id if code else forced) or self.take_pending(self.kind)
        draft = Draft(self.kind, self.section, name, area=self.area, group=self.group)
        self.tell(draft, words)
        self.into.drafts.append(draft)
        self.settle(draft)
        return draft

    def tell(self, draft: Draft, words: Piece) -> None:
        """Give a new row its words, the fields named among them, and those printed above it."""
        draft.add("main", split_fields(words, draft))
        draft.refs = references(words.text)
        if draft.kind == "need":
            for role, ahead in self.ahead:
                draft.add(role, ahead)
            self.ahead = []


def grouped(part: Part) -> list[Piece | list[TableRow]]:
    """A section's items in order, the rows of one table together."""
    out: list[Piece | list[TableRow]] = []
    number: int | None = None
    for item in part.items:
        if isinstance(item, Piece):
            out.append(item)
            number = None
            continue
        table = item.cells[0].block.table
        if number == table and out and isinstance(out[-1], list):
            out[-1].append(item)
        else:
            out.append([item])
        number = table
    return out


_AGREEMENT = re.compile(
    r"^\s*(?:this (?:provision|section) (?:is|was|has been) )?(?:agreed|approved|signed off|"
    r"confirmed)\b|^\s*(?:the )?(?:[\w’'&-]+ ){0,7}?(?:ICB|integrated care board|"
    r"designated clinical officer|"
    r"DCO)\b.{0,60}"
    r"\b(?:agree\w*|approv\w*|not yet)\b|^\s*(?:icb|nhs) agreement",
    re.IGNORECASE,
)
_FIELD = re.compile(r"^\s*[A-Z][\w’'-]*(?: [\w’'-]+){0,4}:\s+")
_SUBNUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})+\.?\s+(?=[A-Z])")
_SERVED = re.compile(
    r"\boutcomes?\s+(?:no\.?\s*)?E?\d{1,2}(?:\s*(?:,|&|and|/)\s*E?\d{1,2})*\b", re.IGNORECASE
)
_LEAD_IN = re.compile(r"^(?:provision )?to (?:meet|achieve|reach|support)\b", re.IGNORECASE)
# "Dr Yusuf, paediatrician, gave this advice on 4 August 2026": whose words, and no need.
_SOURCE = re.compile(
    r"^[^.\n]{0,12}[^.\n]{0,90}\b(?:gave|provided|wrote|supplied|contributed)\b[^.\n]{0,40}\b(?:advice|"
    r"reports?|information)\b[^.\n]{0,60}\.?\s*$|^(?:advice|information|sources?)\s*(?:from|by|"
    r":|taken from|provided by)\b[^.\n]{0,120}\.?\s*$",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"^\s*(?:this section|the following|see (?:also )?(?:section|appendix|below)|please "
    r"(?:see|refer)|"
    r"in this section|page \d+|section [A-K] )",
    re.IGNORECASE,
)
_STRENGTH = re.compile(
    r"\b(?:strengths?|good at|enjoys?|loves?|likes?|remembers|does well|talent\w*|proud|keen|kind|"
    r"great|excellent|best when|strong|well|carefully|with care|caring|loyal|confident\w*|calm|"
    r"clearly|polite|never late|sociable|curious|can)\b",
    re.IGNORECASE,
)
_HARD = re.compile(
    r"\b(?:not|cannot|can[’']t|hard|difficult\w*|struggl\w*|needs?|delay\w*|diagnos\w*|"
    r"low|loses|finds|"
    r"limited|anxi\w*|disorder|impair\w*|disabilit\w*|unable|without|only|slow\w*|poor|weak\w*)\b",
    re.IGNORECASE,
)
_MONITOR = re.compile(
    r"^\s*(?:progress|monitoring|arrangements|the (?:class )?(?:teacher|senco|school|tutor|"
    r"setting|college)|(?:these )?outcomes? (?:will|are)|each (?:half )?term|every (?:half )?term|"
    r"all outcomes|(?:his|her|their|[A-Z]\w+[’']s) (?:class |form )?(?:teacher|tutor|school|"
    r"college|key ?worker)|(?:the |an? |her |his |their |[A-Z]\w+[’']s )?(?:[\w’'-]+ ){0,4}"
    r"(?:staff|supervisor|adult|adviser|therapist|physiotherapist|nurse|trainer|tutor|teacher|"
    r"assistant|mentor|coach|SENCO)"
    r"(?= (?:and the [\w ]{3,40} )?(?:counts?|records?|notes?|tall(?:y|ies)|"
    r"keeps?|logs?|checks?|tracks?)\b))"
    r"\b.*\b(?:monitor\w*|review\w*|check\w*|log\w*|track\w*|record\w*|notes?|counts?|"
    r"tall(?:y|ies)|keeps?)\b",
    re.IGNORECASE | re.DOTALL,
)
_PROGRESS = re.compile(r"\b(?:progress|outcomes?|targets?)\b", re.IGNORECASE)


def _only_strength(text: str) -> bool:
    return bool(_STRENGTH.search(text)) and not _HARD.search(text)


def _mode_of(text: str) -> str:
    low = text.lower()
    for mode, words in (
        ("monitored", r"monitor|how progress|check(?:ing)? (?:on )?progress"),
        ("strengths", r"strength|does well|good at|enjoys"),
        ("steps", r"step|short[- ]term target"),
        ("skip", r"signature|signed|sign[- ]off|authoris"),
    ):
        if re.search(words, low):
            return mode
    return low


def _own_area(section: Section) -> NeedArea | None:
    if section in (Section.C, Section.G):
        return NeedArea.HEALTH
    if section in (Section.D, Section.H1, Section.H2):
        return NeedArea.SOCIAL_CARE
    return None
