"""Somebody asks for an assessment: it is received the day any part of the council has it.

Law: Children and Families Act 2014 s.36(1); SEND Regulations 2014 regs 3 and 4. There is no form
it must be on. Whoever asks is told of no record: nothing is looked up when a request comes in.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from goldenthread.access import asking
from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.assessment import queries
from goldenthread.assessment.commands.receipts import Receipt
from goldenthread.assessment.commands.sealed import tell_holders
from goldenthread.assessment.models import Request
from goldenthread.assessment.rules import Channel, Requester, WrongDate
from goldenthread.assessment.tasks import send_receipts_soon
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.organisations import queries as organisations
from goldenthread.people.commands import WrongDetail
from goldenthread.people.rules import nhs_number_is_valid, upn_fault

LINK_DAYS = 14
MOST_AN_HOUR = 10  # from one place: a family hub can help many, a machine cannot flood


class TooMany(ValueError):
    """More came from one place than people send; the message says how else to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a request says."""

    requester: Requester
    channel: Channel
    received_date: date
    forename: str
    surname: str
    asked_by: str
    birth_date: date | None = None
    address: str = ""
    postcode: str = ""
    hide_place: bool = False
    upn: str = ""
    nhs_number: str = ""
    setting_name: str = ""
    relationship: str = ""
    email: str = ""
    phone: str = ""
    needs: str = ""
    tried: str = ""
    family_knows: bool | None = None
    plan_elsewhere: str = ""

    def fields(self) -> dict[str, Any]:
        """Return what is kept, with each number written one way."""
        kept = {name: getattr(self, name) for name in self.__slots__}
        for name in ("upn", "nhs_number", "postcode"):
            kept[name] = kept[name].replace(" ", "").upper()
        return kept


def check_asking(asking_for: Asking, *, today: date) -> None:
    """Check what a request says, as far as anybody can without a record.

    :raises WrongDetail: naming the first thing that cannot be right, and what to do
    :raises WrongDate: if it was received in the future
    """
    if not asking_for.forename.strip() or not asking_for.surname.strip():
        raise WrongDetail("Enter the child's first name and surname.")
    if not asking_for.asked_by.strip():
        raise WrongDetail("Enter the name of the person who asks.")
    if asking_for.received_date > today:
        raise WrongDate("The request was received in the future. Enter the day it reached us.")
    born = asking_for.birth_date
    if born and born > asking_for.received_date:
        raise WrongDetail("The date of birth is after the request. Check both dates.")
    upn = asking_for.upn.replace(" ", "").upper()
    if upn and upn_fault(upn):
        raise WrongDetail("That is not a unique pupil number. Check it, or leave it empty.")
    number = asking_for.nhs_number.replace(" ", "")
    if number and not nhs_number_is_valid(number):
        raise WrongDetail("That is not an NHS number. Check it, or leave it empty.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request taken in, and the link to it that opens once; empty when it was sent before."""

    request: Request
    link: str


@transaction.atomic
def ask_publicly(
    asking_for: Asking, *, area_id: int, key: str, at: datetime, origin: str = ""
) -> Received:
    """Take in a request from somebody who is not signed in; nobody is told which child it is.

    The clock starts today, whatever is still to be checked. The same form sent twice is kept once.
    `origin` is whence it came; only a hash of it and the day is kept.

    :raises WrongDetail, WrongDate: with what to do
    :raises TooMany: if more came from one place within the hour than people send
    """
    check_asking(asking_for, today=timezone.localdate(at))
    link = secrets.token_urlsafe(32)
    origin_hash = _origin(origin, at)
    more = {
        "link_hash": hash_of(link),
        "link_until": at + timedelta(days=LINK_DAYS),
        "origin_hash": origin_hash,
        "receipt": Receipt.WAITING if asking_for.email and not asking_for.hide_place else "",
    }
    with asking.widened(organisations.area_ids()):
        _check_flood(origin_hash, key, at)
        made, new = _keep(asking_for, area_id=area_id, key=key, at=at, by=None, more=more)
        if new:
            tell_holders(made, at=at)
    if new and made.receipt:
        transaction.on_commit(send_receipts_soon)
    audit.note(Note(action=Action.WRITE, area_id=area_id, purpose="request-received"))
    return Received(request=made, link=link if new else "")


@transaction.atomic
def take_in(asking_for: Asking, *, area_id: int, key: str, by: Asker, at: datetime) -> Request:
    """Enter a request that came by letter, telephone, email or by hand, or that a setting sends.

    :raises NotAllowed: if `by` may not take requests in for the area
    :raises WrongDetail, WrongDate: with what to do
    """
    check_post(by, Permission.REQUEST_MAKE)
    if area_id not in queries.areas_to_ask(by):
        raise NotFound("No such area.")
    check_asking(asking_for, today=timezone.localdate(at))
    with asking.widened([area_id]):
        made, new = _keep(asking_for, area_id=area_id, key=key, at=at, by=by, more={})
        if new:
            tell_holders(made, at=at)
    audit.note(Note(action=Action.WRITE, area_id=area_id, purpose="request-received"))
    return made


def hash_of(link: str) -> str:
    """Return what is kept of a link: never the link itself."""
    return hashlib.sha256(link.encode()).hexdigest()


def _origin(origin: str, at: datetime) -> str:
    """Return a mark of a place for one day, from which nobody can tell the place."""
    if not origin:
        return ""
    return salted_hmac(
        "request-origin", f"{origin}/{timezone.localdate(at)}", algorithm="sha256"
    ).hexdigest()


def _check_flood(origin_hash: str, key: str, at: datetime) -> None:
    if not origin_hash:
        return
    lately = Request.objects.filter(origin_hash=origin_hash, entered_at__gt=at - timedelta(hours=1))
    if lately.exclude(key=key).count() >= MOST_AN_HOUR:
        raise TooMany(
            "A lot of forms came from where you are. Wait an hour, then send this one. Or phone "
            "or write to us: that counts just the same."
        )


def _keep(
    asking_for: Asking,
    *,
    area_id: int,
    key: str,
    at: datetime,
    by: Asker | None,
    more: Mapping[str, Any],
) -> tuple[Request, bool]:
    return Request.objects.get_or_create(
        area_id=area_id,
        key=key,
        defaults={
            **asking_for.fields(),
            **more,
            "entered_at": at,
            "entered_by_id": by.user_id if by else None,
        },
    )


@transaction.atomic
def open_link(link: str, *, at: datetime) -> Request:
    """Open an unlinked request once, by the link its sender was given; the link is then spent.

    :raises NotFound: if it was used, is too old, or the request has been linked to a record
    """
    with asking.widened(organisations.area_ids()):
        found = (
            Request.objects.select_for_update()
            .filter(
                link_hash=hash_of(link),
                link_used_at__isnull=True,
                link_until__gte=at,
                child__isnull=True,
            )
            .first()
        )
        if found is None:
            raise NotFound("No such request.")
        found.link_used_at = at
        found.save(update_fields=["link_used_at"])
    audit.note(Note(action=Action.READ, area_id=found.area_id, purpose="request-link-opened"))
    return found
