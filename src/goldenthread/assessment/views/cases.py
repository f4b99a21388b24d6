"""The pages of a child's case: where it stands, and each act with its answers to be checked."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.assessment import case_page, commands, queries
from goldenthread.assessment.forms import casework as forms
from goldenthread.assessment.models import Assessment, LawfulReason
from goldenthread.assessment.rehearsal import Rehearsed, rehearse
from goldenthread.assessment.rules.next_step import Act
from goldenthread.people import queries as people
from goldenthread.people.frame import frame
from goldenthread.people.models import Child
from goldenthread.ui import answers
from goldenthread.ui.answers import Step


def case(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show where a child's case stands, whose turn it is, and the one next step."""
    child = people.get_child(child_id, by=request.asker, to=Permission.CHILD_VIEW, on=today())
    shown = case_page.page(request.asker, child, today())
    return render(request, "assessment/case.html", {**shown, "done": "done" in request.GET})


def _reach(request: AskedRequest, child_id: int, to: Permission) -> tuple[Child, Assessment]:
    child = people.get_child(child_id, by=request.asker, to=to, on=today())
    found = queries.case_of(child)
    if found is None:
        raise Http404
    return child, found


def act(request: AskedRequest, child_id: int, what: str) -> HttpResponse:
    """Ask for what an act needs, show what it would do, and do it once."""
    if what not in set(Act):
        raise Http404
    chosen = Act(what)
    child, found = _reach(request, child_id, case_page.needs(chosen))
    ready = case_page.Ready(
        case=found, data=request.POST or None, by=request.asker, on=today(), at=now()
    )
    doing = case_page.prepare(chosen, ready)
    step, form = answers.step(request), doing.form
    if step in (Step.CHECK, Step.DO) and form.is_valid():
        try:
            if step is Step.DO:
                doing.do(form.cleaned_data)
                return redirect(f"{reverse('assessment:case', args=[child.pk])}?done")
            seen = rehearse(
                child, lambda: doing.do(form.cleaned_data), by=request.asker, today=today()
            )
        except commands.PROBLEMS as problem:
            form.add_error(None, str(problem))
        else:
            return _checked(request, child, doing, found, seen)
    context = {
        **_frame(request, child),
        "title": doing.title,
        "form": form,
        "warning": doing.warning,
        "has_errors": step is not Step.FILL and bool(form.errors),
    }
    return render(request, "assessment/act.html", context)


def _checked(
    request: AskedRequest, child: Child, doing: case_page.Doing, found: Assessment, seen: Rehearsed
) -> HttpResponse:
    context = {
        **_frame(request, child),
        "title": doing.title,
        "facts": case_page.facts(doing, found),
        "seen": seen,
        "kept": answers.kept(request),
        "warning": doing.warning,
        "button": "Record and send" if seen.told else "Record",
    }
    return render(request, "assessment/check.html", context)


def _frame(request: AskedRequest, child: Child) -> dict[str, Any]:
    return frame(request.asker, child, "assessment:case", today())


def recheck(request: AskedRequest, child_id: int, reason_id: int) -> HttpResponse:
    """Record the seven-day check of a lawful reason."""
    child, found = _reach(request, child_id, Permission.CASE_CHANGE)
    reason = LawfulReason.objects.filter(pk=reason_id, child=child, area_id=child.area_id).first()
    if reason is None:
        raise Http404
    form = forms.Recheck(request.POST or None, today=today(), version=found.version)
    if request.method == "POST" and form.is_valid():
        try:
            commands.settle_exception_recheck(
                reason.pk,
                holds=form.cleaned_data["holds"] == "yes",
                done=form.cleaned_data["done"],
                by=request.asker,
                at=now(),
            )
        except commands.PROBLEMS as problem:
            form.add_error(None, str(problem))
        else:
            return redirect(f"{reverse('assessment:case', args=[child.pk])}?done")
    context = {
        **_frame(request, child),
        "title": "Check a lawful reason again",
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "assessment/act.html", context)
