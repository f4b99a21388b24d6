"""Loading the national register of settings into the database."""

from __future__ import annotations

from datetime import date

import pytest

from goldenthread.access.rules import NotAllowed
from goldenthread.exchange.commands import LoadRefused, load_settings
from goldenthread.exchange.models import Load, LoadChange, LoadKind
from goldenthread.organisations.bulk import ensure_area, register
from goldenthread.organisations.models import LocalArea, Organisation, Setting, SettingLink

from .conftest import NOW

HEADINGS = (
    "URN,LA (code),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (code),"
    "EstablishmentStatus (code),OpenDate,CloseDate,UKPRN,SenUnitCapacity\n"
)
ROWS = (
    "100001,830,7001,Invented Hill,7,1,01-09-2001,,10000001,\n"
    "100002,831,2001,Invented École,1,1,,,10000002,8\n"
    "100003,831,6001,Invented Manor,11,2,,31-08-2025,,\n"
)
LINKS = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n100003,100001,x,Successor,01-09-2025\n"


@pytest.fixture
def file(tmp_path):
    def write(rows=ROWS, name="register.csv"):
        path = tmp_path / name
        path.write_bytes((HEADINGS + rows).encode("cp1252"))
        return path

    return write


@pytest.fixture
def loader(as_service):
    def run(path, **more):
        return load_settings(path, by=as_service, at=NOW, **more)

    return run


def test_every_setting_is_kept_as_the_register_gives_it(loader, file):
    done = loader(file())
    assert done.created["Setting"] == 3
    manor = Setting.objects.get(urn="100003")
    assert (manor.name, manor.closed_date, manor.status_code, manor.placement_group) == (
        "Invented Manor",
        date(2025, 8, 31),
        "2",
        "mainstream",
    )
    assert Setting.objects.get(urn="100002").name == "Invented École"
    load = Load.objects.get()
    assert (load.kind, load.area_id, load.report["settings"]) == (LoadKind.SETTINGS, None, 3)


def test_the_rules_find_in_the_database_what_they_find_in_the_file(loader, file, tmp_path):
    links = tmp_path / "links.csv"
    links.write_text(LINKS)
    assert register() is None
    loader(file(), links=links)
    held = register()
    assert held.find(ukprn="10000002").urn == "100002"
    assert held.find(urn="100002").unit_capacity == 8
    assert held.standing_on("100003", date(2026, 1, 15)).urn == "100001"


def test_the_same_file_again_changes_nothing(loader, file, tmp_path):
    links = tmp_path / "links.csv"
    links.write_text(LINKS)
    loader(file(), links=links)
    again = loader(file(), links=links)
    assert again.again
    assert (Setting.objects.count(), SettingLink.objects.count(), Load.objects.count()) == (3, 1, 1)


def test_a_newer_register_changes_what_differs_and_says_what_stood(loader, file):
    loader(file())
    done = loader(file(ROWS.replace("Invented Hill", "Invented Peak"), "next.csv"))
    assert (done.created["Setting"], done.changed["Setting"]) == (0, 1)
    change = LoadChange.objects.get()
    assert (change.before, change.after) == ({"name": "Invented Hill"}, {"name": "Invented Peak"})
    assert change.area_id is None


def test_a_setting_that_is_not_in_a_newer_register_stays(loader, file):
    loader(file())
    loader(file(ROWS.splitlines(keepends=True)[0], "short.csv"))
    assert Setting.objects.count() == 3


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (ROWS + "12,830,1,Short URN,7,1,,,,\n", "1 rows cannot be used"),
        (ROWS.replace("Invented Hill", "H" * 201), "URN 100001: the name is too long to keep"),
        ("", "no settings below"),
    ],
)
def test_a_register_with_rows_that_cannot_be_used_is_refused_whole(loader, file, rows, message):
    with pytest.raises(LoadRefused, match=message):
        loader(file(rows))
    assert (Setting.objects.count(), Load.objects.count()) == (0, 0)


def test_only_those_whose_posts_allow_it_may(file, cast, asker_of):
    with pytest.raises(NotAllowed):
        load_settings(file(), by=asker_of(cast.officer), at=NOW)
    load_settings(file(), by=asker_of(cast.data_officer), at=NOW)
    assert Load.objects.get().post_id


class TestOpeningAnArea:
    def test_an_area_opens_with_its_council_once(self, db):
        area, made = ensure_area(830)
        assert (made, area.name, area.code) == (True, "Derbyshire", "derbyshire")
        council = Organisation.objects.get(kind="COUNCIL")
        assert list(council.areas.all()) == [area]
        assert ensure_area(830) == (area, False)
        assert LocalArea.objects.count() == 1

    def test_there_is_no_area_for_a_number_that_is_nobodys(self, db):
        with pytest.raises(KeyError):
            ensure_area(999)


def test_a_hundred_thousand_rows_with_a_hundred_and_one_bad_ones(loader, tmp_path):
    """Trust rule 44: none is saved, and each bad one is named with its row and column."""
    bad = set(range(990, 100_000, 980))
    assert len(bad) == 102
    bad.remove(min(bad))
    lines = [
        f"{'12' if row in bad else 200_000 + row},831,1,Invented {row},7,1,,,,\n"
        for row in range(2, 100_002)
    ]
    path = tmp_path / "long.csv"
    path.write_text(HEADINGS + "".join(lines))
    with pytest.raises(LoadRefused, match="101 rows cannot be used") as refusal:
        loader(path)
    assert {each["row"] for each in refusal.value.faults} == bad
    assert {each["field"] for each in refusal.value.faults} == {"URN"}
    assert (Setting.objects.count(), Load.objects.count()) == (0, 0)
