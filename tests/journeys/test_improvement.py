"""From a finding to a felt effect: a report judged, an action with a measure, a board that sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page, expect
from tests.journeys.cast import TODAY
from tests.journeys.support import assert_sound, screenshot
from tests.pages.improvement_demo import people

from goldenthread.access.models import User
from goldenthread.demo import improvement as demo
from goldenthread.demo.inspection_report import report_pdf

ACTION = "Ask young people each term"


def sit_down(page: Page, site: str, user: User) -> None:
    """Sign in as somebody, without the form."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}]
    )


def told(page: Page) -> str:
    return " ".join(page.inner_text("main").split())


def on_day(page: Page, name: str, *parts: int) -> None:
    """Fill a day's three boxes."""
    for part, value in zip(("day", "month", "year"), parts, strict=True):
        page.locator(f"#id_{name}-{part}").fill(str(value))


def carry_out(page: Page, button: str) -> None:
    """Send a filled form, look at its answers, and do it."""
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check: ")
    assert_sound(page)
    page.get_by_role("button", name=button).click()


def begins(page: Page, click: Callable[[], None], tmp_path: Path) -> bytes:
    """Take a file from a page, and return its first bytes."""
    with page.expect_download() as taken:
        click()
    kept = tmp_path / taken.value.suggested_filename
    taken.value.save_as(kept)
    return kept.read_bytes()[:5]


def lead_answers_a_finding(page: Page, site: str, users: dict[str, User]) -> None:
    """The improvement lead answers a finding with an action, and says what it is to change."""
    sit_down(page, site, users["leah"])
    page.goto(f"{site}/improvement/derbyshire/plan/")
    assert "No action yet." in told(page)
    assert_sound(page)
    page.get_by_role("link", name="Add an action for Area for improvement 1").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter what is to be done")
    assert_sound(page)
    page.get_by_label("Workstream").select_option(index=1)
    page.get_by_label("What is to be done").fill(ACTION)
    page.get_by_label("Owner").select_option(str(demo.held("helen")))
    on_day(page, "planned_start", 1, 12, 2026)
    on_day(page, "planned_end", 31, 3, 2027)
    carry_out(page, "Add it")
    expect(page.get_by_role("heading", level=1)).to_have_text(ACTION)
    assert "It cannot start until somebody does." in told(page)
    assert_sound(page)
    page.get_by_role("link", name="State the effect").click()
    page.get_by_label("Measure").select_option("family-confidence")
    page.get_by_label("Up", exact=True).check()
    page.get_by_label("How far").fill("5")
    on_day(page, "by_date", 30, 6, 2027)
    carry_out(page, "State it")
    assert "Families who feel heard, 5 percentage points up by 30 June 2027." in told(page)
    assert "Not started." in told(page)


def board_sees(page: Page, phone: Page, site: str, users: dict[str, User], tmp_path: Path) -> None:
    """The board sees for each finding what was done, what changed, what is felt and who owes."""
    page.context.clear_cookies()
    sit_down(page, site, users["gareth"])
    sit_down(phone, site, users["gareth"])
    page.goto(f"{site}/improvement/derbyshire/")
    assert "Worse: 13 percentage points down" in told(page)
    assert "No effect seen: " in told(page)
    assert ACTION in told(page)
    assert_sound(page)
    screenshot(page, "improvement-board", 1400)
    phone.goto(f"{site}/improvement/derbyshire/")
    assert_sound(phone)
    screenshot(phone, "improvement-board-phone", 1100)
    page.locator("summary", has_text="See another day").click()
    pack = page.get_by_role("link", name="Board pack")
    assert begins(page, pack.click, tmp_path) == b"%PDF-"


def action_tells_what_it_changed(page: Page, phone: Page) -> None:
    """An action's page says what was expected of it and what is seen."""
    page.get_by_role("link", name="Ask each school every term what was given").click()
    assert "Better: 20 percentage points up" in told(page)
    assert "What families feel" in told(page)
    assert_sound(page)
    screenshot(page, "improvement-action", 1500)
    phone.goto(page.url)
    assert_sound(phone)


