"""Were we heard? Surveys by a link, by an open address or signed in; and what was done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import today
from goldenthread.family import heard_pages
from goldenthread.family.look import in_their_look
from goldenthread.heard import commands, forms, queries
from goldenthread.heard.rules.answers import NotAnswered
from goldenthread.heard.rules.items import Helped
from goldenthread.heard.rules.questions import Step, Survey, survey, survey_for
from goldenthread.organisations.models import LocalArea
from goldenthread.people import queries as people

ANSWERED = "heard"  # the session's name for the surveys answered from this browser


def _area(code: str) -> LocalArea:
    """:raises Http404: if there is no such area"""
    found = LocalArea.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _place(request: AskedRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")


def _new(form: forms.Answering) -> commands.NewAnswer:
    return commands.NewAnswer(
        choices=form.choices, words=form.cleaned_data["words"], language=get_language() or "en-gb"
    )


def _page(request: AskedRequest, asks: Survey, form: forms.Answering, **more: Any) -> HttpResponse:
    context = {"survey": asks, "form": form, "has_errors": bool(form.errors), **more}
    return render(request, "family/heard_survey.html", context)


@in_their_look
def heard(request: AskedRequest) -> HttpResponse:
    """Offer each area's yearly survey, and what was done about the last."""
    return render(request, "family/heard.html", {"areas": LocalArea.objects.order_by("name")})


@in_their_look
def thanks(request: AskedRequest) -> HttpResponse:
    """Say that we have an answer; the same to everybody."""
    return render(request, "family/heard_thanks.html")


@in_their_look
def year(request: AskedRequest, area: str) -> HttpResponse:
    """Ask anybody how their year was: no account, once from each browser unless two share it."""
    found, asks = _area(area), survey_for(Step.YEAR, today())
    mark = f"{asks.key}-{asks.version}-{today().year}-{found.pk}"
    sending = request.method == "POST"
    if not sending and mark in request.session.get(ANSWERED, []) and "again" not in request.GET:
        return render(request, "family/heard_thanks.html", {"before": True})
    form = forms.Answering(
        asks, request.POST if sending else None, initial={"once": forms.new_once()}
    )
    if sending and form.is_valid():
        try:
            number, fast = forms.opened(form.cleaned_data["once"])
            knocking = commands.Knocking(once=number, place=_place(request), too_fast=fast)
            commands.answer_openly(found.pk, _new(form), knocking=knocking, on=today())
        except forms.StaleForm:
            form = _fresh(form, asks, request)
        except NotAnswered as problem:
            form.add_error(None, gettext(str(problem)))
        else:
            request.session[ANSWERED] = [*request.session.get(ANSWERED, []), mark]
            return redirect("family:heard-thanks")
    return _page(request, asks, form, area=found, done=reverse("family:heard-did", args=[area]))


def _fresh(form: forms.Answering, asks: Survey, request: AskedRequest) -> forms.Answering:
    """Return a form with a new number, and all that was chosen and typed kept."""
    kept = request.POST.copy()
    kept["once"] = forms.new_once()
    again = forms.Answering(asks, kept)
    again.add_error(None, gettext("This page was open for too long. Please send it again."))
    return again


@in_their_look
def link(request: AskedRequest, code: str) -> HttpResponse:
    """Ask whoever holds a one-use link. It opens this survey, and nothing else."""
    try:
        ticket = commands.open_ticket(code, on=today())
    except commands.LinkEnded:
        return render(request, "family/heard_thanks.html", {"ended": True})
    asks = survey(ticket.survey, ticket.version)
    form = forms.Answering(asks, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.answer_by_link(code, _new(form), on=today())
        except commands.LinkEnded:
            return redirect("family:heard-thanks")  # sent twice at once: we have it
        except NotAnswered as problem:
            form.add_error(None, gettext(str(problem)))
        else:
            return redirect("family:heard-thanks")
    stop = reverse("family:heard-stop", args=[code])
    return _page(request, asks, form, step=heard_pages.step_words(ticket.step), stop=stop)


@require_POST
@in_their_look
def leave_alone(request: AskedRequest, code: str) -> HttpResponse:
    """Send no more surveys to whoever holds a link; the same answer whatever the link."""
    commands.leave_alone(code)
    return render(request, "family/heard_thanks.html", {"no_more": True})


@in_their_look
def mine(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show what somebody signed in is asked of one child; go straight to the only thing."""
    child = people.get_child(child_id, by=request.asker, to=Permission.FAMILY_VIEW, on=today())
    if request.method == "POST":
        commands.ask_again(by=request.asker)
        messages.success(request, gettext("Thank you. We will ask you again."))
        return redirect("family:heard-mine", child_id)
    asks = queries.asked_of(child, by=request.asker, on=today())
    if len(asks) == 1:
        return redirect("family:heard-asked", asks[0].pk)
    shown = heard_pages.mine(child, asks)
    shown["no_more"] = queries.wants_no_more(by=request.asker)
    return render(request, "family/heard_mine.html", shown)


@in_their_look
def asked(request: AskedRequest, asked_id: int) -> HttpResponse:
    """Ask somebody signed in what they were asked, once."""
    found = queries.get_asked(asked_id, by=request.asker)
    back = {"text": "Where are we?", "href": reverse("family:where", args=[found.child_id])}
    if found.ticket.used or found.ticket.last_day < today():
        return render(request, "family/heard_thanks.html", {"before": True, "back": back})
    asks = survey(found.ticket.survey, found.ticket.version)
    form = forms.Answering(asks, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.answer_as_family(asked_id, _new(form), by=request.asker, on=today())
        except NotAnswered as problem:
            form.add_error(None, gettext(str(problem)))
        else:
            messages.success(request, gettext("Thank you. We have it."))
            return redirect("family:where", found.child_id)
    step = heard_pages.step_words(found.ticket.step)
    stop = reverse("family:heard-stop", args=[commands.code_of(found)])
    return _page(request, asks, form, step=step, back=back, stop=stop)


@in_their_look
def did(request: AskedRequest, area: str) -> HttpResponse:
    """Show what families said, what was done, and ask whether it helped."""
    found = _area(area)
    form = forms.Confirm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            number, fast = forms.opened(told["once"])
        except forms.StaleForm:
            form.add_error(None, gettext("This page was open for too long. Please send it again."))
        else:
            knocking = commands.Knocking(once=number, place=_place(request), too_fast=fast)
            commands.confirm(told["item"], Helped(told["helped"]), knocking=knocking, on=today())
            messages.success(request, gettext("Thank you. We have it."))
            return redirect("family:heard-did", area)
    shown = heard_pages.did(found, form)
    return render(request, "family/heard_did.html", {**shown, "has_errors": bool(form.errors)})
