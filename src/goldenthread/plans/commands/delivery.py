"""Telling whether it happened, saying how much is promised, and putting right what was missed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.contact.commands.owning import answers_for
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.plans.models import IssuedProvision
from goldenthread.plans.models.delivery import Confirmation, PromisedTime
from goldenthread.plans.queries.delivery import promised_to, rhythm_now
from goldenthread.plans.rules.delivery import (
    MOST_MINUTES,
    CannotConfirm,
    Happened,
    Source,
    Told,
    check_told,
    differ,
)
from goldenthread.plans.rules.rhythm import RHYTHM_WORDS, Rhythm, monday, next_start
from goldenthread.timeline.commands import record
from goldenthread.timeline.queries import clocks_of_child

P = Permission
MISSES = frozenset({Happened.NO, Happened.PART})
RIGHT_TO_TELL = {Source.FAMILY: P.FAMILY_SPEAK, Source.SETTING: P.PROVISION_CONFIRM}


def _line(child: Child, provision_id: int) -> IssuedProvision:
    """:raises NotFound: if the line is not this child's, or of a plan no longer in force"""
    found = (
        IssuedProvision.objects.select_related("version__plan")
        .filter(area_id=child.area_id, child=child, pk=provision_id)
        .first()
    )
    if found is None or found.version.plan.state != "IN_FORCE":
        raise NotFound("No such record.")
    return found


def _person(by: Asker) -> int:
    if by.user_id is None:
        raise NotAllowed("Only a person tells what happened.")
    return by.user_id


def _wrote(child: Child, purpose: str) -> None:
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=child.pk,
            area_id=child.area_id,
            classes=(FieldClass.OPEN_TO_FAMILY,),
            purpose=purpose,
        )
    )


@transaction.atomic
def tell(
    provision_id: int,
    *,
    child_id: int,
    week: date,
    happened: str,
    minutes: int | None = None,
    note: str = "",
    source: Source,
    by: Asker,
    at: datetime,
) -> Confirmation:
    """Keep what a family or a setting says of one line in one week.

    The same told twice is kept once; told differently, the new counts and the old is kept. A line
    that was missed, or told differently by the two, starts the clock to put it right.

    :raises NotAllowed, NotFound: to somebody who may not tell it, or of no line of theirs
    :raises CannotConfirm: with what to do instead
    """
    today = timezone.localdate(at)
    child = people.get_child(
        child_id, by=by, to=RIGHT_TO_TELL[source], on=today, purpose="provision-told", lock=True
    )
    if source is Source.FAMILY and not child.standing.plan:
        raise NotAllowed("You do not have permission to do this for this child.")
    line = _line(child, provision_id)
    rhythm = _rhythm(line)
    said = check_told(week=week, happened=happened, minutes=minutes, today=today, rhythm=rhythm)
    if next_start(rhythm, week) <= line.version.issued_date:
        raise CannotConfirm("That week was before this plan. Choose a later week.")
    _check_not_ended(line, week, said, minutes)
    people.check_free_text(note, child, on=today)
    latest = line.told.filter(week=week, source=source).order_by("-pk").first()
    kept = minutes if said in (Happened.PART, Happened.YES) else None
    if latest and (latest.happened, latest.minutes, latest.note) == (said, kept, note.strip()):
        return latest
    made = Confirmation.objects.create(
        area_id=child.area_id,
        child=child,
        provision=line,
        week=week,
        source=source,
        happened=said,
        minutes=kept,
        note=note.strip()[:300],
        told_by_id=_person(by),
        told_at=at,
    )
    if said in MISSES or _differs(line, made):
        _start_fix(line, week, by, at)
        _give_an_owner(child, line, by, at)
    return made


def _rhythm(line: IssuedProvision) -> Rhythm:
    return rhythm_now(line.how_often, promised_to(line))


def _check_not_ended(
    line: IssuedProvision, week: date, said: Happened, minutes: int | None
) -> None:
    """Check that a line of an earlier version is told of its own weeks, or of time made up.

    :raises CannotConfirm: if a newer plan was in force that week
    """
    later = IssuedProvision.objects.filter(
        version__plan_id=line.version.plan_id, version__number__gt=line.version.number
    ).order_by("version__number")
    ended = later.values_list("version__issued_date", flat=True).first()
    if ended and week >= monday(ended) and not (said is Happened.YES and minutes):
        raise CannotConfirm("A newer plan was in force then. Tell us only of time made up.")


