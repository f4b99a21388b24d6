"""Entries as plain data, for JSON, documentation and pages."""

from __future__ import annotations

from typing import Any

from goldenthread.law.limits import (
    Duty,
    EndedRule,
    Entry,
    Example,
    LawfulException,
    TimeLimit,
    applies_to,
)

SECTIONS = {
    2: "Lawful exceptions",
    3: "Needs assessment and first plan",
    4: "Disagreement, mediation, appeal",
    5: "After the Tribunal",
    6: "Reviews, phase transfers, preparing for adulthood",
    7: "Re-assessment, moving area, ceasing, custody",
    8: "Social care and looked-after children",
    9: "Local Offer, SEN information, partnership",
    10: "NHS waits",
    11: "Out of school, suspension, attendance",
    12: "Complaints and information rights",
    13: "What the partnership promises itself",
}


def as_data(entry: Entry) -> dict[str, Any]:
    """Return one version of an entry as plain data, dates as YYYY-MM-DD."""
    data: dict[str, Any] = {
        "id": entry.id,
        "kind": entry.kind,
        "force": entry.force.value,
        "section": entry.section,
        "title": entry.title,
        "duty": entry.duty,
        "owed_by": entry.owed_by.value,
        "also_owed_by": [owner.value for owner in entry.also_owed_by],
        "runs_from": entry.runs_from,
        **_of_kind(entry),
        "further": [{"what": s.what, "counting": s.count.words} for s in entry.further],
        "exceptions": list(entry.exceptions),
        "then": entry.then,
        "source": entry.source,
        "url": entry.url,
        "mark": entry.mark,
        "note": entry.note,
        "in_force_from": str(entry.in_force_from),
        "in_force_to": str(entry.in_force_to) if entry.in_force_to else None,
        "checked_on": str(entry.checked_on),
        "family": entry.family,
        "harm": entry.harm,
        "examples": [example_as_data(each) for each in entry.examples],
    }
    if isinstance(entry, EndedRule) and entry.in_force_from > entry.checked_on:
        data["in_force_from"] = None
    return data


def _of_kind(entry: Entry) -> dict[str, Any]:
    if isinstance(entry, TimeLimit):
        return {
            "counting": entry.count.words,
            "starts": [kind.value for kind in entry.starts],
            "stops": [kind.value for kind in entry.stops],
            "case_types": list(entry.case_types),
        }
    if isinstance(entry, LawfulException):
        return {"test": entry.test, "excuses": list(applies_to(entry.id)), "why": entry.why}
    return {"why": entry.why} if isinstance(entry, Duty | EndedRule) else {}


def example_as_data(example: Example) -> dict[str, Any]:
    """Return a worked example as plain data."""
    return {
        "from": str(example.start),
        "last_day": str(example.last_day) if example.last_day else None,
        **{
            name: str(value)
            for name in ("certificate", "born", "reviewed", "move")
            if (value := getattr(example.given, name))
        },
        **({"moved_to": str(example.moved_to)} if example.moved_to else {}),
        **({"note": example.note} if example.note else {}),
    }
