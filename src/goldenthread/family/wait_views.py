"""The pages on which a family reads of their child's waits, and says when things get worse."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotFound, Permission
from goldenthread.access.today import now, today
from goldenthread.family import forms, pages, wait_pages
from goldenthread.family.look import in_their_look
from goldenthread.people import queries as people
from goldenthread.waits import commands
from goldenthread.waits import queries as lists

P = Permission
THANKS = "Thank you. A person reads this in two working days."


def _back(child_id: int, name: str = "where", text: str = "Where are we?") -> dict[str, str]:
    return {"text": text, "href": reverse(f"family:{name}", args=[child_id])}


@in_their_look
def waits(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show how long each wait may be, what is owed meanwhile, and what can be done today."""
    child = people.get_child(child_id, by=request.asker, to=P.FAMILY_VIEW, on=today())
    if child.standing.restricted or child.standing.until is not None:
        return redirect("family:where", child_id)
    shown = wait_pages.waits(request.asker, child, today())
    context = {**shown, "child": pages.named(child), "today": today(), "back": _back(child_id)}
    return render(request, "family/waits.html", context)


@in_their_look
def tell(request: AskedRequest, referral_id: int) -> HttpResponse:
    """Say how a waiting child is. It starts a person's clock to decide."""
    found = lists.find_referral(referral_id)
    if found is None:
        raise NotFound("No such record.")
    child_id = found.row.child_id
    child = people.get_child(child_id, by=request.asker, to=P.FAMILY_SPEAK, on=today())
    form = forms.HowIsTheChild(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            commands.tell_update(
                referral_id,
                told_by="family",
                levels={part: given[part] for part in ("distress", "safety")},
                words=given["words"],
                by=request.asker,
                on=today(),
                at=now(),
            )
        except commands.CannotDo as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, gettext("Thank you. A person reads this in two working days.")
            )
            return redirect("family:waits", child_id)
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "child": pages.named(child),
        "back": _back(child_id, "waits", "Your waits"),
    }
    return render(request, "family/wait_tell.html", context)
