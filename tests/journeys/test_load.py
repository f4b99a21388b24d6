"""A data officer's first morning: send a file, look at what it says, load it, take it back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from tests.journeys.support import assert_sound, screenshot
from tests.pages import invented_returns
from tests.pages.invented_returns import Life

from goldenthread.access.models import Post, User
from goldenthread.access.rules import Role
from goldenthread.access.today import now
from goldenthread.exchange.commands import asked
from goldenthread.organisations.models import LocalArea, Organisation, Setting


@pytest.fixture
def officer(site: str, settings, tmp_path: Path) -> User:
    """A data officer of Derby, and a school in the register."""
    settings.DEMO = True
    settings.MEDIA_ROOT = tmp_path / "held"
    area = LocalArea.objects.create(id=831, code="derby", name="Derby")
    council = Organisation.objects.create(kind="COUNCIL", name="Invented City Council")
    council.areas.add(area)
    Setting.objects.create(
        urn="990001", la_code="831", name="Invented", type_code="7", placement_group="special"
    )
    user = User.objects.create_user(
        email="data@example.invalid", name="Dana Invented", invented=True
    )
    Post.objects.create(
        user=user, organisation=council, role=Role.DATA_OFFICER, from_date=date(2024, 1, 1)
    )
    return user


@pytest.fixture
def returned(tmp_path: Path):
    """Write a return of some lives, with the codes of some needs spoiled if asked."""

    def write(count: int, spoiled: bool = False) -> Path:
        lives = []
        for number in range(1, count + 1):
            life = Life(number, date(2014, 5, 3), ("ASD",))
            life.versions, life.places = [date(2021, 3, 1)], [("990001", date(2021, 3, 1), None)]
            lives.append(life)
        path = invented_returns.write(tmp_path / "sen2-2026.xml", lives, 2026)
        if spoiled:
            path.write_bytes(path.read_bytes().replace(b"<SENtype>ASD", b"<SENtype>XYZ"))
        return path

    return write


def sign_in(page: Page, site: str, user: User) -> None:
    """Be signed in as somebody; the sign-in pages have a journey of their own."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


def send(page: Page, site: str, file: Path) -> None:
    page.goto(f"{site}/files/in/new/")
    page.check("input[value=SEN2]")
    page.set_input_files("#id_file", file)
    page.click("text=Check the file")
    page.wait_for_selector("h1:has-text('sen2-2026.xml')")


def test_from_a_file_to_running_clocks_and_back(page: Page, site, officer, returned) -> None:
    sign_in(page, site, officer)
    page.goto(f"{site}/files/in/")
    assert_sound(page)
    page.click("text=Send a file")
    assert_sound(page)
    send(page, site, returned(3))
    assert_sound(page)
    screenshot(page, "load-preview")
    page.click("text=Continue")
    page.wait_for_selector("text=Clocks that will run")
    assert_sound(page)
    screenshot(page, "load-confirm")
    page.click("text=Load the file")
    page.wait_for_selector("h1:has-text('is being loaded')")
    assert_sound(page)
    asked.do_what_was_asked(now())
    page.click("text=See if it is done")
    page.wait_for_selector("text=take this file back")
    assert_sound(page)
    page.click("text=take this file back")
    assert_sound(page)
    page.click("button:has-text('Take the file back')")
    page.wait_for_selector("h1:has-text('is being taken back')")
    asked.do_what_was_asked(now())
    page.click("text=See if it is done")
    page.wait_for_selector("text=3 children removed")
    assert_sound(page)
    page.goto(f"{site}/files/in/")
    assert_sound(page)


def test_a_poor_file_on_a_small_phone(phone: Page, site, officer, returned) -> None:
    sign_in(phone, site, officer)
    phone.goto(f"{site}/files/in/new/")
    phone.click("text=Check the file")
    phone.wait_for_selector(".govuk-error-summary")
    assert_sound(phone)
    send(phone, site, returned(30, spoiled=True))
    assert_sound(phone)
    phone.goto(f"{phone.url}confirm/")
    phone.click("text=Load the file")
    phone.wait_for_selector("h1:has-text('is being loaded')")
    assert_sound(phone)
    asked.do_what_was_asked(now())
    phone.click("text=See if it is done")
    phone.wait_for_selector("text=Nothing was saved")
    assert_sound(phone)


def test_without_script(no_script_page: Page, site, officer, returned) -> None:
    page = no_script_page
    sign_in(page, site, officer)
    send(page, site, returned(2))
    page.click("text=Continue")
    page.click("text=Load the file")
    asked.do_what_was_asked(now())
    page.click("text=See if it is done")
    page.wait_for_selector("text=take this file back")
