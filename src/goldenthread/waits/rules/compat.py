"""The formula functions under the names and habits of NHSRwaitinglist 0.1.2.9001.

Arguments may be numbers or lists of numbers, which are worked element by element, the shorter
ones repeated. ``None`` is a missing number and stays missing. In text, "NaN", "Inf" and "-Inf"
stand for what JSON cannot write.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import TypeAlias

from goldenthread.waits.rules import formulas

Number: TypeAlias = float | None
Json: TypeAlias = object

UNWRITABLE = {"NaN": math.nan, "Inf": math.inf, "-Inf": -math.inf}


class Refused(ValueError):
    """The package refuses this call."""


@dataclass(frozen=True, slots=True)
class Function:
    """One formula function: its arguments in order, those with a default, and its sum."""

    work: Callable[..., float]
    required: tuple[str, ...]
    defaults: Mapping[str, float]

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.required, *self.defaults)


FUNCTIONS = {
    "calc_queue_load": Function(formulas.queue_load, ("demand", "capacity"), {}),
    "calc_target_mean_wait": Function(
        formulas.target_mean_wait, ("target_wait",), {"factor": formulas.FACTOR}
    ),
    "calc_target_queue_size": Function(
        formulas.target_queue_size, ("demand", "target_wait"), {"factor": formulas.FACTOR}
    ),
    "calc_relief_capacity": Function(
        formulas.relief_capacity,
        ("demand", "queue_size", "target_queue_size"),
        {
            "time_to_target": formulas.TIME_TO_TARGET_WEEKS,
            "num_referrals": 0.0,
            "cv_demand": 0.0,
        },
    ),
    "calc_target_capacity": Function(
        formulas.target_capacity,
        ("demand", "target_wait"),
        {"factor": formulas.FACTOR, "cv_demand": 1.0, "cv_capacity": 1.0},
    ),
    "calc_waiting_list_pressure": Function(formulas.pressure, ("mean_wait", "target_wait"), {}),
}
PRIORITY = "calc_priority_to_target"
RELIEF = "calc_relief_capacity"


def call(name: str, args: Mapping[str, Json]) -> Number | list[Number]:
    """Call a formula function by name.

    :raises Refused: if there is no such function, or it refuses the arguments
    """
    if name == PRIORITY:
        return _priority(args)
    if name not in FUNCTIONS:
        raise Refused(f"There is no function named {name!r}.")
    function = FUNCTIONS[name]
    _check_names(args, function.required, function.names)
    given = {key: numbers(key, args[key]) for key in function.names if key in args}
    if name == RELIEF:
        _check_relief(given)
    columns = [given.get(key, function.defaults.get(key)) for key in function.names]
    return _each(function.work, columns)


def numbers(key: str, value: Json) -> Number | list[Number]:
    """Read an argument: a number, a missing one, or a list of them.

    :raises Refused: if it is text, true or false, or anything else
    """
    if isinstance(value, list):
        return [_number(key, item) for item in value]
    return _number(key, value)


def _number(key: str, value: Json) -> Number:
    if value is None:
        return None
    if isinstance(value, str) and value in UNWRITABLE:
        return UNWRITABLE[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"{key} must be a number or a list of numbers.")
    try:
        return float(value)
    except OverflowError:
        raise Refused(f"{key} is too large a number.") from None


def _check_names(args: Mapping[str, Json], required: Sequence[str], names: Sequence[str]) -> None:
    unknown = sorted(set(args) - set(names))
    if unknown:
        raise Refused(f"There is no argument named {unknown[0]!r}; there are {', '.join(names)}.")
    missing = [key for key in required if key not in args]
    if missing:
        raise Refused(f"The argument {missing[0]!r} is missing.")


def _check_relief(given: Mapping[str, Number | list[Number]]) -> None:
    """The package asks two yes-or-no questions here, so lists and missing numbers stop it."""
    seen = given.get("num_referrals", 0.0)
    if isinstance(seen, list) or seen is None or math.isnan(seen):
        raise Refused("num_referrals must be one number.")
    if seen <= 0:
        return
    demand, varies = given["demand"], given.get("cv_demand", 0.0)
    if isinstance(demand, list) or isinstance(varies, list):
        raise Refused("demand and cv_demand must be one number where num_referrals is given.")
    if demand is None or varies is None or math.isnan(formulas.doubt(demand, seen, varies)):
        raise Refused("demand and cv_demand must be known where num_referrals is given.")


def _each(
    work: Callable[..., float], columns: Sequence[Number | list[Number]]
) -> Number | list[Number]:
    lists = [column for column in columns if isinstance(column, list)]
    if not lists:
        return _one(work, [column for column in columns if not isinstance(column, list)])
    if not all(lists):
        return []
    rows = max(map(len, lists))
    spread = [
        islice(cycle(column if isinstance(column, list) else [column]), rows) for column in columns
    ]
    return [_one(work, row) for row in zip(*spread, strict=True)]


def _one(work: Callable[..., float], row: Sequence[Number]) -> Number:
    return None if any(item is None for item in row) else work(*row)


def _priority(args: Mapping[str, Json]) -> float:
    """The package compares with 1, 2 and 3 without looking at the kind of the argument."""
    _check_names(args, ("priority",), ("priority",))
    code = args["priority"]
    if isinstance(code, str) and code not in UNWRITABLE:
        return float({"1": 7, "2": 28, "3": 84}.get(code, 365))
    if isinstance(code, bool):
        return 7.0 if code else 365.0
    value = _number("priority", code)
    if value is None or math.isnan(value):
        raise Refused("priority must be one known number.")
    return float(formulas.priority_days(int(value)) if value in (1, 2, 3) else 365)


def encode(value: Number | list[Number]) -> Json:
    """Write a result as JSON can hold it: "NaN", "Inf", "-Inf" as text, missing as null."""
    if isinstance(value, list):
        return [encode(item) for item in value]
    if value is None or math.isfinite(value):
        return value
    if math.isnan(value):
        return "NaN"
    return "Inf" if value > 0 else "-Inf"


def reason(value: Number | list[Number]) -> str:
    """Say in words why a result is not a number; empty where every result is one."""
    items = value if isinstance(value, list) else [value]
    if any(item is None for item in items):
        return "an argument is missing"
    if all(math.isfinite(item) for item in items if item is not None):
        return ""
    return "it divides by nought, or an argument is not a finite number"
