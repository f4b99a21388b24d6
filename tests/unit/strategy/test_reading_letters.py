"""Invented revisit letters: every weakness with its verdict, whatever the verdict is."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.strategy.paper import Paper

from goldenthread.strategy.reading.reader import read_file

OPENING = """Ofsted
Agora

9 March 2022

Ms Ann Invented
Director
Ambleford City Council

Dear Ms Invented

Joint area SEND revisit in Ambleford

Between 24 and 26 January 2022, Ofsted and the Care Quality Commission (CQC) revisited the area \
of Ambleford to decide whether sufficient progress has been made in addressing each of the areas \
of significant weakness detailed in the letter published on 2 May 2019.

The area has made sufficient progress in addressing {which} of the significant weaknesses \
identified at the initial inspection.

The inspection was led by one of Her Majesty's Inspectors from Ofsted and a Children's Services \
Inspector from CQC.

Main findings
"""
CLOSING = """
Yours sincerely

Ida Example
Her Majesty's Inspector

Ofsted\tCare Quality Commission
Pat Manages, HMI Regional Director\tKim Chiefly, Deputy Chief Inspector
Ida Example, HMI Lead Inspector\tNoor Invented, CQC Inspector

cc: Department for Education
"""
YES = "The area has made sufficient progress to improve this area of significant weakness."
NO = "The area has not made sufficient progress to improve this area of significant weakness."
FOUND = "- At the initial inspection, inspectors found the following:"


@pytest.fixture
def read(tmp_path):
    def read_text(middle, which="two"):
        path = tmp_path / "letter.txt"
        path.write_text(OPENING.format(which=which) + middle + CLOSING, encoding="utf-8")
        return read_file(path)

    return read_text


def test_verdicts_differ_weakness_by_weakness(read):
    found = read(
        f"{FOUND}\n\nPlans came late.\n\nThey come sooner now.\n\n{YES}\n\n"
        f"{FOUND}\n\nNobody asked families.\n\nThey still wait.\n\n{NO}\n"
    )
    assert [each.text for each in found.weaknesses] == [
        "Plans came late.",
        "Nobody asked families.",
    ]
    assert [each.sufficient_progress for each in found.weaknesses] == [True, False]
    assert found.sufficient_progress_in_all is False


def test_words_in_the_same_sentence(read):
    found = read(
        f"The initial inspection found that: plans came late.\n\nBetter.\n\n{YES}\n", "all"
    )
    assert [each.text for each in found.weaknesses] == ["plans came late."]
    assert found.sufficient_progress_in_all is True


def test_numbered_weaknesses_with_no_words_leading_in(read):
    found = read(f"1. Plans came late.\n\nBetter.\n\n{YES}\n\n2. No data.\n\nStill none.\n\n{NO}\n")
    assert [each.text for each in found.weaknesses] == ["Plans came late.", "No data."]
    assert [each.sufficient_progress for each in found.weaknesses] == [True, False]


def test_a_weakness_with_no_verdict_has_none(read):
    found = read(f"{FOUND}\n\nPlans came late.\n\nThey come sooner now.\n")
    assert found.weaknesses[0].sufficient_progress is None
    assert "weaknesses[1].sufficient_progress" in {each.field for each in found.not_found}


def test_a_verdict_on_a_weakness_never_restated_leaves_its_words_out(read):
    found = read(f"Some prose about many things.\n\n{NO}\n")
    assert [each.text for each in found.weaknesses] == [""]
    assert found.weaknesses[0].sufficient_progress is False
    assert "weaknesses[1].text" in {each.field for each in found.not_found}


def test_the_rest_of_the_letter(read):
    found = read(f"{FOUND}\n\nPlans came late.\n\n{YES}\n")
    assert found.area == "Ambleford"
    assert found.local_authority == "Ambleford City Council"
    assert found.letter_date == date(2022, 3, 9)
    assert (found.inspection_start, found.inspection_end) == (date(2022, 1, 24), date(2022, 1, 26))
    assert found.previous_report_published == date(2019, 5, 2)
    assert [(each.name, each.organisation) for each in found.lead_inspectors] == [
        ("Ida Example", "Ofsted"),
        ("Noor Invented", "CQC"),
    ]
    assert found.outcome is None
    assert found.integrated_care_boards == []


def test_a_letter_in_a_pdf_has_boxes(tmp_path):
    paper = Paper(footer=())
    for block in (OPENING.format(which="all") + f"{FOUND}\n\nPlans came late.\n\n{YES}\n").split(
        "\n\n"
    ):
        paper.para(block)
    for line in CLOSING.strip().replace("\t", " " * 12).split("\n"):
        paper.line(line)
    found = read_file(paper.save(tmp_path / "letter.pdf"))
    (weakness,) = found.weaknesses
    assert weakness.text == "Plans came late."
    assert weakness.sufficient_progress is True
    assert weakness.places[0].box is not None
