"""Signing in: no way in but an opened account and a second factor; personas in the demo only."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from threading import Event

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from axes.models import AccessAttempt
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from goldenthread.access.models import User
from goldenthread.access.queries import sign_ins
from goldenthread.letters.carriers import mail as carried
from goldenthread.letters.rules.recipients import Channel

PASSWORD = "correct horse battery staple"
HERS, OTHER = "203.0.113.9", "192.0.2.44"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Hash quickly: argon2 takes its time on purpose."""
    assert settings.PASSWORD_HASHERS == ["goldenthread.access.hashing.Argon2"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def user(db):
    """A real member of staff: not invented, with a password and a checked address."""
    made = User.objects.create_user(
        email="kim.staff@example.invalid", name="Kim Staff", password=PASSWORD
    )
    EmailAddress.objects.create(user=made, email=made.email, primary=True, verified=True)
    return made


@pytest.fixture
def secret(user):
    """The same person with an authenticator app."""
    made = totp.generate_totp_secret()
    totp.TOTP.activate(user, made)
    return made


def code(secret: str) -> str:
    counter = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def sign_in(client, password=PASSWORD, email="kim.staff@example.invalid"):
    return client.post("/accounts/login/", {"login": email, "password": password})


def heading(answer) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.DOTALL)
    return found[1].strip()


class TestPages:
    @pytest.mark.parametrize(
        ("address", "says"),
        [
            ("/accounts/login/", "Sign in"),
            ("/accounts/signup/", "Accounts are opened for you"),
            ("/accounts/password/reset/", "Password Reset"),
            ("/accounts/password/reset/done/", "Password Reset"),
        ],
    )
    def test_have_our_shell_a_language_one_main_and_one_heading(self, client, db, address, says):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert '<html lang="en-GB"' in page
        assert page.count("<main") == page.count("<h1") == 1
        assert 'href="#main-content"' in page
        assert re.search(r"<title>\s*\S.* - Golden Thread\s*</title>", page, re.DOTALL)
        assert heading(answer) == says

    def test_every_box_has_a_label_and_a_refusal_is_summed_up(self, client, user):
        answer = sign_in(client, password="wrong wrong wrong")
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "govuk-error-summary" in page
        assert "<title>Error: " in re.sub(r"<title>\s+", "<title>", page)
        boxes = re.findall(r'<input[^>]*class="govuk-[^>]*id="([^"]+)"', page)
        assert {"id_login", "id_password"} <= set(boxes)
        assert all(f'for="{box}"' in page for box in boxes)

    def test_the_signed_in_pages_have_it_too(self, client, user, secret):
        client.force_login(user, backend=BACKEND)
        for name in ("mfa_index", "account_logout", "account_change_password"):
            answer = client.get(reverse(name), follow=True)
            assert answer.status_code == 200
            assert b'<html lang="en-GB"' in answer.content
            assert answer.content.count(b"<h1") == 1

    def test_a_refusal_never_says_whether_the_account_exists(self, client, user):
        said = [
            re.findall(
                r"govuk-error-summary__list.*?</ul>",
                sign_in(client, "wrong wrong wrong", email).content.decode(),
                re.DOTALL,
            )
            for email in (user.email, "nobody@example.invalid")
        ]
        assert said[0] == said[1] != []


class TestNoOpenSignUp:
    @pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/signup/passkey/"])
    def test_nobody_opens_an_account(self, client, db, address):
        asked = {"email": "me@example.invalid", "password1": PASSWORD, "password2": PASSWORD}
        client.post(address, asked)
        assert not User.objects.filter(email="me@example.invalid").exists()


