"""What the lists say when they are counted, and what was left unchecked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from goldenthread.exchange.annex_a.columns import LIST_1, LIST_2, NEEDS, PHASES
from goldenthread.exchange.annex_a.lists import Lists
from goldenthread.exchange.annex_a.records import Record, Row
from goldenthread.organisations.rules import PLACEMENT_GROUPS, Register
from goldenthread.people.rules import age_on, birthday

NOT_KNOWN = "not known"
AGE_BANDS = ((0, 4, "under 5"), (5, 10, "5 to 10"), (11, 15, "11 to 15"), (16, 19, "16 to 19"))
PLAN_AGE_BANDS = (
    (1, "under 1 year"),
    (2, "1 to 2 years"),
    (3, "2 to 3 years"),
    (5, "3 to 5 years"),
)
AGES = (*(name for *_, name in AGE_BANDS), "20 to 25", "26 and over", NOT_KNOWN)
PLAN_AGES = (*(name for _, name in PLAN_AGE_BANDS), "over 5 years", NOT_KNOWN)
REVIEW_BANDS = ("within 12 months", "over 12 months ago", "never")
SETTING_TYPES = (*PLACEMENT_GROUPS, "no establishment", NOT_KNOWN)


def figures_of(lists: Lists, register: Register | None = None) -> dict[str, Any]:
    """Count both lists as on their day. All figures are children and young people.

    Setting types are "not known" without a register of settings.
    """
    both = {LIST_1: lists.list_1, LIST_2: lists.list_2}
    counted: dict[str, Any] = {
        "rows": {name: len(rows) for name, rows in both.items()},
        **{
            key: {name: count([row.record for row in rows]) for name, rows in both.items()}
            for key, count in _COUNTS.items()
        },
        "by_age": {
            name: _tally(AGES, (_age_band(row.record.born, lists.as_of) for row in rows))
            for name, rows in both.items()
        },
        "by_setting_type": {
            name: _tally(
                SETTING_TYPES, (_setting_type(row.record, register, lists.as_of) for row in rows)
            )
            for name, rows in both.items()
        },
    }
    return counted | _plan_figures(lists.list_1, lists.as_of)


def _plan_figures(rows: Sequence[Row], as_of: date) -> dict[str, Any]:
    return {
        "reviewed": _tally(REVIEW_BANDS, (_review_band(row.record, as_of) for row in rows)),
        "age_of_current_plan": _tally(
            PLAN_AGES, (_plan_age_band(row.record, as_of) for row in rows)
        ),
        "home_educated": sum(row.record.home_educated is True for row in rows),
    }


def _tally(bands: Sequence[str], names: Iterable[str]) -> dict[str, int]:
    """Count names in bands, noughts included."""
    counts = Counter(names)
    return {band: counts[band] for band in bands}


def _ordered(order: Sequence[str], names: Iterable[str | None]) -> dict[str, int]:
    """Count names in the order of a list, those outside it after, leaving out noughts."""
    counts = Counter(name or NOT_KNOWN for name in names)
    extra = sorted(set(counts) - set(order) - {NOT_KNOWN})
    return {name: counts[name] for name in (*order, *extra, NOT_KNOWN) if counts[name]}


_COUNTS: dict[str, Callable[[list[Record]], Any]] = {
    "by_primary_need": lambda records: _ordered(NEEDS, (r.need for r in records)),
    "by_phase": lambda records: _ordered(PHASES, (r.phase for r in records)),
    "known_to_social_care": lambda records: sum(r.social_care is True for r in records),
    "disabled": lambda records: sum(r.disabled is True for r in records),
    "suspended": lambda records: sum((r.suspensions or 0) > 0 for r in records),
    "permanently_excluded": lambda records: sum((r.exclusions or 0) > 0 for r in records),
    "persistently_absent": lambda records: sum((r.absence or 0) >= 10 for r in records),
    "severely_absent": lambda records: sum((r.absence or 0) >= 50 for r in records),
    "dual_registered": lambda records: sum(r.second_phase is not None for r in records),
}


def _age_band(born: date | None, as_of: date) -> str:
    if born is None:
        return NOT_KNOWN
    age = age_on(born, as_of)
    if age < 0:
        return NOT_KNOWN
    bands = (name for first, last, name in AGE_BANDS if first <= age <= last)
    return next(bands, "20 to 25" if age <= 25 else "26 and over")


def _review_band(record: Record, as_of: date) -> str:
    """Say how long since the last review meeting. This is no legal clock: only how old it is."""
    if record.reviewed is None:
        return "never"
    recent = birthday(record.reviewed, 1) >= as_of
    return "within 12 months" if recent else "over 12 months ago"


def _plan_age_band(record: Record, as_of: date) -> str:
    """Say how old the plan in force is: since it was updated, or else first issued."""
    made = record.updated or record.first_issued
    if made is None or made > as_of:
        return NOT_KNOWN
    years = age_on(made, as_of)
    return next((name for below, name in PLAN_AGE_BANDS if years < below), "over 5 years")


def _setting_type(record: Record, register: Register | None, as_of: date) -> str:
    if record.urn is None:
        return "no establishment"
    setting = register.find(urn=record.urn, on=as_of) if register else None
    return setting.placement_group if setting else NOT_KNOWN


def not_checked(register: Register | None = None) -> list[str]:
    """Return what nobody should take as checked, in words."""
    left = [
        "AA-08: the number of plans against the SEN2 return for the same day.",
        "104 and 112: case-worker and date of death are not columns of the lists.",
        "Whether the current request asks for more than these two lists.",
        "Half-days missed, suspensions and exclusions against the schools' own records.",
    ]
    if register is None:
        settings = "AA-02 and AA-03: establishments against a register (give one with --settings)."
        return [settings, *left]
    return left
