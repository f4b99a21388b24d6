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
    from goldenthread.waits.rules.forecast import Coverage, Forecasts
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
    from goldenthread.waits.rules import simulation

    scenario = scenario_of(settings)
    run = simulation.simulate(scenario, seed, _waiting_at(found, scenario.start))
    columns = (run.rows.referral, run.rows.removal, run.withdrawn)
    texts = [written_days(days) for days in columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("referral,removal,withdrawal\n")
        file.writelines(f"{a},{b},{c}\n" for a, b, c in zip(*texts, strict=True))


def written_days(days: Days) -> list[str]:
    """Write days year-month-day, and nothing for those who are still waiting."""
    import numpy as np

    from goldenthread.waits.rules.lists import STILL_WAITING

    texts = np.datetime_as_string(days.astype("datetime64[D]"))
    written: list[str] = np.where(days == STILL_WAITING, "", texts).tolist()
    return written


def forecasts(found: Reading, on: date, referred: list[date]) -> dict[str, object]:
    """Return forecasts by day of referral, what they rest on, and how past ones fared."""
    import numpy as np

    from goldenthread.waits.rules import forecast
    from goldenthread.waits.rules.lists import day_number

    today = day_number(on)
    head: dict[str, object] = {"on": on.isoformat(), "rows": found.as_json()["rows"]}
    try:
        model = forecast.learn(found.waiting_list, today)
    except forecast.TooThin as problem:
        return head | {"forecasts": None, "reason": str(problem)}
    asked = np.array([_number(day) for day in referred], dtype=np.int64)
    asked = asked if referred else np.unique(model.queue)
    return head | {
        "waiting": len(model.queue),
        "leaving_a_week": 7 * model.rate,
        "history_weeks": model.history_days / 7,
        "seen_in_history": model.seen,
        "past_forecasts": covered(forecast.back_test(found.waiting_list, today)),
        "forecasts": _each_forecast(asked, forecast.forecast(model, asked)),
    }


def _each_forecast(asked: Days, found: Forecasts) -> list[dict[str, object]]:
    columns = (asked, found.ahead, found.middle, found.low, found.high)
    rows = zip(*(column.tolist() for column in columns), found.reason, strict=True)
    return [
        {
            "referred": date.fromordinal(day + _epoch()).isoformat(),
            "ahead": None if reason else ahead,
            "expected_weeks": _weeks(middle),
            "from_weeks": _weeks(low),
            "to_weeks": _weeks(high),
            **({"reason": reason} if reason else {}),
        }
        for day, ahead, middle, low, high, reason in rows
    ]


def _weeks(days: float) -> float | None:
    return None if math.isnan(days) else days / 7


def covered(found: Coverage) -> dict[str, object]:
    """Return how often forecasts held the truth, in hundredths, and of how many."""
    shares = {
        name: 100 * count / found.checked if found.checked else None
        for name, count in (
            ("inside_percent", found.inside),
            ("sooner_percent", found.sooner),
            ("later_percent", found.later),
        )
    }
    return {"interval_percent": 80, "days": found.days, "checked": found.checked, **shares}


def held_back(lists: int, kind: str | None) -> dict[str, dict[str, object]]:
    """Return coverage on invented lists by kind, and over all kinds."""
    from goldenthread.waits.rules import invented
    from goldenthread.waits.rules.forecast import Coverage

    kinds = [one for one in invented.KINDS if kind in (None, one.name)]
    results = {one.name: invented.held_back(one, lists) for one in kinds}
    if len(results) > 1:
        parts = [(r.checked, r.inside, r.sooner, r.later, r.days) for r in results.values()]
        results["all kinds"] = Coverage(*map(sum, zip(*parts, strict=True)))
    return {name: covered(result) for name, result in results.items()}


def coverage_table(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return coverage as the lines of a Markdown table."""
    lines = [
        "| Kind of list | Days | Forecasts | Inside | Seen sooner | Seen later |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, row in found.items():
        shares = " | ".join(
            f"{row[key]:.1f}%" for key in ("inside_percent", "sooner_percent", "later_percent")
        )
        lines.append(f"| {name} | {row['days']} | {row['checked']:,} | {shares} |")
    return lines


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
        say = _sentence if key == "problems" else _in_one_line
        return [f"{indent}{key}", *(f"{indent}  {say(item)}" for item in items)]
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


def _in_one_line(item: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {_said(value)}" for key, value in item.items())


def _said(value: object) -> str:
    if value is None:
        return "none"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
