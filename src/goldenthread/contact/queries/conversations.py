"""Questions about messages: what waits, whose it is, what a family said, and who hears nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet, Window
from django.utils import timezone

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.contact.models import Contact, Message, ReplyPromise
from goldenthread.contact.queries.needs import needs_brought, with_forms, with_needs
from goldenthread.contact.rules import (
    DAYS,
    HIDDEN_SENDER,
    Kind,
    State,
    Way,
    promised_by,
    spoken_to_by,
)
from goldenthread.letters.rules.recipients import Need
from goldenthread.organisations.models import LocalArea
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.people.queries import NamedChild

P = Permission


class Show(StrEnum):
    """Which messages a list shows."""

    MINE = "mine"
    ALL = "all"
    URGENT = "urgent"
    UNMATCHED = "unmatched"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One conversation in a list."""

    id: int
    reference: str
    child_id: int | None
    child: NamedChild | None
    kind: Kind
    channel: str
    state: State
    received: date
    due: date
    urgent: bool  # and nobody has taken it on
    owner: str
    from_whom: str

    def late(self, on: date) -> bool:
        """Say whether the answer is owed and its day has passed."""
        return self.state is State.OPEN and on > self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """One page of a list, and how many there are of each sort."""

    rows: tuple[ContactRow, ...]
    total: int
    counts: dict[Show, int]


def _chosen(show: Show, by: Asker) -> Q:
    mine = Q(owner_post_id__in=[post.id for post in by.posts])
    waiting = Q(state=State.OPEN)
    return {
        Show.MINE: waiting & mine,
        Show.ALL: waiting,
        Show.URGENT: waiting & Q(urgent_at__isnull=False, triaged_at__isnull=True),
        Show.UNMATCHED: waiting & Q(child__isnull=True),
        Show.ANSWERED: ~waiting,
    }[show]


# Struggling families, then children we know, then what is about no child yet: no flood from
# strangers stands before a family.
FIRST_OF_ALL = (
    F("urgent_at").asc(nulls_last=True),
    ExpressionWrapper(Q(child__isnull=True), output_field=BooleanField()).asc(),
)


def inbox(*, by: Asker, show: Show, on: date, offset: int, most: int) -> Inbox:
    """Return the messages of the asker's areas, struggling families first, then the oldest.

    Four queries. A child whose record is sealed from the asker is left out, count and all.
    """
    check_post(by, P.CONTACT_ANSWER)
    areas = by.areas_where(P.CONTACT_ANSWER)
    reach = Contact.objects.filter(area_id__in=list(areas))
    hidden = people.sealed_from(by, areas=areas, on=on)
    reach = reach.exclude(child_id__in=hidden) if hidden else reach
    counts = reach.aggregate(**{each: Count("pk", filter=_chosen(each, by)) for each in Show})
    rows = reach.filter(_chosen(show, by)).select_related(
        "owner_post__user", "sender_adult", "child"
    )
    order = ("-received_at",) if show is Show.ANSWERED else FIRST_OF_ALL
    found = list(rows.order_by(*order, "received_date", "pk")[offset : offset + most])
    return Inbox(
        rows=_rows(found, by),
        total=counts[show],
        counts={each: counts[each] for each in Show},
    )


def _rows(found: list[Contact], by: Asker) -> tuple[ContactRow, ...]:
    names = people.named(by, {each.child_id for each in found if each.child_id})
    return _named_rows(found, names)


def _named_rows(found: list[Contact], names: dict[int, NamedChild]) -> tuple[ContactRow, ...]:
    promised = promises({each.area_id for each in found})
    return tuple(_row(each, names.get(each.child_id or 0), promised) for each in found)


Promised = dict[tuple[int, str], list[tuple[date, int]]]


def promises(areas: set[int]) -> Promised:
    """Return the working days each area set for each kind, the newest first. One query."""
    found: Promised = {}
    rows = ReplyPromise.objects.filter(area_id__in=areas).order_by("-from_date")
    for area, kind, start, days in rows.values_list("area_id", "kind", "from_date", "working_days"):
        found.setdefault((area, kind), []).append((start, days))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRow:
    """What one area promises for one kind of message now, and what it is to be next."""

    area_id: int
    area: str
    kind: Kind
    days: int
    since: date | None  # none: our own, where the area set nothing
    next_days: int | None
    next_from: date | None


def promises_kept(*, by: Asker, on: date) -> list[PromiseRow]:
    """Return what the asker's areas promise for each kind of message. Two queries.

    :raises NotAllowed: if none of the asker's posts answers families
    """
    check_post(by, P.CONTACT_ANSWER)
    areas = {each.pk: each.name for each in _areas(by)}
    kept = promises(set(areas))
    return [
        _promise(area, name, kind, kept.get((area, str(kind)), []), on)
        for area, name in areas.items()
        for kind in Kind
    ]


def _areas(by: Asker) -> QuerySet[LocalArea]:
    return LocalArea.objects.filter(pk__in=by.areas_where(P.CONTACT_ANSWER)).order_by("name")


def _promise(
    area: int, name: str, kind: Kind, kept: list[tuple[date, int]], on: date
) -> PromiseRow:
    now = next(((start, days) for start, days in kept if start <= on), (None, DAYS[kind]))
    later = next(((start, days) for start, days in reversed(kept) if start > on), (None, None))
    return PromiseRow(
        area_id=area,
        area=name,
        kind=kind,
        days=now[1],
        since=now[0],
        next_days=later[1],
        next_from=later[0],
    )


