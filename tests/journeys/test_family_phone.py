"""The families' door on an old phone: 320 pixels, every state accessible, no script needed.

The families are the demo's own storybook. Each story is a whole one, as its family would live it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests.conftest import copy_of
from tests.journeys import family_door, support
from tests.journeys.conftest import _page
from tests.journeys.support import assert_no_sideways_scroll, assert_sound, screenshot
from tests.pages import storybook

from goldenthread.access.models import User
from goldenthread.demo.world import DEMO_DAY
from goldenthread.heard.commands import issue_ticket
from goldenthread.heard.rules.questions import Step
from goldenthread.people.models import Child
from goldenthread.plans.models import PlanDraft

Sit = Callable[..., Page]


@pytest.fixture(scope="module")
def families(django_db_setup, template_database, django_db_blocker) -> Iterator[dict[str, str]]:
    """The storybook on a running site: children's numbers by forename, and the site's address."""
    with django_db_blocker.unblock(), override_settings(TODAY=DEMO_DAY, DEMO=True):
        storybook.build()
        server = LiveServer("localhost")
        children = Child.objects.using("owner").values_list("forename", "pk")
        yield {name: f"{server.url}/my/{pk}" for name, pk in children} | {"site": server.url}
        server.stop()
        connections.close_all()
        copy_of(template_database, settings.TEST_DATABASE)


@pytest.fixture
def sit(browser: Browser, families: dict[str, str]) -> Iterator[Sit]:
    """Hold a small phone as one of the families; `script=False` is one that runs none."""
    with ExitStack() as stack:

        def hold(who: str, *, script: bool = True, size: dict[str, int] = support.PHONE) -> Page:
            page = stack.enter_context(
                _page(browser, size, base_url=families["site"], java_script_enabled=script)
            )
            client = Client()
            user = User.objects.get(email=f"{who}@demo.example")
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            name = settings.SESSION_COOKIE_NAME
            kept = {"name": name, "value": client.cookies[name].value, "url": families["site"]}
            page.context.add_cookies([kept])
            return page

        yield hold


def nobody(sit: Sit) -> Page:
    """A phone on which nobody has signed in."""
    page = sit("sam.vale")
    page.context.clear_cookies()
    return page


def go(page: Page, address: str, words: str, name: str = "") -> None:
    """Open a page, find its words, and check that it is sound on the phone."""
    page.goto(address)
    expect(page.locator("main")).to_contain_text(words)
    assert_sound(page)
    if name:
        screenshot(page, f"family-{name}")


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()


def first_screen(page: Page) -> str:
    """Return the words that stand on the first screen and a half, before anybody scrolls far."""
    return page.evaluate(
        """() => [...document.querySelectorAll('main h1, main h2, main p')]
            .filter(e => e.getBoundingClientRect().top < 960)
            .map(e => e.innerText).join('\\n')"""
    )


def test_a_mother_reads_why_it_is_late_writes_and_sees_who_looked(
    sit: Sit, families: dict[str, str]
) -> None:
    page = sit("ngozi.okafor")
    go(page, "/my/", "We are late.", "where-late")
    told = first_screen(page)
    for words in ("We should have told you by", "There are too few psychologists",
                  "Friday 27 November 2026"):  # fmt: skip
        assert words in told
    page.get_by_role("link", name="Make a complaint or get free advice").click()
    expect(page.locator("h1")).to_have_text("If you are not happy")
    assert_sound(page)
    go(page, f"{families['Amara']}/messages/", "We answer by")
    page.get_by_role("button", name="Write to us").or_(
        page.get_by_role("link", name="Write to us")
    ).first.click()
    assert_sound(page)
    press(page, "Send")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert_sound(page)
    page.get_by_role("textbox", name="Your message").fill("Who decides, and on which day?")
    press(page, "Send")
    expect(page.locator("main")).to_contain_text("We answer by")
    assert_sound(page)
    go(page, f"{families['Amara']}/looked/", "Who can see this, and who looked", "looked")
    go(page, "/my/look/", "Language and print")
    page.get_by_label("Show large print").check()
    press(page, "Save")
    go(page, "/my/", "We are late.")


def test_a_draft_is_read_in_urdu(sit: Sit, families: dict[str, str]) -> None:
    page = sit("nasreen.akhtar")
    go(page, "/my/", "Bilal")
    assert page.locator("html").get_attribute("dir") or page.locator("body").get_attribute("dir")
    go(page, f"{families['Bilal']}/draft/", "Bilal")
    page.goto("/my/look/")
    page.locator("input[name=language][value='en-gb']").check()
    page.locator("main button[type=submit]").click()
    go(page, f"{families['Bilal']}/draft/", "Thursday 26 November 2026", "draft")
    expect(page.locator("main")).to_contain_text("She works with an interpreter.")


# By the keys alone: no mouse, no touch

FOCUSED = """() => {
  const e = document.activeElement;
  return (e.labels && e.labels[0] ? e.labels[0].innerText : e.innerText || e.value || '').trim();
}"""
MOST_TABS = 150


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus says these words, and check that it is seen to have it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if re.search(words, page.evaluate(FOCUSED)):
            outline = "e => getComputedStyle(e).outlineStyle + getComputedStyle(e).boxShadow"
            focused = page.evaluate_handle("document.activeElement").as_element()
            assert focused is not None
            parent = "e => getComputedStyle(e.nextElementSibling || e, '::before').boxShadow"
            shown = focused.evaluate(outline), focused.evaluate(parent)
            assert shown != ("nonenone", "none"), f"nothing shows the focus on {words}"
            return
    raise AssertionError(f"{words} is not reached by {MOST_TABS} tabs")


def enter(page: Page, words: str) -> None:
    """Go to something by Tab and open it by Enter."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def answer_it(officer: Page, families: dict[str, str]) -> None:
    """Answer the family's comment as the officer who writes the plan."""
    draft = PlanDraft.objects.using("owner").get(child__forename="Bilal", stage="SERVED")
    desk = families["Bilal"].replace("/my/", "/children/")
    officer.goto(f"{desk}/plan/draft/{draft.pk}/comments/")
    expect(officer.locator("main")).to_contain_text("Please say two steps first.")
    officer.get_by_role("link", name=re.compile("^Answer")).first.click()
    officer.get_by_label("Not taken in").check()
    officer.get_by_label("What the family is told").fill("The therapist says three. We asked her.")
    press(officer, "Save the answer")
    expect(officer.locator("main")).to_contain_text("The therapist says three.")


