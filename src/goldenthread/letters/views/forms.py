"""The page on which somebody says how a letter was given in the form its reader needs."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.request import AskedRequest
from goldenthread.access.today import now, today
from goldenthread.letters import commands, forms, queries
from goldenthread.letters.rules.forms import Way
from goldenthread.people.frame import frame


def form(request: AskedRequest, copy_id: int) -> HttpResponse:
    """Show what one reader needs and by when; take how it was done."""
    page = queries.letter_of_copy(copy_id, by=request.asker, on=today())
    (copy,) = (each for each in page.copies if each.id == copy_id)
    sent = request.POST if request.method == "POST" else None
    asked = forms.FormGiven(sent, today=today(), initial={"on": today()})
    if sent is not None and asked.is_valid():
        try:
            commands.give_form(
                copy_id,
                way=Way(asked.cleaned_data["way"]),
                on=asked.cleaned_data["on"],
                by=request.asker,
                at=now(),
            )
        except commands.NotOwed as problem:
            asked.add_error(None, str(problem))
        else:
            return redirect("letters:letter", page.letter.pk)
    told = {
        **frame(request.asker, page.child, "letters:child", today()),
        "title": page.title,
        "letter": page.letter.pk,
        "copy": copy,
        "form": asked,
        "has_errors": bool(asked.errors),
    }
    return render(request, "letters/form.html", told)
