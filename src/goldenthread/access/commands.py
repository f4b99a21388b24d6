"""Changes to who may reach whom: accounts, posts, ties and emergency access.

Each runs inside a stated asker's transaction and is written to the audit trail. Its effect is
felt on the very next request, because posts and ties are read again for each one (rule 10).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from goldenthread.access import queries
from goldenthread.access.models import Absence, Alert, BrokenGlass, Post, Tie, User
from goldenthread.access.rules import (
    FAMILY_TIES,
    GLASS_REASON_LENGTH,
    GLASS_REVIEW_DAYS,
    HELD_BY,
    ROLES,
    Asker,
    ChildState,
    GlassReason,
    Holder,
    NotAllowed,
    NotFound,
    Permission,
    Role,
    Scope,
    TieKind,
    check,
    check_post,
    is_shared_mailbox,
)
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.law.calendar import working_days_after
from goldenthread.organisations.models import Organisation


class SharedAccount(ValueError):
    """An account must be one person's own."""


class WrongPost(ValueError):
    """The appointment cannot be made or ended as asked."""


class WrongTie(ValueError):
    """The tie cannot be made, moved or ended as asked."""


class ReasonTooShort(ValueError):
    """Emergency access needs a reason that somebody can review."""


class AlreadyOpen(ValueError):
    """They have emergency access to this record at this moment: nothing more is recorded."""


class WrongReview(ValueError):
    """The review, or the holding back, cannot be recorded as asked."""


def _wrote(purpose: str, child_id: int | None = None, area_id: int | None = None) -> None:
    audit.note(
        Note(action=Action.WRITE, child_id=child_id, area_id=area_id, purpose=purpose),
    )


def _check_manages(by: Asker, organisation_id: int) -> None:
    """Refuse unless somebody names the staff of this very organisation (rule 9).

    :raises NotAllowed: if they do not
    """
    manages = any(
        post.organisation_id == organisation_id
        and Permission.POST_MANAGE in ROLES[post.role].permissions
        for post in by.posts
    )
    if not manages and not by.service:
        raise NotAllowed("Only an account administrator of that organisation may do this.")


# Accounts and posts


@transaction.atomic
def open_account(*, name: str, email: str, by: Asker) -> User:
    """Open one person's account, with no password: they set their own by a link.

    :raises NotAllowed: if `by` may not manage posts anywhere
    :raises SharedAccount: if it reads like several people's, or is somebody's already
    """
    if not by.service:
        check_post(by, Permission.POST_MANAGE)
    if len(name.split()) < 2:
        raise SharedAccount("Enter the person's first and last name.")
    if is_shared_mailbox(email):
        raise SharedAccount("Enter the person's own work email, not one that is shared.")
    if User.objects.filter(email=email.strip().lower()).exists():
        raise SharedAccount("That email belongs to an account already.")
    made = User.objects.create_user(
        email=email.strip().lower(), name=name.strip(), invented=settings.DEMO
    )
    _wrote("account-opened")
    return made


@transaction.atomic
def close_account(*, user: User, by: Asker, at: datetime) -> None:
    """Close somebody's account for good and end every post they hold, at a moment.

    :raises NotAllowed: if `by` does not manage every organisation they hold a post in
    """
    for post in Post.objects.filter(user=user).filter(
        Q(to_date__isnull=True) | Q(to_date__gte=timezone.localdate(at))
    ):
        end_post(post=post, on=timezone.localdate(at), by=by, at=at)
    if not by.service:
        check_post(by, Permission.POST_MANAGE)
    User.objects.filter(pk=user.pk).update(is_active=False)
    _wrote("account-closed")


@transaction.atomic
def appoint(
    *, user: User, organisation: Organisation, role: Role, from_date: date, by: Asker
) -> Post:
    """Appoint somebody to a post from a day.

    :raises NotAllowed: if `by` does not name this organisation's staff, or appoints themselves
    :raises WrongPost: if the role does not belong in such a body, the body or account has
        closed, or they hold the post already
    """
    _check_manages(by, organisation.pk)
    if by.user_id == user.pk:
        raise NotAllowed("Nobody appoints themselves: ask another administrator.")
    if organisation.kind not in ROLES[role].held_in:
        raise WrongPost(f"{ROLES[role].title} is not a post in a body of that kind.")
    if organisation.closed_date and organisation.closed_date < from_date:
        raise WrongPost(f"{organisation.name} closed before that day.")
    if not user.is_active:
        raise WrongPost("That account is closed.")
    try:
        with transaction.atomic():
            made = Post.objects.create(
                user=user, organisation=organisation, role=role, from_date=from_date
            )
    except IntegrityError:
        raise WrongPost("They hold that post on some of those days already.") from None
    _wrote("post-appointed")
    return made


