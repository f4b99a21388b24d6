"""The gold set: what docs/plan-checks.md tells of precision and recall is what comes out."""

import json
import os
from pathlib import Path

import pytest
from tests.unit.plans.gold.faults import SCORING, WRITING
from tests.unit.plans.gold.scoring import figures

from goldenthread.plans.checks import CHECKS
from goldenthread.plans.checks.docs import SCORES, catalogue, read_scores, write_catalogue

PAGE = Path(__file__).parents[3] / "docs" / "plan-checks.md"


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    found = figures(tmp_path_factory.mktemp("gold"))
    if os.environ.get("WRITE_PLAN_SCORES"):
        SCORES.write_text(json.dumps(found, indent=1) + "\n")
        write_catalogue(PAGE)
    return found


def test_the_published_scores_are_those_of_this_code(scored):
    assert read_scores() == scored, "run the tests once with WRITE_PLAN_SCORES=1"


def test_blocking_checks_are_right_when_they_speak(scored):
    for check, rule in CHECKS.items():
        if rule.severity == "B":
            assert scored["checks"][check]["precision"] >= 0.95, check


def test_every_check_finds_what_it_claims_to_find(scored):
    for check in CHECKS:
        assert scored["checks"][check]["recall"] >= 0.9, check


def test_the_set_is_large_and_scored_on_other_plans_than_it_was_written_on(scored):
    assert scored["set"]["plans"] >= 60
    assert not {id(fault) for fault in WRITING} & {id(fault) for fault in SCORING}
    assert not {repr(f.plan()) for f in WRITING} & {
        repr(f.plan()) for f in SCORING if f.case is None
    }


def test_the_page_is_the_page_that_the_code_makes():
    assert PAGE.read_text(encoding="utf-8") == catalogue(read_scores())


def test_the_page_shows_every_check_with_its_source():
    page = PAGE.read_text(encoding="utf-8")
    for rule in CHECKS.values():
        assert f"#### {rule.id} {rule.name}" in page
        assert rule.source in page
