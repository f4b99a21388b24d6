"""One page about the child, for those who meet them: what matters, what is hard, what helps."""

from __future__ import annotations

from collections.abc import Iterable

from goldenthread.documents.content import Block, Bullets, Document, Fact, Facts, Heading
from goldenthread.plans.content import Plan, Section, Voice
from goldenthread.plans.rendering.kinds import Kind, Mark

MOST = 5  # lines under a heading, so that it stays one page
LONGEST = 150  # characters of a line
OWN = (Voice.CHILD, Voice.YOUNG_PERSON)


def one_page(plan: Plan, mark: Mark) -> Document:
    """Return a one-page profile. It names no address, no other person and no diagnosis by itself:
    what it says is the plan's own words, shortened at the end of a sentence or a word."""
    cover = plan.cover
    name = cover.known_as or cover.child_name
    parts = (
        ("What I want you to know", [view.text for view in plan.views if view.voice in OWN]),
        ("What I hope for", [hope.text for hope in plan.aspirations]),
        ("What I am good at", [need.strengths for need in plan.needs]),
        ("What is hard for me", [need.text for need in plan.needs if need.section == Section.B]),
        ("What helps me", [line.what for line in plan.provision]),
    )
    facts = [("Name", name), ("Pronouns", cover.pronouns), ("School", cover.current_setting)]
    blocks: list[Block] = [
        Facts(rows=tuple(Fact(label=label, words=text) for label, text in facts if text))
    ]
    for title, texts in parts:
        if lines := tuple(shortened(texts)):
            blocks += [Heading(words=title), Bullets(items=lines)]
    return Document(
        title=f"About {name}" if name else "One-page profile",
        mark=mark.printed(Kind.PROFILE),
        blocks=tuple(blocks),
    )


def shortened(texts: Iterable[str]) -> list[str]:
    """Return the first few texts, each once, cut where a sentence or a word ends, and how many
    more there are."""
    kept = list(dict.fromkeys(cut(text) for text in texts if text.strip()))
    more = len(kept) - MOST
    return [*kept[:MOST], f"And {more} more, in the plan."] if more > 0 else kept


def cut(text: str) -> str:
    """Return a text no longer than a line or two."""
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return text
    head = text[:LONGEST]
    stop = head.rfind(". ")
    return head[: stop + 1] if stop > LONGEST // 3 else head[: head.rfind(" ")].rstrip(",;:") + "…"
