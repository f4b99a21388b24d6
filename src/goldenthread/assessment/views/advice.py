"""The advisers' door, a service's position, and the council's own page of advice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import ROLES, Permission, Role, check_post
from goldenthread.access.today import now, today
from goldenthread.assessment.commands import advice as commands
from goldenthread.assessment.forms import advice as forms
from goldenthread.assessment.models import AdviceRequest, Assessment, SocialCareRecord
from goldenthread.assessment.queries import advice as queries
from goldenthread.assessment.rules.advice import (
    ANSWER_NAMES,
    OFFER_NAMES,
    STATEMENT_NAMES,
    AdviceState,
    Adviser,
    Bound,
    FamilyAnswer,
    Offer,
    StatementKind,
    WrongAnswer,
)
from goldenthread.assessment.rules.stages import ENDED
from goldenthread.files.rules import Refused
from goldenthread.people import queries as people
from goldenthread.people.frame import frame, identity
from goldenthread.people.models import Child
from goldenthread.ui.paging import paginate, wanted
from goldenthread.ui.words import distance, in_days, plain_date, short_date

P = Permission
REFUSALS = (WrongAnswer, people.NamesAPlace, Refused)
FORCE_WORDS = {
    Bound.MUST: "MUST: the law",
    Bound.SHOULD: "SHOULD: official guidance",
    Bound.LOCAL: "LOCAL: our own date",
    Bound.INVITED: "Invited: no date",
}
STEP_WORDS = {
    "asked": "Asked",
    "chased": "Reminded",
    "handed": "Handed to",
    "given": "Advice given",
    "sent-back": "Sent back",
    "not-known": "“Not known to us”",
    "challenged": "Challenged",
    "reused": "Existing advice used",
    "withdrawn": "Withdrawn",
}


def due_words(row: queries.RequestRow, on: date) -> dict[str, Any]:
    """Return when one request is due, as a table shows it: late is said in words."""
    if row.due is None:
        return {"text": "No date", "quiet": "invited"}
    if row.answered:
        late = distance(row.due, row.answered) if row.answered > row.due else "in time"
        return {"text": short_date(row.answered), "quiet": f"given {late}"}
    return {"text": short_date(row.due), "quiet": in_days(row.due, on)}


# The adviser ---------------------------------------------------------------------------------


def mine(request: AskedRequest) -> HttpResponse:
    """Show what this person is asked to advise on, whichever council asks."""
    done, on = request.GET.get("show") == "given", today()
    query = dict(request.GET.lists())
    found = queries.my_requests(by=request.asker, on=on, done=done, page=wanted(query))
    names = people.named(request.asker, {row.child_id for row in found.rows})
    rows = [
        [
            due_words(row, on),
            {
                "text": names[row.child_id].name,
                "href": reverse("assessment:answer", args=[row.id]),
                "header": True,
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
        "facts": _facts(row, found, on),
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
        "files": found.reports,  # type: ignore[attr-defined]  # annotated by the query
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


def _facts(row: queries.RequestRow, found: AdviceRequest, on: date) -> list[dict[str, str]]:
    due = f"{plain_date(row.due)} {in_days(row.due, on)}" if row.due else "No date"
    return [
        {"key": "Asked for", "value": f"{row.title}, reg 6(1)({row.letter})"},
        {"key": "You received it", "value": plain_date(row.received)},
        {"key": "Due", "value": due if not row.answered else plain_date(row.answered)},
        {"key": "How it binds", "value": FORCE_WORDS[row.bound]},
        {"key": "Where it stands", "value": row.state_words},
    ]


def notes_of(found: AdviceRequest) -> list[dict[str, Any]]:
    """Return what was done about a request, for its page."""
    return [
        {
            "title": STEP_WORDS.get(step.kind, step.kind)
            + (f" {step.to_post.user.name}" if step.to_post else ""),
            "on": step.on,
            "words": step.words,
            "by": step.post.user.name if step.post else "the system",
        }
        for step in queries.steps_of(found)
    ]


def care_rows(found: AdviceRequest) -> list[dict[str, str]]:
    """Return the record of the offer of a social care assessment; empty when there is none."""
    kept: SocialCareRecord | None = getattr(found, "social_care", None)
    if kept is None:
        return []
    offered = kept.offered_date
    rows = [
        ("Was an assessment offered?", OFFER_NAMES[Offer(kept.offer)]),
        ("When and by whom", f"{plain_date(offered)}, {kept.offered_by}" if offered else ""),
        ("Language or format", kept.offered_how),
        (
            "What the family answered",
            ANSWER_NAMES[FamilyAnswer(kept.answer)] if kept.answer else "",
        ),
        ("Why not", kept.why_not),
        ("What followed", kept.followed),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


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


# A whole service -----------------------------------------------------------------------------


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
        "facts": _facts(row, found, today()),
        "notes": notes_of(found),
        "nobody": not able,
        "has_errors": bool(form.errors),
    }
    return render(request, "assessment/advice_hand_out.html", shown)


# The council ---------------------------------------------------------------------------------


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
    rows = queries.advice_of(child)
    year = queries.year_of(child, on)
    shown = {
        **frame(by, child, "assessment:child-advice", on),
        "rows": [_council_row(row, on) for row in rows],
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


def _council_row(row: queries.RequestRow, on: date) -> list[Any]:
    return [
        {
            "text": f"({row.letter}) {row.title}",
            "href": reverse("assessment:request", args=[row.id]),
            "header": True,
            "quiet": row.service,
        },
        row.holder or "nobody yet",
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
        "facts": _facts(row, found, today()),
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
