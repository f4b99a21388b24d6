"""Word lists: data files, read once, each with what counts and what is allowed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

_DATA = files("goldenthread.plans.checks") / "data"


@cache
def data(name: str) -> dict[str, Any]:
    """Return one data file as it stands."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """Return a list of patterns as one, whole words only, in any case."""
    place: Any = data(name)
    for part in key.split("."):
        place = place[part]
    return compiled(tuple(place))


@cache
def compiled(parts: tuple[str, ...]) -> re.Pattern[str]:
    """Compile alternatives as whole words in any case; a space also fits the end of a line."""
    words = "|".join(parts).replace(" ?", r"\s*").replace(" ", r"\s+")
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


_LETTERS = re.compile(r"\\.|\(\?P<\w+>|[A-Z]")


@cache
def quick(finder: re.Pattern[str]) -> re.Pattern[str]:
    """The same pattern for text in small letters, which Python searches several times faster."""
    if not finder.flags & re.IGNORECASE:
        return finder
    small = _LETTERS.sub(
        lambda m: m.group() if len(m.group()) > 1 else m.group().lower(), finder.pattern
    )
    return re.compile(small, finder.flags & ~re.IGNORECASE)


def small_letters(text: str) -> str:
    """The text in small letters, no longer and no shorter."""
    small = text.lower()
    return small if len(small) == len(text) else text


@cache
def wordset(name: str, key: str) -> frozenset[str]:
    """Return a list of plain words, in lower case."""
    place: Any = data(name)
    for part in key.split("."):
        place = place[part]
    joined = " ".join(place) if isinstance(place, list) else str(place)
    return frozenset(joined.lower().split())


_END = re.compile(r"[.!?;](?=[\s”’\"')\]]|$)|\n")
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|etc|approx|min|mins|hr|hrs|no|Dr|Mr|Mrs|Ms|St|yr))$")
QUOTE_LIMIT = 240


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each sentence; a line end closes one only when it is blank."""
    start = 0
    for found in _END.finditer(text):
        at, mark = found.start(), found.group()
        if mark == "\n":
            if text[at + 1 : at + 2] not in ("", "\n", "•", "-", "–", "●", "·"):
                continue
        elif mark == "." and _ABBREVIATED.search(text, max(0, at - 8), at):
            continue
        end = at if mark == "\n" else at + 1
        if text[start:end].strip():
            yield _trimmed(text, start, end)
        start = found.end()
    if text[start:].strip():
        yield _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def sentence_at(text: str, at: int) -> str:
    """Return the sentence that holds a character, letter for letter."""
    for start, end in sentences(text):
        if start <= at < end:
            return text[start:end]
    return text.strip()


def quote_at(text: str, start: int, end: int) -> str:
    """Return the words round a match, letter for letter, short enough to read."""
    for left, right in sentences(text):
        if left <= start < right:
            if right - left <= QUOTE_LIMIT:
                return text[left:right]
            low = max(left, start - QUOTE_LIMIT // 2)
            high = min(right, end + QUOTE_LIMIT // 2)
            return _whole_words(text, low, high, left, right)
    return text[start:end]


def _whole_words(text: str, low: int, high: int, left: int, right: int) -> str:
    while low > left and not text[low - 1].isspace():
        low -= 1
    while high < right and not text[high].isspace():
        high += 1
    return text[low:high]


def short_quote(text: str) -> str:
    """Return the first words of a text, letter for letter."""
    text = text.strip()
    if len(text) <= QUOTE_LIMIT:
        return text
    return text[:QUOTE_LIMIT].rsplit(None, 1)[0]
