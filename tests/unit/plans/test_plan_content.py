"""The plan document: sound ids, no unknown fields, and a schema that matches the model."""

import json
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from goldenthread.plans.content import (
    Cover,
    Link,
    Need,
    Outcome,
    Plan,
    PlanStatus,
    Provision,
    Section,
)
from goldenthread.plans.content.schema import schema_text, write_schema

SCHEMA = Path(__file__).parents[3] / "docs" / "plan-schema.json"


def small_plan(**changes):
    parts = {
        "invented": True,
        "cover": Cover(child_name="Amara Invented", birth_date=date(2016, 2, 3)),
        "needs": (Need(id="B1", section=Section.B, text="Cannot yet start a written task."),),
        "outcomes": (Outcome(id="E1", text="Starts a task alone.", by_when=date(2027, 7, 31)),),
        "provision": (Provision(id="F1", section=Section.F, what="Modelling of the first step"),),
        "links": (Link(source="B1", target="E1"), Link(source="E1", target="F1")),
    }
    return Plan(**{**parts, **changes})


def test_the_published_schema_is_the_schema_of_the_model():
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run: goldenthread plan schema"


def test_writing_the_schema_gives_a_file_that_names_every_section_letter(tmp_path):
    write_schema(tmp_path / "schema.json")
    schema = json.loads((tmp_path / "schema.json").read_text(encoding="utf-8"))
    letters = ["A", "B", "C", "D", "E", "F", "G", "H1", "H2", "I", "J", "K"]
    assert schema["$defs"]["Section"]["enum"] == letters


def test_a_plan_survives_a_trip_through_json():
    plan = small_plan()
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_a_plan_is_never_changed_in_place():
    with pytest.raises(ValidationError, match="frozen"):
        small_plan().monitoring = "later"


def test_two_rows_with_one_id_are_refused():
    need = Need(id="B1", section=Section.B, text="Another need.")
    with pytest.raises(ValidationError, match="used more than once: B1"):
        small_plan(needs=(need, need))


def test_a_link_to_nothing_is_refused_and_named():
    with pytest.raises(ValidationError, match=r"links\[0\] names F9"):
        small_plan(links=(Link(source="B1", target="F9"),))


def test_provision_cannot_be_filed_under_a_section_of_needs():
    with pytest.raises(ValidationError):
        Provision(id="B9", section=Section.B, what="A teaching assistant")


def test_an_unknown_field_is_refused():
    with pytest.raises(ValidationError, match="Extra inputs"):
        Cover.model_validate({"childs_name": "Amara"})


@pytest.mark.parametrize(
    ("status", "draft"),
    [
        (PlanStatus.DRAFT, True),
        (PlanStatus.AMENDED_DRAFT, True),
        (PlanStatus.FINAL, False),
        (PlanStatus.AMENDED_FINAL, False),
    ],
)
def test_which_versions_are_drafts(status, draft):
    assert status.is_draft is draft
