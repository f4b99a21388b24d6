"""From a child's story to rows of the tables, clocks read and all. Plain Python, no database.

Keys are made from the area and the child's number, so that two processes can write at once and
nothing has to be asked of the database first. Events and clocks take theirs from its sequence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from goldenthread.assessment.rules import Stage
from goldenthread.demo.facts import (
    Adult,
    Assessment,
    CaseEvent,
    ChildFacts,
    Link,
    Placement,
    Plan,
)
from goldenthread.demo.list_rows import CONTACTS, LIST_COLUMNS, Listed, Lists, list_rows
from goldenthread.law.events import EventKind as K
from goldenthread.timeline.rules.history import Recorded, history
from goldenthread.timeline.rules.reading import reader_for

LEFT_THE_AREA = (5, 7, 8)  # cease reasons after which the child's record is closed
MOVED = 5
COLUMNS: dict[str, tuple[str, ...]] = {
    "people_child": (
        "id", "area_id", "local_id", "forename", "surname", "known_as", "pronouns", "birth_date",
        "sex", "ethnicity", "upn", "uln", "upn_unknown", "nhs_number", "nhs_number_checked_date",
        "address", "postcode", "disabled", "social_care_team", "pupil_premium",
        "location_restricted", "location_team", "sealed", "closed_date", "invented",
    ),
    "people_adult": (
        "id", "area_id", "name", "email", "phone", "address", "postcode", "user_id", "invented",
    ),
    "people_adultlink": (
        "id", "area_id", "child_id", "adult_id", "relationship", "parental_responsibility",
        "responsibility_evidence", "lives_with", "contact_preference", "court_order",
        "may_see_location", "may_see_plan", "gets_notices", "restriction_reason",
        "restriction_owner_post_id", "restriction_review_date", "from_date",
    ),
    "people_communicationneed": (
        "id", "area_id", "child_id", "adult_id", "kind", "detail", "from_date",
    ),
    "plans_plan": (
        "id", "area_id", "child_id", "state", "first_issued_date", "start_date",
        "transferred_from", "personal_budget", "organised_arrangements", "direct_payments",
        "cease_date", "cease_reason",
    ),
    "plans_planversion": (
        "id", "area_id", "child_id", "plan_id", "number", "status", "issued_date", "needs",
        "setting_id", "setting_code",
    ),
    "placements_placement": (
        "id", "area_id", "child_id", "setting_id", "setting_code", "rank", "entry_date",
        "leaving_date", "in_unit", "in_resourced_provision", "residential", "work_based",
    ),
    "assessment_assessment": (
        "id", "area_id", "child_id", "received_date", "source", "in_youth_accommodation", "stage",
        "decided_date", "issue_decided_date", "exception", "request_mediation",
        "request_tribunal", "issue_mediation", "issue_tribunal", "exported_to", "plan_id",
    ),
    "reviews_review": (
        "id", "area_id", "child_id", "plan_id", "meeting_date", "decided_date", "outcome",
        "draft_date", "final_date",
    ),
    "reviews_phasetransfer": (
        "id", "area_id", "child_id", "plan_id", "due_date", "final_date",
    ),
    **LIST_COLUMNS,
    "access_tie": (
        "area_id", "child_id", "kind", "post_id", "organisation_id", "user_id", "from_date",
        "to_date",
    ),
    "timeline_event": (
        "area_id", "child_id", "case_type", "case_id", "kind", "on", "recorded_at", "facts",
        "key", "backfilled", "withdraws",
    ),
    "timeline_clock": (
        "area_id", "case_type", "case_id", "child_id", "rule", "version", "about", "started",
        "due", "moved_to", "missing", "working_target", "stopped", "superseded", "lawful_reason",
        "force", "harm", "lapses", "owner_post_id", "waiting_on", "backfilled", "known_from",
        "known_to",
    ),
}  # fmt: skip
LINK_KIND = {
    "large print": "LARGE_PRINT",
    "easy read": "EASY_READ",
    "British Sign Language": "BSL",
    "symbols": "SYMBOLS",
    "interpreter": "INTERPRETER",
    "phone only": "PHONE_ONLY",
}


def key_of(ref: str) -> int:
    """The number of a child's row, from its area and its place there: '830-000012'."""
    area, number = ref[:3], ref[4:10]
    return int(area) * 1_000_000 + int(number)


