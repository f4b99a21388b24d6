"""Prose: lines become paragraphs, paragraphs become passages with their bullets.

Also mends words that a line's end cut in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from goldenthread.strategy.reading.geometry import Line, Word
from goldenthread.strategy.reading.model import Passage, places_of
from goldenthread.strategy.reading.source import LINE_HYPHEN
from goldenthread.strategy.reading.wordlist import words_in

BULLETS = set("•◼◾▪■●○◦‣⁃▶►➢➤✓✔❖◆◇□§·∙*–—-o") | {chr(code) for code in range(0xF020, 0xF100)}
GLUED = BULLETS - set("*–—-o§·")  # signs that are a bullet even with no space after them
NUMBER = re.compile(r"^\(?(\d{1,2})[.)]$")
LETTER = re.compile(r"^(?:\(?([a-h]|i{1,3}|iv|vi{0,3})\)|([a-h])\.)$")
PREFIXES = words_in(
    "all anti area co cross decision early ex extra face follow full half high home in inter "
    "joined key local long low mid multi near neuro non off on one out over part peer person "
    "post pre re self semi short single sub system two under up well whole year"
)
ENDING = (".", "?", "!", ":", ";", ".”", ".’", ".)", ",")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; `marker` is the bullet or number they begin with, if any."""

    lines: list[Line]
    marker: str | None = None
    number: int | None = None
    inner: float = 0.0  # where the words begin after the marker, in points from the left
    text: str = field(default="")

    @property
    def left(self) -> float:
        return self.lines[0].box.x0


