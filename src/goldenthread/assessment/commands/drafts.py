"""From the draft to the plan: served, commented on, consulted about, finished, issued.

Law: Children and Families Act 2014 ss.38 and 39; SEND Regulations 2014 regs 13 and 14. The plan
for now is an uploaded file with its needs and setting, which is what councils have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, Permission
from goldenthread.assessment import queries
from goldenthread.assessment.commands.deciding import (
    Deciding,
    Saying,
    begin,
    finish,
    say_event,
    signature,
)
from goldenthread.assessment.commands.telling import (
    WouldBeHeld,
    named_setting,
    served_on,
    tell,
)
from goldenthread.assessment.models import Assessment, Decision, SilenceAccepted
from goldenthread.assessment.rules import (
    Decided,
    ReasonsMissing,
    Stage,
    WrongDate,
    WrongStage,
    check_date,
)
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.files.models import StoredFile
from goldenthread.law.events import EventKind as K
from goldenthread.letters.queries import look_through_file
from goldenthread.people import queries as people
from goldenthread.plans import commands as plans
from goldenthread.timeline import commands as timeline
from goldenthread.ui.words import listed, long_date


class AdviserSilent(ValueError):
    """A lawful adviser has given nothing; a named manager must say why the plan may go."""


class FamilyStillHasTime(ValueError):
    """The fifteen days in which the family may answer have not ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPaper:
    """The plan as a council has it: a file, the needs it names, and where it places the child."""

    file_id: int
    needs: Sequence[str] = ()  # need codes, the first is primary
    setting_id: int | None = None
    setting_code: str = ""
    why_setting: str = ""
    looked_through: bool = False  # a manager who did not add it says that it may go all the same


def send_draft(
    case_id: int, *, paper: PlanPaper, version: int, by: Asker, at: datetime, reasons: str = ""
) -> Decision:
    """Send the draft plan. It names no setting; the family has fifteen days from being served.

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    :raises WrongPaper: if the file is not this child's, or has not passed its check
    """
    return _send(case_id, Decided.SEND_DRAFT, paper, reasons, version=version, by=by, at=at)


def send_amended_draft(
    case_id: int, *, paper: PlanPaper, version: int, by: Asker, at: datetime, reasons: str
) -> Decision:
    """Send a changed draft; the fifteen days begin again. Code 9.125.

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    :raises ReasonsMissing: if nobody says what was changed and why
    :raises WrongPaper: if the file is not this child's, or has not passed its check
    """
    return _send(case_id, Decided.SEND_AMENDED, paper, reasons, version=version, by=by, at=at)


@transaction.atomic
def _send(
    case_id: int,
    kind: Decided,
    paper: PlanPaper,
    reasons: str,
    *,
    version: int,
    by: Asker,
    at: datetime,
) -> Decision:
    today = timezone.localdate(at)
    saying = Saying(decided_on=today, reasons=reasons)
    act = begin(case_id, kind, saying, version=version, by=by, at=at)
    if act.already:
        return act.already
    kept = plans.keep_draft_file(
        act.case.child,
        plan_id=act.case.plan_id,
        file_id=paper.file_id,
        needs=paper.needs,
        on=today,
        amended=kind is Decided.SEND_AMENDED,
    )
    check_paper_words(act.case, paper, by=by, at=at)
    act.case.plan_id = kept.plan_id
    act.told_on = served_on(act.case.child, today)
    if act.told_on > today:  # it is in the post: the law's clock starts the day it is served
        made = finish(
            act, changes={"plan_id": kept.plan_id}, kind=K.STAGE_REACHED, on=today,
            facts={"stage": str(act.to), "record": kept.pk, "sent": today.isoformat()},
        )  # fmt: skip
    else:
        made = finish(act, changes={"plan_id": kept.plan_id}, facts={"record": kept.pk})
    tell(made, by=by, at=at)
    return made


