"""How fast messages come in when very many come at once, and how the lists of them stand it.

All of it is written in one transaction that is undone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as clock
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

FLOOD = 5_000
SENDERS = 500
MOST_SECONDS = 600  # an hour's flood is received in ten minutes at most
TRUSTED = "mx.bench.invalid"


def mail(number: int) -> bytes:
    """Return one email of a flood: proven, from one of 500 senders nobody knows."""
    message = EmailMessage()
    message["Authentication-Results"] = f"{TRUSTED}; dmarc=pass header.from=bench.invalid"
    message["From"] = f"sender-{number % SENDERS}@bench.invalid"
    message["Subject"] = "When is the meeting?"
    message["Message-ID"] = f"<{number}@bench.invalid>"
    message.set_content("Please tell us when the meeting is. " * 20)
    return message.as_bytes()


def figures(client: Any, area_id: int, day: date) -> Iterator[tuple[str, str, str]]:
    """Receive a flood, look at the lists, and undo all of it."""
    from django.db import transaction

    from goldenthread.access import asking

    at = datetime.combine(day, clock(9), tzinfo=ZoneInfo("Europe/London"))
    with transaction.atomic():
        by = asking.service("contact", [area_id])
        started = time.perf_counter()
        with asking.stated(by):
            _receive(area_id, by, at)
        took = time.perf_counter() - started
        yield (
            f"{FLOOD:,} emails of one hour received, from {SENDERS} senders",
            f"{took:.0f} s ({took / FLOOD * 1000:.0f} ms each)",
            f"<= {MOST_SECONDS} s",
        )
        for address in ("/messages/?show=all", "/messages/?show=unmatched&page=100"):
            yield _page(client, address)
        transaction.set_rollback(True)


def _receive(area_id: int, by: Any, at: datetime) -> None:
    from goldenthread.contact import commands
    from goldenthread.contact.rules.mail import read_mail

    for number in range(FLOOD):
        read = read_mail(mail(number), trusted=TRUSTED)
        commands.receive_mail(read, area_id=area_id, by=by, at=at)


def _page(client: Any, address: str) -> tuple[str, str, str]:
    from django.db import connection

    sent: list[str] = []

    def count(execute: Any, statement: str, *rest: Any) -> Any:
        sent.append(statement)
        return execute(statement, *rest)

    started = time.perf_counter()
    with connection.execute_wrapper(count):
        answer = client.get(address)
    took = (time.perf_counter() - started) * 1000
    assert answer.status_code == 200, answer.status_code
    return (f"then {address}", f"{took:.0f} ms / {len(sent)} statements", "<= 12 statements")
