"""Keeping the facts of one load: children matched, rows kept, then the events of their cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from goldenthread.assessment.commands import keep_assessments
from goldenthread.assessment.rules import ENDED, OPEN
from goldenthread.audit import commands as audit
from goldenthread.audit.keeping import Change, Kept
from goldenthread.audit.rules import Action, Note
from goldenthread.exchange.commands.opening import Loaded, Opening
from goldenthread.exchange.commands.refusing import Fault, LoadRefused, fault, refuse_for
from goldenthread.exchange.models import Load, LoadChange
from goldenthread.exchange.rules.facts import (
    MADE_UP,
    AssessmentFacts,
    ChildFacts,
    Happening,
    PlanFacts,
    made_up_id,
    review_happenings,
    version_happening,
)
from goldenthread.organisations.bulk import setting_ids
from goldenthread.organisations.rules import Register
from goldenthread.people.bulk import Ambiguous, identities, keep_children
from goldenthread.placements.commands import Overlap, keep_placements, tie_settings
from goldenthread.plans.commands import KeptVersions, keep_plans, keep_versions
from goldenthread.reviews.commands import keep_phase_transfers, keep_reviews, reviews_known
from goldenthread.timeline.commands import NewEvent, record_many

Own = dict[str, Any]
PLAN_FIELDS = (
    *("state", "first_issued_date", "start_date", "transferred_from", "personal_budget"),
    *("organised_arrangements", "direct_payments", "cease_date", "cease_reason"),
)
CASE_FIELDS = (
    *("received_date", "source", "in_youth_accommodation", "stage", "decided_earlier"),
    *("decided_date", "issue_decided_date", "exception", "request_mediation", "exported_to"),
    *("request_tribunal", "issue_mediation", "issue_tribunal"),
)
SPELL_FIELDS = (
    *("rank", "entry_date", "leaving_date", "in_unit", "in_resourced_provision"),
    *("residential", "work_based"),
)
REVIEW_FIELDS = ("meeting_date", "decided_date", "outcome", "draft_date")
PHASE_FIELDS = ("due_date", "final_date")
# What has happened and been kept is not rewritten by a later file: the earlier one is taken back.
SETTLED = {
    "assessment.Assessment": frozenset({"decided_date", "issue_decided_date"}),
    "plans.Plan": frozenset({"cease_date"}),
}
LONGEST_ID = 20
STAGES = OPEN


@dataclass(slots=True)
class Keeper:
    """Keeps the facts of one load."""

    load: Load
    opening: Opening
    facts: list[ChildFacts]
    register: Register | None
    fill_only: bool = False
    fills: frozenset[str] = frozenset()  # what of a child is only filled in
    done: Loaded = field(init=False)
    _child: dict[int, int] = field(default_factory=dict)  # id() of facts -> child
    _number: dict[int, int] = field(default_factory=dict)  # id() of plan or case facts -> its row
    _settings: dict[str, int] = field(default_factory=dict)
    _touched: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.done = Loaded(self.load.pk, self.opening.area_id, children=len(self.facts))

    def keep(self) -> Loaded:
        """Keep everything, and return what was done.

        :raises LoadRefused: naming each row that cannot be kept
        """
        self._children()
        self._settings = setting_ids()
        plans = self._plans()
        versions = self._versions(plans)
        self._reviews(plans)
        self._placements()
        cases = self._cases()
        events = [*self._case_events(cases), *self._plan_events(plans, versions)]
        recorded = record_many(
            events,
            by=self.opening.by,
            at=self.opening.at,
            backfilled=True,
            load_id=self.load.pk,
        )
        self.done.events = recorded.new
        self._audit()
        return self.done

    @property
    def _bounds(self) -> dict[str, Any]:
        return {
            "area_id": self.load.area_id,
            "load_id": self.load.pk,
            "fill_only": self.fill_only,
        }

    def _own(self, facts: ChildFacts) -> Own:
        return {"area_id": self.load.area_id, "child_id": self._child[id(facts)]}

    # What was done ---------------------------------------------------------------------------

    def _note(self, kept: Kept, rows: Mapping[int, int] | None = None) -> None:
        """Put down what was made and changed, so that the load can be taken back."""
        refuse_for(_rewritten(kept, rows or {}))
        name = kept.model.rpartition(".")[2]
        self.done.created[name] = self.done.created.get(name, 0) + len(kept.created)
        self.done.changed[name] = self.done.changed.get(name, 0) + len(kept.changed)
        self._touched |= {change.child_id for change in kept.changed if change.child_id}
        keep_changes(self.load, kept)

    def _audit(self) -> None:
        """Write that each child's record was written to, or that nothing was."""
        self._touched |= set(self._child.values()) if any(self.done.created.values()) else set()
        purpose = f"load-{self.load.kind.lower().replace('_', '-')}"
        area_id = self.load.area_id
        for child_id in sorted(self._touched):
            note = Note(action=Action.WRITE, area_id=area_id, child_id=child_id, purpose=purpose)
            audit.note(note)
        audit.note(
            Note(action=Action.LIST, area_id=area_id, purpose=purpose, count=len(self.facts))
        )

    # Children ----------------------------------------------------------------------------------

    def _children(self) -> None:
        names = self._matched()
        rows = []
        for facts, found in zip(self.facts, names, strict=True):
            own = facts.local_id if found.startswith(MADE_UP) else ""
            row = {"area_id": self.load.area_id, "local_id": own or found}
            rows.append((found, {**facts.identity, **row}))
        kept = keep_children(rows, **self._bounds, fills=self.fills)
        self._note(kept)
        for facts, name in zip(self.facts, names, strict=True):
            self._child[id(facts)] = kept.ids[(name,)]

    def _matched(self) -> list[str]:
        """Return each child's local identifier: of one kept already, or a new one."""
        known = identities(self.opening.area_id or 0)
        faults: list[Fault] = list(self._too_long())

        def ask(facts: ChildFacts, question: Callable[[], str | None]) -> str | None:
            try:
                return question()
            except Ambiguous as problem:
                faults.append(fault("LD-01", facts.row, str(problem), module=facts.where))
                return None

        found = [ask(f, partial(known.by_number, f.identity, f.local_id)) for f in self.facts]
        taken = set(filter(None, found))
        names = [
            name
            or ask(facts, partial(known.by_names, facts.identity, taken))
            or facts.local_id
            or self._new_id(facts, known.by_local_id)
            for facts, name in zip(self.facts, found, strict=True)
        ]
        refuse_for([*faults, *_twice(self.facts, names)])
        return names

    def _too_long(self) -> Iterator[Fault]:
        for facts in self.facts:
            if len(facts.local_id) > LONGEST_ID:
                message = f"An identifier has at most {LONGEST_ID} characters."
                yield fault("LD-05", facts.row, message, module=facts.where)

    @staticmethod
    def _new_id(facts: ChildFacts, there: Mapping[str, object]) -> str:
        """Return an identifier for a child that has none; another's is never taken."""
        name = made_up_id(facts.identity)
        return name if name not in there else made_up_id({**facts.identity, "upn": f"{name}/2"})

    # Settings ----------------------------------------------------------------------------------

    def _place(self, each: Any) -> dict[str, Any]:
        """Return the setting of a spell or version, by the register; else the code given."""
        if not (each.urn or each.ukprn):
            return {"setting_id": None, "setting_code": each.setting_code}
        if self.register is None:
            raise LoadRefused(
                "The file names settings by number, and no register of settings is loaded. "
                "Load the register first: goldenthread load settings FILE.csv"
            )
        found = self.register.find(urn=each.urn, ukprn=each.ukprn, on=self.opening.as_of)
        if found is None:
            raise LoadRefused(f"The register has no setting {each.urn or each.ukprn}.")
        return {"setting_id": self._settings[found.urn], "setting_code": ""}

    # Plans -------------------------------------------------------------------------------------

    def _plans(self) -> list[tuple[Own, PlanFacts]]:
        """Keep the plans; return each with what its rows share."""
        given = [(self._own(facts), plan) for facts in self.facts for plan in facts.plans]
        rows = [{**own, **_fields(plan, PLAN_FIELDS)} for own, plan in given]
        kept = keep_plans(rows, **self._bounds)
        for place, (own, plan) in enumerate(given):
            number = kept.ids[own["child_id"], place]
            self._number[id(plan)] = number
            own["plan_id"] = number
        self._note(kept, {self._number[id(plan)]: plan.row for _, plan in given})
        return given

    def _versions(self, plans: Iterable[tuple[Own, PlanFacts]]) -> KeptVersions:
        kept = keep_versions(
            [
                {
                    **own,
                    **self._place(version),
                    "issued_date": version.issued_date,
                    "needs": version.needs,
                    "status": "AMENDED_FINAL" if version.amended else "FINAL",
                }
                for own, plan in plans
                for version in plan.versions
            ],
            **self._bounds,
        )
        self._note(kept.kept)
        return kept

    def _reviews(self, plans: list[tuple[Own, PlanFacts]]) -> None:
        known = reviews_known(self.load.area_id or 0)
        for own, plan in plans:
            days = known.get(own["plan_id"], ())
            plan.reviews = [r for r in plan.reviews if not (r.loose and r.decided_date in days)]
        reviews = [
            {**own, **_fields(each, REVIEW_FIELDS)} for own, plan in plans for each in plan.reviews
        ]
        phases = [
            {**own, **_fields(each, PHASE_FIELDS)} for own, plan in plans for each in plan.phases
        ]
        self._note(keep_reviews(reviews, **self._bounds))
        self._note(keep_phase_transfers(phases, **self._bounds))

    def _plan_events(
        self, plans: Iterable[tuple[Own, PlanFacts]], versions: KeptVersions
    ) -> Iterator[NewEvent]:
        for own, plan in plans:
            number = own["plan_id"]
            happened = [*plan.happenings]
            for review in plan.reviews:
                happened += review_happenings(review)
            for version in plan.versions:
                key = (number, version.issued_date)
                if key in versions.new:
                    happened.append(version_happening(version, first=key in versions.first))
            yield from _events(own, "plan", number, happened)

    # Places ------------------------------------------------------------------------------------

    def _placements(self) -> None:
        given = [(facts, each) for facts in self.facts for each in facts.placements]
        rows = [
            {**self._own(facts), **_fields(each, SPELL_FIELDS), **self._place(each)}
            for facts, each in given
        ]
        try:
            kept = keep_placements(rows, **self._bounds, on=self.opening.as_of)
        except Overlap as problem:
            row = given[problem.place][1].row
            refuse_for([fault("LD-03", row, str(problem), module="PlacementDetail")])
            raise
        self._note(kept)
        on = self.opening.as_of or self.opening.at.date()
        self._note(tie_settings(kept, load_id=self.load.pk, on=on))

    # Assessments -------------------------------------------------------------------------------

    def _cases(self) -> list[tuple[Own, AssessmentFacts]]:
        given = [(facts, case) for facts in self.facts for case in facts.assessments]
        rows = [self._case_row(facts, case) for facts, case in given]
        kept = keep_assessments(rows, **self._bounds)
        cases = [(self._own(facts), case) for facts, case in given]
        for place, (own, case) in enumerate(cases):
            self._number[id(case)] = kept.ids[own["child_id"], place]
        self._note(kept, {self._number[id(case)]: case.row for _, case in cases})
        return cases

    def _case_row(self, facts: ChildFacts, case: AssessmentFacts) -> dict[str, Any]:
        plan = None if case.plan is None else self._number[id(facts.plans[case.plan])]
        return {**self._own(facts), **_fields(case, CASE_FIELDS), "plan_id": plan}

    def _case_events(self, cases: Iterable[tuple[Own, AssessmentFacts]]) -> Iterator[NewEvent]:
        for own, case in cases:
            yield from _events(own, "assessment", self._number[id(case)], case.happenings)


