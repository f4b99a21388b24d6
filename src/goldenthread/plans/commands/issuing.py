"""Sending a draft for comment and issuing a final plan: immutable, hashed, on the timeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from goldenthread.access.rules import Asker, Permission
from goldenthread.law.clocks import limits_for
from goldenthread.law.events import EventKind as K
from goldenthread.organisations.models import Setting
from goldenthread.plans.commands.reaching import CannotWrite, own, reach_draft, wrote
from goldenthread.plans.commands.telling import last_day_to_speak, tell_amended, tell_proposed
from goldenthread.plans.content import AdviceKind, PlanStatus, Signature
from goldenthread.plans.content import Plan as Content
from goldenthread.plans.models import (
    DraftComment,
    DraftSource,
    DraftStage,
    IssuedFigures,
    IssuedNeed,
    IssuedProvision,
    PassageAnswer,
    Plan,
    PlanDraft,
    PlanState,
    PlanVersion,
)
from goldenthread.plans.queries.desk import gate_of, read_draft
from goldenthread.plans.rules.advisers import not_awaited, silent
from goldenthread.plans.rules.changes import changes
from goldenthread.plans.rules.gate import Gate
from goldenthread.plans.rules.issue import figures_of, hash_of, needs_of
from goldenthread.timeline.commands import new_appeal_case, record
from goldenthread.timeline.queries import events_of_case
from goldenthread.timeline.rules.words import about_words

P = Permission
# Whose words need no answer: the family has the whole draft, and fifteen days to speak of it.
NOT_ASKED = frozenset({AdviceKind.FAMILY})


class GateShut(CannotWrite):
    """The plan may not go yet: `gate` says what stops it."""

    def __init__(self, gate: Gate) -> None:
        number = len(gate.stopping)
        word = "thing stops" if number == 1 else "things stop"
        super().__init__(
            f"{number} {word} this plan from going out. Each says how to put it right."
        )
        self.gate = gate


@transaction.atomic
def serve_draft(
    draft_id: int, *, child_id: int, by: Asker, on: date, at: datetime, tell_case: bool = True
) -> PlanVersion:
    """Send the draft to the family and each adviser: section I blank, hashed, never edited after.

    Each adviser is asked whether every passage made from their advice is accurate. The family's
    fifteen days start. Sent again unchanged, the version sent before is given back. The
    assessment's own command says `tell_case=False`: it moves its case and records that itself.

    Law: SEND Regulations 2014, regs 13(1) and 22(2); CFA 2014, s.38(5).

    :raises GateShut: if a legal minimum is missing and no reason is recorded
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_WRITE, on=on)
    draft = reached.draft
    desk = read_draft(reached.child, draft.pk)
    passed = gate_of(desk, reached.child, on, PlanStatus.DRAFT)
    before = draft.served_version
    unchanged = desk.served is not None and not changes(desk.served, passed.content)
    if before and unchanged and before.issued_date == on:
        return before
    if not passed.gate.open:
        raise GateShut(passed.gate)
    version = _keep_version(draft, passed.content, on)
    _ask_advisers(draft, version, passed.content, on)
    draft.stage, draft.served_version, draft.served_date = DraftStage.SERVED, version, on
    draft.family_done_date = None
    draft.save()
    if draft.amends_id or tell_case:
        kind = K.AMENDMENT_NOTICED if draft.amends_id else K.DRAFT_SERVED
        _record(draft, kind, version, on, by, at)
    if draft.amends_id:
        tell_proposed(draft, version, reached.child, on=on, by=by, at=at)
    wrote(reached.child, "plan-draft-served")
    return version


def _keep_version(draft: PlanDraft, content: Content, on: date, **more: Any) -> PlanVersion:
    """Keep one version, numbered after those of its plan."""
    plan = Plan.objects.select_for_update().get(area_id=draft.area_id, pk=draft.plan_id)
    earlier = PlanVersion.objects.filter(area_id=draft.area_id, plan=plan).order_by("-number")
    last = earlier.only("number", "needs").first()
    status = content.cover.status
    assert status is not None
    return PlanVersion.objects.create(
        area_id=draft.area_id,
        child_id=draft.child_id,
        plan=plan,
        number=last.number + 1 if last else 1,
        status=status.value,
        issued_date=on,
        content=content.model_dump(mode="json"),
        content_hash=hash_of(content),
        **{"needs": last.needs if last else [], **more},
    )


