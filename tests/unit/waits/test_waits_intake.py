"""Referrals from other systems: every one used or refused, with where and why."""

from __future__ import annotations

import copy
import json
from datetime import date

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.waits.cli import waits
from goldenthread.waits.rules.intake import NotReadable, nhs_number_fits, read_csv, read_fhir

TODAY = date(2026, 11, 22)
PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "999 000 0018"}],
    "name": [{"given": ["Ivy"], "family": "Invented"}],
    "birthDate": "2017-02-03",
    "gender": "female",
    "address": [{"postalCode": "DE1 1AA"}],
}
REQUEST = {
    "resourceType": "ServiceRequest",
    "id": "r1",
    "status": "active",
    "intent": "order",
    "priority": "urgent",
    "authoredOn": "2026-07-01T23:30:00Z",
    "subject": {"reference": "Patient/p1"},
    "requester": {"display": "Dr Invented"},
    "reasonCode": [{"coding": [{"code": "sleep"}, {"code": "SLCN"}], "text": "Wakes at night"}],
}


def bundle(*resources: dict) -> dict:
    return {"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}


def changed(one: dict, **parts) -> dict:
    return {**copy.deepcopy(one), **parts}


def test_a_bundle_with_its_patient_is_read():
    intake = read_fhir(bundle(PATIENT, REQUEST), TODAY)
    (found,) = intake.used
    assert (intake.read, intake.refused) == (1, 0)
    assert (found.nhs_number, found.forename, found.surname) == ("9990000018", "Ivy", "Invented")
    assert found.received == date(2026, 7, 2)  # half past midnight in London
    assert (found.sex, found.urgent, found.reason) == ("F", True, "Wakes at night")
    assert found.needs[0] == "sleep"
    assert "talking" in found.needs


def test_a_request_may_carry_its_patient():
    inside = changed(REQUEST, contained=[PATIENT], subject={"reference": "#p1"})
    assert len(read_fhir(inside, TODAY).used) == 1


@pytest.mark.parametrize(
    ("patient", "request_", "path"),
    [
        (PATIENT, changed(REQUEST, intent=7), "intent"),
        (PATIENT, {k: v for k, v in REQUEST.items() if k != "subject"}, "subject"),
        (PATIENT, changed(REQUEST, authoredOn="soon"), "authoredOn"),
        (PATIENT, changed(REQUEST, authoredOn="2027-01-01"), "authoredOn"),
        (PATIENT, {k: v for k, v in REQUEST.items() if k != "authoredOn"}, "authoredOn"),
        (PATIENT, changed(REQUEST, status="revoked"), "status"),
        (PATIENT, changed(REQUEST, subject={"reference": "Patient/other"}), "subject"),
        (changed(PATIENT, identifier=[]), REQUEST, "subject.identifier"),
        (changed(PATIENT, name=[{"family": "X"}]), REQUEST, "subject.name"),
        (changed(PATIENT, birthDate="2030-01-01"), REQUEST, "subject.birthDate"),
    ],
)
def test_what_is_wrong_is_refused_with_its_path_and_the_rest_is_used(patient, request_, path):
    good = changed(PATIENT, id="p2"), changed(REQUEST, subject={"reference": "Patient/p2"})
    intake = read_fhir(bundle(patient, request_, *good), TODAY)
    assert (intake.read, intake.refused, len(intake.used)) == (2, 1, 1)
    assert f"Bundle.entry[1].resource.{path}" in {fault.place for fault in intake.faults}


@pytest.mark.parametrize("given", [[], "x", {}, {"resourceType": "Patient"}, bundle(PATIENT)])
def test_what_is_no_referral_is_refused_as_a_whole(given):
    with pytest.raises(NotReadable):
        read_fhir(given, TODAY)


@pytest.mark.parametrize(
    ("number", "fits"),
    [("9990000018", True), ("9434765919", True), ("9990000019", False), ("999", False)],
)
def test_the_check_digit_of_an_nhs_number(number, fits):
    assert nhs_number_fits(number) is fits


HEAD = "NHS number,First name,Surname,DOB,Received,Needs\n"
GOOD = "9990000018,Ivy,Invented,03/02/2017,2026-11-02,sleep;SLCN\n"


def test_a_csv_file_is_read_day_first():
    (row,) = read_csv((HEAD + GOOD).encode("utf-8-sig"), TODAY).used
    assert (row.birth_date, row.received) == (date(2017, 2, 3), date(2026, 11, 2))


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("9990000019,A,B,03/02/2017,02/11/2026,\n", "row 2, nhs number"),
        ("9990000018,,B,03/02/2017,02/11/2026,\n", "row 2, forename"),
        ("9990000018,A,B,2017,02/11/2026,\n", "row 2, date of birth"),
        ("9990000018,A,B,03/02/2017,02/11/2027,\n", "row 2, received"),
        ("9990000018,A,B,03/02/2017,01/01/2016,\n", "row 2, received"),
        ("9990000018,A,B\n", "row 2"),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_column(row, place):
    other = GOOD.replace("9990000018", "9990000123")
    intake = read_csv((HEAD + row + other).encode(), TODAY)
    assert (intake.read, intake.refused, len(intake.used)) == (2, 1, 1)
    assert [fault.place for fault in intake.faults] == [place]


def test_a_child_told_twice_is_used_once():
    intake = read_csv((HEAD + GOOD + GOOD).encode(), TODAY)
    assert (len(intake.used), intake.faults[0].message) == (1, "is the child of row 2 again.")


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (b"\xff\xfe\x00", "plain text"), (b"a,b\n1,2\n", "no column for")],
)
def test_what_is_no_list_of_referrals_is_refused(content, says):
    with pytest.raises(NotReadable, match=says):
        read_csv(content, TODAY)


@given(st.lists(st.text(alphabet="09/-, \nabc\"'", max_size=30), max_size=8))
def test_whatever_the_rows_hold_they_add_up(rows):
    content = (HEAD + "\n".join(rows)).encode()
    try:
        intake = read_csv(content, TODAY)
    except NotReadable:
        return
    assert intake.read == len(intake.used) + intake.refused


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (json.dumps(bundle(PATIENT, REQUEST)), 0, '"used": 1'),
        (HEAD + GOOD + "x,,,,,\n", 1, "row 3, nhs number"),
        ("{", 2, "not a JSON file"),
        ("[1]", 2, "no FHIR resource"),
    ],
)
def test_the_command_checks_a_file_and_names_nobody(tmp_path, content, code, says):
    file = tmp_path / "in.txt"
    file.write_text(content)
    done = CliRunner().invoke(waits, ["intake", str(file), "--on", "2026-11-22", "--json"])
    assert done.exit_code == code
    assert says in done.output
    assert "Invented" not in done.output
