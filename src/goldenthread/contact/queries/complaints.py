"""Questions about complaints: what is owed next, one complaint whole, what was learned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.contact.models import Complaint, Learning, Stage
from goldenthread.contact.rules.complaints import FOUND_FAULT, Outcome, Sort, State
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.people.queries import NamedChild
from goldenthread.timeline import queries as timeline
from goldenthread.timeline.models import Clock
from goldenthread.timeline.queries import ClockRow

P = Permission


class ShowComplaints(StrEnum):
    """Which complaints a list shows."""

    OPEN = "open"
    ANSWERED = "answered"
    OMBUDSMAN = "ombudsman"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRow:
    """One complaint in a list."""

    id: int
    reference: str
    child_id: int
    child: NamedChild | None
    sort: Sort
    state: State
    stage: int
    received: date
    due: date | None  # of what is owed next; none: nothing is
    outcome: Outcome | None  # of the last stage answered
    who: str

    def late(self, on: date) -> bool:
        """Say whether something is owed, and its day has passed."""
        return self.due is not None and self.due < on


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaints:
    """One page of complaints, and how many there are of each sort."""

    rows: tuple[ComplaintRow, ...]
    total: int
    counts: dict[ShowComplaints, int]


def complaints(*, by: Asker, show: ShowComplaints, on: date, offset: int, most: int) -> Complaints:
    """Return the complaints of the asker's areas, those owed soonest first. Three queries.

    A child whose record is sealed from the asker is left out, count and all.
    """
    check_post(by, P.CONTACT_ANSWER)
    areas = by.areas_where(P.CONTACT_ANSWER)
    hidden = people.sealed_rows(by, areas=areas, on=on)
    reach = Complaint.objects.filter(area_id__in=list(areas)).exclude(child_id__in=hidden)
    counts = reach.aggregate(
        **{each: Count("pk", filter=Q(state=each.name)) for each in ShowComplaints}
    )
    found = _standing(reach.filter(state=show.name))
    first = F("owed").asc(nulls_last=True)
    order = (first, "made_at", "pk") if show is ShowComplaints.OPEN else ("-made_at", "-pk")
    rows = list(found.order_by(*order)[offset : offset + most])
    names = people.named(by, {each.child_id for each in rows})
    return Complaints(
        rows=_rows(rows, names),
        total=counts[show],
        counts={each: counts[each] for each in ShowComplaints},
    )


def _standing(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Add to each complaint its last stage, what was last found, and what is owed next."""
    stages = Stage.objects.filter(complaint=OuterRef("pk")).order_by("-number")
    owed = Clock.objects.filter(
        area_id=OuterRef("area_id"),
        case_type="complaint",
        case_id=OuterRef("pk"),
        known_to__isnull=True,
        stopped__isnull=True,
        superseded__isnull=True,
        lapses=False,
        due__isnull=False,
    ).order_by("due")
    return rows.annotate(
        stage=Subquery(stages.values("number")[:1]),
        received=Subquery(stages.values("received_date")[:1]),
        found=Subquery(stages.exclude(outcome="").values("outcome")[:1]),
        owed=Subquery(owed.values("due")[:1]),
    )


def _rows(found: Iterable[Any], names: dict[int, NamedChild]) -> tuple[ComplaintRow, ...]:
    """Return complaints with their standing as rows."""
    return tuple(
        ComplaintRow(
            id=each.pk,
            reference=each.reference,
            child_id=each.child_id,
            child=names.get(each.child_id),
            sort=Sort(each.sort),
            state=State(each.state),
            stage=each.stage,
            received=each.received,
            due=each.owed if each.state == State.OPEN else None,
            outcome=Outcome(each.found) if each.found else None,
            who=each.name,
        )
        for each in found
    )


def complaints_of_child(child: Child) -> tuple[ComplaintRow, ...]:
    """Return the complaints about a child already reached by somebody who answers families."""
    return _rows(_about(child), {})