def _ask_advisers(draft: PlanDraft, version: PlanVersion, content: Content, on: date) -> None:
    """Make a question of every passage that rests on an adviser's words, and one of the rest."""
    sources: dict[str, list[DraftSource]] = defaultdict(list)
    for source in DraftSource.objects.filter(area_id=draft.area_id, draft=draft):
        sources[source.evidence].append(source)
    rows = list(_passages(draft, version, content, sources, on))
    PassageAnswer.objects.filter(area_id=draft.area_id, draft=draft, answer="").delete()
    PassageAnswer.objects.bulk_create(rows)


def _passages(
    draft: PlanDraft,
    version: PlanVersion,
    content: Content,
    sources: Mapping[str, Sequence[DraftSource]],
    on: date,
) -> Iterator[PassageAnswer]:
    words = words_of(content)
    for item in content.evidence:
        if item.kind in NOT_ASKED:
            continue
        theirs = sources.get(item.id, ())
        post = next((s.adviser_post_id for s in theirs if s.adviser_post_id), None)
        made = [link.target for link in content.links if link.source == item.id]
        for row in [*dict.fromkeys(made), ""]:
            section, text = words.get(row, ("", ""))
            yield PassageAnswer(
                **own(draft),
                version=version,
                evidence=item.id,
                kind=item.kind.value,
                adviser=item.author or item.role or item.title,
                adviser_post_id=post,
                row=row,
                section=section,
                plan_words=text,
                advice_words="\n".join(
                    s.passage or s.text for s in theirs if not row or row in s.rows
                ),
                sent_date=on,
            )


def words_of(content: Content) -> dict[str, tuple[str, str]]:
    """Return the section and the words of each need, outcome and line of provision."""
    found = {need.id: (need.section.value, f"{need.text} {need.effect}") for need in content.needs}
    found |= {outcome.id: ("E", outcome.text) for outcome in content.outcomes}
    for line in content.provision:
        said = (line.what, line.who, line.direct_time, line.how_often, line.how_long)
        found[line.id] = (line.section.value, ", ".join(part for part in said if part))
    return {row: (section, text.strip()) for row, (section, text) in found.items()}


# Issue


@transaction.atomic
def issue_final(
    draft_id: int,
    *,
    child_id: int,
    by: Asker,
    role: str,
    on: date,
    at: datetime,
    needs: Sequence[str] = (),
    tell_case: bool = True,
) -> PlanVersion:
    """Issue the final plan, signed by whoever issues it. From this day its provision is owed.

    Only the family's requests and the choice of setting may have changed it since the draft. The
    first issue ends the assessment's twenty weeks; an amendment ends its eight. The family's
    rights to mediation and appeal start. Issued twice, the version issued first is given back.
    The assessment's own command says `tell_case=False`: the end of the case, the plan's start and
    the notice that can be appealed are its own to record.

    Law: CFA 2014 ss.38, 42; SEND Regulations 2014 regs 13(2), 14, 22(3); CoP 9.125, 9.126.

    :raises GateShut: if something stops it and no reason is recorded
    :raises CannotWrite: if the draft has not been sent, the family still has time to speak, or an
        adviser is silent and no manager has written down why the plan goes without them
    """
    reached = reach_draft(
        draft_id, child_id=child_id, by=by, to=P.PLAN_WRITE, on=on, open_only=False
    )
    draft = reached.draft
    if draft.stage == DraftStage.FINISHED:
        return _issued(draft)
    if draft.stage != DraftStage.SERVED:
        raise CannotWrite("Send the draft to the family and the advisers first.")
    check_family_time(draft, on)
    signature = Signature(name=by.name, role=role, signed_date=on)
    passed = gate_of(draft, reached.child, on, PlanStatus.FINAL, signature=signature)
    if not passed.gate.open:
        raise GateShut(passed.gate)
    check_nobody_silent(draft)
    check_all_answered(draft)
    setting = _setting(passed.content)
    more = {"needs": list(needs)} if needs else {}
    version = _keep_version(draft, passed.content, on, setting=setting, **more)
    _count(version, passed.content, on, len(passed.gate.reasoned))
    _in_force(draft, version, on)
    case = tell_case or draft.amends_id is not None
    appeal = _tell_timeline(draft, version, on, by, at, case=case)
    if draft.amends_id and appeal is not None:
        tell_amended(draft, version, reached.child, appeal=appeal, on=on, by=by, at=at)
    wrote(reached.child, "plan-issued")
    return version


