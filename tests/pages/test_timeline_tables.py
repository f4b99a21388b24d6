"""The two tables of the spine, as the application's own role meets them."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from goldenthread.access import asking
from goldenthread.access.rules import Asker
from goldenthread.timeline.models import Clock, Event

from .conftest import NOW, TODAY


def an_event(child, **more):
    return Event.objects.create(
        area_id=child.area_id,
        child_id=child.pk,
        case_type="assessment",
        case_id=1,
        kind="request.received",
        on=TODAY,
        recorded_at=NOW,
        **{"key": "one", **more},
    )


def a_clock(child):
    return Clock.objects.create(
        area_id=child.area_id,
        child_id=child.pk,
        case_type="assessment",
        case_id=1,
        rule="a-rule",
        version=TODAY,
        started=TODAY,
        force="MUST",
        harm=2,
        known_from=NOW,
    )


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE timeline_event SET kind = 'plan.issued'",
        "DELETE FROM timeline_event",
        "TRUNCATE timeline_event",
    ],
)
def test_the_application_can_add_and_read_events_but_never_alter_or_remove_them(sam, act):
    an_event(sam)
    assert Event.objects.count() == 1
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(act)


def test_the_trigger_refuses_even_when_the_right_was_granted_by_mistake(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'timeline_event'::regclass"
            " AND NOT tgisinternal AND tgenabled = 'O'"
        )
        assert cursor.fetchone() == (1,)


def test_with_nobody_stated_there_is_no_event_and_no_clock(sam):
    an_event(sam)
    a_clock(sam)
    asking.state(Asker())
    assert (Event.objects.count(), Clock.objects.count()) == (0, 0)
    asking.state(asking.service("city", [831]))
    assert (Event.objects.count(), Clock.objects.count()) == (0, 0)
    asking.state(asking.service("county", [830]))
    assert (Event.objects.count(), Clock.objects.count()) == (1, 1)


def test_an_event_cannot_be_put_into_an_area_out_of_reach(sam):
    asking.state(asking.service("city", [831]))
    with pytest.raises(DatabaseError, match="row-level security"):
        an_event(sam)


def test_a_key_stands_for_one_event_in_an_area(sam):
    an_event(sam)
    with pytest.raises(DatabaseError, match="event_once"):
        an_event(sam)


def test_a_withdrawal_says_which_event_it_withdraws(sam):
    with pytest.raises(DatabaseError, match="event_withdraws_which"):
        an_event(sam, withdraws=True)


def test_one_version_of_a_clock_is_current(sam):
    a_clock(sam)
    with pytest.raises(DatabaseError, match="clock_one_current"):
        a_clock(sam)


def test_a_version_is_known_for_some_time(sam):
    clock = a_clock(sam)
    clock.known_to = clock.known_from
    with pytest.raises(DatabaseError, match="clock_known_some_time"):
        clock.save()
