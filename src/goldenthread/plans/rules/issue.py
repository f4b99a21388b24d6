"""What goes out: the status, section I blank in a draft, the hash, and what is counted of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.plans.checks import check_plan
from goldenthread.plans.content import Need, Plan, PlanStatus, Signature
from goldenthread.plans.rules.sections import LETTERS, split
from goldenthread.plans.rules.statements import thread_of

VAGUE = frozenset({"L30", "L31", "L32", "L33", "L34", "L35", "L36"})


class NotTheTime(ValueError):
    """The plan cannot go out as this, now; the message says what to do."""


def as_draft(plan: Plan, day: date, *, amended: bool) -> Plan:
    """Return the plan as it goes out for comment: section I blank (CFA 2014 s.38(5)), undated."""
    status = PlanStatus.AMENDED_DRAFT if amended else PlanStatus.DRAFT
    dates = {"amendment_notice_date": day} if amended else {"draft_date": day}
    cover = plan.cover.model_copy(
        update={"status": status, "plan_date": day, **dates, "final_date": plan.cover.final_date}
    )
    return plan.model_copy(update={"cover": cover, "placement": None, "signature": None})


def as_final(plan: Plan, day: date, *, amended: bool, signature: Signature) -> Plan:
    """Return the plan as it is issued: dated and signed, section I as it stands."""
    status = PlanStatus.AMENDED_FINAL if amended else PlanStatus.FINAL
    dates = {"amended_date": day} if amended else {"final_date": day}
    cover = plan.cover.model_copy(update={"status": status, "plan_date": day, **dates})
    return plan.model_copy(update={"cover": cover, "signature": signature})


def canonical(plan: Plan) -> str:
    """Return the content as the one text that is hashed: sorted keys, no spaces, UTF-8."""
    value = plan.model_dump(mode="json")
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(plan: Plan) -> str:
    """Return the SHA-256 of the canonical content, in hexadecimal."""
    return hashlib.sha256(canonical(plan).encode()).hexdigest()


def part_hash(values: object) -> str:
    """Return the SHA-256 of one section as it stands."""
    said = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class NeedCount:
    """One need as it is counted."""

    need: Need
    has_outcome: bool
    has_provision: bool


def needs_of(plan: Plan) -> Iterator[NeedCount]:
    """Each need, and whether the thread leads on from it."""
    loose = thread_of(plan, without_place=0)
    for need in plan.needs:
        yield NeedCount(
            need,
            need.id not in loose.needs_without_outcome,
            need.id not in loose.needs_without_provision,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """What does not change of a version with structured content."""

    provision_lines: int
    vague_lines: int
    silent_sections: int
    oldest_advice_date: date | None


def figures_of(plan: Plan, day: date) -> Figures:
    """Count what a version says of itself: vague lines, silent sections, its oldest advice."""
    found = check_plan(plan, day).findings
    vague = {(f.section, f.quote) for f in found if f.check in VAGUE}
    lines = sum(any(_in(row_text, q, s) for s, q in vague) for row_text in _lines(plan))
    written = [item.written_date for item in plan.evidence if item.written_date]
    return Figures(
        len(plan.provision), lines, _silent(plan), min(written) if written else None
    )  # fmt: skip


def _lines(plan: Plan) -> Iterator[tuple[str, str]]:
    for row in plan.provision:
        words = (value for value in row.model_dump(mode="json").values() if isinstance(value, str))
        yield row.section.value, "\n".join(words)


def _in(line: tuple[str, str], quote: str, section: str) -> bool:
    return line[0] == section and bool(quote) and quote in line[1]


def _silent(plan: Plan) -> int:
    """How many lettered sections say nothing. Section I of a draft is blank by law."""
    parts = split(plan)
    said = {part.section.value for part in plan.sections if part.passages}
    draft = plan.cover.status is not None and plan.cover.status.is_draft
    wanted: Sequence[str] = [s for s in LETTERS if not (draft and s == "I")]
    return sum(not (set(parts[s]) - {"links"}) and s not in said for s in wanted)
