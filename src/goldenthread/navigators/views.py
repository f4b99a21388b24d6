"""A navigator's own list and each family on it; and asking for a navigator from the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, Role
from goldenthread.access.today import now, today
from goldenthread.navigators import commands, forms, queries, shown
from goldenthread.navigators.commands import CannotDo, Doing
from goldenthread.navigators.rules import AskedBy, Change, Ending
from goldenthread.people import queries as people

P = Permission


def own_list(request: AskedRequest) -> HttpResponse:
    """Show a navigator their families: whom to be in touch with next, the late first."""
    context = shown.own_list(request.asker, dict(request.GET.lists()), today())
    return render(request, "navigators/list.html", context)


def case(request: AskedRequest, case_id: int) -> HttpResponse:
    """Show one family: what they hope for, the one next step, contacts, and what changed."""
    row, child = queries.reached(case_id, by=request.asker, on=today())
    return render(request, "navigators/case.html", shown.case(request.asker, row, child, today()))


@require_POST
def take(request: AskedRequest, case_id: int) -> HttpResponse:
    """Take a family on."""
    try:
        commands.take(case_id, doing=Doing(request.asker, today(), now(), today()))
    except CannotDo as problem:
        messages.error(request, str(problem))
    return redirect("navigators:case", case_id)


def _contact(case_id: int, given: dict[str, Any], doing: Doing) -> str:
    commands.log_contact(case_id, doing=doing, **given)
    return "The contact is in the log."


def _change(case_id: int, given: dict[str, Any], doing: Doing) -> str:
    commands.say_what_changed(
        case_id, kind=Change(given["kind"]), words=given["words"], doing=doing
    )
    return "The family can read it now."


def _end(case_id: int, given: dict[str, Any], doing: Doing) -> str:
    commands.end(case_id, ending=Ending(given["ending"]), doing=doing)
    return "It has ended. You can no longer open this family's page."


Act = tuple[str, str, Callable[..., django_forms.Form], Callable[[int, dict[str, Any], Doing], str]]
ACTS: dict[str, Act] = {
    "contact": ("Write down a contact", "Save", forms.LogContact, _contact),
    "change": ("Say what changed", "Save", forms.SayWhatChanged, _change),
    "end": ("End the navigator's time", "End it", forms.EndIt, _end),
}


def act(request: AskedRequest, case_id: int, act: str) -> HttpResponse:
    """Write down one thing a navigator did."""
    row, child = queries.reached(case_id, by=request.asker, on=today())
    if act not in ACTS:
        raise Http404
    title, button, make, do = ACTS[act]
    form = make(request.POST if request.method == "POST" else None, today=today())
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        doing = Doing(request.asker, given.pop("on"), now(), today())
        try:
            told = do(case_id, given, doing)
        except CannotDo as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, told)
            ended = act == "end"
            return redirect("navigators:list") if ended else redirect("navigators:case", case_id)
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "title": title,
        "button": button,
        **shown.named(row, child),
    }
    return render(request, "navigators/act.html", context)


def child(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show a child's navigator, or ask for one, from the desk."""
    found = people.get_child(child_id, by=request.asker, to=P.NAVIGATOR_ASK, on=today())
    form = forms.AskForNavigator(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.ask_for_navigator(
                child_id,
                asked_by=_who(request),
                by=request.asker,
                on=today(),
                at=now(),
                **form.cleaned_data,
            )
        except CannotDo as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("navigators:child", child_id)
    context = {
        **shown.child(request.asker, found, today()),
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "navigators/child.html", context)


def _who(request: AskedRequest) -> AskedBy:
    school = all(post.role is Role.SENCO for post in request.asker.posts)
    return AskedBy.SCHOOL if school else AskedBy.OFFICER
