"""Measures from the database: as known on a day, the same as plain Python makes of the events."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goldenthread.access import asking
from goldenthread.law.calendar import add_months
from goldenthread.law.clocks import State
from goldenthread.law.events import EventKind as K
from goldenthread.measures import queries
from goldenthread.measures.queries.asking import Moment
from goldenthread.measures.queries.families import FAMILIES
from goldenthread.measures.rules import registry
from goldenthread.measures.rules.measure import Cell, Family
from goldenthread.timeline.commands import NewEvent, correct, record_many, withdraw
from goldenthread.timeline.models import Event
from goldenthread.timeline.rules.history import Recorded, history
from goldenthread.timeline.rules.reading import reader_for

from .conftest import child

LONDON = ZoneInfo("Europe/London")
DAYS = (date(2025, 3, 31), date(2025, 11, 30), date(2026, 6, 14))
CASES = 60
DAY = timedelta(days=1)


def moment(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=LONDON)


@dataclass
class Told:
    """What was recorded of one case, as the test remembers it."""

    area: int
    case_type: str
    case_id: int
    events: list[Recorded] = field(default_factory=list)


# --- A made-up area, half from files and half as it happened -------------------------------


def assessment_steps(chance: random.Random, received: date) -> list[tuple[date, str, dict]]:
    told = received + timedelta(days=chance.choice((20, 42, 43, 70)))
    steps = [(received, K.REQUEST_RECEIVED, {})]
    kind = chance.random()
    if kind < 0.2:
        return [*steps, (told, K.ASSESSMENT_REFUSED, {})]
    if kind < 0.27:
        return [*steps, (told, K.REQUEST_WITHDRAWN, {})]
    steps.append((told, K.ASSESSMENT_AGREED, {}))
    for about in ("educational-psychology", "health", "social-care", "education"):
        if chance.random() < 0.85:
            steps.append((told + DAY, K.ADVICE_REQUESTED, {"about": about}))
            if chance.random() < 0.9:
                late = timedelta(days=chance.choice((20, 43, 44, 90)))
                steps.append((told + DAY + late, K.ADVICE_RECEIVED, {"about": about}))
    if kind < 0.35:
        return [*steps, (told + timedelta(days=100), K.ISSUE_REFUSED, {})]
    if chance.random() < 0.2:
        facts = {"rule": "plan-final", "ground": "ex-personal"}
        steps.append((told + timedelta(days=30), K.EXCEPTION_RECORDED, facts))
    issued = received + timedelta(days=chance.choice((120, 140, 141, 200, 365, 366, 400)))
    steps.append((issued - timedelta(days=chance.choice((20, 40))), K.DRAFT_SERVED, {}))
    return [*steps, (issued, K.PLAN_ISSUED, {})]


def plan_steps(chance: random.Random, start: date) -> list[tuple[date, str, dict]]:
    steps = [(start, K.PLAN_STARTED, {})]
    if chance.random() < 0.3:
        steps.append((start + timedelta(days=200), K.PLAN_RECEIVED, {"area": 831}))
    met = start + timedelta(days=chance.choice((300, 340, 380)))
    steps.append((met, K.REVIEW_MET, {}))
    decided = met + timedelta(days=chance.choice((10, 28, 29, 60)))
    if chance.random() < 0.8:
        steps.append((decided, K.REVIEW_DECIDED, {"outcome": "keep"}))
    if chance.random() < 0.3:
        end = chance.choice((K.PLAN_CEASED, K.PLAN_TRANSFERRED))
        steps.append((start + timedelta(days=chance.choice((420, 600))), end, {}))
    return steps


def wait_steps(chance: random.Random, referred: date) -> list[tuple[date, str, dict]]:
    about = {"about": chance.choice(("wheelchair", "community-paediatrics"))}
    steps = [(referred, K.REFERRAL_RECEIVED, about)]
    if chance.random() < 0.5:
        seen = referred + timedelta(days=chance.choice((60, 126, 127, 364, 365)))
        steps.append((seen, chance.choice((K.FIRST_CONTACT, K.WAIT_REMOVED)), about))
    return steps


def other_steps(chance: random.Random, start: date) -> list[tuple[date, str, dict]]:
    about = {"about": "one", "route": "corporate-1"}
    return [(start, K.COMPLAINT_RECEIVED, about)]


STEPS = {
    "assessment": assessment_steps,
    "plan": plan_steps,
    "wait": wait_steps,
    "complaint": other_steps,
}


@pytest.fixture
def told(as_service, areas):
    """Sixty cases of each kind: from files, or recorded late; some put right, some taken back."""
    chance = random.Random(7)
    sam = child(areas.derbyshire, "D-9", "Sam", "Invented")
    rows = defaultdict(list)
    for case_type, steps in STEPS.items():
        for case_id in range(1, CASES + 1):
            start = date(2023, 10, 1) + timedelta(days=chance.randrange(0, 900))
            from_file = chance.random() < 0.4
            for on, kind, facts in steps(chance, start):
                if on > date(2026, 11, 1):
                    continue
                late = timedelta(days=chance.choice((0, 0, 1, 30)))
                rows[from_file].append(
                    NewEvent(
                        kind=kind, area_id=830, child_id=sam.pk, case_type=case_type,
                        case_id=case_id, on=on, facts=facts, at=moment(on + late),
                    )
                )  # fmt: skip
    now = moment(date(2026, 11, 22))
    record_many(rows[True], by=as_service, at=now, backfilled=True)
    record_many(rows[False], by=as_service, at=now)
    put_right(chance, as_service)
    return remembered()


def put_right(chance: random.Random, by) -> None:
    """Move some events to another day and take others back, some of those in turn taken back."""
    live = list(Event.objects.filter(backfilled=False).order_by("pk"))
    for event in chance.sample(live, 40):
        at = event.recorded_at + timedelta(days=chance.choice((1, 40, 200)))
        at = max(at, moment(event.on + 15 * DAY))
        if chance.random() < 0.5:
            made = correct(event, by=by, at=at, on=event.on + 9 * DAY)
            if chance.random() < 0.5:
                withdraw(made, reason="mistaken", by=by, at=at + 60 * DAY)
        else:
            withdraw(event, reason="mistaken", by=by, at=at)


def remembered() -> list[Told]:
    found: dict[tuple, Told] = {}
    keys = dict(Event.objects.values_list("pk", "key"))
    for event in Event.objects.order_by("pk"):
        name = (event.area_id, event.case_type, event.case_id)
        found.setdefault(name, Told(*name)).events.append(event.recorded(keys))
    return list(found.values())


# --- The same, worked out in plain Python --------------------------------------------------


def known_events(case: Told, day: date) -> list[Recorded]:
    """What stood of a case at the end of a day, by the law's own rule of what stands."""
    from goldenthread.law.clocks import standing

    edge = datetime.combine(day + DAY, time.min, tzinfo=LONDON)
    known = [event for event in case.events if event.known_at < edge]
    return [event for event in standing(known) if event.on <= day]


