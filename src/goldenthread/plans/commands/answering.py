"""What people say of a draft, and what is done: comments, questions, corrections, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.plans.commands.reaching import (
    CannotWrite,
    Reached,
    own,
    person,
    reach_draft,
    wrote,
)
from goldenthread.plans.models import (
    AdviserQuestion,
    DraftComment,
    DraftSection,
    DraftSource,
    DraftStage,
    HealthAgreed,
    Override,
    PassageAnswer,
)
from goldenthread.plans.rules.gate import STOPS, Held, Weight
from goldenthread.plans.rules.issue import part_hash
from goldenthread.plans.rules.sections import SECTIONS, rows_of
from goldenthread.timeline.commands import acting_post, record

P = Permission
Voice, State = DraftComment.Voice, DraftComment.State
Answer, Settled = PassageAnswer.Answer, PassageAnswer.Settled
FAMILY = (Voice.PARENT, Voice.CHILD, Voice.YOUNG_PERSON)
REASON_LENGTH = 20  # characters, so that the family and an inspector have something to judge


def _words(text: str, asked: str) -> str:
    if not text.strip():
        raise CannotWrite(asked)
    return text.strip()


# Comments


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """What somebody said, of which section or statement, when and how."""

    section: str
    row: str = ""
    voice: str
    said_by: str
    said_date: date
    text: str
    channel: str = ""


@transaction.atomic
def add_comment(
    draft_id: int, comment: NewComment, *, child_id: int, by: Asker, on: date, at: datetime
) -> DraftComment:
    """Keep what a parent, a child or a colleague says. The same words sent twice are kept once.

    :raises CannotWrite: if nothing is said, or it is said of no section, or of a day to come
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_ADVISE, on=on)
    text = _words(comment.text, "Enter the comment.")
    if comment.section not in SECTIONS:
        raise CannotWrite("Choose the section the comment is about.")
    if comment.said_date > on:
        raise CannotWrite("The day it was said must be today or in the past.")
    if comment.voice in FAMILY and not by.may(P.PLAN_WRITE):
        raise NotAllowed("Only the EHC team records what the family says of a draft.")
    people.check_free_text(text, reached.child, on=on)
    kept, new = DraftComment.objects.get_or_create(
        **own(reached.draft),
        section=comment.section,
        row=comment.row,
        voice=comment.voice,
        said_by=comment.said_by,
        said_date=comment.said_date,
        channel=comment.channel,
        text=text,
        defaults={"written_by_id": by.user_id, "written_at": at},
    )
    if new:
        wrote(reached.child, "plan-comment")
    return kept


@transaction.atomic
def answer_comment(
    draft_id: int,
    comment_id: int,
    *,
    child_id: int,
    taken_in: bool,
    words: str,
    changed_row: str = "",
    by: Asker,
    on: date,
    at: datetime,
) -> DraftComment:
    """Say what was done about a comment: taken in, and which statement changed; or not, and why.

    A statement changed at the family's own request may change between draft and final.

    :raises CannotWrite: if no reason is given, or no statement is named that was changed
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_WRITE, on=on)
    comment = _one(reached, DraftComment, comment_id)
    assert isinstance(comment, DraftComment)
    if taken_in and not changed_row.strip():
        raise CannotWrite("Choose the statement that was changed for this comment.")
    if not taken_in:
        _words(words, "Enter why the comment is not taken in.")
    people.check_free_text(words, reached.child, on=on)
    comment.state = State.TAKEN_IN if taken_in else State.NOT_TAKEN
    comment.answer, comment.changed_row = words.strip(), changed_row if taken_in else ""
    comment.answered_by_id, comment.answered_at = by.user_id, at
    comment.save()
    wrote(reached.child, "plan-comment-answered")
    return comment


def _one(reached: Reached, model: type, number: int) -> object:
    found = (
        model.objects.select_for_update()  # type: ignore[attr-defined]  # a model of this package
        .filter(area_id=reached.child.area_id, draft=reached.draft, pk=number)
        .first()
    )
    if found is None:
        raise NotFound("No such record.")
    return found


@transaction.atomic
def family_done(
    draft_id: int, *, child_id: int, on: date, by: Asker, today: date, at: datetime
) -> None:
    """Record that the family has said all it wants to say of the draft it was sent.

    :raises CannotWrite: if the draft has not gone to the family, or the day cannot be right
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_WRITE, on=today)
    draft = reached.draft
    if draft.stage != DraftStage.SERVED or draft.served_date is None:
        raise CannotWrite("The draft has not gone to the family yet.")
    if not draft.served_date <= on <= today:
        raise CannotWrite("The day must lie between the day it was sent and today.")
    draft.family_done_date = on
    draft.save()
    amending = draft.amends_id is not None
    case = ("plan", draft.plan_id) if amending else ("assessment", draft.assessment_id)
    if case[1] is not None:
        record(
            K.FAMILY_COMMENTED,
            area_id=draft.area_id,
            child_id=draft.child_id,
            case_type=case[0],
            case_id=case[1],
            on=on,
            by=by,
            at=at,
            key=f"plan-draft/{draft.pk}/commented/{draft.served_version_id}",
        )
    wrote(reached.child, "plan-family-done")


