"""The definitions give the published percentages from the published counts, row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from goldenthread.measures.rules import registry
from goldenthread.measures.rules.entries.parts import case, clock
from goldenthread.measures.rules.measure import Cell, evaluate

pytestmark = pytest.mark.beside
PUBLISHED = Path(__file__).resolve().parents[4] / "shared/data/published"
DAY = date(2024, 12, 31)
EVER = {case("received_ever"): Fraction(1), clock("rev-decide", "ever"): Fraction(1)}


def rows(name: str) -> Iterator[dict[str, str]]:
    with (PUBLISHED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def counts(row: dict[str, str], *columns: str) -> list[int] | None:
    found = [row[column] for column in columns]
    return [int(each) for each in found] if all(each.isdecimal() for each in found) else None


def value(key: str, cells: dict[Cell, int]) -> Decimal | None:
    given = {cell: Fraction(count) for cell, count in cells.items()} | EVER
    return evaluate(registry.latest(key), given, area_id=830, on=DAY, known_on=None).value


def near(ours: Decimal | None, theirs: str) -> bool:
    """The same to one decimal; a published 5.05 may have been rounded either way."""
    return ours is not None and abs(ours - Decimal(theirs)) <= Decimal("0.1")


def test_twenty_weeks_and_its_bands():
    compared = exact = 0
    for row in rows("timeliness_20_week"):
        found = counts(row, "plans_issued_den", "plans_issued_within_20_weeks",
                       "plans_issued_gt20weeks_ltYear", "plans_issued_gt_1_year")  # fmt: skip
        if found is None or not found[0] or found[0] != sum(found[1:]):
            continue
        cells = dict(
            zip(map(case, ("issued", "in_time", "within_year", "over_year")), found, strict=True)
        )
        for key, column in (
            ("plans-in-20-weeks", "pc_plans_issued_within_20_weeks"),
            ("plans-over-20-to-52-weeks", "pc_plans_issued_gt20weeks_ltYear"),
            ("plans-over-52-weeks", "pc_plans_issued_gt_1_year"),
        ):
            ours = value(key, cells)
            assert near(ours, row[column]), row
            exact += ours == Decimal(row[column])
            compared += 1
    assert compared > 300
    assert exact > compared * 0.97


def test_the_three_bands_are_every_plan_issued():
    whole = parts = 0
    for row in rows("timeliness_20_week"):
        found = counts(row, "plans_issued_den", "plans_issued_within_20_weeks",
                       "plans_issued_gt20weeks_ltYear", "plans_issued_gt_1_year")  # fmt: skip
        if found and row["area_name"] in ("Derby", "Derbyshire"):
            whole, parts = whole + found[0], parts + sum(found[1:])
    assert whole == parts > 0


def test_twenty_weeks_without_exceptions():
    compared = 0
    for row in rows("timeliness_20_week"):
        found = counts(row, "plans_issued_den_ex", "plans_issued_20_weeks_ex")
        published = row["PC_plans_issued_20_weeks_ex"]
        if found and found[0] and published not in ("x", "z"):
            cells = {case("issued_unexcused"): found[0], case("in_time_unexcused"): found[1]}
            assert near(value("plans-in-20-weeks-without-exceptions", cells), published), row
            compared += 1
    assert compared > 300


def test_requests_by_outcome_and_decisions_in_six_weeks():
    compared = agreed = 0
    for row in rows("requests"):
        found = counts(row, "requests_decided_to_assess", "requests_decided_not_to_assess",
                       "requests_decision_not_made", "requests_withdrawn",
                       "requests_received_in_year")  # fmt: skip
        told = counts(row, "request_outcome_six_weeks", "request_outcome_over_6_weeks")
        if not found or not told or not found[4] or sum(found[:4]) != found[4] or not sum(told):
            continue
        names = ("received_agreed", "received_refused", "received_open", "received_withdrawn")
        cells = dict(zip(map(case, names), found, strict=False))
        assert near(value("requests-refused", cells), row["request_not_assess_pc"]), row
        cells = {case("decided_in_time"): told[0], case("decided"): sum(told)}
        same = near(value("decisions-in-6-weeks", cells), row["request_outcome_six_weeks_pc"])
        assert same or row["area_name"] not in ("Derby", "Derbyshire"), row
        agreed += same
        compared += 1
    assert compared > 200
    # In a few published rows, none of them ours, the two counts do not give the share beside them.
    assert agreed > compared * 0.95


def test_assessments_that_ended_without_a_plan():
    compared = 0
    for row in rows("assessments"):
        found = counts(row, "assess_issued", "assess_not_issued", "assess_withdrawn",
                       "assess_not_made", "assess_in_year")  # fmt: skip
        if not found or found[3] or not found[4] or sum(found[:3]) != found[4]:
            continue
        names = ("issued", "not_issued", "assessment_withdrawn")
        cells = dict(zip(map(case, names), found, strict=False))
        assert near(value("assessed-without-plan", cells), row["assess_not_issued_pc"]), row
        compared += 1
    assert compared > 50


def test_review_decisions_told_in_four_weeks():
    compared = 0
    for row in rows("annual_reviews"):
        found = counts(row, "number_decsion_4weeks", "number_decision_gt_4weeks")
        if found and sum(found) and row["pc_decsion_4weeks"] not in ("x", "z"):
            cells = {
                clock("rev-decide", "met_in_time"): found[0],
                clock("rev-decide", "met"): sum(found),
            }
            ours = value("review-decisions-told-in-4-weeks", cells)
            assert near(ours, row["pc_decsion_4weeks"]), row
            compared += 1
    assert compared > 100


def test_the_rows_that_are_quoted():
    """The oracle figures of 2024: published counts to published percentages, exactly."""
    quoted = {"Derby": ("14.0", "16.4", "39.0"), "Derbyshire": ("35.7", "37.8", "29.7")}
    for row in rows("timeliness_20_week"):
        if row["area_name"] in quoted and row["period"] == "2024" and "All" in row["breakdown"]:
            all_, unexcused, _ = quoted[row["area_name"]]
            issued = counts(row, "plans_issued_den", "plans_issued_within_20_weeks")
            cells = {case("issued"): issued[0], case("in_time"): issued[1]}
            assert value("plans-in-20-weeks", cells) == Decimal(all_)
            issued = counts(row, "plans_issued_den_ex", "plans_issued_20_weeks_ex")
            cells = {case("issued_unexcused"): issued[0], case("in_time_unexcused"): issued[1]}
            key = "plans-in-20-weeks-without-exceptions"
            assert value(key, cells) == Decimal(unexcused)
