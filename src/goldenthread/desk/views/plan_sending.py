"""The last step of the plan desk: the answers to check, then the plan goes, once."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.desk import forms, plan_going
from goldenthread.people import queries as people
from goldenthread.plans import pages
from goldenthread.plans.queries import read_draft


@require_POST
def send(request: AskedRequest, child_id: int, draft_id: int) -> HttpResponse:
    """Send the draft, or issue the final plan: first the answers to check, then once."""
    by, on = request.asker, today()
    child = people.get_child(child_id, by=by, to=Permission.PLAN_ADVISE, on=on, purpose="plan-desk")
    desk = read_draft(child, draft_id)
    what = request.POST.get("what", "")
    if what not in ("draft", "final"):
        raise Http404
    case = plan_going.going(child, desk, what)
    sure = "sure" in request.POST
    form = forms.PlanGoes(
        request.POST if sure else None,
        version=case.version if case else 0,
        changed=plan_going.what_changed(desk, case, request.POST.get("version", "")),
    )
    if not sure or not form.is_valid():
        page = pages.issue_page(by, child, desk, on)
        shown = {**page, "what": what, "form": form, "has_errors": sure}
        return render(request, "plans/check.html", shown)
    try:
        plan_id, number = plan_going.send(
            desk, what, child, case, given=form.cleaned_data, by=by, on=on, at=now()
        )
    except plan_going.PROBLEMS as problem:
        words = plan_going.said(problem)
        page = pages.refused_page(by, child, desk, on, words, "plans:issue")
        return render(request, "plans/refused.html", page, status=409)
    return redirect("plans:version", child.pk, plan_id, number)