def first(events: list[Recorded], kind: str, about: str = "") -> date | None:
    found = (e.on for e in events if e.kind == kind and (not about or e.facts["about"] == about))
    return min(found, default=None)


class Counted:
    """Every cell of one day, counted the long way round."""

    def __init__(self, told: list[Told], day: date) -> None:
        self.day, self.since = day, add_months(day, -12)
        self.cells: dict[Cell, Fraction] = defaultdict(Fraction)
        self.days: dict[str, list[int]] = defaultdict(list)
        for case in told:
            events = known_events(case, day)
            getattr(self, f"count_{case.case_type}")(events, case)
            self.count_events(events)
            self.count_clocks(case)
        for name, days in self.days.items():
            self.cells[Cell(Family.CASES, "", name)] = Fraction(median(days))
            self.cells[Cell(Family.CASES, "", f"{name}_told")] = Fraction(len(days))

    def new(self, on: date | None) -> bool:
        return on is not None and self.since < on <= self.day

    def add(self, family: Family, name: str, column: str, count: object = 1, about="") -> None:
        self.cells[Cell(family, name, column, about)] += int(count)

    def case(self, column: str, count: object = 1) -> None:
        self.add(Family.CASES, "", column, count)

    def count_assessment(self, events: list[Recorded], case: Told) -> None:
        received, agreed = first(events, K.REQUEST_RECEIVED), first(events, K.ASSESSMENT_AGREED)
        refused = first(events, K.ASSESSMENT_REFUSED)
        told = min(filter(None, (agreed, refused)), default=None)
        self.case("received", self.new(received))
        ever = {"received": K.REQUEST_RECEIVED, "issued": K.PLAN_ISSUED,
                "asked": K.ADVICE_REQUESTED, "advised": K.ADVICE_RECEIVED}  # fmt: skip
        for name, kind in ever.items():
            self.case(f"{name}_ever", first(events, kind) is not None)
        self.case("agreed", self.new(agreed))
        withdrawn, issued = first(events, K.REQUEST_WITHDRAWN), first(events, K.PLAN_ISSUED)
        if self.new(received):
            decided = "agreed" if agreed and agreed == told else "refused"
            undecided = "withdrawn" if withdrawn else "open"
            self.case(f"received_{decided if told else undecided}")
        self.case(
            "assessment_withdrawn",
            self.new(withdrawn) and agreed is not None and agreed == told and issued is None,
        )
        asked = first(events, K.ADVICE_REQUESTED, "social-care")
        self.case("social_care_asked", self.new(agreed) and asked is not None)
        self.case("not_issued", self.new(first(events, K.ISSUE_REFUSED)))
        if self.new(told):
            self.case("decided")
            self.case("refused", refused == told)
            self.case("decided_in_time", received is not None and (told - received).days <= 42)
        if self.new(first(events, K.PLAN_ISSUED)):
            self.count_issued(events, received, agreed)

    def count_issued(self, events, received, agreed) -> None:
        issued, drafted = first(events, K.PLAN_ISSUED), first(events, K.DRAFT_SERVED)
        excused = first(events, K.EXCEPTION_RECORDED) is not None
        took = None if received is None else (issued - received).days
        in_time = took is not None and took <= 140
        self.case("issued")
        self.case("in_time", in_time)
        self.case("issued_unexcused", not excused)
        self.case("in_time_unexcused", in_time and not excused)
        self.case("within_year", took is not None and 140 < took <= 365)
        self.case("over_year", took is None or took > 365)
        self.case("timed", took is not None)
        self.case("days", took or 0)
        names = {"psychology": "educational-psychology", "health": "health",
                 "social_care": "social-care"}  # fmt: skip
        came = {name: first(events, K.ADVICE_RECEIVED, about) for name, about in names.items()}
        for name, on in came.items():
            self.case(f"advised_{name}", on is not None and on <= issued)
        self.case("advised_all", all(on is not None and on <= issued for on in came.values()))
        advised = max(
            (e.on for e in events if e.kind == K.ADVICE_RECEIVED and drafted and e.on <= drafted),
            default=None,
        )
        stages = {"decide": (received, agreed), "advice": (agreed, advised),
                  "draft": (advised, drafted), "final": (drafted, issued)}  # fmt: skip
        for name, (start, end) in stages.items():
            if start and end:
                self.days[f"stage_{name}"].append((end - start).days)

    def count_plan(self, events: list[Recorded], case: Told) -> None:
        came = first(known_events(case, date(2026, 11, 22)), K.PLAN_RECEIVED)
        started = first(events, K.PLAN_STARTED)
        if came is not None:
            started = came if came <= self.day else None
        ends = (first(events, kind) for kind in (K.PLAN_CEASED, K.PLAN_TRANSFERRED))
        ended = min(filter(None, ends), default=None)
        self.add(Family.PLANS, "", "in_force", started is not None and ended is None)
        self.add(Family.PLANS, "", "ended", started is not None and self.new(ended))

    def count_wait(self, events: list[Recorded], case: Told) -> None:
        referred = first(events, K.REFERRAL_RECEIVED)
        if referred is None:
            return
        service = next(e.facts["about"] for e in events if e.kind == K.REFERRAL_RECEIVED)
        self.add(Family.WAITS, service, "ever")
        if all(e.kind == K.REFERRAL_RECEIVED for e in events):
            days = (self.day - referred).days
            self.add(Family.WAITS, service, "days", days)
            band = "to_12" if days <= 84 else "to_18" if days <= 126 else "to_52"
            self.add(Family.WAITS, service, "over_52" if days > 364 else band)

    def count_complaint(self, events: list[Recorded], case: Told) -> None:
        pass  # counted as events and as clocks

    def count_events(self, events: list[Recorded]) -> None:
        for event in events:
            self.add(Family.EVENTS, event.kind, "ever")
            self.add(Family.EVENTS, event.kind, "year", self.new(event.on))

    def count_clocks(self, case: Told) -> None:
        """Read the case's clocks from its events as known that day, by the law itself."""
        edge = datetime.combine(self.day + DAY, time.min, tzinfo=LONDON)
        folded = history(case.events, reader_for(case.case_type))
        for version in folded.versions():
            promise = version.promise
            if version.known_from >= edge or (version.known_to and version.known_to < edge):
                continue
            stopped = promise.stopped if promise.stopped and promise.stopped <= self.day else None
            gone = promise.superseded and promise.superseded <= self.day and not stopped
            if promise.started > self.day or gone:
                continue
            due = promise.moved_to or promise.due
            late = stopped is None and due is not None and due < self.day
            met_late = self.new(stopped) and due is not None and stopped > due
            kept = due is not None and promise.stopped is not None and promise.stopped <= due
            columns = {
                "ever": True, "open": stopped is None, "late": late, "met": self.new(stopped),
                "met_in_time": self.new(stopped) and due is not None and stopped <= due,
                "met_late": met_late, "met_late_excused": met_late and promise.lawful_reason != "",
                "due": self.new(due), "due_kept": self.new(due) and kept,
            }  # fmt: skip
            for about in {"", promise.about}:
                for column, counted in columns.items():
                    self.add(Family.CLOCKS, promise.rule, column, counted, about)


