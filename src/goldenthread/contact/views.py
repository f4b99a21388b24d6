"""The pages of messages for those who answer: what waits, one conversation, a call written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.queries import colleagues
from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.access.today import now, today
from goldenthread.contact import commands, forms, pages, queries
from goldenthread.contact.rules import Channel, Kind, Refused
from goldenthread.letters.rules.forms import Way as FormWay
from goldenthread.people import queries as people
from goldenthread.people.frame import frame
from goldenthread.people.models import Child
from goldenthread.people.queries import NamesAPlace

P = Permission


def inbox(request: AskedRequest) -> HttpResponse:
    """Show what waits for an answer."""
    check_post(request.asker, P.CONTACT_ANSWER)
    shown = pages.inbox(request.asker, dict(request.GET.lists()), today())
    return render(request, "contact/inbox.html", shown)


def one(request: AskedRequest, contact_id: int) -> HttpResponse:
    """Show one conversation, with what can be done next."""
    shown = pages.one(request.asker, contact_id, today())
    return _render_one(request, shown, {})


def _render_one(
    request: AskedRequest, shown: dict[str, Any], given: dict[str, Any]
) -> HttpResponse:
    contact = shown["contact"]
    struggling = contact.urgent_at is not None and contact.triaged_at is None
    blank: dict[str, Any] = {
        "take_on": forms.TakeOn(prefix="take") if struggling else None,
        "answer": forms.Answer(
            prefix="answer",
            account=shown["account"],
            calls=shown["calls"],
            newest=shown["newest"],
        ),
        "form": forms.FormGiven(prefix="form", today=today()) if shown["owed"] else None,
        "note": forms.NoteDown(prefix="note"),
        "give": forms.Give(prefix="give", colleagues=shown["colleagues"]),
        "no_answer": forms.NoAnswer(prefix="none", newest=shown["newest"]),
        "match": forms.Match(prefix="match") if contact.child_id is None else None,
    }
    wrong = next((form for form in given.values() if form.errors), None)
    context = {**shown, "forms": {**blank, **given}, "wrong": wrong, "has_errors": bool(wrong)}
    return render(request, "contact/one.html", context)


Act = Callable[[AskedRequest, int, dict[str, Any]], object]


def _act(
    request: AskedRequest, contact_id: int, name: str, form: django_forms.Form, act: Act
) -> HttpResponse:
    """Do one thing to a conversation, or show it again with what was typed and why not."""
    if request.method == "POST" and form.is_valid():
        try:
            act(request, contact_id, form.cleaned_data)
        except (Refused, NamesAPlace) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("contact:one", contact_id)
    shown = pages.one(request.asker, contact_id, today())
    if isinstance(form, forms.Seen) and form.is_bound:
        form.show_newest(shown["newest"])
    return _render_one(request, shown, {name: form} if request.method == "POST" else {})


def reply(request: AskedRequest, contact_id: int) -> HttpResponse:
    """Answer a message."""

    def act(request: AskedRequest, contact_id: int, given: dict[str, Any]) -> object:
        return commands.reply(
            contact_id,
            words=given["words"],
            channel=Channel(given["channel"]),
            once=given["once"],
            seen=given["seen"],
            by=request.asker,
            at=now(),
        )

    form = forms.Answer(request.POST or None, prefix="answer")
    return _act(request, contact_id, "answer", form, act)


def form_given(request: AskedRequest, contact_id: int) -> HttpResponse:
    """Say how our answer was given in the form its reader needs."""

    def act(request: AskedRequest, contact_id: int, given: dict[str, Any]) -> object:
        return commands.give_form(
            contact_id, way=FormWay(given["way"]), on=given["on"], by=request.asker, at=now()
        )

    form = forms.FormGiven(request.POST or None, prefix="form", today=today())
    return _act(request, contact_id, "form", form, act)


def take_on(request: AskedRequest, contact_id: int) -> HttpResponse:
    """Take on a family that is struggling."""

    def act(request: AskedRequest, contact_id: int, given: dict[str, Any]) -> object:
        return commands.take_on(contact_id, **given, by=request.asker, at=now())

    form = forms.TakeOn(request.POST or None, prefix="take")
    return _act(request, contact_id, "take_on", form, act)


def struggling(request: AskedRequest, contact_id: int) -> HttpResponse:
    """Say of a message that its family is struggling."""

    def act(request: AskedRequest, contact_id: int, given: dict[str, Any]) -> object:
        return commands.struggling(contact_id, by=request.asker, at=now())

    form = django_forms.Form(request.POST, prefix="struggling")
    return _act(request, contact_id, "struggling", form, act)


def note(request: AskedRequest, contact_id: int) -> HttpResponse:
    """Write a note for colleagues."""

    def act(request: AskedRequest, contact_id: int, given: dict[str, Any]) -> object:
        return commands.note(contact_id, **given, by=request.asker, at=now())

    form = forms.NoteDown(request.POST or None, prefix="note")
    return _act(request, contact_id, "note", form, act)


def give(request: AskedRequest, contact_id: int) -> HttpResponse:
    """Give a message to a colleague."""

    def act(request: AskedRequest, contact_id: int, given: dict[str, Any]) -> object:
        return commands.give(contact_id, post_id=given["post"], by=request.asker, at=now())

    form = forms.Give(
        request.POST or None, prefix="give", colleagues=colleagues(request.asker, on=today())
    )
    return _act(request, contact_id, "give", form, act)


def close(request: AskedRequest, contact_id: int) -> HttpResponse:
    """Close a message that needs no answer."""

    def act(request: AskedRequest, contact_id: int, given: dict[str, Any]) -> object:
        return commands.close(contact_id, **given, by=request.asker, at=now())

    form = forms.NoAnswer(request.POST or None, prefix="none")
    return _act(request, contact_id, "no_answer", form, act)


def match(request: AskedRequest, contact_id: int) -> HttpResponse:
    """Match a message to a child."""

    def act(request: AskedRequest, contact_id: int, given: dict[str, Any]) -> object:
        area = queries.conversation(contact_id, by=request.asker, on=today()).contact.area_id
        child = people.child_numbered(given["local_id"], area_id=area, by=request.asker, on=today())
        if child is None:
            raise Refused("No child here has that number. Look it up under Find a child.")
        return commands.match(contact_id, child_id=child, by=request.asker, at=now())

    form = forms.Match(request.POST or None, prefix="match")
    return _act(request, contact_id, "match", form, act)


# One child


def _child(request: AskedRequest, child_id: int) -> Child:
    return people.get_child(child_id, by=request.asker, to=P.CONTACT_ANSWER, on=today())


def of_child(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show a child's conversations."""
    child = _child(request, child_id)
    shown = pages.of_child(request.asker, child, dict(request.GET.lists()), today())
    about = frame(request.asker, child, "contact:child", today())
    return render(request, "contact/child.html", {**about, **shown, "child_id": child.pk})


