"""A child's plan: what is in force, what is being written, and each version to read."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotAllowed, Permission
from goldenthread.access.today import now, today
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.people.queries import NamesAPlace
from goldenthread.plans import commands, easy_page, forms, pages, queries
from goldenthread.plans.commands.reaching import CannotWrite
from goldenthread.plans.rendering import ENDINGS, Kind, mark_for
from goldenthread.plans.rendering import render as drawn
from goldenthread.plans.rules.notice import rights_notice

P = Permission


def home(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show a child's plans and versions, and the draft that is open."""
    child = people.get_child(child_id, by=request.asker, to=P.CHILD_VIEW, on=today())
    draft = queries.draft_state(child)
    may_open = request.asker.may(P.PLAN_ADVISE)
    context = {
        **pages.desk_frame(request.asker, child, today()),
        "plans": [pages.plan_card(plan, child) for plan in queries.plans_of(child)],
        "draft": draft,
        "draft_href": reverse("plans:draft", args=[child.pk, draft.id])
        if draft and may_open
        else None,
        "may_start": draft is None and request.asker.may(P.PLAN_WRITE, child.area_id),
    }
    return render(request, "plans/home.html", context)


@require_POST
def start(request: AskedRequest, child_id: int) -> HttpResponse:
    """Start a draft, or go to the one that is open."""
    draft = commands.start_draft(child_id, by=request.asker, on=today())
    return redirect("plans:draft", child_id, draft.pk)


def version(request: AskedRequest, child_id: int, plan_id: int, number: int) -> HttpResponse:
    """Show one version, whole, with what changed since the one before it."""
    child = people.get_child(child_id, by=request.asker, to=P.CHILD_VIEW, on=today())
    found = queries.version_page(child, number, plan_id)
    final = found.content.cover.status is not None and not found.content.cover.status.is_draft
    context = {
        **pages.desk_frame(request.asker, child, today()),
        "version": found,
        "mark": found.content_hash[:12],
        "parts": pages.version_parts(found, child),
        "changes": pages.change_rows(found, child),
        "renderings": easy_page.renderings(found, child, plan_id, request.asker),
        "plan_id": plan_id,
        "approved": found.approved,
        "notice": rights_notice(found.issued_date).split("\n") if final else [],
    }
    return render(request, "plans/version.html", context)


TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}


def rendering(
    request: AskedRequest, child_id: int, plan_id: int, number: int, kind: str
) -> HttpResponse:
    """Give one rendering of a version, whole and under its mark, to somebody who may see it all."""
    child = people.get_child(
        child_id, by=request.asker, to=P.CHILD_VIEW, on=today(), purpose="plan-rendering"
    )
    if kind not in (*Kind, *easy_page.PROOFS):
        raise Http404
    found = queries.version_page(child, number, plan_id)
    if kind in easy_page.PROOFS:
        if not easy_page.whole(found, child):
            raise NotAllowed(HIDDEN)
        return _given(easy_page.proof(found, kind), f"plan-{number}-{kind}", "json")
    wanted = Kind(kind)
    _check_given(request, found, child, wanted)
    mark = mark_for(found.id, found.content)
    file = drawn(found.content, wanted, mark, easy_words=found.easy_words)
    return _given(file, f"plan-{number}-{wanted}", ENDINGS[wanted])


def _given(file: bytes, name: str, ending: str) -> HttpResponse:
    answer = HttpResponse(file, content_type=TYPES[ending])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


HIDDEN = "Part of this plan is not shown to your post, so no file of it is given."
UNREAD = "The Easy Read version is given once somebody has read it and approved its words."


def _check_given(
    request: AskedRequest, found: queries.VersionPage, child: Child, kind: Kind
) -> None:
    """Check that a file may be given: all of it is in reach, and easy-read words are approved.

    Who may approve them may see them drawn before.

    :raises NotAllowed: saying what is missing
    """
    if not easy_page.whole(found, child):
        raise NotAllowed(HIDDEN)
    if kind != Kind.EASY_READ or found.approval_of(easy_page.words_hash(found)):
        return
    may_look = easy_page.may_approve(found, request.asker, child)
    if not ("before-approval" in request.GET and may_look):
        raise NotAllowed(UNREAD)


def easy_read(request: AskedRequest, child_id: int, plan_id: int, number: int) -> HttpResponse:
    """Show the easy-read words of a version to somebody who may change and approve them."""
    child = people.get_child(
        child_id, by=request.asker, to=P.PLAN_WRITE, on=today(), purpose="plan-easy-read"
    )
    found = queries.version_page(child, number, plan_id)
    if not easy_page.whole(found, child):
        raise NotAllowed(HIDDEN)
    changing = request.POST.get("what") == "change"
    form = forms.EasyWordsForm(
        request.POST if changing else None,
        parts=[(part.title, part.lines) for part in easy_page.standing(found)],
        over=easy_page.words_hash(found),
    )
    problem = ""
    try:
        if changing and form.is_valid():
            _change(request, child, found, form)
            return redirect("plans:easy_read", child.pk, plan_id, number)
        if request.method == "POST" and not changing:
            _approve(request, child, found)
            return redirect("plans:version", child.pk, plan_id, number)
    except (CannotWrite, NamesAPlace) as why:
        if changing:
            form.add_error(None, str(why))
            # The next save is over what is now shown.
            form.data = {**request.POST.dict(), "over": easy_page.words_hash(found)}
        else:
            problem = str(why)
    context = {
        **pages.desk_frame(request.asker, child, today()),
        **easy_page.approval_page(found, child, plan_id, form),
        "problem": problem,
    }
    return render(request, "plans/easy_read.html", context, status=409 if problem else 200)


def _change(
    request: AskedRequest, child: Child, found: queries.VersionPage, form: forms.EasyWordsForm
) -> None:
    commands.change_easy_words(
        found.id,
        easy_page.typed(found, form),
        over=form.cleaned_data["over"],
        child_id=child.pk,
        by=request.asker,
        on=today(),
        at=now(),
    )


def _approve(request: AskedRequest, child: Child, found: queries.VersionPage) -> None:
    """Approve the words that were read.

    :raises CannotWrite: if they are not those of today, or were not said to be read
    """
    if request.POST.get("words") != easy_page.words_hash(found):
        raise CannotWrite("The words have changed since you opened them. Read them again below.")
    if "read" not in request.POST:
        raise CannotWrite("Say that you have read every sentence: tick the box.")
    commands.approve_easy_read(
        found.id,
        easy_page.words_hash(found),
        child_id=child.pk,
        by=request.asker,
        on=today(),
        at=now(),
    )
