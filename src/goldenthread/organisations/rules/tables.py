"""The dated lists kept as data beside this package."""

from __future__ import annotations

import csv
import io
from datetime import date
from importlib.resources import files


def data_rows(name: str) -> list[dict[str, str]]:
    text = files("goldenthread.organisations").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def holds(first: date | None, last: date | None, on: date | None) -> bool:
    return on is None or ((first is None or first <= on) and (last is None or on <= last))
