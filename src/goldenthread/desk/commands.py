"""What the desk decides across several rooms: appointing, ending a post, opening in an emergency.

Each is one decision in one transaction, and the same form sent twice is one decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access import commands as access
from goldenthread.access import queries as posts
from goldenthread.access.commands import SharedAccount, WrongPost
from goldenthread.access.models import Post, User
from goldenthread.access.rules import (
    Asker,
    GlassReason,
    NotAllowed,
    NotFound,
    Permission,
    Role,
    check_post,
)
from goldenthread.organisations.models import Organisation
from goldenthread.people import queries as people
from goldenthread.timeline.commands import hand_on
from goldenthread.timeline.queries import Held, held_by_posts


class StillHolds(WrongPost):
    """The post holds promises or children, and nobody was named to take them over."""


# Appointing


@transaction.atomic
def appoint_person(
    *, name: str, email: str, organisation_id: int, role: Role, from_date: date, by: Asker
) -> Post:
    """Appoint somebody by name and work email, opening their account if they have none.

    The same appointment asked for again gives back the post there is, and records nothing.

    :raises NotAllowed: if `by` does not name this organisation's staff, or appoints themselves
    :raises SharedAccount: if the email is a shared one, or its account has another name
    :raises WrongPost: if that post cannot be held so
    """
    if organisation_id not in by.bodies_where(Permission.POST_MANAGE):
        raise NotAllowed("Only an account administrator of that organisation may do this.")
    # One appointment at a time in a body: the second of two clicks sees what the first made.
    body = Organisation.objects.select_for_update().get(pk=organisation_id)
    user = person_of(name=name, email=email) or access.open_account(name=name, email=email, by=by)
    standing = Post.objects.filter(
        user=user, organisation=body, role=role, from_date=from_date, to_date__isnull=True
    )
    return standing.first() or access.appoint(
        user=user, organisation=body, role=role, from_date=from_date, by=by
    )


def person_of(*, name: str, email: str) -> User | None:
    """Return the account an email belongs to, or None where nobody has it yet.

    :raises SharedAccount: if it is open in another name: who holds it is not said
    """
    found = posts.account_of(email)
    if found and found.name.casefold().split() != name.casefold().split():
        raise SharedAccount(
            "That email belongs to an account in another name. Check both with the person."
        )
    return found


# Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """How a post ends: its last day, what it holds after that day, and who takes it over."""

    last_day: date
    held: Held
    heir: Post | None


def check_leaving(
    post: Post, *, on: date | None, successor_id: int | None, by: Asker, at: datetime
) -> Leaving:
    """Say how a post would end, and change nothing.

    :raises StillHolds: if it holds a promise or a child and nobody takes them over
    :raises WrongPost: if it is their own, or would end before it began
    """
    if post.user_id == by.user_id:
        raise WrongPost("Nobody ends their own post: ask another administrator.")
    today = timezone.localdate(at)
    day = today if post.over(at) else on or max(today, post.from_date)
    if day < post.from_date:
        raise WrongPost("A post cannot end before it begins.")
    held, heir = held_by(post, by=by, on=day), None
    if held != Held():
        able = posts.successors(post, today=today, last_day=day)
        heir = next((each for each in able if each.pk == successor_id), None)
        if heir is None:
            raise StillHolds("Choose somebody who takes over, and holds their post until that day.")
    return Leaving(last_day=day, held=held, heir=heir)


@transaction.atomic
def leave_post(
    *, post_id: int, on: date | None, successor_id: int | None, by: Asker, at: datetime
) -> Leaving:
    """End a post on its last day (now, when `on` is None), its promises and children handed on.

    A post that is over already, and was left holding something, only hands that on. S134: no
    promise is ever without an owner; rule 9: access stops at the moment asked.

    :raises NotFound, NotAllowed: if `by` does not name this organisation's staff
    :raises StillHolds: if it holds a promise or a child and nobody takes them over
    :raises WrongPost: if it is their own, or would end before it began
    :raises WrongTie: if the successor cannot take over
    """
    post = posts.get_post(post_id, by=by, lock=True)
    over = post.over(at)
    leaving = check_leaving(post, on=on, successor_id=successor_id, by=by, at=at)
    if leaving.heir:
        _hand_all_on(post, leaving.heir, leaving.last_day, by, at)
    if not over and not _ends_so(post, leaving.last_day, at_once=on is None):
        access.end_post(post=post, on=leaving.last_day, by=by, at=at if on is None else None)
    return leaving


def held_by(post: Post, *, by: Asker, on: date) -> Held:
    """Return what one post would leave behind after a day."""
    return held_by_posts([post.pk], by=by, on=on).get(post.pk, Held())


def _ends_so(post: Post, day: date, *, at_once: bool) -> bool:
    return post.to_date == day and (post.ends_at is not None) == at_once


def _hand_all_on(post: Post, heir: Post, day: date, by: Asker, at: datetime) -> None:
    """Hand over from the last day, or from today to somebody who came since.

    What was given to the leaver after that day goes over today.
    """
    today = timezone.localdate(at)
    days = {day, max(day, today)} if heir.from_date <= day else {today}
    for when in sorted(days):
        if held_by(post, by=by, on=when) != Held():
            hand_on(from_post=post, to_post=heir, on=when, by=by, at=at)
    if held_by(post, by=by, on=max(days)) != Held():
        raise StillHolds("Something was given to this post while it was being ended. Try again.")


# Emergency access


@transaction.atomic
def open_in_emergency(
    *,
    record: int | None,
    area_id: int | None,
    local_id: str,
    reason_type: GlassReason,
    reason: str,
    by: Asker,
    at: datetime,
) -> int:
    """Open one record to read, found by its record number or a council's own number; return it.

    A record that their post reaches anyhow is given back with no emergency recorded; so is one
    they have open in an emergency now.

    :raises NotAllowed: if no post of theirs gives emergency access
    :raises ReasonTooShort: if the reason gives a reviewer nothing to judge
    :raises NotFound: if there is no such record, or it is sealed: the answer is the same
    """
    check_post(by, Permission.GLASS_BREAK)
    child_id = record
    if child_id is None and area_id is not None:
        child_id = people.record_numbered(local_id, area_id=area_id, by=by)
    if child_id is not None and people.in_own_reach(child_id, by=by):
        return child_id
    try:
        opened = access.break_glass(
            child_id=child_id or 0, reason_type=reason_type, reason=reason, by=by, at=at
        )
    except access.AlreadyOpen:
        if child_id is None:
            raise NotFound("No such record.") from None
        return child_id
    return opened.child_id
