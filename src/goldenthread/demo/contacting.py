"""A year of families' messages and complaints: answered, answered late, and not answered yet.

Every word of it is invented. No figure of how soon families are answered is published for the
area; inspectors wrote that calls and emails "are often left unanswered" (S31, S32), so that here
about six in ten are answered by the day promised, one in six late by weeks, and some never. Rows
are made in bulk and go through the timeline's own bulk command.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import QuerySet

from goldenthread.access import asking
from goldenthread.access.models import Post, Tie
from goldenthread.access.rules import Asker, Role, TieKind
from goldenthread.contact.commands import check_night
from goldenthread.contact.rules import Channel, Kind, State, Way, promised_by, spoken_to_by
from goldenthread.contact.rules import complaints as rules
from goldenthread.contact.rules.complaints import Outcome, Sort
from goldenthread.contact.rules.complaints import State as Stands
from goldenthread.law.calendar import working_days_after
from goldenthread.law.events import EventKind as K
from goldenthread.organisations import queries as organisations
from goldenthread.people.models import Child
from goldenthread.timeline.commands import NewEvent, record_many

LONDON = ZoneInfo("Europe/London")
SEED = 5150
MESSAGES, COMPLAINTS = 480, 24  # for each area, in the year
DAYS = 364
SERVICE = "demo"
KINDS = ((Kind.QUESTION, 58), (Kind.NEWS, 16), (Kind.UNHAPPY, 20), (Kind.STRUGGLING, 6))
CHANNELS = ((Channel.EMAIL, 46), (Channel.PHONE, 36), (Channel.LETTER, 8), (Channel.TEXT, 10))
# Working days from message to answer: by its promise, soon after, weeks after, not at all.
HOW_LATE = (("kept", 60), ("late", 20), ("weeks", 14), ("never", 6))
SAID = {
    Kind.QUESTION: (
        "When do we hear about the assessment?",
        "Who is our case officer now?",
        "Has the school sent its part yet?",
        "Can we see the draft before the meeting?",
    ),
    Kind.NEWS: (
        "He has a new inhaler. The nurse wants school to know.",
        "She starts two mornings a week from Monday.",
    ),
    Kind.UNHAPPY: (
        "I have rung four times and nobody rings back.",
        "The plan still names the old school.",
        "We were told a date and it has gone by.",
    ),
    Kind.STRUGGLING: (
        "None of us has slept this week. We need somebody now.",
        "He is not going in at all and I may lose my job.",
    ),
}
ANSWERED = ("Rang them. Told them where it stands.", "Wrote back with the dates.", "Met them.")
LET_BE = 0.08  # of the families who heard nothing: they asked not to be rung
LET_BE_WORDS = "The family asked us to ring in January and not before. Their officer has the day."
IN_TOUCH = (
    ("Rang to ask where it stands.", "The psychologist's report is late. It is chased each week."),
    ("They want to know who comes next.", "Told them who still writes, and when we ring again."),
    ("Rang them to say why it takes so long.", "Said sorry, and how to complain. They may."),
    ("They asked if they should send more.", "No: we have what they sent. Told them what waits."),
)
REVIEW_LATE = "On the list of late reviews: the school holds it by 5 February and says the day."
MOVING = "The review is held with the move in September: invitations go out by the end of January."
WRONG = (
    "Nobody answered us for six weeks.",
    "The review was never held.",
    "The speech therapy in the plan has not begun.",
    "The letter went to our old address.",
)
THEMES = ("communication", "ehcp-timeliness", "annual-reviews", "information-sharing", "therapies")
CHANGES = (
    "A second person looks at the shared mailbox each day.",
    "The list of reviews due is read out each Monday.",
    "Addresses are checked at each call.",
)
OUTCOMES = (Outcome.UPHELD, Outcome.UPHELD, Outcome.PARTLY, Outcome.NOT_UPHELD)


@dataclass(frozen=True, slots=True)
class Told:
    """One message, before it has a number."""

    child: Child
    kind: Kind
    channel: Channel
    on: date
    answered: date | None
    triaged: bool
    post: int
    words: str
    answer: str


def tell(day: date) -> None:
    """Write the messages and complaints of the year that ends with a day, for every area."""
    areas = sorted(organisations.area_ids())
    by = asking.service(SERVICE, areas)
    with asking.stated(by):
        events: list[NewEvent] = []
        for area in areas:
            luck = Random(f"{SEED}/{area}")
            children, posts, managers = _cast(area)
            if not children or not posts:
                continue
            told = list(_messages(children, posts, day, luck))
            events += _keep(area, told)
            owners = managers or list({post for held in posts.values() for post in held})
            events += _complaints(area, children, owners, day, luck)
        record_many(events, by=by, at=_at(day, 6), backfilled=True)
        check_night(areas, on=day, at=_at(day, 3))
        kept_in_touch(areas, day, by)


def kept_in_touch(areas: Sequence[int], day: date, by: Asker) -> None:
    """Ring most of the families who heard nothing, say of the rest why, and check the night again.

    The list is empty or explained: those whose request runs were rung in the last weeks by whoever
    has their case; a few asked to be let be. Those with a plan alone wait for a review that is
    late, and their manager says by when it is held.
    """
    events: list[NewEvent] = []
    for area in areas:
        luck = Random(f"{SEED}/quiet/{area}")
        rung = list(_rung(area, day, luck))
        events += _keep(area, rung, mark="R")
    record_many(events, by=by, at=_at(day, 6), backfilled=True)
    check_night(areas, on=day, at=_at(day, 3))
    for area in areas:
        _explain(area, day)
    check_night(areas, on=day, at=_at(day, 3))


def _rung(area: int, day: date, luck: Random) -> Iterator[Told]:
    """Return a call to most of the families of a running request who heard nothing lately."""
    silent = apps.get_model("contact.Silent").objects.filter(
        area_id=area, pressing=True, quiet=True
    )
    children = Child.objects.filter(pk__in=silent.values("child_id"), sealed=False).order_by("pk")
    owned = _running(area).filter(child_id__in=children.values("pk"), owner_post_id__isnull=False)
    owners: dict[int, int] = dict(owned.values_list("child_id", "owner_post_id"))
    for child in children.only("pk", "area_id"):
        if child.pk not in owners or luck.random() < LET_BE:
            continue
        on = day - timedelta(days=luck.randint(4, 84))
        said, answer = luck.choice(IN_TOUCH)
        yield Told(
            child=child,
            kind=Kind.QUESTION,
            channel=Channel.PHONE,
            on=on,
            answered=_answered(on, Kind.QUESTION, day, luck) or on + timedelta(days=2),
            triaged=False,
            post=owners[child.pk],
            words=said,
            answer=answer,
        )


def _running(area: int) -> QuerySet[Any]:
    """Return the clocks of an area that run."""
    clocks = apps.get_model("timeline.Clock").objects
    return clocks.filter(area_id=area, known_to=None, stopped=None, superseded=None)


def _explain(area: int, day: date) -> None:
    """Say of each child still on the list why, in the name of the area's manager."""
    silent, explained = (apps.get_model(f"contact.{name}") for name in ("Silent", "Explained"))
    managers = Post.objects.filter(organisation__areas=area, role=Role.EHC_MANAGER, to_date=None)
    manager = managers.order_by("pk").values_list("pk", flat=True).first()
    rows = silent.objects.filter(area_id=area, child__sealed=False).order_by("child_id")
    moving = set(_running(area).filter(rule__startswith="pt-").values_list("child_id", flat=True))
    explained.objects.bulk_create(
        explained(
            area_id=area,
            child_id=child,
            reason=LET_BE_WORDS if pressing else MOVING if child in moving else REVIEW_LATE,
            until_date=day + timedelta(days=42 if pressing else 80),
            post_id=manager,
            at=_at(day, 4),
        )
        for child, pressing in rows.values_list("child_id", "pressing")
    )


