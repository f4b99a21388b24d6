"""Counting what families answered, for many areas and days at once, as it was known on each day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from goldenthread.heard.rules.questions import QUESTIONS
from goldenthread.law.calendar import add_months

FOREVER = date(9999, 12, 31)
COUNTS = """
SELECT a.area_id, d.place, q.key, q.value, a.survey, a.step, a.language, a.door, count(*)
FROM unnest(%(places)s::int[], %(days)s::date[], %(since)s::date[], %(known)s::date[])
    AS d(place, day, since, known)
JOIN heard_answer a ON a.on <= d.day AND a.on > d.since AND a.known_on <= d.known
LEFT JOIN heard_judged j ON j.answer_id = a.id AND j.on <= d.known
CROSS JOIN LATERAL jsonb_each_text(a.choices) q
WHERE a.area_id = ANY(%(areas)s) AND coalesce(j.counts, NOT a.set_aside)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""


@dataclass(frozen=True, slots=True)
class Window:
    """A day asked about, the day before the answers counted begin, and when it was known."""

    on: date
    since: date
    known_on: date | None = None  # at its end; None: as known now

    @classmethod
    def year_to(cls, on: date, known_on: date | None = None) -> Window:
        """Return the twelve months that end with a day."""
        return cls(on, add_months(on, -12), known_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many chose one answer to one question: a true count, for casework roles alone."""

    area_id: int
    place: int  # which of the windows asked
    question: str
    choice: str
    survey: str
    step: str
    language: str
    door: str
    answers: int

    @property
    def good(self) -> bool:
        """Say whether it is one of the answers that are hoped for."""
        return self.choice in QUESTIONS[self.question].good

    @property
    def asked(self) -> bool:
        """Say whether it answers the question, and does not say that it is not for them."""
        return self.choice not in QUESTIONS[self.question].left_out


def counted(areas: Sequence[int], windows: Sequence[Window]) -> list[Count]:
    """Count every answer by question, choice, survey, step, language and door. One statement.

    What stands within the reach of the asker stated, and nothing else. What leaves the casework
    roles goes through `measures.rules.publishing`.
    """
    values: dict[str, Any] = {
        "areas": list(areas),
        "places": list(range(len(windows))),
        "days": [window.on for window in windows],
        "since": [window.since for window in windows],
        "known": [window.known_on or FOREVER for window in windows],
    }
    names = ("area_id", "place", "question", "choice", "survey", "step", "language", "door")
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        rows = cursor.fetchall()
    return [
        Count(**dict(zip(names, row, strict=False)), answers=row[-1])
        for row in sorted(rows)
        if row[2] in QUESTIONS
    ]


@dataclass(frozen=True, slots=True)
class Share:
    """Of those who answered a question, how many gave an answer that is hoped for."""

    numerator: int
    denominator: int


def share(counts: Iterable[Count], question: str) -> Share:
    """Sum counts to one share of one question."""
    mine = [each for each in counts if each.question == question and each.asked]
    return Share(sum(e.answers for e in mine if e.good), sum(e.answers for e in mine))
