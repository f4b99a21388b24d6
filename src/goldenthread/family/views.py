"""The family's pages: each reads the request, makes one call in, and turns the answer to a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotAllowed, Permission
from goldenthread.access.today import today
from goldenthread.family import forms, pages
from goldenthread.family.look import Look, choose, in_their_look
from goldenthread.people import queries as people
from goldenthread.people.models import Child

P = Permission
NOT_YOURS = "This account has no child linked to it yet."


def reach(request: AskedRequest, child_id: int, to: Permission = P.FAMILY_VIEW) -> Child:
    """Return a child's record to their own family, and write down that they looked."""
    return people.get_child(child_id, by=request.asker, to=to, on=today())


def _check_family(request: AskedRequest) -> None:
    """:raises NotAllowed: to somebody who is nobody's family here"""
    if not request.asker.own_children:
        raise NotAllowed(NOT_YOURS)


@in_their_look
def home(request: AskedRequest) -> HttpResponse:
    """Show every child of this family; go straight to the only one."""
    _check_family(request)
    shown = pages.home(request.asker, today())
    if len(shown["rows"]) == 1 and not shown["rows"][0]["quiet"]:
        return redirect(shown["rows"][0]["href"])
    return render(request, "family/home.html", shown)


@in_their_look
def where(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show where one child stands: what is late first."""
    child = reach(request, child_id)
    return render(request, "family/where.html", pages.where(request.asker, child, today()))


@in_their_look
def unhappy(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show how to complain, to mediate and to appeal, and by when."""
    child = reach(request, child_id)
    if child.standing.restricted:
        return redirect("family:where", child_id)
    shown = pages.unhappy(request.asker, child, today())
    back = {"text": "Where are we?", "href": reverse("family:where", args=[child_id])}
    return render(request, "family/unhappy.html", {**shown, "back": back})


@in_their_look
def look(request: AskedRequest) -> HttpResponse:
    """Choose a language, and large print."""
    _check_family(request)
    now_shown: Look = request.look  # type: ignore[attr-defined]  # set by in_their_look
    form = forms.HowToDraw(
        request.POST if request.method == "POST" else None,
        initial={"language": now_shown.language, "large": now_shown.large},
    )
    if request.method == "POST" and form.is_valid():
        choose(request, Look(**form.cleaned_data))
        return redirect("family:look")
    context = {
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "family/look.html", context)
