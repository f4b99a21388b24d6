"""Drawings that stand beside Easy Read sentences: a pack is a folder with a list.

Ours is a small set, drawn for this project. A council may plug in its own licensed pack or
Mulberry's (CC BY-SA 4.0, with its credit) by a folder that has the same names; it is described in
docs/plan-renderings.md.
"""

from __future__ import annotations

import base64
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from goldenthread.documents.content import Image

WIDTH_MM = 22


class BadPack(ValueError):
    """A folder is no symbol pack; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A set of drawings by name. `credit` is printed at the end of whatever uses it."""

    name: str
    credit: str
    drawings: tuple[tuple[str, str, str], ...]  # name, what it shows, SVG

    def image(self, name: str) -> Image | None:
        """Return a drawing with words for what it shows; none if the pack has none of that name."""
        for known, shows, svg in self.drawings:
            if known == name:
                data = base64.b64encode(svg.encode()).decode()
                return Image(data=data, form="svg", alt=shows, width_mm=WIDTH_MM)
        return None


def load(folder: Path) -> Pack:
    """Read a pack: ``pack.toml`` (name, credit, and words for each drawing) and ``NAME.svg`` files.

    :raises BadPack: if the list or a drawing it names is not there, or has a script in it
    """
    try:
        told = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
        drawings = tuple(
            (name, str(shows), _drawing(folder / f"{name}.svg"))
            for name, shows in told["drawings"].items()
        )
        return Pack(str(told["name"]), str(told["credit"]), drawings)
    except (OSError, KeyError, AttributeError, tomllib.TOMLDecodeError) as problem:
        raise BadPack(f"{folder.name} is no symbol pack: {problem}") from None


def _drawing(place: Path) -> str:
    text = place.read_text(encoding="utf-8")
    if "<script" in text.lower() or "<foreignobject" in text.lower() or "href" in text.lower():
        raise BadPack(f"{place.name} holds a script or a link, which a drawing may not.")
    return text


@cache
def _own() -> Pack:
    return load(Path(__file__).parent / "symbols_own")


OWN = _own()
