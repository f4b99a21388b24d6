"""The pages of a child's disagreements, and each step with its answers to be checked."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.assessment.rehearsal import rehearse
from goldenthread.people import queries as people
from goldenthread.people.frame import frame
from goldenthread.redress import commands, forms, page, queries
from goldenthread.redress.rules import BINDS, STEP_WORDS, Step
from goldenthread.ui import answers

HERE = page.HERE


def child(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show what a child's family may disagree with, where each stands, and by when what is due."""
    found = people.get_child(child_id, by=request.asker, to=Permission.REDRESS_VIEW, on=today())
    shown = page.page(request.asker, found, today())
    return render(request, "redress/child.html", {**shown, "done": "done" in request.GET})


def step(request: AskedRequest, child_id: int, case_id: int, what: str) -> HttpResponse:
    """Ask what happened, show what recording it would do, and record it once."""
    if what not in set(Step):
        raise Http404
    chosen, on = Step(what), today()
    needed = Permission.ASSESSMENT_DECIDE if chosen is Step.CONCEDED else Permission.REDRESS_KEEP
    found = people.get_child(child_id, by=request.asker, to=needed, on=on)
    shown = queries.one_of(found, case_id, by=request.asker, today=on)
    form = forms.TakeStep(
        request.POST or None,
        step=chosen,
        decision=shown.decision,
        files=page.papers(found),
        today=on,
        version=shown.version,
    )
    at = answers.step(request)
    context = {
        **frame(request.asker, found, HERE, on),
        "title": STEP_WORDS[chosen],
        "form": form,
        "has_errors": False,
    }

    def do() -> object:
        return commands.record_step(
            child_id,
            case_id,
            chosen,
            form.said(),
            version=form.cleaned_data["version"],
            by=request.asker,
            at=now(),
        )

    if at in (answers.Step.CHECK, answers.Step.DO) and form.is_valid():
        try:
            if at is answers.Step.DO:
                do()
                return redirect(f"{reverse(HERE, args=[child_id])}?done")
            seen = rehearse(found, do, by=request.asker, today=on)
        except commands.PROBLEMS as problem:
            form.add_error(None, str(problem))
        else:
            more = {
                "facts": page.facts(found, form, shown),
                "seen": seen,
                "kept": answers.kept(request),
                "warning": BOUND if chosen in BINDS else "",
                "button": "Record and send" if seen.told else "Record",
            }
            return render(request, "assessment/check.html", {**context, **more})
    context["has_errors"] = at is not answers.Step.FILL and bool(form.errors)
    return render(request, "assessment/act.html", context)


BOUND = "This binds the council. The days above are the law's: nobody can move them here."


def take_up(request: AskedRequest, child_id: int) -> HttpResponse:
    """Take up a decision whose notice was sent before this was kept here."""
    on = today()
    found = people.get_child(child_id, by=request.asker, to=Permission.REDRESS_KEEP, on=on)
    form = forms.TakeUp(request.POST or None, today=on)
    if request.method == "POST" and form.is_valid():
        try:
            commands.take_up(child_id, **form.cleaned_data, by=request.asker, at=now())
        except commands.PROBLEMS as problem:
            form.add_error(None, str(problem))
        else:
            return redirect(f"{reverse(HERE, args=[child_id])}?done")
    context = {
        **frame(request.asker, found, HERE, on),
        "title": "A decision sent before it was kept here",
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "assessment/act.html", context)
