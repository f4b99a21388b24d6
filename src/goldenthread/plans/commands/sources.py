"""Advice coming into a plan: each statement keeps its source, and finds a place or a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.people import queries as people
from goldenthread.plans.commands.reaching import (
    CannotWrite,
    Reached,
    contents,
    may_write,
    own,
    parts_of,
    reach_draft,
    save_part,
    wrote,
)
from goldenthread.plans.commands.writing import Saved
from goldenthread.plans.fields import BOXES
from goldenthread.plans.models import DraftSection, DraftSource, PlanDraft
from goldenthread.plans.rules.sections import (
    HOLDS,
    KINDS,
    next_id,
    put_row,
    rows_of,
)
from goldenthread.plans.rules.statements import SourceStatement, evidence_ids

P = Permission


@transaction.atomic
def take_statements(
    draft_id: int,
    statements: Iterable[SourceStatement],
    *,
    child_id: int,
    by: Asker,
    on: date,
    at: datetime,
) -> int:
    """Take in what advice hands down; return how many statements are new.

    Each advice becomes a row of section K. What was handed down before is left alone, placed or
    not. Nothing is written into the plan but K: where a statement goes is somebody's decision.

    :raises people.queries.NamesAPlace: if a statement would give a restricted child away
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_WRITE, on=on)
    draft = reached.draft
    known = dict(draft.sources.filter(area_id=draft.area_id).values_list("key", "evidence"))
    new = [each for each in statements if each.key not in known]
    if not new:
        return 0
    for each in new:
        people.check_free_text(f"{each.text}\n{each.passage}", reached.child, on=on)
    rows = _rows_of_k(draft, new, known, by, at)
    DraftSource.objects.bulk_create(
        DraftSource(
            **own(draft),
            key=each.key,
            evidence=rows[each.advice],
            kind=each.kind.value,
            section=each.section,
            area_of_need=each.area_of_need.value if each.area_of_need else "",
            text=each.text,
            passage=each.passage,
            parts=dict(each.parts),
            author=each.author,
            adviser_post_id=each.adviser_post_id,
        )
        for each in new
    )
    wrote(reached.child, "plan-advice-taken")
    return len(new)


def _rows_of_k(
    draft: PlanDraft,
    new: Sequence[SourceStatement],
    known: dict[str, str],
    by: Asker,
    at: datetime,
) -> dict[str, str]:
    """The row of section K for each advice: there already, or added now."""
    held = parts_of(draft, lock="K")["K"]
    taken = [row["id"] for row in rows_of(held.content, "evidence")]
    rows = {each.advice: name for each in new if (name := _known_row(each.advice, known))}
    rows |= evidence_ids([each for each in new if each.advice not in rows], taken)
    content, added = held.content, {each.advice: each for each in new}
    for advice, name in rows.items():
        if name not in taken:
            content = put_row(content, "evidence", name, _evidence(added[advice]), None)
    if content is not held.content:
        save_part(held, content, by=by, at=at)
    return rows


def _known_row(advice: str, known: dict[str, str]) -> str:
    return next((row for key, row in known.items() if key.startswith(f"{advice}/")), "")


def _evidence(each: SourceStatement) -> dict[str, Any]:
    said: dict[str, Any] = {
        "kind": each.kind.value,
        "author": each.author,
        "role": each.role,
        "body": each.body,
        "title": each.title,
        "attached": each.attached,
    }
    if each.written_date:
        said["written_date"] = each.written_date.isoformat()
    return said


def _source(reached: Reached, source_id: int) -> DraftSource:
    found = (
        DraftSource.objects.select_for_update()
        .filter(area_id=reached.child.area_id, draft=reached.draft, pk=source_id)
        .first()
    )
    if found is None:
        raise NotFound("No such record.")
    return found


