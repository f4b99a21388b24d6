"""One measure as it may leave the casework roles, and a check of them all together (rules 46-48).

A share is published as a table of two cells, those counted and the others, each hidden or rounded
by itself; what stands below the line is the sum of the two as published, and the rate comes from
them. A count is one cell. A mean or a middle value shows only of 30 children or more, and coarsely.

Several measures count the same children: plans issued is the sum of its three bands. So before a
release goes out, `given_away` asks by integer programming what a reader who knows every definition
could work out of each hidden count, from all the figures together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from goldenthread.measures.rules.counts import percentage, rounded
from goldenthread.measures.rules.entries.assessment import AGENCIES
from goldenthread.measures.rules.entries.keeping import delivered
from goldenthread.measures.rules.entries.needs import main_need
from goldenthread.measures.rules.entries.parts import case, clock, plans
from goldenthread.measures.rules.measure import (
    Cell,
    Disclosure,
    Family,
    Measure,
    MeasureValue,
    Unit,
)
from goldenthread.measures.rules.release import SMALL_GROUP, release, released_count
from goldenthread.measures.rules.together import Bounds, bounds_of
from goldenthread.people.rules import NEEDS

DAYS_TO_NEAREST = 5


class Hidden(StrEnum):
    """Why a figure is not shown, or not all of it."""

    NOTHING = ""
    SMALL = "small"  # a count of 1 to 7, or a small group of which it would say something
    WITHHELD = "withheld"  # other figures beside it would give a hidden count away
    NO_DATA = "no-data"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One measure as it may be published: every number in it is a released one."""

    key: str
    unit: Unit
    numerator: int | None = None
    others: int | None = None  # of a share: those below the line and not above it
    denominator: int | None = None
    value: Decimal | None = None
    hidden: Hidden = Hidden.NOTHING
    why: str = ""  # where there is no data


def shown(measure: Measure, found: MeasureValue) -> Shown:
    """Return a measure as it may be published.

    :raises NotACount: if what it counts is less than nought
    """
    blank = Shown(key=measure.key, unit=measure.unit)
    if measure.disclosure is Disclosure.INTERNAL:
        return replace(blank, hidden=Hidden.INTERNAL)
    if found.no_data or found.value is None or found.numerator is None:
        return replace(blank, hidden=Hidden.NO_DATA, why=found.no_data)
    if measure.unit is Unit.COUNT:
        return _count(blank, int(found.numerator))
    if measure.unit in (Unit.WEEKS, Unit.DAYS):
        return _middle(blank, found)
    return _share(blank, int(found.numerator), int(found.denominator or 0))


def _count(blank: Shown, count: int) -> Shown:
    released = released_count(count)
    if released is None:
        return replace(blank, hidden=Hidden.SMALL)
    return replace(blank, numerator=released, value=Decimal(released))


def _middle(blank: Shown, found: MeasureValue) -> Shown:
    children = found.counted if found.counted is not None else int(found.denominator or 0)
    below = released_count(children)
    if below is None or below < SMALL_GROUP or found.value is None:
        return replace(blank, hidden=Hidden.SMALL)
    step = DAYS_TO_NEAREST if blank.unit is Unit.DAYS else 1
    return replace(blank, denominator=below, value=rounded(Fraction(found.value) / step, 0) * step)


def _share(blank: Shown, part: int, whole: int) -> Shown:
    """Publish the two cells of a share; where one is not within the other, each by itself."""
    if blank.unit is Unit.PER_100_PLANS or part > whole:
        top, below = released_count(part), released_count(whole)
        value = percentage(top, below) if top is not None and below else None
        hidden = Hidden.NOTHING if value is not None else Hidden.SMALL
        return replace(blank, numerator=top, denominator=below, value=value, hidden=hidden)
    table = release({("all", "counted"): part, ("all", "others"): whole - part})
    value = table.rate("all", "counted")
    known = not table.hides("all")
    return replace(
        blank,
        numerator=table.cells["all", "counted"],
        others=table.cells["all", "others"],
        denominator=table.total if known else None,
        value=value,
        hidden=Hidden.NOTHING if value is not None else Hidden.SMALL,
    )


# --- All the figures together -------------------------------------------------------------------

Form = tuple[tuple[Cell, int], ...]  # a sum of cells, each so many times
Fact = tuple[Form, int, int]  # the sum lies between these
MANY = 10**7


def _less(smaller: Cell, larger: Cell) -> Fact:
    return ((larger, 1), (smaller, -1)), 0, MANY


def _content(column: str) -> Cell:
    return Cell(Family.CONTENT, "", column)


def _within_all(rule: str, whose: Iterable[str]) -> Iterator[Fact]:
    """Some promises of a rule, by whom they are about, are no more than all of them are.

    So it is of those due, of those kept, and of those due that were not kept.
    """
    parts = [
        [(clock(rule, "due"), 1)],
        [(clock(rule, "due_kept"), 1)],
        [(clock(rule, "due"), 1), (clock(rule, "due_kept"), -1)],
    ]
    abouts = tuple(whose)
    for part in parts:
        mine = [(cell._replace(about=about), -n) for about in abouts for cell, n in part]
        yield (*part, *mine), 0, MANY


