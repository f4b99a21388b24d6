"""A plan written together: advice comes in, two write at once, it goes out, one corrects it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.cast import NOW, TODAY, World
from tests.journeys.support import PHONE, assert_sound, screenshot
from tests.pages.plan_parts import SCHOOL, sound_plan, statements

from goldenthread.access import asking
from goldenthread.access.models import Tie
from goldenthread.organisations.models import Setting
from goldenthread.people.models import Child
from goldenthread.plans import commands

Seat = Callable[..., Page]


@pytest.fixture
def draft(world: World) -> str:
    """The address of a draft: the gold plan's words, and a psychologist's new advice."""
    Setting.objects.get_or_create(
        urn="900001",
        defaults={
            "la_code": "830",
            "name": SCHOOL,
            "type_code": "1",
            "placement_group": "mainstream",
            "invented": True,
        },
    )
    by = world.asker("officer")
    child_id = world.children["amara"]
    with asking.stated(by):
        made = commands.start_draft(child_id, by=by, on=TODAY, content=sound_plan())
        given = statements(world.posts["psychologist"].pk)
        common = {"child_id": child_id, "by": by, "on": TODAY, "at": NOW}
        commands.take_statements(made.pk, given, **common)
        assert Tie.objects.filter(child_id=child_id, kind="ADVISER").exists()
        assert Child.objects.get(pk=child_id).pronouns == "she/her"
    return f"/children/{child_id}/plan/draft/{made.pk}/"


def decide(page: Page, draft: str, number: int, how: str) -> None:
    """Open one statement of the advice and choose what becomes of it."""
    page.goto(f"{draft}advice/")
    page.get_by_role("link", name=re.compile("Decide what becomes of it")).nth(number).click()
    page.get_by_label(how).check()


def test_a_plan_is_written_together_sent_and_corrected(
    seat: Seat, world: World, draft: str
) -> None:
    officer, adviser = seat("officer"), seat("psychologist")

    # The draft says at once what its thread lacks.
    officer.goto(draft)
    expect(officer.get_by_text("2 recommendations have no place yet")).to_be_visible()
    assert_sound(officer)
    screenshot(officer, "plan-draft")

    # One statement of the advice is the source of a need; the vague one becomes a question.
    decide(officer, draft, 0, "It is the source of a statement there is")
    officer.get_by_label("The statement there is").select_option("B1")
    assert_sound(officer)
    officer.get_by_role("button", name="Save").click()
    decide(officer, draft, 0, "Ask the adviser")
    officer.get_by_label("Why it has no place, or the question").fill("How often, how long?")
    officer.get_by_role("button", name="Save").click()
    adviser.goto(f"{draft}advice/")
    adviser.get_by_label("Answer").fill("10 minutes at the start of each written task.")
    adviser.get_by_role("button", name="Keep the answer").click()
    expect(adviser.get_by_text("10 minutes at the start")).to_be_visible()
    decide(officer, draft, 0, "It is the source of a statement there is")
    officer.get_by_label("The statement there is").select_option("F1")
    officer.get_by_role("button", name="Save").click()
    expect(officer.get_by_text("has its place, or a reason")).to_be_visible()
    assert_sound(officer)

    # Both have the same need open. She saves first; his save is refused and nothing is lost.
    for page in (adviser, officer):
        page.goto(f"{draft}section/B/B1/")
    expect(officer.get_by_text("has it open since")).to_be_visible()
    hers = "Amara loses the second of two spoken steps, and waits."
    his = "Amara cannot keep two spoken steps in mind, and waits."
    adviser.get_by_label("The need").fill(hers)
    adviser.get_by_role("button", name="Save").click()
    officer.get_by_label("The need").fill(his)
    officer.get_by_role("button", name="Save").click()
    both = officer.get_by_role("region", name="Both texts")
    expect(both).to_contain_text(hers)
    expect(both).to_contain_text(his)
    expect(officer.get_by_label("The need")).to_have_value(his)
    assert_sound(officer)
    screenshot(officer, "plan-both-texts")
    officer.get_by_role("button", name="Save").click()
    expect(officer.locator("#B1")).to_contain_text(his)
    assert_sound(officer)
    screenshot(officer, "plan-section", height=1100)
    phone = seat("officer")
    phone.set_viewport_size(PHONE)
    phone.goto(f"{draft}section/B/")
    assert_sound(phone)
    screenshot(phone, "plan-section-phone")

    # It goes out, and the adviser corrects one passage made from her advice.
    manager = seat("manager")
    give_reasons(manager, draft, "The therapist settles this with the school next week.")
    issue(officer, draft, "Send the draft")
    expect(officer.get_by_role("heading", name=re.compile("^Draft, 22 November"))).to_be_visible()
    expect(officer.get_by_text("Left blank in a draft")).to_be_visible()
    assert_sound(officer)
    adviser.goto(f"{draft}accuracy/")
    adviser.get_by_role("link", name=re.compile("Answer for Dr Anita Shah")).first.click()
    passage = adviser.locator(".gt-pair", has_text="B1")
    passage.get_by_label("Correct it so").check()
    passage.get_by_label(re.compile("How it should read")).fill("It is the second step she loses.")
    assert_sound(adviser)
    screenshot(adviser, "plan-accuracy")
    adviser.get_by_role("button", name="Send the answers").click()
    expect(adviser.get_by_text("It is the second step she loses.")).to_be_visible()


def give_reasons(page: Page, draft: str, words: str) -> None:
    """Give a manager's reason for everything that yields to one."""
    page.goto(f"{draft}issue/")
    assert_sound(page)
    screenshot(page, "plan-gate", height=1100)
    boxes = page.locator("input[name=findings]")
    for number in range(boxes.count()):
        boxes.nth(number).check()
    page.get_by_label("Reason", exact=True).fill(words)
    page.get_by_role("button", name="Record the reason").click()
    expect(page.get_by_text("Goes on by a manager")).to_be_visible()


def issue(page: Page, draft: str, button: str) -> None:
    """Send or issue: the button, and the answers to check."""
    page.goto(f"{draft}issue/")
    page.get_by_role("button", name=button).click()
    assert_sound(page)
    page.get_by_role("button", name=button).click()


def test_the_stock_is_seen_worst_first_and_the_way_back_is_planned(seat: Seat) -> None:
    page = seat("officer")
    page.goto("/area/derbyshire/plans/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Derbyshire: how true the plans are")
    assert_sound(page)
    page.locator("summary", has_text="What the score is made of").click()
    if not page.get_by_label("People who do it").is_visible():
        page.locator("summary", has_text="Plan the work").click()
    numbers = (("People who do it", "2"), ("Hours each gives in a week", "12"))
    numbers += (("Weeks to plan for", "20"), ("Hours to rewrite a plan", "9"))
    numbers += (("Hours to update a plan", "4"), ("Hours to check a plan", "1"))
    for label, value in numbers:
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Plan the work").click()
    expect(page.get_by_text("Plans that wait to be put right").first).to_be_visible()
    assert_sound(page)
    screenshot(page, "plan-stock", height=1200)
    phone = seat("officer")
    phone.set_viewport_size(PHONE)
    phone.goto("/area/derbyshire/plans/")
    assert_sound(phone)
