"""Referrals in: from a form, a file or another system, and services opened to take them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from goldenthread.access import asking
from goldenthread.access import commands as access
from goldenthread.access.rules import Asker, NotAllowed, Permission
from goldenthread.directory.rules import NEEDS
from goldenthread.law.events import EventKind as K
from goldenthread.people import commands as people_commands
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.people.rules import age_on
from goldenthread.ui.words import plain_date
from goldenthread.waits.commands.reach import CannotDo, Reached
from goldenthread.waits.models import Referral, Service
from goldenthread.waits.rules.pathways import LISTED
from goldenthread.waits.rules.stages import Stage

SERVICE = "referral-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReferral:
    """What a referrer says."""

    received_date: date
    source: str = "form"
    reference: str = ""
    referrer: str = ""
    needs: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A child as another system knows them."""

    nhs_number: str
    forename: str
    surname: str
    birth_date: date
    sex: str = ""
    postcode: str = ""


def open_service(
    *,
    area_id: int,
    pathway: str,
    name: str,
    team_id: int,
    provider_id: int | None = None,
    call: str = "",
    phone: str = "",
    by: Asker,
) -> Service:
    """Open one service's list in an area.

    :raises NotAllowed: unless `by` plans waits there, or is a named service
    :raises CannotDo: if no pathway has the key
    """
    if not (by.service and area_id in by.service_areas) and not by.may(
        Permission.WAIT_PLAN, area_id
    ):
        raise NotAllowed("None of your posts allows this.")
    if pathway not in LISTED:
        raise CannotDo("Choose a pathway from the list.")
    made, _ = Service.objects.get_or_create(
        area_id=area_id,
        name=name,
        defaults={
            "pathway": pathway,
            "team_id": team_id,
            "provider_id": provider_id,
            "call": call,
            "phone": phone,
        },
    )
    return made


@transaction.atomic
def refer(
    child_id: int, service_id: int, given: NewReferral, *, by: Asker, at: datetime, on: date
) -> Referral:
    """Refer a child to a service: the child is on its list from the day of receipt.

    The same referral again gives back the one that is open: a child is on a list once.

    :raises NotAllowed, NotFound: if `by` may not refer this child
    :raises CannotDo: for a service of another area or one that is closed, a day to come, or a
        reason that gives away where a restricted child is
    """
    child = people.get_child(
        child_id, by=by, to=Permission.WAIT_REFER, on=on, purpose="wait-refer", lock=True
    )
    service = _service(service_id, child)
    before = _told_before(child, service, given)
    if before is not None and before.ended_date is not None:
        raise CannotDo(
            f"The child was on this list on that day, until {plain_date(before.ended_date)}. "
            "Give the day on which the new referral was received."
        )
    return _put(child, service, given, by=by, at=at, on=on)


def _told_before(child: Child, service: Service, given: NewReferral) -> Referral | None:
    """Return the ended wait of which a referral tells again, if it does.

    It does when it bears the same reference, or was received while that wait ran: a message sent
    twice is no second referral. A child who is on the list now is found before this.
    """
    rows = Referral.objects.filter(child=child, service=service)
    if rows.filter(ended_date__isnull=True).exists():
        return None
    ran = Q(received_date__lte=given.received_date, ended_date__gt=given.received_date)
    same = Q(reference=given.reference[:64]) if given.reference else Q(pk=None)
    return rows.filter(ran | same).order_by("-ended_date").first()


def _service(service_id: int, child: Child) -> Service:
    found = Service.objects.filter(pk=service_id, area_id=child.area_id).first()
    if found is None:
        raise CannotDo("Choose a service of the child's own area.")
    if found.closed_date is not None:
        raise CannotDo("This service takes no more referrals. Choose another.")
    return found


def _put(
    child: Child, service: Service, given: NewReferral, *, by: Asker, at: datetime, on: date
) -> Referral:
    open_one = Referral.objects.filter(child=child, service=service, ended_date__isnull=True)
    if found := open_one.first():
        return found
    if given.received_date > on:
        raise CannotDo("The day of receipt cannot be after today.")
    if child.birth_date and given.received_date < child.birth_date:
        raise CannotDo("The day of receipt is before the child was born.")
    _check_age(service, child, given.received_date)
    before = Referral.objects.filter(child=child, service=service).order_by("-ended_date").first()
    row = Referral(
        area_id=child.area_id,
        child=child,
        service=service,
        stage=Stage.RECEIVED,
        received_date=given.received_date,
        source=given.source,
        reference=given.reference[:64],
        referrer=given.referrer[:120],
        needs=_known(given.needs),
        home=child.postcode.split(" ")[0][:4],
        came_from=before,
    )
    handle = Reached(row, child, by, given.received_date, at)
    row.reason = handle.plain(given.reason)
    row.save()
    access.put_on_list(
        child=people.state_of(child, on), team_id=service.team_id, on=given.received_date, by=by
    )
    handle.tell(K.REFERRAL_RECEIVED, key="received")
    row.fresh = True
    return row


def _check_age(service: Service, child: Child, on: date) -> None:
    if child.birth_date is None:
        return
    age = age_on(child.birth_date, on)
    low, high = service.lowest_age or 0, service.highest_age
    if age < low or (high is not None and age > high):
        upper = f" to {high}" if high is not None else " and over"
        raise CannotDo(f"This service sees ages {low}{upper}. Choose another.")


def _known(needs: Collection[str]) -> list[str]:
    """Keep needs, in the order of our list; anything else, a diagnosis above all, is no need."""
    return [key for key in NEEDS if key in needs]


@transaction.atomic
def refer_unknown(
    who: Unknown,
    service_id: int,
    given: NewReferral,
    *,
    by: Asker,
    at: datetime,
    on: date,
    invented: bool = False,
) -> Referral:
    """Refer a child whom another system names: found by NHS number and birth date, or taken in new.

    For those who work the service's list, into which the child comes. Nothing is said of a record
    that may be found by nobody.

    :raises NotAllowed: unless `by` works that list
    :raises CannotDo: if the number is another child's by our records, or a person must look
    """
    service = Service.objects.filter(pk=service_id).select_related("area").first()
    if service is None or service.team_id not in by.bodies_where(Permission.WAIT_WORK):
        raise NotAllowed("Only the service's own team takes referrals into its list.")
    helper = asking.service(SERVICE, [service.area_id])
    with asking.widened([service.area_id]):
        child = _matched(who, service)
        if child is None:
            child = people_commands.create_child(
                area_id=service.area_id,
                details={
                    "forename": who.forename,
                    "surname": who.surname,
                    "birth_date": who.birth_date,
                    "sex": who.sex,
                    "nhs_number": who.nhs_number,
                    "postcode": who.postcode,
                },
                by=helper,
                on=on,
                invented=invented,
            )
        reached = people.get_child(
            child.pk, by=helper, to=Permission.WAIT_REFER, on=on, purpose="referral-in", lock=True
        )
        before = _told_before(reached, service, given)
        return before or _put(reached, service, given, by=helper, at=at, on=on)


LOOK = "A person must look at this one: send it to the access team of the area."


def _matched(who: Unknown, service: Service) -> Child | None:
    found = list(
        Child.objects.filter(
            area_id=service.area_id, nhs_number=who.nhs_number, closed_date__isnull=True
        )
    )
    if not found:
        return None
    one = found[0]
    if len(found) > 1 or one.sealed or one.birth_date != who.birth_date:
        raise CannotDo(LOOK)
    return one
