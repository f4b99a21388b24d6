"""Invented plans in words: sound where they should be, and with the faults that are asked for."""

from datetime import date

import pytest

from goldenthread.demo.plan_words import THEMES, invented_plan
from goldenthread.plans.checks import check_plan
from goldenthread.plans.rules.issue import figures_of
from goldenthread.plans.rules.sections import join, split
from goldenthread.plans.rules.statements import thread_of

DAY = date(2026, 11, 22)


def told(chosen: int = 0, **more):
    plan = invented_plan(
        "Ivy", chosen=chosen, written=date(2026, 3, 1), advice=date(2026, 1, 5), **more
    )
    facts = {
        "child_name": "Ivy Ashdown",
        "known_as": "Ivy",
        "pronouns": "she/her",
        "birth_date": date(2017, 4, 4),
    }
    return plan.model_copy(update={"cover": plan.cover.model_copy(update=facts)})


@pytest.mark.parametrize("chosen", range(4))
def test_one_from_year_9_prepares_for_each_area_of_adult_life(chosen):
    teenager = {"birth_date": date(2011, 4, 4)}
    found = {}
    for adult in (True, False):
        plan = told(chosen, adult=adult)
        plan = plan.model_copy(update={"cover": plan.cover.model_copy(update=teenager)})
        found[adult] = {each.check for each in check_plan(plan, DAY).findings} & {"L105", "L106"}
        assert thread_of(plan, without_place=0).whole
    assert found == {True: set(), False: {"L105", "L106"}}


@pytest.mark.parametrize("chosen", range(4))
def test_a_sound_one_names_nobody_else_and_its_thread_is_whole(chosen):
    plan = told(chosen)
    found = {each.check for each in check_plan(plan, DAY).findings}
    assert not {"L01", "L02", "L03", "L06", "L50", "L51", "L53"} & found
    assert thread_of(plan, without_place=0).whole
    assert plan.invented


def test_each_child_has_two_to_four_needs_and_the_same_each_time():
    assert {len(told(n).needs) for n in range(6)} == {2, 3, 4}
    assert told(5) == told(5)
    assert len(THEMES) == 4


def test_a_vague_one_and_a_silent_one_are_counted_so():
    assert figures_of(told(1), DAY).vague_lines == 0
    assert figures_of(told(1, vague=True), DAY).vague_lines == 1
    sound, silent = figures_of(told(), DAY), figures_of(told(silent=True), DAY)
    assert silent.silent_sections > sound.silent_sections


def test_it_can_be_taken_apart_to_be_written_on():
    plan = told(2)
    assert join(split(plan)).provision == plan.provision
