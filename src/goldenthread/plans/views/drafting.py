"""Writing: the whole draft, one section, one statement, its advice, what people say of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.people.queries import NamesAPlace
from goldenthread.plans import commands, forms, pages, queries
from goldenthread.plans.commands.answering import NewComment
from goldenthread.plans.commands.reaching import CannotWrite, writable
from goldenthread.plans.commands.writing import BadStatement, Stale
from goldenthread.plans.fields import words_of
from goldenthread.plans.heard import heard
from goldenthread.plans.queries import Desk
from goldenthread.plans.rules.changes import marked
from goldenthread.plans.rules.sections import (
    HOLDS,
    KINDS,
    SECTIONS,
    TITLES,
    NoSuchRow,
    kind_of,
    row_in,
)
from goldenthread.ui.words import plain_date

P = Permission
NEW = "new-"


def reach(request: AskedRequest, child_id: int, draft_id: int) -> tuple[Child, Desk]:
    """Return a child and one of their drafts, to somebody who works on it."""
    child = people.get_child(
        child_id, by=request.asker, to=P.PLAN_ADVISE, on=today(), purpose="plan-desk"
    )
    return child, queries.read_draft(child, draft_id)


def draft(request: AskedRequest, child_id: int, draft_id: int) -> HttpResponse:
    """Show the whole draft at a glance."""
    child, desk = reach(request, child_id, draft_id)
    return render(
        request, "plans/draft.html", pages.draft_page(request.asker, child, desk, today())
    )


def section(request: AskedRequest, child_id: int, draft_id: int, section: str) -> HttpResponse:
    """Show one section: each statement beside its source and the checker's notes."""
    if section not in SECTIONS:
        raise Http404
    child, desk = reach(request, child_id, draft_id)
    context = pages.section_page(request.asker, child, desk, section, today())
    context["heard"] = heard(child, section, by=request.asker)
    return render(request, "plans/section.html", context)


# One statement


def statement(
    request: AskedRequest, child_id: int, draft_id: int, section: str, row: str
) -> HttpResponse:
    """Write one statement. A save over words somebody saved since is refused, both texts shown."""
    if section not in SECTIONS:
        raise Http404
    child, desk = reach(request, child_id, draft_id)
    kind = _kind(desk, section, row)
    if request.method == "POST":
        return _save(request, child, desk, section, row, kind)
    held = commands.open_section(
        desk.id, child_id=child.pk, section=section, by=request.asker, on=today(), at=now()
    )
    kept = queries.typed_by(desk.id, section, row, child=child, by=request.asker)
    form = _form(desk, section, row, kind, version=held.version)
    if kept:
        form = _form(desk, section, row, kind, version=kept.over_version, typed=kept.typed)
    return _statement_page(
        request, child, desk, section, row, kind, form,
        kept=plain_date(kept.kept_at.date()) if kept else "",
    )  # fmt: skip


def _kind(desk: Desk, section: str, row: str) -> str:
    """Return what kind of statement an address means."""
    if row.startswith(NEW) and row.removeprefix(NEW) in HOLDS[section]:
        return row.removeprefix(NEW)
    if row in HOLDS[section] and KINDS[row].single and row != "signature":
        return row
    try:
        return kind_of(desk.parts[section], section, row)
    except NoSuchRow:
        raise Http404 from None


def _name(row: str) -> str:
    return "" if row.startswith(NEW) else row


def _form(
    desk: Desk,
    section: str,
    row: str,
    kind: str,
    *,
    version: int,
    typed: dict[str, Any] | None = None,
    data: Any = None,
) -> forms.StatementForm:
    part, name = desk.parts[section], _name(row)
    there = row_in(part, kind, name) if name else {}
    chosen = [link["source"] for link in part.get("links", []) if link["target"] == name]
    given = typed or {}
    return forms.StatementForm(
        data,
        kind=kind,
        row={**there, **given},
        answers=pages.answers_to(kind, desk, section),
        chosen=given.get("answers", chosen),
        version=version,
    )


def _statement_page(
    request: AskedRequest,
    child: Child,
    desk: Desk,
    section: str,
    row: str,
    kind: str,
    form: forms.StatementForm,
    **more: Any,
) -> HttpResponse:
    shown = pages.section_page(request.asker, child, desk, section, today())
    name = _name(row)
    beside = next((each for each in shown["statements"] if each["row"] == name), None)
    context = {
        **shown,
        "form": form,
        "row": row,
        "name": name if not KINDS[kind].single else "",
        "kind": KINDS[kind].title,
        "kind_key": kind,
        "beside": beside,
        "has_errors": bool(form.errors),
        "stands": bool(name and beside),
        "heard": heard(child, section, by=request.asker),
        **more,
    }
    return render(request, "plans/statement.html", context)


