"""The four tables of a disagreement: each pair of places, and what needs what."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from goldenthread.assessment.rules import ANSWERS, ORDER_WORDS
from goldenthread.law.clocks import limits_for
from goldenthread.law.events import Order
from goldenthread.law.limits import Owner
from goldenthread.redress.rules import (
    ABOUT,
    AFTER_STEPS,
    BINDS,
    CASE,
    EVENTS,
    IMPLIES,
    LONGEST,
    MOVES,
    OF_ASSESSMENT,
    ONCE,
    STANDING_WORDS,
    STEP_WORDS,
    TURNS,
    Missing,
    NotNow,
    Standing,
    Step,
    Topic,
    WrongDay,
    about,
    check_day,
    check_order,
    check_step,
    check_words,
    implied,
    possible,
    turn_words,
)

S, T = Standing, Step
NOTICE, TODAY = date(2026, 10, 12), date(2026, 11, 22)
EVERY = frozenset(Step)


@pytest.mark.parametrize(("step", "now"), list(product(Step, Standing)))
def test_a_step_is_taken_from_the_places_its_table_names_and_no_other(step, now):
    done = AFTER_STEPS.get(step, frozenset())
    if now in MOVES[step]:
        assert check_step(step, now=now, done=done) is MOVES[step][now]
    else:
        with pytest.raises(NotNow, match=STANDING_WORDS[now]):
            check_step(step, now=now, done=done)


def test_every_step_and_place_stands_in_every_table():
    assert set(MOVES) == set(STEP_WORDS) == set(EVENTS) == EVERY
    assert set(STANDING_WORDS) == set(TURNS) == set(Standing)


def test_every_place_is_reached_and_every_one_but_the_end_is_left():
    reached = {to for moves in MOVES.values() for to in moves.values()} | {S.OPEN}
    left = {now for moves in MOVES.values() for now, to in moves.items() if to is not now}
    assert reached == set(Standing)
    assert left == set(Standing) - {S.ENDED}


def test_nothing_opens_what_has_ended():
    assert {moves[S.ENDED] for moves in MOVES.values() if S.ENDED in moves} == {S.ENDED}


def test_the_law_reads_what_each_step_records():
    """Every limit about a disagreement that a step could start or stop is started and stopped."""
    recorded = {str(kind) for kinds in EVENTS.values() for kind in kinds} | {"notice.sent"}
    elsewhere = ("ddis-claim", "cease-pause")  # a claim against a school; ending a plan
    ours = [each for each in limits_for(CASE) if each.id not in elsewhere]
    ours = [each for each in ours if not each.id.startswith("ord-")]
    for limit in ours:
        assert recorded & {str(each) for each in limit.starts}, limit.id
        assert recorded & {str(each) for each in limit.stops}, limit.id


@pytest.mark.parametrize("step", sorted(AFTER_STEPS))
def test_a_step_that_follows_another_is_refused_before_it(step):
    now = next(iter(MOVES[step]))
    with pytest.raises(NotNow, match="Record first"):
        check_step(step, now=now, done=frozenset())


@pytest.mark.parametrize("step", sorted(ONCE))
def test_what_happens_once_is_refused_again(step):
    now = next(iter(MOVES[step]))
    with pytest.raises(NotNow, match="happens once"):
        check_step(step, now=now, done=AFTER_STEPS.get(step, frozenset()) | {step})


def test_what_is_offered_is_what_would_be_taken():
    for now, done in product(Standing, (frozenset(), frozenset({T.ORDERED}), EVERY)):
        for step in possible(now=now, done=done, binding=True):
            check_step(step, now=now, done=done)


def test_only_who_may_commit_the_council_is_offered_giving_way():
    with_it = possible(now=S.APPEAL, done=frozenset(), binding=True)
    without = possible(now=S.APPEAL, done=frozenset(), binding=False)
    assert set(with_it) - set(without) == {T.CONCEDED}


@pytest.mark.parametrize(
    ("step", "now", "done", "before"),
    [
        (T.ASKED, S.OPEN, frozenset(), T.CONTACTED),
        (T.REFUSED, S.OPEN, frozenset({T.CONTACTED}), None),
        (T.AGREED, S.MEDIATION, frozenset({T.ASKED}), T.HELD),
        (T.AGREED, S.CERTIFICATE, frozenset({T.HELD}), None),
        (T.AGREED, S.TRIBUNAL, frozenset({T.APPEALED}), None),
        (T.APPEALED, S.OPEN, frozenset(), None),
    ],
)
def test_what_goes_without_saying_is_recorded_with_it(step, now, done, before):
    assert implied(step, now=now, done=done) is before


def test_what_goes_without_saying_stands_in_the_same_table():
    assert set(IMPLIES) | set(IMPLIES.values()) <= EVERY
    assert BINDS <= EVERY


class TestOrders:
    def test_each_decision_can_be_answered_and_each_order_answers_one(self):
        offered = {order for each in ABOUT.values() for order in each.orders}
        assert offered == set(Order)
        assert offered == set(ORDER_WORDS)

    def test_those_about_a_request_are_the_ones_that_open_it_again(self):
        orders = {order for each in OF_ASSESSMENT for order in ABOUT[each].orders}
        assert orders == set(ANSWERS)

    def test_a_decision_of_another_name_is_taken_as_about_the_plan(self):
        assert about("something-else").topic is Topic.OTHER
        assert check_order("amend", "something-else") is Order.AMEND

    @pytest.mark.parametrize(("order", "decision"), [("", "no-plan"), ("amend", "no-assessment")])
    def test_one_that_answers_another_decision_is_refused(self, order, decision):
        with pytest.raises(Missing):
            check_order(order, decision)


class TestDays:
    @pytest.mark.parametrize(
        ("day", "since", "says"),
        [
            (date(2026, 11, 23), None, "still to come"),
            (date(2026, 10, 11), None, "before the decision was sent"),
            (date(2026, 10, 20), date(2026, 10, 21), "recorded last"),
        ],
    )
    def test_one_that_cannot_be_is_refused(self, day, since, says):
        with pytest.raises(WrongDay, match=says):
            check_day(day, today=TODAY, notice=NOTICE, since=since)

    @pytest.mark.parametrize("day", [NOTICE, TODAY])
    def test_both_ends_are_allowed(self, day):
        check_day(day, today=TODAY, notice=NOTICE, since=NOTICE)


class TestWords:
    def test_are_needed_where_the_family_is_owed_them(self):
        with pytest.raises(Missing, match="the family will read it"):
            check_words(T.AGREED, "  ")
        assert check_words(T.CONTACTED, "  ") == ""

    def test_are_kept_to_a_length(self):
        with pytest.raises(Missing, match="6,000"):
            check_words(T.CONTACTED, "x" * (LONGEST + 1))


def test_somebody_is_waited_on_until_it_ends():
    assert turn_words(S.TRIBUNAL) == "the Tribunal"
    assert turn_words(S.MEDIATION) == f"the {Owner.COUNCIL}"
    assert turn_words(S.ENDED) == "nobody"
