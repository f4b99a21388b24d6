"""Charts drawn on the server: Altair specifications turned to SVG, with sentence and figures.

Each chart is drawn twice, for a desk and for a phone, so that its words stay readable at both;
the page shows one. The SVG carries no style element or attribute, so it stands under a strict
content security policy, and it names itself to a screen reader. Altair and vl-convert load on
first use (about 2 seconds); drawings are kept by their content, so a page pays 0.05 s once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from html import escape
from typing import Any

from . import words

FONT = "system-ui, Helvetica, Arial, sans-serif"
INK, QUIET, RULE, PAPER = "#0b0c0c", "#484949", "#cecece", "#ffffff"
# Each stands at 3:1 or better against white. Red only for a broken MUST or STANDARD.
TONES = {
    "main": "#0b4f5c",
    "second": "#7a4fa3",
    "third": "#a8620a",
    "met": "#1d7a4f",
    "running": "#1d70b8",
    "quiet": "#858688",
    "broken": "#ca3535",
}
LABEL_ROOM = 84  # pixels kept at the end of the longest bar for what it says
WIDE, NARROW = 640, 288  # pixels drawn; the narrow one fits a 320-pixel screen
HEIGHT, ROW_HEIGHT, BAR = 220, 52, 20  # pixels; a row holds a name and, under it, its bar

Value = float | int | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: what a page, a report or a command prints of it.

    `svg` and `small` are the desk's and the phone's drawing, both empty when there is no figure
    to draw. `rows` are text, first cell the row's name, as `columns` heads them.
    """

    title: str
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: str
    small: str


@dataclass(frozen=True, slots=True)
class Series:
    """One named run of values, in the order of the chart's points; None where none is known.

    `tone` is a key of TONES.
    """

    name: str
    values: tuple[Value, ...]
    tone: str = "main"


class UnevenSeries(ValueError):
    """A series has more or fewer values than the chart has points."""


def line(
    title: str,
    sentence: str,
    points: Sequence[date],
    series: Sequence[Series],
    *,
    unit: str = "",
    target: float | None = None,
    limits: tuple[float, float] | None = None,
    places: int = 0,
    missing: str = "No figure",
    weekly: bool = False,
) -> Chart:
    """Draw values over time, one point a month, or a week when `weekly` is said.

    `target` is a dashed rule; `limits` are the lower and upper limits of ordinary variation,
    a pale band. A gap in the values is a gap in the line.

    :raises UnevenSeries: if a series does not match the points
    """
    names = [words.plain_date(day) if weekly else words.month(day) for day in points]
    _check(names, series)
    frozen = _Line(tuple(points), tuple(series), unit, target, limits)
    columns, rows = _figures("Week of" if weekly else "Month", names, series, unit, places, missing)
    if target is not None:
        columns, rows = _with_column(columns, rows, "Target", _written(target, unit, places, ""))
    return _chart(title, sentence, columns, rows, frozen)


def stacked_bar(
    title: str,
    sentence: str,
    groups: Sequence[str],
    series: Sequence[Series],
    *,
    first_column: str = "Group",
    unit: str = "",
    places: int = 0,
    missing: str = "No figure",
) -> Chart:
    """Draw one bar a group, made of its parts, in the order given.

    :raises UnevenSeries: if a series does not match the groups
    """
    _check(groups, series)
    columns, rows = _figures(first_column, groups, series, unit, places, missing)
    return _chart(title, sentence, columns, rows, _Bars(tuple(groups), tuple(series), unit))


def bars(
    title: str,
    sentence: str,
    groups: Sequence[str],
    values: Sequence[Value],
    *,
    measure: str = "Number",
    first_column: str = "Group",
    tone: str = "main",
    unit: str = "",
    places: int = 0,
    missing: str = "No figure",
) -> Chart:
    """Draw one bar a group, longest meaning most; its value stands at its end.

    :raises UnevenSeries: if there are not as many values as groups
    """
    series = (Series(measure, tuple(values), tone),)
    _check(groups, series)
    columns, rows = _figures(first_column, groups, series, unit, places, missing)
    labels = tuple(row[1] for row in rows)
    return _chart(title, sentence, columns, rows, _Bars(tuple(groups), series, unit, labels))


# The figures behind a chart


def _check(points: Sequence[object], series: Sequence[Series]) -> None:
    for one in series:
        if len(one.values) != len(points):
            raise UnevenSeries(
                f"{one.name!r} has {len(one.values)} values for {len(points)} points."
            )
        if one.tone not in TONES:
            raise KeyError(f"{one.tone!r} is not a tone: use one of {', '.join(TONES)}.")


