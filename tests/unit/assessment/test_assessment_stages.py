"""The four tables of an assessment: every pair of stages, and nothing left out."""

from itertools import product

import pytest

from goldenthread.assessment.rules import (
    ENDED,
    EVENTS,
    MOVES,
    NOTICES,
    OPEN,
    STAGE_NAMES,
    TURNS,
    WAITS_ON,
    NoticeKind,
    Stage,
    WrongStage,
    check_move,
)
from goldenthread.law.clocks import CASE_ENDS
from goldenthread.law.events import EventKind as K
from goldenthread.law.limits import TimeLimit, entries

S = Stage
EITHER = {S.WITHDRAWN, S.MOVED_AWAY}  # the family may leave any case that is open
ALLOWED = {
    (S.REQUESTED, S.DECIDING_ASSESS),
    (S.REQUESTED, S.ASSESSING),
    (S.REQUESTED, S.NOT_ASSESSED),
    (S.DECIDING_ASSESS, S.ASSESSING),
    (S.DECIDING_ASSESS, S.NOT_ASSESSED),
    (S.ASSESSING, S.DECIDING_ISSUE),
    (S.ASSESSING, S.DRAFTING),
    (S.ASSESSING, S.NO_PLAN),
    (S.DECIDING_ISSUE, S.ASSESSING),  # the panel asks for more advice
    (S.DECIDING_ISSUE, S.DRAFTING),
    (S.DECIDING_ISSUE, S.NO_PLAN),
    (S.DRAFTING, S.DRAFT_WITH_FAMILY),
    (S.DRAFT_WITH_FAMILY, S.DRAFT_WITH_FAMILY),  # an amended draft: fifteen days again
    (S.DRAFT_WITH_FAMILY, S.CONSULTING),
    (S.DRAFT_WITH_FAMILY, S.FINALISING),
    (S.CONSULTING, S.DRAFT_WITH_FAMILY),
    (S.CONSULTING, S.FINALISING),
    (S.FINALISING, S.DRAFT_WITH_FAMILY),
    (S.FINALISING, S.CONSULTING),
    (S.FINALISING, S.PLAN_ISSUED),
    *((stage, S.NO_PLAN) for stage in (S.DRAFTING, S.DRAFT_WITH_FAMILY)),
    *((stage, S.NO_PLAN) for stage in (S.CONSULTING, S.FINALISING)),
    *product((S.NOT_ASSESSED, S.NO_PLAN), (S.ORDERED,)),  # regs 42, 44, 45
    *product((S.ORDERED,), (S.ASSESSING, S.DECIDING_ISSUE, S.DRAFTING)),
    *product(OPEN, EITHER),
}


@pytest.mark.parametrize(("now", "to"), list(product(Stage, Stage)))
def test_every_pair_of_stages(now, to):
    if (now, to) in ALLOWED:
        check_move(now=now, to=to)
    else:
        with pytest.raises(WrongStage) as refused:
            check_move(now=now, to=to)
        assert STAGE_NAMES[now] in str(refused.value)
        assert str(refused.value).endswith(".")


@pytest.mark.parametrize("table", [MOVES, STAGE_NAMES, WAITS_ON, EVENTS, NOTICES])
def test_every_stage_stands_in_every_table(table):
    assert set(table) == set(Stage)


def test_an_ended_case_waits_on_nobody_and_an_open_one_on_somebody():
    assert {stage for stage in Stage if not WAITS_ON[stage]} == ENDED


def test_only_a_tribunal_or_an_agreement_opens_an_ended_case_again():
    assert {(now, to) for now in ENDED for to in MOVES[now]} == {
        (S.NOT_ASSESSED, S.ORDERED),
        (S.NO_PLAN, S.ORDERED),
    }


def test_every_stage_can_be_reached_from_a_request_and_every_open_one_can_end():
    reached, found = {S.REQUESTED}, {S.REQUESTED}
    while found:
        found = {to for now in found for to in MOVES[now]} - reached
        reached |= found
    assert reached == set(Stage)
    for stage in OPEN:
        assert MOVES[stage] & ENDED


@pytest.mark.parametrize("stage", [s for s in Stage if EVENTS[s] is not K.STAGE_REACHED])
def test_what_arriving_records_is_something_a_clock_of_the_case_reads(stage):
    read = {kind for kinds in CASE_ENDS.values() for kind in kinds}
    for limit in entries():
        if isinstance(limit, TimeLimit) and "assessment" in limit.case_types:
            read |= {*limit.starts, *limit.stops, *limit.ends}
    assert EVENTS[stage] in read


def test_every_decision_the_family_can_appeal_has_its_own_notice():
    assert NOTICES[S.NOT_ASSESSED] is NoticeKind.WILL_NOT_ASSESS
    assert NOTICES[S.NO_PLAN] is NoticeKind.WILL_NOT_ISSUE
    assert NOTICES[S.PLAN_ISSUED] is NoticeKind.FINAL
    told = [notice for notice in NOTICES.values() if notice]
    assert len(told) == len(set(told))


def test_a_stage_whose_event_stops_a_duty_of_the_council_tells_the_family():
    for stage, kind in EVENTS.items():
        stops = [e for e in entries() if isinstance(e, TimeLimit) and kind in e.stops]
        if any("assessment" in e.case_types for e in stops):
            assert NOTICES[stage] is not None


def test_no_two_stages_are_told_by_one_event_of_the_law():
    kinds = [kind for kind in EVENTS.values() if kind is not K.STAGE_REACHED]
    assert len(kinds) == len(set(kinds))
    assert K.REQUEST_RECEIVED in kinds


def test_a_turn_is_one_that_the_clocks_know():
    assert {WAITS_ON[stage] for stage in OPEN} == set(TURNS)
