"""Mail that signing in sends, such as a link to set a password: by the carrier of every email.

It says nothing of any child, so it is no letter: no copy is kept, and it goes at once.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from goldenthread.letters.carriers.chosen import carriers
from goldenthread.letters.carriers.parcel import Down, Parcel, Refused
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
                try:
                    carrier.deliver(parcel)
                except (Refused, Down) as problem:
                    log.error("Mail about signing in was not sent: %s", type(problem).__name__)
                else:
                    sent += 1
        return sent
