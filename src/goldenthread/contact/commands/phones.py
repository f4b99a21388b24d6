"""Codes to sign in with, by text: the way for families without an app or a passkey (rule 60).

The worker makes a code as it sends it, and writes down only its keyed hash. The newest is the only
one that works, for ten minutes, once, while the number is the one it went to.
"""

from __future__ import annotations

from datetime import datetime

from django.core.mail import send_mail
from django.db import connection
from django.db.models import F, Sum
from django.utils.crypto import constant_time_compare, salted_hmac
from procrastinate.contrib.django import app

from goldenthread.access.models import User
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.audit.rules import Outcome as Ended
from goldenthread.contact.models import SignInPhone, SignInText
from goldenthread.contact.queries.phones import as_owner, holds_a_post, texts_go
from goldenthread.contact.rules import phones as rules
from goldenthread.contact.rules.phones import Outcome, Purpose, TextRefused
from goldenthread.letters.carriers.chosen import carriers
from goldenthread.letters.carriers.parcel import CannotTell, Carrier, Down, Parcel, Refused
from goldenthread.letters.rules.recipients import Channel

TASK = "goldenthread.contact.tasks.send_a_code"
SUBJECT = "Your account with us"
CHANGED = (
    "The phone that gets your codes was changed.\n\n"
    "Was this not you? Change your password now, then ring us.\n"
)


def _hash(text: SignInText, code: str) -> str:
    said = f"{text.user_id}/{text.pk}/{text.purpose}/{text.number}/{code}"
    return salted_hmac("contact.sign-in-text", said, algorithm="sha256").hexdigest()


def _place(address: str) -> str:
    return salted_hmac("contact.sign-in-place", address, algorithm="sha256").hexdigest()


def _note(purpose: str, ended: Ended = Ended.ALLOWED) -> None:
    classes = (FieldClass.RESTRICTED,)
    audit.note(Note(action=Action.WRITE, classes=classes, purpose=purpose, outcome=ended))


def _lock(user_id: int) -> None:
    """Let one at a time count and use an account's codes."""
    User.objects.select_for_update(no_key=True).get(pk=user_id)


# Asking


def ask_to_confirm(user_id: int, written: str, *, address: str, at: datetime) -> None:
    """Ask for a code to a number that somebody typed as their own.

    :raises TextRefused: if it is no UK mobile, or too many went
    """
    _ask(user_id, Purpose.CONFIRM, rules.mobile(written), address, at)


def ask_to_sign_in(user_id: int, *, address: str, at: datetime) -> None:
    """Ask for a code to the number that an account has confirmed; `address`: from where.

    :raises TextRefused: if there is none, or too many went
    """
    with as_owner(user_id):
        held = SignInPhone.objects.filter(user_id=user_id).first()
    if held is None:
        raise TextRefused(rules.NO_GOOD)
    _ask(user_id, Purpose.SIGN_IN, held.number, address, at)


def _ask(user_id: int, purpose: Purpose, number: str, address: str, at: datetime) -> None:
    if not texts_go() or holds_a_post(user_id, at):
        raise TextRefused(rules.NO_GOOD)
    place = _place(address)
    with as_owner(user_id):
        _lock(user_id)
        mine = SignInText.objects.filter(user_id=user_id, asked_at__gt=at - rules.HOUR).count()
        if mine < rules.MOST_TEXTS and _asked_from(place, at) < rules.MOST_FROM_A_PLACE:
            made = SignInText.objects.create(
                user_id=user_id, purpose=purpose, number=number, place=place, asked_at=at,
                ends_at=at + rules.GOOD_FOR,
            )  # fmt: skip
            app.configure_task(TASK).defer(user_id=user_id, text_id=made.pk)
            _note("sign-in-text-asked")
            return
        _note("sign-in-text-asked", Ended.FORBIDDEN)
    raise TextRefused(rules.TOO_MANY_TEXTS)


