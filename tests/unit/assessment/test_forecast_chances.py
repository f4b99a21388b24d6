"""Chances against sums done by hand, what counts as comparable, and when nothing is said."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from click.testing import CliRunner

from goldenthread.assessment.rules.forecast import (
    LEAST,
    Goal,
    Path,
    Question,
    Reach,
    Step,
    TooThin,
    back_test,
    chances,
    comparables_of,
    history_of,
)
from goldenthread.assessment.rules.forecast.telling import last_day
from goldenthread.config.cli import main

NOW = date(2026, 11, 22).toordinal()


def issued_after(case: int, received: int, days: int) -> Path:
    """A case that went straight to its plan: told on day 30, the plan after so many days."""
    steps = [received, *([received + 30] * 4)]
    done = received + days
    ended = done if done <= NOW else 0
    return Path(case, tuple(steps), received + 30, ended)


def withdrawn_after(case: int, received: int, days: int) -> Path:
    return Path(case, (received, 0, 0, 0, 0), 0, 0, received + days)


def asked(step=Step.FINISHING, received=NOW - 50, since=NOW - 20, due=NOW + 90, goal=Goal.ISSUE):
    return Question(-1, goal, step, received, since, due)


def spread(days: list[int], ago: int = 170) -> list[Path]:
    """One case on each of as many past days, so that all are of the last quarter's span."""
    return [issued_after(n, NOW - ago + n % 20, each) for n, each in enumerate(days)]


class TestChances:
    def test_are_the_plain_shares_when_every_end_is_known(self):
        """Of 40 comparables, 10 took 100 days, 30 took 145: at day 50, 90 days are left."""
        history = history_of(spread([100] * 10 + [145] * 30))
        (found,), _ = chances(history, [asked()], NOW)
        assert found.in_time == pytest.approx(10 / 40)
        assert (found.comparables, found.reached, found.going) == (40, 10, 30)
        assert found.late == pytest.approx(30 / 40)

    def test_count_a_withdrawal_as_an_end_of_its_own(self):
        told = [issued_after(n, NOW - 100 + n % 10, 40) for n in range(30)]
        gone = [withdrawn_after(100 + n, NOW - 100 + n % 10, 20) for n in range(10)]
        question = asked(Step.DECIDING, NOW - 5, NOW - 5, NOW + 37, Goal.DECIDE)
        (found,), _ = chances(history_of(told + gone), [question], NOW)
        assert (found.in_time, found.otherwise) == (pytest.approx(0.75), pytest.approx(0.25))
        assert found.late == pytest.approx(0)

    def test_say_all_withdraw_when_all_did(self):
        gone = [withdrawn_after(n, NOW - 100 + n % 10, 20) for n in range(40)]
        question = asked(Step.DECIDING, NOW - 5, NOW - 5, NOW + 37, Goal.DECIDE)
        (found,), _ = chances(history_of(gone), [question], NOW)
        assert (found.in_time, found.otherwise) == (0.0, pytest.approx(1))
        assert found.half_days is None

    def test_a_case_that_has_waited_longer_is_compared_with_those_that_did_too(self):
        """Half take 60 days and half 130. After 100 days only the slow half are comparable."""
        history = history_of(spread([60] * 40 + [130] * 40, ago=260))
        fresh = asked(received=NOW - 50, since=NOW - 20, due=NOW + 20)
        stale = asked(received=NOW - 100, since=NOW - 70, due=NOW + 20)
        first, second = chances(history, [fresh, stale], NOW)[0]
        assert first.in_time == pytest.approx(0.5)
        assert (second.in_time, second.comparables) == (0.0, 40)

    def test_those_still_open_are_censored_and_not_counted_as_late(self):
        """30 seen for 90 days reach it on the 60th; ten begun lately are cut off."""
        seen = [issued_after(n, NOW - 150, 110) for n in range(30)]
        young = [issued_after(50 + n, NOW - 60, 400) for n in range(10)]
        (found,), _ = chances(history_of(seen + young), [asked()], NOW)
        assert found.in_time == pytest.approx(1)
        assert (found.reached, found.unknown) == (30, 10)

    def test_add_up_to_one(self):
        rng = np.random.default_rng(5)
        rows = [issued_after(n, NOW - 300 + n, int(rng.integers(35, 300))) for n in range(200)]
        for found in chances(history_of(rows), [asked(due=NOW + d) for d in range(5, 120, 9)], NOW)[
            0
        ]:
            assert found.in_time + found.otherwise + found.late == pytest.approx(1)
            assert 0 <= found.in_time <= 1


