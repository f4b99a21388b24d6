"""Is it English, and is it a plan?"""

from __future__ import annotations

import re

FEWEST_WORDS = 60  # below this the share of small words tells nothing
SHARE = 0.14  # of small English words; English plans have about a third
_SMALL = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "a",
        "in",
        "is",
        "for",
        "with",
        "her",
        "his",
        "he",
        "she",
        "they",
        "on",
        "that",
        "by",
        "or",
        "be",
        "are",
        "will",
        "at",
        "who",
        "as",
        "it",
        "this",
        "has",
        "have",
        "an",
        "not",
        "from",
        "each",
        "every",
        "which",
        "can",
        "their",
        "my",
        "i",
        "we",
        "our",
        "was",
        "when",
        "what",
        "no",
        "all",
        "so",
    ]
)
_PLAN = re.compile(
    r"education,? health (?:and|&) care plan|\bEHC ?plans?\b|\bEHCP\b", re.IGNORECASE
)


def is_english(text: str) -> bool:
    """Whether the small words of English are as common as they must be."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < FEWEST_WORDS:
        return True
    return sum(word in _SMALL for word in words) / len(words) >= SHARE


def names_a_plan(text: str) -> bool:
    """Whether the words say that this is an EHC plan."""
    return bool(_PLAN.search(text))
