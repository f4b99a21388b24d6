"""One child's waits side by side, the truth about each, and what help is open meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from goldenthread.directory import queries as directory
from goldenthread.people.models import Child
from goldenthread.people.rules import age_on
from goldenthread.waits.models import (
    Equipment,
    Referral,
    SupportContact,
    SupportOffer,
    Transfer,
    Update,
)
from goldenthread.waits.queries.figures import learnt
from goldenthread.waits.rules import forecast
from goldenthread.waits.rules.lists import as_date, day_number
from goldenthread.waits.rules.pathways import PATHWAYS
from goldenthread.waits.rules.stages import ON_LIST, STAGE_NAMES, Stage

WEEK = 7
LATELY = timedelta(days=365)  # a wait that ended longer ago is no part of now


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What can be said of how long a child may still wait, and how far to trust it."""

    waited_weeks: int
    ahead: int | None  # children referred before this one and still waiting
    low: date | None
    middle: date | None
    high: date | None
    reason: str  # why nothing can be said, or ""
    coverage: float | None  # of a hundred past forecasts of this list, how many held
    checked: int

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
    this list's past forecasts that can be judged by now.
    """
    told = learnt(referral.service, on)
    waited = max(0, (on - referral.received_date).days // WEEK)
    cover = told.coverage
    common = {
        "waited_weeks": waited,
        "coverage": cover.percent if cover.checked >= forecast.LEAST_RATIOS else None,
        "checked": cover.checked,
    }
    nothing = {"ahead": None, "low": None, "middle": None, "high": None}
    if told.model is None:
        return Truth(**common, **nothing, reason=told.reason)  # type: ignore[arg-type]  # by name
    day = np.array([day_number(referral.received_date)])
    found = forecast.forecast(told.model, day)
    if found.reason[0]:
        ahead = {**nothing, "ahead": int(found.ahead[0])}
        return Truth(**common, **ahead, reason=found.reason[0])  # type: ignore[arg-type]  # by name
    low, middle, high = (
        as_date(day_number(on) + int(days[0])) for days in (found.low, found.middle, found.high)
    )
    return Truth(**common, ahead=int(found.ahead[0]), low=low, middle=middle, high=high, reason="")  # type: ignore[arg-type]  # by name


def help_open_now(
    child: Child, needs: Iterable[str], *, on: date, per_page: int = 5
) -> directory.HelpPage:
    """Return what a child's family can use today: by need and age, and by no diagnosis."""
    age = age_on(child.birth_date, on) if child.birth_date else None
    found = directory.search(needs=needs, age=age, area_id=child.area_id, per_page=per_page)
    return (
        found
        if found.total
        else directory.search(age=age, area_id=child.area_id, per_page=per_page)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Something a family was offered while it waits."""

    id: int
    help_id: UUID
    name: str
    on: date
    taken_up: str
    helped: str


@dataclass(frozen=True, slots=True)
class OneReferral:
    """Everything a referral's own page shows besides its dates."""

    updates: list[Update]
    contacts: list[SupportContact]
    offers: list[Offered]
    equipment: list[Equipment]
    transfers: list[Transfer]


def of_referral(row: Referral) -> OneReferral:
    """Return what hangs on a referral that was reached. Six queries."""
    offers = list(
        SupportOffer.objects.filter(contact__referral=row).select_related("contact").order_by("-pk")
    )
    names = directory.many(one.help_id for one in offers)
    return OneReferral(
        updates=list(row.updates.order_by("-told_date", "-pk")),
        contacts=list(row.support_contacts.order_by("-contact_date", "-pk")),
        offers=[
            Offered(
                id=one.pk,
                help_id=one.help_id,
                name=names[one.help_id].name if one.help_id in names else "No longer listed",
                on=one.contact.contact_date,
                taken_up=one.taken_up,
                helped=one.helped,
            )
            for one in offers
        ],
        equipment=list(row.equipment.order_by("-pk")),
        transfers=list(row.transfers.select_related("to_service").order_by("-asked_date", "-pk")),
    )
