"""A refusal, and what a family can make of it: an agreement, a concession, an order.

Each opens the request again, and leaves the very days that the law's own tables give for regs 42,
44 and 45. The letters' outbox and holds are looked at on the way, on a desk and on a phone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.test import override_settings
from playwright.sync_api import Page, expect
from tests.journeys.cast import STARTED, TODAY, World
from tests.journeys.support import PHONE, assert_sound, screenshot

from goldenthread.access import asking
from goldenthread.access.rules import Asker
from goldenthread.assessment import commands
from goldenthread.assessment.models import Assessment
from goldenthread.assessment.rules import Channel, Requester
from goldenthread.documents.content import Paragraph
from goldenthread.law.limits import time_limit
from goldenthread.letters import commands as letters
from goldenthread.letters.rules import content as contents
from goldenthread.organisations.models import LocalArea
from goldenthread.people.models import Adult, AdultLink, Child
from goldenthread.redress import commands as redress
from goldenthread.redress.commands import Said
from goldenthread.redress.rules import Step
from goldenthread.timeline.models import Clock, Event

Seat = Callable[..., Page]
RECEIVED, REFUSED, ASKED = date(2026, 8, 31), date(2026, 10, 12), date(2026, 10, 19)
BOUND = date(2026, 11, 2)  # the law's own worked example
DATES = {
    "ord-assess-tell": date(2026, 11, 16),
    "ord-assess-noplan": date(2027, 1, 11),
    "ord-assess-plan": date(2027, 2, 8),
}


def moment(day: date) -> datetime:
    return datetime.combine(day, time(10, 0), ZoneInfo("Europe/London"))


def requested(by: Asker, number: int, forename: str) -> Assessment:
    """Make an invented child with a mother told by email, and a request for an assessment."""
    area = LocalArea.objects.get(pk=830)
    child = Child.objects.create(
        area=area,
        local_id=f"D-REDRESS-{number}",
        forename=forename,
        surname="Lindfield",
        birth_date=date(2017, 4, number),
        invented=True,
    )
    mother = Adult.objects.create(
        area=area,
        name=f"{forename}’s mother",
        email=f"mother{number}@example.invalid",
        invented=True,
    )
    AdultLink.objects.create(
        area=area,
        child=child,
        adult=mother,
        relationship="mother",
        parental_responsibility="YES",
        may_see_plan="YES",
        may_see_location="YES",
        gets_notices="YES",
        lives_with="YES",
        contact_preference="EMAIL",
        from_date=STARTED,
    )
    return commands.receive_request(
        child.pk,
        received_date=RECEIVED,
        requester=Requester.PARENT,
        channel=Channel.LETTER,
        by=by,
        at=moment(RECEIVED),
    )


def refused(by: Asker, number: int, forename: str) -> Assessment:
    """Refuse such a request, and have the family appeal."""
    case = requested(by, number, forename)
    commands.refuse_to_assess(
        case.pk,
        decided_on=REFUSED,
        reasons="The school can meet these needs.",
        tests={"has-needs": True, "may-need-plan": False},
        learned="",
        version=case.version,
        by=by,
        at=moment(REFUSED),
    )
    said = Said(on=ASKED)
    where = (case.child_id, notice_of(case), Step.APPEALED)
    redress.record_step(*where, said, version=0, by=by, at=moment(ASKED))
    return case


def notice_of(case: Assessment) -> int:
    return Event.objects.get(kind="notice.sent", child_id=case.child_id).case_id


def fill_day(page: Page, legend: str, day: date) -> None:
    group = page.get_by_role("group", name=re.compile(legend))
    for part in ("day", "month", "year"):
        group.get_by_label(part.capitalize()).fill(str(getattr(day, part)))


def record(page: Page, case: Assessment, link: str, legend: str, day: date) -> None:
    """Record a step: its day, an order where one is asked for, its words; stop at the check."""
    page.goto(f"/children/{case.child_id}/disagreements/")
    page.get_by_role("link", name=link).click()
    fill_day(page, legend, day)
    order = page.get_by_label("Assess the child's needs")
    if order.count():
        order.check()
        page.get_by_label(re.compile("Anything to add|What was agreed")).fill("We will assess.")
    assert_sound(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name=re.compile("Check before you record"))).to_be_visible()
    assert_sound(page)


def running(case: Assessment) -> dict[str, date | None]:
    """Return the days that bind the council in a case, as the clocks have them."""
    with asking.stated(asking.service("test", [case.area_id])):
        rows = Clock.objects.filter(
            case_type="assessment", case_id=case.pk, known_to=None, stopped=None, superseded=None
        )
        return {each.rule: each.due for each in rows}


def test_a_refusal_leads_to_an_agreement_a_concession_or_an_order(seat: Seat, world: World) -> None:
    by = world.asker("officer")
    with asking.stated(by):
        agreeing = requested(by, 1, "Rowan")
        conceding, ordering = refused(by, 2, "Saffron"), refused(by, 3, "Teal")
    page = seat("officer")
    assert {rule: time_limit(rule, BOUND).last_day(BOUND) for rule in DATES} == DATES
    with override_settings(TODAY=REFUSED):
        is_refused_saying_what_is_sent(page, agreeing)
        the_letter_names_both_rights_and_both_days(page, agreeing)
    with override_settings(TODAY=ASKED):
        mediation_is_asked_for(page, agreeing)
    with override_settings(TODAY=BOUND):
        an_agreement_binds_as_an_order_would(page, agreeing)
        a_concession_and_an_order_leave_the_same_days(page, conceding, ordering)
        on_a_phone(seat("manager"), ordering)
        what_was_agreed_is_begun(page, agreeing)
    left = running(agreeing)
    assert "ord-assess-tell" not in left
    assert {rule: left[rule] for rule in list(DATES)[1:]} == dict(list(DATES.items())[1:])


def is_refused_saying_what_is_sent(page: Page, case: Assessment) -> None:
    """Before it is recorded it says what it sends, and which of the family's days begin."""
    page.goto(f"/children/{case.child_id}/assessment/whether-to-assess/")
    page.get_by_label("Do not assess").check()
    fill_day(page, "Day it was decided", REFUSED)
    needs = page.get_by_role("group", name=re.compile("have, or might they have"))
    needs.get_by_label("Yes").check()
    page.get_by_role("group", name=re.compile("Might they need")).get_by_label("No").check()
    page.get_by_label("Reasons for the decision").fill("The school can meet these needs.")
    page.get_by_label("What was learned").fill("A quiet corner and a timetable in pictures.")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Start an appeal: by Saturday 12 December 2026")).to_be_visible()
    expect(page.get_by_text("Contact the mediation adviser: by Saturday")).to_be_visible()
    assert_sound(page)
    page.get_by_role("button", name="Record and send").click()


