"""Where a child stands, from the same clocks that the council works by. Late comes first.

Nothing here decides a date: each due date was read by `law` and stored by `timeline`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from goldenthread.family.rules.words import (
    ABOUT,
    ANY_LATE,
    ANY_TURN,
    BINDS,
    CAUSES,
    DAY_OFFERED,
    HAPPENED,
    SHOULD_HAVE,
    TURNS,
    Said,
    to_themself,
)
from goldenthread.law.clocks import State
from goldenthread.law.events import EventKind as K
from goldenthread.law.limits import Entry, Owner, versions

SOON = timedelta(days=366)  # what falls due later is no part of "what happens next"
SHOWN = 6  # of what has happened, before the rest is folded away
BINDING = frozenset({"MUST", "SHOULD", "STANDARD"})
# What we promised a family to their face is late like any other, though no law asks for it.
OUR_WORD = frozenset({"con-reply", "nav-first"})
RIGHTS: Mapping[str, str] = {
    "med-contact": "Mediation",
    "app-limit": "Appeal",
    "cmp-lgsco": "Ombudsman",
}
REFUSALS = frozenset({K.ASSESSMENT_REFUSED, K.ISSUE_REFUSED, K.REASSESSMENT_REFUSED})


class Situation(StrEnum):
    """What the page is about, on the day it is asked."""

    NOTHING = "nothing"  # no request, no plan, nothing open
    UNDER_WAY = "under-way"  # an assessment is open
    PLAN = "plan"  # a plan is in force
    REFUSED = "refused"  # a no that can still be fought, or was the last word
    ENDED = "ended"  # the plan came to its end
    MOVED = "moved"  # this record was closed when the child moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One clock, as the timeline gives it."""

    rule: str
    version: date
    case_type: str
    about: str
    due: date | None
    state: State
    force: str
    harm: int
    lapses: bool
    lawful_reason: str
    waiting_on: str
    case_id: int = 0
    days_late: int = 0
    moved_to: date | None = None  # an appeal: the day the Tribunal takes it until


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event that stands."""

    kind: str
    on: date
    facts: Mapping[str, Any]
    case_type: str = ""
    case_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the page: what, about whom, by when, whose turn, and under which rule."""

    words: Said
    about: str = ""
    on: date | None = None
    turn: str = ""
    binds: str = ""
    rule: str = ""
    late: bool = False
    over: bool = False  # a period of the family's own that has run out


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Something that should have been done: why it was not, and when it will be."""

    words: Said
    then: str  # said after words that do not say themselves that it is late
    about: str
    days: int
    reason: str  # a sentence; empty when none was given
    expected: date | None
    expected_passed: bool
    rule: str
    turn: str
    lawful: str  # the reason in law, if one was recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The whole page."""

    situation: Situation
    turn: str
    late: tuple[Late, ...]
    yours: tuple[Line, ...]  # the family's own periods, that run out with nobody late
    happened: tuple[Line, ...]
    earlier: tuple[Line, ...]
    now: tuple[Line, ...]
    next: tuple[Line, ...]
    rights: tuple[Line, ...]  # the last days to ask for mediation, and to appeal
    draft_until: date | None  # the last day to comment on a draft, while it runs


