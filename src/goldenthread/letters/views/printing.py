"""The print room's pages: take a batch, download it, say that it was posted or came back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotFound
from goldenthread.access.today import now, today
from goldenthread.letters import forms
from goldenthread.letters.commands import printing as commands
from goldenthread.letters.models import Handover
from goldenthread.letters.queries import printing as queries
from goldenthread.letters.queries.reading import title_of
from goldenthread.people import queries as people
from goldenthread.ui.paging import paginate, wanted
from goldenthread.ui.words import plain_date, short_date


@require_GET
def room(request: AskedRequest) -> HttpResponse:
    """Show what waits to be printed, and the batches that were taken."""
    return _room(request)


def _room(request: AskedRequest, problem: str = "") -> HttpResponse:
    found = queries.print_room(by=request.asker, on=today(), page=wanted(request.GET))
    names = people.named(request.asker, {each.child_id for each in found.returned})
    told = {
        "waiting": found.waiting,
        "oldest": timezone.localdate(found.oldest) if found.oldest else None,
        "most": commands.MOST,
        "returned": [_line(each, names) for each in found.returned],
        "rows": [
            [
                {"text": each.name, "href": reverse("letters:print-batch", args=[each.name]),
                 "header": True},
                str(each.letters),
                short_date(timezone.localdate(each.since)),
                short_date(each.posted) if each.posted else "Not yet",
            ]
            for each in found.batches
        ],
        "paging": paginate(found.total, request.GET),
        "problem": problem,
        "has_errors": bool(problem),
    }  # fmt: skip
    return render(request, "letters/print.html", told)


@require_POST
def take(request: AskedRequest) -> HttpResponse:
    """Take what has gathered as one batch."""
    try:
        name = commands.take_batch(by=request.asker, at=now())
    except commands.WrongPrint as problem:
        return _room(request, str(problem))
    return redirect("letters:print-batch", name)


@require_GET
def batch(request: AskedRequest, name: str) -> HttpResponse:
    """Show the letters of one batch, and what became of it."""
    return _batch(request, name, forms.Posted(today=today()))


def _batch(request: AskedRequest, name: str, form: forms.Posted, problem: str = "") -> HttpResponse:
    rows, total = queries.batch_rows(name, by=request.asker, on=today(), page=wanted(request.GET))
    if not total:
        raise NotFound("No such batch.")
    names = people.named(request.asker, {row.child_id for row in rows})
    posted = rows[0].posted_date if rows else None
    told = {
        "name": name,
        "total": total,
        "posted": posted,
        "letters": [_line(row, names) for row in rows],
        "posted_words": plain_date(posted) if posted else "",
        "why": [(each.value, words) for each, words in commands.RETURNED_WORDS.items()],
        "form": form,
        "problem": problem,
        "has_errors": bool(problem or form.errors),
        "paging": paginate(total, request.GET),
    }
    return render(request, "letters/print_batch.html", told)


def _line(row: Handover, names: Mapping[int, people.NamedChild]) -> dict[str, Any]:
    """Return what a list says of one letter."""
    return {
        "id": row.pk,
        "title": title_of(row.copy.letter.kind),
        "reader": row.copy.name,
        "child": names[row.child_id].name if row.child_id in names else "Sealed record",
        "href": reverse("letters:letter", args=[row.copy.letter_id]),
        "problem": row.problem,
        "came_back": row.came_back,
    }


@require_GET
def pdf(request: AskedRequest, name: str) -> HttpResponse:
    """Send a batch as one PDF."""
    try:
        content = commands.batch_pdf(name, by=request.asker, on=today())
    except commands.WrongPrint as problem:
        return _batch(request, name, forms.Posted(today=today()), str(problem))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="letters-{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_POST
def posted(request: AskedRequest, name: str) -> HttpResponse:
    """Say on which day a batch was posted."""
    form = forms.Posted(request.POST, today=today())
    if form.is_valid():
        day = form.cleaned_data["posted"]
        try:
            commands.say_posted(name, posted=day, by=request.asker, at=now())
        except commands.WrongPrint as problem:
            form.add_error("posted", str(problem))
        else:
            return redirect("letters:print-batch", name)
    return _batch(request, name, form)


@require_POST
def came_back(request: AskedRequest, handover_id: int) -> HttpResponse:
    """Say that one letter came back; it waits for a person on the print room's page."""
    why = request.POST.get("why", "")
    name = request.POST.get("batch", "")
    wrong = forms.Posted(today=today())
    if why not in set(commands.Returned):
        return _batch(request, name, wrong, "Select why the letter came back.")
    try:
        reason = commands.Returned(why)
        commands.say_returned(handover_id, why=reason, by=request.asker, at=now())
    except commands.WrongPrint as problem:
        return _batch(request, name, wrong, str(problem))
    return redirect("letters:print")


@require_POST
def again(request: AskedRequest, handover_id: int) -> HttpResponse:
    """Print a letter that came back anew, to where its reader is now."""
    try:
        commands.print_again(handover_id, by=request.asker, at=now())
    except commands.WrongPrint as problem:
        return _room(request, str(problem))
    return redirect("letters:print")