def own_complaints(child: Child, *, by: Asker) -> tuple[ComplaintRow, ...]:
    """Return what this member of the family complained of, the newest first."""
    return _rows(_about(child).filter(user_id=by.user_id or 0), {})


def _about(child: Child) -> QuerySet[Complaint]:
    found = Complaint.objects.filter(area_id=child.area_id, child_id=child.pk)
    return _standing(found).order_by("-made_at", "-pk")


# One complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A complaint with its stages, its clocks and what it taught."""

    complaint: Complaint
    stages: tuple[Stage, ...]
    clocks: tuple[ClockRow, ...]
    learned: tuple[Learning, ...]

    @property
    def stage(self) -> Stage:
        """The stage it is at."""
        return self.stages[-1]


def complaint(complaint_id: int, *, by: Asker, on: date) -> Whole:
    """Return one complaint to somebody who answers families there, and write that they read it.

    :raises NotFound: if there is none in reach
    :raises NotAllowed: if none of their posts answers families
    """
    rows = Complaint.objects.select_related("child__area")
    found = rows.filter(pk=complaint_id, area_id__in=list(by.areas)).first()
    if found is None:
        raise NotFound("No such complaint.")
    people.get_child(found.child_id, by=by, to=P.CONTACT_ANSWER, on=on)
    return _whole(found, on)


def own_complaint(complaint_id: int, *, by: Asker, on: date) -> Whole:
    """Return one complaint to the member of the family who made it, and to nobody else.

    :raises NotFound: to anybody else, the other parent included (rule 14)
    """
    rows = Complaint.objects.select_related("child__area")
    found = rows.filter(
        pk=complaint_id, user_id=by.user_id or 0, child_id__in=list(by.own_children)
    ).first()
    if found is None:
        raise NotFound("No such complaint.")
    people.get_child(found.child_id, by=by, to=P.FAMILY_SPEAK, on=on)
    return _whole(found, on)


def _whole(found: Complaint, on: date) -> Whole:
    return Whole(
        complaint=found,
        stages=tuple(found.stages.order_by("number")),
        clocks=timeline.clocks_of_case(found.area_id, "complaint", found.pk, today=on),
        learned=tuple(found.learned.order_by("made_at", "pk")),
    )


# What complaints taught us


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one theme's complaints taught: how many were upheld, what changes, what is done."""

    theme: str
    changes: int
    done: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """What an asker's areas learned from complaints."""

    answered: int
    upheld: int  # or partly
    without: int  # upheld, and nothing recorded as learned
    themes: tuple[Lesson, ...]
    changes: tuple[Learning, ...]  # those still to be done, soonest first


def lessons(*, by: Asker, on: date, most: int = 25) -> Lessons:
    """Return what complaints taught, in true counts for those who answer. Four queries.

    :raises NotAllowed: if none of the asker's posts answers families
    """
    check_post(by, P.CONTACT_ANSWER)
    areas = by.areas_where(P.CONTACT_ANSWER)
    hidden = people.sealed_rows(by, areas=areas, on=on)
    reach = Complaint.objects.filter(area_id__in=list(areas)).exclude(child_id__in=hidden)
    fault = Q(stages__outcome__in=FOUND_FAULT)
    told = reach.aggregate(
        answered=Count("pk", filter=Q(stages__answered_date__isnull=False), distinct=True),
        upheld=Count("pk", filter=fault, distinct=True),
        without=Count("pk", filter=fault & Q(learned__isnull=True), distinct=True),
    )
    learned = Learning.objects.filter(complaint__in=reach)
    late = Q(done_date__isnull=True, by_date__lt=on)
    themes = (
        learned.values("theme")
        .annotate(
            changes=Count("pk"),
            done=Count("pk", filter=Q(done_date__isnull=False)),
            overdue=Count("pk", filter=late),
        )
        .order_by("-changes", "theme")
    )
    waiting = learned.filter(done_date__isnull=True).select_related("complaint")
    return Lessons(
        **told,
        themes=tuple(Lesson(**each) for each in themes),
        changes=tuple(waiting.order_by("by_date", "pk")[:most]),
    )
