"""The pages on which a family writes to us, and reads what was answered."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.contact.rules import Refused
from goldenthread.family import forms, messaging
from goldenthread.family.look import in_their_look
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.people.queries import NamesAPlace


def _speaker(request: AskedRequest, child_id: int) -> Child:
    to = Permission.FAMILY_SPEAK
    return people.get_child(child_id, by=request.asker, to=to, on=today())


@in_their_look
def messages(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show what this person wrote about one child, and where each message stands."""
    child = _speaker(request, child_id)
    shown = messaging.listed(request.asker, child, dict(request.GET.lists()), today())
    back = {"text": "Where are we?", "href": reverse("family:where", args=[child_id])}
    return render(request, "family/messages.html", {**shown, "back": back})


@in_their_look
def write(request: AskedRequest, child_id: int) -> HttpResponse:
    """Write a message, and be told who answers it and by when."""
    child = _speaker(request, child_id)
    given = request.POST if request.method == "POST" else None
    form = forms.Write(given, initial={"once": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            made = messaging.keep(request.asker, child, form.cleaned_data, now())
        except (Refused, NamesAPlace) as problem:
            form.add_error("words", gettext(str(problem)))
        else:
            return redirect("family:message", made.pk)
    back = {"text": "Your messages", "href": reverse("family:messages", args=[child_id])}
    context = {"form": form, "has_errors": bool(form.errors), "back": back}
    return render(request, "family/write.html", context)


@in_their_look
def message(request: AskedRequest, contact_id: int) -> HttpResponse:
    """Show one message of this person's own, with what was answered."""
    shown = messaging.one(request.asker, contact_id, today())
    back = {"text": "Your messages", "href": reverse("family:messages", args=[shown["child_id"]])}
    return render(request, "family/message.html", {**shown, "back": back})
