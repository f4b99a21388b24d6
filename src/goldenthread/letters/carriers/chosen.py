"""Which carrier takes which channel: as this installation is set."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from goldenthread.letters.carriers.folder import Folder
from goldenthread.letters.carriers.notify import Account, Notify
from goldenthread.letters.carriers.parcel import Carrier
from goldenthread.letters.carriers.smtp import Server, Smtp
from goldenthread.letters.rules.recipients import Channel


class WrongSetting(ValueError):
    """A setting names no carrier; the message says what may stand there."""


def carriers() -> Mapping[Channel, Carrier]:
    """Return the carrier of each channel that has one; copies of the others wait.

    :raises WrongSetting: if a setting names none
    """
    stated = {Channel(name): said for name, said in settings.LETTERS.items() if said}
    return {channel: carrier(said) for channel, said in stated.items()}


def carrier(said: str) -> Carrier:
    """Return the carrier a setting names: ``folder:PLACE``, ``notify`` or ``smtp``.

    :raises WrongSetting: if it names none, or what that one needs is not set
    """
    name, _, rest = said.partition(":")
    if name == "folder" and rest:
        return Folder(Path(rest))
    if name == "notify":
        if not settings.NOTIFY["key"]:
            raise WrongSetting("Set GOLDENTHREAD_NOTIFY_KEY to send through GOV.UK Notify.")
        return Notify(Account(**settings.NOTIFY))
    if name == "smtp":
        if not settings.SMTP["host"]:
            raise WrongSetting("Set GOLDENTHREAD_SMTP_HOST to send through a mail server.")
        return Smtp(_server())
    raise WrongSetting(f"{said!r} is no carrier: use folder:PLACE, notify or smtp.")


def _server() -> Server:
    told: Mapping[str, Any] = settings.SMTP
    return Server(**told)
