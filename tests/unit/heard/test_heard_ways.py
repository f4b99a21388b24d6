"""By which way each is asked: what they need first, then what they want, then what we have."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.reading_grade import grade

from goldenthread.heard.rules.ways import Way, body, in_daytime, may_remind, way_of
from goldenthread.people.rules import CommunicationKind as K

ASKED, LAST = date(2026, 11, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("wanted", "account", "email", "phone", "needs", "way"),
    [
        ("email", False, True, True, [], Way.EMAIL),
        ("Text", False, True, True, [], Way.TEXT),
        ("email", False, False, True, [], Way.POST),  # none is recorded
        ("text", True, True, False, [], Way.PAGE),
        ("", True, True, True, [], Way.PAGE),
        ("", False, True, True, [], Way.POST),
        ("post", False, True, True, [(K.LARGE_PRINT, "")], Way.POST),
        ("", False, False, False, [(K.EASY_READ, "")], Way.RING),  # paper is not drawn so
        ("", False, False, False, [(K.LANGUAGE, "Urdu")], Way.RING),
        ("", False, False, False, [(K.LANGUAGE, "English")], Way.POST),
        ("text", False, True, True, [(K.LANGUAGE, "Urdu")], Way.TEXT),  # the page speaks it
        ("email", True, True, True, [(K.PHONE_ONLY, "")], Way.RING),
        ("email", False, True, True, [(K.BSL, "")], Way.RING),
        ("", False, False, False, [(K.INTERPRETER, "Urdu")], Way.POST),
    ],
)
def test_way_of(wanted, account, email, phone, needs, way):
    told = way_of(preference=wanted, has_account=account, email=email, phone=phone, needs=needs)
    assert told is way


@pytest.mark.parametrize(
    ("today", "may"),
    [(date(2026, 11, 14), False), (date(2026, 11, 15), True), (date(2026, 12, 24), True),
     (date(2026, 12, 25), False)],
)  # fmt: skip
def test_nobody_is_reminded_too_soon_or_of_what_is_about_to_end(today, may):
    assert may_remind(asked_on=ASKED, last_day=LAST, today=today) is may


def test_no_phone_rings_at_night():
    assert in_daytime(datetime(2026, 11, 22, 5, 30)) == datetime(2026, 11, 22, 10, 0)
    assert in_daytime(datetime(2026, 11, 22, 16, 7)) == datetime(2026, 11, 22, 16, 7)


@pytest.mark.parametrize("reminder", [False, True])
def test_a_message_is_short_and_plain_and_says_how_to_hear_no_more(reminder):
    said = body("https://send.example/heard/link/2345/", last_day=LAST, reminder=reminder)
    assert "https://send.example/heard/link/2345/" in said
    assert "Thursday 31 December 2026" in said
    assert "no more surveys" in said
    assert ("We will not ask about this again." in said) is reminder
    assert len(said) <= 459  # three texts
    assert grade(said.replace("https://send.example/heard/link/2345/", "here.")) <= 5
