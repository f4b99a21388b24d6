"""Writing a plan together: starting a draft, saving a statement, keeping what is half typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from pydantic import ValidationError

from goldenthread.access.rules import Asker, Permission
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.plans.commands.reaching import (
    CannotWrite,
    contents,
    may_write,
    parts_of,
    person,
    reach_draft,
    save_part,
    wrote,
)
from goldenthread.plans.content import Plan as Content
from goldenthread.plans.models import (
    DraftSection,
    DraftStage,
    Plan,
    PlanDraft,
    PlanState,
    PlanVersion,
    Unsaved,
)
from goldenthread.plans.queries.desk import cover_of
from goldenthread.plans.rules.sections import (
    KINDS,
    SECTIONS,
    NoSuchRow,
    Part,
    join,
    next_id,
    put_row,
    row_in,
    rows_of,
    split,
    take_out,
)
from goldenthread.timeline import queries as timeline

FINAL_PLAN = "plan-final"  # the law's own id of the twenty weeks
HELD_MINUTES = 30  # after which an open section counts as left


class Stale(Exception):
    """Somebody saved this section since it was read. Nothing was overwritten."""

    def __init__(self, current: DraftSection, there: Mapping[str, Any] | None) -> None:
        super().__init__(
            "Somebody saved this section while you were writing. Nothing is lost: both texts are "
            "shown. Put together what should stand, and save again."
        )
        self.current, self.there = current, there


class BadStatement(ValueError):
    """A statement cannot be kept as typed; `fields` says what is wrong with which part."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = dict(fields)


@dataclass(frozen=True, slots=True)
class Saved:
    """A statement kept: its name, and the version of its section now."""

    row: str
    version: int


# Starting


@transaction.atomic
def start_draft(
    child_id: int,
    *,
    by: Asker,
    on: date,
    assessment_id: int | None = None,
    content: Content | None = None,
) -> PlanDraft:
    """Start writing a child's plan, or an amendment of the one in force.

    Asked for again while one is open, the open one is given back. `content` is what to start
    from, such as a plan read from the council's own file; else the version in force, if it has
    structured content, or an empty plan.

    :raises NotFound, NotAllowed: as the policy says
    """
    child = people.get_child(
        child_id, by=by, to=Permission.PLAN_WRITE, on=on, purpose="plan-desk", lock=True
    )
    plan = _plan_of(child)
    open_one = PlanDraft.objects.filter(
        area_id=child.area_id, plan=plan, stage__in=[DraftStage.WRITING, DraftStage.SERVED]
    ).first()
    if open_one:
        return open_one
    last = _in_force(plan)
    if last is None and assessment_id is None:
        assessment_id = _case_of(child, by, on)
    draft = PlanDraft.objects.create(
        area_id=child.area_id,
        child=child,
        plan=plan,
        amends=last,
        assessment_id=assessment_id,
        opened_date=on,
        opened_by_id=by.user_id,
    )
    _write_sections(draft, _beginning(child, last, content, on))
    wrote(child, "plan-draft-started")
    return draft


def _plan_of(child: Child) -> Plan:
    """Return the plan in force or being written, or make one that is being written."""
    found = Plan.objects.filter(
        area_id=child.area_id, child=child, state__in=[PlanState.IN_FORCE, PlanState.DRAFT]
    )
    return found.order_by("state", "-pk").last() or Plan.objects.create(
        area_id=child.area_id, child=child, state=PlanState.DRAFT
    )


def _case_of(child: Child, by: Asker, on: date) -> int | None:
    """Return the assessment that a first plan is owed in: the case whose twenty weeks still run."""
    for clock in timeline.clocks_of_child(child, by=by, today=on):
        if clock.rule == FINAL_PLAN and clock.stopped is None and clock.superseded is None:
            return clock.case_id
    return None


def _in_force(plan: Plan) -> PlanVersion | None:
    issued = PlanVersion.objects.filter(area_id=plan.area_id, plan=plan)
    return issued.exclude(status__in=["DRAFT", "AMENDED_DRAFT"]).order_by("number").last()


