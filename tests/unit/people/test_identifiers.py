"""Check letters and digits of a person's numbers. Every number here is invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.people.rules import (
    ULN_PLACEHOLDER,
    UPN_FAULTS,
    UPN_LETTERS,
    nhs_number_is_valid,
    uln_is_valid,
    upn_authority_codes,
    upn_check_letter,
    upn_fault,
    upn_faults,
    upn_is_temporary,
)

DIGITS = "0123456789"
bodies = st.tuples(
    st.sampled_from(sorted(upn_authority_codes())),
    st.text(DIGITS, min_size=8, max_size=8),
    st.sampled_from(DIGITS + UPN_LETTERS),
).map("".join)


def letter_by_hand(rest: str) -> str:
    """The rule of the check letter said again, from its description, without our code."""
    letters = [c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if c not in "IOS"]
    values = [letters.index(c) if c in letters else int(c) for c in rest]
    return letters[sum(value * (place + 2) for place, value in enumerate(values)) % 23]


@pytest.mark.parametrize(
    "upn", ["X831200112001", "M830400019042", "H801200001001", "H83120011200A", " x831200112001 "]
)
def test_sound_numbers(upn):
    assert upn_fault(upn) is None


@pytest.mark.parametrize(
    ("upn", "fault"),
    [
        ("A831200112001", "1510"),
        ("I831200112001", "1510"),
        ("X999200112001", "1530"),
        ("X8A1200112001", "1530"),
        ("X831200I12001", "1540"),
        ("X83120", "1540"),
        ("X83120011200S", "1550"),
        ("X83120011200", "1550"),
        ("X8312001120011", "1550"),
        ("X831２00112001", "1540"),  # a full-width two is no digit here
        ("", "1530"),
    ],
)
def test_the_first_fault_of_an_unsound_number(upn, fault):
    assert upn_fault(upn) == fault
    assert fault in UPN_FAULTS


def test_every_fault_is_told_and_the_check_letter_only_when_it_can_be_worked_out():
    assert upn_faults("WILLS_UPN") == ("1530", "1540", "1550")
    assert upn_faults("A832200112001") == ("1530", "1510")
    assert upn_faults("A831200112001") == ("1510",)


@pytest.mark.parametrize("code", ["001", "005", "420", "660", "708", "909", "941", "942", "943"])
def test_authorities_a_upn_may_come_from(code):
    assert code in upn_authority_codes()


@pytest.mark.parametrize("code", ["000", "006", "214", "709", "804", "842", "910", "944"])
def test_numbers_no_authority_has(code):
    assert code not in upn_authority_codes()


@settings(deadline=None)  # the machine may be busy
@given(bodies)
def test_the_check_letter_follows_the_rule(rest):
    assert upn_check_letter(rest) == letter_by_hand(rest)
    assert upn_faults(letter_by_hand(rest) + rest) == ()


@settings(deadline=None)  # the machine may be busy
@given(bodies, st.sampled_from(UPN_LETTERS))
def test_any_other_letter_is_refused(rest, letter):
    sound = letter == letter_by_hand(rest)
    assert upn_faults(letter + rest) == (() if sound else ("1510",))


@settings(deadline=None)  # the machine may be busy
@given(bodies, st.integers(4, 11), st.sampled_from(DIGITS))
def test_one_wrong_digit_is_always_found(rest, place, digit):
    wrong = rest[: place - 1] + digit + rest[place:]
    expected = () if wrong == rest else ("1510",)
    assert upn_faults(letter_by_hand(rest) + wrong) == expected


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=20))
def test_nothing_makes_it_fall_over(text):
    assert set(upn_faults(text)) <= set(UPN_FAULTS)
    assert isinstance(uln_is_valid(text), bool)
    assert isinstance(nhs_number_is_valid(text), bool)


@pytest.mark.parametrize("rest", ["", "831", "83120011200S", "8312001120O1", "8312001120011"])
def test_no_check_letter_for_what_is_no_number(rest):
    with pytest.raises(ValueError, match="eleven digits"):
        upn_check_letter(rest)


def test_a_temporary_number_ends_in_a_letter():
    assert upn_is_temporary("H83120011200A")
    assert not upn_is_temporary("X831200112001")
    assert not upn_is_temporary("")


@pytest.mark.parametrize("uln", ["1000000043", "1234567899", " 1234567899 "])
def test_sound_learner_numbers(uln):
    assert uln_is_valid(uln)


@pytest.mark.parametrize(
    "uln",
    ["1000000063", "1000000044", "123456789", "12345678990", "123456789X", ULN_PLACEHOLDER, ""],
)
def test_unsound_learner_numbers(uln):
    assert not uln_is_valid(uln)


@settings(deadline=None)  # the machine may be busy
@given(st.text(DIGITS, min_size=9, max_size=9))
def test_a_learner_number_has_one_right_last_digit_or_none(first):
    remainder = sum(int(d) * (10 - place) for place, d in enumerate(first)) % 11
    expected = [] if remainder == 0 else [str(10 - remainder)]
    assert [last for last in DIGITS if uln_is_valid(first + last)] == expected


@pytest.mark.parametrize(
    "number",
    ["9990000018", "9990000123", "4010232137", "9434765919", "943 476 5919", "943-476-5919"],
)
def test_sound_nhs_numbers(number):
    assert nhs_number_is_valid(number)


@pytest.mark.parametrize(
    "number",
    ["9990000019", "999000001", "99900000180", "999000001X", "0000000000", "", "９990000018"],
)
def test_unsound_nhs_numbers(number):
    assert not nhs_number_is_valid(number)


@settings(deadline=None)  # the machine may be busy
@given(st.text(DIGITS, min_size=9, max_size=9).filter(lambda first: first.strip("0")))
def test_an_nhs_number_has_one_right_last_digit_or_none(first):
    check = 11 - sum(int(d) * (10 - place) for place, d in enumerate(first)) % 11
    expected = {10: [], 11: ["0"]}.get(check, [str(check)])
    assert [last for last in DIGITS if nhs_number_is_valid(first + last)] == expected
