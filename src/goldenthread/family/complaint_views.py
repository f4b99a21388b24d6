"""The pages on which a family complains, reads what was answered, and takes it further."""

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
from goldenthread.contact import commands, queries
from goldenthread.contact.queries import Whole
from goldenthread.contact.rules import Refused
from goldenthread.contact.rules import complaints as rules
from goldenthread.contact.rules.complaints import Outcome, Sort, State
from goldenthread.family.look import in_their_look
from goldenthread.people import queries as people
from goldenthread.people.queries import NamesAPlace
from goldenthread.ui.forms import DateField

WORDS = forms.Textarea(attrs={"rows": 6})
SORT_WORDS = (
    (Sort.COUNCIL.value, _("How the council did its work")),
    (Sort.SOCIAL_CARE.value, _("Social care")),
    (Sort.HEALTH.value, _("Health")),
    (Sort.DATA.value, _("How facts about us were used")),
)
OUTCOME_WORDS = {
    Outcome.UPHELD: _("You were right. We are sorry."),
    Outcome.PARTLY: _("You were right in part. We are sorry."),
    Outcome.NOT_UPHELD: _("We do not agree. We say why here."),
}


class Unhappy(forms.Form):
    """What is wrong, in the family's own words; kept once, however often it is sent."""

    sort = forms.ChoiceField(
        label=_("What is it about?"),
        choices=SORT_WORDS,
        widget=forms.RadioSelect,
        initial=Sort.COUNCIL.value,
    )
    words = forms.CharField(label=_("What is wrong?"), max_length=20_000, widget=WORDS)
    wants = forms.CharField(
        label=_("What would put it right?"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    known_date = DateField(
        label=_("When did you find out?"),
        what="the day you found out",
        required=False,
        help_text=_("A day near enough will do."),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)


class StillUnhappy(forms.Form):
    """Why an answer is not good enough."""

    because = forms.CharField(label=_("What is still wrong?"), max_length=20_000, widget=WORDS)


@in_their_look
def complain(request: AskedRequest, child_id: int) -> HttpResponse:
    """Make a complaint, and see those made before."""
    child = people.get_child(child_id, by=request.asker, to=Permission.FAMILY_SPEAK, on=today())
    given = request.POST if request.method == "POST" else None
    form = Unhappy(given, initial={"once": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "sort": Sort(form.cleaned_data["sort"])}
        try:
            made = commands.complain(
                commands.Unhappy(child_id=child.pk, **told), by=request.asker, at=now()
            )
        except (Refused, NamesAPlace) as problem:
            form.add_error("words", str(problem))
        else:
            return redirect("family:complaint", made.pk)
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "made": _made_before(request, child_id, child),
        "back": {
            "text": "If you are not happy",
            "href": reverse("family:unhappy", args=[child_id]),
        },
    }
    return render(request, "family/complain.html", context)


def _made_before(request: AskedRequest, child_id: int, child: Any) -> list[dict[str, Any]]:
    rows = queries.own_complaints(child, by=request.asker)
    return [
        {
            "reference": each.reference,
            "href": reverse("family:complaint", args=[each.id]),
            "open": each.state is State.OPEN,
            "due": each.due,
            "late": each.late(today()),
        }
        for each in rows
    ]


@in_their_look
def complaint(request: AskedRequest, complaint_id: int) -> HttpResponse:
    """Show one complaint of this person's own; take it further once it has been answered."""
    found = queries.own_complaint(complaint_id, by=request.asker, on=today())
    form = StillUnhappy(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.take_further(complaint_id, **form.cleaned_data, by=request.asker, at=now())
        except Refused as problem:
            form.add_error("because", str(problem))
        else:
            return redirect("family:complaint", complaint_id)
    context = {
        **shown(found),
        "form": form,
        "has_errors": bool(form.errors),
        "today": today(),
        "back": {
            "text": "Your complaints",
            "href": reverse("family:complain", args=[found.complaint.child_id]),
        },
    }
    return render(request, "family/complaint.html", context)


def shown(found: Whole) -> dict[str, Any]:
    """Return one complaint as the family's page shows it: what we owe, and by which day."""
    made, stage = found.complaint, found.stage
    sort, state = Sort(made.sort), State(made.state)
    running = [each for each in found.clocks if each.due and not (each.stopped or each.superseded)]
    ours = [each for each in running if not each.lapses]
    later = rules.next_stage(sort, stage.number)
    return {
        "made": made,
        "state": state,
        "states": State,
        "acknowledged": stage.acknowledged_date,
        "replies": [each for each in ours if each.about.endswith("reply")],
        "ours": min((each.due for each in ours if each.due), default=None),
        "rule": ours[0].rule if ours else "",
        "longer": stage.extended_date if not stage.answered_date else None,
        "because": stage.extended_because,
        "theirs": [each for each in running if each.lapses],
        "stages": [
            {
                "number": each.number,
                "received": each.received_date,
                "because": each.because,
                "understood": each.understood,
                "answered": each.answered_date,
                "answer": each.answer,
                "remedy": each.remedy,
                "outcome": OUTCOME_WORDS[Outcome(each.outcome)] if each.outcome else "",
            }
            for each in found.stages
        ],
        "further": state is State.ANSWERED and later is not None,
        "last": state is State.ANSWERED and later is None,
        "ombudsman": sort in rules.TO_OMBUDSMAN,
    }
