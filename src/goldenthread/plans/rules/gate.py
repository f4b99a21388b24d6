"""The gate before a plan goes out: what stops it, to whom each finding yields, and whose reason
has been recorded. The checks warn and do not rule; the gate holds people to what they found.

Never yields: identity and privacy (L01, L02, L03, L06) and every other legal minimum that the
council alone owes. What others owe (advice, the ICB's agreement, an adviser's silence) yields to
a named manager's reason, which the family sees, so that one body's delay does not make the
council miss its own time. An alarm never blocks: holding the plan back would make it worse.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from goldenthread.plans.checks import CHECKS, CaseFacts, check_plan
from goldenthread.plans.checks.registry import Accepts, Finding, NotChecked
from goldenthread.plans.content import Plan, PlanStatus
from goldenthread.plans.rules.changes import Change


class Weight(StrEnum):
    """What a finding does to issue."""

    NEVER = "never yields"
    NAMED = "yields to a named manager's reason, shown to the family"
    MANAGER = "yields to a manager's reason"
    ALARM = "calls for action, and does not block"
    ADVICE = "for the writer"


STOPS = (Weight.NEVER, Weight.NAMED, Weight.MANAGER)
CORRECTION, SILENT = "correction", "silent"  # kinds of finding that are no check of the catalogue
WEIGHTS = {
    Accepts.NOBODY: Weight.NEVER,
    Accepts.NAMED_MANAGER: Weight.NAMED,
    Accepts.MANAGER: Weight.MANAGER,
    Accepts.WRITER: Weight.ADVICE,
    Accepts.NEVER_BLOCKS: Weight.ALARM,
}


@dataclass(frozen=True, slots=True)
class Held:
    """One finding at the gate, what it does, and the reason recorded for it if there is one."""

    check: str
    name: str
    weight: Weight
    section: str
    quote: str
    why: str
    fix: str
    reason: str = ""
    reason_by: str = ""

    @property
    def mark(self) -> str:
        """A name for this finding that stays while its words stay."""
        return mark_of(self.check, self.section, self.quote or self.why)

    @property
    def stops(self) -> bool:
        """Whether the plan may not go while this stands."""
        return self.weight in STOPS and not (self.reason and self.weight is not Weight.NEVER)


@dataclass(frozen=True, slots=True)
class Reason:
    """A manager's recorded reason for one finding."""

    mark: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """An adviser's correction that nobody has settled, or a request they have not answered."""

    adviser: str
    row: str
    words: str
    silent: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a plan may go, and everything that speaks to it."""

    held: tuple[Held, ...]
    not_checked: tuple[NotChecked, ...]

    @property
    def open(self) -> bool:
        return not self.stopping

    @property
    def stopping(self) -> tuple[Held, ...]:
        return tuple(each for each in self.held if each.stops)

    @property
    def reasoned(self) -> tuple[Held, ...]:
        """What goes on by a manager's reason: shown to the family, and counted."""
        return tuple(each for each in self.held if each.reason and each.weight in STOPS)


def mark_of(check: str, section: str, words: str) -> str:
    """Return the mark of a finding: the same while check, section and words are the same."""
    said = "\n".join((check, section, " ".join(words.split())))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def gate(
    plan: Plan,
    day: date,
    *,
    case: CaseFacts,
    reasons: Collection[Reason] = (),
    answers: Iterable[OpenAnswer] = (),
    changed: Iterable[Change] = (),
) -> Gate:
    """Judge whether a plan may go out as what its cover says it is.

    `answers` are advisers' corrections that stand open and requests left unanswered; `changed`
    is what moved since the draft without the family's request. Both matter to a final plan only.
    """
    status = plan.cover.status or PlanStatus.DRAFT
    report = check_plan(plan, day, case)
    held = [_held(found) for found in report.findings if _speaks(found, status)]
    if not status.is_draft:
        held += [_answer(each) for each in answers]
        seen = {each.section for each in held if each.check == "L21"}
        held += [_changed(each) for each in changed if each.section not in seen]
    given = {reason.mark: reason for reason in reasons}
    return Gate(
        tuple(sorted((_reasoned(each, given) for each in held), key=_order)),
        tuple(skip for skip in report.not_checked if _stage_fits(skip.check, status)),
    )


ORDER = list(Weight)


def _order(each: Held) -> tuple[bool, int, str]:
    return (not each.stops, ORDER.index(each.weight), each.check)


def _stage_fits(check: str, status: PlanStatus) -> bool:
    stage = CHECKS[check].stage
    return stage == "*" or ("D" if status.is_draft else "F") in stage or "R" in stage


# Whether advisers saw the draft cannot be known before it has gone to them.
AFTER_THE_DRAFT = frozenset({"L90"})


def _speaks(found: Finding, status: PlanStatus) -> bool:
    if status.is_draft and found.check in AFTER_THE_DRAFT:
        return False
    return _stage_fits(found.check, status)


def _held(found: Finding) -> Held:
    rule = CHECKS[found.check]
    weight = WEIGHTS[rule.accepted_by]
    if weight is Weight.MANAGER and found.severity in ("m", "i"):
        weight = Weight.ADVICE
    if weight is Weight.ADVICE and found.severity == "M":
        weight = Weight.MANAGER
    return Held(found.check, rule.name, weight, found.section, found.quote, found.why, found.fix)


def _answer(each: OpenAnswer) -> Held:
    if each.silent:
        why = f"{each.adviser} was sent the draft and has not answered."
        fix = "Ask again, or record why the plan must go before the answer."
        return Held(SILENT, "adviser-silent", Weight.NAMED, "K", "", why, fix)
    why = f"{each.adviser} says that {each.row or 'the plan'} must be corrected: “{each.words}”"
    fix = "Change the words, or record why they stay."
    return Held(CORRECTION, "correction-open", Weight.NAMED, "K", "", why, fix)


def _changed(each: Change) -> Held:
    return Held(
        "L21",
        CHECKS["L21"].name,
        Weight.NEVER,
        each.section,
        "",
        f"Since the draft: {each.sentence}",
        CHECKS["L21"].fix,
    )


def _reasoned(each: Held, given: dict[str, Reason]) -> Held:
    reason = given.get(each.mark)
    if reason is None or each.weight is Weight.NEVER:
        return each
    return replace(each, reason=reason.words, reason_by=reason.by)
