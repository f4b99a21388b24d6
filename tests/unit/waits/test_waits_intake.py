"""Referrals from other systems: every one used or refused, with where and why."""

from __future__ import annotations

import copy
import json
from datetime import date

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.waits.cli import waits
from goldenthread.waits.rules.intake import (
    NotReadable,
    nhs_number_fits,
    operation_outcome,
    read_csv,
    read_fhir,
)

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


class TestFilesAsTheyAreSaved:
    """What can be read in one way only is read, and the reader is told how."""

    @pytest.mark.parametrize(
        ("delimiter", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "upright bars")]
    )
    def test_a_file_parted_otherwise_is_read_and_says_so(self, delimiter, name):
        found = read_csv(
            (HEAD + GOOD.replace("sleep;SLCN", "sleep")).replace(",", delimiter).encode(), TODAY
        )
        assert (found.read, found.refused) == (1, 0)
        assert found.notes == (f"It was read as parted by {name}.",)

    def test_a_spreadsheets_own_letters_are_kept(self):
        found = read_csv((HEAD + GOOD.replace("Ivy", "Zoë")).encode("cp1252"), TODAY)
        assert found.used[0].forename == "Zoë"
        assert "Windows-1252" in found.notes[0]

    def test_a_file_in_utf8_with_a_mark_before_it_needs_no_note(self):
        found = read_csv(b"\xef\xbb\xbf" + (HEAD + GOOD).encode(), TODAY)
        assert (found.refused, found.notes) == (0, ())

    @pytest.mark.parametrize("content", [b"\x00\x01", "héad".encode("utf-16"), b"\x81\x8d,x"])
    def test_what_is_no_text_is_refused_as_a_whole(self, content):
        with pytest.raises(NotReadable, match="plain text"):
            read_csv(content, TODAY)

    def test_a_line_break_inside_quotes_ends_no_row(self):
        row = GOOD.replace("Ivy", '"Ivy\nRose"')
        found = read_csv((HEAD + row).encode(), TODAY)
        assert (found.read, found.refused) == (1, 0)

    def test_where_one_row_has_the_month_first_no_other_of_that_column_is_guessed(self):
        first = GOOD.replace("2026-11-02", "07/13/2026")
        second = GOOD.replace("9990000018", "9434765919").replace("2026-11-02", "02/03/2026")
        found = read_csv((HEAD + first + second).encode(), TODAY)
        assert (found.read, found.refused) == (2, 2)
        assert "could be read two ways" in found.faults[1].message
        assert read_csv((HEAD + second).encode(), TODAY).used[0].received == date(2026, 3, 2)


HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted({*PATIENT, *REQUEST})), inner, max_size=4)
    ),
    max_leaves=6,
)


class TestHostileMessages:
    @pytest.mark.parametrize("key", [*PATIENT, "telecom"])
    @pytest.mark.parametrize("value", ["text", ["x"], 7, [{"given": 3}], {"a": 1}])
    def test_a_patient_of_any_shape_is_refused_and_never_a_crash(self, key, value):
        found = read_fhir(bundle(changed(PATIENT, **{key: value}), REQUEST), TODAY)
        assert found.read == len(found.used) + found.refused

    @pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
    def test_a_moment_out_of_all_time_is_refused(self, moment):
        found = read_fhir(bundle(PATIENT, changed(REQUEST, authoredOn=moment)), TODAY)
        assert found.refused == 1

    @given(HOSTILE, HOSTILE)
    @settings(max_examples=60, deadline=None)
    def test_whatever_a_bundle_holds_it_adds_up(self, one, other):
        try:
            found = read_fhir(
                {"resourceType": "Bundle", "entry": [one, {"resource": other}]}, TODAY
            )
        except NotReadable:
            return
        assert found.read == len(found.used) + found.refused

    def test_the_answer_is_an_operation_outcome_of_fhir_and_names_nobody(self):
        from fhir.resources.R4B.operationoutcome import OperationOutcome

        bad = changed(REQUEST, status="revoked", authoredOn=None)
        found = read_fhir(bundle(PATIENT, REQUEST, bad), TODAY)
        told = operation_outcome(found.faults, new=1, already=0)
        OperationOutcome.model_validate(told)
        severities = [issue["severity"] for issue in told["issue"]]
        assert severities == ["error"] * (len(severities) - 1) + ["information"]
        assert told["issue"][0]["expression"][0].startswith("Bundle.entry[2].resource")
        assert "Invented" not in json.dumps(told)
