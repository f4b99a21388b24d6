"""Days away: who may record them, and that two records never say two things of one day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goldenthread.access import commands, queries
from goldenthread.access.models import Absence, Post
from goldenthread.access.rules import NotAllowed

from .conftest import TODAY

pytestmark = pytest.mark.usefixtures("as_service")
WEEK = {"from_date": TODAY, "to_date": TODAY + timedelta(days=6)}


@pytest.fixture
def post(cast):
    return Post.objects.get(user=cast.officer)


@pytest.mark.parametrize("who", ["officer", "manager", "administrator"])
def test_oneself_or_whoever_answers_for_the_team_records_it(who, cast, post, asker_of):
    commands.record_absence(post=post, by=asker_of(getattr(cast, who)), **WEEK)
    assert queries.away([post.pk], on=TODAY) == {post.pk}
    assert queries.away([post.pk], on=TODAY + timedelta(days=6)) == {post.pk}
    assert queries.away([post.pk], on=TODAY + timedelta(days=7)) == frozenset()
    assert queries.away([post.pk], on=TODAY - timedelta(days=1)) == frozenset()


@pytest.mark.parametrize("who", ["city_officer", "senco", "psychologist", "parent", "stranger"])
def test_nobody_else_does(who, cast, post, asker_of):
    with pytest.raises(NotAllowed):
        commands.record_absence(post=post, by=asker_of(getattr(cast, who)), **WEEK)
    assert not Absence.objects.exists()


def test_days_out_of_order_and_days_recorded_already_are_refused(cast, post, asker_of):
    by = asker_of(cast.officer)
    with pytest.raises(commands.WrongPost, match="before the first"):
        commands.record_absence(post=post, from_date=TODAY, to_date=date(2026, 1, 1), by=by)
    commands.record_absence(post=post, by=by, **WEEK)
    with pytest.raises(commands.WrongPost, match="recorded already"):
        commands.record_absence(post=post, from_date=TODAY, to_date=TODAY, by=by)
    assert Absence.objects.count() == 1
