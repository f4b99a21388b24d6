"""PDF pages and wordings of a fifth blind round: each test holds the cause of a wrong finding."""

from __future__ import annotations

from datetime import date

import pytest
import typst

from goldenthread.plans.checks import check_plan
from goldenthread.plans.checks.amounts import weekly_hours
from goldenthread.plans.content import (
    Cover,
    Need,
    Origin,
    Outcome,
    Passage,
    PersonalBudget,
    Plan,
    PlanStatus,
    Position,
    Provision,
    Section,
    View,
    Voice,
)
from goldenthread.plans.reading import read_plan
from goldenthread.plans.reading.finish import _target
from goldenthread.plans.reading.voices import _voice_of

DAY = date(2026, 11, 21)
AT = Position(part="paragraph 1", start=0, end=1)
PAGES = """
#set page(width: 15cm, height: 15cm, margin: 1.4cm)
#set text(size: 10pt)
= Education, Health and Care Plan
Name: Ana Invented

#block(width: 6cm)[#text(14pt)[*Section A: The views, interests and aspirations of the child and
of the parents*]]
#block(width: 5cm)[#text(11pt)[*What Ana has told us about life at home and at her school*]]
I like trains and I like my tall blue chair.
#block(width: 5cm)[#text(11pt)[*What the parents have told us about their child and hopes*]]
We hope that she makes friends at her school. Told on 3 May 2026.
#block(width: 6cm)[#text(14pt)[*Section B: The child's or young person's special
educational needs*]]
B1 Ana cannot follow two steps in a row, so she stops working each day (K1, K2, K3 and K5, K6, K7,
K4).
#block(width: 6cm)[#text(14pt)[*Section E: The outcomes sought for the child*]]
E1 By July 2027 Ana follows two steps 8 times of 10, up from 2. (B1)
#block(width: 5cm)[#text(11pt)[*How we will check progress, who does it and when it is all done*]]
Her class teacher writes it down each week.
#block(width: 6cm)[#text(14pt)[*Section F: Special educational provision*]]
#table(columns: (1.4cm, 1fr, 3cm),
table.header([*Ref*], [*Provision*], [*How often*]),
[F1], [A teacher reads with Ana about trains. #lines], [Every school day],
[F2], [A teacher plays word games with Ana.], [Each week])
""".replace("#lines", "The book is new to her. " * 40)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    path = tmp_path_factory.mktemp("pages") / "plan.pdf"
    path.write_bytes(typst.compile(PAGES.encode()))
    return read_plan(path).plan


class TestAPrintedPage:
    def test_headings_over_several_lines_are_one_heading(self, printed):
        headings = [part.heading for part in printed.sections]
        assert headings[1].endswith("young person\u2019s special educational needs")
        assert {part.section.value for part in printed.sections} == {"A", "B", "E", "F"}

    def test_each_view_is_heard_under_its_heading(self, printed):
        assert [view.voice for view in printed.views] == [Voice.CHILD, Voice.PARENT]

    def test_a_heading_that_asks_is_no_outcome(self, printed):
        assert [outcome.id for outcome in printed.outcomes] == ["E1"]
        assert printed.monitoring == "Her class teacher writes it down each week."

    def test_a_list_of_numbers_goes_on_in_the_next_line(self, printed):
        assert printed.needs[0].text.endswith("K4).")

    def test_a_row_cut_by_a_page_end_goes_on_under_its_repeated_headings(self, printed):
        assert [row.id for row in printed.provision] == ["F1", "F2"]
        assert " ".join(printed.provision[0].what.split()).count("The book is new to her.") == 40


@pytest.mark.parametrize(
    ("heading", "voice"),
    [
        ("What Ana has told us", Voice.CHILD),
        ("What the parents have told us about their child and hopes", Voice.PARENT),
        ("Views of the child and the parents", None),
        ("What school says", None),
    ],
)
def test_a_heading_tells_whose_words_follow(heading, voice):
    assert _voice_of(heading) == voice


