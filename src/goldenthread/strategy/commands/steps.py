"""Dated steps with their clocks, evidence with its strength, risks, and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from goldenthread.access.rules import Asker, Permission, Role
from goldenthread.law.events import EventKind as K
from goldenthread.organisations import queries as organisations
from goldenthread.strategy.commands.parts import acting, happened, needed, serving, wrote
from goldenthread.strategy.commands.plan import check_owner, get_action
from goldenthread.strategy.models import Action, Decision, Evidence, Milestone, Risk
from goldenthread.strategy.models.plan import ActionState, Strength
from goldenthread.strategy.queries import reach
from goldenthread.strategy.rules.commissioning import NEEDED, check_together
from goldenthread.strategy.rules.plan import PlanRefused
from goldenthread.timeline import commands as timeline
from goldenthread.timeline.models import Event

P = Permission


def _case(step: Milestone, by: Asker, at: datetime) -> dict[str, Any]:
    return {
        "area_id": step.area_id,
        "case_type": "improvement",
        "case_id": step.action_id,
        "about": f"step-{step.pk}",
        "by": by,
        "at": at,
    }


@transaction.atomic
def set_milestone(
    action_id: int, *, title: str, due: date, owner_post: int, on: date, by: Asker, at: datetime
) -> Milestone:
    """Promise a step of an action by a day; its clock starts.

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such action
    :raises PlanRefused: if the action is over, or the day is before today
    """
    action = get_action(action_id, by=by, to=P.IMPROVEMENT_CHANGE, lock=True)
    if action.state not in (ActionState.PLANNED, ActionState.STARTED):
        raise PlanRefused("This action is over: promise the step for another.")
    if due < on:
        raise PlanRefused("Promise the step for today or a later day.")
    serving(action.area_id, owner_post, on=on)
    title = needed(title, "what the step is")
    there = action.milestones.filter(title=title, reached_date=None, dropped_date=None).first()
    if there is not None:
        return there
    made = Milestone.objects.create(
        area_id=action.area_id,
        action=action,
        title=title,
        owner_post_id=owner_post,
        set_date=on,
        first_due_date=due,
        due_date=due,
    )
    key = f"step/{made.pk}/set"
    happened(K.MILESTONE_SET, on=on, key=key, due=due, **_case(made, by, at))
    wrote(action.area_id, "step-set")
    return made


def _step(step_id: int, *, by: Asker, owner_may: bool) -> Milestone:
    step = reach.get(Milestone.objects.select_related("action"), step_id, by=by, lock=True)
    if owner_may:
        check_owner(by, step.area_id, step.owner_post_id)
    else:
        reach.check_area(by, P.IMPROVEMENT_CHANGE, step.area_id)
    if step.reached_date or step.dropped_date:
        raise PlanRefused("This step was reached or dropped before.")
    return step


@transaction.atomic
def move_milestone(step_id: int, *, due: date, reason: str, by: Asker, at: datetime) -> Milestone:
    """Promise a step for another day; the day first promised stays beside it.

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such step
    :raises PlanRefused: if it is over, or no reason is given
    """
    step = _step(step_id, by=by, owner_may=False)
    if due < step.set_date:
        raise PlanRefused("A step cannot be due before it was promised.")
    step.due_date, step.moved_reason = due, needed(reason, "why the step moves")
    step.save(update_fields=["due_date", "moved_reason"])
    event = _set_event(step)
    timeline.correct(event, by=by, at=at, facts={**event.facts, "by": due.isoformat()})
    wrote(step.area_id, "step-moved")
    return step


def _set_event(step: Milestone) -> Event:
    """Return the event that stands for a step's promise: the last that nothing replaces."""
    rows = Event.objects.filter(
        area_id=step.area_id,
        case_type="improvement",
        case_id=step.action_id,
        kind=K.MILESTONE_SET,
        facts__about=f"step-{step.pk}",
    )
    return rows.latest("pk")


