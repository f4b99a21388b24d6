"""Files made from an invented area pass their checks and say what the generator says."""

from collections import Counter
from datetime import date

import pytest
from click.testing import CliRunner

from goldenthread.demo.calibration import GROUP_OF, KINDS, area
from goldenthread.demo.cli import synthesise
from goldenthread.demo.days import SURVEY_DAYS
from goldenthread.demo.faults import FAULTS, spoil
from goldenthread.demo.history import area_history
from goldenthread.demo.returns import NoSurvey, return_year, sen2_persons, write_files
from goldenthread.demo.truth import SETTING_TYPES, figures, in_force
from goldenthread.demo.world import DEMO_DAY
from goldenthread.exchange.annex_a import read_lists
from goldenthread.exchange.sen2.dry_run import dry_run
from goldenthread.organisations.rules import read_register

SURVEY = SURVEY_DAYS[2026]
WHERE = "rutland"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    settings, survey, lists = write_files(area(WHERE), DEMO_DAY, 5, folder)
    return {"settings": read_register(settings), "sen2": survey, "lists": lists}


@pytest.fixture(scope="module")
def told():
    return list(area_history(WHERE, SURVEY, seed=5))


@pytest.fixture(scope="module")
def report(files):
    return dry_run(files["sen2"], register=files["settings"])


class TestSEN2:
    def test_the_file_has_no_error(self, report):
        wrong = [f for f in report.as_json()["faults"] if f["severity"] == "error"]
        assert not wrong
        assert report.clean

    def test_every_figure_is_the_generators_own(self, report, told):
        made, truth = report.as_json()["figures"], figures(told, 2026)
        assert list(truth) == [key for key in made if key in truth]
        for key, value in truth.items():
            assert made[key] == value, key

    def test_the_figures_are_the_published_ones(self, report):
        made, row = report.as_json()["figures"], area(WHERE).process[2025]
        assert made["active_plans"]["total"] == area(WHERE).plans[2026]
        assert made["requests_received_in_year"]["total"] == row["requests"]
        both = made["plans_issued_in_year"]
        assert both["including_exceptions"]["within_140_days"] == row["in_twenty"]
        assert both["excluding_exceptions"]["issued"] == row["issued_ex"]

    def test_places_are_counted_through_the_register(self, report):
        kinds = report.as_json()["figures"]["active_plans"]["by_setting_type"]
        published = area(WHERE).placements
        for group, name in SETTING_TYPES.items():
            wanted = sum(published[k] for k in KINDS if GROUP_OF[k] == group)
            assert kinds.get(name, 0) == wanted, name

    def test_nobody_is_in_the_return_twice(self, told):
        upns = Counter(p.upn for p in sen2_persons(told, 2026) if p.upn)
        assert max(upns.values()) == 1

    def test_an_older_request_behind_a_new_plan_keeps_its_day_of_receipt(self, told):
        found = [
            r
            for p in sen2_persons(told, 2026)
            for r in p.requests
            if r.outcome == "H" and r.assessment and r.assessment.outcome == "Y"
        ]
        assert found
        assert all(r.received and r.outcome_date is None for r in found)


class TestInspectionLists:
    @pytest.fixture(scope="class")
    @classmethod
    def lists(cls, files):
        return read_lists(files["lists"], as_of=DEMO_DAY, register=files["settings"])

    def test_the_workbook_is_clean(self, lists):
        assert lists.is_clean
        assert {f.rule for f in lists.faults} <= {"102a", "108a"}  # 25 years old; home educated

    def test_list_1_is_the_plans_in_force_that_day(self, lists):
        told = area_history(WHERE, DEMO_DAY, seed=5)
        assert len(lists.list_1) == sum(in_force(f, DEMO_DAY) for f in told)

    def test_list_2_is_a_sample_on_sen_support(self, lists):
        assert 10 < len(lists.list_2) < 50
        assert all(row.record.urn for row in lists.list_2)


class TestWhichReturn:
    @pytest.mark.parametrize(
        ("day", "year"),
        [(SURVEY, 2026), (DEMO_DAY, 2026), (date(2027, 1, 21), 2027), (date(2027, 1, 20), 2026)],
    )
    def test_it_is_the_latest_whose_survey_day_has_come(self, day, year):
        assert return_year(day) == year

    def test_before_the_first_there_is_none(self):
        with pytest.raises(NoSurvey):
            return_year(date(2026, 1, 14))

    def test_the_command_writes_three_files_for_each_area(self, tmp_path):
        done = CliRunner().invoke(
            synthesise, ["--area", "city-of-london", "--area", "420", "--out", str(tmp_path)]
        )
        assert done.exit_code == 0, done.output
        assert sorted(p.name for p in tmp_path.iterdir()) == [
            "city-of-london-annex-a.xlsx",
            "city-of-london-sen2-2026.xml",
            "city-of-london-settings.csv",
            "isles-of-scilly-annex-a.xlsx",
            "isles-of-scilly-sen2-2026.xml",
            "isles-of-scilly-settings.csv",
        ]

    def test_the_same_seed_gives_the_same_bytes(self, tmp_path):
        made = [
            write_files(area("420"), DEMO_DAY, 8, tmp_path / name)[1].read_bytes()
            for name in ("one", "two")
        ]
        assert made[0] == made[1]


class TestSpoiltOnPurpose:
    @pytest.fixture(scope="class")
    @classmethod
    def spoilt(cls):
        return list(spoil(area_history(WHERE, SURVEY, seed=5), 0.2))

    def test_about_the_share_asked_for_and_each_says_how(self, spoilt):
        kinds = Counter(f.faults[0] for f in spoilt if f.faults)
        assert 0.15 < kinds.total() / len(spoilt) < 0.25
        assert set(kinds) == set(FAULTS)

    def test_none_unless_asked_for(self):
        assert not any(f.faults for f in area_history(WHERE, SURVEY, seed=5))
        assert not any(f.faults for f in spoil(area_history("420", SURVEY), 0.0))

    def test_the_dry_run_finds_what_was_done(self, tmp_path):
        settings, survey, _ = write_files(area(WHERE), DEMO_DAY, 5, tmp_path, faults=0.2)
        report = dry_run(survey, register=read_register(settings))
        wrong = {f["rule"] for f in report.as_json()["faults"] if f["severity"] == "error"}
        assert not report.clean
        assert {"1510", "S2-02", "S2-11", "S2-50", "S2-52"} <= wrong

    def test_a_share_beyond_one_is_refused(self):
        with pytest.raises(ValueError, match="from 0 to 1"):
            next(spoil([], 2.0))

    def test_they_never_go_into_the_database(self):
        done = CliRunner().invoke(synthesise, ["--area", "420", "--faults", "0.1"])
        assert done.exit_code == 2
        assert "files only" in done.output
