"""A family's own messages: what they wrote, who answers, by when, and what was said."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker
from goldenthread.contact import commands, queries
from goldenthread.contact.models import Contact
from goldenthread.contact.queries import ContactRow
from goldenthread.contact.rules import Channel, Kind, State, Way
from goldenthread.people.models import Child
from goldenthread.ui.paging import SIZE, paginate, wanted


def listed(by: Asker, child: Child, given: dict[str, list[str]], on: date) -> dict[str, Any]:
    """Return what this person wrote about a reached child, the newest first."""
    first = (wanted(given) - 1) * SIZE
    rows, total = queries.own_messages(child, by=by, offset=first, most=SIZE)
    return {
        "rows": [{"row": each, "href": reverse("family:message", args=[each.id])} for each in rows],
        "states": State,
        "today": on,
        "paging": paginate(total, given),
        "new": reverse("family:write", args=[child.pk]),
    }


def keep(by: Asker, child: Child, given: dict[str, Any], at: datetime) -> Contact:
    """Keep a message this person wrote; sent twice, it is kept once."""
    told = commands.Incoming(
        area_id=child.area_id,
        child_id=child.pk,
        channel=Channel.PORTAL,
        kind=Kind(given["kind"]),
        words=given["words"],
        sender_user_id=by.user_id,
        sender_name=by.name,
        proven=True,
        once=given["once"],
    )
    return commands.receive(told, by=by, at=at)


def one(by: Asker, contact_id: int, on: date) -> dict[str, Any]:
    """Return one message of this person's own, and what was answered."""
    found = queries.own_conversation(contact_id, by=by, on=on)
    row: ContactRow = found.row
    return {
        "row": row,
        "child_id": row.child_id,
        "waiting": row.state is State.OPEN,
        "answered": row.state is State.ANSWERED,
        "late": row.late(on),
        "said": [{"ours": each.way is Way.OUT, "each": each} for each in found.said],
        "today": on,
        "again": reverse("family:write", args=[row.child_id]),
    }
