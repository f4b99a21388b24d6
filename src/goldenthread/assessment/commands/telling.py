"""Telling everyone a decision concerns, in the transaction that makes it.

The family's own notice, and a message to those the regulations name: the setting, the integrated
care board and social care (regs 4, 5(3), 10 and 13(2)). A copy that a scan would hold back stops
the decision instead, since a notice that has not gone is no notice: nothing is recorded, and the
words can be changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from goldenthread.access.queries import ServingBody, bodies_serving
from goldenthread.access.rules import Asker
from goldenthread.assessment import queries
from goldenthread.assessment.models import Assessment, Decision, LawfulReason, Request
from goldenthread.assessment.rules import APPEALABLE, ORDER_WORDS, Decided, NoticeKind
from goldenthread.assessment.rules.notices import (
    DATE_LABELS,
    PRINTS,
    LastDay,
    Told,
    Written,
    key_dates,
    write,
)
from goldenthread.assessment.rules.request_notices import request_joined
from goldenthread.documents.content import KeyDate
from goldenthread.law import limits
from goldenthread.law.calendar import delivered
from goldenthread.law.events import Order
from goldenthread.letters import commands as letters
from goldenthread.letters.queries.readers import default_readers, professional, setting
from goldenthread.letters.rules.content import Content, Piece
from goldenthread.letters.rules.recipients import Channel, Recipient
from goldenthread.organisations import queries as organisations
from goldenthread.people.models import Child
from goldenthread.people.queries import display_name
from goldenthread.timeline.queries import ClockRow
from goldenthread.ui.words import listed, long_date

D = Decided
NOTICE_OF = {
    D.RECEIVE: NoticeKind.REQUEST_RECEIVED,
    D.AGREE_TO_ASSESS: NoticeKind.WILL_ASSESS,
    D.REFUSE_TO_ASSESS: NoticeKind.WILL_NOT_ASSESS,
    D.AGREE_TO_ISSUE: NoticeKind.WILL_ISSUE,
    D.REFUSE_TO_ISSUE: NoticeKind.WILL_NOT_ISSUE,
    D.SEND_DRAFT: NoticeKind.DRAFT,
    D.SEND_AMENDED: NoticeKind.AMENDED_DRAFT,
    D.ISSUE: NoticeKind.FINAL,
    D.WITHDRAW: NoticeKind.WITHDRAWN,
    D.MOVE_AWAY: NoticeKind.MOVED_AWAY,
    D.ORDER: NoticeKind.ORDER,
    D.BEGIN_ORDERED: NoticeKind.ORDER,
}
# Decisions that the bodies told of the request are told of too.
TELLS_BODIES = frozenset(
    {
        *(D.RECEIVE, D.AGREE_TO_ASSESS, D.REFUSE_TO_ASSESS, D.REFUSE_TO_ISSUE, D.ISSUE),
        *(D.WITHDRAW, D.MOVE_AWAY),
    }
)
FORM_LATER = "It goes at once so that no day is lost. The form that is needed follows."


class WouldBeHeld(ValueError):
    """A copy of the notice would be held back, so nobody would have been told."""


def tell(made: Decision, *, by: Asker, at: datetime, also: tuple[Recipient, ...] = ()) -> None:
    """Hand a decision's notices to the letters, one copy for each who must be told today.

    `also` names further bodies beside those the regulations name, such as the setting of a plan.

    :raises NobodyToTell: if nobody is recorded who gets notices about the child
    :raises WouldBeHeld: if the words would give somebody away, saying what to look for
    """
    kind = NOTICE_OF.get(Decided(made.kind))
    if kind is None:
        return
    case, on = made.assessment, timezone.localdate(at)
    written = write(kind, told_of(made, kind, by=by))
    outgoing = [_to_family(kind, written, case, key=made.key, on=on)]
    if made.kind in TELLS_BODIES:
        bodies = (*bodies_to_tell(case.child, on=on), *also)
        outgoing += _to_bodies(written, case, bodies, key=f"{made.key}/bodies")
    _send(outgoing, case, on=made.decided_date, by=by, at=at)


def _send(
    outgoing: Sequence[letters.Outgoing], case: Assessment, *, on: date, by: Asker, at: datetime
) -> None:
    """Send the letters of one decision, the family's first.

    :raises WouldBeHeld: if a copy of the family's would be held back
    """
    family, *_ = letters.send_together(
        outgoing,
        child=case.child,
        case=letters.CaseRef(type="assessment", id=case.pk),
        decided_date=on,
        by=by,
        at=at,
    )
    if family.held:
        raise WouldBeHeld(held_words(family.held))


def held_words(held: Iterable[str]) -> str:
    """Say why a letter would be held back, and what to do."""
    said = listed(sorted(HOLDS.get(kind, kind.replace("_", " ").lower()) for kind in held))
    return (
        f"The letter would be held back, and nobody would have been told: {said}. Change the "
        "words and send it again. Nothing was recorded."
    )


HOLDS = {
    "BARRED_LOCATION": "a copy would tell somebody where the child is who must not know",
    "WRONG_CHILD": "it speaks of another child",
    "FORMAT": "it is not in the form its reader needs",
    "NOT_SCANNED": "it could not be checked",
}


def _to_family(
    kind: NoticeKind, written: Written, case: Assessment, *, key: str, on: date
) -> letters.Outgoing:
    readers = default_readers(case.child, on=on)
    return letters.Outgoing(
        kind=kind.value,
        content=Content(
            title=written.title,
            pieces=(Piece(blocks=written.family),),
            sender=(council_of(case),),
            reference=f"A{case.pk}",
        ),
        key=key,
        to=readers,
        format_reasons={each.key: FORM_LATER for each in readers if each.needs},
    )


def _to_bodies(
    written: Written, case: Assessment, readers: tuple[Recipient, ...], *, key: str
) -> list[letters.Outgoing]:
    """Tell the setting, the NHS board and social care; where none is recorded, nobody is."""
    if not readers:
        return []
    content = Content(
        title=f"For your information: {written.title[:1].lower()}{written.title[1:]}",
        pieces=(Piece(blocks=written.bodies),),
        sender=(council_of(case),),
        reference=f"A{case.pk}",
    )
    return [letters.Outgoing(kind="message", content=content, key=key, to=readers)]


def bodies_to_tell(child: Child, *, on: date) -> tuple[Recipient, ...]:
    """Return those the regulations name beside the family, so far as they have anybody here."""
    return tuple(_reader(each) for each in bodies_serving(child.pk, child.area_id, on=on))


def _reader(body: ServingBody) -> Recipient:
    if body.user_id is None:
        return setting(body.organisation_id, body.name)
    return professional(body.user_id, body.name)


def named_setting(setting_id: int | None) -> tuple[Recipient, ...]:
    """Return the setting that a plan names, which gets the plan itself (reg 13(2))."""
    body = organisations.body_of_setting(setting_id) if setting_id else None
    return (setting(body.pk, body.name),) if body else ()


def council_of(case: Assessment) -> str:
    """Return the council as its letters name it."""
    return f"{case.child.area.name} council's SEND team"


# What a notice says ------------------------------------------------------------------------------


def told_of(made: Decision, kind: NoticeKind, *, by: Asker) -> Told:
    """Return what a decision's notice is told, its dates as the clocks have them."""
    case = made.assessment
    silences = queries.silences_of(case) if kind is NoticeKind.FINAL else []
    return Told(
        child=display_name(case.child),
        council=council_of(case),
        decided=long_date(made.decided_date),
        signed=made.decided_by_name,
        reasons=made.reasons,
        learned=made.learned,
        dates=dates_of(made, kind, by=by),
        silent=tuple(
            f"{queries.adviser_words(each.adviser).capitalize()}: {each.reason} {each.what_next}"
            for each in silences
        ),
        order=ORDER_WORDS[Order(made.order)] if made.order else "",
    )


