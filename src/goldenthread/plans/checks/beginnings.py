"""Which words a pattern can begin with, so that it is not tried where none of them stands.

A pattern of forty phrases tries each of them at every letter of a text. Asking first whether any
word that it could begin with stands there takes a thousandth of that, and finds the same: what is
returned here is necessary for a match, never a guess at one.

A key is a word with a full stop (the whole word must stand there), the first letters of one, a
mark that is no letter, alone or doubled, or `DIGIT` for any digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

# The standard library's own reader of patterns has no public name.
from re import _constants as ops  # type: ignore[attr-defined]  # see above
from re import _parser as reader  # type: ignore[attr-defined]  # see above
from typing import Any

LONGEST = 6  # letters of a beginning that are looked at
DIGIT = "0-9"
WORDS_KEPT = 20_000  # words whose keys are remembered from plan to plan
_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile(r"[^\w\s]|_")
_DOUBLED = re.compile(r"([^\w\s]|_)\1")
_DIGIT = re.compile(r"\d")
Item = tuple[Any, Any]


def keys_of(text: str) -> frozenset[str]:
    """Return every key that stands in a text."""
    small = text.lower()
    found: set[str] = set().union(*map(_keys_of_word, set(_WORD.findall(small))))
    found |= set(_MARK.findall(small)) | {2 * mark for mark in _DOUBLED.findall(small)}
    return frozenset(found | {DIGIT} if any(map(str.isdigit, small)) else found)


def places_of(key: str, small: str) -> Iterator[int]:
    """Yield where a key stands in a text of small letters."""
    if key == DIGIT:
        yield from (found.start() for found in _DIGIT.finditer(small))
        return
    word = key[0].isalnum()
    wanted = key.removesuffix(".") if word else key
    at = small.find(wanted)
    while at >= 0:
        if not (word and at and small[at - 1].isalnum()):
            yield at
        at = small.find(wanted, at + 1)


@lru_cache(WORDS_KEPT)
def _keys_of_word(word: str) -> tuple[str, ...]:
    return (word + ".", *(word[:size] for size in range(1, LONGEST + 1)))


@cache
def beginnings(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return keys of which one stands in every text the pattern fits; None where nobody can say."""
    walk = _Walk()
    try:
        left = walk.grow(list(reader.parse(pattern.pattern, pattern.flags)), {""}, False)
        walk.cut(left)
    except _Unsure:
        return None
    return frozenset(walk.keys)


class _Unsure(Exception):
    """A match could begin with anything, or in the middle of a word."""


class _Walk:
    """One reading of a pattern from its first letter, along every way it can go."""

    def __init__(self) -> None:
        self.keys: set[str] = set()

    def cut(self, texts: Iterable[str]) -> None:
        """Keep beginnings that go on in ways nobody can say."""
        for text in texts:
            if not text:
                raise _Unsure
            self.keys.add(text[:LONGEST])

    def _ended(self, texts: Iterable[str]) -> None:
        """Keep beginnings that are whole words."""
        self.keys |= {text + "." if len(text) < LONGEST else text for text in texts if text}

    def grow(self, items: Sequence[Item], texts: set[str], bound: bool) -> set[str]:
        """Let beginnings grow by what comes next; return those that may grow further.

        `bound` says that the place before them is known to be the edge of a word.
        """
        for op, said in items:
            if not texts:
                break
            if op is ops.AT or op is ops.ASSERT_NOT:
                if _is_edge(op, said):
                    bound = True
                    self._ended(texts)
                    texts = texts & {""}
            else:
                texts = self._step(op, said, texts, bound)
        return texts

    def _step(self, op: Any, said: Any, texts: set[str], bound: bool) -> set[str]:
        if op is ops.LITERAL:
            return self._letters({chr(said)}, texts, bound)
        if op is ops.IN:
            return self._class(said, texts, bound)
        if op is ops.SUBPATTERN:
            return self.grow(list(said[3]), texts, bound)
        if op is ops.BRANCH:
            return set().union(*(self.grow(list(way), texts, bound) for way in said[1]))
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            least, most, again = said
            return self._repeat(least, most == 1, list(again), texts, bound)
        if op is ops.ASSERT:
            return texts
        self.cut(texts)
        return set()

    def _letters(self, letters: set[str], texts: set[str], bound: bool) -> set[str]:
        inside = {letter.lower() for letter in letters if _WORD.match(letter)}
        marks = letters - {letter for letter in letters if _WORD.match(letter)}
        if marks:
            self._ended(texts)
            if "" in texts:
                if any(mark.isspace() for mark in marks):
                    raise _Unsure
                self.keys |= marks
        if not inside:
            return set()
        if "" in texts and not bound:
            raise _Unsure
        longer = {text + letter for text in texts for letter in inside}
        self.cut(text for text in longer if len(text) >= LONGEST)
        return {text for text in longer if len(text) < LONGEST}

    def _class(self, said: Sequence[Item], texts: set[str], bound: bool) -> set[str]:
        if all(op is ops.LITERAL for op, _ in said):
            return self._letters({chr(code) for _, code in said}, texts, bound)
        kinds = {code for op, code in said if op is ops.CATEGORY}
        if kinds == {ops.CATEGORY_SPACE} and len(said) == 1 and "" not in texts:
            self._ended(texts)
            return set()
        if kinds == {ops.CATEGORY_DIGIT} and len(said) == 1 and "" in texts:
            self.keys.add(DIGIT)
            texts = texts - {""}
        self.cut(texts)
        return set()

    def _repeat(
        self, least: int, once_only: bool, items: list[Item], texts: set[str], bound: bool
    ) -> set[str]:
        (op, mark), *more = items
        if least > 1 and not more and op is ops.LITERAL and _MARK.match(chr(mark)):
            self._ended(texts)
            self.keys |= {2 * chr(mark)} if "" in texts else set()
            return set()
        once = self.grow(items, texts, bound)
        if once_only:
            return once | texts if least == 0 else once
        self.cut(once - {""})
        return set(texts) if least == 0 else set()


def _is_edge(op: Any, said: Any) -> bool:
    """Whether this asks for the edge of a word: no letter before it, or none after."""
    if op is ops.AT:
        return bool(said is ops.AT_BOUNDARY)
    _, items = said
    if len(items) != 1 or items[0][0] is not ops.IN:
        return False
    inside = items[0][1]
    return all(kind is not ops.NEGATE for kind, _ in inside) and any(
        code is ops.CATEGORY_WORD for _, code in inside
    )
