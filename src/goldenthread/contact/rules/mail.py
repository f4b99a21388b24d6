"""Reading an email that came in: who says they wrote it, whether that is proven, what they wrote.

Plain Python. Nothing in a message decides what it opens: an address can be forged, so a sender is
believed only where our own mail server says that the address was proven.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256

MOST_WORDS = 100_000  # characters kept of one message; the rest is said to be cut
REFERENCE = re.compile(r"\b([2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4})\b")
QUOTED = re.compile(r"^(On .{0,200}wrote:|-{2,} ?Original Message ?-{2,}|From: .*)$", re.MULTILINE)


class NotMail(ValueError):
    """These bytes are no email."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One email as it will be kept."""

    id: str  # its Message-ID, or the digest of its bytes where it has none
    address: str
    proven: bool  # our mail server proved that the address was not forged
    subject: str
    words: str
    reference: str  # of the conversation it answers, as its writer gave it; empty: none
    machine: bool  # sent by a machine: an absence note, a list, a bounce
    attachments: tuple[tuple[str, bytes], ...] = ()

    @property
    def mark(self) -> str:
        """What tells this email from every other: the same one fetched twice has the same.

        Its Message-ID alone would not do: whoever repeats one would make another's email vanish.
        """
        said = f"{self.address}\n{self.subject}\n{self.words}"
        return f"{self.id[:900]} {sha256(said.encode()).hexdigest()[:32]}"


def read_mail(content: bytes, *, trusted: str) -> Mail:
    """Read one email. `trusted` is the name under which our own mail server signs its findings.

    :raises NotMail: if there is no sender in it
    """
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    address = parseaddr(str(message.get("From", "")))[1].strip().lower()
    if "@" not in address:
        raise NotMail("This has no sender, so it is no email.")
    subject = " ".join(str(message.get("Subject", "")).split())[:200]
    given = REFERENCE.search(subject)
    return Mail(
        id=str(message.get("Message-ID", "")).strip() or digest(content),
        address=address,
        proven=_proven(message, address, trusted),
        subject=subject,
        words=_words(message),
        reference=given.group(1) if given else "",
        machine=_from_a_machine(message),
        attachments=tuple(_attachments(message)),
    )


def digest(content: bytes) -> str:
    """Return a mark for an email that brings none of its own."""
    return f"<{sha256(content).hexdigest()}@without-id>"


def _proven(message: EmailMessage, address: str, trusted: str) -> bool:
    """Say whether our own server found the sender's domain proven, and the same as in From.

    Only the topmost finding of our own server counts: anybody can write one further down.
    """
    found = message.get_all("Authentication-Results", [])
    if not found or not trusted:
        return False
    first = str(found[0])
    server = first.split(";", 1)[0].split()[0] if first.strip() else ""
    domain = re.escape(address.rpartition("@")[2])
    named = re.search(rf"\bdmarc=pass\b[^;]*\bheader\.from={domain}(?![\w.-])", first, re.I)
    return server.lower() == trusted.lower() and named is not None


def _from_a_machine(message: EmailMessage) -> bool:
    automatic = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower() != "no"
    bulk = str(message.get("Precedence", "")).strip().lower() in {"bulk", "junk", "list"}
    return automatic or bulk or "List-Id" in message or message.get("Return-Path") == "<>"


def _words(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except (LookupError, UnicodeError):  # an encoding nobody knows
        text = bytes(body.get_payload(decode=True) or b"").decode("utf-8", "replace")
    if body.get_content_subtype() == "html":
        text = _plain(text)
    text = _own_words(text).replace("\x00", "").strip()
    if len(text) > MOST_WORDS:
        return f"{text[:MOST_WORDS]}\n[The rest of this message was too long to keep here.]"
    return text


def _plain(markup: str) -> str:
    from lxml import html

    if not markup.strip():
        return ""
    tree = html.fromstring(markup)
    for gone in tree.xpath("//script|//style|//head"):
        gone.drop_tree()
    for each in tree.xpath("//br|//p|//div|//li|//tr"):
        each.tail = f"\n{each.tail or ''}"
    return str(tree.text_content())


def _own_words(text: str) -> str:
    """Leave out the earlier messages quoted below, so that the answer can be seen."""
    lines = [line for line in text.splitlines() if not line.startswith(">")]
    kept = "\n".join(lines)
    cut = QUOTED.search(kept)
    return kept[: cut.start()] if cut and kept[: cut.start()].strip() else kept


def _attachments(message: EmailMessage) -> list[tuple[str, bytes]]:
    found = []
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            found.append((part.get_filename() or "attachment", content))
    return found
