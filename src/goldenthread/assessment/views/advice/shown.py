"""How a request for advice is shown on any page of advice."""

from __future__ import annotations

from datetime import date
from typing import Any

from goldenthread.assessment.models import AdviceRequest, SocialCareRecord
from goldenthread.assessment.queries import advice as queries
from goldenthread.assessment.rules.advice import (
    ANSWER_NAMES,
    OFFER_NAMES,
    Bound,
    FamilyAnswer,
    Offer,
    WrongAnswer,
)
from goldenthread.files.rules import Refused
from goldenthread.people import queries as people
from goldenthread.ui.words import distance, in_days, plain_date, short_date

REFUSALS = (WrongAnswer, people.NamesAPlace, Refused)
FORCE_WORDS = {
    Bound.MUST: "MUST: the law",
    Bound.SHOULD: "SHOULD: official guidance",
    Bound.LOCAL: "LOCAL: our own date",
    Bound.INVITED: "Invited: no date",
}
STEP_WORDS = {
    "asked": "Asked",
    "chased": "Reminded",
    "handed": "Handed to",
    "given": "Advice given",
    "sent-back": "Sent back",
    "not-known": "“Not known to us”",
    "challenged": "Challenged",
    "reused": "Existing advice used",
    "withdrawn": "Withdrawn",
}


def due_words(row: queries.RequestRow, on: date) -> dict[str, Any]:
    """Return when one request is due, as a table shows it: late is said in words."""
    if row.due is None:
        return {"text": "No date", "quiet": "invited"}
    if row.answered:
        late = distance(row.due, row.answered) if row.answered > row.due else "in time"
        return {"text": short_date(row.answered), "quiet": f"given {late}"}
    return {"text": short_date(row.due), "quiet": in_days(row.due, on)}


def facts_of(row: queries.RequestRow, found: AdviceRequest, on: date) -> list[dict[str, str]]:
    due = f"{plain_date(row.due)} {in_days(row.due, on)}" if row.due else "No date"
    return [
        {"key": "Asked for", "value": f"{row.title}, reg 6(1)({row.letter})"},
        {"key": "You received it", "value": plain_date(row.received)},
        {"key": "Due", "value": due if not row.answered else plain_date(row.answered)},
        {"key": "How it binds", "value": FORCE_WORDS[row.bound]},
        {"key": "Where it stands", "value": row.state_words},
    ]


def notes_of(found: AdviceRequest) -> list[dict[str, Any]]:
    """Return what was done about a request, for its page."""
    return [
        {
            "title": STEP_WORDS.get(step.kind, step.kind)
            + (f" {step.to_post.user.name}" if step.to_post else ""),
            "on": step.on,
            "words": step.words,
            "by": step.post.user.name if step.post else "the system",
        }
        for step in queries.steps_of(found)
    ]


def care_rows(found: AdviceRequest) -> list[dict[str, str]]:
    """Return the record of the offer of a social care assessment; empty when there is none."""
    kept: SocialCareRecord | None = getattr(found, "social_care", None)
    if kept is None:
        return []
    offered = kept.offered_date
    rows = [
        ("Was an assessment offered?", OFFER_NAMES[Offer(kept.offer)]),
        ("When and by whom", f"{plain_date(offered)}, {kept.offered_by}" if offered else ""),
        ("Language or format", kept.offered_how),
        (
            "What the family answered",
            ANSWER_NAMES[FamilyAnswer(kept.answer)] if kept.answer else "",
        ),
        ("Why not", kept.why_not),
        ("What followed", kept.followed),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]
