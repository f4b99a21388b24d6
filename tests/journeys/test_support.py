"""The checks that every journey relies on do fail when a page is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys import support

SOUND = (
    '<!doctype html><html lang="en-GB"><head><title>A page</title></head>'
    "<body><main><h1>A page</h1>{}</main></body></html>"
)


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    """A page that nothing watches."""
    context = support.new_context(browser, support.PHONE)
    yield context.new_page()
    context.close()


def test_a_sound_page_passes(blank: Page) -> None:
    blank.set_content(SOUND.format("<p>Words</p>"))
    support.assert_sound(blank)


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        ('<img src="data:,">', "image-alt"),
        ('<input type="text">', "label"),
        ('<p style="color:#aaa;background:#fff">Pale words</p>', "color-contrast"),
        ('<a href="#x"></a>', "link-name"),
    ],
)
def test_a_broken_rule_fails_and_names_its_place(blank: Page, part: str, rule: str) -> None:
    blank.set_content(SOUND.format(part))
    with pytest.raises(AssertionError, match=rule):
        support.assert_accessible(blank)


def test_a_part_of_a_page_can_be_checked_alone(blank: Page) -> None:
    blank.set_content(SOUND.format('<section id="s"><p>Words</p></section><input type="text">'))
    support.assert_accessible(blank, within="#s")


def test_a_page_too_wide_fails_and_names_what_sticks_out(blank: Page) -> None:
    blank.set_content(SOUND.format('<p id="wide" style="width:600px">Words</p>'))
    with pytest.raises(AssertionError, match='id="wide"'):
        support.assert_no_sideways_scroll(blank)


def watched(page: Page, policy: str, body: str) -> support.Watch:
    """Serve one page under a content security policy and listen to it."""
    watch = support.Watch()
    watch.follow(page)
    headers = {"Content-Security-Policy": policy, "Content-Type": "text/html"}
    page.route("http://page.test/", lambda route: route.fulfill(body=body, headers=headers))
    page.goto("http://page.test/")
    return watch


@pytest.mark.parametrize(
    "part", ["<script>document.title = 'ran'</script>", '<p style="color:red">Words</p>']
)
def test_a_script_or_style_that_the_policy_blocks_is_seen(blank: Page, part: str) -> None:
    watch = watched(blank, "default-src 'none'", SOUND.format(part))
    expect(blank).to_have_title("A page")
    with pytest.raises(AssertionError, match="Content Security Policy"):
        watch.check()


def test_axe_runs_under_a_policy_that_allows_no_script(blank: Page) -> None:
    watch = watched(blank, "default-src 'none'", SOUND.format("<p>Words</p><input>"))
    assert [one["id"] for one in support.violations(blank)] == ["label"]
    watch.check()


def test_an_error_in_a_script_is_seen(blank: Page) -> None:
    watch = watched(blank, "default-src * 'unsafe-inline'", SOUND.format("<script>no()</script>"))
    with pytest.raises(AssertionError, match="no is not defined"):
        watch.check()
