"""Every state of every desk page: accessible, sound without script, at 320 pixels and by keyboard.

One database, filled once, serves the whole module; the pages only read it (and their audit).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import DatabaseError
from playwright.sync_api import Page, expect
from tests.journeys import support
from tests.journeys.cast import World
from tests.journeys.support import assert_no_sideways_scroll, assert_sound, screenshot

NAMES = ("amara", "okafor", "rosie", "fearnley", "dylan", "thackthwaite", "kenworthy", "settle")
ON_A_PHONE_TOO = ("worklist", "thread")


@dataclass(frozen=True)
class State:
    """One state of a page: who sees it, where, what shows that it is that state."""

    name: str
    who: str
    path: str
    shows: str  # a text that only this state has
    status: int = 200
    script: str = ""  # what is typed and pressed first, by name in ACTS
    picture: str = ""


def _find(**typed: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        for label, text in typed.items():
            page.get_by_label(label.replace("_", " "), exact=True).fill(text)
        page.get_by_role("button", name="Find").click()

    return act


ACTS: dict[str, Callable[[Page], None]] = {
    "find-nothing-typed": _find(),
    "find-one": _find(Name="okaf"),
    "find-many": _find(Name="a"),
    "find-two-letters": _find(Name="as"),
    "find-none": _find(Name="Zebedee"),
}

STATES = (
    State("work", "officer", "/work/", "Given to nobody yet", picture="worklist"),
    State("work, everything", "manager", "/work/", "Maya Calder-Ivens"),
    State("work, nothing of her own", "city_officer", "/work/", "Nothing is given to you"),
    State("work, filtered", "officer", "/work/?owner=&state=late&force=MUST", "Remove this filter"),
    State("work, empty", "officer", "/work/?owner=me&rule=foi&state=late", "Nothing is late."),
    State("work, no such choice", "officer", "/work/?owner=&rule=nonsense&state=late",
          "Select a valid choice"),
    State("work, page 2", "officer", "/work/?owner=&page=2", "Showing 26 to 50"),
    State("work, one school's", "senco", "/work/", "Amara Okafor"),
    State("work, two areas'", "dco", "/work/", "Derby"),
    State("find", "officer", "/children/", "Fill in any one of these"),
    State("find, nothing typed", "officer", "/children/", "There is a problem",
          script="find-nothing-typed"),
    State("find, too short", "officer", "/children/", "at least 2 letters", script="find-many"),
    State("find, one", "officer", "/children/", "1 child found", script="find-one"),
    State("find, many", "officer", "/children/", "10 children found", script="find-two-letters",
          picture="find"),
    State("find, none", "officer", "/children/", "No child in your areas matches",
          script="find-none"),
    State("find, for privacy", "privacy_officer", "/children/", "Fill in any one of these"),
    State("thread, late", "officer", "/children/{amara}/", "Your turn.", picture="thread"),
    State("thread, restricted", "officer", "/children/{rosie}/",
          "School and address restricted: ask the safeguarding team", picture="restricted"),
    State("thread, nothing owed", "officer", "/children/{tom}/",
          "Nothing is owed for this child at present."),
    State("thread, long", "officer", "/children/{dylan}/", "Showing 1 to 25 of 42 events"),
    State("thread, lawful reason", "officer", "/children/{leo}/",
          "with a lawful reason recorded"),
    State("thread, long name", "officer", "/children/{long}/", "Wolstenholme"),
    State("thread, one kind only", "officer", "/children/{amara}/?show=plan",
          "Nothing of this kind is recorded."),
    State("record", "officer", "/children/{amara}/record/", "G830200012347"),
    State("record, restricted", "data_officer", "/children/{rosie}/record/",
          "Restricted: ask the safeguarding team"),
    State("team", "officer", "/children/{amara}/team/", "Ngozi Okafor"),
    State("team, for a school", "senco", "/children/{amara}/team/",
          "Shown to the casework team only."),
    State("documents", "officer", "/children/{amara}/documents/",
          "No document has been added for this child."),
    State("who looked", "officer", "/children/{amara}/looked/", "Priya Nair", picture="looked"),
    State("areas", "dco", "/area/", "Derbyshire"),
    State("overview", "officer", "/area/derbyshire/", "were issued within 20 weeks",
          picture="overview"),
    State("overview, a day long past", "officer",
          "/area/derbyshire/?known_on-day=1&known_on-month=1&known_on-year=2015",
          "No clock has started in this area yet."),
    State("overview, a past day", "officer",
          "/area/derbyshire/?known_on-day=31&known_on-month=3&known_on-year=2026",
          "Tuesday 31 March 2026, as it was known on that day."),
    State("overview, no such day", "officer",
          "/area/derbyshire/?known_on-day=31&known_on-month=2&known_on-year=2026",
          "The day to show must be a real date"),
    State("rules", "visitor", "/rules/", "Each promise has a rule", picture="rules"),
    State("a rule", "visitor", "/rules/ena-decide/", "What we tell families", picture="rule"),
    State("sign in as somebody", "visitor", "/", "Choose somebody to sign in as"),
    State("welcome, a family", "parent", "/", "No child is linked to you yet."),
    State("welcome, no post", "stranger", "/", "You hold no post at present"),
    State("refused", "parent", "/children/{amara}/", "You cannot see this part of the record", 403),
    State("not found", "stranger", "/children/{amara}/", "Page not found", 404),
)  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_state_is_sound_at_a_desk_and_on_a_phone(
    state: State, seat: Callable[..., Page], world: World
) -> None:
    page = seat(state.who)
    answer = page.goto(state.path.format(**world.children))
    assert answer is not None
    assert answer.status == state.status
    if state.script:
        ACTS[state.script](page)
    expect(page.locator("main")).to_contain_text(state.shows)
    assert_neutral(page)
    assert_sound(page)
    if state.picture:
        screenshot(page, state.picture)
    page.set_viewport_size(support.PHONE)
    assert_sound(page)
    if state.picture in ON_A_PHONE_TOO:
        screenshot(page, f"{state.picture}-phone")


def assert_neutral(page: Page) -> None:
    """No name of a child stands in a title or an address (trust rule 22)."""
    spoken = f"{page.title()} {page.url}".lower()
    assert not [name for name in NAMES if name in spoken]


# Without script, by keyboard, on paper


@pytest.mark.parametrize("path", ["/work/", "/children/{amara}/", "/area/derbyshire/"])
def test_a_page_says_the_same_without_script(
    path: str, seat: Callable[..., Page], world: World
) -> None:
    address = path.format(**world.children)
    with_script, without = seat("officer"), seat("officer", java_script_enabled=False)
    with_script.goto(address)
    without.goto(address)
    assert without.locator("main").inner_text() == with_script.locator("main").inner_text()
    assert_no_sideways_scroll(without)


def test_a_filter_and_a_search_work_without_script(seat: Callable[..., Page], world: World) -> None:
    page = seat("officer", java_script_enabled=False)
    page.goto("/work/?owner=")
    page.locator("summary", has_text="Filter").click()
    page.get_by_label("What is owed").select_option("ena-decide")
    page.get_by_label("When").select_option("late")
    page.get_by_role("button", name="Apply filters").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Amara Okafor")
    page.goto("/children/")
    _find(Name="okafor")(page)
    page.get_by_role("link", name="Amara Okafor").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amara Okafor")


def test_the_keyboard_alone_skips_filters_and_opens_a_child(
    seat: Callable[..., Page],
) -> None:
    page = seat("officer")
    page.goto("/work/?owner=")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
    tab_to(page, "SUMMARY", "Filter")
    page.keyboard.press("Enter")
    tab_to(page, "SELECT", "Anything")
    page.keyboard.type("Decision whether to assess")
    tab_to(page, "BUTTON", "Apply filters")
    page.keyboard.press("Enter")
    page.wait_for_url("**rule=ena-decide**")
    tab_to(page, "A", "Amara Okafor")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Amara Okafor")


def tab_to(page: Page, tag: str, words: str) -> None:
    """Press Tab until the focus stands on this; fail after forty times."""
    for _ in range(40):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(() => { const e = document.activeElement; "
            "return [e.tagName, (e.selectedOptions?.[0] ?? e).textContent.trim()]; })()"
        )
        if here == [tag, words]:
            return
    raise AssertionError(f"The Tab key did not come to {words!r}.")


def test_focus_can_be_seen(seat: Callable[..., Page], world: World) -> None:
    page = seat("officer")
    page.goto(f"/children/{world.children['amara']}/")
    tab_to(page, "A", "The rule behind this date")
    colour = page.evaluate("getComputedStyle(document.activeElement).backgroundColor")
    assert colour == "rgb(255, 221, 0)"


def test_the_thread_prints_without_the_ways_to_other_pages(
    seat: Callable[..., Page], world: World
) -> None:
    page = seat("officer")
    page.goto(f"/children/{world.children['amara']}/")
    page.emulate_media(media="print")
    for gone in (".govuk-service-navigation", ".moj-sub-navigation", ".gt-choices", ".gt-footer"):
        expect(page.locator(gone).first).to_be_hidden()
    for there in (
        page.get_by_role("heading", name="Amara Okafor"),
        page.get_by_role("heading", name="Decision whether to assess"),
        page.get_by_text("Request for an assessment received"),
        page.get_by_text("Rights pass to the young person"),  # folded away on the screen
    ):
        expect(there).to_be_visible()


# What the pages must get right, as a reader sees it


def test_red_means_a_broken_duty_and_nothing_else(seat: Callable[..., Page], world: World) -> None:
    page = seat("officer")
    page.goto(f"/children/{world.children['leo']}/")
    late = page.locator("tbody tr", has=page.locator(".gt-due"))
    colours = {
        row.locator("th").inner_text().splitlines()[0]: "govuk-tag--red"
        in (row.locator(".gt-due").get_attribute("class") or "")
        for row in late.all()
    }
    assert colours == {
        "Advice for an assessment": False,  # a lawful reason is recorded
        "Decision not to issue a plan": True,
        "Family told that a plan will be issued": False,  # our own date
        "Draft plan sent": False,
    }


def test_a_familys_own_period_is_over_and_nobody_is_late(
    seat: Callable[..., Page], world: World
) -> None:
    page = seat("officer")
    page.goto(f"/children/{world.children['asha']}/")
    page.locator("summary", has_text="Promises that have ended").click()
    row = page.locator("tbody tr", has_text="Time for the family to answer a draft plan")
    expect(row).to_contain_text("Period ended")
    expect(row).not_to_contain_text("late")


@pytest.mark.parametrize("who", ["officer", "dco", "data_officer"])
def test_a_restricted_childs_place_is_shown_to_nobody_unnamed(
    seat: Callable[..., Page], world: World, who: str
) -> None:
    page = seat(who)
    for name in ("", "record/", "team/"):
        said = page.request.get(f"/children/{world.children['rosie']}/{name}").text()
        assert "Rosie Fearnley" in said
        for place in ("thornfield", "thistle", "hollinwell", "990002"):
            assert place not in said.lower()


def test_a_consulted_settings_code_is_shown_on_no_page(
    seat: Callable[..., Page], world: World
) -> None:
    page = seat("officer")
    page.goto(f"/children/{world.children['asha']}/")
    assert "Setting consulted" in page.content()
    assert "thornfield" not in page.content().lower()


def test_a_look_that_cannot_be_written_down_is_not_answered(
    seat: Callable[..., Page], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise DatabaseError("The audit trail cannot be reached.")

    page = seat("officer")
    monkeypatch.setattr("goldenthread.audit.commands.write", lost)
    answer = page.goto(f"/children/{world.children['amara']}/")
    assert answer is not None
    assert answer.status == 503
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Sorry, this is not available just now"
    )
    assert "Amara" not in page.content()
    assert_sound(page)
    page.set_viewport_size(support.PHONE)
    assert_no_sideways_scroll(page)
