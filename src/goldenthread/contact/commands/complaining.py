"""A complaint: recorded, acknowledged, answered with a letter, taken further, learned from.

Each step is one decision: its row, its event, its clocks and its letter go together or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.contact.commands.complaint_letters import (
    LastDays,
    Written,
    complainant_of,
    send_letter,
)
from goldenthread.contact.commands.owning import answering_manager
from goldenthread.contact.models import Complaint, Contact, Learning, Stage
from goldenthread.contact.rules import Refused, new_reference
from goldenthread.contact.rules import complaints as rules
from goldenthread.contact.rules.complaint_letters import acknowledgement, answer, extension
from goldenthread.contact.rules.complaints import TO_OMBUDSMAN, Done, Outcome, Sort, State
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.timeline import commands as timeline
from goldenthread.timeline import queries as spine

P = Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Unhappy:
    """What somebody is unhappy with, as they or a colleague wrote it down."""

    child_id: int
    sort: Sort
    words: str
    wants: str = ""
    adult_id: int | None = None  # who complains; none: the young person
    received_date: date | None = None  # the day any part of the council got it; today when none
    known_date: date | None = None  # the day they learned of the problem, where they say
    contact_id: int | None = None  # the message it grew out of
    once: str = ""


@transaction.atomic
def complain(told: Unhappy, *, by: Asker, at: datetime) -> Complaint:
    """Record a complaint at its first stage: its clocks run from the day it came.

    By the family through its own door, or by staff for a call, a letter or a message. No special
    words or form are needed for a complaint to be one.

    :raises NotFound, NotAllowed: if `by` may neither speak for this child nor answer families here
    :raises Refused: if nothing is said, a day is still to come, or nobody recorded complains
    """
    on = timezone.localdate(at)
    own = told.child_id in by.own_children
    child = people.get_child(
        told.child_id,
        by=by,
        to=P.FAMILY_SPEAK if own else P.CONTACT_ANSWER,
        on=on,
        purpose="complaint-received",
    )
    received = told.received_date or on
    _check_told(told, child, received, on)
    if told.once and (
        already := Complaint.objects.filter(area_id=child.area_id, once=told.once).first()
    ):
        return already
    who = complainant_of(child, told.adult_id, by if own else None, on=on)
    made = Complaint.objects.create(
        area_id=child.area_id,
        child=child,
        contact=_message(told, child),
        reference=new_reference(),
        sort=told.sort,
        state=State.OPEN,
        adult_id=who.adult_id,
        user_id=who.user_id,
        name=who.name[:200],
        words=told.words.strip(),
        wants=told.wants.strip(),
        known_date=told.known_date,
        once=told.once,
        made_at=at,
        made_post_id=_post(by),
        invented=child.invented,
    )
    _begin(made, 1, received, by, at)
    if told.known_date and told.sort in TO_OMBUDSMAN:
        _record(made, K.PROBLEM_KNOWN, told.known_date, {}, by, at)
    _allocate(made, by, at)
    _wrote(made, "complaint-received")
    return made


def _check_told(told: Unhappy, child: Child, received: date, on: date) -> None:
    if not told.words.strip():
        raise Refused("Say what is wrong.")
    if received > on:
        raise Refused("The day it came is still to come. Enter the day it came.")
    if told.known_date and told.known_date > received:
        raise Refused("The day the problem was known cannot be after the complaint.")


def _message(told: Unhappy, child: Child) -> Contact | None:
    """Return the message it grew out of.

    :raises Refused: if that is another child's, or is a complaint already
    """
    if told.contact_id is None:
        return None
    found = Contact.objects.filter(pk=told.contact_id, child=child).first()
    if found is None:
        raise Refused("That message is about another child.")
    if Complaint.objects.filter(contact=found).exists():
        raise Refused("That message is recorded as a complaint already.")
    return found


def _post(by: Asker) -> int | None:
    return by.posts[0].id if by.posts else None


def _begin(
    made: Complaint, number: int, received: date, by: Asker, at: datetime, because: str = ""
) -> Stage:
    """Begin a stage, with the event that starts its clocks."""
    rule = rules.stage_rule(Sort(made.sort), number)
    stage = Stage.objects.create(
        area_id=made.area_id,
        child_id=made.child_id,
        complaint=made,
        number=number,
        received_date=received,
        because=because,
    )
    kind = K.COMPLAINT_PANEL_ASKED if rule.panel else K.COMPLAINT_RECEIVED
    facts = {} if rule.panel else {"route": rule.route}
    _record(made, kind, received, {**facts, "about": rules.about(number)}, by, at)
    return stage


def _record(
    made: Complaint, kind: K, on: date, facts: Mapping[str, object], by: Asker, at: datetime
) -> None:
    timeline.record(
        kind,
        area_id=made.area_id,
        child_id=made.child_id,
        case_type="complaint",
        case_id=made.pk,
        on=on,
        by=by,
        at=at,
        facts=facts,
    )


def _allocate(made: Complaint, by: Asker, at: datetime) -> None:
    """Give a complaint to a manager: nobody answers a complaint about themselves unasked."""
    on = timezone.localdate(at)
    post = answering_manager(made.area_id, on)
    if post is not None:
        _record(made, K.CASE_ALLOCATED, on, {"post": post}, by, at)


def _wrote(made: Complaint, purpose: str) -> None:
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=made.child_id,
            area_id=made.area_id,
            classes=(FieldClass.PROFESSIONAL,),
            purpose=purpose,
        )
    )


# What is done at a stage


def _locked(complaint_id: int, by: Asker, at: datetime, to: Permission) -> Complaint:
    """Return a complaint to somebody who may do this, locked until they are done.

    :raises NotFound: if there is none in reach
    :raises NotAllowed: if none of their posts may
    """
    rows = Complaint.objects.select_for_update(of=("self",)).select_related("child__area")
    made = rows.filter(pk=complaint_id, area_id__in=list(by.areas)).first()
    if made is None:
        raise NotFound("No such complaint.")
    people.get_child(made.child_id, by=by, to=to, on=timezone.localdate(at))
    return made


def _stage(made: Complaint) -> Stage:
    found = made.stages.order_by("-number").first()
    assert found is not None  # a complaint begins with a stage
    return found


def done_at(stage: Stage) -> list[Done]:
    """Return what has been done at a stage, in order."""
    steps = (
        (Done.RECEIVED, stage.received_date),
        (Done.ACKNOWLEDGED, stage.acknowledged_date),
        (Done.PANEL_MET, stage.met_date),
        (Done.PANEL_REPORTED, stage.reported_date),
        (Done.ANSWERED, stage.answered_date),
    )
    return [done for done, day in steps if day]


def _step(
    complaint_id: int, step: Done, by: Asker, at: datetime
) -> tuple[Complaint, Stage, rules.StageRule]:
    """Return a complaint, its stage and that stage's rules, where a step may be taken now.

    :raises Refused: if it may not
    """
    made = _locked(complaint_id, by, at, P.COMPLAINT_ANSWER)
    stage = _stage(made)
    rule = rules.stage_rule(Sort(made.sort), stage.number)
    if made.state in (State.WITHDRAWN, State.OMBUDSMAN):
        raise Refused("This complaint is closed here.")
    rules.check_step(rule, done_at(stage), step)
    return made, stage, rule


def _facts(stage: Stage) -> dict[str, object]:
    return {"about": rules.about(stage.number)}


@transaction.atomic
def acknowledge(complaint_id: int, *, understood: str, by: Asker, at: datetime) -> Stage:
    """Tell the family that its complaint came, how we understand it, and by when it is answered.

    :raises Refused: if it was acknowledged or answered, or nothing is said
    :raises NobodyToTell: if whoever complains is no longer recorded for the child
    """
    if not understood.strip():
        raise Refused("Say how you understand the complaint.")
    made, stage, rule = _step(complaint_id, Done.ACKNOWLEDGED, by, at)
    on = timezone.localdate(at)
    stage.acknowledged_date, stage.understood = on, understood.strip()
    stage.save(update_fields=["acknowledged_date", "understood"])
    _record(made, K.COMPLAINT_ACKNOWLEDGED, on, {**_facts(stage), "route": rule.route}, by, at)
    written = Written(
        kind="complaint-received",
        title="We have your complaint",
        key=f"complaint/{made.pk}/{stage.number}/received",
        blocks=lambda told: acknowledgement(told, understood=stage.understood),
        days=LastDays.REPLY,
    )
    send_letter(made, stage, rule, written, by=by, at=at)
    return stage


@transaction.atomic
def extend(complaint_id: int, *, until: date, because: str, by: Asker, at: datetime) -> Stage:
    """Put an answer off, once, no further than the rules allow, and tell the family why.

    The last day of the law stays where it is; the new day stands beside it.

    :raises Refused: if the rules allow no more time, it was put off before, or no reason is given
    """
    made, stage, rule = _step(complaint_id, Done.ANSWERED, by, at)
    if stage.extended_date:
        raise Refused("It was put off once already.")
    on = timezone.localdate(at)
    if until <= on:
        raise Refused("Choose a day still to come.")
    limit = longest_for(made, stage, rule, today=on)
    rules.check_extension(rule, until=until, limit=limit, because=because)
    stage.extended_date, stage.extended_because = until, because.strip()
    stage.save(update_fields=["extended_date", "extended_because"])
    written = Written(
        kind="complaint-longer",
        title="We need longer to answer your complaint",
        key=f"complaint/{made.pk}/{stage.number}/longer",
        blocks=lambda told: extension(told, because=stage.extended_because),
        days=LastDays.PUT_OFF,
    )
    send_letter(made, stage, rule, written, by=by, at=at)
    _wrote(made, "complaint-put-off")
    return stage


def longest_for(
    made: Complaint, stage: Stage, rule: rules.StageRule, *, today: date
) -> date | None:
    """Return the last day to which an answer may be put off, or None: not at all."""
    clocks = spine.clocks_of_case(made.area_id, "complaint", made.pk, today=today)
    reply = f"{rules.about(stage.number)}, reply"
    due = next((each.due for each in clocks if each.about == reply), None)
    return rules.longest(rule, started=stage.received_date, reply_due=due)


@transaction.atomic
def panel(complaint_id: int, *, step: Done, on: date, by: Asker, at: datetime) -> Stage:
    """Record that the panel of a social care complaint met, or reported.

    :raises Refused: if this stage has no panel, the day is to come, or it is out of order
    """
    made, stage, _ = _step(complaint_id, step, by, at)
    if not stage.received_date <= on <= timezone.localdate(at):
        raise Refused("Enter a day since the panel was asked for, and not one to come.")
    met = step is Done.PANEL_MET
    field = "met_date" if met else "reported_date"
    setattr(stage, field, on)
    stage.save(update_fields=[field])
    kind = K.COMPLAINT_PANEL_MET if met else K.COMPLAINT_PANEL_REPORTED
    _record(made, kind, on, _facts(stage), by, at)
    return stage


@transaction.atomic
def answer_complaint(
    complaint_id: int, *, outcome: Outcome, words: str, remedy: str, by: Asker, at: datetime
) -> Stage:
    """Answer a stage with a letter: what was found, what is put right, what can be done next.

    :raises Refused: if it is answered already, nothing is said, or what was upheld is not put right
    :raises NobodyToTell: if whoever complains is no longer recorded for the child
    """
    made, stage, rule = _step(complaint_id, Done.ANSWERED, by, at)
    if not words.strip():
        raise Refused("Enter the answer.")
    if outcome in rules.FOUND_FAULT and not remedy.strip():
        raise Refused("Say what is done to put right what was upheld.")
    on = timezone.localdate(at)
    stage.answered_date, stage.outcome, stage.post_id = on, outcome, _post(by)
    stage.answer, stage.remedy = words.strip(), remedy.strip()
    stage.save(update_fields=["answered_date", "outcome", "post_id", "answer", "remedy"])
    made.state = State.ANSWERED
    made.save(update_fields=["state"])
    _record(made, K.COMPLAINT_ANSWERED, on, _facts(stage), by, at)
    later = rules.next_stage(Sort(made.sort), stage.number)
    if later is not None and later.panel:
        about = {"about": rules.about(stage.number + 1)}
        _record(made, K.COMPLAINT_STAGE_2_ANSWERED, on, about, by, at)
    written = Written(
        kind="complaint-answer",
        title="Our answer to your complaint",
        key=f"complaint/{made.pk}/{stage.number}/answer",
        blocks=lambda told: answer(
            told,
            outcome=outcome,
            words=stage.answer,
            remedy=stage.remedy,
            next_stage=later.title.lower() if later else "",
        ),
        days=LastDays.NEXT,
    )
    send_letter(made, stage, rule, written, by=by, at=at)
    return stage


# What the family does next


@transaction.atomic
def take_further(
    complaint_id: int, *, because: str, by: Asker, at: datetime, on: date | None = None
) -> Stage:
    """Take an answered complaint to its next stage: by whoever complained, or staff for them.

    :raises NotFound: if it is not theirs
    :raises Refused: if it is not answered yet, has no further stage, or no reason is given
    """
    made = _own_or_locked(complaint_id, by, at)
    if not because.strip():
        raise Refused("Say what is still wrong.")
    stage = _stage(made)
    rules.may_go_further(Sort(made.sort), stage.number, State(made.state))
    day = on or timezone.localdate(at)
    if stage.answered_date and day < stage.answered_date:
        raise Refused("It cannot be taken further before it was answered.")
    made.state = State.OPEN
    made.save(update_fields=["state"])
    _wrote(made, "complaint-taken-further")
    return _begin(made, stage.number + 1, day, by, at, because=because.strip())


def _own_or_locked(complaint_id: int, by: Asker, at: datetime) -> Complaint:
    """Return a complaint to whoever made it, or to somebody who answers families there."""
    rows = Complaint.objects.select_for_update(of=("self",)).select_related("child__area")
    made = rows.filter(
        pk=complaint_id, user_id=by.user_id or 0, child_id__in=list(by.own_children)
    ).first()
    if made is None:
        return _locked(complaint_id, by, at, P.CONTACT_ANSWER)
    people.get_child(made.child_id, by=by, to=P.FAMILY_SPEAK, on=timezone.localdate(at))
    return made


@transaction.atomic
def withdraw(complaint_id: int, *, by: Asker, at: datetime) -> Complaint:
    """Record that whoever complained took it back. What was learned stays.

    :raises Refused: if it is closed already
    """
    made = _own_or_locked(complaint_id, by, at)
    if made.state != State.OPEN:
        raise Refused("Only a complaint that waits for an answer can be withdrawn.")
    made.state = State.WITHDRAWN
    made.save(update_fields=["state"])
    _record(made, K.CASE_CLOSED, timezone.localdate(at), {"ground": "withdrawn"}, by, at)
    _wrote(made, "complaint-withdrawn")
    return made


@transaction.atomic
def gone_to_ombudsman(complaint_id: int, *, on: date, by: Asker, at: datetime) -> Complaint:
    """Record that the family asked the Ombudsman. It may do so at any stage.

    :raises Refused: if this sort does not go there, or the day is to come
    """
    made = _locked(complaint_id, by, at, P.CONTACT_ANSWER)
    if Sort(made.sort) not in TO_OMBUDSMAN:
        raise Refused("This sort of complaint does not go to this Ombudsman.")
    if on > timezone.localdate(at):
        raise Refused("That day is still to come.")
    if made.state == State.OMBUDSMAN:
        return made
    made.state, made.ombudsman_date = State.OMBUDSMAN, on
    made.save(update_fields=["state", "ombudsman_date"])
    _record(made, K.OMBUDSMAN_ASKED, on, {}, by, at)
    _wrote(made, "complaint-ombudsman")
    return made


# What we learn


@transaction.atomic
def learn(
    complaint_id: int, *, theme: str, change: str, by_date: date, by: Asker, at: datetime
) -> Learning:
    """Record what changes because a complaint was upheld, and by when.

    :raises Refused: if nothing was upheld, the theme is unknown, or the day is past
    """
    made = _locked(complaint_id, by, at, P.COMPLAINT_ANSWER)
    found = list(made.stages.values_list("outcome", flat=True))
    rules.check_learning(theme=theme, change=change, outcomes=found)
    if by_date <= timezone.localdate(at):
        raise Refused("Choose a day still to come.")
    _wrote(made, "complaint-learned")
    return Learning.objects.create(
        area_id=made.area_id,
        child_id=made.child_id,
        complaint=made,
        theme=theme,
        change=change.strip(),
        by_date=by_date,
        made_at=at,
        post_id=_post(by),
    )


@transaction.atomic
def learning_done(learning_id: int, *, by: Asker, at: datetime) -> Learning:
    """Record that what a complaint taught us has been done; done twice, the first day stands."""
    found = Learning.objects.select_for_update().filter(pk=learning_id).first()
    if found is None:
        raise NotFound("No such record.")
    made = _locked(found.complaint_id, by, at, P.COMPLAINT_ANSWER)
    if found.done_date is None:
        found.done_date = timezone.localdate(at)
        found.save(update_fields=["done_date"])
        _wrote(made, "complaint-learning-done")
    return found


__all__ = [
    "Unhappy",
    "acknowledge",
    "answer_complaint",
    "complain",
    "done_at",
    "extend",
    "gone_to_ombudsman",
    "learn",
    "learning_done",
    "longest_for",
    "panel",
    "take_further",
    "withdraw",
]
