"""A family's navigator: ask for one, see the next step and what changed, say if it helped."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.family import forms, pages
from goldenthread.family.look import in_their_look
from goldenthread.navigators import commands, queries
from goldenthread.navigators.rules import CHANGE_WORDS, AskedBy, Change, Felt
from goldenthread.people import queries as people
from goldenthread.people.models import Child

P = Permission


@in_their_look
def navigator(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show the navigator of a family, or ask for one; or say if they helped."""
    child = people.get_child(child_id, by=request.asker, to=P.FAMILY_VIEW, on=today())
    if child.standing.restricted or child.standing.until is not None:
        return redirect("family:where", child_id)
    row = queries.newest_of(child)
    form = _form(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, child_id, form)
        except commands.CannotDo as problem:
            form.add_error(None, gettext(str(problem)))
        else:
            messages.success(request, gettext("Thank you. We have it."))
            return redirect("family:navigator", child_id)
    context = {
        **_shown(child, row),
        "form": form if child.standing.speaks else None,
        "has_errors": bool(form and form.errors),
        "there": row is not None or queries.team_of(child.area_id, on=today()) is not None,
        "child": pages.named(child),
        "today": today(),
        "back": {"text": "Where are we?", "href": reverse("family:where", args=[child_id])},
    }
    return render(request, "family/navigator.html", context)


def _form(request: AskedRequest, row: Any) -> Any:
    """Return what may be said: ask for a navigator, or say if the help was any; or nothing yet.

    What was sent is read by what it holds, so that sending a thing twice says it once.
    """
    if request.method == "POST":
        felt = "felt" in request.POST
        return forms.DidNavigatorHelp(request.POST) if felt else forms.AskNavigator(request.POST)
    if row is None or (row.ended_date is not None and row.felt):
        return forms.AskNavigator()
    # What another parent answered is not shown to this one (rule 14).
    return forms.DidNavigatorHelp() if row.met_date else None


def _do(request: AskedRequest, child_id: int, form: Any) -> None:
    given = form.cleaned_data
    if "felt" in given:
        felt = Felt(given["felt"])
        commands.say_if_it_helped(child_id, felt=felt, by=request.asker, on=today())
        return
    commands.ask_for_navigator(
        child_id,
        asked_by=AskedBy.FAMILY,
        wanted=given["wanted"],
        family_agrees=True,
        by=request.asker,
        on=today(),
        at=now(),
    )


def _shown(child: Child, row: Any) -> dict[str, Any]:
    """Return what this parent sees. What a navigator wrote may name a school or a place, so its
    words are for those who may know where the child is; others see what changed and when."""
    if row is None:
        return {"row": None, "changes": []}
    waits = row.met_date is None and row.ended_date is None
    return {
        "row": row,
        "by": queries.promised(row.asked_date) if waits else None,
        "met": row.met_date is not None,
        "changes": [
            {
                "on": date.fromisoformat(one["on"]),
                "kind": CHANGE_WORDS[Change(one["kind"])],
                "words": one["words"] if child.standing.location else "",
            }
            for one in row.told
        ],
        "step": row.next_action if child.standing.location else "",
    }