def dates_of(made: Decision, kind: NoticeKind, *, by: Asker) -> tuple[KeyDate, ...]:
    """Return the last days a notice prints: each from a clock, none worked out here."""
    wanted = PRINTS.get(kind, ())
    case, found = made.assessment, []
    for clock in queries.clocks_of(case, by=by, today=made.told_date):
        if clock.rule in wanted and clock.due and _stands(clock):
            about = clock.about.removeprefix(f"{clock.rule}, ")
            found.append(LastDay(rule=clock.rule, about=about, due=clock.due))
    if made.kind in APPEALABLE:
        found += [
            LastDay(rule=each.rule, about="", due=each.due, moved_to=each.moved_to)
            for each in queries.appeal_dates(made.told_date, APPEALABLE[Decided(made.kind)])
            if each.due and each.rule in wanted
        ]
    if kind in (NoticeKind.DRAFT, NoticeKind.AMENDED_DRAFT):
        found = _with_draft_period(found, made)
    return key_dates(sorted(found, key=lambda day: (wanted.index(day.rule), day.due)))


def _stands(clock: ClockRow) -> bool:
    return clock.stopped is None and clock.superseded is None


def _with_draft_period(found: Sequence[LastDay], made: Decision) -> list[LastDay]:
    """Print the period of this draft: from the day it is served, which may be still to come."""
    others = [each for each in found if each.rule != "plan-draft-15d"]
    limit = limits.time_limit("plan-draft-15d", made.told_date)
    own = LastDay(rule=limit.id, about="", due=limit.last_day(made.told_date))
    return [own, *others]


