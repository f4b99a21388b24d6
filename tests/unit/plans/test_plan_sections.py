"""A plan taken apart into sections and put together again: nothing is lost, nothing comes back."""

import pytest
from tests.unit.plans.gold.children import CHILDREN, amara

from goldenthread.plans.content import Need, Passage, Plan, Section, SectionText
from goldenthread.plans.rules import sections
from goldenthread.plans.rules.sections import (
    NoSuchRow,
    join,
    kind_of,
    next_id,
    put_row,
    row_in,
    rows_of,
    split,
    take_out,
)


def in_order(plan):
    """The plan with its groups sorted: sections come back in the order of their letters."""
    groups = ("views", "aspirations", "needs", "outcomes", "provision", "evidence")
    found = {name: tuple(sorted(getattr(plan, name), key=lambda row: row.id)) for name in groups}
    none = tuple(sorted(plan.nothing_found, key=lambda each: each.section))
    links = tuple(sorted(plan.links, key=lambda link: (link.source, link.target)))
    # The ICB's agreement is a record beside the draft, tied to the words agreed to.
    beside = {"nothing_found": none, "links": links, "health_agreement": None}
    return plan.model_copy(update={**found, **beside})


@pytest.mark.parametrize("make", CHILDREN.values())
def test_taken_apart_and_put_together_a_plan_is_the_same(make):
    assert in_order(join(split(make()))) == in_order(make())


def test_words_that_are_in_no_row_are_kept():
    text = SectionText(section=Section.B, passages=(Passage(text="Loose words."),))
    plan = amara().model_copy(update={"sections": (text,), "front": (Passage(text="Front."),)})
    again = join(split(plan))
    assert (again.sections, again.front, again.invented) == ((text,), plan.front, plan.invented)


def test_every_section_has_a_title_and_holds_something():
    for section in sections.SECTIONS:
        assert sections.TITLES[section]
        assert sections.HOLDS[section]


def test_a_link_belongs_to_the_section_of_the_row_it_leads_to():
    parts = split(amara())
    assert {"source": "B1", "target": "E1"} in parts["E"]["links"]
    assert {"source": "B1", "target": "F1"} in parts["F"]["links"]


def test_a_row_taken_out_takes_the_links_that_led_to_it_and_leaves_no_loose_end():
    parts = split(amara())
    parts["B"] = take_out(parts["B"], "need", "B1")
    plan = join(parts)
    assert [need.id for need in plan.needs] == ["B2", "B3"]
    assert not any("B1" in (link.source, link.target) for link in plan.links)


def test_a_name_never_comes_back_to_mean_something_else():
    parts = split(amara())
    parts["F"] = take_out(parts["F"], "provision", "F4")
    assert next_id(parts, "F") == "F5"


@pytest.mark.parametrize(
    ("section", "kind", "name"),
    [
        ("B", "need", "B4"),
        ("H1", "provision", "H1-1"),
        ("E", "outcome", "E4"),
        ("K", "evidence", "K7"),
    ],
)
def test_a_new_statement_takes_the_next_name(section, kind, name):
    assert next_id(split(amara()), section, kind) == name


def test_names_used_elsewhere_are_not_taken_again():
    assert next_id({}, "F", used=("F9", "E12")) == "F10"


def test_a_statement_is_added_changed_and_read_back():
    part = put_row({}, "need", "B1", {"section": "B", "text": "One"}, ["K1"])
    part = put_row(part, "need", "B2", {"section": "B", "text": "Two"}, [])
    part = put_row(part, "need", "B1", {"section": "B", "text": "Once more"}, ["K2"])
    assert [row["text"] for row in rows_of(part, "needs")] == ["Once more", "Two"]
    assert part["links"] == [{"source": "K2", "target": "B1"}]
    assert row_in(part, "need", "B2")["text"] == "Two"


def test_links_are_left_alone_when_nothing_is_said_of_them():
    part = put_row({}, "need", "B1", {"section": "B", "text": "One"}, ["K1"])
    assert put_row(part, "need", "B1", {"text": "Two"}, None)["links"] == part["links"]


def test_a_single_statement_stands_by_itself():
    part = put_row({}, "nothing", "nothing", {"section": "C", "text": "None found"}, None)
    assert join({"C": part}).nothing_found[0].text == "None found"
    part = put_row({}, "monitoring", "monitoring", {"monitoring": "Each term"}, None)
    assert join({"E": part}).monitoring == "Each term"
    assert row_in(part, "monitoring", "monitoring") == {"monitoring": "Each term"}
    assert join({"E": take_out(part, "monitoring", "monitoring")}).monitoring == ""


@pytest.mark.parametrize(("kind", "row"), [("need", "B9"), ("nothing", "nothing")])
def test_what_is_not_there_cannot_be_taken_out(kind, row):
    with pytest.raises(NoSuchRow):
        take_out({}, kind, row)


def test_a_statement_that_is_gone_is_not_read():
    with pytest.raises(NoSuchRow):
        row_in({}, "need", "B1")


@pytest.mark.parametrize(
    ("section", "row", "kind"),
    [
        ("A", "A1", "view"),
        ("A", "A3", "aspiration"),
        ("C", "nothing", "nothing"),
        ("F", "F2", "provision"),
        ("cover", "cover", "cover"),
    ],
)
def test_a_name_says_what_kind_of_statement_it_is(section, row, kind):
    assert kind_of(split(amara())[section], section, row) == kind


def test_a_name_that_stands_nowhere_is_no_statement():
    with pytest.raises(NoSuchRow):
        kind_of({}, "F", "F9")


def test_an_empty_plan_is_empty_parts():
    assert split(Plan()) == {section: {} for section in sections.SECTIONS}
    assert join({}) == Plan()


def test_two_rows_of_one_name_are_refused():
    row = Need(id="B1", section=Section.B, text="x").model_dump(mode="json")
    with pytest.raises(ValueError, match="used more than once"):
        join({"B": {"needs": [row, row]}})
