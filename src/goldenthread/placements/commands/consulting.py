"""Consulting settings, taking their answers, and saying why one is named.

Law: Children and Families Act 2014, ss.38 to 40; SEND Code of Practice 9.83. A setting consulted
sees its copy and nothing else, until some days after the decision (trust rule 8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from goldenthread.access.models import Tie
from goldenthread.access.rules import Asker, NotFound, Permission, TieKind
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.documents.content import KeyDate
from goldenthread.files.models import StoredFile
from goldenthread.law.events import EventKind as K
from goldenthread.law.limits import time_limit
from goldenthread.letters import commands as letters
from goldenthread.letters.queries import look_through_file, look_through_words
from goldenthread.letters.queries import setting as setting_reader
from goldenthread.letters.rules.content import Content, Piece
from goldenthread.organisations.models import Organisation, Setting
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.placements.models import Consultation, NamedSetting
from goldenthread.placements.queries import consulting as queries
from goldenthread.placements.rules.consulting import (
    LONGEST_WORDS,
    AskedBy,
    Basis,
    ConsultState,
    Ground,
    Reply,
    WrongConsultation,
    check_named,
    check_reply,
    last_day_of_copy,
)
from goldenthread.placements.rules.notices import TITLE, setting_consulted
from goldenthread.timeline import commands as timeline
from goldenthread.timeline.queries import clocks_of_case
from goldenthread.timeline.rules.history import LONDON

P = Permission
RULE = "plan-consult"
SETTLED = (ConsultState.WITHDRAWN, ConsultState.CLOSED)


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _wrote(row: Consultation | NamedSetting, purpose: str) -> None:
    audit.note(
        Note(action=Action.WRITE, child_id=row.child_id, area_id=row.area_id, purpose=purpose)
    )


def _event(
    row: Consultation, kind: K, on: date, by: Asker, at: datetime, facts: Mapping[str, Any]
) -> None:
    timeline.record(
        kind,
        area_id=row.area_id,
        child_id=row.child_id,
        case_type=row.case_type,
        case_id=row.case_id,
        on=on,
        by=by,
        at=at,
        facts={"about": row.about, **facts},
        key=f"consultation/{row.pk}/{kind}",
    )


@transaction.atomic
def consult(
    *,
    child_id: int,
    case_type: str,
    case_id: int,
    setting_id: int,
    asked_by: AskedBy,
    sections: Sequence[Mapping[str, str]],
    by: Asker,
    at: datetime,
    file_id: int | None = None,
) -> Consultation:
    """Send a setting its consultation copy: its fifteen days start today.

    The copy is what stands in `sections`, the child's name first, and one document at most. The
    same setting asked again in the same case gives back the consultation there is.

    :raises NotFound, NotAllowed: if `by` may not consult settings for this child
    :raises WrongConsultation: if the copy is empty, or the setting has closed
    :raises NamesAPlace: if the copy gives away where a restricted child is
    """
    today = _day(at)
    child = people.get_child(
        child_id, by=by, to=P.SETTING_CONSULT, on=today, purpose="setting-consult", lock=True
    )
    setting = Setting.objects.filter(pk=setting_id).first()
    if setting is None:
        raise WrongConsultation("Choose a setting from the register.")
    there = Consultation.objects.filter(case_type=case_type, case_id=case_id, setting=setting)
    if already := there.exclude(state=ConsultState.WITHDRAWN).first():
        return already
    if setting.closed_date and setting.closed_date < today:
        raise WrongConsultation(f"{setting.name} has closed. Choose another setting.")
    _check_copy(sections, child, today)
    _check_others(sections, file_id, child, today)
    body = Organisation.objects.filter(setting=setting, kind="SETTING").first()
    made = Consultation.objects.create(
        area_id=child.area_id,
        child=child,
        case_type=case_type,
        case_id=case_id,
        setting=setting,
        organisation=body,
        about=setting.urn or f"setting-{setting.pk}",
        asked_by=asked_by,
        listed=queries.listing_of(setting) or "",
        state=ConsultState.SENT,
        sent_date=today,
        due_date=time_limit(RULE, on=today).last_day(today),
        copy=[{"title": each["title"], "words": each["words"].strip()} for each in sections],
        copy_file=StoredFile.objects.filter(pk=file_id, child=child).first() if file_id else None,
        sent_by_id=timeline.acting_post(by, child.area_id),
    )
    if body:
        Tie.objects.create(
            area_id=child.area_id,
            child=child,
            kind=TieKind.CONSULTATION,
            organisation=body,
            from_date=today,
        )
    _event(made, K.SETTING_CONSULTED, today, by, at, {})
    _wrote(made, "setting-consulted")
    if body:
        _send_letter(made, child, body, by=by, at=at)
    return made


def _send_letter(
    row: Consultation, child: Child, body: Organisation, *, by: Asker, at: datetime
) -> None:
    """Send the consultation itself to a setting that signs in, with the last day of its clock."""
    clocks = clocks_of_case(row.area_id, row.case_type, row.case_id, today=row.sent_date)
    days = tuple(
        KeyDate(label="Please answer by", on=each.due, code=each.rule)
        for each in clocks
        if each.rule == RULE and each.about == row.about and each.due and not each.superseded
    )
    blocks = setting_consulted(
        child=people.display_name(child), asked_by=AskedBy(row.asked_by), dates=days
    )
    outgoing = letters.Outgoing(
        kind="consultation",
        content=Content(
            title=TITLE,
            pieces=(Piece(blocks=blocks),),
            sender=(f"{child.area.name} council's SEND team",),
            reference=f"C{row.pk}",
        ),
        key=f"consultation/{row.pk}",
        to=(setting_reader(body.pk, body.name),),
    )
    letters.send_together(
        [outgoing],
        child=child,
        case=letters.CaseRef(type=row.case_type, id=row.case_id),
        decided_date=row.sent_date,
        by=by,
        at=at,
        right=P.SETTING_CONSULT,
    )


def _check_copy(sections: Sequence[Mapping[str, str]], child: Child, on: date) -> None:
    words = [each["words"].strip() for each in sections]
    if len(words) < 2 or not all(words[:2]):
        raise WrongConsultation("Write about the child and their needs: a setting sees only this.")
    if sum(map(len, words)) > LONGEST_WORDS:
        raise WrongConsultation(f"Shorten the copy to {LONGEST_WORDS:,} letters.")
    people.check_free_text(" ".join(words), child, on=on)


def _check_others(
    sections: Sequence[Mapping[str, str]], file_id: int | None, child: Child, on: date
) -> None:
    """Check that neither the copy nor its document names another child (trust rule 40).

    :raises WrongConsultation: saying which does, and what to do
    """
    words = "\n".join(each["words"] for each in sections)
    looked = {"The copy": look_through_words(words, child, on=on, barred=False)}
    if file_id:
        looked["The document"] = look_through_file(file_id, child, on=on)
    for what, found in looked.items():
        if found is not None:
            raise WrongConsultation(f"{what} was stopped: {found.words}. Put it right first.")


@transaction.atomic
def save_answer_draft(
    consultation_id: int, *, typed: Mapping[str, Any], by: Asker, at: datetime
) -> None:
    """Keep an answer begun and not sent.

    :raises NotFound: if it is not their setting's to answer
    """
    row = queries.get_consultation(consultation_id, by=by, on=_day(at), lock=True)
    row.typed = dict(typed)
    row.save(update_fields=["typed"])
    _wrote(row, "consultation-draft")


@transaction.atomic
def answer(consultation_id: int, *, reply: Reply, by: Asker, at: datetime) -> Consultation:
    """Take a setting's own answer.

    :raises NotFound: if it is not their setting's to answer
    :raises WrongConsultation: if it was answered or withdrawn, or the answer is not whole
    """
    row = queries.get_consultation(consultation_id, by=by, on=_day(at), lock=True)
    post = next(p.id for p in by.posts if p.organisation_id == row.organisation_id)
    return _answer(row, reply, post, _day(at), by, at)


@transaction.atomic
def record_answer(
    consultation_id: int, *, reply: Reply, answered_on: date, by: Asker, at: datetime
) -> Consultation:
    """Write down an answer that came by letter, email or telephone.

    :raises NotFound, NotAllowed: if `by` may not consult settings for this child
    :raises WrongConsultation: if it was answered or withdrawn, or the answer does not fit
    """
    row, _ = _ours(consultation_id, by, at)
    if not row.sent_date <= answered_on <= _day(at):
        raise WrongConsultation("The answer came between the day it was sent and today.")
    return _answer(row, reply, None, answered_on, by, at)


def _ours(consultation_id: int, by: Asker, at: datetime) -> tuple[Consultation, Child]:
    rows = Consultation.objects.select_for_update(of=("self",)).filter(
        pk=consultation_id, area_id__in=sorted(by.areas_where(P.SETTING_CONSULT))
    )
    row = rows.first()
    if row is None:
        raise NotFound("No such record.")
    child = people.get_child(
        row.child_id, by=by, to=P.SETTING_CONSULT, on=_day(at), purpose="setting-consult"
    )
    return row, child


def _answer(
    row: Consultation, reply: Reply, post: int | None, on: date, by: Asker, at: datetime
) -> Consultation:
    if row.state != ConsultState.SENT:
        said = "withdrawn" if row.state == ConsultState.WITHDRAWN else "answered or closed already"
        raise WrongConsultation(
            f"This consultation was {said}. What you wrote is kept; telephone the council if it "
            "should be changed."
        )
    check_reply(reply)
    row.state, row.answer, row.answered_date = ConsultState.ANSWERED, reply.answer, on
    row.grounds = sorted(reply.grounds)
    row.reasons, row.needed, row.start_date = reply.reasons.strip(), reply.needed, reply.start
    row.answered_by_id, row.typed = post, {}
    row.save()
    _event(row, K.SETTING_ANSWERED, on, by, at, {"answer": reply.answer.lower()})
    _wrote(row, "consultation-answered")
    return row


@transaction.atomic
def withdraw(consultation_id: int, *, by: Asker, at: datetime) -> None:
    """Take a consultation back: the setting loses its copy today.

    :raises NotFound, NotAllowed: if `by` may not consult settings for this child
    :raises WrongConsultation: if it was answered, withdrawn or closed
    """
    row, _ = _ours(consultation_id, by, at)
    if row.state != ConsultState.SENT:
        raise WrongConsultation("Only a consultation that still waits can be withdrawn.")
    row.state, row.ended_date = ConsultState.WITHDRAWN, _day(at)
    row.save(update_fields=["state", "ended_date"])
    _end_tie(row, _day(at))
    _wrote(row, "consultation-withdrawn")


@transaction.atomic
def close_consultations(case_type: str, case_id: int, *, on: date, by: Asker) -> int:
    """Close a case's consultations on the day it was decided; return how many.

    Called by the command that issues the plan or ends the case, which has checked who asks. Each
    setting reads its copy for some days more, and then no longer.
    """
    rows = Consultation.objects.select_for_update(of=("self",)).filter(
        case_type=case_type, case_id=case_id
    )
    found = list(rows.exclude(state__in=SETTLED).order_by("pk"))
    for row in found:
        row.state, row.ended_date = ConsultState.CLOSED, on
        row.save(update_fields=["state", "ended_date"])
        _end_tie(row, last_day_of_copy(on))
        _wrote(row, "consultation-closed")
    return len(found)


def _end_tie(row: Consultation, last: date) -> None:
    if row.organisation_id is None:
        return
    Tie.objects.filter(
        child_id=row.child_id,
        organisation_id=row.organisation_id,
        kind=TieKind.CONSULTATION,
        to_date__isnull=True,
        from_date__lte=last,
    ).update(to_date=last)


@transaction.atomic
def record_named(
    *,
    child_id: int,
    case_type: str,
    case_id: int,
    basis: Basis,
    reasons: str,
    by: Asker,
    at: datetime,
    setting_id: int | None = None,
    setting_type: str = "",
    grounds: frozenset[Ground] = frozenset(),
) -> NamedSetting:
    """Say why a setting, or a type of one, is named in section I; a second time changes it.

    :raises NotFound, NotAllowed: if `by` may not decide on settings for this child
    :raises WrongConsultation: if the ground or the reasons are missing
    """
    child = people.get_child(
        child_id, by=by, to=P.SETTING_CONSULT, on=_day(at), purpose="setting-named", lock=True
    )
    check_named(basis, grounds, reasons)
    if bool(setting_id) == bool(setting_type.strip()):
        raise WrongConsultation("Choose a setting, or write a type of setting: one of the two.")
    people.check_free_text(reasons, child, on=_day(at))
    made, _ = NamedSetting.objects.update_or_create(
        case_type=case_type,
        case_id=case_id,
        defaults={
            "area_id": child.area_id,
            "child": child,
            "setting_id": setting_id,
            "setting_type": setting_type.strip(),
            "basis": basis,
            "grounds": sorted(grounds),
            "reasons": reasons.strip(),
            "named_date": _day(at),
            "named_by_id": timeline.acting_post(by, child.area_id),
        },
    )
    _wrote(made, "setting-named")
    return made
