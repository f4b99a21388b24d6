"""Layouts that a blind examiner tried: each test holds the general cause of a wrong reading."""

from __future__ import annotations

from datetime import date

import pytest
import typst
from docx import Document

from goldenthread.plans.checks import check_plan
from goldenthread.plans.reading import read_plan
from goldenthread.plans.reading.evidence import advice_kind
from goldenthread.plans.reading.roles import head_role, told_role

DAY = date(2026, 11, 21)
COLUMNS = ["Provision", "Who and their training", "How often and how long", "Ratio", "Need", "Aim"]
LINE = [
    "F1 A language group",
    "A teaching assistant trained by the therapist",
    "20 minutes, 4 times a week. The therapist also gives 6 hours a year for training staff",
    "3 children to 1 adult",
    "B1",
    "H2",
]


def book(*, cover=("Name: Ana Invented", "Date of birth:\t14 February 2017"), line=LINE, need=None):
    """Return a small plan: sections B, E and F, the last as a table with the columns above."""
    made = Document()
    made.add_paragraph("Education, Health and Care Plan")
    for each in cover:
        made.add_paragraph(each)
    made.add_heading("Section B: Special educational needs", 1)
    for each in need or ("B1 Ana cannot follow two steps, so she stops working.",):
        made.add_paragraph(each)
    made.add_heading("Section E: Outcomes", 1)
    made.add_paragraph("E1 By July 2027 Ana follows two steps 8 times of 10, up from 2. (B1, F1)")
    made.add_paragraph("Her class teacher notes progress every Friday.")
    made.add_heading("Section F: Special educational provision", 1)
    table = made.add_table(rows=0, cols=len(line))
    for cells in (COLUMNS, line):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    made.add_paragraph("The teacher notes progress each week, and the SENCO checks it.")
    return made


@pytest.fixture
def read(tmp_path):
    def reading(made):
        path = tmp_path / "plan.docx"
        made.save(path)
        return read_plan(path).plan

    return reading


def found(plan):
    return {finding.check for finding in check_plan(plan, DAY).findings}


class TestAColumnThatNamesTwoThings:
    @pytest.mark.parametrize(
        ("label", "role"),
        [
            ("Who and their training", "who"),
            ("Frequency / duration", "how_often"),
            ("Staffing (ratio)", "who"),
            ("How many minutes?", "how_long"),
            ("Needs met", "links"),
            ("She finds it hard to sit still when the room is loud.", None),
        ],
    )
    def test_is_known_by_one_of_them(self, label, role):
        assert head_role(label) == role

    def test_is_filed_by_what_the_words_say(self):
        label = "How often and how long"
        assert told_role("how_often", label, "Daily, for 20 minutes") == "how_often"
        assert told_role("how_often", label, "20 minutes. And 6 hours a year for training") == (
            "how_long"
        )

    def test_makes_no_false_finding(self, read):
        plan = read(book())
        row = plan.provision[0]
        assert (row.id, row.group_size) == ("F1", "3 children to 1 adult")
        assert row.how_often.startswith("20 minutes, 4 times")
        assert row.who.startswith("A teaching")
        assert not found(plan) & {"L37", "L38", "L39", "L40", "L51", "L52", "L55"}

    def test_hides_no_fault(self, read):
        line = [LINE[0], "Staff", LINE[2].replace(", 4 times a week", ""), "", *LINE[4:]]
        assert found(read(book(line=line))) >= {"L37", "L39", "L40"}


def test_the_cover_is_read_where_a_tab_follows_the_colon(read):
    assert read(book()).cover.birth_date == date(2017, 2, 14)


def test_who_watches_progress_is_monitoring_wherever_it_stands(read):
    plan = read(book())
    assert plan.monitoring.startswith("Her class teacher")
    assert len(plan.outcomes) == len(plan.provision) == 1


def test_strengths_printed_above_a_need_belong_to_it(read):
    lines = ("Cognition and learning", "Strengths: Ana swims.", "B1 Ana cannot add, so she waits.")
    assert read(book(need=lines)).needs[0].strengths == "Ana swims."


def test_the_day_of_the_baseline_is_no_target(read):
    made = book()
    for paragraph in made.paragraphs:
        if paragraph.text.startswith("E1"):
            paragraph.text = "E1 Ana follows two steps, up from 2 of 10 in March 2024. (B1, F1)"
    plan = read(made)
    assert plan.outcomes[0].by_when is None
    assert found(plan) & {"L55", "L56"} == {"L55"}


def test_none_behind_a_row_number_is_none(read):
    made = book()
    made.add_heading("Section D: Social care needs", 1)
    made.add_paragraph("D1 No social care needs were found. Bo Made, social worker, 2 May 2026.")
    plan = read(made)
    assert [none.section for none in plan.nothing_found] == ["D"]
    assert not [need for need in plan.needs if need.section == "D"]


def test_a_sentence_about_the_advice_is_no_advice(read):
    made = book()
    made.add_heading("Section K: Advice", 1)
    made.add_paragraph("K1 Educational psychology advice, Lea Made, 20 March 2026")
    made.add_paragraph("The draft was sent to Dr Made on 4 May 2026; she confirmed it on 5 May.")
    assert [item.id for item in read(made).evidence] == ["K1"]
    assert advice_kind("Educational\npsychology\nadvice") == "PSYCHOLOGY"


