"""The registry: every measure says what it is, and its formula does what its words say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from goldenthread.law.events import EventKind
from goldenthread.law.limits import versions as rule_versions
from goldenthread.measures.rules import registry
from goldenthread.measures.rules.measure import (
    Cell,
    Disclosure,
    Family,
    Formula,
    NoSuchMeasure,
    Standing,
    Unit,
    evaluate,
)

DAY = date(2026, 10, 31)
TWENTY = registry.latest("plans-in-20-weeks")
IN_TIME, ISSUED = TWENTY.formula.top[0], TWENTY.formula.bottom[0]


def worked_out(entry, cells):
    return evaluate(entry, cells, area_id=830, on=DAY, known_on=DAY)


class TestEveryMeasure:
    def test_there_are_at_least_thirty(self):
        assert len(registry.keys()) >= 30
        assert len(registry.keys()) == len({entry.title for entry in registry.MEASURES})

    @pytest.mark.parametrize("entry", registry.MEASURES, ids=lambda m: f"{m.key}-{m.version}")
    def test_says_what_it_is(self, entry):
        for words in (entry.title, entry.numerator, entry.period, entry.population, entry.source):
            assert words.strip() == words != ""
        assert entry.owner
        assert entry.defined_by
        assert entry.silence.endswith((".", "asked"))
        assert entry.disclosure in Disclosure
        assert (entry.target is None) == (entry.target_source == "")
        if entry.standing is Standing.STATUTORY:
            assert entry.url.startswith("https://")

    @pytest.mark.parametrize("entry", registry.MEASURES, ids=lambda m: f"{m.key}-{m.version}")
    def test_has_a_line_where_it_has_something_below_it(self, entry):
        shares = entry.unit in (Unit.PERCENT, Unit.PER_100_PLANS)
        assert bool(entry.formula.bottom) == (shares or entry.unit is Unit.WEEKS)
        assert (entry.denominator is not None) == (shares or entry.unit is Unit.WEEKS)

    @pytest.mark.parametrize("entry", registry.MEASURES, ids=lambda m: f"{m.key}-{m.version}")
    def test_says_why_where_nothing_is_recorded(self, entry):
        empty = worked_out(entry, {})
        assert empty.value is None
        assert empty.numerator is None
        assert empty.no_data.endswith((".", "asked"))

    @pytest.mark.parametrize("entry", registry.MEASURES, ids=lambda m: f"{m.key}-{m.version}")
    def test_counts_only_what_the_law_names(self, entry):
        for cell in (*entry.formula.cells, *entry.evidence):
            if cell.family is Family.CLOCKS and not cell.name.startswith("case:"):
                assert rule_versions(cell.name)
            if cell.family is Family.EVENTS:
                assert EventKind(cell.name)

    def test_the_titles_and_keys_of_two_are_never_one(self):
        seen = [(entry.key, entry.version) for entry in registry.MEASURES]
        assert len(seen) == len(set(seen))


class TestWorkingOut:
    def test_a_share_is_of_what_stands_below_the_line(self):
        cells = {
            IN_TIME: Fraction(62), ISSUED: Fraction(442),
            TWENTY.evidence[0]: Fraction(900),
        }  # fmt: skip
        found = worked_out(TWENTY, cells)
        assert (found.numerator, found.denominator, found.value) == (62, 442, Decimal("14.0"))
        assert found.definition_version == 1
        assert found.no_data == ""

    def test_nought_is_said_only_where_something_is_recorded(self):
        ever = {TWENTY.evidence[0]: Fraction(3)}
        count = registry.latest("plans-issued")
        assert worked_out(count, ever).value == 0
        assert worked_out(count, {}).value is None
        share = worked_out(TWENTY, ever)
        assert share.value is None
        assert "Nothing" not in share.no_data
        assert "first plans issued" in share.no_data

    def test_weeks_are_days_over_seven(self):
        weeks = registry.latest("weeks-to-issue")
        (days,), (timed,) = weeks.formula.top, weeks.formula.bottom
        cells = {days: Fraction(365), timed: Fraction(2), weeks.evidence[0]: Fraction(2)}
        assert worked_out(weeks, cells).value == Decimal("26.1")  # 365 / 2 / 7 = 26.07

    def test_a_formula_sums_its_cells(self):
        a, b = Cell(Family.PLANS, "", "a"), Cell(Family.PLANS, "", "b")
        formula = Formula(top=(a, b), bottom=(b,), per=100, places=1)
        assert formula.value(Fraction(1), Fraction(8)) == Decimal("12.5")
        assert formula.value(Fraction(1), Fraction(0)) is None
        assert formula.cells == {a, b}


class TestVersions:
    NEW = replace(TWENTY, version=2, in_force_from=date(2026, 1, 1), numerator="something else")
    OLD = replace(TWENTY, in_force_to=date(2025, 12, 31))
    BOTH = (OLD, NEW)

    def test_the_one_in_force_on_the_day(self):
        assert registry.measure(TWENTY.key, date(2025, 12, 31), self.BOTH) is self.OLD
        assert registry.measure(TWENTY.key, date(2026, 1, 1), self.BOTH) is self.NEW
        assert registry.versions(TWENTY.key, reversed(self.BOTH)) == self.BOTH

    def test_none_before_the_first_and_none_of_another_name(self):
        with pytest.raises(NoSuchMeasure, match="2022-01-01"):
            registry.measure(TWENTY.key, date(2022, 1, 1))
        with pytest.raises(NoSuchMeasure, match="no-such"):
            registry.measure("no-such", DAY)
        with pytest.raises(NoSuchMeasure):
            registry.latest("no-such")

    def test_two_in_force_at_once_are_none(self):
        with pytest.raises(NoSuchMeasure):
            registry.measure(TWENTY.key, DAY, (TWENTY, self.NEW))