def _differs(line: IssuedProvision, made: Confirmation) -> bool:
    """Whether the other side told something else of the same week."""
    other = line.told.filter(week=made.week).exclude(source=made.source).order_by("-pk").first()
    if other is None:
        return False
    steps = [p.minutes for p in promised_to(line) if p.from_date <= made.week + timedelta(days=6)]
    return differ(_said(made), _said(other), steps[-1] if steps else None)


def _said(row: Confirmation) -> Told:
    return Told(week=row.week, source=Source(row.source), happened=Happened(row.happened),
                minutes=row.minutes)  # fmt: skip


def _give_an_owner(child: Child, line: IssuedProvision, by: Asker, at: datetime) -> None:
    """Give the clock to put a line right to whoever answers for the child, where nobody has it."""
    today = timezone.localdate(at)
    rows = clocks_of_child(child, by=by, today=today)
    held = next((each for each in rows if (each.rule, each.about) == ("plan-fix", line.row)), None)
    if held is None or held.owner_post is not None:
        return
    post = answers_for(child.area_id, child.pk, today)
    if post is None:
        return  # the nightly check of silence tells of a promise that nobody holds
    record(
        K.CASE_ALLOCATED,
        area_id=line.area_id,
        child_id=line.child_id,
        case_type="plan",
        case_id=line.version.plan_id,
        on=today,
        by=by,
        at=at,
        facts={"post": post, "about": line.row},
        key=f"provision-owner/{line.pk}/{post}/{today}",
    )


def _start_fix(line: IssuedProvision, week: date, by: Asker, at: datetime) -> None:
    """Start the clock to put a line right; a clock that runs already goes on."""
    record(
        K.PROVISION_MISSED,
        area_id=line.area_id,
        child_id=line.child_id,
        case_type="plan",
        case_id=line.version.plan_id,
        on=timezone.localdate(at),
        by=by,
        at=at,
        facts={"about": line.row},
        key=f"provision-missed/{line.pk}/{week}",
    )


@transaction.atomic
def promise_time(
    provision_id: int,
    *,
    child_id: int,
    minutes: int,
    by: Asker,
    at: datetime,
    from_date: date | None = None,
    rhythm: Rhythm | None = None,
) -> PromisedTime:
    """Say how many minutes a week, half term, term or year a line promises from a day.

    With no day given it counts from the issue of the plan, or, where something was said before,
    from today. With no rhythm given it is the one it has.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises CannotConfirm: if it is no time in a week, or the day is still to come
    """
    today = timezone.localdate(at)
    child = people.get_child(
        child_id, by=by, to=P.CASE_CHANGE, on=today, purpose="provision-time", lock=True
    )
    line = _line(child, provision_id)
    if not 0 < minutes <= MOST_MINUTES:
        raise CannotConfirm("Enter the minutes in a week as a whole number above 0.")
    if from_date is None:
        from_date = today if promised_to(line) else line.version.issued_date
    if from_date > today:
        raise CannotConfirm("The day must be today or in the past.")
    now = _rhythm(line)
    if rhythm not in (None, now) and line.told.exists():
        raise CannotConfirm(
            f"This line has been told of by the {RHYTHM_WORDS[now]}. Keep that, and enter the "
            "minutes of one."
        )
    return PromisedTime.objects.create(
        area_id=child.area_id,
        child=child,
        provision=line,
        from_date=from_date,
        minutes=minutes,
        rhythm=rhythm or now,
        set_by_id=_person(by),
        set_at=at,
    )


@transaction.atomic
def put_right(provision_id: int, *, child_id: int, by: Asker, at: datetime) -> None:
    """Record that a line is being given again: the clock to put it right stops.

    What is owed stays owed until it is made up: time told above the promise is taken off it.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    """
    today = timezone.localdate(at)
    child = people.get_child(
        child_id, by=by, to=P.CASE_CHANGE, on=today, purpose="provision-fixed", lock=True
    )
    line = _line(child, provision_id)
    record(
        K.PROVISION_FIXED,
        area_id=child.area_id,
        child_id=child.pk,
        case_type="plan",
        case_id=line.version.plan_id,
        on=today,
        by=by,
        at=at,
        facts={"about": line.row},
        key=f"provision-fixed/{line.pk}/{today}",
    )
    _wrote(child, "provision-fixed")