def _at(on: date, hour: int = 10) -> datetime:
    return datetime.combine(on, time(hour), tzinfo=LONDON)


def _cast(area: int) -> tuple[list[Child], dict[int, list[int]], list[int]]:
    """Return children with a case, the officers' posts by child (0: any), and the managers."""
    posts = Post.objects.filter(organisation__areas=area, to_date__isnull=True)
    officers = list(posts.filter(role=Role.EHC_OFFICER).order_by("pk").values_list("pk", flat=True))
    if not officers:
        return [], {}, []
    holding: dict[int, list[int]] = defaultdict(list)
    held = Tie.objects.filter(area_id=area, kind=TieKind.CASELOAD, to_date__isnull=True)
    for child, post in held.exclude(post=None).values_list("child_id", "post_id"):
        holding[child].append(post)
    holding[0] = officers
    rows = Child.objects.filter(
        area_id=area, closed_date=None, sealed=False, location_restricted=False, invented=True
    )
    children = list(rows.only("pk", "area_id").order_by("pk")[: MESSAGES * 2 : 2])
    managers = posts.filter(role=Role.EHC_MANAGER).order_by("pk").values_list("pk", flat=True)
    return children, holding, list(managers)


def _chosen(luck: Random, shares: Sequence[tuple[Any, int]]) -> Any:
    return luck.choices([each for each, _ in shares], [share for _, share in shares])[0]


