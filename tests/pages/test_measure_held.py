"""Plans' words, what is told of them, and answers to families: SQL against plain Python."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from goldenthread.contact.models import Complaint, Learning, Stage
from goldenthread.heard.models import Answer, Judged
from goldenthread.heard.rules.questions import AGREE, GIVEN
from goldenthread.law.calendar import add_months
from goldenthread.law.events import EventKind as K
from goldenthread.measures import queries
from goldenthread.measures.queries.asking import Moment
from goldenthread.measures.queries.families import FAMILIES, NOWHERE, places
from goldenthread.measures.queries.held import WEEKS, content, delivery, needs, replies
from goldenthread.measures.rules import registry
from goldenthread.measures.rules.measure import Cell, Family
from goldenthread.placements.models import Placement
from goldenthread.plans.models import (
    IssuedFigures,
    IssuedNeed,
    IssuedProvision,
    Plan,
    PlanVersion,
)
from goldenthread.plans.models.delivery import Confirmation
from goldenthread.plans.rules.delivery import Happened, Source, monday
from goldenthread.timeline.commands import NewEvent, record_many

from .conftest import NOW, child
from .test_measure_values import FROM_EVENTS

LONDON = ZoneInfo("Europe/London")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
DAYS = (date(2025, 8, 31), date(2025, 9, 1), date(2026, 3, 20))
PLANS = 40


def at(day: date) -> datetime:
    return datetime.combine(day, time(18), tzinfo=LONDON)


@dataclass
class Version:
    """One version as the test remembers it."""

    issued: date
    text: bool
    blocked: bool
    adulthood: bool
    need: str = ""
    told: list[list[tuple]] = field(default_factory=list)  # a line each: week, side, what, when


@dataclass
class Held:
    born: date
    ceased: date | None
    came: date | None
    versions: list[Version] = field(default_factory=list)


@pytest.fixture
def held(as_service, areas, cast):
    """Forty plans, some as text, some ended, some that moved in, with what was told of them."""
    chance = random.Random(44)
    return [_plan(chance, number, areas.derbyshire, cast.officer) for number in range(PLANS)]


def _plan(chance, number, area, user) -> Held:
    made = date(2024, 1, 1) + timedelta(days=chance.randrange(500))
    born = chance.choice((date(2011, 8, 31), date(2011, 9, 1), date(2012, 8, 31), date(2018, 1, 1)))
    found = Held(
        born=born,
        ceased=made + timedelta(days=400) if chance.random() < 0.2 else None,
        came=made + timedelta(days=300) if chance.random() < 0.2 else None,
    )
    sam = child(area, f"H-{number}", "Sam", f"Held{number}", birth_date=born)
    plan = Plan.objects.create(
        area=area, child=sam, first_issued_date=made, start_date=made, cease_date=found.ceased,
        cease_reason="1" if found.ceased else "",
        state="CEASED" if found.ceased else "IN_FORCE",
    )  # fmt: skip
    if found.came:
        moved = NewEvent(
            kind=K.PLAN_RECEIVED, area_id=area.pk, child_id=sam.pk, case_type="plan",
            case_id=plan.pk, on=found.came, facts={"area": 831},
        )  # fmt: skip
        record_many([moved], by=_service(area), at=NOW, backfilled=True)
    for order in range(chance.choice((1, 1, 2))):
        issued = made + timedelta(days=order * chance.choice((90, 250)))
        found.versions.append(_version(chance, plan, order + 1, issued, user))
    return found


def _service(area):
    from goldenthread.access import asking

    return asking.service("test", [area.pk])


def _version(chance, plan, number, issued, user) -> Version:
    told = Version(issued, chance.random() < 0.7, False, chance.random() < 0.5)
    told.need = chance.choice(("ASD", "SLCN", "VI"))
    outcomes = [{"text": "Ready", "adulthood_area": "HEALTH" if told.adulthood else None}]
    row = PlanVersion.objects.create(
        area_id=plan.area_id, child_id=plan.child_id, plan=plan, number=number, status="FINAL",
        issued_date=issued, needs=[told.need, "OTH"],
        content={"outcomes": outcomes} if told.text else None,
        content_hash="a" * 64 if told.text else "",
    )  # fmt: skip
    if not told.text:
        return told
    whose = {"area_id": plan.area_id, "child_id": plan.child_id, "version": row}
    wrong = chance.choice(("", "", "vague", "silent", "reasons", "need"))
    told.blocked = bool(wrong)
    IssuedFigures.objects.create(
        **whose, provision_lines=2, vague_lines=wrong == "vague",
        silent_sections=wrong == "silent", reasons=wrong == "reasons",
    )  # fmt: skip
    IssuedNeed.objects.create(
        **whose, row="B1", section="B", has_outcome=True, has_provision=wrong != "need"
    )
    for line in range(2):
        given = IssuedProvision.objects.create(**whose, row=f"F{line}", section="F", what="Help")
        told.told.append([_said(chance, given, user) for _ in range(chance.choice((0, 3)))])
    return told


def _said(chance, line, user) -> tuple:
    week = monday(chance.choice(DAYS)) - WEEK * chance.choice((0, 1, 5, 11, 12, 13))
    when = at(week + timedelta(days=chance.choice((3, 40))))
    source, happened = chance.choice(list(Source)), chance.choice(list(Happened))
    Confirmation.objects.create(
        area_id=line.area_id, child_id=line.child_id, provision=line, week=week, source=source,
        happened=happened, told_by=user, told_at=when,
    )  # fmt: skip
    return week, source, happened, when


def in_force(held: list[Held], day: date) -> list[tuple[Held, Version]]:
    """Return each plan in force on a day, with the version then current."""
    found = []
    for plan in held:
        current = [each for each in plan.versions if each.issued <= day]
        ended = plan.ceased is not None and plan.ceased <= day
        if current and not ended and (plan.came is None or plan.came <= day):
            found.append((plan, current[-1]))
    return found


def last_said(told: list[tuple], source: Source, day: date) -> Happened | None:
    edge = datetime.combine(day + DAY, time.min, tzinfo=LONDON)
    said = [
        (week, number, happened)
        for number, (week, who, happened, when) in enumerate(told)
        if who is source and happened is not Happened.NOT_DUE
        and day - WEEK * WEEKS < week <= day and when < edge
    ]  # fmt: skip
    return max(said)[2] if said else None


def counted(held: list[Held], day: date) -> dict[Cell, int]:
    cells: dict[Cell, int] = defaultdict(int)
    for plan, version in in_force(held, day):
        cells[Cell(Family.NEEDS, version.need, "plans")] += 1
        if not version.text:
            continue
        school_year = day.year if day.month >= 9 else day.year - 1
        older = plan.born <= date(school_year - 13, 8, 31)
        words = {"read": True, "blocked": version.blocked, "year_9": older}
        for name, true in {**words, "adulthood": older and version.adulthood}.items():
            cells[Cell(Family.CONTENT, "", name)] += true
        for told in version.told:
            cells[Cell(Family.DELIVERY, "", "lines")] += 1
            for source in Source:
                said, name = last_said(told, source, day), source.lower()
                cells[Cell(Family.DELIVERY, "", f"{name}_told")] += said is not None
                cells[Cell(Family.DELIVERY, "", f"{name}_given")] += said is Happened.YES
    return cells


@pytest.mark.parametrize("count", [content, delivery, needs])
def test_every_cell_on_three_days_is_what_plain_python_counts(held, count):
    moments = [Moment(day, day) for day in DAYS]
    found = count([830], moments, [])
    seen = set()
    for each in moments:
        cells = found[830, each]
        theirs = counted(held, each.on)
        assert {cell: int(value) for cell, value in cells.items()} == {
            cell: theirs[cell] for cell in cells
        }, each.on
        seen |= {cell.column for cell, value in cells.items() if value}
    assert len(seen) >= (1 if count is needs else 4)  # nothing was compared with nought alone


@dataclass
class Placed:
    """A child with a plan, and where they were: from, to (None: still), a code if nowhere."""

    born: date
    spells: list[tuple[date, date | None, str]]


def without_place(children: list[Placed], day: date) -> int:
    """Count those of school age who were somewhere once, and were nowhere on a day."""
    found = 0
    for each in children:
        age = day.year - each.born.year - ((day.month, day.day) < (each.born.month, each.born.day))
        placed = any(
            start <= day and (end is None or end > day) and code not in NOWHERE
            for start, end, code in each.spells
        )
        later = bool(each.spells) and min(start for start, _, _ in each.spells) > day
        found += 5 <= age < 16 and not placed and not later
    return found


def test_children_with_no_place_are_those_plain_python_counts(as_service, areas):
    chance = random.Random(16)
    made, children = date(2024, 1, 1), []
    for number in range(PLANS):
        born = chance.choice((date(2009, 9, 1), date(2016, 5, 3), date(2021, 3, 20)))
        start = made + timedelta(days=chance.randrange(700))
        end = start + timedelta(days=chance.randrange(1, 700)) if chance.random() < 0.6 else None
        code = chance.choice(("", "", "NIEO", "EHE"))
        spells = [] if chance.random() < 0.2 else [(start, end, code)]
        children.append(Placed(born, spells))
        sam = child(areas.derbyshire, f"N-{number}", "Sam", f"N{number}", birth_date=born)
        whose = {"area_id": 830, "child": sam}
        Plan.objects.create(**whose, first_issued_date=made, start_date=made, state="IN_FORCE")
        for begun, left, where in spells:
            Placement.objects.create(
                **whose, setting_code=where or "OTH", entry_date=begun, leaving_date=left
            )
    moments = [Moment(day, day) for day in DAYS]
    cells = places([830], moments, [])
    in_force = [cells[830, each][Cell(Family.PLACES, "", "plans")] for each in moments]
    assert in_force == [PLANS] * len(DAYS)
    found = queries.all_values([830], DAYS, keys=["children-with-no-place"])
    assert [each.value for each in found] == [without_place(children, day) for day in DAYS]
    assert found[2].value > 3


ANSWERS = 120


@dataclass
class Said:
    """One answer as the test remembers it."""

    on: date
    known: date
    heard: str
    given: str
    counts_from: date | None  # None: kept aside and never let in


@pytest.fixture
def said(areas, cast) -> list[Said]:
    """A hundred and twenty answers to surveys: some by paper and late, some kept aside."""
    chance, found = random.Random(46), []
    for _ in range(ANSWERS):
        on = DAYS[0] - timedelta(days=400) + timedelta(days=chance.randrange(600))
        known = on + timedelta(days=chance.choice((0, 0, 9)))
        aside, let_in = chance.random() < 0.3, known + timedelta(days=5)
        mine = Said(on, known, chance.choice(list(AGREE)), chance.choice(list(GIVEN)), known)
        row = Answer.objects.create(
            area=areas.derbyshire, survey="yearly", version=1, step="YEAR", door="OPEN",
            language="en", on=on, known_on=known, set_aside=aside,
            choices={"heard": mine.heard, "given": mine.given},
        )  # fmt: skip
        if aside:
            counts = chance.random() < 0.5
            Judged.objects.create(
                answer=row, area=areas.derbyshire, counts=counts, on=let_in,
                judged_by=cast.officer,
            )  # fmt: skip
            mine.counts_from = let_in if counts else None
        found.append(mine)
    return found


def test_what_families_answered_is_counted_as_plain_python_counts_it(as_service, said):
    keys, compared = ("family-confidence", "families-say-help-given"), 0
    found = {(v.key, v.on): v for v in queries.all_values([830], DAYS, keys=keys)}
    for day in DAYS:
        begins = add_months(day, -12)
        mine = [
            one for one in said
            if begins < one.on <= day and one.counts_from is not None and one.counts_from <= day
        ]  # fmt: skip
        planned = [one for one in mine if one.given != "NO_PLAN"]
        counted = {
            keys[0]: (sum(one.heard in ("AGREE", "STRONGLY_AGREE") for one in mine), len(mine)),
            keys[1]: (sum(one.given in ("ALL", "MOST") for one in planned), len(planned)),
        }
        for key, (good, asked) in counted.items():
            value = found[key, day]
            assert (value.numerator, value.denominator) == (good, asked), (key, day)
            compared += 0 < good < asked
    assert compared >= 4


def test_what_complaints_taught_is_counted_as_plain_python_counts_it(as_service, areas):
    chance, told = random.Random(47), []
    for number in range(50):
        sam = child(areas.derbyshire, f"C-{number}", "Sam", f"Complaint{number}")
        whose = {"area_id": 830, "child": sam}
        first = DAYS[0] - timedelta(days=300) + timedelta(days=chance.randrange(500))
        complaint = Complaint.objects.create(
            **whose, reference=f"CMP-{number:04}", sort="COUNCIL", state="ANSWERED",
            name="Invented", words="Invented", made_at=at(first),
        )  # fmt: skip
        stages = []
        for stage in range(chance.choice((1, 1, 2))):
            answered = first + timedelta(days=20 + 60 * stage)
            outcome = chance.choice(("UPHELD", "PARTLY", "NOT_UPHELD"))
            Stage.objects.create(
                **whose, complaint=complaint, number=stage + 1, received_date=first,
                answered_date=answered, outcome=outcome, answer="Invented",
            )  # fmt: skip
            stages.append((answered, outcome != "NOT_UPHELD"))
        changes = []
        if chance.random() < 0.5:
            written, by = stages[-1][0] + WEEK, stages[-1][0] + 20 * WEEK
            done = chance.choice((None, by - DAY, by, by + DAY))
            Learning.objects.create(
                **whose, complaint=complaint, theme="delay", change="Invented", by_date=by,
                done_date=done, made_at=at(written),
            )  # fmt: skip
            changes.append((written, by, done))
        told.append((stages, changes))
    keys = ("complaints-upheld", "complaints-learned-from", "complaint-changes-made-in-time")
    found, compared = {(v.key, v.on): v for v in queries.all_values([830], DAYS, keys=keys)}, 0
    for day in DAYS:
        counted_again = lessons_of(told, day)
        for key, (part, whole) in zip(keys, counted_again, strict=True):
            value = found[key, day]
            assert (value.numerator, value.denominator) == (part, whole), (key, day)
            compared += 0 < part < whole
    assert compared >= 7


def lessons_of(told, day: date) -> list[tuple[int, int]]:
    """Upheld of answered, learned from of upheld, made in time of due: in the year to a day."""
    begins, answered, upheld, taught, due, kept = add_months(day, -12), 0, 0, 0, 0, 0
    for stages, changes in told:
        new = [fault for on, fault in stages if begins < on <= day]
        written = [change for change in changes if change[0] <= day]
        answered += bool(new)
        upheld += any(new)
        taught += any(new) and bool(written)
        mine = [(by, done) for _, by, done in written if begins < by <= day]
        due += len(mine)
        kept += sum(done is not None and done <= by for by, done in mine)
    return [(upheld, answered), (taught, upheld), (kept, due)]


def test_what_nobody_told_is_not_confirmed_and_not_given(held):
    days = [DAYS[2]]
    keys = ("provision-confirmed", "provision-given-of-told")
    all_lines, told = queries.all_values([830], days, keys=keys)
    assert all_lines.numerator == told.numerator
    assert all_lines.denominator > told.denominator > 0
    (silent,) = queries.all_values([831], days, keys=keys[:1])
    assert "No family has said" in silent.no_data


def test_the_days_until_a_family_is_answered(as_service, areas):
    waited = (0, 2, 3, 8, 30)
    sam = child(areas.derbyshire, "R-1", "Sam", "Replies")
    first = date(2026, 1, 5)
    rows = [
        NewEvent(
            kind=kind, area_id=830, child_id=sam.pk, case_type="contact", case_id=number,
            on=first + timedelta(days=days), facts={"about": "1"},
        )
        for number, wait in enumerate(waited, 1)
        for kind, days in ((K.CONTACT_RECEIVED, 0), (K.CONTACT_ANSWERED, wait))
    ]  # fmt: skip
    record_many(rows, by=as_service, at=NOW, backfilled=True)
    then = first + timedelta(days=8)
    (cells,) = replies([830], [Moment(then, then)], []).values()
    assert cells[Cell(Family.REPLIES, "", "answered")] == 4
    assert cells[Cell(Family.REPLIES, "", "days")] == median(waited[:4])
    keys = ("contact-days", "contacts-answered-in-promise", "contacts-unanswered")
    days, promise, late = queries.all_values([830], [first + timedelta(days=14)], keys=keys)
    assert (float(days.value), days.counted) == (2.5, 4)
    assert (promise.numerator, promise.denominator) == (3, 5)
    assert late.value == 1


# What the tests of this file count again in plain Python; the other families are compared cell by
# cell, whatever the registry asks of them, in test_measure_values.
COUNTED_HERE = {
    Family.CONTENT: {"read", "blocked", "year_9", "adulthood"},
    Family.NEEDS: {"plans"},
    Family.DELIVERY: {"lines", "family_told", "family_given", "setting_told", "setting_given"},
    Family.PLACES: {"plans", "without"},
    Family.REPLIES: {"answered", "days"},
    Family.LESSONS: {"answered", "upheld", "taught", "due", "kept"},
    Family.HEARD: {"asked", "good"},
}


@pytest.mark.parametrize("entry", registry.MEASURES, ids=lambda m: f"{m.key}-{m.version}")
def test_every_measure_is_counted_a_second_way(entry):
    """A measure whose cells nothing else counts cannot join the registry."""
    for cell in entry.formula.cells | set(entry.evidence):
        here = cell.column in COUNTED_HERE.get(cell.family, ())
        assert here or cell.family in FROM_EVENTS, cell


def test_every_family_of_cells_is_counted_a_second_way():
    assert set(FAMILIES) == set(COUNTED_HERE) | set(FROM_EVENTS)
