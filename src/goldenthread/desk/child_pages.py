"""What the pages about one child show, as plain values for their templates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from goldenthread.access.queries import Look, team_of, who_looked
from goldenthread.access.rules import ROLES, Asker, Permission, Role
from goldenthread.assessment.queries import assessments_of
from goldenthread.audit.rules import FieldClass
from goldenthread.desk import rules
from goldenthread.files.queries import FileRow, files_of
from goldenthread.people import queries as people
from goldenthread.people.frame import frame
from goldenthread.people.models import Answer, Child
from goldenthread.people.rules import NEEDS
from goldenthread.placements.queries import placements_of
from goldenthread.plans.queries import plans_of
from goldenthread.reviews.queries import reviews_of
from goldenthread.timeline import queries as timeline
from goldenthread.timeline.promises import promise
from goldenthread.timeline.rules.words import about_words, event_words, owner_words
from goldenthread.ui.paging import SIZE, link, paginate, wanted
from goldenthread.ui.words import ago, month, plain_date, short_date

RESTRICTED = "Restricted"
FAR = timedelta(days=366)  # what falls due later than this is no part of today's work
RECENT = timedelta(days=90)  # how long ago is said of what happened within this


def thread(by: Asker, child: Child, query: QueryDict, on: date) -> dict[str, Any]:
    """Return the thread: next action, clocks running, promises ended, events on one line."""
    promises = [promise(clock, by) for clock in timeline.clocks_of_child(child, by=by, today=on)]
    running = sorted((each for each in promises if each.open), key=lambda one: one.pressing)
    later = [each for each in running if each.due and each.due > on + FAR]
    now = [each for each in running if each not in later]
    kind = query.get("show", "")
    given = dict(query.lists())
    events = timeline.events_of_child(
        child, by=by, case_type=kind, page=wanted(given), per_page=SIZE
    )
    return {
        **frame(by, child, "desk:thread", on),
        "next": next((each for each in now if each.due and not each.lapses), None),
        "record": reverse("desk:record", args=[child.pk]),
        "tell_late": reverse("desk:late", args=[child.pk])
        if by.may(Permission.CASE_CHANGE, child.area_id)
        else None,
        "may_redress": by.may(Permission.REDRESS_VIEW, child.area_id),
        "now": now,
        "later": later,
        "finished": [each for each in promises if not each.open],
        "happened": [_happened(each, on) for each in events.rows],
        "paging": paginate(events.total, given),
        "kinds": _kinds(query, kind),
    }


CASE_WORDS = (
    ("", "Everything"),
    ("assessment", "Assessment"),
    ("plan", "Plan and reviews"),
    ("wait", "Health waits"),
    ("child", "The child"),
)


def _kinds(query: QueryDict, chosen: str) -> list[dict[str, Any]]:
    given = dict(query.lists())
    return [
        {"text": text, "href": link(given, show=key or None), "current": key == chosen}
        for key, text in CASE_WORDS
    ]


def _happened(event: timeline.EventRow, on: date) -> dict[str, Any]:
    about = about_words(str(event.facts.get("about", "")))
    title = event_words(event.kind)
    return {
        "title": f"{title}: {about}" if about else title,
        "on": event.on,
        "distance": f"({ago(event.on, on)})" if on - RECENT <= event.on <= on else "",
        "group": month(event.on),
        "words": _standing(event),
        "by": "",
    }


def _standing(event: timeline.EventRow) -> str:
    if event.withdraws:
        return "Withdrawn: this did not happen."
    if event.amended:
        return "Replaced or withdrawn since."
    if event.corrects:
        return "Corrects what was recorded before."
    return ""


def record(by: Asker, child: Child, on: date) -> dict[str, Any]:
    """Return the record: details, and a table each of requests, plans, reviews, placements."""
    tables = [_requests(child), _plans(child), _reviews(child), _placements(child, on)]
    return {
        **frame(by, child, "desk:record", on),
        "details": _details(child),
        "tables": tables,
    }


def _shown(child: Child, field: str) -> str | None:
    """Return a field's value, or that it is restricted, or None when it is not recorded."""
    if not child.shows(field):
        team = child.location_team or "the access team"
        return (
            f"{RESTRICTED}: ask {team}" if child.location_restricted else "Not shown to your post"
        )
    value = getattr(child, field)
    return str(value) if value not in ("", None) else None


def _details(child: Child) -> list[dict[str, Any]]:
    rows = (
        ("Full name", f"{child.forename} {child.surname}"),
        ("Unique pupil number (UPN)", _shown(child, "upn")),
        ("Unique learner number (ULN)", _shown(child, "uln")),
        ("NHS number", _shown(child, "nhs_number")),
        ("Address", _shown(child, "address")),
        ("Postcode", _shown(child, "postcode")),
        ("Social care team", _shown(child, "social_care_team")),
        ("Council's own number", _shown(child, "local_id")),
    )
    return [{"key": key, "value": value} for key, value in rows]


def _table(title: str, names: str, rows: list[list[Any]], empty: str) -> dict[str, Any]:
    columns = [{"text": name} for name in names.split("|")]
    return {"title": title, "columns": columns, "rows": rows, "empty": empty}


def _day(day: date | None, missing: str = "not recorded") -> str:
    return plain_date(day) if day else missing


def _requests(child: Child) -> dict[str, Any]:
    rows: list[list[Any]] = [
        [
            {"text": _day(row.received_date), "header": True},
            row.stage,
            owner_words(row.waits_on),
        ]
        for row in assessments_of(child)
    ]
    return _table(
        "Requests for an assessment",
        "Received|Where it stands|Waiting on",
        rows,
        "No request is recorded.",
    )


