"""Reading an area SEND inspection report of the present framework (2023 on)."""

from __future__ import annotations

import re
from dataclasses import replace

from goldenthread.strategy.reading.blocks import blocks_of
from goldenthread.strategy.reading.bodies import split_bodies
from goldenthread.strategy.reading.dates import Period, read_length, read_period
from goldenthread.strategy.reading.flow import ASKS, partners_in_flow, rows_in_flow
from goldenthread.strategy.reading.geometry import Cell, Line, Page
from goldenthread.strategy.reading.headings import (
    Part,
    heading,
    heads_columns,
    is_authority,
    is_board,
    is_body_heading,
)
from goldenthread.strategy.reading.model import Passage, Reading, places_of
from goldenthread.strategy.reading.people import leads, read_team
from goldenthread.strategy.reading.prose import (
    Mender,
    Paragraph,
    hard_lines,
    items_of,
    marker_of,
    paragraphs_of,
    passage_of,
)
from goldenthread.strategy.reading.sections import Finding, Sections, details_columns, divide
from goldenthread.strategy.reading.themes import themes_of
from goldenthread.strategy.reading.unruled import names_under, part_of, rows_of, second_column

STYLE = "area-send-2023"
LONGEST_NAME = 14  # words a body's name may have
OUTCOMES = (
    (1, r"typically leads? to positive experiences and outcomes"),
    (2, r"inconsistent experiences and outcomes"),
    (3, r"widespread and/?\s?(or)?\s?systemic failings"),
)
_TITLE = re.compile(
    r"area\s+send\s+(?:full\s+|joint\s+|monitoring\s+|re)?inspection\s+of\s+(?:the\s+)?(?P<area>.+?)"
    r"(?:[’']s?)?(?:\s+local)?(?:\s+area)?(?:\s+partnership)?\s*$",
    re.I,
)
_DATES = r"(?:inspection\s+dates?|dates?\s+of\s+(?:this\s+)?inspection)\s*:?\s*(?P<said>.*)$"
_BEFORE = (
    r"dates?\s+of\s+(?:the\s+)?(?:previous|last)\s+(?:area\s+send\s+)?inspections?"
    r"\s*:?\s*(?P<said>.*)$"
)
_MODAL = re.compile(r"\b(should|must|needs? to|ought to|is required to|are required to|will)\b")


def looks_like_report(pages: list[Page]) -> bool:
    """Say whether the first pages carry a report's title and its outcome."""
    text = " ".join(word.text for page in pages[:2] for word in page.words).lower()
    return "area send" in text and "inspection of" in text and "outcome" in text


def read_report(pages: list[Page], *, file: str) -> Reading:
    """Read a whole report. Nothing is guessed: what is not printed is listed as not found."""
    return _Reader(pages, file).read()