WANTED = {cell for entry in registry.MEASURES for cell in (*entry.formula.cells, *entry.evidence)}
FROM_EVENTS = (Family.CASES, Family.PLANS, Family.WAITS, Family.EVENTS, Family.CLOCKS)


class TestAgreesWithPlainPython:
    def test_every_cell_on_three_days_as_known_then(self, told):
        moments = [Moment(day, day) for day in DAYS]
        counted = {day: Counted(told, day).cells for day in DAYS}
        compared = 0
        for family in FROM_EVENTS:
            cells = [cell for cell in WANTED if cell.family is family]
            found = FAMILIES[family]([830], moments, cells)
            for each in moments:
                for cell in cells:
                    theirs = found.get((830, each), {}).get(cell, 0)
                    assert theirs == counted[each.on].get(cell, 0), (cell, each.on)
                    compared += theirs > 0
        assert compared > 150

    def test_what_was_known_then_is_not_what_is_known_now(self, told):
        then = [v.value for v in queries.all_values([830], DAYS)]
        now = [v.value for v in queries.all_values([830], DAYS, known=False)]
        assert then != now
        assert len(then) == len(now) == len(registry.keys()) * len(DAYS)

    def test_one_value_is_the_same_as_one_of_many(self, told):
        many = queries.all_values([830], DAYS)
        for each in many[:: len(many) // 12]:
            if each.no_data != "This measure was not yet defined on that day.":
                assert queries.value(each.key, 830, each.on, each.known_on) == each


class TestAsking:
    def test_a_series_is_of_month_ends_each_as_known_then(self, told):
        found = queries.series("plans-in-force", 830, 6, until=date(2026, 6, 14))
        assert [each.on for each in found.values] == [
            date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31),
            date(2026, 4, 30), date(2026, 5, 31),
        ]  # fmt: skip
        assert all(each.known_on == each.on for each in found.values)
        assert found.values[0].value > 0

    def test_a_month_end_is_its_own(self):
        assert queries.month_ends(date(2026, 2, 28), 2) == [date(2026, 1, 31), date(2026, 2, 28)]

    def test_the_number_of_statements_does_not_grow_with_days_or_measures(self, told):
        with CaptureQueriesContext(
            connection,
        ) as some:
            queries.all_values([830, 831], DAYS[:1])
        with CaptureQueriesContext(connection) as many:
            queries.all_values([830, 831], queries.month_ends(DAYS[2], 24))
        assert len(some) == len(many) <= len(FAMILIES) + 1

    def test_nobody_stated_is_refused_and_not_told_nought(self, told):
        with asking.stated(asking.service("elsewhere", [831])), pytest.raises(queries.NotReached):
            queries.value("plans-in-force", 830, DAYS[0])

    def test_an_area_with_nothing_recorded_has_no_data_anywhere(self, as_service, areas):
        found = queries.all_values([831], DAYS[:1])
        assert {each.value for each in found} == {None}
        assert all(each.no_data for each in found)

    def test_a_day_before_a_definition_says_so(self, as_service, areas):
        (found,) = queries.all_values([831], [date(2020, 1, 1)], keys=["plans-in-20-weeks"])
        assert found.no_data == "This measure was not yet defined on that day."


def test_states_of_the_law_are_those_the_counts_use():
    """The columns above say with dates what `law.clocks` says in words."""
    assert {State.LATE, State.MET, State.MET_LATE, State.SUPERSEDED} < set(State)
