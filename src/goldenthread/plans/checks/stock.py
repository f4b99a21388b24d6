"""Paragraphs shared between the plans of different children (check L07).

Each long paragraph leaves a few marks: the smallest hashes of its runs of four words, with the
child's own name taken out. Two paragraphs that share a mark are compared word by word. A mark
seen in one child's plan only can match nothing and is dropped, so the index stays small.
"""

from __future__ import annotations

import difflib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

LONG = 40  # words; shorter paragraphs are alike by nature
SAME = 0.85  # share of words in common, above which two paragraphs count as one
MARKS = 12  # marks kept of each paragraph
KEPT = 6  # paragraphs compared for one mark, however many share it
_WORD = re.compile(r"[a-z0-9’']+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A paragraph of one plan: its words, and the hashes that find its likes."""

    owner: str
    words: tuple[str, ...]
    hashes: tuple[int, ...]


def mark_of(owner: str, text: str, names: frozenset[str]) -> Mark | None:
    """Return the mark of a paragraph, or None when it is too short to tell anything."""
    words = tuple("~" if w in names else w for w in _WORD.findall(text.lower()))
    if len(words) < LONG:
        return None
    joined = (" ".join(words[i : i + 4]) for i in range(len(words) - 3))
    hashes = sorted({zlib.crc32(run.encode()) for run in joined})[:MARKS]
    return Mark(owner, words, tuple(hashes))


def alike(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The share of words two paragraphs have in common, in order, from 0 to 1."""
    if one == other:
        return 1.0
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() <= SAME or matcher.quick_ratio() <= SAME:
        return 0.0
    return matcher.ratio()


@dataclass(slots=True)
class Stock:
    """The paragraphs of many plans, and the house texts that any plan may use."""

    house_texts: tuple[tuple[str, ...], ...] = ()
    index: dict[int, tuple[Mark, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, marks: Iterable[Mark], house_texts: Iterable[str] = ()) -> Stock:
        """Build the index: only marks that plans of different children share are kept."""
        held = list(marks)
        owners: dict[int, str] = {}
        shared: set[int] = set()
        for mark in held:
            for value in mark.hashes:
                if owners.setdefault(value, mark.owner) != mark.owner:
                    shared.add(value)
        lists: dict[int, list[Mark]] = defaultdict(list)
        for mark in held:
            for value in shared.intersection(mark.hashes):
                _keep(lists[value], mark)
        words = tuple(tuple(_WORD.findall(text.lower())) for text in house_texts)
        return cls(words, {value: tuple(found) for value, found in lists.items()})

    def likes(self, mark: Mark) -> int:
        """How many other children's paragraphs, of those compared, say the same."""
        if any(alike(mark.words, house) > SAME for house in self.house_texts):
            return 0
        near: Counter[Mark] = Counter()
        for value in mark.hashes:
            near.update(m for m in self.index.get(value, ()) if m.owner != mark.owner)
        likely = [m for m, _ in near.most_common(KEPT)]
        return len({m.owner for m in likely if alike(mark.words, m.words) > SAME})


def _keep(found: list[Mark], mark: Mark) -> None:
    """Keep a few paragraphs for one hash, each of another child."""
    if len(found) < KEPT and not any(m.owner == mark.owner for m in found):
        found.append(mark)
