"""Telling a family that a day was missed, or will be: why, by when now, and what they can do.

Law: none excuses these days; Ombudsman guidance asks that a family be told in plain words, with the
way to complain (statutory-timescales 13.5). The letter goes in the transaction that records it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, Permission
from goldenthread.assessment import queries
from goldenthread.assessment.commands.deciding import signature
from goldenthread.assessment.models import Assessment
from goldenthread.assessment.rules import NoticeKind
from goldenthread.assessment.rules.delays import CAUSES, LOOK_BACK, check_expected, missed_words
from goldenthread.assessment.rules.notices import DATE_LABELS, Told, write
from goldenthread.documents.content import KeyDate
from goldenthread.law import limits
from goldenthread.law.events import DelayCause
from goldenthread.law.events import EventKind as K
from goldenthread.law.limits import Owner
from goldenthread.letters import commands as letters
from goldenthread.letters.commands import NobodyToTell
from goldenthread.letters.models import Letter
from goldenthread.letters.queries import default_readers
from goldenthread.letters.rules.content import Content, Piece
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.people.queries import display_name
from goldenthread.timeline import commands as timeline
from goldenthread.timeline.queries import ClockRow, events_of_case, missed
from goldenthread.ui.words import long_date

FORM_LATER = "It goes at once. The form that is needed follows."


@transaction.atomic
def explain_delay(
    child_id: int, clock: ClockRow, *, cause: DelayCause, expected: date, by: Asker, at: datetime
) -> Letter:
    """Tell a family why a day was missed or will be, and by when now: on their page and by letter.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongDelay: if the new day is past, or no later than the law's
    :raises KeyTaken: if the same was said already
    :raises NobodyToTell: if nobody is recorded who gets notices
    """
    today = timezone.localdate(at)
    child = people.get_child(child_id, by=by, to=Permission.CASE_CHANGE, on=today, lock=True)
    if clock.due is not None:
        check_expected(expected, today=today, due=clock.due)
    facts = {"rule": clock.rule, "cause": str(cause), "expected": expected.isoformat()}
    timeline.record(
        K.DELAY_EXPLAINED,
        area_id=child.area_id,
        child_id=child.pk,
        case_type=clock.case_type,
        case_id=clock.case_id,
        on=today,
        by=by,
        at=at,
        facts={**facts, **({"about": clock.about} if clock.about else {})},
    )
    target = KeyDate(label=DATE_LABELS["target"], on=expected)
    return _send(
        child,
        clock,
        reasons=CAUSES[cause],
        dates=(target,),
        key=f"{today}/{cause}/{expected}",
        by=by,
        at=at,
    )


def _send(
    child: Child,
    clock: ClockRow,
    *,
    reasons: str,
    dates: tuple[KeyDate, ...],
    key: str,
    by: Asker,
    at: datetime,
) -> Letter:
    today = timezone.localdate(at)
    council = f"{child.area.name} council's SEND team"
    ahead = clock.due is not None and clock.due >= today
    written = write(
        NoticeKind.LATE,
        Told(
            child=display_name(child),
            council=council,
            decided=long_date(today),
            signed=signature(by, child.area_id) if by.user_id else "",
            reasons=reasons,
            dates=dates,
            rule_title=limits.time_limit(clock.rule, clock.version).title,
            law_day=long_date(clock.due) if clock.due else "",
            ahead=ahead,
        ),
    )
    readers = default_readers(child, on=today)
    return letters.send(
        kind=NoticeKind.LATE.value,
        child=child,
        case=letters.CaseRef(type=clock.case_type, id=clock.case_id),
        content=Content(
            title="We will be late" if ahead else written.title,
            pieces=(Piece(blocks=written.family),),
            sender=(council,),
            reference=f"L{clock.case_id}",
        ),
        key=_key(clock, key),
        decided_date=today,
        by=by,
        at=at,
        to=readers,
        format_reasons={each.key: FORM_LATER for each in readers if each.needs},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedTold:
    """How many missed days were told in a night, and for how many nobody could be told."""

    told: int
    nobody: int


@transaction.atomic
def tell_missed(area_id: int, *, by: Asker, at: datetime) -> MissedTold:
    """Tell each family whose assessment missed a MUST day of the council's in the last fortnight.

    Run each morning by a named service; each missed day is told once, whoever runs it again. One
    that a person has explained since, or that has a lawful reason, was told with that.
    """
    today = timezone.localdate(at)
    told = nobody = 0
    for clock in missed(area_id, case_type="assessment", since=today - LOOK_BACK, today=today):
        if limits.time_limit(clock.rule, clock.version).owed_by is not Owner.COUNCIL:
            continue
        child = people.get_child(
            clock.child_id, by=by, to=Permission.CASE_CHANGE, on=today, purpose="late-told"
        )
        if _is_told(clock) or _is_explained(clock):
            continue
        silent = _silent(clock, child)
        try:
            with transaction.atomic():
                _send(
                    child, clock, reasons=missed_words(silent), dates=(), key=MISSED, by=by, at=at
                )
            told += 1
        except NobodyToTell:
            nobody += 1
    return MissedTold(told=told, nobody=nobody)


MISSED = "missed"


def _key(clock: ClockRow, why: str) -> str:
    promise = f"{clock.case_type}/{clock.case_id}/{clock.rule}/{clock.about}/{clock.due}"
    return f"late/{promise}/{why}"


def _is_told(clock: ClockRow) -> bool:
    return Letter.objects.filter(area_id=clock.area_id, key=_key(clock, MISSED)).exists()


def _is_explained(clock: ClockRow) -> bool:
    """Say whether a person has told the family why this day is missed: that told it better."""
    return any(
        each.kind == K.DELAY_EXPLAINED
        and each.facts.get("rule") == clock.rule
        and each.facts.get("about", "") == clock.about
        for each in events_of_case(clock.area_id, clock.case_type, clock.case_id)
    )


def _silent(clock: ClockRow, child: Child) -> list[str]:
    """Name the advisers a late plan waits for; none where the day was not about a plan."""
    if clock.rule == "ena-decide":
        return []
    case = Assessment.objects.filter(area_id=clock.area_id, pk=clock.case_id).first()
    if case is None:
        return []
    case.child = child
    return [queries.adviser_words(each) for each in queries.silent_advisers(case)]
