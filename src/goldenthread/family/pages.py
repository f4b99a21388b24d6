"""What the family's pages show, as plain values for their templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from goldenthread.access.queries import PostHolder, post_holders
from goldenthread.access.rules import Asker
from goldenthread.assessment.queries import own_silences
from goldenthread.audit.queries import looks as audit_looks
from goldenthread.family.rules.progress import (
    Happening,
    Progress,
    Promise,
    Situation,
    at_a_glance,
    line_to_themself,
    progress,
    told_to_themself,
)
from goldenthread.family.rules.words import Said
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.timeline import queries as timeline
from goldenthread.ui.paging import paginate

# Ways to be written or spoken to that a page cannot give by itself: people must know of them.
OTHER_WAYS = ("EASY_READ", "BRAILLE", "AUDIO", "BSL", "SYMBOLS", "INTERPRETER", "PHONE_ONLY")
LATE_WORDS = ("Nothing is late.", "1 thing is late.", "{count} things are late.")


def link(name: str, *arguments: object) -> str | None:
    """Return the address of a page, or None where this installation has no such page."""
    try:
        return reverse(name, args=arguments or None)
    except NoReverseMatch:
        return None


def promises_of(clocks: Iterable[timeline.ClockRow]) -> list[Promise]:
    """Return clocks as the rules of these pages read them."""
    return [
        Promise(
            rule=each.rule,
            version=each.version,
            case_type=each.case_type,
            case_id=each.case_id,
            about=each.about,
            due=each.due,
            state=each.state,
            force=each.force,
            harm=each.harm,
            lapses=each.lapses,
            lawful_reason=each.lawful_reason,
            waiting_on=each.waiting_on,
            days_late=each.days_late,
            moved_to=each.moved_to,
        )
        for each in clocks
    ]


def _happenings(events: Iterable[timeline.EventRow]) -> list[Happening]:
    return [
        Happening(kind=e.kind, on=e.on, facts=e.facts, case_type=e.case_type, case_id=e.case_id)
        for e in events
    ]


# Home


def home(by: Asker, today: date) -> dict[str, Any]:
    """Return one line for each child: what is late, what is next. Three queries and a few."""
    children = people.own_children(by=by, on=today)
    clocks = timeline.clocks_of_own(children, by=by, today=today)
    return {"rows": [_home_row(each, clocks.get(each.pk, ()), today) for each in children]}


def _home_row(
    child: people.OwnChild, clocks: Sequence[timeline.ClockRow], today: date
) -> dict[str, Any]:
    quiet = child.standing.restricted or child.standing.until or child.closed_date
    glance = at_a_glance([] if quiet else promises_of(clocks), today)
    coming = glance.next if not glance.late else None
    return {
        "name": child.name,
        "href": reverse("family:where", args=[child.pk]),
        "own": child.standing.own,
        "late": Said(LATE_WORDS[min(glance.late, 2)], {"count": glance.late}),
        "is_late": glance.late > 0,
        "next": line_to_themself(coming) if coming and child.standing.own else coming,
        "closed": child.closed_date is not None,
        "quiet": bool(quiet),
    }


# Where are we?


def where(by: Asker, child: Child, today: date) -> dict[str, Any]:
    """Return the page of one child. Seven queries at most, from the clocks the council sees."""
    standing = child.standing
    frame = {"child": named(child), "today": today, "standing": standing}
    if standing.restricted:
        return {**frame, "restricted": True}
    # Rights that have passed hold back what is new: the clocks are not even read.
    holding = standing.until is not None
    clocks = () if holding else timeline.clocks_of_child(child, by=by, today=today)
    events = timeline.standing_events(child, by=by)
    silent = any(each.kind == K.ADVICE_NOT_AWAITED for each in events)
    shown = progress(
        promises_of(clocks),
        _happenings(events),
        moved=child.closed_date is not None,
        today=today,
        until=standing.until,
    )
    if standing.own:
        shown = told_to_themself(shown)
    return {
        **frame,
        "is": shown,
        "states": Situation,
        "holding": holding,
        "person": None if holding else _person(clocks),
        "write": link("family:write", child.pk) if standing.speaks and not holding else None,
        "can": [] if holding else _can(child, shown),
        "missing_advice": own_silences(child) if silent and not holding else (),
        "meanwhile": _meanwhile(),
        "unhappy": reverse("family:unhappy", args=[child.pk]),
    }


def named(child: Child) -> dict[str, Any]:
    """Who the page is about, in the words of the page: a name, or "your child"."""
    shown = child.shows("forename")
    return {
        "id": child.pk,
        "name": (child.known_as or child.forename) if shown else "",
        "own": child.standing.own,
    }


def _person(clocks: Iterable[timeline.ClockRow]) -> PostHolder | None:
    """Return whoever owns most of what is open: the person to ask."""
    owners = Counter(
        each.owner_post
        for each in clocks
        if each.owner_post and each.stopped is None and each.superseded is None
    )
    found = [post for post, _ in owners.most_common(1) if post is not None]
    return next(iter(post_holders(found).values()), None)


# What a family can do, where the page for it is there: its name, what it says, who may.
ACTS = (
    ("family:draft", "Read the draft plan and tell us what you think", "plan"),
    ("family:delivery", "Tell us if the help came", "plan"),
    ("family:waits", "See how long you may wait for health help", "known"),
    ("family:say", "Tell us in your own words", "speaks"),
    ("family:letters", "Read our letters to you", "known"),
    ("family:messages", "Send a message", "speaks"),
    ("family:navigator", "Get a person to help you find your way", "known"),
    ("family:heard-mine", "Tell us how we did", "known"),
)


def _can(child: Child, shown: Progress) -> list[dict[str, str]]:
    """List what this person can do now, the pressing first."""
    found = []
    for name, words, needed in ACTS:
        href = link(name, child.pk)
        if href is None or not getattr(child.standing, needed):
            continue
        if name == "family:draft" and shown.draft_until is None:
            continue
        if name == "family:delivery" and shown.situation is not Situation.PLAN:
            continue
        found.append({"words": words, "href": href})
    if child.standing.own:
        words = "Say a thing that only we see"
        found.append({"words": words, "href": reverse("family:private", args=[child.pk])})
        words = "Choose what your parents see"
        found.append({"words": words, "href": reverse("family:sharing", args=[child.pk])})
    return found


def _meanwhile() -> list[dict[str, str]]:
    """List what help there is meanwhile, where this installation has a page for it."""
    pages = (
        ("directory:search", "Find help near you. You need no diagnosis."),
        ("directory:tries", "Things to try this week"),
    )
    return [{"words": words, "href": href} for name, words in pages if (href := link(name))]


# If you are not happy


def unhappy(by: Asker, child: Child, today: date) -> dict[str, Any]:
    """Return what each way of putting things right can do, and this child's last days for it."""
    clocks = timeline.clocks_of_child(child, by=by, today=today)
    shown = progress(
        promises_of(clocks),
        _happenings(timeline.standing_events(child, by=by)),
        moved=child.closed_date is not None,
        today=today,
        until=child.standing.until,
    )
    return {
        "child": named(child),
        "rights": shown.rights,
        "refused": shown.situation is Situation.REFUSED,
        "complain": link("family:complain", child.pk),
        "today": today,
    }


# Who looked (rule 36)

DID = {
    "read": "looked at the record on",
    "write": "changed the record on",
    "export": "took a copy of a part on",
}
ANY_LOOK = "saw a part of the record on"
LOOKS_A_PAGE = 50


def looked(child: Child, page: str) -> dict[str, Any]:
    """Return who looked, the newest first: a post and its body, never a person. Three queries.

    The family's own looks are left out: one parent does not learn of another's account (rule 14).
    A body's name could tell a place, so that it is shown only to those who may know it.
    """
    number = int(page) if page.isdecimal() else 1
    found = audit_looks(child.pk, page=number, family=True)
    held = post_holders({row.post_id for row in found.rows if row.post_id})
    rows = [
        {
            "who": _looker(held[row.post_id], child),
            "did": DID.get(row.action, ANY_LOOK),
            "day": timezone.localdate(row.at),
        }
        for row in found.rows
        if row.post_id in held
    ]
    paging = paginate(found.total, {"page": [str(found.page)]}, size=LOOKS_A_PAGE)
    return {"rows": rows, "paging": paging}


def _looker(holder: PostHolder, child: Child) -> str:
    shown = child.standing.location or child.standing.own
    return f"{holder.title}, {holder.organisation}" if shown else holder.title
