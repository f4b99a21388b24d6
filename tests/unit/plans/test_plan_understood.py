"""A check of absence says nothing where the reading of the part is in doubt."""

from __future__ import annotations

from datetime import date

import pytest

from goldenthread.plans.checks import check_plan
from goldenthread.plans.content import (
    Link,
    Need,
    Origin,
    Outcome,
    Plan,
    Provision,
    Section,
)
from goldenthread.plans.reading.doubts import doubts, is_label, is_torn

DAY = date(2026, 11, 21)
NEEDS = ("Ana cannot read a clock, so she is late.", "Ana cannot swim, so she sits out.")


def plan(*, helps=("Ana is taught to read a clock.",), needs=NEEDS, links=(), form="docx"):
    """Return a plan as if read from a file: needs, lines of help that say no more than what."""
    return Plan(
        origin=Origin(format=form, links_read=True),
        needs=tuple(
            Need(id=f"B{n}", section=Section.B, text=text) for n, text in enumerate(needs, 1)
        ),
        outcomes=(Outcome(id="E1", text="By July 2027 Ana tells the time in 9 tries of 10."),),
        provision=tuple(
            Provision(id=f"F{n}", section=Section.F, what=text) for n, text in enumerate(helps, 1)
        ),
        links=tuple(Link(source=a, target=b) for a, b in links),
    )


def told(made, check):
    report = check_plan(made, DAY)
    return (
        [finding.quote for finding in report.findings if finding.check == check],
        [skipped.why for skipped in report.not_checked if skipped.check == check],
    )


@pytest.mark.parametrize("text", ["E5", "How often", "Supports: outcome 2"])
def test_a_label_is_no_statement(text):
    assert is_label(text, "F")


@pytest.mark.parametrize("text", ["Ana cannot swim.", "Reads a clock to five minutes."])
def test_a_statement_is_no_label(text):
    assert not is_label(text, "B")
    assert not is_torn(text)


def test_a_torn_line_puts_its_section_in_doubt():
    made = plan(helps=("Ana is taught to", "read a clock every day."))
    assert set(doubts(made)) == {"F"}
    found, skipped = told(made, "L38")
    assert not found
    assert "Section F was not read with certainty" in skipped[0]


def test_a_plan_written_as_data_is_never_in_doubt():
    made = plan(helps=("Ana is taught to", "read a clock every day."), form="json")
    assert not doubts(made)
    assert len(told(made, "L38")[0]) == 2


def test_one_label_among_many_rows_silences_only_itself():
    helps = ("A clock game.", "A swim lesson.", "A reading lesson.", "A walk.", "Supports: all")
    found, skipped = told(plan(helps=helps), "L37")
    assert "Supports: all" not in found
    assert "A clock game." in found
    assert skipped


def test_a_need_alone_without_provision_is_still_found():
    found, skipped = told(plan(links=(("B1", "F1"), ("B1", "E1"))), "L50")
    assert (found, skipped) == ([NEEDS[1]], [])


def test_where_most_needs_are_tied_to_nothing_the_ties_were_not_read():
    needs = (*NEEDS, "Ana cannot cook, so she eats cold food.", "Ana cannot hear the bell.")
    found, skipped = told(plan(needs=needs, links=(("B1", "F1"),)), "L50")
    assert not found
    assert skipped == ["The file does not show plainly what belongs to most of its needs."]


def test_a_section_whose_rows_were_read_is_not_called_missing():
    found = [f.section for f in check_plan(plan(), DAY).findings if f.check == "L10"]
    assert not {"B", "E", "F"} & set(found)
    assert {"A", "K"} <= set(found)
