"""The tracking pack of one sampled child: what all agencies did, with no name or place in it.

The pack carries the child's own number on the lists, by which inspectors tie it to a child, and
nothing else that says who or where. Adults, schools and addresses are not in it at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from goldenthread.access.rules import Asker
from goldenthread.documents.content import (
    Bullets,
    Document,
    Fact,
    Facts,
    Heading,
    Note,
    Paragraph,
    Table,
)
from goldenthread.law import limits
from goldenthread.people.models import Child
from goldenthread.timeline import queries as timeline
from goldenthread.timeline.queries import ClockRow, EventRow
from goldenthread.ui.words import plain_date

MOST_EVENTS = 500
# Codes of these facts say what was decided, and name nobody.
SAID = ("about", "outcome", "ground", "phase", "route", "order", "decision")
NO_SOURCE = (
    "The child's and the family's own words: no voice record is held here yet.",
    "Attendance, suspensions and exclusions: no school returns them to this record yet.",
    "Whether the provision in section F is happening: confirmations are not in this pack yet.",
)
VERSIONS = """
SELECT number, status, issued_date FROM plans_planversion
WHERE area_id = %s AND child_id = %s AND issued_date <= %s ORDER BY issued_date, number
"""
REVIEWS = """
SELECT meeting_date, decided_date, outcome, final_date FROM reviews_review
WHERE area_id = %s AND child_id = %s AND coalesce(meeting_date, decided_date) <= %s
ORDER BY coalesce(meeting_date, decided_date)
"""


def pack(
    child: Child, *, place: int, room_title: str, as_of: date, by: Asker, taken: str
) -> Document:
    """Return a sampled child's pack, from a record that was reached by its own query. 6 queries."""
    events = timeline.events_of_child(child, by=by, per_page=MOST_EVENTS).rows
    told = sorted((e for e in events if e.on <= as_of and _stands(e)), key=lambda e: (e.on, e.id))
    clocks = timeline.clocks_of_child(child, by=by, today=as_of)
    return Document(
        title=f"Tracking pack: child {place}",
        blocks=(
            Note(words=taken, title="Not to be passed on"),
            Facts(
                rows=(
                    Fact(label="Asked for by", words=room_title),
                    Fact(label="As on", words=plain_date(as_of)),
                    Fact(label="Unique ID on the lists", words=child.local_id),
                    Fact(label="Age", words=_age(child, as_of)),
                )
            ),
            *_chronology(told),
            *_promises(clocks),
            *_advice(clocks),
            *_rows_of("Plan versions", VERSIONS, ("Version", "Kind", "Issued"), child, as_of),
            *_rows_of(
                "Reviews", REVIEWS, ("Meeting", "Decision told", "Outcome", "Final"), child, as_of
            ),
            Heading(words="What is not in this pack", level=2),
            Bullets(items=NO_SOURCE),
        ),
    )


def _stands(event: EventRow) -> bool:
    return not (event.amended or event.withdraws)


def _age(child: Child, on: date) -> str:
    if child.birth_date is None:
        return "not known"
    born = child.birth_date
    return str(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def _chronology(events: Sequence[EventRow]) -> tuple[Any, ...]:
    rows = tuple((plain_date(e.on), _kind(e.kind), ", ".join(_said(e.facts))) for e in events)
    return _table("Chronology", ("On", "What happened", "Particulars"), rows)


def _kind(kind: str) -> str:
    words = kind.replace(".", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def _said(facts: dict[str, Any]) -> Iterable[str]:
    """Give the codes that name nobody; a setting is named by its number, so it is left out."""
    for name in SAID:
        value = facts.get(name)
        if isinstance(value, str) and not value.isdecimal():
            yield f"{name}: {value.replace('-', ' ')}"


def _promises(clocks: Sequence[ClockRow]) -> tuple[Any, ...]:
    rows = tuple(
        (
            limits.versions(c.rule)[-1].title,
            plain_date(c.started),
            plain_date(c.due) if c.due else "none",
            str(c.state),
        )
        for c in clocks
        if not c.lapses and c.rule != "ena-advice-due"
    )
    return _table("What was owed, and whether it was kept", ("Owed", "From", "Due", "State"), rows)


def _advice(clocks: Sequence[ClockRow]) -> tuple[Any, ...]:
    rows = tuple(
        (
            c.about.replace("-", " "),
            plain_date(c.started),
            plain_date(c.stopped) if c.stopped else "not yet",
        )
        for c in clocks
        if c.rule == "ena-advice-due"
    )
    return _table("Advice", ("From", "Asked", "Received"), rows)


def _rows_of(
    title: str, statement: str, columns: tuple[str, ...], child: Child, as_of: date
) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [child.area_id, child.pk, as_of])
        found = cursor.fetchall()
    return _table(title, columns, tuple(tuple(map(_cell, row)) for row in found))


def _cell(value: object) -> str:
    if isinstance(value, date):
        return plain_date(value)
    return "" if value is None else str(value).replace("_", " ").capitalize()


def _table(
    title: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> tuple[Any, ...]:
    heading = Heading(words=title, level=2)
    if not rows:
        return heading, Paragraph(words="Nothing is recorded.")
    return heading, Table(caption=title, columns=columns, rows=rows)
