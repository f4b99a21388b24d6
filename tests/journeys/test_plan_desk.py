"""A plan written together: advice comes in, two write at once, it goes out, one corrects it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.cast import NOW, TODAY, World
from tests.journeys.support import PHONE, assert_sound, screenshot
from tests.pages.casework import advised, agreed, agreed_to_issue, reach_at_once
from tests.pages.plan_parts import SCHOOL, sound_plan, statements

from goldenthread.access import asking
from goldenthread.access.rules import Asker
from goldenthread.assessment.models import Assessment
from goldenthread.organisations.models import Setting
from goldenthread.people.models import Adult, AdultLink, Child
from goldenthread.plans import commands

Seat = Callable[..., Page]


@pytest.fixture
def draft(world: World) -> str:
    """The address of a draft in Amara's case: the gold plan's words, and new advice."""
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
        to_be_drafted(child_id, world, by)
        made = commands.start_draft(child_id, by=by, on=TODAY, content=sound_plan())
        given = statements(world.posts["psychologist"].pk)
        common = {"child_id": child_id, "by": by, "on": TODAY, "at": NOW}
        commands.take_statements(made.pk, given, **common)
    return f"/children/{child_id}/plan/draft/{made.pk}/"


def to_be_drafted(child_id: int, world: World, by: Asker) -> None:
    """Take the child's case to where the draft is written; her mother is told at once."""
    child = Child.objects.get(pk=child_id)
    reach_at_once(child)
    links = AdultLink.objects.filter(child=child)
    links.update(may_see_plan="YES")
    adults = Adult.objects.filter(pk__in=links.values("adult_id"))
    adults.update(user=world.users["parent"])
    case = Assessment.objects.get(child=child)
    agreed(case, by, on=TODAY)
    advised(case, by, on=TODAY)
    agreed_to_issue(case, by, on=TODAY)


def test_a_plan_is_written_together_sent_and_corrected(
    seat: Seat, world: World, draft: str
) -> None:
    officer, adviser, manager = seat("officer"), seat("psychologist"), seat("manager")
    places_the_advice(officer, adviser, draft)
    writes_her_part(seat("senco"), draft)
    both_texts_are_kept(officer, adviser, draft)
    on_a_phone(seat("officer"), f"{draft}section/B/", "plan-section-phone")
    goes_out(officer, manager, draft)
    corrects_a_passage(adviser, draft)
    with asking.stated(world.asker("officer")):
        case = Assessment.objects.get(child_id=world.children["amara"])
        assert case.stage == "DRAFT_WITH_FAMILY"


def decide(page: Page, draft: str, number: int, how: str) -> None:
    """Open one statement of the advice and choose what becomes of it."""
    page.goto(f"{draft}advice/")
    page.get_by_role("link", name=re.compile("Decide what becomes of it")).nth(number).click()
    page.get_by_label(how).check()


def places_the_advice(officer: Page, adviser: Page, draft: str) -> None:
    """One statement is the source of a need; the vague one becomes a question, and is answered."""
    officer.goto(draft)
    expect(officer.get_by_text("2 recommendations have no place yet")).to_be_visible()
    assert_sound(officer)
    screenshot(officer, "plan-draft")
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


def writes_her_part(senco: Page, draft: str) -> None:
    """The school writes in its own part, and has no button in another's."""
    write(senco, f"{draft}section/E/E1/", "How we will know", "The teacher's tally, each Friday")
    expect(senco.locator("#E1")).to_contain_text("each Friday")
    senco.goto(f"{draft}section/G/")
    expect(senco.get_by_role("button", name=re.compile("^Add"))).to_have_count(0)


def write(page: Page, address: str, label: str, words: str) -> None:
    """Change one part of a statement and save it."""
    page.goto(address)
    page.get_by_label(whole(label)).fill(words)
    page.get_by_role("button", name="Save", exact=True).click()


def whole(label: str) -> re.Pattern[str]:
    """Return what finds a box by its whole label, whether it must be filled in or not."""
    return re.compile(rf"^\s*{re.escape(label)}( \(optional\))?\s*$")


def both_texts_are_kept(officer: Page, adviser: Page, draft: str) -> None:
    """Both have a need open. She saves first; his save is refused and nothing is lost."""
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


def on_a_phone(page: Page, address: str, name: str) -> None:
    """Look at a page on a small screen."""
    page.set_viewport_size(PHONE)
    page.goto(address)
    assert_sound(page)
    screenshot(page, name)


def goes_out(officer: Page, manager: Page, draft: str) -> None:
    """The manager writes down why it goes on; the draft goes, section I blank."""
    give_reasons(manager, draft, "The therapist settles this with the school next week.")
    issue(officer, draft, "Send the draft")
    expect(officer.get_by_role("heading", name=re.compile("^Draft, 22 November"))).to_be_visible()
    expect(officer.get_by_text("Left blank in a draft")).to_be_visible()
    assert_sound(officer)


def corrects_a_passage(adviser: Page, draft: str) -> None:
    """The adviser corrects one passage made from her advice."""
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
    if not boxes.count():
        return
    for number in range(boxes.count()):
        boxes.nth(number).check()
    page.get_by_label("Reason", exact=True).fill(words)
    page.get_by_role("button", name="Record the reason").click()
    expect(page.get_by_text("Goes on by a manager").first).to_be_visible()


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
