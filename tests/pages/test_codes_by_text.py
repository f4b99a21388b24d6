"""A code by text is a family's last way in: once, for ten minutes, to a number that is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from goldenthread.access.models import Post, User
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Note, Who
from goldenthread.contact import tasks
from goldenthread.contact.commands import phones
from goldenthread.contact.models import SignInPhone, SignInText
from goldenthread.contact.queries.phones import as_owner
from goldenthread.contact.rules.phones import (
    MOST_FROM_A_PLACE,
    NO_GOOD,
    TOO_MANY_TEXTS,
    TOO_MANY_WRONG,
    Outcome,
    TextRefused,
    mobile,
)

PASSWORD = "correct horse battery staple"
NUMBER, OTHER = "+447700900123", "+447700900456"
HERE = "192.0.2.1"
BUTTON = "Send a code to my phone instead"
WAY = reverse("family:sign-in-by-text")
PHONE = reverse("family:phone")


@pytest.fixture(autouse=True)
def a_service_that_texts(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.LETTERS = settings.LETTERS | {"TEXT": f"folder:{tmp_path}"}
    return tmp_path / "open"


def person(name: str, number: str = "") -> User:
    """Return a real account, not an invented one: a second factor is asked of it."""
    user = User.objects.create_user(
        email=f"{name}@example.invalid", name=name.title(), password=PASSWORD
    )
    if number:
        with as_owner(user.pk):
            SignInPhone.objects.create(user=user, number=number, confirmed_at=timezone.now())
    return user


@pytest.fixture
def mum(db):
    return person("mum", NUMBER)


def after_password(user: User) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    return client


def newest(user: User) -> SignInText:
    with as_owner(user.pk):
        return SignInText.objects.filter(user=user).latest("pk")


def sent(user: User, folder) -> str:
    """Do the worker's part for the newest text, and read the code off the telephone."""
    text = newest(user)
    job = ProcrastinateJob.objects.filter(task_name=phones.TASK).latest("id")
    assert job.args == {"user_id": user.pk, "text_id": text.pk}
    tasks.send_a_code(**job.args)
    words = (folder / f"sign-in-text-{text.pk}.txt").read_text()
    assert user.name not in words
    found = re.search(r"\b(\d{6}) is your code", words)
    assert found is not None
    return found[1]


def asked(user: User) -> Client:
    client = after_password(user)
    assert client.post(WAY).url == WAY
    return client


