"""The plan's own pages: findings and actions, and each change of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotFound, Permission
from goldenthread.access.today import now, today
from goldenthread.contact.queries import learned_by
from goldenthread.organisations import queries as organisations
from goldenthread.strategy import forms, shown_pages
from goldenthread.strategy.commands import plan, steps
from goldenthread.strategy.models import (
    Action,
    ActionNeed,
    Evidence,
    Finding,
    Inspection,
    Milestone,
    Risk,
    Workstream,
)
from goldenthread.strategy.models.inspections import InspectionState
from goldenthread.strategy.models.plan import ActionState
from goldenthread.strategy.queries import reach
from goldenthread.strategy.queries.findings import findings
from goldenthread.strategy.views.deeds import Deed, perform

P = Permission
Make = Callable[[AskedRequest, Any], Deed]


def the_plan(request: AskedRequest, area: str) -> HttpResponse:
    """Each finding with its actions, and the workstreams with who leads them."""
    found = reach.get_area(area, by=request.asker)
    confirmed = Inspection.objects.filter(area_id=found.pk, state=InspectionState.CONFIRMED)
    newest = confirmed.order_by("-reported_date", "-pk").first()
    context = {
        **shown_pages.frame(found, request.asker, "plan"),
        "inspection": newest,
        "rows": shown_pages.plan_rows(findings(found, on=today(), by=request.asker), today()),
        "streams": shown_pages.stream_rows(newest) if newest else [],
        "may_change": request.asker.may(P.IMPROVEMENT_CHANGE, found.pk),
        "may_learn": request.asker.may(P.COMPLAINT_ANSWER, found.pk),
    }
    return render(request, "strategy/plan.html", context)


def workstream_new(request: AskedRequest, inspection_id: int) -> HttpResponse:
    """Open a workstream, led by two agencies and families."""
    rows = Inspection.objects.filter(state=InspectionState.CONFIRMED).select_related("area")
    found = reach.get(rows, inspection_id, by=request.asker, to=P.IMPROVEMENT_CHANGE)
    posts = shown_pages.post_choices(found.area_id, today())
    form = forms.NewWorkstream(request.POST or None).fit(
        lead_post=posts,
        second_post=posts,
        family_post=shown_pages.family_choices(found.area_id, today()),
    )
    back = reverse("improvement:plan", args=[found.area.code])

    def do(given: dict[str, Any]) -> str:
        plan.open_workstream(found.pk, **given, on=today(), by=request.asker)
        return back

    deed = Deed(
        title="Open a workstream",
        button="Open it",
        form=form,
        do=do,
        crumbs=(("Plan", back),),
        lead="Two different bodies and a parent carer forum representative lead it together.",
    )
    return perform(request, deed)


def action_new(request: AskedRequest, finding_id: int) -> HttpResponse:
    """Add an action that answers a finding."""
    rows = Finding.objects.select_related("inspection__area")
    finding = reach.get(rows, finding_id, by=request.asker, to=P.IMPROVEMENT_CHANGE)
    posts = shown_pages.post_choices(finding.area_id, today())
    streams = Workstream.objects.filter(inspection=finding.inspection, closed_date=None)
    form = forms.NewAction(request.POST or None).fit(
        workstream=[(str(each.pk), each.name) for each in streams],
        requirements=[(str(at), text) for at, text in enumerate(finding.requirements)],
        owner_post=posts,
        education_post=posts,
        health_post=posts,
        care_post=posts,
    )
    if not finding.requirements:
        del form.fields["requirements"]
    back = reverse("improvement:plan", args=[finding.inspection.area.code])

    def do(given: dict[str, Any]) -> str:
        stream = given.pop("workstream")
        told = {**given, "requirements": tuple(given.get("requirements", ()))}
        made = plan.add_action(
            finding.pk, stream, plan.NewAction(**told), on=today(), by=request.asker
        )
        return reverse("improvement:action", args=[made.pk])

    return perform(
        request,
        Deed(
            title="Add an action",
            button="Add it",
            form=form,
            do=do,
            crumbs=(("Plan", back),),
            lead=finding.text,
        ),
    )


def _action(request: AskedRequest, action_id: int) -> Action:
    rows = Action.objects.select_related("area", "finding", "workstream")
    return reach.get(rows, action_id, by=request.asker)


def action(request: AskedRequest, action_id: int) -> HttpResponse:
    """One action: is it done, what changed, what is felt; its steps and evidence."""
    rows = Action.objects.annotate(
        waits=ArraySubquery(
            ActionNeed.objects.filter(action=OuterRef("pk")).values("needs__title")
        ),
        taught=learned_by(OuterRef("pk")),
        taught_done=learned_by(OuterRef("pk"), done=True),
    )
    found = reach.get(rows.select_related(*shown_pages.ACTION_PAGE), action_id, by=request.asker)
    leads = request.asker.may(P.IMPROVEMENT_CHANGE, found.area_id)
    context = {
        **shown_pages.frame(found.area, request.asker, "plan"),
        **shown_pages.action_page(found, found.serializable_value("waits"), today()),
        "action": found,
        "leads": leads,
        "owns": leads or reach.holds(request.asker, found.owner_post_id),
        "planned": found.state == ActionState.PLANNED,
        "started": found.state == ActionState.STARTED,
        "may_check": request.asker.may(P.IMPROVEMENT_VIEW, found.area_id),
        "taught": {
            "changes": found.serializable_value("taught"),
            "done": found.serializable_value("taught_done"),
        }
        if request.asker.may(P.OVERVIEW_VIEW, found.area_id)
        else {},
    }
    return render(request, "strategy/action.html", context)


def _crumb(found: Action) -> tuple[tuple[str, str], ...]:
    return ((found.title, reverse("improvement:action", args=[found.pk])),)


def act(request: AskedRequest, action_id: int, what: str) -> HttpResponse:
    """Change one action: state its effect, start it, finish it, and so on."""
    found = _action(request, action_id)
    make = ACTS.get(what)
    if make is None:
        raise NotFound("No such page.")
    if what in OWNERS:
        plan.check_owner(request.asker, found.area_id, found.owner_post_id)
    else:
        reach.check_area(request.asker, P.IMPROVEMENT_CHANGE, found.area_id)
    return perform(request, make(request, found))


def _effect(request: AskedRequest, found: Action) -> Deed:
    others = organisations.areas_by_id(organisations.area_ids())
    form = forms.StateEffect(request.POST or None).fit(
        measure=forms.measure_choices(),
        comparison_areas=[(str(a.pk), a.name) for a in others if a.pk != found.area_id],
    )

    def do(given: dict[str, Any]) -> str:
        told = {**given, "up": given["way"] == "up"}
        del told["way"]
        plan.state_effect(found.pk, **told, on=today(), by=request.asker)
        return reverse("improvement:action", args=[found.pk])

    return Deed(
        title="State the effect",
        button="State it",
        form=form,
        do=do,
        crumbs=_crumb(found),
        lead="Say now what the action is to change. Once it has started, this stands as you said.",
    )


def _start(request: AskedRequest, found: Action) -> Deed:
    def do(given: dict[str, Any]) -> str:
        plan.start_action(found.pk, on=given["on"], today=today(), by=request.asker)
        return reverse("improvement:action", args=[found.pk])

    return Deed(
        title="Start the action",
        button="Start it",
        form=forms.OnADay(request.POST or None).fit(today=today()),
        do=do,
        crumbs=_crumb(found),
        warning="The effect you stated can no longer be changed.",
    )


def _finish(request: AskedRequest, found: Action) -> Deed:
    def do(given: dict[str, Any]) -> str:
        plan.finish_action(found.pk, on=given["on"], today=today(), by=request.asker)
        return reverse("improvement:action", args=[found.pk])

    return Deed(
        title="Say that the action is done",
        button="It is done",
        form=forms.OnADay(request.POST or None).fit(today=today()),
        do=do,
        crumbs=_crumb(found),
        lead="That it is done does not say that it worked: the figures go on being read.",
    )


def _stop(request: AskedRequest, found: Action) -> Deed:
    def do(given: dict[str, Any]) -> str:
        plan.stop_action(found.pk, **given, today=today(), by=request.asker)
        return reverse("improvement:action", args=[found.pk])

    return Deed(
        title="Stop the action",
        button="Stop it",
        form=forms.Stop(request.POST or None).fit(today=today()),
        do=do,
        crumbs=_crumb(found),
    )


def _wait(request: AskedRequest, found: Action) -> Deed:
    others = Action.objects.filter(area_id=found.area_id).exclude(pk=found.pk).order_by("title")
    form = forms.Wait(request.POST or None).fit(
        other_id=[(str(each.pk), each.title) for each in others]
    )

    def do(given: dict[str, Any]) -> str:
        plan.wait_for(found.pk, given["other_id"], by=request.asker)
        return reverse("improvement:action", args=[found.pk])

    return Deed(
        title="Say what it waits for", button="Save", form=form, do=do, crumbs=_crumb(found)
    )


def _step(request: AskedRequest, found: Action) -> Deed:
    posts = shown_pages.post_choices(found.area_id, today())
    form = forms.NewStep(request.POST or None).fit(owner_post=posts)

    def do(given: dict[str, Any]) -> str:
        steps.set_milestone(found.pk, **given, on=today(), by=request.asker, at=now())
        return reverse("improvement:action", args=[found.pk])

    return Deed(
        title="Promise a step",
        button="Promise it",
        form=form,
        do=do,
        crumbs=_crumb(found),
        warning="Its clock starts today, and stands on each partner's list of open promises.",
    )


def _evidence(request: AskedRequest, found: Action) -> Deed:
    def do(given: dict[str, Any]) -> str:
        steps.add_evidence(found.pk, **given, today=today(), by=request.asker, at=now())
        return reverse("improvement:action", args=[found.pk])

    return Deed(
        title="Add evidence",
        button="Add it",
        form=forms.NewEvidence(request.POST or None).fit(today=today()),
        do=do,
        crumbs=_crumb(found),
    )


ACTS: dict[str, Make] = {
    "effect": _effect,
    "start": _start,
    "finish": _finish,
    "stop": _stop,
    "wait": _wait,
    "step": _step,
    "evidence": _evidence,
}
OWNERS = frozenset({"start", "finish", "evidence"})


def step_change(request: AskedRequest, step_id: int, what: str) -> HttpResponse:
    """Say that a step was reached; move it; drop it."""
    rows = Milestone.objects.select_related("action")
    found = reach.get(rows, step_id, by=request.asker)
    make = {"reach": _reach, "move": _move, "drop": _drop}.get(what)
    if make is None:
        raise NotFound("No such page.")
    if what == "reach":
        plan.check_owner(request.asker, found.area_id, found.owner_post_id)
    else:
        reach.check_area(request.asker, P.IMPROVEMENT_CHANGE, found.area_id)
    return perform(request, make(request, found))


def _reach(request: AskedRequest, found: Milestone) -> Deed:
    def do(given: dict[str, Any]) -> str:
        steps.reach_milestone(found.pk, **given, today=today(), by=request.asker, at=now())
        return reverse("improvement:action", args=[found.action_id])

    return Deed(
        title=f"Reached: {found.title}",
        button="It was reached",
        form=forms.OnADay(request.POST or None).fit(today=today()),
        do=do,
        crumbs=_crumb(found.action),
    )


def _move(request: AskedRequest, found: Milestone) -> Deed:
    def do(given: dict[str, Any]) -> str:
        steps.move_milestone(found.pk, **given, by=request.asker, at=now())
        return reverse("improvement:action", args=[found.action_id])

    return Deed(
        title=f"Move: {found.title}",
        button="Move it",
        form=forms.MoveStep(request.POST or None).fit(),
        do=do,
        crumbs=_crumb(found.action),
        warning="The day first promised stays beside the new one, for everybody to see.",
    )


def _drop(request: AskedRequest, found: Milestone) -> Deed:
    def do(given: dict[str, Any]) -> str:
        steps.drop_milestone(found.pk, **given, on=today(), by=request.asker, at=now())
        return reverse("improvement:action", args=[found.action_id])

    return Deed(
        title=f"Drop: {found.title}",
        button="Drop it",
        form=forms.DropStep(request.POST or None).fit(),
        do=do,
        crumbs=_crumb(found.action),
    )


def evidence_check(request: AskedRequest, evidence_id: int) -> HttpResponse:
    """Record what somebody of another body found when they looked at the evidence."""
    rows = Evidence.objects.select_related("action")
    found = reach.get(rows, evidence_id, by=request.asker)

    def do(given: dict[str, Any]) -> str:
        steps.check_evidence(found.pk, **given, by=request.asker, at=now())
        return reverse("improvement:action", args=[found.action_id])

    return perform(
        request,
        Deed(
            title="Check this evidence",
            button="Record what I found",
            form=forms.CheckEvidence(request.POST or None).fit(),
            do=do,
            crumbs=_crumb(found.action),
            lead=f"{found.title}. {found.where}",
        ),
    )


def risk_close(request: AskedRequest, risk_id: int) -> HttpResponse:
    """Close a risk."""
    rows = Risk.objects.select_related("area")
    found = reach.get(rows, risk_id, by=request.asker, to=P.IMPROVEMENT_CHANGE)
    back = reverse("improvement:log", args=[found.area.code])

    def do(given: dict[str, Any]) -> str:
        steps.close_risk(found.pk, on=today(), by=request.asker)
        return back

    form = forms.Confirm(request.POST if request.method == "POST" else None)
    deed = Deed(
        title="Close this risk",
        button="Close it",
        form=form,
        do=do,
        crumbs=(("Risks and decisions", back),),
        lead=found.text,
    )
    return perform(request, deed)
