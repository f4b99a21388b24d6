"""One child's waits side by side, the truth about each, and what help is open meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

import numpy as np
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject

from goldenthread.directory import queries as directory
from goldenthread.people.models import Child
from goldenthread.people.rules import age_on
from goldenthread.waits.models import (
    Equipment,
    Referral,
    Service,
    SupportContact,
    SupportOffer,
    Transfer,
    Update,
)
from goldenthread.waits.queries.figures import DatesOf, dates_from, learnt, list_of
from goldenthread.waits.rules import forecast
from goldenthread.waits.rules.lists import WaitingList, as_date, day_number
from goldenthread.waits.rules.pathways import PATHWAYS
from goldenthread.waits.rules.stages import ON_LIST, STAGE_NAMES, Level, Stage

WEEK = 7
LATELY = timedelta(days=365)  # a wait that ended longer ago is no part of now


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What can be said of how long a child may still wait, and how far to trust it."""

    waited_weeks: int
    reason: str  # why nothing can be said, or ""
    coverage: float | None  # of a hundred past forecasts of this list, how many held
    checked: int
    ahead: int | None = None  # children referred before this one and still waiting
    low: date | None = None
    middle: date | None = None
    high: date | None = None

    @property
    def known(self) -> bool:
        return self.middle is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitNow:
    """One of a child's waits, as a page shows it."""

    id: int
    service_id: int
    service: str
    pathway: str
    family_name: str
    clock: str
    stage: str
    stage_name: str
    on_list: bool
    received: date
    weeks: int
    seen: date | None
    ended: date | None
    appointment: date | None
    call: str
    phone: str
    needs: tuple[str, ...]
    priority: str
    contacts: int
    next_holder: str


def waits_of(child: Child, *, on: date) -> tuple[WaitNow, ...]:
    """Return a child's waits, those running first; long ended ones are left out. One query."""
    rows = Referral.objects.filter(area_id=child.area_id, child=child).select_related("service")
    found = [_now(row, on) for row in rows.order_by("received_date", "pk")]
    shown = [one for one in found if one.ended is None or one.ended >= on - LATELY]
    return tuple(sorted(shown, key=lambda one: (not one.on_list, one.received)))


