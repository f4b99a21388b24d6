"""Who answers: chosen when a message comes, and again when they are away or have gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q

from goldenthread.access import queries as access
from goldenthread.access.models import Post, Tie
from goldenthread.access.rules import ROLES, Asker, Permission, Role, TieKind
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.contact import queries
from goldenthread.contact.models import Contact
from goldenthread.contact.rules import RISES_AFTER, Owner, State, next_owner, stand_in
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import Child, SealHolder
from goldenthread.timeline import commands as timeline

MOST_RAISED = 500  # messages in one run; the next takes the rest
ANSWERING = [role for role, spec in ROLES.items() if Permission.CONTACT_ANSWER in spec.permissions]


def owners(area_id: int, child_id: int | None, on: date) -> list[Owner]:
    """Return everybody who answers families in an area on a day. Four queries.

    Of a sealed record, those alone who hold it (rule 21).
    """
    posts = Post.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=on),
        organisation__areas=area_id,
        role__in=ANSWERING,
        from_date__lte=on,
        ends_at__isnull=True,
        user__is_active=True,
    )
    holders = _holders(child_id, on)
    if holders is not None:
        posts = posts.filter(user_id__in=holders)
    held = Counter(
        dict(
            Contact.objects.filter(area_id=area_id, state=State.OPEN)
            .values_list("owner_post_id")
            .annotate(Count("pk"))
        )
    )
    knows = set(
        Tie.objects.filter(
            Q(to_date__isnull=True) | Q(to_date__gte=on),
            child_id=child_id or 0,
            kind=TieKind.CASELOAD,
            from_date__lte=on,
        ).values_list("post_id", flat=True)
    )
    return [
        Owner(
            post=pk,
            open=held[pk],
            caseload=pk in knows,
            manager=role == Role.EHC_MANAGER,
        )
        for pk, role in posts.values_list("pk", "role")
    ]


def _holders(child_id: int | None, on: date) -> list[int] | None:
    """Return who holds a sealed record; None where it is not sealed."""
    if child_id is None or not Child.objects.filter(pk=child_id, sealed=True).exists():
        return None
    rows = SealHolder.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=on), child_id=child_id, from_date__lte=on
    )
    return list(rows.values_list("user_id", flat=True))


def choose(contact: Contact, on: date) -> int | None:
    """Return the post that should answer a conversation, and is not away. Five queries.

    Who covers for its owner, or for whoever has the child, comes first (ADR 0114). What has risen
    to a manager stays with managers while one of them is here.
    """
    found = owners(contact.area_id, contact.child_id, on)
    asked = {each.post for each in found} | {contact.owner_post_id or 0}
    leave = access.leave_of(asked, on=on)
    covering = _covering(found, leave, contact.owner_post_id)
    risen = contact.risen_at is not None
    return next_owner(found, away=leave, manager=risen, covering=covering)


def _covering(found: list[Owner], leave: Mapping[int, int | None], owner: int | None) -> set[int]:
    """Return who covers for an owner who is away, else for all who have the child and are away."""
    if owner in leave:
        return {cover for cover in [stand_in(owner, leave)] if cover}
    having = [each.post for each in found if each.caseload]
    if any(post not in leave for post in having):
        return set()
    return {cover for post in having if (cover := stand_in(post, leave))}


def answers_for(area_id: int, child_id: int, on: date) -> int | None:
    """Return the post that answers for a child now, and is not away; None when nobody does.

    For what others record about a child that nobody holds yet. Five queries.
    """
    found = owners(area_id, child_id, on)
    leave = access.leave_of({each.post for each in found}, on=on)
    return next_owner(found, away=leave, covering=_covering(found, leave, None))


def answering_manager(area_id: int, on: date) -> int | None:
    """Return the manager who takes on what comes next, and is not away; None when there is none."""
    found = [each for each in owners(area_id, None, on) if each.manager]
    return next_owner(found, away=access.away([each.post for each in found], on=on), manager=True)


def give_to(contact: Contact, post: int | None, by: Asker, at: datetime) -> None:
    """Make a post the owner of a conversation and of its clocks; with nobody, it stays."""
    if post is None or contact.owner_post_id == post:
        return
    contact.owner_post_id = post
    contact.save(update_fields=["owner_post"])
    allocate(contact, by, at)


def allocate(contact: Contact, by: Asker, at: datetime) -> None:
    """Tell the timeline who owns a conversation that is about a child."""
    if contact.child_id is None or contact.owner_post_id is None:
        return
    timeline.record(
        K.CASE_ALLOCATED,
        area_id=contact.area_id,
        child_id=contact.child_id,
        case_type="contact",
        case_id=contact.pk,
        on=at.date(),
        by=by,
        at=at,
        facts={"post": contact.owner_post_id},
        key=f"contact/{contact.pk}/owner/{contact.owner_post_id}/{at:%Y%m%d%H%M%S%f}",
    )


@transaction.atomic
def move_from_the_absent(*, by: Asker, at: datetime) -> int:
    """Give every open conversation of somebody away, gone, or nobody to the next; return how many.

    When everybody is away it stays where it is, and is on the list of those with no owner.
    """
    found = list(_without_an_owner(by.areas, at.date()))
    for contact in found:
        post = choose(contact, at.date())
        if post is not None and post != contact.owner_post_id:
            give_to(contact, post, by, at)
            audit.note(_moved(contact, "contact-moved"))
    return len(found)


def _without_an_owner(areas: Iterable[int], on: date) -> Iterable[Contact]:
    gone = (
        Q(owner_post__isnull=True)
        | Q(owner_post__to_date__lt=on)
        | Q(owner_post__ends_at__isnull=False)
        | Q(owner_post__absences__from_date__lte=on, owner_post__absences__to_date__gte=on)
    )
    rows = Contact.objects.filter(gone, area_id__in=list(areas), state=State.OPEN)
    numbers = list(rows.values_list("pk", flat=True))
    return Contact.objects.select_for_update(skip_locked=True).filter(pk__in=numbers)


@transaction.atomic
def raise_the_waiting(*, by: Asker, at: datetime) -> int:
    """Give to a manager each struggling family that nobody has taken on in time; return how many.

    Once for each message: the manager then owns it until somebody has taken it on.
    """
    waiting = Contact.objects.select_for_update(skip_locked=True).filter(
        area_id__in=list(by.areas),
        state=State.OPEN,
        urgent_at__lte=at - RISES_AFTER,
        triaged_at__isnull=True,
        risen_at__isnull=True,
    )
    found = list(waiting)
    for contact in found:
        _rise(contact, by, at)
    return len(found)


@transaction.atomic
def raise_the_late(*, by: Asker, at: datetime) -> int:
    """Give to a manager each message whose promised day has passed unanswered; return how many.

    Once for each promise: what has risen stays with the manager until it is answered.
    """
    on = at.date()
    waiting = Contact.objects.filter(
        area_id__in=list(by.areas), state=State.OPEN, risen_at__isnull=True, received_date__lt=on
    )
    rows = list(waiting.only("pk", "area_id", "kind", "received_date").order_by("received_date"))
    promised = queries.promises({each.area_id for each in rows})
    late = [each.pk for each in rows if queries.due_of(each, promised) < on][:MOST_RAISED]
    found = list(Contact.objects.select_for_update(skip_locked=True).filter(pk__in=late))
    for contact in found:
        _rise(contact, by, at)
    return len(found)


def _rise(contact: Contact, by: Asker, at: datetime) -> None:
    """Give a conversation to a manager who is here, unless a manager has it already."""
    on = at.date()
    here = owners(contact.area_id, contact.child_id, on)
    leave = access.leave_of([each.post for each in here], on=on)
    managers = {each.post for each in here if each.manager} - leave.keys()
    contact.risen_at = at
    contact.save(update_fields=["risen_at"])
    if contact.owner_post_id not in managers:
        covering = _covering(here, leave, contact.owner_post_id)
        give_to(contact, next_owner(here, away=leave, manager=True, covering=covering), by, at)
    audit.note(_moved(contact, "contact-risen"))


def _moved(contact: Contact, purpose: str) -> Note:
    return Note(
        action=Action.WRITE, child_id=contact.child_id, area_id=contact.area_id, purpose=purpose
    )