def _answers(form: forms.StatementForm, desk: Desk, section: str, row: str) -> list[str] | None:
    """What a statement answers, with the advice it rests on, which this form does not ask."""
    chosen = form.answered()
    if chosen is None:
        return None
    links = desk.parts[section].get("links", [])
    offered = {value for value, _ in form.fields["answers"].choices}  # type: ignore[attr-defined]  # a choice field
    kept = [
        link["source"]
        for link in links
        if link["target"] == _name(row) and link["source"] not in offered
    ]
    return [*chosen, *kept]


def _save(
    request: AskedRequest, child: Child, desk: Desk, section: str, row: str, kind: str
) -> HttpResponse:
    version = desk.sections[section]["version"]
    form = _form(desk, section, row, kind, version=version, data=request.POST)
    more: dict[str, Any] = {}
    if form.is_valid():
        try:
            saved = commands.save_statement(
                desk.id,
                child_id=child.pk,
                section=section,
                kind=kind,
                row=_name(row),
                values=form.values(),
                answers=_answers(form, desk, section, row),
                over_version=form.cleaned_data["version"],
                by=request.asker,
                on=today(),
                at=now(),
            )
        except Stale as refused:
            form.add_error(None, str(refused))
            # The next save is over what is now shown.
            form.data = {**request.POST.dict(), "version": str(refused.current.version)}
            if "answers" in request.POST:
                form.data = {**form.data, "answers": request.POST.getlist("answers")}
            more["conflict"] = _conflict(kind, form.values(), refused)
        except BadStatement as wrong:
            for name, words in wrong.fields.items():
                form.add_error(name if name in form.fields else None, words)
        except (CannotWrite, NamesAPlace) as problem:
            form.add_error(None, str(problem))
        else:
            address = redirect("plans:section", child.pk, desk.id, section)
            address["Location"] += f"#{saved.row}"
            return address
    return _statement_page(request, child, desk, section, row, kind, form, **more)


def _conflict(kind: str, mine: dict[str, Any], refused: Stale) -> dict[str, Any]:
    """Both texts, side by side: what was saved meanwhile, and what was typed."""
    theirs = dict(words_of(kind, refused.there)) if refused.there else {}
    ours = dict(words_of(kind, mine))
    who = refused.current.saved_by.name if refused.current.saved_by else "Somebody"
    names = [*theirs, *(name for name in ours if name not in theirs)]
    return {
        "who": who,
        "same": bool(theirs) and theirs == ours,
        "rows": [
            {
                "label": name,
                "theirs": theirs.get(name, ""),
                "mine": ours.get(name, ""),
                "pieces": marked(theirs.get(name, ""), ours.get(name, "")),
            }
            for name in names
        ],
        "elsewhere": not theirs,
    }


@require_POST
def keep(
    request: AskedRequest, child_id: int, draft_id: int, section: str, row: str
) -> HttpResponse:
    """Keep what is typed so far, for whoever types it: asked every ten seconds by the page."""
    names = set(request.POST) - {"csrfmiddlewaretoken", "version"}
    typed: dict[str, Any] = {}
    for name in sorted(names):
        base, _, part = name.rpartition("-")
        if part in ("day", "month", "year") and base:
            typed.setdefault(base, {})[part] = request.POST[name]
        elif name == "answers":
            typed[name] = request.POST.getlist(name)
        else:
            typed[name] = request.POST[name]
    version = request.POST.get("version", "")
    try:
        kept = commands.keep_typed(
            draft_id,
            child_id=child_id,
            section=section,
            row=row,
            typed=typed,
            over_version=int(version) if version.isdecimal() else 1,
            by=request.asker,
            on=today(),
            at=now(),
        )
    except (CannotWrite, NamesAPlace) as problem:
        return render(request, "plans/kept.html", {"problem": str(problem)})
    return render(request, "plans/kept.html", {"kept_at": f"{kept.kept_at:%H:%M:%S}"})


@require_POST
def take_out(
    request: AskedRequest, child_id: int, draft_id: int, section: str, row: str
) -> HttpResponse:
    """Take a statement out of its section."""
    child, desk = reach(request, child_id, draft_id)
    version = request.POST.get("version", "")
    try:
        commands.take_statement_out(
            desk.id,
            child_id=child.pk,
            section=section,
            kind=_kind(desk, section, row),
            row=row,
            over_version=int(version) if version.isdecimal() else 0,
            by=request.asker,
            on=today(),
            at=now(),
        )
    except (Stale, NoSuchRow, CannotWrite) as problem:
        return refused(request, child, desk, str(problem), "plans:section", section)
    return redirect("plans:section", child.pk, desk.id, section)


def refused(
    request: AskedRequest, child: Child, desk: Desk, words: str, back: str, *arguments: Any
) -> HttpResponse:
    """Say that something was not done, why, and where to go on."""
    context = pages.refused_page(request.asker, child, desk, today(), words, back, *arguments)
    return render(request, "plans/refused.html", context, status=409)


# Advice