class TestWhereTheChildStood:
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("Ana reads 40 words. In June 2026 she knew 8 sounds.", None),
            ("Ana reads 40 words. In June 2026 she always needed an adult.", None),
            ("In July 2027 she reads 40 words.", date(2027, 7, 31)),
            ("By July 2027 she has passed her test.", date(2027, 7, 31)),
        ],
    )
    def test_is_no_day_to_reach(self, text, day):
        assert _target(text) == day


def plan(**parts):
    made = {
        "origin": Origin(format="docx"),
        "cover": Cover(
            child_name="Ana Invented",
            birth_date=date(2010, 10, 9),
            year_group=11,
            status=PlanStatus.DRAFT,
            plan_date=date(2026, 11, 2),
        ),
    }
    return Plan(**(made | parts))


def found(made):
    return {finding.check for finding in check_plan(made, DAY).findings}


def line(**fields):
    what = fields.pop("what", "A teacher reads with Ana.")
    return Provision(id="F1", section=Section.F, what=what, position=AT, **fields)


class TestOneFieldAtATime:
    def test_a_minimum_elsewhere_makes_no_amount_sure(self):
        row = line(how_often="Weekly: at least 18 visits a year", how_long="Up to 45 minutes")
        assert "L35" in found(plan(provision=(row,)))

    def test_one_beside_it_does(self):
        row = line(how_often="Weekly", how_long="At least 20 and up to 45 minutes")
        assert "L35" not in found(plan(provision=(row,)))

    def test_hours_a_week_may_stand_on_two_printed_lines(self):
        row = line(how_often="Every school day", how_long="14 hours a\nweek")
        text = f"{row.what}\n|\n{row.how_often}\n|\n{row.how_long}"
        assert weekly_hours(row, text) == 14


class TestWordsOfTheFamily:
    def test_no_payment_made_does_not_show_that_anybody_was_told(self):
        said = Passage(text="No direct payment is made.", position=AT)
        part = {"section": Section.J, "heading": "J", "lettered": True, "passages": (said,)}
        made = plan(personal_budget=PersonalBudget(position=AT), sections=(part,))
        assert "L124" in found(made)

    @pytest.mark.parametrize("harm", ["He has harmed himself.", "He cuts himself.", "Self harm."])
    def test_harm_to_oneself_needs_a_plan(self, harm):
        need = Need(id="C1", section=Section.C, text=harm, position=AT)
        assert "L97" in found(plan(needs=(need,)))

    @pytest.mark.parametrize(("label", "wrong"), [("Age: 13", True), ("Age\n16", False)])
    def test_the_age_on_the_cover_fits_the_birth_date(self, label, wrong):
        front = tuple(Passage(text=text, position=AT) for text in label.split("\n"))
        assert ("L05" in found(plan(front=front))) == wrong

    def test_how_a_child_likes_to_talk_is_no_way_of_asking(self):
        cover = Cover(child_name="Ana Invented", birth_date=date(2023, 1, 9), year_group=-1)
        text = "I like it when people look at me when they talk."
        view = View(id="A1", voice=Voice.CHILD, text=text, position=AT)
        assert "L71" in found(plan(cover=cover, views=(view,)))

    def test_a_visit_to_the_doctor_prepares_for_no_college(self):
        text = "By July 2027 he books his own visits to the doctor."
        goal = Outcome(id="E1", text=text, position=AT)
        assert "L108" in found(plan(outcomes=(goal,)))


class TestHealthInAdultLife:
    @pytest.mark.parametrize(
        ("outcome", "wrong"),
        [
            ("He does his exercises alone.", False),
            ("He orders his own inhalers.", False),
            ("He says when he is tired.", True),
        ],
    )
    def test_is_known_by_what_people_do_for_it(self, outcome, wrong):
        others = "He works in a shop, takes the bus and meets friends."
        goals = (others, outcome)
        rows = (Outcome(id=f"E{n}", text=text, position=AT) for n, text in enumerate(goals, 1))
        assert ("L105" in found(plan(outcomes=tuple(rows)))) == wrong
