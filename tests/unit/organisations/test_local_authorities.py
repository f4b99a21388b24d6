"""The list of English local authorities, as data."""

import csv
from datetime import date
from pathlib import Path

import pytest

from goldenthread.organisations.rules import is_la_number, local_authorities

LOOKUP = Path(__file__).parents[4] / "shared/data/la-lookup/Provider_data_lookup.csv"


def test_derby_and_derbyshire():
    authorities = local_authorities()
    assert (authorities["831"].name, authorities["831"].ons_code) == ("Derby", "E06000015")
    assert (authorities["830"].name, authorities["830"].ons_code) == ("Derbyshire", "E10000007")
    assert authorities["830"].region == authorities["831"].region == "East Midlands"
    assert authorities["831"].neighbours[0] == "331"


def test_153_are_live_today_in_nine_regions():
    live = [a for a in local_authorities().values() if a.is_live(date(2026, 1, 15))]
    assert len(live) == 153
    assert len({a.region_code for a in live}) == 9
    assert len({a.ons_code for a in live}) == 153


def test_every_live_authority_has_ten_neighbours_that_are_live_and_not_itself():
    for authority in local_authorities().values():
        if authority.is_live(date(2026, 1, 15)):
            assert len(set(authority.neighbours) - {authority.code}) == 10, authority.code
            assert all(is_la_number(n, date(2026, 1, 15)) for n in authority.neighbours)


@pytest.mark.parametrize(
    ("code", "on", "live"),
    [
        ("909", date(2023, 3, 31), True),
        ("909", date(2023, 4, 1), False),
        ("942", date(2023, 3, 31), False),
        ("943", date(2023, 4, 1), True),
        ("928", date(2021, 4, 1), False),
        ("940", date(2021, 4, 1), True),
        ("837", date(2019, 3, 31), True),
        ("839", date(2019, 3, 31), False),
        ("831", date(2014, 9, 1), True),
        ("999", date(2026, 1, 15), False),
        ("", date(2026, 1, 15), False),
    ],
)
def test_number_in_use_on_a_day(code, on, live):
    assert is_la_number(code, on) is live


def test_a_number_that_has_ended_is_still_a_number():
    assert is_la_number("909")
    assert is_la_number(" 831 ")
    assert not is_la_number("83")


def test_no_population_is_given_where_the_source_repeats_another_area_s():
    assert local_authorities()["942"].population_0_25 is None
    assert local_authorities()["943"].population_0_25 is None
    known = [a.population_0_25 for a in local_authorities().values() if a.population_0_25]
    assert len(known) == len(set(known))


@pytest.mark.beside
def test_it_agrees_with_the_published_look_up():
    with LOOKUP.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["la_code"]: row for row in csv.DictReader(file)}
    ours = local_authorities()
    assert set(ours) - set(rows) == {"835", "837"}
    for code, row in rows.items():
        assert ours[code].name == row["local_authority_ons_name"]
        assert ours[code].region == row["region_name"]
        assert list(ours[code].neighbours) == [n for n in row["stat_neighbours"].split(", ") if n]
        if row["la_code_new"]:
            assert ours[code].ons_code == row["la_code_new"]
        if code not in {"942", "943"} and row["ons_population_0-25"]:
            assert ours[code].population_0_25 == int(row["ons_population_0-25"])
