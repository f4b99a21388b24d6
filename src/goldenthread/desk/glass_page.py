"""Emergency access in words: why it may be needed, what is asked for, what every page then says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from goldenthread.access.models import Alert
from goldenthread.access.queries import alerts_for, open_glass
from goldenthread.access.rules import ROLES, Asker, GlassReason, Role
from goldenthread.ui.words import count, short_date

REASONS: dict[GlassReason, str] = {
    GlassReason.SAFEGUARDING: "The child may be at risk",
    GlassReason.MEDICAL: "The child needs urgent medical care",
    GlassReason.MISSING_CHILD: "The child is missing",
    GlassReason.OUT_OF_HOURS_COVER: "I cover for somebody out of hours",
    GlassReason.COURT: "A court or tribunal needs it today",
}


def answers(given: dict[str, Any], areas: dict[str, str]) -> list[dict[str, Any]]:
    """Return the answers to check before a record is opened; whose it is, is not known yet."""
    which = (
        [("Area", areas[str(given["area"])]), ("The council's number", given["local_id"])]
        if given["local_id"]
        else [("Record number", given["record"])]
    )
    rows = [*which, ("Why", REASONS[given["reason_type"]]), ("What has happened", given["reason"])]
    return [{"key": key, "value": value} for key, value in rows]


MOST_TOLD = 5
SEALED_ASKED = "SEALED_ASKED"


def told(by: Asker, at: datetime) -> list[dict[str, str]]:
    """Say who opened, in an emergency not yet reviewed, a record whose case somebody owns.

    Rule 37: the case's owner is told, or its managers where nobody owns it. And rule 21: the
    holders of a sealed record, of a request that may be about it. One query.
    """
    found = alerts_for(by=by, kinds=("GLASS_BROKEN", SEALED_ASKED))[:MOST_TOLD]
    return [
        {
            "text": _asked(each, at),
            "href": reverse("assessment:match", args=[each.facts["request"]]),
        }
        if each.kind == SEALED_ASKED
        else {"text": _opened(each, at), "href": _record(each)}
        for each in found
        if each.child_id
    ]


def _asked(alert: Alert, at: datetime) -> str:
    when = short_date(alert.raised_at.astimezone(at.tzinfo).date())
    return (
        f"A request that came on {when} may be about a record that you hold sealed. Nobody else is "
        "told so: look at it before a second record is opened."
    )


def _opened(alert: Alert, at: datetime) -> str:
    post, local = alert.post, alert.raised_at.astimezone(at.tzinfo)
    held = f", {ROLES[Role(post.role)].title}, {post.organisation.name}," if post else ""
    name = alert.user.name if alert.user else "Somebody"
    when = f"{short_date(local.date())} at {local:%H:%M}"
    return (
        f"{name}{held} opened one of your records in an emergency on {when}. It is being reviewed."
    )


def _record(alert: Alert) -> str:
    return reverse("desk:thread", args=[alert.child_id])


def terms() -> dict[str, Any]:
    """Return what somebody must know before they ask."""
    return {"minutes": settings.GLASS_MINUTES}


def banner(by: Asker, at: datetime) -> dict[str, str] | None:
    """Return what every page says while somebody has emergency access; None when they have none."""
    found = open_glass(by=by, at=at)
    if not found:
        return None
    soonest = found[0]
    ends = soonest.ends_at.astimezone(at.tzinfo)
    day = "" if ends.date() == at.date() else f" on {short_date(ends.date())}"
    records = count(len(found), "record", "records") if len(found) > 1 else "one record"
    first = ", the first" if len(found) > 1 else ""
    return {
        "text": f"Emergency access to {records}{first} until {ends:%H:%M}{day}; "
        "it is being reviewed.",
        "href": reverse("desk:thread", args=[soonest.child_id]),
    }
