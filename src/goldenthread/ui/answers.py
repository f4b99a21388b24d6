"""A form in three steps: filled in, its answers checked, done. Works with no script.

What was typed travels in the page itself, never in an address, until it is confirmed.
"""

from __future__ import annotations

from enum import StrEnum

from django.http import HttpRequest

ACT = "act"
NOT_KEPT = frozenset({ACT, "csrfmiddlewaretoken"})


class Step(StrEnum):
    """Where somebody is in a form."""

    FILL = "fill"  # nothing sent yet
    CHANGE = "change"  # back from the answers to change one
    CHECK = "check"  # filled in, to be checked
    DO = "do"  # checked, to be done


def step(request: HttpRequest) -> Step:
    """Say which step a request is at; a button nobody offered is a check."""
    if request.method != "POST":
        return Step.FILL
    asked = request.POST.get(ACT, "")
    return Step(asked) if asked in (Step.CHANGE, Step.DO) else Step.CHECK


def kept(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was typed, for the page of answers to send again."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in NOT_KEPT
        for value in values
    ]
