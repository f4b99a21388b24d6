"""What the documents of the plan and the board are made of, gathered for an area on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import Q

from goldenthread.access import queries as access
from goldenthread.access.queries import PartnershipPost
from goldenthread.access.rules import Asker
from goldenthread.documents.content import Document
from goldenthread.measures.rules import registry
from goldenthread.organisations.models import LocalArea
from goldenthread.organisations.queries import areas_by_id
from goldenthread.strategy.models import (
    Action,
    Decision,
    EvaluationPart,
    Expectation,
    Inspection,
    Risk,
    Workstream,
)
from goldenthread.strategy.models.boards import Part
from goldenthread.strategy.models.plan import Line
from goldenthread.strategy.queries.board import board, role_words
from goldenthread.strategy.queries.figures import released
from goldenthread.strategy.rules.effect import Month
from goldenthread.strategy.rules.papers import (
    DecisionLine,
    MeasureLine,
    PlannedAct,
    PlannedFinding,
    PlannedStream,
    RiskLine,
    day_words,
    pack_document,
    plan_document,
)
from goldenthread.strategy.rules.shown import change_unit, plain, value_words
from goldenthread.strategy.rules.variation import LEAST, limits, signals
from goldenthread.timeline.queries import OwnPromise, own_promises

People = Mapping[int, PartnershipPost]
INVENTED = "Invented for a demonstration"


def plan_kind(inspection: Inspection) -> str:
    """Return which plan a report asks for: a letter of the older kind, a statement of action."""
    return "STATEMENT_OF_ACTION" if "letter" in inspection.style else "PRIORITY_ACTION_PLAN"


def plan_paper(inspection: Inspection, *, by: Asker, on: date) -> Document:
    """Return the plan made from a confirmed report, as it stands. Ten queries at most."""
    findings = list(inspection.findings.order_by("pk"))
    streams = list(inspection.workstreams.order_by("pk"))
    acts = list(
        Action.objects.filter(finding__inspection=inspection)
        .prefetch_related("expectations", "milestones", "needs__needs", "evidence")
        .order_by("planned_start_date", "pk")
    )
    people = access.posts_named(_posts(acts, streams))
    assert inspection.reported_date is not None, "only a confirmed report has a plan"
    return plan_document(
        kind=plan_kind(inspection),
        area=areas_by_id([inspection.area_id])[0].name,
        reported=inspection.reported_date,
        due=_plan_due(inspection, by, on),
        bodies=tuple(dict.fromkeys(body for each in findings for body in each.bodies)),
        streams=[_stream(each, people) for each in streams],
        findings=[
            PlannedFinding(
                heading=f"{each.get_kind_display()} {each.number}",
                said=each.text or each.requirements[0],
                requirements=tuple(each.requirements),
                bodies=tuple(each.bodies),
                acts=tuple(
                    _planned(act, each.requirements, streams, people)
                    for act in acts
                    if act.finding_id == each.pk
                ),
            )
            for each in findings
        ],
        mark=INVENTED if inspection.invented else "",
    )


def _plan_due(inspection: Inspection, by: Asker, on: date) -> date | None:
    found = own_promises(by, inspection.area_id, today=on, case_types=["area"])
    return next(
        (
            each.due
            for each in found
            if each.rule == "insp-pap" and each.started == inspection.reported_date
        ),
        None,
    )


def _posts(acts: list[Action], streams: list[Workstream]) -> set[int]:
    found = {
        post
        for act in acts
        for post in (act.owner_post_id, act.education_post_id, act.health_post_id, act.care_post_id)
        if post
    }
    found |= {step.owner_post_id for act in acts for step in act.milestones.all()}
    for each in streams:
        found |= {each.lead_post_id, each.second_post_id, each.family_post_id}
    return found


def _who(people: People, post: int) -> str:
    return f"{role_words(people[post])}, {people[post].organisation}"


def _stream(each: Workstream, people: People) -> PlannedStream:
    posts = (each.lead_post_id, each.second_post_id, each.family_post_id)
    return PlannedStream(
        name=each.name, aim=each.aim, leads=tuple(_who(people, post) for post in posts)
    )


def _planned(
    act: Action, requirements: list[str], streams: list[Workstream], people: People
) -> PlannedAct:
    beside = (act.education_post_id, act.health_post_id, act.care_post_id)
    return PlannedAct(
        title=act.title,
        detail=act.detail,
        stream=next(each.name for each in streams if each.pk == act.workstream_id),
        owner=_who(people, act.owner_post_id),
        beside=tuple(dict.fromkeys(_who(people, post) for post in beside if post)),
        start=act.planned_start_date,
        end=act.planned_end_date,
        cost_pence=act.cost_pence,
        answers=tuple(requirements[at] for at in act.requirements),
        waits_for=tuple(each.needs.title for each in act.needs.all()),
        effects=tuple(expected_words(each) for each in act.expectations.all()),
        steps=tuple(
            (step.title, _who(people, step.owner_post_id), step.due_date)
            for step in act.milestones.all()
            if step.dropped_date is None
        ),
        evidence=tuple(
            f"{each.title} ({each.get_strength_display().lower()})" for each in act.evidence.all()
        ),
    )


def expected_words(each: Expectation) -> str:
    """Say an expected effect in a sentence."""
    measure = registry.latest(each.measure)
    line = "Families feel it" if each.line == Line.FELT else "It changes"
    way = "up" if each.up else "down"
    return (
        f"{line}: {measure.title}, {plain(each.size)}{change_unit(each.measure)} {way} by "
        f"{day_words(each.by_date)}."
    )


# The board pack


def pack_paper(area: LocalArea, *, by: Asker, on: date) -> Document:
    """Return the board pack of an area for a day. About sixteen queries."""
    found = board(area, on=on, by=by)
    invented = Inspection.objects.filter(area_id=area.pk, invented=True).exists()
    return pack_document(
        found,
        measures=measure_lines(area.pk, on=on),
        risks=open_risks(area.pk, on=on),
        decisions=decisions(area.pk, on=on),
        families=families_part(area.pk, on=on),
        dates=key_dates(own_promises(by, area.pk, today=on, case_types=["area"], known_on=on)),
        mark=INVENTED if invented else "",
    )


DATE_WORDS = {
    "insp-pap": "Priority action plan due",
    "insp-monitor": "Monitoring inspection, about",
    "lo-comments": "Comments on the Local Offer due",
}


def key_dates(promises: tuple[OwnPromise, ...]) -> list[tuple[str, date]]:
    """Return the dates of an area's own that have not come to an end."""
    return [
        (DATE_WORDS[each.rule], each.due)
        for each in promises
        if each.due and each.stopped is None and each.rule in DATE_WORDS
    ]


