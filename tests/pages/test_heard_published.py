"""What families answered by step and language: proposed, approved, then read by everybody."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.reading_grade import page_grade, sentence_length

from goldenthread.access import asking
from goldenthread.heard.models import Answer
from goldenthread.measures import commands
from goldenthread.measures.models import Release
from goldenthread.measures.rules.felt import CHOICE

from .conftest import NOW, TODAY
from .family_world import signed_in

OCTOBER = date(2026, 10, 31)
NOTE = "What families answered when they were asked, by step and by language."
# How many agreed and how many did not, by step and language.
TOLD = {
    ("YEAR", "en-gb"): (210, 160),
    ("DRAFT_SENT", "en-gb"): (20, 41),
    ("COMPLAINT_ANSWERED", "en-gb"): (3, 14),
    ("YEAR", "ur"): (14, 12),
}


@pytest.fixture
def answered(areas):
    common = {"area": areas.derbyshire, "version": 1, "door": "OPEN", "on": date(2026, 3, 9)}
    with asking.stated(asking.service("test", [830])):
        Answer.objects.bulk_create(
            Answer(
                survey="yearly", step=step, language=language, known_on=date(2026, 3, 9),
                choices={"heard": "AGREE" if number < good else "DISAGREE"}, **common,
            )
            for (step, language), (good, rest) in TOLD.items()
            for number in range(good + rest)
        )  # fmt: skip


def proposed(by) -> Release:
    with asking.stated(by):
        return commands.propose_release(
            830, on=OCTOBER, note=NOTE, keys=[CHOICE, "family-confidence"], by=by, at=NOW
        )


def approved(made: Release, by) -> None:
    with asking.stated(by):
        commands.approve_release(made.pk, by=by, at=NOW)


def read() -> str:
    answer = Client().get(reverse("measures:felt"))
    assert answer.status_code == 200
    return answer.content.decode()


def words(page: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", page)


def test_nobody_reads_it_until_two_people_have_agreed(answered, cast, asker_of):
    made = proposed(asker_of(cast.data_officer))
    assert "No answers have been published yet." in read()
    with pytest.raises(commands.NotAllowed):
        approved(made, asker_of(cast.data_officer))
    approved(made, asker_of(cast.manager))
    page = words(read())
    assert "Families who feel heard, after each step" in page
    assert "Families who feel heard, by the language of their answer" in page
    # Of 61 after a draft 20 agreed: 20 and 40 as published, a third, and Wilson's interval of it.
    assert re.search(r"We sent you a draft plan\s+33(\.3)?%\s+23% and 46%\s+60", page)
    assert re.search(r"We answered your complaint\s+too few to say", page)  # three agreed
    assert re.search(r"In English\s+5\d(\.\d)?%\s+4\d% and 5\d%\s+\d{3}", page)


def test_the_small_count_is_in_no_page_file_or_release(answered, cast, asker_of):
    made = proposed(asker_of(cast.data_officer))
    approved(made, asker_of(cast.manager))
    hidden = [each for each in made.figures.all() if each.key.endswith("COMPLAINT_ANSWERED")]
    assert [(each.numerator, each.denominator, each.value) for each in hidden] == [(None,) * 3]
    file = Client().get(reverse("measures:csv", args=[made.pk])).content.decode()
    row = next(line for line in file.splitlines() if "COMPLAINT_ANSWERED" in line)
    assert not re.search(r",(3|14|17),", row)


def test_an_area_where_nobody_answered_proposes_nothing(areas, cast, asker_of):
    by = asker_of(cast.data_officer)
    with asking.stated(by), pytest.raises(commands.NotPublished, match="No family answered"):
        commands.propose_release(830, on=OCTOBER, note=NOTE, keys=[CHOICE], by=by, at=NOW)


def test_it_is_offered_with_the_others_and_found_from_where_figures_are(answered, cast, settings):
    settings.TODAY = TODAY
    page = signed_in(cast.data_officer).get(reverse("measures:publish", args=["derbyshire"]))
    assert "What families answered, by step and by language" in page.content.decode()
    everybody = Client().get(reverse("measures:all-published")).content.decode()
    assert reverse("measures:felt") in everybody


def test_the_page_reads_easily_and_is_cheap(
    answered, cast, asker_of, django_assert_max_num_queries
):
    approved(proposed(asker_of(cast.data_officer)), asker_of(cast.manager))
    with django_assert_max_num_queries(12):
        page = read()
    assert page_grade(page) <= 8
    assert sentence_length(words(page)) <= 20