class TestSecondFactor:
    def test_a_password_alone_signs_nobody_in(self, client, user, secret):
        answer = sign_in(client)
        assert answer.headers["Location"] == reverse("mfa_authenticate")
        assert "_auth_user_id" not in client.session
        asked = client.get(reverse("mfa_authenticate"))
        assert asked.content.count(b"<h1") == 1

    @pytest.mark.parametrize(("right", "signed_in"), [(True, True), (False, False)])
    def test_the_code_does_if_it_is_right(self, client, user, secret, right, signed_in):
        sign_in(client)
        given = code(secret)
        wrong = f"{(int(given) + 1) % 1_000_000:06d}"
        client.post(reverse("mfa_authenticate"), {"code": given if right else wrong})
        assert ("_auth_user_id" in client.session) is signed_in

    def test_somebody_with_none_goes_nowhere_but_to_set_one_up(self, client, user):
        sign_in(client)
        assert "_auth_user_id" in client.session
        answer = client.get("/files/1/download/")
        assert answer.status_code == 302
        assert answer.headers["Location"] == reverse("mfa_activate_totp")
        again = client.get(answer.headers["Location"], follow=True)
        asked = again.redirect_chain[-1][0]  # their password once more, before it is set up
        assert reverse("account_reauthenticate") in asked
        page = client.post(asked, {"password": PASSWORD}, follow=True)
        assert page.status_code == 200
        assert b'class="gt-qr" src="data:image/svg+xml' in page.content
        assert "data:" in page.headers["Content-Security-Policy"]

    def test_once_set_up_they_go_on(self, client, user, secret):
        client.force_login(user, backend=BACKEND)
        assert client.get("/files/1/download/").status_code == 404

    def test_recovery_codes_alone_are_no_second_factor(self, client, user):
        Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "x"})
        client.force_login(user, backend=BACKEND)
        assert client.get("/files/1/download/").status_code == 302

    def test_cannot_be_switched_off(self, client, user, secret):
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code(secret)})
        client.post(reverse("mfa_deactivate_totp"))
        assert Authenticator.objects.filter(user=user, type="totp").exists()

    def test_an_invented_account_needs_one_too_on_a_real_service(self, cast, client, settings):
        client.force_login(cast.officer, backend=BACKEND)
        assert client.get("/files/1/download/").status_code == 404
        settings.TESTING = settings.DEMO = False
        assert client.get("/files/1/download/").status_code == 302


class TestLockOut:
    def test_too_many_tries_are_answered_by_a_page_of_ours(self, client, user, settings):
        settings.AXES_ENABLED = True
        answers = [sign_in(client, "wrong wrong wrong") for _ in range(settings.AXES_FAILURE_LIMIT)]
        assert [each.status_code for each in answers] == [200] * 4 + [429]
        assert heading(answers[-1]) == "Too many tries"
        assert user.email.encode() not in answers[-1].content
        assert sign_in(client).status_code == 429
        assert "_auth_user_id" not in client.session


class TestWrongCodes:
    def tried(self, client, given):
        return client.post(reverse("mfa_authenticate"), {"code": given})

    def test_five_stop_even_the_right_one_for_an_hour_and_the_owner_sees_them(
        self, client, user, secret, settings
    ):
        settings.AXES_ENABLED = True
        sign_in(client)
        wrong = f"{(int(code(secret)) + 1) % 1_000_000:06d}"
        for _ in range(settings.AXES_FAILURE_LIMIT):
            assert self.tried(client, wrong).status_code in (200, 429)
        assert "Wait one hour" in self.tried(client, code(secret)).content.decode()
        assert "_auth_user_id" not in client.session
        assert not sign_ins(user).rows[0].worked
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=61))
        assert self.tried(client, code(secret)).status_code == 302
        assert "_auth_user_id" in client.session

    def test_from_many_places_they_stop_too(self, user, secret, settings):
        settings.ACCOUNT_RATE_LIMITS, settings.PROXIES = configured.SIGN_INS, 1
        cache.clear()
        wrong = f"{(int(code(secret)) + 1) % 1_000_000:06d}"
        for place in range(6):
            client = Client(headers={"x-forwarded-for": f"203.0.113.{place}"})
            sign_in(client)
            answer = self.tried(client, wrong if place < 5 else code(secret))
        assert "Wait one hour" in answer.content.decode()
        cache.clear()


