"""The pages of letters: each reads the request, makes one call in, and answers with a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.documents import web
from goldenthread.documents.content import Document
from goldenthread.documents.pdf import to_pdf
from goldenthread.documents.word import to_docx
from goldenthread.letters import commands, forms, queries, shown
from goldenthread.letters.commands.again import NothingToDo, it_went, try_again
from goldenthread.letters.commands.holds import get_hold
from goldenthread.letters.rules.handover import ONE_PERSON_CLEARS, State
from goldenthread.people import queries as people
from goldenthread.people.frame import frame
from goldenthread.ui.paging import paginate, wanted

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
def child_letters(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show a child's letters, the newest first."""
    child = people.get_child(child_id, by=request.asker, to=Permission.LETTER_VIEW, on=today())
    rows, total = queries.letters_of(child, page=wanted(request.GET))
    told = {
        **frame(request.asker, child, "letters:child", today()),
        "rows": [shown.letter_row(row) for row in rows],
        "paging": paginate(total, request.GET),
    }
    return render(request, "letters/child.html", told)


@require_GET
def letter(request: AskedRequest, letter_id: int) -> HttpResponse:
    """Show one letter as it was written, and what became of each copy."""
    page = queries.get_letter(letter_id, by=request.asker, on=today())
    told = {
        **frame(request.asker, page.child, "letters:child", today()),
        "title": page.title,
        "facts": shown.letter_facts(page),
        "superseded_by": page.letter.superseded_by_id,
        "copies": [shown.copy_row(row) for row in page.copies],
        # Every word in it was escaped by the renderer.
        "body": mark_safe(body(page.document)),
    }
    return render(request, "letters/letter.html", told)


def body(document: Document) -> str:
    """Return a letter as a piece of a page, with its headings under the page's own."""
    return web.body(document, lowered=3)


@require_GET
def copy_pdf(request: AskedRequest, copy_id: int) -> HttpResponse:
    """Send one copy as PDF to somebody who may have it now."""
    return _file(request, copy_id, "pdf", "application/pdf", to_pdf)


@require_GET
def copy_docx(request: AskedRequest, copy_id: int) -> HttpResponse:
    """Send one copy as DOCX to somebody who may have it now."""
    return _file(request, copy_id, "docx", WORD, to_docx)


def _file(
    request: AskedRequest, copy_id: int, ending: str, kind: str, draw: Callable[..., bytes]
) -> HttpResponse:
    found = queries.copy_file(copy_id, by=request.asker, on=today())
    answer = HttpResponse(draw(found.document, large_print=found.large_print), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{found.name}.{ending}"'
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_GET
def outbox(request: AskedRequest) -> HttpResponse:
    """Show what has gone, what waits and what did not go, in the asker's areas."""
    asked = request.GET.get("state", "")
    state = State(asked) if asked in State.__members__ else None
    rows, counted = queries.outbox(
        by=request.asker, on=today(), state=state, page=wanted(request.GET)
    )
    names = people.named(request.asker, {row.child_id for row in rows})
    total = counted.get(state, 0) if state else sum(counted.values())
    told = {
        "figures": shown.outbox_figures(counted, state),
        "rows": [shown.outbox_row(row, names) for row in rows],
        "stuck": [row for row in rows if row.state in (State.FAILED, State.UNSURE)],
        "paging": paginate(total, request.GET),
        "state": state,
    }
    return render(request, "letters/outbox.html", told)


@require_GET
def holds(request: AskedRequest) -> HttpResponse:
    """Show what holds copies in the asker's areas, the longest held first."""
    rows, total = queries.holds_to_settle(by=request.asker, on=today(), page=wanted(request.GET))
    names = people.named(request.asker, {row.child_id for row in rows})
    told = {
        "rows": [shown.hold_row(row, names) for row in rows],
        "paging": paginate(total, request.GET),
    }
    return render(request, "letters/holds.html", told)


def hold(request: AskedRequest, hold_id: int) -> HttpResponse:
    """Show why a copy is held, and take a second person's decision."""
    found = get_hold(hold_id, by=request.asker, at=now())
    own = found.copy.letter.made_by_id == request.asker.user_id
    form = forms.Settle(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decide = commands.let_go if form.cleaned_data["answer"] == forms.LET_GO else commands.stop
        try:
            decide(hold_id, reason=form.cleaned_data["reason"], by=request.asker, at=now())
        except commands.WrongHold as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("letters:letter", found.copy.letter_id)
    told = {
        "form": form,
        "facts": shown.hold_facts(found),
        "letter": found.copy.letter_id,
        "open": found.settled_at is None,
        "needs_second": own and found.kind not in ONE_PERSON_CLEARS,
    }
    return render(request, "letters/hold.html", told)


@require_POST
def again(request: AskedRequest, handover_id: int) -> HttpResponse:
    """Try a copy that did not go again."""
    return _answered(request, handover_id, try_again)


@require_POST
def went(request: AskedRequest, handover_id: int) -> HttpResponse:
    """Record that a copy cut off in the middle did go."""
    return _answered(request, handover_id, it_went)


def _answered(request: AskedRequest, handover_id: int, act: Callable[..., object]) -> HttpResponse:
    """Do it; pressed twice it is done once, and the outbox shows how it stands."""
    try:
        act(handover_id, by=request.asker, at=now())
    except NothingToDo:
        return redirect("letters:outbox")
    return redirect("letters:outbox")
