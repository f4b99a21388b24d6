"""A whole service's position, and handing its work out."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import ROLES, Permission, Role, check_post
from goldenthread.access.today import now, today
from goldenthread.assessment.commands import advice as commands
from goldenthread.assessment.forms import advice as forms
from goldenthread.assessment.queries import advice as queries
from goldenthread.assessment.rules.advice import (
    WrongAnswer,
)
from goldenthread.assessment.views.advice.shown import (
    due_words,
    facts_of,
    notes_of,
)
from goldenthread.people import queries as people
from goldenthread.people.frame import identity
from goldenthread.ui.paging import paginate, wanted

P = Permission


def service(request: AskedRequest) -> HttpResponse:
    """Show what waits on the service this person leads, with whom, and how late."""
    on, query = today(), dict(request.GET.lists())
    holder = request.GET.get("holder", "")
    position = queries.service_position(
        by=request.asker,
        on=on,
        holder=int(holder) if holder.isdecimal() else None,
        nobody=holder == "nobody",
        page=wanted(query),
    )
    names = people.named(request.asker, {row.child_id for row in position.requests.rows})
    rows = [
        [
            due_words(row, on),
            {"text": names[row.child_id].name, "header": True, "quiet": row.service},
            row.state_words,
            {
                "text": row.holder or "Hand it out",
                "href": reverse("assessment:hand-out", args=[row.id]),
            },
        ]
        for row in position.requests.rows
        if row.child_id in names
    ]
    holders = [
        [
            {"text": each.name, "href": f"?holder={each.post}", "header": True}
            if each.post
            else {"text": "Nobody yet", "href": "?holder=nobody", "header": True},
            str(each.waiting),
            str(each.late),
        ]
        for each in position.holders
    ]
    figures = [
        {"number": position.waiting, "text": "waiting", "href": "?"},
        {"number": position.late, "text": "past six weeks"},
        {"number": position.not_handed_out, "text": "with nobody yet", "href": "?holder=nobody"},
        {"number": position.not_known, "text": "“not known to us”"},
    ]
    shown = {
        "rows": rows,
        "holders": holders,
        "figures": figures,
        "paging": paginate(position.requests.total, query),
    }
    return render(request, "assessment/advice_service.html", shown)


def hand_out(request: AskedRequest, request_id: int) -> HttpResponse:
    """Give one request to a person of the service, or of any for who asks for the council."""
    by = request.asker
    to = P.ADVICE_LEAD if by.may(P.ADVICE_LEAD) else P.ADVICE_ASK
    check_post(by, to)
    found, child = queries.get_request(request_id, by=by, on=today(), to=to)
    able = queries.may_take(found, on=today())
    choices = [(str(each.pk), f"{each.user.name}, {ROLES[Role(each.role)].title}") for each in able]
    form = forms.HandOut(
        request.POST or None, people=choices, initial={"to_post": found.post_id or ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            commands.hand_out(request_id, by=by, at=now(), to=to, **form.cleaned_data)
        except WrongAnswer as problem:
            form.add_error(None, str(problem))
        else:
            if to is P.ADVICE_LEAD:
                return redirect("assessment:service")
            return redirect("assessment:child-advice", child.pk)
    row = queries.row_of(found)
    shown = {
        "identity": identity(child, today()),
        "form": form,
        "row": row,
        "facts": facts_of(row, found, today()),
        "notes": notes_of(found),
        "nobody": not able,
        "has_errors": bool(form.errors),
    }
    return render(request, "assessment/advice_hand_out.html", shown)
