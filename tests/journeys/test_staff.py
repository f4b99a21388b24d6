"""The staff pages in a browser: a post ended and handed on, a record opened in an emergency, and
both reviewed. Each state is accessible, fits a small phone, and is tried without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.journeys import cast as people
from tests.journeys import support
from tests.journeys.cast import NOW, STARTED, World
from tests.journeys.support import assert_no_sideways_scroll, assert_sound, screenshot

from goldenthread.access import asking
from goldenthread.access.commands import break_glass
from goldenthread.access.models import Alert, Post, User
from goldenthread.access.rules import GlassReason, Role

REASON = "Found alone at the station tonight, and the police ask who she is."
# More people than the rest of the journeys need: they are this module's alone.
MORE = (
    ("administrator", "Joanne Kerr", Role.ADMINISTRATOR, "county"),
    ("heir", "Tunde Bello", Role.EHC_OFFICER, "county"),
    ("city_manager", "Wendy Clough", Role.EHC_MANAGER, "city"),
    ("other_manager", "Imran Aziz", Role.EHC_MANAGER, "city"),
    ("siro", "Carol Whitby", Role.SIRO, "county"),
)


@pytest.fixture(scope="module")
def staff(world: World) -> World:
    """The partnership with an administrator, a successor, two managers next door, and reviewers."""
    for key, name, role, body in MORE:
        email = f"{name.lower().replace(' ', '.')}@example.invalid"
        world.users[key] = User.objects.create_user(email=email, name=name, invented=True)
        world.posts[key] = Post.objects.create(
            user=world.users[key],
            organisation=world.bodies[body],
            role=role,
            from_date=STARTED,
        )
    earlier = NOW - timedelta(days=5)
    by = world.asker("other_manager")
    with asking.stated(by):
        break_glass(
            child_id=world.children["leo"],
            reason_type=GlassReason.COURT,
            reason="The tribunal asked for the dates of his assessment by noon.",
            by=by,
            at=earlier,
        )
    with asking.stated(asking.service("journeys", [people.DERBYSHIRE])):
        Alert.objects.create(
            kind="MANY_CHILDREN",
            area_id=people.DERBYSHIRE,
            user=world.users["heir"],
            post=world.posts["heir"],
            raised_at=earlier,
            facts={"children": 46, "for_role": "PRIVACY_OFFICER"},
        )
    return world


def look(page: Page, name: str = "", *, script: bool = True) -> None:
    """Check a state at a desk and on a small phone; take its picture when it has a name.

    axe is itself a script: without any, only the width is looked at.
    """
    for size, ending in ((support.PHONE, "-phone"), (support.DESK, "")):
        page.set_viewport_size(size)
        (assert_sound if script else assert_no_sideways_scroll)(page)
        if name:
            screenshot(page, f"{name}{ending}")


@contextmanager
def refused(page: Page) -> Iterator[None]:
    """Expect what is done inside to be refused with a summary of what is wrong."""
    yield
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert page.title().startswith("Error: ")


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).click()


def typed(page: Page, legend: str, day: int, month: int, year: int) -> None:
    group = page.get_by_role("group", name=legend)
    for label, value in (("Day", day), ("Month", month), ("Year", year)):
        group.get_by_label(label).fill(str(value))


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_an_administrator_appoints_somebody_and_ends_a_post(
    seat: Callable[..., Page], staff: World
) -> None:
    page = seat("administrator")
    page.goto("/")
    heading(page, "Posts")
    expect(page.locator("tbody tr", has_text="Priya Nair")).to_contain_text("open promises")
    look(page, "posts")
    page.goto("/posts/?show=ended")
    expect(page.locator("main")).to_contain_text("No post here has ended.")
    look(page)

    # Somebody new: a day that does not exist is refused and stays where it was typed.
    page.get_by_role("link", name="Appoint somebody").or_(
        page.get_by_role("button", name="Appoint somebody")
    ).click()
    look(page)
    with refused(page):
        press(page, "Continue")
    look(page)
    page.get_by_label("Full name").fill("Una Newcome")
    page.get_by_label("Work email").fill("una.newcome@example.invalid")
    page.get_by_label("EHC officer").check()
    typed(page, "First day", 31, 11, 2026)
    with refused(page):
        press(page, "Continue")
    expect(page.get_by_label("Day")).to_have_value("31")
    typed(page, "First day", 23, 11, 2026)
    press(page, "Continue")
    heading(page, "Check this appointment")
    look(page)
    press(page, "Change an answer")
    expect(page.get_by_label("Full name")).to_have_value("Una Newcome")
    press(page, "Continue")
    press(page, "Appoint")
    expect(page.get_by_role("alert")).to_contain_text("The appointment is made.")
    look(page)
    expect(page.locator("tbody tr", has_text="Una Newcome")).to_contain_text("not yet begun")

    # Priya leaves. Nobody named: refused. Then everything goes to Tunde, at once.
    page.get_by_role("link", name="Priya Nair").click()
    look(page)
    page.get_by_label("Now").check()
    with refused(page):
        press(page, "Continue")
    look(page)
    page.get_by_label("Who takes over").select_option(label="Tunde Bello, EHC officer")
    press(page, "Continue")
    heading(page, "Check before this post ends")
    expect(page.locator("main")).to_contain_text("Tunde Bello, EHC officer")
    look(page, "post-ends")
    officer = seat("officer")
    officer.goto("/work/")
    heading(officer, "My work")
    press(page, "End this post")
    expect(page.get_by_role("alert")).to_contain_text("everything it held has gone over")
    assert officer.goto("/work/").status == 403  # type: ignore[union-attr]  # it did answer
    expect(page.locator("tbody tr", has_text="Tunde Bello")).to_contain_text("open promises")
    page.get_by_role("link", name="Priya Nair").click()
    expect(page.locator("main")).to_contain_text("This post is over, and holds nothing.")
    look(page)


@pytest.mark.parametrize(("who", "script"), [("city_manager", True), ("other_manager", False)])
def test_a_record_is_opened_in_an_emergency(
    seat: Callable[..., Page], staff: World, who: str, script: bool
) -> None:
    page = seat(who, java_script_enabled=script)
    thread = f"/children/{staff.children['amara']}/"
    assert page.goto(thread).status == 404  # type: ignore[union-attr]  # it did answer
    page.get_by_role("link", name="Emergency access").click()
    heading(page, "Emergency access")
    look(page, "emergency" if script else "", script=script)
    with refused(page):
        press(page, "Continue")
    look(page, script=script)
    page.get_by_label("Or the record number").fill("99999999")
    page.get_by_label("The child is missing").check()
    page.get_by_label("What has happened").fill(REASON)
    press(page, "Continue")
    with refused(page):
        press(page, "Open the record")
    expect(page.get_by_role("alert")).to_contain_text("No such record.")
    look(page, script=script)
    page.get_by_label("Or the record number").fill(str(staff.children["amara"]))
    press(page, "Continue")
    heading(page, "Check before you open the record")
    look(page, script=script)
    press(page, "Open the record")
    heading(page, "Amara Okafor")
    banner = page.get_by_role("region", name="Emergency access")
    expect(banner).to_contain_text("Emergency access to one record until")
    look(page, "emergency-open" if script else "", script=script)
    for path in ("/work/", "/rules/", f"{thread}record/", f"{thread}team/"):
        page.goto(path)
        expect(banner).to_be_visible()
        look(page, script=script)
    assert page.goto(f"{thread}documents/").status == 403  # type: ignore[union-attr]  # it did
    expect(banner).to_be_visible()
    look(page, script=script)


def test_a_privacy_officer_reviews_what_was_opened(seat: Callable[..., Page], staff: World) -> None:
    page = seat("privacy_officer")
    page.goto("/")
    heading(page, "Reviews of access")
    expect(page.locator("tbody tr").first).to_contain_text("overdue")
    look(page, "privacy")
    page.locator("tbody tr").first.get_by_role("link", name="Imran Aziz").click()
    expect(page.locator("main")).to_contain_text("by noon")
    look(page)
    with refused(page):
        press(page, "Continue")
    look(page)
    page.get_by_label("What you found").fill("Right to: the tribunal's order is on file.")
    press(page, "Continue")
    look(page)
    press(page, "Record the finding")
    expect(page.locator("main")).to_contain_text("by Marcus Webb")
    look(page)
    for name in ("Reviewed", "Settled", "Odd access"):
        page.goto("/privacy/")
        page.get_by_role("link", name=name, exact=True).click()
        look(page)
    page.get_by_role("link", name="Tunde Bello").click()
    look(page)


def test_a_senior_risk_owner_sees_who_and_no_child(seat: Callable[..., Page], staff: World) -> None:
    page = seat("siro")
    page.goto("/privacy/")
    heading(page, "Reviews of access")
    expect(page.locator("main")).not_to_contain_text("Okafor")
    look(page)


def test_those_who_may_not_are_refused(seat: Callable[..., Page], staff: World) -> None:
    page = seat("parent")
    for path in ("/posts/", "/posts/appoint/", "/emergency/", "/privacy/"):
        assert page.goto(path).status == 403  # type: ignore[union-attr]  # it did answer
        look(page)
