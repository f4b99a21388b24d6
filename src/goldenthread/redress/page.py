"""What the page of a child's disagreements shows: rights, dates, what happened, what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker, Permission
from goldenthread.assessment.rules import ORDER_WORDS
from goldenthread.files.queries import files_of
from goldenthread.law.clocks import State
from goldenthread.law.events import Order
from goldenthread.people.frame import frame
from goldenthread.people.models import Child
from goldenthread.people.queries import display_name
from goldenthread.redress import queries
from goldenthread.redress.models import DisagreementStep
from goldenthread.redress.queries import Shown
from goldenthread.redress.rules import (
    STANDING_WORDS,
    STEP_WORDS,
    Standing,
    Step,
    Topic,
    about,
    possible,
    turn_words,
)
from goldenthread.timeline.promises import promise
from goldenthread.timeline.queries import ClockRow, clocks_of_child
from goldenthread.ui.words import long_date

HERE = "redress:child"
FAMILY_RULES = ("med-contact", "app-limit")
OPEN = (State.RUNNING, State.LATE)


def page(by: Asker, child: Child, on: date) -> dict[str, Any]:
    """Return the page: each decision that can be disagreed with, the latest notice first."""
    clocks = clocks_of_child(child, by=by, today=on)
    found = queries.disagreements_of(child, by=by, today=on, clocks=clocks)
    keeps = by.may(Permission.REDRESS_KEEP, child.area_id)
    binds = by.may(Permission.ASSESSMENT_DECIDE, child.area_id)
    return {
        **frame(by, child, HERE, on),
        "disagreements": [_shown(each, child, by, clocks, keeps, binds) for each in found],
        "take_up": reverse("redress:take-up", args=[child.pk]) if keeps else "",
    }


def _shown(
    shown: Shown, child: Child, by: Asker, clocks: Sequence[ClockRow], keeps: bool, binds: bool
) -> dict[str, Any]:
    own = [*shown.clocks, *queries.kept_clocks(shown, clocks)]
    owed = [each for each in own if each.state in OPEN and each.rule not in FAMILY_RULES]
    dates = [promise(each, by) for each in owed]
    return {
        "id": shown.case_id,
        "title": f"{about(shown.decision).words[:1].upper()}{about(shown.decision).words[1:]}",
        "source": about(shown.decision).source,
        "sent": shown.notice_date,
        "standing": STANDING_WORDS[shown.standing],
        "ended": shown.standing is Standing.ENDED,
        "turn": turn_words(shown.standing),
        "appeal_number": shown.appeal_number,
        "hearing": shown.hearing_date,
        "about_plan": about(shown.decision).topic is Topic.OTHER,
        "rights": [_right(each) for each in shown.clocks if each.rule in FAMILY_RULES],
        "dates": sorted(dates, key=lambda one: one.pressing),
        "happened": [_happened(each) for each in reversed(shown.steps)],
        "next": _links(shown, child, binds) if keeps else [],
    }


def _right(clock: ClockRow) -> dict[str, Any]:
    """Say one of the family's own last days, and whether it is used or gone."""
    ends = {
        State.MET: "done in time",
        State.MET_LATE: "done",
        State.ENDED: "this day has passed",
        State.SUPERSEDED: "no longer needed",
    }
    return {
        "title": "Contact the mediation adviser by"
        if clock.rule == "med-contact"
        else "The Tribunal must have the appeal by 5pm on",
        "due": clock.due,
        "moved": clock.moved_to if clock.moved_to != clock.due else None,
        "ended": ends.get(clock.state, ""),
    }


def _happened(step: DisagreementStep) -> dict[str, Any]:
    said = [step.words] if step.words else []
    if step.order:
        order = ORDER_WORDS[Order(step.order)]
        said.insert(0, f"{order[:1].upper()}{order[1:]}.")
    if step.by_date:
        said.append(f"Set for {long_date(step.by_date)}.")
    if step.final_by_date:
        said.append(f"The final plan for {long_date(step.final_by_date)}.")
    return {
        "title": STEP_WORDS[Step(step.step)],
        "on": step.on_date,
        "distance": "",
        "group": "",
        "words": " ".join(said),
        "by": step.recorded_by_name,
    }


def _links(shown: Shown, child: Child, binds: bool) -> list[dict[str, str]]:
    steps = possible(now=shown.standing, done=shown.done, binding=binds)
    return [
        {
            "text": STEP_WORDS[step],
            "href": reverse("redress:step", args=[child.pk, shown.case_id, step.value]),
        }
        for step in steps
    ]


def papers(child: Child) -> list[tuple[int, str]]:
    """Return the child's documents that a step may name: a certificate, an agreement, an order."""
    return [(each.id, each.name) for each in files_of(child) if each.can_open]


def facts(child: Child, form: Any, shown: Shown) -> list[dict[str, Any]]:
    """Return the answers as they will be checked."""
    rows: list[dict[str, Any]] = [
        {"key": "Child", "value": display_name(child)},
        {"key": "About", "value": about(shown.decision).words},
    ]
    for bound in form.visible_fields():
        value = form.cleaned_data.get(bound.name)
        if value not in (None, "", []):
            rows.append({"key": str(bound.label), "value": _said(bound.field, value)})
    return rows


def _said(field: Any, value: Any) -> str:
    if isinstance(value, date):
        return long_date(value)
    choices: Mapping[Any, Any] = dict(getattr(field, "choices", ()))
    return str(choices.get(str(value), value))