def _messages(
    children: Sequence[Child], posts: dict[int, list[int]], day: date, luck: Random
) -> Iterator[Told]:
    """Return the year's messages, the oldest first."""
    anybody = cycle(posts[0])
    for number in range(MESSAGES):
        child = luck.choice(children)
        on = day - timedelta(days=DAYS - number * DAYS // MESSAGES)
        kind = _chosen(luck, KINDS)
        held = posts.get(child.pk)
        yield Told(
            child=child,
            kind=kind,
            channel=_chosen(luck, CHANNELS),
            on=on,
            answered=_answered(on, kind, day, luck),
            triaged=luck.random() < 0.85,
            post=held[0] if held else next(anybody),
            words=luck.choice(SAID[kind]),
            answer=luck.choice(ANSWERED),
        )


def _answered(on: date, kind: Kind, day: date, luck: Random) -> date | None:
    """Return the day of the answer, or None where there is none by the day the story ends."""
    how = _chosen(luck, HOW_LATE)
    last = promised_by(kind, on)
    if how == "kept":
        found = on + timedelta(days=luck.randint(0, (last - on).days))
    elif how == "never" and (day - on).days < 120:
        return None
    else:
        found = working_days_after(
            last, luck.randint(1, 5) if how == "late" else luck.randint(8, 30)
        )
    return found if found <= day else None


def _keep(area: int, told: Sequence[Told], mark: str = "C") -> Iterator[NewEvent]:
    """Write the conversations and what was said in them; return what happened in each."""
    contact, message = apps.get_model("contact.Contact"), apps.get_model("contact.Message")
    made = contact.objects.bulk_create(
        _contact(contact, area, _reference(mark, area, n), one) for n, one in enumerate(told)
    )
    pairs = list(zip(made, told, strict=True))
    came = message.objects.bulk_create(
        _message(message, row, one, Way.IN, one.on, one.words) for row, one in pairs
    )
    message.objects.bulk_create(
        _message(message, row, one, Way.OUT, one.answered, one.answer)
        for row, one in pairs
        if one.answered
    )
    for (row, one), said in zip(pairs, came, strict=True):
        yield from _happened(row, one, said.pk)


def _contact(model: Any, area: int, reference: str, one: Told) -> Any:
    urgent = one.kind is Kind.STRUGGLING
    return model(
        area_id=area,
        child_id=one.child.pk,
        reference=reference,
        kind=one.kind,
        channel=one.channel,
        state=State.ANSWERED if one.answered else State.OPEN,
        received_date=one.on,
        received_at=_at(one.on),
        sender_name="A parent (invented)",
        owner_post_id=one.post,
        urgent_at=_at(one.on) if urgent else None,
        triaged_at=_at(one.on, 15) if urgent and (one.triaged or one.answered) else None,
        closed_at=_at(one.answered, 16) if one.answered else None,
        invented=True,
    )


def _reference(mark: str, area: int, number: int) -> str:
    """Return a reference of its own, of the shape of the real ones."""
    signs = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    rest, found = number, ""
    for _ in range(4):
        rest, at = divmod(rest, len(signs))
        found = signs[at] + found
    return f"{mark}{area}-{found}".replace("1", "Z").replace("0", "Y")


def _message(model: Any, row: Any, one: Told, way: Way, on: date | None, words: str) -> Any:
    assert on is not None
    return model(
        area_id=row.area_id,
        child_id=row.child_id,
        contact=row,
        way=way,
        channel=one.channel,
        at=_at(on, 10 if way is Way.IN else 16),
        author_post_id=one.post if way is Way.OUT else None,
        words=words,
    )


def _happened(row: Any, one: Told, said: int) -> Iterator[NewEvent]:
    about = {"about": f"m{said}"}
    due = promised_by(one.kind, one.on)
    told = {**about, "by": due.isoformat(), "channel": str(one.channel)}
    yield _event(row, "contact", K.CONTACT_RECEIVED, one.on, told)
    yield _event(row, "contact", K.CASE_ALLOCATED, one.on, {"post": one.post})
    if one.kind is Kind.STRUGGLING:
        by = spoken_to_by(one.on)
        yield _event(row, "contact", K.CONTACT_URGENT, one.on, {"by": by.isoformat()})
        if row.triaged_at:
            yield _event(row, "contact", K.CONTACT_TRIAGED, one.on, {})
    if one.answered:
        yield _event(row, "contact", K.CONTACT_ANSWERED, one.answered, about)


def _event(row: Any, case: str, kind: K, on: date, facts: dict[str, Any]) -> NewEvent:
    return NewEvent(
        kind=kind,
        area_id=row.area_id,
        child_id=row.child_id,
        case_type=case,
        case_id=row.pk,
        on=on,
        facts=facts,
        at=_at(on),
    )


# Complaints: every stage of the council's two, some answered late, most upheld, some learned from


def _complaints(
    area: int, children: Sequence[Child], owners: Sequence[int], day: date, luck: Random
) -> list[NewEvent]:
    complaint, stage, learning = (
        apps.get_model(f"contact.{name}") for name in ("Complaint", "Stage", "Learning")
    )
    begun = [day - timedelta(days=7 * each + luck.randrange(7)) for each in range(COMPLAINTS)]
    made = complaint.objects.bulk_create(
        complaint(
            area_id=area,
            child_id=luck.choice(children).pk,
            reference=_reference("P", area, number),
            sort=Sort.SOCIAL_CARE if number % 8 == 7 else Sort.COUNCIL,
            state=Stands.OPEN,
            name="A parent (invented)",
            words=luck.choice(WRONG),
            wants="Tell us who answers, and by when.",
            made_at=_at(on),
            invented=True,
        )
        for number, on in enumerate(begun)
    )
    stages: list[Any] = []
    learned: list[Any] = []
    events: list[NewEvent] = []
    for row, on in zip(made, begun, strict=True):
        one = stage(area_id=area, child_id=row.child_id, complaint=row, number=1, received_date=on)
        _course(one, Sort(row.sort), day, luck)
        stages.append(one)
        events += _complained(row, one, owners[0])
        if one.answered_date:
            row.state = Stands.ANSWERED
        if one.outcome in rules.FOUND_FAULT and luck.random() < 0.7:
            learned.append(_learned(learning, row, one, day, luck))
    stage.objects.bulk_create(stages)
    complaint.objects.bulk_update(made, ["state"])
    learning.objects.bulk_create(learned)
    return events


def _course(one: Any, sort: Sort, day: date, luck: Random) -> None:
    """Say how far a complaint has come by the day: two in three are kept in time."""
    slow = luck.random() < 0.33
    if sort is Sort.COUNCIL:
        said = working_days_after(
            one.received_date, luck.randint(6, 9) if slow else luck.randint(1, 5)
        )
        if said > day:
            return
        one.acknowledged_date, one.understood = said, "You waited too long to hear from us."
        answered = working_days_after(said, luck.randint(11, 30) if slow else luck.randint(4, 10))
    else:
        answered = working_days_after(
            one.received_date, luck.randint(12, 30) if slow else luck.randint(5, 10)
        )
    if answered > day:
        return
    one.answered_date, one.outcome = answered, luck.choice(OUTCOMES)
    one.answer = "We looked at the record and spoke to those who were there."
    if one.outcome in rules.FOUND_FAULT:
        one.remedy = "We say sorry in writing, and a named person rings each week."


def _complained(row: Any, one: Any, owner: int) -> Iterator[NewEvent]:
    route = {"about": rules.about(1), "route": rules.stage_rule(Sort(row.sort), 1).route}
    yield _event(row, "complaint", K.COMPLAINT_RECEIVED, one.received_date, route)
    yield _event(row, "complaint", K.CASE_ALLOCATED, one.received_date, {"post": owner})
    if one.acknowledged_date:
        yield _event(row, "complaint", K.COMPLAINT_ACKNOWLEDGED, one.acknowledged_date, route)
    if one.answered_date:
        about = {"about": rules.about(1)}
        yield _event(row, "complaint", K.COMPLAINT_ANSWERED, one.answered_date, about)


def _learned(model: Any, row: Any, one: Any, day: date, luck: Random) -> Any:
    by = one.answered_date + timedelta(days=luck.choice((30, 60, 90)))
    return model(
        area_id=row.area_id,
        child_id=row.child_id,
        complaint=row,
        theme=luck.choice(THEMES),
        change=luck.choice(CHANGES),
        by_date=by,
        done_date=by - timedelta(days=3) if by < day and luck.random() < 0.7 else None,
        made_at=_at(one.answered_date),
    )