def wrong_of(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@contextmanager
def written_down(user: User) -> Iterator[list[str]]:
    """Gather why each audit row of one person was written: only a sealer may read such a row."""
    purposes: list[str] = []
    write = audit.write

    def kept(notes: list[Note], who: Who) -> None:
        assert NUMBER not in f"{notes}{who}"
        purposes.extend(each.purpose for each in notes if who.user_id == user.pk)
        write(notes, who)

    with patch.object(audit, "write", kept):
        yield purposes


def say_it_was(user: User, ago: timedelta, *fields: str) -> None:
    then = timezone.now() - ago
    with as_owner(user.pk):
        SignInText.objects.filter(user=user).update(**dict.fromkeys(fields, then))


class TestSigningIn:
    def test_the_right_code_signs_in_once_under_a_new_session(self, mum, a_service_that_texts):
        client = asked(mum)
        before = client.session.session_key
        page = client.get(WAY).content.decode()
        assert ">23<" in page
        assert NUMBER not in page
        code = sent(mum, a_service_that_texts)
        assert client.post(WAY, {"code": f" {code[:3]} {code[3:]}"}).status_code == 302
        assert is_in(client)
        assert client.session.session_key != before
        assert client.get("/files/1/download/").status_code == 404  # past the second factor
        assert code not in str(vars(newest(mum)))
        again = after_password(mum)
        assert NO_GOOD in again.post(WAY, {"code": code}).content.decode()
        assert not is_in(again)

    def test_a_password_alone_does_not_sign_in(self, mum):
        client = after_password(mum)
        assert not is_in(client)
        assert BUTTON in client.get(reverse("mfa_authenticate")).content.decode()

    def test_what_was_done_is_written_down(self, mum, a_service_that_texts):
        with written_down(mum) as purposes:
            client = asked(mum)
            code = sent(mum, a_service_that_texts)
            client.post(WAY, {"code": wrong_of(code)})
            client.post(WAY, {"code": code})
        done = ["sign-in-text-asked", "sign-in-text-wrong", "sign-in-text-used"]
        assert purposes == done

    def test_five_wrong_codes_stop_even_the_right_one_for_an_hour(self, mum, a_service_that_texts):
        client = asked(mum)
        code = sent(mum, a_service_that_texts)
        for _ in range(5):
            assert NO_GOOD in client.post(WAY, {"code": wrong_of(code)}).content.decode()
        assert TOO_MANY_WRONG in client.post(WAY, {"code": code}).content.decode()
        client.post(WAY)  # a new code is no new five
        fresh = sent(mum, a_service_that_texts)
        assert TOO_MANY_WRONG in after_password(mum).post(WAY, {"code": fresh}).content.decode()
        say_it_was(mum, timedelta(minutes=61), "wrong_at")
        assert client.post(WAY, {"code": fresh}).status_code == 302
        assert is_in(client)

    def test_it_works_ten_minutes(self, mum, a_service_that_texts):
        client = asked(mum)
        code = sent(mum, a_service_that_texts)
        text = newest(mum)
        assert text.ends_at - text.sent_at == timedelta(minutes=10)
        say_it_was(mum, timedelta(seconds=1), "ends_at")
        assert NO_GOOD in client.post(WAY, {"code": code}).content.decode()

    def test_a_new_code_ends_the_one_before(self, mum, a_service_that_texts):
        client = asked(mum)
        first = sent(mum, a_service_that_texts)
        client.post(WAY)
        assert NO_GOOD in client.post(WAY, {"code": first}).content.decode()
        assert client.post(WAY, {"code": sent(mum, a_service_that_texts)}).status_code == 302

    def test_another_accounts_code_is_no_good(self, mum, a_service_that_texts):
        dad = person("dad", OTHER)
        asked(dad)
        code = sent(dad, a_service_that_texts)
        client = asked(mum)
        assert NO_GOOD in client.post(WAY, {"code": code}).content.decode()
        assert not is_in(client)

    def test_a_number_changed_meanwhile_ends_it(self, mum, a_service_that_texts):
        client = asked(mum)
        code = sent(mum, a_service_that_texts)
        with as_owner(mum.pk):
            SignInPhone.objects.filter(user=mum).update(number=OTHER)
        assert NO_GOOD in client.post(WAY, {"code": code}).content.decode()

    def test_two_at_once_use_it_once(self, mum, a_service_that_texts):
        asked(mum)
        code = sent(mum, a_service_that_texts)
        told = [phones.use_to_sign_in(mum.pk, code, at=timezone.now()) for _ in range(2)]
        assert told == [Outcome.RIGHT, Outcome.WRONG]

    def test_two_workers_send_one_text(self, mum, a_service_that_texts):
        asked(mum)
        text, at = newest(mum), timezone.now()
        done = [phones.send(text.pk, user_id=mum.pk, at=at) for _ in range(2)]
        assert done == [True, False]

    def test_a_worker_that_comes_late_sends_nothing(self, mum, a_service_that_texts):
        asked(mum)
        late = timezone.now() + timedelta(minutes=11)
        assert not phones.send(newest(mum).pk, user_id=mum.pk, at=late)


class TestWhoIsOffered:
    def test_nobody_before_the_password(self, mum):
        assert Client().get(WAY).url == reverse("account_login")
        assert Client().post(WAY).url == reverse("account_login")

    def test_not_whoever_has_no_telephone(self, db):
        dad = person("dad")
        totp.TOTP.activate(dad, totp.generate_totp_secret())
        client = after_password(dad)
        assert BUTTON not in client.get(reverse("mfa_authenticate")).content.decode()
        assert client.post(WAY).url == reverse("mfa_authenticate")

    def test_nobody_where_no_texts_go(self, mum, settings):
        settings.LETTERS = settings.LETTERS | {"TEXT": ""}
        client = after_password(mum)
        assert BUTTON not in client.get(reverse("mfa_authenticate")).content.decode()
        assert client.post(WAY).url == reverse("mfa_authenticate")

    def test_no_staff_whatever_they_had_before(self, mum, cast, a_service_that_texts):
        client = asked(mum)
        code = sent(mum, a_service_that_texts)
        like = cast.officer.posts.get()
        Post.objects.create(
            user=mum, organisation=like.organisation, role=like.role, from_date=like.from_date
        )
        assert client.post(WAY, {"code": code}).url == reverse("mfa_authenticate")
        assert phones.use_to_sign_in(mum.pk, code, at=timezone.now()) is Outcome.WRONG
        assert BUTTON not in client.get(reverse("mfa_authenticate")).content.decode()
        assert not is_in(client)  # nor by a password alone


class TestHowOften:
    def test_three_texts_an_hour(self, mum):
        client = after_password(mum)
        for _ in range(3):
            assert client.post(WAY).status_code == 302
        assert TOO_MANY_TEXTS in client.post(WAY).content.decode()
        say_it_was(mum, timedelta(minutes=61), "asked_at")
        assert client.post(WAY).status_code == 302

    def test_so_many_from_one_place_whosever_they_are(self, mum):
        phones.ask_to_sign_in(mum.pk, address=HERE, at=timezone.now())
        text = newest(mum)
        assert HERE not in text.place
        dad = person("dad", OTHER)
        with as_owner(mum.pk):
            SignInText.objects.bulk_create(
                SignInText(
                    user=mum, number=NUMBER, place=text.place, asked_at=text.asked_at,
                    ends_at=text.ends_at,
                )
                for _ in range(MOST_FROM_A_PLACE - 1)
            )  # fmt: skip
        with pytest.raises(TextRefused, match="Wait one hour"):
            phones.ask_to_sign_in(dad.pk, address=HERE, at=timezone.now())
        phones.ask_to_sign_in(dad.pk, address="192.0.2.2", at=timezone.now())

    def test_all_are_forgotten_after_a_day(self, mum):
        asked(mum)
        assert phones.forget(timezone.now()) == 0
        say_it_was(mum, timedelta(hours=25), "asked_at")
        assert phones.forget(timezone.now()) == 1


class TestReach:
    def test_nobody_else_sees_a_number(self, mum, as_service):
        asked(mum)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('gt.user', '', true)")
        assert not SignInPhone.objects.exists()
        assert not SignInText.objects.exists()
        with as_owner(mum.pk + 1):
            assert not SignInPhone.objects.exists()


class TestTheTelephone:
    """Adding one, changing it, taking it off."""

    def do(self, client, act, **given):
        """Do one thing on the page; the password is asked for again, and given."""
        answer = client.post(PHONE, {"act": act, **given})
        if answer.status_code == 302 and "reauthenticate" in answer.url:
            answer = client.post(answer.url, {"password": PASSWORD}, follow=True)
        return answer.content.decode()

    @pytest.fixture
    def dad(self, db):
        return person("dad")

    @pytest.fixture
    def client_of_dad(self, dad):
        client = Client()
        client.post("/accounts/login/", {"login": dad.email, "password": PASSWORD})
        return client

    def test_somebody_without_an_app_adds_one_and_goes_on(
        self, dad, client_of_dad, a_service_that_texts
    ):
        client = client_of_dad
        assert client.get("/files/1/download/").url == reverse("mfa_activate_totp")
        self.do(client, "send", number="07700 900123")
        before = client.session.session_key
        code = sent(dad, a_service_that_texts)
        with written_down(dad) as purposes:
            assert client.post(PHONE, {"act": "confirm", "code": code}).status_code == 302
        assert client.session.session_key != before
        assert client.get("/files/1/download/").status_code == 404
        assert purposes == ["sign-in-text-used", "sign-in-phone-added"]
        (told,) = mail.outbox
        assert told.to == [dad.email]
        assert not any(each in told.subject + told.body for each in (dad.name, "900123", "child"))
        after_password(dad)  # and a password alone is not enough any more

    def test_a_wrong_code_confirms_nothing(self, dad, client_of_dad, a_service_that_texts):
        self.do(client_of_dad, "send", number="07700 900123")
        code = wrong_of(sent(dad, a_service_that_texts))
        answer = client_of_dad.post(PHONE, {"act": "confirm", "code": code})
        assert NO_GOOD in answer.content.decode()
        with as_owner(dad.pk):
            assert not SignInPhone.objects.exists()

    def test_a_code_to_confirm_signs_nobody_in(self, mum, a_service_that_texts):
        phones.ask_to_confirm(mum.pk, NUMBER, address=HERE, at=timezone.now())
        code = sent(mum, a_service_that_texts)
        assert phones.use_to_sign_in(mum.pk, code, at=timezone.now()) is Outcome.WRONG

    @pytest.mark.parametrize("written", ["0115 496 0123", "07000 900123", "12", "+33612345678"])
    def test_only_a_mobile_of_ours_will_do(self, db, written):
        with pytest.raises(TextRefused, match="UK mobile"):
            mobile(written)

    def test_whoever_has_an_app_changes_it_with_the_app_alone(self, mum, a_service_that_texts):
        totp.TOTP.activate(mum, totp.generate_totp_secret())
        client = asked(mum)
        client.post(WAY, {"code": sent(mum, a_service_that_texts)})
        for act in ("send", "remove"):
            page = self.do(client, act, number=OTHER)
            assert "Sign in again with your app or passkey" in page
        with as_owner(mum.pk):
            assert SignInPhone.objects.get().number == NUMBER

    def test_the_last_second_factor_is_not_taken_off(self, mum, a_service_that_texts):
        client = asked(mum)
        client.post(WAY, {"code": sent(mum, a_service_that_texts)})
        page = self.do(client, "remove")
        assert "Set up an app or a passkey first" in page
        with written_down(mum) as purposes:
            phones.remove(mum.pk)
        with as_owner(mum.pk):
            assert not SignInPhone.objects.exists()
            assert set(SignInText.objects.values_list("number", flat=True)) == {""}
        assert purposes == ["sign-in-phone-removed"]
        assert len(mail.outbox) == 1

    def test_an_app_is_added_beside_it(self, mum, a_service_that_texts):
        client = asked(mum)
        client.post(WAY, {"code": sent(mum, a_service_that_texts)})
        assert "reauthenticate" in client.get(reverse("mfa_activate_totp")).url
        assert not Authenticator.objects.filter(user=mum).exists()

    def test_staff_are_told_why_not(self, cast):
        client = Client()
        client.force_login(cast.officer, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get(PHONE)
        assert answer.status_code == 403
        assert "app or a passkey" in answer.content.decode()
        with pytest.raises(TextRefused):
            phones.ask_to_confirm(cast.officer.pk, NUMBER, address=HERE, at=timezone.now())

    def test_where_no_texts_go_the_page_says_so(self, dad, client_of_dad, settings):
        settings.LETTERS = settings.LETTERS | {"TEXT": ""}
        page = client_of_dad.get(PHONE).content.decode()
        assert "We cannot send texts here now" in page
        assert "Send me a code" not in page
