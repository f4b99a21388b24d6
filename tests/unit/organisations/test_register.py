"""Reading the register of schools by its own headings. Every setting here is invented."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from goldenthread.organisations.rules import (
    Register,
    RegisterUnreadable,
    Setting,
    read_links,
    read_register,
)

ROW = {
    "URN": "100001",
    "LA (code)": "830",
    "EstablishmentNumber": "7001",
    "EstablishmentName": "Invented Hill School",
    "TypeOfEstablishment (code)": "7",
    "EstablishmentStatus (code)": "1",
    "OpenDate": "01-09-2001",
    "CloseDate": "",
    "PhaseOfEducation (name)": "Not applicable",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "19",
    "SchoolCapacity": "120",
    "UKPRN": "10000001",
    "Section41Approved (name)": "Not applicable",
    "SEN1 (name)": "SpLD - Specific Learning Difficulty",
    "SEN2 (name)": "ASD - Autistic Spectrum Disorder",
    "SEN3 (name)": "Not Applicable",
    "ResourcedProvisionOnRoll": "8",
    "ResourcedProvisionCapacity": "10",
    "SenUnitOnRoll": "5",
    "SenUnitCapacity": "6",
    "Town": "Inventedbury",
    "Postcode": "DE99 9ZZ",
}


def csv_bytes(rows, headings=None, encoding="utf-8"):
    text = io.StringIO()
    writer = csv.DictWriter(text, headings or list(rows[0]), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def register(*changes, **options):
    return read_register(csv_bytes([ROW | change for change in changes] or [ROW], **options))


def faults(*changes):
    return [(f.row, f.field, f.value, f.rule, f.severity) for f in register(*changes).faults]


def test_every_field_of_a_setting():
    found = register()
    assert found.faults == ()
    assert found.settings == (
        Setting(
            urn="100001",
            ukprn="10000001",
            name="Invented Hill School",
            la_code="830",
            establishment_number="7001",
            type_code="7",
            placement_group="special",
            status_code="1",
            opened=date(2001, 9, 1),
            closed=None,
            phase="Not applicable",
            low_age=4,
            high_age=19,
            sen_types=("SPLD", "ASD"),
            unit_on_roll=5,
            unit_capacity=6,
            resourced_on_roll=8,
            resourced_capacity=10,
            capacity=120,
            postcode="DE99 9ZZ",
            town="Inventedbury",
            section_41=False,
        ),
    )
    assert found.settings[0].laestab == "8307001"


def test_columns_in_any_order_with_strangers_among_them():
    headings = ["Ofsted something new", *reversed(ROW)]
    found = register({"Ofsted something new": "x"}, headings=headings)
    assert found.settings == register().settings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_utf_8_and_windows_1252_read_alike(encoding):
    found = register({"EstablishmentName": "École Inventée – St Zoë’s"}, encoding=encoding)
    assert found.settings[0].name == "École Inventée – St Zoë’s"


def test_from_a_path_and_from_an_open_file(tmp_path: Path):
    path = tmp_path / "register.csv"
    path.write_bytes(csv_bytes([ROW]))
    assert read_register(path).settings == register().settings
    with path.open("rb") as file:
        assert read_register(file).settings == register().settings


def test_an_approved_section_41_setting():
    assert register({"Section41Approved (name)": "Approved"}).settings[0].section_41
    assert not register({"Section41Approved (name)": "Not approved"}).settings[0].section_41


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"URN": "12345"}, (2, "URN", "12345", "GR-03", "error")),
        ({"URN": ""}, (2, "URN", "", "GR-03", "error")),
        (
            {"TypeOfEstablishment (code)": "99"},
            (2, "TypeOfEstablishment (code)", "99", "GR-05", "query"),
        ),
        ({"OpenDate": "31-02-2001"}, (2, "OpenDate", "31-02-2001", "GR-06", "query")),
        ({"OpenDate": "soon"}, (2, "OpenDate", "soon", "GR-06", "query")),
        ({"SchoolCapacity": "lots"}, (2, "SchoolCapacity", "lots", "GR-07", "query")),
        ({"CloseDate": "31-08-2000"}, (2, "CloseDate", "31-08-2000", "GR-08", "query")),
        ({"UKPRN": "20000001"}, (2, "UKPRN", "20000001", "GR-09", "query")),
        ({"LA (code)": "Derby"}, (2, "LA (code)", "Derby", "GR-10", "query")),
    ],
)
def test_each_fault_names_row_field_value_and_rule(change, expected):
    assert faults(change) == [expected]


def test_a_row_with_an_unusable_urn_is_left_out_and_the_rest_are_kept():
    found = register({"URN": "x"}, {}, {"EstablishmentName": "Same URN again"})
    assert [s.name for s in found.settings] == ["Invented Hill School"]
    assert [(f.row, f.rule) for f in found.faults] == [(2, "GR-03"), (4, "GR-04")]


def test_what_cannot_be_read_is_not_used():
    found = register({"UKPRN": "1", "OpenDate": "x", "StatutoryLowAge": "-1"}).settings[0]
    assert (found.ukprn, found.opened, found.low_age) == (None, None, None)
    both = register({"CloseDate": "31-08-2000"}).settings[0]
    assert (both.opened, both.closed) == (None, None)


def test_a_row_cut_short_is_an_error_and_left_out():
    cut = csv_bytes([ROW, ROW | {"URN": "100002"}]).rstrip()[:-30]
    found = read_register(cut)
    assert [s.urn for s in found.settings] == ["100001"]
    assert [(f.row, f.rule, f.severity) for f in found.faults] == [(3, "GR-01", "error")]


def test_blank_lines_are_passed_over():
    assert len(read_register(csv_bytes([ROW]) + b"\r\n,,,\r\n".replace(b",", b""))) == 1


@pytest.mark.parametrize("column", ["URN", "EstablishmentName", "TypeOfEstablishment (code)"])
def test_a_needed_column_that_is_missing_is_named(column):
    with pytest.raises(
        RegisterUnreadable, match=f"no column '{column}'".replace("(", r"\(").replace(")", r"\)")
    ):
        register(headings=[name for name in ROW if name != column])


def test_other_columns_may_be_missing_and_the_loss_is_said():
    needed = ["URN", "EstablishmentName", "TypeOfEstablishment (code)"]
    found = register(headings=needed)
    assert found.settings[0].placement_group == "special"
    assert [(f.row, f.field, f.rule, f.severity) for f in found.faults] == [
        (1, name, "GR-02", "query")
        for name in ("UKPRN", "LA (code)", "EstablishmentStatus (code)", "OpenDate", "CloseDate")
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no column"),
        (b"PK\x03\x04....", "zip or Excel"),
        (b"URN,URN,EstablishmentName,TypeOfEstablishment (code)\n", "more than once"),
        (b"URN,EstablishmentName,TypeOfEstablishment (code)\n", "no settings"),
        (b"URN,EstablishmentName,TypeOfEstablishment (code)\n1,\x81\xff,7\n", "Line 2"),
        (b'URN,EstablishmentName,TypeOfEstablishment (code)\n1,"' + b"x" * 200_000, "Line 2"),
    ],
)
def test_a_file_that_is_no_register_is_refused_and_the_place_named(raw, said):
    with pytest.raises(RegisterUnreadable, match=said):
        read_register(raw)


def test_a_file_too_large_is_refused_without_reading_it_whole():
    with pytest.raises(RegisterUnreadable, match="larger than 0 MB"):
        read_register(csv_bytes([ROW]), max_bytes=100)


def setting(**changes):
    base = {"urn": "100001", "name": "x", "type_code": "1", "placement_group": "mainstream"}
    return Setting(**base | changes)


@pytest.mark.parametrize(
    ("changes", "on", "is_open"),
    [
        ({"opened": date(2020, 9, 1)}, date(2020, 8, 31), False),
        ({"opened": date(2020, 9, 1)}, date(2020, 9, 1), True),
        ({"closed": date(2020, 8, 31), "status_code": "2"}, date(2020, 8, 31), True),
        ({"closed": date(2020, 8, 31), "status_code": "2"}, date(2020, 9, 1), False),
        ({"status_code": "2"}, date(2020, 9, 1), False),
        ({"status_code": "3"}, date(2020, 9, 1), True),
        ({"status_code": "4"}, date(2020, 9, 1), False),
        ({"status_code": "4", "opened": date(2020, 9, 1)}, date(2020, 9, 1), True),
        ({}, date(2020, 9, 1), True),
    ],
)
def test_open_on_a_day(changes, on, is_open):
    assert setting(**changes).is_open(on) is is_open


def test_found_by_urn_or_by_the_ukprn_of_whichever_was_open():
    school = setting(urn="100001", ukprn="10000001", closed=date(2020, 8, 31))
    academy = setting(urn="100002", ukprn="10000001", opened=date(2020, 9, 1))
    both = Register((school, academy))
    assert both.find(urn="100001", on=date(2026, 1, 15)) is school
    assert both.find(ukprn="10000001", on=date(2019, 1, 1)) is school
    assert both.find(ukprn="10000001", on=date(2026, 1, 15)) is academy
    assert both.find(ukprn=" 10000001 ") is academy
    assert both.find(urn="999999") is None
    assert both.find(ukprn="10000009") is None
    assert both.find() is None


LINKS = b"""URN,LinkURN,LinkName,LinkType,LinkEstablishedDate
100001,100002,Invented Academy,Successor,01-09-2020
100002,100001,Invented School,Predecessor,
100002,100003,Invented Trust School,Successor - merged,01-09-2022
100004,100005,Half,Successor - Split School,01-09-2021
100004,100006,Other half,Successor - Split School,01-09-2021
100007,100008,Next door,Closed,
"""


def test_links_read_from_either_side_come_out_once():
    links = read_links(LINKS)
    assert [(k.predecessor, k.successor, k.on) for k in links] == [
        ("100001", "100002", date(2020, 9, 1)),
        ("100002", "100003", date(2022, 9, 1)),
        ("100004", "100005", date(2021, 9, 1)),
        ("100004", "100006", date(2021, 9, 1)),
    ]


def test_the_dated_side_of_a_link_wins():
    undated_first = LINKS.splitlines(keepends=True)
    undated_first[1], undated_first[2] = undated_first[2], undated_first[1]
    assert read_links(b"".join(undated_first))[0].on == date(2020, 9, 1)


@pytest.mark.parametrize(
    "line",
    [b"1,100002,x,Successor,\n", b"100001,,x,Successor,\n", b"100001,100002,x,Successor,soon\n"],
)
def test_a_link_that_cannot_be_read_is_refused_with_its_row(line):
    with pytest.raises(RegisterUnreadable, match="Row 8"):
        read_links(LINKS + line)


def test_who_stood_in_a_settings_place_on_a_day():
    ends = {"100001": date(2020, 8, 31), "100002": date(2022, 8, 31), "100004": date(2021, 8, 31)}
    starts = {"100002": date(2020, 9, 1), "100003": date(2022, 9, 1)}
    chain = Register(
        tuple(
            setting(urn=f"10000{n}", opened=starts.get(f"10000{n}"), closed=ends.get(f"10000{n}"))
            for n in range(1, 8)
        )
    ).with_links(read_links(LINKS))
    assert chain.standing_on("100001", date(2020, 8, 31)).urn == "100001"
    assert chain.standing_on("100001", date(2021, 1, 1)).urn == "100002"
    assert chain.standing_on("100001", date(2026, 1, 15)).urn == "100003"
    assert chain.standing_on("100004", date(2026, 1, 15)) is None  # split in two
    assert chain.standing_on("999999", date(2026, 1, 15)) is None
    assert [k.predecessor for k in chain.predecessors("100003")] == ["100002"]
    assert [k.successor for k in chain.successors("100004")] == ["100005", "100006"]


def test_succession_in_a_ring_ends():
    ring = b"URN,LinkURN,LinkType\n100001,100002,Successor\n100002,100001,Successor\n"
    closed = tuple(setting(urn=u, closed=date(2020, 8, 31)) for u in ("100001", "100002"))
    assert (
        Register(closed).with_links(read_links(ring)).standing_on("100001", date(2026, 1, 1))
        is None
    )
