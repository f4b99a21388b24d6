"""`goldenthread load sen2`: what it prints and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.unit.exchange.sen2_builders import OTHER_UPN, message, old_plan, person

from goldenthread.config.cli import main
from goldenthread.exchange import console

REGISTER = (
    "URN,EstablishmentName,TypeOfEstablishment (code),UKPRN,LA (code),"
    "EstablishmentStatus (code),OpenDate,CloseDate\n"
    "100001,Invented Primary,1,,831,1,,\n"
)


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "return.xml"
    path.write_bytes(message(person(), old_plan(UPN=OTHER_UPN)))
    return path


@pytest.fixture
def faulty(tmp_path) -> Path:
    path = tmp_path / "faulty.xml"
    path.write_bytes(message(person(Surname=None, Forename="Zoë")))
    return path


def load(*words: object):
    return CliRunner().invoke(main, ["load", "sen2", *map(str, words)])


class TestDryRun:
    def test_a_clean_file_ends_with_0_and_one_json_object(self, file):
        done = load(file, "--dry-run", "--json")
        printed = json.loads(done.stdout)
        assert (done.exit_code, done.stderr) == (0, "")
        assert printed["faults"] == []
        assert printed["figures"]["persons"] == 2
        assert printed["file"] == "return.xml"
        assert (printed["return_year"], printed["area"]) == (2026, "831")
        assert printed["counts"] == {"error": 0, "query": 0}
        assert {entry["rule"] for entry in printed["not_checked"]} == {"S2-41", "S2-42", "S2-61"}

    def test_an_error_ends_with_1_and_names_the_place(self, faulty):
        done = load(faulty, "--dry-run", "--json")
        (fault,) = json.loads(done.stdout)["faults"]
        assert done.exit_code == 1
        assert set(fault) >= {"rule", "severity", "person", "row", "field", "value", "message"}
        assert (fault["rule"], fault["field"], fault["person"]) == ("S2-01", "Surname", 1)

    def test_a_query_alone_ends_with_0(self, tmp_path):
        path = tmp_path / "query.xml"
        path.write_bytes(message(person(Mood="good")))
        assert load(path, "--dry-run").exit_code == 0

    def test_a_register_makes_setting_types_known(self, file, tmp_path):
        register = tmp_path / "register.csv"
        register.write_text(REGISTER, encoding="cp1252")
        done = load(file, "--dry-run", "--json", "--settings", register)
        printed = json.loads(done.stdout)
        assert printed["figures"]["active_plans"]["by_setting_type"] == {"mainstream": 2}
        assert printed["not_checked"] == []

    def test_a_reader_gets_rows_and_figures(self, faulty):
        done = load(faulty, "--dry-run")
        assert "1 errors, 0 queries" in done.stdout
        assert "row 14, person 1: Person.Surname: Surname is missing." in done.stdout
        assert "Not checked: S2-41" in done.stdout
        assert "reviews overdue: 0" in done.stdout

    def test_no_name_of_a_child_stands_in_the_report_unless_it_is_the_fault(self, faulty):
        assert "Zoë" not in load(faulty, "--dry-run", "--json").stdout

    def test_a_value_cannot_write_on_the_terminal(self, tmp_path):
        tables = {
            "header": "Year,ReferenceDate,LEA\n2026,2026-01-15,831\n",
            "person": "persontableid,Surname,Sex\n1,Invented,\x1b[2J\n",
        }
        for name, text in tables.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        shown = load(tmp_path, "--dry-run").stdout
        assert "\x1b" not in shown
        assert "Person.Sex = '\ufffd[2J'" in shown


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"<Message><Header>", "line 1, column 18"),
            (b"<!DOCTYPE x><Message/>", "document type"),
            (b"hello", "line 1"),
            (message(person(), year=2027), "2023 to 2026"),
        ],
    )
    @pytest.mark.parametrize("more", [[], ["--json"]])
    def test_end_with_2_and_a_sentence_on_standard_error(self, tmp_path, data, said, more):
        path = tmp_path / "bad.xml"
        path.write_bytes(data)
        done = load(path, "--dry-run", *more)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr.startswith("bad.xml: ")
        assert said in done.stderr

    def test_no_such_file(self, tmp_path):
        done = load(tmp_path / "none.xml", "--dry-run")
        assert done.exit_code == 2
        assert "cannot be opened" in done.stderr

    @pytest.mark.parametrize("name", ["missing.csv", "return.xml"])
    def test_a_register_that_is_none(self, file, name):
        done = load(file, "--dry-run", "--settings", file.parent / name)
        assert done.exit_code == 2
        assert name in done.stderr

    @pytest.mark.parametrize(
        "words", [["--as-of", "15/01/2026"], ["--as-of", "2026-02-30"], ["--area", "Atlantis"]]
    )
    def test_a_word_that_means_nothing(self, file, words):
        done = load(file, "--dry-run", *words)
        assert (done.exit_code, done.stdout) == (2, "")
        assert words[1] in done.stderr


class TestLoading:
    def test_hands_everything_to_what_saves(self, file, monkeypatch):
        asked = {}
        monkeypatch.setattr(
            console, "load", lambda path, kind, **more: asked.update(path=path, kind=kind, **more)
        )
        assert load(file, "--area", "derby", "--as-of", "2026-01-15", "--json").exit_code == 0
        assert asked.pop("as_of").isoformat() == "2026-01-15"
        assert asked == {
            "path": file,
            "kind": "sen2",
            "area": "derby",
            "settings": None,
            "as_json": True,
        }


def test_a_dry_run_starts_without_django_or_a_spreadsheet_library(file):
    code = (
        "import sys; from goldenthread.config.cli import main; "
        f"main(['load', 'sen2', {str(file)!r}, '--dry-run', '--json'], standalone_mode=False)"
    )
    watch = (
        "import atexit, sys; atexit.register(lambda: print(sorted({'django', 'numpy', 'openpyxl',"
        " 'psycopg', 'lxml'} & set(sys.modules)), file=sys.stderr)); "
    )
    done = subprocess.run(
        [sys.executable, "-c", watch + code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr.strip() == "[]"
