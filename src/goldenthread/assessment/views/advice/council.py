"""The council's own pages of advice: asking, chasing, sending back, challenging."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.access.today import now, today
from goldenthread.assessment.commands import advice as commands
from goldenthread.assessment.forms import advice as forms
from goldenthread.assessment.models import Assessment
from goldenthread.assessment.queries import advice as queries
from goldenthread.assessment.rules.advice import (
    AWAITED,
    STATEMENT_NAMES,
    AdviceState,
    WrongAnswer,
)
from goldenthread.assessment.rules.stages import ENDED
from goldenthread.assessment.views.advice.shown import (
    FORCE_WORDS,
    care_rows,
    due_words,
    facts_of,
    notes_of,
)
from goldenthread.people import queries as people
from goldenthread.people.frame import frame, identity
from goldenthread.ui.paging import paginate, wanted

P = Permission


def chase(request: AskedRequest) -> HttpResponse:
    """Choose several requests, check, and remind each adviser once."""
    by, on = request.asker, today()
    check_post(by, P.ADVICE_ASK)
    ids = [int(each) for each in request.POST.getlist("request") if each.isdecimal()]
    if request.method == "POST" and request.POST.get("act") == "do":
        new, left = commands.chase_many(ids, by=by, at=now())
        return redirect(f"{reverse('assessment:chase')}?sent={new}&left={left}")
    if request.method == "POST" and request.POST.get("act") != "change" and ids:
        return _check_chase(request, ids)
    query = dict(request.GET.lists())
    found = queries.to_chase(by=by, on=on, page=wanted(query))
    names = people.named(by, {row.child_id for row in found.rows})
    shown = {
        "rows": [
            {
                "id": row.id,
                "name": names[row.child_id].name,
                "href": reverse("assessment:child-advice", args=[row.child_id]),
                "title": row.title,
                "holder": row.holder or row.service or "nobody yet",
                "due": due_words(row, on),
                "chased": row.chased,
                "chosen": row.id in ids,
            }
            for row in found.rows
            if row.child_id in names
        ],
        "problem": "Select at least one request." if request.method == "POST" and not ids else "",
        "done": _sent_words(request.GET.get("sent", ""), request.GET.get("left", "")),
        "paging": paginate(found.total, query),
    }
    return render(request, "assessment/advice_chase.html", shown)


def _sent_words(sent: str, left: str) -> str:
    if not (sent.isdecimal() and left.isdecimal()):
        return ""
    said = f"{int(sent)} reminded." if int(sent) else "Nobody was reminded."
    more = f" {int(left)} had been reminded today already, or no longer wait." if int(left) else ""
    return said + more


def _check_chase(request: AskedRequest, ids: list[int]) -> HttpResponse:
    rows = queries.chosen(ids, by=request.asker, on=today())
    facts = [
        {"key": row.holder or row.service or "Nobody yet", "value": f"{row.title}, due {row.due}"}
        for row in rows
    ]
    shown = {
        "title": "Check whom you remind",
        "facts": facts,
        "warning": "Each adviser gets one reminder now. No clock changes.",
        "kept": [("request", str(row.id)) for row in rows],
        "button": f"Remind {len(rows)}",
    }
    return render(request, "ui/check_answers.html", shown)


COUNCIL_FORMS: dict[str, Callable[..., Form]] = {
    "send-back": forms.Reason,
    "challenge": forms.Reason,
    "reuse": forms.Reuse,
}


def child_advice(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show the advice asked for a child; ask everybody the law names, or one adviser more."""
    by, on = request.asker, today()
    child = people.get_child(child_id, by=by, to=P.ADVICE_ASK, on=on, purpose="advice-ask")
    cases = Assessment.objects.filter(area_id=child.area_id, child=child).order_by("-received_date")
    case = next((each for each in cases if each.stage not in ENDED), None)
    form, problem = forms.AskOne(), ""
    if request.method == "POST" and case:
        form, problem = _ask(request, case)
        if not problem and not form.errors:
            return redirect("assessment:child-advice", child.pk)
    rows, sent = queries.advice_of(child), queries.requests_sent(child)
    year = queries.year_of(child, on)
    shown = {
        **frame(by, child, "assessment:child-advice", on),
        "rows": [_council_row(row, on, sent=row.id in sent) for row in rows],
        "silent": queries.silent_advisers(case, year_group=year) if case else (),
        "can_ask": case is not None,
        "form": form,
        "problem": problem,
        "has_errors": bool(problem or form.errors),
    }
    return render(request, "assessment/advice_child.html", shown)