class _Reader:
    def __init__(self, pages: list[Page], file: str) -> None:
        blocks = blocks_of(pages)
        every = [block for block in blocks if isinstance(block, Line)]
        every += [
            line
            for block in blocks
            if not isinstance(block, Line)
            for cell in block.cells
            for line in cell.lines
        ]
        self.drawn = all(page.drawn for page in pages)
        self.mender = Mender(every)
        self.parts: Sections = divide(blocks, self.mender)
        self.reading = Reading(file=file, style=STYLE, pages=len(pages))
        self.councils: list[str] = []

    def read(self) -> Reading:
        self._front()
        self._outcome()
        self._partners()
        self._team()
        self._findings()
        self._prose("strengths")
        self._prose("weaknesses")
        self.reading.missing("publication_date", "These reports do not print one.")
        return self.reading

    def _place(self, name: str, lines: list[Line]) -> None:
        if lines:
            self.reading.places[name] = list(places_of(lines, drawn=self.drawn))

    # ---- page one -------------------------------------------------------------------------

    def _front(self) -> None:
        front = self.parts.of("front")
        self._title(front)
        self._period(front, _BEFORE, "previous_inspection")
        self._period(front, _DATES, "inspection")

    def _title(self, front: list[Line]) -> None:
        reading = self.reading
        for start, first in enumerate(front):
            if not re.search(r"\barea\s+send\b", first.text, re.I):
                continue
            lines = [first]
            for line in front[start + 1 : start + 4]:
                if re.match(r"(inspection|dates?)\b", line.text, re.I) or ":" in line.text:
                    break
                lines.append(line)
            title = self.mender.join(lines)
            match = _TITLE.search(title)
            if match:
                reading.title, reading.area = title, match.group("area").strip()
                self._place("title", lines)
                return
        reading.missing("area", "No title of the form “Area SEND inspection of ...” was found.")

    def _period(self, front: list[Line], label: str, name: str) -> None:
        """Read a labelled pair of dates, which may run on to a second line."""
        reading = self.reading
        shown = "previous_inspection" if name == "previous_inspection" else "inspection_dates"
        for index, line in enumerate(front):
            match = re.match(label, line.text, re.I)
            if not match:
                continue
            lines = [line]
            said = match.group("said")
            period = read_period(said)
            if index + 1 < len(front) and not re.match(
                r"(inspection |dates? of)", front[index + 1].text, re.I
            ):
                longer = self.mender.join([line, front[index + 1]])[match.start("said") :]
                if (wider := read_period(longer)) and (period is None or wider.end > period.end):
                    period, said, lines = wider, longer, [*lines, front[index + 1]]
            self._place(f"{name}_end", lines)
            setattr(reading, f"{shown}_text", said.strip() or None)
            self._set_period(name, period, said)
            return
        for end in ("start", "end"):
            reading.missing(f"{name}_{end}", "The report prints no such dates on its first page.")

    def _set_period(self, name: str, period: Period | None, said: str) -> None:
        if period:
            setattr(self.reading, f"{name}_start", period.start)
            setattr(self.reading, f"{name}_end", period.end)
            return
        why = "No whole date can be read from what is printed there." if said else "Left blank."
        for end in ("start", "end"):
            self.reading.missing(f"{name}_{end}", why)

    # ---- the outcome ------------------------------------------------------------------------

    def _outcome(self) -> None:
        reading, lines = self.reading, self.parts.of("outcome")
        text = self.mender.join(lines)
        if not text:
            for name in ("outcome", "outcome_text", "next_full_inspection_years"):
                reading.missing(name, "No section headed “Inspection outcome” was found.")
            return
        reading.outcome_text = text
        self._place("outcome", lines)
        grades = [grade for grade, words in OUTCOMES if re.search(words, text, re.I)]
        if len(grades) == 1:
            reading.outcome = grades[0]
        else:
            reading.missing("outcome", "The outcome's words match no one of the three outcomes.")
        self._next_inspections(text)

    def _next_inspections(self, text: str) -> None:
        reading = self.reading
        for sentence in sentences(text):
            if not re.search(r"\b(re)?inspection\b", sentence, re.I) or "within" not in sentence:
                continue
            reading.next_inspection_sentences.append(sentence)
            if re.search(r"monitoring (inspection|visit)", sentence, re.I):
                reading.monitoring_inspection_months = read_length(sentence, unit="month")
            elif re.search(r"\b(full|next)\b", sentence, re.I):
                reading.next_full_inspection_years = read_length(sentence, unit="year")
        required = re.search(r"requires?\b[^.]*\bpriority action plan", text, re.I)
        reading.priority_action_plan_required = required is not None
        if reading.monitoring_inspection_months is None:
            reading.missing("monitoring_inspection_months", "The outcome names no such time.")
        if reading.next_full_inspection_years is None:
            reading.missing("next_full_inspection_years", "The outcome names no such time.")

    # ---- the partnership and the inspectors ---------------------------------------------------

    def _partners(self) -> None:
        reading = self.reading
        for head, cells in details_columns(self.parts.details):
            filled = [cell for cell in cells if cell.text]
            parts = self._first_paragraphs(filled)
            if not parts:
                continue
            if is_authority(head) and reading.local_authority is None:
                self._set_councils(parts)
                self._place("local_authority", list(filled[0].lines))
            elif is_board(head):
                reading.integrated_care_boards += split_bodies(parts)
                self._place("integrated_care_boards", list(filled[0].lines))
        if not self.parts.details:
            self._unruled_partners()
        reading.responsibility_sentence = self._responsibility()
        if reading.local_authority is None:
            reading.missing("local_authority", "The table of partnership details names none.")
        if not reading.integrated_care_boards:
            reading.missing(
                "integrated_care_boards", "The table of partnership details names none."
            )

    def _set_councils(self, parts: list[str]) -> None:
        """Keep the council's name; where an area has two councils, both, joined by "and"."""
        self.councils = split_bodies(parts)
        self.reading.local_authority = " and ".join(self.councils) or None

    def _unruled_partners(self) -> None:
        """Read the details where no lines are ruled: by the columns under their headings."""
        reading, lines = self.reading, self.parts.of("details")
        for index, line in enumerate(lines):
            at = second_column(line, is_authority, is_board)
            if at is None:
                continue
            below = lines[index + 1 :]
            councils = names_under(part_of(below, 0, at - 6), self.mender)
            boards = names_under(part_of(below, at - 6, 1e9), self.mender)
            self._set_councils([self.mender.join(lines) for lines in councils])
            reading.integrated_care_boards = split_bodies(map(self.mender.join, boards))
            self._place("local_authority", [line for lines in councils for line in lines])
            self._place("integrated_care_boards", [line for lines in boards for line in lines])
            return
        if not self.drawn:
            self._partners_in_flow(lines)

    def _partners_in_flow(self, lines: list[Line]) -> None:
        """Read the details of a report saved as running text, with no columns left."""
        heads = [i for i, line in enumerate(lines) if heads_columns(line.text)]
        said = self.mender.join(self.parts.of("about_area"))
        found = partners_in_flow(lines[heads[0] + 1 :], self.mender, said) if heads else None
        if found is None:
            return
        self._set_councils([found[0]])
        self.reading.integrated_care_boards = split_bodies([found[1]])
        for name in ("local_authority", "integrated_care_boards"):
            self.reading.doubt(name, "Saved as running text: the columns are gone.")

    def _first_paragraphs(self, filled: list[Cell]) -> list[str]:
        """Return the paragraphs of a column's first filled cell: the name of the bodies.

        Where one cell holds everything (name, director, address), only its first paragraph.
        """
        if not filled:
            return []
        parts = hard_lines(filled[0].lines, self.mender)
        return parts[:1] if len(filled) == 1 else parts

    def _responsibility(self) -> str | None:
        for sentence in sentences(self.mender.join(self.parts.of("about_area"))):
            if re.search(r"\bresponsible for\b.*\b(commission|plan)", sentence):
                return sentence
        return None

    def _team(self) -> None:
        reading = self.reading
        lines = self.parts.of("team")
        reading.inspection_team = read_team(lines, self.mender)
        reading.lead_inspectors = leads(reading.inspection_team)
        self._place("inspection_team", lines)
        if not reading.inspection_team:
            reading.missing("lead_inspectors", "No inspection team is printed.")
        elif not reading.lead_inspectors:
            reading.missing("lead_inspectors", "The report does not say who led.")

    # ---- findings -----------------------------------------------------------------------------

    def _findings(self) -> None:
        reading = self.reading
        reading.priority_actions = self._passages("priority")
        reading.improvements = self._passages("improvement")
        if reading.outcome == 3 and not reading.priority_actions:
            reading.missing(
                "priority_actions", "Outcome 3, yet no areas for priority action found."
            )
        if not reading.improvements:
            reading.missing("improvements", "No areas for improvement were found.")
        for index, action in enumerate(reading.priority_actions, 1):
            if not action.responsible_bodies:
                why = "No responsible body is printed beside this action."
                reading.missing(f"priority_actions[{index}].responsible_bodies", why)

    def _passages(self, part: Part) -> list[Passage]:
        rows = self.parts.findings.get(part, [])
        found: list[Passage] = []
        if not rows and self.parts.of(part):
            rows = self._unruled_rows(part)
            name = "priority_actions" if part == "priority" else "improvements"
            why = "Printed with no ruling lines: check where each one begins, and its bodies."
            self.reading.doubt(name, why)
        if not rows:
            return self._loose_passages(part)
        for row in rows:
            bodies = self._bodies(row)
            for group in self._groups(row, alone=len(rows) == 1):
                found.append(self._passage(group, len(found) + 1, bodies))
        return found

    def _unruled_rows(self, part: Part) -> list[Finding]:
        """Read rows of two columns with no lines ruled between them."""
        lines = self.parts.of(part)
        for index, line in enumerate(lines):
            at = second_column(line, is_body_heading, lambda text: heading(text) is not None)
            if at is not None:
                rows = rows_of(lines[index + 1 :], at, self.mender, self._known())
                return [Finding(body, what, line.page, 0, False, False) for body, what in rows]
        if part != "priority" or self.drawn:
            return []
        said = re.split(r"\b(?:are|is)\b", self._responsibility() or "")[0]
        rows = rows_in_flow(lines, self.mender, [*self._known(), *split_bodies([said])])
        return [Finding(body, what, body[0].page, 0, False, False) for body, what in rows]

    def _loose_passages(self, part: Part) -> list[Passage]:
        """Read findings printed as bullets, numbers or plain paragraphs, in no table."""
        lines = self.parts.of(part)
        paragraphs = paragraphs_of(lines, self.mender)
        if any(paragraph.marker for paragraph in paragraphs[:1]):
            groups = items_of(paragraphs)
        else:
            groups = [paragraphs_of(chunk, self.mender) for chunk in self._asked(lines)]
        return [self._passage(group, n, ()) for n, group in enumerate(groups, 1)]

    def _asked(self, lines: list[Line]) -> list[list[Line]]:
        """Divide lines where a new one begins to ask for something of its own."""
        chunks: list[list[Line]] = []
        for index, line in enumerate(lines):
            ended = not chunks or self._ends(chunks[-1], line)
            ahead = self.mender.join(lines[index : index + 2])
            if not chunks or (ended and ASKS.match(ahead) and _stands_alone(ahead)):
                chunks.append([line])
            else:
                chunks[-1].append(line)
        return chunks

    def _ends(self, chunk: list[Line], line: Line) -> bool:
        """Say whether a chunk is whole: by its last sign, or by a bullet that is not run on."""
        if self.mender.join(chunk).endswith((".", "?", "!")):
            return True
        bulleted = any(marker_of(each) for each in chunk[1:])
        return bulleted and line.box.x0 <= chunk[0].box.x0 + 2 and line.text[0].isupper()

    def _known(self) -> list[str]:
        """Return the names the report prints as one body."""
        return [*self.reading.integrated_care_boards, *self.councils]

    def _groups(self, row: Finding, *, alone: bool) -> list[list[Paragraph]]:
        paragraphs = paragraphs_of(row.action, self.mender)
        groups = items_of(paragraphs)
        plain = len(groups) == 1 and not any(each.marker for each in paragraphs)
        if alone and plain and all(_stands_alone(each.text) for each in paragraphs):
            return [[each] for each in paragraphs]
        return groups

    def _bodies(self, row: Finding) -> tuple[str, ...]:
        parts = hard_lines(row.body, self.mender) if row.table else [self.mender.join(row.body)]
        found = split_bodies(parts, self._known())
        if not self.drawn and not all(_is_name(each) for each in found):
            return ()  # running text in which the cells ran into one another
        return tuple(found)

    def _passage(self, group: list[Paragraph], n: int, bodies: tuple[str, ...]) -> Passage:
        passage = passage_of(group, n=n, drawn=self.drawn)
        return replace(passage, responsible_bodies=bodies, themes=themes_of(passage.text))

    def _prose(self, part: Part) -> None:
        groups = items_of(paragraphs_of(self.parts.of(part), self.mender))
        if groups and groups[0][0].marker is None and len(groups) > 1:
            groups = groups[1:]  # words that lead into the bullets
        found = [self._passage(group, n, ()) for n, group in enumerate(groups, 1)]
        setattr(self.reading, part, found)
        if not found:
            self.reading.missing(part, "The section that lists them was not found, or is empty.")


def _is_name(text: str) -> bool:
    """Say whether text could be one body's name: short, and no sentence."""
    return len(text.split()) <= LONGEST_NAME and not re.search(r"[.?!] |[•▪◼]", text)


def _stands_alone(text: str) -> bool:
    """Say whether a paragraph asks for something and does not lean on the one before."""
    leans = re.match(r"(they|this|these|it|in addition|additionally|also|however)\b", text, re.I)
    return _MODAL.search(text) is not None and leans is None


def sentences(text: str) -> list[str]:
    """Divide text into sentences."""
    ends = r"(?<=[.?!])(?<!\bSt\.)(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)\s+(?=[A-Z‘“])"
    return [each.strip() for each in re.split(ends, text) if each.strip()]
