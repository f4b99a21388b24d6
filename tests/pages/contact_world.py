"""What the tests of messages share: who answers, who writes, a call, an email, its clocks."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest

from goldenthread.contact import commands
from goldenthread.contact.commands import Incoming
from goldenthread.contact.models import Contact
from goldenthread.contact.rules import Channel
from goldenthread.contact.rules.mail import read_mail
from goldenthread.timeline.models import Clock

from .conftest import NOW
from .family_world import account, make_family

TRUSTED = "mx.council.example"


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def mum(sam, as_service):
    user = account("Mum Invented")
    make_family(sam, user)
    return user


@pytest.fixture
def dad(sam, as_service):
    user = account("Dad Invented")
    make_family(sam, user, relationship="father")
    return user


def call(by, sam, words="Please ring me.", **more) -> Contact:
    told = {"area_id": 830, "child_id": sam.pk, "channel": Channel.PHONE, "words": words, **more}
    return commands.receive(Incoming(**told), by=by, at=NOW)


def clock(contact: Contact, rule: str = "con-reply") -> list[Clock]:
    rows = Clock.objects.filter(
        case_type="contact", case_id=contact.pk, rule=rule, known_to__isnull=True
    )
    return list(rows.order_by("started", "about"))


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def email(number=1, sender="mum@example.invalid", proven=True, subject="Hello", words="When?"):
    message = EmailMessage()
    if proven:
        domain = sender.partition("@")[2]
        message["Authentication-Results"] = f"{TRUSTED}; dmarc=pass header.from={domain}"
    message["From"], message["Subject"] = sender, subject
    message["Message-ID"] = f"<{number}@example.invalid>"
    message.set_content(words)
    return read_mail(message.as_bytes(), trusted=TRUSTED)
