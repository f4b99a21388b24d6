"""One case's events as JSON, and its clock readings as plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from goldenthread.law.calendar import CalendarError, SchoolCalendar, read_date
from goldenthread.law.clocks import (
    CASE_ENDS,
    Event,
    Reading,
    case_types,
    limits_for,
    read_clocks,
)
from goldenthread.law.events import EventKind
from goldenthread.law.limits import LawError

KINDS = frozenset(kind.value for kind in EventKind)
FIELDS = frozenset({"kind", "on", "key", "facts", "corrects", "withdraws"})


class CaseFileError(ValueError):
    """The file cannot be read as one case's events; the message names the place."""


@dataclass(frozen=True, slots=True)
class Case:
    """The events of one case, and what type of case it is."""

    case_type: str
    events: tuple[Event, ...]


def read_case(text: bytes | str, case_type: str | None = None) -> Case:
    """Read a case from JSON.

    :raises CaseFileError: naming the event and field that cannot be read
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise CaseFileError(f"The file is not JSON: {problem}.") from None
    if isinstance(data, dict):
        case_type, data = case_type or data.get("case_type"), data.get("events")
    if not isinstance(data, list):
        raise CaseFileError("The file has no list of events.")
    events = tuple(_event(each, place) for place, each in enumerate(data, start=1))
    if case_type is None:
        case_type = infer_case_type(events)
    if case_type not in case_types():
        raise CaseFileError(
            f"“{case_type}” is not a type of case. Use one of: {', '.join(case_types())}."
        )
    return Case(case_type, events)


def _event(data: object, place: int) -> Event:
    if not isinstance(data, dict):
        raise CaseFileError(f"Event {place} is not an object with “kind” and “on”.")
    unknown = sorted(str(name) for name in data.keys() - FIELDS)
    if unknown:
        raise CaseFileError(f"Event {place} has a field that is not known: {', '.join(unknown)}.")
    try:
        on = read_date(data.get("on"))
    except CalendarError as problem:
        raise CaseFileError(f"Event {place}, on: {problem}") from None
    return Event(
        key=_text(data, "key", place) or str(place),
        kind=_kind(data.get("kind"), place),
        on=on,
        facts=_facts(data.get("facts"), place),
        corrects=_text(data, "corrects", place),
        withdraws=_withdraws(data, place),
    )


def _kind(value: object, place: int) -> str:
    if isinstance(value, str) and value in KINDS:
        return value
    from difflib import get_close_matches

    near = get_close_matches(str(value), KINDS, n=2)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise CaseFileError(f"Event {place}, kind: “{value}” is not a known kind of event.{hint}")


def _text(data: Mapping[str, Any], name: str, place: int) -> str | None:
    value = data.get(name)
    if value is None or (isinstance(value, str) and value):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise CaseFileError(f"Event {place}, {name}: write it as text.")


def _facts(value: object, place: int) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise CaseFileError(f"Event {place}, facts: write them as an object.")
    return value


def _withdraws(data: Mapping[str, Any], place: int) -> bool:
    value = data.get("withdraws", False)
    if not isinstance(value, bool):
        raise CaseFileError(f"Event {place}, withdraws: write true or false.")
    if value and data.get("corrects") is None:
        raise CaseFileError(f"Event {place} withdraws, but “corrects” does not say which event.")
    return value


def infer_case_type(events: tuple[Event, ...]) -> str:
    """Return the case type whose clocks know most of the events, the first when equal.

    :raises CaseFileError: when no clock knows any
    """
    kinds = [event.kind for event in events]
    known = {each: sum(kind in _kinds_of(each) for kind in kinds) for each in case_types()}
    best = max(known, key=lambda each: known[each])
    if not known[best]:
        raise CaseFileError("No clock knows these events. Say the type of case.")
    return best


def _kinds_of(case_type: str) -> frozenset[str]:
    kinds = {k.value for each in limits_for(case_type) for k in (*each.starts, *each.stops)}
    return frozenset(kinds | {str(kind) for kind in CASE_ENDS.get(case_type, ())})


def readings_as_data(
    case: Case, today: date, calendar: SchoolCalendar | None = None
) -> dict[str, Any]:
    """Return a case's clocks on a day as plain data.

    :raises LawError: when the events cannot be read together
    """
    readings = read_clocks(limits_for(case.case_type), case.events, calendar)
    return {
        "case_type": case.case_type,
        "as_of": str(today),
        "clocks": [reading_as_data(each, today) for each in readings],
    }


def reading_as_data(reading: Reading, today: date) -> dict[str, Any]:
    """Return one reading on a day as plain data, dates as YYYY-MM-DD."""
    limit = reading.limit
    return {
        "rule": reading.rule,
        "about": reading.about,
        "title": limit.title,
        "state": reading.state(today).value,
        "days_late": reading.days_late(today),
        "started": str(reading.started),
        "started_by": reading.started_by,
        "due": _day(reading.due),
        "working_target": _day(reading.working_target),
        "moved_to": _day(reading.moved_to),
        "stopped": _day(reading.stopped),
        "stopped_by": reading.stopped_by,
        "superseded": _day(reading.superseded),
        "lawful_reason": reading.lawful_reason,
        "missing": reading.missing or None,
        "force": limit.force.value,
        "owed_by": limit.owed_by.value,
        "harm": limit.harm,
        "source": limit.source,
        "version": str(reading.version),
    }


def _day(day: date | None) -> str | None:
    return str(day) if day else None


__all__ = ["Case", "CaseFileError", "LawError", "read_case", "readings_as_data"]
