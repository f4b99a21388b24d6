"""What came of the plan, for a family to keep: on paper, or as a table."""

from __future__ import annotations

from django.http import HttpResponse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import today
from goldenthread.people import queries as people
from goldenthread.plans.delivery_file import sheet_file


def sheet(request: AskedRequest, child_id: int, form: str) -> HttpResponse:
    """Give the family its own copy of the sheet."""
    child = people.get_child(
        child_id,
        by=request.asker,
        to=Permission.FAMILY_PLAN_READ,
        on=today(),
        purpose="delivery-sheet",
    )
    return sheet_file(child, form, sees_places=child.standing.location, on=today())