def check_family_time(draft: PlanDraft, on: date) -> None:
    """Refuse while the family still has time to speak of the draft and has not said it is done.

    :raises CannotWrite: with the last day the law gives them
    """
    if draft.served_date is None or draft.family_done_date is not None:
        return
    last = family_last_day(draft)
    if on <= last and not _said_in_case(draft):
        raise CannotWrite(
            f"The family has until {last.day} {last:%B %Y} to say what it thinks of the draft. "
            "If it has said all it wants to, record that first."
        )


def _said_in_case(draft: PlanDraft) -> bool:
    """Whether the case itself was told that the family has said all it wants to of this draft."""
    if draft.amends_id or draft.assessment_id is None:
        return False
    events = events_of_case(draft.area_id, "assessment", draft.assessment_id)
    done = [each.on for each in events if each.kind == K.FAMILY_COMMENTED]
    return any(draft.served_date is not None and day >= draft.served_date for day in done)


def check_nobody_silent(draft: PlanDraft) -> None:
    """Refuse a first plan while a lawful adviser is silent (reg 6(1); S04, S05).

    As the case's own events tell: asked or not, received, or a manager's reason for not waiting.
    A plan that no assessment of ours led to has nobody to wait for.

    :raises CannotWrite: naming whom the plan would go without, and what to do
    """
    if draft.amends_id or draft.assessment_id is None:
        return
    told = [
        (each.kind, str(each.facts.get("about", "")))
        for each in events_of_case(draft.area_id, "assessment", draft.assessment_id)
    ]
    accepted = not_awaited(told)
    if missing := [each for each in silent(told) if each not in accepted]:
        raise CannotWrite(
            f"Advice is not in: {', '.join(map(about_words, missing))}. Get it; or a manager "
            "writes down on the case why the plan goes without it, for the family to read."
        )


def check_all_answered(draft: PlanDraft) -> None:
    """Refuse while anything that the family said of the draft has no answer (S29, S31).

    :raises CannotWrite: with how many, and what to do
    """
    waiting = draft.comments.filter(state=DraftComment.State.OPEN).count()
    if waiting:
        said = "1 comment has" if waiting == 1 else f"{waiting} comments have"
        raise CannotWrite(
            f"{said} no answer yet. Answer each one: taken in, or not and why. The family reads it."
        )


def family_last_day(draft: PlanDraft) -> date:
    """Return the last day on which the family may still speak of the draft, by the law."""
    assert draft.served_date is not None
    return last_day_to_speak(draft.child, draft.served_date, amends=draft.amends_id is not None)


def _issued(draft: PlanDraft) -> PlanVersion:
    return PlanVersion.objects.filter(area_id=draft.area_id, plan_id=draft.plan_id).latest("number")


def _setting(content: Content) -> Setting | None:
    urn = content.placement.urn if content.placement else ""
    return Setting.objects.filter(urn=urn).first() if urn else None


def _count(version: PlanVersion, content: Content, on: date, reasons: int) -> None:
    """Write the rows that are counted of this version."""
    whose = {"area_id": version.area_id, "child_id": version.child_id, "version": version}
    IssuedNeed.objects.bulk_create(
        IssuedNeed(
            **whose,
            row=each.need.id,
            section=each.need.section.value,
            area_of_need=each.need.area.value if each.need.area else "",
            has_outcome=each.has_outcome,
            has_provision=each.has_provision,
        )
        for each in needs_of(content)
    )
    IssuedProvision.objects.bulk_create(
        IssuedProvision(
            **whose,
            row=line.id,
            section=line.section.value,
            area_of_need=line.area.value if line.area else "",
            what=line.what,
            who=line.who,
            how_often=line.how_often,
            funded_by=line.funded_by,
            equipment=line.equipment,
        )
        for line in content.provision
    )
    figures = figures_of(content, on)
    IssuedFigures.objects.create(
        **whose,
        provision_lines=figures.provision_lines,
        vague_lines=figures.vague_lines,
        silent_sections=figures.silent_sections,
        oldest_advice_date=figures.oldest_advice_date,
        reasons=reasons,
    )


