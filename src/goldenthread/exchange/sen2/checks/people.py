"""Rules about the person: who they are, their numbers, their age."""

from __future__ import annotations

from collections.abc import Iterator

from goldenthread.exchange.sen2.checks.registry import (
    Case,
    Context,
    Finding,
    Findings,
    person_rule,
)
from goldenthread.exchange.sen2.items import MODULE_OF, Kind
from goldenthread.exchange.sen2.records import Person, Record
from goldenthread.people.rules import UPN_FAULTS, age_on, uln_is_valid, upn_faults

PERSON = "Person"


@person_rule("S2-01", "E", PERSON, "no surname, forename, birth date or sex")
def who_it_is(person: Person, context: Context) -> Findings:
    """The four items that say who the person is; before 2024 gender stood in place of sex."""
    for name in ("Surname", "Forename", "PersonBirthDate", "Sex", "GenderCurrent"):
        attribute = context.spec.attributes[PERSON].get(name)
        if attribute and person.lacks(attribute):
            yield Finding(person, name, f"{name} is missing.")


@person_rule("S2-02", "E", PERSON, "no UPN, ULN or reason for neither; or a reason beside one")
def some_number(person: Person, _: Context) -> Findings:
    """A number, or the reason why there is none, and never both."""
    numbers = person.upn or person.uln
    if not numbers and not person.upn_unknown:
        why = "There is no UPN, no ULN and no reason why neither is held."
        yield Finding(person, "UPNunknown", why)
    elif numbers and person.upn_unknown:
        why = "A reason for having no number is given beside a number."
        yield Finding(person, "UPNunknown", why)


def every_record(person: Person) -> Iterator[Record]:
    """Give a person's record and every record below it."""
    yield person
    for request in person.requests:
        yield request
        if request.assessment:
            yield request.assessment
            if request.assessment.plan:
                yield request.assessment.plan
                yield from request.assessment.plan.details
        if request.active:
            yield request.active
            yield from request.active.placements
            yield from request.active.needs


@person_rule("S2-03", "EQ", PERSON, "a code not in the list for that return year")
def codes_in_list(person: Person, context: Context) -> Findings:
    """Every coded item against its list; a list that is not confirmed only asks."""
    spec = context.spec
    for record in every_record(person):
        for item in spec.items[MODULE_OF[type(record)]]:
            if item.codes is None:
                continue
            value = getattr(record, item.attribute)
            if value is None or str(value) in spec.codes[item.codes]:
                continue
            if spec.confirmed(item.codes) or item.kind is Kind.RANK:
                why = f"{item.name} has a code that is not in the {spec.year} list."
                yield Finding(record, item.name, why, query=False)
            else:
                why = f"{item.name} has a code that we do not know; its list is not confirmed."
                yield Finding(record, item.name, why, query=True)


@person_rule("S2-04", "EQ", PERSON, "born after the survey day; or age on 31 August not 0 to 25")
def age_in_range(person: Person, context: Context) -> Findings:
    """Plans are for those up to 25; ages are counted on the 31 August before the survey."""
    if person.born is None:
        return
    if person.born > context.survey_day:
        why = "The birth date is after the survey day."
        yield Finding(person, "PersonBirthDate", why, query=False)
        return
    age = age_on(person.born, context.spec.age_day)
    if not 0 <= age <= 25:
        how_old = f"is {age}, not 0 to 25" if age > 0 else "is below 0: not yet born"
        why = f"Age on {context.spec.age_day.isoformat()} {how_old}."
        yield Finding(person, "PersonBirthDate", why, query=True)


@person_rule("S2-05", "Q", PERSON, "UN1 and age 6 or more")
def too_old_for_un1(person: Person, context: Context) -> Findings:
    """UN1 is for those under 6."""
    if person.upn_unknown == "UN1" and person.born is not None:
        age = age_on(person.born, context.survey_day)
        if age >= 6:
            yield Finding(person, "UPNunknown", f"UN1 is for those under 6; this one is {age}.")


@person_rule("S2-06", "E", PERSON, "the ULN fails its check digit; an NHS number is given")
def sound_uln(person: Person, _: Context) -> Findings:
    """A ULN has ten digits, the last a check. (The reader reports an NHS number.)"""
    if person.uln is not None and not uln_is_valid(person.uln):
        yield Finding(person, "UniqueLearnerNumber", "This is not a sound ULN.")


@person_rule("S2-07", "E", PERSON, "person with no request")
def some_request(person: Person, _: Context) -> Findings:
    """Everyone in the return has at least one request, a historical one if need be."""
    if not person.requests:
        yield Finding(person, None, "The person has no Requests.")


def _upn_rule(number: str, condition: str) -> None:
    """Register one of the four rules about the form of a UPN."""

    @person_rule(number, "E", PERSON, condition)
    def sound_upn(person: Person, _: Context) -> Findings:
        if person.upn is not None and number in upn_faults(person.upn):
            yield Finding(person, "UPN", UPN_FAULTS[number])


_upn_rule("1510", "the first letter of the UPN is not the computed check letter")
_upn_rule("1530", "UPN characters 2 to 4 are not a known authority")
_upn_rule("1540", "UPN characters 5 to 12 are not all digits")
_upn_rule("1550", "UPN character 13 is not a digit or an allowed letter")


@person_rule("1520", "E", PERSON, "the same UPN on more than one person")
def upn_once(person: Person, context: Context) -> Findings:
    """A UPN belongs to one person."""
    if person.upn is None:
        return
    here = (person.position, person.row)
    position, row = context.upns.setdefault(person.upn.upper(), here)
    if position != person.position:
        yield Finding(person, "UPN", f"Person {position}, at row {row}, has the same UPN.")


def _is_open(case: Case) -> bool:
    """Say whether work on a request has not ended: no decision yet, or a plan still to come."""
    if case.request.exported:
        return False
    if case.request.outcome == "A":
        return True
    if case.request.outcome not in ("Y", "H") or case.assessment is None:
        return case.request.outcome == "Y"
    outcome = case.assessment.outcome
    return outcome == "A" or (outcome == "Y" and case.plan is None)


@person_rule("S2-60", "E", PERSON, "two open requests, or two active plans, for one person")
def one_at_a_time(person: Person, _: Context) -> Findings:
    """A person has at most one request under way and one plan in force."""
    cases = [Case(person, r, r.assessment, r.plan, r.active) for r in person.requests]
    for case in [case for case in cases if _is_open(case)][1:]:
        why = "This person has another request that is still open."
        yield Finding(case.request, "RequestOutcome", why)
    for active in [case.active for case in cases if case.active][1:]:
        yield Finding(active, None, "This person has another active plan.")
