"""What the area must commission: the gaps, and each decision the bodies take together."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotFound, Permission
from goldenthread.access.today import now, today
from goldenthread.law.calendar import add_months
from goldenthread.organisations import queries as organisations
from goldenthread.people.rules import NEEDS
from goldenthread.strategy import forms, shown_pages
from goldenthread.strategy.commands import steps
from goldenthread.strategy.commands.commissioning import set_terms
from goldenthread.strategy.queries import reach
from goldenthread.strategy.queries.commissioning import all_terms, area_gaps
from goldenthread.strategy.rules.commissioning import NEEDED, terms_on
from goldenthread.strategy.views.deeds import Deed, perform

P = Permission


def gaps(request: AskedRequest, area: str) -> HttpResponse:
    """Each need beside the services that answer it, gaps first, with what was decided."""
    found = reach.get_area(area, by=request.asker)
    rows = area_gaps(found, on=today(), by=request.asker)
    told = all_terms(found.pk)
    context = {
        **shown_pages.frame(found, request.asker, "commissioning"),
        "gaps": [each for each in rows if each.is_gap],
        "rest": [each for each in rows if not each.is_gap],
        "known": any(each.plans for each in rows),
        "month": add_months(today().replace(day=1), -1),
        "day": today(),
        "terms": terms_on(told, today()),
        "to_come": [each for each in told if each.from_date and each.from_date > today()],
        "services": shown_pages.SERVICE_WORDS,
        "may_change": request.asker.may(P.IMPROVEMENT_CHANGE, found.pk),
    }
    return render(request, "strategy/commissioning.html", context)


def decide(request: AskedRequest, area: str, need: str) -> HttpResponse:
    """Record what the council and the NHS decided together about one need."""
    found = reach.get_area(area, by=request.asker, to=P.IMPROVEMENT_CHANGE)
    kind = NEEDS.get(need.upper())
    if kind is None or kind.code not in NEEDED:
        raise NotFound("No such need.")
    back = reverse("improvement:commissioning", args=[found.code])
    form = forms.Commission(request.POST or None).fit(
        today=today(),
        bodies=_deciding(found.pk),
        family_post=shown_pages.family_choices(found.pk, today()),
    )

    def do(given: dict[str, Any]) -> str:
        told = {**given, "bodies": tuple(given["bodies"]), "need": kind.code}
        steps.record_decision(found.pk, **told, today=today(), by=request.asker, at=now())
        return back

    deed = Deed(
        title=f"Decide what to commission for {kind.code}: {kind.name.lower()}",
        button="Record it",
        form=form,
        do=do,
        crumbs=((f"{found.name}: what to commission", back),),
        lead="The council and the NHS integrated care board decide together, with families.",
        warning="A decision is never altered afterwards. If it changes, record another.",
    )
    return perform(request, deed)


def terms(request: AskedRequest, area: str) -> HttpResponse:
    """Set what counts as a gap from a day on."""
    found = reach.get_area(area, by=request.asker, to=P.IMPROVEMENT_CHANGE)
    back = reverse("improvement:commissioning", args=[found.code])
    now_in_force = terms_on(all_terms(found.pk), today())
    form = forms.Terms(
        request.POST or None,
        initial={"long_wait": f"{now_in_force.long_wait:g}", "growth": f"{now_in_force.growth:g}"},
    ).fit(bodies=_deciding(found.pk))

    def do(given: dict[str, Any]) -> str:
        told = {**given, "bodies": tuple(given["bodies"])}
        set_terms(found.pk, **told, today=today(), by=request.asker, at=now())
        return back

    deed = Deed(
        title="Set what counts as a gap",
        button="Set it",
        form=form,
        do=do,
        crumbs=((f"{found.name}: what to commission", back),),
        lead="The council and the NHS integrated care board choose it together.",
        warning="What is set is never altered. To change it, set it again from a later day.",
    )
    return perform(request, deed)


def _deciding(area_id: int) -> list[tuple[str, str]]:
    bodies = organisations.organisations_of(area_id, on=today())
    return [(str(each.pk), each.name) for each in bodies if each.kind in ("COUNCIL", "ICB")]