@transaction.atomic
def end_post(*, post: Post, on: date, by: Asker, at: datetime | None = None) -> int:
    """End an appointment: `on` is its last day, or `at` the moment access stops that day.

    Its ties end that day too. Hand them on first (`timeline.commands.hand_on`, which calls
    `move_ties`), so that no promise is left without an owner (S134).

    :returns: how many ties were still open, and are now closed
    :raises NotAllowed: if `by` does not name this organisation's staff
    :raises WrongPost: if the day comes before the appointment
    """
    _check_manages(by, post.organisation_id)
    if on < post.from_date:
        raise WrongPost("A post cannot end before it begins.")
    post.to_date, post.ends_at = on, at
    post.save(update_fields=["to_date", "ends_at"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_close_ties(%s, %s)", [post.pk, on])
        closed = cursor.fetchall()
    _wrote("post-ended")
    for _, area_id, child_id in closed:
        _wrote("tie-ended", child_id, area_id)
    return len(closed)


@transaction.atomic
def record_absence(
    *, post: Post, from_date: date, to_date: date, by: Asker, cover: Post | None = None
) -> Absence:
    """Record that whoever holds a post is away, from one day to another, both included.

    Everybody may record their own; a manager or administrator, that of their organisation. Who
    covers finds their work among the own from the first day to the last.

    :raises NotAllowed: if `by` neither holds the post nor answers for its organisation
    :raises WrongPost: if the days are out of order, or some of them are recorded already; or if
        who covers is of another body, does no casework, or is away then too
    """
    able = {Permission.POST_MANAGE, Permission.CASE_CHANGE}
    named = any(
        held.id == post.pk
        or (held.organisation_id == post.organisation_id and able & ROLES[held.role].permissions)
        for held in by.posts
    )
    if not named and not by.service:
        raise NotAllowed("Only they themselves, or their manager, may record that they are away.")
    if to_date < from_date:
        raise WrongPost("The last day away comes before the first.")
    if cover is not None:
        _check_cover(cover, post, from_date, to_date)
    try:
        with transaction.atomic():
            made = Absence.objects.create(
                post=post, cover=cover, from_date=from_date, to_date=to_date
            )
    except IntegrityError:
        raise WrongPost("Some of those days are recorded already.") from None
    _wrote("absence-recorded")
    return made


def _check_cover(cover: Post, post: Post, first: date, last: date) -> None:
    """:raises WrongPost: saying whom to choose instead"""
    same = cover.pk != post.pk and cover.organisation_id == post.organisation_id
    if not same or Permission.CASE_CHANGE not in ROLES[Role(cover.role)].permissions:
        raise WrongPost("Choose a colleague of the same body who does casework.")
    if cover.absences.filter(from_date__lte=last, to_date__gte=first).exists():
        raise WrongPost("Who covers is away on some of those days too. Choose somebody else.")


# Ties


def _check_held_rightly(kind: TieKind, holder: Post | Organisation | User) -> None:
    """:raises WrongTie: if such a holder cannot have such a tie"""
    if kind not in HELD_BY:
        raise WrongTie("Emergency access is made by breaking glass only.")
    right: dict[Holder, type[Post | Organisation | User]] = {
        Holder.POST: Post,
        Holder.ORGANISATION: Organisation,
        Holder.USER: User,
    }
    if not isinstance(holder, right[HELD_BY[kind]]):
        raise WrongTie(f"That tie is held by one {HELD_BY[kind].value}.")
    if isinstance(holder, Organisation) and holder.kind != "SETTING":
        raise WrongTie("Only a school, college or other setting has a place or a consultation.")
    if isinstance(holder, Post) and ROLES[Role(holder.role)].scope is Scope.NONE:
        raise WrongTie("That post sees no child.")


@transaction.atomic
def tie(
    *,
    child: ChildState,
    kind: TieKind,
    holder: Post | Organisation | User,
    from_date: date,
    by: Asker,
    to_date: date | None = None,
) -> Tie:
    """Tie a post, a setting or a person to one child between two days, both included.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongTie: if such a holder cannot have such a tie, or the days are out of order
    """
    check(by, Permission.CASE_CHANGE, child)
    _check_held_rightly(kind, holder)
    if to_date and to_date < from_date:
        raise WrongTie("The last day comes before the first.")
    made = Tie.objects.create(
        area_id=child.area_id,
        child_id=child.id,
        kind=kind,
        from_date=from_date,
        to_date=to_date,
        post=holder if isinstance(holder, Post) else None,
        organisation=holder if isinstance(holder, Organisation) else None,
        user=holder if isinstance(holder, User) else None,
    )
    _wrote("tie-made", child.id, child.area_id)
    return made


@transaction.atomic
def end_tie(*, child: ChildState, tie_id: int, on: date, by: Asker) -> None:
    """End one tie: `on` is its last day.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongTie: if this child has no such tie, or the day comes before it began
    """
    check(by, Permission.CASE_CHANGE, child)
    found = Tie.objects.select_for_update().filter(pk=tie_id, child_id=child.id).first()
    if found is None:
        raise WrongTie("There is no such tie.")
    if on < found.from_date:
        raise WrongTie("A tie cannot end before it begins.")
    found.to_date = on
    found.save(update_fields=["to_date"])
    _wrote("tie-ended", child.id, child.area_id)


@transaction.atomic
def put_on_list(*, child: ChildState, team_id: int, on: date, by: Asker) -> None:
    """Tie a service's team to a child on its waiting list; twice is once.

    :raises NotAllowed, NotFound: if `by` may not refer this child
    """
    check(by, Permission.WAIT_REFER, child)
    held = Tie.objects.filter(
        child_id=child.id, kind=TieKind.SERVICE_LIST, organisation_id=team_id, to_date__isnull=True
    )
    if not held.exists():
        Tie.objects.create(
            area_id=child.area_id,
            child_id=child.id,
            kind=TieKind.SERVICE_LIST,
            organisation_id=team_id,
            from_date=on,
        )
        _wrote("tie-made", child.id, child.area_id)


@transaction.atomic
def take_off_list(*, child: ChildState, team_id: int, on: date) -> None:
    """End a service's tie to a child that has left its list: `on` is its last day.

    The caller has checked that somebody who may do so ended the child's time on the list.
    """
    ended = Tie.objects.filter(
        child_id=child.id, kind=TieKind.SERVICE_LIST, organisation_id=team_id, to_date__isnull=True
    ).update(to_date=Greatest(F("from_date"), Value(on)))
    if ended:
        _wrote("tie-ended", child.id, child.area_id)


@transaction.atomic
def carry_ties(*, old: ChildState, new: ChildState, on: date, by: Asker) -> int:
    """Follow a record that moved: the family keeps its ties, everybody else's to the old one end.

    The caller reaches both areas (`asking.widened`) and `by` may change the old record's case.

    :returns: how many of the family's ties were carried
    :raises NotAllowed, NotFound: if `by` may not change this child's case
    """
    check(by, Permission.CASE_CHANGE, old)
    still = Q(to_date__isnull=True) | Q(to_date__gt=on)
    theirs = Tie.objects.filter(still, child_id=old.id, kind__in=FAMILY_TIES)
    made = Tie.objects.bulk_create(
        Tie(
            area_id=new.area_id,
            child_id=new.id,
            kind=each.kind,
            user_id=each.user_id,
            from_date=on,
            to_date=each.to_date,
        )
        for each in theirs
    )
    Tie.objects.filter(still, child_id=old.id).exclude(kind__in=FAMILY_TIES).update(to_date=on)
    _wrote("ties-carried", new.id, new.area_id)
    return len(made)


def _check_hands_on(leaver: Post, successor: Post, on: date, by: Asker) -> None:
    able = {Permission.POST_MANAGE, Permission.CASE_CHANGE}
    named = any(
        post.organisation_id == leaver.organisation_id and able & ROLES[post.role].permissions
        for post in by.posts
    )
    if not named and not by.service:
        raise NotAllowed("Only a manager or administrator of that organisation may do this.")
    if leaver.pk == successor.pk or leaver.organisation_id != successor.organisation_id:
        raise WrongTie("Name a successor in the same organisation.")
    if ROLES[Role(successor.role)].scope is Scope.NONE:
        raise WrongTie("That post sees no child.")
    ended = successor.to_date is not None and successor.to_date < on
    if ended or successor.from_date > on or successor.ends_at is not None:
        raise WrongTie("The successor does not hold that post on that day.")


@transaction.atomic
def move_ties(*, from_post: Post, to_post: Post, on: date, by: Asker) -> int:
    """Hand one post's caseload and advice on to a named successor, from the leaver's last day.

    Both have the children on `on` itself, so that nobody is without an owner for a night.

    :returns: how many ties moved
    :raises NotAllowed: if `by` neither manages that organisation's posts nor works its cases
    :raises WrongTie: if the successor is in another body, sees no child, or has gone
    """
    _check_hands_on(from_post, to_post, on, by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_move_ties(%s, %s, %s)", [from_post.pk, to_post.pk, on])
        moved = cursor.fetchall()
    for area_id, child_id, _ in moved:
        _wrote("tie-moved", child_id, area_id)
    return len(moved)


# Emergency access (rule 37)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Emergency access as it was given: read-only, to one child, until a moment."""

    child_id: int
    area_id: int
    ends_at: datetime
    review_due_date: date


def _post_that_may_break(by: Asker) -> int:
    able = (p.id for p in by.posts if Permission.GLASS_BREAK in ROLES[p.role].permissions)
    found = next(able, None)
    if found is None or by.user_id is None:
        raise NotAllowed("Your post does not give emergency access.")
    return found


@transaction.atomic
def break_glass(
    *, child_id: int, reason_type: GlassReason, reason: str, by: Asker, at: datetime
) -> Opened:
    """Open one child's record in an emergency, to read, for a set number of minutes.

    The area's privacy officer and the case's owner (its managers, where nobody owns it) are
    alerted in the same transaction. A sealed record is never opened.

    :raises NotAllowed: if no post of theirs may
    :raises ReasonTooShort: if the reason gives a reviewer nothing to judge
    :raises NotFound: if there is no such record, or it is sealed: the answer is the same
    :raises AlreadyOpen: if they have it open already
    """
    post_id = _post_that_may_break(by)
    if len(reason.strip()) < GLASS_REASON_LENGTH:
        raise ReasonTooShort(f"Enter a reason of at least {GLASS_REASON_LENGTH} characters.")
    today = timezone.localdate(at)
    ends = at + timedelta(minutes=settings.GLASS_MINUTES)
    due = working_days_after(today, GLASS_REVIEW_DAYS)
    told: list[Any] = [child_id, post_id, reason_type, reason.strip(), at, ends, today, due]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT access_break_glass(%s, %s, %s, %s, %s, %s, %s, %s)", told)
            (area_id,) = cursor.fetchone() or (None,)
    except IntegrityError:
        raise AlreadyOpen("You have emergency access to this record now.") from None
    if area_id is None:
        audit.note(Note(action=Action.REFUSED, child_id=child_id, purpose="break-glass"))
        raise NotFound("No such record.")
    _wrote(f"break-glass:{reason_type.value}", child_id, area_id)
    return Opened(child_id=child_id, area_id=area_id, ends_at=ends, review_due_date=due)


@transaction.atomic
def review_glass(*, glass_id: int, finding: str, by: Asker, at: datetime) -> BrokenGlass:
    """Record what a reviewer found of one emergency access, and settle its alerts.

    :raises NotFound: if it was in no area they review
    :raises NotAllowed: if it was their own
    :raises WrongReview: if it was reviewed already, or nothing was found to say
    """
    areas = by.areas_where(Permission.GLASS_REVIEW)
    glass = (
        BrokenGlass.objects.select_for_update(of=("self",))
        .select_related("post")
        .filter(pk=glass_id, area_id__in=areas)
        .first()
    )
    if glass is None:
        raise NotFound("No such record.")
    if glass.post.user_id == by.user_id:
        raise NotAllowed("Nobody reviews their own emergency access.")
    if glass.reviewed_at or not finding.strip():
        raise WrongReview("It was reviewed already." if glass.reviewed_at else "Enter a finding.")
    glass.reviewed_by_id = next(
        post.id
        for post in by.posts
        if Permission.GLASS_REVIEW in ROLES[post.role].permissions
        and glass.area_id in post.area_ids
    )
    glass.reviewed_at, glass.finding = at, finding.strip()
    glass.save(update_fields=["reviewed_by", "reviewed_at", "finding"])
    _settle(glass, at)
    _wrote("glass-reviewed", glass.child_id, glass.area_id)
    return glass


def _settle(glass: BrokenGlass, at: datetime) -> None:
    Alert.objects.filter(
        area_id=glass.area_id, facts__glass=glass.pk, settled_at__isnull=True
    ).update(settled_at=at, settled_by=glass.reviewed_by_id)


@transaction.atomic
def settle_alert(*, alert_id: int, finding: str, by: Asker, at: datetime) -> Alert:
    """Record what somebody found of odd access they were alerted to, and settle the alert.

    Alerts about emergency access are settled by its review, never here.

    :raises NotFound: if no such alert is for them
    :raises NotAllowed: if it is about themselves
    :raises WrongReview: if it was settled already, or nothing was found to say
    """
    alert = queries.get_alert(alert_id, by=by, lock=True)
    if alert.user_id == by.user_id:
        raise NotAllowed("Nobody settles an alert about themselves.")
    if alert.settled_at or not finding.strip():
        raise WrongReview("It was settled already." if alert.settled_at else "Enter a finding.")
    alert.settled_at, alert.finding = at, finding.strip()
    alert.settled_by_id = next(
        post.id for post in by.posts if Permission.GLASS_REVIEW in ROLES[post.role].permissions
    )
    alert.save(update_fields=["settled_at", "settled_by", "finding"])
    _wrote("alert-settled", alert.child_id, alert.area_id)
    return alert


@transaction.atomic
def hold_look_back(
    *, child: ChildState, row_id: int, reason: str, review_date: date, by: Asker, at: datetime
) -> None:
    """Leave one look out of the family's "who looked", for safety, until it is judged again.

    :raises NotFound: if `by` reviews no access in this child's area
    :raises WrongReview: if there is no reason, the review day has passed, or there is no such look
    """
    post_id = next(
        (
            post.id
            for post in by.posts
            if Permission.GLASS_REVIEW in ROLES[post.role].permissions
            and Permission.CHILD_AUDIT_VIEW in ROLES[post.role].permissions
            and child.area_id in post.area_ids
        ),
        None,
    )
    if post_id is None:
        raise NotFound("No such record.")
    if not reason.strip() or review_date <= timezone.localdate(at):
        raise WrongReview("Enter a reason, and a day to come on which it is judged again.")
    audit.hold_back(
        child_id=child.id,
        area_id=child.area_id,
        row_id=row_id,
        reason=reason.strip(),
        review_date=review_date,
        post_id=post_id,
        at=at,
    )
    _wrote("look-held-back", child.id, child.area_id)


def alert_posts_of(
    users: Iterable[int],
    *,
    kind: str,
    area_id: int,
    child_id: int,
    facts: Mapping[str, int],
    at: datetime,
) -> int:
    """Tell some people, and nobody else, of something about a child: one alert for each post.

    Called by a command of whoever watches; the area is in reach. Returns how many.
    """
    on = timezone.localdate(at)
    current = Q(to_date__isnull=True) | Q(to_date__gte=on)
    posts = Post.objects.filter(current, user_id__in=list(users), from_date__lte=on)
    serving = posts.filter(organisation__areas=area_id, ends_at__isnull=True).distinct()
    made = [
        Alert(
            kind=kind,
            area_id=area_id,
            child_id=child_id,
            raised_at=at,
            facts={"for_post": post, **facts},
        )
        for post in serving.order_by("pk").values_list("pk", flat=True)
    ]
    return len(Alert.objects.bulk_create(made))