def adult_key(ref: str) -> int:
    """The number of an adult's row: '830-000012-A'."""
    return key_of(ref) * 10 + "ABCDEFGHI".index(ref[-1]) + 1


def case_key(ref: str) -> int:
    """The number of a case: an assessment '...-A1', a plan '...-P1', a wait '...-W2'."""
    return key_of(ref) * 10 + int(ref[12:]) if len(ref) > 10 else key_of(ref)


@dataclass(frozen=True, slots=True)
class Setup:
    """What rows refer to that was written before: posts, accounts, bodies."""

    as_of: date
    recorded_at: datetime
    posts: Mapping[str, int]  # caseload such as '830-officer-01': the post's number
    restriction_owner: int  # the post that owns restrictions
    parents: Mapping[str, int] = field(default_factory=dict)  # adult ref: account
    school_bodies: Mapping[str, int] = field(default_factory=dict)  # URN: organisation
    psychologist: int = 0  # post; advises on some of the open assessments
    lists: Lists = field(default_factory=dict)  # services' waiting lists
    light: bool = False
    ignored: str = "{}"  # triggers of history that rest while rows are copied
    # Columns this module does not fill and that may not be empty, with their first values.
    constants: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Rows:
    """Rows gathered for a batch of children, by table, in an order that keys allow."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.of: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}
        self._recorded = setup.recorded_at
        self._texts: dict[tuple[tuple[str, Any], ...], tuple[dict[str, Any], str]] = {}

    def clear(self) -> None:
        for rows in self.of.values():
            rows.clear()

    def add(self, facts: ChildFacts) -> None:
        """Add every row of one child."""
        child, area = facts.child, int(facts.child.area)
        key = key_of(child.ref)
        self._child(key, area, facts)
        for adult in facts.adults:
            self._adult(area, key, adult)
        for place, link in enumerate(facts.links, start=1):
            self._link(key * 10 + place, area, key, link)
        if facts.plan:
            self._plan(area, key, facts, facts.plan)
        for number, placement in enumerate(facts.placements, start=1):
            self._placement(key * 100 + number, area, key, placement, facts.plan)
        for assessment in facts.assessments:
            self._assessment(area, key, assessment)
        self._events(area, key, facts)
        self._ties(area, key, facts)
        self._lists(area, key, facts)

    def _lists(self, area: int, key: int, facts: ChildFacts) -> None:
        """Rows of the services' lists; one tie to a team, however many of its lists."""
        home = "" if facts.child.restricted else facts.child.postcode.split(" ")[0]
        kept = [event for event in facts.events if event.kind in CONTACTS]
        tied: set[int] = set()
        for wait in facts.waits:
            here = self.setup.lists.get((area, wait.service))
            if here is None:
                continue
            contacts = tuple(event for event in kept if event.case_ref == wait.ref)
            case = case_key(wait.ref)
            listed = Listed(area, key, case, wait, contacts, home, here, self.setup.lists)
            for table, row in list_rows(listed):
                if table != "access_tie":
                    self.of[table].append(row)
                elif row[4] not in tied:
                    tied.add(row[4])
                    self.of[table].append(row)

    def _child(self, key: int, area: int, facts: ChildFacts) -> None:
        one, school, plan = facts.child, facts.school, facts.plan
        hidden = bool(one.restricted)
        closed = plan.ceased if plan and plan.cease_reason in LEFT_THE_AREA else None
        self.of["people_child"].append(
            (
                *(key, area, one.ref, one.forename, one.surname, one.preferred_name, one.pronouns),
                *(one.born, one.sex, one.ethnicity, one.upn or "", one.uln or ""),
                *(one.upn_unknown or "", one.nhs_number or ""),
                self.setup.as_of - timedelta(days=200) if one.nhs_number else None,
                "" if hidden else one.address,
                "" if hidden else one.postcode,
                school.disabled if school else None,
                (school.social_care if school else "") or "",
                school.pupil_premium if school else None,
                *(hidden, "the access team" if hidden else "", False, closed, one.invented),
            )
        )
        self._needs(area, key, None, one.communication, one.language, one.born)

    def _needs(
        self,
        area: int,
        child: int,
        adult: int | None,
        kinds: tuple[str, ...],
        language: str,
        since: date,
    ) -> None:
        found = [(LINK_KIND[kind], "") for kind in kinds]
        if adult and language != "English":
            found.append(("LANGUAGE", language))
        for place, (kind, detail) in enumerate(found, start=1):
            key = (adult or child * 10) * 10 + place
            row = (key, area, child, adult, kind, detail, since)
            self.of["people_communicationneed"].append(row)

    def _adult(self, area: int, child: int, adult: Adult) -> None:
        key, hidden = adult_key(adult.ref), bool(adult.restricted)
        name = f"{adult.title} {adult.forename} {adult.surname}"
        address, code = ("", "") if hidden else (adult.address, adult.postcode)
        email, phone = ("", "") if hidden else (adult.email, adult.phone)
        user = self.setup.parents.get(adult.ref)
        row = (key, area, name, email, phone, address, code, user, adult.invented)
        self.of["people_adult"].append(row)
        since = self.setup.as_of - timedelta(days=400)
        self._needs(area, child, key, adult.communication, adult.language, since)

    def _link(self, key: int, area: int, child: int, link: Link) -> None:
        responsible, barred = link.parental_responsibility, link.barred
        may = "NO" if barred else "YES" if responsible else "UNKNOWN"
        here = "NO" if barred else "YES" if link.lives_with else "UNKNOWN"
        review = self.setup.as_of + timedelta(days=60)
        self.of["people_adultlink"].append(
            (
                *(key, area, child, adult_key(link.adult), link.relationship),
                "YES" if responsible else "UNKNOWN",
                "birth certificate seen" if responsible else "",
                "YES" if link.lives_with else "NO",
                *("", "Not to be told where the children live" if barred else ""),
                *(here, may, may),
                "Court order: must not learn where the family lives" if barred else "",
                self.setup.restriction_owner if barred else None,
                review if barred else None,
                link.since or self.setup.as_of,
            )
        )

    def _plan(self, area: int, child: int, facts: ChildFacts, plan: Plan) -> None:
        key = case_key(plan.ref)
        state = "IN_FORCE"
        if plan.ceased:
            state = "TRANSFERRED" if plan.cease_reason == MOVED else "CEASED"
        start = facts.versions[-1].issued if facts.versions else plan.first_made
        self.of["plans_plan"].append(
            (
                *(key, area, child, state, plan.first_made, start, plan.moved_in_from or ""),
                *(plan.personal_budget, plan.organised, plan.direct_payment or "", plan.ceased),
                str(plan.cease_reason) if plan.cease_reason else "",
            )
        )
        for version in facts.versions:
            needs = [version.need, *([version.second_need] if version.second_need else [])]
            self.of["plans_planversion"].append(
                (
                    *(child * 100 + version.number, area, child, key, version.number),
                    "FINAL" if version.number == 1 else "AMENDED_FINAL",
                    version.issued,
                    json.dumps(needs),
                    int(version.urn) if version.urn else None,
                    version.setting or "",
                )
            )
        self._reviews(area, child, key, facts)

    def _reviews(self, area: int, child: int, plan: int, facts: ChildFacts) -> None:
        for number, review in enumerate(facts.reviews, start=1):
            self.of["reviews_review"].append(
                (
                    *(child * 100 + number, area, child, plan, review.met, review.decided),
                    *((review.outcome or "").upper(), review.noticed, review.finalised),
                )
            )
        for number, move in enumerate(facts.transfers, start=1):
            row = (child * 10 + number, area, child, plan, move.due, move.named)
            self.of["reviews_phasetransfer"].append(row)

    def _placement(
        self, key: int, area: int, child: int, place: Placement, plan: Plan | None
    ) -> None:
        now = place.rank == 1 and place.left is None
        self.of["placements_placement"].append(
            (
                *(key, area, child, int(place.urn) if place.urn else None, place.setting or ""),
                *(place.rank, place.entered, place.left, place.unit, place.resourced),
                (plan.residential if plan and now else "") or "",
                (plan.work_based if plan and now else "") or "",
            )
        )

    def _assessment(self, area: int, child: int, case: Assessment) -> None:
        self.of["assessment_assessment"].append(
            (
                *(case_key(case.ref), area, child, case.received, str(case.source), False),
                *(str(stage_of(case)), case.told),
                case.no_plan_told or case.issued,
                case.exception is not None,
                *(case.mediation == "request", case.tribunal == "request", False, False, ""),
                case_key(case.plan) if case.plan else None,
            )
        )

    def _events(self, area: int, child: int, facts: ChildFacts) -> None:
        cases: dict[tuple[str, str], list[Recorded]] = {}
        out = self.of["timeline_event"]
        for number, event in enumerate(facts.events):
            said, text = self._said(event)
            name = (event.case_type, event.case_ref)
            case, kind = case_key(event.case_ref), str(event.kind)
            key = f"demo/{event.case_type}/{case}/{number}"
            out.append(
                (
                    *(area, child, event.case_type, case, kind, event.on, self._recorded, text),
                    *(key, True, False),
                )
            )
            cases.setdefault(name, []).append(
                Recorded(
                    key=key,
                    kind=kind,
                    on=event.on,
                    facts=said,
                    recorded_at=self._recorded,
                    backfilled=True,
                )
            )
        for (case_type, ref), events in cases.items():
            self._clocks(area, child, case_type, case_key(ref), events)

    def _said(self, event: CaseEvent) -> tuple[dict[str, Any], str]:
        if not event.facts:
            return {}, "{}"
        said = tuple(event.facts.items())
        if said not in self._texts:
            facts = dict(event.facts)
            if event.kind == K.CASE_ALLOCATED:
                facts["post"] = self.setup.posts[facts["post"]]
            self._texts[said] = (facts, json.dumps(facts))
        return self._texts[said]

    def _clocks(
        self, area: int, child: int, case_type: str, case: int, events: list[Recorded]
    ) -> None:
        out = self.of["timeline_clock"]
        for version in history(events, reader_for(case_type)).versions():
            out.append(
                (
                    *(area, case_type, case, child, *version.promise),
                    *(version.known_from, version.known_to),
                )
            )

    def _ties(self, area: int, child: int, facts: ChildFacts) -> None:
        ties, setup = self.of["access_tie"], self.setup
        for link in facts.links:
            if (user := setup.parents.get(link.adult)) is not None:
                since = link.since or setup.as_of
                ties.append((area, child, "PARENT", None, None, user, since, None))
        if setup.light:
            return
        for place in facts.placements:
            body = setup.school_bodies.get(place.urn or "")
            if body:
                since, until = place.entered, place.left
                ties.append((area, child, "SCHOOL_PLACE", None, body, None, since, until))
        for event in facts.events:
            if event.kind == K.CASE_ALLOCATED and _is_open(facts, event):
                post = setup.posts[event.facts["post"]]
                ties.append((area, child, "CASELOAD", post, None, None, event.on, None))
                break
        asked = _open_psychology(facts.assessments)
        if asked and setup.psychologist and child % 18 == 0:
            post = setup.psychologist
            ties.append((area, child, "ADVISER", post, None, None, asked, None))


def _is_open(facts: ChildFacts, event: CaseEvent) -> bool:
    if event.case_type == "plan":
        return facts.plan is not None and facts.plan.ceased is None
    return any(
        a.ref == event.case_ref and a.outcome in "AY" and a.issue_outcome in (None, "A")
        for a in facts.assessments
    )


def _open_psychology(cases: list[Assessment]) -> date | None:
    """The day a psychologist was asked, where their advice is still to come."""
    for case in cases:
        for advice in case.advice:
            if advice.adviser == "educational-psychology" and advice.received is None:
                return advice.asked
    return None


def stage_of(case: Assessment) -> Stage:
    """Where a request stands, by the last of its events (`assessment.rules.EVENTS`)."""
    if case.withdrawn:
        return Stage.WITHDRAWN
    if case.outcome == "N":
        return Stage.NOT_ASSESSED
    if case.outcome == "A":
        return Stage.REQUESTED
    if case.issued:
        return Stage.PLAN_ISSUED
    if case.no_plan_told:
        return Stage.NO_PLAN
    if case.drafted:
        return Stage.DRAFT_WITH_FAMILY  # until somebody acts: no day that passes moves a case
    return Stage.DRAFTING if case.issue_told else Stage.ASSESSING
