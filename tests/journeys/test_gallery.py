"""Every component, in a real browser: accessible, narrow enough, and sound without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.support import assert_no_sideways_scroll, assert_sound


@pytest.fixture
def address(empty_site: str) -> str:
    return f"{empty_site}/components/"


def test_components_are_accessible_at_a_desk(page: Page, address: str) -> None:
    page.goto(address)
    assert_sound(page)


def test_components_are_accessible_with_everything_opened(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert_sound(page)


def test_components_fit_a_small_phone(phone: Page, address: str) -> None:
    phone.goto(address)
    assert_sound(phone)


def test_a_table_stands_as_cards_on_a_phone(phone: Page, address: str) -> None:
    phone.goto(address)
    row = phone.locator(".gt-table tbody tr").first
    cells = row.locator("td, th").all()
    tops = [cell.bounding_box()["y"] for cell in cells]
    assert len(cells) == 6
    assert tops == sorted(tops)
    assert len(set(tops)) == 6


def test_the_script_switches_components_on(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(".govuk-character-count__status:visible")
    expect(page.locator("[data-govuk-character-count-init]")).to_have_count(1)


def test_everything_is_there_without_script(no_script_page: Page, address: str) -> None:
    no_script_page.goto(address)
    filters = no_script_page.locator(".gt-filter__form")
    expect(filters.get_by_role("button", name="Apply filters")).to_be_visible()
    expect(no_script_page.locator(".gt-chart__wide svg").first).to_be_visible()
    no_script_page.get_by_text("Show the figures: Where the clocks stand").click()
    expect(no_script_page.get_by_role("cell", name="214")).to_be_visible()
    assert_no_sideways_scroll(no_script_page)


def test_a_filter_keeps_the_sort(no_script_page: Page, address: str) -> None:
    no_script_page.goto(address)
    no_script_page.get_by_label("Rule").select_option("Decide")
    no_script_page.get_by_role("button", name="Apply filters").click()
    for part in ("f-owner=me", "f-rule=ehcna-decide", "sort=due"):
        assert part in no_script_page.url


def test_the_keyboard_reaches_the_content_first(page: Page, empty_site: str) -> None:
    page.goto(f"{empty_site}/no-such-page/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_a_wrong_address_gets_a_sound_page(page: Page, empty_site: str) -> None:
    answer = page.goto(f"{empty_site}/no-such-page/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    assert_sound(page)