def call(request: AskedRequest, child_id: int) -> HttpResponse:
    """Write down a call, letter or meeting, with the answer if it was given at once."""
    child = _child(request, child_id)
    form = forms.Call(request.POST or None, today=today())
    if request.method == "POST" and form.is_valid():
        try:
            made = _written_down(request, child, form.cleaned_data)
        except (Refused, NamesAPlace) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("contact:one", made)
    about = frame(request.asker, child, "contact:child", today())
    context = {**about, "form": form, "has_errors": bool(form.errors)}
    return render(request, "contact/call.html", context)


def _written_down(request: AskedRequest, child: Child, given: dict[str, Any]) -> int:
    told = commands.Incoming(
        area_id=child.area_id,
        child_id=child.pk,
        channel=Channel(given["channel"]),
        kind=Kind(given["kind"]),
        words=given["words"],
        received_date=given["received_date"],
        sender_name=given["sender_name"],
        once=given["once"],
    )
    made = commands.receive(told, by=request.asker, at=now())
    if given["answered"].strip():
        commands.reply(
            made.pk,
            words=given["answered"],
            channel=Channel(given["channel"]),
            once=f"{given['once']}-answer",
            by=request.asker,
            at=now(),
        )
    return made.pk


# Who hears nothing


def gaps(request: AskedRequest) -> HttpResponse:
    """List the children who have no owner, no next step, or have heard nothing for 90 days."""
    check_post(request.asker, P.CONTACT_ANSWER)
    shown = pages.gaps(request.asker, dict(request.GET.lists()), today())
    return render(request, "contact/gaps.html", shown)


def explain(request: AskedRequest, child_id: int) -> HttpResponse:
    """Say why a child on that list is rightly there for now."""
    child = _child(request, child_id)
    form = forms.Explain(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.explain(child_id=child.pk, **form.cleaned_data, by=request.asker, at=now())
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("contact:gaps")
    about = frame(request.asker, child, "contact:child", today())
    context = {**about, "child_id": child.pk, "form": form, "has_errors": bool(form.errors)}
    return render(request, "contact/explain.html", context)


def explain_several(request: AskedRequest) -> HttpResponse:
    """Say why some children of one page of that list are rightly there, for one cause."""
    check_post(request.asker, P.CONTACT_ANSWER)
    given = dict(request.GET.lists())
    page = pages.gaps_to_explain(request.asker, given, today())
    form = forms.ExplainSeveral(request.POST or None, shown=page["shown"])
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            done = commands.explain_several(
                told["children"],
                reason=told["reason"],
                until=told["until"],
                by=request.asker,
                at=now(),
            )
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            list_of = reverse("contact:gaps")
            return redirect(f"{list_of}?show={page['show']}&explained={done}")
    context = {**page, "form": form, "has_errors": bool(form.errors)}
    return render(request, "contact/explain_several.html", context)


def promises(request: AskedRequest) -> HttpResponse:
    """Show how soon each kind of message is answered; who manages the team sets it."""
    check_post(request.asker, P.CONTACT_ANSWER)
    shown = pages.promises(request.asker, today())
    form = forms.Promise(request.POST or None, areas=shown["areas"], today=today())
    if request.method == "POST":
        check_post(request.asker, P.CONTACT_PROMISE)
        if form.is_valid() and _promised(request, form):
            return redirect("contact:promises")
    context = {**shown, "form": form, "has_errors": bool(form.errors)}
    return render(request, "contact/promises.html", context)


def _promised(request: AskedRequest, form: forms.Promise) -> bool:
    given = form.cleaned_data
    try:
        commands.set_promise(
            area_id=given["area"],
            kind=Kind(given["kind"]),
            working_days=given["working_days"],
            from_date=given["from_date"],
            by=request.asker,
            today=today(),
        )
    except Refused as problem:
        form.add_error(None, str(problem))
        return False
    return True


def answering(request: AskedRequest) -> HttpResponse:
    """Show how each team answered, in true counts, to those inside casework."""
    check_post(request.asker, P.CONTACT_ANSWER)
    shown = {"rows": pages.answering(request.asker, today())}
    return render(request, "contact/answering.html", shown)


def team(request: AskedRequest, team_id: int) -> HttpResponse:
    """Show how one team answers, in true counts, to those inside casework."""
    check_post(request.asker, P.CONTACT_ANSWER)
    shown = pages.team(request.asker, team_id, today())
    return render(request, "contact/team.html", shown)
