"""How long one child may still wait, and when the list's history cannot say."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.config.cli import main
from goldenthread.waits.rules import forecast, invented
from goldenthread.waits.rules.forecast import TooThin
from goldenthread.waits.rules.lists import STILL_WAITING, WaitingList

DOCUMENT = Path(__file__).parents[3] / "docs" / "waits.md"
STEADY, TOGETHER = invented.KINDS[0], invented.KINDS[-1]
ASKED = invented.START + 5 * invented.YEAR


def listed(referral, removal, seen=None):
    rows = len(referral)
    return WaitingList(
        np.array(referral, dtype=np.int64),
        np.array(removal, dtype=np.int64),
        np.ones(rows, dtype=np.bool_) if seen is None else np.array(seen),
    )


def one_a_day(wait, days):
    """A list on which one child comes each day and each waits the same number of days."""
    return listed(range(days), range(wait, days + wait))


@pytest.fixture(scope="module")
def rows():
    return invented.invent(TOGETHER, 8, 3)


@pytest.fixture(scope="module")
def path(rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("lists") / "list.csv"
    text = [
        np.where(days == STILL_WAITING, "", days.astype("datetime64[D]").astype(str))
        for days in (
            rows.referral,
            np.where(rows.seen, rows.removal, STILL_WAITING),
            np.where(rows.seen, STILL_WAITING, rows.removal),
        )
    ]
    lines = [",".join(row) for row in zip(*text, strict=True)]
    path.write_text("\n".join(["referral,removal,withdrawal", *lines]) + "\n")
    return path


class TestQuantiles:
    def test_without_those_still_waiting_they_are_the_plain_ones(self):
        times = np.arange(1.0, 101.0)
        found = forecast.survival_quantiles(times, np.ones(100, dtype=bool))
        assert found.tolist() == pytest.approx([10, 50, 90], abs=1)

    def test_a_worked_example(self):
        """Five children: seen at 1, 3 and 5, still waiting at 2 and 4. Kaplan and Meier's
        estimate falls to 0.8 at 1, to 0.533 at 3 and to nought at 5."""
        times = np.array([5.0, 1.0, 2.0, 3.0, 4.0])
        ended = np.array([True, True, False, True, False])
        assert forecast.survival_quantiles(times, ended).tolist() == [1, 5, 5]

    def test_what_is_not_reached_is_no_number(self):
        found = forecast.survival_quantiles(np.array([1.0, 2.0]), np.array([True, False]))
        assert found[0] == found[1] == 1
        assert np.isnan(found[2])

    @given(st.lists(st.tuples(st.floats(0.1, 100), st.booleans()), min_size=1, max_size=60))
    def test_they_rise_and_reading_waiting_as_seen_would_shorten_them(self, pairs):
        times, ended = np.array([t for t, _ in pairs]), np.array([e for _, e in pairs])
        found = forecast.survival_quantiles(times, ended)
        naive = forecast.survival_quantiles(times, np.ones(len(pairs), dtype=bool))
        known = ~np.isnan(found)
        assert (np.diff(found[known]) >= 0).all()
        assert (found[known] >= naive[known]).all()


class TestForecast:
    def test_on_a_list_that_never_varies_it_is_the_wait_left(self):
        """Each child waits 50 days, so one referred 20 days ago has 30 to go."""
        model = forecast.learn(one_a_day(50, 2000), 1500)
        found = forecast.forecast(model, np.array([1480, 1451, 1500]))
        assert found.middle.tolist() == pytest.approx([30, 1, 50], abs=1)
        assert (found.high - found.low).max() <= 3
        assert found.ahead.tolist() == [29, 0, 49]

    def test_nothing_after_the_day_of_asking_is_used(self, rows):
        later = rows.referral > ASKED
        removal = np.where(rows.removal > ASKED, STILL_WAITING, rows.removal)
        known = WaitingList(rows.referral, removal, rows.seen | (rows.removal > ASKED)).only(~later)
        asked = np.arange(ASKED - 100, ASKED)
        now, then = (forecast.forecast(forecast.learn(r, ASKED), asked) for r in (rows, known))
        assert np.array_equal(now.high, then.high)
        assert np.array_equal(now.middle, then.middle)

    def test_the_order_of_rows_does_not_matter(self, rows):
        mixed = rows.only(np.random.default_rng(1).permutation(len(rows)))
        asked = np.arange(ASKED - 100, ASKED)
        first, second = (forecast.forecast(forecast.learn(r, ASKED), asked) for r in (rows, mixed))
        assert np.array_equal(first.high, second.high)

    def test_the_interval_holds_the_middle_and_waits_are_not_below_nought(self, rows):
        model = forecast.learn(rows, ASKED)
        found = forecast.forecast(model, model.queue)
        told = ~np.isnan(found.middle)
        assert told.mean() > 0.9
        assert (found.low[told] <= found.middle[told]).all()
        assert (found.middle[told] <= found.high[told]).all()
        assert found.low[told].min() >= 0

    def test_a_child_at_random_turn_waits_as_waits_go(self):
        """Where turns are drawn by lot, place says nothing; the list's own waits say it all."""
        random = np.random.default_rng(2)
        referral = np.sort(random.integers(0, 3000, 12_000))
        removal = referral + random.geometric(1 / 100, 12_000)
        model = forecast.learn(listed(referral, removal), 2500)
        found = forecast.forecast(model, np.array([2495]))
        assert found.low[0] == pytest.approx(10, abs=5)
        assert found.middle[0] == pytest.approx(69, abs=12)
        assert found.high[0] == pytest.approx(230, abs=35)

    def test_leaving_unseen_is_not_read_as_being_seen(self):
        """Half leave unseen at 10 days; those who stay are seen at 100."""
        days = np.arange(3000)
        odd = days % 2 == 1
        mixed = listed(days, np.where(odd, days + 10, days + 100), ~odd)
        found = forecast.forecast(forecast.learn(mixed, 2500), np.array([2499]))
        assert found.middle[0] == pytest.approx(99, abs=4)


