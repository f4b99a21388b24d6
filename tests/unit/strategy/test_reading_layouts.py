"""Invented reports in the layouts that trip a reader of flowing text."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.strategy.invented import (
    BOARD,
    COUNCIL,
    STRENGTHS,
    WEAKNESSES,
    actions,
    finish,
    improvements,
    start,
)
from tests.unit.strategy.paper import BOTTOM, PITCH

from goldenthread.strategy.reading.reader import read_file

BOTH = (f"{COUNCIL} and {BOARD}",)
FIRST = "Leaders should make sure that each plan is finished in time."
SECOND = "Leaders should tell families what happens next, and when."


@pytest.fixture
def read(tmp_path):
    """Read an invented report once it is finished."""

    def read_paper(paper, **rest):
        return read_file(finish(paper, **rest).save(tmp_path / "invented.pdf"))

    return read_paper


def texts(passages):
    return [each.text for each in passages]


def missing(found):
    return {each.field for each in found.not_found}


class TestAWholeReport:
    @pytest.fixture
    def found(self, read):
        paper = start()
        actions(paper, [(BOTH, (FIRST,)), ((BOARD + ".",), (SECOND,))])
        improvements(paper, [(SECOND,), (FIRST,)])
        return read(paper)

    def test_gives_the_front_page(self, found):
        assert found.title == "Area SEND inspection of Ambleford Local Area Partnership"
        assert found.area == "Ambleford"
        assert (found.inspection_start, found.inspection_end) == (
            date(2024, 4, 29),
            date(2024, 5, 3),
        )
        assert found.previous_inspection_start == date(2022, 2, 28)
        assert found.previous_inspection_end == date(2022, 3, 4)

    def test_gives_the_outcome_and_what_follows_from_it(self, found):
        assert found.outcome == 3
        assert found.monitoring_inspection_months == 18
        assert found.next_full_inspection_years == 3
        assert found.priority_action_plan_required is True
        assert len(found.next_inspection_sentences) == 2

    def test_gives_the_partners_and_the_team(self, found):
        assert found.local_authority == COUNCIL
        assert found.integrated_care_boards == [BOARD]
        assert [(each.name, each.organisation) for each in found.lead_inspectors] == [
            ("Ida Example", "Ofsted"),
            ("Noor Invented", "CQC"),
        ]
        assert [each.name for each in found.inspection_team] == [
            "Ida Example",
            "Noor Invented",
            "Sol Madeup",
            "Bo Notreal-Person",
        ]

    def test_gives_every_finding_with_its_bodies(self, found):
        assert texts(found.priority_actions) == [FIRST, SECOND]
        assert found.priority_actions[0].responsible_bodies == (COUNCIL, BOARD)
        assert found.priority_actions[1].responsible_bodies == (BOARD,)
        assert texts(found.improvements) == [SECOND, FIRST]
        assert texts(found.strengths) == list(STRENGTHS)
        assert texts(found.weaknesses) == list(WEAKNESSES)

    def test_says_where_each_finding_stands(self, found):
        place = found.priority_actions[0].places[0]
        x0, top, x1, bottom = place.box
        assert place.page >= 1
        assert 207 < x0 < x1 < 540  # the second column of the table
        assert 0 < top < bottom < 842

    def test_misses_only_what_is_not_printed(self, found):
        assert missing(found) == {"publication_date"}


class TestTablesThatBreakAcrossPages:
    def test_a_row_cut_in_mid_sentence_is_made_whole(self, read):
        paper = start()
        paper.new_page()
        paper.y = BOTTOM - 6 * PITCH
        improvements(
            paper, [(f"{FIRST} They need to go on, over the page, for as long as",), (SECOND,)]
        )
        long = "Leaders should keep going, word upon word, " * 4 + "until the very end."
        paper.new_page()
        paper.y = BOTTOM - 8 * PITCH
        improvements(paper, [(long,), (SECOND,)])
        found = read(paper)
        assert texts(found.improvements)[-2:] == [long, SECOND]

    def test_the_last_word_of_a_body_alone_overleaf_belongs_to_its_row(self, read):
        paper = start()
        paper.new_page()
        paper.y = BOTTOM - 8 * PITCH  # heading, head row, then three of the body's four lines
        actions(paper, [(BOTH, (FIRST,)), (BOTH, (SECOND,))])
        found = read(paper)
        assert len(paper.sheets) > 3
        assert texts(found.priority_actions) == [FIRST, SECOND]
        assert [each.responsible_bodies for each in found.priority_actions] == [
            (COUNCIL, BOARD),
            (COUNCIL, BOARD),
        ]
        assert [place.page for place in found.priority_actions[0].places] != []

    def test_bullets_go_on_overleaf(self, read):
        what = (
            "Leaders must:",
            ("•", "write plans;"),
            ("•", "read plans; and"),
            ("•", "keep them."),
        )
        for room in range(4, 12):
            paper = start()
            paper.new_page()
            paper.y = BOTTOM - room * PITCH
            actions(paper, [((COUNCIL,), what), ((BOARD,), (SECOND,))])
            found = read(paper)
            assert texts(found.priority_actions) == [
                "Leaders must: write plans; read plans; and keep them.",
                SECOND,
            ], room
            assert found.priority_actions[0].sub_items == (
                "write plans;",
                "read plans; and",
                "keep them.",
            )

    def test_a_new_row_at_the_top_of_a_page_is_a_new_finding(self, read):
        paper = start()
        improvements(paper, [(FIRST,)])
        paper.new_page()
        paper.table([[[(0, SECOND)]]], (480.0,))
        assert texts(read(paper).improvements) == [FIRST, SECOND]

    def test_a_head_row_printed_again_is_not_a_finding(self, read):
        paper = start()
        actions(paper, [(BOTH, (FIRST,))])
        paper.new_page()
        actions(paper, [(BOTH, (SECOND,))])
        assert texts(read(paper).priority_actions) == [FIRST, SECOND]


class TestCells:
    def test_a_closing_sentence_after_the_bullets_is_kept_apart(self, read):
        what = (
            "Leaders must:",
            ("•", "write plans; and"),
            ("•", "keep them."),
            "They must say how.",
        )
        paper = start()
        actions(paper, [(BOTH, what)])
        (action,) = read(paper).priority_actions
        assert action.lead_in == "Leaders must:"
        assert action.sub_items == ("write plans; and", "keep them.")
        assert action.closing == "They must say how."
        assert action.text == "Leaders must: write plans; and keep them. They must say how."

    @pytest.mark.parametrize("pitch", [13.0, 18.0])
    def test_a_bullet_that_wraps_is_one_however_wide_its_lines_are_set(self, read, pitch):
        long = "tell each family every month what is happening, even when nothing is, nor known;"
        paper = start()
        paper.pitch = pitch
        actions(paper, [(BOTH, ("Leaders must:", ("•", long), ("•", "keep a record of it.")))])
        (action,) = read(paper).priority_actions
        assert action.sub_items == (long, "keep a record of it.")
        assert (action.lead_in, action.closing) == ("Leaders must:", None)

    def test_hyphens_can_be_bullets(self, read):
        paper = start(outcome=2)
        improvements(
            paper, [("Leaders should:", ("-", "ask families"), ("-", "answer them")), (FIRST,)]
        )
        assert read(paper).improvements[0].sub_items == ("ask families", "answer them")

    def test_numbers_in_one_cell_are_findings_of_their_own(self, read):
        paper = start(outcome=2)
        improvements(paper, [(f"1. {FIRST}", "", f"2. {SECOND}", "", f"3. {FIRST}")])
        assert texts(read(paper).improvements) == [FIRST, SECOND, FIRST]

    def test_paragraphs_of_an_only_cell_are_findings_of_their_own(self, read):
        paper = start(outcome=2)
        improvements(paper, [(FIRST, "", SECOND)])
        assert texts(read(paper).improvements) == [FIRST, SECOND]

    def test_outlined_cells_are_read_as_ruled_ones(self, read):
        paper = start(outlined=True)
        actions(paper, [(BOTH, (FIRST,)), ((COUNCIL,), (SECOND,))])
        found = read(paper)
        assert texts(found.priority_actions) == [FIRST, SECOND]
        assert found.priority_actions[1].responsible_bodies == (COUNCIL,)

    def test_a_table_without_a_head_row_is_read_by_the_heading_above(self, read):
        paper = start(outcome=2)
        improvements(paper, [(FIRST,), (SECOND,)], head=False)
        assert texts(read(paper).improvements) == [FIRST, SECOND]

    def test_findings_outside_any_table_are_read_as_bullets(self, read):
        paper = start(outcome=2)
        paper.heading("Areas for improvement")
        paper.bullet(FIRST)
        paper.bullet(SECOND)
        assert texts(read(paper).improvements) == [FIRST, SECOND]

    def test_no_body_is_made_up_where_none_is_printed(self, read):
        paper = start()
        actions(paper, [(("",), (FIRST,)), (BOTH, (SECOND,))])
        found = read(paper)
        assert found.priority_actions[0].responsible_bodies == ()
        assert "priority_actions[1].responsible_bodies" in missing(found)


class TestWhatIsNotPrinted:
    def test_a_missing_date_is_null_with_a_reason(self, read):
        found = read(start(outcome=1, before=None))
        assert found.previous_inspection_end is None
        assert {"previous_inspection_start", "previous_inspection_end"} <= missing(found)
        assert found.inspection_end == date(2024, 5, 3)

    @pytest.mark.parametrize(
        "printed",
        [
            "31 to 32 May 2024",
            "5 May to 3 May 2024",
            "to be confirmed",
            "3 to 7 Mai 2024",
            "May 2024",
        ],
    )
    def test_a_date_that_cannot_be_is_not_mended(self, read, printed):
        found = read(start(outcome=1, dates=f"Inspection dates: {printed}"))
        assert found.inspection_start is None
        assert "inspection_end" in missing(found)
        assert found.inspection_dates_text == printed

    def test_an_outcome_in_other_words_is_not_guessed(self, read, monkeypatch):
        monkeypatch.setitem(
            __import__("tests.unit.strategy.invented", fromlist=["OUTCOMES"]).OUTCOMES,
            2,
            "Things are going well enough in this area, on the whole.",
        )
        found = read(start(outcome=2))
        assert found.outcome is None
        assert "outcome" in missing(found)
        assert found.monitoring_inspection_months is None
        assert found.priority_action_plan_required is False

    def test_a_team_that_does_not_say_who_led_has_no_lead(self, read):
        team = (("Ofsted", "Care Quality Commission"), ("Ida Example, HMI", "Noor Invented, CQC"))
        found = read(start(outcome=1), team=team)
        assert [each.name for each in found.inspection_team] == ["Ida Example", "Noor Invented"]
        assert found.lead_inspectors == []
        assert "lead_inspectors" in missing(found)


class TestPeopleAndBodies:
    def test_two_leads_from_one_inspectorate(self, read):
        team = (
            ("Ofsted", "Care Quality Commission"),
            ("Ida Example, Ofsted HMI lead", "Noor Invented, CQC lead inspector"),
            ("inspector", ""),
            ("Sol Madeup, Ofsted Lead inspector", ""),
        )
        found = read(start(outcome=1), team=team)
        assert [each.name for each in found.lead_inspectors] == [
            "Ida Example",
            "Sol Madeup",
            "Noor Invented",
        ]

    def test_two_boards_in_one_cell(self, read):
        boards = ("NHS Amble ICB", "NHS Ford and Moor ICB")
        assert read(start(outcome=1), boards=boards).integrated_care_boards == list(boards)

    def test_a_footer_that_disagrees_with_page_one_changes_nothing(self, read):
        footer = (
            "Area SEND inspection report: Ambleford Local Area Partnership",
            "1 to 9 May 2024",
        )
        paper = start(outcome=2, footer=footer)
        improvements(paper, [(FIRST,)])
        found = read(paper)
        assert found.inspection_start == date(2024, 4, 29)
        everything = " ".join(texts(found.improvements + found.strengths + found.weaknesses))
        assert "inspection report" not in everything
        assert "1 to 9 May" not in everything

    def test_a_footer_in_the_middle_of_a_bullet_is_taken_out(self, read):
        paper = start(outcome=2)
        paper.new_page()
        paper.y = BOTTOM - 5 * PITCH
        paper.heading("What does the area partnership need to do better?")
        long = "This invented sentence is long, " * 8 + "and ends overleaf."
        paper.bullet(long)
        paper.bullet(WEAKNESSES[0])
        assert texts(read(paper).weaknesses)[-2:] == [long, WEAKNESSES[0]]


class TestUnusualPages:
    def test_a_table_with_no_ruling_lines_is_read_and_marked_for_checking(self, read):
        paper = start(ruled=False)
        actions(
            paper,
            [(BOTH, (FIRST,)), ((COUNCIL,), ("Leaders must:", ("•", "act."))), (BOTH, (SECOND,))],
        )
        improvements(paper, [(FIRST,), (SECOND,)])
        found = read(paper)
        assert texts(found.priority_actions) == [FIRST, "Leaders must: act.", SECOND]
        assert [each.responsible_bodies for each in found.priority_actions] == [
            (COUNCIL, BOARD),
            (COUNCIL,),
            (COUNCIL, BOARD),
        ]
        assert texts(found.improvements) == [FIRST, SECOND]
        assert (found.local_authority, found.integrated_care_boards) == (COUNCIL, [BOARD])
        assert [each.field for each in found.doubts] == ["priority_actions", "improvements"]

    def test_ruled_tables_leave_no_doubt(self, read):
        paper = start()
        actions(paper, [(BOTH, (FIRST,))])
        improvements(paper, [(SECOND,)])
        assert read(paper).doubts == []

    def test_a_frame_round_each_page_is_no_table(self, read):
        paper = start(framed=True)
        actions(paper, [(BOTH, (FIRST,))])
        improvements(paper, [(SECOND,)])
        found = read(paper)
        assert texts(found.priority_actions) == [FIRST]
        assert texts(found.improvements) == [SECOND]
        assert texts(found.strengths) == list(STRENGTHS)

    def test_a_council_named_by_its_kind_in_the_body_column_is_not_the_details(self, read):
        paper = start()
        actions(paper, [(("Local authority",), (FIRST,)), (BOTH, (SECOND,))])
        found = read(paper)
        assert found.priority_actions[0].responsible_bodies == ("Local authority",)
        assert found.local_authority == COUNCIL

    def test_an_empty_bullet_adds_nothing(self, read):
        paper = start(outcome=2)
        paper.heading("Areas for improvement")
        paper.bullet(FIRST)
        paper.line("•")
        paper.bullet(SECOND)
        assert texts(read(paper).improvements) == [FIRST, SECOND]

    def test_a_wrapped_line_that_looks_like_a_heading_is_not_one(self, read):
        paper = start()
        actions(paper, [(BOTH, (FIRST,))])
        improvements(paper, [("Leaders should keep to the", "areas for improvement."), (SECOND,)])
        assert texts(read(paper).improvements) == [
            "Leaders should keep to the areas for improvement.",
            SECOND,
        ]
