"""What an event may say: codes and references, each in its shape, and nothing else."""

from datetime import date

import pytest

from goldenthread.law.events import EventKind
from goldenthread.law.limits import TimeLimit, entries
from goldenthread.timeline.rules import facts
from goldenthread.timeline.rules.facts import BadEvent


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (EventKind.REQUEST_RECEIVED, {}),
        (EventKind.REQUEST_RECEIVED, {"channel": "email", "waiting_on": "council"}),
        (EventKind.ADVICE_REQUESTED, {"about": "health", "waiting_on": "health provider"}),
        (EventKind.PHASE_EXPECTED, {"phase": "post-16"}),
        (EventKind.CASE_ALLOCATED, {"post": 12, "about": "psychology"}),
        (EventKind.DRAFT_SERVED, {"decided": "2026-01-05", "sent": "2026-01-06", "record": 9}),
        (
            EventKind.EXCEPTION_RECORDED,
            {"rule": "as-final", "ground": "ex-personal", "approver": 3, "evidence": 4},
        ),
    ],
)
def test_what_an_event_may_say(kind, said):
    facts.check_facts(kind, said)


@pytest.mark.parametrize(
    ("kind", "said", "complaint"),
    [
        (EventKind.REQUEST_RECEIVED, {"post": 4}, "no fact called 'post'"),
        (EventKind.REQUEST_RECEIVED, {"waiting_on": "mum, who rang twice"}, "must be one of those"),
        (EventKind.REQUEST_RECEIVED, {"channel": ""}, "must be a code"),
        (EventKind.REQUEST_RECEIVED, {"channel": "email\n"}, "must be a code"),
        (EventKind.ORDER_MADE, {"order": "sack-the-director"}, "must be one of: assess"),
        (EventKind.CASE_ALLOCATED, {"post": True}, "the number of a record"),
        (EventKind.CASE_ALLOCATED, {"post": "12"}, "the number of a record"),
        (EventKind.CASE_ALLOCATED, {"post": 0}, "the number of a record"),
        (EventKind.DRAFT_SERVED, {"sent": "20260105"}, "a date"),
        (EventKind.DRAFT_SERVED, {"sent": "2026-02-30"}, "a date"),
        (EventKind.DRAFT_SERVED, {"sent": date(2026, 1, 5)}, "a date"),
    ],
)
def test_what_it_may_not(kind, said, complaint):
    with pytest.raises(BadEvent, match=complaint):
        facts.check_facts(kind, said)


def test_a_withdrawal_says_its_reason_and_no_more():
    facts.check_facts(EventKind.PLAN_ISSUED, {"reason": "wrong-child"}, withdraws=True)
    with pytest.raises(BadEvent, match="channel"):
        facts.check_facts(EventKind.PLAN_ISSUED, {"channel": "email"}, withdraws=True)


def test_an_unknown_kind_is_named():
    assert facts.check_kind("plan.issued") is EventKind.PLAN_ISSUED
    with pytest.raises(BadEvent, match=r"'plan\.posted'"):
        facts.check_kind("plan.posted")


def test_nothing_that_happened_is_dated_after_it_was_recorded():
    today = date(2026, 3, 2)
    facts.check_day(EventKind.PLAN_ISSUED, today, today)
    facts.check_day(EventKind.PHASE_EXPECTED, date(2027, 9, 1), today)
    with pytest.raises(BadEvent, match="2026-03-03"):
        facts.check_day(EventKind.PLAN_ISSUED, date(2026, 3, 3), today)


@pytest.mark.parametrize("key", ["", "a b", "a#2", "x" * 201, "naïve", "a\n"])
def test_keys_that_are_refused(key):
    with pytest.raises(BadEvent):
        facts.check_key(key)


def test_keys_that_are_kept():
    facts.check_key("sen2/2026/830/A123456789012/plan.issued/2026-01-05")


@pytest.mark.parametrize(("case_type", "case_id"), [("", 1), ("plan", 0), ("plan", -4), ("a b", 2)])
def test_a_case_needs_a_type_and_a_number(case_type, case_id):
    with pytest.raises(BadEvent):
        facts.check_case(case_type, case_id, 1)
    facts.check_case("plan", 2**40, 1)


def test_a_case_is_a_childs_unless_its_type_is_about_none():
    facts.check_case("area", 830, None)
    with pytest.raises(BadEvent, match="name none"):
        facts.check_case("area", 830, 1)
    with pytest.raises(BadEvent, match="name the child"):
        facts.check_case("plan", 1, None)


def test_every_kind_with_facts_of_its_own_keeps_clear_of_the_common_ones():
    for own in facts.OWN.values():
        assert not own.keys() & facts.COMMON.keys()


def test_every_fact_the_law_reads_may_be_said():
    """Each start, gate and count of a limit reads facts; an event must be allowed to say them."""
    limits = [each for each in entries() if isinstance(each, TimeLimit)]
    for limit in limits:
        read = [limit.only_if, limit.unless]
        for wanted in filter(None, read):
            for kind in limit.starts:
                for value in wanted[1]:
                    facts.check_facts(kind, {wanted[0]: str(value)})
        if limit.gate:
            for value in limit.gate[2]:
                facts.check_facts(limit.gate[0], {limit.gate[1]: str(value)})
        for name in {*limit.count.needs, *limit.count.may_use} - {"calendar"}:
            assert name in facts.COMMON
    assert limits
