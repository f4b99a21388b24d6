"""The panel's pages: meetings, an agenda with its papers and days, what was decided, who sat."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.access.today import now, today
from goldenthread.assessment import commands, queries
from goldenthread.assessment.forms import panels as forms
from goldenthread.assessment.models import Panel
from goldenthread.assessment.queries import panels as found_panels
from goldenthread.assessment.queries.panels import AgendaRow
from goldenthread.assessment.rules import PanelOutcome, PanelQuestion
from goldenthread.assessment.rules.requests import OUTCOME_WORDS, QUESTION_WORDS
from goldenthread.organisations import queries as organisations
from goldenthread.people import queries as people
from goldenthread.people.frame import frame
from goldenthread.ui.paging import paginate, wanted
from goldenthread.ui.words import long_date

ACTS = {PanelQuestion.ASSESS: "whether-to-assess", PanelQuestion.ISSUE: "whether-to-issue"}


def panels(request: AskedRequest) -> HttpResponse:
    """List the meetings ahead, or those that have met; set a new one."""
    by = request.asker
    check_post(by, Permission.ASSESSMENT_DECIDE)
    areas = organisations.areas_by_id(by.areas_where(Permission.ASSESSMENT_DECIDE))
    form = forms.SetPanel(request.POST or None, areas=[(each.pk, each.name) for each in areas])
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        area_id = given.pop("area")
        try:
            made = commands.set_panel(area_id=area_id, **given, by=by, at=now())
        except commands.PROBLEMS as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("assessment:panel", made.pk)
    query = dict(request.GET.lists())
    past = "past" in query
    shown = found_panels.panels(by=by, today=today(), page=wanted(query), past=past)
    context = {
        "rows": shown.rows,
        "past": past,
        "paging": paginate(shown.total, query),
        "form": form,
        "today": today(),
        "has_errors": bool(form.errors),
    }
    return render(request, "assessment/panels.html", context)


def panel(request: AskedRequest, panel_id: int) -> HttpResponse:
    """Show a meeting's agenda and papers; afterwards its minutes. Record who sat, and close it."""
    by = request.asker
    found = found_panels.get_panel(panel_id, by=by)
    form = forms.ClosePanel(request.POST or None, initial={"chair": found.chair})
    if request.method == "POST" and form.is_valid():
        try:
            commands.close_panel(
                found.pk,
                members=form.cleaned_data["members"].splitlines(),
                chair=form.cleaned_data["chair"],
                by=by,
                at=now(),
            )
        except commands.PROBLEMS as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("assessment:panel", found.pk)
    return render(request, "assessment/panel.html", _panel(request, found, form))


def _panel(request: AskedRequest, found: Panel, form: forms.ClosePanel) -> dict[str, Any]:
    rows = found_panels.agenda(found, by=request.asker, today=today())
    return {
        "panel": found,
        "rows": [_row(row, found) for row in rows],
        "undecided": sum(row.item.outcome == PanelOutcome.WAITING for row in rows),
        "form": form,
        "today": today(),
        "has_errors": bool(form.errors),
    }


def _row(row: AgendaRow, panel: Panel) -> dict[str, Any]:
    item, question = row.item, PanelQuestion(row.item.question)
    child = [item.child_id]
    waits = item.outcome == PanelOutcome.WAITING
    papers = [
        ("The case", reverse("assessment:case", args=child)),
        ("Advice", reverse("assessment:child-advice", args=child)),
        ("Documents", reverse("desk:documents", args=child)),
    ]
    act = reverse("assessment:act", args=[item.child_id, ACTS[question]])
    return {
        "name": row.name,
        "birth_date": row.birth_date,
        "question": QUESTION_WORDS[question],
        "proposal": item.proposal,
        "due": row.due,
        "too_late": row.too_late,
        "outcome": OUTCOME_WORDS[PanelOutcome(item.outcome)],
        "said": item.said,
        "decided_by": row.decided_by,
        "papers": [{"text": text, "href": href} for text, href in papers] if row.name else [],
        "decide": act if waits and row.name and not panel.closed_at else "",
    }


def put_before(request: AskedRequest, child_id: int) -> HttpResponse:
    """Put a child's case before a panel, with what is proposed."""
    by = request.asker
    child = people.get_child(child_id, by=by, to=Permission.ASSESSMENT_DECIDE, on=today())
    case = queries.case_of(child)
    if case is None:
        raise Http404
    ahead = found_panels.panels_ahead(case, today=today())
    choices = [(each.pk, f"{each.name}, {long_date(each.meeting_date)}") for each in ahead]
    form = forms.BeforePanel(request.POST or None, panels=choices)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            commands.put_before_panel(
                case.pk, panel_id=given["panel"], proposal=given["proposal"], by=by, at=now()
            )
        except commands.PROBLEMS as problem:
            form.add_error(None, str(problem))
        else:
            return redirect(f"{reverse('assessment:case', args=[child.pk])}?done")
    context = {
        **frame(by, child, "assessment:case", today()),
        "title": "Put the case before a panel",
        "form": form,
        "none_ahead": not ahead,
        "has_errors": bool(form.errors),
        "warning": "A panel moves no date. If its day comes after the law's, decide outside it.",
    }
    return render(request, "assessment/before_panel.html", context)
