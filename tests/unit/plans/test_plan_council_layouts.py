"""Forms that English councils use: each test holds the general cause of a wrong reading."""

from __future__ import annotations

from datetime import date

import pytest
from docx import Document

from goldenthread.plans.checks import check_plan
from goldenthread.plans.content import Section
from goldenthread.plans.reading import read_plan
from goldenthread.plans.reading.headings import combined_sections, section_heading

DAY = date(2026, 11, 21)
NEED = "B1 Ana cannot follow two steps, so she stops working."
OUTCOME = "By July 2027 Ana follows two steps 8 times of 10, up from 2."


class Book:
    """A small Word plan in the making."""

    def __init__(self):
        self.made = Document()
        for line in ("Education, Health and Care Plan", "Name: Ana Invented"):
            self.made.add_paragraph(line)
        self.head("Section A: Views", "I like frogs.")

    def head(self, text, *lines):
        self.made.add_heading(text, 1)
        for line in lines:
            self.made.add_paragraph(line)
        return self

    def bold(self, text):
        self.made.add_paragraph().add_run(text).bold = True
        return self

    def table(self, *rows):
        table = self.made.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        return self

    def read(self, tmp_path):
        path = tmp_path / "plan.docx"
        self.made.save(path)
        return read_plan(path)


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("E: Outcomes / F: Provision", (Section.E, Section.F)),
        ("Section E (Outcomes) and Section F (Provision)", (Section.E, Section.F)),
        (
            "2. Needs, provision and outcomes (Sections B, E and F)",
            (Section.B, Section.E, Section.F),
        ),
        ("Section A: Views and hopes", ()),
    ],
)
def test_one_heading_may_open_several_sections(text, opens):
    assert combined_sections(text) == opens


def test_a_numbered_part_may_stand_before_the_section():
    found = section_heading("PART 3: SECTION B - SPECIAL EDUCATIONAL NEEDS", strong=True)
    assert found
    assert found.section == Section.B


def test_an_outcome_may_stand_under_its_number_and_area(tmp_path):
    book = Book().head("Section B: Needs", NEED).head("Section E: Outcomes")
    book.bold("Outcome 1 (Cognition and learning)").made.add_paragraph(OUTCOME)
    (outcome,) = book.read(tmp_path).plan.outcomes
    assert (outcome.id, outcome.text, outcome.by_when) == ("E1", OUTCOME, date(2027, 7, 31))


def test_a_heading_may_say_which_outcome_the_lines_under_it_serve(tmp_path):
    book = Book().head("Section E: Outcomes", OUTCOME).head("Section F: Provision")
    book.bold("To meet outcome 1 (Cognition and learning)")
    book.made.add_paragraph("A teaching assistant reads with Ana for 20 minutes every day.")
    plan = book.read(tmp_path).plan
    assert [(link.source, link.target) for link in plan.links] == [("E-1", "F-1")]


def test_labels_with_a_number_make_one_record_after_another(tmp_path):
    book = Book().head("Section B: Needs", NEED).head("E: Outcomes / F: Provision")
    book.table(
        ("Outcome E1", OUTCOME),
        ("Short term targets", "By March 2027 Ana follows one step."),
        ("Provision F1", "A reading group"),
        ("Who will do this", "A teaching assistant trained by the SENCO"),
        ("How often and how long", "20 minutes, 4 times a week"),
        ("Colour of the folder", "Green"),
        ("Provision F2", "A picture timetable"),
    )
    plan = book.read(tmp_path).plan
    assert [row.id for row in (*plan.outcomes, *plan.provision)] == ["E1", "F1", "F2"]
    assert plan.provision[0].who == "A teaching assistant trained by the SENCO"
    assert plan.provision[0].how_often == "20 minutes, 4 times a week"
    assert {(link.source, link.target) for link in plan.links} == {("E1", "F1"), ("E1", "F2")}


def test_a_label_may_carry_the_letter_of_its_section(tmp_path):
    book = Book().head("Section B: Needs", NEED)
    book.head("4. Social care (Sections D, H1 and H2)").table(
        ("Need (Section D)", "Ana cannot cross a road alone, so she stays at home."),
        ("Provision (Section H1)", "A support worker takes Ana out for 2 hours every Saturday."),
        ("Provision (Section H2)", "No other provision is needed. Asked on 3 May 2026."),
    )
    plan = book.read(tmp_path).plan
    assert [row.section for row in plan.provision] == [Section.H1]
    assert [none.section for none in plan.nothing_found] == [Section.H2]


def test_a_column_may_hold_the_titles_beside_the_letters(tmp_path):
    book = Book()
    book.table(
        ("B", "Special educational needs", NEED),
        ("H1", "Social care provision under the 1970 Act", "None needed. Asked on 3 May 2026."),
        ("I", "Placement", "Pond School, a maintained school"),
        ("K", "Advice", "K1 School: R. Fen, SENCO, 3 May 2026\nK2 Health: Dr Ash, 4 May 2026"),
    )
    plan = book.read(tmp_path).plan
    assert not plan.provision
    assert plan.placement
    assert plan.placement.name == "Pond School"
    assert [item.id for item in plan.evidence] == ["K1", "K2"]


def test_who_gave_the_advice_and_who_watches_progress_are_no_rows(tmp_path):
    said = "Dr Ash, community paediatrician, gave this advice on 4 May 2026."
    book = Book().head("Section C: Health needs", "Ana tires, so she rests at noon.", said)
    book.head("Section E: Outcomes", OUTCOME, "The lunchtime supervisor keeps a weekly tally.")
    plan = book.read(tmp_path).plan
    assert (len(plan.needs), len(plan.outcomes)) == (1, 1)
    assert plan.monitoring == "The lunchtime supervisor keeps a weekly tally."


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("Sign off", "J. Patel, SEN manager", "8 June 2026"), "J. Patel"),
        (("Authorised by J. Patel, SEN manager, on 8 June 2026.",), "J. Patel"),
        (("Sign off", "Name: J. Patel", "Signed: ______", "8 June 2026"), None),
    ],
)
def test_a_plan_may_be_signed_under_a_heading(tmp_path, lines, name):
    book = Book().head("Section B: Needs", NEED).bold(lines[0])
    for line in lines[1:]:
        book.made.add_paragraph(line)
    signed = book.read(tmp_path).plan.signature
    assert (signed.name if signed else None) == name


def test_a_pay_band_is_no_money_and_time_for_reports_hides_nothing(tmp_path):
    book = Book().head("Section E: Outcomes", OUTCOME).head("Section G: Health provision")
    book.table(
        ("Provision", "Who", "How often"),
        (
            "Checks of the ankles",
            "Band 6 children's physiotherapist",
            "Every 12 weeks, 45 minutes, plus 1 hour a year of report writing",
        ),
    )
    checks = {f.check for f in check_plan(book.read(tmp_path).plan, DAY).findings}
    assert not checks & {"L44", "L37", "L38"}
