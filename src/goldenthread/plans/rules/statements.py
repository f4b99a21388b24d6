"""What advice hands down to a plan, and how complete the thread is, in words.

The shape `SourceStatement` is ours to define and the assessment's to fill: advice lies above the
plan in the house, so it gives, and the plan never reaches up for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from goldenthread.plans.content import AdviceKind, NeedArea, Plan
from goldenthread.plans.rules.sections import LETTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatement:
    """One statement of one advice: what it says, whose words, where in which report.

    `key` names the statement once and for ever, such as "advice/12/provision/3": handing it down
    again changes nothing. `advice` groups the statements of one report.
    """

    key: str
    advice: str
    kind: AdviceKind
    author: str
    role: str
    body: str
    title: str
    written_date: date | None
    section: str  # where in the plan the adviser would put it: B to H2
    text: str
    area_of_need: NeedArea | None = None
    passage: str = ""
    attached: bool = True
    adviser_post_id: int | None = None
    parts: Mapping[str, str] = field(default_factory=dict)  # "who", "how_often": as they said it

    def __post_init__(self) -> None:
        if self.section not in LETTERS:
            raise ValueError(f"No section of a plan is called {self.section!r}.")
        if not (self.key and self.advice and self.text.strip()):
            raise ValueError("A statement has a key, an advice and words.")


@dataclass(frozen=True, slots=True)
class Thread:
    """What is missing from the thread of a plan: the ids of the rows that hang loose."""

    needs_without_provision: tuple[str, ...]
    needs_without_outcome: tuple[str, ...]
    provision_without_need: tuple[str, ...]
    outcomes_without_provision: tuple[str, ...]
    statements_without_source: tuple[str, ...]
    without_place: int  # recommendations that have no place in the plan yet

    @property
    def whole(self) -> bool:
        return not (
            self.needs_without_provision
            or self.needs_without_outcome
            or self.provision_without_need
            or self.outcomes_without_provision
            or self.statements_without_source
            or self.without_place
        )


def thread_of(plan: Plan, *, without_place: int) -> Thread:
    """Find what hangs loose: each need wants provision and an outcome, each line a need."""
    near: dict[str, set[str]] = {}
    for link in plan.links:
        near.setdefault(link.source, set()).add(link.target)
        near.setdefault(link.target, set()).add(link.source)
    needs, outcomes = {n.id for n in plan.needs}, {o.id for o in plan.outcomes}
    lines, advice = {p.id for p in plan.provision}, {e.id for e in plan.evidence}

    def reach(row: str, wanted: set[str], through: set[str]) -> bool:
        direct = near.get(row, set())
        return bool(direct & wanted) or any(
            near.get(step, set()) & wanted for step in direct & through
        )

    return Thread(
        tuple(n.id for n in plan.needs if not reach(n.id, lines, outcomes)),
        tuple(n.id for n in plan.needs if not reach(n.id, outcomes, lines)),
        tuple(p.id for p in plan.provision if not reach(p.id, needs, outcomes)),
        tuple(o.id for o in plan.outcomes if not reach(o.id, lines, needs)),
        tuple(r.id for r in (*plan.needs, *plan.provision) if not near.get(r.id, set()) & advice),
        without_place,
    )


def thread_sentence(thread: Thread, *, rows: int) -> str:
    """Say how complete the thread is, in one sentence. `rows` is how many statements there are."""
    if not rows and not thread.without_place:
        return "Nothing is written yet, and no advice has come in."
    parts = [
        _loose(thread.needs_without_provision, "need has", "needs have", "no provision"),
        _loose(thread.needs_without_outcome, "need has", "needs have", "no outcome"),
        _loose(
            thread.provision_without_need,
            "line of provision answers",
            "lines of provision answer",
            "no need",
        ),
        _loose(thread.outcomes_without_provision, "outcome has", "outcomes have", "no provision"),
        _loose(thread.statements_without_source, "statement has", "statements have", "no source"),
        _counted(
            thread.without_place, "recommendation has", "recommendations have", "no place yet"
        ),
    ]
    said = [part for part in parts if part]
    if said:
        return f"{'; '.join(said)}."
    return "Every need has provision and an outcome, and all advice has its place."


def _loose(ids: tuple[str, ...], one: str, many: str, what: str) -> str:
    words = _counted(len(ids), one, many, what)
    return f"{words} ({', '.join(ids)})" if words else ""


def _counted(number: int, one: str, many: str, what: str) -> str:
    return f"{number} {one if number == 1 else many} {what}" if number else ""


def evidence_ids(statements: Iterable[SourceStatement], taken: Iterable[str]) -> dict[str, str]:
    """Give each advice a row of section K: "K3", after those there are."""
    numbers = [int(name[1:]) for name in taken if name[:1] == "K" and name[1:].isdecimal()]
    number, found = max(numbers, default=0), {}
    for each in statements:
        if each.advice not in found:
            number += 1
            found[each.advice] = f"K{number}"
    return found
