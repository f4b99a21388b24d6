"""The command line of measures: definitions with no database, values with one."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from goldenthread.access import asking
from goldenthread.law.events import EventKind as K
from goldenthread.measures.cli import measures
from goldenthread.measures.models import Reading
from goldenthread.measures.rules import registry
from goldenthread.timeline.commands import record

from .conftest import NOW, child


def run(*words: str):
    return CliRunner().invoke(measures, list(words), catch_exceptions=False)


@pytest.fixture
def one_plan(as_service, areas):
    sam = child(areas.derbyshire, "D-8", "Sam", "Invented")
    record(
        K.PLAN_STARTED, area_id=830, child_id=sam.pk, case_type="plan", case_id=1,
        on=date(2026, 1, 5), by=as_service, at=NOW, backfilled=True,
    )  # fmt: skip


def test_lists_every_definition():
    found = json.loads(run("list", "--json").output)
    assert [each["key"] for each in found] == [m.key for m in registry.MEASURES]
    assert found[0]["defined_by"]
    assert "plans-in-20-weeks" in run("list").output


def test_a_value_and_a_series(one_plan):
    found = json.loads(run("value", "plans-in-force", "derbyshire", "--on", "2026-10-31",
                           "--json").output)  # fmt: skip
    assert (found["value"], found["no_data"], found["area"]) == (1.0, "", 830)
    said = run("series", "plans-in-force", "derbyshire", "--months", "12", "--until", "2026-11-22")
    lines = said.output.splitlines()
    assert len(lines) == 12
    assert lines[0].startswith("2025-11-30  No data No plan has been recorded")
    assert lines[-1] == "2026-10-31  1"
    known = run("value", "plans-in-force", "derbyshire", "--on", "2025-06-30", "--known-on",
                "2025-06-30")  # fmt: skip
    assert "No data" in known.output


def test_what_is_not_there_is_said(one_plan):
    assert "no area called 'nowhere'" in run("value", "plans-in-force", "nowhere").output
    assert "no measure called 'nothing'" in run("value", "nothing", "derbyshire").output
    assert run("series", "nothing", "derbyshire").exit_code == 2


def test_keeps_month_ends(one_plan):
    said = run("keep", "--months", "2", "--until", "2026-11-22").output
    assert f"830: {2 * len(registry.keys())} figures kept" in said
    with asking.stated(asking.service("test", [830])):
        assert Reading.objects.filter(area_id=830, key="plans-in-force").count() == 2
