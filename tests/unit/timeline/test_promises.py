"""Whose each promise is and whom it waits on, and the law's own readings in any order."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.law.clocks import Event, Reading, read_clocks
from goldenthread.law.limits import TimeLimit, entries
from goldenthread.timeline.rules.history import Recorded, history, midnight
from goldenthread.timeline.rules.promises import Terms, Turns, reader
from goldenthread.timeline.rules.reading import reader_for

START = date(2026, 1, 5)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def event(kind, on, *, said=None, key=None, filed=True, late=0, **facts):
    facts = said or facts
    return Recorded(
        key=key or f"{kind}/{on}/{sorted(facts.items())}",
        kind=kind,
        on=on,
        recorded_at=midnight(on + late * DAY) + timedelta(hours=9),
        backfilled=filed,
        facts=facts,
    )


def toy_law(events):
    """One clock from each request, stopped by a plan; one for each adviser asked."""
    plans = sorted(each.on for each in events if each.kind == "plan.issued")
    for each in events:
        if each.kind in ("request.received", "advice.requested"):
            yield Reading(
                rule="toy",
                version=date(2014, 9, 1),
                about=each.facts.get("about", ""),
                started=each.on,
                started_by=each.key,
                due=each.on + 42 * DAY,
                working_target=None,
                stopped=plans[0] if plans else None,
            )


read = reader(toy_law, {("toy", date(2014, 9, 1)): Terms("MUST", 3, "council")})
REQUEST = event("request.received", START)
PLAN = event("plan.issued", START + 50 * DAY)


def allocated(post, on, **about):
    return event("case.allocated", on, post=post, **about)


class TestOwner:
    def test_nobody_owns_what_was_never_allocated(self):
        assert [each.owner_post for each in read([REQUEST])] == [None]

    def test_the_last_allocation_owns_it(self):
        events = [REQUEST, allocated(4, START), allocated(5, START + DAY)]
        assert [each.owner_post for each in read(events)] == [5]

    def test_a_stopped_clock_keeps_the_post_that_held_it_then(self):
        events = [REQUEST, allocated(4, START), PLAN, allocated(5, PLAN.on + DAY)]
        assert [each.owner_post for each in read(events)] == [4]

    def test_one_adviser_s_clock_may_be_given_to_another_post(self):
        asked = event("advice.requested", START, about="health")
        events = [REQUEST, asked, allocated(9, START, about="health"), allocated(4, START + DAY)]
        assert {each.about: each.owner_post for each in read(events)} == {"": 4, "health": 9}

    def test_a_post_holds_what_was_last_given_to_it(self):
        turns = Turns([allocated(4, START), allocated(9, START, about="health")])
        assert (turns.held_by(4), turns.held_by(9), turns.held_by(1)) == ([""], ["health"], [])
        turns = Turns([allocated(4, START), allocated(9, START + DAY)])
        assert (turns.held_by(4), turns.held_by(9)) == ([], [""])


class TestWaitingOn:
    def test_waits_on_who_owes_it_until_an_event_says_otherwise(self):
        served = event("draft.served", START + 9 * DAY, waiting_on="family")
        assert [each.waiting_on for each in read([REQUEST])] == ["council"]
        assert [each.waiting_on for each in read([REQUEST, served])] == ["family"]

    def test_a_stopped_clock_waits_on_nobody(self):
        assert [each.waiting_on for each in read([REQUEST, PLAN])] == [""]

    def test_what_was_said_before_it_started_does_not_count(self):
        earlier = event("draft.served", START - DAY, waiting_on="family")
        assert [each.waiting_on for each in read([earlier, REQUEST])] == ["council"]

    def test_what_is_said_of_one_adviser_is_said_of_no_other(self):
        health = event("advice.requested", START, about="health")
        care = event("advice.requested", START, about="care")
        said = event("advice.requested", START + DAY, about="care", waiting_on="family", key="x")
        found = {each.about: each.waiting_on for each in read([health, care])}
        assert found == {"health": "council", "care": "council"}
        turns = Turns([health, care, said])
        asked = next(iter(toy_law([care])))
        assert turns.waiting_on(asked, "council") == "family"
        assert turns.waiting_on(next(iter(toy_law([health]))), "council") == "council"


def test_a_clock_says_whether_its_start_came_from_a_file():
    live = event("request.received", START, filed=False)
    assert [each.backfilled for each in read([REQUEST])] == [True]
    assert [each.backfilled for each in read([live])] == [False]


def test_a_case_type_without_clocks_promises_nothing():
    assert reader_for("no-such-case")([REQUEST]) == []


class TestTheLawItself:
    """The real entries, read through the timeline."""

    EVENTS = (
        event("request.received", START),
        event("assessment.agreed", START + 6 * WEEK, late=3),
        event("advice.requested", START + 6 * WEEK, about="health", filed=False),
        event("advice.requested", START + 6 * WEEK, about="social-care"),
        event("advice.received", START + 11 * WEEK, about="health", filed=False, late=2),
        event("case.allocated", START + DAY, post=3, filed=False),
        event("draft.served", START + 17 * WEEK, filed=False),
        event("plan.issued", START + 21 * WEEK, filed=False, late=1),
    )

    @given(st.permutations(EVENTS))
    def test_any_order_of_recording_gives_the_same_clocks(self, events):
        read = reader_for("assessment")
        assert history(events, read).versions() == history(self.EVENTS, read).versions()

    def test_the_promise_says_what_the_law_says(self):
        limits = tuple(
            each
            for each in entries()
            if isinstance(each, TimeLimit) and "assessment" in each.case_types
        )
        asked = [Event(key=e.key, kind=e.kind, on=e.on, facts=e.facts) for e in self.EVENTS]
        readings = read_clocks(limits, asked)
        promises = reader_for("assessment")(list(self.EVENTS))
        assert [(p.rule, p.due, p.stopped) for p in promises] == [
            (r.rule, r.due, r.stopped) for r in readings
        ]
        for promise, reading in zip(promises, readings, strict=True):
            limit = reading.limit
            assert (promise.force, promise.harm) == (limit.force, limit.harm)
            assert promise.lapses is limit.lapses
        assert any(p.due == START + 20 * WEEK and p.stopped for p in promises)