def progress(
    promises: Sequence[Promise],
    happenings: Sequence[Happening],
    *,
    moved: bool,
    today: date,
    until: date | None = None,
) -> Progress:
    """Say where a child stands. `until` leaves out all that happened after a day (rule 25)."""
    if until is not None:
        happenings, promises = [one for one in happenings if one.on <= until], ()
    stands = sorted(happenings, key=lambda one: one.on, reverse=True)
    lines = tuple(_happened(one) for one in stands if one.kind in HAPPENED)
    if moved:
        promises = ()
    open_now = [one for one in promises if one.state in (State.RUNNING, State.LATE)]
    late = _late(open_now, stands, today)
    waiting = _waiting(open_now, today)
    situation = _situation(stands, open_now, moved=moved)
    return Progress(
        situation=situation,
        turn=_turn(open_now, today),
        late=late,
        yours=tuple(
            _line(one) for one in open_now if _is_yours(one, today) and one.rule not in RIGHTS
        ),
        rights=tuple(_right(one, today) for one in promises if _is_right(one)),
        happened=lines[:SHOWN],
        earlier=lines[SHOWN:],
        now=waiting[:1],
        next=_with_steps(situation, stands, waiting[1:], open_now),
        draft_until=next((p.due for p in open_now if _is_draft(p, today)), None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """One child in a list: how many promises are late, and the next date."""

    late: int
    next: Line | None


def at_a_glance(promises: Sequence[Promise], today: date) -> Glance:
    """Say in a line where a child stands."""
    open_now = [one for one in promises if one.state in (State.RUNNING, State.LATE)]
    late = sum(_is_late(one) for one in open_now)
    return Glance(late=late, next=next(iter(_waiting(open_now, today)), None))


def told_to_themself(shown: Progress) -> Progress:
    """Say a whole page to the child or young person whose own it is."""
    return replace(
        shown,
        late=tuple(replace(one, words=to_themself(one.words)) for one in shown.late),
        yours=_all_to_themself(shown.yours),
        happened=_all_to_themself(shown.happened),
        earlier=_all_to_themself(shown.earlier),
        now=_all_to_themself(shown.now),
        next=_all_to_themself(shown.next),
        rights=_all_to_themself(shown.rights),
    )


def _all_to_themself(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(line_to_themself(one) for one in lines)


def line_to_themself(line: Line) -> Line:
    """Say one line to whoever the page is about."""
    return replace(line, words=to_themself(line.words))


# The parts


def entry_of(promise: Promise) -> Entry:
    """Return the rule as it stood when the clock started."""
    found = versions(promise.rule)
    return next((e for e in found if e.in_force_from == promise.version), found[-1])


def _is_late(one: Promise) -> bool:
    said = one.rule in SHOULD_HAVE or entry_of(one).family
    binds = one.force in BINDING or one.rule in OUR_WORD
    return bool(one.state is State.LATE and binds and not one.lapses and said)


def _is_yours(one: Promise, today: date) -> bool:
    theirs = entry_of(one).binds_family or one.rule == "plan-draft-change"
    return theirs and one.due is not None and one.due >= today


def _is_draft(one: Promise, today: date) -> bool:
    return one.rule in ("plan-draft-15d", "rev-amend-15d") and _is_yours(one, today)


def _happened(one: Happening) -> Line:
    return Line(
        words=Said(HAPPENED[one.kind]), about=ABOUT.get(str(one.facts.get("about")), ""), on=one.on
    )


def _line(one: Promise) -> Line:
    entry = entry_of(one)
    words = Said(entry.family, {"date": one.due} if one.due else {})
    return Line(
        words=words,
        about=ABOUT.get(one.about, ""),
        on=one.due,
        turn=_whose(one),
        binds=BINDS.get(one.force, ""),
        rule=one.rule,
        late=_is_late(one),
    )


def _whose(one: Promise) -> str:
    turn = one.waiting_on or str(entry_of(one).owed_by)
    if one.case_type == "wait" and turn == Owner.FAMILY:
        return DAY_OFFERED
    return TURNS.get(turn, ANY_TURN)


def _is_right(one: Promise) -> bool:
    """Whether this is a last day to fight a decision: still to come, or gone."""
    held = one.state in (State.RUNNING, State.LATE, State.ENDED)
    return one.rule in RIGHTS and held and one.due is not None


def _right(one: Promise, today: date) -> Line:
    line = _line(one)
    last = one.moved_to or one.due
    assert last is not None
    if last < today:
        words = Said("The time for this ended on {date}.", {"date": last})
        return replace(line, words=words, on=last, over=True, about=RIGHTS[one.rule])
    words = Said(line.words.text, {"date": last})
    return replace(line, words=words, on=last, about=RIGHTS[one.rule])


def _late(
    open_now: Iterable[Promise], stands: Sequence[Happening], today: date
) -> tuple[Late, ...]:
    """What is late: the worst for the child first, then the longest."""
    late = [one for one in open_now if _is_late(one) and one.due]
    late.sort(key=_worst_first)
    return tuple(_told_late(one, stands, today) for one in late)


def _worst_first(one: Promise) -> tuple[bool, int, date]:
    return one.force != "MUST", -one.harm, one.due or date.max


def _told_late(one: Promise, stands: Sequence[Happening], today: date) -> Late:
    told = _explained(one, stands)
    expected = date.fromisoformat(told["expected"]) if told.get("expected") else None
    assert one.due is not None  # a promise with no date is never late
    return Late(
        words=Said(SHOULD_HAVE.get(one.rule) or entry_of(one).family, {"date": one.due}),
        then="" if one.rule in SHOULD_HAVE else ANY_LATE,
        about=ABOUT.get(one.about, ""),
        days=one.days_late,
        reason=CAUSES.get(str(told.get("cause")), ""),
        expected=expected,
        expected_passed=expected is not None and expected < today,
        rule=one.rule,
        turn=_whose(one),
        lawful=_lawful(one.lawful_reason),
    )


def _explained(one: Promise, stands: Iterable[Happening]) -> Mapping[str, Any]:
    """The newest word of why this promise is late; nothing when nobody has said."""
    for each in stands:
        facts = each.facts
        same = (each.case_type, each.case_id) == (one.case_type, one.case_id)
        said = each.kind == K.DELAY_EXPLAINED and facts.get("rule") == one.rule
        if same and said and facts.get("about", "") == one.about:
            return facts
    return {}


def _lawful(ground: str) -> str:
    if not ground:
        return ""
    try:
        return versions(ground)[-1].family
    except LookupError:
        return ""
    except ValueError:  # a reason that a return does not name
        return ""


def _waiting(open_now: Iterable[Promise], today: date) -> tuple[Line, ...]:
    """What is owed to the family and still in time, soonest first."""
    running = [
        one
        for one in open_now
        if one.due is not None
        and today <= one.due <= today + SOON
        and not entry_of(one).binds_family
        and entry_of(one).family
    ]
    running.sort(key=lambda one: (one.due or date.max, -one.harm))
    lines, seen = [], set()
    for one in running:
        line = _line(one)
        if (line.words.text, line.about, line.on) not in seen:
            seen.add((line.words.text, line.about, line.on))
            lines.append(line)
    return tuple(lines)


def _turn(open_now: Sequence[Promise], today: date) -> str:
    """Whose turn it is, in a sentence: the late first, then the family's own, then the next."""
    late = [one for one in open_now if _is_late(one) and one.due]
    if late:
        return _whose(min(late, key=_worst_first))
    if any(_is_yours(one, today) for one in open_now):
        return TURNS[Owner.FAMILY]
    waiting = _waiting(open_now, today)
    return waiting[0].turn if waiting else ""


def _situation(
    stands: Sequence[Happening],
    open_now: Sequence[Promise],
    *,
    moved: bool,
) -> Situation:
    if moved:
        return Situation.MOVED
    last = next((each.kind for each in stands if each.kind in TELLING), None)
    if last in REFUSALS:
        return Situation.REFUSED
    if any(one.case_type == "assessment" for one in open_now) or last in OPENING:
        return Situation.UNDER_WAY
    if _plan_in_force(stands):
        return Situation.PLAN
    return Situation.ENDED if last == K.PLAN_CEASED else Situation.NOTHING


def _plan_in_force(stands: Iterable[Happening]) -> bool:
    """Whether the newest that happened to a plan left it in force."""
    last = next((each.kind for each in stands if each.kind in PLAN_BEGINS | PLAN_GOES), None)
    return last in PLAN_BEGINS


PLAN_BEGINS = frozenset({K.PLAN_ISSUED, K.PLAN_STARTED, K.PLAN_RECEIVED})
PLAN_GOES = frozenset({K.PLAN_CEASED, K.PLAN_TRANSFERRED})
OPENING = frozenset(
    {
        *(K.REQUEST_RECEIVED, K.ASSESSMENT_AGREED, K.ADVICE_REQUESTED, K.ADVICE_RECEIVED),
        *(K.ISSUE_AGREED, K.DRAFT_SERVED, K.REASSESSMENT_REQUESTED, K.REASSESSMENT_AGREED),
    }
)
TELLING = OPENING | REFUSALS | {K.REQUEST_WITHDRAWN, K.PLAN_ISSUED, K.PLAN_STARTED, K.PLAN_CEASED}

# What comes after, where no clock runs for it yet: what ends the step, its words, and the rules
# whose dated lines say the same better.
STEPS: tuple[tuple[frozenset[K], str, frozenset[str]], ...] = (
    (
        frozenset({K.ASSESSMENT_AGREED, K.REASSESSMENT_AGREED}),
        "We tell you if we will assess.",
        frozenset({"ena-decide", "rea-decide"}),
    ),
    (
        frozenset({K.ADVICE_RECEIVED}),
        "People who know your child tell us what helps.",
        frozenset({"ena-advice-due"}),
    ),
    (
        frozenset({K.ISSUE_AGREED}),
        "We tell you if there will be a plan.",
        frozenset({"ena-yes-decision", "ena-no-plan"}),
    ),
    (
        frozenset({K.DRAFT_SERVED}),
        "You see a draft plan. You tell us what you think.",
        frozenset({"plan-draft"}),
    ),
    (frozenset({K.PLAN_ISSUED}), "You get the final plan.", frozenset({"plan-final", "rea-final"})),
)


def _with_steps(
    situation: Situation,
    stands: Sequence[Happening],
    waiting: Sequence[Line],
    open_now: Iterable[Promise],
) -> tuple[Line, ...]:
    """Put the steps of an assessment that have no date yet among the lines that have, in order."""
    if situation is not Situation.UNDER_WAY:
        return tuple(waiting)
    begun = (K.REQUEST_RECEIVED, K.REASSESSMENT_REQUESTED)
    start = max((each.on for each in stands if each.kind in begun), default=date.min)
    done = {each.kind for each in stands if each.on >= start}
    reached = max((i for i, (kinds, _, _) in enumerate(STEPS) if kinds & done), default=-1)
    dated = {one.rule for one in open_now}
    lines = list(waiting)
    for place, (_, text, rules) in enumerate(STEPS):
        if place > reached and not rules & dated:
            later = frozenset().union(*(after for _, _, after in STEPS[place + 1 :]))
            at = next((i for i, line in enumerate(lines) if line.rule in later), len(lines))
            lines.insert(at, Line(words=Said(text)))
    return tuple(lines)
