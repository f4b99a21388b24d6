"""Mailboxes that several people read."""

from __future__ import annotations

# Mailboxes that several people read: nobody may sign in as one (rule 9).
SHARED_MAILBOXES = frozenset(
    {
        *("admin", "administrator", "admissions", "contact", "ehcp", "enquiries", "hello", "help"),
        *("head", "headteacher", "info", "mail", "noreply", "office", "reception", "school"),
        *("secretary", "sen", "senco", "send", "senteam", "sendteam", "staff", "support", "team"),
    }
)


def is_shared_mailbox(email: str) -> bool:
    """Say whether an address reads like a mailbox of several people rather than of one."""
    local = email.partition("@")[0].lower()
    words = local.replace("_", ".").replace("-", ".").split(".")
    return any(word.rstrip("0123456789") in SHARED_MAILBOXES for word in words)
