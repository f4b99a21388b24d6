"""The stages of an assessment as a page of documentation, drawn from the tables themselves."""

from __future__ import annotations

from collections.abc import Iterator

from goldenthread.assessment.rules.decisions import LEADS_TO, QUESTIONS
from goldenthread.assessment.rules.next_step import ACT_WORDS, Standing, next_act
from goldenthread.assessment.rules.stages import (
    ENDED,
    EVENTS,
    LEAVE,
    MOVES,
    NOTICES,
    STAGE_NAMES,
    WAITS_ON,
    Stage,
)

INTRODUCTION = """# The stages of an assessment

Written by `goldenthread docs` from `src/goldenthread/assessment/rules/`; do not edit. Every pair of
stages is tested. From every open stage a case can also end because the request was withdrawn or
the family moved away.
"""


def assessment_page() -> str:
    """Return the page as Markdown."""
    return "\n".join([INTRODUCTION, *_stages(), "", *_moves(), "", *_questions(), ""])


def _stages() -> Iterator[str]:
    yield "| Stage | Whose turn | Next step | Recorded as | Sent |"
    yield "|---|---|---|---|---|"
    for stage in Stage:
        act = next_act(Standing(stage=stage))
        notice = NOTICES[stage]
        yield (
            f"| **{STAGE_NAMES[stage]}** | {WAITS_ON[stage] or 'ended'} "
            f"| {ACT_WORDS[act] if act else ''} | `{EVENTS[stage]}` "
            f"| {f'`{notice}`' if notice else ''} |"
        )


def _moves() -> Iterator[str]:
    yield "## What may follow what"
    yield ""
    yield "| From \\ to | " + " | ".join(str(place) for place in range(1, len(Stage) + 1)) + " |"
    yield "|---|" + "---|" * len(Stage)
    for place, now in enumerate(Stage, 1):
        cells = " | ".join("●" if to in MOVES[now] else "" for to in Stage)
        yield f"| {place}. {STAGE_NAMES[now]} | {cells} |"
    yield ""
    opened = [STAGE_NAMES[stage] for stage in sorted(ENDED) if MOVES[stage] - LEAVE]
    yield f"An ended case opens again only by an order, a concession or an agreement: {opened[0]};"
    yield f"{'; '.join(opened[1:])}."


def _questions() -> Iterator[str]:
    yield "## What the Act asks before a decision"
    yield ""
    for kind, questions in QUESTIONS.items():
        words = "; ".join(f"{each.words} ({each.source})" for each in questions)
        yield f"* {STAGE_NAMES[LEADS_TO[kind]]}: {words}"
