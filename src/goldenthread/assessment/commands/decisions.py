"""The decisions of a case, one command each: whether to assess, whether to issue, and leaving.

Law: Children and Families Act 2014 ss.36 and 37; SEND Regulations 2014 regs 4, 5 and 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker
from goldenthread.assessment.commands.deciding import Deciding, Saying, begin, finish
from goldenthread.assessment.commands.panels import settle_item
from goldenthread.assessment.commands.telling import tell
from goldenthread.assessment.models import Decision
from goldenthread.assessment.rules import Decided, PanelOutcome


def _decide(
    case_id: int,
    kind: Decided,
    saying: Saying,
    *,
    version: int,
    by: Asker,
    at: datetime,
    panel_item_id: int | None = None,
    outcome: PanelOutcome | None = None,
    changes: Mapping[str, object] | None = None,
) -> Decision:
    """Do one decision whole: check, move, record, settle the panel's item, tell everyone."""
    with transaction.atomic():
        act = begin(case_id, kind, saying, version=version, by=by, at=at)
        if act.already:
            return act.already
        _with_panel(act, panel_item_id, outcome)
        made = finish(act, changes=changes)
        tell(made, by=by, at=at)
        return made


def _with_panel(act: Deciding, item_id: int | None, outcome: PanelOutcome | None) -> None:
    if outcome is None:
        return
    item = settle_item(act.case, item_id, outcome, said=act.saying.reasons, kind=act.kind)
    act.saying = replace(act.saying, panel_item=item)


def put_forward(
    case_id: int, *, decided_on: date, version: int, by: Asker, at: datetime, reasons: str = ""
) -> Decision:
    """Say that the papers are ready and the request can be decided.

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    """
    saying = Saying(decided_on=decided_on, reasons=reasons)
    return _decide(case_id, Decided.PUT_FORWARD, saying, version=version, by=by, at=at)


def agree_to_assess(
    case_id: int,
    *,
    decided_on: date,
    reasons: str,
    tests: Mapping[str, bool],
    version: int,
    by: Asker,
    at: datetime,
    panel_item_id: int | None = None,
    outside_panel: str = "",
) -> Decision:
    """Agree to secure an EHC needs assessment, and tell everyone told of the request.

    Law: CFA 2014 s.36(8); SEND Regulations 2014 reg 5(1), (3).

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    :raises ReasonsMissing: if no reasons are given
    :raises TestNotAnswered: if the Act's questions are not both answered with yes
    """
    saying = Saying(
        decided_on=decided_on, reasons=reasons, tests=tests, outside_panel=outside_panel
    )
    return _decide(
        case_id,
        Decided.AGREE_TO_ASSESS,
        saying,
        version=version,
        by=by,
        at=at,
        panel_item_id=panel_item_id,
        outcome=PanelOutcome.AGREED,
        changes={"decided_date": timezone.localdate(at)},
    )


def refuse_to_assess(
    case_id: int,
    *,
    decided_on: date,
    reasons: str,
    tests: Mapping[str, bool],
    learned: str,
    version: int,
    by: Asker,
    at: datetime,
    panel_item_id: int | None = None,
    outside_panel: str = "",
) -> Decision:
    """Refuse an assessment, with reasons, rights and last dates; say what the school can use.

    The time for mediation and appeal starts the day the notice goes.
    Law: CFA 2014 s.36(5); SEND Regulations 2014 reg 5(2), (3).

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    :raises ReasonsMissing: if no reasons are given
    :raises TestNotAnswered: if the Act's questions do not bear a refusal
    """
    saying = Saying(
        decided_on=decided_on,
        reasons=reasons,
        tests=tests,
        learned=learned,
        outside_panel=outside_panel,
    )
    return _decide(
        case_id,
        Decided.REFUSE_TO_ASSESS,
        saying,
        version=version,
        by=by,
        at=at,
        panel_item_id=panel_item_id,
        outcome=PanelOutcome.REFUSED,
        changes={"decided_date": timezone.localdate(at)},
    )