class TestANewPassword:
    """A link by email sets a password; the second factor is asked for all the same."""

    @pytest.fixture
    def folder(self, settings, tmp_path):
        settings.EMAIL_BACKEND = "goldenthread.letters.carriers.mail.CarriedMail"
        settings.LETTERS = settings.LETTERS | {"EMAIL": f"folder:{tmp_path}"}
        return tmp_path / "open"

    def ask(self, client, email):
        answer = client.post("/accounts/password/reset/", {"email": email}, follow=True)
        carried.settle()
        return answer

    def test_the_answer_waits_for_no_carrier_so_its_time_tells_nothing(
        self, client, user, folder, monkeypatch
    ):
        may_go, gone = Event(), []

        class Slow:
            def deliver(self, parcel):
                assert may_go.wait(20)
                gone.append(parcel.to)

        monkeypatch.setattr(carried, "carriers", lambda: {Channel.EMAIL: Slow()})
        answer = client.post("/accounts/password/reset/", {"email": user.email})
        assert (answer.status_code, gone) == (302, [])
        may_go.set()
        carried.settle()
        assert gone == [user.email]

    def link(self, folder) -> str:
        (mail,) = folder.iterdir()
        return re.search(r"http://testserver(\S+)", mail.read_text())[1]

    def choose(self, client, address):
        page = client.get(address, follow=True)
        there = page.redirect_chain[-1][0] if page.redirect_chain else address
        new = {"password1": "another four plain words", "password2": "another four plain words"}
        return page, client.post(there, new)

    def test_is_chosen_by_a_link_that_works_once(self, client, user, secret, folder):
        self.ask(client, user.email)
        address = self.link(folder)
        _, done = self.choose(client, address)
        assert done.status_code == 302
        again, _ = self.choose(Client(), address)
        assert "used" in again.content.decode()
        user.refresh_from_db()
        assert user.check_password("another four plain words")
        answer = sign_in(Client(), password="another four plain words")
        assert answer.url == reverse("mfa_authenticate")

    def test_a_link_too_old_changes_nothing(self, client, user, folder, settings):
        self.ask(client, user.email)
        settings.PASSWORD_RESET_TIMEOUT = -1
        page, _ = self.choose(client, self.link(folder))
        assert page.status_code == 200
        user.refresh_from_db()
        assert user.check_password(PASSWORD)

    def test_a_stranger_gets_no_mail_and_the_same_answer(self, client, user, folder):
        pages = [self.ask(Client(), each) for each in ("nobody@example.invalid", user.email)]
        seen = [each.redirect_chain[-1][0] for each in pages]
        assert seen[0] == seen[1]
        assert len(list(folder.iterdir())) == 1
        mail = next(folder.iterdir()).read_text()
        assert "Subject: Your account with us\n" in mail
        assert user.name not in mail

    def test_with_no_carrier_the_answer_is_the_same(self, client, user, folder, settings, caplog):
        settings.LETTERS = settings.LETTERS | {"EMAIL": ""}
        assert self.ask(client, user.email).status_code == 200
        assert "no carrier takes email" in caplog.text
        assert user.email not in caplog.text


class TestFromWhere:
    def test_a_hall_full_of_parents_is_not_taken_for_an_attack(self, user, settings):
        """The library's own limit is thirty sign-ins a minute from one place."""
        settings.ACCOUNT_RATE_LIMITS = configured.SIGN_INS
        cache.clear()
        for _ in range(31):
            assert sign_in(Client()).status_code == 302
        cache.clear()

    def test_each_is_counted_where_our_own_proxy_heard_them(self, client, user, settings):
        settings.AXES_ENABLED, settings.PROXIES = True, 1
        wrong = {"login": user.email, "password": "wrong wrong wrong"}
        for _ in range(settings.AXES_FAILURE_LIMIT):
            answer = client.post("/accounts/login/", wrong, headers={"x-forwarded-for": OTHER})
        assert answer.status_code == 429
        right = {"login": user.email, "password": PASSWORD}
        answer = client.post("/accounts/login/", right, headers={"x-forwarded-for": HERS})
        assert answer.status_code == 302

    def test_no_log_says_from_where(self, client, db, caplog, settings):
        settings.PROXIES = 1
        with caplog.at_level("INFO", logger="django_structlog"):
            client.get("/accounts/login/", headers={"x-forwarded-for": HERS})
        assert "request_finished" in caplog.text
        assert HERS not in caplog.text
        assert '"ip"' not in caplog.text.replace("'", '"')


class TestPersonas:
    @pytest.fixture
    def demo(self, settings):
        settings.DEMO = True

    def test_are_listed_and_one_click_signs_in(self, demo, cast, client):
        page = client.get("/personas/").content.decode()
        assert "Officer" in page
        assert "EHC officer, Derbyshire County Council" in page
        answer = client.post(f"/personas/{cast.officer.pk}/")
        assert answer.status_code == 302
        assert client.session["_auth_user_id"] == str(cast.officer.pk)

    def test_a_link_alone_signs_nobody_in(self, demo, cast, client):
        assert client.get(f"/personas/{cast.officer.pk}/").status_code == 405

    def test_a_real_account_is_never_among_them(self, demo, user, cast, client):
        assert "Kim Staff" not in client.get("/personas/").content.decode()
        assert client.post(f"/personas/{user.pk}/").status_code == 404
        cast.officer.is_active = False
        cast.officer.save()
        assert client.post(f"/personas/{cast.officer.pk}/").status_code == 404

    def test_are_not_there_on_a_real_service(self, cast, client):
        assert not configured.DEMO
        assert client.get("/personas/").status_code == 404
        assert client.post(f"/personas/{cast.officer.pk}/").status_code == 404
        assert "_auth_user_id" not in client.session
        assert b"Choose somebody" not in client.get("/accounts/login/").content

    def test_the_demos_sign_in_page_leads_to_them(self, demo, db, client):
        assert b'href="/personas/"' in client.get("/accounts/login/").content
