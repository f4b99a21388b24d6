"""Who may get a code by text, and the telephone it goes to: for its owner alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from goldenthread.access import asking
from goldenthread.access.models import Post
from goldenthread.access.rules import Asker
from goldenthread.contact.models import SignInPhone, SignInText
from goldenthread.contact.rules.phones import SHOWN, Purpose
from goldenthread.letters.carriers.chosen import carriers
from goldenthread.letters.rules.recipients import Channel

STATED = "SELECT " + ", ".join(
    f"coalesce(current_setting('gt.{each}', true), '')"
    for each in ("areas", "children", "user", "partnership")
)


@contextmanager
def as_owner(user_id: int) -> Iterator[None]:
    """Reach one account's own telephone, and write the audit as them; then as it was before.

    Whoever stands between password and code is nobody yet, so they cannot be the asker.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STATED)
        before = cursor.fetchone()
        with asking.stated(Asker(user_id=user_id), route="sign-in-by-text"):
            yield
        cursor.execute(asking.STATE, before)


def texts_go() -> bool:
    """Say whether anything carries texts here."""
    return Channel.TEXT in carriers()


def holds_a_post(user_id: int, at: datetime) -> bool:
    """Say whether somebody holds a post of any kind, or will: such people get no code by text."""
    over = Q(to_date__lt=timezone.localdate(at)) | Q(ends_at__lte=at)
    return Post.objects.filter(user_id=user_id).exclude(over).exists()


def number_held(user_id: int) -> str:
    """Return the number an account has confirmed; empty: none."""
    with as_owner(user_id):
        found = SignInPhone.objects.filter(user_id=user_id).values_list("number", flat=True)
        return found.first() or ""


def offered_to(user_id: int, at: datetime) -> str:
    """Return the last digits of the number a code may go to now; empty: none may."""
    if not texts_go() or holds_a_post(user_id, at):
        return ""
    return number_held(user_id)[-SHOWN:]


def waits_to_confirm(user_id: int, at: datetime) -> str:
    """Return the last digits of a number that was typed and is still to be confirmed."""
    with as_owner(user_id):
        newest = SignInText.objects.filter(user_id=user_id).order_by("-pk").first()
    if newest is None or newest.purpose != Purpose.CONFIRM or newest.used_at is not None:
        return ""
    return newest.number[-SHOWN:] if newest.ends_at > at else ""
