"""Fetching email from a mailbox by IMAP, over TLS. What is fetched is kept before it is marked."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parseaddr
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import structlog

TIMEOUT = 30  # seconds
MOST_WAITING = 20_000  # emails put in order at once; the oldest of more than these
AT_ONCE = 500  # asked of the mail server in one question
MOST_BYTES = 25 * 2**20  # as much as mail servers commonly take; more is not read into memory
log = structlog.get_logger(__name__)


class MailboxClosed(OSError):
    """The mailbox cannot be reached, or does not let us in; nothing is lost: it is tried again."""


class NotKept(Exception):
    """One message cannot be kept; it stays in the mailbox, flagged for a person to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where one area's email is fetched from."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool

    @classmethod
    def at(cls, address: str) -> Mailbox:
        """Read an address: imaps://user:password@host:993/INBOX; imap:// only on this machine.

        :raises ValueError: if it is no such address, or would send a password in the open
        """
        parts = urlsplit(address)
        if parts.scheme not in ("imaps", "imap") or not parts.hostname or not parts.username:
            raise ValueError("A mailbox is written imaps://user:password@host/folder.")
        tls = parts.scheme == "imaps"
        if not tls and parts.hostname not in ("127.0.0.1", "localhost"):
            raise ValueError("A password goes over imaps only.")
        return cls(
            host=parts.hostname,
            port=parts.port or (993 if tls else 143),
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            folder=parts.path.strip("/") or "INBOX",
            tls=tls,
        )


@contextmanager
def _opened(box: Mailbox) -> Iterator[imaplib.IMAP4]:
    try:
        server = _connected(box)
    except (OSError, imaplib.IMAP4.error) as problem:
        raise MailboxClosed(f"The mailbox cannot be opened: {problem}") from problem
    try:
        _signed_in(server, box)
        yield server
    finally:
        server.logout()


def _connected(box: Mailbox) -> imaplib.IMAP4:
    if not box.tls:
        return imaplib.IMAP4(box.host, box.port, timeout=TIMEOUT)
    trusted = ssl.create_default_context()
    return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=trusted, timeout=TIMEOUT)


def _signed_in(server: imaplib.IMAP4, box: Mailbox) -> None:
    """:raises MailboxClosed: if the mailbox does not let us in, or has no such folder"""
    try:
        server.login(box.user, box.password)
        answer, said = server.select(f'"{box.folder}"')
    except (OSError, imaplib.IMAP4.error) as problem:
        raise MailboxClosed(f"The mailbox does not let us in: {problem}") from problem
    if answer != "OK":
        raise MailboxClosed(f"There is no folder {box.folder}: {said!r}")


def fetch(box: Mailbox, keep: Callable[[bytes], None], *, most: int = 500) -> int:
    """Give each new email to `keep`, and mark it as read once it is kept; return how many.

    `keep` commits. If we die between the two, the same email comes again, and is known by its
    Message-ID. One that is too large, or that `keep` cannot keep, is flagged in the mailbox, stays
    there for a person, and stops none of those behind it.

    :raises MailboxClosed: if the mailbox cannot be reached, or breaks off
    """
    done = 0
    with _opened(box) as server:
        try:
            for number in _fairly(server, _new(server)[:MOST_WAITING])[:most]:
                done += _one(server, number, keep)
        except imaplib.IMAP4.error as problem:
            raise MailboxClosed(f"The mailbox broke off: {problem}") from problem
    return done


def _new(server: imaplib.IMAP4) -> list[str]:
    """Return the numbers of the emails nobody has read or flagged, the oldest first."""
    _, found = server.uid("SEARCH", "UNSEEN", "UNFLAGGED")
    return (found[0] or b"").decode().split()


def _fairly(server: imaplib.IMAP4, numbers: list[str]) -> list[str]:
    """Put each sender's first email before any sender's second, and so on; else as they came.

    So a thousand emails from one address keep nobody else waiting. Who sent them is what they say:
    it orders them, and opens nothing.
    """
    senders = _senders(server, numbers)
    sent: Counter[str] = Counter()
    order = []
    for place, number in enumerate(numbers):
        sender = senders.get(number, "")
        order.append((sent[sender], place, number))
        sent[sender] += 1
    return [number for _, _, number in sorted(order)]


def _senders(server: imaplib.IMAP4, numbers: list[str]) -> dict[str, str]:
    """Return who each email says it is from, asked of the server some hundreds at a time."""
    found: dict[str, str] = {}
    for start in range(0, len(numbers), AT_ONCE):
        some = ",".join(numbers[start : start + AT_ONCE])
        _, parts = server.uid("FETCH", some, "(BODY.PEEK[HEADER.FIELDS (FROM)])")
        for part, after in pairwise([*parts, b""]):
            if not isinstance(part, tuple):
                continue
            said = part[0] + (after if isinstance(after, bytes) else b"")
            if number := re.search(rb"UID (\d+)", said):
                line = part[1].decode("utf-8", "replace").partition(":")[2]
                found[number.group(1).decode()] = parseaddr(" ".join(line.split()))[1].lower()
    return found


def _one(server: imaplib.IMAP4, number: str, keep: Callable[[bytes], None]) -> int:
    """Keep one email and mark it; return 1 where it was kept."""
    _, sizes = server.uid("FETCH", number, "(RFC822.SIZE)")
    size = re.search(rb"RFC822\.SIZE (\d+)", sizes[0] or b"")
    if size is None or int(size.group(1)) > MOST_BYTES:
        log.warning("mail-too-large")
        server.uid("STORE", number, "+FLAGS", r"(\Flagged)")
        return 0
    _, parts = server.uid("FETCH", number, "(BODY.PEEK[])")
    content = next((part[1] for part in parts if isinstance(part, tuple)), None)
    try:
        if content is not None:
            keep(content)
    except NotKept as problem:
        log.warning("mail-not-kept", why=str(problem))
        server.uid("STORE", number, "+FLAGS", r"(\Flagged)")
        return 0
    server.uid("STORE", number, "+FLAGS", r"(\Seen)")
    return 1
