"""Pathways as data, what may be done where, and groups told from chance."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest

from goldenthread.law import limits
from goldenthread.waits.rules import stages
from goldenthread.waits.rules.fairness import CHANCE, LESS, MORE, compare
from goldenthread.waits.rules.lists import day_number
from goldenthread.waits.rules.pathways import (
    LISTED,
    PATHWAYS,
    WHILE_WAITING,
    ClockType,
    Missed,
    UnknownPathway,
    pathway,
)
from goldenthread.waits.rules.simulation import Scenario
from goldenthread.waits.rules.stages import ENDED, MOVES, Act, Stage, WrongStage, after
from goldenthread.waits.rules.trials import clears_by, foretold_by_month, held_against, month_ends


class TestPathways:
    @pytest.mark.parametrize("way", list(PATHWAYS.values()), ids=lambda way: way.key)
    def test_each_says_how_it_is_counted_and_every_rule_is_of_law(self, way):
        assert way.starts
        assert way.seen_by
        assert way.target_weeks > 0
        for rule in way.rules:
            (found,) = limits.versions(rule)
            assert set(way.starts) & set(found.starts) or rule == "whl-review"
        for words in (way.withdrawal, way.transfer, way.monitoring, way.again):
            assert words.endswith(".")

    def test_every_kind_of_clock_has_a_pathway(self):
        assert {way.clock for way in PATHWAYS.values()} == set(ClockType)
        assert "ehc-advice" not in LISTED

    def test_the_promises_while_waiting_are_ours_and_of_law(self):
        for rule in WHILE_WAITING:
            (found,) = limits.versions(rule)
            assert found.force == "LOCAL"

    def test_only_the_eighteen_weeks_are_set_aside_by_a_first_visit_missed(self):
        aside = {k for k, way in PATHWAYS.items() if way.missed is Missed.FIRST_SET_ASIDE}
        assert aside == {"community-paediatrics"}

    def test_an_unknown_key_says_so(self):
        with pytest.raises(UnknownPathway, match="“none”"):
            pathway("none")


@pytest.mark.parametrize(("act", "stage"), list(product(Act, Stage)))
def test_an_act_is_allowed_or_refused_in_every_stage(act, stage):
    allowed, leads = MOVES[act]
    if stage in allowed:
        assert after(act, stage) == (leads or stage)
        assert act in stages.acts_at(stage)
    else:
        with pytest.raises(WrongStage):
            after(act, stage)


def test_nothing_is_done_once_a_referral_has_ended():
    assert all(stages.acts_at(stage) == () for stage in ENDED)
    assert set(stages.STAGE_NAMES) == set(stages.WAITS_ON) == set(Stage)


class TestFairness:
    def test_chance_in_small_groups_is_not_called_unfairness(self):
        found = compare({"A": (400, 200), "B": (5, 5)})
        assert {one.name: one.verdict for one in found}["B"] != MORE
        assert next(one for one in found if one.name == "B").shrunk < 0.95

    def test_a_real_difference_is_not_hidden(self):
        found = compare({"Valley": (600, 420), "Hill": (600, 240), "Plain": (600, 330)})
        assert [one.name for one in found] == ["Valley", "Plain", "Hill"]
        assert [one.verdict for one in found] == [MORE, CHANCE, LESS]

    def test_false_alarms_are_as_rare_as_the_limits_say(self):
        random = np.random.default_rng(7)
        alarms = total = 0
        for _ in range(200):
            sizes = random.integers(10, 200, 8)
            groups = {
                str(n): (int(size), int(random.binomial(size, 0.5))) for n, size in enumerate(sizes)
            }
            verdicts = [one.verdict for one in compare(groups)]
            alarms += sum(verdict in (MORE, LESS) for verdict in verdicts)
            total += len(verdicts)
        assert alarms / total < 0.01

    def test_nobody_is_no_group(self):
        assert compare({}) == []
        assert compare({"A": (0, 0)}) == []
        assert [one.verdict for one in compare({"A": (9, 9)})] == [CHANCE]


class TestTrials:
    START = day_number(date(2026, 11, 22))

    def scenario(self, **parts):
        return Scenario(
            **{"start": self.START, "end": self.START + 300, "demand": 20.0, "capacity": 20.0}
            | parts
        )

    def test_months_end_on_their_last_day(self):
        assert month_ends(date(2026, 11, 22), 3) == [
            *(date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31)),
        ]

    def test_more_clinicians_shorten_a_list_and_more_referrals_lengthen_it(self):
        waiting = np.full(300, self.START - 100)
        ends = {
            name: foretold_by_month(self.scenario(**parts), waiting, months=8, runs=20, seed=3)[-1][
                "middle"
            ]
            for name, parts in {
                "same": {},
                "two more": {"clinicians": 2.0, "slots_a_clinician": 2.0},
                "more demand": {"more_demand": 0.12},
                "diverted": {"diverted": 0.2},
            }.items()
        }
        assert ends["two more"] < ends["same"] < ends["more demand"]
        assert ends["diverted"] < ends["same"]

    def test_the_band_holds_the_middle_and_a_trial_is_held_against_what_came(self):
        months = foretold_by_month(
            self.scenario(), np.zeros(0, dtype=np.int64), months=3, runs=30, seed=1
        )
        assert all(m["low"] <= m["middle"] <= m["high"] for m in months)
        first = date.fromisoformat(months[0]["day"])
        held = held_against(months, {first: int(months[0]["middle"])})
        assert [row["inside"] for row in held] == [True, None, None]

    @pytest.mark.parametrize(
        ("numbers", "weeks"),
        [((620, 20, 30, 90), 53.0), ((50, 20, 20, 90), 0.0), ((620, 20, 20, 90), None)],
    )
    def test_when_a_list_clears(self, numbers, weeks):
        assert clears_by(*numbers) == weeks