# Questions to advisers: a number is never made up


@transaction.atomic
def ask_adviser(
    draft_id: int,
    source_id: int,
    *,
    child_id: int,
    question: str,
    row: str = "",
    by: Asker,
    on: date,
    at: datetime,
) -> AdviserQuestion:
    """Ask an adviser what their words leave open. The same question twice is asked once."""
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_WRITE, on=on)
    source = _one(reached, DraftSource, source_id)
    assert isinstance(source, DraftSource)
    text = _words(question, "Enter the question.")
    people.check_free_text(text, reached.child, on=on)
    asked, new = AdviserQuestion.objects.get_or_create(
        **own(reached.draft),
        source=source,
        question=text,
        defaults={"row": row, "asked_by_id": by.user_id, "asked_at": at},
    )
    if new:
        wrote(reached.child, "plan-question")
    return asked


@transaction.atomic
def answer_question(
    draft_id: int,
    question_id: int,
    *,
    child_id: int,
    words: str,
    by: Asker,
    on: date,
    at: datetime,
) -> AdviserQuestion:
    """Keep an adviser's answer, given by themselves or taken down by the EHC team.

    :raises NotAllowed: if it is another adviser's question
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_ADVISE, on=on)
    question = _one(reached, AdviserQuestion, question_id)
    assert isinstance(question, AdviserQuestion)
    _check_adviser(question.source.adviser_post_id, by)
    question.answer = _words(words, "Enter the answer.")
    people.check_free_text(words, reached.child, on=on)
    question.answered_by_id, question.answered_at = by.user_id, at
    question.save()
    wrote(reached.child, "plan-question-answered")
    return question


def _check_adviser(post_id: int | None, by: Asker) -> None:
    own_posts = {post.id for post in by.posts}
    if post_id not in own_posts and not by.may(P.PLAN_WRITE):
        raise NotAllowed("This was asked of another adviser.")


# Accurate before final


@dataclass(frozen=True, slots=True)
class Given:
    """An adviser's answer to one passage."""

    answer: str
    words: str = ""


@transaction.atomic
def answer_passages(
    draft_id: int,
    answers: Mapping[int, Given],
    *,
    child_id: int,
    by: Asker,
    on: date,
    at: datetime,
) -> int:
    """Keep an adviser's answers to passages made from their advice; return how many were kept.

    An answer may be changed until the officer has settled it.

    :raises CannotWrite: if a correction does not say how it should read
    :raises NotAllowed: if a passage is another adviser's
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_ADVISE, on=on)
    rows = PassageAnswer.objects.select_for_update().filter(
        area_id=reached.child.area_id, draft=reached.draft, pk__in=list(answers)
    )
    kept = 0
    for row in rows:
        given = answers[row.pk]
        _check_adviser(row.adviser_post_id, by)
        if row.settled or (row.answer, row.correction) == (given.answer, given.words.strip()):
            continue
        if given.answer != Answer.ACCURATE:
            _words(given.words, "Enter how it should read, or what is left out.")
            people.check_free_text(given.words, reached.child, on=on)
        row.answer = Answer(given.answer)
        row.correction = "" if given.answer == Answer.ACCURATE else given.words.strip()
        row.answered_by_id, row.answered_at = by.user_id, at
        row.save()
        kept += 1
    if kept:
        wrote(reached.child, "plan-passages-answered")
    return kept


@transaction.atomic
def settle(
    draft_id: int,
    passage_id: int,
    *,
    child_id: int,
    how: str,
    words: str,
    by: Asker,
    on: date,
    at: datetime,
) -> PassageAnswer:
    """Settle an adviser's correction: the plan was changed, with or without the family's
    agreement, or stays as it is for a reason.

    Without the family's agreement a change since the draft needs a new draft (CoP 9.126); the
    gate says so. Keeping words an adviser calls wrong is a named manager's decision.

    :raises CannotWrite: if there is nothing to settle, or no words are given
    :raises NotAllowed: if it stays as it is, and `by` is no manager
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_WRITE, on=on)
    passage = _one(reached, PassageAnswer, passage_id)
    assert isinstance(passage, PassageAnswer)
    if passage.answer not in (Answer.CORRECT, Answer.LEFT_OUT):
        raise CannotWrite("There is no correction here to settle.")
    if how == Settled.EXPLAINED and not by.may(P.PLAN_OVERRIDE, reached.child.area_id):
        raise NotAllowed("Only a manager may let words stand that an adviser calls wrong.")
    passage.settled = Settled(how)
    passage.settled_words = _words(words, "Enter what was done, or why it stays.")
    people.check_free_text(words, reached.child, on=on)
    passage.settled_by_id, passage.settled_at = by.user_id, at
    passage.save()
    wrote(reached.child, "plan-correction-settled")
    return passage


