"""The adviser's door: one list for all councils, and the answer to one request."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.assessment.commands import advice as commands
from goldenthread.assessment.forms import advice as forms
from goldenthread.assessment.models import AdviceRequest, SocialCareRecord
from goldenthread.assessment.queries import advice as queries
from goldenthread.assessment.rules.advice import (
    STATEMENT_NAMES,
    AdviceState,
    Adviser,
    StatementKind,
)
from goldenthread.assessment.views.advice.shown import (
    FORCE_WORDS,
    REFUSALS,
    care_rows,
    due_words,
    facts_of,
    notes_of,
)
from goldenthread.organisations.queries import areas_by_id
from goldenthread.people import queries as people
from goldenthread.people.frame import identity
from goldenthread.people.models import Child
from goldenthread.ui.paging import paginate, wanted

P = Permission


def mine(request: AskedRequest) -> HttpResponse:
    """Show what this person is asked to advise on, whichever council asks."""
    done, on = request.GET.get("show") == "given", today()
    query = dict(request.GET.lists())
    found = queries.my_requests(by=request.asker, on=on, done=done, page=wanted(query))
    names = people.named(request.asker, {row.child_id for row in found.rows})
    councils = {each.pk: each.name for each in areas_by_id({row.area_id for row in found.rows})}
    rows = [
        [
            due_words(row, on),
            {
                "text": names[row.child_id].name,
                "href": reverse("assessment:answer", args=[row.id]),
                "header": True,
                "quiet": councils[row.area_id],
            },
            {"text": row.title, "quiet": row.service},
            {"text": row.state_words, "quiet": f"reminded {row.chased} times" * (row.chased > 0)},
            FORCE_WORDS[row.bound],
        ]
        for row in found.rows
        if row.child_id in names
    ]
    kinds = [
        {"text": "Waiting for me", "href": "?", "current": not done},
        {"text": "Given", "href": "?show=given", "current": done},
    ]
    nothing = "You have given no advice yet." if done else "Nobody waits for advice from you."
    shown = {
        "rows": rows,
        "kinds": kinds,
        "nothing": nothing,
        "paging": paginate(found.total, query),
    }
    return render(request, "assessment/advice_mine.html", shown)


def answer(request: AskedRequest, request_id: int) -> HttpResponse:
    """Show one request and the answer as it stands; give it, or say the child is not known."""
    report = forms.Report()
    not_known = forms.NotKnown()
    problem = ""
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "not-known":
            not_known = forms.NotKnown(request.POST)
            not_known.is_valid()
        if act == "report":
            report = forms.Report(request.POST, request.FILES)
        problem = _act(request, request_id, act, report, not_known)
        if not problem and not report.errors:
            return redirect("assessment:answer", request_id)
    found, child = queries.get_request(request_id, by=request.asker, on=today(), to=P.ADVICE_GIVE)
    typed = queries.typed_before(found, "not-known", by=request.asker)
    if typed and not not_known.is_bound:
        not_known = forms.NotKnown(initial=typed)
    shown = _answer_page(request, found, child)
    context = {
        **shown,
        "report": report,
        "not_known": not_known,
        "problem": problem,
        "has_errors": bool(problem or report.errors),
    }
    return render(request, "assessment/advice_answer.html", context)


def _act(
    request: AskedRequest,
    request_id: int,
    act: str,
    report: forms.Report,
    not_known: forms.NotKnown,
) -> str:
    """Do what a button of the answer's page asks for; return why not, or nothing."""
    by, at = request.asker, now()
    try:
        if act == "give":
            commands.give_advice(request_id, by=by, at=at)
        elif act == "report" and report.is_valid():
            sent = report.cleaned_data["report"]
            commands.attach(request_id, chunks=sent.chunks(), name=sent.name, by=by, at=at)
        elif act == "not-known":
            typed = not_known.cleaned_data["searched"]
            commands.save_draft(
                request_id, part="not-known", typed={"searched": typed}, by=by, at=at
            )
            commands.say_not_known(request_id, searched=typed, by=by, at=at)
        elif act.startswith("remove-") and act[7:].isdecimal():
            commands.remove_statement(request_id, statement_id=int(act[7:]), by=by, at=at)
    except REFUSALS as problem:
        return str(problem)
    return ""


