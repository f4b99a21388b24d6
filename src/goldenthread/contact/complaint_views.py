"""The pages of complaints for those who answer: the list, one complaint, what was learned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.access.today import now, today
from goldenthread.contact import commands, complaint_pages, forms, queries
from goldenthread.contact.complaint_pages import STEPS
from goldenthread.contact.rules import Refused
from goldenthread.contact.rules.complaints import Outcome, Sort
from goldenthread.letters.commands import NobodyToTell
from goldenthread.people import queries as people
from goldenthread.people.frame import frame
from goldenthread.people.queries import NamesAPlace

P = Permission
Given = dict[str, Any]
Act = Callable[[int, Given, Asker, datetime], object]


def _panel(complaint_id: int, given: Given, by: Asker, at: datetime, *, what: str) -> object:
    return commands.panel(complaint_id, step=STEPS[what], **given, by=by, at=at)


def _answer(complaint_id: int, given: Given, by: Asker, at: datetime) -> object:
    outcome = Outcome(given.pop("outcome"))
    return commands.answer_complaint(complaint_id, outcome=outcome, **given, by=by, at=at)


# Each act: its form, and the command that does it.
ACTS: dict[str, tuple[type[django_forms.Form], Act]] = {
    "acknowledge": (
        forms.Acknowledge,
        lambda pk, given, by, at: commands.acknowledge(pk, **given, by=by, at=at),
    ),
    "answer": (forms.AnswerComplaint, _answer),
    "longer": (forms.Longer, lambda pk, given, by, at: commands.extend(pk, **given, by=by, at=at)),
    "met": (forms.PanelDay, lambda *told: _panel(*told, what="met")),
    "reported": (forms.PanelDay, lambda *told: _panel(*told, what="reported")),
    "further": (
        forms.Further,
        lambda pk, given, by, at: commands.take_further(pk, **given, by=by, at=at),
    ),
    "learn": (forms.Learn, lambda pk, given, by, at: commands.learn(pk, **given, by=by, at=at)),
    "ombudsman": (
        forms.Ombudsman,
        lambda pk, given, by, at: commands.gone_to_ombudsman(pk, **given, by=by, at=at),
    ),
    "withdraw": (
        django_forms.Form,
        lambda pk, given, by, at: commands.withdraw(pk, by=by, at=at),
    ),
}


def complaints(request: AskedRequest) -> HttpResponse:
    """Show the complaints of the asker's areas, by where they stand."""
    check_post(request.asker, P.CONTACT_ANSWER)
    shown = complaint_pages.listed(request.asker, dict(request.GET.lists()), today())
    return render(request, "contact/complaints.html", shown)


def complaint(request: AskedRequest, complaint_id: int) -> HttpResponse:
    """Show one complaint, with what can be done next."""
    return _render(request, complaint_pages.one(request.asker, complaint_id, today()), {})


def _render(
    request: AskedRequest, shown: Given, given: dict[str, django_forms.Form]
) -> HttpResponse:
    offered = {name: given.get(name) or ACTS[name][0](prefix=name) for name in shown["acts"]}
    offered.update(given)
    wrong = next((form for form in given.values() if form.errors), None)
    context = {**shown, "forms": offered, "wrong": wrong, "has_errors": bool(wrong)}
    return render(request, "contact/complaint.html", context)


def act(request: AskedRequest, complaint_id: int, what: str) -> HttpResponse:
    """Do one thing to a complaint, or show it again with what was typed and why not."""
    shown = complaint_pages.one(request.asker, complaint_id, today())
    if what not in ACTS:
        raise Http404
    if request.method != "POST":
        return _render(request, shown, {})
    form_of, does = ACTS[what]
    form = form_of(request.POST, prefix=what)
    if form.is_valid():
        try:
            does(complaint_id, dict(form.cleaned_data), request.asker, now())
        except (Refused, NamesAPlace, NobodyToTell) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("contact:complaint", complaint_id)
    return _render(request, shown, {what: form})


def complain(request: AskedRequest, child_id: int) -> HttpResponse:
    """Write down a complaint, from a call or from a message that is one."""
    child = people.get_child(child_id, by=request.asker, to=P.CONTACT_ANSWER, on=today())
    message = _message(request, child.pk, today())
    form = forms.Complain(
        request.POST or None,
        today=today(),
        people=complaint_pages.complainants(child, today()),
        initial={"words": message["words"]} if message else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.complain(
                _told(child.pk, form.cleaned_data, message), by=request.asker, at=now()
            )
        except (Refused, NamesAPlace) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("contact:complaint", made.pk)
    about = frame(request.asker, child, "contact:child", today())
    context = {**about, "form": form, "has_errors": bool(form.errors), "message": message}
    return render(request, "contact/complain.html", context)


def _message(request: AskedRequest, child_id: int, on: date) -> Given | None:
    """Return the message a complaint grows out of: the one named, if it is about this child."""
    number = request.GET.get("message", "")
    if not number.isdecimal():
        return None
    found = queries.conversation(int(number), by=request.asker, on=on)
    if found.contact.child_id != child_id:
        raise Http404
    return {"id": found.contact.pk, "reference": found.row.reference, "words": found.said[0].words}


def _told(child_id: int, given: Given, message: Given | None) -> commands.Unhappy:
    who = given["who"]
    return commands.Unhappy(
        child_id=child_id,
        sort=Sort(given["sort"]),
        adult_id=int(who) if who.isdecimal() else None,
        words=given["words"],
        wants=given["wants"],
        received_date=given["received_date"],
        known_date=given["known_date"],
        contact_id=message["id"] if message else None,
        once=given["once"],
    )


def lessons(request: AskedRequest) -> HttpResponse:
    """Show what complaints taught, and what is still to be done."""
    check_post(request.asker, P.CONTACT_ANSWER)
    return render(request, "contact/lessons.html", complaint_pages.lessons(request.asker, today()))


@require_POST
def lesson_done(request: AskedRequest, learning_id: int) -> HttpResponse:
    """Say that what a complaint taught has been done."""
    done = commands.learning_done(learning_id, by=request.asker, at=now())
    return redirect("contact:complaint", done.complaint_id)
