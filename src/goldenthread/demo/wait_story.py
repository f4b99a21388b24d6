"""What happens to one child on a list: taken on, ranked, kept in touch with, told to be worse,
offered a day, not brought, handed on, seen. Told once, and cut at the day asked for.

Approximate, from knowledge, where no source is named: chosen so that every step of a list's work is
met, at about the rates services report.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from goldenthread.demo import days
from goldenthread.demo.facts import CaseEvent, Wait, Worse
from goldenthread.demo.luck import Luck
from goldenthread.demo.waiting import LEAVE_UNSEEN, Shape, fitting_days
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Service
from goldenthread.waits.rules.stages import Level, Priority

MISSED = 0.10  # of children, not brought once (calibration notes: 8 to 12 in 100)
WORSE_EVERY = 1_300  # days between two tellings that a waiting child is worse
HANDED_ON = 0.12  # of those with the children's doctor whom another list is asked to take
PURPOSE = 71  # of the stream for what hangs on a wait, apart from its dates


class Step(NamedTuple):
    """One thing that happened in a wait: the day, and what its event says beside the service."""

    on: int
    kind: K
    facts: dict[str, Any] | None = None
    day: int = 0  # the day an appointment offered is for


def while_waiting(referred: int, until: int, luck: Luck) -> list[tuple[int, K]]:
    """What a service did for a family on its list: taken on, contacted, looked at after a year.

    Approximate, from knowledge: most referrals are taken on within a fortnight, nine in ten
    families hear at the start, seven in ten at 18 weeks, and fewer as the wait goes on.
    """
    steps = [(days.next_working(referred + luck.whole(2, 16)), K.REFERRAL_ACCEPTED)]
    if luck.likely(0.9):
        steps.append((days.next_working(referred + luck.whole(0, 5)), K.WAIT_CONTACTED))
    if luck.likely(0.7):
        steps.append((days.next_working(referred + luck.whole(112, 140)), K.WAIT_CONTACTED_AT_18))
        last = steps[-1][0]
        while last < until and luck.likely(0.85):
            last = days.next_working(last + luck.whole(70, 100))
            steps.append((last, K.WAIT_CONTACTED_AGAIN))
    look = referred + 350
    while look < until and luck.likely(0.6):
        steps.append((days.next_working(look + luck.whole(0, 21)), K.LONG_WAIT_REVIEWED))
        look += 180
    return [(on, kind) for on, kind in steps if on < until]


def visits(shape: Shape, referred: int, seen: int, missed: bool, luck: Luck) -> list[Step]:
    """Days offered before a child is seen, and the one to which the child was not brought."""
    ahead = luck.whole(14, 35)
    first = days.next_working(seen - 45) if missed else seen
    steps = [_offered(max(referred, first - ahead), first)]
    if missed:
        kind = K.NOT_BROUGHT_FIRST if shape.sets_aside else K.NOT_BROUGHT
        again = days.next_working(first + luck.whole(3, 12))
        steps += [Step(first, kind), _offered(again, seen)]
        if shape.sets_aside:
            steps.append(Step(again, K.APPOINTMENT_REBOOKED))
    return steps


def _offered(on: int, day: int) -> Step:
    return Step(days.next_working(on), K.APPOINTMENT_OFFERED, {"waiting_on": "family"}, day)


def told_worse(referred: int, until: int, luck: Luck) -> list[Worse]:
    """Each time a family or school said that a waiting child is worse, and when it was decided."""
    found: list[Worse] = []
    day = referred
    while (day := day + 21 + luck.wait(WORSE_EVERY)) < until:
        day = days.next_working(day)
        decided = days.next_working(day + luck.one((1, 3, 3, 2, 1, 1)))
        distress, safety = LEVELS[luck.one((5, 3, 1))]
        found.append(
            Worse(
                on=date.fromordinal(day),
                by=luck.pick(("family", "family", "school")),
                distress=distress,
                safety=safety,
                decided=date.fromordinal(decided) if decided < until else None,
                sooner=luck.likely(0.3),
            )
        )
        day = decided
    return [one for one in found if one.on.toordinal() < until]


LEVELS = ((Level.SOME, Level.NONE), (Level.MUCH, Level.SOME), (Level.MUCH, Level.DANGER))


def _worse_steps(told: list[Worse]) -> Iterator[Step]:
    for one in told:
        yield Step(one.on.toordinal(), K.WAIT_UPDATED)
        if one.decided is None:
            continue
        decided = one.decided.toordinal()
        if one.sooner:
            yield Step(decided, K.WAIT_TRIAGED, {"ground": str(Priority.SOON)})
        yield Step(decided, K.WAIT_UPDATE_DECIDED, {"ground": "sooner" if one.sooner else "same"})


def handed_on(shape: Shape, referred: int, until: int, luck: Luck) -> list[Step]:
    """A request to another list to take the child, refused or not answered yet."""
    if shape.service != Service.COMMUNITY_PAEDIATRICS or not luck.likely(HANDED_ON):
        return []
    asked = days.next_working(referred + luck.whole(40, 400))
    answered = days.next_working(asked + luck.whole(8, 30))
    if answered >= until:
        return []
    refused = Step(answered, K.TRANSFER_ANSWERED, {"ground": "refused"})
    return [Step(asked, K.TRANSFER_ASKED), refused]


def _ranked(accepted: int, luck: Luck) -> tuple[Priority, list[Step]]:
    """A clinician's first word on how soon; most children are seen in turn."""
    chosen = (Priority.AT_ONCE, Priority.SOON, Priority.ROUTINE)[luck.one((0.03, 0.15, 0.82))]
    if chosen is Priority.ROUTINE:
        return chosen, []
    return chosen, [Step(accepted, K.WAIT_TRIAGED, {"ground": str(chosen)})]