def _beginning(
    child: Child, last: PlanVersion | None, content: Content | None, on: date
) -> Content:
    if content is None and last is not None and last.content:
        content = Content.model_validate(last.content)
    start = content or Content()
    origin = start.origin.model_copy(update={"format": "json", "links_read": True})
    return start.model_copy(
        update={
            "invented": child.invented,
            "origin": origin,
            "cover": cover_of(child, start.cover, on),
            "signature": None,
        }
    )


def _write_sections(draft: PlanDraft, content: Content) -> None:
    parts = split(content)
    DraftSection.objects.bulk_create(
        DraftSection(
            area_id=draft.area_id,
            child_id=draft.child_id,
            draft=draft,
            section=section,
            content=parts[section],
        )
        for section in SECTIONS
    )


@transaction.atomic
def drop_draft(draft_id: int, *, child_id: int, by: Asker, on: date) -> PlanDraft:
    """Give up a draft: it is kept, and no longer in anybody's way.

    :raises CannotWrite: if it went out to the family; decide that through the case instead
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=Permission.PLAN_WRITE, on=on)
    if reached.draft.served_version_id:
        raise CannotWrite("This draft went to the family, so it cannot be dropped here.")
    reached.draft.stage, reached.draft.finished_date = DraftStage.DROPPED, on
    reached.draft.save()
    wrote(reached.child, "plan-draft-dropped")
    return reached.draft


# Saving


@transaction.atomic
def save_statement(
    draft_id: int,
    *,
    child_id: int,
    section: str,
    kind: str,
    row: str,
    values: Mapping[str, Any],
    answers: Iterable[str] | None,
    over_version: int,
    by: Asker,
    on: date,
    at: datetime,
) -> Saved:
    """Keep one statement over the version of its section that was read. `row` is empty for a new.

    The same save sent twice is kept once.

    :raises Stale: if the section was saved since; nothing is overwritten
    :raises BadStatement: naming what is wrong with which part
    :raises people.queries.NamesAPlace: if the words give a restricted child away
    :raises NotAllowed: if this section is not theirs to write
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=Permission.PLAN_ADVISE, on=on)
    may_write(reached, section)
    _check_words(values, reached.child, on)
    parts = parts_of(reached.draft, lock=section)
    held, wanted = parts[section], _wanted(section, kind, values)
    if held.version != over_version:
        if again := _same(held, kind, row, wanted):
            return Saved(again, held.version)
        raise Stale(held, _there(held.content, kind, row))
    name = row or (kind if KINDS[kind].single else next_id(contents(parts), section))
    if row or KINDS[kind].single:
        try:
            wanted = {**row_in(held.content, kind, row), **wanted}
        except NoSuchRow as gone:
            raise CannotWrite(str(gone)) from None
        wanted.pop("id", None)
    content = put_row(held.content, kind, name, wanted, answers)
    _check_whole({**contents(parts), section: content})
    save_part(held, content, by=by, at=at)
    _forget_typed(reached.draft, section, (row or f"new-{kind}", name), by)
    wrote(reached.child, "plan-statement-saved")
    return Saved(name, held.version)