def test_by_keys_alone_lateness_is_explained_and_a_comment_made_and_answered(
    sit: Sit, families: dict[str, str]
) -> None:
    late = sit("ngozi.okafor")
    late.goto("/my/")
    expect(late.locator("main")).to_contain_text("There are too few psychologists")
    enter(late, "^Make a complaint or get free advice")
    expect(late.locator("h1")).to_have_text("If you are not happy")
    page = sit("nasreen.akhtar")
    page.goto("/my/look/")
    tab_to(page, "English|اردو")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")
    page.goto(families["Bilal"])
    enter(page, "^Read the draft plan")
    enter(page, r"^Say something about this[\s\S]*E1")
    tab_to(page, "^Say what I think")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Ask for a change")).to_be_checked()
    tab_to(page, "^Your words|^$")
    page.keyboard.type("Please say two steps first.")
    enter(page, "^Send")
    expect(page.locator("main")).to_contain_text("Please say two steps first.")
    assert_sound(page)
    answer_it(sit("priya.nair", size=support.DESK), families)
    page.reload()
    expect(page.locator("main")).to_contain_text("The therapist says three. We asked her.")
    assert_sound(page)


def test_a_child_tells_a_day_in_pictures_and_a_missed_hour_becomes_owed_time(
    sit: Sit, families: dict[str, str]
) -> None:
    robin = sit("robin.winslow")
    go(robin, f"{families['Robin']}/say/", "A day in my life", "say")
    go(robin, f"{families['Robin']}/say/likes/", "What do you like?", "say-pictures")
    for picture in ("Music", "Swim"):
        robin.get_by_label(picture, exact=True).check()
    robin.get_by_label("They chose pictures").check()
    press(robin, "Send")
    expect(robin.locator(".govuk-inset-text[role=status]")).to_contain_text("Thank you")
    go(robin, f"{families['Robin']}/just-us/", "Your parents do not see this.")
    go(robin, f"{families['Robin']}/sharing/", "Do you want a parent to see less?")
    robin.get_by_label("What do you want?").fill("Not about my body, please.")
    press(robin, "Ask")
    expect(robin.locator("main")).to_contain_text("We tell you by")
    assert_sound(robin)
    kerry = sit("kerry.winslow")
    go(kerry, f"{families['Robin']}/delivery/", "One hour and 55 minutes are owed.", "delivery")
    expect(kerry.locator("body")).not_to_contain_text("Not about my body")
    kerry.get_by_text("Choose another week").click()
    kerry.get_by_role("link", name="Monday 9 November 2026").click()
    line = kerry.locator("section.gt-line").first
    line.get_by_label("No", exact=True).check()
    line.get_by_role("button", name="Tell us").click()
    expect(kerry.locator(".govuk-inset-text[role=status]")).to_contain_text("Thank you")
    assert_sound(kerry)


