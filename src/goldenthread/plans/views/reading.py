"""A child's plan: what is in force, what is being written, and each version to read."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotAllowed, Permission
from goldenthread.access.today import today
from goldenthread.people import queries as people
from goldenthread.plans import commands, pages, queries
from goldenthread.plans.rendering import ENDINGS, KIND_WORDS, Kind, mark_for
from goldenthread.plans.rendering import render as drawn
from goldenthread.plans.rules.notice import rights_notice
from goldenthread.plans.rules.reach import shown

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
        "renderings": [
            {
                "text": KIND_WORDS[kind],
                "href": reverse("plans:rendering", args=[child.pk, plan_id, number, kind]),
            }
            for kind in Kind
            if shown(found.content, child.classes_in_reach) == found.content
        ],
        "notice": rights_notice(found.issued_date).split("\n") if final else [],
    }
    return render(request, "plans/version.html", context)


TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}


def rendering(
    request: AskedRequest, child_id: int, plan_id: int, number: int, kind: str
) -> HttpResponse:
    """Give one rendering of a version, whole and under its mark, to somebody who may see it all."""
    child = people.get_child(
        child_id, by=request.asker, to=P.CHILD_VIEW, on=today(), purpose="plan-rendering"
    )
    if kind not in list(Kind):
        raise Http404
    found = queries.version_page(child, number, plan_id)
    if shown(found.content, child.classes_in_reach) != found.content:
        raise NotAllowed("Part of this plan is not shown to your post, so no file of it is given.")
    wanted = Kind(kind)
    file = drawn(found.content, wanted, mark_for(found.id, found.content))
    ending = ENDINGS[wanted]
    answer = HttpResponse(file, content_type=TYPES[ending])
    answer["Content-Disposition"] = f'attachment; filename="plan-{number}-{wanted}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
