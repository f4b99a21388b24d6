"""The definitions themselves: what stands above and below the line, counted how, from where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goldenthread.measures.rules.measure import NoSuchMeasure

DFE = "Department for Education, Education, health and care plans (SEN2), reporting year 2025"
SECTION_44 = "Children and Families Act 2014, s.44(1)"


class Unit(StrEnum):
    """What a measure's value is."""

    COUNT = "count"
    PERCENT = "percent, one decimal"
    WEEKS = "weeks, two decimals"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFigure:
    """One measure as it is defined between two dates."""

    key: str
    title: str
    numerator: str  # what is counted, in words
    denominator: str | None  # what it is a share of; None for a count or an average
    unit: Unit
    basis: str  # the period or day, and whether counted or estimated
    source: str  # whose definition it is
    note: str = ""
    valid_from: date
    valid_to: date | None = None

    def is_valid(self, on: date) -> bool:
        """Say whether this definition holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


_YEAR = "events of the calendar year before the survey day"
_DAY = "as on the survey day"
_PERSON_LEVEL = date(2023, 1, 19)  # the first survey day of person-level returns
_ISSUED = "assessments with outcome Y dated in the year, not historical, not moved in"
_IN_TIME = "of these, plans issued 140 calendar days or less after the request was received"
_DISPUTES = (
    "Cases with mediation or an appeal are counted; whether the Department counts them is not "
    "known. A plan whose request date is missing is counted as issued and not as in time."
)


def _count(key: str, title: str, numerator: str, basis: str, *, note: str = "") -> ReturnFigure:
    return ReturnFigure(
        key=key,
        title=title,
        numerator=numerator,
        denominator=None,
        unit=Unit.COUNT,
        basis=basis,
        source=DFE,
        note=note,
        valid_from=_PERSON_LEVEL,
    )


def _share_or_average(
    key: str, title: str, numerator: str, denominator: str | None, unit: Unit
) -> ReturnFigure:
    return ReturnFigure(
        key=key,
        title=title,
        numerator=numerator,
        denominator=denominator,
        unit=unit,
        basis=_YEAR,
        source=DFE,
        note=_DISPUTES,
        valid_from=_PERSON_LEVEL,
    )


def _timeliness(ending: str, words: str, leaving_out: str) -> tuple[ReturnFigure, ...]:
    issued = _ISSUED + leaving_out
    in_time = f"Plans issued within 20 weeks, {words}"
    averages = (
        _share_or_average(
            f"{average}-weeks-{ending}",
            f"{average.capitalize()} weeks from request to plan, {words}",
            f"the {average} of the calendar days from request to issue, over 7",
            None,
            Unit.WEEKS,
        )
        for average in ("mean", "median")
    )
    return (
        _count(f"plans-issued-{ending}", f"Plans issued, {words}", issued, _YEAR),
        _share_or_average(f"plans-in-20-weeks-{ending}", in_time, _IN_TIME, issued, Unit.PERCENT),
        *averages,
    )


MEASURES: tuple[ReturnFigure, ...] = (
    _count("persons", "People in the return", "persons in the return", _DAY),
    _count(
        "requests-received",
        "Requests for an assessment received",
        "requests received in the year: agreed, refused, not yet decided and withdrawn",
        _YEAR,
        note="Historical requests are left out, as in the published table.",
    ),
    _count(
        "request-decisions",
        "Decisions whether to assess",
        "requests with outcome Y or N told in the year, whenever they were received",
        _YEAR,
    ),
    ReturnFigure(
        key="request-decisions-in-6-weeks",
        title="Decisions whether to assess within 6 weeks",
        numerator="of these, decisions told 42 calendar days or less after the request",
        denominator="requests with outcome Y or N told in the year, whenever they were received",
        unit=Unit.PERCENT,
        basis=_YEAR,
        source=DFE,
        valid_from=_PERSON_LEVEL,
    ),
    *_timeliness("with-exceptions", "statutory exceptions included", ""),
    *_timeliness(
        "without-exceptions",
        "statutory exceptions left out",
        ", and no statutory exception to the 20 weeks",
    ),
    _count("plans-in-force", "Plans in force", "plans in force", _DAY),
    _count(
        "plans-by-need",
        "Plans in force by primary need",
        "plans in force by the need ranked 1; 'not known' where none is",
        _DAY,
    ),
    _count(
        "plans-by-setting",
        "Plans in force by type of setting",
        "plans in force by the placement ranked 1: the register's group for its URN or UKPRN, "
        "otherwise the SENsetting code; 'not known' where neither can be told",
        _DAY,
        note="Of several ranked 1, the one open on the day; if none is, the last begun.",
    ),
    ReturnFigure(
        key="reviews-overdue",
        title="Annual reviews overdue",
        numerator="plans in force whose last lawful day to complete the review has passed",
        denominator=None,
        unit=Unit.COUNT,
        basis=_DAY,
        source=SECTION_44,
        note="Counted from the last decision letter, or else from the plan's start. A plan with "
        "neither date is not counted.",
        valid_from=date(2014, 9, 1),
    ),
    _count(
        "plans-ceased",
        "Plans that ended",
        "plans with a cease date in the year, by reason",
        _YEAR,
    ),
)


def measure(key: str, *, on: date) -> ReturnFigure:
    """Give the definition of a measure that holds on a day.

    :raises NoSuchMeasure: if there is none, or more than one
    """
    found = [entry for entry in MEASURES if entry.key == key and entry.is_valid(on)]
    if len(found) != 1:
        raise NoSuchMeasure(f"There is no one measure called '{key}' on {on.isoformat()}.")
    return found[0]
