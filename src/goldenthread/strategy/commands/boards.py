"""Challenge meetings, the self-evaluation, and what is told in public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from goldenthread.access import queries as access
from goldenthread.access.rules import Asker, NotAllowed, Permission, Role
from goldenthread.law.events import EventKind as K
from goldenthread.strategy.commands.parts import acting, happened, needed, serving, wrote
from goldenthread.strategy.commands.plan import check_owner
from goldenthread.strategy.models import (
    ChallengeMeeting,
    ChallengeQuestion,
    Claim,
    EvaluationPart,
    Evidence,
    Figure,
    ProgressReport,
    SelfEvaluation,
)
from goldenthread.strategy.models.boards import Part
from goldenthread.strategy.queries import reach
from goldenthread.strategy.rules.plan import PlanRefused
from goldenthread.strategy.rules.shown import figure_words

P = Permission


# Challenge meetings


@transaction.atomic
def open_meeting(
    area_id: int, *, title: str, held: date, attended: Iterable[int], by: Asker
) -> ChallengeMeeting:
    """Open a meeting of support and challenge, with who came.

    :raises NotAllowed: if `by` may ask no questions there
    :raises PlanRefused: if nobody came, or it is open already
    """
    reach.check_area(by, P.CHALLENGE_ASK, area_id)
    there = sorted({serving(area_id, post, on=held).id for post in attended})
    if not there:
        raise PlanRefused("Choose who came to the meeting.")
    try:
        with transaction.atomic():
            made = ChallengeMeeting.objects.create(
                area_id=area_id,
                held_date=held,
                title=needed(title, "a title"),
                attended=there,
                opened_post_id=acting(by, area_id),
            )
    except IntegrityError:
        raise PlanRefused("A meeting of that day and title is there already.") from None
    wrote(area_id, "challenge-opened")
    return made


@transaction.atomic
def ask(
    meeting_id: int,
    *,
    question: str,
    owed_post: int,
    due: date,
    by: Asker,
    at: datetime,
    measure: str = "",
) -> ChallengeQuestion:
    """Ask a question, of whoever holds a post, to be answered by a day; its clock starts.

    :raises NotAllowed, NotFound: if `by` may not ask, or there is no such meeting
    :raises PlanRefused: if a part is missing, or the day is before the meeting
    """
    rows = ChallengeMeeting.objects.all()
    meeting = reach.get(rows, meeting_id, by=by, to=P.CHALLENGE_ASK, lock=True)
    if due < meeting.held_date:
        raise PlanRefused("The answer cannot be due before the meeting.")
    serving(meeting.area_id, owed_post, on=meeting.held_date)
    made, new = ChallengeQuestion.objects.get_or_create(
        meeting=meeting,
        question=needed(question, "the question"),
        defaults={
            "area_id": meeting.area_id,
            "measure": measure,
            "asked_post_id": acting(by, meeting.area_id),
            "owed_post_id": owed_post,
            "due_date": due,
        },
    )
    if new:
        happened(
            K.CHALLENGE_ASKED,
            on=meeting.held_date,
            due=due,
            key=f"question/{made.pk}/asked",
            **_case(made, by, at),
        )
        wrote(meeting.area_id, "challenge-asked")
    return made


def _case(question: ChallengeQuestion, by: Asker, at: datetime) -> dict[str, Any]:
    return {
        "area_id": question.area_id,
        "case_type": "challenge",
        "case_id": question.meeting_id,
        "about": f"question-{question.pk}",
        "by": by,
        "at": at,
    }


@transaction.atomic
def answer(
    question_id: int,
    *,
    words: str,
    on: date,
    by: Asker,
    at: datetime,
    evidence_id: int | None = None,
) -> ChallengeQuestion:
    """Answer a question, with evidence if there is any; its clock stops.

    :raises NotAllowed, NotFound: if `by` neither owes it nor leads the plan, or there is none
    :raises PlanRefused: if it was answered, or no words are given
    """
    rows = ChallengeQuestion.objects.select_related("meeting")
    found = reach.get(rows, question_id, by=by, lock=True)
    check_owner(by, found.area_id, found.owed_post_id)
    if found.answered_date:
        raise PlanRefused("This question was answered before.")
    if evidence_id is not None:
        reach.get(Evidence.objects.filter(area_id=found.area_id), evidence_id, by=by)
    found.answer, found.answered_date = needed(words, "the answer"), on
    found.answered_post_id, found.evidence_id = acting(by, found.area_id), evidence_id
    found.save()
    key = f"question/{found.pk}/answered"
    happened(K.CHALLENGE_ANSWERED, on=on, key=key, **_case(found, by, at))
    wrote(found.area_id, "challenge-answered")
    return found


# Self-evaluation: who may write which part

HEALTH_BODIES = frozenset({"ICB", "TRUST"})


def may_write(part: str, *, role: Role, kind: str) -> bool:
    """Say whether a post may speak for a part: each agency for its own, families for theirs."""
    if part == Part.FAMILIES:
        return role is Role.FORUM_REPRESENTATIVE
    if part == Part.HEALTH:
        return kind in HEALTH_BODIES
    return kind == "COUNCIL"


def check_writes(part: str, area_id: int, *, by: Asker) -> int:
    """Return the post in which somebody may write a part.

    :raises NotAllowed: if they may not speak for it
    """
    own = acting(by, area_id)
    post = access.posts_named([own])[own]
    if part not in Part.values or not may_write(part, role=post.role, kind=post.kind):
        raise NotAllowed("This part is written by those who may speak for it.")
    return own


def check_claims(part: EvaluationPart, *, by: Asker) -> None:
    """Refuse all but the body that wrote a part.

    :raises NotAllowed: to any other
    """
    if part.written_post.organisation_id not in {post.organisation_id for post in by.posts}:
        raise NotAllowed("Only the body that wrote this part may add a claim to it.")


@transaction.atomic
def open_evaluation(area_id: int, *, title: str, as_of: date, by: Asker) -> SelfEvaluation:
    """Begin a self-evaluation; each part is written by those who may speak for it.

    :raises NotAllowed: if `by` may not change the plan
    :raises PlanRefused: if there is no title
    """
    reach.check_area(by, P.IMPROVEMENT_CHANGE, area_id)
    made, _ = SelfEvaluation.objects.get_or_create(
        area_id=area_id,
        title=needed(title, "a title"),
        defaults={"as_of_date": as_of, "opened_post_id": acting(by, area_id)},
    )
    wrote(area_id, "evaluation-opened")
    return made


@transaction.atomic
def write_part(
    evaluation_id: int, part: str, *, text: str, by: Asker, at: datetime
) -> EvaluationPart:
    """Write one part of a self-evaluation that is not finished.

    :raises NotAllowed, NotFound: if `by` may not speak for it, or there is no such evaluation
    :raises PlanRefused: if it is finished, or there are no words
    """
    found = _evaluation(evaluation_id, by)
    own = check_writes(part, found.area_id, by=by)
    made, _ = EvaluationPart.objects.update_or_create(
        evaluation=found,
        part=part,
        defaults={
            "area_id": found.area_id,
            "text": needed(text, "what this part says"),
            "written_post_id": own,
            "written_at": at,
        },
    )
    wrote(found.area_id, "evaluation-written")
    return made


def _evaluation(evaluation_id: int, by: Asker, to: Permission = P.IMPROVEMENT_VIEW) -> Any:
    found = reach.get(SelfEvaluation.objects.all(), evaluation_id, by=by, to=to, lock=True)
    if found.finished_date:
        raise PlanRefused("This self-evaluation is finished. Begin another.")
    return found


@transaction.atomic
def claim(part_id: int, *, text: str, measure: str, by: Asker) -> Claim:
    """Add a claim to a part, resting on the latest released figure of a measure.

    :raises NotAllowed, NotFound: if `by` did not write that part's agency, or there is none
    :raises PlanRefused: if it is finished, or no figure of the measure can be shown
    """
    rows = EvaluationPart.objects.select_related("written_post")
    part = reach.get(rows, part_id, by=by, lock=True)
    _evaluation(part.evaluation_id, by)
    check_claims(part, by=by)
    shown = Figure.objects.filter(area_id=part.area_id, measure=measure, value__isnull=False)
    latest = shown.order_by("-month", "-known_at").first()
    if latest is None:
        raise PlanRefused("No figure of that measure can be shown: a claim must rest on one.")
    made, _ = Claim.objects.get_or_create(
        part=part,
        text=needed(text, "the claim"),
        defaults={
            "area_id": part.area_id,
            "measure": measure,
            "month": latest.month,
            "shown": figure_words(measure, latest.value, latest.month),
        },
    )
    wrote(part.area_id, "evaluation-claimed")
    return made


@transaction.atomic
def finish_evaluation(evaluation_id: int, *, on: date, by: Asker) -> SelfEvaluation:
    """Finish a self-evaluation once each part is there and each rests on a figure (S128).

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is none
    :raises PlanRefused: naming the parts that are missing or claim nothing
    """
    found: SelfEvaluation = _evaluation(evaluation_id, by, P.IMPROVEMENT_CHANGE)
    claims: Mapping[str, int] = {
        part.part: part.claims.count() for part in found.parts.prefetch_related("claims")
    }
    missing = [one.label for one in Part if one not in claims]
    empty = [one.label for one in Part if claims.get(one) == 0]
    if missing:
        raise PlanRefused(f"Still to be written: {', '.join(missing)}.")
    if empty:
        raise PlanRefused(f"Each part must cite a measure. Without one: {', '.join(empty)}.")
    found.finished_date, found.finished_post_id = on, acting(by, found.area_id)
    found.save(update_fields=["finished_date", "finished_post"])
    wrote(found.area_id, "evaluation-finished")
    return found


# What is told in public


@transaction.atomic
def make_progress(
    area_id: int, *, as_of: date, content: Mapping[str, Any], by: Asker, at: datetime
) -> ProgressReport:
    """Keep what is to be told in public on a day, to be signed by both bodies.

    :raises NotAllowed: if `by` may not change the plan
    :raises PlanRefused: if the day's was signed already
    """
    reach.check_area(by, P.IMPROVEMENT_CHANGE, area_id)
    rows = ProgressReport.objects.select_for_update().filter(area_id=area_id, as_of_date=as_of)
    there = rows.first()
    if there and (there.council_at or there.icb_at):
        raise PlanRefused("This day's report was signed already. It stands as it is.")
    made = there or ProgressReport(area_id=area_id, as_of_date=as_of)
    made.content, made.made_at = dict(content), at
    made.made_post_id = acting(by, area_id)
    made.save()
    wrote(area_id, "progress-made")
    return made


@transaction.atomic
def sign_progress(report_id: int, *, by: Asker, at: datetime) -> ProgressReport:
    """Sign for one's body; with the council's and the ICB's signature it is public.

    :raises NotAllowed, NotFound: if `by` may not sign, or there is no such report
    :raises PlanRefused: if they made it, their body signed, or it is neither body's
    """
    found = reach.get(
        ProgressReport.objects.all(), report_id, by=by, to=P.IMPROVEMENT_SIGN, lock=True
    )
    own = _signing(by, found.area_id)
    if own.id == found.made_post_id:
        raise PlanRefused("Whoever made the report does not sign it.")
    if own.kind == "COUNCIL" and not found.council_at:
        found.council_post_id, found.council_at = own.id, at
    elif own.kind == "ICB" and not found.icb_at:
        found.icb_post_id, found.icb_at = own.id, at
    else:
        raise PlanRefused("The council and the integrated care board sign, each once.")
    if found.council_at and found.icb_at:
        found.published_at = at
    found.save()
    wrote(found.area_id, "progress-signed")
    return found


def _signing(by: Asker, area_id: int) -> access.PartnershipPost:
    able = by.areas_where(P.IMPROVEMENT_SIGN)
    ids = [post.id for post in by.posts if area_id in post.area_ids & able]
    found = access.posts_named(ids)
    return next(found[each] for each in ids if each in found)
