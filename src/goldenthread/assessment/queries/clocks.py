"""The clocks of a case already reached: which run, and what a decision would start and stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goldenthread.access.rules import Asker
from goldenthread.assessment.models import Assessment, Decision
from goldenthread.assessment.rules import Decided
from goldenthread.law.clocks import Event as LawEvent
from goldenthread.law.clocks import Reading, limits_for, read_clocks
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Order
from goldenthread.timeline import queries as timeline
from goldenthread.timeline.queries import ClockRow

CASE = "assessment"
NEW = "what is to be recorded"


def clocks_of(case: Assessment, *, by: Asker, today: date) -> tuple[ClockRow, ...]:
    """Return the clocks of a case already reached. One query."""
    return timeline.clocks_of_case(case.area_id, CASE, case.pk, today=today)


def draft_period(case: Assessment, *, by: Asker, today: date) -> ClockRow | None:
    """Return the family's period to answer the latest draft that was served, if one was."""
    rows = [each for each in clocks_of(case, by=by, today=today) if each.rule == "plan-draft-15d"]
    return max(rows, key=lambda row: row.started, default=None)


def last_draft(case: Assessment) -> Decision | None:
    """Return the latest decision that sent a draft. One query."""
    sent = Decision.objects.filter(
        area_id=case.area_id,
        assessment=case,
        kind__in=[Decided.SEND_DRAFT, Decided.SEND_AMENDED],
    )
    return sent.last()


def draft_is_served(case: Assessment) -> bool:
    """Say whether the latest draft that was sent has reached the family. Two queries."""
    sent = last_draft(case)
    events = timeline.events_of_case(case.area_id, CASE, case.pk)
    served = [each.on for each in events if each.kind == K.DRAFT_SERVED]
    return sent is not None and any(day >= sent.decided_date for day in served)


def order_to_keep(case_id: int) -> Order:
    """Return what a case that was opened again is bound to do; to assess when nobody said."""
    found = (
        Decision.objects.filter(assessment_id=case_id, kind=Decided.ORDER)
        .order_by("-version")
        .values_list("order", flat=True)
        .first()
    )
    return Order(found) if found else Order.ASSESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What recording something would do to the clocks, read by the law before it is done."""

    starts: tuple[Reading, ...]
    stops: tuple[Reading, ...]
    ends: tuple[Reading, ...]  # made pointless


def effect_of(case: Assessment, kinds: tuple[tuple[K, date, dict[str, str]], ...]) -> Effect:
    """Return what some events would start, stop and end in a case already reached. One query."""
    before = [
        LawEvent(key=each.key, kind=each.kind, on=each.on, facts=each.facts)
        for each in timeline.events_of_case(case.area_id, CASE, case.pk)
    ]
    more = [
        LawEvent(key=f"{NEW} {place}", kind=kind, on=on, facts=facts)
        for place, (kind, on, facts) in enumerate(kinds)
    ]
    return compare(
        read_clocks(limits_for(CASE), before), read_clocks(limits_for(CASE), [*before, *more])
    )


def compare(before: tuple[Reading, ...], after: tuple[Reading, ...]) -> Effect:
    """Return what changed between two readings of one case."""
    was = {(each.rule, each.about, each.started): each for each in before}
    starts, stops, ends = [], [], []
    for each in after:
        old = was.get((each.rule, each.about, each.started))
        if old is None and not each.stopped and not each.superseded:
            starts.append(each)
        if each.stopped and (old is None or old.stopped != each.stopped):
            stops.append(each)
        if each.superseded and (old is None or old.superseded != each.superseded):
            ends.append(each)
    return Effect(starts=tuple(starts), stops=tuple(stops), ends=tuple(ends))


def appeal_dates(sent: date, decision: str) -> tuple[Reading, ...]:
    """Return the family's own last days after a notice sent on a day, as the law reads them."""
    notice = LawEvent(key=NEW, kind=K.NOTICE_SENT, on=sent, facts={"decision": decision})
    return read_clocks(limits_for("appeal"), [notice])
