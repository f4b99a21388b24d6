"""The living stock of plans, and advice brought into a draft."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.access.queries import officers_in
from goldenthread.access.request import AskedRequest
from goldenthread.access.today import now, today
from goldenthread.desk import area_page, forms, handing_down, stock_page


def stock(request: AskedRequest, area: str) -> HttpResponse:
    """Show every plan of an area scored for truth to today, and the way back."""
    found = area_page.get_area(request.asker, area)
    form = forms.CatchUp(request.GET if "people" in request.GET else None)
    staff: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        staff = {**given, "asked": True, "hours": {n: given[n] for n in forms.CatchUp.WORK}}
    query = dict(request.GET.lists())
    shown = stock_page.page(request.asker, found, query, today(), staff)
    officers = officers_in(found.pk, on=today()) if shown["inside"] else 0
    context = {**shown, "form": form, "officers": officers, "has_errors": bool(form.errors)}
    return render(request, "desk/stock.html", context)


@require_POST
def take_advice(request: AskedRequest, child_id: int, draft_id: int) -> HttpResponse:
    """Bring the advice that was given into a draft plan."""
    handing_down.take_advice(draft_id, child_id=child_id, by=request.asker, on=today(), at=now())
    return redirect("plans:advice", child_id, draft_id)
