"""Mail that signing in sends, such as a link to set a password: by the carrier of every email.

It says nothing of any child, so it is no letter: no copy is kept, and it goes at once, beside the
answer and never before it. Only an address with an account is sent anything, so an answer that
waited for a carrier would tell by its time who has one. A link to set a password is a key: it
waits in memory, and in no list of work that a database keeps.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from goldenthread.letters.carriers.chosen import carriers
from goldenthread.letters.carriers.parcel import Carrier, Down, Parcel, Refused
from goldenthread.letters.rules.recipients import Channel

log = logging.getLogger(__name__)


class CarriedMail(BaseEmailBackend):
    """Django's mail, handed to the carrier that `settings.LETTERS` names for email.

    What cannot be handed over is logged without a word of whom it was for: whoever asked is
    answered alike, so that nobody learns who has an account.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        carrier = carriers().get(Channel.EMAIL)
        if carrier is None:
            log.error("Mail about signing in was not sent: no carrier takes email.")
            return 0
        sent = 0
        for message in email_messages:
            for to in message.recipients():
                parcel = Parcel(
                    key=f"sign-in-{uuid4()}", channel=Channel.EMAIL, to=to,
                    subject=str(message.subject), body=str(message.body),
                )  # fmt: skip
                _aside().submit(_deliver, carrier, parcel).add_done_callback(_say_if_broken)
                sent += 1
        return sent


@cache
def _aside() -> ThreadPoolExecutor:
    """Return the one hand that delivers; begun with the first mail, after a server has forked."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="sign-in-mail")


def settle() -> None:
    """Wait until all mail handed in so far was delivered or refused."""
    _aside().submit(int).result()


def _deliver(carrier: Carrier, parcel: Parcel) -> None:
    try:
        carrier.deliver(parcel)
    except (Refused, Down) as problem:
        log.error("Mail about signing in was not sent: %s", type(problem).__name__)


def _say_if_broken(done: Future[None]) -> None:
    if problem := done.exception():
        log.error("Mail about signing in was not sent: %s", type(problem).__name__)