def measure_lines(area_id: int, *, on: date) -> list[MeasureLine]:
    """Return each measure that an effect is judged by, with what is usual for it. Two queries."""
    keys = list(
        Expectation.objects.filter(area_id=area_id, stated_date__lte=on)
        .order_by("measure")
        .values_list("measure", flat=True)
        .distinct()
    )
    series = released([area_id], keys, until=on)
    return [_measure_line(key, series.get((area_id, key), [])) for key in keys]


def _measure_line(key: str, months: list[Month]) -> MeasureLine:
    measure = registry.latest(key)
    known = [(month.day, month.value) for month in months if month.value is not None]
    if not known:
        return MeasureLine(title=measure.title, latest="No figure", usual="", signs="")
    day, value = known[-1]
    unit = value_words(measure, _decimal(value))
    base, recent = _split([each for _, each in known])
    usual, signs = "Too few months", ""
    if base:
        around = limits(base)
        usual = f"{plain(round(around.lower, 1))} to {plain(round(around.upper, 1))}"
        signs = "; ".join(dict.fromkeys(str(sign.rule) for sign in signals(recent, around)))
    return MeasureLine(
        title=measure.title, latest=f"{unit}, {day:%B %Y}", usual=usual, signs=signs or "None"
    )


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))


BASE = 12  # months that make the usual range; the rest are held against it


def _split(values: list[float]) -> tuple[list[float], list[float]]:
    """Return the months that make the usual range, and those held against it."""
    if len(values) < LEAST:
        return [], values
    base = min(BASE, len(values))
    return values[:base], values[base:]


def families_part(area_id: int, *, on: date) -> str:
    """Return what families wrote in the last self-evaluation; empty where they have not. One query.

    The newest that was begun by the day; what was written in it stands as it is now.
    """
    rows = EvaluationPart.objects.filter(
        area_id=area_id, part=Part.FAMILIES, evaluation__as_of_date__lte=on
    )
    texts = rows.order_by("-evaluation__as_of_date", "-pk").values_list("text", flat=True)
    return texts.first() or ""


def open_risks(area_id: int, *, on: date) -> list[RiskLine]:
    """Return the risks open on a day. Two queries."""
    rows = list(
        Risk.objects.filter(area_id=area_id, opened_date__lte=on).filter(
            Q(closed_date=None) | Q(closed_date__gt=on)
        )
    )
    people = access.posts_named({row.owner_post_id for row in rows})
    return [
        RiskLine(
            text=row.text,
            likelihood=row.likelihood,
            impact=row.impact,
            mitigation=row.mitigation,
            owner=_who(people, row.owner_post_id),
        )
        for row in rows
    ]


def decisions(area_id: int, *, on: date, most: int = 20) -> list[DecisionLine]:
    """Return the last decisions made by a day, the latest first. One query."""
    rows = Decision.objects.filter(area_id=area_id, made_date__lte=on).order_by("-made_date", "-pk")
    return [
        DecisionLine(
            day=row.made_date,
            what=row.what,
            reasons=row.reasons,
            bodies=tuple(row.bodies),
            family_said=row.family_said,
        )
        for row in rows[:most]
    ]
