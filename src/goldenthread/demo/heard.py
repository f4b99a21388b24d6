"""Three years of families' answers, what they wrote, and what was done about it. All invented.

Inspectors of one of the areas read 407 replies of parents; so many answer the yearly survey there,
and somewhat more in the other. The share that felt heard falls in one area while its officers left,
and rises slowly in the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

from goldenthread.access import asking
from goldenthread.access.models import User
from goldenthread.demo.improvement import CONFIDENCE, FIRST_MONTH, GIVEN, acting
from goldenthread.heard import commands
from goldenthread.heard.commands.rounds import ask_around
from goldenthread.heard.models import Answer, Confirmation, Item, Reader, Remark, Ticket
from goldenthread.heard.rules.items import Helped
from goldenthread.heard.rules.questions import Door, Step, Survey, survey_for
from goldenthread.law.calendar import add_months
from goldenthread.measures.rules.release import released_count
from goldenthread.organisations import queries as organisations

SEED = 407
YEARLY = {830: 431, 831: 407}  # answers each year
EACH_MONTH = 26  # answers after a step, in each area
SENT = 4  # links sent for each answer
RISES = {830: None, 831: (52, 61)}  # per cent who felt heard, first month to last; None: as told
STEPS = (
    *(Step.REQUEST_DECIDED, Step.DRAFT_SENT, Step.PLAN_ISSUED, Step.REVIEW_HELD),
    *(Step.COMPLAINT_ANSWERED, Step.FIRST_SEEN),
)
WEIGHTS = (6, 5, 5, 8, 2, 4)
# How much likelier a good answer is after a step than on the whole, in points.
BETTER_AFTER = {Step.REQUEST_DECIDED: -6, Step.DRAFT_SENT: -2, Step.PLAN_ISSUED: 6,
                Step.REVIEW_HELD: 3, Step.COMPLAINT_ANSWERED: -14, Step.FIRST_SEEN: 8}  # fmt: skip
WROTE = (
    "Ring when you say you will.",
    "Our officer changed three times this year and each time we began again.",
    "The meeting was kind and people had read the papers. Thank you.",
    "Tell us what happens next without our having to ask.",
    "Write the plan in words we can follow.",
    "The speech therapy in the plan has not started. School say they were not told.",
    "Ask my son, not only me. He can tell you with his pictures.",
    "It took two years for somebody to see her. Nobody told us how long.",
    "The page that shows where we are helps. I look at it most weeks.",
    "Letters in large print, please. We asked before.",
)
LESS = (Helped.PARTLY, Helped.NO)
URDU = "ہمیں بتائیں کہ آگے کیا ہوگا۔"


@dataclass(frozen=True, slots=True)
class Told:
    """One item of 'you said, we did'."""

    said: str
    where_from: str
    on: date
    did: str = ""
    why_not: str = ""
    helped: int = 0
    others: int = 0


DERBYSHIRE = (
    Told("Nobody rings back.", "The yearly survey", date(2025, 5, 12),
         did="Each message has a named person and a day for the answer. You can see both.",
         helped=74, others=31),
    Told("We do not know what comes next.", "The yearly survey", date(2026, 5, 11),
         did="Your page now shows each step, the last day for it, and whose turn it is.",
         helped=38, others=29),
    Told("A new officer starts from nothing.", "The parent carer forum", date(2026, 3, 9),
         did="An officer who leaves hands over in writing. You get the new name the same week."),
    Told("Meetings should be in the evening.", "Answers after a review", date(2026, 6, 15),
         why_not="Most schools cannot open in the evening. You can join any meeting by phone."),
    Told("Plans are hard to read.", "The yearly survey", date(2026, 5, 11)),
)  # fmt: skip
DERBY = (
    Told("We wait years and nobody tells us how long.", "The yearly survey", date(2025, 5, 12),
         did="Each list now shows how long most children wait. We look at it every month.",
         helped=52, others=47),
    Told("The plan says speech therapy. It does not come.", "Answers after a review",
         date(2026, 2, 9),
         did="You tell us each week if it came. We count the time that is owed.",
         helped=33, others=21),
    Told("School was not told what is in the plan.", "The parent carer forum", date(2026, 6, 8),
         did="School gets the plan the same day as you."),
    Told("Letters should come in our own language.", "The yearly survey", date(2026, 5, 11)),
)  # fmt: skip
ITEMS = {830: DERBYSHIRE, 831: DERBY}
KEEPERS = {830: "leah", 831: "tomasz"}  # who writes them down, one of each body


def tell(day: date) -> None:
    """Write the answers up to a day for every area, and what was done about them."""
    areas = sorted(organisations.area_ids())
    by = asking.service("demo", areas)
    with asking.stated(by):
        for area in areas:
            luck = Random(f"{SEED}/{area}")
            answers = [*_steps(area, day, luck), *_years(area, day, luck)]
            Answer.objects.bulk_create(answers)
            Remark.objects.bulk_create(_remarks(answers, luck))
            Ticket.objects.bulk_create(_tickets(area, answers, luck))
        ask_around(areas, by=by, on=day)
    _readers(day)
    for area in sorted(ITEMS.keys() & set(areas)):
        _items(area, day)


def _number(luck: Random) -> UUID:
    return UUID(int=luck.getrandbits(128), version=4)


def _share(area: int, month: int) -> int:
    """Return how many of a hundred felt heard in a month since the first."""
    if area == 830:
        return CONFIDENCE[min(month, len(CONFIDENCE) - 1)]
    first, last = RISES[831] or (52, 61)
    return first + (last - first) * month // len(CONFIDENCE)


def _answer(asks: Survey, share: int, given: int, luck: Random) -> dict[str, str]:
    """Choose an answer to each question: one in twelve is left out."""
    found = {}
    for one in asks.questions:
        if luck.random() < 1 / 12:
            continue
        out = sorted(one.left_out)
        if out and luck.random() < 0.12:
            found[one.key] = out[0]
            continue
        likely = given if one.key == "given" else share
        pool = one.good if luck.random() * 100 < likely else {*one.choices} - one.good - {*out}
        found[one.key] = luck.choice(sorted(pool))
    return found or {"heard": "MIDDLE"}


def _made(
    area: int, step: Step, door: Door, on: date, choices: dict[str, str], luck: Random
) -> Answer:
    asks = survey_for(step, on)
    language = "ur" if luck.random() < 0.06 else "en-gb"
    return Answer(
        id=_number(luck), area_id=area, survey=asks.key, version=asks.version, step=step, door=door,
        language=language, on=on, known_on=on, choices=choices, invented=True,
    )  # fmt: skip


def _steps(area: int, day: date, luck: Random) -> Iterator[Answer]:
    """Answer after steps, month by month since the first."""
    month = 0
    while (start := add_months(FIRST_MONTH, month)) <= day:
        for _ in range(EACH_MONTH):
            on = start + timedelta(days=luck.randrange(28))
            step = luck.choices(STEPS, WEIGHTS)[0]
            door = luck.choices((Door.LINK, Door.ACCOUNT, Door.PAPER), (60, 30, 10))[0]
            share = _share(area, month) + BETTER_AFTER[step]
            choices = _answer(survey_for(step, on), share, GIVEN[min(month, 33)], luck)
            if on <= day:
                yield _made(area, step, door, on, choices, luck)
        month += 1


def _years(area: int, day: date, luck: Random) -> Iterator[Answer]:
    """Answer the survey of each spring, from March to April."""
    for year in range(FIRST_MONTH.year + 1, day.year + 1):
        month = (year - FIRST_MONTH.year) * 12 - FIRST_MONTH.month + 4
        for _ in range(YEARLY.get(area, 200)):
            on = date(year, 3, 2) + timedelta(days=min(int(luck.expovariate(1 / 18)), 59))
            asks = survey_for(Step.YEAR, on)
            choices = _answer(asks, _share(area, month), GIVEN[min(month, 33)], luck)
            if on <= day:
                yield _made(area, Step.YEAR, Door.OPEN, on, choices, luck)


def _remarks(answers: list[Answer], luck: Random) -> list[Remark]:
    """Let one in twelve write something: joined to no answer but by its month."""
    return [
        Remark(
            id=_number(luck), area_id=each.area_id, survey=each.survey, step=each.step,
            language=each.language, month=each.on.replace(day=1), invented=True,
            words=URDU if each.language == "ur" else luck.choice(WROTE),
        )
        for each in answers
        if luck.random() < 1 / 12
    ]  # fmt: skip


def _tickets(area: int, answers: list[Answer], luck: Random) -> list[Ticket]:
    """Write a used link for each answer by one, and those that nobody used."""
    found = []
    for number, each in enumerate(a for a in answers if a.door in (Door.LINK, Door.ACCOUNT)):
        for unused in range(SENT):
            on = each.on - timedelta(days=luck.randrange(1, 9))
            found.append(
                Ticket(
                    area_id=area, survey=each.survey, version=each.version, step=each.step,
                    code_hash=sha256(f"{SEED}/{area}/{number}/{unused}".encode()).hexdigest(),
                    issued_on=on, last_day=on + timedelta(days=60), used=not unused,
                )
            )  # fmt: skip
    return found


def _readers(day: date) -> None:
    """Name one reader in each area: its manager."""
    for area, key in ((830, "helen"), (831, "vikram")):
        with acting(key, day) as by:
            user = User.objects.get(pk=by.user_id or 0)
            if not Reader.objects.filter(area_id=area).exists() and area in by.areas:
                commands.name_reader(area, user.email, by=by, on=day - timedelta(days=200))


def _items(area: int, day: date) -> None:
    """Say what was done about what families said; the first ended by a lead and the forum."""
    for number, told in enumerate(each for each in ITEMS[area] if each.on <= day):
        with acting(KEEPERS[area], told.on) as lead:
            made = commands.write_item(
                area, said=told.said, said_on=told.on, where_from=told.where_from, by=lead,
                on=told.on,
            )  # fmt: skip
            Item.objects.filter(pk=made.pk).update(invented=True)
            if told.did or told.why_not:
                commands.answer_item(
                    made.pk, did=told.did, why_not=told.why_not, by=lead,
                    on=told.on + timedelta(days=60),
                )  # fmt: skip
            commands.publish_item(made.pk, by=lead, on=told.on + timedelta(days=60))
        _confirmed(made, told)
        if number == 0 and area == 830:
            _ended(made, told)


def _confirmed(item: Item, told: Told) -> None:
    luck = Random(f"{SEED}/{item.pk}")
    with asking.stated(asking.service("demo", [item.area_id])):
        Confirmation.objects.bulk_create(
            Confirmation(
                id=_number(luck), area_id=item.area_id, item=item, invented=True,
                helped=Helped.YES if number < told.helped else luck.choice(LESS),
                on=told.on + timedelta(days=61 + luck.randrange(60)),
            )
            for number in range(told.helped + told.others)
        )  # fmt: skip


def _ended(item: Item, told: Told) -> None:
    on = told.on + timedelta(days=150)
    counts = released_count(told.helped), released_count(told.others)
    with acting("leah", on) as lead:
        commands.propose_to_end(item.pk, released=counts, by=lead, on=on)
    with acting("dawn", on) as forum:
        commands.agree_to_end(item.pk, by=forum, on=on)
