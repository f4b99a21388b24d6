"""What a family reads of the waits of their child: the truth, what we owe, and help meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker
from goldenthread.family.pages import promises_of
from goldenthread.family.rules.progress import Progress, progress
from goldenthread.family.rules.words import Said
from goldenthread.people.models import Child
from goldenthread.timeline import queries as timeline
from goldenthread.waits import queries
from goldenthread.waits.queries import FamilyWait
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


def waits(by: Asker, child: Child, today: date) -> dict[str, Any]:
    """Return the page of one child's waits. Three queries."""
    found = queries.family_waits(child, on=today)
    clocks = timeline.clocks_of_child(child, by=by, today=today) if found else ()
    needs = tuple(dict.fromkeys(need for one in found for need in one.now.needs))
    return {
        "waits": [_wait(one, child, _owed(clocks, one, today)) for one in found],
        "help": queries.help_open_now(child, needs, on=today),
        "message": reverse("family:write", args=[child.pk]) if child.standing.speaks else None,
    }


def _owed(clocks: Sequence[timeline.ClockRow], one: FamilyWait, today: date) -> Progress:
    mine = [c for c in clocks if c.case_type == "wait" and c.case_id == one.now.id]
    return progress(promises_of(mine), (), moved=False, today=today)


def _wait(one: FamilyWait, child: Child, owed: Progress) -> dict[str, Any]:
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
        "truth": _truth(one) if one.truth else (),
        "late": owed.late,
        "next": (*owed.now, *owed.next),
        "last_contact": one.last_contact,
        "told_worse": one.told_worse,
        "call": now.call,
        "phone": now.phone,
        "tell": reverse("family:wait-tell", args=[now.id]) if speaks and now.on_list else None,
    }


def _truth(one: FamilyWait) -> tuple[Said, ...]:
    """Say what is known of a wait, what is not, and how far to trust it."""
    truth = one.truth
    assert truth is not None
    if truth.middle is None or truth.low is None or truth.high is None:
        return (
            Said("We can not say how much longer. We will not guess."),
            Said("We do not know enough of how this list moves."),
        )
    months = {key: f"{day:%B %Y}" for key, day in (("low", truth.low), ("high", truth.high))}
    told = [
        Said(
            "Half of children like yours are seen by {month}.", {"month": f"{truth.middle:%B %Y}"}
        ),
        Said("8 in 10 are seen from {low} to {high}.", months),
        Said("This is a guess from how the list has moved. It is not a promise."),
    ]
    if truth.coverage is not None:
        share = {"share": round(truth.coverage)}
        told.append(Said("Of 100 such guesses in the past, {share} were right.", share))
    return tuple(told)
