"""Why a file is not loaded: one sentence, and every fault with its row, field and rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Fault = Mapping[str, Any]


class LoadRefused(Exception):
    """The file is not loaded, and nothing of it is kept; the message is a sentence."""

    def __init__(self, message: str, faults: Iterable[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


def fault(rule: str, row: int, message: str, *, module: str = "", field: str = "") -> Fault:
    """Return a fault found while loading, in the shape of those a dry run prints."""
    return {
        "rule": rule,
        "severity": "error",
        "person": None,
        "module": module,
        "row": row,
        "field": field or None,
        "value": None,
        "message": message,
    }


def refuse_for(faults: Iterable[Fault]) -> None:
    """Refuse the file if there are faults.

    :raises LoadRefused: with all of them
    """
    found = tuple(faults)
    if found:
        rows = ", ".join(str(each["row"]) for each in found[:5])
        more = f" and {len(found) - 5:,} more" if len(found) > 5 else ""
        raise LoadRefused(f"The file cannot be loaded: see row {rows}{more}.", found)
