"""The sign-in pages in a real browser: accessible, narrow enough, and sound without script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from tests.journeys.support import assert_sound

from goldenthread.access.models import User
from goldenthread.contact import tasks
from goldenthread.contact.models import SignInPhone, SignInText
from goldenthread.contact.queries.phones import as_owner

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


@pytest.fixture
def mum(settings, empty_site: str, django_db_blocker, tmp_path: Path) -> User:
    """Somebody who has a telephone and neither an app nor a passkey, where texts go."""
    settings.LETTERS = settings.LETTERS | {"TEXT": f"folder:{tmp_path}"}
    with django_db_blocker.unblock():
        made = User.objects.create_user(
            email="mum@example.invalid", name="Mum Invented", password="four plain words here"
        )
        with as_owner(made.pk):
            SignInPhone.objects.create(
                user=made, number="+447700900123", confirmed_at=timezone.now()
            )
    return made


def code_sent(user: User, folder: Path) -> str:
    """Do the worker's part for the newest text, and read the code off the telephone."""
    with as_owner(user.pk):
        text = SignInText.objects.filter(user=user).latest("pk")
    tasks.send_a_code(user_id=user.pk, text_id=text.pk)
    words = (folder / "open" / f"sign-in-text-{text.pk}.txt").read_text()
    found = re.search(r"\b(\d{6}) is your code", words)
    assert found is not None
    return found[1]


def test_a_code_by_text_lets_a_mother_in_on_a_small_phone(
    phone: Page, empty_site: str, mum: User, django_db_blocker, tmp_path: Path
) -> None:
    phone.goto(f"{empty_site}/accounts/login/")
    phone.fill("#id_login", mum.email)
    phone.fill("#id_password", "four plain words here")
    phone.click("main form button[type=submit] >> nth=0")
    phone.get_by_role("button", name="Send a code to my phone instead").wait_for()
    assert_sound(phone)
    phone.get_by_role("button", name="Send a code to my phone instead").click()
    phone.get_by_role("heading", name="Type the code we sent").wait_for()
    assert_sound(phone)
    with django_db_blocker.unblock():
        code = code_sent(mum, tmp_path)
    phone.get_by_label("Code").fill(f"{(int(code) + 1) % 1_000_000:06d}")
    phone.get_by_role("button", name="Sign in").click()
    phone.wait_for_selector(".govuk-error-summary")
    assert_sound(phone)
    phone.get_by_label("Code").fill(code)
    phone.get_by_role("button", name="Sign in").click()
    phone.wait_for_url(lambda url: "/accounts/" not in url and "/sign-in/" not in url)
    phone.goto(f"{empty_site}/my/account/phone/")
    phone.get_by_role("button", name="Take this phone off").wait_for()
    assert_sound(phone)
