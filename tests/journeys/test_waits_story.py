"""One child's wait, whole: from the letter that came in to the day she was seen.

Amara's referral arrives as FHIR; the team takes her on, is in touch at 18 weeks, hears from her
mother that it is worse, sees her sooner. Each state is accessible, and holds at 320 pixels.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect
from tests.journeys import cast, support
from tests.journeys.cast import World
from tests.journeys.support import assert_sound, screenshot
from tests.pages.family_world import make_family

from goldenthread.access import asking
from goldenthread.access.models import Post, Tie, User
from goldenthread.access.rules import Role
from goldenthread.demo import local_help
from goldenthread.directory.commands import import_feed
from goldenthread.directory.rules.feed import read_feed
from goldenthread.organisations.models import LocalArea, Organisation
from goldenthread.people.models import Child
from goldenthread.timeline.models import Clock
from goldenthread.waits.models import PastWait, Referral, Service

RECEIVED = date(2026, 7, 1)
AT_18_WEEKS = date(2026, 11, 3)
NUMBER = "9990000018"


def on(day: date) -> override_settings:
    """Let a day of the story be today."""
    return override_settings(TODAY=day)


def _staff(world: World, key: str, name: str, role: Role, team: Organisation) -> None:
    user = User.objects.create_user(email=f"{key}@example.invalid", name=name, invented=True)
    Post.objects.create(user=user, organisation=team, role=role, from_date=cast.STARTED)
    world.users[key] = user


@pytest.fixture(scope="module")
def lists(world: World) -> SimpleNamespace:
    """A list that moves: its team, three years of dates, a dozen others waiting, local help."""
    everything = asking.service("journeys", [cast.DERBYSHIRE])
    with asking.stated(everything):
        area = LocalArea.objects.get(pk=cast.DERBYSHIRE)
        team = Organisation.objects.create(kind="TRUST", name="Invented children's doctors")
        team.areas.set([area])
        service = Service.objects.create(
            area=area, pathway="community-paediatrics", name="Community paediatrics", team=team,
            call="The doctors' list team", phone="01632 960101",
        )  # fmt: skip
        _staff(world, "works", "Meera Joshi", Role.WAIT_COORDINATOR, team)
        _staff(world, "decides", "Dr Tom Alder", Role.CLINICIAN, team)
        PastWait.objects.bulk_create(
            PastWait(
                service=service,
                referral_date=date(2022, 1, 3) + timedelta(days=n),
                left_date=date(2022, 1, 3) + timedelta(days=n + 190 + (n * 13) % 90),
            )
            for n in range(1_500)
        )
        amara = Child.objects.get(pk=world.children["amara"])
        Child.objects.filter(pk=amara.pk).update(nhs_number=NUMBER)
        make_family(amara, world.users["parent"])
        others = list(Child.objects.filter(area=area).exclude(pk=amara.pk).order_by("pk")[:12])
        Tie.objects.bulk_create(
            Tie(area=area, child=one, kind="SERVICE_LIST", organisation=team,
                from_date=cast.STARTED)
            for one in others
        )  # fmt: skip
        Referral.objects.bulk_create(
            Referral(
                area=area,
                child=one,
                service=service,
                stage="WAITING",
                received_date=date(2025, 9, 1) + timedelta(days=9 * n),
                home=("DE4", "S40")[n % 2],
            )
            for n, one in enumerate(others)
        )
        import_feed(read_feed(local_help.feed()), source="journey", invented=True)
    return SimpleNamespace(service=service, amara=amara)


def _bundle(child: Child) -> bytes:
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NUMBER}],
        "name": [{"given": [child.forename], "family": child.surname}],
        "birthDate": child.birth_date.isoformat(),
    }
    request = {
        "resourceType": "ServiceRequest",
        "id": "r1",
        "status": "active",
        "intent": "order",
        "authoredOn": RECEIVED.isoformat(),
        "subject": {"reference": "Patient/p1"},
        "requester": {"display": "Dr Invented"},
        "reasonCode": [{"coding": [{"code": "sleep"}], "text": "Wakes at night"}],
    }
    entries = [{"resource": each} for each in (patient, request)]
    return json.dumps({"resourceType": "Bundle", "entry": entries}).encode()


def _at_both_sizes(page: Page, name: str = "") -> None:
    """Check a state at a desk and on a small phone; keep a picture of it where one is named."""
    assert_sound(page)
    if name:
        screenshot(page, name)
    page.set_viewport_size(support.PHONE)
    assert_sound(page)
    page.set_viewport_size(support.DESK)


def _do(page: Page, step: str, **chosen: str) -> None:
    """Open one step on a referral's page, fill it in and send it."""
    page.locator("summary", has_text=step).filter(visible=True).first.click()
    form = page.locator("details[open] form").filter(has=page.get_by_role("button", name=step))
    for name, value in chosen.items():
        field = form.locator(f"[name='{name}']")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.get_by_role("button", name=step).click()


