"""A psychologist gives advice on a phone; a school refuses a place and says on which ground."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect
from tests.journeys.cast import NOW, World
from tests.journeys.support import assert_sound, screenshot

from goldenthread.access import asking
from goldenthread.access.rules import Permission
from goldenthread.assessment.commands import advice
from goldenthread.assessment.models import AdviceRequest, Assessment
from goldenthread.law.events import EventKind as K
from goldenthread.placements.commands.consulting import consult
from goldenthread.placements.rules.consulting import AskedBy
from goldenthread.timeline.commands import record

PHONE = {"width": 320, "height": 700}
SAID = "Finds it hard to follow spoken instructions with more than one step."
MEANS = "Is left behind when the class is told what to do."
FACTS = "The one room that is quiet is used all day by four children who share two adults."


def being_assessed(world: World) -> AdviceRequest:
    """Agree to assess Amara, ask everybody, hand psychology out, and consult her school."""
    child_id = world.children["amara"]
    with asking.stated(world.asker("officer")):
        by = world.asker("officer")
        case = Assessment.objects.get(child_id=child_id)
        Assessment.objects.filter(pk=case.pk).update(
            stage="ASSESSING", decided_date=date(2026, 11, 16)
        )
        record(
            K.ASSESSMENT_AGREED, area_id=case.area_id, child_id=child_id,
            case_type="assessment", case_id=case.pk, on=date(2026, 11, 16), by=by, at=NOW,
        )  # fmt: skip
        asked = {each.adviser: each for each in advice.ask_advisers(case.pk, by=by, at=NOW)}
        request = asked["educational-psychology"]
        advice.hand_out(
            request.pk, to_post=world.posts["psychologist"].pk, by=by, at=NOW,
            to=Permission.ADVICE_ASK,
        )  # fmt: skip
        consult(
            child_id=child_id, case_type="assessment", case_id=case.pk,
            setting_id=world.settings["school"].pk, asked_by=AskedBy.FAMILY,
            sections=(
                {"title": "Name", "words": "Amara Okafor"},
                {"title": "About the child", "words": "Builds, draws, and explains what she made."},
                {"title": "Needs and provision", "words": "Short instructions; a quiet place."},
            ),
            by=by, at=NOW,
        )  # fmt: skip
    return request


def test_advice_on_a_phone_and_a_refusal_with_its_ground(
    seat: Callable[..., Page], world: World
) -> None:
    request = being_assessed(world)

    # On a phone: her list, the request, one need and what it means for everyday life.
    phone = seat("psychologist")
    phone.set_viewport_size(PHONE)
    phone.goto("/advice/")
    assert_sound(phone)
    screenshot(phone, "advice-worklist-phone")
    phone.get_by_role("link", name="Amara Okafor").click()
    assert_sound(phone)
    phone.get_by_role("link", name="Add a need").click()
    phone.get_by_label("Need", exact=True).fill(SAID)
    phone.get_by_role("button", name="Save this").click()
    # Half a statement is refused with what to do, and what she typed is still there.
    expect(phone.get_by_role("alert")).to_contain_text("Select the area of need")
    expect(phone.get_by_label("Need", exact=True)).to_have_value(SAID)
    assert_sound(phone)
    screenshot(phone, "advice-statement-phone")
    phone.get_by_label("Communication and interaction").check()
    phone.get_by_label("What this means for everyday life").fill(MEANS)
    phone.get_by_role("button", name="Save this").click()
    expect(phone.locator(".gt-statement")).to_contain_text(MEANS)
    screenshot(phone, "advice-answer-phone", 1400)
    phone.get_by_role("button", name="Give this advice").click()
    expect(phone.locator("main")).to_contain_text("Answered")
    expect(phone.get_by_role("button", name="Give this advice")).to_have_count(0)
    with asking.stated(world.asker("officer")):
        assert AdviceRequest.objects.get(pk=request.pk).state == "ANSWERED"

    # The school sees its copy, and refuses on a ground the law knows.
    school = seat("senco")
    school.goto("/consultations/")
    assert_sound(school)
    school.get_by_role("link", name="Amara Okafor").click()
    expect(school.locator("main")).to_contain_text("Builds, draws")
    school.get_by_label("No", exact=True).check()
    school.get_by_role("button", name="Send the answer").click()
    expect(school.get_by_role("alert")).to_contain_text("Being full is not a ground by itself")
    assert_sound(school)
    screenshot(school, "consultation-desk")
    school.get_by_label("efficient education for others").check()
    school.get_by_label("If no, the facts behind the ground").fill(FACTS)
    school.get_by_role("button", name="Send the answer").click()
    expect(school.locator("main")).to_contain_text(FACTS)
    assert_sound(school)

    # The officer reads both.
    desk = seat("officer")
    desk.goto(f"/children/{world.children['amara']}/consultations/")
    expect(desk.locator("main")).to_contain_text(FACTS)
    assert_sound(desk)
    desk.goto(f"/children/{world.children['amara']}/advice/")
    expect(desk.locator("main")).to_contain_text("Psychological advice")
    assert_sound(desk)
    screenshot(desk, "advice-child-desk")
    desk.goto("/advice/remind/")
    assert_sound(desk)
    desk.goto("/forecast/derbyshire/")
    assert_sound(desk)
    desk.goto("/forecast/derbyshire/days-lost/")
    assert_sound(desk)
    desk.goto("/forecast/derbyshire/before-school/")
    assert_sound(desk)
