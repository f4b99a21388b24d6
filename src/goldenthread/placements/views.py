"""The setting's door, and the council's page of consultations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.files.queries import files_of, released_download
from goldenthread.people import queries as people
from goldenthread.people.frame import frame
from goldenthread.people.models import Child
from goldenthread.placements import forms
from goldenthread.placements.commands import consulting as commands
from goldenthread.placements.queries import consulting as queries
from goldenthread.placements.rules.consulting import (
    LISTED_WORDS,
    Answer,
    ConsultState,
    WrongConsultation,
)
from goldenthread.timeline.queries import clocks_of_child
from goldenthread.ui.paging import paginate, wanted
from goldenthread.ui.words import distance, in_days, plain_date, short_date

P = Permission


def due_words(row: queries.ConsultationRow, on: date) -> dict[str, str]:
    """Return when an answer is due, or was given, as a table shows it."""
    if row.answered:
        late = distance(row.due, row.answered) if row.answered > row.due else "in time"
        return {"text": short_date(row.answered), "quiet": f"answered {late}"}
    if row.state is not ConsultState.SENT:
        return {"text": short_date(row.due), "quiet": row.state_words.lower()}
    return {"text": short_date(row.due), "quiet": in_days(row.due, on)}


def answer_words(row: queries.ConsultationRow) -> str:
    """Return what a setting answered."""
    return {Answer.YES: "Yes", Answer.NO: "No"}[row.answer] if row.answer else row.state_words


# The setting ---------------------------------------------------------------------------------


def consultations(request: AskedRequest) -> HttpResponse:
    """Show the consultations of this person's setting, whichever council sent them."""
    on, query = today(), dict(request.GET.lists())
    done = request.GET.get("show") == "answered"
    found = queries.to_answer(by=request.asker, on=on, done=done, page=wanted(query))
    shown = {
        "rows": [
            [
                due_words(row, on),
                {
                    "text": row.name,
                    "href": reverse("placements:consultation", args=[row.id]),
                    "header": True,
                },
                row.council,
                row.asked_by,
                answer_words(row),
            ]
            for row in found.rows
        ],
        "kinds": [
            {"text": "Waiting for us", "href": "?", "current": not done},
            {"text": "Answered", "href": "?show=answered", "current": done},
        ],
        "nothing": "No answer of yours is kept here."
        if done
        else "No council waits for an answer.",
        "paging": paginate(found.total, query),
    }
    return render(request, "placements/consultations.html", shown)


def consultation(request: AskedRequest, consultation_id: int) -> HttpResponse:
    """Show one consultation copy, and take the setting's answer."""
    by, problem = request.asker, ""
    form = forms.AnswerForm(request.POST) if request.method == "POST" else None
    if form is not None:
        typed = {name: request.POST.getlist(name) for name in request.POST if name != "act"}
        typed.pop("csrfmiddlewaretoken", None)
        commands.save_answer_draft(consultation_id, typed=typed, by=by, at=now())
        if request.POST.get("act") == "draft":
            return redirect("placements:consultations")
        if form.is_valid():
            try:
                commands.answer(consultation_id, reply=form.reply, by=by, at=now())
            except WrongConsultation as refused:
                problem = str(refused)
            else:
                return redirect("placements:consultation", consultation_id)
    copy = queries.get_copy(consultation_id, by=by, on=today())
    shown = {
        "copy": copy,
        "row": copy.row,
        "due": due_words(copy.row, today()),
        "waiting": copy.row.state is ConsultState.SENT,
        "answer": answer_words(copy.row),
        "form": form or _typed(copy.typed),
        "problem": problem,
        "facts": _facts(copy.row),
        "file": reverse("placements:copy-file", args=[consultation_id]) if copy.file_id else "",
        "has_errors": bool(problem or (form and form.errors)),
    }
    return render(request, "placements/consultation.html", shown)


def _typed(typed: Any) -> forms.AnswerForm:
    """Return the form with what was typed before and not sent."""
    one = {name: values[-1] if values else "" for name, values in typed.items()}
    parts = {p: one.get(f"start-{p}", "") for p in ("day", "month", "year")}
    initial = {**one, "grounds": typed.get("grounds", []), "start": parts if typed else None}
    return forms.AnswerForm(initial=initial)


def _facts(row: queries.ConsultationRow) -> list[dict[str, str]]:
    rows = [
        ("Council", row.council),
        ("Sent", plain_date(row.sent)),
        ("Answer by", plain_date(row.due)),
        ("Why you are asked", row.asked_by),
        ("Kind of setting", LISTED_WORDS[row.listed] if row.listed else "not in s.38(3)"),
    ]
    if row.copy_until:
        rows.append(("You can read this until", plain_date(row.copy_until)))
    return [{"key": key, "value": value} for key, value in rows]


