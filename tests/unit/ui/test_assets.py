"""The browser assets, without what belongs to gov.uk services only."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldenthread.ui import assets

BUILT = Path(assets.__file__).parent / "static" / "vendor"


def test_the_typeface_and_the_crest_go() -> None:
    css = (
        '@font-face{font-family:"GDS Transport";src:url(/assets/fonts/x.woff2)}'
        'a{font-family:"GDS Transport",arial,sans-serif}'
        'b{background:url("/assets/images/govuk-crest.svg")}'
    )
    found = assets.restyle(css)
    assert "GDS" not in found
    assert "@font-face" not in found
    assert "crest" not in found
    assert found.startswith(f"a{{font-family:{assets.FONT_STACK}")


def test_addresses_of_images_become_relative() -> None:
    assert assets.restyle("a{b:url('/assets/images/x.svg')}") == "a{b:url('images/x.svg')}"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("x();//# sourceMappingURL=a.min.js.map", "x();"),  # at the end of a minified line
        ("x();\n//# sourceMappingURL=a.js.map\n", "x();\n\n"),
        ("a{}/*# sourceMappingURL=a.css.map */", "a{}"),
    ],
)
def test_references_to_source_maps_go(text: str, left: str) -> None:
    assert assets.SOURCE_MAP.sub("", text) == left


@pytest.mark.parametrize("name", [*assets.STYLES.values(), *assets.SCRIPTS.values()])
def test_what_was_built_is_free_of_all_three(name: str) -> None:
    text = (BUILT / name).read_text(encoding="utf-8")
    assert len(text) > 1000
    for gone in ("GDS Transport", "@font-face", "govuk-crest.svg)", "sourceMappingURL"):
        assert gone not in text


@pytest.mark.parametrize("name", assets.STYLES.values())
def test_every_image_a_style_names_is_there(name: str) -> None:
    file = BUILT / name
    for found in assets.re.findall(r"url\(([^)]+)\)", file.read_text(encoding="utf-8")):
        address = found.strip("'\"")
        assert address.startswith("data:") or (file.parent / address).exists(), address


def test_every_font_our_own_style_names_is_there() -> None:
    style = BUILT.parent / "ui" / "goldenthread.css"
    fonts = assets.re.findall(r'url\("([^"]+\.woff2)"\)', style.read_text(encoding="utf-8"))
    assert len(fonts) == len(assets.WEIGHTS)
    for font in fonts:
        assert (style.parent / font).read_bytes().startswith(b"wOF2")
