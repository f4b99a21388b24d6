"""Nobody unanswered, whole: mail from a stranger, a call nobody returned, a parent's answer.

Every list of messages is looked at in each of its states, at a desk and on a small phone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect
from tests.journeys.cast import DERBYSHIRE, NOW, TODAY, World
from tests.journeys.support import (
    DESK,
    PHONE,
    assert_no_sideways_scroll,
    assert_sound,
    screenshot,
)

from goldenthread.access import asking
from goldenthread.contact import commands, tasks
from goldenthread.contact.rules.mail import read_mail
from goldenthread.people.models import Adult

Seat = Callable[..., Page]
TRUSTED = "mx.council.example"
LISTS = {
    "mine": "Nothing waits for your answer.",
    "all": "Nobody waits for an answer.",
    "urgent": "Every family that said it is struggling has been taken on.",
    "unmatched": "Every message is matched to a child.",
    "answered": "Nothing has been answered yet.",
}


def arrives(sender: str, subject: str, words: str, number: int = 1) -> None:
    """Let an email come in, as the mailbox gives it; nothing proves who sent it."""
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = sender, subject, f"<{number}@{sender}>"
    mail.set_content(words)
    by = asking.service("contact", [DERBYSHIRE])
    with asking.stated(by):
        read = read_mail(mail.as_bytes(), trusted=TRUSTED)
        commands.receive_mail(read, area_id=DERBYSHIRE, by=by, at=NOW)


def both_sizes(page: Page) -> None:
    """Look at a page as it stands, at a desk and on a small phone."""
    assert_no_sideways_scroll(page)
    page.set_viewport_size(PHONE)
    assert_sound(page)
    page.set_viewport_size(DESK)


def listed(page: Page, show: str) -> None:
    page.goto(f"/messages/?show={show}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Messages")


@pytest.fixture
def mum(world: World) -> World:
    """The parent's account stands behind her link, so that she may speak."""
    with asking.stated(asking.service("journeys", [DERBYSHIRE])):
        Adult.objects.filter(name="Ngozi Okafor").update(user=world.users["parent"])
    return world


def test_nobody_is_left_unanswered(seat: Seat, mum: World) -> None:
    officer, manager, parent = seat("officer"), seat("manager"), seat("parent")
    child = mum.children["amara"]
    every_list_says_that_it_is_empty(officer)
    a_strangers_email_is_matched_by_a_person(officer, mum)
    a_text_comes_over_http(officer)
    message = she_says_they_are_struggling(parent, child)
    they_are_taken_on_by_name(officer)
    call = a_call_is_written_down_by_keyboard(officer, child)
    # Nobody answers any of them, and the promised day goes by.
    with override_settings(TODAY=TODAY + timedelta(days=9)):
        tasks.keep_owners.func(0)
        tasks.check_silence.func(0)
        late_and_raised(officer, manager, parent, message, call)
        it_is_answered_where_she_wrote(manager, parent, message, call)
        answered_pages(officer)
    with override_settings(TODAY=TODAY + timedelta(days=120)):
        whoever_hears_nothing_is_found_at_night(officer)


def every_list_says_that_it_is_empty(officer: Page) -> None:
    """Before anything has come: every list says so, and so do the pages beside it."""
    for show, words in LISTS.items():
        listed(officer, show)
        expect(officer.get_by_text(words)).to_be_visible()
    both_sizes(officer)
    officer.goto("/messages/answering/")
    expect(officer.get_by_text("No message has come yet.")).to_be_visible()
    both_sizes(officer)


def a_strangers_email_is_matched_by_a_person(officer: Page, world: World) -> None:
    """An email from an address nobody knows waits for a person to say whose it is."""
    arrives("gran@example.invalid", "About Amara", "She did not sleep again. Who can help us?")
    listed(officer, "unmatched")
    both_sizes(officer)
    officer.locator("tbody").get_by_role("link").first.click()
    expect(officer.get_by_text("Nothing proves that this address wrote it.")).to_be_visible()
    number = officer.get_by_label("The council's own number for the child")
    number.fill("no such number")
    officer.get_by_role("button", name="Match it").click()
    expect(officer.get_by_text("No child here has that number.").first).to_be_visible()
    both_sizes(officer)
    number.fill(_number(world))
    officer.get_by_role("button", name="Match it").click()
    expect(officer.locator(".govuk-summary-list")).to_contain_text("Amara Okafor")


