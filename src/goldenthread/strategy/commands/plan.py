"""Workstreams, actions and the effects they are to have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from goldenthread.access.rules import Asker, Permission, Role
from goldenthread.measures.rules import registry
from goldenthread.measures.rules.measure import Disclosure, NoSuchMeasure
from goldenthread.strategy.commands.parts import needed, serving, wrote
from goldenthread.strategy.models import Action, ActionNeed, Expectation, Finding, Workstream
from goldenthread.strategy.models.inspections import Inspection, InspectionState
from goldenthread.strategy.models.plan import ActionState, Line
from goldenthread.strategy.queries import reach
from goldenthread.strategy.rules.plan import Needed, PlanRefused, check_follows, check_leads, ring

P = Permission
S = ActionState


@transaction.atomic
def open_workstream(
    inspection_id: int,
    *,
    name: str,
    aim: str,
    lead_post: int,
    second_post: int,
    family_post: int,
    on: date,
    by: Asker,
) -> Workstream:
    """Open a workstream led by two agencies and families together (S129).

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such report
    :raises PlanRefused: if a lead is missing, or the name is taken
    """
    rows = Inspection.objects.filter(state=InspectionState.CONFIRMED)
    found = reach.get(rows, inspection_id, by=by, to=P.IMPROVEMENT_CHANGE)
    first, second, family = (
        serving(found.area_id, post, on=on) for post in (lead_post, second_post, family_post)
    )
    check_leads(
        first_body=first.organisation_id,
        second_body=second.organisation_id,
        family_speaks=family.role is Role.FORUM_REPRESENTATIVE,
    )
    if family.id in (first.id, second.id):
        raise PlanRefused("The parent carer forum representative leads beside two agencies.")
    try:
        with transaction.atomic():
            made = Workstream.objects.create(
                area_id=found.area_id,
                inspection=found,
                name=needed(name, "a name for the workstream"),
                aim=needed(aim, "what the workstream is to achieve"),
                lead_post_id=first.id,
                lead_body_id=first.organisation_id,
                second_post_id=second.id,
                second_body_id=second.organisation_id,
                family_post_id=family.id,
                opened_date=on,
            )
    except IntegrityError:
        raise PlanRefused("A workstream of that name is open already.") from None
    wrote(found.area_id, "workstream-opened")
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAction:
    """What somebody is to do about a finding."""

    title: str
    detail: str = ""
    requirements: tuple[int, ...] = ()  # which of the finding's, counted from 0
    owner_post: int
    education_post: int | None = None
    health_post: int | None = None
    care_post: int | None = None
    planned_start: date
    planned_end: date
    cost_pence: int = 0


@transaction.atomic
def add_action(
    finding_id: int, workstream_id: int, given: NewAction, *, on: date, by: Asker
) -> Action:
    """Add an action to the plan. It cannot start until its effect is stated.

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such finding
    :raises PlanRefused: if a date, a post or a requirement does not fit, or the title is taken
    """
    finding = reach.get(Finding.objects.all(), finding_id, by=by, to=P.IMPROVEMENT_CHANGE)
    stream = reach.get(Workstream.objects.filter(closed_date=None), workstream_id, by=by)
    if stream.inspection_id != finding.inspection_id:
        raise PlanRefused("Choose a workstream of the same report.")
    if given.planned_end < given.planned_start:
        raise PlanRefused("The action cannot be planned to end before it starts.")
    if given.cost_pence < 0:
        raise PlanRefused("Enter a cost of nought or more.")
    if any(not 0 <= at < len(finding.requirements) for at in given.requirements):
        raise PlanRefused("Choose requirements of this finding.")
    posts = (given.owner_post, given.education_post, given.health_post, given.care_post)
    for post in filter(None, posts):
        serving(finding.area_id, post, on=on)
    try:
        with transaction.atomic():
            made = Action.objects.create(
                area_id=finding.area_id,
                finding=finding,
                workstream=stream,
                title=needed(given.title, "what is to be done"),
                detail=given.detail.strip(),
                requirements=sorted(set(given.requirements)),
                owner_post_id=given.owner_post,
                education_post_id=given.education_post,
                health_post_id=given.health_post,
                care_post_id=given.care_post,
                planned_start_date=given.planned_start,
                planned_end_date=given.planned_end,
                cost_pence=given.cost_pence,
                state=S.PLANNED,
            )
    except IntegrityError:
        raise PlanRefused("This finding has an action of that title already.") from None
    wrote(finding.area_id, "action-added")
    return made


@transaction.atomic
def wait_for(action_id: int, other_id: int, *, by: Asker) -> ActionNeed:
    """Say that one action waits for another.

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such action
    :raises PlanRefused: if they would wait for each other in a ring, or the dates cannot be
    """
    action = get_action(action_id, by=by, to=P.IMPROVEMENT_CHANGE, lock=True)
    other = get_action(other_id, by=by)
    needs: dict[int, set[int]] = {}
    for pair in ActionNeed.objects.filter(area_id=action.area_id).select_for_update():
        needs.setdefault(pair.action_id, set()).add(pair.needs_id)
    if round_ := ring(needs, action.pk, other.pk):
        titles = dict(Action.objects.filter(pk__in=round_).values_list("pk", "title"))
        named = ", ".join(f"“{titles[pk]}”" for pk in dict.fromkeys(round_))
        raise PlanRefused(f"These would wait for each other: {named}.")
    check_follows(
        action.planned_start_date, [Needed(title=other.title, planned_end=other.planned_end_date)]
    )
    made, _ = ActionNeed.objects.get_or_create(area_id=action.area_id, action=action, needs=other)
    wrote(action.area_id, "action-linked")
    return made


@transaction.atomic
def state_effect(
    action_id: int,
    *,
    line: str,
    measure: str,
    up: bool,
    size: Decimal,
    by_date: date,
    on: date,
    by: Asker,
    comparison_areas: Iterable[int] = (),
) -> Expectation:
    """State what an action is to change, before it starts; until then it may be stated afresh.

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such action
    :raises PlanRefused: if it has started, or the measure, size, date or areas do not fit
    """
    action = get_action(action_id, by=by, to=P.IMPROVEMENT_CHANGE, lock=True)
    if action.state != S.PLANNED:
        raise PlanRefused("The action has started: what it was to change stands as it was said.")
    if size <= 0:
        raise PlanRefused("Enter how far the measure is to move: more than nought.")
    if by_date <= max(on, action.planned_start_date):
        raise PlanRefused("Enter a day after the action starts, by which the effect will show.")
    compared = sorted(set(comparison_areas))
    if action.area_id in compared:
        raise PlanRefused("Compare with other areas than this one.")
    made, _ = Expectation.objects.update_or_create(
        action=action,
        line=Line(line),
        defaults={
            "area_id": action.area_id,
            "measure": measure,
            "definition_version": checked_measure(measure, on).version,
            "up": up,
            "size": size,
            "by_date": by_date,
            "comparison_areas": compared,
            "stated_date": on,
            "stated_post_id": reach.own_post(by, action.area_id),
        },
    )
    wrote(action.area_id, "effect-stated")
    return made


def checked_measure(key: str, on: date) -> registry.Measure:
    """Return a measure that can show an effect to a board.

    :raises PlanRefused: if there is none of that name, or it never leaves casework
    """
    try:
        found = registry.measure(key, on)
    except NoSuchMeasure:
        raise PlanRefused("Choose a measure from the list.") from None
    if found.disclosure is Disclosure.INTERNAL:
        raise PlanRefused("That measure never leaves casework. Choose another.")
    return found


@transaction.atomic
def start_action(action_id: int, *, on: date, today: date, by: Asker) -> Action:
    """Start an action whose effect was stated, once what it waits for is done.

    :raises NotAllowed, NotFound: if `by` may not, or there is no such action
    :raises PlanRefused: if no effect was stated, it waits for another, or the day is wrong
    """
    action = own_action(action_id, by=by)
    if action.state != S.PLANNED:
        raise PlanRefused("This action has started already, or was stopped.")
    _check_day(on, today)
    stated = list(action.expectations.all())
    if Line.DONE not in {each.line for each in stated}:
        raise PlanRefused("State what the action is to change before it starts.")
    if any(on < each.stated_date for each in stated):
        raise PlanRefused("The action cannot have started before its effect was stated.")
    waits = action.needs.exclude(needs__state=S.DONE).select_related("needs").first()
    if waits:
        raise PlanRefused(f"This waits for “{waits.needs.title}”, which is not done.")
    action.state, action.started_date = S.STARTED, on
    action.save(update_fields=["state", "started_date"])
    wrote(action.area_id, "action-started")
    return action


@transaction.atomic
def finish_action(action_id: int, *, on: date, today: date, by: Asker) -> Action:
    """Say that an action is done. It says nothing of whether it worked.

    :raises NotAllowed, NotFound: if `by` may not, or there is no such action
    :raises PlanRefused: if it is not under way, a step is open, or the day is wrong
    """
    action = own_action(action_id, by=by)
    if action.state != S.STARTED or action.started_date is None:
        raise PlanRefused("Only an action that is under way can be done.")
    _check_day(on, today)
    if on < action.started_date:
        raise PlanRefused("The action cannot be done before it started.")
    if action.milestones.filter(reached_date=None, dropped_date=None).exists():
        raise PlanRefused("Some of its steps are open: reach or drop them first.")
    action.state, action.done_date = S.DONE, on
    action.save(update_fields=["state", "done_date"])
    wrote(action.area_id, "action-done")
    return action


@transaction.atomic
def stop_action(action_id: int, *, on: date, today: date, reason: str, by: Asker) -> Action:
    """Stop an action that is not done, and say why.

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such action
    :raises PlanRefused: if it is done or stopped, or no reason is given
    """
    action = get_action(action_id, by=by, to=P.IMPROVEMENT_CHANGE, lock=True)
    if action.state not in (S.PLANNED, S.STARTED):
        raise PlanRefused("This action is done or stopped already.")
    _check_day(on, today)
    action.stopped_reason = needed(reason, "why the action is stopped")
    action.state, action.stopped_date = S.STOPPED, on
    action.save(update_fields=["state", "stopped_date", "stopped_reason"])
    wrote(action.area_id, "action-stopped")
    return action


def _check_day(on: date, today: date) -> None:
    if on > today:
        raise PlanRefused("Enter today or a day before.")


def get_action(
    action_id: int, *, by: Asker, to: Permission = P.IMPROVEMENT_VIEW, lock: bool = False
) -> Action:
    """Return one action.

    :raises NotAllowed, NotFound: if `by` may not, or there is none in reach
    """
    rows: QuerySet[Action] = Action.objects.all()
    return reach.get(rows, action_id, by=by, to=to, lock=lock)


def own_action(action_id: int, *, by: Asker) -> Action:
    """Return one action, locked, to whoever leads the plan or owns the action.

    :raises NotAllowed, NotFound: if `by` does neither, or there is none in reach
    """
    action = get_action(action_id, by=by, lock=True)
    check_owner(by, action.area_id, action.owner_post_id)
    return action


def check_owner(by: Asker, area_id: int, post_id: int) -> None:
    """Refuse all but whoever leads the plan or holds the post that owns something.

    :raises NotAllowed: if `by` does neither
    """
    if not reach.holds(by, post_id):
        reach.check_area(by, P.IMPROVEMENT_CHANGE, area_id)
