"""Two people recording at once, with real connections and real commits; and `rebuild` from the
command line."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.db import connection

from goldenthread.access import asking
from goldenthread.config.cli import main
from goldenthread.law.events import EventKind as K
from goldenthread.organisations.models import LocalArea
from goldenthread.timeline import commands
from goldenthread.timeline.models import Clock, Event

from .conftest import NOW

START = date(2026, 1, 5)
WEEK = timedelta(days=7)
SERVICE = asking.service("test", [830])
TOLD = {"area_id": 830, "child_id": 5, "case_type": "assessment", "case_id": 7, "by": SERVICE}


@pytest.fixture
def area(real_db):
    LocalArea.objects.create(id=830, code="derbyshire", name="Derbyshire")


def together(*acts):
    """Run each act in a thread and transaction of its own, all let go at one moment."""
    gate = threading.Barrier(len(acts))

    def run(act):
        try:
            with asking.stated(SERVICE):
                gate.wait(timeout=10)
                return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        futures = [pool.submit(run, act) for act in acts]
    return [each.exception() or each.result() for each in futures]


def clocks():
    names = [each.name for each in Clock._meta.concrete_fields if each.name != "id"]
    return sorted(map(repr, Clock.objects.values_list(*names)))


def test_two_recorders_of_one_thing_keep_it_once(area):
    said = together(
        *[lambda: commands.record(K.REQUEST_RECEIVED, on=START, at=NOW, key="one", **TOLD)] * 4
    )
    assert len({each.pk for each in said}) == 1
    with asking.stated(SERVICE):
        assert Event.objects.count() == 1


def test_recorders_of_different_things_leave_the_clocks_a_rebuild_would(area):
    story = [
        (K.REQUEST_RECEIVED, START),
        (K.ASSESSMENT_AGREED, START + 5 * WEEK),
        (K.DRAFT_SERVED, START + 15 * WEEK),
        (K.PLAN_ISSUED, START + 19 * WEEK),
    ]
    # The moments run against each other: whoever waits for the lock may hold the earlier one.
    acts = [
        lambda kind=kind, on=on, late=late: commands.record(
            kind, on=on, at=NOW - timedelta(seconds=late), **TOLD
        )
        for late, (kind, on) in enumerate(story)
    ]
    rows = [
        commands.NewEvent(
            kind=K.CASE_ALLOCATED, on=START, facts={"post": 3}, area_id=830, child_id=5,
            case_type="assessment", case_id=7,
        )
    ]  # fmt: skip
    acts.append(lambda: commands.record_many(rows, by=SERVICE, at=NOW))
    said = together(*acts)
    assert not [each for each in said if isinstance(each, Exception)]
    with asking.stated(SERVICE):
        before = clocks()
        commands.rebuild(830)
        assert clocks() == before
        final = Clock.objects.filter(due=START + 20 * WEEK, known_to__isnull=True)
        assert set(final.values_list("stopped", "owner_post_id")) == {(START + 19 * WEEK, 3)}


def test_nothing_half_done_is_left_when_a_recorder_fails(area):
    class Stop(Exception):
        pass

    def act():
        commands.record(K.REQUEST_RECEIVED, on=START, at=NOW, **TOLD)
        raise Stop

    (said,) = together(act)
    assert isinstance(said, Stop)
    with asking.stated(SERVICE):
        assert (Event.objects.count(), Clock.objects.count()) == (0, 0)


class TestRebuildCommand:
    def run(self, *words):
        return CliRunner().invoke(main, ["rebuild", *words])

    def test_reads_every_clock_again(self, area):
        with asking.stated(SERVICE):
            commands.record(K.REQUEST_RECEIVED, on=START, at=NOW, **TOLD)
            before = clocks()
            Clock.objects.all().delete()
        done = self.run("--json")
        assert (done.exit_code, json.loads(done.output)) == (0, {"derbyshire": 1})
        with asking.stated(SERVICE):
            assert clocks() == before
        assert "derbyshire: the clocks of 1 cases" in self.run("--area", "derbyshire").output

    def test_names_an_area_that_is_not_there(self, area):
        done = self.run("--area", "atlantis")
        assert done.exit_code == 2
        assert "There is no area called 'atlantis'" in done.output
