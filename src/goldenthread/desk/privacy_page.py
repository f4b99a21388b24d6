"""What those who review access see: emergencies to review, odd access, and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from goldenthread.access import queries as access
from goldenthread.access.models import Alert, BrokenGlass
from goldenthread.access.rules import ROLES, Asker, GlassReason, Permission, Role
from goldenthread.desk.glass_page import REASONS
from goldenthread.people import queries as people
from goldenthread.ui.paging import link, paginate, wanted
from goldenthread.ui.words import count, plain_date, plural, short_date


class Show(StrEnum):
    """Which list of the page."""

    TO_REVIEW = ""
    ODD = "odd"
    REVIEWED = "reviewed"
    SETTLED = "settled"


TABS = (
    (Show.TO_REVIEW, "Emergency access to review"),
    (Show.ODD, "Odd access"),
    (Show.REVIEWED, "Reviewed"),
    (Show.SETTLED, "Settled"),
)
COLUMNS = {
    Show.TO_REVIEW: "Who|Review due|Child|Why|Opened",
    Show.ODD: "Who|What|When",
    Show.REVIEWED: "Who|Child|Opened|Reviewed|Found",
    Show.SETTLED: "Who|What|Settled|Found",
}
NOTHING = {
    Show.TO_REVIEW: "No emergency access waits to be reviewed.",
    Show.ODD: "Nothing odd has been noticed that is not settled.",
    Show.REVIEWED: "No emergency access has been reviewed yet.",
    Show.SETTLED: "No alert has been settled yet.",
}
RECORD = "A child's record"
# What the watch for odd access noticed; the number is of children.
NOTICED = {
    "MANY_CHILDREN": "Opened the records of {children} in a short time",
    "STRANGERS_TRIED": "Asked for {children} who are not there, or not theirs",
    "OWN_SURNAME": "Opened the record of {children} with their own surname",
    "WRONG_CODES": "Typed five wrong codes within an hour, as if from our letters",
    "OUT_OF_HOURS": "Opened the records of {children} out of hours",
}


def page(by: Asker, query: QueryDict, at: datetime) -> dict[str, Any]:
    """Return one of the four lists, and how much waits in the first two."""
    asked = query.get("show", "")
    show = Show(asked) if asked in list(Show) else Show.TO_REVIEW
    given = dict(query.lists())
    number = wanted(given)
    read = {
        Show.TO_REVIEW: lambda: _emergencies(access.awaiting_review(by=by, page=number), by, at),
        Show.REVIEWED: lambda: _reviewed(access.reviewed_glass(by=by, page=number), by, at),
        Show.ODD: lambda: _odd(access.odd_access(by=by, page=number), at),
        Show.SETTLED: lambda: _settled(access.settled_alerts(by=by, page=number), at),
    }
    rows, total = read[show]()
    waits = access.reviews_waiting(by=by, today=at.date())
    return {
        "tabs": [
            {"text": text, "href": link({}, show=key or None), "current": key == show}
            for key, text in TABS
        ],
        "figures": [
            _figure(waits.overdue, "review overdue", "reviews overdue", broken=waits.overdue > 0),
            _figure(waits.reviews, "emergency to review", "emergencies to review"),
            _figure(waits.odd, "alert of odd access", "alerts of odd access"),
        ],
        "heading": dict(TABS)[show],
        "columns": [{"text": name} for name in COLUMNS[show].split("|")],
        "rows": rows,
        "paging": paginate(total, given),
        "nothing": NOTHING[show],
    }


def _figure(number: int, one: str, many: str, *, broken: bool = False) -> dict[str, Any]:
    return {"number": number, "text": plural(number, one, many), "broken": broken}


# Rows


def _emergencies(found: tuple[list[BrokenGlass], int], by: Asker, at: datetime) -> Any:
    names = _names(by, (glass.child_id for glass in found[0]))
    rows = [
        [
            _who_opened(glass),
            _due(glass, at),
            names.get(glass.child_id, RECORD),
            REASONS[GlassReason(glass.reason_type)],
            moment(glass.opened_at, at),
        ]
        for glass in found[0]
    ]
    return rows, found[1]


def _reviewed(found: tuple[list[BrokenGlass], int], by: Asker, at: datetime) -> Any:
    names = _names(by, (glass.child_id for glass in found[0]))
    rows = [
        [
            _who_opened(glass),
            names.get(glass.child_id, RECORD),
            moment(glass.opened_at, at),
            _by(glass.reviewed_at, glass.reviewed_by, at),
            glass.finding,
        ]
        for glass in found[0]
    ]
    return rows, found[1]


def _odd(found: tuple[list[Alert], int], at: datetime) -> Any:
    return [[_who(a), noticed(a), moment(a.raised_at, at)] for a in found[0]], found[1]


def _settled(found: tuple[list[Alert], int], at: datetime) -> Any:
    rows = [[_who(a), noticed(a), _by(a.settled_at, a.settled_by, at), a.finding] for a in found[0]]
    return rows, found[1]


def _who_opened(glass: BrokenGlass) -> dict[str, Any]:
    post = glass.post
    return {
        "text": post.user.name,
        "href": reverse("desk:glass", args=[glass.pk]),
        "quiet": f"{ROLES[Role(post.role)].title}, {post.organisation.name}",
        "header": True,
    }


def _who(alert: Alert) -> dict[str, Any]:
    return {
        "text": alert.user.name if alert.user else "Not known",
        "href": reverse("desk:alert", args=[alert.pk]),
        "quiet": _post_words(alert),
        "header": True,
    }


def _post_words(alert: Alert) -> str:
    post = alert.post
    return f"{ROLES[Role(post.role)].title}, {post.organisation.name}" if post else ""


def _by(when: datetime | None, post: Any, at: datetime) -> dict[str, Any]:
    return {
        "text": moment(when, at) if when else "",
        "quiet": f"by {post.user.name}" if post else "",
    }


def _due(glass: BrokenGlass, at: datetime) -> dict[str, Any]:
    late = glass.review_due_date < at.date()
    return {"text": short_date(glass.review_due_date), "quiet": "overdue" if late else ""}


def moment(when: datetime, at: datetime) -> str:
    """Say a day and a time in London, as `at` is."""
    local = when.astimezone(at.tzinfo)
    return f"{short_date(local.date())}, {local:%H:%M}"


def noticed(alert: Alert) -> str:
    """Say what an alert noticed."""
    children = count(int(alert.facts.get("children", 0)), "child", "children")
    return NOTICED.get(alert.kind, alert.kind.replace("_", " ").capitalize()).format(
        children=children
    )


def _names(by: Asker, children: Iterable[int]) -> dict[int, str]:
    """Return the names of children to those whose post finds children; nobody else sees any."""
    if not by.may(Permission.CHILD_FIND):
        return {}
    return {row.id: row.name for row in people.named(by, children).values()}


# One of them


def one_glass(glass: BrokenGlass, by: Asker, at: datetime) -> dict[str, Any]:
    """Return one emergency access, to review or as it was reviewed."""
    post, names = glass.post, _names(by, [glass.child_id])
    ended = glass.ends_at.astimezone(at.tzinfo)
    late = " (overdue)" if glass.review_due_date < at.date() and not glass.reviewed_at else ""
    rows = [
        ("Who", f"{post.user.name}, {ROLES[Role(post.role)].title}, {post.organisation.name}"),
        ("Child", names.get(glass.child_id, RECORD)),
        ("Why", REASONS[GlassReason(glass.reason_type)]),
        ("What has happened", glass.reason),
        ("Open", f"{moment(glass.opened_at, at)} to {ended:%H:%M}"),
        ("Review due", f"{plain_date(glass.review_due_date)}{late}"),
    ]
    if glass.reviewed_at:
        rows += [
            ("Reviewed", _said_by(glass.reviewed_at, glass.reviewed_by, at)),
            ("Found", glass.finding),
        ]
    return {
        "title": "Emergency access",
        "facts": _facts(rows),
        "looked": _looked(by, glass.child_id, glass.area_id),
        "open": glass.reviewed_at is None,
        "own": post.user_id == by.user_id,
    }


def one_alert(alert: Alert, by: Asker, at: datetime) -> dict[str, Any]:
    """Return one alert of odd access, to settle or as it was settled."""
    post, name = _post_words(alert), alert.user.name if alert.user else "Not known"
    rows = [
        ("Who", f"{name}, {post}" if post else name),
        ("What", noticed(alert)),
        ("When", moment(alert.raised_at, at)),
    ]
    if alert.settled_at:
        rows += [
            ("Settled", _said_by(alert.settled_at, alert.settled_by, at)),
            ("Found", alert.finding),
        ]
    return {
        "title": "Odd access",
        "facts": _facts(rows),
        "looked": _looked(by, alert.child_id, alert.area_id),
        "open": alert.settled_at is None,
        "own": alert.user_id == by.user_id,
    }


def _facts(rows: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in rows]


def _said_by(when: datetime, post: Any, at: datetime) -> str:
    name = f" by {post.user.name}" if post else ""
    return f"{moment(when, at)}{name}"


def _looked(by: Asker, child_id: int | None, area_id: int | None) -> str | None:
    """Return the way to who looked at a child's record, for those who may go there."""
    if child_id is None or not by.may(Permission.CHILD_AUDIT_VIEW, area_id):
        return None
    return reverse("desk:looked", args=[child_id])
