"""A draft as the plan desk sees it: read whole in one query, put together, judged at the gate."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from goldenthread.access.rules import Asker, NotFound
from goldenthread.audit.rules import FieldClass
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.people.rules import curriculum_year
from goldenthread.plans.checks import CaseFacts
from goldenthread.plans.checks.case import AdviserReply, AgreedChange, RegisteredSetting
from goldenthread.plans.content import (
    Cover,
    Evidence,
    HealthAgreement,
    PlanStatus,
    Recommendation,
    Signature,
)
from goldenthread.plans.content import Plan as Content
from goldenthread.plans.models import (
    EasyReadApproval,
    EasyReadWords,
    Override,
    PlanDraft,
    PlanVersion,
    Unsaved,
    VersionStatus,
)
from goldenthread.plans.rendering.easy import EasyPart
from goldenthread.plans.rules.changes import Change, changes, not_asked_for
from goldenthread.plans.rules.gate import Gate, OpenAnswer, Reason, gate
from goldenthread.plans.rules.issue import as_draft, as_final, part_hash
from goldenthread.plans.rules.notice import rights_notice
from goldenthread.plans.rules.sections import Part, join, rows_of, split
from goldenthread.plans.rules.statements import Thread, thread_of
from goldenthread.ui.words import plain_date

Row = dict[str, Any]
# Everything about one draft in one statement: a page may ask the database twelve times in all.
DRAFT = """
SELECT row_to_json(d), served.content, served.content_hash, amends.content, amends.issued_date,
  (SELECT json_agg(r) FROM (
     SELECT s.*, u.name AS holder_name, w.name AS saved_name FROM plans_draftsection s
     LEFT JOIN access_user u ON u.id = s.holder_id LEFT JOIN access_user w ON w.id = s.saved_by_id
     WHERE s.area_id = d.area_id AND s.draft_id = d.id) r),
  (SELECT json_agg(r) FROM (
     SELECT * FROM plans_draftsource s
     WHERE s.area_id = d.area_id AND s.draft_id = d.id ORDER BY s.evidence, s.id) r),
  (SELECT json_agg(r) FROM (
     SELECT c.*, u.name AS answered_name FROM plans_draftcomment c
     LEFT JOIN access_user u ON u.id = c.answered_by_id
     WHERE c.area_id = d.area_id AND c.draft_id = d.id ORDER BY c.id) r),
  (SELECT json_agg(r) FROM (
     SELECT * FROM plans_adviserquestion q
     WHERE q.area_id = d.area_id AND q.draft_id = d.id ORDER BY q.id) r),
  (SELECT json_agg(r) FROM (
     SELECT p.*, u.name AS answered_name FROM plans_passageanswer p
     LEFT JOIN access_user u ON u.id = p.answered_by_id
     WHERE p.area_id = d.area_id AND p.draft_id = d.id ORDER BY p.evidence, p.id) r),
  (SELECT json_agg(r) FROM (
     SELECT * FROM plans_override o
     WHERE o.area_id = d.area_id AND o.draft_id = d.id ORDER BY o.id) r),
  (SELECT json_agg(r) FROM (
     SELECT * FROM plans_healthagreed h
     WHERE h.area_id = d.area_id AND h.draft_id = d.id ORDER BY h.id) r),
  (SELECT json_agg(r) FROM (
     SELECT o.name, o.urn, o.phase AS kind FROM organisations_setting o
     JOIN plans_draftsection s ON upper(o.name) = upper(s.content->'placement'->>'name')
     WHERE s.area_id = d.area_id AND s.draft_id = d.id AND s.section = 'I' LIMIT 20) r)
