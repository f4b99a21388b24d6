"""The board's page and pack, the risks and decisions behind it, and what is told in public."""

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
from goldenthread.documents.pdf import to_pdf
from goldenthread.organisations import queries as organisations
from goldenthread.organisations.models import LocalArea
from goldenthread.strategy import forms, shown_pages
from goldenthread.strategy.commands import boards, steps
from goldenthread.strategy.models import ProgressReport
from goldenthread.strategy.queries import papers, reach
from goldenthread.strategy.queries.board import board as read_board
from goldenthread.strategy.rules.papers import headline, public_content
from goldenthread.strategy.rules.plan import PlanRefused
from goldenthread.strategy.views.deeds import Deed, perform

P = Permission


def areas(request: AskedRequest) -> HttpResponse:
    """Choose an area's plan; straight to it when there is one."""
    found = reach.areas_of(request.asker)
    if len(found) == 1:
        return redirect("improvement:board", found[0].code)
    return render(request, "strategy/areas.html", {"areas": found})


def _day(request: AskedRequest) -> tuple[forms.Fitted, date]:
    form = forms.BoardDay(request.GET or None).fit(today=today())
    chosen = form.cleaned_data.get("on") if form.is_bound and form.is_valid() else None
    return form, chosen or today()


def board(request: AskedRequest, area: str) -> HttpResponse:
    """One row a finding: said, did, changed, felt, owed next; as it stood on a day."""
    found = reach.get_area(area, by=request.asker)
    form, day = _day(request)
    shown = read_board(found, on=day, by=request.asker)
    context = {
        **shown_pages.frame(found, request.asker, "board"),
        "form": form,
        "board": shown,
        "day": day,
        "past": day < today(),
        "headline": headline(shown),
        "figures": shown_pages.headline_figures(shown),
        "balance": shown_pages.balance_rows(shown),
        "has_errors": bool(form.errors),
    }
    return render(request, "strategy/board.html", context)


def pack(request: AskedRequest, area: str) -> HttpResponse:
    """The board pack of a day, as PDF."""
    found = reach.get_area(area, by=request.asker)
    _, day = _day(request)
    paper = papers.pack_paper(found, by=request.asker, on=day)
    audit.note(Note(action=Action.EXPORT, area_id=found.pk, purpose="board-pack", count=0))
    return _file(to_pdf(paper), f"board-pack-{found.code}-{day}.pdf", "application/pdf")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# Risks and decisions


def log(request: AskedRequest, area: str) -> HttpResponse:
    """The open risks and the last decisions of an area."""
    found = reach.get_area(area, by=request.asker)
    context = {
        **shown_pages.frame(found, request.asker, "log"),
        **shown_pages.log(found, on=today()),
        "may_change": request.asker.may(P.IMPROVEMENT_CHANGE, found.pk),
    }
    return render(request, "strategy/log.html", context)


def log_new(request: AskedRequest, area: str, what: str) -> HttpResponse:
    """Enter a risk, a decision, or a figure the record cannot tell."""
    found = reach.get_area(area, by=request.asker, to=P.IMPROVEMENT_CHANGE)
    make = {"risk": _risk, "decision": _decision, "figure": _figure}.get(what)
    if make is None:
        raise NotFound("No such page.")
    return perform(request, make(request, found))


def _crumbs(found: LocalArea) -> tuple[tuple[str, str], ...]:
    return ((f"{found.name}: risks and decisions", reverse("improvement:log", args=[found.code])),)


def _risk(request: AskedRequest, found: LocalArea) -> Deed:
    posts = shown_pages.post_choices(found.pk, today())
    form = forms.NewRisk(request.POST or None).fit(owner_post=posts)

    def do(given: dict[str, Any]) -> str:
        steps.open_risk(found.pk, **given, on=today(), by=request.asker)
        return reverse("improvement:log", args=[found.code])

    return Deed(title="Enter a risk", button="Enter it", form=form, do=do, crumbs=_crumbs(found))


