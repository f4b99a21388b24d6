"""The board's page for an area on a day, from a fixed number of questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery

from goldenthread.access import queries as access
from goldenthread.access.queries import PartnershipPost
from goldenthread.access.rules import ROLES, Asker, Permission
from goldenthread.measures.rules import registry
from goldenthread.organisations.models import LocalArea
from goldenthread.strategy.models import (
    Action,
    ChallengeQuestion,
    EffectReading,
    Expectation,
    Finding,
    Milestone,
)
from goldenthread.strategy.models.plan import Line
from goldenthread.strategy.queries import reach
from goldenthread.strategy.rules.board import Act, Board, Effected, FindingRow, Promised
from goldenthread.strategy.rules.effect import Verdict
from goldenthread.timeline.queries import OwnPromise, own_promises

People = Mapping[int, PartnershipPost]
ORDER = {"PRIORITY_ACTION": 0, "WEAKNESS": 1, "IMPROVEMENT": 2}


def board(area: LocalArea, *, on: date, by: Asker) -> Board:
    """Return an area's board as it stood on a day. Eight queries.

    :raises NotAllowed: if `by` may not see the area's plans
    """
    reach.check_area(by, Permission.IMPROVEMENT_VIEW, area.pk)
    findings = list(Finding.objects.filter(_latest(area.pk, on)).select_related("inspection"))
    acts = list(Action.objects.filter(finding__in=[each.pk for each in findings]))
    steps = list(Milestone.objects.filter(area_id=area.pk, set_date__lte=on))
    asked = list(_questions(area.pk, on))
    people = access.posts_named(_owners(acts, steps, asked))
    clocks = own_promises(by, area.pk, today=on, known_on=on)
    due = {(each.case_type, each.about): each for each in clocks}
    stated = _stated(area.pk, on)
    rows = [
        _row(
            each,
            [act for act in acts if act.finding_id == each.pk],
            stated,
            [_step(step, due, people, on) for step in steps if _is_open(step, on)],
            people,
            on,
        )
        for each in sorted(findings, key=lambda one: (ORDER[one.kind], one.number))
    ]
    answers = [_answer(each, due, people, on) for each in asked]
    promises = [promise for row in rows for promise in row.owed] + answers
    promises.sort(key=lambda promise: promise.due)
    return Board(area=area.name, day=on, findings=tuple(rows), promises=tuple(promises))


def _latest(area_id: int, on: date) -> Q:
    """Choose the findings of the last inspection reported by a day."""
    newest = Finding.objects.filter(area_id=area_id, inspection__reported_date__lte=on)
    newest = newest.order_by("-inspection__reported_date", "-inspection_id")
    return Q(area_id=area_id, inspection_id=Subquery(newest.values("inspection_id")[:1]))


def _questions(area_id: int, on: date) -> Sequence[ChallengeQuestion]:
    rows = ChallengeQuestion.objects.filter(area_id=area_id, meeting__held_date__lte=on)
    return list(rows.filter(Q(answered_date=None) | Q(answered_date__gt=on)))


def _owners(
    acts: Sequence[Action], steps: Sequence[Milestone], asked: Sequence[ChallengeQuestion]
) -> set[int]:
    found = {act.owner_post_id for act in acts} | {step.owner_post_id for step in steps}
    return found | {each.owed_post_id for each in asked}


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


def _is_open(step: Milestone, on: date) -> bool:
    ended = step.reached_date or step.dropped_date
    return ended is None or ended > on


def _row(
    finding: Finding,
    acts: Sequence[Action],
    stated: Sequence[Stated],
    owed: Sequence[Promised],
    people: People,
    on: date,
) -> FindingRow:
    own = {act.pk for act in acts}
    mine = [each for each in stated if each.effect.action_id in own]
    return FindingRow(
        id=finding.pk,
        kind=finding.get_kind_display(),
        number=finding.number,
        said=finding.text,
        requirements=tuple(finding.requirements),
        bodies=tuple(finding.bodies),
        acts=tuple(_act(act, people, on) for act in acts),
        changed=tuple(each.effect for each in mine if each.line == Line.DONE),
        felt=tuple(each.effect for each in mine if each.line == Line.FELT),
        owed=tuple(promise for promise in owed if promise.action_id in own),
    )


def _act(act: Action, people: People, on: date) -> Act:
    owner = people[act.owner_post_id]
    started, done, stopped = (
        day if day is not None and day <= on else None
        for day in (act.started_date, act.done_date, act.stopped_date)
    )
    state = "stopped" if stopped else "done" if done else "under way" if started else "not started"
    return Act(
        id=act.pk,
        title=act.title,
        state=state,
        owner=role_words(owner),
        body=owner.organisation,
        planned_start=act.planned_start_date,
        planned_end=act.planned_end_date,
        started=started,
        done=done,
        stopped=stopped,
        requirements=tuple(act.requirements),
        cost_pence=act.cost_pence,
    )


def role_words(post: PartnershipPost) -> str:
    """Return a post without its holder's name: "EHC team manager"."""
    return ROLES[post.role].title


def _step(
    step: Milestone, due: Mapping[tuple[str, str], OwnPromise], people: People, on: date
) -> Promised:
    clock = due.get(("improvement", f"step-{step.pk}"))
    owner = people[step.owner_post_id]
    return Promised(
        what=step.title,
        owner=role_words(owner),
        body=owner.organisation,
        due=clock.due if clock and clock.due else step.due_date,
        first_due=step.first_due_date,
        days_late=clock.days_late if clock else 0,
        action_id=step.action_id,
    )


def _answer(
    asked: ChallengeQuestion, due: Mapping[tuple[str, str], OwnPromise], people: People, on: date
) -> Promised:
    clock = due.get(("challenge", f"question-{asked.pk}"))
    owner = people[asked.owed_post_id]
    return Promised(
        what=f"Answer: {asked.question}",
        owner=role_words(owner),
        body=owner.organisation,
        due=asked.due_date,
        days_late=clock.days_late if clock else 0,
    )
