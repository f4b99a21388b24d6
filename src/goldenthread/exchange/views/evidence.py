"""Evidence for an inspection: the room, its lists, its sample, what leaves it and who looked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.step_up import signed_in_at
from goldenthread.access.today import now, today
from goldenthread.exchange import forms, queries
from goldenthread.exchange import shown_evidence as shown
from goldenthread.exchange.commands import evidence as commands

P = Permission
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rooms(request: AskedRequest) -> HttpResponse:
    """List the evidence rooms; by POST, open one."""
    queries.check_may_see_evidence(request.asker)
    areas = shown.areas_to_prepare(request.asker)
    form = forms.OpenRoom(
        request.POST if request.method == "POST" else None, areas=areas, today=today()
    )
    if request.method == "POST" and areas and form.is_valid():
        given = form.cleaned_data
        try:
            made = commands.open_room(
                given["area"],
                title=given["title"],
                as_of=given["as_of"] or today(),
                seed=given["seed"],
                size=given["size"],
                by=request.asker,
                at=now(),
            )
        except commands.EvidenceRefused as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("exchange:evidence", made.pk)
    context = {
        "rows": shown.room_rows(queries.rooms(request.asker)[:50]),
        "form": form if areas else None,
        "has_errors": bool(form.errors),
    }
    return render(request, "exchange/evidence_rooms.html", context)


def room(request: AskedRequest, room_id: int) -> HttpResponse:
    """Show what stands in an evidence room; by POST, ask to take its lists out."""
    found = queries.get_room(room_id, by=request.asker)
    form = forms.AskForExport(request.POST if request.method == "POST" else None)
    again = False
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.ask_for_export(
                found.pk,
                reason=form.cleaned_data["reason"],
                signed_in_at=signed_in_at(request),
                by=request.asker,
                at=now(),
            )
        except commands.EvidenceRefused as problem:
            again = isinstance(problem, commands.SignInAgain)
            form.add_error("reason", str(problem))
        else:
            return redirect("exchange:export", made.pk)
    if request.method == "GET":
        commands.looked(found, by=request.asker, at=now())
    context = shown.room_page(found, request.asker, now())
    context |= {"form": form, "has_errors": bool(form.errors), "again": _again(request, again)}
    return render(request, "exchange/evidence_room.html", context)


def _again(request: AskedRequest, wanted: bool) -> str:
    """Return where to sign in again and come back; empty when that is not needed."""
    return f"{reverse('account_reauthenticate')}?next={request.path}" if wanted else ""


def lists(request: AskedRequest, room_id: int) -> HttpResponse:
    """Check the lists by the inspectors' rules: counts only, no child."""
    found = queries.get_room(room_id, by=request.asker)
    queries.check_prepares(request.asker, found.area_id)
    return render(request, "exchange/evidence_lists.html", shown.lists_page(found, request.asker))


def log(request: AskedRequest, room_id: int) -> HttpResponse:
    """Show who did what in an evidence room."""
    found = queries.get_room(room_id, by=request.asker)
    context = shown.log_page(found, dict(request.GET.lists()))
    return render(request, "exchange/evidence_log.html", context)


def pack(request: AskedRequest, room_id: int, place: int) -> HttpResponse:
    """Give the tracking pack of one sampled child."""
    taken = commands.take_pack(room_id, place, by=request.asker, on=today(), at=now())
    return _given(taken, "application/pdf")


def export(request: AskedRequest, export_id: int) -> HttpResponse:
    """Show one bulk export and where it stands."""
    return _export(request, export_id)


def _export(
    request: AskedRequest, export_id: int, problem: Exception | None = None
) -> HttpResponse:
    found = queries.get_export(export_id, by=request.asker)
    context = shown.export_page(found, request.asker, now())
    context |= {
        "errors": [{"text": str(problem)}] if problem else [],
        "has_errors": problem is not None,
        "again": _again(request, isinstance(problem, commands.SignInAgain)),
    }
    return render(request, "exchange/export.html", context)


@require_POST
def decide(request: AskedRequest, export_id: int) -> HttpResponse:
    """Let an export go, or not."""
    try:
        commands.decide_export(
            export_id,
            approved=request.POST.get("decision") == "approve",
            by=request.asker,
            at=now(),
        )
    except commands.EvidenceRefused as problem:
        return _export(request, export_id, problem)
    return redirect("exchange:export", export_id)


@require_POST
def take(request: AskedRequest, export_id: int) -> HttpResponse:
    """Give the lists to the one who asked for them."""
    try:
        taken = commands.take_export(
            export_id, signed_in_at=signed_in_at(request), by=request.asker, at=now()
        )
    except commands.EvidenceRefused as problem:
        return _export(request, export_id, problem)
    return _given(taken, XLSX)


def _given(taken: commands.Taken, kind: str) -> HttpResponse:
    answer = HttpResponse(taken.content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