def _now(row: Referral, on: date) -> WaitNow:
    way, stage = PATHWAYS[row.service.pathway], Stage(row.stage)
    until = row.gone_date or on
    return WaitNow(
        id=row.pk,
        service_id=row.service_id,
        service=row.service.name,
        pathway=way.key,
        family_name=way.family_name,
        clock=str(way.clock),
        stage=stage,
        stage_name=STAGE_NAMES[stage],
        on_list=row.gone_date is None and stage in ON_LIST,
        received=row.received_date,
        weeks=max(0, (until - row.received_date).days // WEEK),
        seen=row.seen_date,
        ended=row.ended_date,
        appointment=row.appointment_date,
        call=row.service.call,
        phone=row.service.phone,
        needs=tuple(row.needs),
        priority=row.priority,
        contacts=row.contacts,
        next_holder=row.next_holder,
    )


def truth_for(referral: Referral, *, on: date) -> Truth:
    """Say how long one child may still wait, by their own list's history, or why nobody can say.

    For a referral that was reached. The interval held the truth in `coverage` of a hundred of
    this list's past forecasts that can be judged by now. One query.
    """
    return _truth(referral, list_of(referral.service), on)


def _truth(referral: Referral, dates: WaitingList, on: date) -> Truth:
    told = learnt(dates, on)
    cover = told.coverage
    plain = Truth(
        waited_weeks=max(0, (on - referral.received_date).days // WEEK),
        coverage=cover.percent if cover.checked >= forecast.LEAST_RATIOS else None,
        checked=cover.checked,
        reason=told.reason,
    )
    if told.model is None:
        return plain
    day = np.array([day_number(referral.received_date)])
    found = forecast.forecast(told.model, day)
    ahead = replace(plain, ahead=int(found.ahead[0]))
    if found.reason[0]:
        return replace(ahead, reason=found.reason[0])
    low, middle, high = (
        as_date(day_number(on) + int(days[0])) for days in (found.low, found.middle, found.high)
    )
    return replace(ahead, low=low, middle=middle, high=high, reason="")


@dataclass(frozen=True, slots=True)
class FamilyWait:
    """One wait as the child's own family may know it."""

    now: WaitNow
    truth: Truth | None  # none once the child was seen
    why_soon: str  # a clinician's reason, written for the family too
    last_contact: date | None
    told_worse: bool  # somebody said so, and nobody has decided yet


def family_waits(child: Child, *, on: date) -> tuple[FamilyWait, ...]:
    """Return a child's waits with the truth about each, for a family page. One query."""
    spoke = SupportContact.objects.filter(referral=OuterRef("pk"), reached=True)
    last = spoke.order_by("-contact_date").values("contact_date")[:1]
    rows = Referral.objects.filter(area_id=child.area_id, child=child).select_related("service")
    open_now = rows.filter(ended_date__isnull=True).annotate(
        last=Subquery(last),
        dates=Case(When(seen_date__isnull=True, then=DatesOf("service")), default=None),
    )
    kept = [_told_to_family(row, on) for row in open_now.order_by("received_date", "pk")]
    return tuple(sorted(kept, key=lambda one: (not one.now.on_list, one.now.received)))


def _told_to_family(row: Any, on: date) -> FamilyWait:
    now = _now(row, on)
    return FamilyWait(
        now=now,
        truth=_truth(row, dates_from(row.dates), on) if now.on_list else None,
        why_soon=row.priority_reason,
        last_contact=row.last,
        told_worse=row.worst_told not in ("", Level.NONE),
    )


def help_open_now(
    child: Child, needs: Iterable[str], *, on: date, most: int = 5
) -> tuple[directory.Help, ...]:
    """Return what a child's family can use today: by need and age, and by no diagnosis."""
    age = age_on(child.birth_date, on) if child.birth_date else None
    return directory.fitting(needs=needs, age=age, area_id=child.area_id, most=most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a family or school said of a waiting child, and what was decided on it."""

    on: date
    by: str
    distress: str
    safety: str
    words: str
    decided: date | None
    decision: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One contact with a waiting family, and the names of the help it was offered."""

    on: date
    channel: str
    reached: bool
    note: str
    offers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A piece of equipment, from measuring to handing over."""

    kind: str
    measured: date | None
    ordered: date | None
    delivered: date | None
    reviewed: date | None
    pain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A request to another service to take the child."""

    on: date
    to: str
    accepted: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class OneReferral:
    """A referral with everything that its own page shows."""

    row: Referral
    updates: tuple[Told, ...]
    contacts: tuple[Kept, ...]
    equipment: tuple[Thing, ...]
    transfers: tuple[Handover, ...]
    others: tuple[tuple[int, str], ...]  # the area's other services: number and name

    @property
    def undecided(self) -> bool:
        return any(one.decided is None for one in self.updates)


def find_referral(referral_id: int) -> OneReferral | None:
    """Return a referral in the asker's stated reach with all that hangs on it. One query.

    Whether they may see the child is asked of `people.queries.get_child`, before any is shown.
    """
    row: Any = (
        Referral.objects.select_related("service")
        .annotate(**_hanging())
        .filter(pk=referral_id)
        .first()
    )
    if row is None:
        return None
    return OneReferral(
        row=row,
        updates=tuple(_dated(Told, one, "on", "decided") for one in row.told_json),
        contacts=tuple(_contact(one) for one in row.kept_json),
        equipment=tuple(
            _dated(Thing, one, "measured", "ordered", "delivered", "reviewed")
            for one in row.things_json
        ),
        transfers=tuple(_dated(Handover, one, "on") for one in row.handovers_json),
        others=tuple((one["id"], one["name"]) for one in row.others_json),
    )


def _contact(one: dict[str, Any]) -> Kept:
    names = [name or "No longer listed" for name in one["offers"]]
    return _dated(Kept, {**one, "offers": tuple(names)}, "on")


Made = TypeVar("Made")


def _dated(made: Callable[..., Made], told: dict[str, Any], *days: str) -> Made:
    """Make one of what hangs on a referral, its days read from text."""
    read = {key: date.fromisoformat(told[key]) if told[key] else None for key in days}
    return made(**{**told, **read})


def _hung(rows: QuerySet[Any], *order: str, **told: Any) -> ArraySubquery:
    found = rows.filter(referral=OuterRef("pk")).order_by(*order, "-pk")
    return ArraySubquery(found.values(told=JSONObject(**told)))


def _hanging() -> dict[str, ArraySubquery]:
    """Return what hangs on a referral, the newest first, to come with it in one statement."""
    offers = SupportOffer.objects.filter(contact=OuterRef("pk")).order_by("pk")
    services = Service.objects.filter(area=OuterRef("area"), closed_date__isnull=True)
    others = services.exclude(pk=OuterRef("service")).order_by("name")
    return {
        "told_json": _hung(
            Update.objects.all(), "-told_date",
            on="told_date", by="told_by", distress="distress", safety="safety", words="words",
            decided="decided_date", decision="decision", reason="decision_reason",
        ),
        "kept_json": _hung(
            SupportContact.objects.all(), "-contact_date",
            on="contact_date", channel="channel", reached="reached", note="note",
            offers=ArraySubquery(offers.values(name=directory.name_of("help_id"))),
        ),
        "things_json": _hung(
            Equipment.objects.all(),
            kind="kind", measured="measured_date", ordered="ordered_date",
            delivered="delivered_date", reviewed="reviewed_date",
            pain=Coalesce(F("pain"), Value(False)),
        ),
        "handovers_json": _hung(
            Transfer.objects.all(), "-asked_date",
            on="asked_date", to="to_service__name", accepted="accepted", reason="answer_reason",
        ),
        "others_json": ArraySubquery(others.values(told=JSONObject(id="pk", name="name"))),
    }  # fmt: skip