def test_a_young_person_chooses_and_a_barred_father_sees_nothing(
    sit: Sit, families: dict[str, str]
) -> None:
    jamie = sit("jamie.ollerton")
    go(jamie, "/my/", "Choose what your parents see")
    go(jamie, f"{families['Jamie']}/sharing/", "You choose who sees what", "sharing")
    father = jamie.get_by_role("region", name="Your father")
    father.get_by_label("Some parts of my plan").check()
    father.get_by_role("button", name="Save").click()
    expect(jamie.get_by_role("alert")).to_contain_text("Choose at least one part")
    assert_sound(jamie)
    jamie.get_by_role("region", name="Your father").get_by_label("Nothing new").check()
    jamie.get_by_role("region", name="Your father").get_by_role("button", name="Save").click()
    expect(jamie.locator(".govuk-inset-text[role=status]")).to_contain_text("Thank you")
    tarek = sit("tarek.haddad")
    go(tarek, families["Layla"], "You cannot see this page now.", "barred")
    expect(tarek.locator("body")).not_to_contain_text("Linden")
    go(tarek, "/my/", "Your child")
    claire = sit("claire.fearnley")
    go(claire, "/my/", "Rosie")
    expect(claire.locator("body")).not_to_contain_text("Thistle")


def test_no_act_needs_a_script(sit: Sit, families: dict[str, str]) -> None:
    page = sit("kerry.winslow", script=False)
    page.goto(f"{families['Robin']}/messages/new/")
    page.get_by_role("textbox", name="Your message").fill("Is the new card set here?")
    press(page, "Send")
    expect(page.locator("main")).to_contain_text("We answer by")
    page.goto(f"{families['Robin']}/say/family-worries/")
    page.get_by_label("Words").fill("That the therapist leaves.")
    press(page, "Keep it for later")
    expect(page.locator("main")).to_contain_text("Only you can see it.")
    page.goto(f"{families['Robin']}/delivery/")
    page.locator("section.gt-line").first.get_by_label("Yes, all of it").check()
    press(page, "Tell us")
    expect(page.locator("main")).to_contain_text("Thank you")
    assert_no_sideways_scroll(page)
    mother = sit("nasreen.akhtar", script=False)
    mother.goto(f"{families['Bilal']}/draft/comment/?line=F3")
    mother.locator("input[name=asks][value=COMMENT]").check()
    mother.locator("textarea[name=text]").fill("This is good.")
    mother.locator("main button[type=submit]").click()
    expect(mother.locator("main")).to_contain_text("This is good.")


