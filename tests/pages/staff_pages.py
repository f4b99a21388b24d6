"""What the tests of the staff pages share: a stopped clock, signed-in clients, three-step forms."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape
from types import SimpleNamespace

from django.test import Client

from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Who

BACKEND = "django.contrib.auth.backends.ModelBackend"
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value="|nonce=")[^"]+')


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def stop_clock(monkeypatch, moment: datetime) -> SimpleNamespace:
    """Make every page ask this clock; the test moves it by setting `at`."""
    clock = SimpleNamespace(at=moment)
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.at)
    return clock


def text(answer) -> str:
    return unescape(answer.content.decode())


def words(answer) -> str:
    """Return a page's words on one line, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text(answer)).split())


def same_for_all(answer) -> str:
    """Return a page without what differs between two renderings of the same page."""
    return TOKEN.sub(r"\1", answer.content.decode())


def parts(name: str, day: date) -> dict[str, str]:
    """Return a date as it is typed in three boxes."""
    typed = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}-{part}": str(value) for part, value in typed.items()}


def gather(monkeypatch) -> list[tuple[str, Who]]:
    """Return a list that grows with the purpose of each write, and who did it.

    Rows about no child are in nobody's reach, so they are caught on their way to the table.
    """
    caught, write = [], audit.write

    def caught_write(notes, who):
        caught.extend((n.purpose, who) for n in dict.fromkeys(notes) if n.action is Action.WRITE)
        write(notes, who)

    monkeypatch.setattr(audit, "write", caught_write)
    return caught
