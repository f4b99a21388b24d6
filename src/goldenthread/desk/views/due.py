"""An area's open requests and reviews due, as a list and as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from goldenthread.access.queries import colleagues
from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.access.today import today
from goldenthread.desk import area_page, due_page
from goldenthread.measures.rules.csv_out import table

P = Permission


def _owners(by: Asker) -> list[tuple[str, str]]:
    if not by.may(P.CASE_CHANGE):
        return [due_page.OWNERS_FIRST[1]]
    return [*due_page.OWNERS_FIRST, *colleagues(by, on=today())]


def listed(request: AskedRequest, area: str) -> HttpResponse:
    """List an area's open requests, or its reviews, by last day."""
    by = request.asker
    found = area_page.get_area(by, area)
    check_post(by, P.WORKLIST_VIEW, found.pk)
    given = dict(request.GET.lists())
    context = due_page.page(by, found, given, today(), _owners(by))
    return render(request, "desk/due.html", context)


def as_csv(request: AskedRequest, area: str) -> HttpResponse:
    """Give the same list as a file, to those who prepare evidence; never of many children."""
    by = request.asker
    found = area_page.get_area(by, area)
    check_post(by, P.EVIDENCE_PREPARE, found.pk)
    given = dict(request.GET.lists())
    rows = due_page.file_rows(by, found, given, today(), _owners(by))
    if rows is None:
        context = due_page.page(by, found, given, today(), _owners(by))
        return render(request, "desk/due.html", context, status=409)
    answer = HttpResponse(table(due_page.COLUMNS, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.code}-due.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
