"""Sending and issuing: the advisers' answers, the gate, reasons, and the plan that goes out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.people.models import Child
from goldenthread.people.queries import NamesAPlace
from goldenthread.plans import commands, forms, pages
from goldenthread.plans.commands.answering import Given
from goldenthread.plans.commands.reaching import CannotWrite
from goldenthread.plans.queries import Desk
from goldenthread.plans.views.drafting import reach

P = Permission


# Accurate before final


def accuracy(request: AskedRequest, child_id: int, draft_id: int) -> HttpResponse:
    """Show each adviser's passages beside their advice, and what they answered."""
    child, desk = reach(request, child_id, draft_id)
    context = pages.accuracy_page(request.asker, child, desk, today())
    return render(request, "plans/accuracy.html", context)


def passages(request: AskedRequest, child_id: int, draft_id: int, evidence: str) -> HttpResponse:
    """Take one adviser's answers: accurate, correct it so, something is left out."""
    child, desk = reach(request, child_id, draft_id)
    page = pages.accuracy_page(request.asker, child, desk, today())
    adviser = next((each for each in page["advisers"] if each["evidence"] == evidence), None)
    if adviser is None or not adviser["mine"]:
        raise Http404
    rows = [each["raw"] for each in adviser["passages"] if not each["settled"]]
    form = forms.PassagesForm(request.POST if request.method == "POST" else None, passages=rows)
    if request.method == "POST" and form.is_valid():
        try:
            commands.answer_passages(
                desk.id,
                {number: Given(*given) for number, given in form.given().items()},
                child_id=child.pk,
                by=request.asker,
                on=today(),
                at=now(),
            )
        except (CannotWrite, NamesAPlace) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("plans:accuracy", child.pk, desk.id)
    asked = {each["id"]: each for each in adviser["passages"]}
    context = {
        **page,
        "adviser": adviser,
        "form": form,
        "asked": [
            {
                **asked[row["id"]],
                "boxes": [form[f"answer-{row['id']}"], form[f"words-{row['id']}"]],
            }
            for row in rows
        ],
        "has_errors": bool(form.errors),
    }
    return render(request, "plans/passages.html", context)


def correction(
    request: AskedRequest, child_id: int, draft_id: int, passage_id: int
) -> HttpResponse:
    """Settle an adviser's correction."""
    child, desk = reach(request, child_id, draft_id)
    page = pages.accuracy_page(request.asker, child, desk, today())
    every = [*page["earlier"], *(p for each in page["advisers"] for p in each["passages"])]
    found = next((each for each in every if each["id"] == passage_id), None)
    if found is None or not page["may_write"]:
        raise Http404
    form = forms.SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.settle(
                desk.id,
                passage_id,
                child_id=child.pk,
                by=request.asker,
                on=today(),
                at=now(),
                **form.cleaned_data,
            )
        except (CannotWrite, NamesAPlace) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("plans:accuracy", child.pk, desk.id)
    context = {**page, "passage": found, "form": form, "has_errors": bool(form.errors)}
    return render(request, "plans/correction.html", context)


# The gate


def issue(request: AskedRequest, child_id: int, draft_id: int) -> HttpResponse:
    """Show what stops the plan, what does not, and where it would go."""
    child, desk = reach(request, child_id, draft_id)
    return render(request, "plans/issue.html", _gate_page(request, child, desk))


def _gate_page(request: AskedRequest, child: Child, desk: Desk, **more: Any) -> dict[str, Any]:
    page = pages.issue_page(request.asker, child, desk, today())
    findings = [(each.mark, f"{each.check}: {each.why}") for each in page["yielding"]]
    return {
        **page,
        "reason_form": forms.ReasonForm(findings=findings) if findings else None,
        "agreement_form": forms.AgreementForm(),
        "family_form": forms.FamilyDoneForm(today=today()),
        **more,
    }


@require_POST
def reason(request: AskedRequest, child_id: int, draft_id: int) -> HttpResponse:
    """Record a manager's reason for some findings."""
    child, desk = reach(request, child_id, draft_id)
    page = pages.issue_page(request.asker, child, desk, today())
    yielding = {each.mark: each for each in page["yielding"]}
    findings = [(mark, f"{each.check}: {each.why}") for mark, each in yielding.items()]
    form = forms.ReasonForm(request.POST, findings=findings)
    if form.is_valid():
        chosen = [yielding[mark] for mark in form.cleaned_data["findings"]]
        try:
            commands.give_reasons(
                desk.id,
                chosen,
                form.cleaned_data["reason"],
                child_id=child.pk,
                by=request.asker,
                on=today(),
                at=now(),
            )
        except (CannotWrite, NamesAPlace) as problem:
            form.add_error("reason", str(problem))
        else:
            return redirect("plans:issue", child.pk, desk.id)
    context = _gate_page(request, child, desk, reason_form=form, has_errors=True)
    return render(request, "plans/issue.html", context)


@require_POST
def agreement(request: AskedRequest, child_id: int, draft_id: int) -> HttpResponse:
    """Record the ICB's agreement to section G as it stands."""
    child, desk = reach(request, child_id, draft_id)
    form = forms.AgreementForm(request.POST)
    if form.is_valid():
        try:
            commands.record_agreement(
                desk.id,
                child_id=child.pk,
                by=request.asker,
                on=today(),
                at=now(),
                **form.cleaned_data,
            )
        except CannotWrite as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("plans:issue", child.pk, desk.id)
    context = _gate_page(request, child, desk, agreement_form=form, has_errors=True)
    return render(request, "plans/issue.html", context)


@require_POST
def family(request: AskedRequest, child_id: int, draft_id: int) -> HttpResponse:
    """Record that the family has said all it wants to."""
    child, desk = reach(request, child_id, draft_id)
    form = forms.FamilyDoneForm(request.POST, today=today())
    if form.is_valid():
        try:
            commands.family_done(
                desk.id,
                child_id=child.pk,
                on=form.cleaned_data["done"],
                by=request.asker,
                today=today(),
                at=now(),
            )
        except CannotWrite as problem:
            form.add_error("done", str(problem))
        else:
            return redirect("plans:issue", child.pk, desk.id)
    context = _gate_page(request, child, desk, family_form=form, has_errors=True)
    return render(request, "plans/issue.html", context)