def test_an_officer_reads_whose_the_rights_are_and_prints_a_code_that_opens_a_page(
    sit: Sit, families: dict[str, str]
) -> None:
    officer = sit("priya.nair", size=support.DESK)
    desk = families["Bilal"].replace("/my/", "/children/")
    family = f"{families['Jamie'].replace('/my/', '/children/')}/family/"
    for size, name in ((support.PHONE, ""), (support.DESK, "rights")):
        officer.set_viewport_size(size)
        go(officer, family, "They could decide this.", name)
    for part in ("mandate/", "capacity/"):
        go(officer, f"{family}{part}", "Back to the family")
        press(officer, "Save")
        expect(officer.get_by_role("alert")).to_contain_text("There is a problem")
        assert_sound(officer)
    go(officer, f"{desk}/family/code/", "Send a code")
    officer.get_by_label("How do you know that this address is theirs?").fill("School record seen")
    press(officer, "Make the letter")
    code = officer.locator(".gt-code").inner_text()
    assert_sound(officer)
    screenshot(officer, "family-code-letter")
    visitor = nobody(sit)
    go(visitor, "/start/", "Did you get a letter from us with a code?", "start")
    for label, text in (("Your name", "Bilal Akhtar"), ("Your email", "bilal@example.invalid"),
                        ("Choose a password", "three-words-work-well"),
                        ("The password again", "three-words-work-well")):  # fmt: skip
        visitor.get_by_label(label).fill(text)
    visitor.get_by_label("The code in our letter").fill("AAAA-CCCC-DDDD")
    press(visitor, "Open my page")
    expect(visitor.get_by_role("alert")).to_contain_text("That code does not work.")
    assert_sound(visitor)
    visitor.get_by_label("The code in our letter").fill(code.lower())
    visitor.get_by_label("Choose a password").fill("three-words-work-well")
    visitor.get_by_label("The password again").fill("three-words-work-well")
    press(visitor, "Open my page")
    expect(visitor.locator("main")).to_contain_text("Where are we?")


def a_film_too_large_is_told_of_at_once(page: Page) -> None:
    """Choose a film of 51 MB: the page says what to do, and nothing is sent."""
    page.evaluate(
        """() => {
            const film = new File([new Uint8Array(51 * 1024 * 1024)], 'film.mp4');
            const held = new DataTransfer();
            held.items.add(film);
            const field = document.querySelector('input[type=file]');
            field.files = held.files;
            field.dispatchEvent(new Event('change'));
        }"""
    )
    expect(page.get_by_text("This file is larger than 50 MB.")).to_be_visible()
    assert page.locator("input[type=file]").evaluate("field => field.files.length") == 0
    assert_sound(page)


def the_signal_goes_and_comes_back(page: Page) -> None:
    """Send with no signal: the words stay on the page, and go once there is one."""
    page.context.set_offline(True)
    press(page, "Send")
    expect(page.get_by_text("Is there a signal?")).to_be_visible()
    expect(page.get_by_label("Words")).to_have_value("The bus is loud. 🚌 میں")
    assert_sound(page)
    screenshot(page, "family-no-signal")
    page.context.set_offline(False)
    expect(page.get_by_text("We have your words now. Press Send.")).to_be_visible()


def test_a_day_in_pictures_by_keys_and_no_word_lost_with_the_signal(
    sit: Sit, families: dict[str, str]
) -> None:
    page = sit("robin.winslow")
    page.goto(f"{families['Robin']}/say/day-break/")
    for picture in ("Too loud", "Worried"):
        tab_to(page, f"^{picture}")
        page.keyboard.press("Space")
        expect(page.get_by_label(picture, exact=True)).to_be_checked()
    page.get_by_label("Words").fill("The bus is loud. 🚌 میں")
    a_film_too_large_is_told_of_at_once(page)
    the_signal_goes_and_comes_back(page)
    # Kept by the page itself: it is there on another phone, and for nobody else.
    again = sit("robin.winslow")
    go(again, f"{families['Robin']}/say/day-break/", "You kept these words to go on with.")
    expect(again.get_by_label("Words")).to_have_value("The bus is loud. 🚌 میں")
    expect(again.get_by_label("Worried", exact=True)).to_be_checked()
    enter(page, "^Send")
    expect(page.locator(".govuk-inset-text[role=status]")).to_contain_text("Thank you")
    expect(page.locator("main")).to_contain_text("The bus is loud.")
    assert_sound(page)
    # The next person on the same phone goes back, and finds none of it.
    page.goto(f"{families['Robin']}/say/day-night/")
    page.get_by_label("Words").fill("Nobody else may read this.")
    page.get_by_role("button", name="Sign out").click()
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("The bus is loud.")
    expect(page.get_by_label("Words")).to_have_count(0)


