"""A report comes in, a person judges each sentence, and its findings and clocks begin."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from goldenthread.access.rules import Asker, Permission
from goldenthread.law.events import EventKind as K
from goldenthread.strategy.commands.parts import happened, wrote
from goldenthread.strategy.models import Finding, Inspection, Sentence
from goldenthread.strategy.models.inspections import InspectionState as S
from goldenthread.strategy.models.inspections import SentenceDecision as D
from goldenthread.strategy.queries import reach
from goldenthread.strategy.reading.reader import read_file
from goldenthread.strategy.reading.source import Unreadable
from goldenthread.strategy.rules.plan import PlanRefused
from goldenthread.strategy.rules.sentences import (
    FACTS,
    Judged,
    Required,
    WrongFact,
    read_fact,
    required,
    rows_of,
)

P = Permission
LARGEST_BYTES = 20 * 1024 * 1024
KINDS = ("PRIORITY_ACTION", "IMPROVEMENT")
OF_A_LETTER = ("WEAKNESS",)


class ReportRefused(PlanRefused):
    """The file cannot be taken in; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person decided about one sentence."""

    sentence_id: int
    decision: str
    text: str = ""
    reason: str = ""


def read_report(
    *,
    chunks: Iterable[bytes],
    name: str,
    area_id: int,
    by: Asker,
    at: datetime,
    invented: bool = False,
) -> Inspection:
    """Read a report or a letter, and keep the reading to be judged; the file itself is not kept.

    The same file again gives back the reading already there.

    :raises NotAllowed: if `by` may not change the area's plan
    :raises ReportRefused: if it is too large, or cannot be read whole
    """
    reach.check_area(by, P.IMPROVEMENT_CHANGE, area_id)
    digest, reading = _read(chunks, name)
    with transaction.atomic():
        there = Inspection.objects.filter(area_id=area_id, sha256=digest)
        if found := there.exclude(state=S.PUT_ASIDE).first():
            return found
        made = Inspection.objects.create(
            area_id=area_id,
            file_name=Path(name).name[:200],
            sha256=digest,
            style=reading["style"],
            reading=reading,
            state=S.READ,
            read_post_id=reach.own_post(by, area_id),
            read_at=at,
            invented=invented,
        )
        Sentence.objects.bulk_create(_sentences(made, reading))
        wrote(area_id, "inspection-read")
    return made


def _read(chunks: Iterable[bytes], name: str) -> tuple[str, dict[str, Any]]:
    digest, size = hashlib.sha256(), 0
    suffix = ".txt" if name.lower().endswith(".txt") else ".pdf"
    with tempfile.NamedTemporaryFile(suffix=suffix) as kept:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST_BYTES:
                raise ReportRefused("This file is larger than 20 MB. Send the report by itself.")
            digest.update(chunk)
            kept.write(chunk)
        kept.flush()
        try:
            reading = read_file(Path(kept.name)).as_json()
        except Unreadable as problem:
            words = str(problem).replace(Path(kept.name).name, Path(name).name)
            raise ReportRefused(words) from None
    return digest.hexdigest(), {**reading, "file": Path(name).name}


def _sentences(made: Inspection, reading: dict[str, Any]) -> list[Sentence]:
    return [
        Sentence(
            area_id=made.area_id,
            inspection=made,
            kind=row.kind,
            item=row.item,
            order=row.order,
            part=row.part,
            name=row.name,
            text_read=row.text,
            text_now=row.text,
            why_missing=row.why_missing,
            page=row.page,
            box=list(row.box) if row.box else None,
        )
        for row in rows_of(reading)
    ]


@transaction.atomic
def judge(
    inspection_id: int, judgements: Iterable[Judgement], *, by: Asker, at: datetime
) -> Inspection:
    """Record what a person decided about some sentences; all of them, or none.

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such report
    :raises PlanRefused: if it was confirmed already, a reason or words are missing, or a fact
        cannot be what was typed
    """
    found = _open(inspection_id, by)
    wanted = {each.sentence_id: each for each in judgements}
    rows = list(found.sentences.select_for_update().filter(pk__in=wanted))
    if len(rows) != len(wanted):
        raise PlanRefused("One of these sentences is not of this report.")
    for row in rows:
        _judge(row, wanted[row.pk], reach.own_post(by, found.area_id), at)
        row.save()
    wrote(found.area_id, "inspection-judged")
    return found


def _judge(row: Sentence, given: Judgement, post_id: int | None, at: datetime) -> None:
    if given.decision not in (D.ACCEPTED, D.CORRECTED, D.REJECTED):
        raise PlanRefused("Say whether each sentence is right, corrected, or not in the report.")
    text = " ".join(given.text.split())
    if given.decision != D.ACCEPTED and not given.reason.strip():
        raise PlanRefused(f"Give a reason for changing “{_short(row)}”.")
    if given.decision == D.CORRECTED and not text:
        raise PlanRefused(f"Enter the right words for “{_short(row)}”, or say it is not there.")
    kept = {D.ACCEPTED: row.text_read, D.CORRECTED: text, D.REJECTED: ""}[D(given.decision)]
    if row.name:
        try:
            read_fact(row.name, kept)
        except WrongFact as problem:
            raise PlanRefused(str(problem)) from None
    row.text_now, row.decision, row.reason = kept, given.decision, given.reason.strip()
    row.decided_post_id, row.decided_at = post_id, at


def _short(row: Sentence) -> str:
    words = row.text_read or FACTS.get(row.name, row.name)
    return words if len(words) <= 60 else f"{words[:57]}..."


def _open(inspection_id: int, by: Asker) -> Inspection:
    rows = Inspection.objects.select_related("area")
    found = reach.get(rows, inspection_id, by=by, to=P.IMPROVEMENT_CHANGE, lock=True)
    if found.state != S.READ:
        raise PlanRefused("This report was confirmed or put aside before.")
    return found


@transaction.atomic
def confirm(inspection_id: int, *, by: Asker, at: datetime) -> Inspection:
    """Let a report's findings stand, once every sentence is judged; its clocks begin.

    The plan's 35 working days run from the day of the report, when it asks for a priority action
    plan; the months to the monitoring inspection from the last day of one that found failings.

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such report
    :raises PlanRefused: if a sentence is not judged, or a fact is missing or belongs elsewhere
    """
    found = _open(inspection_id, by)
    judged = [_judged(row) for row in found.sentences.all()]
    facts = _facts(found, judged)
    made = _find(found, judged)
    if not made:
        raise PlanRefused("Nothing is left that the partnership must act on.")
    Finding.objects.bulk_create(made)
    found.reported_date = facts["publication_date"]
    found.inspection_end, found.outcome = facts["inspection_end"], facts["outcome"]
    found.state, found.confirmed_at = S.CONFIRMED, at
    found.confirmed_post_id = reach.own_post(by, found.area_id)
    found.save()
    _start_clocks(found, made, by=by, at=at)
    wrote(found.area_id, "inspection-confirmed")
    return found


def _judged(row: Sentence) -> Judged:
    if row.decision == D.PENDING:
        raise PlanRefused("Some sentences are still to be checked.")
    return Judged(
        kind=row.kind,
        item=row.item,
        order=row.order,
        part=row.part,
        name=row.name,
        text=row.text_now,
        page=row.page,
    )


def _facts(found: Inspection, judged: list[Judged]) -> dict[str, Any]:
    facts = {row.name: read_fact(row.name, row.text) for row in judged if row.kind == "FACT"}
    place = str(facts.get("area") or "")
    if found.area.name.lower() not in place.lower():
        raise PlanRefused(
            f"This report is about {place or 'no area that can be told'}, not "
            f"{found.area.name}. Send it under its own area, or correct the area."
        )
    reported, ended = facts.get("publication_date"), facts.get("inspection_end")
    if not isinstance(reported, date):
        raise PlanRefused("Enter the day the report was published: the clock runs from it.")
    if isinstance(ended, date) and ended > reported:
        raise PlanRefused("The report cannot have been published before the inspection ended.")
    return facts


def _find(found: Inspection, judged: list[Judged]) -> list[Finding]:
    kinds = OF_A_LETTER if "letter" in found.style else KINDS
    themes = _themes(found.reading)
    return [_finding(found, each, themes) for each in required(judged, kinds)]


def _finding(found: Inspection, one: Required, themes: dict[tuple[str, int], list[str]]) -> Finding:
    return Finding(
        area_id=found.area_id,
        inspection=found,
        kind=one.kind,
        number=one.number,
        text=one.text,
        requirements=list(one.requirements),
        bodies=list(one.bodies),
        themes=themes.get((one.kind, one.number), []),
        page=one.page,
    )


def _themes(reading: dict[str, Any]) -> dict[tuple[str, int], list[str]]:
    fields = {"PRIORITY_ACTION": "priority_actions", "IMPROVEMENT": "improvements"}
    return {
        (kind, number): list(passage.get("themes") or [])
        for kind, field in fields.items()
        for number, passage in enumerate(reading.get(field) or [], 1)
    }


def _start_clocks(found: Inspection, made: list[Finding], *, by: Asker, at: datetime) -> None:
    assert found.reported_date is not None
    own: dict[str, Any] = {"area_id": found.area_id, "case_type": "area", "case_id": found.area_id}
    own |= {"by": by, "at": at}
    if any(each.kind == "PRIORITY_ACTION" for each in made):
        key = f"inspection/{found.pk}/reported"
        happened(K.INSPECTION_REPORTED, on=found.reported_date, key=key, **own)
    if found.outcome == 3:
        on = found.inspection_end or found.reported_date
        happened(K.FAILINGS_FOUND, on=on, key=f"inspection/{found.pk}/failings", **own)


@transaction.atomic
def put_aside(inspection_id: int, *, by: Asker) -> Inspection:
    """Put a reading aside that was not confirmed; its file may be sent again.

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such report
    :raises PlanRefused: if it was confirmed already
    """
    found = _open(inspection_id, by)
    found.state = S.PUT_ASIDE
    found.save(update_fields=["state"])
    wrote(found.area_id, "inspection-put-aside")
    return found