def put_to_issue(
    case_id: int, *, decided_on: date, version: int, by: Asker, at: datetime, reasons: str = ""
) -> Decision:
    """Say that the advice is in and it can be decided whether to issue a plan.

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    """
    saying = Saying(decided_on=decided_on, reasons=reasons)
    return _decide(case_id, Decided.PUT_TO_ISSUE, saying, version=version, by=by, at=at)


def ask_for_more(
    case_id: int,
    *,
    decided_on: date,
    reasons: str,
    version: int,
    by: Asker,
    at: datetime,
    panel_item_id: int | None = None,
) -> Decision:
    """Send a case back to the advisers. No date moves: the sixteen and twenty weeks run on.

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    :raises ReasonsMissing: if nobody says what is still needed
    """
    return _decide(
        case_id,
        Decided.ASK_FOR_MORE,
        Saying(decided_on=decided_on, reasons=reasons),
        version=version,
        by=by,
        at=at,
        panel_item_id=panel_item_id,
        outcome=PanelOutcome.MORE,
    )


def agree_to_issue(
    case_id: int,
    *,
    decided_on: date,
    reasons: str,
    tests: Mapping[str, bool],
    version: int,
    by: Asker,
    at: datetime,
    panel_item_id: int | None = None,
    outside_panel: str = "",
) -> Decision:
    """Agree that a plan will be issued, and tell the family.

    Law: CFA 2014 s.37(1).

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    :raises ReasonsMissing, TestNotAnswered: if the decision is not borne out
    """
    saying = Saying(
        decided_on=decided_on, reasons=reasons, tests=tests, outside_panel=outside_panel
    )
    return _decide(
        case_id,
        Decided.AGREE_TO_ISSUE,
        saying,
        version=version,
        by=by,
        at=at,
        panel_item_id=panel_item_id,
        outcome=PanelOutcome.AGREED,
    )


def refuse_to_issue(
    case_id: int,
    *,
    decided_on: date,
    reasons: str,
    tests: Mapping[str, bool],
    learned: str,
    version: int,
    by: Asker,
    at: datetime,
    panel_item_id: int | None = None,
    outside_panel: str = "",
) -> Decision:
    """Refuse a plan after assessing, with reasons, rights, last dates and what was learned.

    Law: CFA 2014 ss.36(9) and 37; SEND Regulations 2014 reg 10.

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    :raises ReasonsMissing, TestNotAnswered: if the decision is not borne out
    """
    saying = Saying(
        decided_on=decided_on,
        reasons=reasons,
        tests=tests,
        learned=learned,
        outside_panel=outside_panel,
    )
    return _decide(
        case_id,
        Decided.REFUSE_TO_ISSUE,
        saying,
        version=version,
        by=by,
        at=at,
        panel_item_id=panel_item_id,
        outcome=PanelOutcome.REFUSED,
        changes={"issue_decided_date": timezone.localdate(at)},
    )


def withdraw(
    case_id: int, *, decided_on: date, reasons: str, version: int, by: Asker, at: datetime
) -> Decision:
    """Record that the family withdrew its request, and confirm it in writing.

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    :raises ReasonsMissing: if nobody says who withdrew it, and how
    """
    saying = Saying(decided_on=decided_on, reasons=reasons)
    return _decide(case_id, Decided.WITHDRAW, saying, version=version, by=by, at=at)


def moved_away(
    case_id: int,
    *,
    decided_on: date,
    reasons: str,
    to_authority: str,
    version: int,
    by: Asker,
    at: datetime,
) -> Decision:
    """Record that the family has left the area before the case was decided.

    `to_authority` is the new council's number, or empty when nobody knows it. Moving the child's
    own record is another act (`people.commands.move_child`).

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate: as `begin`
    :raises ReasonsMissing: if nobody says how it is known
    """
    return _decide(
        case_id,
        Decided.MOVE_AWAY,
        Saying(decided_on=decided_on, reasons=reasons),
        version=version,
        by=by,
        at=at,
        changes={"exported_to": to_authority},
    )
