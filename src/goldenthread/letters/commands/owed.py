"""A letter that its reader cannot use as it is: a named person gives it another way (rule 66).

A notice goes on its day, since a day lost is a right lost. What its reader needs beside it is a
task of the case's owner, with a last day from the law's clocks, until somebody says how it was
done.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.law.events import EventKind as K
from goldenthread.letters.models import LetterCopy
from goldenthread.letters.rules.forms import RULE, WAYS, Way, Where, about_copy
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.timeline import commands as timeline
from goldenthread.timeline import queries as clocks


class NotOwed(ValueError):
    """There is nothing to give in another form; the message says so."""


@transaction.atomic
def owe(where: Where, child: Child, *, on: date, by: Asker, at: datetime) -> None:
    """Give the case's owner the task; where it has none, whoever wrote the letter."""
    _record(K.FORM_OWED, where, child, {"about": where.about}, on, by, at)
    rows = clocks.clocks_of_case(child.area_id, where.case_type, where.case_id, today=on)
    mine = [row for row in rows if (row.rule, row.about) == (RULE, where.about)]
    if by.posts and not any(row.owner_post for row in mine):
        facts = {"about": where.about, "post": by.posts[0].id}
        _record(K.CASE_ALLOCATED, where, child, facts, on, by, at)


def _record(
    kind: K,
    where: Where,
    child: Child,
    facts: Mapping[str, object],
    on: date,
    by: Asker,
    at: datetime,
) -> None:
    timeline.record(
        kind,
        area_id=child.area_id,
        child_id=child.pk,
        case_type=where.case_type,
        case_id=where.case_id,
        on=on,
        by=by,
        at=at,
        facts=facts,
    )


def owe_for_copies(
    copies: Collection[LetterCopy], child: Child, *, on: date, by: Asker, at: datetime
) -> None:
    """Owe each of some copies of letters just written in another form."""
    for copy in copies:
        letter = copy.letter
        owe(
            Where.of(letter.case_type, letter.case_id, child.pk, about_copy(copy.pk)),
            child,
            on=on,
            by=by,
            at=at,
        )


@transaction.atomic
def give_form(copy_id: int, *, way: Way, by: Asker, on: date, at: datetime) -> None:
    """Record how the reader of a copy was given it in a form they can use; done twice, once.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises NotOwed: if nothing is owed, the way is unknown or the day is to come
    """
    copy = LetterCopy.objects.select_related("letter").filter(pk=copy_id).first()
    if copy is None:
        raise NotFound("No such letter.")
    child = people.get_child(
        copy.child_id,
        by=by,
        to=Permission.CASE_CHANGE,
        on=timezone.localdate(at),
        purpose="letter-form",
        lock=True,
    )
    if on < timezone.localdate(copy.letter.made_at):
        raise NotOwed("It cannot have been given before the letter was written.")
    letter = copy.letter
    where = Where.of(letter.case_type, letter.case_id, child.pk, about_copy(copy.pk))
    given(where, child, way=way, on=on, by=by, at=at)


def given(where: Where, child: Child, *, way: Way, on: date, by: Asker, at: datetime) -> None:
    """Record of a child already reached how what was owed was given; done twice, once.

    :raises NotOwed: if nothing is owed there, the way is unknown or the day is to come
    """
    if way not in WAYS:
        raise NotOwed("Choose how it was given.")
    if on > timezone.localdate(at):
        raise NotOwed("The day it was given cannot be in the future.")
    rows = clocks.clocks_of_case(child.area_id, where.case_type, where.case_id, today=on)
    mine = [row for row in rows if (row.rule, row.about) == (RULE, where.about)]
    if not mine:
        raise NotOwed("Nobody is owed this in another form.")
    if all(row.stopped is None for row in mine):
        facts = {"about": where.about, "channel": str(way)}
        _record(K.FORM_GIVEN, where, child, facts, on, by, at)