def _decision(request: AskedRequest, found: LocalArea) -> Deed:
    bodies = organisations.organisations_of(found.pk, on=today())
    form = forms.NewDecision(request.POST or None).fit(
        today=today(),
        bodies=[(str(b.pk), b.name) for b in bodies if b.kind != "SETTING"],
        family_post=shown_pages.family_choices(found.pk, today()),
    )

    def do(given: dict[str, Any]) -> str:
        told = {**given, "bodies": tuple(given["bodies"])}
        steps.record_decision(found.pk, **told, today=today(), by=request.asker, at=now())
        return reverse("improvement:log", args=[found.code])

    return Deed(
        title="Record a decision",
        button="Record it",
        form=form,
        do=do,
        crumbs=_crumbs(found),
        warning="A decision is never altered afterwards. If it changes, record another.",
    )


def _figure(request: AskedRequest, found: LocalArea) -> Deed:
    from goldenthread.strategy.commands.figures import enter_figure

    form = forms.EnterFigure(request.POST or None).fit(
        today=today(), measure=shown_pages.entered_choices()
    )

    def do(given: dict[str, Any]) -> str:
        enter_figure(found.pk, **given, today=today(), by=request.asker, at=now())
        return reverse("improvement:board", args=[found.code])

    return Deed(
        title="Enter a survey's figure", button="Enter it", form=form, do=do, crumbs=_crumbs(found)
    )


# What is told in public


def progress(request: AskedRequest, area: str) -> HttpResponse:
    """What would be told in public today, and what waits for a signature."""
    found = reach.get_area(area, by=request.asker)
    if request.method == "POST":
        return _make_progress(request, found)
    shown = read_board(found, on=today(), by=request.asker)
    context = {
        **shown_pages.frame(found, request.asker, "progress"),
        "content": public_content(shown),
        "reports": shown_pages.progress_rows(found.pk),
        "may_change": request.asker.may(P.IMPROVEMENT_CHANGE, found.pk),
        "may_sign": request.asker.may(P.IMPROVEMENT_SIGN, found.pk),
        "day": today(),
        "public": reverse("improvement:public", args=[found.code]),
    }
    return render(request, "strategy/progress.html", context)


def _make_progress(request: AskedRequest, found: LocalArea) -> HttpResponse:
    shown = read_board(found, on=today(), by=request.asker)
    try:
        made = boards.make_progress(
            found.pk, as_of=today(), content=public_content(shown), by=request.asker, at=now()
        )
    except PlanRefused as problem:
        return _refused(request, str(problem), reverse("improvement:progress", args=[found.code]))
    return redirect("improvement:sign", made.pk)


def _refused(request: AskedRequest, why: str, back: str) -> HttpResponse:
    return render(request, "strategy/refused.html", {"why": why, "back": back}, status=200)


def sign(request: AskedRequest, report_id: int) -> HttpResponse:
    """Read one report as it would be public; sign it for one's body."""
    found = reach.get(ProgressReport.objects.select_related("area"), report_id, by=request.asker)
    if request.method == "POST":
        try:
            boards.sign_progress(found.pk, by=request.asker, at=now())
        except PlanRefused as problem:
            back = reverse("improvement:sign", args=[found.pk])
            return _refused(request, str(problem), back)
        return redirect("improvement:sign", found.pk)
    context = {
        **shown_pages.frame(found.area, request.asker, "progress"),
        "report": found,
        "content": found.content,
        "may_sign": request.asker.may(P.IMPROVEMENT_SIGN, found.area_id),
    }
    return render(request, "strategy/sign.html", context)


def public(request: AskedRequest, area: str) -> HttpResponse:
    """What both bodies have signed for everybody to read; the latest."""
    try:
        found = organisations.get_area(area)
    except LocalArea.DoesNotExist:
        raise NotFound("No such area.") from None
    rows = ProgressReport.objects.filter(area_id=found.pk, published_at__isnull=False)
    report = rows.order_by("-as_of_date", "-pk").first()
    context = {"area": found, "report": report, "content": report.content if report else None}
    return render(request, "strategy/public.html", context)
