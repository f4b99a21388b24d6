"""``goldenthread load settings``: the register checked without a database."""

import json

import pytest
from click.testing import CliRunner

from goldenthread.config.cli import main

HEADINGS = (
    "URN,LA (code),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (code),"
    "EstablishmentStatus (code),OpenDate,CloseDate,UKPRN,SenUnitCapacity,"
    "ResourcedProvisionCapacity,Section41Approved (name)\n"
)
ROWS = (
    "100001,830,7001,Invented Hill,7,1,01-09-2001,,10000001,,,Not applicable\n"
    "100002,830,2001,Invented Primary,1,1,,,10000002,8,,Not applicable\n"
    "100003,831,2002,Invented École,28,1,01-09-2026,,10000003,,12,Not applicable\n"
    "100004,831,6001,Invented Manor,11,2,,31-08-2025,10000004,,,Approved\n"
    "100005,831,6002,Invented Grange,10,1,,,10000005,,,Approved\n"
)
LINKS = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n100004,100005,x,Successor,01-09-2025\n"


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "edubasealldata20260115.csv"
    path.write_bytes((HEADINGS + ROWS).encode("cp1252"))
    return path


def load(*words):
    return CliRunner().invoke(main, ["load", "settings", *map(str, words)])


def test_the_json_report(register):
    done = load(register, "--dry-run", "--json", "--as-of", "2026-01-15")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "file": "edubasealldata20260115.csv",
        "as_of": "2026-01-15",
        "faults": [],
        "figures": {
            "settings": 5,
            "open": 3,
            "open_by_placement_group": {"special": 2, "mainstream": 1},
            "open_with_sen_unit": 1,
            "open_with_resourced_provision": 0,
            "open_under_section_41": 1,
            "successions": 0,
        },
        "not_checked": ["Predecessors and successors (give the file with --links)."],
    }


def test_links_are_read_beside_it(register, tmp_path):
    links = tmp_path / "links.csv"
    links.write_text(LINKS, encoding="utf-8")
    done = load(register, "--links", links, "--dry-run", "--json")
    report = json.loads(done.stdout)
    assert (report["figures"]["successions"], report["not_checked"]) == (1, [])
    links.write_text(LINKS + "1,2,x,Successor,\n", encoding="utf-8")
    done = load(register, "--links", links, "--dry-run")
    assert done.exit_code == 2
    assert "links.csv: Row 3" in done.stderr


def test_a_row_left_out_is_an_error_and_told(register):
    register.write_bytes((HEADINGS + ROWS + ROWS[:70].split("\n")[0] + "\n").encode("cp1252"))
    done = load(register, "--dry-run")
    assert done.exit_code == 1
    assert "settings row 7: " in done.stdout
    assert "1 errors, 0 queries." in done.stdout


def test_what_is_no_register_is_refused_and_nothing_printed(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("Name,Age\nx,1\n", encoding="utf-8")
    done = load(path, "--dry-run", "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "other.csv: The first row has no column 'URN'" in done.stderr
    assert load(tmp_path / "nowhere.csv", "--dry-run").exit_code == 2


def test_what_a_terminal_might_obey_is_not_printed(register):
    hostile = ROWS.replace("01-09-2001", "\x1b[2J\x07")
    register.write_bytes((HEADINGS + hostile).encode("cp1252"))
    done = load(register, "--dry-run")
    assert "OpenDate = '\ufffd[2J\ufffd'" in done.stdout
    assert "\x1b" not in done.stdout