ADVISED = ("advised_psychology", "advised_health", "advised_social_care")
# What the definitions say of their cells, which every reader may know.
KNOWN: tuple[Fact, ...] = (
    (
        ((case("issued"), 1), (case("in_time"), -1), (case("within_year"), -1),
         (case("over_year"), -1)),
        0,
        0,
    ),
    _less(case("issued_unexcused"), case("issued")),
    _less(case("in_time_unexcused"), case("in_time")),
    _less(case("in_time_unexcused"), case("issued_unexcused")),
    _less(case("timed"), case("issued")),
    (
        ((case("received"), 1), (case("received_agreed"), -1), (case("received_refused"), -1),
         (case("received_open"), -1), (case("received_withdrawn"), -1)),
        0,
        0,
    ),
    _less(case("refused"), case("decided")),
    _less(case("decided_in_time"), case("decided")),
    *(_less(case("advised_all"), case(each)) for each in ADVISED),
    *(_less(case(each), case("issued")) for each in ADVISED),
    *_within_all("ena-advice-due", [about for _, _, about, _ in AGENCIES]),
    _less(_content("year_9"), _content("read")),
    _less(_content("read"), plans("in_force")),
    *(_less(delivered(f"{side}_told"), delivered("lines")) for side in ("family", "setting")),
    # Every plan in force has one first need, or none that is told.
    (((plans("in_force"), 1), *((main_need(code), -1) for code in NEEDS)), 0, MANY),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """One published cell: which measure's, what it sums, what it says, and whether it is hidden."""

    key: str
    form: Form
    bounds: Bounds
    hidden: bool


def _form(*parts: tuple[Iterable[Cell], int]) -> Form:
    times: dict[Cell, int] = {}
    for cells, sign in parts:
        for cell in cells:
            times[cell] = times.get(cell, 0) + sign
    return tuple(sorted((cell, n) for cell, n in times.items() if n))


def published_cells(measure: Measure, figure: Shown) -> list[Published]:
    """Return what one published figure says of the cells it sums."""
    if figure.hidden in (Hidden.WITHHELD, Hidden.NO_DATA, Hidden.INTERNAL):
        return []
    top, bottom = measure.formula.top, measure.formula.bottom
    said: list[tuple[Form, int | None]] = []
    if measure.unit is Unit.COUNT:
        said = [(_form((top, 1)), figure.numerator)]
    elif measure.unit in (Unit.PERCENT, Unit.PER_100_PLANS):
        apart = measure.unit is Unit.PER_100_PLANS or (figure.others is None and figure.denominator)
        rest = _form((bottom, 1)) if apart else _form((bottom, 1), (top, -1))
        below = figure.denominator if apart else figure.others
        said = [(_form((top, 1)), figure.numerator), (rest, below)]
    elif bottom and figure.denominator is not None:
        said = [(_form((bottom, 1)), figure.denominator)]
    return [Published(figure.key, form, bounds_of(n), n is None) for form, n in said]


def given_away(cells: Sequence[Published], known: Sequence[Fact] = KNOWN) -> list[Published]:
    """Return the hidden counts that a reader of all these figures could work out exactly."""
    return [each for each in cells if each.hidden and _pinned(each, cells, known)]


def linked(form: Form, facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts that say anything of a sum: those that share a cell with it, and theirs.

    What shares none with these can hold any numbers without changing what the sum may be, so that
    asking of each part by itself gives the same answer in far less time.
    """
    reached, left, found = {cell for cell, _ in form}, list(facts), list[Fact]()
    while True:
        parts: tuple[list[Fact], list[Fact]] = [], []
        for fact in left:
            parts[reached.isdisjoint(cell for cell, _ in fact[0])].append(fact)
        near, left = parts
        if not near:
            return found
        found += near
        reached |= {cell for fact in near for cell, _ in fact[0]}


def _pinned(each: Published, cells: Sequence[Published], known: Sequence[Fact]) -> bool:
    """Say whether only one whole number fits a hidden count, whatever the others are."""
    import numpy as np
    from scipy.optimize import Bounds as Between
    from scipy.optimize import LinearConstraint, milp

    facts = linked(each.form, [(cell.form, *cell.bounds) for cell in cells] + list(known))
    names = sorted({cell for form, _, _ in facts for cell, _ in form})
    place = {cell: i for i, cell in enumerate(names)}
    matrix = np.zeros((len(facts), len(names)))
    for row, (form, _, _) in enumerate(facts):
        for cell, times in form:
            matrix[row, place[cell]] = times
    wanted = np.zeros(len(names))
    for cell, times in each.form:
        wanted[place[cell]] = times
    limits = LinearConstraint(matrix, [low for _, low, _ in facts], [high for _, _, high in facts])
    found = [
        milp(sign * wanted, constraints=limits, integrality=1, bounds=Between(0, MANY))
        for sign in (1, -1)
    ]
    if not all(one.success for one in found):
        return True  # what cannot be told safe is not published
    least, most = round(float(found[0].fun)), round(float(-found[1].fun))
    return least == most


def safe_together(
    figures: Mapping[str, Shown],
    measures: Mapping[str, Measure],
    known: Sequence[Fact] = KNOWN,
) -> list[Shown]:
    """Withhold figures until no hidden count can be worked out from all of them together.

    Withheld first is the last figure in the list that tells of the same cells as the count given
    away, and then, if none other does, the figure itself.
    """
    kept = dict(figures)
    while True:
        cells = [c for key, one in kept.items() for c in published_cells(measures[key], one)]
        found = given_away(cells, known)
        if not found:
            return list(kept.values())
        key = _culprit(found[0], cells)
        kept[key] = Shown(key=key, unit=kept[key].unit, hidden=Hidden.WITHHELD)


def _culprit(found: Published, cells: Sequence[Published]) -> str:
    mine = {cell for cell, _ in found.form}
    near = {cell for fact, _, _ in KNOWN if mine & {c for c, _ in fact} for cell, _ in fact} | mine
    others = [c.key for c in cells if c.key != found.key and near & {cell for cell, _ in c.form}]
    return others[-1] if others else found.key
