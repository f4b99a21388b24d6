"""Symbols: our own set is whole, and a licensed pack can be plugged in but not harm."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from goldenthread.ui import symbols

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path d="M0 0h9"/></svg>'
NOT_DRAWING = {"script", "foreignObject", "image", "use", "a", "style", "animate", "set"}


def packed(folder: Path, *rows: object, credit: str = "Drawn by Somebody Invented") -> Path:
    told = {"name": "Licensed", "credit": credit, "symbols": list(rows)}
    (folder / "pack.json").write_text(json.dumps(told))
    (folder / "glad.svg").write_text(SVG)
    return folder


GLAD = {"key": "happy", "label": "Glad", "group": "feelings", "file": "glad.svg"}


def test_our_own_set_is_small_and_covers_every_group() -> None:
    ours = symbols.our_pack()
    assert 24 <= len(ours.symbols) <= 80
    assert set(ours.grouped()) == set(symbols.GROUPS)
    labels = [each.label for each in ours.symbols.values()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("key", sorted(symbols.our_pack().symbols))
def test_each_of_our_drawings_is_a_drawing_and_nothing_else(key: str) -> None:
    symbol = symbols.our_pack().symbols[key]
    assert len(symbol.svg.encode()) < 2_000
    for element in ElementTree.fromstring(symbol.svg).iter():
        assert element.tag.rpartition("}")[2] not in NOT_DRAWING
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]


def test_a_plugged_in_pack_comes_first_and_ours_fills_what_it_lacks(tmp_path: Path) -> None:
    both = symbols.pack(str(packed(tmp_path, GLAD)))
    happy, sad = both.find("happy"), both.find("sad")
    assert happy is not None
    assert sad is not None
    assert (happy.label, happy.static) == ("Glad", "symbols/glad.svg")
    assert sad.static == "ui/symbols/sad.svg"
    assert "Somebody Invented" in both.credit
    assert both.find("no-such-thing") is None


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({**GLAD, "file": "../pack.json"}, "not an SVG file"),
        ({**GLAD, "file": "../../secrets.svg"}, "not an SVG file"),
        ({**GLAD, "file": "missing.svg"}, "not an SVG file"),
        ({"key": "happy"}, "lacks its key, label or file"),
        ("happy", "lacks its key, label or file"),
    ],
)
def test_a_pack_that_reaches_out_of_its_folder_or_lacks_a_drawing_is_refused(
    tmp_path: Path, row: object, says: str
) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    (tmp_path / "secrets.svg").write_text(SVG)
    with pytest.raises(symbols.BadPack, match=says):
        symbols.read_pack(packed(folder, row), "symbols")


def test_a_pack_with_nobody_to_credit_or_nothing_readable_is_refused(tmp_path: Path) -> None:
    with pytest.raises(symbols.BadPack, match="no readable"):
        symbols.read_pack(tmp_path, "symbols")
    with pytest.raises(symbols.BadPack, match="whom to credit"):
        symbols.read_pack(packed(tmp_path, GLAD, credit=""), "symbols")


def test_a_drawing_that_is_too_large_is_refused(tmp_path: Path) -> None:
    packed(tmp_path, GLAD)
    (tmp_path / "glad.svg").write_text("x" * (symbols.MOST_BYTES + 1))
    with pytest.raises(symbols.BadPack, match="too large"):
        symbols.read_pack(tmp_path, "symbols")
