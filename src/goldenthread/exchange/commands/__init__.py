"""Loading a council's own files, all or nothing, and taking a load back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from goldenthread.exchange.commands.annex_a import area_of_lists, load_annex_a
from goldenthread.exchange.commands.opening import Loaded
from goldenthread.exchange.commands.refusing import LoadRefused
from goldenthread.exchange.commands.sen2 import area_of_return, load_sen2
from goldenthread.exchange.commands.settings import load_settings
from goldenthread.exchange.commands.undo import UndoRefused, last_moment, undo_load

__all__ = [
    "LoadRefused",
    "Loaded",
    "UndoRefused",
    "area_of",
    "last_moment",
    "load_annex_a",
    "load_sen2",
    "load_settings",
    "undo_load",
]


def area_of(path: Path, kind: str, *, area: str | None, as_of: date | None) -> int:
    """Return the number of the local authority whose file this is.

    :raises LoadRefused: if nobody says
    """
    if kind == "annex-a":
        return area_of_lists(area)
    return area_of_return(path, area=area, as_of=as_of)
