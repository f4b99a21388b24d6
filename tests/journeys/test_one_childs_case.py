"""One child, from a parent's phone to the plan: every page that matters, every date of the law.

The law's own worked example: received Monday 5 January 2026, so six weeks end on 16 February,
sixteen on 27 April and twenty on 25 May, a bank holiday that moves nothing. What repeats is done
through the commands; what somebody must find and understand is done in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect
from tests.journeys import cast
from tests.journeys.cast import World
from tests.journeys.support import (
    DESK,
    PHONE,
    assert_no_sideways_scroll,
    assert_sound,
    screenshot,
)

from goldenthread.access import asking, queries
from goldenthread.access.commands import tie
from goldenthread.access.models import Post, User
from goldenthread.access.rules import Asker, Permission, Role, TieKind
from goldenthread.assessment import commands
from goldenthread.assessment.commands import advice
from goldenthread.assessment.models import Assessment, Request
from goldenthread.assessment.rules.advice import FamilyAnswer, Offer, Statement, StatementKind
from goldenthread.files.models import StoredFile
from goldenthread.law.clocks import Event as LawEvent
from goldenthread.law.clocks import limits_for, read_clocks
from goldenthread.letters.models import LetterCopy
from goldenthread.people.models import Child
from goldenthread.people.queries import state_of
from goldenthread.placements.commands.consulting import answer, consult
from goldenthread.placements.models import Consultation, Placement
from goldenthread.placements.rules.consulting import Answer, AskedBy, Reply
from goldenthread.timeline.models import Clock
from goldenthread.timeline.queries import events_of_case

ASKED, MATCHED = date(2026, 1, 5), date(2026, 1, 6)
PANEL = date(2026, 2, 10)
ADVISED, MISSED, CAME = date(2026, 3, 20), date(2026, 3, 25), date(2026, 4, 1)
AGREED, DRAFTED, SERVED = date(2026, 4, 7), date(2026, 4, 20), date(2026, 4, 22)
CONSULTED, ANSWERED = date(2026, 4, 23), date(2026, 4, 30)
SAID, FINISHED = date(2026, 5, 5), date(2026, 5, 21)

# By rule and whom it is about: started, due, stopped. Written from the law by hand.
EXPECTED = {
    ("ena-decide", ""): (ASKED, date(2026, 2, 16), PANEL),
    ("ena-advice-council", "educational-psychology"): (PANEL, date(2026, 3, 24), ADVISED),
    ("ena-advice-due", "health"): (PANEL, date(2026, 3, 24), CAME),
    ("ena-advice-council", "social-care"): (PANEL, date(2026, 3, 24), ADVISED),
    ("ena-advice-others", "education"): (PANEL, date(2026, 3, 24), ADVISED),
    ("plan-consult", "990001"): (CONSULTED, date(2026, 5, 8), ANSWERED),
    ("plan-consult", "990002"): (CONSULTED, date(2026, 5, 8), ANSWERED),
    ("plan-draft", ""): (ASKED, date(2026, 4, 27), SERVED),
    ("plan-draft-15d", ""): (SERVED, date(2026, 5, 6), SAID),
    ("plan-final", ""): (ASKED, date(2026, 5, 25), FINISHED),
}


def moment(day: date) -> datetime:
    return datetime.combine(day, time(10, 0), ZoneInfo("Europe/London"))


@contextmanager
def on(day: date) -> Iterator[None]:
    """Let the site, and what is done beside it, stand on one day."""
    with override_settings(TODAY=day):
        yield


def doing(world: World, who: str, day: date, work: Callable[..., Any]) -> Any:
    """Do something as one of them on a day, in a transaction of their own."""
    by: Asker = queries.asker(world.users[who], moment(day))
    with on(day), asking.stated(by):
        return work(by=by, at=moment(day))


def on_a_phone(page: Page, name: str = "") -> None:
    """Look at a page of the desk on a small phone too, with all that is typed in it."""
    page.set_viewport_size(PHONE)
    assert_no_sideways_scroll(page)
    if name:
        screenshot(page, name, 1200)
    page.set_viewport_size(DESK)


@pytest.fixture(scope="module")
def people(world: World) -> World:
    """The cast, with a nurse, a social worker and a second school that has its own SENCO."""
    county = world.bodies["county"]
    with asking.stated(asking.service("journeys", [cast.DERBYSHIRE])):
        trust = cast._body("TRUST", "Invented Community Health Trust", *county.areas.all())
        special = cast._body(
            "SETTING", "Thornfield Invented School", *county.areas.all(),
            setting=world.settings["special"],
        )  # fmt: skip
        for key, name, role, where in (
            ("nurse", "Grace Adeyemi", Role.HEALTH_ADVISER, trust),
            ("worker", "Tomasz Nowak", Role.SOCIAL_WORKER, county),
            ("special_senco", "Ines Duarte", Role.SENCO, special),
        ):
            user = User.objects.create_user(
                email=f"{key}@example.invalid", name=name, invented=True
            )
            world.users[key] = user
            world.posts[key] = Post.objects.create(
                user=user, organisation=where, role=role, from_date=cast.STARTED
            )
    return world


def test_one_child_from_a_phone_to_the_plan(seat: Callable[..., Page], people: World) -> None:
    world = people
    number = asks_from_a_phone(seat, world)
    desk = seat("officer")
    case = is_matched(desk, world, number)
    goes_before_a_panel(desk, world, case)
    four_advise(seat, world, case)
    a_lawful_exception(seat, world, case)
    is_drafted_and_two_settings_answer(seat, world, case)
    is_issued(desk, world, case)
    leaves_exactly_the_clocks_of_the_law(world, case)


# The way in -------------------------------------------------------------------------------------


def asks_from_a_phone(seat: Callable[..., Page], world: World) -> int:
    """A mother asks, with no account, on a small phone."""
    phone = seat("visitor")
    phone.set_viewport_size(PHONE)
    with on(ASKED):
        phone.goto("/ask/")
        assert_sound(phone)
        screenshot(phone, "ask-phone", 1400)
        phone.get_by_label("My child").check()
        phone.get_by_label("Derbyshire").check()
        phone.get_by_role("button", name="Go on").click()
        # A forgotten name is asked for again; the rest stands.
        phone.get_by_label("Child's first name").fill("Nia")
        phone.get_by_label("Day", exact=True).fill("3")
        phone.get_by_label("Month", exact=True).fill("5")
        phone.get_by_label("Year", exact=True).fill("2018")
        phone.get_by_role("button", name="Go on").click()
        expect(phone.get_by_role("alert")).to_contain_text("Write the last name")
        expect(phone.get_by_label("Child's first name")).to_have_value("Nia")
        assert_sound(phone)
        phone.get_by_label("Child's last name").fill("Tregarth")
        phone.get_by_label("School or nursery").fill("Quarndale Invented Primary School")
        phone.get_by_role("button", name="Go on").click()
        phone.get_by_label("What is hard? What would help?").fill("She hides when it is loud.")
        assert_sound(phone)
        phone.get_by_role("button", name="Go on").click()
        phone.get_by_label("Your name").fill("Morwenna Tregarth")
        phone.get_by_label("What are you to the child?").fill("mother")
        phone.get_by_label("Your address").fill("8 Invented Row, Quarndale")
        phone.get_by_label("Postcode").fill("DE56 2VK")
        phone.get_by_label("No", exact=True).check()
        assert_sound(phone)
        phone.get_by_role("button", name="Go on").click()
        expect(phone.get_by_role("heading", level=1)).to_have_text("Check what you wrote")
        assert_sound(phone)
        phone.get_by_role("button", name="Send").click()
        expect(phone.get_by_role("heading", level=1)).to_have_text("We have it")
        main = phone.locator("main")
        for day in ("Monday 5 January 2026", "Monday 16 February 2026", "Monday 25 May 2026"):
            expect(main).to_contain_text(day)
        assert_sound(phone)
        screenshot(phone, "asked-phone", 1500)
    found = re.search(r"R(\d+)", main.inner_text())
    assert found
    return int(found[1])


def is_matched(desk: Page, world: World, number: int) -> Assessment:
    """An officer sees that no record is hers, opens one, and the notices follow by themselves."""
    with on(MATCHED):
        desk.goto("/requests/")
        expect(desk.locator("main")).to_contain_text("16 February 2026")
        assert_sound(desk)
        screenshot(desk, "requests")
        on_a_phone(desk)
        desk.get_by_role("link", name="Nia Tregarth").click()
        assert_sound(desk)
        desk.get_by_label("None of these: open a new record").check()
        desk.locator("#id_responsibility").check()
        desk.get_by_label("What shows it, if yes").fill("birth certificate")
        screenshot(desk, "request-match", 1500)
        on_a_phone(desk)
        desk.get_by_role("button", name="Continue").click()
        # What would happen is shown first: who is told, which clocks start.
        main = desk.locator("main")
        expect(main).to_contain_text("Morwenna Tregarth: We have your request")
        expect(main).to_contain_text("Decision whether to assess: by Monday 16 February 2026")
        assert_sound(desk)
        screenshot(desk, "request-check", 1300)
        desk.get_by_role("button", name="Record and send").click()
        expect(main).to_contain_text("Request received")
        expect(main).to_contain_text("Waiting on the council")
        assert_sound(desk)

    def found(**_: Any) -> Assessment:
        case = Request.objects.select_related("assessment").get(pk=number).assessment
        assert case is not None
        return case

    case: Assessment = doing(world, "officer", MATCHED, found)
    doing(world, "officer", MATCHED, lambda by, at: _goes_to_school(world, case, by))
    return case


def _goes_to_school(world: World, case: Assessment, by: Asker) -> None:
    child = Child.objects.get(pk=case.child_id)
    tie(
        child=state_of(child, MATCHED), kind=TieKind.SCHOOL_PLACE, holder=world.bodies["school"],
        from_date=MATCHED, by=by,
    )  # fmt: skip
    Placement.objects.create(
        area_id=case.area_id, child=child, setting=world.settings["school"], entry_date=ASKED
    )


# The way through --------------------------------------------------------------------------------


def goes_before_a_panel(desk: Page, world: World, case: Assessment) -> None:
    """A panel is set, the case put before it, the decision recorded from its agenda."""
    with on(MATCHED):
        desk.goto("/panels/")
        assert_sound(desk)
        desk.get_by_label("Day", exact=True).fill("10")
        desk.get_by_label("Month", exact=True).fill("2")
        desk.get_by_label("Year", exact=True).fill("2026")
        desk.get_by_label("Name of the panel").fill("Amber Valley panel")
        desk.get_by_role("button", name="Set the meeting").click()
        expect(desk.locator("main")).to_contain_text("No case is before this panel.")
        panel = desk.url
        desk.goto(f"/children/{case.child_id}/assessment/")
        desk.get_by_role("link", name="Put the case before a panel").click()
        desk.get_by_label("Amber Valley panel").check()
        desk.get_by_label("What you propose").fill("Assess: two terms of help did not suffice.")
        assert_sound(desk)
        desk.get_by_role("button", name="Put it before the panel").click()
    with on(PANEL):
        desk.goto(panel)
        expect(desk.locator("main")).to_contain_text("Due 16 February 2026")
        assert_sound(desk)
        screenshot(desk, "panel")
        on_a_phone(desk, "panel-phone")
        desk.get_by_role("link", name="Record the decision").click()
        desk.get_by_label("Assess", exact=True).check()
        for place in (0, 1):
            desk.locator('input[name^="test-"][value="yes"]').nth(place).check()
        desk.get_by_label("Day", exact=True).fill("10")
        desk.get_by_label("Month", exact=True).fill("2")
        desk.get_by_label("Year", exact=True).fill("2026")
        desk.get_by_label("Reasons for the decision").fill("She may need more than a school gives.")
        desk.get_by_role("button", name="Continue").click()
        expect(desk.locator("main")).to_contain_text("Morwenna Tregarth: We will assess")
        assert_sound(desk)
        desk.get_by_role("button", name="Record and send").click()
        expect(desk.locator("main")).to_contain_text("Assessing")
        desk.goto(panel)
        expect(desk.locator("main")).to_contain_text("Agreed")
        desk.get_by_label("Who sat").fill("A. Chair, head teacher\nB. Member, DCO")
        desk.get_by_role("button", name="Close and keep the minutes").click()
        expect(desk.locator("main")).to_contain_text("B. Member, DCO")
        assert_sound(desk)


def four_advise(seat: Callable[..., Page], world: World, case: Assessment) -> None:
    """Everybody the law names is asked; three answer in time, one of them on a phone."""

    def ask(by: Asker, at: datetime) -> dict[str, int]:
        asked = {each.adviser: each for each in advice.ask_advisers(case.pk, by=by, at=at)}
        for adviser, who in (
            ("educational-psychology", "psychologist"),
            ("health", "nurse"),
            ("social-care", "worker"),
        ):
            advice.hand_out(
                asked[adviser].pk, to_post=world.posts[who].pk, by=by, at=at,
                to=Permission.ADVICE_ASK,
            )  # fmt: skip
        return {adviser: each.pk for adviser, each in asked.items()}

    asked = doing(world, "officer", PANEL, ask)
    world.children |= {f"asked-{adviser}": pk for adviser, pk in asked.items()}
    phone = seat("psychologist")
    phone.set_viewport_size(PHONE)
    with on(ADVISED):
        phone.goto(f"/advice/{asked['educational-psychology']}/")
        assert_sound(phone)
        phone.get_by_role("link", name="Add a need").click()
        phone.get_by_label("Need", exact=True).fill("Cannot follow a lesson when it is loud.")
        phone.get_by_label("Sensory and physical").check()
        phone.get_by_label("What this means for everyday life").fill("She leaves the room.")
        phone.get_by_role("button", name="Save this").click()
        phone.get_by_role("button", name="Give this advice").click()
        expect(phone.locator("main")).to_contain_text("Answered")
    for who, adviser in (("senco", "education"), ("worker", "social-care")):
        advises(world, who, asked[adviser], ADVISED, care=who == "worker")


def advises(world: World, who: str, request: int, day: date, *, care: bool = False) -> None:
    def give(by: Asker, at: datetime) -> None:
        if care:
            advice.record_social_care(
                request, offer=Offer.OFFERED, offered_date=day, offered_by="The early help team",
                answer=FamilyAnswer.DECLINED, answered_date=day, by=by, at=at,
            )  # fmt: skip
        said = Statement(kind=StatementKind.STRENGTH, words="She draws what she has seen.")
        advice.write_statement(request, said=said, by=by, at=at)
        advice.give_advice(request, by=by, at=at)

    doing(world, who, day, give)


def a_lawful_exception(seat: Callable[..., Page], world: World, case: Assessment) -> None:
    """Nia missed her appointment; a manager records it beside the date, and no date moves."""
    desk = seat("manager")
    with on(MISSED):
        desk.goto(f"/children/{case.child_id}/assessment/")
        expect(desk.locator("main")).to_contain_text("No advice yet from")
        desk.get_by_role("link", name="Record a lawful reason for lateness").click()
        expect(desk.locator("main")).to_contain_text("A shortage of psychologists")
        desk.locator('input[name="rule"][value="ena-advice-due|health"]').check()
        desk.locator('input[name="ground"][value="ex-missed-appt"]').check()
        for name, day in (("from_date", date(2026, 3, 19)), ("target_date", CAME)):
            for part in ("day", "month", "year"):
                desk.locator(f'input[name="{name}-{part}"]').fill(str(getattr(day, part)))
        desk.get_by_label("How it made the date impractical").fill("Nia was ill that morning.")
        desk.get_by_label("What shows that it is so").fill("Her mother rang the clinic.")
        assert_sound(desk)
        desk.get_by_role("button", name="Continue").click()
        expect(desk.locator("main")).to_contain_text("Morwenna Tregarth")
        desk.get_by_role("button", name="Record and send").click()
        expect(desk.locator("main")).to_contain_text("Nia was ill that morning.")
        expect(desk.locator("main")).to_contain_text("Lawful reason checked again")
        assert_sound(desk)
        screenshot(desk, "case-exception", 1500)
    advises(world, "nurse", world.children["asked-health"], CAME)


def is_drafted_and_two_settings_answer(
    seat: Callable[..., Page], world: World, case: Assessment
) -> None:
    """A plan is agreed and drafted, the family speaks, one school refuses and one says yes."""

    def version() -> int:
        return Assessment.objects.get(pk=case.pk).version

    doing(world, "officer", AGREED, lambda by, at: commands.agree_to_issue(
        case.pk, decided_on=AGREED, reasons="A school cannot give this without a plan.",
        tests={"needs-plan": True}, version=version(), by=by, at=at,
    ))  # fmt: skip
    paper = doing(world, "officer", AGREED, lambda by, at: StoredFile.objects.create(
        area_id=case.area_id, child_id=case.child_id, place=f"journey/{case.pk}", name="plan.pdf",
        kind="PDF", size=1200, sha256="0" * 64, sent_sha256="0" * 64, state="CLEAN",
        uploaded_at=at, scanned_at=at, invented=True,
    ))  # fmt: skip
    doing(world, "officer", DRAFTED, lambda by, at: commands.send_draft(
        case.pk, paper=commands.PlanPaper(file_id=paper.pk, needs=["ASD"]), version=version(),
        by=by, at=at,
    ))  # fmt: skip
    doing(world, "officer", SERVED, lambda by, at: commands.record_served(
        case.pk, served=SERVED, by=by, at=at
    ))  # fmt: skip
    doing(world, "officer", CONSULTED, lambda by, at: commands.start_consultation(
        case.pk, version=version(), by=by, at=at
    ))  # fmt: skip
    for key in ("school", "special"):
        doing(world, "officer", CONSULTED, lambda by, at, key=key: consult(
            child_id=case.child_id, case_type="assessment", case_id=case.pk,
            setting_id=world.settings[key].pk, asked_by=AskedBy.FAMILY,
            sections=(
                {"title": "Name", "words": "Nia Tregarth"},
                {"title": "About the child", "words": "Draws, and explains what she drew."},
                {"title": "Needs and provision", "words": "A quiet place; short instructions."},
            ),
            by=by, at=at,
        ))  # fmt: skip
    school = seat("senco")
    with on(ANSWERED):
        school.goto("/consultations/")
        school.get_by_role("link", name="Nia Tregarth").click()
        expect(school.locator("main")).to_contain_text("Draws, and explains")
        assert_sound(school)
        school.get_by_label("No", exact=True).check()
        school.get_by_label("efficient education for others").check()
        school.get_by_label("If no, the facts behind the ground").fill(
            "The one quiet room is used all day by four children who share two adults."
        )
        school.get_by_role("button", name="Send the answer").click()
        expect(school.locator("main")).to_contain_text("The one quiet room")

    def says_yes(by: Asker, at: datetime) -> None:
        row = Consultation.objects.get(
            case_id=case.pk, setting=world.settings["special"], case_type="assessment"
        )
        answer(row.pk, reply=Reply(answer=Answer.YES, needed="Nothing more."), by=by, at=at)

    doing(world, "special_senco", ANSWERED, says_yes)
    doing(world, "officer", SAID, lambda by, at: commands.family_commented(
        case.pk, said_on=SAID, by=by, at=at
    ))  # fmt: skip
    doing(world, "officer", SAID, lambda by, at: commands.finalise(
        case.pk, version=version(), by=by, at=at
    ))  # fmt: skip


def is_issued(desk: Page, world: World, case: Assessment) -> None:
    """The plan names a school and says why; its notice carries the family's last days."""
    with on(FINISHED):
        desk.goto(f"/children/{case.child_id}/assessment/")
        expect(desk.locator("main")).not_to_contain_text("Lawful reason checked again")
        assert_sound(desk)
        desk.get_by_role("button", name="Issue", exact=True).click()
        desk.get_by_label("plan.pdf").check()
        desk.get_by_label("Main need").select_option("ASD")
        desk.get_by_label("School or setting it names").fill("990002")
        desk.get_by_label("Why this setting was named").fill("The family asked; it can meet need.")
        desk.get_by_role("button", name="Continue").click()
        main = desk.locator("main")
        expect(main).to_contain_text("Morwenna Tregarth")
        assert_sound(desk)
        # Each is told by name, the school that the plan names as well as the one she is at.
        expect(main).to_contain_text("Thornfield Invented School: For your information")
        expect(main).to_contain_text("Quarndale Invented Primary School: For your information")
        screenshot(desk, "issue-check", 1500)
        desk.get_by_role("button", name="Record and send").click()
        expect(main).to_contain_text("Plan issued")
        assert_sound(desk)
        desk.goto(f"/children/{case.child_id}/letters/")
        desk.get_by_role("link", name=re.compile("final plan|your plan", re.I)).first.click()
        assert_sound(desk)
        shown = desk.locator("main").inner_text()

    def printed(**_: Any) -> set[date]:
        rows = Clock.objects.filter(
            child_id=case.child_id, case_type="appeal", known_to__isnull=True, due__isnull=False
        )
        return {row.due for row in rows if row.due}

    days = doing(world, "officer", FINISHED, printed)
    assert days
    for day in days:
        assert f"{day.day} {day:%B} {day.year}" in shown

    def told(**_: Any) -> set[str]:
        copies = LetterCopy.objects.filter(child_id=case.child_id, letter__case_id=case.pk)
        return set(copies.filter(name="Morwenna Tregarth").values_list("letter__kind", flat=True))

    assert doing(world, "officer", FINISHED, told) == {
        "request-received", "will-assess", "lawful-exception", "will-issue", "draft-plan",
        "final-plan",
    }  # fmt: skip