def a_text_comes_over_http(officer: Page) -> None:
    """A text is posted to our door as Notify posts it: kept once, and only with the token."""
    said = {
        "id": "invented-1",
        "source_number": "447700900199",
        "message": "Ring me please 🙏",
        "destination_number": "447700900999",
        "date_received": "2026-11-22T08:00:00.000000Z",
    }
    with override_settings(TEXT_TOKENS={DERBYSHIRE: "an-invented-token-of-derbyshire"}):
        answers = [
            officer.request.post(
                "/inbound/texts/", data=said, headers={"Authorization": f"Bearer {token}"}
            ).status
            for token in ("wrong", *["an-invented-token-of-derbyshire"] * 2)
        ]
    assert answers == [401, 200, 200]
    listed(officer, "unmatched")
    expect(officer.locator("tbody tr")).to_have_count(1)
    expect(officer.locator("tbody")).to_contain_text("Text message")


def she_says_they_are_struggling(parent: Page, child: int) -> str:
    """Her mother says so on a phone, and is told who answers and by when."""
    parent.set_viewport_size(PHONE)
    parent.goto(f"/my/{child}/messages/")
    parent.get_by_role("link", name="Write to us").click()
    parent.get_by_label("We are struggling and need help now").check()
    parent.get_by_role("textbox", name="Your message").fill(
        "She has not slept for a week. Nor have we."
    )
    parent.get_by_role("button", name="Send").click()
    expect(parent.get_by_text("It is with Priya Nair.")).to_be_visible()
    assert_sound(parent)
    return parent.url


def they_are_taken_on_by_name(officer: Page) -> None:
    """It stands first in the list, and is taken on by name the same day."""
    listed(officer, "all")
    row = officer.locator("tbody tr").first
    expect(row).to_contain_text("The family is struggling")
    screenshot(officer, "contact-inbox", 760)
    both_sizes(officer)
    row.get_by_role("link").click()
    both_sizes(officer)
    officer.get_by_label("What you agreed with them").fill("Rang: respite on Friday, I call back.")
    officer.get_by_role("button", name="I have spoken to them").click()
    expect(officer.get_by_role("heading", name="This family is struggling")).to_have_count(0)


def a_call_is_written_down_by_keyboard(officer: Page, child: int) -> str:
    """In a minute: two fields, four keys beside the words; the rest stands filled in already."""
    officer.goto(f"/children/{child}/messages/new/")
    officer.get_by_label("Who called or wrote").focus()
    for typed in ("Ngozi Okafor", "When is the appointment?"):
        officer.keyboard.type(typed)
        officer.keyboard.press("Tab")
    officer.get_by_role("button", name="Keep it").press("Enter")
    expect(officer.get_by_text("When is the appointment?")).to_be_visible()
    return officer.url


def it_is_answered_where_she_wrote(manager: Page, parent: Page, message: str, call: str) -> None:
    """The answer is said once; she reads it where she wrote, and nothing of colleagues' notes."""
    manager.goto(call)
    manager.get_by_role("button", name="Send the answer").click()
    expect(manager.get_by_role("alert")).to_contain_text("There is a problem")
    both_sizes(manager)
    manager.goto(_desk(message))
    manager.get_by_label("Your answer").fill("Dr Siddiqui sees you on Thursday at 10.")
    manager.get_by_role("button", name="Send the answer").click()
    parent.goto(message)
    expect(parent.get_by_text("Dr Siddiqui sees you on Thursday at 10.")).to_be_visible()
    expect(parent.get_by_text("respite on Friday")).to_have_count(0)
    assert_sound(parent)
    screenshot(parent, "contact-answer-phone", 640)


def whoever_hears_nothing_is_found_at_night(officer: Page) -> None:
    """After ninety days without a word the child is on the list, until somebody says why."""
    tasks.check_silence.func(0)
    officer.goto("/messages/silent/")
    expect(officer.locator("tbody").first).to_contain_text(
        re.compile("no word for too long", re.IGNORECASE)
    )
    both_sizes(officer)
    screenshot(officer, "contact-gaps", 760)
    officer.locator("tbody").first.get_by_role("link").first.click()
    officer.get_by_role("button", name="Keep the reason").click()
    expect(officer.get_by_role("alert")).to_contain_text("There is a problem")
    both_sizes(officer)


