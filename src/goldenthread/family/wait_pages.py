"""What a family reads of the waits of their child: the truth, what we owe, and help meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker
from goldenthread.family.pages import promises_of
from goldenthread.family.rules.progress import Progress, progress, told_to_themself
from goldenthread.family.rules.words import Said, to_themself
from goldenthread.law.clocks import State
from goldenthread.law.limits import Force
from goldenthread.people.models import Child
from goldenthread.timeline import queries as timeline
from goldenthread.waits import queries
from goldenthread.waits.queries import FamilyWait, Truth
from goldenthread.waits.rules.stages import Priority, Stage

STANDS = {
    Stage.RECEIVED: "We have the letter that asks for help. We have not said yes yet.",
    Stage.RETURNED: "We asked the sender for more facts. You keep your place.",
    Stage.WAITING: "You are on the list.",
    Stage.OFFERED: "You have a day to be seen.",
    Stage.SEEN: "You have been seen.",
    Stage.TREATED: "The help has begun.",
    Stage.MONITORED: "You have been seen. We now watch how things go.",
}
SOON = {
    Priority.AT_ONCE: "You are to be seen at once.",
    Priority.SOON: "You are to be seen sooner than most.",
    Priority.ROUTINE: "You are seen in turn.",
}
# Promises of our own that were not kept: said as plainly as those that bind.
BROKEN: Mapping[str, str] = {
    "wait-accept": "We should have said by {date} if we take you on. We have not.",
    "wait-support": "We should have got in touch by {date}. We have not.",
    "wait-support-18": "We should have called you by {date}. We have not.",
    "wait-support-12": "We should have called you by {date}. We have not.",
    "wait-update": "We should have said by {date} if you must be seen sooner. We have not.",
    "wait-transfer": "The other team should have said yes or no by {date}. It has not.",
    "wait-long": "A named person should have looked at how things are by {date}. No one has.",
    "wait-long-again": "A named person should have looked at how things are by {date}. No one has.",
    "ot-home-18": "We should have come to your home by {date}. We have not.",
    "whl-review": "We should have looked at the chair or seat by {date}. We have not.",
}


@dataclass(frozen=True, slots=True)
class Broken:
    """One promise not kept, as the page says it."""

    words: Said
    days: int
    then: str = ""


def waits(by: Asker, child: Child, today: date) -> dict[str, Any]:
    """Return the page of one child's waits. Three queries."""
    found = queries.family_waits(child, on=today)
    clocks = timeline.clocks_of_child(child, by=by, today=today) if found else ()
    needs = tuple(dict.fromkeys(need for one in found for need in one.now.needs))
    return {
        "waits": [_wait(one, child, _mine(clocks, one), today) for one in found],
        "help": queries.help_open_now(child, needs, on=today),
        "message": reverse("family:write", args=[child.pk]) if child.standing.speaks else None,
    }


def _mine(clocks: Iterable[timeline.ClockRow], one: FamilyWait) -> list[timeline.ClockRow]:
    return [c for c in clocks if c.case_type == "wait" and c.case_id == one.now.id]


def _late(clocks: Iterable[timeline.ClockRow], owed: Progress) -> list[Any]:
    """What is late: what binds first, then what we promised of our own accord."""
    own = [c for c in clocks if c.state is State.LATE and c.force == Force.LOCAL]
    broken = [
        Broken(Said(BROKEN[c.rule], {"date": c.due}), c.days_late)
        for c in own
        if c.rule in BROKEN and c.due is not None
    ]
    return [*owed.late, *broken]


def _wait(
    one: FamilyWait, child: Child, clocks: list[timeline.ClockRow], today: date
) -> dict[str, Any]:
    owed = progress(promises_of(clocks), (), moved=False, today=today)
    if child.standing.own:
        owed = told_to_themself(owed)
    now, speaks = one.now, child.standing.speaks
    # A day and a place to be at could tell where the child is: for those who may know that.
    near = child.standing.location or child.standing.own
    return {
        "name": now.family_name[:1].upper() + now.family_name[1:],
        "weeks": now.weeks,
        "on_list": now.on_list,
        "stands": STANDS[Stage(now.stage)],
        "day": now.appointment if near else None,
        "soon": SOON[Priority(now.priority)] if now.on_list else "",
        "why_soon": one.why_soon if now.on_list else "",
        "known": _known(one.truth, own=child.standing.own) if one.truth else (),
        "unknown": _unknown(one.truth) if one.truth else (),
        "late": _late(clocks, owed),
        "next": (*owed.now, *owed.next),
        "last_contact": one.last_contact,
        "told_worse": one.told_worse,
        "call": now.call,
        "phone": now.phone,
        "tell": reverse("family:wait-tell", args=[now.id]) if speaks and now.on_list else None,
    }


def _known(truth: Truth, *, own: bool) -> tuple[Said, ...]:
    """Say what this list's own past tells of how long it may be."""
    if truth.middle is None or truth.low is None or truth.high is None:
        return ()
    months = {key: f"{day:%B %Y}" for key, day in (("low", truth.low), ("high", truth.high))}
    half = {"month": f"{truth.middle:%B %Y}"}
    middle = Said("Half of children like yours are seen by {month}.", half)
    return (
        to_themself(middle) if own else middle,
        Said("8 in 10 are seen from {low} to {high}.", months),
    )


def _unknown(truth: Truth) -> tuple[Said, ...]:
    """Say what nobody knows, and how far what is known can be trusted."""
    if truth.middle is None:
        return (
            Said("We can not say how much longer. We will not guess."),
            Said("We do not know enough of how this list moves."),
        )
    trust = Said("We do not know yet how good our guesses for this list are.")
    if truth.coverage is not None:
        share = {"share": round(truth.coverage)}
        trust = Said("Of 100 such guesses in the past, {share} were right.", share)
    return (
        Said("We do not know the day. We tell you as soon as we do."),
        Said("This is a guess from how the list has moved. It is not a promise."),
        trust,
    )