def leaves_exactly_the_clocks_of_the_law(world: World, case: Assessment) -> None:
    """What stands in the database is what the law reads of the events, and what we read of it."""

    def rows(by: Asker, at: datetime) -> tuple[list[Clock], tuple[LawEvent, ...]]:
        kept = Clock.objects.filter(
            area_id=case.area_id, case_type="assessment", case_id=case.pk, known_to__isnull=True
        )
        events = events_of_case(case.area_id, "assessment", case.pk)
        law = tuple(
            LawEvent(key=each.key, kind=each.kind, on=each.on, facts=each.facts) for each in events
        )
        return list(kept), law

    kept, events = doing(world, "officer", FINISHED, rows)
    stands = {
        (row.rule, row.about, row.started): (row.due, row.stopped, row.superseded) for row in kept
    }
    read = {
        (each.rule, each.about, each.started): (each.due, each.stopped, each.superseded)
        for each in read_clocks(limits_for("assessment"), events)
    }
    assert stands == read
    ours = {(row.rule, row.about): (row.started, row.due, row.stopped) for row in kept}
    assert {key: ours.get(key) for key in EXPECTED} == EXPECTED
    excused = {row.about: row.lawful_reason for row in kept if row.rule.startswith("ena-advice-")}
    assert excused["health"] == "ex-missed-appt"
    assert not any(reason for about, reason in excused.items() if about != "health")