def _written(value: Value, unit: str, places: int, missing: str) -> str:
    if value is None:
        return missing
    return f"{words.number(value, places)}{unit}"


def _figures(
    first: str,
    names: Sequence[str],
    series: Sequence[Series],
    unit: str,
    places: int,
    missing: str,
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    columns = (first, *(one.name for one in series))
    rows = tuple(
        (name, *(_written(one.values[i], unit, places, missing) for one in series))
        for i, name in enumerate(names)
    )
    return columns, rows


def _with_column(
    columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], name: str, text: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    return (*columns, name), tuple((*row, text) for row in rows)


# The drawings, each kept by its content


@dataclass(frozen=True, slots=True)
class _Line:
    points: tuple[date, ...]
    series: tuple[Series, ...]
    unit: str
    target: float | None
    limits: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class _Bars:
    """Bars of one or several parts; `labels` are written at the ends of bars of one part."""

    groups: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    labels: tuple[str, ...] = ()


def _chart(
    title: str,
    sentence: str,
    columns: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    content: _Line | _Bars,
) -> Chart:
    known = any(value is not None for one in content.series for value in one.values)
    svg = _svg(title, sentence, content, WIDE) if known else ""
    small = _svg(title, sentence, content, NARROW) if known else ""
    return Chart(title, sentence, columns, rows, svg, small)


@lru_cache(maxsize=512)
def _svg(title: str, sentence: str, content: _Line | _Bars, width: int) -> str:
    """Draw one chart at one width. Kept, since the same figures are asked for many times."""
    import vl_convert

    drawing = (
        _draw_line(content, width) if isinstance(content, _Line) else _draw_bars(content, width)
    )
    return named(vl_convert.vegalite_to_svg(_dressed(drawing).to_json()), title, sentence)


def named(svg: str, title: str, sentence: str) -> str:
    """Give a drawing a name and description, ids of its own, and a size that can shrink."""
    key = "c" + sha256(f"{title}{sentence}{svg}".encode()).hexdigest()[:10]
    svg = re.sub(r'\b(id=")', rf"\g<1>{key}-", svg)
    svg = re.sub(r"url\(#", f"url(#{key}-", svg)
    svg = re.sub(r'(href="#)', rf"\g<1>{key}-", svg)
    svg = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
    head = (
        f'<svg role="img" focusable="false" aria-labelledby="{key}-title {key}-desc"'
        ' xmlns="http://www.w3.org/2000/svg"'
    )
    names = (
        f'<title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-desc">{escape(sentence)}</desc>'
    )
    return re.sub(r'<svg xmlns="[^"]*"([^>]*)>', lambda m: f"{head}{m[1]}>{names}", svg, count=1)


def _dressed(drawing: Any) -> Any:
    """Give a drawing our type, colours and quiet axes."""
    return (
        drawing.configure(font=FONT, background=PAPER, aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=14,
            titleFontSize=14,
            labelColor=INK,
            titleColor=QUIET,
            titleFontWeight="normal",
            domainColor=QUIET,
            tickColor=QUIET,
            gridColor=RULE,
            labelLimit=180,
        )
        .configure_legend(
            orient="top",
            direction="horizontal",
            labelFontSize=14,
            labelColor=INK,
            labelLimit=220,
            title=None,
        )
    )


def _over(rows: list[dict[str, Any]]) -> Any:
    """Start a chart over rows written into the specification itself."""
    import altair as alt

    inline: Any = alt.Data  # altair gives it no types
    return alt.Chart(inline(values=rows))


def _scale(series: Sequence[Series]) -> Any:
    import altair as alt

    return alt.Scale(domain=[one.name for one in series], range=[TONES[one.tone] for one in series])


def _legend(series: Sequence[Series], width: int) -> Any:
    import altair as alt

    columns = 1 if width == NARROW else min(len(series), 3)
    return alt.Legend(columns=columns) if len(series) > 1 else None


def _draw_line(content: _Line, width: int) -> Any:
    import altair as alt

    rows = [
        {"on": day.isoformat(), "series": one.name, "value": value, "order": i}
        for one in content.series
        for i, (day, value) in enumerate(zip(content.points, one.values, strict=True))
    ]
    base = _over(rows)
    x = alt.X(
        "on:T",
        title=None,
        axis=alt.Axis(format="%b %Y", tickCount=3 if width == NARROW else 6, grid=False),
    )
    y = alt.Y(
        "value:Q", title=None, axis=_value_axis(content.unit, WIDE), scale=alt.Scale(zero=True)
    )
    colour = alt.Color(
        "series:N", scale=_scale(content.series), legend=_legend(content.series, width), sort=None
    )
    dash = alt.StrokeDash(
        "series:N",
        scale=alt.Scale(
            domain=[one.name for one in content.series],
            range=[[1, 0], [6, 3], [2, 2], [8, 3, 2, 3]][: len(content.series)],
        ),
        legend=None,
    )
    layers = _limit_layers(content)
    layers.append(base.mark_line(strokeWidth=2.5).encode(x=x, y=y, color=colour, strokeDash=dash))
    layers.append(base.mark_circle(size=18, opacity=1).encode(x=x, y=y, color=colour))
    return alt.layer(*layers).properties(width=width, height=HEIGHT, autosize=_fit())


def _limit_layers(content: _Line) -> list[Any]:
    """Draw the band of ordinary variation and the target, where there are any."""
    import altair as alt

    once = _over([{}])  # a mark is drawn for each row of data: one will do
    layers: list[Any] = []
    if content.limits:
        low, high = content.limits
        layers.append(once.mark_rect(color="#e1edf0").encode(y=alt.datum(low), y2=alt.datum(high)))
        layers.append(_note(once, "Usual range", low, below=True))
    if content.target is not None:
        rule = once.mark_rule(color=INK, strokeDash=[5, 4], strokeWidth=1.5)
        layers.append(rule.encode(y=alt.datum(content.target)))
        layers.append(_note(once, "Target", content.target))
    return layers


def _note(once: Any, text: str, value: float, *, below: bool = False) -> Any:
    """Write a word just above or below a height, at the left edge."""
    import altair as alt

    mark = once.mark_text(
        text=text,
        align="left",
        baseline="top" if below else "bottom",
        dx=4,
        dy=4 if below else -3,
        fontSize=13,
    )
    return mark.encode(x=alt.value(0), y=alt.datum(value), color=alt.value(QUIET))


def _value_axis(unit: str, width: int) -> Any:
    import altair as alt

    return alt.Axis(
        labelExpr=f"format(datum.value, ',') + '{unit}'",
        tickCount=3 if width == NARROW else 5,
        tickMinStep=1,
        domain=False,
        ticks=False,
    )


def _draw_bars(content: _Bars, width: int) -> Any:
    import altair as alt

    rows = [
        {
            "group": group,
            "series": one.name,
            "value": one.values[i],
            "end": one.values[i] or 0,  # a label stands at nought where there is no figure
            "order": order,
            "label": content.labels[i] if content.labels else "",
        }
        for order, one in enumerate(content.series)
        for i, group in enumerate(content.groups)
    ]
    base = _over(rows)
    y = alt.Y("group:N", title=None, sort=list(content.groups), axis=None)
    room = (
        alt.Scale(domain=[0, _reach(content, width)], nice=False) if content.labels else alt.Scale()
    )
    x = alt.X(
        "sum(value):Q",
        title=None,
        axis=None if content.labels else _value_axis(content.unit, width),
        scale=room,
    )
    bar = base.mark_bar(stroke=PAPER, strokeWidth=1, size=BAR, yOffset=BAR / 2).encode(
        x=x,
        y=y,
        order="order:Q",
        color=alt.Color(
            "series:N", scale=_scale(content.series), legend=_legend(content.series, width)
        ),
    )
    layers: list[Any] = [bar, _group_names(content, y)]
    if content.labels:
        text = base.mark_text(align="left", dx=5, yOffset=BAR / 2, fontSize=14, color=INK)
        layers.append(text.encode(x=alt.X("end:Q", axis=None), y=y, text="label:N"))
    height = ROW_HEIGHT * max(len(content.groups), 1)
    return alt.layer(*layers).properties(width=width, height=height, autosize=_fit())


def _reach(content: _Bars, width: int) -> float:
    """Return the value at the right edge, leaving room for a label after the longest bar."""
    longest = max(value for value in content.series[0].values if value is not None)
    return (longest or 1) * width / (width - LABEL_ROOM)


def _group_names(content: _Bars, y: Any) -> Any:
    """Write each group's name above its bar, where it is never cut off."""
    import altair as alt

    rows = [{"group": group} for group in content.groups]
    names = _over(rows).mark_text(
        align="left", baseline="bottom", yOffset=-4, fontSize=14, color=INK
    )
    return names.encode(x=alt.value(0), y=y, text="group:N")


def _fit() -> Any:
    """Make the given width that of the whole drawing, axes included."""
    import altair as alt

    return alt.AutoSizeParams(type="fit-x", contains="padding")
