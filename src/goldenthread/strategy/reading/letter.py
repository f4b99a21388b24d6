"""Reading an older revisit letter: each significant weakness and whether progress was enough.

These letters (2018 to 2022) followed a written statement of action under the framework
before the present one. They give no outcome from 1 to 3 and no areas for improvement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from goldenthread.strategy.reading.blocks import page_lines
from goldenthread.strategy.reading.bodies import is_whole
from goldenthread.strategy.reading.dates import read_period
from goldenthread.strategy.reading.geometry import Line, Page
from goldenthread.strategy.reading.model import Inspector, Passage, Reading, places_of
from goldenthread.strategy.reading.people import (
    CQC,
    entries_of,
    leads,
    read_inspector,
    read_team,
)
from goldenthread.strategy.reading.prose import Mender, Paragraph, paragraphs_of
from goldenthread.strategy.reading.report import sentences
from goldenthread.strategy.reading.themes import themes_of

STYLE = "area-send-revisit-letter"
COLUMN_GAP = 15.0  # points of white that part two columns of a plain text file
_SUBJECT = re.compile(
    r"\b(?:re-?visit|re-?inspection) (?:in|to|of) (?:the )?(?P<area>[A-Z].{1,60})$"
)
_REVISITED = re.compile(
    r"\bre-?visited the (?:local )?area of (?P<area>.+?) to (?:decide|determine)"
)
_INTRO = re.compile(
    r"(?:(?:initial|original|first|previous|20\d\d) (?:area send )?inspection\b.*"
    r"|\binspect(?:ors|ion)) (?:found|identified|noted)"
    r"(?: that| the following)?\s*:?\s*(?P<said>.*)$",
    re.I | re.S,
)
_VERDICT = re.compile(
    r"(?:sufficient progress\b.*\bthis (?:area of |aspect of )?(?:significant |serious )?"
    r"(?:weakness|area|action|aspect|concern)"
    r"|\bsufficient progress (?:has|had) (?:not )?been made)",
    re.I,
)
_REFUSED = re.compile(
    r"\b(?:not (?:yet )?made|yet to make|not (?:yet )?been made|insufficient)\b", re.I
)
_WHOLE = re.compile(r"sufficient progress in addressing (?P<which>.*?)significant weakness", re.I)
_MANAGER = re.compile(r"\b(director|deputy|chief|head of)\b", re.I)


@dataclass(slots=True)
class _Weakness:
    """One weakness as the letter takes it up, until its verdict."""

    said: list[Paragraph] = field(default_factory=list)
    text: str = ""
    verdict: str | None = None


def looks_like_letter(pages: list[Page]) -> bool:
    """Say whether this is a revisit letter: a letter, about sufficient progress."""
    text = " ".join(word.text for page in pages for word in page.words).lower()
    return "sufficient progress" in text and "dear " in text and "revisit" in text.replace("-", "")


def read_letter(pages: list[Page], *, file: str) -> Reading:
    """Read a whole letter. Nothing is guessed: what is not written is listed as not found."""
    return _Reader(pages, file).read()


class _Reader:
    def __init__(self, pages: list[Page], file: str) -> None:
        self.drawn = all(page.drawn for page in pages)
        kept = page_lines(pages)
        self.lines = [line for page in pages for line in kept[page.number]]
        self.mender = Mender(self.lines)
        self.paragraphs = paragraphs_of(self.lines, self.mender)
        self.reading = Reading(file=file, style=STYLE, pages=len(pages))

    def read(self) -> Reading:
        self._heading()
        self._visit()
        self._weaknesses()
        self._whole()
        self._inspectors()
        self._never_given()
        return self.reading

    def _place(self, name: str, lines: Iterable[Line]) -> None:
        self.reading.places[name] = list(places_of(lines, drawn=self.drawn))

    def _heading(self) -> None:
        """Read the letter's own date, the council it is sent to and its subject."""
        reading = self.reading
        for line in self.lines[:60]:
            period = read_period(line.text)
            if period and reading.letter_date is None and len(line.text) - len(period.text) < 4:
                reading.letter_date = period.end
                self._place("letter_date", [line])
            if reading.local_authority is None and _is_council(line.text):
                reading.local_authority = line.text.strip(" ,")
                self._place("local_authority", [line])
            subject = _SUBJECT.search(line.text)
            if subject and reading.title is None:
                reading.title, reading.area = line.text.strip(), subject.group("area").strip(" .")
                self._place("title", [line])
        for name in ("letter_date", "local_authority", "title"):
            if getattr(reading, name) is None:
                reading.missing(name, "Not found at the head of the letter.")

    def _visit(self) -> None:
        reading = self.reading
        for paragraph in self.paragraphs:
            found = _REVISITED.search(paragraph.text)
            if not found:
                continue
            reading.area = reading.area or found.group("area")
            period = read_period(paragraph.text[: found.start()]) or read_period(paragraph.text)
            if period:
                reading.inspection_start, reading.inspection_end = period.start, period.end
                reading.inspection_dates_text = period.text
            published = re.search(r"published (?:on )?(.{5,30})", paragraph.text[found.end() :])
            before = read_period(published.group(1)) if published else None
            reading.previous_report_published = before.end if before else None
            self._place("inspection_end", paragraph.lines)
            break
        if reading.inspection_end is None:
            for end in ("start", "end"):
                reading.missing(f"inspection_{end}", "No sentence gives the dates of the revisit.")
        if reading.previous_report_published is None:
            reading.missing("previous_report_published", "No such date is given.")
        if reading.area is None:
            reading.missing("area", "The letter does not name the area in its subject or opening.")

    def _weaknesses(self) -> None:
        reading = self.reading
        for n, each in enumerate(_taken_up(self.paragraphs), 1):
            lines = [line for paragraph in each.said for line in paragraph.lines]
            verdict = each.verdict
            progress = None if verdict is None else not _REFUSED.search(verdict)
            passage = Passage(
                text=each.text,
                places=places_of(lines, drawn=self.drawn),
                n=n,
                themes=themes_of(each.text),
                sufficient_progress=progress,
                verdict=verdict,
            )
            reading.weaknesses.append(passage)
            if progress is None:
                reading.missing(f"weaknesses[{n}].sufficient_progress", "No verdict follows it.")
            if not each.text:
                reading.missing(f"weaknesses[{n}].text", "The letter does not restate it.")
        if not reading.weaknesses:
            reading.missing("weaknesses", "The letter takes up no weakness one by one.")

    def _whole(self) -> None:
        """Read the judgement on all the weaknesses together."""
        for paragraph in self.paragraphs:
            for sentence in sentences(paragraph.text):
                found = _WHOLE.search(sentence)
                if not found or "whether" in sentence:
                    continue
                every = re.match(r"(all|each|every)\b", found.group("which").strip(), re.I)
                self.reading.sufficient_progress_in_all = bool(every) and not _REFUSED.search(
                    sentence
                )
                self.reading.outcome_text = sentence
                self._place("outcome", paragraph.lines)
                return
        self.reading.missing("sufficient_progress_in_all", "No sentence judges them all together.")

    def _inspectors(self) -> None:
        """Read the signatures: the lead inspectors, not the managers who sign beside them."""
        reading, found = self.reading, self._signed()
        text = " ".join(paragraph.text for paragraph in self.paragraphs)
        together = re.search(r"led by .{0,60}Inspectors? .{0,40}Ofsted and .{0,60}CQC", text)
        health = [each for each in found if each.organisation == CQC]
        reading.inspection_team = [
            Inspector(each.name, each.organisation, True) if together and [each] == health else each
            for each in found
        ]
        reading.lead_inspectors = leads(reading.inspection_team)
        if not reading.lead_inspectors:
            reading.missing("lead_inspectors", "The signatures do not say who led.")

    def _signed(self) -> list[Inspector]:
        start = next((i for i, line in enumerate(self.lines) if _closes(line.text)), None)
        if start is None:
            return []
        signed = list(takewhile(lambda line: not _copies(line.text), self.lines[start + 1 :]))
        heads = [i for i, line in enumerate(signed) if re.match(r"Ofsted\s+(Care|CQC)", line.text)]
        below = signed[heads[0] :] if heads else signed
        if self.drawn:
            team = read_team(below, self.mender)
            return [each for each in team if not self._manages(each, below)]
        entries = [
            entry for column in _text_columns(below) for entry in entries_of(column, self.mender)
        ]
        people = [read_inspector(text, at) for text, at in entries if not _MANAGER.search(text)]
        return [each for each in people if each]

    def _manages(self, person: Inspector, lines: list[Line]) -> bool:
        text = " ".join(line.text for line in lines)
        after = text[text.find(person.name) + len(person.name) :][:40]
        return _MANAGER.search(after) is not None

    def _never_given(self) -> None:
        reading = self.reading
        why = "A revisit letter of the framework before 2023 does not give this."
        for name in ("outcome", "monitoring_inspection_months", "next_full_inspection_years"):
            reading.missing(name, why)
        why = "The letter gives no days for the inspection before, only when its report came out."
        for name in ("previous_inspection_start", "previous_inspection_end"):
            reading.missing(name, why)
        reading.missing(
            "integrated_care_boards", "Not read from letters: most name bodies since ended."
        )
        reading.missing("publication_date", "The letter's own date is not when it was published.")