def the_letter_names_both_rights_and_both_days(page: Page, case: Assessment) -> None:
    page.goto(f"/children/{case.child_id}/letters/")
    page.get_by_role("link", name="We will not assess", exact=True).click()
    expect(page.get_by_text("Appeal to the SEND Tribunal. It is free.")).to_be_visible()
    expect(page.get_by_text("Saturday 12 December 2026").first).to_be_visible()
    assert_sound(page)
    screenshot(page, "letter-refusal", height=1100)


def mediation_is_asked_for(page: Page, case: Assessment) -> None:
    record(page, case, "The family asked for mediation", "On which day", ASKED)
    expect(page.get_by_text("Mediation takes place: by Wednesday 18 November")).to_be_visible()
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Mediation to be held")).to_be_visible()
    assert_sound(page)
    screenshot(page, "disagreement", height=1100)


def an_agreement_binds_as_an_order_would(page: Page, case: Assessment) -> None:
    record(page, case, "Agreed at mediation, on what", "Day of the agreement", BOUND)
    expect(page.get_by_text("family told: by Monday 16 November 2026")).to_be_visible()
    screenshot(page, "disagreement-check", height=1100)
    page.get_by_role("button", name="Record and send").click()
    expect(page.get_by_text("Ordered to assess: final plan")).to_be_visible()
    assert_sound(page)
    assert running(case) == DATES


