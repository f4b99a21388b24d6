"""The sign-in pages in a real browser: accessible, narrow enough, and sound without script."""

from __future__ import annotations

from playwright.sync_api import Page
from tests.journeys.support import assert_sound

PAGES = ("login/", "signup/", "password/reset/", "password/reset/done/")


def test_sign_in_pages_are_accessible(page: Page, empty_site: str) -> None:
    for each in PAGES:
        page.goto(f"{empty_site}/accounts/{each}")
        assert_sound(page)


def test_a_refusal_is_accessible_on_a_small_phone(phone: Page, empty_site: str) -> None:
    phone.goto(f"{empty_site}/accounts/login/")
    assert_sound(phone)
    phone.fill("#id_login", "nobody@example.invalid")
    phone.fill("#id_password", "wrong wrong wrong")
    phone.click("main form button[type=submit] >> nth=0")
    phone.wait_for_selector(".govuk-error-summary")
    assert_sound(phone)


def test_sign_in_is_there_without_script(no_script_page: Page, empty_site: str) -> None:
    no_script_page.goto(f"{empty_site}/accounts/login/")
    assert no_script_page.locator("#id_password").is_visible()
