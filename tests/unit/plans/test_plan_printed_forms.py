"""Forms of a fifth blind round: each test holds the general cause of a wrong reading."""

from __future__ import annotations

from datetime import date

import pytest
from docx import Document

from goldenthread.plans.checks import check_plan
from goldenthread.plans.content import AdviceKind, Section
from goldenthread.plans.reading import read_plan
from goldenthread.plans.reading.drafts import is_record
from goldenthread.plans.reading.headings import combined_sections, section_heading
from goldenthread.plans.reading.roles import role_of

DAY = date(2026, 11, 21)
NEED = "Ana cannot follow two steps, so she stops working."
OUTCOME = "By July 2027 Ana follows two steps 8 times of 10, up from 2."


class Form:
    """A Word plan written line by line: text is a paragraph, a list of lists is a table."""

    def __init__(self) -> None:
        self.made = Document()
        self.add("Education, Health and Care Plan", "Name: Ana Invented", "Final plan")
        self.add("This is the plan of what she finds hard and of the help that she is to have.")

    def add(self, *items):
        for item in items:
            if isinstance(item, str):
                self.made.add_paragraph(item)
            else:
                self.table(item)
        return self

    def head(self, text, level=1):
        self.made.add_heading(text, level)
        return self

    def table(self, rows):
        table = self.made.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text

    def struck(self, old, new):
        words = self.made.add_paragraph()
        words.add_run(old).font.strike = True
        words.add_run(new).font.underline = True
        return self


@pytest.fixture
def reading(tmp_path):
    def read(form):
        path = tmp_path / "plan.docx"
        form.made.save(path)
        return read_plan(path)

    return read


def found(plan):
    return {finding.check for finding in check_plan(plan, DAY).findings}


def whole(form):
    """Sections B, E and F with one row each."""
    form.head("Section B: Special educational needs").add(f"B1 {NEED}")
    form.head("Section E: Outcomes").add(f"E1 {OUTCOME} (B1)")
    return form.head("Section F: Special educational provision")


class TestWordsStruckThrough:
    def test_are_taken_out_of_an_amended_plan(self, reading):
        form = whole(Form()).struck("F1 Regular help. ", "F1 A teacher reads with Ana daily. (E1)")
        plan = reading(form).plan
        assert [row.what for row in plan.provision] == ["A teacher reads with Ana daily. (E1)"]

    def test_are_told_of_as_not_read(self, reading):
        form = whole(Form()).struck("F1 Regular help. ", "F1 A teacher reads with Ana daily. (E1)")
        assert "1 struck-through passage, read as taken out" in reading(form).read.unread

    def test_and_words_only_underlined_stay(self, reading):
        form = whole(Form())
        form.made.add_paragraph().add_run("F1 A teacher reads with Ana daily.").underline = True
        assert len(reading(form).plan.provision) == 1


class TestASentenceThatOnlyRecords:
    @pytest.mark.parametrize(
        "text",
        [
            "The draft was sent to Dr Lund on 5 October 2026. She confirmed that it is right.",
            "Section G was agreed by the Vale Integrated Care Board on 28 September 2026.",
            "This is provided under section 2 of the Chronically Sick and Disabled Persons Act.",
        ],
    )
    def test_is_no_line_of_provision(self, text, reading):
        form = whole(Form()).head("Section G: Health provision")
        form.add("G1 A nurse checks her hearing aids, 20 minutes, each month.", text)
        assert is_record(text)
        assert len([r for r in reading(form).plan.provision if r.section == Section.G]) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "This is taught daily by a teacher for 20 minutes.",
            "G2 Section G was agreed.",
            "The physiotherapist draws up a plan, which is shared with the school each term.",
        ],
    )
    def test_help_is_not_taken_for_one(self, text):
        assert not is_record(text)

    def test_in_a_cell_the_agreement_is_still_seen(self, reading):
        form = whole(Form()).add("F1 A teacher reads with Ana daily. (E1)")
        form.head("Health needs (Section C) and health provision (Section G)").add(
            [
                ["Section C: health needs", "Section G: health provision"],
                [
                    "C1 Ana does not hear well, so she misses words.",
                    "G1 A nurse checks her hearing aids each month.\n"
                    "Section G was agreed by the Vale Integrated Care Board on 28 September 2026.",
                ],
            ]
        )
        assert "L48" not in found(reading(form).plan)


