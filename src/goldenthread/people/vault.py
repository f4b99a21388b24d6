"""Keeping where a restricted child or adult is: encrypted, with keys that can be changed.

The first key encrypts; every key decrypts, so that a new one can be put in front and the old
one dropped once all is encrypted again (`recode`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

REMEDY = (
    "Set GOLDENTHREAD_LOCATION_KEYS to one or more Fernet keys, the newest first, separated by "
    "commas. Without them a restricted address can be neither kept nor read."
)


class NoKey(RuntimeError):
    """No key for restricted locations is set, or one of them is not a key."""


class Unreadable(RuntimeError):
    """A restricted location was encrypted with a key that is no longer set."""


def _vault() -> MultiFernet:
    if not settings.LOCATION_KEYS:
        raise NoKey(REMEDY)
    try:
        return MultiFernet([Fernet(key) for key in settings.LOCATION_KEYS])
    except ValueError:
        raise NoKey(REMEDY) from None


def encrypt(places: Mapping[str, str]) -> bytes:
    """Encrypt the parts of a location: address, postcode, phone, school, and so on.

    :raises NoKey: if no key is set
    """
    return _vault().encrypt(json.dumps(dict(places), ensure_ascii=False).encode())


def decrypt(token: bytes | memoryview) -> dict[str, str]:
    """Return the parts of a location.

    :raises NoKey: if no key is set
    :raises Unreadable: if none of the keys fits
    """
    try:
        found: dict[str, str] = json.loads(_vault().decrypt(bytes(token)))
    except InvalidToken:
        raise Unreadable("A restricted location does not fit any key that is set.") from None
    return found


def recode(token: bytes | memoryview) -> bytes:
    """Encrypt again with the newest key.

    :raises NoKey, Unreadable: as above
    """
    try:
        return _vault().rotate(bytes(token))
    except InvalidToken:
        raise Unreadable("A restricted location does not fit any key that is set.") from None
