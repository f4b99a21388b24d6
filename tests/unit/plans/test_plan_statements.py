"""What advice hands down, how complete the thread is, and who may write which part."""

from datetime import date

import pytest
from tests.unit.plans.gold.children import amara
from tests.unit.plans.gold.edits import whole

from goldenthread.access.rules import Role
from goldenthread.audit.rules import FieldClass
from goldenthread.plans.content import AdviceKind, Plan
from goldenthread.plans.rules.parts import WRITES, sections_of
from goldenthread.plans.rules.reach import shown
from goldenthread.plans.rules.sections import SECTIONS
from goldenthread.plans.rules.statements import (
    SourceStatement,
    evidence_ids,
    thread_of,
    thread_sentence,
)

F = FieldClass


def statement(**more) -> SourceStatement:
    facts = {
        "key": "advice/1/need/1",
        "advice": "advice/1",
        "kind": AdviceKind.PSYCHOLOGY,
        "author": "Dr P Lund",
        "role": "Educational psychologist",
        "body": "Northmoor Council",
        "title": "Advice",
        "written_date": date(2026, 4, 20),
        "section": "B",
        "text": "Amara loses the second of two spoken steps.",
    }
    return SourceStatement(**{**facts, **more})


@pytest.mark.parametrize("wrong", [{"section": "Z"}, {"key": ""}, {"text": " "}])
def test_a_statement_without_words_key_or_place_is_refused(wrong):
    with pytest.raises(ValueError, match=r"section|statement"):
        statement(**wrong)


def test_each_advice_takes_one_row_of_section_k_after_those_there_are():
    given = [statement(), statement(key="2"), statement(key="3", advice="advice/2")]
    assert evidence_ids(given, ["K1", "K4"]) == {"advice/1": "K5", "advice/2": "K6"}


def test_a_whole_thread_says_so():
    thread = thread_of(amara(), without_place=0)
    assert thread.whole
    assert thread_sentence(thread, rows=9) == (
        "Every need has provision and an outcome, and all advice has its place."
    )


def test_loose_ends_are_counted_and_named():
    plan = amara()
    links = tuple(link for link in plan.links if "B3" not in (link.source, link.target))
    thread = thread_of(whole(links=links)(plan), without_place=2)
    words = thread_sentence(thread, rows=9)
    assert "1 need has no provision (B3)" in words
    assert "1 line of provision answers no need (F3)" in words
    assert "1 statement has no source (B3)" in words
    assert words.endswith("2 recommendations have no place yet.")
    assert not thread.whole


def test_an_empty_plan_says_that_nothing_is_written():
    thread = thread_of(Plan(), without_place=0)
    assert thread_sentence(thread, rows=0) == "Nothing is written yet, and no advice has come in."


def test_the_ehc_team_writes_everything_and_advisers_their_own_part():
    assert sections_of([Role.EHC_OFFICER]) == frozenset(SECTIONS)
    assert "G" in sections_of([Role.HEALTH_ADVISER])
    assert sections_of([Role.PSYCHOLOGIST]) == {"B", "E", "F"}
    assert sections_of([Role.SOCIAL_WORKER, Role.SENCO]) == {"A", "B", "D", "E", "F", "H1", "H2"}
    assert sections_of([Role.COMMISSIONER, Role.DATA_OFFICER]) == frozenset()
    for role, sections in WRITES.items():
        assert sections <= set(SECTIONS), role
        assert role in (Role.EHC_OFFICER, Role.EHC_MANAGER) or "I" not in sections


def test_where_the_child_is_and_other_people_are_left_out_without_the_right():
    bare = shown(amara(), {F.PROFESSIONAL})
    said = bare.model_dump_json()
    assert "Hillside" not in said
    assert bare.placement is None
    assert bare.cover.parents == ()
    assert shown(amara(), set(F)) == amara()
    assert shown(amara(), {F.LOCATION}).placement == amara().placement