def tell_wait(
    shape: Shape, ref: str, referred: int, seen: int, last: int, luck: Luck
) -> tuple[Wait, list[CaseEvent]]:
    """One wait as known by the day `last`, and its events up to that day."""
    missed = luck.likely(MISSED) and seen - referred > 120
    gone, part, after = luck.likely(LEAVE_UNSEEN), luck.u(), luck.wait(60) + 14
    removed = days.next_working(referred + int((seen - referred) * (0.3 + 0.6 * part)))
    removed = removed if gone and removed < seen else 0
    if shape.then == K.EQUIPMENT_DELIVERED:
        after = fitting_days(referred)
    then, until = days.next_working(seen + after), removed or seen
    kept = while_waiting(referred, until, luck)
    more = Luck(luck.state, PURPOSE)
    priority, ranked = _ranked(kept[0][0] if kept else referred, more)
    worse = told_worse(referred, until, more)
    steps = [Step(referred, K.REFERRAL_RECEIVED)]
    steps += (Step(on, kind) for on, kind in kept)
    steps += ranked
    steps += handed_on(shape, referred, until, more)
    steps += _worse_steps(worse)
    if removed:
        steps.append(Step(removed, K.WAIT_REMOVED, {"ground": "not-wanted"}))
    else:
        steps += visits(shape, referred, seen, missed, more)
        steps += [Step(seen, K.FIRST_CONTACT), Step(then, shape.then)]
    known = [step for step in steps if step.on <= last]
    wait = _as_known(shape, ref, known, last)
    wait.priority = str(priority)
    wait.worse = tuple(one.known_by(date.fromordinal(last)) for one in worse if
                       one.on.toordinal() <= last)  # fmt: skip
    return wait, list(_events(shape, ref, known))


def _events(shape: Shape, ref: str, known: list[Step]) -> Iterator[CaseEvent]:
    about = {"about": str(shape.service)}
    for step in known:
        facts = {**about, **step.facts} if step.facts else about
        yield CaseEvent("wait", ref, step.kind, date.fromordinal(step.on), facts)


def _as_known(shape: Shape, ref: str, known: list[Step], last: int) -> Wait:
    on = {step.kind: date.fromordinal(step.on) for step in known}
    to_come = next((step for step in known if step.day > last), None)
    return Wait(
        ref=ref,
        service=str(shape.service),
        referred=on[K.REFERRAL_RECEIVED],
        first_contact=on.get(K.FIRST_CONTACT),
        assessed=on.get(K.WAIT_ASSESSMENT_STARTED),
        treated=on.get(K.TREATMENT_STARTED, on.get(K.EQUIPMENT_DELIVERED)),
        removed=on.get(K.WAIT_REMOVED),
        reason="not wanted any more" if K.WAIT_REMOVED in on else None,
        missed=sum(step.kind in (K.NOT_BROUGHT, K.NOT_BROUGHT_FIRST) for step in known),
        accepted=on.get(K.REFERRAL_ACCEPTED),
        offered=date.fromordinal(to_come.on) if to_come else None,
        appointment=date.fromordinal(to_come.day) if to_come else None,
        asked_on=on.get(K.TRANSFER_ASKED),
        answered_on=on.get(K.TRANSFER_ANSWERED),
    )