class TestRefusals:
    def refused(self, rows, on):
        with pytest.raises(TooThin) as problem:
            forecast.learn(rows, on)
        return str(problem.value)

    def test_an_empty_list_and_a_young_one(self):
        assert "shorter than a year" in self.refused(listed([], []), 1000)
        assert "shorter than a year" in self.refused(one_a_day(20, 300), 300)

    def test_few_seen(self):
        assert "Fewer than 100" in self.refused(
            listed(range(0, 1000, 12), range(30, 1030, 12)), 1000
        )

    def test_a_list_that_stands_still(self):
        assert "half year" in self.refused(one_a_day(30, 600), 900)

    def test_nobody_left_yet(self):
        rows = listed(range(1000), [STILL_WAITING] * 1000)
        assert "shorter than a year" in self.refused(rows, 1000)

    def test_a_child_not_referred_yet(self):
        model = forecast.learn(one_a_day(50, 2000), 1500)
        found = forecast.forecast(model, np.array([1501]))
        assert found.reason == [forecast.NOT_REFERRED]
        assert np.isnan(found.middle[0])

    def test_a_wait_longer_than_the_history_can_carry(self):
        """Three years of records cannot say how long the back of a two-year queue will wait."""
        days = 3 * 364
        pace = np.arange(0, days * 2) // 2
        referral = np.sort(np.concatenate((np.arange(-728, 0), pace)))
        removal = np.full(len(referral), STILL_WAITING)
        removal[: days * 1] = np.arange(days)  # one leaves a day, two come
        model = forecast.learn(listed(referral, removal), days)
        found = forecast.forecast(model, model.queue)
        assert found.reason[0] == ""
        assert found.reason[-1] == forecast.TOO_LONG
        assert np.isnan(found.high[-1])