def check_paper_words(case: Assessment, paper: PlanPaper, *, by: Asker, at: datetime) -> None:
    """Check that the plan names no other child, nor tells a barred reader where this one is.

    What is found stops the decision, until a manager who did not add the document has read it
    through and says that it may go; that is written in the audit (trust rules 20 and 40).

    :raises WouldBeHeld: saying what was found, and who may let it go
    """
    child, today = case.child, timezone.localdate(at)
    found = look_through_file(paper.file_id, child, on=today)
    if found is None:
        return
    adder = StoredFile.objects.filter(pk=paper.file_id).values_list("uploaded_by", flat=True)
    second = by.may(Permission.PLAN_OVERRIDE, child.area_id) and adder.first() != by.user_id
    if not (paper.looked_through and second):
        raise WouldBeHeld(
            f"The document was stopped: {found.words}. Put it right and add it again; or a "
            "manager who did not add it reads it through and sends it. Nothing was recorded."
        )
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=child.pk,
            area_id=child.area_id,
            purpose="paper-let-go",
        )
    )


@transaction.atomic
def record_served(case_id: int, *, served: date, by: Asker, at: datetime) -> None:
    """Record the day a posted draft reached the family: from that day, which is day one.

    Said twice, it is recorded once.

    :raises NotAllowed, NotFound: if `by` may not decide for this child
    :raises WrongStage: if no draft is with the family
    :raises WrongDate: if it lies ahead, or before the draft was sent
    """
    today = timezone.localdate(at)
    case = queries.get_case(case_id, by=by, to=Permission.ASSESSMENT_DECIDE, on=today, lock=True)
    if Stage(case.stage) is not Stage.DRAFT_WITH_FAMILY:
        raise WrongStage("No draft is with the family, so none can have been served.")
    check_date(served, today=today, received=case.received_date)
    sent = queries.last_draft(case)
    if sent is None:
        raise WrongStage("No draft has been sent in this case.")
    if served < sent.decided_date:
        raise WrongDate("That is before the draft was sent. Check the date.")
    say_event(
        case,
        K.DRAFT_SERVED,
        on=served,
        by=by,
        at=at,
        facts={"waiting_on": "family"},
        key=f"assessment/{case.pk}/{sent.version}/served",
    )


@transaction.atomic
def family_commented(case_id: int, *, said_on: date, by: Asker, at: datetime) -> None:
    """Record that the family has said all it wants to about the draft.

    :raises NotAllowed, NotFound: if `by` may not work this child's case
    :raises WrongStage: if no draft is before the family
    :raises WrongDate: if it lies ahead, or before the draft was served
    """
    today = timezone.localdate(at)
    case = queries.get_case(case_id, by=by, to=Permission.CASE_CHANGE, on=today, lock=True)
    running = queries.draft_period(case, by=by, today=today)
    if running is None:
        raise WrongStage("No draft is before the family, so there is nothing to answer.")
    check_date(said_on, today=today, received=case.received_date, since=running.started)
    say_event(case, K.FAMILY_COMMENTED, on=said_on, by=by, at=at, facts={"waiting_on": "council"})


def start_consultation(case_id: int, *, version: int, by: Asker, at: datetime) -> Decision:
    """Move a case to consulting settings; each consultation itself is kept by `placements`.

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    """
    return _step(case_id, Decided.CONSULT, version=version, by=by, at=at)


def finalise(case_id: int, *, version: int, by: Asker, at: datetime) -> Decision:
    """Begin the final plan, once the family's time has ended or it has said all it wants to.

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    :raises FamilyStillHasTime: if the fifteen days run
    """
    return _step(case_id, Decided.FINALISE, version=version, by=by, at=at)


@transaction.atomic
def _step(case_id: int, kind: Decided, *, version: int, by: Asker, at: datetime) -> Decision:
    saying = Saying(decided_on=timezone.localdate(at))
    act = begin(case_id, kind, saying, version=version, by=by, at=at)
    if act.already:
        return act.already
    if kind is Decided.FINALISE:
        check_family_time(act.case, by=by, today=act.today)
    return finish(act)


def check_family_time(case: Assessment, *, by: Asker, today: date) -> None:
    """Check that a plan may be finished: the family's period has ended, or it is done.

    :raises FamilyStillHasTime: saying until when, and what would end it sooner
    """
    running = queries.draft_period(case, by=by, today=today)
    if running is None or running.stopped or running.superseded:
        return
    if running.due and running.due >= today:
        raise FamilyStillHasTime(
            f"The family has until {long_date(running.due)} to comment on the draft. If they have "
            "said all they want to, record that first."
        )


