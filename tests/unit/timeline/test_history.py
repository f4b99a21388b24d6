"""What was known when: the same events give the same history in whatever order they come."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.law.clocks import standing
from goldenthread.timeline.rules.history import (
    History,
    Promise,
    Recorded,
    Version,
    at,
    history,
    midnight,
)

DAY = timedelta(days=1)
START = date(2026, 1, 5)


def promise(started=START, *, rule="six-weeks", about="", stopped=None, due=None, owner=None):
    return Promise(
        rule=rule,
        version=date(2014, 9, 1),
        about=about,
        started=started,
        due=due or started + 42 * DAY,
        moved_to=None,
        missing="",
        working_target=due or started + 42 * DAY,
        stopped=stopped,
        superseded=None,
        lawful_reason="",
        force="MUST",
        harm=3,
        lapses=False,
        owner_post=owner,
        waiting_on="" if stopped else "council",
        backfilled=False,
    )


def toy(events):
    """A law of one rule: each "start" begins a clock, the first "stop" after it ends it."""
    stand = standing(events)
    stops = sorted(each.on for each in stand if each.kind == "stop")
    owners = sorted((e.on, e.key, e.facts["post"]) for e in stand if e.kind == "owner")
    for each in stand:
        if each.kind == "start":
            stopped = next((day for day in stops if day >= each.on), None)
            until = stopped or date.max
            post = next((p for on, _, p in reversed(owners) if on <= until), None)
            yield promise(each.on, stopped=stopped, owner=post)


def moment(day, hour=12):
    return midnight(day) + timedelta(hours=hour)


def event(kind, on, recorded=None, *, key=None, filed=False, **more):
    return Recorded(
        key=key or f"{kind}/{on}",
        kind=kind,
        on=on,
        recorded_at=recorded or moment(on),
        backfilled=filed,
        **more,
    )


LOADED = moment(date(2026, 11, 22))


class TestMidnight:
    def test_is_london_midnight_in_winter_and_summer(self):
        assert midnight(date(2026, 1, 5)) == datetime(2026, 1, 5, 0, tzinfo=UTC)
        assert midnight(date(2026, 7, 5)) == datetime(2026, 7, 4, 23, tzinfo=UTC)


class TestLive:
    def test_a_stop_closes_one_version_and_opens_another(self):
        stop = START + 10 * DAY
        found = history([event("start", START), event("stop", stop)], toy).versions()
        assert found == [
            Version(promise(), moment(START), moment(stop)),
            Version(promise(stopped=stop), moment(stop)),
        ]

    def test_a_thing_recorded_late_was_not_known_before(self):
        told = moment(START + 20 * DAY)
        found = history([event("start", START, told)], toy).versions()
        assert found == [Version(promise(), told)]

    def test_an_event_that_changes_nothing_makes_no_version(self):
        found = history([event("start", START), event("note", START + DAY)], toy).versions()
        assert len(found) == 1

    def test_a_withdrawal_ends_the_promise_and_keeps_what_was_known(self):
        gone = moment(START + 3 * DAY)
        first = event("start", START)
        taken = event("start", START + 3 * DAY, corrects=first.key, withdraws=True, key="w")
        assert history([first, taken], toy).versions() == [Version(promise(), moment(START), gone)]

    def test_a_corrected_date_is_another_clock_from_then_on(self):
        first = event("start", START)
        right = event("start", START - DAY, moment(START + DAY), corrects=first.key, key="c")
        assert history([first, right], toy).versions() == [
            Version(promise(START - DAY), moment(START + DAY)),
            Version(promise(), moment(START), moment(START + DAY)),
        ]

    def test_what_is_undone_at_the_same_moment_leaves_no_trace(self):
        now = moment(START)
        first = event("start", START, now)
        taken = event("start", START, now, corrects=first.key, withdraws=True, key="w")
        assert history([first, taken], toy).versions() == []

    def test_changed_and_changed_back_at_one_moment_is_no_change(self):
        now = moment(START + DAY)
        before = history([event("start", START)], toy)
        stop = event("stop", START + DAY, now)
        taken = event("stop", START + DAY, now, corrects=stop.key, withdraws=True, key="w")
        kept = before.versions()
        before.advance(toy([event("start", START), stop]), at(now))
        assert len(before.versions()) == 2
        before.advance(toy([event("start", START), stop, taken]), at(now))
        assert before.versions() == kept


class TestBackfilled:
    def test_a_whole_case_from_a_file_is_one_version_known_from_its_start(self):
        stop = START + 10 * DAY
        events = [
            event("start", START, LOADED, filed=True),
            event("stop", stop, LOADED, filed=True),
        ]
        assert history(events, toy).versions() == [Version(promise(stopped=stop), midnight(START))]

    def test_nothing_is_known_later_than_it_was_loaded(self):
        ahead = date(2027, 9, 1)
        found = history([event("start", ahead, LOADED, filed=True)], toy).versions()
        assert found == [Version(promise(ahead), LOADED)]

    def test_a_later_file_says_what_was_known_on_its_own_dates(self):
        stop = START + 10 * DAY
        again = LOADED + timedelta(days=90)
        events = [
            event("start", START, LOADED, filed=True),
            event("stop", stop, again, filed=True),
        ]
        assert history(events, toy).versions() == [Version(promise(stopped=stop), midnight(START))]

    def test_taking_a_load_back_leaves_nothing(self):
        stop = START + 10 * DAY
        loaded = [
            event("start", START, LOADED, filed=True),
            event("stop", stop, LOADED, filed=True),
        ]
        taken = [
            event(e.kind, e.on, LOADED + DAY, filed=True, key=f"w/{e.key}",
                  corrects=e.key, withdraws=True)
            for e in loaded
        ]  # fmt: skip
        assert history([*loaded, *taken], toy).versions() == []

    def test_taking_the_second_of_two_loads_back_leaves_the_first(self):
        first = event("start", START, LOADED, filed=True)
        second = event("stop", START + 10 * DAY, LOADED + DAY, filed=True)
        taken = event("stop", second.on, LOADED + 2 * DAY, filed=True, key="w",
                      corrects=second.key, withdraws=True)  # fmt: skip
        assert history([first, second, taken], toy).versions() == history([first], toy).versions()

    def test_a_file_does_not_rewrite_when_a_live_thing_was_learnt(self):
        """The stop was recorded five days late; a later file that adds an owner keeps that."""
        stop, told = START + 10 * DAY, moment(START + 15 * DAY)
        live = [event("start", START), event("stop", stop, told)]
        filed = event("owner", START + 2 * DAY, LOADED, filed=True, facts={"post": 7})
        assert history([*live, filed], toy).versions() == [
            Version(promise(), moment(START), midnight(START + 2 * DAY)),
            Version(promise(owner=7), midnight(START + 2 * DAY), told),
            Version(promise(owner=7, stopped=stop), told),
        ]


class TestTwoReadingsOfOneClock:
    @pytest.mark.parametrize("turned", [False, True])
    def test_the_one_still_open_is_shown(self, turned):
        both = [promise(stopped=START + DAY), promise()]
        found = History()
        found.advance(reversed(both) if turned else both, at(moment(START)))
        assert [each.promise for each in found.versions()] == [promise()]


def cases(amended=True):
    """Random cases: live and filed, with corrections and withdrawals of earlier events."""
    acts = ["new", "new", "correct", "withdraw"] if amended else ["new"]
    days = st.integers(0, 12).map(lambda n: START + n * DAY)
    one = st.tuples(
        st.sampled_from(["start", "stop", "owner"]), days, st.integers(0, 14), st.booleans(),
        st.sampled_from(acts), st.integers(0, 9),
    )  # fmt: skip
    return st.lists(one, max_size=9).map(build)


def build(plans):
    events, stands = [], []
    for number, (kind, on, late, filed, act, which) in enumerate(plans):
        more = {}
        if act != "new" and stands:
            target = stands.pop(which % len(stands))
            kind = target.kind
            more = {"corrects": target.key, "withdraws": act == "withdraw"}
        made = event(
            kind, on, moment(on + late * DAY), key=f"{number}", filed=filed,
            facts={"post": 1 + number % 3} if kind == "owner" else {}, **more,
        )  # fmt: skip
        events.append(made)
        if not made.withdraws:
            stands.append(made)
    return events


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_recording_never_matters(events, random):
    shuffled = list(events)
    random.shuffle(shuffled)
    assert history(shuffled, toy).versions() == history(events, toy).versions()


@given(cases())
def test_one_more_live_event_is_the_last_step_of_the_same_fold(events):
    events.sort(key=lambda one: one.known_at)
    if not events or events[-1].backfilled:
        return
    last = events[-1].recorded_at
    before = history([each for each in events if each.known_at < last], toy)
    grown = History(before.versions())
    seen = [each for each in events if each.known_at < last]
    for each in events:
        if each.known_at == last:
            seen.append(each)
            grown.advance(toy(seen), at(last))
    assert grown.versions() == history(events, toy).versions()


@given(cases())
def test_versions_of_a_clock_follow_each_other_without_overlap(events):
    by_clock = {}
    for each in history(events, toy).versions():
        by_clock.setdefault(each.promise[:4], []).append(each)
    for versions in by_clock.values():
        for earlier, later in pairwise(versions):
            assert earlier.known_from < earlier.known_to <= later.known_from
            assert earlier.promise != later.promise or earlier.known_to < later.known_from
        assert all(each.known_to is None or each.known_to > each.known_from for each in versions)


@given(cases())
def test_what_is_open_now_is_what_the_law_reads_now(events):
    open_now = [v.promise for v in history(events, toy).versions() if v.known_to is None]
    fresh = History()
    fresh.advance(toy(events), at(LOADED))
    assert open_now == [each.promise for each in fresh.versions()]


@given(cases(amended=False), st.integers(0, 30))
def test_each_day_shows_what_was_known_by_then(events, number):
    """On any day, the versions known give the same states as reading what was known by then."""
    day = START + number * DAY
    edge = midnight(day + DAY)
    shown = [
        v.promise
        for v in history(events, toy).versions()
        if v.known_from < edge and (v.known_to is None or v.known_to >= edge)
    ]
    read = {p.started: p for p in toy([each for each in events if each.known_at < edge])}
    assert on_day(shown, day) == on_day(read.values(), day)


def on_day(promises, day):
    """Say which clocks had started by a day, and which had stopped."""
    return sorted(
        (each.started, each.stopped if each.stopped and each.stopped <= day else None)
        for each in promises
        if each.started <= day
    )