def _asked_from(place: str, at: datetime) -> int:
    """Count the texts asked for from one place within the hour, whosever they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_texts_from(%s, %s)", [place, at - rules.HOUR])
        (count,) = cursor.fetchone()
    return int(count)


# Sending


def send(text_id: int, *, user_id: int, at: datetime, carrier: Carrier | None = None) -> bool:
    """Make the code of one text and send it, once; say whether it went.

    It is written down as sent before it goes, so two workers never send two. One that does not go
    is not tried again: its owner asks for another.
    """
    taking = carrier or carriers().get(Channel.TEXT)
    code = rules.new_code()
    with as_owner(user_id):
        waiting = SignInText.objects.filter(
            pk=text_id, user_id=user_id, sent_at=None, ends_at__gt=at
        )
        text = waiting.first()
        if taking is None or text is None:
            return False
        ends = at + rules.GOOD_FOR
        if not waiting.update(sent_at=at, ends_at=ends, code_hash=_hash(text, code)):
            return False
    parcel = Parcel(
        key=f"sign-in-text-{text_id}", channel=Channel.TEXT, to=text.number, body=rules.words(code)
    )
    try:
        taking.deliver(parcel)
    except (Refused, Down, CannotTell):
        with as_owner(user_id):
            _note("sign-in-text-not-sent", Ended.FORBIDDEN)
        return False
    return True


def forget(at: datetime) -> int:
    """Forget the texts of more than a day ago; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_forget_texts(%s)", [at - rules.KEPT_FOR])
        (count,) = cursor.fetchone()
    return int(count)


# Using


def use_to_sign_in(user_id: int, typed: str, *, at: datetime) -> Outcome:
    """Use a code that was typed after the password, once; a wrong one is counted."""
    if holds_a_post(user_id, at):
        return Outcome.WRONG
    with as_owner(user_id):
        return _use(user_id, Purpose.SIGN_IN, typed, at)[0]


def confirm(user_id: int, typed: str, *, at: datetime) -> Outcome:
    """Keep the number that a code went to as the account's own, and tell its owner's email."""
    if holds_a_post(user_id, at):
        return Outcome.WRONG
    with as_owner(user_id):
        outcome, text = _use(user_id, Purpose.CONFIRM, typed, at)
        if text is not None and outcome is Outcome.RIGHT:
            kept = {"number": text.number, "confirmed_at": at}
            SignInPhone.objects.update_or_create(user_id=user_id, defaults=kept)
            _note("sign-in-phone-added")
    if outcome is Outcome.RIGHT:
        _tell(user_id)
    return outcome


def remove(user_id: int) -> None:
    """Let go of an account's telephone and of every text to it, and tell its owner's email."""
    with as_owner(user_id):
        _lock(user_id)
        gone, _ = SignInPhone.objects.filter(user_id=user_id).delete()
        SignInText.objects.filter(user_id=user_id).update(number="", code_hash="")
        if gone:
            _note("sign-in-phone-removed")
    if gone:
        _tell(user_id)


def _tell(user_id: int) -> None:
    user = User.objects.get(pk=user_id)
    send_mail(SUBJECT, CHANGED, None, [user.email])


def _use(
    user_id: int, purpose: Purpose, typed: str, at: datetime
) -> tuple[Outcome, SignInText | None]:
    _lock(user_id)
    mine = SignInText.objects.filter(user_id=user_id)
    counted = mine.filter(wrong_at__gt=at - rules.HOUR).aggregate(wrong=Sum("wrong"))["wrong"] or 0
    if counted >= rules.MOST_WRONG:
        _note("sign-in-text-stopped", Ended.FORBIDDEN)
        return Outcome.STOPPED, None
    newest = mine.order_by("-pk").first()
    if newest is not None and _works(newest, purpose, "".join(typed.split()), at):
        if mine.filter(pk=newest.pk, used_at=None).update(used_at=at) == 1:
            _note("sign-in-text-used")
            return Outcome.RIGHT, newest
    elif newest is not None:
        mine.filter(pk=newest.pk).update(wrong=F("wrong") + 1, wrong_at=at)
    _note("sign-in-text-wrong", Ended.FORBIDDEN)
    return Outcome.WRONG, None


def _works(text: SignInText, purpose: Purpose, typed: str, at: datetime) -> bool:
    """Whether a code is this text's, for this purpose, still good, and to the number of now."""
    if text.purpose != purpose or text.used_at is not None or text.ends_at <= at:
        return False
    if purpose is Purpose.SIGN_IN:
        same = SignInPhone.objects.filter(user_id=text.user_id, number=text.number)
        if not same.exists():
            return False
    return bool(text.code_hash) and constant_time_compare(text.code_hash, _hash(text, typed))