@transaction.atomic
def accept_silence(
    case_id: int, *, adviser: str, reason: str, what_next: str, by: Asker, at: datetime
) -> SilenceAccepted:
    """Record why the plan may go although an adviser is silent, and how the advice will be got.

    A named manager's own decision; the family reads it, and it is counted (S04, S05).

    :raises NotAllowed, NotFound: if `by` may not approve that for this child
    :raises ReasonsMissing: if the reason or what happens next is not said
    :raises WrongStage: if that adviser is not silent
    """
    today = timezone.localdate(at)
    case = queries.get_case(case_id, by=by, to=Permission.LATENESS_APPROVE, on=today, lock=True)
    if not reason.strip() or not what_next.strip():
        raise ReasonsMissing(
            "Enter why the plan may go without this advice, and how it will still be got."
        )
    if held := SilenceAccepted.objects.filter(assessment=case, adviser=adviser).first():
        return held
    if adviser not in queries.silent_advisers(case):
        raise WrongStage("That adviser is not silent in this case.")
    for text in (reason, what_next):
        people.check_free_text(text, case.child, on=today)
    timeline.record(
        K.ADVICE_NOT_AWAITED,
        area_id=case.area_id,
        child_id=case.child_id,
        case_type="assessment",
        case_id=case.pk,
        on=today,
        by=by,
        at=at,
        facts={"about": adviser},
    )
    return SilenceAccepted.objects.create(
        area_id=case.area_id,
        child_id=case.child_id,
        assessment=case,
        adviser=adviser,
        reason=reason.strip(),
        what_next=what_next.strip(),
        accepted_date=today,
        accepted_by_id=by.user_id,
        accepted_by_name=signature(by, case.area_id),
        post_id=timeline.acting_post(by, case.area_id),
    )


@transaction.atomic
def issue_plan(
    case_id: int, *, paper: PlanPaper, version: int, by: Asker, at: datetime, reasons: str = ""
) -> Decision:
    """Issue the final plan: to the family, the setting it names and the NHS board.

    Law: SEND Regulations 2014 regs 13(2) and 14. The plan starts today; so does the family's time
    for mediation and appeal.

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    :raises AdviserSilent: if a lawful adviser has given nothing, and no manager says why it may go
    :raises FamilyStillHasTime: if the fifteen days run
    :raises WrongPaper: if the file is not this child's, or has not passed its check
    """
    today = timezone.localdate(at)
    saying = Saying(decided_on=today, reasons=reasons or paper.why_setting)
    act = begin(case_id, Decided.ISSUE, saying, version=version, by=by, at=at)
    if act.already:
        return act.already
    check_family_time(act.case, by=by, today=today)
    check_silence(act.case)
    kept = plans.issue_file(
        act.case.child,
        plan_id=act.case.plan_id,
        file_id=paper.file_id,
        needs=paper.needs,
        setting_id=paper.setting_id,
        setting_code=paper.setting_code,
        on=today,
    )
    check_paper_words(act.case, paper, by=by, at=at)
    changes = {"issue_decided_date": today, "plan_id": kept.plan_id}
    made = finish(act, changes=changes, facts={"record": kept.pk})
    start_plan(act, kept.plan_id)
    tell(made, by=by, at=at, also=named_setting(paper.setting_id))
    return made


def check_silence(case: Assessment) -> None:
    """Check that no lawful adviser is silent without a named manager's reason.

    :raises AdviserSilent: naming who is silent
    """
    accepted = {each.adviser for each in queries.silences_of(case)}
    if silent := [each for each in queries.silent_advisers(case) if each not in accepted]:
        words = listed([queries.adviser_words(each) for each in silent])
        raise AdviserSilent(
            f"There is no advice from: {words}. Get it, or ask a manager to record why the plan "
            "may go without it."
        )


def start_plan(act: Deciding, plan_id: int) -> None:
    """Tell the plan's own case that it was made: its reviews count from today."""
    timeline.record(
        K.PLAN_STARTED,
        area_id=act.case.area_id,
        child_id=act.case.child_id,
        case_type="plan",
        case_id=plan_id,
        on=act.today,
        by=act.by,
        at=act.at,
        key=f"plan/{plan_id}/started/{act.today}",
    )