def late_and_raised(officer: Page, manager: Page, parent: Page, message: str, call: str) -> None:
    """What each of them sees on the day after: late in words, on the worklist, with a manager."""
    parent.goto(message)
    expect(parent.get_by_text("We are late. We are sorry.")).to_be_visible()
    expect(parent.get_by_text("It is with Helen Marsden.")).to_be_visible()
    assert_sound(parent)
    screenshot(parent, "contact-late-phone", 640)

    listed(manager, "mine")
    rows = manager.locator("tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text(re.compile(r"days? late"))
    screenshot(manager, "contact-late", 760)
    both_sizes(manager)
    manager.goto("/work/?rule=con-reply")
    owed = manager.locator("tbody tr", has_text="Reply to a message")
    expect(owed).to_have_count(3)
    expect(owed.filter(has_text=re.compile(r"days? late"))).to_have_count(3)

    # What is late has a next step: nobody is on the nightly list for having none.
    officer.goto("/messages/silent/")
    expect(officer.locator("tbody").last).to_contain_text("Tue 1 Dec 2026")
    expect(officer.get_by_text(re.compile("^no next step", re.IGNORECASE))).to_have_count(1)
    both_sizes(officer)


def answered_pages(page: Page) -> None:
    """How fast we answer, and what was answered, once there is something to count."""
    page.goto("/messages/answering/")
    expect(page.locator("tbody")).to_contain_text("Derbyshire County Council")
    screenshot(page, "contact-answering", 640)
    both_sizes(page)
    page.locator("tbody").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Month by month")).to_be_visible()
    both_sizes(page)
    listed(page, "answered")
    expect(page.locator("tbody tr")).to_have_count(1)
    both_sizes(page)


def test_whoever_answers_nobody_sees_no_message(seat: Seat, world: World) -> None:
    adviser = seat("psychologist")
    for address in ("/messages/", "/messages/silent/", "/messages/answering/"):
        answer = adviser.goto(address)
        assert answer is not None
        assert answer.status == 403
    both_sizes(adviser)


def _number(world: World) -> str:
    from goldenthread.people.models import Child

    with asking.stated(world.asker("officer")):
        return Child.objects.get(pk=world.children["amara"]).local_id


def _desk(address: str) -> str:
    """Return where staff read the conversation that a parent reads at this address."""
    number = re.findall(r"\d+", address)[-1]
    return f"/messages/{number}/"


def test_a_complaint_is_made_answered_and_taken_further(seat: Seat, mum: World) -> None:
    manager, parent = seat("manager"), seat("parent")
    child = mum.children["amara"]

    # The lists before anything has come.
    manager.goto("/complaints/")
    expect(manager.get_by_text("No complaint waits for an answer.")).to_be_visible()
    both_sizes(manager)

    # She complains from her phone, and is told by which day she hears.
    parent.set_viewport_size(PHONE)
    parent.goto(f"/my/{child}/unhappy/")
    parent.get_by_role("link", name="Make a complaint").click()
    parent.get_by_role("button", name="Send the complaint").click()
    expect(parent.get_by_role("alert")).to_contain_text("There is a problem")
    assert_sound(parent)
    parent.get_by_role("textbox", name="What is wrong?").fill("I rang four times. Nobody rang.")
    parent.get_by_role("button", name="Send the complaint").click()
    expect(parent.get_by_text("You hear from us by")).to_be_visible()
    assert_sound(parent)
    screenshot(parent, "complaint-phone", 640)
    complaint = parent.url

    # A manager says how it is understood, answers, and says what changes.
    manager.goto("/complaints/")
    both_sizes(manager)
    manager.locator("tbody").get_by_role("link").first.click()
    expect(manager.locator(".govuk-summary-list")).to_contain_text("Acknowledge by")
    both_sizes(manager)
    screenshot(manager, "complaint", 920)
    manager.get_by_label("How we understand the complaint").fill("You rang and were not rung back.")
    manager.get_by_role("button", name="Send the acknowledgement").click()
    manager.get_by_label("Upheld", exact=True).check()
    manager.get_by_label("Our answer").fill("You should have been rung the same day.")
    manager.get_by_role("button", name="Send the answer").click()
    expect(manager.get_by_role("alert")).to_contain_text("put right")
    both_sizes(manager)
    manager.get_by_label("What we do to put it right").fill("Priya rings you each Friday.")
    manager.get_by_role("button", name="Send the answer").click()
    expect(manager.get_by_text("What it taught us")).to_be_visible()
    both_sizes(manager)
    manager.goto("/complaints/learned/")
    both_sizes(manager)

    # She reads it where she wrote, and asks for somebody else to look.
    parent.goto(complaint)
    expect(parent.get_by_text("You were right. We are sorry.")).to_be_visible()
    assert_sound(parent)
    parent.get_by_role("textbox", name="What is still wrong?").fill("Nobody rang on Friday.")
    parent.get_by_role("button", name="Ask us to look again").click()
    expect(parent.get_by_text("You wrote again")).to_be_visible()
    expect(parent.get_by_text("You hear from us by")).to_be_visible()
    assert_sound(parent)
