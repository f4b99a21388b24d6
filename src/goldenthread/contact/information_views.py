"""The pages of requests for information, for those who answer families."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.access.today import now, today
from goldenthread.contact import complaint_pages, forms, information_pages
from goldenthread.contact.commands import information as commands
from goldenthread.contact.rules import Refused
from goldenthread.contact.rules.information import Right, State, Waiting
from goldenthread.people import queries as people
from goldenthread.people.frame import frame
from goldenthread.people.queries import NamesAPlace

P = Permission
Given = dict[str, Any]
Act = Callable[[int, Given, Asker, datetime], object]
# Each act: its form, and the command that does it.
ACTS: dict[str, tuple[type[django_forms.Form], Act]] = {
    "answer": (
        forms.GiveInformation,
        lambda pk, given, by, at: commands.give_information(
            pk, outcome=State(given["outcome"]), words=given["words"], by=by, at=at
        ),
    ),
    "came": (forms.ItCame, lambda pk, given, by, at: commands.it_came(pk, **given, by=by, at=at)),
    "wait": (
        forms.WaitForThem,
        lambda pk, given, by, at: commands.wait_for_them(
            pk, waiting=Waiting(given["waiting"]), by=by, at=at
        ),
    ),
    "longer": (
        forms.Longer,
        lambda pk, given, by, at: commands.take_longer(pk, **given, by=by, at=at),
    ),
    "withdraw": (
        django_forms.Form,
        lambda pk, given, by, at: commands.take_request_back(pk, by=by, at=at),
    ),
}


def requests(request: AskedRequest) -> HttpResponse:
    """Show the requests of the asker's areas, the soonest last day first."""
    check_post(request.asker, P.CONTACT_ANSWER)
    shown = information_pages.listed(request.asker, dict(request.GET.lists()), today())
    return render(request, "contact/information.html", shown)


def one(request: AskedRequest, request_id: int) -> HttpResponse:
    """Show one request, with what can be done next."""
    return _render(request, information_pages.one(request.asker, request_id, today()), {})


def _render(
    request: AskedRequest, shown: Given, given: dict[str, django_forms.Form]
) -> HttpResponse:
    offered = {name: ACTS[name][0](prefix=name) for name in shown["acts"]} | given
    wrong = next((form for form in given.values() if form.errors), None)
    context = {**shown, "forms": offered, "wrong": wrong, "has_errors": bool(wrong)}
    return render(request, "contact/information_one.html", context)


def act(request: AskedRequest, request_id: int, what: str) -> HttpResponse:
    """Do one thing to a request, or show it again with what was typed and why not."""
    shown = information_pages.one(request.asker, request_id, today())
    if what not in ACTS:
        raise Http404
    if request.method != "POST":
        return _render(request, shown, {})
    form_of, does = ACTS[what]
    form = form_of(request.POST, prefix=what)
    if form.is_valid():
        try:
            does(request_id, dict(form.cleaned_data), request.asker, now())
        except (Refused, NamesAPlace) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("contact:information-one", request_id)
    return _render(request, shown, {what: form})


def new(request: AskedRequest, child_id: int) -> HttpResponse:
    """Write down a request that came in."""
    child = people.get_child(child_id, by=request.asker, to=P.CONTACT_ANSWER, on=today())
    form = forms.AskForInformation(
        request.POST or None,
        today=today(),
        people=complaint_pages.complainants(child, today()),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.ask_for_information(
                _wanted(child.pk, form.cleaned_data), by=request.asker, at=now()
            )
        except (Refused, NamesAPlace) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("contact:information-one", made.pk)
    about = frame(request.asker, child, "contact:child", today())
    context = {**about, "form": form, "has_errors": bool(form.errors)}
    return render(request, "contact/information_new.html", context)


def _wanted(child_id: int, given: Given) -> commands.Wanted:
    who = given["who"]
    return commands.Wanted(
        child_id=child_id,
        right=Right(given["right"]),
        words=given["words"],
        adult_id=int(who) if who.isdecimal() else None,
        asked_date=given["asked_date"],
        known=given["known"] == "yes",
        once=given["once"],
    )
