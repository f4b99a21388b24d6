"""Panels: set a meeting, put cases before it, close it. A panel never moves a legal date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.assessment import queries
from goldenthread.assessment.models import Assessment, Panel, PanelItem
from goldenthread.assessment.rules import Decided, PanelOutcome, PanelQuestion, Stage
from goldenthread.people import queries as people

ASKED_AT = {
    Stage.REQUESTED: PanelQuestion.ASSESS,
    Stage.DECIDING_ASSESS: PanelQuestion.ASSESS,
    Stage.ASSESSING: PanelQuestion.ISSUE,
    Stage.DECIDING_ISSUE: PanelQuestion.ISSUE,
}
ASSESS_KINDS = frozenset({Decided.AGREE_TO_ASSESS, Decided.REFUSE_TO_ASSESS})


class WrongPanel(ValueError):
    """That cannot be put before this panel; the message says why."""


@transaction.atomic
def set_panel(
    *, area_id: int, meeting_date: date, name: str, chair: str, by: Asker, at: datetime
) -> Panel:
    """Set a meeting of the panel; the same meeting asked for again is the one there is.

    :raises NotAllowed: if `by` decides no cases in the area
    :raises WrongPanel: if it has no name, or the day has passed
    """
    check_post(by, Permission.ASSESSMENT_DECIDE, area_id)
    if not name.strip():
        raise WrongPanel("Enter a name for the panel, such as “Amber Valley panel”.")
    if meeting_date < timezone.localdate(at):
        raise WrongPanel("The meeting must be today or later.")
    made, _ = Panel.objects.get_or_create(
        area_id=area_id,
        meeting_date=meeting_date,
        name=name.strip(),
        defaults={"chair": chair.strip()},
    )
    return made


@transaction.atomic
def put_before_panel(
    case_id: int, *, panel_id: int, proposal: str, by: Asker, at: datetime
) -> PanelItem:
    """Put a case on a panel's agenda with what is proposed. Sent twice, it stands there once.

    :raises NotAllowed, NotFound: if `by` may not decide this case
    :raises WrongPanel: if there is nothing to ask, the panel is closed, or is another area's
    """
    today = timezone.localdate(at)
    case = queries.get_case(case_id, by=by, to=Permission.ASSESSMENT_DECIDE, on=today, lock=True)
    panel = Panel.objects.filter(pk=panel_id, area_id=case.area_id).first()
    if panel is None or panel.closed_at or panel.meeting_date < today:
        raise WrongPanel("Choose a panel of this area that has not met yet.")
    question = ASKED_AT.get(Stage(case.stage))
    if question is None:
        raise WrongPanel("At this stage there is nothing for a panel to decide.")
    people.check_free_text(proposal, case.child, on=today)
    made, _ = PanelItem.objects.get_or_create(
        panel=panel,
        assessment=case,
        question=question,
        defaults={
            "area_id": case.area_id,
            "child_id": case.child_id,
            "proposal": proposal.strip(),
            "added_at": at,
        },
    )
    return made


def settle_item(
    case: Assessment, item_id: int | None, outcome: PanelOutcome, *, said: str, kind: Decided
) -> PanelItem | None:
    """Settle the item a decision answers; take every other waiting one of it off its agenda.

    :raises NotFound: if the item named is not a waiting one of this case
    """
    asked = PanelQuestion.ASSESS if kind in ASSESS_KINDS else PanelQuestion.ISSUE
    waiting = PanelItem.objects.select_for_update().filter(
        area_id=case.area_id, assessment=case, question=asked, outcome=PanelOutcome.WAITING
    )
    settled: PanelItem | None = None
    for item in waiting:
        mine = item.pk == item_id
        item.outcome = outcome if mine else PanelOutcome.TAKEN_OUT
        item.said = said.strip() if mine else ""
        item.save(update_fields=["outcome", "said"])
        settled = item if mine else settled
    if item_id is not None and settled is None:
        raise NotFound("No such item.")
    return settled


@transaction.atomic
def close_panel(
    panel_id: int, *, members: Sequence[str], chair: str, by: Asker, at: datetime
) -> Panel:
    """Record who sat, once every item was decided or taken out.

    :raises NotFound, NotAllowed: if `by` decides no cases in the panel's area
    :raises WrongPanel: if an item waits, or nobody is named
    """
    panel = Panel.objects.select_for_update().filter(pk=panel_id, area_id__in=by.areas).first()
    if panel is None:
        raise NotFound("No such panel.")
    check_post(by, Permission.ASSESSMENT_DECIDE, panel.area_id)
    if panel.closed_at:
        return panel
    waiting = PanelItem.objects.filter(
        area_id=panel.area_id, panel=panel, outcome=PanelOutcome.WAITING
    ).count()
    if waiting:
        raise WrongPanel(
            f"{waiting} of its cases {'has' if waiting == 1 else 'have'} no outcome yet. Record "
            "each, or decide it outside the panel."
        )
    named = [each.strip() for each in members if each.strip()]
    if not named:
        raise WrongPanel("Enter who sat, one name and post a line.")
    panel.members, panel.chair, panel.closed_at = named, chair.strip(), at
    panel.save(update_fields=["members", "chair", "closed_at"])
    return panel
