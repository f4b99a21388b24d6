"""The board's page for an area on a day, from a fixed number of questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, DateField, F, OuterRef, Q, Subquery, Value

from goldenthread.access.queries import PartnershipPost
from goldenthread.access.rules import Asker
from goldenthread.measures.rules import registry
from goldenthread.organisations.models import LocalArea
from goldenthread.strategy.models import (
    Action,
    ChallengeQuestion,
    EffectReading,
    Expectation,
    Milestone,
)
from goldenthread.strategy.models.plan import Line
from goldenthread.strategy.queries.findings import findings, role_title
from goldenthread.strategy.rules.board import Board, Effected, FindingRow, Promised
from goldenthread.strategy.rules.effect import Verdict
from goldenthread.timeline.queries import OwnPromise, own_promises

Clocks = Mapping[tuple[str, str], OwnPromise]


def board(area: LocalArea, *, on: date, by: Asker) -> Board:
    """Return an area's board as it stood on a day. Four queries.

    :raises NotAllowed: if `by` may not see the area's plans
    """
    rows = findings(area, on=on, by=by)
    stated = _stated(area.pk, on)
    clocks = own_promises(by, area.pk, today=on, known_on=on)
    due = {(each.case_type, each.about): each for each in clocks}
    open_ = [_promised(row, due) for row in _open(area.pk, on)]
    rows = tuple(_filled(row, stated, open_) for row in rows)
    shown = {act.id for row in rows for act in row.acts}
    promises = [each for each in open_ if each.action_id is None or each.action_id in shown]
    promises.sort(key=lambda promise: promise.due)
    return Board(area=area.name, day=on, findings=rows, promises=tuple(promises))


# What is promised


def _open(area_id: int, on: date) -> Iterable[Mapping[str, Any]]:
    """Return the steps and the answers that were owed on a day. One query."""
    owner = {"role": F("owner_post__role"), "body": F("owner_post__organisation__name")}
    owing = {"role": F("owed_post__role"), "body": F("owed_post__organisation__name")}
    nothing = {
        "first": Value(None, output_field=DateField()),
        "act": Value(None, output_field=BigIntegerField()),
    }
    columns = ("pk", "what", "role", "body", "due_date", "first", "act")
    steps = Milestone.objects.filter(_still_open(on), area_id=area_id, set_date__lte=on)
    asked = ChallengeQuestion.objects.filter(area_id=area_id, meeting__held_date__lte=on).filter(
        Q(answered_date=None) | Q(answered_date__gt=on)
    )
    first = steps.annotate(
        what=F("title"), first=F("first_due_date"), act=F("action_id"), **owner
    ).values(*columns)
    return first.union(
        asked.annotate(what=F("question"), **nothing, **owing).values(*columns), all=True
    ).order_by("due_date", "pk")


def _still_open(on: date) -> Q:
    dropped = Q(dropped_date=None) | Q(dropped_date__gt=on)
    return Q(reached_date__gt=on) | (Q(reached_date=None) & dropped)


def _promised(row: Mapping[str, Any], due: Clocks) -> Promised:
    asked = row["act"] is None
    clock = due.get(
        ("challenge", f"question-{row['pk']}") if asked else ("improvement", f"step-{row['pk']}")
    )
    return Promised(
        what=f"Answer: {row['what']}" if asked else row["what"],
        owner=role_title(row["role"]),
        body=row["body"],
        due=clock.due if clock and clock.due and not asked else row["due_date"],
        first_due=row["first"],
        days_late=clock.days_late if clock else 0,
        action_id=row["act"],
    )


# What was expected, and what is seen


@dataclass(frozen=True, slots=True)
class Stated:
    """An effect promised, with what was last said of it by the day."""

    line: str
    effect: Effected


def _stated(area_id: int, on: date) -> list[Stated]:
    said = EffectReading.objects.filter(expectation=OuterRef("pk"), as_of_date__lte=on)
    said = said.order_by("-as_of_date", "-read_at")
    rows = Expectation.objects.filter(area_id=area_id, stated_date__lte=on).annotate(
        said=Subquery(said.values("sentence")[:1]), verdict=Subquery(said.values("verdict")[:1])
    )
    return [
        Stated(
            each.line,
            Effected(
                action_id=each.action_id,
                action=each.action.title,
                measure=each.measure,
                title=registry.latest(each.measure).title,
                verdict=_verdict(each.verdict, each.action, on),
                sentence=_sentence(each.said, each.action, on),
            ),
        )
        for each in rows.select_related("action").order_by("pk")
    ]


def _verdict(found: str | None, action: Action, on: date) -> str:
    if found:
        return found
    begun = action.started_date is not None and action.started_date <= on
    return Verdict.TOO_EARLY if begun else Verdict.NOT_STARTED


def _sentence(found: str | None, action: Action, on: date) -> str:
    if found:
        return found
    if action.started_date is not None and action.started_date <= on:
        return "Too early to say: no figures have been worked out since it started."
    return "Not started."


def _filled(row: FindingRow, stated: Sequence[Stated], open_: Sequence[Promised]) -> FindingRow:
    own = {act.id for act in row.acts}
    mine = [each for each in stated if each.effect.action_id in own]
    return replace(
        row,
        changed=tuple(each.effect for each in mine if each.line == Line.DONE),
        felt=tuple(each.effect for each in mine if each.line == Line.FELT),
        owed=tuple(promise for promise in open_ if promise.action_id in own),
    )


def role_words(post: PartnershipPost) -> str:
    """Return a post without its holder's name: "EHC team manager"."""
    return role_title(post.role)
