"""The public pages on which anybody asks for an assessment: no sign-in, plain steps, a receipt."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from goldenthread.access.rules import NotFound
from goldenthread.access.today import now, today
from goldenthread.assessment import asking_page as page
from goldenthread.assessment import commands
from goldenthread.assessment.forms.requests import STEPS


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Take somebody through the steps, show their answers, keep the request, give a receipt."""
    typed = page.typed(request.POST, today())
    if request.method != "POST":
        return _step(request, typed, page.NAMES[0])
    act = request.POST.get("act", "")
    if act == page.SEND:
        return _send(request, typed)
    if (name := act.removeprefix(page.GO)) in STEPS:
        return _step(request, typed, name)
    form = typed.form(typed.here)
    if not form.is_valid():
        return _wrong(request, typed, typed.here)
    done = typed.done(typed.here)
    following = next((name for name in page.NAMES if name not in done), None)
    if following is None:
        return _check(request, typed)
    return _step(request, typed, following, typed.here)


def _step(request: HttpRequest, typed: page.Typed, name: str, *more: str) -> HttpResponse:
    shown = page.step(typed, name, typed.blank(name), typed.done(*more))
    return render(request, "assessment/ask.html", shown)


def _wrong(
    request: HttpRequest, typed: page.Typed, name: str, problem: str = "", status: int = 200
) -> HttpResponse:
    form = typed.form(name)
    if problem:
        form.add_error(None, problem)
    shown = page.step(typed, name, form, typed.done())
    return render(request, "assessment/ask.html", shown, status=status)


def _check(request: HttpRequest, typed: page.Typed) -> HttpResponse:
    context = {"answers": page.answers(typed), "kept": typed.kept(), "done": page.NAMES}
    return render(request, "assessment/ask_check.html", context)


def _send(request: HttpRequest, typed: page.Typed) -> HttpResponse:
    wrong = typed.first_wrong()
    if wrong is not None:
        return _wrong(request, typed, wrong)
    area_id, asking = page.asking(typed)
    origin = get_adapter().get_client_ip(request)
    try:
        received = commands.ask_publicly(
            asking, area_id=area_id, key=typed.key, at=now(), origin=origin
        )
    except commands.TooMany as problem:
        return _wrong(request, typed, page.NAMES[-1], str(problem), status=429)
    except commands.PROBLEMS as problem:
        return _wrong(request, typed, page.NAMES[-1], str(problem))
    area = dict(typed.areas)[area_id]
    return render(request, "assessment/asked.html", page.receipt(received, area, today()))


@never_cache
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """Show once what was sent, to whoever holds the link; looking costs a press of a button."""
    if request.method != "POST":
        return render(request, "assessment/ask_copy.html", {"rows": None})
    try:
        found = commands.open_link(token, at=now())
    except NotFound:
        return render(request, "assessment/ask_copy.html", {"rows": None, "spent": True})
    return render(request, "assessment/ask_copy.html", {"rows": page.copy_of(found)})
