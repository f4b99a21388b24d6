"""A report comes in and is judged, sentence by sentence; the plan made from it goes out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotFound, Permission
from goldenthread.access.today import now, today
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.documents.content import read as read_document
from goldenthread.documents.pdf import to_pdf
from goldenthread.documents.word import to_docx
from goldenthread.strategy import forms, shown_pages
from goldenthread.strategy.commands import inspections as commands
from goldenthread.strategy.commands.inspections import Judgement
from goldenthread.strategy.commands.submit import submit_plan
from goldenthread.strategy.models import Inspection
from goldenthread.strategy.models.inspections import InspectionState, SentenceKind
from goldenthread.strategy.queries import papers, reach
from goldenthread.strategy.rules.plan import PlanRefused
from goldenthread.strategy.rules.sentences import read_fact
from goldenthread.strategy.views.deeds import Deed, perform
from goldenthread.ui import answers
from goldenthread.ui.answers import Step
from goldenthread.ui.words import plain_date

P = Permission
KINDS = {
    "pdf": (to_pdf, "application/pdf"),
    "docx": (
        to_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


def inspections(request: AskedRequest, area: str) -> HttpResponse:
    """List the reports read for an area; take another in."""
    found = reach.get_area(area, by=request.asker)
    may_change = request.asker.may(P.IMPROVEMENT_CHANGE, found.pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.SendReport(*sent)
    if request.method == "POST":
        reach.check_area(request.asker, P.IMPROVEMENT_CHANGE, found.pk)
        if form.is_valid():
            given = form.cleaned_data["file"]
            try:
                made = commands.read_report(
                    chunks=given.chunks(),
                    name=given.name,
                    area_id=found.pk,
                    by=request.asker,
                    at=now(),
                )
            except PlanRefused as problem:
                form.add_error("file", str(problem))
            else:
                return redirect("improvement:inspection", made.pk)
    context = {
        **shown_pages.frame(found, request.asker, "inspections"),
        "rows": shown_pages.inspection_rows(found.pk),
        "form": form if may_change else None,
        "has_errors": bool(form.errors),
    }
    return render(request, "strategy/inspections.html", context)


def _get(request: AskedRequest, inspection_id: int) -> Inspection:
    rows = Inspection.objects.select_related("area")
    return reach.get(rows, inspection_id, by=request.asker)


def _crumbs(found: Inspection) -> tuple[tuple[str, str], ...]:
    return (
        ("Inspections", reverse("improvement:inspections", args=[found.area.code])),
        (found.file_name, reverse("improvement:inspection", args=[found.pk])),
    )


def inspection(request: AskedRequest, inspection_id: int) -> HttpResponse:
    """Show one reading: what is to be judged, what was not found, and what came of it."""
    found = _get(request, inspection_id)
    rows = shown_pages.item_rows(found)
    waiting = found.sentences.filter(decision="PENDING").count()
    context = {
        **shown_pages.frame(found.area, request.asker, "inspections"),
        "inspection": found,
        "rows": rows,
        "waiting": waiting,
        "doubts": found.reading.get("doubts", []),
        "is_open": found.state == InspectionState.READ,
        "is_confirmed": found.state == InspectionState.CONFIRMED,
        "may_change": request.asker.may(P.IMPROVEMENT_CHANGE, found.area_id),
        "submissions": list(found.submissions.order_by("-number")),
    }
    return render(request, "strategy/inspection.html", context)


def judge(request: AskedRequest, inspection_id: int, kind: str, item: int) -> HttpResponse:
    """Judge each sentence of one item: right, corrected, or not there."""
    found = _get(request, inspection_id)
    rows = shown_pages.judged_rows(found, kind.upper(), item)
    if not rows:
        raise NotFound("No such part of the report.")
    form = forms.Judge(request.POST or None, rows=rows)
    may_change = request.asker.may(P.IMPROVEMENT_CHANGE, found.area_id)
    if request.method == "POST" and form.is_valid():
        try:
            commands.judge(found.pk, _judgements(form), by=request.asker, at=now())
        except PlanRefused as problem:
            form.add_error(None, str(problem))
        else:
            return redirect(_next(found, kind.upper(), item))
    label = SentenceKind(kind.upper()).label
    context = {
        **shown_pages.frame(found.area, request.asker, "inspections"),
        "inspection": found,
        "title": label if kind == "fact" else f"{label} {item}",
        "form": form,
        "rows": rows,
        "may_judge": may_change and found.state == InspectionState.READ,
        "breadcrumbs": [{"text": text, "href": href} for text, href in _crumbs(found)],
        "has_errors": bool(form.errors),
    }
    return render(request, "strategy/judge.html", context)


def _judgements(form: forms.Judge) -> list[Judgement]:
    given = form.cleaned_data
    return [
        Judgement(
            sentence_id=row.pk,
            decision=given[f"decision-{row.pk}"],
            text=given[f"text-{row.pk}"],
            reason=given[f"reason-{row.pk}"],
        )
        for row, _ in form.rows
    ]


def _next(found: Inspection, kind: str, item: int) -> str:
    """Return the address of the next item with something to judge, or of the reading."""
    order = [str(each) for each in SentenceKind]
    left = found.sentences.filter(decision="PENDING").values_list("kind", "item").distinct()
    ahead = sorted(left, key=lambda pair: (order.index(pair[0]), pair[1]))
    here = (order.index(kind), item)
    later = [pair for pair in ahead if (order.index(pair[0]), pair[1]) > here] or ahead
    if not later:
        return reverse("improvement:inspection", args=[found.pk])
    return reverse("improvement:judge", args=[found.pk, later[0][0].lower(), later[0][1]])


def confirm(request: AskedRequest, inspection_id: int) -> HttpResponse:
    """Check what stands before the findings count and the clocks start; then let them."""
    found = _get(request, inspection_id)
    reach.check_area(request.asker, P.IMPROVEMENT_CHANGE, found.area_id)
    problem = ""
    if answers.step(request) is Step.DO:
        try:
            commands.confirm(found.pk, by=request.asker, at=now())
        except PlanRefused as refused:
            problem = str(refused)
        else:
            return redirect("improvement:inspection", found.pk)
    if request.method == "POST" and answers.step(request) is Step.CHANGE:
        return redirect("improvement:inspection", found.pk)
    if problem:
        back = reverse("improvement:inspection", args=[found.pk])
        return render(request, "strategy/refused.html", {"why": problem, "back": back})
    context = {
        "title": "Check before this report counts",
        "facts": _confirming(found),
        "kept": [],
        "button": "Confirm the report",
        "warning": "The clocks of the report start, and its sentences can no longer be changed.",
        "breadcrumbs": [{"text": text, "href": href} for text, href in _crumbs(found)],
    }
    return render(request, "ui/check_answers.html", context)


def _confirming(found: Inspection) -> list[dict[str, Any]]:
    facts = {row.name: row.text_now for row in found.sentences.filter(kind="FACT")}
    counts = {
        kind: found.sentences.filter(kind=kind).values("item").distinct().count()
        for kind in ("PRIORITY_ACTION", "IMPROVEMENT", "WEAKNESS")
    }
    reported = read_fact("publication_date", facts.get("publication_date", ""))
    published = plain_date(reported) if isinstance(reported, date) else ""
    told = [
        {"key": "Area", "value": facts.get("area", "")},
        {"key": "Outcome", "value": facts.get("outcome", "")},
        {"key": "Published", "value": published},
        {"key": "Areas for priority action", "value": str(counts["PRIORITY_ACTION"])},
        {"key": "Areas for improvement", "value": str(counts["IMPROVEMENT"])},
    ]
    if counts["PRIORITY_ACTION"]:
        told.append({"key": "Clock that starts", "value": "Priority action plan, 35 working days"})
    if facts.get("outcome") == "3":
        told.append({"key": "Date that stands", "value": "Monitoring inspection, about 18 months"})
    return told


def put_aside(request: AskedRequest, inspection_id: int) -> HttpResponse:
    """Put a reading aside that was not confirmed."""
    found = _get(request, inspection_id)
    reach.check_area(request.asker, P.IMPROVEMENT_CHANGE, found.area_id)
    back = reverse("improvement:inspections", args=[found.area.code])

    def do(given: dict[str, Any]) -> str:
        commands.put_aside(found.pk, by=request.asker)
        return back

    form = forms.Confirm(request.POST if request.method == "POST" else None)
    return perform(
        request,
        Deed(
            title="Put this reading aside",
            button="Put it aside",
            form=form,
            do=do,
            crumbs=_crumbs(found),
            lead="Nothing of it will count. The same file may be sent again.",
        ),
    )


def document(request: AskedRequest, inspection_id: int, kind: str) -> HttpResponse:
    """Download the plan: as it was submitted (?version=1), or as it stands."""
    found = _get(request, inspection_id)
    if found.state != InspectionState.CONFIRMED or kind not in KINDS:
        raise NotFound("No such document.")
    draw, content_type = KINDS[kind]
    if asked := request.GET.get("version", ""):
        version = found.submissions.filter(number=int(asked) if asked.isdecimal() else 0).first()
        if version is None:
            raise NotFound("No such version.")
        paper, name = read_document(version.content), f"plan-{found.area.code}-v{version.number}"
    else:
        paper = papers.plan_paper(found, by=request.asker, on=today())
        name = f"plan-{found.area.code}-{today()}"
    audit.note(Note(action=Action.EXPORT, area_id=found.area_id, purpose="plan", count=0))
    answer = HttpResponse(draw(paper), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def submit(request: AskedRequest, inspection_id: int) -> HttpResponse:
    """Record that the plan was submitted; its clock stops."""
    found = _get(request, inspection_id)
    reach.check_area(request.asker, P.IMPROVEMENT_CHANGE, found.area_id)
    form = forms.OnADay(request.POST or None).fit(today=today())

    def do(given: dict[str, Any]) -> str:
        submit_plan(found.pk, on=given["on"], today=today(), by=request.asker, at=now())
        return reverse("improvement:inspection", args=[found.pk])

    return perform(
        request,
        Deed(
            title="Record that the plan was submitted",
            button="Record it",
            form=form,
            do=do,
            crumbs=_crumbs(found),
            lead="The plan is kept as it stands now, and the clock of 35 working days stops.",
            warning="What was submitted is never altered. Later changes make another version.",
        ),
    )