FROM plans_plandraft d
LEFT JOIN plans_planversion served ON served.area_id = d.area_id AND served.id = d.served_version_id
LEFT JOIN plans_planversion amends ON amends.area_id = d.area_id AND amends.id = d.amends_id
WHERE d.area_id = %s AND d.child_id = %s AND d.id = %s
"""


@dataclass(frozen=True)
class Desk:
    """One draft with everything that hangs on it, as plain rows."""

    draft: Row
    sections: Mapping[str, Row]
    sources: Sequence[Row]
    comments: Sequence[Row]
    questions: Sequence[Row]
    passages: Sequence[Row]
    overrides: Sequence[Row]
    agreements: Sequence[Row]
    register: Sequence[Row]  # settings called as section I names one
    served: Content | None
    amended: Content | None
    parts: Mapping[str, Part] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.draft["id"])

    @property
    def amends(self) -> bool:
        return self.draft["amends_id"] is not None

    @property
    def served_date(self) -> date | None:
        return _day(self.draft["served_date"])

    @cached_property
    def content(self) -> Content:
        """The plan as it stands: sections joined, each advice with what became of it."""
        whole = join(self.parts)
        return whole.model_copy(
            update={
                "evidence": tuple(self._evidence(item) for item in whole.evidence),
                "health_agreement": self.agreement,
            }
        )

    def _evidence(self, item: Evidence) -> Evidence:
        ours = [each for each in self.sources if each["evidence"] == item.id]
        said = tuple(
            Recommendation(
                text=each["text"],
                used_in=tuple(each["rows"]),
                rejected_reason=each["left_out_reason"],
            )
            for each in ours
        )
        asked = [each for each in self.passages_now if each["evidence"] == item.id]
        sent = _day(asked[0]["sent_date"]) if asked else None
        replied = [_day(each["answered_at"]) for each in asked if each["answer"]]
        return item.model_copy(
            update={
                "recommendations": said or item.recommendations,
                "draft_sent_date": sent or item.draft_sent_date,
                "reply_date": max((d for d in replied if d), default=item.reply_date),
            }
        )

    @property
    def agreement(self) -> HealthAgreement | None:
        """The ICB's agreement, where it is to section G as it now stands."""
        rows = rows_of(self.parts.get("G", {}), "provision")
        now = part_hash(rows)
        for each in self.agreements:
            if each["agreed_to"] == now:
                return HealthAgreement(
                    agreed_by=each["agreed_by"],
                    agreed_date=_day(each["agreed_date"]),
                    reference=each["reference"],
                )
        before = rows_of(split(self.amended)["G"], "provision") if self.amended else []
        same = rows and part_hash(before) == now  # unchanged since it was last agreed to
        return self.amended.health_agreement if self.amended and same else None

    @property
    def unplaced(self) -> list[Row]:
        """Statements of the advice with neither a place in the plan nor a reason."""
        return [each for each in self.sources if not each["rows"] and not each["left_out_reason"]]

    @property
    def thread(self) -> Thread:
        return thread_of(self.content, without_place=len(self.unplaced))

    @property
    def passages_now(self) -> list[Row]:
        """What advisers were asked of the draft last sent."""
        version = self.draft["served_version_id"]
        return [each for each in self.passages if each["version_id"] == version]

    @property
    def open_answers(self) -> Iterator[OpenAnswer]:
        """Corrections that stand open, and advisers who were asked and are silent."""
        for each in self.passages:
            if each["answer"] in ("CORRECT", "LEFT_OUT") and not each["settled"]:
                yield OpenAnswer(each["adviser"], each["row"], each["correction"], silent=False)
        asked: dict[str, list[Row]] = defaultdict(list)
        for each in self.passages_now:
            asked[each["evidence"]].append(each)
        for some in asked.values():
            if not any(each["answer"] for each in some):
                yield OpenAnswer(some[0]["adviser"], "", "", silent=True)

    @property
    def asked_for(self) -> frozenset[str]:
        """The statements the family asked to have changed, or agreed to."""
        said = {
            each["changed_row"]
            for each in self.comments
            if each["state"] == "TAKEN_IN" and each["voice"] != "STAFF"
        }
        agreed = {each["row"] for each in self.passages if each["settled"] == "FAMILY_AGREED"}
        return frozenset((said | agreed) - {""})

    @property
    def reasons(self) -> list[Reason]:
        return [Reason(r["finding"], r["reason"], r["by_name"]) for r in self.overrides]


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None


