"""How each team answers, live: by kind of message and by month, for those inside casework."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goldenthread.access.models import Post
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
