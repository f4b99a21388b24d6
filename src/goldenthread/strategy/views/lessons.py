"""What upheld complaints taught, and the action of the plan that carries each change out."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.contact import commands as contact
from goldenthread.contact import queries as complaints
from goldenthread.contact.rules.complaints import THEMES
from goldenthread.strategy import forms, shown_pages
from goldenthread.strategy.models import Action
from goldenthread.strategy.models.plan import ActionState
from goldenthread.strategy.queries import reach
from goldenthread.strategy.views.deeds import Deed, perform
from goldenthread.ui.paging import wanted

P = Permission
NONE = "0"
OPEN = (ActionState.PLANNED, ActionState.STARTED, ActionState.DONE)


def lessons(request: AskedRequest, area: str) -> HttpResponse:
    """Show what complaints taught by theme, and each change with its action and what it did."""
    found = reach.get_area(area, by=request.asker)
    reach.check_area(request.asker, P.COMPLAINT_ANSWER, found.pk)
    page, query = wanted(request.GET.dict()), dict(request.GET.lists())
    context = {
        **shown_pages.frame(found, request.asker, "plan"),
        **shown_pages.lessons_page(found, today(), request.asker, page, query),
    }
    return render(request, "strategy/lessons.html", context)


def carry_out(request: AskedRequest, learning_id: int) -> HttpResponse:
    """Name the action that carries out one change, or say that none does."""
    lesson = complaints.get_taught(learning_id, by=request.asker, on=today())
    reach.check_area(request.asker, P.IMPROVEMENT_VIEW, lesson.area_id)
    rows = Action.objects.filter(area_id=lesson.area_id, state__in=OPEN).select_related("finding")
    offered = [
        (str(each.pk), f"{each.title} ({each.get_state_display().lower()})")
        for each in rows.order_by("finding__number", "title", "pk")
    ]
    kept = {"action_id": str(lesson.action_id or NONE)}
    form = forms.CarryOut(request.POST or None, initial=kept).fit(
        action_id=[*offered, (NONE, "No action carries it out")]
    )
    back = reverse("improvement:lessons", args=[lesson.area.code])

    def do(given: dict[str, Any]) -> str:
        chosen = int(given["action_id"]) or None
        contact.carried_out_by(lesson.pk, action_id=chosen, by=request.asker, at=now())
        return back

    leads = request.asker.may(P.IMPROVEMENT_CHANGE, lesson.area_id)
    missing = "Add one on the plan's page." if leads else "Ask an improvement lead to add one."
    return perform(
        request,
        Deed(
            title="Which action carries this out?",
            button="Keep it",
            form=form,
            do=do,
            crumbs=(("Plan", reverse("improvement:plan", args=[lesson.area.code])),
                    ("What complaints taught", back)),
            lead=f"{THEMES[lesson.theme]}: {lesson.change} If none fits: {missing}",
        ),
    )  # fmt: skip
