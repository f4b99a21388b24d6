"""A manager's pages of the team's work: caseloads, leave, and moving cases."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access import commands as access
from goldenthread.access.models import Post
from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.access.today import now, today
from goldenthread.desk import team_page
from goldenthread.desk.moving import CaseName, WrongMove, move_cases, read_case
from goldenthread.desk.team_forms import Leave


def caseloads(request: AskedRequest) -> HttpResponse:
    """Show who holds how much, who is away, and what falls due while they are."""
    check_post(request.asker, Permission.WORK_ALLOCATE)
    return render(request, "desk/team_work.html", team_page.page(request.asker, today()))


def caseload(request: AskedRequest, whose: str) -> HttpResponse:
    """Show one officer's cases; move some, or record that they are away."""
    by, act = request.asker, request.POST.get("act", "")
    check_post(by, Permission.WORK_ALLOCATE)
    chosen = [found for each in request.POST.getlist("case") if (found := read_case(each))]
    shown = team_page.one(by, whose, dict(request.GET.lists()), today(), chosen)
    if shown is None:
        raise Http404
    to = request.POST.get("to", "")
    leave = Leave(None, others=_others(shown))
    shown |= {"problem": "", "to": to, "moved": _moved(request), "leave": leave}
    if act == "leave" and shown["who"]:
        return _leave(request, whose, shown)
    if act == "move":
        try:
            return _move(request, whose, chosen, to)
        except WrongMove as problem:
            shown["problem"] = str(problem)
    return render(request, "desk/caseload.html", shown)


def _move(request: AskedRequest, whose: str, chosen: list[CaseName], to: str) -> HttpResponse:
    if not chosen:
        raise WrongMove("Select at least one case.")
    if not to.isdecimal():
        raise WrongMove("Choose who gets the cases.")
    went, stayed = move_cases(chosen, to_post=int(to), by=request.asker, at=now())
    return redirect(f"{reverse('desk:caseload', args=[whose])}?moved={went}&stayed={stayed}")


COVERED = (
    "Recorded. Whoever covers has this work on their list on those days. Without cover, move what "
    "is marked below to somebody here."
)


def _moved(request: AskedRequest) -> str:
    went, stayed = request.GET.get("moved", ""), request.GET.get("stayed", "")
    if "away" in request.GET:
        return COVERED
    if not (went.isdecimal() and stayed.isdecimal()):
        return ""
    said = f"{int(went)} moved."
    return f"{said} {int(stayed)} stayed: theirs already, or closed since." if int(stayed) else said


def _others(shown: dict[str, Any]) -> list[tuple[int, str]]:
    """Return who may cover for somebody: the others of the team."""
    return [(post, name) for post, name, _, _ in shown["others"]]


def _leave(request: AskedRequest, whose: str, shown: dict[str, Any]) -> HttpResponse:
    form = Leave(request.POST, others=_others(shown))
    if form.is_valid():
        said = form.cleaned_data
        posts = Post.objects.in_bulk([shown["who"].post_id, int(said["cover"] or 0)])
        try:
            access.record_absence(
                post=posts[shown["who"].post_id],
                cover=posts.get(int(said["cover"] or 0)),
                from_date=said["from_date"],
                to_date=said["to_date"],
                by=request.asker,
            )
        except access.WrongPost as problem:
            form.add_error(None, str(problem))
        else:
            return redirect(f"{reverse('desk:caseload', args=[whose])}?away")
    return render(
        request, "desk/caseload.html", {**shown, "leave": form, "has_errors": bool(form.errors)}
    )