def served_on(child: Child, today: date) -> date:
    """Return the day a notice sent today reaches the last of the family: post takes longer."""
    ways = {each.channel for each in default_readers(child, on=today)}
    return delivered(today, "first") if Channel.POST in ways else today


def tell_joined(asked: Request, case: Assessment, *, by: Asker, at: datetime) -> None:
    """Tell the family that a further request joins the one that is worked on, and what they may do.

    The days are those that run already. Who asked is not said: a reader may not know of it.

    :raises NobodyToTell, WouldBeHeld: as `tell`
    """
    today = timezone.localdate(at)
    rows = queries.clocks_of(case, by=by, today=today)
    days = [
        LastDay(rule=each.rule, about="", due=each.due)
        for each in rows
        if each.rule in ("ena-decide", "plan-final") and each.due and _stands(each)
    ]
    blocks = request_joined(
        child=display_name(case.child),
        came=long_date(asked.received_date),
        dates=key_dates(sorted(days, key=lambda day: day.due)),
    )
    written = Written(title="Another request joins the one we have", family=blocks, bodies=())
    key = f"request/{asked.pk}/joined"
    outgoing = [_to_family(NoticeKind.JOINED, written, case, key=key, on=today)]
    _send(outgoing, case, on=today, by=by, at=at)


# Reasons for lateness ----------------------------------------------------------------------------


def tell_reason(reason: LawfulReason, case: Assessment, *, by: Asker, at: datetime) -> None:
    """Tell the family which lawful reason was recorded, and that no day has moved.

    :raises NobodyToTell, WouldBeHeld: as `tell`
    """
    limit = limits.time_limit(reason.rule, reason.recorded_date)
    ground = limits.entry(reason.ground, reason.recorded_date)
    rows = queries.clocks_of(case, by=by, today=reason.recorded_date)
    about = reason.about or reason.rule
    days = [
        LastDay(rule="ex-recheck", about="", due=each.due)
        for each in rows
        if each.rule == "ex-recheck" and each.due and each.about == about and _stands(each)
    ]
    target = KeyDate(label=DATE_LABELS["target"], on=reason.target_date)
    written = write(
        NoticeKind.EXCEPTION,
        Told(
            child=display_name(case.child),
            council=council_of(case),
            decided=long_date(reason.recorded_date),
            signed=reason.approved_by_name,
            reasons=reason.why,
            dates=(target, *key_dates(days)),
            rule_title=limit.title,
            ground=ground.title,
        ),
    )
    key = f"assessment/{case.pk}/reason/{reason.pk}"
    today = timezone.localdate(at)
    outgoing = [_to_family(NoticeKind.EXCEPTION, written, case, key=key, on=today)]
    _send(outgoing, case, on=reason.recorded_date, by=by, at=at)
