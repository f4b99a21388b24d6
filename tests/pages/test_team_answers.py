"""How soon each team answers: drawn up at night, proposed, approved, read by everybody (S31, S32).

Every team of the area is told of, none by name of a person, and none by a small count.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.reading_grade import page_grade, sentence_length

from goldenthread.access import asking
from goldenthread.access.models import Post
from goldenthread.access.rules import Role
from goldenthread.law.calendar import working_days_after
from goldenthread.law.events import EventKind as K
from goldenthread.measures import commands, tasks
from goldenthread.measures.models import Draft, MeasureFigure, Release
from goldenthread.measures.queries.teams import team_counts
from goldenthread.measures.rules.teams import CHOICE
from goldenthread.timeline.commands import NewEvent, record_many

from .conftest import NOW, TODAY, body, child, person
from .family_world import signed_in

OCTOBER = date(2026, 10, 31)
NOTE = "How soon each team of the council answered families."


def message(case: int, child_id: int, post: int, on: date, days: int | None) -> list[NewEvent]:
    """One message of a family, answered so many working days after it came, or not at all."""
    told = {"about": f"m{case}", "by": working_days_after(on, 5).isoformat(), "channel": "EMAIL"}
    steps: list[tuple[K, date, dict]] = [
        (K.CONTACT_RECEIVED, on, told), (K.CASE_ALLOCATED, on, {"post": post}),
    ]  # fmt: skip
    if days is not None:
        done = working_days_after(on, days)
        steps.append((K.CONTACT_ANSWERED, done, {"about": f"m{case}"}))
    return [
        NewEvent(kind=kind, area_id=830, child_id=child_id, case_type="contact", case_id=case,
                 on=day, facts=facts, at=datetime.combine(day, NOW.timetz()))
        for kind, day, facts in steps
    ]  # fmt: skip


@pytest.fixture
def two_teams(as_service, areas, cast, bodies):
    """Forty children wrote to one team, which answered thirty in time; five to a second one."""
    second = person("Second", Role.EHC_OFFICER, body("OTHER", "Early years team", areas.derbyshire))
    posts = [Post.objects.get(user=user).pk for user in (cast.officer, second)]
    children = [child(areas.derbyshire, f"T-{n}", "Tam", f"Invented-{n}") for n in range(45)]
    events: list[NewEvent] = []
    for number, each in enumerate(children):
        on = date(2026, 3, 2) + timedelta(days=number)
        slow = number % 4 == 0
        post = posts[number >= 40]
        events += message(number + 1, each.pk, post, on, None if number == 8 else 9 if slow else 3)
    record_many(events, by=as_service, at=NOW, backfilled=True)


@pytest.fixture
def published(two_teams, cast, asker_of):
    by = asker_of(cast.data_officer)
    with asking.stated(by):
        given = {"on": OCTOBER, "note": NOTE, "keys": [CHOICE]}
        made = commands.propose_release(830, by=by, at=NOW, **given)
    second = asker_of(cast.manager)
    with asking.stated(second):
        commands.approve_release(made.pk, by=second, at=NOW)
    return made


def read(name: str = "measures:answers", *arguments: object) -> str:
    answer = Client().get(reverse(name, args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


class TestCounted:
    def test_each_team_by_its_own_messages_and_their_promised_days(self, two_teams):
        first, second = team_counts(830, OCTOBER)
        assert (first.name, first.due, first.kept) == ("Derbyshire County Council", 40, 30)
        assert (first.kept_children, first.other_children) == (30, 10)
        assert first.answered_children == 39  # one was never answered
        assert (second.name, second.due) == ("Early years team", 5)

    def test_as_known_on_the_day_and_of_the_year_before_it_alone(self, two_teams):
        assert team_counts(830, date(2026, 2, 28)) == []
        assert team_counts(830, date(2028, 1, 31)) == []

    def test_another_areas_service_counts_nothing(self, two_teams):
        with asking.stated(asking.service("elsewhere", [831])):
            assert team_counts(830, OCTOBER) == []


class TestDrawnUp:
    def test_each_night_again_and_published_to_nobody(self, two_teams, settings):
        settings.TODAY = TODAY
        for _ in range(2):
            tasks.draw_up_answers.func(0)
        with asking.stated(asking.service("test", [830, 831])):
            drafts = {each.area_id: each for each in Draft.objects.all()}
        assert drafts[830].on == OCTOBER
        assert drafts[831].figures == []  # no family of Derby's wrote
        share = next(each for each in drafts[830].figures if each["unit"] == "percent")
        assert (share["counted"], share["out_of"], share["value"]) == (30, 40, "75.0")
        assert not Release.objects.exists()
        assert "No answer times have been published yet" in read()

    def test_whoever_proposes_sees_it_and_nobody_elsewhere_does(self, two_teams, cast):
        with asking.stated(asking.service("test", [830])):
            commands.draw_up(830, today=TODAY, at=NOW)
        client = signed_in(cast.data_officer)
        with CaptureQueriesContext(connection) as sent:
            text = client.get(reverse("measures:publish", args=["derbyshire"])).content.decode()
        assert len(sent) <= 12
        assert "Drawn up last night" in text
        assert "Early years team" in text
        with asking.stated(asking.service("elsewhere", [831])):
            assert not Draft.objects.exists()

    def test_with_nothing_to_tell_it_says_so_and_cannot_be_proposed(self, as_service, cast, areas):
        commands.draw_up(830, today=TODAY, at=NOW)
        client = signed_in(cast.data_officer)
        address = reverse("measures:publish", args=["derbyshire"])
        given = {"on": OCTOBER.isoformat(), "note": NOTE, "keys": [CHOICE]}
        assert "No message from a family was due" in client.get(address).content.decode()
        refused = client.post(address, given).content.decode()
        assert "No message from a family was due an answer in that year." in refused
        assert NOTE in refused


class TestPublished:
    def test_what_one_proposed_and_another_approved_everybody_reads(self, published):
        with CaptureQueriesContext(connection) as sent:
            text = read()
        assert len(sent) <= 6
        assert "75.0%" in text
        assert "Derbyshire County Council" in text
        assert "too few to say" in text  # five children wrote to the second team
        assert page_grade(text) <= 5
        assert sentence_length(text) <= 15
        assert reverse("measures:answers") in read("measures:all-published")

    def test_no_count_of_the_small_team_stands_in_it_or_in_its_csv(self, published):
        small = MeasureFigure.objects.filter(release=published, title__startswith="Early years")
        assert small.count() == 2
        for each in small:
            assert (each.numerator, each.others, each.denominator, each.value) == (None,) * 4
        lines = read("measures:csv", published.pk).splitlines()
        (line,) = [each for each in lines if "Early years team: messages" in each]
        assert ",percent,,,,," in line

    def test_beside_the_areas_own_figures_it_gives_nothing_away(self, two_teams, cast, asker_of):
        by = asker_of(cast.data_officer)
        keys = [CHOICE, "contacts-answered-in-promise", "contact-days"]
        with asking.stated(by):
            made = commands.propose_release(830, on=OCTOBER, note=NOTE, keys=keys, by=by, at=NOW)
        figures = {each.key: each for each in MeasureFigure.objects.filter(release=made)}
        assert figures["contacts-answered-in-promise"].denominator is not None
        assert all(each.value is None for each in figures.values() if "Early years" in each.title)

    def test_proposed_and_not_approved_it_is_nowhere(self, two_teams, cast, asker_of):
        by = asker_of(cast.data_officer)
        with asking.stated(by):
            commands.propose_release(830, on=OCTOBER, note=NOTE, keys=[CHOICE], by=by, at=NOW)
        assert "75.0%" not in read()
