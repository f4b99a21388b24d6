"""A board's day: what was said, done, changed, felt and owed; and a report judged for the next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page
from tests.journeys.cast import TODAY
from tests.journeys.support import assert_sound, screenshot
from tests.pages.improvement_demo import people

from goldenthread.access.models import User
from goldenthread.demo import improvement as demo
from goldenthread.demo.inspection_report import report_pdf


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


def test_a_board_sees_what_worked_and_what_did_not_and_a_report_is_judged(
    site: str, page: Page, phone: Page, settings, tmp_path: Path
) -> None:
    settings.DEMO, settings.TODAY = True, TODAY
    users = people()
    demo.tell(TODAY)
    sit_down(page, site, users["gareth"])
    sit_down(phone, site, users["gareth"])

    page.goto(f"{site}/improvement/derbyshire/")
    assert "Worse: " in told(page)
    assert "No effect seen: " in told(page)
    assert_sound(page)
    screenshot(page, "improvement-board", 1400)
    phone.goto(f"{site}/improvement/derbyshire/")
    assert_sound(phone)
    screenshot(phone, "improvement-board-phone", 1100)

    page.get_by_role("link", name="Ask each school every term what was given").click()
    assert "Better: " in told(page)
    assert "What families feel" in told(page)
    assert_sound(page)
    screenshot(page, "improvement-action", 1500)
    phone.goto(page.url)
    assert_sound(phone)

    for place in ("plan", "inspections", "log", "challenge", "self-evaluation", "progress"):
        page.goto(f"{site}/improvement/derbyshire/{place}/")
        assert_sound(page)
    page.goto(f"{site}/improvement/derbyshire/challenge/")
    page.get_by_role("link", name="Support and challenge, autumn 2026").click()
    assert "(23 days late)" in told(page)
    assert_sound(page)

    page.context.clear_cookies()
    page.goto(f"{site}/progress/derbyshire/")
    assert "Signed by the council and by the NHS integrated care board" in told(page)
    assert_sound(page)
    screenshot(page, "improvement-public", 1400)

    sit_down(page, site, users["leah"])
    other = replace(demo.REPORT, inspected="7 to 11 September 2026")
    report = tmp_path / "second.pdf"
    report.write_bytes(report_pdf(other))
    page.goto(f"{site}/improvement/derbyshire/inspections/")
    page.set_input_files("input[type=file]", report)
    page.get_by_role("button", name="Read it").click()
    assert "still to be checked" in told(page)
    assert_sound(page)
    page.get_by_role("link", name="Area for priority action 1").click()
    assert_sound(page)
    screenshot(page, "improvement-judge", 1300)
    page.get_by_label("Not in the report").first.check()
    page.get_by_role("button", name="Save and go on").click()
    assert "Give a reason" in told(page)
    assert_sound(page)
