"""What complaints taught is carried out by an action of the plan, by whoever answers complaints."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.contact import commands
from goldenthread.contact.commands import Unhappy
from goldenthread.contact.models import Learning
from goldenthread.contact.rules.complaints import Sort
from goldenthread.people.models import Adult
from goldenthread.strategy.commands.figures import read_effects

from . import improvement as made
from .conftest import NOW, TODAY
from .contact_world import mum, officer
from .family_world import signed_in
from .test_complaints import answered
from .test_improvement_pages import BETTER, send, text

__all__ = ["mum", "officer"]
PAGE = ("improvement:lessons", ["derbyshire"])


@pytest.fixture
def world(cast, asker_of):
    """An action under way whose measure rose."""
    by = asker_of(cast.improvement_lead)
    with asking.stated(by):
        found = made.started(by, made.posts(cast))
        made.figures(BETTER)
        read_effects([830], today=TODAY, by=by, at=NOW)
    return found


@pytest.fixture
def lessons(sam, officer, mum, cast, asker_of):
    """Two changes that one upheld complaint taught."""
    manager = asker_of(cast.manager)
    adult = Adult.objects.get(user=mum).pk
    told = Unhappy(child_id=sam.pk, sort=Sort.COUNCIL, words="Nobody rang.", adult_id=adult)
    complaint = commands.complain(told, by=officer, at=NOW)
    answered(complaint, manager)
    return [
        commands.learn(complaint.pk, theme=theme, change=change, by_date=date(2026, 12, 10),
                       by=manager, at=NOW)
        for theme, change in (("communication", "Ring back the same day."),
                              ("ehcp-timeliness", "Say by when."))
    ]  # fmt: skip


@pytest.fixture
def manager(cast):
    return signed_in(cast.manager)


def page(client) -> str:
    return text(client.get(reverse(PAGE[0], args=PAGE[1])))


def action_of(lesson) -> int | None:
    with asking.stated(asking.service("test", [830])):
        return Learning.objects.get(pk=lesson.pk).action_id


def test_a_change_is_given_an_action_and_one_sees_whether_it_helped(world, lessons, manager):
    assert "2 changes of 2 with no action yet." in page(manager)
    address = reverse("improvement:lesson", args=[lessons[1].pk])
    shown = text(manager.get(address))
    assert "Say by when." in shown
    assert "Twelve more case officers (under way)" in shown
    assert "Ask an improvement lead to add one." in shown
    assert "Choose an action, or none." in text(send(manager, address, act="check"))
    checked = text(send(manager, address, act="check", action_id=str(world.action.pk)))
    assert "Twelve more case officers" in checked
    for _ in range(2):
        done = send(manager, address, action_id=str(world.action.pk))
        assert done.url == reverse(PAGE[0], args=PAGE[1])
    shown = page(manager)
    assert "1 change of 2 with no action yet." in shown
    assert "Carried out by" in shown
    assert "Did it help?</strong> Better" in shown
    assert shown.index("Ring back the same day.") < shown.index("Say by when.")  # none first
    told = text(manager.get(reverse("improvement:action", args=[world.action.pk])))
    assert "Upheld complaints taught 1 change that this action carries out. 0 of 1 done." in told
    send(manager, address, action_id="0")
    assert action_of(lessons[1]) is None


def test_an_action_of_another_area_is_no_choice(world, lessons, manager):
    address = reverse("improvement:lesson", args=[lessons[0].pk])
    assert send(manager, address, action_id="999999").status_code == 200
    assert action_of(lessons[0]) is None


def test_planners_without_casework_see_none_of_it(world, lessons, cast):
    for user in (cast.improvement_lead, cast.forum_rep, cast.officer):
        client = signed_in(user)
        assert client.get(reverse(PAGE[0], args=PAGE[1])).status_code == 403
        assert client.get(reverse("improvement:lesson", args=[lessons[0].pk])).status_code == 403
    lead = signed_in(cast.improvement_lead)
    shown = text(lead.get(reverse("improvement:action", args=[world.action.pk])))
    assert "Upheld complaints" not in shown
    assert "What complaints taught" not in text(
        lead.get(reverse("improvement:plan", args=["derbyshire"]))
    )


def test_a_sealed_childs_lesson_is_left_out_and_out_of_reach(world, lessons, manager, sam):
    sam.sealed = True
    sam.save()
    assert "Nothing has been learned from a complaint yet." in page(manager)
    address = reverse("improvement:lesson", args=[lessons[0].pk])
    assert manager.get(address).status_code == 404


def test_it_is_cheap(world, lessons, manager, django_assert_max_num_queries):
    send(
        manager, reverse("improvement:lesson", args=[lessons[0].pk]), action_id=str(world.action.pk)
    )
    with django_assert_max_num_queries(12):
        page(manager)
    with django_assert_max_num_queries(12):
        manager.get(reverse("improvement:action", args=[world.action.pk]))
