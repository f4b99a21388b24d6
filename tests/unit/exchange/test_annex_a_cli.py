"""``goldenthread load annex-a``: the report, its exit codes, and no database in a dry run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.unit.exchange.annex_a_books import book, sound

from goldenthread.config.cli import main

FAKE = Path(__file__).parents[4] / "shared/data/annex-a-sen-validator/fake_sen.xlsx"
REGISTER = (
    "URN,EstablishmentName,TypeOfEstablishment (code),LA (code),UKPRN,EstablishmentStatus (code),"
    "OpenDate,CloseDate,PhaseOfEducation (name)\n"
    "100001,Invented Primary,1,830,10000001,1,01-09-2001,,Primary\n"
)


def load(*words):
    return CliRunner().invoke(main, ["load", "annex-a", *map(str, words)])


@pytest.fixture
def sound_file(tmp_path):
    path = tmp_path / "lists.xlsx"
    path.write_bytes(book())
    return path


@pytest.mark.beside
def test_the_json_report_of_the_poor_file():
    done = load(FAKE, "--dry-run", "--json", "--as-of", "2026-01-15")
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert list(report) == ["file", "as_of", "faults", "figures", "not_checked"]
    assert (report["file"], report["as_of"]) == ("fake_sen.xlsx", "2026-01-15")
    assert report["faults"][0] == {
        "rule": "102b",
        "severity": "error",
        "list": "List_1",
        "row": 2,
        "field": "Date of birth",
        "value": "05/12/1993",
        "message": "The person is 26 or over, too old for the list.",
    }
    assert len(report["faults"]) == 27
    assert report["figures"]["rows"] == {"List_1": 2, "List_2": 2}
    assert "–" in done.stdout


@pytest.mark.beside
def test_the_readable_report_names_row_field_value_and_rule():
    done = load(FAKE, "--dry-run", "--as-of", "2026-01-15")
    assert done.exit_code == 1
    assert "24 errors, 3 queries." in done.stdout
    assert "error AA-04  List_1 row 2: SEN primary need = 'H5': This is not" in done.stdout
    assert "  reviewed:\n" in done.stdout
    assert "Not checked: AA-02 and AA-03" in done.stdout


def test_a_sound_file_is_clean(sound_file):
    done = load(sound_file, "--dry-run", "--as-of", "2026-01-15")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "0 errors, 0 queries." in done.stdout


def test_queries_alone_leave_it_clean(tmp_path):
    path = tmp_path / "lists.xlsx"
    path.write_bytes(book([sound(1, home_educated="Yes")]))
    done = load(path, "--dry-run", "--json", "--as-of", "2026-01-15")
    assert done.exit_code == 0
    assert [f["rule"] for f in json.loads(done.stdout)["faults"]] == ["AA-05"]


def test_establishments_are_looked_up_when_a_register_is_given(sound_file, tmp_path):
    register = tmp_path / "register.csv"
    register.write_text(REGISTER, encoding="utf-8")
    words = (sound_file, "--dry-run", "--json", "--as-of", "2026-01-15", "--settings", register)
    report = json.loads(load(*words).stdout)
    assert report["faults"] == []
    assert report["figures"]["by_setting_type"]["List_1"]["mainstream"] == 1
    register.write_text(REGISTER.replace("100001", "100009"), encoding="utf-8")
    done = load(*words)
    assert done.exit_code == 1
    assert {f["rule"] for f in json.loads(done.stdout)["faults"]} == {"AA-02"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("lists.xlsm", book(), "lists.xlsm: The file may hold macros"),
        ("lists.xlsx", b"Unique ID,UPN\n", "lists.xlsx: The file is not an Excel workbook"),
        ("lists.xlsx", book(headings={"upn": "x"}), "List_1 has no column headed 'UPN'"),
        ("lists.xlsx", None, "lists.xlsx: The workbook cannot be opened: No such file"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = load(path, "--dry-run", "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_register_that_cannot_be_read_is_named(sound_file, tmp_path):
    register = tmp_path / "register.csv"
    register.write_text("x,y\n1,2\n", encoding="utf-8")
    done = load(sound_file, "--dry-run", "--settings", register)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "register.csv: The first row has no column 'URN'" in done.stderr


def test_a_day_that_is_no_day_is_refused(sound_file):
    assert load(sound_file, "--dry-run", "--as-of", "2026-02-30").exit_code == 2


def modules_after(*words):
    code = (
        "import sys\nfrom goldenthread.config.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print('\\n' + ' '.join(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    words = [sys.executable, "-c", code, "load", *map(str, words)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.beside
def test_a_dry_run_needs_no_django_and_help_needs_no_openpyxl():
    loaded = modules_after("annex-a", FAKE, "--dry-run", "--json")
    assert "openpyxl" in loaded
    assert not {"django", "psycopg", "pandas"} & loaded
    assert not {"django", "openpyxl", "numpy", "pandas"} & modules_after("annex-a", "--help")
