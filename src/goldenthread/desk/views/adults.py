"""The desk's pages on who is in a child's life: adding an adult, and ending what ties them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import today
from goldenthread.desk import adding_page, rights_page
from goldenthread.desk import rights_forms as forms
from goldenthread.people import commands, queries, rights
from goldenthread.people.commands import LinkFacts, WrongLink
from goldenthread.people.frame import frame
from goldenthread.people.known import KnownAdult, known_adults
from goldenthread.people.models import Child
from goldenthread.ui import answers
from goldenthread.ui.answers import Step

WRONG = (WrongLink, queries.NamesAPlace)


def _reach(request: AskedRequest, child_id: int) -> Child:
    return queries.get_child(
        child_id, by=request.asker, to=Permission.CASE_CHANGE, on=today(), purpose="family-rights"
    )


def add(request: AskedRequest, child_id: int) -> HttpResponse:
    """Add an adult: who they are, what shows it, whether we know them, and what they would see."""
    child = _reach(request, child_id)
    sent = request.POST if request.method == "POST" else None
    form = forms.AddAdult(sent, today=today())
    step = answers.step(request)
    if step in (Step.CHECK, Step.DO) and form.is_valid():
        if step is Step.DO and _done(child, form):
            return redirect("desk:family", child_id)
        known = _known(request, child, form)
        who = forms.WhoIsIt(sent if step is Step.DO else None, known=known)
        if step is Step.CHECK or not who.is_valid():
            return _check(request, child, form, who)
        try:
            _link(request, child, form, who.adult_id())
        except WRONG as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("desk:family", child_id)
    context = {
        **frame(request.asker, child, rights_page.TAB, today()),
        "title": "Add an adult",
        "form": form,
        "has_errors": step is not Step.FILL and bool(form.errors),
        "child_id": child.pk,
        "button": "Check what they would see",
        "note": adding_page.note(child),
    }
    return render(request, "desk/family_form.html", context)


def _done(child: Child, form: forms.AddAdult) -> bool:
    """Say whether the same form was sent a moment ago: whom it made is not to be asked about."""
    told, facts = form.cleaned_data, LinkFacts(**form.facts())
    made = commands.linked_today(
        child, relationship=told["relationship"], facts=facts, name=told["name"], on=today()
    )
    return made is not None


def _known(request: AskedRequest, child: Child, form: forms.AddAdult) -> tuple[KnownAdult, ...]:
    told = form.cleaned_data
    return known_adults(
        child, by=request.asker, name=told["name"], email=told["email"], phone=told["phone"],
        on=today(),
    )  # fmt: skip


def _check(
    request: AskedRequest, child: Child, form: forms.AddAdult, who: forms.WhoIsIt
) -> HttpResponse:
    context = {
        **frame(request.asker, child, rights_page.TAB, today()),
        **adding_page.check(child, form, today()),
        "form": who,
        "has_errors": bool(who.errors),
        "kept": [each for each in answers.kept(request) if each[0] != "person"],
    }
    return render(request, "desk/family_add_check.html", context)


def _link(request: AskedRequest, child: Child, form: forms.AddAdult, adult_id: int | None) -> None:
    """:raises WrongLink, NamesAPlace: if it cannot be recorded so"""
    by = request.asker
    commands.link_adult(
        child_id=child.pk,
        relationship=form.cleaned_data["relationship"],
        facts=LinkFacts(**form.facts()),
        adult_id=adult_id,
        name=form.cleaned_data["name"],
        contacts={} if adult_id is not None else form.contacts(),
        checked_by_post_id=by.posts[0].id if by.posts else None,
        once=True,
        by=by,
        on=today(),
    )


def end(request: AskedRequest, child_id: int, link_id: int) -> HttpResponse:
    """End what ties an adult to a child, on a last day; the page says what stops and when."""
    child = _reach(request, child_id)
    link = rights.link_of(child, link_id, on=today())
    if link is None or link.to_date is not None:
        if rights.ended_link_of(child, link_id, on=today()) is None:
            raise Http404
        return redirect("desk:family", child_id)  # ended already: the form was sent twice
    sent = request.POST if request.method == "POST" else None
    form = forms.EndLink(sent, today=today(), first=link.from_date)
    if sent is not None and form.is_valid():
        commands.end_link(
            child_id=child_id, link_id=link_id, by=request.asker, on=today(),
            last_day=form.cleaned_data["last_day"],
        )  # fmt: skip
        return redirect("desk:family", child_id)
    context = {
        **frame(request.asker, child, rights_page.TAB, today()),
        "form": form,
        "has_errors": bool(form.errors),
        "child_id": child.pk,
        "whom": f"{link.adult.name}, {link.relationship}",
        "restrict": reverse("desk:family-restrict", args=[child_id, link_id]),
    }
    return render(request, "desk/family_end.html", context)