def test_a_table_that_a_page_end_cuts_stays_one_table(tmp_path):
    rows = "".join(
        f"[E{n}],[By July 2027 Ana names {n} towns on a map for a friend, up from none. "
        f"{'She chooses them herself. ' * 3}],[B1],[F1],"
        for n in range(1, 15)
    )
    markup = f"""
#set page(paper: "a5", margin: 2cm)
= Education, Health and Care Plan
Name: Ana Invented
== Section B: Special educational needs
B1 Ana cannot read a map, so she is lost in town.
== Section E: Outcomes
#table(columns: (auto, 3fr, 1fr, 1fr), [No.], [Outcome], [Need], [Provision], {rows})
== Section F: Special educational provision
F1 A teacher teaches maps to Ana alone, 20 minutes, twice a week, for 38 weeks. (B1)
"""
    path = tmp_path / "plan.pdf"
    typst.compile(markup.encode(), output=str(path))
    plan = read_plan(path).plan
    assert [outcome.id for outcome in plan.outcomes] == [f"E{n}" for n in range(1, 15)]
    assert all(outcome.by_when == date(2027, 7, 31) for outcome in plan.outcomes)


def test_the_cover_may_be_lines_with_a_tab_and_no_colon(read):
    cover = read(book(cover=("Child’s name\tAna Invented", "D.O.B.\t2 October 2013"))).cover
    assert (cover.child_name, cover.birth_date) == ("Ana Invented", date(2013, 10, 2))


def test_a_label_may_name_two_things(read):
    made = book()
    made.add_heading("Section G: Health provision", 1)
    for words in ("G1. Clinic visit.", "Frequency and duration: 3 visits a year, 40 minutes each"):
        made.add_paragraph(words)
    made.add_paragraph("NHS Eastvale ICB agreed this through its officer on 30 April 2026.")
    rows = [row for row in read(made).provision if row.section == "G"]
    assert [row.how_often for row in rows] == ["3 visits a year, 40 minutes each"]


def test_none_may_stand_behind_who_looked(read):
    made = book()
    made.add_heading("Section H1: Social care provision", 1)
    made.add_paragraph(
        "Bo Made, social worker, assessed Ana on 24 February 2026. No provision under section 2 "
        "of the Chronically Sick and Disabled Persons Act 1970 is needed."
    )
    plan = read(made)
    assert [none.section for none in plan.nothing_found] == ["H1"]
    assert {row.section for row in plan.provision} == {"F"}


def test_a_column_that_fits_no_field_keeps_its_words(read):
    columns = [*COLUMNS[:3], "Monitoring and review", *COLUMNS[4:]]
    made = book()
    cells = made.tables[0].rows
    for cell, text in zip(cells[0].cells, columns, strict=True):
        cell.text = text
    cells[1].cells[3].text = "Each half term with Tobias"
    assert read(made).provision[0].review == "Each half term with Tobias"


def test_where_advice_is_used_is_no_advice_and_cites_its_author(read):
    made = book()
    made.add_heading("Section K: Advice", 1)
    made.add_paragraph("1. Educational psychology advice – Lea Made, Psychologist, 2 March 2026")
    made.add_paragraph("B1 and F1: report of Lea Made.")
    plan = read(made)
    assert len(plan.evidence) == 1
    assert "L19" not in found(plan)


def signed_book(rows, *, before="", advice=("Health advice", "Dr Ben Low", "4 March 2026")):
    """Return a small plan whose section K ends with a table of names."""
    made = book()
    made.add_heading("Section K: Advice and information", 1)
    for cells in ([advice], rows):
        made.add_paragraph(before if cells is rows else "")
        table = made.add_table(rows=0, cols=len(cells[0]))
        for line in cells:
            for cell, text in zip(table.add_row().cells, line, strict=True):
                cell.text = text
    return made


ACROSS = [["For the council", "Jane Roe, EHC officer", "12 May 2026"],
          ["For the NHS", "Tom Low", "13 May 2026"]]  # fmt: skip
DOWN = [list(line) for line in zip(*ACROSS, strict=True)]
HEADED = [["", "Name", "Signature", "Date"], ["Council", "Jane Roe", "", "12 May 2026"],
          ["Parent", "Ada Invented", "", "14 May 2026"]]  # fmt: skip
LABELLED = [["Name", "Jane Roe"], ["Post", "EHC officer"], ["Date", "12 May 2026"]]


class TestATableOfSignatures:
    @pytest.mark.parametrize(
        ("rows", "before", "post"),
        [
            (ACROSS, "", "EHC officer"),
            (DOWN, "", "EHC officer"),
            (HEADED, "", ""),
            (LABELLED, "Authorised by", "EHC officer"),
        ],
        ids=("across", "down", "headed", "labelled"),
    )
    def test_is_no_advice_and_says_who_signed(self, read, rows, before, post):
        plan = read(signed_book(rows, before=before))
        assert [item.title for item in plan.evidence] == ["Health advice"]
        assert plan.signature is not None
        assert (plan.signature.name, plan.signature.role) == ("Jane Roe", post)
        assert plan.signature.signed_date == date(2026, 5, 12)

    @pytest.mark.parametrize("gap", [(1, "name"), (3, "day")], ids=lambda each: each[1])
    def test_with_the_councils_place_open_is_not_signed(self, read, gap):
        rows = [list(line) for line in HEADED]
        rows[1][gap[0]] = ""
        assert read(signed_book(rows)).signature is None

    def test_keeps_its_words_in_the_section(self, read):
        plan = read(signed_book(ACROSS))
        (section,) = [each for each in plan.sections if each.section == "K"]
        assert "Tom Low" in " ".join(line.text for line in section.passages)

    @pytest.mark.parametrize(
        "row",
        [
            ["Report for the council", "Dr Ann Poole", "3 March 2026"],
            ["Views of the family, signed", "Ada Invented", "3 March 2026"],
        ],
    )
    def test_is_told_from_a_list_of_advice(self, read, row):
        assert len(read(signed_book([row])).evidence) == 2
