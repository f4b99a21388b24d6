"""What changed between versions, in words; and what may change between draft and final."""

import pytest
from tests.unit.plans.gold.children import amara
from tests.unit.plans.gold.edits import row, whole

from goldenthread.plans.content import Link, Need, Section
from goldenthread.plans.rules.changes import How, changes, marked, not_asked_for, said


def sentences(before, after):
    return [change.sentence for change in changes(before, after)]


def test_nothing_changed_says_nothing():
    assert changes(amara(), amara()) == ()


def test_a_changed_part_is_said_by_its_name_before_and_after():
    after = row("F2", how_often="Twice a week")(amara())
    assert sentences(amara(), after) == [
        "F2: how often said “Once a week” and now says “Twice a week”"
    ]


def test_a_new_statement_and_one_taken_out_are_said_with_their_words():
    plan = amara()
    need = Need(id="B9", section=Section.B, text="Amara tires after lunch.")
    after = plan.model_copy(update={"needs": (*plan.needs[1:], need)})
    found = changes(plan, after)
    assert [(each.row, each.how) for each in found if each.what == "need"] == [
        ("B9", How.ADDED),
        ("B1", How.TAKEN_OUT),
    ]
    assert "B9: need is new: “Amara tires after lunch.”" in [each.sentence for each in found]
    assert any(each.sentence.startswith("B1: need is taken out. It said: “") for each in found)


def test_what_was_silent_and_what_falls_silent():
    quiet = row("F2", where="")(amara())
    assert sentences(quiet, amara()) == [
        "F2: where now says: “The library corner”. It said nothing before."
    ]
    assert sentences(amara(), quiet) == [
        "F2: where no longer says anything. It said: “The library corner”"
    ]


def test_a_new_link_is_said_and_a_source_is_not():
    plan = amara()
    links = (*plan.links, Link(source="B3", target="F1"), Link(source="K5", target="F1"))
    after = plan.model_copy(update={"links": links})
    assert sentences(plan, after) == ["F1: what it answers said “B1, E1” and now says “B1, B3, E1”"]


def test_white_space_dates_and_signature_are_no_change():
    plan = row("B1", text=amara().needs[0].text.replace(" ", "\n", 1))(amara())
    cover = plan.cover.model_copy(update={"plan_date": None, "status": None})
    after = plan.model_copy(update={"cover": cover, "signature": None})
    assert changes(amara(), after) == ()


def test_the_setting_and_the_monitoring_are_told():
    plan = amara()
    placed = plan.placement.model_copy(update={"name": "Hilltop School"})
    after = plan.model_copy(update={"placement": placed, "monitoring": ""})
    found = {each.section: each.how for each in changes(plan, after)}
    assert found == {"E": How.TAKEN_OUT, "I": How.CHANGED}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        ("2026-05-04", "4 May 2026"),
        ("SOCIAL_CARE", "social care"),
        (["a", "b"], "a, b"),
        ("1:1", "1:1"),
    ],
)
def test_a_value_is_said_as_a_plan_shows_it(value, words):
    assert said(value) == words


def test_words_are_marked_as_kept_taken_out_and_put_in():
    pieces = marked("once a week in class", "twice a week")
    assert [(each.op, each.text.strip()) for each in pieces] == [
        ("out", "once"),
        ("in", "twice"),
        ("same", "a week"),
        ("out", "in class"),
    ]


def test_between_draft_and_final_only_what_the_family_asked_for_may_change():
    draft = whole(placement=None, signature=None)(amara())
    final = row("F2", how_often="Twice a week")(amara())
    assert [each.row for each in not_asked_for(draft, final, [])] == ["F2"]
    assert not_asked_for(draft, final, ["F2"]) == ()


def test_naming_the_setting_and_the_budget_needs_no_request():
    draft = whole(placement=None, signature=None, personal_budget=None)(amara())
    assert not_asked_for(draft, amara(), []) == ()


def test_a_line_taken_out_since_the_draft_is_found():
    final = amara().model_copy(update={"provision": amara().provision[:-1]})
    assert {each.row for each in not_asked_for(amara(), final, [])} == {"F4"}