# Reasons, agreement, approval


@transaction.atomic
def give_reasons(
    draft_id: int,
    findings: Iterable[Held],
    reason: str,
    *,
    child_id: int,
    by: Asker,
    on: date,
    at: datetime,
) -> int:
    """Record a manager's reason for going on in spite of some findings; return how many.

    It stands in the manager's name, the family sees it, and it is counted. It is never changed.

    :raises CannotWrite: if the reason is too short to judge, or a finding yields to nobody
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_OVERRIDE, on=on)
    text = reason.strip()
    if len(text) < REASON_LENGTH:
        raise CannotWrite(f"Enter a reason of at least {REASON_LENGTH} characters.")
    people.check_free_text(text, reached.child, on=on)
    given = list(findings)
    if not given:
        raise CannotWrite("Choose at least one finding.")
    if firm := [each for each in given if each.weight not in STOPS or each.weight is Weight.NEVER]:
        raise CannotWrite(f"{firm[0].check} yields to nobody’s reason. Put the plan right.")
    made = Override.objects.bulk_create(
        [_override(reached, each, text, by, at) for each in given], ignore_conflicts=True
    )
    wrote(reached.child, "plan-reason-given")
    return len(made)


def _override(reached: Reached, each: Held, text: str, by: Asker, at: datetime) -> Override:
    return Override(
        **own(reached.draft),
        check_id=each.check,
        finding=each.mark,
        section=each.section,
        quote=each.quote,
        why=each.why,
        reason=text,
        by_id=person(by),
        by_name=by.name,
        post_id=acting_post(by, reached.child.area_id),
        at=at,
    )


@transaction.atomic
def record_agreement(
    draft_id: int,
    *,
    child_id: int,
    agreed_by: str,
    agreed_date: date,
    reference: str,
    by: Asker,
    on: date,
    at: datetime,
) -> HealthAgreed:
    """Record the ICB's agreement to section G as it stands (reg 12(2)). Other words need another.

    :raises CannotWrite: if section G holds no provision, or the day or the name is missing
    """
    reached = reach_draft(draft_id, child_id=child_id, by=by, to=P.PLAN_ADVISE, on=on)
    if "G" not in reached.writes:
        raise NotAllowed("The ICB’s agreement is recorded by the EHC team or the ICB’s officer.")
    name = _words(agreed_by, "Enter who agreed for the integrated care board.")
    if agreed_date > on:
        raise CannotWrite("The day of agreement must be today or in the past.")
    held = DraftSection.objects.get(area_id=reached.child.area_id, draft=reached.draft, section="G")
    rows = rows_of(held.content, "provision")
    if not rows:
        raise CannotWrite("Section G holds no provision to agree to.")
    kept, _ = HealthAgreed.objects.get_or_create(
        draft=reached.draft,
        agreed_to=part_hash(rows),
        defaults={
            **own(reached.draft),
            "agreed_by": name,
            "agreed_date": agreed_date,
            "reference": reference.strip(),
            "recorded_by_id": person(by),
            "recorded_at": at,
        },
    )
    wrote(reached.child, "plan-health-agreed")
    return kept