@transaction.atomic
def reach_milestone(step_id: int, *, on: date, today: date, by: Asker, at: datetime) -> Milestone:
    """Say that a step was reached on a day; its clock stops.

    :raises NotAllowed, NotFound: if `by` neither leads nor owns, or there is no such step
    :raises PlanRefused: if it is over, or the day cannot be
    """
    step = _step(step_id, by=by, owner_may=True)
    if not step.set_date <= on <= today:
        raise PlanRefused("Enter a day from when it was promised up to today.")
    step.reached_date = on
    step.save(update_fields=["reached_date"])
    happened(K.MILESTONE_REACHED, on=on, key=f"step/{step.pk}/reached", **_case(step, by, at))
    wrote(step.area_id, "step-reached")
    return step


@transaction.atomic
def drop_milestone(step_id: int, *, on: date, reason: str, by: Asker, at: datetime) -> Milestone:
    """Drop a step, and say why; its clock ends without being met.

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such step
    :raises PlanRefused: if it is over, or no reason is given
    """
    step = _step(step_id, by=by, owner_may=False)
    step.dropped_reason, step.dropped_date = needed(reason, "why the step is dropped"), on
    step.save(update_fields=["dropped_reason", "dropped_date"])
    happened(K.MILESTONE_DROPPED, on=on, key=f"step/{step.pk}/dropped", **_case(step, by, at))
    wrote(step.area_id, "step-dropped")
    return step


# Evidence


@transaction.atomic
def add_evidence(
    action_id: int,
    *,
    title: str,
    where: str,
    dated: date,
    strength: int,
    today: date,
    by: Asker,
    at: datetime,
) -> Evidence:
    """Add what shows that an action was done or helped, with how strong it is.

    :raises NotAllowed, NotFound: if `by` neither leads nor owns, or there is no such action
    :raises PlanRefused: if a part is missing, or it claims an outside check it has not had
    """
    action = get_action(action_id, by=by, lock=True)
    check_owner(by, action.area_id, action.owner_post_id)
    if strength not in Strength.values or strength == Strength.CHECKED:
        raise PlanRefused("Choose how strong it is; an outside check is added by whoever makes it.")
    if dated > today:
        raise PlanRefused("Evidence cannot be dated after today.")
    made, _ = Evidence.objects.get_or_create(
        area_id=action.area_id,
        action=action,
        title=needed(title, "what the evidence is"),
        where=needed(where, "where it can be read"),
        dated=dated,
        strength=strength,
        defaults={"added_post_id": acting(by, action.area_id), "added_at": at},
    )
    wrote(action.area_id, "evidence-added")
    return made


@transaction.atomic
def check_evidence(
    evidence_id: int, *, strength: int, finding: str, by: Asker, at: datetime
) -> Evidence:
    """Record that somebody of another body looked at a piece of evidence, and what they found.

    :raises NotAllowed, NotFound: if `by` may not see the plan, or there is no such evidence
    :raises PlanRefused: if it is their own body's, was checked before, or no finding is given
    """
    rows = Evidence.objects.select_related("added_post")
    found = reach.get(rows, evidence_id, by=by, lock=True)
    own = acting(by, found.area_id)
    bodies = {post.organisation_id for post in by.posts}
    if found.added_post.organisation_id in bodies:
        raise PlanRefused("Evidence is checked by somebody from another body than added it.")
    if found.checked_at:
        raise PlanRefused("This evidence was checked before.")
    if strength not in Strength.values:
        raise PlanRefused("Choose how strong you found it.")
    found.strength, found.check_finding = strength, needed(finding, "what you found")
    found.checked_post_id, found.checked_at = own, at
    found.save()
    wrote(found.area_id, "evidence-checked")
    return found


# Risks and decisions


def _action_of(area_id: int, action_id: int | None, by: Asker) -> Action | None:
    if action_id is None:
        return None
    found = get_action(action_id, by=by)
    if found.area_id != area_id:
        raise PlanRefused("Choose an action of this area.")
    return found