def a_concession_and_an_order_leave_the_same_days(
    page: Page, conceding: Assessment, ordering: Assessment
) -> None:
    record(page, conceding, "The council gave way", "Day we told the Tribunal", BOUND)
    page.get_by_role("button", name="Record and send").click()
    record(page, ordering, "The Tribunal made an order", "Day of the order", BOUND)
    page.get_by_role("button", name="Record and send").click()
    for case in (conceding, ordering):
        assert running(case) == DATES, case.pk


def on_a_phone(phone: Page, case: Assessment) -> None:
    phone.set_viewport_size(PHONE)
    phone.goto(f"/children/{case.child_id}/disagreements/")
    expect(phone.get_by_text("The Tribunal made an order")).to_be_visible()
    assert_sound(phone)
    screenshot(phone, "disagreement-phone", height=1300)


def what_was_agreed_is_begun(page: Page, case: Assessment) -> None:
    """The family is told in time, and the longer days run on."""
    page.goto(f"/children/{case.child_id}/assessment/begin-ordered/")
    page.get_by_role("button", name="Continue").click()
    assert_sound(page)
    page.get_by_role("button", name="Record and send").click()
    expect(page.get_by_role("heading", name="Assessing", exact=True)).to_be_visible()


def held_letter(by: Asker, one: Assessment, other: Assessment) -> None:
    """Write about one child a letter that names another: a scan holds it."""
    born = other.child.birth_date
    said = f"{other.child.forename} {other.child.surname}, born {born:%d/%m/%Y}, was there too."
    letters.send(
        kind="message",
        child=one.child,
        case=letters.CaseRef(type="assessment", id=one.pk),
        content=contents.of("About the visit", Paragraph(words=said)),
        key=f"journey/{one.pk}",
        decided_date=TODAY,
        by=by,
        at=moment(TODAY),
    )


def test_what_waits_what_is_held_and_who_holds_how_much(seat: Seat, world: World) -> None:
    by = world.asker("officer")
    with asking.stated(by):
        one, other = requested(by, 4, "Umber"), requested(by, 5, "Violet")
        held_letter(by, one, other)
    manager = seat("manager")

    # The outbox says what waits and why; what a scan held waits for a second person.
    manager.goto("/letters/")
    expect(manager.get_by_role("heading", level=1)).to_be_visible()
    assert_sound(manager)
    screenshot(manager, "letters-outbox", height=1000)
    manager.goto("/letters/holds/")
    expect(manager.get_by_text("another child").first).to_be_visible()
    assert_sound(manager)
    screenshot(manager, "letters-holds")
    manager.locator("main a[href*='/letters/holds/']").first.click()
    assert_sound(manager)
    screenshot(manager, "letters-hold", height=1000)

    # Who holds how much, who is away, and moving cases.
    manager.goto("/team/")
    expect(manager.get_by_role("heading", name="The team’s work")).to_be_visible()
    assert_sound(manager)
    screenshot(manager, "team-work")
    manager.get_by_role("link", name="Priya Nair").first.click()
    expect(manager.get_by_role("heading", name="Cases: Priya Nair")).to_be_visible()
    assert_sound(manager)
    manager.get_by_role("button", name="Move the cases").click()
    expect(manager.get_by_text("Select at least one case.").first).to_be_visible()
    assert_sound(manager)

    phone = seat("manager")
    phone.set_viewport_size(PHONE)
    for path, name in (
        ("/letters/", "letters-outbox-phone"),
        ("/letters/holds/", ""),
        ("/team/", "team-work-phone"),
        ("/team/nobody/", ""),
    ):
        phone.goto(path)
        assert_sound(phone)
        if name:
            screenshot(phone, name, height=1200)
