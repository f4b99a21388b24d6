"""Files in: send one, look at what it says, load it, take it back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotAllowed, NotFound, Permission, check_post
from goldenthread.access.today import now, today
from goldenthread.exchange import forms, queries, shown
from goldenthread.exchange.commands import LoadRefused, UndoRefused, asked, previews
from goldenthread.exchange.models import WAITING, Load, LoadKind, LoadState
from goldenthread.ui import paging


def loads(request: AskedRequest) -> HttpResponse:
    """List what has been loaded, the newest first."""
    queries.check_may_see(request.asker)
    context = shown.list_page(request.asker, request.GET.dict())
    return render(request, "exchange/loads.html", context)


def send(request: AskedRequest) -> HttpResponse:
    """Take a file in, to be looked into; nothing is loaded yet."""
    check_post(request.asker, Permission.FILES_LOAD)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.SendFile(*sent, areas=shown.areas_of(request.asker), today=today())
    if request.method == "POST" and form.is_valid():
        try:
            load = _receive(request, form)
        except LoadRefused as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("exchange:load", load.pk)
    context = {"form": form, "has_errors": bool(form.errors)}
    return render(request, "exchange/send.html", context)


def _receive(request: AskedRequest, form: forms.SendFile) -> Load:
    given = form.cleaned_data
    return previews.receive_file(
        chunks=given["file"].chunks(),
        name=given["file"].name,
        kind=given["kind"],
        area_id=given["area"],
        as_of=given["as_of"],
        by=request.asker,
        at=now(),
    )


def load(request: AskedRequest, load_id: int) -> HttpResponse:
    """Show one load: what the file says before it is loaded, or what was done with it."""
    queries.check_may_see(request.asker)
    found = queries.get_load(load_id, by=request.asker)
    context = shown.load_page(found, request.asker, now())
    if found.state in WAITING:
        return render(request, "exchange/under_way.html", context)
    if found.state != LoadState.PREVIEWED or context["over"]:
        return render(request, "exchange/load.html", context)
    if found.refusal:
        return _refused(request, found, found.refusal)
    return _preview(request, found)


def _refused(request: AskedRequest, found: Load, refusal: dict[str, Any]) -> HttpResponse:
    faults = refusal.get("faults", [])
    context = {
        "load": found,
        "errors": [{"text": refusal["message"]}],
        "faults": shown.fault_rows(faults),
        "more": max(0, refusal.get("of", 0) - len(faults)),
        "has_errors": True,
    }
    return render(request, "exchange/refused.html", context)


def _preview(request: AskedRequest, found: Load) -> HttpResponse:
    try:
        found = previews.look_into(found, by=request.asker, at=now())
    except NotAllowed as problem:
        return render(request, "exchange/waiting.html", {"load": found, "why": str(problem)})
    except LoadRefused as problem:
        context = {"load": found, "errors": [{"text": str(problem)}], "has_errors": True}
        return render(request, "exchange/refused.html", context)
    faults = previews.faults_of(found)
    form = forms.FaultFilter(request.GET, rules=sorted({str(each["rule"]) for each in faults}))
    severity, rule = form.chosen("severity"), form.chosen("rule")
    some = shown.narrowed(faults, severity, rule)
    pages = paging.paginate(len(some), request.GET.dict())
    context = {
        **shown.load_page(found, request.asker, now()),
        "form": form,
        "applied": [{"text": word, "href": "?"} for word in (severity, rule) if word],
        "counts": found.report["counts"],
        "faults": shown.fault_rows(some[pages.offset : pages.offset + paging.SIZE]),
        "paging": pages,
        "not_checked": found.report.get("not_checked", []),
    }
    return render(request, "exchange/preview.html", context)


def confirm(request: AskedRequest, load_id: int) -> HttpResponse:
    """Say what loading the file will make and start; by POST, load it."""
    queries.check_may_see(request.asker)
    found = queries.get_load(load_id, by=request.asker)
    if request.method == "POST":
        return _commit(request, found)
    if found.state != LoadState.PREVIEWED or not found.report:
        return redirect("exchange:load", found.pk)
    context = {
        **shown.load_page(found, request.asker, now()),
        "tells": shown.tells(found),
        "starts": shown.starts(found),
        "is_settings": found.kind == LoadKind.SETTINGS,
    }
    return render(request, "exchange/confirm.html", context)


def _commit(request: AskedRequest, found: Load) -> HttpResponse:
    try:
        load = asked.ask_to_load(found.pk, by=request.asker, at=now())
    except LoadRefused as problem:
        return _refused(request, found, {"message": str(problem)})
    return redirect("exchange:load", load.pk)


@require_POST
def discard(request: AskedRequest, load_id: int) -> HttpResponse:
    """Let a preview go."""
    queries.check_may_see(request.asker)
    previews.discard_preview(load_id, by=request.asker)
    return redirect("exchange:loads")


def undo(request: AskedRequest, load_id: int) -> HttpResponse:
    """Ask whether a load is to be taken back; by POST, take it back."""
    queries.check_may_see(request.asker)
    found = queries.get_load(load_id, by=request.asker)
    if found.state == LoadState.PREVIEWED:
        raise NotFound("Nothing has been loaded from it.")
    context = shown.load_page(found, request.asker, now())
    if request.method == "POST":
        try:
            asked.ask_to_undo(found.pk, by=request.asker, at=now())
        except UndoRefused as problem:
            context |= {"errors": [{"text": str(problem)}], "has_errors": True}
        else:
            return redirect("exchange:load", found.pk)
    return render(request, "exchange/undo.html", context)