def board_looks_round(page: Page, phone: Page, site: str) -> None:
    """Every other page of the plan is sound, wide and narrow."""
    for place in ("commissioning", "log", "self-evaluation", "progress", "challenge"):
        for one in (page, phone):
            one.goto(f"{site}/improvement/derbyshire/{place}/")
            assert_sound(one)
    page.get_by_role("link", name="Support and challenge, autumn 2026").click()
    assert "(23 days late)" in told(page)
    assert_sound(page)


def inspector_takes_the_plan(page: Page, site: str, tmp_path: Path) -> None:
    """The inspector is given the plan as it was submitted."""
    page.goto(f"{site}/improvement/derbyshire/inspections/")
    assert_sound(page)
    page.get_by_role("link", name="invented-inspection-report.pdf").click()
    assert_sound(page)
    submitted = page.get_by_role("link", name="As submitted on 20 December 2024")
    assert begins(page, submitted.click, tmp_path) == b"%PDF-"


def everybody_reads(page: Page, phone: Page, site: str) -> None:
    """Everybody reads what both bodies signed, what is late and what has not worked first."""
    page.context.clear_cookies()
    page.goto(f"{site}/progress/derbyshire/")
    assert "Signed by the council and by the NHS integrated care board" in told(page)
    assert_sound(page)
    screenshot(page, "improvement-public", 1400)
    phone.goto(page.url)
    assert_sound(phone)


def next_report_is_judged(page: Page, site: str, users: dict[str, User], tmp_path: Path) -> None:
    """The next report comes in, and nothing of it counts before each sentence is judged."""
    sit_down(page, site, users["leah"])
    report = tmp_path / "second.pdf"
    report.write_bytes(report_pdf(replace(demo.REPORT, inspected="7 to 11 September 2026")))
    page.goto(f"{site}/improvement/derbyshire/inspections/")
    page.set_input_files("input[type=file]", report)
    page.get_by_role("button", name="Read it").click()
    assert "still to be checked" in told(page)
    page.get_by_role("link", name="Area for priority action 1").click()
    assert "even when nothing is" in told(page)
    assert page.locator("input[type=radio]:checked").count() == 0
    assert_sound(page)
    screenshot(page, "improvement-judge", 1300)
    judge_by_keyboard(page)
    page.get_by_role("button", name="Save and go on").click()
    assert "Give a reason" in told(page)
    expect(page.get_by_label("Why 1 is changed")).to_be_visible()
    assert_sound(page)


def judge_by_keyboard(page: Page) -> None:
    """One key for each sentence: an answer that needs words waits for them, the others go on."""
    sentences = page.locator("[data-sentence]")
    sentences.first.get_by_role("radio").first.focus()
    page.keyboard.press("3")
    expect(page.get_by_label("Why 1 is changed")).to_be_focused()
    sentences.nth(1).get_by_role("radio").first.focus()
    for _ in range(sentences.count() - 1):
        page.keyboard.press("1")
    expect(page.get_by_role("button", name="Save and go on")).to_be_focused()
    assert page.locator("input[type=radio]:checked").count() == sentences.count()


def test_a_finding_becomes_an_action_whose_effect_the_board_and_the_public_see(
    site: str, page: Page, phone: Page, settings, tmp_path: Path
) -> None:
    settings.DEMO, settings.TODAY = True, TODAY
    users = people()
    demo.tell(TODAY)
    lead_answers_a_finding(page, site, users)
    board_sees(page, phone, site, users, tmp_path)
    action_tells_what_it_changed(page, phone)
    board_looks_round(page, phone, site)
    inspector_takes_the_plan(page, site, tmp_path)
    everybody_reads(page, phone, site)
    next_report_is_judged(page, site, users, tmp_path)
