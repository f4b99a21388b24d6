"""How a rule is registered, and how a person is put through the rules of a return's year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from goldenthread.exchange.sen2.faults import Fault, Severity
from goldenthread.exchange.sen2.items import MODULE_OF, YearSpec
from goldenthread.exchange.sen2.records import (
    ActivePlan,
    Assessment,
    Header,
    NamedPlan,
    Person,
    Record,
    Request,
)
from goldenthread.organisations.rules import Register


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, before it is given the rule's number."""

    record: Record
    field: str | None  # the item's name, as in the specification
    message: str
    query: bool | None = None  # None: as the rule's own level says


@dataclass(slots=True)
class Case:
    """One request with what followed from it, laid flat for the rules."""

    person: Person
    request: Request
    assessment: Assessment | None
    plan: NamedPlan | None
    active: ActivePlan | None


@dataclass(slots=True)
class Context:
    """What the rules may know beside the record itself."""

    spec: YearSpec
    area: str | None = None
    register: Register | None = None
    upns: dict[str, tuple[int, int]] = field(default_factory=dict)  # UPN -> first position, row

    @property
    def survey_day(self) -> date:
        """The day the snapshot is of."""
        return self.spec.survey_day


class Scope(StrEnum):
    """What a rule is shown."""

    PERSON = "person"
    CASE = "case"


Findings = Iterator[Finding]
PersonCheck = Callable[[Person, Context], Findings]
CaseCheck = Callable[[Case, Context], Findings]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its number, its level, where and in which return years it applies."""

    number: str
    level: str  # E, Q, or EQ where the rule has parts of each; E is then the usual one
    module: str
    condition: str  # when it fires, in words
    first_year: int = 2023
    last_year: int | None = None
    scope: Scope
    check: Callable[[Any, Context], Findings]
    needs_register: str = ""  # what cannot be checked without the register of settings
    needs_area: str = ""  # what cannot be checked without knowing whose return it is

    def applies(self, year: int) -> bool:
        """Say whether the rule belongs to a return year."""
        return self.first_year <= year <= (self.last_year or year)


RULES: list[Rule] = []


def _register(scope: Scope, number: str, level: str, module: str, condition: str, **more: Any):  # type: ignore[no-untyped-def]  # a decorator of either kind of check
    def keep(check: Callable[[Any, Context], Findings]) -> Callable[[Any, Context], Findings]:
        if any(rule.number == number for rule in RULES):
            raise ValueError(f"Rule {number} is registered twice.")
        rule = Rule(
            number=number,
            level=level,
            module=module,
            condition=condition,
            scope=scope,
            check=check,
            **more,
        )
        RULES.append(rule)
        return check

    return keep


def person_rule(
    number: str, level: str, module: str, condition: str, **more: Any
) -> Callable[[PersonCheck], PersonCheck]:
    """Register a rule that is shown each person whole."""
    return _register(Scope.PERSON, number, level, module, condition, **more)  # type: ignore[no-any-return]  # see above


def case_rule(
    number: str, level: str, module: str, condition: str, **more: Any
) -> Callable[[CaseCheck], CaseCheck]:
    """Register a rule that is shown each request with what followed from it."""
    return _register(Scope.CASE, number, level, module, condition, **more)  # type: ignore[no-any-return]  # see above


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A rule, or a part of one, that could not be checked, and why."""

    rule: str
    why: str


class Checker:
    """Puts persons through every rule of one return's year."""

    def __init__(self, context: Context) -> None:
        self.context = context
        year = context.spec.year
        applying = [rule for rule in RULES if rule.applies(year)]
        self._of_person = [r for r in applying if r.scope is Scope.PERSON]
        self._of_case = [r for r in applying if r.scope is Scope.CASE]

    def not_checked(self) -> list[NotChecked]:
        """Say which rules cannot be checked with what is at hand, each once."""
        missing = []
        for rule in (*self._of_person, *self._of_case):
            if rule.needs_register and self.context.register is None:
                why = f"{rule.needs_register}: no register of settings was given"
                missing.append(NotChecked(rule.number, why))
            if rule.needs_area and self.context.area is None:
                why = f"{rule.needs_area}: the file does not say whose return it is"
                missing.append(NotChecked(rule.number, why))
        return sorted(missing, key=lambda left_out: left_out.rule)

    def check(self, person: Person) -> Iterator[Fault]:
        """Give every fault of a person, those met in reading it first."""
        yield from person.faults
        for rule in self._of_person:
            yield from self._faults(rule, rule.check(person, self.context), person)
        for request in person.requests:
            assessment = request.assessment
            plan = assessment.plan if assessment else None
            case = Case(person, request, assessment, plan, request.active)
            for rule in self._of_case:
                yield from self._faults(rule, rule.check(case, self.context), person)

    def _faults(self, rule: Rule, findings: Iterable[Finding], person: Person) -> Iterator[Fault]:
        for found in findings:
            module = MODULE_OF[type(found.record)]
            query = rule.level == "Q" if found.query is None else found.query
            yield Fault(
                rule.number,
                Severity.QUERY if query else Severity.ERROR,
                module,
                found.record.row,
                found.field,
                self._value(found.record, module, found.field),
                found.message,
                person.position,
            )

    def _value(self, record: Record, module: str, name: str | None) -> str | None:
        attribute = self.context.spec.attributes[module].get(name or "")
        value = getattr(record, attribute) if attribute else None
        if isinstance(value, bool):
            return "1" if value else "0"
        if isinstance(value, date):
            return value.isoformat()
        return None if value is None else str(value)


def check_header(header: Header, spec: YearSpec) -> Iterator[Fault]:
    """Rule 100: the reference date must be the survey day of the return's year."""
    if header.reference_date != spec.survey_day.isoformat():
        yield Fault(
            "100",
            Severity.ERROR,
            "Header",
            header.row,
            "ReferenceDate",
            header.reference_date,
            f"The reference date must be the survey day, {spec.survey_day.isoformat()}.",
        )