class Mender:
    """Joins lines into text, using the report's own words to mend what line ends cut."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.seen: set[str] = set()
        cut = []
        for line in lines:
            for word in line.words:
                plain = _letters(word.text)
                if LINE_HYPHEN not in plain:
                    self.seen.add(plain)
            if line.words and line.words[-1].text.endswith(LINE_HYPHEN):
                cut.append(line)
        self.cuts_words = self._cuts_words(cut)

    def _cuts_words(self, cut: list[Line]) -> bool:
        """Say whether this report's line ends cut words in two (automatic hyphenation).

        Cut words are short fragments that never stand alone in the report.
        """
        alone = [_letters(line.words[-1].text.rstrip(LINE_HYPHEN)) for line in cut]
        return sum(each not in self.seen and each not in PREFIXES for each in alone) >= 2

    def join(self, lines: Iterable[Line]) -> str:
        """Return the words of the lines in one line, cut words mended."""
        text = ""
        for line in lines:
            words = line.text
            if text.endswith(LINE_HYPHEN):
                text = self._mended(text, words)
            else:
                text = f"{text} {words}".strip()
        return _spaced(text.replace(LINE_HYPHEN, "-"))

    def _mended(self, before: str, after: str) -> str:
        start = before[:-1].split()[-1] if before[:-1].split() else ""
        end = after.split()[0] if after.split() else ""
        hyphenated, whole = _letters(f"{start}-{end}"), _letters(start + end)
        if whole in self.seen and hyphenated not in self.seen:
            return before[:-1] + after
        prefix = _letters(start).split("-")[-1]
        if hyphenated in self.seen or not self.cuts_words or prefix in PREFIXES:
            return f"{before[:-1]}-{after}"
        return before[:-1] + after


def _letters(word: str) -> str:
    return re.sub(r"^[^\w]+|[^\w\N{SOFT HYPHEN}]+$", "", word.lower().replace("'", "’"))


def _spaced(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"\s+([,;:.?!])(?=\s|$)", r"\1", text)


# ---- paragraphs ---------------------------------------------------------------------------


def marker_of(line: Line) -> tuple[str, int] | None:
    """Return the bullet or number a line begins with, and how many words it takes (0 or 1)."""
    first = line.words[0].text
    if first in BULLETS or NUMBER.match(first) or LETTER.match(first):
        return (first, 1) if len(line.words) > 1 else None
    if first[0] in GLUED and len(first) > 1:
        return first[0], 0
    return None


def paragraphs_of(lines: Iterable[Line], mender: Mender) -> list[Paragraph]:
    """Divide lines, in reading order, into paragraphs."""
    done: list[Paragraph] = []
    before: Line | None = None
    for line in lines:
        if line.text in GLUED:
            continue  # a list item left empty
        marked = marker_of(line)
        if marked and not (done and _is_dash_in_prose(marked[0], done[-1], line)):
            done.append(_marked(line, *marked))
        elif done and before is not None and not _breaks(done[-1], before, line):
            done[-1].lines.append(line)
        else:
            done.append(Paragraph([line], inner=line.box.x0))
        before = line
    for paragraph in done:
        paragraph.text = mender.join(_without_marker(paragraph))
    return [paragraph for paragraph in done if paragraph.text]


def _is_dash_in_prose(marker: str, under_way: Paragraph, line: Line) -> bool:
    """A dash that a wrapped line happens to begin with is no bullet.

    It stands where the paragraph's other lines begin, and the sentence was under way.
    """
    if marker not in "–—-" or under_way.lines[-1].text.rstrip().endswith(ENDING):
        return False
    return abs(line.box.x0 - under_way.inner) < 3


def _marked(line: Line, marker: str, taken: int) -> Paragraph:
    number = NUMBER.match(marker)
    inner = line.words[taken].box.x0 if taken else line.box.x0 + line.size
    return Paragraph([line], marker, int(number.group(1)) if number else None, inner)


def _without_marker(paragraph: Paragraph) -> list[Line]:
    first, *rest = paragraph.lines
    if paragraph.marker is None:
        return paragraph.lines
    if first.words[0].text == paragraph.marker:
        return [Line(first.words[1:], first.page, first.right_limit), *rest]
    word = first.words[0]
    bare = Word(word.text[1:], word.box, word.size, word.bold)
    return [Line((bare, *first.words[1:]), first.page, first.right_limit), *rest]


def _breaks(paragraph: Paragraph, before: Line, line: Line) -> bool:
    """Say whether a line without a marker begins a new paragraph."""
    ended = before.text.rstrip().endswith(ENDING)
    begins = line.text[0].isupper() or not line.text[0].isalpha()
    if paragraph.marker and line.box.x0 < paragraph.inner - 4 and ended and begins:
        return line.page == before.page or line.box.x0 < paragraph.left + 4
    if line.page != before.page:
        return False
    if line.box.top - before.box.bottom > 0.45 * line.size:
        return not _runs_on(before, line)
    return ended and begins and broken_on_purpose(before, line, 12.0)


def _runs_on(before: Line, line: Line) -> bool:
    """Say whether a sentence is under way from one line to the next, however far apart they are.

    Reports set with wide lines have as much room inside a bullet as others have between two.
    """
    return line.text[0].islower() and not before.text.rstrip().endswith((".", "?", "!", ":", ";"))


def broken_on_purpose(before: Line, line: Line, spare: float) -> bool:
    """Say whether the next line's first word would have fitted on the line before.

    :param spare: points that must be left over for the answer to be sure
    """
    first = line.words[0].box
    needed = (first.x1 - first.x0) + 0.3 * line.size + spare
    return before.right_limit - before.box.x1 > needed


def hard_lines(lines: Iterable[Line], mender: Mender) -> list[str]:
    """Return the lines as broken on purpose: wrapped lines are joined again."""
    lines = list(lines)
    if not lines:
        return []
    groups = [[lines[0]]]
    for before, line in pairwise(lines):
        gap = line.page == before.page and line.box.top - before.box.bottom > 0.45 * line.size
        if gap or marker_of(line) or broken_on_purpose(before, line, 8.0):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [_bare(group, mender) for group in groups]


def _bare(group: list[Line], mender: Mender) -> str:
    marked = marker_of(group[0])
    paragraph = _marked(group[0], *marked) if marked else Paragraph(group)
    paragraph.lines = group
    return mender.join(_without_marker(paragraph))


# ---- passages -----------------------------------------------------------------------------


def passage_of(paragraphs: list[Paragraph], *, n: int, drawn: bool) -> Passage:
    """Put together one passage: its lead-in, its bullets and any closing words."""
    marks = [index for index, each in enumerate(paragraphs) if each.marker]
    marks = [index for index in marks if index > 0]
    lines = [line for paragraph in paragraphs for line in paragraph.lines]
    text = " ".join(paragraph.text for paragraph in paragraphs)
    places = places_of(lines, drawn=drawn)
    if not marks:
        return Passage(text=text, places=places, n=n)
    first, last = marks[0], marks[-1]
    closing = " ".join(each.text for each in paragraphs[last + 1 :])
    return Passage(
        text=text,
        places=places,
        n=n,
        lead_in=" ".join(each.text for each in paragraphs[:first]),
        sub_items=tuple(each.text for each in paragraphs[first : last + 1]),
        closing=closing or None,
    )


def items_of(paragraphs: list[Paragraph]) -> list[list[Paragraph]]:
    """Divide the paragraphs of one cell or section into items.

    Numbers 1, 2, 3 at the left begin items; so do bullets where nothing leads into them.
    Otherwise everything is one item.
    """
    if not paragraphs:
        return []
    begins = _numbered(paragraphs) or _bulleted(paragraphs) or [0]
    if begins[0] != 0:
        begins = [0, *begins]
    ends = [*begins[1:], len(paragraphs)]
    return [paragraphs[start:end] for start, end in zip(begins, ends, strict=True)]


def _numbered(paragraphs: list[Paragraph]) -> list[int]:
    found = [index for index, each in enumerate(paragraphs) if each.number is not None]
    if not found or found[0] != 0:
        return []
    numbers = [paragraphs[index].number or 0 for index in found]
    runs_on = all(after == before + 1 for before, after in pairwise(numbers))
    return found if runs_on else []


def _bulleted(paragraphs: list[Paragraph]) -> list[int]:
    if paragraphs[0].marker is None or paragraphs[0].number is not None:
        return []
    left = min(each.left for each in paragraphs if each.marker)
    return [index for index, each in enumerate(paragraphs) if each.marker and each.left <= left + 6]
