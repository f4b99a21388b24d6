"""Staff pages of requests: what waits, taking one in, and deciding which child it is about."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.access.today import now, today
from goldenthread.assessment import commands, queries
from goldenthread.assessment import request_pages as pages
from goldenthread.assessment.models import Request
from goldenthread.assessment.queries.requests import DECIDE, requests_of
from goldenthread.assessment.rehearsal import rehearse_opening
from goldenthread.assessment.rules import RequestState
from goldenthread.people import queries as people
from goldenthread.people.frame import frame
from goldenthread.ui import answers
from goldenthread.ui.answers import Step


def waiting(request: AskedRequest) -> HttpResponse:
    """List the requests that wait for somebody to say which child they are about."""
    shown = pages.waiting(request.asker, dict(request.GET.lists()), today())
    return render(request, "assessment/requests.html", {**shown, "done": "done" in request.GET})


@never_cache
def take_in(request: AskedRequest) -> HttpResponse:
    """Enter a request that came another way, or send one for a child one works with."""
    by = request.asker
    check_post(by, Permission.REQUEST_MAKE)
    form = pages.take_in_form(by, request.POST or None, today(), secrets.token_urlsafe(24))
    step = answers.step(request)
    title = "Enter a request" if pages.takes_in(by) else "Ask for an assessment"
    if step in (Step.CHECK, Step.DO) and form.is_valid():
        given = form.cleaned_data
        if step is Step.CHECK:
            context: dict[str, Any] = {
                "title": "Check the request",
                "facts": pages.facts_of(form),
                "kept": answers.kept(request),
                "button": "Record the request" if pages.takes_in(by) else "Send the request",
            }
            return render(request, "ui/check_answers.html", context)
        try:
            made = commands.take_in(
                pages.asked_for(given, today()),
                area_id=given["area"],
                key=given["key"],
                by=by,
                at=now(),
            )
        except commands.PROBLEMS as problem:
            form.add_error(None, str(problem))
        else:
            return _taken(request, made)
    context = {
        "title": title,
        "form": form,
        "takes_in": pages.takes_in(by),
        "has_errors": step is not Step.FILL and bool(form.errors),
    }
    return render(request, "assessment/take_in.html", context)


def _taken(request: AskedRequest, made: Request) -> HttpResponse:
    """Lead those who match requests to this one; tell others that it is received, and no more."""
    if pages.takes_in(request.asker):
        return redirect("assessment:match", made.pk)
    context = {
        "reference": f"R{made.pk}",
        "received": made.received_date,
        "decide": queries.days_of(made.received_date)[DECIDE],
    }
    return render(request, "assessment/taken_in.html", context)


@never_cache
def match(request: AskedRequest, request_id: int) -> HttpResponse:
    """Show what was asked beside the records it may be about; a person decides."""
    by = request.asker
    asked = queries.get_request(request_id, by=by)
    if asked.state != RequestState.NEW:
        return _settled(request, asked)
    found = queries.candidates(asked, by=by, on=today())
    form = pages.match_form(asked, found, request.POST or None)
    step = answers.step(request)
    if step in (Step.CHECK, Step.DO) and form.is_valid():
        given = form.cleaned_data
        try:
            chosen = pages.chosen(asked, found, given, by=by, on=today(), at=now())
            if step is Step.DO:
                return _done(chosen.do())
            seen = rehearse_opening(chosen.do, today=today())
        except commands.PROBLEMS as problem:
            form.add_error(None, str(problem))
        else:
            shown: dict[str, Any] = {
                "title": chosen.words,
                "facts": pages.facts_of(form),
                "seen": seen if chosen.opens else None,
                "kept": answers.kept(request),
                "asked": pages.asked(asked)[:5],
                "elsewhere": pages.elsewhere(asked, given["what"], by=by),
            }
            return render(request, "assessment/match_check.html", shown)
    context = {
        "asked": pages.asked(asked),
        "request_number": f"R{asked.pk}",
        "hide": asked.hide_place,
        "plan_elsewhere": asked.plan_elsewhere,
        "found": found,
        "form": form,
        "has_errors": step is not Step.FILL and bool(form.errors),
    }
    return render(request, "assessment/match.html", context)


def _done(made: object) -> HttpResponse:
    child_id = getattr(made, "child_id", None)
    if child_id is None:
        return redirect(f"{reverse('assessment:requests')}?done")
    return redirect(f"{reverse('assessment:case', args=[child_id])}?done")


def _settled(request: AskedRequest, asked: Request) -> HttpResponse:
    """Show how a request was settled; what became a case stands on the child's own page."""
    if asked.child_id is not None:
        return redirect("assessment:case", asked.child_id)
    context = {
        "asked": pages.asked(asked),
        "request_number": f"R{asked.pk}",
        "why": asked.settled_why,
        "when": asked.settled_at,
    }
    return render(request, "assessment/match.html", context)


def asked(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show what was asked about a child, in the words of whoever asked."""
    by = request.asker
    child = people.get_child(child_id, by=by, to=Permission.ASSESSMENT_DECIDE, on=today())
    context = {
        **frame(by, child, "assessment:case", today()),
        "requests": [
            {"number": f"R{each.pk}", "rows": pages.asked(each), "why": each.settled_why}
            for each in requests_of(child, on=today())
        ],
    }
    return render(request, "assessment/what_was_asked.html", context)
