"""The benchmark's parents sign in as anybody does, and nothing of them stays behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessLog
from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    check_password,
    identify_hasher,
    make_password,
)
from django.contrib.sessions.models import Session
from django.test import Client

from goldenthread.access import asking
from goldenthread.access.hashing import Argon2
from goldenthread.access.models import Tie, User
from goldenthread.config import bench_sign_in as bench
from goldenthread.demo import bench_family
from goldenthread.people.models import Adult, AdultLink
from goldenthread.plans.models import Plan

from .conftest import TODAY

OF_THEM = (User, Tie, Adult, AdultLink, Authenticator, AccessLog, Session)


class Seat:
    """A parent's browser, with no server between."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, path: str) -> tuple[str, str]:
        return self._end(path, self.client.get(path, follow=True))

    def post(self, path: str, data: dict[str, str]) -> tuple[str, str]:
        return self._end(path, self.client.post(path, data, follow=True))

    def _end(self, path, answer):
        if answer.status_code >= 400:
            raise OSError(f"{path} answered {answer.status_code}.")
        return (answer.redirect_chain or [(path, 200)])[-1][0], answer.content.decode()


@pytest.fixture
def planned(sam, areas, settings, monkeypatch):
    """One child with a plan; the bench writes in this test's own transaction."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TESTING = settings.DEMO = False  # everybody needs a second factor
    monkeypatch.setattr(bench_family, "OWNER", "default")
    monkeypatch.setattr(bench_family, "history_triggers", lambda: "{}")
    Plan.objects.create(area=areas.derbyshire, child=sam, state="IN_FORCE", start_date=TODAY)
    return sam


def counted() -> list[int]:
    return [model._default_manager.count() for model in OF_THEM]


def test_a_parent_of_the_bench_signs_in_reads_and_is_gone(planned, as_service):
    before = counted()
    with bench_family.bench_parents(1, since=TODAY - timedelta(days=9)) as (parent,):
        seat = Seat()
        with pytest.raises(OSError, match="404"):
            bench.read(seat, parent)
        bench.sign_in(seat, parent, bench_family.PASSWORD)
        bench.read(seat, parent)
        with asking.stated(as_service):  # as owner in life, whom no row is hidden from
            assert counted() != before
            bench_family.remove([seat.client.session.session_key])
    assert counted() == before


def test_a_wrong_password_and_a_wrong_code_are_told(planned, as_service):
    with bench_family.bench_parents(1, since=TODAY) as (parent,):
        with pytest.raises(LookupError, match="The password led to /accounts/login/"):
            bench.sign_in(Seat(), parent, "something else")
        other = bench_family.BenchParent(parent.email, "A" * 32, planned.pk)
        with pytest.raises(LookupError, match="The code led to"):
            bench.sign_in(Seat(), other, bench_family.PASSWORD)
        with asking.stated(as_service):
            bench_family.remove()


def test_what_goes_wrong_is_counted_and_not_timed():
    counted = bench.Counted()
    counted.take(lambda: None)
    counted.take(lambda: bench.token("a page with no form"))
    assert (len(counted.times), counted.errors) == (1, ["The page has no form."])
    assert counted.said().startswith("1 error; ")
    assert bench.Counted().said() == "no error"


def test_too_few_children_are_told_of_and_nothing_is_written(planned, as_service):
    before = counted()
    with (
        pytest.raises(LookupError, match="1 children"),
        bench_family.bench_parents(2, since=TODAY),
    ):
        pass
    assert counted() == before


class TestHowPasswordsAreKept:
    def test_costs_no_less_than_owasp_asks(self):
        """OWASP, Password Storage Cheat Sheet: argon2id, 19 MiB, two passes, one lane at least."""
        assert Argon2.memory_cost >= 19 * 1024
        assert Argon2.time_cost >= 2
        assert Argon2.parallelism >= 1
        assert "$argon2id$" in Argon2().encode("a password", "salt" * 4)

    def test_one_kept_with_other_costs_still_opens_and_is_kept_anew(self, settings):
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
        old = make_password("four plain words")
        assert identify_hasher(old).decode(old)["memory_cost"] == Argon2PasswordHasher.memory_cost
        settings.PASSWORD_HASHERS = ["goldenthread.access.hashing.Argon2"]
        kept: list[str] = []
        assert check_password("four plain words", old, setter=kept.append)
        assert kept == ["four plain words"]
        assert not check_password("four plain word", old)