def read_draft(child: Child, draft_id: int) -> Desk:
    """Return one draft of a child already reached. One query.

    :raises NotFound: if the child has no such draft
    """
    with connection.cursor() as cursor:
        cursor.execute(DRAFT, [child.area_id, child.pk, draft_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound("No such record.")
    values = [json.loads(each) if isinstance(each, str) else each for each in row[:2]]
    sections = {each["section"]: each for each in _list(row[5])}
    sources, passages = _list(row[6]), _list(row[9])
    if not child.shows_class(FieldClass.LOCATION):
        for each in (*sources, *passages):  # the school's own people would say where the child is
            if each["kind"] == "EDUCATION":
                each |= {"author": "The school", "adviser": "The school"}
    return Desk(
        draft=values[0],
        served=_content(row[1]),
        amended=_content(row[3]),
        sections=sections,
        sources=sources,
        comments=_list(row[7]),
        questions=_list(row[8]),
        passages=passages,
        overrides=_list(row[10]),
        agreements=_list(row[11]),
        register=_list(row[12]),
        parts={name: each["content"] for name, each in sections.items()},
    )


def _list(value: Any) -> list[Row]:
    found: list[Row] = json.loads(value) if isinstance(value, str) else value
    return found or []


def _content(value: Any) -> Content | None:
    if value is None:
        return None
    return Content.model_validate(json.loads(value) if isinstance(value, str) else value)


@dataclass(frozen=True, slots=True)
class DraftState:
    """The draft of a child that is open now: its number and how far it is."""

    id: int
    stage: str
    opened_date: date
    served_date: date | None


def draft_state(child: Child) -> DraftState | None:
    """Return the open draft of a child already reached, if there is one. One query."""
    found = (
        PlanDraft.objects.filter(
            area_id=child.area_id, child=child, stage__in=["WRITING", "SERVED"]
        )
        .order_by("-pk")
        .first()
    )
    if found is None:
        return None
    return DraftState(found.pk, found.stage, found.opened_date, found.served_date)


def sent_version(child: Child, draft_id: int) -> int | None:
    """Return the number of the version that a draft of this child last went out as. One query."""
    drafts = PlanDraft.objects.filter(area_id=child.area_id, child=child, pk=draft_id)
    return drafts.values_list("served_version_id", flat=True).first()


def typed_by(draft_id: int, section: str, row: str, *, child: Child, by: Asker) -> Unsaved | None:
    """Return what somebody typed here and did not save: nobody else's is ever shown. One query."""
    return Unsaved.objects.filter(
        area_id=child.area_id, draft_id=draft_id, section=section, row=row, user_id=by.user_id or 0
    ).first()


# The gate


@dataclass(frozen=True, slots=True)
class Passed:
    """A plan as it would go out, and what the gate says of it."""

    content: Content
    gate: Gate
    changed: tuple[Change, ...] = ()


def gate_of(
    draft: PlanDraft | Desk,
    child: Child,
    on: date,
    status: PlanStatus,
    *,
    signature: Signature | None = None,
    told: Mapping[str, Any] | None = None,
) -> Passed:
    """Judge a draft of a child already reached, as a draft or as the final plan.

    `told` are facts of the case that packages above know, as `facts_around` finds them unless
    they are given. Three queries beside the draft's own.
    """
    desk = draft if isinstance(draft, Desk) else read_draft(child, draft.pk)
    content = desk.content
    content = content.model_copy(update={"cover": cover_of(child, content.cover, on)})
    if status.is_draft:
        content = as_draft(content, on, amended=desk.amends)
    else:
        signed = signature or content.signature or Signature(name="", role="")
        content = as_final(content, on, amended=desk.amends, signature=signed)
    moved = (
        not_asked_for(desk.served, content, desk.asked_for)
        if desk.served and not status.is_draft
        else ()
    )
    found = gate(
        content,
        on,
        case=_facts(desk, child, content, on, facts_around(child, on) if told is None else told),
        reasons=desk.reasons,
        answers=tuple(desk.open_answers),
        changed=moved,
    )
    return Passed(content, found, moved)


def facts_around(child: Child, on: date) -> Mapping[str, Any]:
    """Return what rooms above know of the case: waits, consultations and their answers.

    They are named by the setting `PLAN_FACTS`, since a plan never reaches up for them.
    """
    teller: Callable[[Child, date], Mapping[str, Any]] = import_string(settings.PLAN_FACTS)
    return teller(child, on)


def cover_of(child: Child, cover: Cover, on: date) -> Cover:
    """Return a cover with the facts of the record: who the child is, as known on a day."""
    born = child.birth_date
    year = curriculum_year(born, on) if born else None
    facts: dict[str, Any] = {
        "child_name": f"{child.forename} {child.surname}".strip(),
        "known_as": child.known_as,
        "pronouns": child.pronouns,
        "birth_date": born,
    }
    if year is not None and -1 <= year <= 14 and not cover.out_of_year:
        facts["year_group"] = year
    return cover.model_copy(update=facts)


KIND_WORDS = {
    "MEDICAL": "health",
    "THERAPY": "health",
    "SOCIAL_CARE": "social care",
    "EDUCATION": "education",
    "SENSORY_TEACHER": "education",
    "PSYCHOLOGY": "psychology",
}


def _facts(
    desk: Desk, child: Child, content: Content, on: date, told: Mapping[str, Any]
) -> CaseFacts:
    adults = people.adults_of(child, on=on)
    needs = people.communication_needs(child, on=on)
    facts: dict[str, Any] = {
        "people_named": tuple(link.adult.name for link in adults),
        "icb_agreement": desk.agreement,
        "icb_agreement_known": True,
        "adviser_replies": tuple(_replies(desk)) if desk.passages_now else None,
        "advice_texts": _advice_texts(desk.sources) if desk.sources else None,
        "served_draft": desk.served,
        "agreed_changes": tuple(
            AgreedChange(row=row, asked_date=on) for row in sorted(desk.asked_for)
        ),
        "notice_text": rights_notice(on),
        "family_format_need": ", ".join(need.detail or need.kind for need in needs),
        "settings_register": tuple(RegisteredSetting(**each) for each in desk.register)
        if content.placement
        else (),
    }
    return CaseFacts(**{**facts, **told})


def _advice_texts(sources: Sequence[Row]) -> dict[str, str]:
    """The words of each advice that was brought in, by whose they are."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in sources:
        found[f"{each['author']} ({each['evidence']})"] += [each["text"], each["passage"]]
    return {whose: "\n".join(filter(None, words)) for whose, words in found.items()}


def _replies(desk: Desk) -> Iterator[AdviserReply]:
    asked: dict[str, list[Row]] = defaultdict(list)
    for each in desk.passages_now:
        asked[each["evidence"]].append(each)
    for some in asked.values():
        answers = {each["answer"] for each in some} - {""}
        reply = "left out" if "LEFT_OUT" in answers else "changes" if "CORRECT" in answers else ""
        days = [_day(each["answered_at"]) for each in some if each["answer"]]
        yield AdviserReply(
            adviser=some[0]["adviser"],
            kind=KIND_WORDS.get(some[0]["kind"], "other"),  # type: ignore[arg-type]  # of the list
            sent_date=_day(some[0]["sent_date"]),
            reply_date=max((day for day in days if day), default=None),
            reply=reply or ("accurate" if answers else ""),  # type: ignore[arg-type]  # likewise
        )


# Versions


@dataclass(frozen=True, slots=True)
class Approved:
    """Who approved, or changed, which easy-read words, and when."""

    text_hash: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version to read, what changed since the one before, and by whose reasons it went."""

    id: int
    number: int
    status: str
    issued_date: date
    content_hash: str
    content: Content
    changed: tuple[Change, ...]
    before: str
    reasons: tuple[tuple[str, str, str], ...]
    draft: bool
    approved: tuple[Approved, ...] = ()  # of its easy-read words, the latest first
    easy_words: tuple[EasyPart, ...] | None = None  # as somebody changed them; else the machine's
    easy_changed: tuple[Approved, ...] = ()  # by whom, the latest first

    def approval_of(self, text_hash: str) -> Approved | None:
        """Return who approved these easy-read words, if anybody did."""
        return next((each for each in self.approved if each.text_hash == text_hash), None)


def version_page(child: Child, number: int, plan_id: int) -> VersionPage:
    """Return one version of a plan of a child already reached. Four queries.

    :raises NotFound: if there is none, or it holds no structured content
    """
    rows = PlanVersion.objects.filter(area_id=child.area_id, child=child, plan_id=plan_id)
    held = list(rows.filter(number__lte=number, content__isnull=False).order_by("-number")[:2])
    if not held or held[0].number != number:
        raise NotFound("No such record.")
    this, last = held[0], held[1] if len(held) > 1 else None
    content = Content.model_validate(this.content)
    moved = changes(Content.model_validate(last.content), content) if last else ()
    changed = list(EasyReadWords.objects.filter(area_id=this.area_id, version=this).order_by("-pk"))
    return VersionPage(
        id=this.pk,
        number=this.number,
        status=this.get_status_display(),
        issued_date=this.issued_date,
        content_hash=this.content_hash,
        content=content,
        changed=moved,
        before=f"version {last.number}, {last.get_status_display().lower()}" if last else "",
        reasons=tuple(_reasons(this)),
        draft=VersionStatus(this.status).is_draft,
        approved=tuple(_approved(this)),
        easy_words=easy_words_of(changed[0]) if changed else None,
        easy_changed=tuple(Approved(each.text_hash, each.by_name, each.at) for each in changed),
    )


def easy_words_of(kept: EasyReadWords) -> tuple[EasyPart, ...]:
    """Return easy-read words as somebody changed them."""
    return tuple(EasyPart.model_validate(part) for part in kept.parts)


def _approved(version: PlanVersion) -> Iterator[Approved]:
    found = EasyReadApproval.objects.filter(area_id=version.area_id, version=version)
    for each in found.order_by("-at"):
        yield Approved(each.text_hash, each.by_name, each.at)


def _reasons(version: PlanVersion) -> Iterator[tuple[str, str, str]]:
    found = Override.objects.filter(
        area_id=version.area_id, draft__plan_id=version.plan_id, at__date__lte=version.issued_date
    )
    for each in found:
        yield each.why, each.reason, f"{each.by_name}, {plain_date(timezone.localdate(each.at))}"
