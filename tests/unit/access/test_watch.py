"""What counts as odd access (trust rule 38)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from goldenthread.access.rules import is_shared_mailbox
from goldenthread.access.watch import Activity, Odd, Thresholds, odd, out_of_hours

LIMITS = Thresholds(
    window_minutes=10,
    children_opened=30,
    strangers_tried=5,
    children_out_of_hours=10,
    office_opens=7,
    office_closes=20,
    quiet_minutes=60,
)
LONDON = ZoneInfo("Europe/London")
WORKING = datetime(2026, 11, 23, 11, 0, tzinfo=LONDON)
SUNDAY = datetime(2026, 11, 22, 11, 0, tzinfo=LONDON)


def did(**what):
    facts = {"opened": 0, "strangers": 0, "exported": 0, "own_name": ()} | what
    return Activity(user_id=1, post_id=2, areas=(830,), **facts)


@pytest.mark.parametrize(
    ("what", "at", "found"),
    [
        ({"opened": 30}, WORKING, set()),
        ({"opened": 31}, WORKING, {Odd.MANY_CHILDREN}),
        ({"opened": 20, "exported": 11}, WORKING, {Odd.MANY_CHILDREN}),
        ({"strangers": 4}, WORKING, set()),
        ({"strangers": 5}, WORKING, {Odd.STRANGERS_TRIED}),
        ({"opened": 1, "own_name": (7,)}, WORKING, {Odd.OWN_SURNAME}),
        ({"opened": 10}, SUNDAY, set()),
        ({"opened": 11}, SUNDAY, {Odd.OUT_OF_HOURS}),
        ({"opened": 31}, SUNDAY, {Odd.MANY_CHILDREN, Odd.OUT_OF_HOURS}),
    ],
)
def test_more_than_the_limit_is_odd(what, at, found):
    assert set(odd(did(**what), at, LIMITS)) == found


@pytest.mark.parametrize(
    ("hour", "late"), [(6, True), (7, False), (19, False), (20, True), (23, True)]
)
def test_office_hours_run_from_seven_to_eight_in_the_evening(hour, late):
    assert out_of_hours(WORKING.replace(hour=hour), LIMITS) is late


@pytest.mark.parametrize(
    ("email", "shared"),
    [
        ("office@school.invalid", True),
        ("SEN-team@council.invalid", True),
        ("head2@school.invalid", True),
        ("m.office.team@council.invalid", True),
        ("sam.sender@council.invalid", False),
        ("j.head@council.invalid", True),  # a surname that reads so: ask for another spelling
        ("rosendale@council.invalid", False),
    ],
)
def test_a_shared_mailbox_is_told_by_its_words(email, shared):
    assert is_shared_mailbox(email) is shared