def keep_changes(load: Load, kept: Kept) -> None:
    """Put down the rows a load changed, with what stood before."""
    LoadChange.objects.bulk_create(
        (
            LoadChange(
                load=load,
                area_id=load.area_id,
                child_id=change.child_id,
                model=kept.model,
                row_id=change.row_id,
                before=dict(change.before),
                after=dict(change.after),
            )
            for change in kept.changed
        ),
        batch_size=2000,
    )


def _rewritten(kept: Kept, rows: Mapping[int, int]) -> Iterator[Fault]:
    """Find what a file would rewrite that had happened by an earlier one."""
    for change in kept.changed:
        for name, before in change.before.items():
            if _settled(kept.model, name, before, change):
                message = (
                    f"An earlier file gave another {name.replace('_', ' ')}: {before}. Take that "
                    "load back, or correct the case here, and then load this file."
                )
                yield fault("LD-04", rows.get(change.row_id, 0), message, module=kept.model)


def _settled(model: str, name: str, before: object, change: Change) -> bool:
    if name == "stage":
        return before in ENDED
    if name == "exception":
        return before is True
    return before is not None and name in SETTLED.get(model, ())


def _twice(facts: Iterable[ChildFacts], names: Iterable[str]) -> Iterator[Fault]:
    """Find rows of a file that are the same child: kept as one, or with one number."""
    first: dict[tuple[str, object], ChildFacts] = {}
    for each, name in zip(facts, names, strict=True):
        marks = [("name", name), *((n, each.identity.get(n)) for n in ("upn", "uln"))]
        known = [mark for mark in marks if mark[1]]
        others = [first[mark] for mark in known if mark in first]
        if others:
            message = f"This is the same child as in {others[0].where} row {others[0].row}."
            yield fault("LD-02", each.row, message, module=each.where)
        for mark in known:
            first.setdefault(mark, each)


def _fields(facts: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in names}


def _events(
    own: Own, case_type: str, case_id: int, happened: Iterable[Happening]
) -> Iterator[NewEvent]:
    for each in happened:
        yield NewEvent(
            kind=each.kind,
            area_id=own["area_id"],
            child_id=own["child_id"],
            case_type=case_type,
            case_id=case_id,
            on=each.on,
            facts=each.facts,
        )
