"""``goldenthread waits``: what is printed, where it is refused, and that it starts quickly."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from tests.unit.waits.nhsr import EXAMPLES, same

from goldenthread.config.cli import main


def run(*words, stdin=None):
    return CliRunner().invoke(main, ["waits", *map(str, words)], input=stdin)


def printed(*words, stdin=None):
    done = run(*words, stdin=stdin)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def written(tmp_path):
    def write(rows, heading="referral,removal"):
        path = tmp_path / "list.csv"
        path.write_text("\n".join([heading, *rows]) + "\n")
        return path

    return write


@pytest.fixture
def example(written):
    return written([f"{r['referral']},{r['removal'] or ''}" for r in EXAMPLES["lists"][0]["data"]])


class TestFigures:
    def test_compat_prints_the_packages_sections(self, example):
        found = printed("figures", example, "--target-weeks", 18, "--compat", "--json")
        checks = {
            check["fn"]: check["expected"]
            for check in EXAMPLES["lists"][0]["checks"]
            if check["args"] in ({}, {"target_wait": 18})
        }
        assert len(checks) == 4
        for section, expected in checks.items():
            assert same(found[section], expected)

    def test_the_window_is_as_asked(self, example):
        words = ("--from", "2024-01-01", "--to", "2024-03-31", "--compat", "--json")
        found = printed("figures", example, "--target-weeks", 4, *words)
        assert found["wl_stats"]["mean_wait"] == 81
        assert found["window"] == {"from": "2024-01-01", "to": "2024-03-31"}

    def test_the_service_view_is_in_weeks_with_reasons_for_nulls(self, example):
        found = printed("figures", example, "--target-weeks", 4, "--json")
        assert found["wl_stats"]["mean_wait"] == pytest.approx(6 / 7)
        assert found["wl_stats"]["pressure"] == pytest.approx(3 / 7)
        assert found["wl_stats"]["relief_capacity"] is None
        assert "not too big" in found["reasons"]["wl_stats"]["relief_capacity"]
        assert found["waits"]["returned_bands"]["1 to 2 weeks"] == 1

    def test_both_views_have_the_same_keys(self, example):
        words = ("figures", example, "--target-weeks", 4, "--json")
        ours, theirs = printed(*words), printed(*words, "--compat")
        for section in ("wl_queue_size", "wl_referral_stats", "wl_removal_stats", "wl_stats"):
            assert set(theirs[section]) <= set(ours[section])

    def test_what_the_package_refuses_is_an_error_in_its_place(self, written):
        path = written(["2024-01-01,", "2024-02-01,"])
        words = ("--target-weeks", 4, "--to", "2024-01-15", "--json", "--compat")
        found = printed("figures", path, *words)
        assert "after the end" in found["wl_stats"]["error"]
        assert found["wl_removal_stats"]["capacity_weekly"] == "NaN"

    def test_an_empty_list(self, written):
        words = ("figures", written([]), "--target-weeks", 4, "--json")
        assert printed(*words)["reasons"]["wl_stats"] == "The list has no rows to count."
        assert printed(*words, "--compat")["wl_stats"] == {"error": "The list has no rows."}

    def test_one_row(self, written):
        found = printed("figures", written(["2024-01-01,"]), "--target-weeks", 4, "--json")
        assert found["wl_stats"]["queue_size"] == 1
        assert found["wl_stats"]["mean_demand"] is None

    def test_for_a_person(self, example):
        done = run("figures", example, "--target-weeks", 4)
        assert done.exit_code == 0
        assert "  mean_wait: 0.8571\n" in done.stdout
        assert "not too big" in done.stdout

    def test_problems_for_a_person_name_their_rows(self, written):
        done = run("figures", written(["soon,"] * 30 + ["2024-01-01,"]), "--target-weeks", 4)
        assert "30 refused: referral is not a date (rows 2, 3," in done.stdout
        assert ", ...)" in done.stdout

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["--target-weeks", "0"], "above 0"),
            (["--target-weeks", "nan"], "above 0"),
            (["--target-weeks", "4", "--from", "1 May"], "year-month-day"),
            (["--target-weeks", "4", "--from", "2024-02-01", "--to", "2024-01-01"], "after --to"),
            (["--target-weeks", "4", "--removal-column", "gone"], "no column named 'gone'"),
        ],
    )
    def test_bad_words_end_with_two(self, example, words, message):
        done = run("figures", example, *words)
        assert done.exit_code == 2
        assert message in done.stderr
        assert done.stdout == ""

    def test_a_file_that_is_not_there(self, tmp_path):
        done = run("figures", tmp_path / "none.csv", "--target-weeks", 4)
        assert done.exit_code == 2
        assert "cannot be opened" in done.stderr


class TestCalc:
    def test_every_example_gets_its_line(self):
        asked = "\n".join(
            json.dumps({"fn": case["fn"], "args": case["args"]}) for case in EXAMPLES["cases"]
        )
        done = run("calc", "--stdin", "--json", stdin=asked)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(lines) == len(EXAMPLES["cases"])
        for line, case in zip(lines, EXAMPLES["cases"], strict=True):
            if case.get("error"):
                assert "result" not in line
                assert line["error"]
            else:
                assert same(line["result"], case["expected"])

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("{", "not JSON"),
            ("[" * 100_000, "not JSON"),
            ("[]", "not an object"),
            ('{"fn": 3}', "must be a name"),
            ('{"fn": "calc_queue_load", "args": []}', "must be a name"),
            ('{"fn": "calc_queue_load"}', "missing"),
            ('{"fn": "rm", "args": {}}', "no function"),
        ],
    )
    def test_a_bad_line_is_answered_and_the_rest_go_on(self, line, message):
        good = '{"fn": "calc_queue_load", "args": {"demand": 3, "capacity": 2}, "id": 7}'
        done = run("calc", "--stdin", "--json", stdin=f"{line}\n\n{good}\n")
        first, second = map(json.loads, done.stdout.splitlines())
        assert message in first["error"]
        assert second == {"id": 7, "result": 1.5}

    def test_the_service_form_has_nulls_and_reasons(self):
        line = '{"fn": "calc_queue_load", "args": {"demand": [3, 4], "capacity": [0, 2]}}'
        found = printed("calc", "--stdin", "--json", "--service", stdin=line)
        assert found["result"] == [None, 2]
        assert "nought" in found["reason"]


def test_it_starts_without_django_or_numpy():
    code = (
        "import sys; from goldenthread.waits import cli, printing; "
        "print([name for name in ('django', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


class TestSimulate:
    WORDS = ("--demand", 20, "--capacity", 18, "--from", "2024-01-01", "--to", "2024-12-30")

    def test_bands_and_settings(self):
        found = printed("simulate", *self.WORDS, "--runs", 20, "--seed", 4, "--json")
        assert found["still_waiting"]["p10"] <= found["still_waiting"]["p90"]
        assert found["referrals"]["mean"] == pytest.approx(20 * 52, rel=0.05)
        assert found == printed("simulate", *self.WORDS, "--runs", 20, "--seed", 4, "--json")

    def test_every_change_reaches_the_scenario(self, written):
        path = written(["2023-06-01,", "2023-06-02,2024-02-01", "2023-06-02,2023-07-01"])
        found = printed(
            "simulate",
            *self.WORDS,
            *("--more-demand-percent", 50, "--diverted-percent", 10, "--not-brought-percent", 5),
            *("--clinicians", 2, "--slots-a-clinician", 3, "--withdrawal-chance", 0.01),
            *("--closed", "2024-08-01:2024-08-31", "--months", "1,1,1,1,1,1,1,0,1,1,1,1"),
            *("--waiting", path, "--runs", 3, "--json"),
        )
        assert found["weekly_demand"] == pytest.approx(27)
        assert found["weekly_capacity"] == 24
        assert found["waiting_at_start"] == 2
        assert found["withdrawn"]["mean"] > 0

    def test_the_written_list_can_be_read_again(self, tmp_path):
        path = tmp_path / "out.csv"
        words = ("--runs", 1, "--withdrawal-chance", 0.01, "--write", path, "--json")
        made = printed("simulate", *self.WORDS, *words)
        read = printed("figures", path, "--target-weeks", 18, "--to", "2024-12-30", "--json")
        assert read["rows"]["used"] == read["rows"]["read"]
        assert made["runs"] == 1

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["--closed", "2024-08-01"], "first:last"),
            (["--closed", "2024-08-02:2024-08-01"], "ends before"),
            (["--months", "1,2,x"], "twelve numbers"),
            (["--months", "1,2"], "Twelve weights"),
            (["--withdrawal-chance", "2"], "withdrawal"),
            (["--write", "no/such/folder/x.csv"], "cannot be written"),
            (["--runs", "0"], "--runs"),
        ],
    )
    def test_bad_words_end_with_two(self, words, message):
        done = run("simulate", *self.WORDS, "--runs", 2, *words)
        assert done.exit_code == 2
        assert message in done.stderr


def test_bench_prints_what_is_measured_and_allowed():
    done = run("bench", "--rows", 1000)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert len(lines) == 7
    assert [line.split("|")[4].strip() for line in lines[2:]] == ["1", "1", "1", "5", "5"]