def _day(field: str, day: date) -> dict[str, str]:
    return {f"{field}-day": str(day.day), f"{field}-month": str(day.month),
            f"{field}-year": str(day.year)}  # fmt: skip


def _clock(row: Referral, rule: str) -> Clock:
    return Clock.objects.using("owner").get(case_id=row.pk, rule=rule, known_to=None)


def _row(lists: SimpleNamespace) -> Referral:
    return Referral.objects.using("owner").get(child=lists.amara, service=lists.service)


def _waiting(page: Page, lists: SimpleNamespace) -> int:
    page.goto(f"/waits/{lists.service.pk}/figures/")
    told = page.locator(".govuk-summary-list__row", has_text="Waiting").first
    return int(told.locator("dd").first.inner_text().replace(",", ""))


def _comes_in_as_fhir(works: Page, lists: SimpleNamespace) -> str:
    """The letter comes in, once; the child is found by number and birth date, and taken on."""
    works.goto(f"/waits/{lists.service.pk}/in/")
    sent = {"name": "in.json", "mimeType": "application/json", "buffer": _bundle(lists.amara)}
    for said in ("1 new", "0 new, 1 on the list already"):
        works.get_by_label("File").set_input_files([sent])  # type: ignore[list-item]  # a payload
        works.get_by_role("button", name="Take them in").click()
        expect(works.get_by_role("status")).to_contain_text(said)
    _at_both_sizes(works)
    works.get_by_role("link", name="See the new referrals").click()
    works.get_by_role("link", name="Amara Okafor").click()
    here = works.url
    _do(works, "Take on")
    expect(works.get_by_role("heading", level=2).first).to_contain_text("On the list")
    return here


def _is_called_at_18_weeks(works: Page, here: str) -> None:
    """The team is in touch, and offers help that asks for no diagnosis."""
    works.goto(here)
    works.locator("summary", has_text="Be in touch").click()
    works.get_by_label("How", exact=True).select_option("phone")
    works.get_by_label("Sleep line").check()
    works.get_by_role("button", name="Be in touch, offer help").click()
    expect(works.locator("table", has_text="Kept in touch")).to_contain_text("Sleep line")


def _reads_where_they_are(mother: Page, lists: SimpleNamespace) -> None:
    """What is known, what is not, and what can be done today, on a small phone."""
    mother.set_viewport_size(support.PHONE)
    mother.goto(f"/my/{lists.amara.pk}/waits/")
    main = mother.locator("main")
    expect(main).to_contain_text("You have waited 20 weeks")
    expect(main).to_contain_text("Half of children like yours are seen by")
    expect(main.get_by_role("heading", name="What we do not know")).to_be_visible()
    expect(main).to_contain_text("You need no diagnosis")
    assert_sound(mother)
    screenshot(mother, "waits-family-phone", height=1400)


def _says_that_it_is_worse(mother: Page) -> None:
    """Her mother says so; an empty form is told what to do."""
    mother.get_by_role("link", name="Are things worse? Tell us").first.click()
    assert_sound(mother)
    mother.get_by_role("button", name="Send").click()
    expect(mother.get_by_role("alert")).to_contain_text("There is a problem")
    assert_sound(mother)
    mother.get_by_role("group", name="How are things now?").get_by_label("Much harder").check()
    mother.get_by_role("group", name="Is everyone safe?").get_by_label("Not always").check()
    mother.get_by_label("Say it in your own words").fill("She does not sleep")
    mother.get_by_role("button", name="Send").click()
    expect(mother.locator("main")).to_contain_text("A person will say if you must be seen sooner")