def _ask(request: AskedRequest, case: Assessment) -> tuple[forms.AskOne, str]:
    by, at = request.asker, now()
    try:
        if request.POST.get("act") == "all":
            commands.ask_advisers(case.pk, by=by, at=at)
            return forms.AskOne(), ""
        form = forms.AskOne(request.POST)
        if form.is_valid():
            commands.ask_adviser(case.pk, by=by, at=at, **form.cleaned_data)
    except WrongAnswer as refused:
        return forms.AskOne(request.POST), str(refused)
    return form, ""


def _council_row(row: queries.RequestRow, on: date, *, sent: bool) -> list[Any]:
    unsent = row.state in AWAITED and not (sent or row.holder or row.service)
    return [
        {
            "text": f"({row.letter}) {row.title}",
            "href": reverse("assessment:request", args=[row.id]),
            "header": True,
            "quiet": row.service,
        },
        {
            "text": row.holder or "nobody yet",
            "quiet": "no letter yet: choose who answers" * unsent,
        },
        {"text": row.state_words, "quiet": f"reminded {row.chased} times" * (row.chased > 0)},
        due_words(row, on),
        FORCE_WORDS[row.bound],
    ]


def council_request(request: AskedRequest, request_id: int) -> HttpResponse:
    """Show one request to who asked: the answer, and what may be done about it."""
    by, problem, act = request.asker, "", request.POST.get("act", "")
    form = COUNCIL_FORMS[act](request.POST) if act in COUNCIL_FORMS else None
    if form is not None and form.is_valid():
        done = {"send-back": commands.send_back, "challenge": commands.challenge}
        work: Callable[..., None] = done.get(act, commands.reuse)
        try:
            work(request_id, by=by, at=now(), **form.cleaned_data)
        except (WrongAnswer, people.NamesAPlace) as refused:
            problem = str(refused)
        else:
            return redirect("assessment:request", request_id)
    found, child = queries.get_request(request_id, by=by, on=today(), to=P.ADVICE_ASK)
    state, row = AdviceState(found.state), queries.row_of(found)
    open_form = {
        AdviceState.ANSWERED: ("send-back", "Send it back"),
        AdviceState.NOT_KNOWN: ("challenge", "Challenge it"),
        AdviceState.ASKED: ("reuse", "Use advice that exists already"),
    }.get(state)
    given = queries.statements_of(child, [found.assessment_id])
    shown = {
        "identity": identity(child, today()),
        "row": row,
        "facts": facts_of(row, found, today()),
        "said": [each for each in given if each.request_id == found.pk],
        "kind_words": {kind.value: name for kind, name in STATEMENT_NAMES.items()},
        "notes": notes_of(found),
        "care": care_rows(found),
        "act": open_form[0] if open_form else "",
        "act_words": open_form[1] if open_form else "",
        "form": form or (COUNCIL_FORMS[open_form[0]]() if open_form else None),
        "problem": problem,
        "hand_out": reverse("assessment:hand-out", args=[found.pk])
        if state in queries.ANSWERING
        else "",
        "back": reverse("assessment:child-advice", args=[child.pk]),
        "has_errors": bool(problem or (form and form.errors)),
    }
    return render(request, "assessment/advice_request.html", shown)
