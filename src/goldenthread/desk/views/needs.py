"""Recording how the child and each adult need to be written and spoken to (trust rule 66)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import today
from goldenthread.desk.needs_form import Needs
from goldenthread.people import queries as people
from goldenthread.people.commands import WrongDetail, set_needs
from goldenthread.people.frame import frame
from goldenthread.people.models import Child

CHILD = "child"


def needs(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show one form a person: the child, and each adult in their life."""
    child = people.get_child(
        child_id, by=request.asker, to=Permission.CASE_CHANGE, on=today(), purpose="needs"
    )
    forms = _forms(request, child)
    sent = forms.get(request.POST.get("who", "")) if request.method == "POST" else None
    if sent is not None and sent["form"].is_valid():
        try:
            set_needs(
                child_id=child_id,
                adult_id=sent["adult"],
                wanted=sent["form"].wanted(),
                by=request.asker,
                on=today(),
            )
        except WrongDetail as problem:
            sent["form"].add_error("spoken", str(problem))
        else:
            messages.success(request, f"Saved for {sent['name']}, for all that leaves from now.")
            return redirect("desk:needs", child_id)
    context = {
        **frame(request.asker, child, "desk:team", today()),
        "people": forms,
        "wrong": sent["form"] if sent else None,
        "has_errors": bool(sent and sent["form"].errors),
    }
    return render(request, "desk/needs.html", context)


def _forms(request: AskedRequest, child: Child) -> dict[str, dict[str, Any]]:
    """Return each person's form, by a key that is in its field `who`."""
    stands = people.communication_needs(child, on=today())
    links = {link.adult_id: link for link in people.adults_of(child, on=today())}
    named: dict[str, tuple[int | None, str, str]] = {
        CHILD: (None, people.display_name(child), "the child"),
        **{f"adult-{pk}": (pk, link.adult.name, link.relationship) for pk, link in links.items()},
    }
    found = {}
    for key, (adult, name, part) in named.items():
        own = [(row.kind, row.detail) for row in stands if row.adult_id == adult]
        mine = request.method == "POST" and request.POST.get("who") == key
        form = Needs(request.POST if mine else None, stands=own, auto_id=f"{key}-%s")
        found[key] = {"adult": adult, "name": name, "part": part, "form": form}
    return found
