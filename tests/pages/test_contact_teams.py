"""How each team answers, live: by kind of message and by month, for those inside casework."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goldenthread.access.models import Post
from goldenthread.access.queries import asker
from goldenthread.access.rules import NotAllowed, NotFound
from goldenthread.contact import commands, queries
from goldenthread.contact.commands import Incoming
from goldenthread.contact.rules import Channel, Kind

from .conftest import NOW, TODAY
from .family_world import signed_in


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def team(cast, officer, sam) -> int:
    """One question answered at once, one of three weeks ago that waits, one family struggling."""
    for words, kind, on in (
        ("When?", Kind.QUESTION, TODAY),
        ("Who?", Kind.QUESTION, date(2026, 11, 2)),
        ("Help.", Kind.STRUGGLING, TODAY),
    ):
        told = Incoming(area_id=830, child_id=sam.pk, channel=Channel.PHONE, words=words,
                        kind=kind, received_date=on)  # fmt: skip
        made = commands.receive(told, by=officer, at=NOW)
        if words == "When?":
            commands.reply(made.pk, words="Soon.", channel=Channel.PHONE, by=officer, at=NOW)
    return Post.objects.get(user=cast.officer).organisation_id


def test_every_team_stands_in_the_list_by_its_own_clocks(officer, team):
    (row,) = queries.answering(by=officer, on=TODAY)
    assert (row.team_id, row.team) == (team, "Derbyshire County Council")
    assert (row.answered, row.in_promise, row.waiting, row.waiting_late) == (1, 1, 2, 1)
    assert row.days == 0


def test_each_area_stands_above_its_teams_whoever_had_the_message(cast, officer, team):
    (whole,) = queries.answering_areas(by=officer, on=TODAY)
    assert (whole.team, whole.answered, whole.waiting) == ("Derbyshire", 1, 2)
    page = signed_in(cast.officer).get(reverse("contact:answering")).content.decode()
    assert page.index("All of Derbyshire") < page.index("Derbyshire County Council</a>")
    with pytest.raises(NotAllowed):
        queries.answering_areas(by=officer_of_nothing(cast), on=TODAY)


def officer_of_nothing(cast):
    return asker(cast.senco, NOW)


class TestPromises:
    def post(self, user, **more):
        typed = {"area": 830, "kind": "QUESTION", "working_days": 2, "from_date-day": 23,
                 "from_date-month": 11, "from_date-year": 2026, **more}  # fmt: skip
        return signed_in(user).post(reverse("contact:promises"), typed)

    def test_a_manager_sets_it_and_the_next_message_has_its_day(self, cast, officer, sam):
        client = signed_in(cast.manager)
        before = client.get(reverse("contact:promises")).content.decode()
        assert before.count("5 working days") == 2
        assert self.post(cast.manager).status_code == 302
        after = client.get(reverse("contact:promises")).content.decode()
        assert "2 working days, from Mon 23 Nov 2026" in after
        told = Incoming(area_id=830, child_id=sam.pk, channel=Channel.PHONE, words="When?")
        commands.receive(told, by=officer, at=NOW)
        commands.receive(told, by=officer, at=NOW + timedelta(days=1))
        rows = queries.inbox(by=officer, show=queries.Show.ALL, on=TODAY, offset=0, most=5).rows
        assert {each.due for each in rows} == {date(2026, 11, 27), date(2026, 11, 25)}

    def test_what_is_no_promise_is_refused_and_kept_as_typed(self, cast, areas):
        for more, why in (
            ({"working_days": 21}, "20"), ({"working_days": 0}, "1"), ({"area": 831}, "choice"),
            ({"from_date-day": 21}, "stays promised"), ({"kind": ""}, "What kind of message"),
        ):  # fmt: skip
            page = self.post(cast.manager, **more)
            assert page.status_code == 200
            assert "There is a problem" in page.content.decode()
            assert why in page.content.decode()

    def test_an_officer_reads_and_does_not_set_it(self, cast, areas):
        page = signed_in(cast.officer).get(reverse("contact:promises")).content.decode()
        assert "Promise something else" not in page
        assert self.post(cast.officer).status_code == 403


def test_one_team_by_kind_and_by_month(officer, team):
    found = queries.team(team, by=officer, on=TODAY)
    told = [(k.kind, k.answered, k.waiting, k.waiting_late) for k in found.kinds]
    assert told == [(Kind.QUESTION, 1, 1, 1), (Kind.STRUGGLING, 0, 1, 0)]
    newest, *earlier = found.months
    assert (newest.first, newest.answered, newest.in_promise) == (date(2026, 11, 1), 1, 1)
    assert [each.answered for each in earlier] == [0] * 11
    assert earlier[-1].first == date(2025, 12, 1)


def test_the_page_opens_from_the_list_with_few_questions(cast, team):
    client = signed_in(cast.officer)
    assert (
        reverse("contact:team", args=[team])
        in client.get(reverse("contact:answering")).content.decode()
    )
    with CaptureQueriesContext(connection) as sent:
        answer = client.get(reverse("contact:team", args=[team]))
    assert len(sent) <= 12
    text = answer.content.decode()
    assert "November 2026" in text
    assert "The family is struggling" in text


def test_of_a_team_that_answered_nothing_yet_it_says_so(cast, officer, sam):
    told = Incoming(area_id=830, child_id=sam.pk, channel=Channel.PHONE, words="When?")
    commands.receive(told, by=officer, at=NOW)
    number = Post.objects.get(user=cast.officer).organisation_id
    text = signed_in(cast.officer).get(reverse("contact:team", args=[number])).content.decode()
    assert "answered nothing in the last 12 months" in text
    assert "none yet" in text


def test_elsewhere_it_is_no_team_and_those_outside_are_told_nothing(cast, team, asker_of):
    with pytest.raises(NotFound):
        queries.team(team, by=asker_of(cast.city_officer), on=TODAY)
    with pytest.raises(NotFound):
        queries.team(0, by=asker_of(cast.officer), on=TODAY)
    with pytest.raises(NotAllowed):
        queries.team(team, by=asker_of(cast.senco), on=TODAY + timedelta(days=1))
