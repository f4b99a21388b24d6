"""The page on which somebody says how we write and speak to them (trust rule 66)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotAllowed
from goldenthread.access.today import today
from goldenthread.family import forms
from goldenthread.family.look import forget, in_their_look
from goldenthread.people.commands import WrongDetail, set_own_needs
from goldenthread.people.queries import own_communication_needs
from goldenthread.people.rules import NEEDS_DETAIL


@in_their_look
def needs(request: AskedRequest) -> HttpResponse:
    """Show how we write to whoever asks, and let them change it."""
    if not request.asker.own_children:
        raise NotAllowed("This account has no child linked to it yet.")
    stands = own_communication_needs(by=request.asker)
    spoken = next((detail for kind, detail in stands if kind in NEEDS_DETAIL), "")
    initial = {"needs": [kind for kind, _ in stands], "spoken": spoken}
    form = forms.HowWeWrite(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            done = set_own_needs(wanted=form.wanted(), by=request.asker, on=today())
        except WrongDetail as problem:
            form.add_error("spoken", gettext(str(problem)))
        else:
            forget(request)  # what they need now is felt on the next page
            told = KEPT if done else NOT_HERE
            messages.success(request, gettext(told))
            return redirect("family:needs")
    back = {"text": "Language and print", "href": reverse("family:look")}
    context = {"form": form, "has_errors": bool(form.errors), "back": back}
    return render(request, "family/needs.html", context)


KEPT = "Thank you. We use this in all that we send you."
NOT_HERE = "We cannot keep this for you here. Please write to us."