class TestTwoSectionsSideBySide:
    @pytest.fixture
    def plan(self, reading):
        form = Form().head("Part 2. Needs and the provision that meets them (Sections B and F)")
        for number, area in ((1, "Cognition and learning"), (2, "Communication and interaction")):
            form.head(area, 2).add(
                f"Strengths (Section B): Ana sings in tune, verse {number}.",
                [
                    ["Section B: needs", "Section F: provision"],
                    [f"B{number} {NEED}", f"F{number} A teacher reads with Ana. Who: a teacher."],
                ],
            )
        return reading(form.head("Outcomes (Section E)").add(f"E1 {OUTCOME} (B1, F1)")).plan

    def test_hold_their_own_rows_tied(self, plan):
        assert [need.id for need in plan.needs] == ["B1", "B2"]
        assert {("B1", "F1"), ("B2", "F2")} <= {(k.source, k.target) for k in plan.links}

    def test_a_strength_between_the_tables_is_no_provision(self, plan):
        assert [row.id for row in plan.provision] == ["F1", "F2"]
        assert [need.strengths for need in plan.needs] == [
            "Ana sings in tune, verse 1.",
            "Ana sings in tune, verse 2.",
        ]

    def test_a_heading_may_name_each_after_its_title(self):
        text = "Part 4. Care needs (Section D) and care provision (Sections H1 and H2)"
        assert combined_sections(text) == (Section.D, Section.H1, Section.H2)
        assert combined_sections("Ana has a plan (Section F) and a card.") == ()


class TestFieldsNamedInOneParagraph:
    def test_are_read_as_fields(self, reading):
        words = "F1 Word games. Who: a speech therapist. How often: weekly. How long: 20 minutes."
        row = reading(whole(Form()).add(words)).plan.provision[0]
        assert (row.what, row.who) == ("Word games.", "a speech therapist.")
        assert (row.how_often, row.how_long) == ("weekly.", "20 minutes.")

    def test_one_alone_may_be_part_of_the_sentence(self, reading):
        row = reading(whole(Form()).add("F1 Word games. Time: she picks it.")).plan.provision[0]
        assert row.what == "Word games. Time: she picks it."


class TestATableOfNeeds:
    def test_a_row_of_strengths_belongs_to_the_need_below(self, reading):
        form = (
            Form()
            .head("Section B: Special educational needs")
            .add(
                [
                    ["Ref", "Description of need", "Advice"],
                    ["", "Strengths: Ana sings in tune.", ""],
                    ["B1", NEED, "K1"],
                ]
            )
        )
        form.head("Section E: Outcomes").add(f"E1 {OUTCOME} (B1, F1)")
        form.head("Section F: Special educational provision").add("F1 A teacher reads with Ana.")
        need = reading(form).plan.needs
        assert [(n.id, n.strengths) for n in need] == [("B1", "Ana sings in tune.")]


class TestATableOfLabels:
    ROWS = (
        ["Provision F1", "A teacher reads with Ana."],
        ["How often", ""],
        ["Need met", "B1"],
        ["Outcome supported", "E1"],
        ["Delivered by", "A teacher trained in phonics"],
    )

    def test_numbers_beside_a_label_are_links_and_no_rows(self, reading):
        plan = reading(whole(Form()).add([list(row) for row in self.ROWS])).plan
        assert [len(rows) for rows in (plan.needs, plan.outcomes, plan.provision)] == [1, 1, 1]
        assert ("B1", "F1") in {(k.source, k.target) for k in plan.links}

    def test_an_open_place_is_no_row(self, reading):
        plan = reading(whole(Form()).add([list(row) for row in self.ROWS])).plan
        assert plan.provision[0].how_often == ""
        assert "L37" in found(plan)


