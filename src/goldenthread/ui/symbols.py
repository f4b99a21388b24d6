"""Symbols to choose from and to read by: our own small set, or a council's licensed pack.

A pack is a folder with a `pack.json` (its name, whom to credit, and each symbol's key, label, group
and file) and one SVG a symbol. Ours stands under `static/ui/symbols`. A pack that is plugged in
comes first, symbol by symbol; what it lacks is filled from ours, so that a page that offers "happy"
always has a picture of it. Plain Python, so that letters and documents may use it too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

OURS = Path(__file__).parent / "static" / "ui" / "symbols"
OUR_PLACE = "ui/symbols"  # under the static files' address
PLUGGED_PLACE = "symbols"
GROUPS = ("feelings", "choices", "people", "places", "doing", "senses")
MOST_BYTES = 100_000  # one symbol


class BadPack(ValueError):
    """A symbol pack cannot be used; the message says which part is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """One symbol: what it is called, and where its drawing is."""

    key: str
    label: str
    group: str
    file: Path
    static: str  # its name among the static files

    @property
    def svg(self) -> str:
        """The drawing itself, for a document; a page shows it as a picture by its address."""
        return self.file.read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A set of symbols by key, in the order in which they are offered."""

    name: str
    credit: str
    symbols: Mapping[str, Symbol]

    def find(self, key: str) -> Symbol | None:
        """Return one symbol, or None where no pack has it."""
        return self.symbols.get(key)

    def grouped(self) -> dict[str, list[Symbol]]:
        """Return the symbols by group, groups that nobody foresaw last."""
        found: dict[str, list[Symbol]] = {group: [] for group in GROUPS}
        for symbol in self.symbols.values():
            found.setdefault(symbol.group, []).append(symbol)
        return {group: rows for group, rows in found.items() if rows}


def read_pack(folder: Path, place: str) -> Pack:
    """Read a pack from its folder; `place` is where its files stand among the static files.

    :raises BadPack: naming the first thing that is wrong
    """
    try:
        told = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise BadPack(f"{folder.name} has no readable pack.json.") from problem
    if not isinstance(told, dict) or not isinstance(told.get("symbols"), list):
        raise BadPack(f"{folder.name}/pack.json names no symbols.")
    symbols = {}
    for row in told["symbols"]:
        symbol = _symbol(row, folder, place)
        symbols[symbol.key] = symbol
    name, credit = str(told.get("name", "")), str(told.get("credit", ""))
    if not credit:
        raise BadPack(f"{folder.name}/pack.json does not say whom to credit.")
    return Pack(name=name, credit=credit, symbols=MappingProxyType(symbols))


def _symbol(row: Any, folder: Path, place: str) -> Symbol:
    wanted = ("key", "label", "file")
    if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in wanted):
        raise BadPack(f"A symbol of {folder.name} lacks its key, label or file.")
    file = (folder / row["file"]).resolve()
    if folder.resolve() not in file.parents or file.suffix != ".svg" or not file.is_file():
        raise BadPack(f"The drawing of {row['key']} is not an SVG file in {folder.name}.")
    if file.stat().st_size > MOST_BYTES:
        raise BadPack(f"The drawing of {row['key']} is too large.")
    return Symbol(
        key=row["key"],
        label=row["label"],
        group=str(row.get("group", "choices")),
        file=file,
        static=f"{place}/{row['file']}",
    )


@cache
def our_pack() -> Pack:
    """Return our own small set."""
    return read_pack(OURS, OUR_PLACE)


@cache
def pack(folder: str = "") -> Pack:
    """Return the symbols in use: those of a plugged-in folder first, then ours.

    :raises BadPack: if the folder holds no pack that can be used
    """
    ours = our_pack()
    if not folder:
        return ours
    plugged = read_pack(Path(folder), PLUGGED_PLACE)
    both = MappingProxyType({**ours.symbols, **plugged.symbols})
    credit = f"{plugged.credit} {ours.credit}"
    return Pack(name=plugged.name, credit=credit, symbols=both)
