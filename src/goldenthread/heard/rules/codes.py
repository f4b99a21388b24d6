"""The code of a one-use link: short enough to read off paper, too long to guess. Plain Python.

Twelve signs of 28 are 57 bits. Vowels and signs that look alike are left out, so that no code
spells a word and none is misread.
"""

from __future__ import annotations

SIGNS = "23456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 12, 4


def from_bytes(luck: bytes) -> str:
    """Return the code that at least eight bytes of luck make; always the same of the same."""
    number, found = int.from_bytes(luck, "big"), []
    for _ in range(LENGTH):
        number, at = divmod(number, len(SIGNS))
        found.append(SIGNS[at])
    return "".join(found)


def plain(typed: str) -> str:
    """Return a code as it is kept, however it was typed: in small letters, with gaps or lines."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def shown(code: str) -> str:
    """Return a code as it is printed, in groups: "2345-6789-BCDF"."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