def advice(request: AskedRequest, child_id: int, draft_id: int) -> HttpResponse:
    """Show what became of each statement of the advice; what has no place comes first."""
    child, desk = reach(request, child_id, draft_id)
    context = pages.advice_page(request.asker, child, desk, today())
    mine = writable(request.asker, child, today())
    context["may_place"] = bool(mine) and not context["closed"]
    return render(request, "plans/advice.html", context)


def source(request: AskedRequest, child_id: int, draft_id: int, source_id: int) -> HttpResponse:
    """Decide what becomes of one statement of the advice."""
    child, desk = reach(request, child_id, draft_id)
    found = next((each for each in desk.sources if each["id"] == source_id), None)
    if found is None:
        raise Http404
    mine = writable(request.asker, child, today())
    sections = [
        s for s in SECTIONS if s in mine and HOLDS[s][0] in ("need", "outcome", "provision")
    ]
    form = forms.PlaceForm(
        request.POST if request.method == "POST" else None,
        rows=pages.rows_to_choose(desk, mine),
        sections=sections,
        suggests=found["section"],
        prefix="place",
    )
    if request.method == "POST" and form.is_valid():
        try:
            _place(request, child, desk, source_id, form.cleaned_data)
        except (CannotWrite, NamesAPlace) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("plans:advice", child.pk, desk.id)
    context = {
        **pages.advice_page(request.asker, child, desk, today()),
        "source": next(
            each
            for name in ("waiting", "placed", "left_out")
            for each in pages.advice_page(request.asker, child, desk, today())[name]
            if each["id"] == source_id
        ),
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "plans/source.html", context)


def _place(
    request: AskedRequest, child: Child, desk: Desk, source_id: int, given: dict[str, str]
) -> None:
    common: dict[str, Any] = {
        "child_id": child.pk, "by": request.asker, "on": today(), "at": now(),
    }  # fmt: skip
    if given["how"] == "new":
        commands.place_as_new(desk.id, source_id, section=given["section"], **common)
    elif given["how"] == "row":
        section = pages.section_of(desk, given["row"])
        if not section:
            raise CannotWrite("Choose the statement that rests on this.")
        commands.place(desk.id, source_id, section=section, row=given["row"], **common)
    elif given["how"] == "out":
        commands.leave_out(desk.id, source_id, reason=given["words"], **common)
    else:
        commands.ask_adviser(desk.id, source_id, question=given["words"], **common)


@require_POST
def question(request: AskedRequest, child_id: int, draft_id: int, question_id: int) -> HttpResponse:
    """Keep an adviser's answer to a question."""
    child, desk = reach(request, child_id, draft_id)
    try:
        commands.answer_question(
            desk.id,
            question_id,
            child_id=child.pk,
            words=request.POST.get("answer", ""),
            by=request.asker,
            on=today(),
            at=now(),
        )
    except (CannotWrite, NamesAPlace) as problem:
        return refused(request, child, desk, str(problem), "plans:advice")
    return redirect("plans:advice", child.pk, desk.id)


# Comments


def comments(request: AskedRequest, child_id: int, draft_id: int) -> HttpResponse:
    """Show what people say of the draft; keep what somebody more says."""
    child, desk = reach(request, child_id, draft_id)
    form = forms.CommentForm(
        request.POST if request.method == "POST" else None,
        rows=pages.rows_to_choose(desk),
        staff_only=not request.asker.may(P.PLAN_WRITE, child.area_id),
        initial={"said_date": today(), "said_by": request.asker.name, "voice": "STAFF"},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["row"]:
            given["section"] = pages.section_of(desk, given["row"]) or given["section"]
        try:
            commands.add_comment(
                desk.id,
                NewComment(**given),
                child_id=child.pk,
                by=request.asker,
                on=today(),
                at=now(),
            )
        except (CannotWrite, NamesAPlace) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("plans:comments", child.pk, desk.id)
    context = {
        **pages.draft_frame(request.asker, child, desk, today(), "plans:comments"),
        "comments": [pages.comment_row(each) for each in desk.comments],
        "titles": TITLES,
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "plans/comments.html", context)


def comment(request: AskedRequest, child_id: int, draft_id: int, comment_id: int) -> HttpResponse:
    """Say what was done about one comment."""
    child, desk = reach(request, child_id, draft_id)
    found = next((each for each in desk.comments if each["id"] == comment_id), None)
    if found is None:
        raise Http404
    form = forms.AnswerComment(
        request.POST if request.method == "POST" else None,
        rows=pages.rows_to_choose(desk),
        prefix="answer",
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            commands.answer_comment(
                desk.id,
                comment_id,
                child_id=child.pk,
                taken_in=given["taken_in"] == "yes",
                words=given["words"],
                changed_row=given["changed_row"],
                by=request.asker,
                on=today(),
                at=now(),
            )
        except (CannotWrite, NamesAPlace) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("plans:comments", child.pk, desk.id)
    context = {
        **pages.draft_frame(request.asker, child, desk, today(), "plans:comments"),
        "comment": pages.comment_row(found),
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "plans/comment.html", context)
