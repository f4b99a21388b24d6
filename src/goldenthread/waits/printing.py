"""What the command line prints: figures and answers as JSON can hold them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from goldenthread.waits.rules import compat

if TYPE_CHECKING:
    from pathlib import Path

    from goldenthread.waits.reading.report import Reading
    from goldenthread.waits.rules.lists import Days
    from goldenthread.waits.rules.simulation import Scenario

SECTIONS = ("wl_queue_size", "wl_referral_stats", "wl_removal_stats", "wl_stats")


def answer(line: bytes, number: int, as_compat: bool) -> dict[str, object]:
    """Answer one line of ``calc``: the result, or the error in words; its id, if it has one."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": f"Line {number} is not JSON."}
    if not isinstance(asked, dict):
        return {"error": f"Line {number} is not an object with fn and args."}
    label = {"id": asked["id"]} if "id" in asked else {}
    name, args = asked.get("fn"), asked.get("args", {})
    if not isinstance(name, str) or not isinstance(args, dict):
        return label | {"error": f"Line {number}: fn must be a name and args an object."}
    try:
        result = compat.call(name, args)
    except compat.Refused as problem:
        return label | {"error": f"Line {number}: {problem}"}
    reason = compat.reason(result)
    written = compat.encode(result) if as_compat else _nulls(result)
    return label | {"result": written} | ({"reason": reason} if reason else {})


def _nulls(value: object) -> object:
    if isinstance(value, list):
        return [_nulls(item) for item in value]
    return value if isinstance(value, float) and math.isfinite(value) else None


def compat_figures(
    found: Reading, target_weeks: float, start: date | None, end: date | None
) -> dict[str, object]:
    """Return the package's four sections; one that it refuses holds its error instead."""
    from goldenthread.waits.rules import compat_list

    rows = found.waiting_list
    first, last = _number(start), _number(end)
    head = {"view": "compat", "target_weeks": target_weeks, **found.as_json()}
    try:
        days = compat_list.window(rows, first, last)
    except compat.Refused as problem:
        return head | {section: {"error": str(problem)} for section in SECTIONS}
    return head | {
        "window": _window(days.start, days.end),
        "wl_queue_size": _or_error(lambda: compat_list.wl_queue_size(rows, days)),
        "wl_referral_stats": _or_error(lambda: compat_list.wl_referral_stats(rows, days)),
        "wl_removal_stats": _or_error(lambda: compat_list.wl_removal_stats(rows, days)),
        "wl_stats": _or_error(lambda: compat_list.wl_stats(rows, days, target_weeks)),
    }


def _or_error(work: Callable[[], Mapping[str, Any]]) -> dict[str, object]:
    try:
        return {
            key: compat.encode(value) if isinstance(value, float) else value
            for key, value in work().items()
        }
    except compat.Refused as problem:
        return {"error": str(problem)}


def service_figures(
    found: Reading, target_weeks: float, start: date | None, end: date | None
) -> dict[str, object]:
    """Return the four sections as our pages show them, the bands, and a reason for each null."""
    from goldenthread.waits.rules import service

    head = {"view": "service", "target_weeks": target_weeks, **found.as_json()}
    try:
        view = service.windowed(found.waiting_list, _number(start), _number(end))
    except service.NoWindow as problem:
        return head | {**dict.fromkeys(SECTIONS), "reasons": dict.fromkeys(SECTIONS, str(problem))}
    sections: dict[str, Mapping[str, object]] = {
        "wl_queue_size": service.queue_size(view),
        "wl_referral_stats": service.referral_stats(view),
        "wl_removal_stats": service.removal_stats(view),
        "wl_stats": service.stats(view, target_weeks),
        "waits": service.waits_now(view),
    }
    return (
        head
        | {
            "window": _window(view.start, view.end),
            "units": "people a week; people a day where named daily; waits in weeks",
            "outside_window": {
                "closed_before": view.closed_before,
                "referred_after": view.referred_after,
            },
        }
        | _values(sections)
    )