def _is_council(text: str) -> bool:
    name = text.strip(" ,")
    return re.search(r"\bCouncil$", name) is not None and "," not in name and is_whole(name)


def _closes(text: str) -> bool:
    return re.match(r"yours (sincerely|faithfully)", text.strip(), re.I) is not None


def _copies(text: str) -> bool:
    return re.match(r"cc\b", text.strip(), re.I) is not None


def _taken_up(paragraphs: list[Paragraph]) -> list[_Weakness]:
    """Return the weaknesses in order: each opens with what was found and ends with a verdict."""
    done: list[_Weakness] = []
    open_one: _Weakness | None = None
    since: list[Paragraph] = []
    for paragraph, after in pairwise([*paragraphs, None]):
        if paragraph is None or _closes(paragraph.text):
            break
        said = _opening(paragraph)
        if said is not None:
            open_one = _opened(said, paragraph, after)
            done.append(open_one)
        verdict = _verdict(paragraph.text)
        if verdict and (open_one is None or open_one.verdict is not None):
            open_one = _headed(since)
            done.append(open_one)
        if verdict and open_one:
            open_one.verdict = verdict
            since = []
        else:
            since.append(paragraph)
    return [each for each in done if each.verdict or each.text]


def _opening(paragraph: Paragraph) -> str | None:
    """Return what follows "inspectors found ...:" in a paragraph that opens a weakness."""
    found = _INTRO.search(paragraph.text)
    if not found:
        return None
    text = paragraph.text.rstrip()
    if ":" not in text and not text.endswith("that"):
        return None
    return found.group("said").strip(" :")


def _opened(said: str, paragraph: Paragraph, after: Paragraph | None) -> _Weakness:
    if said:
        return _Weakness([paragraph], said)
    return _Weakness([after], after.text) if after else _Weakness()


def _headed(since: list[Paragraph]) -> _Weakness:
    """Open a weakness that a bullet or number heads, with no words leading in."""
    marked = next((each for each in since if each.marker), None)
    return _Weakness([marked], marked.text) if marked else _Weakness()


def _verdict(text: str) -> str | None:
    for sentence in sentences(text):
        if _VERDICT.search(sentence) and "whether" not in sentence:
            return sentence
    return None


def _text_columns(lines: list[Line]) -> list[list[Line]]:
    """Part the lines of a plain text file into columns where tabs or wide gaps stand."""
    columns: list[list[Line]] = [[], []]
    for line in lines:
        parts: list[list[int]] = [[0]]
        for index, (before, after) in enumerate(pairwise(line.words), 1):
            if after.box.x0 - before.box.x1 > COLUMN_GAP:
                parts.append([])
            parts[-1].append(index)
        for column, part in zip(columns, parts, strict=False):
            column.append(Line(tuple(line.words[i] for i in part), line.page, line.right_limit))
    return columns