class TestARowAcrossTheTopOfATable:
    ROWS = (["Staff and expertise", "A teacher trained in phonics"], ["Need met", "B1"])

    def test_owns_the_labels_under_it(self, reading):
        form = whole(Form())
        table = form.made.add_table(rows=3, cols=2)
        table.rows[0].cells[0].merge(table.rows[0].cells[1]).text = "F1: Reading with a teacher."
        for row, texts in zip(table.rows[1:], self.ROWS, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        plan = reading(form).plan
        assert [(row.what, row.who) for row in plan.provision] == [
            ("Reading with a teacher.", "A teacher trained in phonics")
        ]
        assert ("B1", "F1") in {(k.source, k.target) for k in plan.links}


class TestNumbersUnderALine:
    def test_tie_it_to_what_they_name(self, reading):
        form = whole(Form()).add("F1 A teacher reads with Ana.", "Need: B1", "Outcome: E1")
        plan = reading(form).plan
        assert {("B1", "F1"), ("E1", "F1")} <= {(k.source, k.target) for k in plan.links}
        assert [len(rows) for rows in (plan.needs, plan.outcomes, plan.provision)] == [1, 1, 1]

    def test_several_fields_may_share_a_line(self, reading):
        form = Form().head("Section B: Special educational needs").add(f"B1 {NEED}")
        form.head("Section E: Outcomes").add(
            f"E1 {OUTCOME}",
            "Linked need: B1. Preparing for adulthood: Employment. Aspiration: to be a cook.",
        )
        plan = reading(form.head("Section F: Provision").add("F1 A teacher reads. (E1)")).plan
        assert plan.outcomes[0].adulthood_area == "EMPLOYMENT"
        assert ("B1", "E1") in {(k.source, k.target) for k in plan.links}
        kept = [p.text for part in plan.sections for p in part.passages if not p.structured]
        assert any("to be a cook" in text for text in kept)


class TestStrengthsUnderAHeading:
    def test_go_with_the_need_of_their_area(self, reading):
        form = Form().head("Section B: Special educational needs")
        for number, area in ((1, "Cognition and learning"), (2, "Communication and interaction")):
            form.head(area, 2).head("Strengths", 3).add(f"Ana sings well, verse {number}.")
            form.head("Needs", 3).add(f"B{number} {NEED}")
        form.head("Section E: Outcomes").add(f"E1 {OUTCOME} (B1)")
        plan = reading(form.head("Section F: Provision").add("F1 A teacher reads. (E1)")).plan
        assert [need.strengths for need in plan.needs] == [
            "Ana sings well, verse 1.",
            "Ana sings well, verse 2.",
        ]


class TestAnOutcomePrintedAgain:
    @pytest.mark.parametrize("again", [OUTCOME, "By July 2027 Ana follows two steps 8 times of 10"])
    def test_beside_its_provision_is_one_outcome(self, again, reading):
        form = whole(Form()).add(
            [["Outcome", "Need", "Provision", "How often"], [again, "B1", "Reading", "Daily"]]
        )
        plan = reading(form).plan
        assert [outcome.id for outcome in plan.outcomes] == ["E1"]
        assert any(link.source == "E1" for link in plan.links if link.target.startswith("F"))

    def test_two_with_numbers_of_their_own_stay_two(self, reading):
        form = Form().head("Section B: Special educational needs").add(f"B1 {NEED}")
        form.head("Section E: Outcomes").add(f"E1 {OUTCOME}", f"E2 {OUTCOME}")
        form.head("Section F: Special educational provision").add("F1 A teacher reads. (B1, E1)")
        assert len(reading(form).plan.outcomes) == 2


class TestSignatures:
    @pytest.mark.parametrize(
        "last",
        [
            [
                [
                    ["Signed for the council", "Jo Stone"],
                    ["Post held", "Head"],
                    ["Date", "3 May 2026"],
                ]
            ],
            ["This plan was signed for the council by:", "Name: Jo Stone", "Date: 3 May 2026"],
            [
                [
                    ["Signature (local authority)", "Role", "Date"],
                    ["Jo Stone", "Head of SEND", "3 May 2026"],
                ]
            ],
        ],
    )
    def test_name_and_day_may_stand_under_one_another(self, last, reading):
        form = (
            whole(Form()).add("F1 A teacher reads. (B1, E1)").head("Section K: Advice").add(*last)
        )
        signed = reading(form).plan.signature
        assert (signed.name, signed.signed_date) == ("Jo Stone", date(2026, 5, 3))

    def test_an_open_place_is_not_signed(self, reading):
        form = whole(Form()).add("F1 A teacher reads. (B1, E1)").head("Section K: Advice")
        form.add("This plan was signed for the council by:", "Name:", "Date: 3 May 2026")
        assert reading(form).plan.signature is None


class TestWordsOfHeadings:
    def test_a_title_may_have_a_colon_of_its_own(self):
        text = "Section H1: Social care provision: section 2 of the Chronically Sick Act 1970"
        heading = section_heading(text, strong=True)
        assert heading is not None
        assert (heading.section, heading.content) == (Section.H1, "")

    @pytest.mark.parametrize(
        ("text", "opens"),
        [("I) Placement", True), ("I: Placement", True), ("I like trains", False)],
    )
    def test_the_letter_i_needs_a_mark(self, text, opens):
        heading = section_heading(text, strong=True)
        assert (heading is not None and heading.section == Section.I) == opens

    def test_what_will_be_different_is_an_outcome(self):
        assert role_of("What will be different") == "outcome"

    def test_a_name_with_dr_tells_of_no_discipline(self, reading):
        form = (
            whole(Form())
            .add("F1 A teacher reads. (B1, E1)")
            .head("Section K: Advice")
            .add(
                [
                    ["Appendix", "Advice from", "Role and organisation", "Date of advice"],
                    ["K1", "Dr Ada Lund", "Educational psychologist, Vale Council", "3 May 2026"],
                ]
            )
        )
        assert reading(form).plan.evidence[0].kind == AdviceKind.PSYCHOLOGY


class TestACapOnAGroup:
    def test_is_no_amount_that_may_be_nothing(self, reading):
        words = "F1 A group of no more than 3 children with 1 teacher, daily, 20 minutes. (E1)"
        assert "L35" not in found(reading(whole(Form()).add(words)).plan)

    @pytest.mark.parametrize(
        "amount", ["up to 5 hours", "no more than 2 short sessions", "up to 3x"]
    )
    def test_an_amount_of_help_is(self, amount, reading):
        words = f"F1 A teacher reads with Ana, {amount} a week. (E1)"
        assert "L35" in found(reading(whole(Form()).add(words)).plan)


def test_labels_left_empty_name_no_school_in_a_draft(reading):
    form = whole(Form()).add("F1 A teacher reads. (B1, E1)", "Draft plan")
    form.head("Section I: Placement").add([["Name", ""], ["Type", ""]])
    form.made.paragraphs[2].text = "Draft plan"
    assert "L12" not in found(reading(form).plan)
