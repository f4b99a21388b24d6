"""A reading taken apart into sentences, and findings put together from what a person let stand."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.strategy import invented

from goldenthread.strategy.reading.reader import read_file
from goldenthread.strategy.rules.sentences import (
    FACTS,
    Judged,
    WrongFact,
    read_fact,
    required,
    rows_of,
    sentences,
)

BODIES = ("Ambleford City Council", "NHS Amble and Fordshire Integrated Care Board")
ROWS = [
    (
        (" and ".join(BODIES),),
        (
            "Leaders should act together. They should:",
            ("•", "agree one invented plan; and"),
            ("•", "count what it changes."),
        ),
    ),
    (BODIES[:1], ("The council should answer every family. It should say when.",)),
]


@pytest.fixture(scope="module")
def reading(tmp_path_factory):
    paper = invented.start()
    invented.actions(paper, ROWS)
    invented.improvements(paper, [("Leaders should listen to young people.",)])
    path = invented.finish(paper).save(tmp_path_factory.mktemp("report") / "invented.pdf")
    return read_file(path).as_json()


def test_a_passage_is_split_into_its_sentences():
    assert sentences("One thing. Then another (at 5.30 p.m. today). Last?") == [
        "One thing.",
        "Then another (at 5.30 p.m. today).",
        "Last?",
    ]
    assert sentences("no stop at all") == ["no stop at all"]
    assert sentences("") == []


def test_every_fact_is_a_row_found_or_not(reading):
    facts = {row.name: row for row in rows_of(reading) if row.kind == "FACT"}
    assert facts.keys() == FACTS.keys()
    assert facts["inspection_end"].text == "2024-05-03"
    assert facts["outcome"].text == "3"
    assert facts["publication_date"].text == ""
    assert facts["publication_date"].why_missing


def test_each_bullet_and_body_of_an_action_is_a_row_of_its_own(reading):
    rows = [row for row in rows_of(reading) if (row.kind, row.item) == ("PRIORITY_ACTION", 1)]
    assert [(row.part, row.text) for row in rows] == [
        ("LEAD_IN", "Leaders should act together."),
        ("LEAD_IN", "They should:"),
        ("BULLET", "agree one invented plan; and"),
        ("BULLET", "count what it changes."),
        ("BODY", BODIES[0]),
        ("BODY", BODIES[1]),
    ]
    assert all(row.page and row.box for row in rows)


def judged(reading, change=lambda row: row.text):
    return [
        Judged(
            kind=row.kind, item=row.item, order=row.order, part=row.part, name=row.name,
            text=change(row), page=row.page,
        )
        for row in rows_of(reading)
    ]  # fmt: skip


def test_findings_are_what_was_let_stand(reading):
    found = required(judged(reading), ["PRIORITY_ACTION", "IMPROVEMENT"])
    assert [(each.kind, each.number) for each in found] == [
        ("IMPROVEMENT", 1),
        ("PRIORITY_ACTION", 1),
        ("PRIORITY_ACTION", 2),
    ]
    first = found[1]
    assert first.text == "Leaders should act together. They should:"
    assert first.requirements == ("agree one invented plan; and", "count what it changes.")
    assert first.bodies == BODIES


def test_what_was_refused_is_left_out_and_an_item_with_nothing_left_is_no_finding(reading):
    def nothing_of_the_second(row):
        gone = (row.kind, row.item) == ("PRIORITY_ACTION", 2) and row.part != "BODY"
        return "" if gone else row.text

    found = required(judged(reading, nothing_of_the_second), ["PRIORITY_ACTION"])
    assert [each.number for each in found] == [1]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("inspection_end", "2024-05-03", date(2024, 5, 3)),
        ("outcome", "3", 3),
        ("area", " Ambleford ", "Ambleford"),
        ("outcome", "", None),
    ],
)
def test_facts_are_read_as_their_kind(name, text, value):
    assert read_fact(name, text) == value


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("inspection_end", "3 May", "write the date"),
        ("outcome", "4", "1, 2 or 3"),
        ("next_full_inspection_years", "three", "whole number"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_in_words(name, text, words):
    with pytest.raises(WrongFact, match=words):
        read_fact(name, text)