@transaction.atomic
def open_risk(
    area_id: int,
    *,
    text: str,
    likelihood: int,
    impact: int,
    mitigation: str,
    owner_post: int,
    on: date,
    by: Asker,
    action_id: int | None = None,
) -> Risk:
    """Enter a risk of the plan, or of one action of it.

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such action
    :raises PlanRefused: if a part is missing or out of its scale
    """
    reach.check_area(by, P.IMPROVEMENT_CHANGE, area_id)
    action = _action_of(area_id, action_id, by)
    if not (1 <= likelihood <= 5 and 1 <= impact <= 5):
        raise PlanRefused("Rate how likely and how bad from 1 to 5.")
    serving(area_id, owner_post, on=on)
    made, _ = Risk.objects.get_or_create(
        area_id=area_id,
        action=action,
        text=needed(text, "what may go wrong"),
        closed_date=None,
        defaults={
            "likelihood": likelihood,
            "impact": impact,
            "mitigation": needed(mitigation, "what is done about it"),
            "owner_post_id": owner_post,
            "opened_date": on,
        },
    )
    wrote(area_id, "risk-opened")
    return made


@transaction.atomic
def close_risk(risk_id: int, *, on: date, by: Asker) -> Risk:
    """Close a risk.

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such risk
    """
    found = reach.get(Risk.objects.all(), risk_id, by=by, to=P.IMPROVEMENT_CHANGE, lock=True)
    if found.closed_date is None:
        found.closed_date = on
        found.save(update_fields=["closed_date"])
        wrote(found.area_id, "risk-closed")
    return found


@transaction.atomic
def record_decision(
    area_id: int,
    *,
    what: str,
    reasons: str,
    bodies: tuple[int, ...],
    family_post: int,
    family_said: str,
    made: date,
    today: date,
    by: Asker,
    at: datetime,
    action_id: int | None = None,
    need: str = "",
    review: date | None = None,
) -> Decision:
    """Record what was decided, by which bodies, and what was said for families (S114).

    What is commissioned for a `need` is decided by the council and the NHS together, and is looked
    at again on a day named now (S112).

    :raises NotAllowed: if `by` may not change the plan
    :raises PlanRefused: if a part is missing, or nobody spoke for families
    """
    reach.check_area(by, P.IMPROVEMENT_CHANGE, area_id)
    if made > today:
        raise PlanRefused("A decision cannot be dated after today.")
    if serving(area_id, family_post, on=made).role is not Role.FORUM_REPRESENTATIVE:
        raise PlanRefused("Name the parent carer forum representative who spoke for families.")
    found = organisations.bodies(bodies)
    named = [body.name for body in found]
    if not named or len(named) != len(set(bodies)):
        raise PlanRefused("Choose the bodies that decided.")
    _check_need(need, review, made, [body.kind for body in found])
    made_row, _ = Decision.objects.get_or_create(
        area_id=area_id,
        action=_action_of(area_id, action_id, by),
        made_date=made,
        need=need,
        what=needed(what, "what was decided"),
        defaults={
            "review_date": review,
            "reasons": needed(reasons, "the reasons"),
            "bodies": named,
            "family_post_id": family_post,
            "family_said": needed(family_said, "what was said for families"),
            "recorded_post_id": acting(by, area_id),
            "recorded_at": at,
        },
    )
    wrote(area_id, "decision-recorded")
    return made_row


def _check_need(need: str, review: date | None, made: date, kinds: Sequence[str]) -> None:
    """Check a decision about what is commissioned.

    :raises PlanRefused: if the need is unknown, one side decides alone, or nobody looks again
    """
    if not need:
        return
    if need not in NEEDED:
        raise PlanRefused("Choose a need from the list.")
    if why := check_together(kinds):
        raise PlanRefused(why)
    if review is None or review <= made:
        raise PlanRefused("Name a day after the decision on which it is looked at again.")
