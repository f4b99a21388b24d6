"""Local help for anybody, with no sign-in; and the staff page where what to try is approved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.access.today import today
from goldenthread.directory import commands, forms, queries
from goldenthread.ui.paging import paginate, wanted

P = Permission


def search(request: HttpRequest) -> HttpResponse:
    """Find help near a family by what their child needs. Public."""
    form = forms.FindHelp(request.GET)
    asked = _asked(form)
    found = queries.search(**asked, page=wanted(request.GET.dict()))
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "found": found,
        "narrowed": any(asked.values()),
        "paging": paginate(found.total, dict(request.GET.lists()), size=queries.SERVICES_A_PAGE),
        "tries": queries.to_try(needs=asked["needs"], on=today())[:3],
    }
    return render(request, "directory/search.html", context)


def _asked(form: forms.FindHelp) -> dict[str, Any]:
    """Return what was asked for; a box that is wrong narrows nothing."""
    form.is_valid()
    given = form.cleaned_data
    wait = given.get("wait")
    return {
        "needs": (given["need"],) if given.get("need") else (),
        "age": given.get("age"),
        "place": given.get("place", ""),
        "free_only": bool(given.get("free")),
        "most_wait_weeks": int(wait) if wait else None,
    }


def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Show one service: who it is for, what it costs, how to ask. Public."""
    try:
        found = queries.get(service_id)
    except queries.NoSuchService:
        raise Http404 from None
    tries = queries.to_try(needs=found.need_keys, on=today())[:3]
    return render(request, "directory/service.html", {"service": found, "tries": tries})


def tries(request: HttpRequest) -> HttpResponse:
    """List what families can try this week. Public."""
    return render(request, "directory/tries.html", {"tries": queries.to_try(on=today())})


def one_try(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one page of things to try, with who approved it. Public."""
    found = queries.one_to_try(slug, on=today())
    if found is None:
        raise Http404
    return render(request, "directory/try.html", {"page": found})


def pages(request: AskedRequest) -> HttpResponse:
    """List what families are told to try, and where its approval stands; write a new page."""
    check_post(request.asker, P.HELP_WRITE)
    form = forms.WriteTryPage(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.write_try_page(by=request.asker, **form.cleaned_data)
        except commands.CannotSay as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("directory:pages")
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "pages": queries.all_tries(today()),
        "may_approve": request.asker.may(P.HELP_APPROVE),
    }
    return render(request, "directory/pages.html", context)


@require_POST
def approve(request: AskedRequest, slug: str) -> HttpResponse:
    """Approve one page, as the clinician signed in."""
    check_post(request.asker, P.HELP_APPROVE)
    try:
        commands.approve_try_page(slug, by=request.asker, on=today())
    except commands.CannotSay:
        raise Http404 from None
    return redirect("directory:pages")
