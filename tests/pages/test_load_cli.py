"""``goldenthread load`` and ``goldenthread undo`` with a database, and without one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date

import pytest
from click.testing import CliRunner
from tests.pages import invented_returns
from tests.pages.invented_returns import Life

from goldenthread.config.cli import main
from goldenthread.exchange.models import Load, LoadState
from goldenthread.organisations.models import LocalArea

REGISTER = (
    "URN,LA (code),EstablishmentName,TypeOfEstablishment (code),EstablishmentStatus (code)\n"
    "990001,831,Invented Hill,7,1\n"
)


def run(*words):
    return CliRunner().invoke(main, [*map(str, words)])


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text(REGISTER)
    return path


@pytest.fixture
def returned(tmp_path):
    made = Life(1, date(2014, 5, 3), ("ASD",))
    made.versions, made.places = [date(2021, 3, 1)], [("990001", date(2021, 3, 1), None)]
    return invented_returns.write(tmp_path / "sen2.xml", [made], 2026)


def test_a_council_loads_its_files_in_an_area_that_is_new_and_takes_one_back(
    db, register, returned
):
    assert run("load", "settings", register).exit_code == 0
    done = run("load", "sen2", returned, "--json")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert said["created"]["Child"] == 1
    assert said["figures"]["active_plans"]["by_setting_type"] == {"special": 1}
    assert "Derby is new here" in done.stderr
    assert LocalArea.objects.get().pk == 831
    load = Load.objects.get(kind="SEN2")
    assert (load.service, load.area_id) == ("loader", 831)

    again = run("load", "sen2", returned)
    assert (again.exit_code, "Nothing changed" in again.stdout) == (0, True)

    undone = run("undo", load.pk, "--json")
    assert undone.exit_code == 0
    assert json.loads(undone.stdout)["certificate"]["removed"]["people.Child"] == 1
    load.refresh_from_db()
    assert load.state == LoadState.UNDONE


def test_the_register_can_be_loaded_with_the_return(db, register, returned):
    done = run("load", "sen2", returned, "--settings", register)
    assert done.exit_code == 0, done.stderr
    assert Load.objects.count() == 2
    assert "1 new, 0 changed" in done.stdout


def test_a_file_that_is_refused_ends_with_2_and_saves_nothing(db, register, returned, tmp_path):
    run("load", "settings", register)
    broken = tmp_path / "broken.xml"
    broken.write_bytes(returned.read_bytes().replace(b"ASD", b"XYZ"))
    done = run("load", "sen2", broken)
    assert done.exit_code == 2
    assert "S2-03" in done.stderr
    assert "1 errors stand in the way" in done.stderr
    said = run("load", "sen2", broken, "--json")
    assert json.loads(said.stdout)["faults"][0]["rule"] == "S2-03"
    assert not LocalArea.objects.exists()
    assert Load.objects.count() == 1


@pytest.mark.parametrize("content", [b"nonsense", b"<Message><Header/></Message>"])
def test_a_file_that_cannot_be_read_ends_with_2(db, tmp_path, content):
    file = tmp_path / "x.xml"
    file.write_bytes(content)
    done = run("load", "sen2", file)
    assert done.exit_code == 2
    assert "x.xml" in done.stderr


def test_a_load_that_is_not_there_cannot_be_taken_back(db):
    done = run("undo", "404")
    assert (done.exit_code, "no load 404" in done.stderr) == (2, True)


@pytest.mark.parametrize("words", [["load", "sen2", "x.xml"], ["undo", "1"]])
def test_with_no_database_it_names_three_remedies(words, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "goldenthread.config", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"},
    )
    assert done.returncode == 2
    assert "cannot be reached" in done.stderr
    for remedy in ("set DATABASE_URL", "package manager", "make setup"):
        assert remedy in done.stderr
    assert "Traceback" not in done.stderr
