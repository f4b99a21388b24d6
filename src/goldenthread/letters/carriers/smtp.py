"""A mail server: an email that says there is something to read, and where to sign in.

No child is named in it and nothing is attached (trust rules 22 and 39). Our key is its Message-ID.
A mail server cannot be asked what it took: cut off in the middle, nobody can tell, and a person
decides.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage

from goldenthread.letters.carriers.parcel import CannotTell, Down, Parcel, Receipt, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server and how to speak to it."""

    host: str
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = "no-reply@localhost"
    tls: bool = True
    seconds: float = 20.0


class Smtp:
    """Hands emails to a mail server, one in each transaction, since it cannot be asked again."""

    name = "smtp"
    at_once = 1

    def __init__(self, server: Server) -> None:
        self.server = server

    def find(self, parcel: Parcel) -> Receipt | None:
        raise CannotTell("A mail server cannot say whether it took an email.")

    def ask(self, carrier_id: str) -> Receipt:
        return Receipt(carrier_id, "accepted", final=True)

    def deliver(self, parcel: Parcel) -> Receipt:
        if parcel.channel != "EMAIL":
            raise Refused("A mail server takes emails only.")
        message = self._message(parcel)
        try:
            with smtplib.SMTP(
                self.server.host, self.server.port, timeout=self.server.seconds
            ) as session:
                if self.server.tls:
                    session.starttls(context=ssl.create_default_context())
                if self.server.user:
                    session.login(self.server.user, self.server.password)
                session.send_message(message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused):
            raise Refused("The mail server refused the address.") from None
        except (OSError, smtplib.SMTPException):
            raise Down("The mail server did not answer.") from None
        return Receipt(message["Message-ID"], "accepted", final=True)

    def _message(self, parcel: Parcel) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self.server.sender, parcel.to
        message["Subject"] = parcel.subject
        message["Message-ID"] = f"<{parcel.key}@{self.server.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(parcel.body)
        return message
