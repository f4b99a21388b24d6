"""What must hold of every case, tried on cases nobody thought of."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.law.clocks import Event, State, limits_for, read_clocks
from goldenthread.law.counting import Weeks
from goldenthread.law.events import EventKind as K
from goldenthread.law.limits import applies_to, entries

FIRST = date(2020, 1, 1)
CASES = ("assessment", "plan", "wait", "appeal", "child")
ENDS = (K.CASE_CLOSED, K.REQUEST_WITHDRAWN, K.PLAN_CEASED)
KINDS = {
    case: sorted(
        {str(k) for limit in limits_for(case) for k in (*limit.starts, *limit.stops, *ENDS)}
    )
    for case in CASES
}
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "about": st.sampled_from(["health", "autism", "wheelchair"]),
        "outcome": st.sampled_from(["keep", "amend", "cease"]),
        "phase": st.sampled_from(["school", "post-16"]),
        "order": st.sampled_from(["assess", "make-plan", "amend"]),
    },
)


@st.composite
def cases(draw, corrections=False):
    case = draw(st.sampled_from(CASES))
    count = draw(st.integers(1, 9))
    events = []
    for number in range(count):
        earlier = [event.key for event in events] if corrections else []
        target = draw(st.sampled_from([None, *earlier])) if earlier else None
        events.append(
            Event(
                key=f"{number:02}",
                kind=draw(st.sampled_from(KINDS[case])),
                on=FIRST + timedelta(days=draw(st.integers(0, 900))),
                facts=draw(FACTS),
                corrects=target,
                withdraws=target is not None and draw(st.booleans()),
            )
        )
    return case, events


def read(case, events):
    return read_clocks(limits_for(case), events)


def name(reading):
    return reading.rule, reading.about, reading.started_by


few = settings(max_examples=150, deadline=None)


@few
@given(cases(corrections=True), st.randoms(use_true_random=False))
def test_the_order_of_recording_never_matters(case_events, random):
    case, events = case_events
    expected = read(case, events)
    for _ in range(3):
        random.shuffle(events)
        assert read(case, events) == expected


@few
@given(cases(corrections=True))
def test_recording_a_thing_twice_changes_nothing(case_events):
    case, events = case_events
    assert read(case, events + events) == read(case, events)


@few
@given(
    cases(),
    st.sampled_from([e.id for e in entries()]),
    st.sampled_from([e.id for e in entries() if e.id.startswith("ex-")]),
)
def test_an_exception_never_moves_a_date(case_events, rule, ground):
    case, events = case_events
    excuse = Event(
        key="excuse", kind=K.EXCEPTION_RECORDED, on=FIRST, facts={"rule": rule, "ground": ground}
    )
    before, after = read(case, events), read(case, [*events, excuse])
    assert [replace(reading, lawful_reason=None) for reading in after] == list(before)
    excused = {reading.rule for reading in after if reading.lawful_reason}
    assert excused <= {rule}
    assert not excused or rule in applies_to(ground)


@few
@given(cases(), st.data())
def test_only_a_correction_or_withdrawal_can_reopen_a_clock(case_events, data):
    case, events = case_events
    more = Event(
        key="99",
        kind=data.draw(st.sampled_from(KINDS[case])),
        on=FIRST + timedelta(days=data.draw(st.integers(0, 1200))),
        facts=data.draw(FACTS),
    )
    before = {name(reading): reading for reading in read(case, events)}
    for after in read(case, [*events, more]):
        was = before.get(name(after))
        if was and was.stopped:
            assert after.stopped or after.superseded
            assert (after.stopped or after.superseded) <= was.stopped


@few
@given(cases())
def test_withdrawing_what_stopped_a_clock_never_leaves_it_stopped_then(case_events):
    case, events = case_events
    for reading in read(case, events):
        if reading.stopped_by and reading.stopped_by != reading.started_by:
            undo = Event(
                key="undo", kind="x", on=FIRST, corrects=reading.stopped_by, withdraws=True
            )
            found = {name(each): each for each in read(case, [*events, undo])}
            again = found.get(name(reading))
            assert again is None or again.stopped_by != reading.stopped_by


@few
@given(cases(corrections=True))
def test_withdrawing_every_event_leaves_no_clock(case_events):
    case, events = case_events
    undo = [
        Event(key=f"undo {e.key}", kind=e.kind, on=e.on, corrects=e.key, withdraws=True)
        for e in events
        if not e.withdraws
    ]
    assert read(case, events + undo) == ()


@few
@given(cases(), st.integers(1, 30))
def test_a_later_version_never_changes_an_old_case(case_events, weeks):
    case, events = case_events
    change = max(event.on for event in events) + timedelta(days=1)
    old = limits_for(case)
    both = [
        version
        for limit in old
        for version in (
            replace(limit, in_force_to=limit.in_force_to or change - timedelta(days=1)),
            replace(
                limit,
                in_force_from=change,
                count=Weeks(weeks),
                starts=limit.stops or limit.starts,
                stops=limit.starts,
                each=not limit.each,
            ),
        )
    ]
    assert read_clocks(both, events) == read_clocks(old, events)


@few
@given(cases(), st.integers(0, 1500))
def test_a_clock_that_was_met_or_superseded_stays_so(case_events, days):
    case, events = case_events
    day = FIRST + timedelta(days=days)
    settled = (State.MET, State.MET_LATE, State.SUPERSEDED)
    for reading in read(case, events):
        now, later = reading.state(day), reading.state(day + timedelta(days=200))
        assert now not in settled or later is now
        assert (reading.days_late(day) > 0) == (now in (State.LATE, State.MET_LATE))
        assert not (reading.stopped and reading.superseded)
        assert reading.limit.id == reading.rule


@few
@given(cases(corrections=True))
def test_a_rule_a_subject_and_a_start_name_one_clock(case_events):
    readings = read(*case_events)
    names = {(reading.rule, reading.about, reading.started) for reading in readings}
    assert len(names) == len(readings)
