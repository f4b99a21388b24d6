"""Charts drawn on the server: sound under a strict policy, named, with their figures."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date

import pytest
from lxml import etree

from goldenthread.ui import charts
from goldenthread.ui.charts import Chart, Series, UnevenSeries

MONTHS = [date(2026, month, 1) for month in range(1, 7)]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn() -> dict[str, Chart]:
    return {
        "line": charts.line(
            "In 20 weeks",
            "The share rose & fell.",
            MONTHS,
            [Series("Here", (20, 25, None, 31.5, 30, 40)), Series("England", (50,) * 6, "quiet")],
            unit="%",
            target=60,
            limits=(22, 44),
            places=1,
        ),
        "stacked": charts.stacked_bar(
            "Where clocks stand",
            "Four are late.",
            ["Decide", "Send the final plan"],
            [Series("In time", (30, 1200), "met"), Series("Late", (4, None), "broken")],
            first_column="What is owed",
        ),
        "bars": charts.bars("Falling due", "Most in 8 weeks.", ["2 weeks", "8 weeks"], [14, 112]),
    }


KINDS = pytest.mark.parametrize("kind", ["line", "stacked", "bars"])
SIZES = pytest.mark.parametrize("size", ["svg", "small"])


@KINDS
@SIZES
def test_nothing_in_a_drawing_needs_a_style_or_a_script(drawn, kind: str, size: str) -> None:
    tree = etree.fromstring(getattr(drawn[kind], size))
    names = {etree.QName(element).localname for element in tree.iter(etree.Element)}
    attributes = {name for element in tree.iter(etree.Element) for name in element.attrib}
    assert not names & {"style", "script", "foreignObject", "image", "a"}
    assert "style" not in attributes
    assert not [name for name in attributes if name.startswith("on")]


@KINDS
@SIZES
def test_a_drawing_names_and_describes_itself_once(drawn, kind: str, size: str) -> None:
    chart = drawn[kind]
    tree = etree.fromstring(getattr(chart, size))
    told = tree.get("aria-labelledby").split()
    assert tree.get("role") == "img"
    assert [tree.find(f".//*[@id='{one}']").text for one in told] == [chart.title, chart.sentence]
    inner = [e for e in tree.iter(etree.Element) if e is not tree and (e.get("role"))]
    assert inner == []


def test_drawings_on_one_page_share_no_id(drawn) -> None:
    ids = [
        found
        for chart in drawn.values()
        for svg in (chart.svg, chart.small)
        for found in re.findall(r'\bid="([^"]+)"', svg)
    ]
    assert len(ids) == len(set(ids)) >= 12


@KINDS
def test_the_small_drawing_fits_a_small_phone(drawn, kind: str) -> None:
    assert float(etree.fromstring(drawn[kind].small).get("width")) <= 288
    assert float(etree.fromstring(drawn[kind].svg).get("width")) == 640


def words_in(svg: str) -> list[str]:
    return [text.text or "" for text in etree.fromstring(svg).iter(f"{SVG}text")]


def test_a_line_shows_its_target_range_and_names(drawn) -> None:
    shown = words_in(drawn["line"].svg)
    assert {"Target", "Usual range", "Here", "England", "60%"} <= set(shown)


def test_a_gap_in_the_values_is_a_gap_in_the_line(drawn) -> None:
    lines = re.findall(r'aria-label|<path d="(M[^"]+)"', drawn["line"].svg)
    assert any(path.count("M") == 2 for path in lines)


def test_bars_carry_their_names_and_values(drawn) -> None:
    assert {"2 weeks", "8 weeks", "14", "112"} <= set(words_in(drawn["bars"].svg))


def test_the_figures_are_all_there_in_words(drawn) -> None:
    line, stacked = drawn["line"], drawn["stacked"]
    assert line.columns == ("Month", "Here", "England", "Target")
    assert line.rows[2] == ("March 2026", "No figure", "50.0%", "60.0%")
    assert line.rows[3] == ("April 2026", "31.5%", "50.0%", "60.0%")
    assert stacked.columns == ("What is owed", "In time", "Late")
    assert stacked.rows == (("Decide", "30", "4"), ("Send the final plan", "1,200", "No figure"))


def test_what_is_held_back_is_said_in_the_callers_words() -> None:
    chart = charts.bars("A", "B", ["x", "y"], [None, 12], missing="Fewer than 5")
    assert chart.rows[0] == ("x", "Fewer than 5")
    assert "Fewer than 5" in words_in(chart.svg)


def test_nothing_known_draws_nothing_and_still_has_its_table() -> None:
    chart = charts.bars("A", "B", ["x"], [None])
    assert (chart.svg, chart.small) == ("", "")
    assert chart.rows == (("x", "No figure"),)


def test_nought_is_drawn() -> None:
    assert "0" in words_in(charts.bars("A", "B", ["x"], [0]).svg)


def test_words_cannot_become_markup() -> None:
    chart = charts.bars("<b>T</b>", "S & <i>", ["<script>x</script>"], [3])
    tree = etree.fromstring(chart.svg)
    assert tree.findtext(f"{SVG}title") == "<b>T</b>"
    assert not list(tree.iter(f"{SVG}script"))


def test_a_series_must_match_its_points() -> None:
    with pytest.raises(UnevenSeries, match="2 values for 6 points"):
        charts.line("A", "B", MONTHS, [Series("Here", (1, 2))])


def test_an_unknown_tone_is_refused() -> None:
    with pytest.raises(KeyError, match="crimson"):
        charts.bars("A", "B", ["x"], [1], tone="crimson")


def test_the_same_figures_are_drawn_once() -> None:
    before = charts._svg.cache_info().misses
    first = charts.bars("Once", "B", ["x", "y"], [7, 8])
    second = charts.bars("Once", "B", ["x", "y"], [7, 8])
    third = charts.bars("Once", "B", ["x", "y"], [7, 9])
    assert first == second != third
    assert charts._svg.cache_info().misses == before + 4  # two sizes of two charts


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("tone", charts.TONES)
def test_every_tone_stands_out_from_white(tone: str) -> None:
    """WCAG 2.2, 1.4.11: graphics need 3 to 1 against what is next to them."""
    assert 1.05 / (luminance(charts.TONES[tone]) + 0.05) >= 3


def test_the_drawing_library_is_not_loaded_until_it_is_needed() -> None:
    code = "import sys, goldenthread.ui.charts; print({'altair', 'vl_convert'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
