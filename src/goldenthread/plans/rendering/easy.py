"""An Easy Read version: the plan's own parts, a short sentence each, beside a drawing.

It is a beginning for a person to correct and approve, never sent unread: a plan's sentences are
cut into short ones, and long words are told in easy ones where this list has them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from goldenthread.documents.content import Block, Document, Heading, Note, Paragraph, Part, Text
from goldenthread.plans.content import Plan, Section, Voice
from goldenthread.plans.rendering.kinds import Kind, Mark
from goldenthread.plans.rendering.symbols import Pack

LONGEST = 12  # words in a sentence
MOST = 6  # sentences under a heading, of what is neither promised nor hoped for
SENTENCE = re.compile(r"(?<=[.!?])\s+")
# Where a long sentence may be cut and still be two sentences.
JOIN = re.compile(r",?\s+(?:and|but|so|because|while|which means|although)\s+|;\s*", re.IGNORECASE)


class EasyPart(Part):
    """One part of the easy words: its heading, its drawing, and a sentence a line."""

    title: Text
    drawing: Text
    lines: tuple[Text, ...]


def easy_read(
    plan: Plan, mark: Mark, symbols: Pack, words: Sequence[EasyPart] | None = None
) -> Document:
    """Return the Easy Read version of a plan, to be checked and approved by a named person.

    `words` are those a person has changed; else they are made from the plan.
    """
    blocks = [
        block
        for part in (easy_parts(plan) if words is None else words)
        for block in _drawn(part, symbols)
    ]
    if symbols.credit:
        blocks.append(Note(words=symbols.credit, title="Drawings"))
    return Document(title="My plan", mark=mark.printed(Kind.EASY_READ), blocks=tuple(blocks))


def _drawn(part: EasyPart, symbols: Pack) -> Iterator[Block]:
    if not part.lines:
        return
    yield Heading(words=part.title)
    image = symbols.image(part.drawing)
    if image is not None:
        yield image
    yield from (Paragraph(words=line) for line in part.lines)


def easy_parts(plan: Plan) -> tuple[EasyPart, ...]:
    """Return the easy words as a machine makes them: nothing promised or hoped for is left out."""
    return tuple(
        EasyPart(title=title, drawing=drawing, lines=lines)
        for title, drawing, texts, most in _said(plan)
        if (lines := _lines(texts, most))
    )


def told_by(plan: Plan) -> dict[str, list[str]]:
    """Return the plan's own sentences that stand behind each part, by its heading."""
    return {title: [t for t in texts if t.strip()] for title, _, texts, _ in _said(plan)}


Said = tuple[str, str, list[str], int | None]  # heading, drawing, texts, sentences at most


def _said(plan: Plan) -> Iterator[Said]:
    cover = plan.cover
    name = cover.known_as or cover.child_name
    yield "About me", "me", _about(name, cover.current_setting), MOST
    own = (Voice.CHILD, Voice.YOUNG_PERSON)
    yield "What I say", "talk", [v.text for v in plan.views if v.voice in own], MOST
    yield "What I hope for", "hope", [h.text for h in plan.aspirations], MOST
    hard = [need.text for need in plan.needs if need.section == Section.B]
    yield "What is hard for me", "hard", hard, MOST
    for section, title, drawing in (
        (Section.F, "Help to learn", "school"),
        (Section.G, "Help with my health", "health"),
        (Section.H1, "Help at home", "home"),
        (Section.H2, "More help at home", "home"),
    ):
        lines = [line.what for line in plan.provision if line.section == section]
        yield title, drawing, lines, None
    yield "What we want to happen", "goal", [o.text for o in plan.outcomes], None
    place = plan.placement.name if plan.placement else ""
    yield "Where I learn", "school", [f"I go to {place}."] if place else [], MOST
    yield "If you do not agree", "question", list(RIGHTS), MOST


RIGHTS = (
    "You can say no.",
    "You can ask for changes.",
    "A free advice service can help you.",
    "You can ask a judge to look at it.",
)
MORE = "There is more in my plan."


def _about(name: str, school: str) -> list[str]:
    lines = [f"My name is {name}."] if name else []
    return [*lines, f"My school is {school}."] if school else lines


def _lines(texts: Iterable[str], most: int | None) -> tuple[str, ...]:
    """Return texts as easy sentences; where some are left for the plan itself, that is said."""
    lines = tuple(line for text in texts for line in easy_sentences(text))
    if most is None or len(lines) <= most:
        return lines
    return (*lines[:most], MORE)


def easy_sentences(text: str) -> list[str]:
    """Return a text as short sentences in easier words; nothing of it is left out."""
    found = []
    for sentence in SENTENCE.split(" ".join(text.split())):
        for piece in _cut(sentence.strip()):
            easier = _easier(piece.strip(" ,;"))
            if easier:
                found.append(easier[0].upper() + easier[1:].rstrip(".") + _stop(easier))
    return found


def _stop(text: str) -> str:
    return "" if text.endswith(("!", "?")) else "."


def _cut(sentence: str) -> list[str]:
    """Cut a long sentence where two thoughts join, if both parts can stand."""
    if len(sentence.split()) <= LONGEST:
        return [sentence]
    for join in JOIN.finditer(sentence):
        head, tail = sentence[: join.start()], sentence[join.end() :]
        if len(head.split()) >= 3 and len(tail.split()) >= 3:
            return [head, *_cut(tail)]
    return [sentence]


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    told = tomllib.loads((Path(__file__).parent / "easy_words.toml").read_text(encoding="utf-8"))
    return tuple(
        (re.compile(rf"\b{re.escape(hard)}\b", re.IGNORECASE), easy)
        for hard, easy in sorted(told["words"].items(), key=lambda pair: -len(pair[0]))
    )


def _easier(text: str) -> str:
    for hard, easy in _words():
        text = hard.sub(easy, text)
    return text
