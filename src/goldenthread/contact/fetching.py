"""Fetching email from a mailbox by IMAP, over TLS. What is fetched is kept before it is marked."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

TIMEOUT = 30  # seconds


class MailboxClosed(OSError):
    """The mailbox cannot be reached, or does not let us in; nothing is lost: it is tried again."""


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
        server = (
            imaplib.IMAP4_SSL(
                box.host, box.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
            )
            if box.tls
            else imaplib.IMAP4(box.host, box.port, timeout=TIMEOUT)
        )
        server.login(box.user, box.password)
        answer, said = server.select(f'"{box.folder}"')
        if answer != "OK":
            raise MailboxClosed(f"There is no folder {box.folder}: {said!r}")
    except (OSError, imaplib.IMAP4.error) as problem:
        raise MailboxClosed(f"The mailbox cannot be opened: {problem}") from problem
    try:
        yield server
    finally:
        server.logout()


def fetch(box: Mailbox, keep: Callable[[bytes], None], *, most: int = 500) -> int:
    """Give each new email to `keep`, and mark it as read once it is kept; return how many.

    `keep` commits. If we die between the two, the same email comes again, and is known by its
    Message-ID.

    :raises MailboxClosed: if the mailbox cannot be reached
    """
    done = 0
    with _opened(box) as server:
        _, found = server.uid("SEARCH", "UNSEEN")
        for number in (found[0] or b"").split()[:most]:
            _, parts = server.uid("FETCH", number.decode(), "(BODY.PEEK[])")
            content = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if content is not None:
                keep(content)
            server.uid("STORE", number.decode(), "+FLAGS", r"(\Seen)")
            done += 1
    return done
