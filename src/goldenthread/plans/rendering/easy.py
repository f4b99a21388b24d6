"""An Easy Read version: the plan's own parts, a short sentence each, beside a drawing.

It is a beginning for a person to correct and approve, never sent unread: a plan's sentences are
cut into short ones, and long words are told in easy ones where this list has them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from goldenthread.documents.content import Block, Document, Heading, Note, Paragraph
from goldenthread.plans.content import Plan, Section, Voice
from goldenthread.plans.rendering.kinds import Kind, Mark
from goldenthread.plans.rendering.symbols import Pack

LONGEST = 12  # words in a sentence
MOST = 6  # sentences under a heading
SENTENCE = re.compile(r"(?<=[.!?])\s+")
# Where a long sentence may be cut and still be two sentences.
JOIN = re.compile(r",?\s+(?:and|but|so|because|while|which means|although)\s+|;\s*", re.IGNORECASE)


def easy_read(plan: Plan, mark: Mark, symbols: Pack) -> Document:
    """Return the Easy Read version of a plan, to be checked and approved by a named person."""
    blocks = list(_parts(plan, symbols))
    if symbols.credit:
        blocks.append(Note(words=symbols.credit, title="Drawings"))
    return Document(title="My plan", mark=mark.printed(Kind.EASY_READ), blocks=tuple(blocks))


def _parts(plan: Plan, symbols: Pack) -> Iterator[Block]:
    cover = plan.cover
    name = cover.known_as or cover.child_name
    yield from _part("About me", "me", symbols, _about(name, cover.current_setting))
    own = (Voice.CHILD, Voice.YOUNG_PERSON)
    said = [view.text for view in plan.views if view.voice in own]
    yield from _part("What I say", "talk", symbols, said)
    yield from _part("What I hope for", "hope", symbols, [h.text for h in plan.aspirations])
    hard = [need.text for need in plan.needs if need.section == Section.B]
    yield from _part("What is hard for me", "hard", symbols, hard)
    for section, title, drawing in (
        (Section.F, "Help to learn", "school"),
        (Section.G, "Help with my health", "health"),
        (Section.H1, "Help at home", "home"),
        (Section.H2, "More help at home", "home"),
    ):
        lines = [line.what for line in plan.provision if line.section == section]
        yield from _part(title, drawing, symbols, lines)
    yield from _part("What we want to happen", "goal", symbols, [o.text for o in plan.outcomes])
    if plan.placement and plan.placement.name:
        place = [f"I go to {plan.placement.name}."]
        yield from _part("Where I learn", "school", symbols, place)
    yield from _part("If you do not agree", "question", symbols, RIGHTS)


RIGHTS = (
    "You can say no.",
    "You can ask for changes.",
    "A free advice service can help you.",
    "You can ask a judge to look at it.",
)


def _about(name: str, school: str) -> list[str]:
    lines = [f"My name is {name}."] if name else []
    return [*lines, f"My school is {school}."] if school else lines


def _part(title: str, drawing: str, symbols: Pack, texts: Iterable[str]) -> Iterator[Block]:
    lines = [line for text in texts for line in easy_sentences(text)][:MOST]
    if not lines:
        return
    yield Heading(words=title)
    image = symbols.image(drawing)
    if image is not None:
        yield image
    yield from (Paragraph(words=line) for line in lines)


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