def _values(sections: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """Write each figure as its value, and the reasons for the nulls apart, by section."""
    from goldenthread.waits.rules.formulas import Figure

    written: dict[str, object] = {}
    reasons: dict[str, dict[str, str]] = {}
    for name, section in sections.items():
        written[name] = {
            key: item.value if isinstance(item, Figure) else item for key, item in section.items()
        }
        missing = {
            key: item.reason
            for key, item in section.items()
            if isinstance(item, Figure) and item.value is None
        }
        if missing:
            reasons[name] = missing
    return written | {"reasons": reasons}


def _window(start: int, end: int) -> dict[str, str]:
    from goldenthread.waits.rules.lists import as_date

    return {"from": as_date(start).isoformat(), "to": as_date(end).isoformat()}


def _number(day: date | None) -> int | None:
    from goldenthread.waits.rules.lists import day_number

    return None if day is None else day_number(day)


def scenario_of(settings: Mapping[str, Any]) -> Scenario:
    """Make a scenario of what was asked on the command line; percentages become shares."""
    from goldenthread.waits.rules.simulation import Scenario

    away = _epoch()
    return Scenario(
        start=settings["start"].toordinal() - away,
        end=settings["end"].toordinal() - away,
        demand=settings["demand"],
        capacity=settings["capacity"],
        more_demand=settings["more_demand_percent"] / 100,
        diverted=settings["diverted_percent"] / 100,
        clinicians=settings["clinicians"],
        slots_a_clinician=settings["slots_a_clinician"],
        not_brought=settings["not_brought_percent"] / 100,
        withdrawal=settings["withdrawal_chance"],
        closed=tuple((first - away, last - away) for first, last in settings["closed"]),
        months=settings["months"],
    )


def _epoch() -> int:
    return date(1970, 1, 1).toordinal()


def _waiting_at(found: Reading | None, start: int) -> Days | None:
    """Return the referral days of those waiting on the first day, in order."""
    import numpy as np

    if found is None:
        return None
    rows = found.waiting_list
    there = (rows.referral < start) & (rows.waiting | (rows.removal >= start))
    return np.sort(rows.referral[there])


def simulated(
    settings: Mapping[str, Any], seed: int, runs: int, found: Reading | None
) -> dict[str, object]:
    """Simulate and return the settings and the bands.

    :raises CannotSimulate: if the settings cannot be simulated
    """
    from goldenthread.waits.rules import simulation

    scenario = scenario_of(settings)
    first = _waiting_at(found, scenario.start)
    out = simulation.simulate_many(scenario, seed, runs, first)
    return {
        "window": _window(scenario.start, scenario.end),
        "seed": seed,
        "runs": runs,
        "weekly_demand": scenario.weekly_demand,
        "weekly_capacity": scenario.weekly_capacity,
        "waiting_at_start": 0 if first is None else len(first),
        **({} if found is None else {"rows": found.as_json()["rows"]}),
        "referrals": simulation.band(out.referrals),
        "still_waiting": simulation.band(out.still_waiting),
        "withdrawn": simulation.band(out.withdrawn),
        "mean_wait_weeks": simulation.band(out.mean_wait_weeks),
        "over_18_weeks": simulation.band(out.over_18_weeks),
    }


def write_simulated(
    path: Path, settings: Mapping[str, Any], seed: int, found: Reading | None
) -> None:
    """Write one simulated list as CSV; its children are invented by the seed.

    :raises OSError: if the file cannot be written
    """
    import numpy as np

    from goldenthread.waits.rules import simulation
    from goldenthread.waits.rules.lists import STILL_WAITING

    scenario = scenario_of(settings)
    run = simulation.simulate(scenario, seed, _waiting_at(found, scenario.start))
    columns = (run.rows.referral, run.rows.removal, run.withdrawn)
    texts = [
        np.where(days == STILL_WAITING, "", np.datetime_as_string(days.astype("datetime64[D]")))
        for days in columns
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("referral,removal,withdrawal\n")
        file.writelines(f"{a},{b},{c}\n" for a, b, c in zip(*texts, strict=True))


def as_text(printed: Mapping[str, object]) -> str:
    """Return printed JSON as indented lines for a person; long columns of numbers are left out."""
    return "\n".join(_lines(printed, ""))


def _lines(value: Mapping[str, object], indent: str) -> list[str]:
    lines = []
    for key, item in value.items():
        if isinstance(item, dict):
            lines += [f"{indent}{key}", *_lines(item, indent + "  ")]
        elif isinstance(item, list):
            lines += _listed(key, item, indent)
        else:
            lines.append(f"{indent}{key}: {_said(item)}")
    return lines


def _listed(key: str, items: list[Any], indent: str) -> list[str]:
    if any(isinstance(item, dict) for item in items):
        return [f"{indent}{key}", *(f"{indent}  {_sentence(item)}" for item in items)]
    if len(items) > 20:
        return [f"{indent}{key}: {len(items)} values (see --json)"]
    return [f"{indent}{key}: {', '.join(map(str, items))}"]


def _sentence(problem: Mapping[str, Any]) -> str:
    column = f"{problem['column']} " if problem["column"] else ""
    rows = ", ".join(map(str, problem["rows"]))
    more = ", ..." if problem["count"] > len(problem["rows"]) else ""
    return (
        f"{problem['count']} {problem['action']}: {column}{problem['problem']} (rows {rows}{more})"
    )


def _said(value: object) -> str:
    if value is None:
        return "none"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
