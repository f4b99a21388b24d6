"""A family's own letters: to read here, as large and in the form they need, and to keep as PDF."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.documents import web
from goldenthread.documents.pdf import to_pdf
from goldenthread.family.look import in_their_look
from goldenthread.letters import queries
from goldenthread.letters.commands import mark_seen
from goldenthread.letters.queries.reading import OwnLetter
from goldenthread.people import queries as people
from goldenthread.ui.languages import is_english

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_GET
@in_their_look
def letters(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show the letters that went to whoever asks, the newest first."""
    child = people.get_child(child_id, by=request.asker, to=Permission.FAMILY_VIEW, on=today())
    if child.standing.restricted:
        return redirect("family:where", child_id)
    shown = {
        "rows": [_row(each) for each in queries.own_letters(child, by=request.asker)],
        "back": {"text": "Where are we?", "href": reverse("family:where", args=[child_id])},
    }
    return render(request, "family/letters.html", shown)


def _row(each: OwnLetter) -> dict[str, Any]:
    return {
        "title": each.title,
        "href": reverse("family:letter", args=[each.copy.pk]),
        "day": timezone.localdate(each.copy.letter.made_at),
        "new": each.copy.seen_at is None,
    }


@require_GET
@in_their_look
def letter(request: AskedRequest, copy_id: int) -> HttpResponse:
    """Show one letter; that its reader has seen it is kept."""
    found = queries.own_letter(copy_id, by=request.asker, on=today())
    if found.copy.seen_at is None:
        mark_seen(found.copy, by=request.asker, at=now())
    shown = {
        "title": found.title,
        "owed": found.owed,
        "written_in": found.document.language,
        "foreign": found.document.language.startswith("en") and not is_english(),
        # Every word in it was escaped by the renderer.
        "body": mark_safe(web.body(found.document, lowered=1)),
        "pdf": reverse("family:letter-pdf", args=[copy_id]),
        "back": {
            "text": "Your letters",
            "href": reverse("family:letters", args=[found.copy.child_id]),
        },
    }
    return render(request, "family/letter.html", shown)


@require_GET
def letter_pdf(request: AskedRequest, copy_id: int) -> HttpResponse:
    """Send one letter as PDF, in large print where that is recorded."""
    found = queries.own_letter(copy_id, by=request.asker, on=today())
    drawn = to_pdf(found.document, large_print=found.large_print)
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="letter-{copy_id}.pdf"'
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    return answer