def _stands_first_and_is_decided_on(works: Page, decides: Page, address: str, here: str) -> None:
    """It puts her first on the list; a clinician decides, with a reason."""
    works.goto(address)
    expect(works.locator("tbody tr").first).to_contain_text("Amara Okafor")
    expect(works.locator("tbody tr").first).to_contain_text("nobody has decided yet")
    _at_both_sizes(works, "waits-list")
    decides.goto(here)
    decides.locator("summary", has_text="Decide on what was told").click()
    form = decides.locator("details[open] form")
    form.get_by_role("group").get_by_label("Yes").check()
    form.get_by_label("Why").fill("Sleep has gone, and she is losing weight")
    form.get_by_role("button", name="Decide on what was told").click()
    expect(decides.locator("main")).to_contain_text("To be seen sooner")
    _at_both_sizes(decides, "waits-referral")


def _is_not_brought_and_offered_again(works: Page, here: str, missed: date, again: date) -> None:
    """Not brought, after somebody asked if she is safe: she keeps her place."""
    with on(missed):
        works.goto(here)
        _do(works, "Was not brought", safe="Her mother, by phone: the car broke down. All safe.")
        expect(works.locator("main")).to_contain_text("1 time")
        _do(works, "Offer a day", **_day("appointment", again))


def _is_seen_and_figures_move(works: Page, here: str, lists: SimpleNamespace) -> None:
    """One fewer waits than before."""
    before = _waiting(works, lists)
    works.goto(here)
    _do(works, "Seen")
    expect(works.get_by_role("heading", level=2).first).to_contain_text("Seen")
    _at_both_sizes(works)
    assert _waiting(works, lists) == before - 1


def test_a_wait_from_the_letter_to_the_day_she_was_seen(
    seat: Callable[..., Page], world: World, lists: SimpleNamespace
) -> None:
    works, decides, mother = seat("works"), seat("decides"), seat("parent")
    address = f"/waits/{lists.service.pk}/"
    with on(RECEIVED + timedelta(days=1)):
        here = _comes_in_as_fhir(works, lists)
    with on(AT_18_WEEKS):
        _is_called_at_18_weeks(works, here)
    row = _row(lists)
    assert _clock(row, "wait-support-18").stopped == AT_18_WEEKS
    _reads_where_they_are(mother, lists)
    _says_that_it_is_worse(mother)
    _stands_first_and_is_decided_on(works, decides, address, here)
    assert _clock(row, "wait-update").stopped == cast.TODAY

    missed, again = cast.TODAY + timedelta(days=3), cast.TODAY + timedelta(days=10)
    works.goto(here)
    _do(works, "Offer a day", **_day("appointment", missed))
    expect(works.get_by_role("heading", level=2).first).to_contain_text("Appointment offered")
    mother.goto(f"/my/{lists.amara.pk}/waits/")
    expect(mother.locator("main")).to_contain_text("You have a day to be seen")
    _is_not_brought_and_offered_again(works, here, missed, again)
    with on(again):
        _is_seen_and_figures_move(works, here, lists)
        mother.goto(f"/my/{lists.amara.pk}/waits/")
        expect(mother.locator("main")).to_contain_text("You have been seen")
        assert_sound(mother)
    for rule in ("chs-52", "wait-long"):
        clock = _clock(row, rule)
        assert again in (clock.stopped, clock.superseded), rule


def test_those_who_lead_try_a_change_and_see_who_waits_longer(
    seat: Callable[..., Page], lists: SimpleNamespace
) -> None:
    leads, manager = seat("dco"), seat("manager")
    leads.goto(f"/waits/{lists.service.pk}/figures/")
    leads.get_by_label("Name of the trial").fill("Two more clinicians")
    leads.get_by_label("More clinicians").fill("2")
    leads.get_by_role("button", name="Try it").click()
    expect(leads.locator("main")).to_contain_text("+2 clinicians")
    manager.goto(f"/waits/{lists.service.pk}/figures/")
    expect(manager.locator("main")).to_contain_text("+2 clinicians")
    _at_both_sizes(manager, "waits-figures")
    manager.goto("/waits/area/derbyshire/")
    expect(manager.locator("main")).to_contain_text("Who waits longer")
    expect(manager.locator("main")).to_contain_text("as chance would have it")
    _at_both_sizes(manager)
    leads.goto("/figures/waits/derbyshire/")  # what anybody reads, before anything was published
    expect(leads.locator("main")).to_contain_text("have been published yet")
    _at_both_sizes(leads)