@require_GET
def copy_file(request: AskedRequest, consultation_id: int) -> FileResponse:
    """Send the document of a consultation copy to the setting it was sent to."""
    copy = queries.get_copy(consultation_id, by=request.asker, on=today())
    if copy.file_id is None:
        raise Http404
    found = released_download(copy.file_id, child_id=copy.row.child_id)
    answer = FileResponse(
        found.content, as_attachment=True, filename=found.name, content_type=found.content_type
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    return answer


# The council ---------------------------------------------------------------------------------


def child(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show a child's consultations and why a setting was named; consult one more."""
    by, on, problem = request.asker, today(), ""
    found = people.get_child(
        child_id, by=by, to=P.SETTING_CONSULT, on=on, purpose="setting-consult"
    )
    case = _case(found, request, on)
    name = request.GET.get("name", "")
    finding = forms.FindSetting(request.GET if name else None)
    offered = queries.settings_to_consult(name, by=by, on=on) if finding.is_valid() else ()
    rows = queries.consultations_of(found)
    asked = [(str(row.setting_id), row.setting) for row in rows]
    form, named = _consult_form(found, request, offered), _named_form(request, asked)
    if request.method == "POST" and case:
        problem = _change(request, found, case, form, named)
        if not problem and not form.errors and not named.errors:
            return redirect("placements:child", found.pk)
        rows = queries.consultations_of(found)
    shown = {
        **frame(by, found, "placements:child", on),
        "rows": [_row(row, on, found) for row in rows],
        "named": queries.named_of(found),
        "finding": finding,
        "offered": offered,
        "form": form,
        "named_form": named,
        "can": case is not None,
        "problem": problem,
        "has_errors": bool(problem or form.errors or named.errors),
    }
    return render(request, "placements/child.html", shown)


def written_down(request: AskedRequest, child_id: int, consultation_id: int) -> HttpResponse:
    """Write down a setting's answer that came by letter, email or telephone."""
    by, on = request.asker, today()
    found = people.get_child(
        child_id, by=by, to=P.SETTING_CONSULT, on=on, purpose="setting-consult"
    )
    rows = queries.consultations_of(found)
    row = next((each for each in rows if each.id == consultation_id), None)
    if row is None:
        raise Http404
    form = forms.WrittenDown(request.POST or None, today=on)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["answered_on"]
        try:
            commands.record_answer(row.id, reply=form.reply, answered_on=day, by=by, at=now())
        except WrongConsultation as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("placements:child", found.pk)
    shown = {
        **frame(by, found, "placements:child", on),
        "setting": row.setting,
        "sent": row.sent,
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "placements/written_down.html", shown)


def _case(found: Child, request: AskedRequest, on: date) -> int | None:
    """Return the assessment whose twenty weeks still run: what a setting is consulted in."""
    clocks = clocks_of_child(found, by=request.asker, today=on)
    running = (
        each.case_id
        for each in clocks
        if each.rule == "plan-final" and each.stopped is None and each.superseded is None
    )
    return next(running, None)


def _consult_form(found: Child, request: AskedRequest, offered: Any) -> forms.Consult:
    files = [(str(row.id), row.name) for row in files_of(found) if row.can_open]
    sent = request.POST if request.POST.get("act") == "consult" else None
    return forms.Consult(sent, settings=offered, files=files)


def _named_form(request: AskedRequest, asked: list[tuple[str, str]]) -> forms.Named:
    sent = request.POST if request.POST.get("act") == "named" else None
    return forms.Named(sent, settings=asked)


def _change(
    request: AskedRequest, found: Child, case: int, form: forms.Consult, named: forms.Named
) -> str:
    """Do what a button of the page asks for; return why not, or nothing."""
    by, at = request.asker, now()
    common: dict[str, Any] = {
        "child_id": found.pk,
        "case_type": "assessment",
        "case_id": case,
    }
    try:
        if form.is_bound and form.is_valid():
            given = form.cleaned_data
            commands.consult(
                **common,
                setting_id=given["setting_id"],
                asked_by=given["asked_by"],
                file_id=given["file_id"],
                sections=[
                    {"title": "Name", "words": people.display_name(found)},
                    {"title": "About the child", "words": given["about"]},
                    {"title": "Needs and provision", "words": given["needs"]},
                ],
                by=by,
                at=at,
            )
        elif named.is_bound and named.is_valid():
            commands.record_named(**common, by=by, at=at, **named.cleaned_data)
        elif request.POST.get("withdraw", "").isdecimal():
            commands.withdraw(int(request.POST["withdraw"]), by=by, at=at)
    except (WrongConsultation, people.NamesAPlace) as refused:
        return str(refused)
    return ""


def _row(row: queries.ConsultationRow, on: date, found: Child) -> dict[str, Any]:
    return {
        "id": row.id,
        "setting": row.setting,
        "listed": LISTED_WORDS[row.listed] if row.listed else "not in s.38(3)",
        "asked_by": row.asked_by,
        "due": due_words(row, on),
        "answer": answer_words(row),
        "grounds": row.grounds,
        "reasons": row.reasons,
        "waiting": row.state is ConsultState.SENT,
        "signs_in": row.signs_in,
        "answer_href": reverse("placements:written-down", args=[found.pk, row.id]),
        "sections": row.sections,
        "must": row.must_be_named and row.state is not ConsultState.WITHDRAWN,
    }
