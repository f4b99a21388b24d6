"""Answers on paper: printed with a code, typed in once, by somebody known, of nobody known."""

from __future__ import annotations

import io
import re
from datetime import date

import pikepdf
import pytest
from django.urls import reverse
from pypdf import PdfReader
from tests.pages import family_world as world

from goldenthread.access import asking
from goldenthread.heard import commands, forms
from goldenthread.heard.models import Answer, Judged, Remark, Ticket, Typed
from goldenthread.heard.queries import Share, Window, counted, responses, share
from goldenthread.heard.rules.questions import Step

from .conftest import TODAY

SEEN = asking.service("test", [830, 831])
OCTOBER = date(2026, 10, 1)
TICKED = {"heard": "AGREE", "given": "SOME"}
PAGE = ("heard:type-in", ["derbyshire", "year"])


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def officer(areas, cast):
    return world.signed_in(cast.officer)


def form(**more: str) -> dict[str, str]:
    return {
        **TICKED, "month": "2026-10-01", "language": "en-gb", "once": forms.new_once(), **more,
    }  # fmt: skip


def sent(client, told: dict[str, str]) -> str:
    """Send one form that was typed in: what the page says, or where it sends us on to."""
    answer = client.post(reverse(PAGE[0], args=PAGE[1]), told)
    return answer.content.decode() if answer.status_code == 200 else answer.url


def answers() -> list[Answer]:
    with asking.stated(SEEN):
        return list(Answer.objects.select_related("typed__typed_by").order_by("on"))


def heard(area: int) -> Share:
    with asking.stated(SEEN):
        return share(counted([area], [Window.year_to(TODAY)]), "heard")


def printed(client, **how: str):
    page = reverse("heard:print-forms", args=["derbyshire", "year"])
    return client.post(page, {"copies": "2", **how})


class TestPrinting:
    def test_gives_each_form_a_code_and_can_be_read_aloud(self, officer, areas):
        with pikepdf.open(io.BytesIO(printed(officer, large="on").content)) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang) == "en-GB"
        text = "".join(each.extract_text() for each in PdfReader(
            io.BytesIO(printed(officer).content)).pages)  # fmt: skip
        found = re.findall(r"code of this form: *([0-9A-Z-]{14})", text)
        assert len(set(found)) == 2
        assert text.count("You listened to us.") == 2
        assert "Derbyshire" in text
        for code in found:
            assert commands.open_ticket(code, on=TODAY).step == Step.YEAR
        assert Ticket.objects.filter(printed=True).count() == 4
        assert responses(830, since=date(2025, 1, 1), on=TODAY) == []  # sent to nobody

    @pytest.mark.parametrize("copies", ["", "0", "51", "many"])
    def test_refuses_what_is_no_number_of_forms(self, officer, copies):
        page = printed(officer, copies=copies).content.decode()
        assert "There is a problem" in page
        assert not Ticket.objects.exists()


class TestTypingIn:
    def test_keeps_the_month_and_who_typed_it_and_nobody_who_gave_it(self, officer, cast):
        page = sent(officer, form(words="Ring us.", language="ur"))
        assert page.endswith("?month=2026-10-01")
        (found,) = answers()
        assert (found.door, found.on, found.known_on) == ("PAPER", OCTOBER, TODAY)
        assert (found.language, found.choices) == ("ur", TICKED)
        assert found.typed.typed_by == cast.officer
        assert {each.name for each in Typed._meta.fields} == {
            "id", "answer", "area", "typed_by", "on",
        }  # fmt: skip
        assert "Kept. Here is room for the next form." in officer.get(page).content.decode()
        with asking.stated(SEEN):
            assert not Remark.objects.exists()  # for named readers alone

    def test_a_double_click_is_one_answer(self, officer):
        told = form()
        for _ in range(2):
            assert "?month" in sent(officer, told)
        assert len(answers()) == 1

    def test_a_code_counts_once_however_it_is_typed(self, officer, cast, asker_of):
        by = asker_of(cast.officer)
        with asking.stated(by):
            (code,) = commands.print_forms(830, step=Step.YEAR, copies=1, by=by, on=TODAY)
        assert "That form was not open in that month." in sent(officer, form(code=code))
        told = form(code=f" {code[:4].lower()}-{code[4:]} ", month="2026-11-01")
        assert "?month" in sent(officer, told)
        assert "?month" in sent(officer, told)  # a double click
        again = sent(officer, form(code=code, heard="DISAGREE", month="2026-11-01"))
        assert "was typed in, or answered by its link, before" in again
        assert len(answers()) == 1
        ended = officer.get(reverse("family:heard-link", args=[code])).content.decode()
        assert "Each link works once." in ended

    def test_the_same_answers_again_are_asked_about_and_may_be_another_form(self, officer):
        sent(officer, form())
        asked = sent(officer, form(words="my long words"))
        assert "A form with the same answers was typed in for this month." in asked
        assert "my long words" in asked
        assert 'name="another"' in asked
        assert len(answers()) == 1
        assert "?month" in sent(officer, form(another="on"))
        assert "?month" in sent(officer, form(month="2026-09-01"))
        assert len(answers()) == 3

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"heard": "", "given": ""}, "Answer one question or more."),
            ({"month": "2026-12-01"}, "Choose a month from the list."),
            ({"month": "1999"}, "Choose a month from the list."),
            ({"heard": "MAYBE"}, "Choose an answer from the list"),
            ({"code": "2222-2222-2222"}, "No form of this survey has that code."),
            ({"once": "forged"}, "This page was open for too long."),
        ],
    )
    def test_what_cannot_be_kept_is_told_and_what_was_typed_stays(self, officer, wrong, said):
        kept = "" if wrong.get("heard") == "" else "my long words"
        page = sent(officer, {**form(), "words": kept, **wrong})
        assert said in page
        assert kept in page
        assert answers() == []

    def test_there_is_no_survey_after_nothing(self, officer):
        for name in ("heard:type-in", "heard:print-forms"):
            assert officer.get(reverse(name, args=["derbyshire", "none"])).status_code == 404


class TestTakingBack:
    def test_whoever_typed_it_lets_it_count_no_more_once(self, officer, cast):
        sent(officer, form())
        assert heard(830) == Share(1, 1)
        (found,) = answers()
        page = reverse("heard:take-back", args=[found.pk])
        assert world.signed_in(cast.city_officer).post(page).status_code == 404
        for _ in range(2):
            assert officer.post(page).status_code == 302
        assert heard(830) == Share(0, 0)
        with asking.stated(SEEN):
            assert Judged.objects.count() == 1
        assert "?month" in sent(officer, form())  # and it may be typed in again
        shown = officer.get(reverse("heard:paper", args=["derbyshire"])).content.decode()
        assert shown.count("Does not count") == 1

    def test_a_manager_may_and_a_colleague_may_not(self, officer, cast, asker_of, areas):
        by = asker_of(cast.manager)
        told = commands.Paper(step=Step.YEAR, month=OCTOBER, once="a")
        with asking.stated(by):
            commands.type_in(830, commands.NewAnswer(choices=TICKED), paper=told, by=by, on=TODAY)
        (found,) = answers()
        page = reverse("heard:take-back", args=[found.pk])
        assert officer.post(page).status_code == 403
        assert world.signed_in(cast.manager).post(page).status_code == 302


def test_the_pages_take_few_statements(officer, django_assert_max_num_queries):
    sent(officer, form())
    for name, arguments in (("heard:paper", ["derbyshire"]), PAGE):
        with django_assert_max_num_queries(12):
            assert officer.get(reverse(name, args=arguments)).status_code == 200
