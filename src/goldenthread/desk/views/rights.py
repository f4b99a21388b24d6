"""The desk's pages on a family's rights: each reads, makes one call in, and answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.queries import colleagues
from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.desk import rights_forms as forms
from goldenthread.desk import rights_page
from goldenthread.law.calendar import add_months
from goldenthread.people import commands, queries, rights
from goldenthread.people.commands import (
    CodeRefused,
    LinkFacts,
    NewCapacity,
    NewMandate,
    WrongLink,
    WrongRight,
)
from goldenthread.people.frame import frame
from goldenthread.people.models import AdultLink, Child
from goldenthread.people.rules import AccessAnswer, Decision, shown_code
from goldenthread.people.standing import rights_are_own

WRONG = (WrongLink, WrongRight, CodeRefused, queries.NamesAPlace)


def reach(request: AskedRequest, child_id: int) -> Child:
    """Return a child's record to those who work their case."""
    return queries.get_child(
        child_id, by=request.asker, to=Permission.CASE_CHANGE, on=today(), purpose="family-rights"
    )


def _link(child: Child, link_id: int) -> AdultLink:
    """:raises Http404: if the child has no such link now"""
    found = rights.link_of(child, link_id, on=today())
    if found is None:
        raise Http404
    return found


def _asked(
    request: AskedRequest, child: Child, title: str, form: Form, act: Callable[[], object],
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """Show one form about a child's family, or do what it asks and go back to the page of it."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except WRONG as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("desk:family", child.pk)
    context = {
        **frame(request.asker, child, rights_page.TAB, today()),
        "title": title,
        "form": form,
        "has_errors": bool(form.errors),
        "child_id": child.pk,
        "button": "Save",
        **more,
    }
    return render(request, "desk/family_form.html", context)


def family(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show who of a child's family sees what; end a mandate, or take a code back."""
    child = reach(request, child_id)
    errors = []
    if request.method == "POST":
        try:
            _end(request, child_id)
        except (WrongRight, ValueError) as problem:
            errors.append({"text": str(problem) if isinstance(problem, WrongRight) else GONE})
        else:
            return redirect("desk:family", child_id)
    found = rights.rights_of(child, at=now(), on=today())
    shown = rights_page.page(request.asker, child, found, today())
    context = {**shown, "errors": errors, "has_errors": bool(errors)}
    return render(request, "desk/family.html", context)


GONE = "That is not there any more. Look at the page again."


def _end(request: AskedRequest, child_id: int) -> None:
    """:raises WrongRight, ValueError: if there is no such thing to end"""
    number, by = int(request.POST.get("id", "")), request.asker
    if request.POST.get("act") == "end-mandate":
        commands.end_mandate(child_id=child_id, mandate_id=number, by=by, on=today())
    else:
        commands.cancel_code(child_id=child_id, code_id=number, by=by, at=now())


def adult(request: AskedRequest, child_id: int, link_id: int) -> HttpResponse:
    """Record anew what is separately true of one adult; lift what was restricted."""
    child = reach(request, child_id)
    link = _link(child, link_id)
    sent = request.POST if request.method == "POST" else None
    shown = set(forms.Facts.base_fields) - {"court_order"}  # who must know it knows it
    initial = {name: getattr(link, name) for name in shown}
    form = forms.Facts(sent, initial=initial, today=today())

    def act() -> None:
        write = commands.lift_link if link.restriction_reason else commands.change_link
        write(
            child_id=child_id, link_id=link_id, facts=LinkFacts(**form.facts(link.court_order)),
            by=request.asker, on=today(),
        )  # fmt: skip

    about = f"{link.adult.name}, {link.relationship}"
    note = "What they see is restricted. Saving lifts that: they then see what is said here."
    return _asked(
        request, child, about, form, act, ends=reverse("desk:family-end", args=[child_id, link_id]),
        note=note if link.restriction_reason else "What nobody has recorded as yes is not so.",
        button="Lift the restriction and save" if link.restriction_reason else "Save",
    )  # fmt: skip


def restrict(request: AskedRequest, child_id: int, link_id: int) -> HttpResponse:
    """Restrict what one adult is told, with a reason, an owner and a review (rule 12)."""
    child = reach(request, child_id)
    link = _link(child, link_id)
    by = request.asker
    owners = [(str(by.posts[0].id), f"{by.name} (you)"), *colleagues(by, on=today())]
    form = forms.Restrict(
        request.POST if request.method == "POST" else None,
        owners=owners, today=today(), latest=add_months(today(), settings.LOCATION_REVIEW_MONTHS),
    )  # fmt: skip

    def act() -> None:
        told = form.cleaned_data
        commands.restrict_link(
            child_id=child_id, link_id=link_id, reason=told["reason"], by=by,
            owner_post_id=told["owner"], on=today(), review_date=told["review"],
        )  # fmt: skip

    title = f"Restrict what {link.adult.name} sees"
    note = "They see no progress, no plan and no place from the next page on."
    return _asked(request, child, title, form, act, note=note, button="Restrict")


def code(request: AskedRequest, child_id: int, link_id: int) -> HttpResponse:
    """Send one adult a code by post: the letter is shown once, to be printed."""
    child = reach(request, child_id)
    link = _link(child, link_id)
    return _code(request, child, link, link.adult.name)


def own_code(request: AskedRequest, child_id: int) -> HttpResponse:
    """Send the child or young person a code for an account of their own."""
    child = reach(request, child_id)
    return _code(request, child, None, queries.display_name(child))


def _code(request: AskedRequest, child: Child, link: AdultLink | None, name: str) -> HttpResponse:
    """Show what is sent where, and make the letter; no restricted place is on it or on the page."""
    plain = ",".join(commands.posted_to(child, link))
    hand = commands.by_hand(child, link, by=request.asker, on=today())
    form = (forms.HandCode if hand else forms.SendCode)(
        request.POST if request.method == "POST" else None
    )
    context = {
        **frame(request.asker, child, rights_page.TAB, today()),
        "name": name,
        "address": [part.strip() for part in plain.split(",") if part.strip()],
        "nowhere": commands.nowhere(child, link),
        "hand": hand,
        "child_id": child.pk,
    }
    if request.method == "POST" and form.is_valid():
        try:
            made, letters = commands.issue_code(
                child_id=child.pk, link_id=link.pk if link else None, checked=form.words(),
                by=request.asker, at=now(),
            )  # fmt: skip
        except (CodeRefused, queries.NamesAPlace) as problem:
            form.add_error(None, str(problem))
        else:
            told = {"code": shown_code(letters), "until": made.ends_at.date()}
            site = request.build_absolute_uri("/start/")
            answer = render(request, "desk/family_code.html", {**context, **told, "site": site})
            answer.headers["Cache-Control"] = "no-store, private"
            return answer
    shown = {**context, "form": form, "has_errors": bool(form.errors)}
    return render(request, "desk/family_code.html", shown)


def mandate(request: AskedRequest, child_id: int) -> HttpResponse:
    """Record that somebody acts in a family's place until a day."""
    child = reach(request, child_id)
    givers = _adults(child)
    if rights_are_own(child, today()):
        givers = [("", "The young person"), *givers]
    form = forms.MandateGiven(
        request.POST if request.method == "POST" else None, givers=givers, today=today()
    )
    form.fields["given_by"].required = not rights_are_own(child, today())

    def act() -> None:
        told = form.cleaned_data
        giver = told.pop("given_by")
        new = NewMandate(given_by_adult_id=int(giver) if giver else None, **told)
        commands.give_mandate(child_id=child_id, told=new, by=request.asker, on=today())

    note = "It reaches no further than whoever gives it, and never shows where the child is."
    return _asked(request, child, "Somebody acts for the family", form, act, note=note)


def _adults(child: Child) -> list[tuple[str, str]]:
    links = queries.adults_of(child, on=today())
    return [(str(one.adult_id), f"{one.adult.name}, {one.relationship}") for one in links]


def capacity(request: AskedRequest, child_id: int) -> HttpResponse:
    """Record whether a young person could make one decision (rule 26)."""
    child = reach(request, child_id)
    form = forms.Capacity(
        request.POST if request.method == "POST" else None, adults=_adults(child), today=today()
    )

    def act() -> None:
        told = dict(form.cleaned_data)
        who = told.pop("representative")
        new = NewCapacity(
            **told | {"decision": Decision(told["decision"]), "able": told["able"] == "yes"},
            representative_id=int(who) if who else None,
        )
        commands.record_capacity(child_id=child_id, told=new, by=request.asker, on=today())

    note = "Capacity is judged for one decision on one day, after every help to decide it alone."
    return _asked(request, child, "Could they decide this?", form, act, note=note)


def answer(request: AskedRequest, child_id: int, link_id: int) -> HttpResponse:
    """Record what a young person told us of one adult (rule 25)."""
    child = reach(request, child_id)
    link = _link(child, link_id)
    form = forms.ParentsAccess(request.POST if request.method == "POST" else None)

    def act() -> None:
        told = form.cleaned_data
        commands.answer_for_parent(
            child_id=child_id, adult_id=link.adult_id, answer=AccessAnswer(told["answer"]),
            sections=told["sections"], by=request.asker, on=today(),
        )  # fmt: skip

    note = "Record this only if you heard it from the young person. They can say it here too."
    return _asked(request, child, f"What {link.adult.name} may see", form, act, note=note)


def asked(request: AskedRequest, child_id: int, request_id: int) -> HttpResponse:
    """Decide what a child asked of us about a parent, with reasons (rule 28)."""
    child = reach(request, child_id)
    found = rights.asked_of(child, request_id)
    if found is None:
        raise Http404
    if found.decided_date is not None and request.method != "POST":
        return redirect("desk:family", child_id)
    form = forms.DecideLimit(request.POST if request.method == "POST" else None)

    def act() -> None:
        told = form.cleaned_data
        commands.decide_limit(
            child_id=child_id, request_id=request_id, granted=told["granted"] == "yes",
            reasons=told["reasons"], by=request.asker, on=today(),
        )  # fmt: skip

    note = "Talk to the child first. Ask yourself whether they are safe. No parent learns of this."
    return _asked(
        request, child, "A child asks that a parent sees less", form, act, note=note,
        quote=found.words, button="Decide",
    )  # fmt: skip
