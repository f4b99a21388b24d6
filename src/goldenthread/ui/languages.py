"""Saying a thing in the reader's language: catalogues, dates, and which way a page runs.

English is the source. A further language is offered once its catalogue says everything that the
families' shell and their first page say; the desk stays in English.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi, gettext

from . import words


class Sayable(Protocol):
    """A sentence with named gaps, and what fills them."""

    @property
    def text(self) -> str: ...

    @property
    def gaps(self) -> Mapping[str, str | date | int]: ...


def is_english() -> bool:
    """Say whether the page is in English."""
    return (get_language() or "en").startswith("en")


def day_words(day: date) -> str:
    """Write a day in full in the reader's language: "Monday 25 May 2026"."""
    return words.long_date(day) if is_english() else date_format(day, "l j F Y")


def say(sentence: Sayable | str) -> str:
    """Say a sentence in the reader's language, its gaps filled."""
    if isinstance(sentence, str):
        return gettext(sentence) if sentence else ""
    if not sentence.text:
        return ""
    gaps = {
        name: day_words(value) if isinstance(value, date) else value
        for name, value in sentence.gaps.items()
    }
    return gettext(sentence.text).format_map(gaps)


def page_language() -> dict[str, str]:
    """Return what the page's own root element says: its language, and which way it runs."""
    language = get_language() or settings.LANGUAGE_CODE
    shown = "en-GB" if language.startswith("en") else language
    return {"lang": shown, "dir": "rtl" if get_language_bidi() else "ltr"}


# Catalogues, compiled without gettext's own tools


# What a recorded language is called, and the catalogue that speaks it.
CATALOGUES = {"urdu": "ur", "اردو": "ur", "english": "en-gb"}


def catalogue_of(spoken: Iterable[str]) -> str:
    """Return the first catalogue that speaks one of the languages somebody has; else English."""
    known = (CATALOGUES.get(each.strip().lower(), "") for each in spoken)
    return next((each for each in known if each), "en-gb")


def read_catalogue(text: str) -> dict[str, str]:
    """Read the messages of a .po file: plain messages only, which is all that is used here."""
    found: dict[str, str] = {}
    part, told = "", {"msgid": "", "msgstr": ""}
    for line in [*text.splitlines(), ""]:
        if line.startswith(("msgid ", "msgstr ")):
            part, _, line = line.partition(" ")
            if part == "msgid":
                told = {"msgid": "", "msgstr": ""}
        if line.startswith('"') and part:
            told[part] += line[1:-1].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
        elif not line.strip() or line.startswith("#"):
            if part == "msgstr":
                found[told["msgid"]] = told["msgstr"]
            part = ""
    return found


def compiled(messages: Mapping[str, str]) -> bytes:
    """Return a catalogue in the binary form that gettext reads; what says nothing is left out."""
    kept = sorted((k.encode(), v.encode()) for k, v in messages.items() if v)
    head = 28
    tables = head + 16 * len(kept)
    ids = b"".join(key + b"\0" for key, _ in kept)
    starts, ends, place = [], [], tables
    for key, _ in kept:
        starts.append((len(key), place))
        place += len(key) + 1
    for _, value in kept:
        ends.append((len(value), place))
        place += len(value) + 1
    numbers = [n for pair in (*starts, *ends) for n in pair]
    return (
        struct.pack("<7I", 0x950412DE, 0, len(kept), head, head + 8 * len(kept), 0, 0)
        + struct.pack(f"<{len(numbers)}I", *numbers)
        + ids
        + b"".join(value + b"\0" for _, value in kept)
    )
