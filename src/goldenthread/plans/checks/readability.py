"""How hard a text is to read: words a sentence, and the Flesch-Kincaid school grade."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from goldenthread.plans.checks.words import sentences

ENOUGH_WORDS = 40  # below this the figures mean little
WORDS_KEPT = 20_000  # words whose syllables are remembered from plan to plan
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """Words a sentence (mean), school grade, and the longest sentence word for word."""

    words_a_sentence: float
    grade: float
    longest: str


@lru_cache(WORDS_KEPT)
def syllables(word: str) -> int:
    """Count the syllables of an English word, nearly."""
    word = word.lower().rstrip("'’")
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    if word.endswith(("es", "ed")) and not word.endswith(
        ("ted", "ded", "ses", "zes", "ches", "shes")
    ):
        count -= 1 if count > 1 else 0
    return max(count, 1)


def reading(texts: Iterable[str]) -> Reading | None:
    """Measure some texts together; None when they are too short to judge."""
    spans = [text[a:b] for text in texts for a, b in sentences(text)]
    counted = [(span, _WORD.findall(span)) for span in spans]
    counted = [(span, words) for span, words in counted if words]
    total = sum(len(words) for _, words in counted)
    if total < ENOUGH_WORDS:
        return None
    sounds = sum(syllables(word) for _, words in counted for word in words)
    mean = total / len(counted)
    grade = 0.39 * mean + 11.8 * sounds / total - 15.59
    return Reading(mean, grade, max(counted, key=lambda pair: len(pair[1]))[0])
