"""Answers on paper: forms printed with a code each, and what comes back typed in once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.heard.commands.answering import (
    ANSWERS,
    NewAnswer,
    code_hash,
    issue_ticket,
    keep,
)
from goldenthread.heard.models import Answer, Judged, Ticket, Typed
from goldenthread.heard.rules.answers import NotAnswered, check_answers
from goldenthread.heard.rules.paper import MOST_COPIES, SameAgain, TypedBefore, check_month
from goldenthread.heard.rules.questions import (
    Door,
    NoSuchSurvey,
    Step,
    Survey,
    survey,
    survey_for,
)

P = Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is told of one form on paper, besides what was ticked on it."""

    step: Step
    month: date  # its first day
    code: str = ""  # as printed on it; none on a letter, or where somebody rang
    once: str  # the number of the page it was typed into: sent twice, it is one answer
    another: bool = False  # looked at: the same answers as another, and not the same form


def _note(area_id: int, purpose: str) -> None:
    audit.note(
        Note(action=Action.WRITE, area_id=area_id, classes=(FieldClass.STAFF_ONLY,),
             purpose=purpose)
    )  # fmt: skip


@transaction.atomic
def print_forms(area_id: int, *, step: Step, copies: int, by: Asker, on: date) -> list[str]:
    """Make the codes of some forms to be printed and given out; told once, and only hashed here.

    :raises NotAllowed: to somebody who does not type in for this area
    :raises ValueError: if it is none, or too many at once
    """
    check_post(by, P.HEARD_TYPE, area_id)
    if not 1 <= copies <= MOST_COPIES:
        raise ValueError(f"Print between 1 and {MOST_COPIES} forms at once.")
    _note(area_id, "heard-forms-printed")
    return [issue_ticket(area_id, step=step, on=on, printed=True)[1] for _ in range(copies)]


@transaction.atomic
def type_in(area_id: int, new: NewAnswer, *, paper: Paper, by: Asker, on: date) -> None:
    """Keep an answer that came on paper, and who typed it in. It holds no name of who gave it.

    It is of its month, and known from the day it was typed in. A code makes it certain that no
    form counts twice; without one, the same answers of the same month are asked about first.

    :raises NotAllowed: to somebody who does not type in for this area
    :raises WrongMonth: if it can be of no such month
    :raises NotAnswered: if it cannot be taken as it is
    :raises TypedBefore: if its code was used
    :raises SameAgain: if it may be one that was typed in before
    """
    check_post(by, P.HEARD_TYPE, area_id)
    month = check_month(paper.month, on)
    number = uuid5(ANSWERS, f"paper:{area_id}:{paper.once}")
    if Answer.objects.filter(pk=number).exists():
        return  # the same page, sent twice
    asks = _spent(area_id, paper) if paper.code.strip() else _asked(paper.step, month)
    kept = check_answers(asks, new.choices, new.words)
    if not paper.code.strip() and not paper.another and _there(area_id, asks, paper, kept):
        raise SameAgain(
            "A form with the same answers was typed in for this month. If this is another form, "
            "say so below."
        )
    try:
        with transaction.atomic():
            made = keep(area_id, asks, paper.step, Door.PAPER, kept, new, month, known_on=on,
                        number=number)  # fmt: skip
            Typed.objects.create(answer=made, area_id=area_id, typed_by_id=by.user_id or 0, on=on)
    except IntegrityError:
        return  # the same page, sent twice at once
    _note(area_id, "heard-typed")


def _asked(step: Step, month: date) -> Survey:
    try:
        return survey_for(step, month)
    except NoSuchSurvey:
        raise NotAnswered("This was not asked in that month. Choose another month.") from None


def _spent(area_id: int, paper: Paper) -> Survey:
    """Use the code of a form, and return what it asks.

    :raises NotAnswered: if no form of this area and step has it, or it had ended by that month
    :raises TypedBefore: if it was used
    """
    rows = Ticket.objects.select_for_update().filter(area_id=area_id, step=paper.step)
    found = rows.filter(code_hash=code_hash(paper.code)).first()
    if found is None:
        raise NotAnswered("No form of this survey has that code. Check it, or leave it empty.")
    if found.used:
        raise TypedBefore("The form with this code was typed in, or answered by its link, before.")
    if found.last_day < paper.month or found.issued_on.replace(day=1) > paper.month:
        raise NotAnswered("That form was not open in that month. Check the month and the code.")
    found.used = True
    found.save(update_fields=["used"])
    return survey(found.survey, found.version)


def _there(area_id: int, asks: Survey, paper: Paper, kept: dict[str, str]) -> bool:
    rows = Answer.objects.filter(area_id=area_id, door=Door.PAPER, survey=asks.key, step=paper.step)
    return rows.filter(on=paper.month, choices=kept).exclude(judged__counts=False).exists()


@transaction.atomic
def take_back(answer_id: UUID, *, by: Asker, on: date) -> int:
    """Let an answer that was typed in wrong, or twice, count no more; said once, and it stands.

    Returns the area.

    :raises NotAllowed: to somebody who neither typed it in nor judges answers
    :raises NotFound: if none was typed in, in reach
    """
    check_post(by, P.HEARD_TYPE)
    reach = by.areas_where(P.HEARD_TYPE)
    found = Typed.objects.filter(answer_id=answer_id, area_id__in=reach).first()
    if found is None:
        raise NotFound("No such answer.")
    if found.typed_by_id != by.user_id and not by.may(P.HEARD_MANAGE, found.area_id):
        raise NotAllowed("Whoever typed it in takes it back, or a manager does.")
    Judged.objects.get_or_create(
        answer_id=answer_id,
        defaults={
            "area_id": found.area_id, "counts": False, "on": on, "judged_by_id": by.user_id or 0,
        },
    )  # fmt: skip
    _note(found.area_id, "heard-typed-back")
    return found.area_id