def _answer_page(request: AskedRequest, found: AdviceRequest, child: Child) -> dict[str, Any]:
    on, row = today(), queries.row_of(found)
    said = [
        {
            "id": each.pk,
            "kind": STATEMENT_NAMES[StatementKind(each.kind)],
            "words": each.words,
            "facts": [
                words
                for words in (each.everyday, each.who, each.how_often, each.how_long,
                              each.ratio, each.expertise, each.passage)
                if words
            ],
            "href": reverse("assessment:statement", args=[found.pk, each.pk]),
        }
        for each in queries.written(found)
    ]  # fmt: skip
    state = AdviceState(found.state)
    writable = state in queries.ANSWERING or state is AdviceState.INVITED
    return {
        "identity": identity(child, on),
        "row": row,
        "due": due_words(row, on),
        "force": FORCE_WORDS[row.bound],
        "facts": facts_of(row, found, on),
        "said": said,
        "kinds": [
            {
                "text": f"Add a {STATEMENT_NAMES[kind].lower()}"
                if kind is not StatementKind.OUTCOME
                else "Add an outcome",
                "href": reverse("assessment:new-statement", args=[found.pk, kind.value.lower()]),
            }
            for kind in StatementKind
        ],
        "writable": writable,
        "withdrawn": state is AdviceState.WITHDRAWN,
        "kept": _kept(found, request) if state is AdviceState.WITHDRAWN else [],
        "files": queries.reports_of(found),
        "notes": notes_of(found),
        "care": care_rows(found) if found.adviser == Adviser.SOCIAL_CARE else None,
        "care_href": reverse("assessment:care", args=[found.pk]),
        "today": on,
    }


def _kept(found: AdviceRequest, request: AskedRequest) -> list[str]:
    """Return what somebody had typed and not sent, for them to copy."""
    posts = [post.id for post in request.asker.posts]
    typed = found.drafts.filter(post_id__in=posts).values_list("typed", flat=True)
    return [str(words) for each in typed for words in each.values() if words]


def new_statement(request: AskedRequest, request_id: int, kind: str) -> HttpResponse:
    """Write one statement of a kind."""
    try:
        wanted_kind = StatementKind(kind.upper())
    except ValueError:
        raise Http404 from None
    return _statement(request, request_id, wanted_kind, None)


def statement(request: AskedRequest, request_id: int, statement_id: int) -> HttpResponse:
    """Write one statement anew."""
    found, _ = queries.get_request(request_id, by=request.asker, on=today(), to=P.ADVICE_GIVE)
    row = next((each for each in queries.written(found) if each.pk == statement_id), None)
    if row is None:
        raise Http404
    return _statement(request, request_id, StatementKind(row.kind), statement_id)


def _statement(
    request: AskedRequest, request_id: int, kind: StatementKind, statement_id: int | None
) -> HttpResponse:
    by, problem = request.asker, ""
    part = kind.value if statement_id is None else f"AS{statement_id}"
    if request.method == "POST":
        form = forms.StatementForm(request.POST, kind=kind)
        valid = form.is_valid()
        typed = {name: request.POST.get(name, "") for name in form.fields}
        commands.save_draft(request_id, part=part, typed=typed, by=by, at=now())
        if request.POST.get("act") == "draft":
            return redirect("assessment:answer", request_id)
        if valid:
            try:
                commands.write_statement(
                    request_id, said=form.statement, statement_id=statement_id, by=by, at=now()
                )
            except REFUSALS as refused:
                problem = str(refused)
            else:
                return redirect("assessment:answer", request_id)
    found, child = queries.get_request(request_id, by=by, on=today(), to=P.ADVICE_GIVE)
    if request.method != "POST":
        initial = queries.typed_before(found, part, by=by) or _before(found, statement_id)
        form = forms.StatementForm(None, kind=kind, initial=initial)
    shown = {
        "identity": identity(child, today()),
        "form": form,
        "problem": problem,
        "title": STATEMENT_NAMES[kind],
        "back": reverse("assessment:answer", args=[request_id]),
        "has_errors": bool(problem or form.errors),
    }
    return render(request, "assessment/advice_statement.html", shown)


def _before(found: AdviceRequest, statement_id: int | None) -> dict[str, str]:
    row = next((each for each in queries.written(found) if each.pk == statement_id), None)
    return {name: getattr(row, name) for name in queries.WRITTEN} if row else {}


def care(request: AskedRequest, request_id: int) -> HttpResponse:
    """Say whether social care offered an assessment, and what the family answered."""
    by, problem = request.asker, ""
    form = forms.Care(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.record_social_care(request_id, by=by, at=now(), **form.cleaned_data)
        except REFUSALS as refused:
            problem = str(refused)
        else:
            return redirect("assessment:answer", request_id)
    found, child = queries.get_request(request_id, by=by, on=today(), to=P.ADVICE_GIVE)
    if found.adviser != Adviser.SOCIAL_CARE:
        raise Http404
    kept = SocialCareRecord.objects.filter(request=found).first()
    if kept and request.method != "POST":
        form = forms.Care(initial={name: getattr(kept, name) for name in form.fields})
    shown = {
        "identity": identity(child, today()),
        "form": form,
        "problem": problem,
        "title": "Social care assessment",
        "back": reverse("assessment:answer", args=[request_id]),
        "has_errors": bool(problem or form.errors),
    }
    return render(request, "assessment/advice_care.html", shown)
