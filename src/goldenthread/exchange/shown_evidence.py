"""What the pages of evidence show: rows, words and links."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from goldenthread.access.rules import Asker, Permission
from goldenthread.exchange import evidence_lists, queries
from goldenthread.exchange.models import EvidenceAct, EvidenceRoom, Export, SampledChild
from goldenthread.exchange.rules.evidence import ASKED_FOR, NO_LIST_2, Act
from goldenthread.exchange.shown import SEVERITY, moment_words
from goldenthread.organisations.queries import areas_by_id
from goldenthread.ui import paging
from goldenthread.ui.words import count, plain_date

P = Permission
ACT_WORDS = {
    Act.OPENED: "Opened the room and drew the sample",
    Act.LOOKED: "Looked into the room",
    Act.EXPORT_ASKED: "Asked to take the lists out",
    Act.EXPORT_APPROVED: "Approved that the lists go out",
    Act.EXPORT_REFUSED: "Refused that the lists go out",
    Act.EXPORT_TAKEN: "Took the lists out",
    Act.PACK_TAKEN: "Took a tracking pack out",
}


def areas_to_prepare(by: Asker) -> list[tuple[int, str]]:
    """Return the areas in which somebody prepares evidence, as a choice."""
    return [(area.pk, area.name) for area in areas_by_id(by.areas_where(P.EVIDENCE_PREPARE))]


def room_rows(rooms: Iterable[EvidenceRoom]) -> list[list[Any]]:
    """Return evidence rooms as rows."""
    return [
        [
            {
                "text": room.title,
                "href": reverse("exchange:evidence", args=[room.pk]),
                "header": True,
            },
            room.area.name,
            plain_date(room.as_of_date),
            room.opened_by.name,
        ]
        for room in rooms
    ]


def room_page(room: EvidenceRoom, by: Asker, at: datetime) -> dict[str, Any]:
    """Return what stands in a room. To those who only approve, nothing about any child."""
    prepares = by.may(P.EVIDENCE_PREPARE, room.area_id)
    exports = Export.objects.filter(room=room).select_related("asked_by", "decided_by")
    sampled = SampledChild.objects.filter(room=room).select_related("child").order_by("place")
    return {
        "room": room,
        "prepares": prepares,
        "facts": [
            {"key": "Area", "value": room.area.name},
            {"key": "The day of the request", "value": plain_date(room.as_of_date)},
            {"key": "Opened by", "value": room.opened_by.name},
            {"key": "Seed of the draw", "value": room.seed},
        ],
        "sampled": [_sampled_row(one, room) for one in sampled] if prepares else [],
        "exports": [_export_row(each, by, at) for each in exports.order_by("-asked_at")],
        "asked_for": [_asked_row(each, room) for each in ASKED_FOR],
        "log": reverse("exchange:evidence-log", args=[room.pk]),
    }


def lists_page(room: EvidenceRoom, by: Asker) -> dict[str, Any]:
    """Return how the lists stand against the inspectors' rules, with no child in it."""
    built = evidence_lists.build(room.area_id, room.as_of_date, by=by)
    found = evidence_lists.by_rule(evidence_lists.faults(built))
    return {
        "room": room,
        "children": len(built.records),
        "restricted": built.restricted,
        "no_list_2": NO_LIST_2,
        "faults": [
            [{"text": rule, "header": True}, SEVERITY[level], words, f"{number:,}"]
            for rule, level, words, number in found
        ],
        "to_mend": sum(number for _, level, _, number in found if level == "error"),
        "blanks": [[{"text": blank.heading, "header": True}, blank.why] for blank in built.blanks],
    }


def _sampled_row(one: SampledChild, room: EvidenceRoom) -> list[Any]:
    """A child of the sample, by number; a sealed record has none to show here."""
    number = "Kept from this list" if one.child.sealed else one.child.local_id
    return [
        {"text": f"Child {one.place}", "header": True},
        number,
        {
            "text": "Make the pack (PDF)",
            "href": reverse("exchange:evidence-pack", args=[room.pk, one.place]),
        },
    ]


def _export_row(each: Export, by: Asker, at: datetime) -> list[Any]:
    return [
        {
            "text": f"Lists of {count(each.children, 'child', 'children')}",
            "href": reverse("exchange:export", args=[each.pk]),
            "header": True,
        },
        each.asked_by.name,
        moment_words(each.asked_at),
        export_state(each, at),
    ]


def export_state(each: Export, at: datetime) -> str:
    """Say where a bulk export stands."""
    if each.approved is None:
        return "Waiting for a second person"
    if not each.approved:
        return "Refused"
    if each.expires_at is None or at >= each.expires_at:
        return "Run out"
    return f"Approved until {moment_words(each.expires_at)}"


def export_page(each: Export, by: Asker, at: datetime) -> dict[str, Any]:
    """Return one bulk export and what this person may do with it."""
    mine = each.asked_by_id == by.user_id
    open_now = bool(each.approved and each.expires_at and at < each.expires_at)
    return {
        "export": each,
        "room": each.room,
        "facts": [
            {"key": "What", "value": f"Inspection lists of {each.room.area.name}"},
            {"key": "Children", "value": f"{each.children:,}"},
            {"key": "Why", "value": each.reason},
            {"key": "Asked by", "value": f"{each.asked_by.name}, {moment_words(each.asked_at)}"},
            {"key": "State", "value": export_state(each, at)},
        ],
        "mine": mine,
        "may_take": mine and open_now,
        "may_decide": not mine
        and each.approved is None
        and by.may(P.EXPORT_APPROVE, each.room.area_id),
    }


def _asked_row(asked: Any, room: EvidenceRoom) -> list[Any]:
    arguments = () if asked.here == "measures:all-published" else (room.area.code,)
    address = _address(asked.here, arguments)
    words = asked.words[:1].upper() + asked.words[1:]
    if address:
        return [{"text": asked.what, "header": True}, {"text": words, "href": address}]
    return [{"text": asked.what, "header": True}, f"Not held here: bring it from {asked.words}"]


def _address(name: str, arguments: tuple[str, ...]) -> str | None:
    """Return a page's address, with the area or without; None where it is not there yet."""
    for given in (arguments, ()):
        try:
            return reverse(name, args=given)
        except NoReverseMatch:
            continue
    return None


def log_page(room: EvidenceRoom, query: paging.Query) -> dict[str, Any]:
    """Return what was done in a room, the latest first, 25 a page. Two queries."""
    acts = queries.acts_of(room)
    shown = paging.paginate(acts.count(), query)
    some = acts[shown.offset : shown.offset + paging.SIZE]
    return {"room": room, "rows": [_act_row(each) for each in some], "paging": shown}


def _act_row(each: EvidenceAct) -> list[Any]:
    about = f" ({each.about})" if each.about else ""
    return [
        {"text": moment_words(each.at), "header": True},
        each.by.name,
        f"{ACT_WORDS[Act(each.what)]}{about}",
    ]
