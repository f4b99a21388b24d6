"""The commands: goldenthread law and goldenthread clocks."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from goldenthread.config.cli import main
from goldenthread.law.limits import entries

TERM = {"terms": [["2026-11-02", "2026-12-18"], ["2027-01-04", "2027-02-12"]]}


def run(*args, given=None):
    return CliRunner().invoke(main, list(args), input=given)


def ask(*questions):
    lines = "".join(f"{q if isinstance(q, str) else json.dumps(q)}\n" for q in questions)
    result = run("law", "due", "--stdin", "--json", given=lines)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


class TestList:
    def test_every_rule_as_json(self):
        found = json.loads(run("law", "list", "--json").stdout)
        assert len({rule["id"] for rule in found}) == 187
        assert {rule["kind"] for rule in found} == {
            "time limit",
            "exception",
            "duty without a number",
            "spent or not yet in force",
        }

    def test_by_section_and_force(self):
        text = run("law", "list", "--section", "3", "--force", "local").stdout
        named = [line.split()[0] for line in text.splitlines()]
        assert named == ["ena-advice-others", "ena-yes-decision", "plan-draft"]

    @pytest.mark.parametrize("args", [("--section", "13"), ("--force", "PERHAPS")])
    def test_an_impossible_choice_is_refused(self, args):
        assert run("law", "list", *args).exit_code == 2


class TestShow:
    def test_every_rule_can_be_shown(self):
        for rule in {entry.id for entry in entries()}:
            shown = run("law", "show", rule)
            assert shown.exit_code == 0
            assert rule in shown.stdout

    def test_the_version_of_a_day(self):
        both = json.loads(run("law", "show", "senco-qual", "--json").stdout)
        assert [each["in_force_from"] for each in both] == ["2014-09-01", "2024-09-01"]
        old = run("law", "show", "senco-qual", "--on", "2020-01-06", "--json")
        assert json.loads(old.stdout)["in_force_to"] == "2024-08-31"

    def test_an_exception_names_the_rules_it_may_excuse(self):
        shown = json.loads(run("law", "show", "ex-missed-appt", "--json").stdout)
        assert shown["excuses"] == ["ena-advice-due", "rea-advice", "sc-advice"]

    @pytest.mark.parametrize(
        ("args", "says"),
        [
            (("plan-finel",), "Did you mean plan-final"),
            (("xyzzy",), "There is no rule called “xyzzy”."),
            (("cmp-s1", "--on", "2026-03-31"), "It applies from 2026-04-01"),
            (("cnis-register", "--on", "2026-11-22"), "no start date has been found"),
            (("pt-2015", "--on", "2026-11-22"), "It applied from 2014-09-01 to 2015-05-31"),
            (("plan-final", "--on", "2026-13-01"), "not a date"),
        ],
    )
    def test_what_cannot_be_shown_is_refused_in_a_sentence(self, args, says):
        refused = run("law", "show", *args)
        assert refused.exit_code == 2
        assert says in refused.stderr
        assert refused.stdout == ""


class TestDue:
    def test_one_rule(self):
        answer = json.loads(
            run("law", "due", "plan-final", "--from", "2026-01-05", "--json").stdout
        )
        assert answer["last_day"] == "2026-05-25"
        assert answer["working_target"] == "2026-05-22"
        assert (answer["force"], answer["owed_by"]) == ("MUST", "council")

    def test_in_words(self):
        text = run("law", "due", "ord-make-plan", "--from", "2026-11-02").stdout
        assert "2026-12-07" in text
        assert "2027-01-18: the final plan" in text

    def test_with_facts_and_a_calendar_file(self, tmp_path):
        calendar = tmp_path / "school.json"
        calendar.write_text(json.dumps(TERM))
        args = ("--from", "2026-11-23", "--json")
        school = run("law", "due", "exc-board-15", *args, "--calendar", str(calendar))
        assert json.loads(school.stdout)["last_day"] == "2026-12-14"
        appeal = run("law", "due", "app-limit", *args, "--certificate", "2027-01-15")
        assert json.loads(appeal.stdout)["last_day"] == "2027-02-15"
        rights = run("law", "due", "pfa-rights", *args, "--born", "2010-09-01")
        assert json.loads(rights.stdout)["last_day"] == "2027-06-25"
        assert "1 to 7 September" in json.loads(rights.stdout)["note"]

    @pytest.mark.parametrize(
        ("args", "says"),
        [
            (("plan-final",), "Give a rule and --from"),
            (("plan-final", "--from", "2026-02-30"), "not a date"),
            (("plan-finel", "--from", "2026-01-05"), "Did you mean"),
            (("plan-final", "--from", "2010-01-05"), "was not in force on 2010-01-05"),
            (("sar-edu", "--from", "2026-11-23"), "needs the calendar"),
            (("plan-final", "--from", "9999-12-01"), "leaves the calendar"),
            (("sar-edu", "--from", "2026-11-23", "--calendar", "nowhere.json"), "cannot be read"),
        ],
    )
    def test_bad_questions_are_refused_with_exit_code_2(self, args, says):
        refused = run("law", "due", *args)
        assert refused.exit_code == 2
        assert says in refused.stderr

    def test_a_calendar_file_that_is_none(self, tmp_path):
        for text in ("not json", '{"terms": 5}', "[" * 100_000):
            path = tmp_path / "school.json"
            path.write_text(text)
            refused = run("law", "due", "sar-edu", "--from", "2026-11-23", "--calendar", str(path))
            assert refused.exit_code == 2
            assert "is not a school calendar" in refused.stderr


class TestDueOnLines:
    def test_each_line_is_answered_in_order(self):
        first, second = ask(
            {"rule": "ena-decide", "from": "2026-01-05", "ref": "é1"},
            {"rule": "exc-board-15", "from": "2026-11-23", "calendar": TERM},
        )
        assert (first["ref"], first["last_day"]) == ("é1", "2026-02-16")
        assert second["last_day"] == "2026-12-14"

    def test_a_rule_with_no_number_says_why(self):
        (answer,) = ask({"rule": "s19-duty", "from": "2026-11-23"})
        assert answer["last_day"] is None
        assert answer["working_target"] is None
        assert "no number of days" in answer["why"]

    def test_a_local_target_is_shown_apart_from_the_law(self):
        (answer,) = ask({"rule": "plan-meeting", "from": "2026-11-30"})
        assert answer["last_day"] is None
        assert answer["further"] == [
            {
                "what": "local target: within 10 working days",
                "last_day": "2026-12-14",
                "force": "LOCAL",
            }
        ]

    def test_a_moved_appeal_keeps_the_strict_date(self):
        (answer,) = ask({"rule": "app-limit", "from": "2026-06-15"})
        assert (answer["last_day"], answer["moved_to"]) == ("2026-08-15", "2026-09-01")
        assert "meet the earlier date" in answer["note"]
        assert answer["working_target"] is None

    def test_further_dates_follow_one_another(self):
        (answer,) = ask({"rule": "cmp-s1", "from": "2026-11-23"})
        assert answer["last_day"] == "2026-11-30"
        assert [f["last_day"] for f in answer["further"]] == ["2026-12-14", "2026-12-30"]

    def test_a_further_date_that_needs_a_birth_date_says_so(self):
        without, baby, older = ask(
            {"rule": "lac-health", "from": "2026-11-02"},
            {"rule": "lac-health", "from": "2026-11-02", "born": "2026-01-01"},
            {"rule": "lac-health", "from": "2026-11-02", "born": "2016-01-01"},
        )
        assert without["further"][0]["why"] == "It needs “born”."
        assert baby["further"][0]["last_day"] == "2027-05-30"
        assert older["further"][0]["last_day"] == "2027-11-30"

    def test_bad_lines_get_an_error_and_the_rest_go_on(self):
        good = {"rule": "ena-decide", "from": "2026-01-05"}
        answers = ask(
            "{not json",
            "[1]",
            "",
            {"from": "2026-01-05"},
            {"rule": "ena-decide"},
            {"rule": 5, "from": "2026-01-05"},
            {"rule": "ena-decid", "from": "2026-01-05"},
            {"rule": "ena-decide", "from": "2026-02-30"},
            {"rule": "ena-decide", "from": 20260105},
            {"rule": "ena-decide", "from": "2013-01-05"},
            {"rule": "sar-edu", "from": "2026-11-23"},
            {"rule": "sar-edu", "from": "2026-11-23", "calendar": "x"},
            {"rule": "app-limit", "from": "2026-11-23", "certificate": "soon"},
            "[" * 50_000,
            good,
        )
        assert len(answers) == 14
        assert all("error" in answer for answer in answers[:-1])
        assert answers[0]["line"] == 1
        assert answers[4]["rule"] == 5
        assert answers[5]["rule"] == "ena-decid"
        assert "Did you mean ena-decide" in answers[5]["error"]
        assert answers[-1]["last_day"] == "2026-02-16"

    def test_text_that_is_not_unicode_does_not_stop_the_rest(self):
        lines = b'\xff\xfe\n{"rule":"ena-decide","from":"2026-01-05","ref":"\\ud800"}\n'
        result = run("law", "due", "--stdin", given=lines)
        bad, good = (json.loads(line) for line in result.stdout.splitlines())
        assert bad["line"] == 1
        assert good["last_day"] == "2026-02-16"


class TestClocks:
    events = [
        {"kind": "request.received", "on": "2026-01-05"},
        {"kind": "assessment.agreed", "on": "2026-02-20", "key": "agreed"},
    ]

    def test_readings_as_json(self):
        given = json.dumps({"case_type": "assessment", "events": self.events})
        found = json.loads(run("clocks", "--as-of", "2026-06-01", "--json", given=given).stdout)
        clocks = {each["rule"]: each for each in found["clocks"]}
        assert clocks["ena-decide"]["state"] == "met late"
        assert clocks["ena-decide"]["days_late"] == 4
        final = clocks["plan-final"]
        assert (final["state"], final["days_late"]) == ("late", 7)
        assert (final["force"], final["owed_by"], final["harm"]) == ("MUST", "council", 5)
        assert "reg" in final["source"]

    def test_a_bare_list_and_a_guessed_case_type(self, tmp_path):
        path = tmp_path / "case.json"
        path.write_text(json.dumps(self.events))
        found = json.loads(run("clocks", str(path), "--as-of", "2026-06-01", "--json").stdout)
        assert found["case_type"] == "assessment"
        plan = json.dumps([{"kind": "plan.started", "on": "2026-01-05"}])
        text = run("clocks", "--as-of", "2027-01-05", given=plan).stdout
        assert text.split() == ["rev-first", "MUST", "due", "2027-01-04", "late", "by", "1", "days"]

    def test_a_withdrawal(self):
        undo = {
            "kind": "assessment.agreed",
            "on": "2026-02-21",
            "corrects": "agreed",
            "withdraws": True,
        }
        given = json.dumps([*self.events, undo])
        found = json.loads(run("clocks", "--as-of", "2026-03-01", "--json", given=given).stdout)
        (decide,) = (each for each in found["clocks"] if each["rule"] == "ena-decide")
        assert (decide["state"], decide["days_late"]) == ("late", 13)

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ("{", "not JSON"),
            ("5", "no list of events"),
            ("[" * 100_000, "not JSON"),
            ('["x"]', "Event 1 is not an object"),
            ('[{"kind": "request.recieved", "on": "2026-01-05"}]', "Did you mean request.received"),
            ('[{"kind": "request.received", "on": "2026-02-30"}]', "Event 1, on:"),
            ('[{"kind": "request.received", "on": "2026-01-05", "x": 1}]', "not known: x"),
            ('[{"kind": "request.received", "on": "2026-01-05", "facts": 1}]', "facts:"),
            ('[{"kind": "request.received", "on": "2026-01-05", "key": []}]', "key:"),
            ('[{"kind": "request.received", "on": "2026-01-05", "withdraws": 1}]', "withdraws:"),
            (
                '[{"kind": "request.received", "on": "2026-01-05", "withdraws": true}]',
                "does not say which",
            ),
            ('[{"kind": "case.allocated", "on": "2026-01-05"}]', "Say the type of case"),
            ('{"case_type": "picnic", "events": []}', "not a type of case"),
            (
                '[{"kind": "request.received", "on": "2026-01-05", "key": "a", "corrects": "a"}]',
                "corrects itself",
            ),
        ],
    )
    def test_bad_files_are_refused_with_the_place(self, given, says):
        refused = run("clocks", "--as-of", "2026-06-01", "--json", given=given)
        assert refused.exit_code == 2
        assert says in refused.stderr
        assert refused.stdout == ""


def test_the_commands_start_without_the_heavy_parts():
    heavy = {"django", "numpy", "pydantic", "lxml", "requests", "govuk_bank_holidays"}
    code = (
        "import sys; from goldenthread.config.cli import main; "
        "main(['law', 'due', 's19-duty', '--from', '2026-01-05'], standalone_mode=False); "
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )
    run_apart = [sys.executable, "-c", code]
    said = subprocess.run(run_apart, capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "[]"
