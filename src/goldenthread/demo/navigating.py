"""A year of families and their navigators, told through the same rules as a real one. Invented.

Inspectors of one of the areas read that navigators were taken on because families asked for them.
Nothing is published of how many families they see: the numbers here are only of a likely size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from goldenthread.access import asking
from goldenthread.access.models import Post, Tie
from goldenthread.access.rules import Role, TieKind
from goldenthread.demo.luck import Luck
from goldenthread.law.events import EventKind as K
from goldenthread.navigators.models import Case, Changed, Contact
from goldenthread.navigators.rules import AskedBy, Change, Ending, Felt
from goldenthread.people.models import Child
from goldenthread.timeline.commands import NewEvent, record_many

SEED = 36
LONDON = ZoneInfo("Europe/London")
FAMILIES = 34  # in each area, over the year
OF_A_PERSONA, FIRST_SEEN = "Kerry Winslow", 3  # a family one can be, among those just seen
WANTED = (
    "Who do I ask about the plan? Each person sends me to the next.",
    "Help with the forms for a carer's allowance.",
    "School and the health team do not talk to each other.",
    "Somebody to come to the review with us.",
    "We do not know what we can ask for while we wait.",
)
SAID = (
    "Went through what the council has told them and what comes next.",
    "Rang the school together. The SENCO will send the papers.",
    "Read the draft with them and wrote down what they want to say.",
    "Filled in the form. It went in the same day.",
    "Found two groups near them with no wait.",
)
NEXT = (
    "Ring the school about the papers",
    "Ask the list team for a date",
    "Go along to the review",
    "Check that the form was taken",
    "Call to hear how the first group went",
)
TOLD = {
    Change.EXPLAINED: "You know who decides, by when, and whom to ring.",
    Change.UNBLOCKED: "School sent the papers that were missing for a month.",
    Change.HELP_FOUND: "Two groups near you are open now. One has no wait.",
    Change.WENT_ALONG: "We went to the review with you. What you asked for is in the notes.",
    Change.MONEY: "The form was taken. The money comes from next month.",
    Change.NOTHING: "We asked twice and have no answer. We ask again this week.",
}
SHARES = (6, 5, 5, 3, 3, 2)  # of each kind of change, in the order above
FELT = (Felt.YES, Felt.YES, Felt.YES, Felt.PARTLY, Felt.PARTLY, Felt.NO)


@dataclass(frozen=True, slots=True)
class Story:
    """One family's time with a navigator."""

    case: Case
    met: date | None
    change: Change | None
    told: str


def tell(day: date) -> int:
    """Write a year of families' navigators in every area that has any; say how many."""
    posts = list(Post.objects.filter(role=Role.NAVIGATOR).order_by("pk"))
    written = 0
    for post in posts[:1]:
        areas = list(post.organisation.areas.values_list("pk", flat=True))
        with transaction.atomic(), asking.stated(asking.service("demo", areas)):
            for area_id in areas:
                written += _area(area_id, post, day)
    return written


def _area(area_id: int, post: Post, day: date) -> int:
    luck = Luck(SEED, area_id)
    free = Child.objects.filter(
        area_id=area_id, location_restricted=False, sealed=False, closed_date__isnull=True
    )
    known = free.filter(ties__kind=TieKind.PARENT, ties__user__name=OF_A_PERSONA)
    others = free.filter(local_id__endswith="7").order_by("pk")[:FAMILIES]
    children = list(dict.fromkeys([*others[:FIRST_SEEN], *known, *others[FIRST_SEEN:]]))
    told = [_story(child, n, post, day, luck) for n, child in enumerate(children)]
    Case.objects.bulk_create(each.case for each in told)
    Tie.objects.bulk_create(_tie(each.case, post) for each in told)
    Contact.objects.bulk_create(_contact(each, luck) for each in told if each.met)
    Changed.objects.bulk_create(_changed(each) for each in told if each.change)
    at = datetime.combine(day, time(6), LONDON)
    events = [event for each in told for event in _events(each, at)]
    record_many(events, by=asking.service("demo", [area_id]), at=at, backfilled=True)
    return len(told)


def _story(child: Child, number: int, post: Post, day: date, luck: Luck) -> Story:
    """Make one up: the newest wait for a first call, the others were seen, most have ended."""
    asked = day - timedelta(days=2 + number * 10)
    waits = luck.whole(2, 11) if luck.likely(0.8) else luck.whole(15, 27)
    met = asked + timedelta(days=waits)
    seen = met <= day
    ended = met + timedelta(days=luck.whole(30, 90))
    over = seen and ended < day
    change = _change(luck) if seen and (over or luck.likely(0.6)) else None
    case = Case(
        area_id=child.area_id,
        child=child,
        team_id=post.organisation_id,
        asked_date=asked,
        asked_by=(AskedBy.FAMILY, AskedBy.SCHOOL, AskedBy.FAMILY, AskedBy.OFFICER)[number % 4],
        asked_name=f"The {child.surname} family",
        wanted=luck.pick(WANTED),
        post=post if seen else None,
        met_date=met if seen else None,
        next_action=luck.pick(NEXT) if seen and not over else "",
        next_date=day + timedelta(days=luck.whole(-3, 12)) if seen and not over else None,
        ended_date=ended if over else None,
        ending=(Ending.DONE if luck.likely(0.85) else Ending.NO_REPLY) if over else "",
    )
    if over and luck.likely(0.7):
        case.felt, case.felt_date = luck.pick(FELT), ended
    return Story(case, met if seen else None, change, TOLD[change] if change else "")


def _change(luck: Luck) -> Change:
    return luck.pick([kind for kind, n in zip(TOLD, SHARES, strict=True) for _ in range(n)])


def _hung(case: Case) -> dict[str, object]:
    return {
        "area_id": case.area_id,
        "child_id": case.child_id,
        "case": case,
        "post_id": case.post_id,
    }


def _tie(case: Case, post: Post) -> Tie:
    return Tie(
        area_id=case.area_id,
        child_id=case.child_id,
        kind=TieKind.SERVICE_LIST,
        organisation_id=post.organisation_id,
        from_date=case.asked_date,
        to_date=case.ended_date,
    )


def _contact(each: Story, luck: Luck) -> Contact:
    assert each.met is not None
    channel = luck.pick(("phone", "phone", "visit", "email"))
    said = luck.pick(SAID)
    return Contact(contact_date=each.met, channel=channel, words=said, **_hung(each.case))


def _changed(each: Story) -> Changed:
    assert each.change is not None
    return Changed(
        change_date=_day_of_change(each), kind=each.change, words=each.told, **_hung(each.case)
    )


def _day_of_change(each: Story) -> date:
    assert each.met is not None
    return each.case.ended_date or each.met


def _events(each: Story, at: datetime) -> Iterator[NewEvent]:
    case = each.case
    steps: Sequence[tuple[K, date | None, dict[str, str]]] = (
        (K.NAVIGATOR_ASKED, case.asked_date, {}),
        (K.NAVIGATOR_MET, each.met, {}),
        (K.NAVIGATOR_CHANGED, _day_of_change(each) if each.change else None,
         {"ground": str(each.change)}),
        (K.NAVIGATOR_ENDED, case.ended_date, {"ground": str(case.ending)}),
    )  # fmt: skip
    for kind, on, facts in steps:
        if on is not None:
            yield NewEvent(
                kind=kind, area_id=case.area_id, child_id=case.child_id, case_type="navigator",
                case_id=case.pk, on=on, facts=facts, key=f"navigator/{case.pk}/{kind}", at=at,
            )  # fmt: skip