def due_of(contact: Contact, promised: Promised) -> date:
    """Return the last day for an answer: by the promise in force when it came."""
    set_then = promised.get((contact.area_id, contact.kind), [])
    days = next((days for start, days in set_then if start <= contact.received_date), None)
    return promised_by(Kind(contact.kind), contact.received_date, days)


def _row(contact: Contact, child: NamedChild | None, promised: Promised) -> ContactRow:
    urgent = contact.urgent_at is not None and contact.triaged_at is None
    due = spoken_to_by(_urgent_since(contact)) if urgent else due_of(contact, promised)
    return ContactRow(
        id=contact.pk,
        reference=contact.reference,
        child_id=contact.child_id,
        child=child,
        kind=Kind(contact.kind),
        channel=contact.channel,
        state=State(contact.state),
        received=contact.received_date,
        due=due,
        urgent=urgent and contact.state == State.OPEN,
        owner=contact.owner_post.user.name if contact.owner_post else "",
        from_whom=_from(contact),
    )


def _urgent_since(contact: Contact) -> date:
    """Return the day from which a family was known to struggle: said at once, or seen later."""
    if contact.urgent_at is None or contact.urgent_at == contact.received_at:
        return contact.received_date
    return timezone.localdate(contact.urgent_at)


def _from(contact: Contact) -> str:
    if contact.sender_adult is not None:
        return contact.sender_adult.name
    if contact.sender_address and contact.child and contact.child.location_restricted:
        return contact.sender_name or HIDDEN_SENDER
    return contact.sender_name or contact.sender_address


# One conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message of a conversation."""

    id: int
    way: Way
    channel: str
    at: datetime
    words: str
    who: str
    form_due: date | None = None  # by when it is owed in another form, which nobody gave yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation with all that was said in it."""

    contact: Contact
    row: ContactRow
    said: tuple[Said, ...]
    needs: tuple[Need, ...] = ()  # of whoever wrote

    @property
    def newest(self) -> int:
        """The number of the newest message that came in."""
        return max((each.id for each in self.said if each.way is Way.IN), default=0)


def conversation(contact_id: int, *, by: Asker, on: date) -> Conversation:
    """Return one conversation to somebody who answers families there, and write that they read it.

    :raises NotFound: if there is none in reach
    :raises NotAllowed: if none of their posts answers families
    """
    rows = Contact.objects.select_related("owner_post__user", "sender_adult", "child")
    reach = rows.filter(pk=contact_id, area_id__in=list(by.areas))
    contact = with_needs(reach, on=on).first()
    if contact is None:
        raise NotFound("No such message.")
    if contact.child_id is not None:
        people.get_child(contact.child_id, by=by, to=P.CONTACT_ANSWER, on=on)
    else:
        check_post(by, P.CONTACT_ANSWER, contact.area_id)
    found = _whole(contact, (Way.IN, Way.OUT, Way.NOTE))
    return replace(found, needs=needs_brought(contact))


def own_conversation(contact_id: int, *, by: Asker, on: date) -> Conversation:
    """Return one conversation to the member of the family who began it, and to nobody else.

    Another parent learns nothing of it (rule 14). What colleagues noted is theirs.

    :raises NotFound: to anybody else
    """
    rows = Contact.objects.select_related("owner_post__user", "child")
    contact = rows.filter(
        pk=contact_id, sender_user_id=by.user_id or 0, child_id__in=list(by.own_children)
    ).first()
    if contact is None or contact.child_id is None:
        raise NotFound("No such message.")
    people.get_child(contact.child_id, by=by, to=P.FAMILY_SPEAK, on=on)
    return _whole(contact, (Way.IN, Way.OUT))


def _whole(contact: Contact, ways: tuple[Way, ...]) -> Conversation:
    rows = Message.objects.filter(contact=contact, way__in=ways).select_related("author_user")
    said = with_forms(rows)
    return Conversation(
        contact=contact,
        row=_named_rows([contact], _reached_name(contact))[0],
        said=tuple(
            Said(
                id=each.pk,
                way=Way(each.way),
                channel=each.channel,
                at=each.at,
                words=each.words,
                who=each.author_user.name if each.author_user and each.way != Way.IN else "",
                form_due=vars(each)["form_due"],
            )
            for each in said.order_by("at", "pk")
        ),
    )


def _reached_name(contact: Contact) -> dict[int, NamedChild]:
    """Return the name of a child whose record was reached already, with no further question."""
    return _named_as(contact.child) if contact.child else {}


def _named_as(child: Child) -> dict[int, NamedChild]:
    name = people.display_name(child)
    return {child.pk: NamedChild(id=child.pk, name=name, birth_date=child.birth_date)}


def of_child(child: Child, *, by: Asker, offset: int, most: int) -> tuple[list[ContactRow], int]:
    """Return a reached child's conversations, the newest first, and how many there are."""
    rows = _about(child).select_related("owner_post__user", "sender_adult", "child")
    counted = rows.annotate(total=Window(Count("pk")))  # with them, in one question
    found = list(counted.order_by("-received_at", "-pk")[offset : offset + most])
    total: int = vars(found[0])["total"] if found else rows.count()
    return list(_named_rows(list[Contact](found), _named_as(child))), total


def own_messages(
    child: Child, *, by: Asker, offset: int, most: int
) -> tuple[list[ContactRow], int]:
    """Return what this member of the family wrote about a reached child, the newest first."""
    rows = _about(child).filter(sender_user_id=by.user_id or 0).select_related("owner_post__user")
    found = list(rows.order_by("-received_at", "-pk")[offset : offset + most])
    return list(_named_rows(found, _named_as(child))), rows.count()


def _about(child: Child) -> QuerySet[Contact]:
    return Contact.objects.filter(area_id=child.area_id, child_id=child.pk)
