"""Challenge meetings and the self-evaluation: where partners answer to each other."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotFound, Permission
from goldenthread.access.today import now, today
from goldenthread.strategy import forms, shown_pages
from goldenthread.strategy.commands import boards
from goldenthread.strategy.commands.plan import check_owner
from goldenthread.strategy.models import (
    ChallengeMeeting,
    ChallengeQuestion,
    EvaluationPart,
    Evidence,
    SelfEvaluation,
)
from goldenthread.strategy.models.boards import Part
from goldenthread.strategy.queries import reach
from goldenthread.strategy.views.deeds import Deed, perform

P = Permission


def challenge(request: AskedRequest, area: str) -> HttpResponse:
    """The meetings of support and challenge, the latest first."""
    found = reach.get_area(area, by=request.asker)
    context = {
        **shown_pages.frame(found, request.asker, "challenge"),
        "rows": shown_pages.meeting_rows(found.pk),
        "may_ask": request.asker.may(P.CHALLENGE_ASK, found.pk),
    }
    return render(request, "strategy/challenge.html", context)


def meeting_new(request: AskedRequest, area: str) -> HttpResponse:
    """Open a meeting, with who came."""
    found = reach.get_area(area, by=request.asker, to=P.CHALLENGE_ASK)
    form = forms.NewMeeting(request.POST or None).fit(
        today=today(), attended=shown_pages.post_choices(found.pk, today())
    )

    def do(given: dict[str, Any]) -> str:
        made = boards.open_meeting(found.pk, **given, by=request.asker)
        return reverse("improvement:meeting", args=[made.pk])

    crumbs = (("Challenge", reverse("improvement:challenge", args=[found.code])),)
    return perform(
        request, Deed(title="Open a meeting", button="Open it", form=form, do=do, crumbs=crumbs)
    )


def _meeting(request: AskedRequest, meeting_id: int) -> ChallengeMeeting:
    rows = ChallengeMeeting.objects.select_related("area")
    return reach.get(rows, meeting_id, by=request.asker)


def meeting(request: AskedRequest, meeting_id: int) -> HttpResponse:
    """One meeting: who came, what was asked, what was answered and what is owed."""
    found = _meeting(request, meeting_id)
    context = {
        **shown_pages.frame(found.area, request.asker, "challenge"),
        **shown_pages.meeting_page(found, by=request.asker, on=today()),
        "may_ask": request.asker.may(P.CHALLENGE_ASK, found.area_id),
    }
    return render(request, "strategy/meeting.html", context)


def ask(request: AskedRequest, meeting_id: int) -> HttpResponse:
    """Ask a question, of somebody, to be answered by a day."""
    found = _meeting(request, meeting_id)
    reach.check_area(request.asker, P.CHALLENGE_ASK, found.area_id)
    form = forms.Ask(request.POST or None).fit(
        owed_post=shown_pages.post_choices(found.area_id, today()), measure=forms.measure_choices()
    )

    def do(given: dict[str, Any]) -> str:
        boards.ask(found.pk, **given, by=request.asker, at=now())
        return reverse("improvement:meeting", args=[found.pk])

    crumbs = ((found.title, reverse("improvement:meeting", args=[found.pk])),)
    return perform(
        request,
        Deed(
            title="Ask a question",
            button="Ask it",
            form=form,
            do=do,
            crumbs=crumbs,
            warning="The clock for the answer starts on the day of the meeting.",
        ),
    )


def answer(request: AskedRequest, question_id: int) -> HttpResponse:
    """Answer a question that is owed."""
    rows = ChallengeQuestion.objects.select_related("meeting")
    found = reach.get(rows, question_id, by=request.asker)
    check_owner(request.asker, found.area_id, found.owed_post_id)
    kept = Evidence.objects.filter(area_id=found.area_id).order_by("-dated")[:100]
    form = forms.Answer(request.POST or None).fit(
        evidence_id=[(str(each.pk), each.title) for each in kept]
    )

    def do(given: dict[str, Any]) -> str:
        boards.answer(found.pk, **given, on=today(), by=request.asker, at=now())
        return reverse("improvement:meeting", args=[found.meeting_id])

    crumbs = ((found.meeting.title, reverse("improvement:meeting", args=[found.meeting_id])),)
    return perform(
        request,
        Deed(
            title="Answer a question",
            button="Answer it",
            form=form,
            do=do,
            crumbs=crumbs,
            lead=found.question,
        ),
    )


# Self-evaluation


def evaluations(request: AskedRequest, area: str) -> HttpResponse:
    """The self-evaluations of an area, the latest first."""
    found = reach.get_area(area, by=request.asker)
    context = {
        **shown_pages.frame(found, request.asker, "evaluations"),
        "rows": shown_pages.evaluation_rows(found.pk),
        "may_change": request.asker.may(P.IMPROVEMENT_CHANGE, found.pk),
    }
    return render(request, "strategy/evaluations.html", context)


def evaluation_new(request: AskedRequest, area: str) -> HttpResponse:
    """Begin a self-evaluation."""
    found = reach.get_area(area, by=request.asker, to=P.IMPROVEMENT_CHANGE)

    def do(given: dict[str, Any]) -> str:
        made = boards.open_evaluation(found.pk, **given, by=request.asker)
        return reverse("improvement:evaluation", args=[made.pk])

    crumbs = (("Self-evaluation", reverse("improvement:evaluations", args=[found.code])),)
    return perform(
        request,
        Deed(
            title="Begin a self-evaluation",
            button="Begin it",
            form=forms.NewEvaluation(request.POST or None).fit(today=today()),
            do=do,
            crumbs=crumbs,
        ),
    )


def _evaluation(request: AskedRequest, evaluation_id: int) -> SelfEvaluation:
    rows = SelfEvaluation.objects.select_related("area")
    return reach.get(rows, evaluation_id, by=request.asker)


def evaluation(request: AskedRequest, evaluation_id: int) -> HttpResponse:
    """One self-evaluation: its four required parts, and the figures each claim rests on."""
    found = _evaluation(request, evaluation_id)
    context = {
        **shown_pages.frame(found.area, request.asker, "evaluations"),
        **shown_pages.evaluation_page(found, by=request.asker),
        "may_change": request.asker.may(P.IMPROVEMENT_CHANGE, found.area_id),
    }
    return render(request, "strategy/evaluation.html", context)


def part(request: AskedRequest, evaluation_id: int, what: str) -> HttpResponse:
    """Write one part of a self-evaluation."""
    found = _evaluation(request, evaluation_id)
    if what.upper() not in Part.values:
        raise NotFound("No such part.")
    boards.check_writes(what.upper(), found.area_id, by=request.asker)
    there = found.parts.filter(part=what.upper()).first()
    form = forms.WritePart(request.POST or None, initial={"text": there.text if there else ""})

    def do(given: dict[str, Any]) -> str:
        boards.write_part(found.pk, what.upper(), **given, by=request.asker, at=now())
        return reverse("improvement:evaluation", args=[found.pk])

    crumbs = ((found.title, reverse("improvement:evaluation", args=[found.pk])),)
    title = f"Write the part: {Part(what.upper()).label}"
    return perform(
        request, Deed(title=title, button="Save the part", form=form, do=do, crumbs=crumbs)
    )


def claim(request: AskedRequest, part_id: int) -> HttpResponse:
    """Add a claim, with the measure it rests on."""
    rows = EvaluationPart.objects.select_related("evaluation", "written_post")
    found = reach.get(rows, part_id, by=request.asker)
    boards.check_claims(found, by=request.asker)
    form = forms.NewClaim(request.POST or None).fit(measure=forms.measure_choices())

    def do(given: dict[str, Any]) -> str:
        boards.claim(found.pk, **given, by=request.asker)
        return reverse("improvement:evaluation", args=[found.evaluation_id])

    back = reverse("improvement:evaluation", args=[found.evaluation_id])
    return perform(
        request,
        Deed(
            title="Add a claim",
            button="Add it",
            form=form,
            do=do,
            crumbs=((found.evaluation.title, back),),
            lead="The latest released figure of the measure is kept with it.",
        ),
    )


def evaluation_finish(request: AskedRequest, evaluation_id: int) -> HttpResponse:
    """Finish a self-evaluation once every part is there and rests on a figure."""
    found = _evaluation(request, evaluation_id)
    reach.check_area(request.asker, P.IMPROVEMENT_CHANGE, found.area_id)

    def do(given: dict[str, Any]) -> str:
        boards.finish_evaluation(found.pk, on=today(), by=request.asker)
        return reverse("improvement:evaluation", args=[found.pk])

    form = forms.Confirm(request.POST if request.method == "POST" else None)
    crumbs = ((found.title, reverse("improvement:evaluation", args=[found.pk])),)
    return perform(
        request,
        Deed(
            title="Finish the self-evaluation",
            button="Finish it",
            form=form,
            do=do,
            crumbs=crumbs,
            lead="It can no longer be changed. Education, health, social care and families must "
            "each have written, and each must cite a measure.",
        ),
    )