def _wanted(section: str, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The statement's own values, its section said where the content says it."""
    if KINDS[kind].group in ("needs", "provision", "nothing_found"):
        return {**values, "section": section}
    return dict(values)


def _there(content: Part, kind: str, row: str) -> dict[str, Any] | None:
    """The statement as it now stands, or none when it is gone or would be new."""
    if not row:
        return None
    try:
        return row_in(content, kind, row)
    except NoSuchRow:
        return None


def _same(held: DraftSection, kind: str, row: str, wanted: Mapping[str, Any]) -> str:
    """The name under which exactly this was kept already: a click sent twice."""
    if KINDS[kind].single:
        return row or kind if _says(row_in(held.content, kind, row), wanted) else ""
    for each in rows_of(held.content, KINDS[kind].group):
        if (not row or each["id"] == row) and _says(each, wanted):
            return str(each["id"])
    return ""


def _says(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all((row.get(name) or None) == (value or None) for name, value in wanted.items())


def _check_words(values: Mapping[str, Any], child: Child, on: date) -> None:
    words = "\n".join(str(value) for value in values.values() if value)
    people.check_free_text(words, child, on=on)


def _check_whole(parts: Mapping[str, Part]) -> None:
    try:
        join(parts)
    except ValidationError as wrong:
        found = {
            str(each["loc"][-1]) if each["loc"] else "": each["msg"]
            for each in wrong.errors(include_url=False, include_input=False)
        }
        raise BadStatement(found) from None


@transaction.atomic
def take_statement_out(
    draft_id: int,
    *,
    child_id: int,
    section: str,
    kind: str,
    row: str,
    over_version: int,
    by: Asker,
    on: date,
    at: datetime,
) -> int:
    """Take one statement out of a section; return the section's version now.

    Its history stays, and so does what was said of it.

    :raises Stale: if the section was saved since it was read
    :raises NoSuchRow: if it was taken out before
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=Permission.PLAN_ADVISE, on=on)
    may_write(reached, section)
    held = parts_of(reached.draft, lock=section)[section]
    if held.version != over_version:
        raise Stale(held, _there(held.content, kind, row))
    save_part(held, take_out(held.content, kind, row), by=by, at=at)
    for source in reached.draft.sources.filter(area_id=reached.child.area_id):
        if row in source.rows:
            source.rows = [each for each in source.rows if each != row]
            source.save(update_fields=["rows"])
    wrote(reached.child, "plan-statement-taken-out")
    return held.version


# Holding, and what is half typed


@transaction.atomic
def open_section(
    draft_id: int, *, child_id: int, section: str, by: Asker, on: date, at: datetime
) -> DraftSection:
    """Say that somebody has a section open; another's hold stays for half an hour.

    A hold warns and never locks: the version check is what keeps both texts safe.
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=Permission.PLAN_ADVISE, on=on)
    may_write(reached, section)
    held = parts_of(reached.draft, lock=section)[section]
    left = held.held_since is None or held.held_since < at - timedelta(minutes=HELD_MINUTES)
    if left or held.holder_id == by.user_id:
        held.holder_id, held.held_since = by.user_id, at
        held.save(update_fields=["holder", "held_since"])
    return held


@transaction.atomic
def keep_typed(
    draft_id: int,
    *,
    child_id: int,
    section: str,
    row: str,
    typed: Mapping[str, Any],
    over_version: int,
    by: Asker,
    on: date,
    at: datetime,
) -> Unsaved:
    """Keep what somebody has typed so far, for them alone, until they save or it lapses.

    :raises people.queries.NamesAPlace: if the words give a restricted child away
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=Permission.PLAN_ADVISE, on=on)
    may_write(reached, section)
    _check_words(typed, reached.child, on)
    kept, _ = Unsaved.objects.update_or_create(
        draft=reached.draft,
        section=section,
        row=row,
        user_id=person(by),
        defaults={
            "area_id": reached.child.area_id,
            "child_id": reached.child.pk,
            "typed": dict(typed),
            "over_version": over_version,
            "kept_at": at,
        },
    )
    return kept


def _forget_typed(draft: PlanDraft, section: str, rows: Iterable[str], by: Asker) -> None:
    Unsaved.objects.filter(
        area_id=draft.area_id, draft=draft, section=section, row__in=list(rows), user_id=person(by)
    ).delete()


def sweep_unsaved(area_ids: Iterable[int], *, at: datetime) -> int:
    """Forget what was typed and not saved for longer than the council keeps it; return how many.

    The caller has stated a service that reaches these areas.
    """
    before = at - timedelta(days=settings.PLAN_UNSAVED_DAYS)
    gone, _ = Unsaved.objects.filter(area_id__in=list(area_ids), kept_at__lt=before).delete()
    return gone
