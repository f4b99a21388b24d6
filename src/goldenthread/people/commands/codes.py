"""One-use codes by post, that tie an account to a child (trust rule 15).

Only a keyed hash of a code is kept. A code that is wrong, used, too old, taken back, or whose link
has ended is refused with one and the same sentence: nobody learns which, or of whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from goldenthread.access import asking
from goldenthread.access import queries as access_queries
from goldenthread.access.alerts import too_many_wrong_codes
from goldenthread.access.models import Tie, User
from goldenthread.access.rules import Asker, NotAllowed, Permission, TieKind
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.organisations import queries as organisations
from goldenthread.people import queries
from goldenthread.people.models import Adult, AdultLink, Answer, Child, CodeTry, LinkCode
from goldenthread.people.rules import (
    CODE_DAYS,
    MOST_WRONG_CODES,
    WRONG_CODES_HOUR,
    new_code,
    typed_code,
)
from goldenthread.people.standing import current

NO_GOOD = "That code does not work. Check each letter, or ask us for a new one."
TOO_MANY = "There were too many wrong codes. Wait one hour, then try again."


class CodeRefused(ValueError):
    """A code cannot be sent, or cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The record an account was tied to."""

    child_id: int
    own: bool  # the child's own account, not an adult's


def _hash(code: str) -> str:
    return salted_hmac("people.link-code", code, algorithm="sha256").hexdigest()


def _place(address: str) -> str:
    """Return a mark of where a visitor tries from, that cannot be turned back into an address."""
    return salted_hmac("people.code-try", address, algorithm="sha256").hexdigest()


# Sending


@transaction.atomic
def issue_code(
    *, child_id: int, link_id: int | None, checked: str, by: Asker, at: datetime
) -> tuple[LinkCode, str]:
    """Make a code for one adult of a child, or for the child, and return it to be posted once.

    A code sent before for the same person stops working. `checked` says how it is known that the
    address on record is theirs.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises CodeRefused: if there is no address on record, or they have an account already
    """
    on = timezone.localdate(at)
    child = queries.get_child(
        child_id, by=by, to=Permission.CASE_CHANGE, on=on, purpose="code-sent", lock=True
    )
    if not by.posts:
        raise NotAllowed("Only somebody in a post sends a code.")
    if not checked.strip():
        raise CodeRefused("Say how you know that the address is theirs.")
    queries.check_free_text(checked, child, on=on)
    link = _link(child, link_id, on) if link_id is not None else None
    _check_can_be_sent(child, link, by, on)
    _unused(child, link).update(ends_at=at)
    code = new_code()
    made = LinkCode.objects.create(
        area_id=child.area_id,
        child=child,
        link=link,
        code_hash=_hash(code),
        address_checked=checked.strip()[:120],
        sent_at=at,
        ends_at=at + timedelta(days=CODE_DAYS),
        sent_by_post_id=by.posts[0].id,
    )
    return made, code


def _link(child: Child, link_id: int, on: date) -> AdultLink:
    found = (
        AdultLink.objects.filter(current(on), pk=link_id, child=child)
        .select_related("adult")
        .first()
    )
    if found is None:
        raise CodeRefused("There is no such adult in this child's life now.")
    return found


def posted_to(child: Child, link: AdultLink | None) -> tuple[str, str]:
    """Return the address and the postcode that a letter with a code is posted to; empty: none.

    Of a restricted child none where the child lives, whoever's record an address still stands in.
    """
    if child.location_restricted and (link is None or link.lives_with != Answer.NO):
        return "", ""
    whose = child if link is None else link.adult
    return whose.address.strip(), whose.postcode.strip()


def by_hand(child: Child, link: AdultLink | None, *, by: Asker, on: date) -> bool:
    """Say whether this asker hands the code over instead of posting it to an address on record.

    So it is for somebody named for the child's restricted location, where no address is in plain:
    they alone know where to go. Nobody else is told whether there is such an address.
    """
    if posted_to(child, link)[0] or not child.location_restricted:
        return False
    return by.user_id is not None and by.user_id in queries.state_of(child, on).location_holders


def nowhere(child: Child, link: AdultLink | None) -> str:
    """Return why no code can be posted: the same words for an address hidden and one not known."""
    if child.location_restricted:
        team = child.location_team or "the privacy officer"
        return f"There is no address on record that you may write to. Ask {team}."
    if link is None:
        return "There is no address on record for the child. Record one, and check it first."
    return "There is no address on record for them. Record one, and check it first."


def _check_can_be_sent(child: Child, link: AdultLink | None, by: Asker, on: date) -> None:
    """:raises CodeRefused: if nobody could get the letter, or they need none"""
    kind = TieKind.YOUNG_PERSON if link is None else TieKind.PARENT
    held = Tie.objects.filter(child=child, kind=kind, to_date=None)
    if link is not None:
        held = held.filter(user_id=link.adult.user_id or 0)
    if held.exists():
        raise CodeRefused("They have an account already.")
    if not posted_to(child, link)[0] and not by_hand(child, link, by=by, on=on):
        raise CodeRefused(nowhere(child, link))


def _unused(child: Child, link: AdultLink | None) -> QuerySet[LinkCode]:
    return LinkCode.objects.filter(child=child, link=link, used_at=None)


@transaction.atomic
def cancel_code(*, child_id: int, code_id: int, by: Asker, at: datetime) -> None:
    """Take a code back before it is used: it works no more from now.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    """
    queries.get_child(
        child_id,
        by=by,
        to=Permission.CASE_CHANGE,
        on=timezone.localdate(at),
        purpose="code-cancelled",
        lock=True,
    )
    rows = LinkCode.objects.filter(pk=code_id, child_id=child_id, used_at=None, ends_at__gt=at)
    rows.update(ends_at=at)


# Using


def use_code(typed: str, *, user: User, at: datetime) -> Joined:
    """Tie a signed-in account to the record that a code opens; a wrong try is written down.

    The same code sent twice by the same account is used once.

    :raises CodeRefused: with one sentence for every code that does not work
    """
    mine = Q(user=user)
    _check_tries(mine, at)
    with asking.widened(organisations.area_ids()):
        found = _standing_code(typed, at)
        joined = _join(found, user, at) if found is not None else None
    if joined is None:
        raise _wrong(user=user, at=at)
    return joined


def join_with_code(
    typed: str, *, name: str, email: str, password: str, address: str, at: datetime
) -> tuple[User, Joined]:
    """Open an account for whoever holds a code, and tie it: in no other way does a family get one.

    `address` is where they try from. What is wrong is written down as a try from there.

    :raises CodeRefused: with one sentence for every code that does not work; or that the email
        has an account, which only the holder of a code that works is told
    """
    place = _place(address)
    _check_tries(Q(user=None, place=place), at)
    with asking.widened(organisations.area_ids()):
        found = _standing_code(typed, at)
        user = _account_for(found, name=name, email=email, password=password) if found else None
        joined = _join(found, user, at) if found and user else None
    if user is None or joined is None:
        raise _wrong(place=place, at=at)
    return user, joined


def _tries(whose: Q, at: datetime) -> int:
    return CodeTry.objects.filter(whose, at__gt=at - WRONG_CODES_HOUR).count()


def _check_tries(whose: Q, at: datetime) -> None:
    """:raises CodeRefused: after five wrong codes within the hour"""
    if _tries(whose, at) >= MOST_WRONG_CODES:
        raise CodeRefused(TOO_MANY)


def _wrong(*, at: datetime, user: User | None = None, place: str = "") -> CodeRefused:
    """Write a wrong try down, tell the privacy officers of the fifth, and return the refusal."""
    CodeTry.objects.create(user=user, place=place, at=at)
    if _tries(Q(user=user, place=place), at) == MOST_WRONG_CODES:
        with asking.widened(organisations.area_ids()):
            too_many_wrong_codes(user_id=user.pk if user else None, at=at)
    return CodeRefused(NO_GOOD)


def _standing_code(typed: str, at: datetime) -> LinkCode | None:
    """Return the code if it stands, locked; one used already too, for whoever used it."""
    rows = LinkCode.objects.select_for_update(of=("self",)).select_related("child", "used_by")
    found = rows.filter(code_hash=_hash(typed_code(typed)), ends_at__gt=at).first()
    return None if found is None or found.child.sealed or found.child.closed_date else found


def _account_for(code: LinkCode, *, name: str, email: str, password: str) -> User | None:
    """Return a new account, or the one that this code opened a moment ago.

    :raises CodeRefused: if the email has an account: they are to sign in first
    """
    if code.used_at is not None:
        used = code.used_by
        same = used is not None and used.email == email.strip().lower()
        return used if used is not None and same and used.check_password(password) else None
    if access_queries.account_of(email) is not None:
        raise CodeRefused("That email has an account here. Sign in, then use the code.")
    return User.objects.create_user(
        email=email.strip(), password=password, name=name.strip(), invented=code.child.invented
    )


def _join(code: LinkCode, user: User, at: datetime) -> Joined | None:
    """Tie an account by a locked code; None where it may not be."""
    own = code.link_id is None
    if code.used_at is not None:
        return Joined(child_id=code.child_id, own=own) if code.used_by_id == user.pk else None
    on = timezone.localdate(at)
    if not _fits(code, user, on):
        return None
    kind = TieKind.YOUNG_PERSON if own else TieKind.PARENT
    Tie.objects.get_or_create(
        area_id=code.area_id,
        child_id=code.child_id,
        kind=kind,
        user=user,
        to_date=None,
        defaults={"from_date": on},
    )
    if code.link_id is not None:
        AdultLink.objects.filter(pk=code.link_id).update(checked_by_post_id=code.sent_by_post_id)
        Adult.objects.filter(child_links=code.link_id).update(user=user)
    code.used_at, code.used_by = at, user
    code.save(update_fields=["used_at", "used_by"])
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=code.child_id,
            area_id=code.area_id,
            classes=(FieldClass.THIRD_PARTY,),
            purpose="account-linked",
        )
    )
    return Joined(child_id=code.child_id, own=own)


def _fits(code: LinkCode, user: User, on: date) -> bool:
    """Whether this account may be the person to whom the code was sent."""
    mine = Tie.objects.filter(child_id=code.child_id, user=user, to_date=None)
    if code.link_id is None:
        held = Tie.objects.filter(
            child_id=code.child_id, kind=TieKind.YOUNG_PERSON, to_date=None
        ).exclude(user=user)
        return not held.exists() and not mine.filter(kind=TieKind.PARENT).exists()
    link = AdultLink.objects.filter(current(on), pk=code.link_id).select_related("adult").first()
    theirs = link is not None and link.adult.user_id in (None, user.pk)
    return theirs and not mine.filter(kind=TieKind.YOUNG_PERSON).exists()