def test_somebody_says_how_to_write_to_them_and_reads_their_letters(
    sit: Sit, families: dict[str, str]
) -> None:
    page = sit("kerry.winslow")
    go(page, "/my/needs/", "What do you need?", "needs")
    page.get_by_label("Letters in my own language").check()
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Write which language.")
    assert_sound(page)
    page.get_by_label("Letters in my own language").uncheck()
    page.get_by_label("Large print").check()
    press(page, "Save")
    expect(page.locator("body.gt-large")).to_be_visible()
    assert_sound(page)
    go(page, f"{families['Robin']}/letters/", "Your letters")
    officer = sit("priya.nair", size=support.DESK)
    desk = families["Robin"].replace("/my/", "/children/")
    for size, name in ((support.PHONE, ""), (support.DESK, "desk-needs")):
        officer.set_viewport_size(size)
        go(officer, f"{desk}/needs/", "How to write and speak", name)


def survey_by_keys(page: Page, code: str) -> None:
    """A one-use link: answered by keys alone with no account, and open no more."""
    page.goto(f"/heard/link/{code}/")
    expect(page.locator("h1")).to_have_text("How did we do?")
    assert_sound(page)
    screenshot(page, "family-heard-link")
    enter(page, "^Send")
    expect(page.get_by_role("alert")).to_contain_text("Answer one question or more.")
    assert_sound(page)
    tab_to(page, "^I agree a lot")
    page.keyboard.press("ArrowDown")
    enter(page, "^Send")
    expect(page.locator("main")).to_contain_text("We have what you told us.")
    assert_sound(page)
    go(page, f"/heard/link/{code}/", "This link does not open now.")


def test_surveys_are_sound_in_every_state_at_the_door_and_at_the_desk(
    sit: Sit, families: dict[str, str]
) -> None:
    codes = [issue_ticket(830, step=Step.DRAFT_SENT, on=DEMO_DAY)[1] for _ in range(2)]
    page = nobody(sit)
    survey_by_keys(page, codes[0])
    page.goto(f"/heard/link/{codes[1]}/")
    press(page, "Do not ask me again")
    expect(page.locator("h1")).to_have_text("We will not ask you again")
    assert_sound(page)
    go(page, "/figures/families/", "No answers have been published yet.")
    officer = sit("priya.nair", size=support.DESK)
    go(officer, "/surveys/derbyshire/", "what families answered")
    go(officer, "/surveys/derbyshire/paper/", "Nobody is to be rung.", "heard-paper")
    for address, button in (("year/print/", "Print as PDF"), ("year/", "Keep this answer")):
        go(officer, f"/surveys/derbyshire/paper/{address}", "The survey after: your last year.")
        copies = officer.get_by_label("How many forms?")
        if copies.count():
            copies.fill("many")
        press(officer, button)
        expect(officer.get_by_role("alert")).to_contain_text("There is a problem")
        assert_sound(officer)
    officer.locator("input[name=heard][value=AGREE]").check()
    press(officer, "Keep this answer")
    expect(officer.locator("main")).to_contain_text("Kept. Here is room for the next form.")
    officer.set_viewport_size(support.PHONE)
    go(officer, "/surveys/derbyshire/paper/", "Take back")


def test_every_page_of_the_door_and_every_form_sent_empty_is_sound(
    sit: Sit, families: dict[str, str]
) -> None:
    things = family_door.build()
    children = {name: int(at.rsplit("/", 1)[-1]) for name, at in families.items() if name != "site"}
    phones: dict[str, Page] = {}
    ends: dict[str, list[str]] = {"none": [], "refused": [], "kept": []}
    for name, who, address in family_door.addresses(things, children):
        if who not in phones:
            phones[who] = nobody(sit) if who == family_door.VISITOR else sit(who)
        page = phones[who]
        answer = page.goto(address)
        assert answer is not None
        assert (answer.status, page.url) == (200, f"{families['site']}{address}"), name
        assert_sound(page)
        end = family_door.send_empty(page)
        if end == "refused":
            assert_sound(page)
        ends[end].append(name)
    assert ends["kept"] == ["needs"]  # to need nothing is an answer
    assert {"write", "complain", "say-one", "comment", "wait-tell"} <= set(ends["refused"])
