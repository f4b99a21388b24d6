"""The rules of both lists: those of the open validator, and more of our own ("AA-...").

Each is a condition on one row, or on both lists together, on the day of the request. What the
open validator gets wrong is put right: birthdays themselves count, the day is the day of the
request and never "today", and a repeated pupil number is found whoever the rows are about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.exchange.annex_a.columns import LIST_1, heading_of
from goldenthread.exchange.annex_a.records import ERROR, QUERY, Fault, Row
from goldenthread.organisations.rules import (
    ALTERNATIVE,
    MAINSTREAM,
    POST_16,
    SPECIAL,
    Register,
    Setting,
)
from goldenthread.people.rules import (
    UPN_FAULTS,
    UPN_UNKNOWN,
    age_on,
    birthday,
    uln_is_valid,
    upn_fault,
)

Condition = Callable[[Row, date], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRule:
    """A rule that needs one row and the day of the request. `field` is the column it names."""

    first: str | None  # its number in list 1
    second: str | None  # and in list 2
    severity: str
    field: str
    message: str
    fires: Condition

    def number_in(self, list_name: str) -> str | None:
        return self.first if list_name == LIST_1 else self.second


def _empty(key: str) -> Condition:
    return lambda row, _: not row.has(key)


def _in_future(key: str) -> Condition:
    def fires(row: Row, as_of: date) -> bool:
        day: date | None = getattr(row.record, key)
        return day is not None and day > as_of

    return fires


def _no_birth_date(row: Row, as_of: date) -> bool:
    return row.record.born is None


def _aged_25(row: Row, as_of: date) -> bool:
    return row.record.born is not None and age_on(row.record.born, as_of) == 25


def _aged_26_or_over(row: Row, as_of: date) -> bool:
    return row.record.born is not None and age_on(row.record.born, as_of) >= 26


def _initial_after(key: str) -> Condition:
    def fires(row: Row, as_of: date) -> bool:
        first: date | None = row.record.first_issued
        other: date | None = getattr(row.record, key)
        return first is not None and other is not None and first > other

    return fires


def _no_number_at_6(row: Row, as_of: date) -> bool:
    born = row.record.born
    return (
        born is not None and age_on(born, as_of) >= 6 and not row.has("upn") and not row.has("uln")
    )


def _school_age(row: Row, as_of: date) -> bool:
    """From the 5th birthday to the 16th, both days in."""
    born = row.record.born
    return born is not None and birthday(born, 5) <= as_of <= birthday(born, 16)


def _no_setting(row: Row, as_of: date) -> bool:
    return _school_age(row, as_of) and not row.has("urn") and not row.has("second_phase")


def _no_setting_nor_home(row: Row, as_of: date) -> bool:
    return _no_setting(row, as_of) and row.record.home_educated is not True


def _no_setting_but_home(row: Row, as_of: date) -> bool:
    return _no_setting(row, as_of) and row.record.home_educated is True


def _no_main_setting(row: Row, as_of: date) -> bool:
    return _school_age(row, as_of) and not row.has("urn") and row.has("second_phase")


def _updated_without_initial(row: Row, as_of: date) -> bool:
    return row.record.updated is not None and not row.has("first_issued")


def _home_with_urn(row: Row, as_of: date) -> bool:
    return row.record.home_educated is True and row.has("urn")


def _uln_unsound(row: Row, as_of: date) -> bool:
    uln = row.record.uln
    return uln is not None and uln.upper() not in UPN_UNKNOWN and not uln_is_valid(uln)


def _urn_unsound(row: Row, as_of: date) -> bool:
    return row.record.urn is not None and not _is_urn(row.record.urn)


def _is_urn(text: str) -> bool:
    return len(text) == 6 and text.isascii() and text.isdigit()


def _team_without_care(row: Row, as_of: date) -> bool:
    return row.record.social_care is False and row.has("social_care_team")


def _plan_before_birth(row: Row, as_of: date) -> bool:
    days = (row.record.first_issued, row.record.updated, row.record.reviewed)
    born = row.record.born
    return born is not None and any(day is not None and day < born for day in days)


def _rule(
    first: str | None,
    second: str | None,
    severity: str,
    field: str,
    fires: Condition,
    message: str,
) -> RowRule:
    return RowRule(
        first=first, second=second, severity=severity, field=field, fires=fires, message=message
    )


ROW_RULES = (
    _rule("101a", "201a", ERROR, "born", _no_birth_date, "The date of birth is missing."),
    _rule("101b", "201b", ERROR, "gender", _empty("gender"), "The gender is missing."),
    _rule("101c", "201c", ERROR, "ethnicity", _empty("ethnicity"), "The ethnicity is missing."),
    _rule("101d", "201d", ERROR, "need", _empty("need"), "The primary need is missing."),
    _rule("102a", "202a", QUERY, "born", _aged_25, "The person is 25. Are they still on the list?"),
    _rule(
        "102b",
        "202b",
        ERROR,
        "born",
        _aged_26_or_over,
        "The person is 26 or over, too old for the list.",
    ),
    _rule(
        "103", "203", ERROR, "disabled", _empty("disabled"), "Whether they are disabled is missing."
    ),
    _rule("105a", "205a", QUERY, "born", _in_future("born"), "The date of birth is in the future."),
    _rule(
        "105b",
        None,
        QUERY,
        "first_issued",
        _in_future("first_issued"),
        "The first plan is dated in the future.",
    ),
    _rule(
        "105c",
        None,
        QUERY,
        "updated",
        _in_future("updated"),
        "The updated plan is dated in the future.",
    ),
    _rule(
        "105d",
        None,
        QUERY,
        "reviewed",
        _in_future("reviewed"),
        "The last review is dated in the future.",
    ),
    _rule(
        "106a",
        None,
        ERROR,
        "first_issued",
        _initial_after("updated"),
        "The first plan is dated after the updated plan.",
    ),
    _rule(
        "106b",
        None,
        ERROR,
        "first_issued",
        _initial_after("reviewed"),
        "The first plan is dated after its last review.",
    ),
    _rule(
        "107",
        "207",
        ERROR,
        "upn",
        _no_number_at_6,
        "At 6 or over there must be a pupil number (UPN) or a learner number (ULN).",
    ),
    _rule(
        "108a",
        "208a",
        ERROR,
        "urn",
        _no_setting_nor_home,
        "A child of school age has no main or subsidiary establishment.",
    ),
    _rule(
        "108a",
        None,
        QUERY,
        "urn",
        _no_setting_but_home,
        "A child of school age has no establishment. They are educated at home: is that all?",
    ),
    _rule(
        "108b",
        "208b",
        ERROR,
        "urn",
        _no_main_setting,
        "A child of school age has a subsidiary establishment but no main one.",
    ),
    _rule(
        "AA-05",
        None,
        QUERY,
        "home_educated",
        _home_with_urn,
        "The child is educated at home, yet has a main establishment.",
    ),
    _rule(
        "AA-07",
        None,
        ERROR,
        "updated",
        _updated_without_initial,
        "There is an updated plan but no date for the first one.",
    ),
    _rule(
        "AA-16",
        "AA-16",
        ERROR,
        "unique_id",
        _empty("unique_id"),
        "The authority's own identifier is missing.",
    ),
    _rule(
        "AA-19",
        "AA-19",
        ERROR,
        "uln",
        _uln_unsound,
        "This is not a learner number: ten digits, the last a check digit.",
    ),
    _rule("AA-20", "AA-20", ERROR, "urn", _urn_unsound, "A URN is a number of six digits."),
    _rule(
        "AA-21",
        "AA-21",
        QUERY,
        "social_care_team",
        _team_without_care,
        "A social care team is named, yet the child is not known to social care.",
    ),
    _rule(
        "AA-22",
        None,
        ERROR,
        "born",
        _plan_before_birth,
        "A plan or a review is dated before the date of birth.",
    ),
)


def check_lists(
    list_1: Sequence[Row],
    list_2: Sequence[Row],
    *,
    as_of: date,
    register: Register | None = None,
) -> list[Fault]:
    """Return every rule broken by the rows of both lists, on the day of the request."""
    faults: list[Fault] = []
    for row in (*list_1, *list_2):
        faults += _row_faults(row, as_of)
        faults += _upn_faults(row)
        if register is not None:
            faults += _register_faults(row, as_of, register)
    for rows, rule in ((list_1, "109"), (list_2, "209")):
        faults += _repeated_upns(rows, rule)
        faults += _repeated_ids(rows)
    return faults + list(_on_both_lists(list_1, list_2))


def _fault(row: Row, rule: str, key: str, severity: str, message: str) -> Fault:
    return Fault(
        list_name=row.record.list_name,
        row=row.number,
        rule=rule,
        field=heading_of(key),
        value=row.given.get(key, ""),
        severity=severity,
        message=message,
    )


def _row_faults(row: Row, as_of: date) -> Iterator[Fault]:
    for rule in ROW_RULES:
        number = rule.number_in(row.record.list_name)
        if number is not None and rule.fires(row, as_of):
            yield _fault(row, number, rule.field, rule.severity, rule.message)


# --- Pupil numbers and identifiers -------------------------------------------------------


def _upn_of(row: Row) -> str | None:
    """Return the pupil number, unless the cell says why there is none."""
    upn = (row.record.upn or "").upper()
    return upn if upn and upn not in UPN_UNKNOWN else None


def _upn_faults(row: Row) -> Iterator[Fault]:
    upn = _upn_of(row)
    number = upn_fault(upn) if upn else None
    if number is not None:
        message = f"{UPN_FAULTS[number]} (Rule {number} of other returns.)"
        yield _fault(row, "AA-01", "upn", ERROR, message)


def _repeats(rows: Iterable[Row], name_of: Callable[[Row], str | None]) -> Iterator[list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        name = name_of(row)
        if name:
            groups[name].append(row)
    yield from (group for group in groups.values() if len(group) > 1)


def _others(group: list[Row], row: Row) -> str:
    numbers = [str(other.number) for other in group if other is not row]
    return ("row " if len(numbers) == 1 else "rows ") + ", ".join(numbers[:5])


def _repeated_upns(rows: Sequence[Row], rule: str) -> Iterator[Fault]:
    keep = " Keep only the latest first plan." if rule == "109" else ""
    for group in _repeats(rows, _upn_of):
        for row in group:
            message = f"The same UPN stands in {_others(group, row)}.{keep}"
            yield _fault(row, rule, "upn", ERROR, message)


def _id_of(row: Row) -> str | None:
    return (row.record.unique_id or "").upper() or None


def _repeated_ids(rows: Sequence[Row]) -> Iterator[Fault]:
    for group in _repeats(rows, _id_of):
        for row in group:
            message = f"The same identifier stands in {_others(group, row)}."
            yield _fault(row, "AA-17", "unique_id", ERROR, message)


def _on_both_lists(list_1: Sequence[Row], list_2: Sequence[Row]) -> Iterator[Fault]:
    """A child with a plan is on list 1 only; found by identifier, else by pupil number."""
    ids = {_id_of(row): row.number for row in list_1}
    upns = {_upn_of(row): row.number for row in list_1}
    for row in list_2:
        for key, name, known in (
            ("unique_id", _id_of(row), ids),
            ("upn", _upn_of(row), upns),
        ):
            if name is not None and name in known:
                message = f"The same child stands in {LIST_1} row {known[name]}."
                yield _fault(row, "AA-18", key, QUERY, message)
                break


# --- The register of settings ------------------------------------------------------------


def _register_faults(row: Row, as_of: date, register: Register) -> Iterator[Fault]:
    urn = row.record.urn
    if urn is None or not _is_urn(urn):
        return
    setting = register.find(urn=urn, on=as_of)
    if setting is None:
        yield _fault(row, "AA-02", "urn", ERROR, "The register has no such establishment.")
        return
    if not setting.is_open(as_of):
        yield _fault(row, "AA-02", "urn", QUERY, "The establishment was not open on that day.")
    expected = phases_of(setting)
    if row.record.phase and expected and row.record.phase not in expected:
        message = f"By the register the phase is {' or '.join(expected)}."
        yield _fault(row, "AA-03", "phase", QUERY, message)


_MAINSTREAM_PHASES = {
    "nursery": ("Nursery",),
    "primary": ("Primary",),
    "middle deemed primary": ("Middle (deemed primary)",),
    "middle deemed secondary": ("Middle (deemed secondary)",),
    "secondary": ("Secondary",),
    "all-through": ("All-through",),
    "16 plus": ("FE college", "Secondary"),
}
_GROUP_PHASES = {
    SPECIAL: ("Special",),
    ALTERNATIVE: ("Pupil referral unit/Alternative provision",),
    POST_16: ("FE college",),
}
SPECIAL_POST_16 = "32"  # type code: the list has no phase of its own for it


def phases_of(setting: Setting) -> tuple[str, ...]:
    """Return the phases that agree with the register; none where it does not settle one."""
    if setting.type_code == SPECIAL_POST_16:
        return ("Special", "FE college")
    if setting.placement_group == MAINSTREAM:
        return _MAINSTREAM_PHASES.get((setting.phase or "").casefold(), ())
    return _GROUP_PHASES.get(setting.placement_group, ())


# --- Against the SEN2 return -------------------------------------------------------------


def compare_with_sen2(list_1: Sequence[Row], *, active_plans: int) -> Fault | None:
    """Compare list 1 with the active plans of a SEN2 return for the same day (AA-08)."""
    if len(list_1) == active_plans:
        return None
    return Fault(
        list_name=LIST_1,
        row=1,
        rule="AA-08",
        field="",
        value=str(len(list_1)),
        severity=QUERY,
        message=f"SEN2 has {active_plans:,} active plans that day; the list has {len(list_1):,}.",
    )