class TestCoverage:
    def test_held_back_years_fall_inside_four_times_in_five(self):
        """One list of each kind; more lists stand in docs/waits.md."""
        found = [invented.held_back(kind, 2) for kind in invented.KINDS]
        checked = sum(one.checked for one in found)
        assert checked > 20_000
        assert 75 <= 100 * sum(one.inside for one in found) / checked <= 88

    def test_a_forecast_made_in_the_past_is_counted_once_and_each_way(self, rows):
        found = forecast.back_test(rows, ASKED)
        assert found.checked == found.inside + found.sooner + found.later
        assert found.checked > 500
        assert 65 <= found.percent <= 95

    def test_it_can_come_out_badly(self):
        """A list whose pace falls to a third after learning leaves its forecasts too short."""
        slow = 1600 + 3 * np.arange(2000)
        removal = np.where(np.arange(2000) < 1500, np.arange(2000) + 50, slow - 3 * 1500 + 50)
        rows = listed(range(2000), removal)
        checked, inside, sooner, later = forecast.check_on(rows, 1560, 4000).tolist()
        assert later > sooner
        assert inside < checked / 2

    def test_a_thin_history_has_no_coverage(self):
        assert forecast.back_test(listed([], []), 10).percent is None
        assert forecast.back_test(one_a_day(20, 300), 300).checked == 0

    def test_the_document_prints_what_a_new_run_gives(self):
        """The whole table takes longer; one row of it is made again here."""
        found = invented.held_back(STEADY, 8)
        row = next(
            line for line in DOCUMENT.read_text().splitlines() if line.startswith("| steady |")
        )
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert cells[1:4] == [str(found.days), f"{found.checked:,}", f"{found.percent:.1f}%"]

    def test_every_kind_in_the_document_lies_between_75_and_88(self):
        lines = DOCUMENT.read_text().splitlines()
        for name in (*(kind.name for kind in invented.KINDS), "all kinds"):
            row = next(line for line in lines if line.startswith(f"| {name} |"))
            assert 75 <= float(row.split("|")[4].strip().rstrip("%")) <= 88


class TestCommands:
    def run(self, *words):
        return CliRunner().invoke(main, ["waits", *map(str, words)])

    def test_one_child(self, path):
        done = self.run(
            "forecast", path, "--on", "2021-01-01", "--referred", "2020-12-01", "--json"
        )
        found = json.loads(done.stdout)
        one = found["forecasts"][0]
        assert one["from_weeks"] < one["expected_weeks"] < one["to_weeks"]
        assert found["past_forecasts"]["checked"] > 0
        assert found["past_forecasts"]["interval_percent"] == 80

    def test_everyone_waiting_for_a_person(self, path):
        done = self.run("forecast", path, "--on", "2021-01-01")
        assert done.exit_code == 0
        assert "inside_percent: " in done.stdout
        assert "  referred 2020-12-3" in done.stdout

    def test_a_refusal_is_an_answer_with_its_reason(self, path):
        done = self.run("forecast", path, "--on", "2016-03-01", "--json")
        found = json.loads(done.stdout)
        assert done.exit_code == 0
        assert found["forecasts"] is None
        assert "shorter than a year" in found["reason"]

    def test_a_child_it_cannot_speak_for(self, path):
        words = ("--on", "2021-01-01", "--referred", "2021-02-01", "--json")
        one = json.loads(self.run("forecast", path, *words).stdout)["forecasts"][0]
        assert one["expected_weeks"] is None
        assert one["reason"] == forecast.NOT_REFERRED

    def test_backtest(self):
        done = self.run("backtest", "--lists", 1, "--kind", "steady", "--json")
        assert json.loads(done.stdout)["steady"]["checked"] > 100
        done = self.run("backtest", "--lists", 1, "--kind", "steady")
        assert done.stdout.splitlines()[2].startswith("| steady | 4 |")
        assert self.run("backtest", "--kind", "none").exit_code == 2