def _in_force(draft: PlanDraft, version: PlanVersion, on: date) -> None:
    plan = Plan.objects.get(area_id=draft.area_id, pk=draft.plan_id)
    plan.state, plan.start_date = PlanState.IN_FORCE, on
    plan.first_issued_date = plan.first_issued_date or on
    plan.save()
    draft.stage, draft.finished_date = DraftStage.FINISHED, on
    draft.save()


# On the timeline


def _tell_timeline(
    draft: PlanDraft, version: PlanVersion, on: date, by: Asker, at: datetime, *, case: bool
) -> int | None:
    """Record what the law makes of an issue: clocks end, and others start.

    `case` is false where the assessment's command records what ends and starts in its own name.
    Returns the number of the case in which the family's time to appeal runs, if it is ours.
    """
    if draft.amends_id:
        _record(draft, K.AMENDMENT_FINALISED, version, on, by, at)
    elif case:
        _record(draft, K.PLAN_ISSUED, version, on, by, at)
        _event(draft, K.PLAN_STARTED, "plan", draft.plan_id, version, on, by, at)
    if IssuedProvision.objects.filter(area_id=draft.area_id, version=version).exists():
        _event(draft, K.PROVISION_OWED, "plan", draft.plan_id, version, on, by, at)
    if not case:
        return None
    said = {"decision": "plan-amended" if draft.amends_id else "plan-issued"}
    appeal = new_appeal_case()
    _event(draft, K.NOTICE_SENT, "appeal", appeal, version, on, by, at, said)
    return appeal


def _record(
    draft: PlanDraft, kind: K, version: PlanVersion, on: date, by: Asker, at: datetime
) -> None:
    """Record in the case the draft belongs to: the plan's own, or its assessment's if known."""
    if draft.amends_id:
        _event(draft, kind, "plan", draft.plan_id, version, on, by, at)
    elif draft.assessment_id is not None:
        _event(draft, kind, "assessment", draft.assessment_id, version, on, by, at)


def _event(
    draft: PlanDraft,
    kind: K,
    case_type: str,
    case_id: int,
    version: PlanVersion,
    on: date,
    by: Asker,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    record(
        kind,
        area_id=draft.area_id,
        child_id=draft.child_id,
        case_type=case_type,
        case_id=case_id,
        on=on,
        by=by,
        at=at,
        facts={"record": version.pk, **(facts or {})},
        key=f"plan-version/{version.pk}/{kind}",
    )


def tell_plan(
    plan: Plan,
    kind: K,
    *,
    on: date,
    facts: Mapping[str, Any],
    key: str,
    by: Asker,
    at: datetime,
) -> bool:
    """Tell the plan's own case of mediation, an appeal or an order, where the law reads it there.

    A disagreement is a case of its own; an order in it starts clocks that only the plan's case
    can stop, by the amended plan. Returns whether the plan's case had to know.
    """
    if kind not in read_by_plan_cases():
        return False
    record(
        kind,
        area_id=plan.area_id,
        child_id=plan.child_id,
        case_type="plan",
        case_id=plan.pk,
        on=on,
        by=by,
        at=at,
        facts=facts,
        key=f"{key}/plan/{plan.pk}",
    )
    return True


def read_by_plan_cases() -> frozenset[str]:
    """Return the kinds of event that a clock of a plan's case starts, stops or waits for."""
    found: set[str] = set()
    for limit in limits_for("plan"):
        found |= {*limit.starts, *limit.stops, *limit.ends}
        found |= {limit.held_by} if limit.held_by else set()
    return frozenset(found)
