"""Telling the family of an amendment, in the transaction that sends it.

A first plan's letters are its case's (`assessment.commands`). An amendment has no case of that
kind: what goes out at the plan desk is told here, to everybody who gets notices about the child,
or nothing goes out at all (S19; R (L, M and P) v Devon CC [2022] EWHC 493 (Admin)).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from goldenthread.access.queries import bodies_serving
from goldenthread.access.rules import Asker
from goldenthread.documents.content import KeyDate
from goldenthread.law.calendar import delivered
from goldenthread.law.limits import time_limit
from goldenthread.letters import commands as letters
from goldenthread.letters.queries.readers import default_readers, professional, setting
from goldenthread.letters.rules.content import Content as Letter
from goldenthread.letters.rules.recipients import Channel, Recipient
from goldenthread.organisations import queries as organisations
from goldenthread.people.models import Child
from goldenthread.people.queries import display_name
from goldenthread.plans.commands.reaching import CannotWrite
from goldenthread.plans.content import Plan as Content
from goldenthread.plans.models import PlanDraft, PlanVersion
from goldenthread.plans.rules.changes import changes
from goldenthread.plans.rules.telling import (
    FINAL,
    NOTICE,
    Told,
    amended_plan,
    amendment_notice,
    for_bodies,
)
from goldenthread.timeline.queries import clocks_of_child

FAMILY_DAYS = "rev-amend-15d"
NOTICE_DATES: Mapping[str, str] = {"rev-amend-final": "You must have the changed plan by"}
APPEAL_DATES: Mapping[str, str] = {
    "med-contact": "Call the mediation adviser by",
    "app-limit": "The Tribunal must have your appeal by 5pm on",
}
FORM_LATER = "It goes at once so that no day is lost. The form that is needed follows."


def served_on(child: Child, sent: date) -> date:
    """Return the day a notice sent on a day reaches the last of the family: post takes longer."""
    ways = {each.channel for each in default_readers(child, on=sent)}
    return delivered(sent, "first") if Channel.POST in ways else sent


def last_day_to_speak(child: Child, sent: date, *, amends: bool) -> date:
    """Return the last day on which the family may speak of what was sent, by the law.

    Of an amendment it is counted from the day the notice is served (reg 22(2)(c)); a first
    draft's case keeps the day it was served itself (reg 13(1)(a)).
    """
    first = served_on(child, sent) if amends else sent
    return time_limit(FAMILY_DAYS if amends else "plan-draft-15d", on=first).last_day(first)


def tell_proposed(
    draft: PlanDraft, version: PlanVersion, child: Child, *, on: date, by: Asker, at: datetime
) -> None:
    """Send the notice of proposed changes, with the family's last day and our own.

    The family's fifteen days are counted from the day it is served (reg 22(2)(c)).

    :raises letters.NobodyToTell: if nobody is recorded who gets notices about the child
    :raises CannotWrite: if a copy would be held back: nothing is sent then
    """
    last = last_day_to_speak(child, on, amends=True)
    dates = (
        KeyDate(label="Tell us what you think by", on=last, code=FAMILY_DAYS),
        *_clock_dates(child, NOTICE_DATES, case=("plan", draft.plan_id), on=on, by=by),
    )
    content = amendment_notice(_told(draft, version, child, dates))
    _send([_to_family(NOTICE, content, version, child, on)], draft, child, on=on, by=by, at=at)


def tell_amended(
    draft: PlanDraft,
    version: PlanVersion,
    child: Child,
    *,
    appeal: int,
    on: date,
    by: Asker,
    at: datetime,
) -> None:
    """Send the changed plan's letter to the family with its rights, and word of it to the bodies.

    `appeal` is the case in which the family's time to appeal runs.

    :raises letters.NobodyToTell: if nobody is recorded who gets notices about the child
    :raises CannotWrite: if a copy would be held back: nothing is sent then
    """
    dates = tuple(_clock_dates(child, APPEAL_DATES, case=("appeal", appeal), on=on, by=by))
    told = _told(draft, version, child, dates)
    outgoing = [_to_family(FINAL, amended_plan(told), version, child, on)]
    if bodies := tuple(_bodies(child, version.setting_id, on)):
        key = f"plan-version/{version.pk}/bodies"
        said = letters.Outgoing(kind="message", content=for_bodies(told), key=key, to=bodies)
        outgoing.append(said)
    _send(outgoing, draft, child, on=on, by=by, at=at)


def _told(draft: PlanDraft, version: PlanVersion, child: Child, dates: tuple[KeyDate, ...]) -> Told:
    before = draft.amends.content if draft.amends else None
    now = Content.model_validate(version.content)
    return Told(
        child=display_name(child),
        council=f"{child.area.name} council's SEND team",
        reference=f"P{draft.plan_id}",
        changed=changes(Content.model_validate(before), now) if before else None,
        dates=dates,
    )


def _clock_dates(
    child: Child, labels: Mapping[str, str], *, case: tuple[str, int], on: date, by: Asker
) -> Iterator[KeyDate]:
    """The last days that the law's clocks of a case now show, in the order they are printed."""
    rows = [
        each
        for each in clocks_of_child(child, by=by, today=on)
        if (each.case_type, each.case_id) == case and each.due and each.stopped is None
    ]
    for rule, label in labels.items():
        found = next((each for each in rows if each.rule == rule and not each.superseded), None)
        if found is not None and found.due is not None:
            yield KeyDate(label=label, on=found.due, code=rule)


def _to_family(
    kind: str, content: Letter, version: PlanVersion, child: Child, on: date
) -> letters.Outgoing:
    readers = default_readers(child, on=on)
    return letters.Outgoing(
        kind=kind,
        content=content,
        key=f"plan-version/{version.pk}/{kind}",
        to=readers,
        format_reasons={each.key: FORM_LATER for each in readers if each.needs},
    )


def _bodies(child: Child, setting_id: int | None, on: date) -> Iterator[Recipient]:
    """Who is told beside the family: those who serve the child, and the setting that is named."""
    named = organisations.body_of_setting(setting_id) if setting_id else None
    serving = bodies_serving(child.pk, child.area_id, on=on)
    if named is not None and named.pk not in {each.organisation_id for each in serving}:
        yield setting(named.pk, named.name)
    for each in serving:
        if each.user_id is None:
            yield setting(each.organisation_id, each.name)
        else:
            yield professional(each.user_id, each.name)


def _send(
    outgoing: list[letters.Outgoing],
    draft: PlanDraft,
    child: Child,
    *,
    on: date,
    by: Asker,
    at: datetime,
) -> None:
    family, *_ = letters.send_together(
        outgoing,
        child=child,
        case=letters.CaseRef(type="plan", id=draft.plan_id),
        decided_date=on,
        by=by,
        at=at,
    )
    if family.held:
        raise CannotWrite(
            "The letter to the family would be held back, and nobody would have been told: it may "
            "say where the child is to somebody who must not know, or speak of another child. "
            "Change the words and send it again. Nothing was sent."
        )