@transaction.atomic
def place(
    draft_id: int,
    source_id: int,
    *,
    child_id: int,
    section: str,
    row: str,
    by: Asker,
    on: date,
    at: datetime,
) -> DraftSource:
    """Say that a statement of the plan rests on this statement of the advice.

    :raises CannotWrite: if the plan has no such statement
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_ADVISE, on=on)
    may_write(reached, section)
    source = _source(reached, source_id)
    held = parts_of(reached.draft, lock=section)[section]
    if not any(each["id"] == row for group in held.content for each in _rows(held, group)):
        raise CannotWrite("Choose a statement of the plan that is still there.")
    _tie(held, source, row, by, at)
    _decided(source, by, at)
    wrote(reached.child, "plan-advice-placed")
    return source


def _rows(held: DraftSection, group: str) -> list[dict[str, Any]]:
    return rows_of(held.content, group) if group not in ("links", "last", "rest") else []


def _tie(held: DraftSection, source: DraftSource, row: str, by: Asker, at: datetime) -> None:
    link = {"source": source.evidence, "target": row}
    links = held.content.get("links", [])
    if link not in links:
        save_part(held, {**held.content, "links": [*links, link]}, by=by, at=at)
    if row not in source.rows:
        source.rows = [*source.rows, row]


def _decided(source: DraftSource, by: Asker, at: datetime, reason: str = "") -> None:
    source.left_out_reason = reason
    source.decided_by_id, source.decided_at = by.user_id, at
    source.save()


WORDS_OF = {"need": "text", "outcome": "text", "provision": "what", "view": "text"}


@transaction.atomic
def place_as_new(
    draft_id: int,
    source_id: int,
    *,
    child_id: int,
    section: str,
    by: Asker,
    on: date,
    at: datetime,
) -> Saved:
    """Make a new statement of the plan out of the adviser's own words, its source kept.

    Asked for twice, the statement made the first time is given back.

    :raises CannotWrite: if the section takes no statement of this kind
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_ADVISE, on=on)
    may_write(reached, section)
    source = _source(reached, source_id)
    kind = HOLDS.get(section, ("",))[0]
    if kind not in WORDS_OF:
        raise CannotWrite("Choose a section that holds needs, outcomes or provision.")
    parts = parts_of(reached.draft, lock=section)
    held = parts[section]
    for row in source.rows:
        if any(each["id"] == row for each in rows_of(held.content, KINDS[kind].group)):
            return Saved(row, held.version)
    name = next_id(contents(parts), section)
    values: dict[str, Any] = {WORDS_OF[kind]: source.text}
    if source.area_of_need:
        values["area"] = source.area_of_need
    if kind == "view":
        values = {"text": source.text, "voice": "OTHER", "gathered_by": source.author}
    elif section != "E":
        values["section"] = section
    boxes = {box.name for box in BOXES[kind]}
    values |= {name: words for name, words in source.parts.items() if name in boxes and words}
    content = put_row(held.content, kind, name, values, [source.evidence])
    save_part(held, content, by=by, at=at)
    source.rows = [*source.rows, name]
    _decided(source, by, at)
    wrote(reached.child, "plan-advice-placed")
    return Saved(name, held.version)


@transaction.atomic
def leave_out(
    draft_id: int,
    source_id: int,
    *,
    child_id: int,
    reason: str,
    by: Asker,
    on: date,
    at: datetime,
) -> DraftSource:
    """Record why a statement of the advice has no place in the plan. The reason is in section K.

    :raises CannotWrite: if no reason is given, or the plan rests on it already
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_WRITE, on=on)
    source = _source(reached, source_id)
    if not reason.strip():
        raise CannotWrite("Enter why this has no place in the plan.")
    if source.rows:
        raise CannotWrite(f"{', '.join(source.rows)} rests on this. Take that out first.")
    people.check_free_text(reason, reached.child, on=on)
    _decided(source, by, at, reason.strip())
    wrote(reached.child, "plan-advice-left-out")
    return source
