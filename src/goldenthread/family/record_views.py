"""The page on which a member of a family asks for their records, and sees by when they come."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.contact.commands import information as commands
from goldenthread.contact.queries.information import OneRequest, own_requests
from goldenthread.contact.rules import Refused
from goldenthread.contact.rules.information import ANSWERS, RIGHTS, Right, State
from goldenthread.family.look import in_their_look
from goldenthread.people import queries as people

RIGHT_WORDS = (
    (Right.OWN.value, _("What you hold about us")),
    (Right.SCHOOL.value, _("The school record")),
    (Right.PUBLIC.value, _("How the council works")),
)


class AskForRecords(forms.Form):
    """What a family wants to see, in their own words; kept once, however often it is sent."""

    right = forms.ChoiceField(
        label=_("What do you want to see?"),
        choices=RIGHT_WORDS,
        widget=forms.RadioSelect,
        initial=Right.OWN.value,
    )
    words = forms.CharField(
        label=_("Tell us more"),
        help_text=_("Which papers, or from when. If you want it all, say so."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)


@in_their_look
def records(request: AskedRequest, child_id: int) -> HttpResponse:
    """Ask for records, and see what was asked for before, and by which day it comes."""
    child = people.get_child(child_id, by=request.asker, to=Permission.FAMILY_SPEAK, on=today())
    given = request.POST if request.method == "POST" else None
    form = AskForRecords(given, initial={"once": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "right": Right(form.cleaned_data["right"])}
        try:
            commands.ask_for_information(
                commands.Wanted(child_id=child.pk, **told), by=request.asker, at=now()
            )
        except Refused as problem:
            form.add_error("words", str(problem))
        else:
            return redirect("family:records", child.pk)
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "own": child.standing.own,
        "asked": [_shown(each) for each in own_requests(child, by=request.asker)],
        "back": {"text": "Who looked", "href": reverse("family:looked", args=[child_id])},
    }
    return render(request, "family/records.html", context)


def _shown(one: OneRequest) -> dict[str, Any]:
    row, made = one.row, one.made
    return {
        "reference": row.reference,
        "words": made.words,
        "on": row.asked,
        "open": row.state is State.OPEN,
        "held": row.state is State.HELD,
        "answered": row.state in ANSWERS,
        "late": row.late(today()),
        "due": row.due,
        "longer": row.extended,
        "because": made.extended_because,
        "answer": made.answer,
        "rule": RIGHTS[row.right].rule,
    }
