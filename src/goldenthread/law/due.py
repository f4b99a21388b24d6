"""Answering "by when?": the last day a rule allows from a given start."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from goldenthread.law.calendar import CalendarError, SchoolCalendar, read_date, read_school_calendar
from goldenthread.law.counting import NOTHING, Given
from goldenthread.law.limits import (
    Duty,
    EndedRule,
    Entry,
    LawError,
    LawfulException,
    Step,
    TimeLimit,
    in_force,
    versions,
)

Answer = dict[str, Any]
DATE_FACTS = ("certificate", "born", "reviewed", "move")


def due(rule: str, start: date, given: Given = NOTHING) -> Answer:
    """Return the last day a rule allows, as plain data, dates as YYYY-MM-DD.

    Always "last_day" and "working_target" (each may be None), "force" and "owed_by"; when they
    apply "moved_to" (a tribunal rule allows later), "further", "why" (no number) and "note".

    :raises LawError: for an unknown rule, or one not in force on the start
    :raises CalendarError: when it cannot be counted, such as school days with no calendar
    """
    found = _asked_of(rule, start)
    if isinstance(found, TimeLimit):
        return _limit(found, start, given)
    answer: Answer = {"last_day": None, "working_target": None, **_who(found)}
    if isinstance(found, Duty | LawfulException | EndedRule):
        answer["why"] = found.why
    return _finish(answer, found, start, None, given, "")


def _asked_of(rule: str, start: date) -> Entry:
    """Return the version in force; a rule that is spent or not begun answers for itself."""
    found = versions(rule)
    last = found[-1]
    if isinstance(last, EndedRule | LawfulException) and not last.in_force(start):
        return last
    return in_force(found, start)


def _who(found: Entry) -> Answer:
    return {"force": found.force.value, "owed_by": found.owed_by.value}


def _limit(found: TimeLimit, start: date, given: Given) -> Answer:
    last_day = found.last_day(start, given)
    target, moved = found.working_target(last_day), found.count.moved_to(last_day)
    answer: Answer = {
        "last_day": last_day.isoformat(),
        "working_target": target.isoformat() if target else None,
        **_who(found),
    }
    note = found.count.warning(start, given)
    if moved:
        answer["moved_to"] = moved.isoformat()
        note = f"{_about_the_move(found, moved)} {note}"
    return _finish(answer, found, start, last_day, given, note)


def _about_the_move(found: TimeLimit, moved: date) -> str:
    if found.milestone:
        return f"Tribunal rule 12 may move the end to 5pm on {moved}: keep to the later date."
    return f"Tribunal rule 12 allows until 5pm on {moved}; meet the earlier date."


def _finish(
    answer: Answer, found: Entry, start: date, last_day: date | None, given: Given, note: str
) -> Answer:
    if found.further:
        answer["further"] = further(found.further, start, last_day, given)
    words = f"{note.strip()} {found.note}".strip()
    if words:
        answer["note"] = words
    return answer


def further(
    steps: tuple[Step, ...], start: date, last_day: date | None, given: Given
) -> list[Answer]:
    """Return the further dates of a rule, in order."""
    answers: list[Answer] = []
    previous = last_day or start
    for step in steps:
        answer: Answer = {"what": step.what, "last_day": None}
        missing = [name for name in step.count.needs if getattr(given, name) is None]
        if missing:
            answer["why"] = f"It needs “{missing[0]}”."
        else:
            previous = step.count.last_day(previous if step.from_previous else start, given)
            answer["last_day"] = previous.isoformat()
        if step.force:
            answer["force"] = step.force.value
        if step.owed_by:
            answer["owed_by"] = step.owed_by.value
        answers.append(answer)
    return answers


class Asker:
    """Answers questions written as plain data, one after another; remembers calendars."""

    def __init__(self, calendar: SchoolCalendar | None = None) -> None:
        self._usual = calendar
        self._calendars: dict[str, SchoolCalendar] = {}

    def answer(self, question: Mapping[str, Any]) -> Answer:
        """Return the question with its answer added, or with "error" and why.

        The question has "rule" and "from", and may have "calendar", "certificate", "born",
        "reviewed" and "move".
        """
        try:
            return {**question, **self._answer(question)}
        except (LawError, CalendarError) as problem:
            return {**question, "error": str(problem)}

    def _answer(self, question: Mapping[str, Any]) -> Answer:
        rule, start = question.get("rule"), question.get("from")
        if not isinstance(rule, str):
            raise LawError("Give the rule's id as “rule”.")
        if start is None:
            raise LawError("Give the day it starts as “from”.")
        return due(rule, read_date(start), self._given(question))

    def _given(self, question: Mapping[str, Any]) -> Given:
        facts = {n: read_date(question[n]) for n in DATE_FACTS if question.get(n) is not None}
        calendar = question.get("calendar")
        if not facts and calendar is None and self._usual is None:
            return NOTHING
        return Given(calendar=self._calendar(calendar), **facts)

    def _calendar(self, value: object) -> SchoolCalendar | None:
        if value is None:
            return self._usual
        key = repr(value)
        if key not in self._calendars:
            if len(self._calendars) >= 256:
                self._calendars.clear()
            self._calendars[key] = read_school_calendar(value)
        return self._calendars[key]