class TestComparables:
    def test_too_few_are_refused_with_their_number(self):
        history = history_of(spread([100] * (LEAST - 1)))
        with pytest.raises(TooThin, match=f"Only {LEAST - 1} past cases .* needs {LEAST}"):
            comparables_of(history, asked(), NOW)
        found, thin = chances(history, [asked()], NOW)
        assert (found, list(thin)) == ([], [-1])

    def test_the_nearest_in_time_are_taken_when_there_are_enough(self):
        near, far = spread([100] * 30), [issued_after(99 + n, NOW - 500, 139) for n in range(99)]
        found = comparables_of(history_of(near + far), asked(), NOW)
        assert (found.reach, len(found)) == (Reach.QUARTER, 30)

    def test_the_same_season_comes_before_the_rest_of_the_year(self):
        season = [issued_after(n, NOW - 365 - 50, 100) for n in range(30)]
        other = [issued_after(99 + n, NOW - 365 + 70, 100) for n in range(50)]
        found = comparables_of(history_of(season + other), asked(), NOW)
        assert (found.reach, len(found)) == (Reach.SEASON, 30)

    def test_cases_as_far_on_are_taken_before_others(self):
        """In the same step for as long, but the others came to it half a year later."""
        alike = spread([100] * 30)
        slow = [Path(99 + n, (NOW - 400, *[NOW - 140] * 4), NOW - 140, NOW) for n in range(50)]
        found = comparables_of(history_of(alike + slow), asked(), NOW)
        assert (len(found), found.same_pace) == (30, True)
        found = comparables_of(history_of(alike[:9] + slow), asked(), NOW)
        assert (len(found), found.same_pace) == (59, False)

    def test_a_case_that_left_the_step_sooner_is_none(self):
        quick = [issued_after(n, NOW - 170, 45) for n in range(40)]  # 15 days in the step
        with pytest.raises(TooThin, match="Only 0"):
            comparables_of(history_of(quick), asked(), NOW)


class TestBackTesting:
    def test_knows_nothing_of_what_came_later(self):
        """Before the change every plan took 100 days; after it, 200. Said on the day before."""
        change = NOW - 400
        before = [issued_after(n, change - 400 + n, 100) for n in range(400)]
        after = [issued_after(900 + n, change - 30 + n, 200) for n in range(29)]
        found = back_test(history_of(before + after), [change], NOW, last_day, Goal.ISSUE)
        assert found.said == pytest.approx(1)
        assert 0 < found.came < 1

    def test_is_calibrated_where_nothing_changes(self):
        rng = np.random.default_rng(11)
        rows = [
            issued_after(n, NOW - 1500 + n // 2, int(rng.gamma(6, 23)) + 32) for n in range(2800)
        ]
        origins = list(range(NOW - 500, NOW - 28, 56))
        found = back_test(history_of(rows), origins, NOW, last_day, Goal.ISSUE)
        assert found.forecasts > 1000
        assert abs(found.said - found.came) < 0.04
        assert found.widest < 0.12
        assert found.skill > 0

    def test_a_file_is_tried_from_the_command_line(self, tmp_path):
        lines = ["case,kind,on,about"]
        for path in spread([100, 145] * 40, ago=400):
            for kind, on in (("request.received", path.entered[0]), ("plan.issued", path.issued)):
                lines.append(f"{path.case},{kind},{date.fromordinal(on)},")
        file = tmp_path / "events.csv"
        file.write_text("\n".join(lines) + "\n")
        ran = CliRunner().invoke(main, ["forecast", "test", str(file), "--on", "2026-11-22"])
        assert ran.exit_code == 0, ran.output
        assert "the final plan (20 weeks)" in ran.output
        assert "| Chance said | Forecasts | Said, mean | Came in time |" in ran.output

    def test_a_file_that_is_no_list_of_events_is_refused(self, tmp_path):
        file = tmp_path / "events.csv"
        file.write_text("a,b\n1,2\n")
        ran = CliRunner().invoke(main, ["forecast", "test", str(file), "--on", "2026-11-22"])
        assert ran.exit_code == 2
        assert "no column called about, case, kind, on" in ran.output
