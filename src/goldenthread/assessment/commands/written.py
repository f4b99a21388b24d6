"""A plan written at the plan desk, sent and issued in its case: one act moves both.

The draft and its gate belong to `plans`; the case, its clocks and its letters belong here. What
goes out at the desk is a decision of the case like any other, so neither can say a plan is out
while the other says it is being written (S04, S05).

Law: Children and Families Act 2014 ss.38 and 39; SEND Regulations 2014 regs 13 and 14.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, Permission
from goldenthread.assessment import queries
from goldenthread.assessment.commands.deciding import Saying, begin, finish
from goldenthread.assessment.commands.drafts import (
    check_family_time,
    check_silence,
    finalise,
    start_plan,
)
from goldenthread.assessment.commands.telling import named_setting, served_on, tell
from goldenthread.assessment.models import Assessment, Decision
from goldenthread.assessment.rules import Decided, Stage, WrongStage
from goldenthread.law.events import EventKind as K
from goldenthread.plans import commands as plans
from goldenthread.plans.queries import sent_version

# Stages from which issuing begins the final plan and issues it in one act.
SENT = (Stage.DRAFT_WITH_FAMILY, Stage.CONSULTING)


def send_written_draft(
    case_id: int, *, draft_id: int, version: int, by: Asker, at: datetime, reasons: str = ""
) -> Decision:
    """Send the draft that was written at the plan desk; sent before, it is a changed draft.

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    :raises ReasonsMissing: if it was sent before, and nobody says what was changed and why
    :raises GateShut: if a legal minimum is missing and no reason is recorded
    """
    today = timezone.localdate(at)
    case = queries.get_case(case_id, by=by, to=Permission.ASSESSMENT_DECIDE, on=today)
    saying = Saying(decided_on=today, reasons=reasons)
    return _send(case_id, _kind(case, version), draft_id, saying, version, by, at)


def _kind(case: Assessment, version: int) -> Decided:
    """A first draft or a changed one; of a click sent twice, what the first click was."""
    if case.version == version:
        again = Stage(case.stage) is not Stage.DRAFTING
    else:
        decided = Decision.objects.filter(area_id=case.area_id, assessment=case)
        again = decided.filter(version=version + 1, kind=Decided.SEND_AMENDED).exists()
    return Decided.SEND_AMENDED if again else Decided.SEND_DRAFT


@transaction.atomic
def _send(
    case_id: int,
    kind: Decided,
    draft_id: int,
    saying: Saying,
    version: int,
    by: Asker,
    at: datetime,
) -> Decision:
    act = begin(case_id, kind, saying, version=version, by=by, at=at)
    if act.already:
        return act.already
    before = sent_version(act.case.child, draft_id)
    kept = plans.serve_draft(
        draft_id, child_id=act.case.child_id, by=by, on=act.today, at=at, tell_case=False
    )
    if kept.pk == before:
        raise WrongStage("Nothing was changed since this draft was sent today.")
    changes = {"plan_id": kept.plan_id}
    act.told_on = served_on(act.case.child, act.today)
    if act.told_on > act.today:  # it is in the post: the law's clock starts the day it is served
        made = finish(
            act, changes=changes, kind=K.STAGE_REACHED, on=act.today,
            facts={"stage": str(act.to), "record": kept.pk, "sent": act.today.isoformat()},
        )  # fmt: skip
    else:
        made = finish(act, changes=changes, facts={"record": kept.pk})
    tell(made, by=by, at=at)
    return made


@transaction.atomic
def issue_written_plan(
    case_id: int,
    *,
    draft_id: int,
    role: str,
    version: int,
    by: Asker,
    at: datetime,
    reasons: str = "",
) -> Decision:
    """Issue the final plan that was written at the plan desk, signed in the role of who issues it.

    A case whose draft is out, or that consults, goes by way of the final plan's own stage.

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    :raises AdviserSilent: if a lawful adviser has given nothing, and no manager says why it may go
    :raises FamilyStillHasTime: if the fifteen days run
    :raises GateShut, CannotWrite: if the plan itself may not go
    """
    today = timezone.localdate(at)
    case = queries.get_case(case_id, by=by, to=Permission.ASSESSMENT_DECIDE, on=today, lock=True)
    if done := _issued_before(case, version, by):
        return done
    if Stage(case.stage) in SENT:
        version = finalise(case_id, version=version, by=by, at=at).version
    saying = Saying(decided_on=today, reasons=reasons)
    act = begin(case_id, Decided.ISSUE, saying, version=version, by=by, at=at)
    if act.already:
        return act.already
    check_family_time(act.case, by=by, today=today)
    check_silence(act.case)
    kept = plans.issue_final(
        draft_id,
        child_id=act.case.child_id,
        by=by,
        role=role,
        on=today,
        at=at,
        tell_case=False,
    )
    changes = {"issue_decided_date": today, "plan_id": kept.plan_id}
    made = finish(act, changes=changes, facts={"record": kept.pk})
    start_plan(act, kept.plan_id)
    tell(made, by=by, at=at, also=named_setting(kept.setting_id))
    return made


def _issued_before(case: Assessment, version: int, by: Asker) -> Decision | None:
    """The decision of the same click before: by the same person, over the version they read."""
    if Stage(case.stage) is not Stage.PLAN_ISSUED:
        return None
    return Decision.objects.filter(
        area_id=case.area_id,
        assessment=case,
        kind=Decided.ISSUE,
        version__in=(version + 1, version + 2),
        decided_by_id=by.user_id,
    ).first()
