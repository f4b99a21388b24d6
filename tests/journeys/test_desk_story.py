"""One officer's morning, whole: a late case, the law behind it, the child, and who has looked."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys.cast import World
from tests.journeys.support import assert_sound


def test_an_officer_finds_a_late_case_and_the_law_behind_it(
    seat: Callable[..., Page], world: World
) -> None:
    page = seat("visitor")

    # In the demo she is one of those whom one can be. No password, and nobody is real.
    page.goto("/")
    me = page.locator("tr", has_text="Priya Nair")
    me.get_by_role("button").click()

    # Her day begins with what is given to her: late duties first, each with its days in words.
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    expect(page.locator("tbody tr").first).to_contain_text(re.compile(r"\d+ days late"))

    # She narrows it to one duty, and what she chose stands above the list.
    page.locator("summary", has_text="Filter").click()
    page.get_by_label("What is owed").select_option(label="Decision whether to assess")
    page.get_by_label("When").select_option(label="Late")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator(".moj-filter-tags li")).to_have_count(2)
    row = page.locator("tbody tr")
    expect(row).to_have_count(1)
    for words in ("Mon 9 Nov 2026", "13 days late", "Amara Okafor", "Year 6", "you"):
        expect(row).to_contain_text(words)

    # The child's thread says the same: what is next, whose turn, by when.
    row.get_by_role("link", name="Amara Okafor").click()
    child = page.url
    expect(page.get_by_role("heading", level=1)).to_have_text("Amara Okafor")
    following = page.get_by_role("region", name="Decision whether to assess")
    expect(following).to_contain_text("Was due Monday 9 November 2026 (13 days late). Your turn.")

    # One click to the rule; from there, its source.
    following.get_by_role("link", name="The rule behind this date").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Decision whether to assess")
    source = page.get_by_role("link", name=re.compile("Special Educational Needs and Disability"))
    assert "legislation.gov.uk" in (source.get_attribute("href") or "")

    # She finds the same child by name.
    page.get_by_role("link", name="Find a child").click()
    page.get_by_label("Name", exact=True).fill("okafor ama")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Amara Okafor").click()
    assert page.url == child

    # And sees herself among those who looked.
    page.get_by_role("link", name="Who looked").click()
    mine = page.locator("tbody tr", has_text="Priya Nair")
    expect(mine.first).to_contain_text("EHC officer, Derbyshire County Council")
    expect(page.locator("tbody")).to_contain_text("Opened the record")
    assert_sound(page)


def test_a_stranger_learns_nothing_and_a_parent_is_told_no(
    seat: Callable[..., Page], world: World
) -> None:
    path = f"/children/{world.children['amara']}/"
    stranger, nobody = seat("stranger"), f"/children/{max(world.children.values()) + 100_000}/"
    told = {}
    for address in (path, nobody):
        answer = stranger.goto(address)
        assert answer is not None
        told[address] = (answer.status, stranger.locator("main").inner_text())
    assert told[path] == told[nobody]
    assert told[path][0] == 404

    parent = seat("parent")
    answer = parent.goto(path)
    assert answer is not None
    assert answer.status == 403
    assert "Amara" not in parent.locator("main").inner_text()

    # Both tries stand in what the officer can read.
    page = seat("officer")
    page.goto(f"{path}looked/")
    asked = page.locator("tbody tr", has_text="was refused")
    expect(asked.filter(has_text="Sam Vale")).to_have_count(1)
    expect(asked.filter(has_text="Ngozi Okafor")).to_have_count(1)


def test_a_figure_of_the_overview_opens_the_list_it_counts(
    seat: Callable[..., Page], world: World
) -> None:
    page = seat("officer")
    page.goto("/area/derbyshire/")
    row = page.locator("tbody tr", has=page.get_by_role("link", name="Final plan", exact=True))
    late = row.locator("td").nth(3)
    count = int(late.inner_text())
    assert count > 1
    late.get_by_role("link").click()
    expect(page.locator("tbody tr")).to_have_count(count)
    for owed in page.locator('td[data-label="What is owed"]').all_inner_texts():
        assert owed.startswith("Final plan")