def _plans(child: Child) -> dict[str, Any]:
    may_see_place = child.shows("postcode")
    rows: list[list[Any]] = []
    for plan in plans_of(child):
        for version in plan.versions:
            needs = ", ".join(NEEDS[code].name if code in NEEDS else code for code in version.needs)
            place = version.setting if may_see_place else RESTRICTED
            rows.append(
                [
                    {"text": f"{version.status} ({version.number})", "header": True},
                    _day(version.issued_date),
                    needs or "not recorded",
                    place or "none named",
                    plan.state,
                ]
            )
    return _table("Plans", "Version|Issued|Needs|Names|Plan", rows, "No plan is recorded.")


def _reviews(child: Child) -> dict[str, Any]:
    rows: list[list[Any]] = [
        [
            {"text": _day(row.meeting_date), "header": True},
            _day(row.decided_date, "not yet told"),
            row.outcome or "not recorded",
            _day(row.draft_date, "none"),
        ]
        for row in reviews_of(child)
    ]
    return _table(
        "Reviews", "Meeting|Family told|Decision|Proposed changes sent", rows, "None is recorded."
    )


def _placements(child: Child, on: date) -> dict[str, Any]:
    may_see = child.shows("postcode")
    rows: list[list[Any]] = []
    for row in placements_of(child):
        place = row.setting or rules.SETTING_CODES.get(row.setting_code, row.setting_code)
        rows.append(
            [
                {"text": place if may_see else RESTRICTED, "header": True},
                "main" if row.rank == 1 else "also here",
                _day(row.entry_date),
                _day(row.leaving_date, "still there" if row.current(on) else "not recorded"),
            ]
        )
    return _table("Placements", "Setting|Registered|From|To", rows, "No placement is recorded.")


def team(by: Asker, child: Child, on: date) -> dict[str, Any]:
    """Return the people round the child, and how each wants to be written or spoken to."""
    tables = [_professionals(child, on), _adults(by, child, on), _needs(child, on)]
    return {
        **frame(by, child, "desk:team", on),
        "tables": tables,
        "may_change": by.may(Permission.CASE_CHANGE),
        "child_id": child.pk,
    }


def _professionals(child: Child, on: date) -> dict[str, Any]:
    rows: list[list[Any]] = [
        [
            {"text": row.name or row.organisation, "header": True},
            ROLES[Role(row.role)].title if row.role else rules.TIE_WORDS[row.kind],
            row.organisation if row.role else "",
            _day(row.from_date),
        ]
        for row in team_of(child.pk, on=on)
        if row.role or child.shows("postcode")
    ]
    return _table(
        "Professionals", "Name|Part|Organisation|Since", rows, "Nobody is tied to this child yet."
    )


def _adults(by: Asker, child: Child, on: date) -> dict[str, Any]:
    title, names = (
        "Family and carers",
        "Name|Relationship|Parental responsibility|Child lives with them|Gets notices",
    )
    if not child.shows_class(FieldClass.THIRD_PARTY):
        return _table(title, names, [], "Shown to the casework team only.")
    rows: list[list[Any]] = [
        [
            {"text": row.adult.name, "header": True},
            row.relationship,
            Answer(row.parental_responsibility).label,
            Answer(row.lives_with).label,
            Answer(row.gets_notices).label,
        ]
        for row in people.adults_of(child, on=on)
    ]
    return _table(title, names, rows, "No adult is recorded.")


def _needs(child: Child, on: date) -> dict[str, Any]:
    shown = child.shows_class(FieldClass.THIRD_PARTY)
    rows: list[list[Any]] = [
        [
            {"text": rules.NEED_WORDS.get(row.kind, row.kind.lower()), "header": True},
            row.detail,
            row.adult.name if row.adult and shown else "An adult" if row.adult else "The child",
        ]
        for row in people.communication_needs(child, on=on)
    ]
    return _table(
        "How to write and speak", "Need|Detail|Whose", rows, "No communication need is recorded."
    )


def documents(by: Asker, child: Child, on: date) -> dict[str, Any]:
    """Return the child's documents, and whether this person may add one."""
    rows = [_document(row) for row in files_of(child)]
    return {
        **frame(by, child, "desk:documents", on),
        "rows": rows,
        "may_add": by.may(Permission.DOCUMENT_UPLOAD),
    }


def _document(row: FileRow) -> list[Any]:
    name: dict[str, Any] = {"text": row.name, "header": True}
    if row.can_open:
        name["href"] = reverse("files:download", args=[row.id])
    return [name, row.kind, f"{max(1, row.size // 1024):,} KB", row.state or "checked, clean"]


def looked(by: Asker, child: Child, query: QueryDict, on: date) -> dict[str, Any]:
    """Return who looked at the record, the newest first."""
    number = query.get("page", "1")
    found = who_looked(
        people.state_of(child, on), by=by, page=int(number) if number.isdecimal() else 1
    )
    return {
        **frame(by, child, "desk:looked", on),
        "rows": [_look(row) for row in found.rows],
        "paging": paginate(found.total, dict(query.lists()), size=50),
    }


def _look(row: Look) -> list[Any]:
    when = f"{short_date(row.at.date())}, {row.at:%H:%M}"
    post = ", ".join(part for part in (row.post, row.organisation) if part)
    ended = "" if row.outcome == "allowed" else " (refused)"
    what = rules.purpose_words(row.action, row.purpose) + ended
    return [{"text": when, "header": True}, row.person, post, what]
