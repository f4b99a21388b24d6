"""The storybook children of Derbyshire: a few whose stories are written by hand.

Most take the place of somebody already drawn whose plan and place fit the story, so that the
counts stay as published; Amara has no plan yet and is added. Each carries the name of its story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from goldenthread.demo.calibration import area
from goldenthread.demo.facts import (
    Adult,
    Assessment,
    CaseEvent,
    Child,
    ChildFacts,
    Link,
    Placement,
    SchoolFigures,
    Wait,
    Worse,
)
from goldenthread.demo.people import nhs_number, upn
from goldenthread.demo.register import Setting, register
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Service
from goldenthread.waits.rules.stages import Level

WHERE = "830"
AMARA, HIDDEN, BARRED, SISTER, LEAVER, TWO_PLACES, OUT_OF_DATE, SYMBOLS, DRAFTED = (
    "amara",
    "hidden",
    "barred",
    "barred-sister",
    "leaver",
    "two-places",
    "out-of-date",
    "symbols",
    "drafted",
)
AMARA_NUMBER = 45_000
DRAFTED_NUMBER = AMARA_NUMBER + 2
ASKED = date(2026, 9, 28)
REFERRED = date(2025, 9, 22)


def school() -> Setting:
    """The primary school of the story: Amara's, and the SENCO's."""
    return next(s for s in register(area(WHERE)).settings if s.phase == "Primary" and s.resourced)


def cast(told: Iterable[tuple[int, ChildFacts]], as_of: date) -> dict[int, str]:
    """Choose whose story each is: the first child it fits, by number."""
    waiting, found = dict(FITTING), dict[int, str]()
    for number, facts in told:
        story = next((s for s, fits in waiting.items() if fits(facts, as_of)), None)
        if story is not None:
            found[number] = story
            del waiting[story]
        if not waiting:
            break
    return found


def retell(story: str, facts: ChildFacts, as_of: date) -> None:
    """Give a drawn child the names and ties of a story; plan, places and dates stay."""
    RETELL[story](facts)
    if story == SYMBOLS:
        _two_years(facts, as_of)


def _live(facts: ChildFacts) -> bool:
    return facts.plan is not None and not facts.plan.ceased and not facts.child.story


def _age(facts: ChildFacts, on: date) -> int:
    born = facts.child.born
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _kind(facts: ChildFacts) -> str:
    return facts.placements[-1].kind if facts.placements else ""


def _fits_hidden(facts: ChildFacts, on: date) -> bool:
    return _live(facts) and 7 <= _age(facts, on) <= 10 and _kind(facts) in ("SA", "MA")


def _fits_two_places(facts: ChildFacts, on: date) -> bool:
    return _live(facts) and any(p.rank == 2 and p.left is None for p in facts.placements)


def _fits_leaver(facts: ChildFacts, on: date) -> bool:
    return _live(facts) and _age(facts, on) in (17, 18) and _kind(facts) == "FG"


def _fits_out_of_date(facts: ChildFacts, on: date) -> bool:
    if not _live(facts) or not facts.plan or _age(facts, on) > 15:
        return False
    return facts.plan.first_made < date(2019, 1, 1) and len(facts.versions) == 1


def _fits_barred(facts: ChildFacts, on: date) -> bool:
    return _live(facts) and 12 <= _age(facts, on) <= 14 and facts.child.sex == "F"


def _fits_sister(facts: ChildFacts, on: date) -> bool:
    """Whether a child fits as the younger of the two in the barred parent's family."""
    return _live(facts) and 6 <= _age(facts, on) <= 9 and facts.child.sex == "F"


def _fits_symbols(facts: ChildFacts, on: date) -> bool:
    """Whether a child fits as one who speaks with pictures, at the school of the story."""
    here = any(p.urn == school().urn and p.left is None for p in facts.placements)
    return _live(facts) and here and 6 <= _age(facts, on) <= 10


FITTING: dict[str, Callable[[ChildFacts, date], bool]] = {
    HIDDEN: _fits_hidden,
    BARRED: _fits_barred,
    SISTER: _fits_sister,
    LEAVER: _fits_leaver,
    TWO_PLACES: _fits_two_places,
    OUT_OF_DATE: _fits_out_of_date,
    SYMBOLS: _fits_symbols,
}


def _name(facts: ChildFacts, story: str, forename: str, surname: str) -> Child:
    facts.child = replace(facts.child, forename=forename, surname=surname, story=story)
    facts.child.preferred_name = ""
    return facts.child


def _parent(facts: ChildFacts, place: int, forename: str, title: str, relationship: str) -> Adult:
    one, letter = facts.child, "ABC"[place]
    adult = Adult(
        ref=f"{one.ref}-{letter}",
        title=title,
        forename=forename,
        surname=one.surname,
        email=f"{forename}.{one.surname}.{one.ref[4:]}@families.example".lower(),
        phone=f"07700 9005{place}0",
        address=one.address,
        postcode=one.postcode,
    )
    facts.adults.append(adult)
    facts.links.append(
        Link(
            adult=adult.ref,
            child=one.ref,
            relationship=relationship,
            parental_responsibility=relationship in ("mother", "father"),
            lives_with=True,
            since=one.born,
        )
    )
    return adult


def adult_of(place: int, story: str) -> str:
    """Name one of the adults of a story, who belong to no child's number alone."""
    return f"{WHERE}-{AMARA_NUMBER + ADULTS_OF[story]:06d}-{'ABC'[place]}"


ADULTS_OF = {BARRED: 1, SISTER: 1, HIDDEN: 3, LEAVER: 4, SYMBOLS: 5}


def _parents(facts: ChildFacts, *told: tuple[str, str, str]) -> list[Adult]:
    """Give a child the adults of their story in place of those drawn."""
    facts.adults, facts.links = [], []
    made = []
    for place, (forename, title, relationship) in enumerate(told):
        adult = _parent(facts, place, forename, title, relationship)
        adult.ref = facts.links[place].adult = adult_of(place, facts.child.story)
        made.append(adult)
    return made


HIDING_PLACE = {
    "address": "3 Thistle Way, Hollinwell",
    "postcode": "DE45 1MV",
    "phone": "07700 900599",
}


def _hide(facts: ChildFacts) -> None:
    """A child whose address and school are known to named people only."""
    one = _name(facts, HIDDEN, "Rosie", "Fearnley")
    one.restricted = ("address", "school")
    (mother,) = _parents(facts, ("Claire", "Ms", "mother"))
    mother.restricted = ("address",)


SISTERS_HOME = ("27 Linden Rise, Elmstead", "DE6 3CM")


def _elder(facts: ChildFacts) -> None:
    """The elder of two sisters: a mother, a stepfather, and a father who may not know where."""
    one = _name(facts, BARRED, "Layla", "Haddad")
    one.address, one.postcode = SISTERS_HOME
    adults = (("Rana", "Ms", "mother"), ("Sami", "Mr", "stepfather"), ("Tarek", "Mr", "father"))
    father, tie = _parents(facts, *adults)[2], facts.links[2]
    father.address, father.postcode = "12 Kiln Lane, Whitcroft", "DE7 4VK"
    tie.lives_with, tie.barred = False, True


def _sister(facts: ChildFacts) -> None:
    """The younger sister: the same three adults, each tie a fact of its own."""
    _elder(facts)
    facts.child = replace(facts.child, forename="Noor", story=SISTER)
    facts.adults = []


def _leave(facts: ChildFacts) -> None:
    """A young person past the leaving date: the rights are their own, and no parent's."""
    _name(facts, LEAVER, "Jamie", "Ollerton")
    _parents(facts, ("Denise", "Mrs", "mother"), ("Paul", "Mr", "father"))


def _two_places(facts: ChildFacts) -> None:
    """A child registered at two places at once."""
    _name(facts, TWO_PLACES, "Kieran" if facts.child.sex == "M" else "Keira", "Drabwell")


def _out_of_date(facts: ChildFacts) -> None:
    """A child whose plan has said the same for eight years."""
    _name(facts, OUT_OF_DATE, "Dylan" if facts.child.sex == "M" else "Demi", "Thackthwaite")


def _with_symbols(facts: ChildFacts) -> None:
    """A child who speaks with pictures, and has therapy that does not always come."""
    one = _name(facts, SYMBOLS, "Robin", "Winslow")
    one.communication = ("symbols",)
    _parents(facts, ("Kerry", "Ms", "mother"), ("Adam", "Mr", "father"))


RETELL: dict[str, Callable[[ChildFacts], None]] = {
    HIDDEN: _hide,
    BARRED: _elder,
    SISTER: _sister,
    LEAVER: _leave,
    TWO_PLACES: _two_places,
    OUT_OF_DATE: _out_of_date,
    SYMBOLS: _with_symbols,
}


def _added(
    number: int, story: str, forename: str, surname: str, *, born: date, begun: int, **told: Any
) -> ChildFacts:
    """Begin the story of a child who takes nobody's place; `begun` is the year school began."""
    one = Child(
        ref=f"{WHERE}-{number:06d}", area=WHERE, surname=surname, forename=forename,
        preferred_name="", born=born, upn=upn(WHERE, number, begun), uln=None,
        upn_unknown=None, story=story, **told,
    )  # fmt: skip
    facts = ChildFacts(child=one)
    facts.events.append(CaseEvent("child", one.ref, K.CHILD_BORN, one.born, {}))
    return facts


def _starts_school(facts: ChildFacts, on: date, *, absent: float) -> None:
    """Put a child at the school of the stories; `absent` is the percentage of sessions missed."""
    facts.placements = [Placement(kind="MM", rank=1, entered=on, left=None, urn=school().urn)]
    facts.school = SchoolFigures(1, 0, absent, False, None, False)


def amara(as_of: date) -> ChildFacts:
    """Amara Okafor, in year 6: asked for on 28 September 2026, not answered by 9 November."""
    facts = _added(
        AMARA_NUMBER, AMARA, "Amara", "Okafor", born=date(2016, 5, 3), begun=2020,
        pronouns="she/her", sex="F", ethnicity="BAFR", language="English",
        nhs_number=nhs_number(89_999), address="14 Orchard Lane, Quarndale", postcode="DE56 2VK",
    )  # fmt: skip
    mother = _parent(facts, 0, "Ngozi", "Mrs", "mother")
    mother.phone = "07700 900123"
    _starts_school(facts, date(2020, 9, 1), absent=14.5)
    _amara_waits(facts, as_of)
    if as_of >= ASKED:
        _amara_asked(facts)
    return facts


AMARA_WAITED: tuple[tuple[date, K], ...] = (
    (REFERRED, K.REFERRAL_RECEIVED),
    (REFERRED + timedelta(days=3), K.WAIT_CONTACTED),
    (REFERRED + timedelta(days=10), K.REFERRAL_ACCEPTED),
    (REFERRED + timedelta(days=126), K.WAIT_CONTACTED_AT_18),
    (REFERRED + timedelta(days=210), K.WAIT_CONTACTED_AGAIN),
    (REFERRED + timedelta(days=357), K.LONG_WAIT_REVIEWED),
)
AMARA_WORSE = Worse(date(2026, 11, 19), "family", Level.MUCH, Level.SOME, None, False)


def _amara_waits(facts: ChildFacts, as_of: date) -> None:
    """On the children's doctor's list since September 2025; her mother says that she is worse."""
    _listed(facts, 1, Service.COMMUNITY_PAEDIATRICS, AMARA_WAITED, (AMARA_WORSE,), as_of)


# Robin waits for the autism and ADHD check since September 2024, and was last called in February.
TWO_YEARS = date(2024, 9, 9)
ROBIN_WAITED: tuple[tuple[date, K], ...] = (
    (TWO_YEARS, K.REFERRAL_RECEIVED),
    (TWO_YEARS, K.WAIT_CONTACTED),
    (date(2024, 9, 19), K.REFERRAL_ACCEPTED),
    (date(2025, 1, 13), K.WAIT_CONTACTED_AT_18),
    (date(2025, 4, 7), K.WAIT_CONTACTED_AGAIN),
    (date(2025, 8, 26), K.LONG_WAIT_REVIEWED),
    (date(2025, 10, 6), K.WAIT_CONTACTED_AGAIN),
    (date(2026, 2, 16), K.WAIT_CONTACTED_AGAIN),
    (date(2026, 2, 23), K.LONG_WAIT_REVIEWED),
)


def _two_years(facts: ChildFacts, as_of: date) -> None:
    """On the neurodevelopmental list for more than two years, in place of any wait drawn for it."""
    service = Service.NEURODEVELOPMENTAL
    drawn = {one.ref for one in facts.waits if one.service == service}
    facts.waits = [one for one in facts.waits if one.ref not in drawn]
    facts.events = [one for one in facts.events if one.case_ref not in drawn]
    _listed(facts, 9, service, ROBIN_WAITED, (), as_of)


def _listed(
    facts: ChildFacts,
    number: int,
    service: Service,
    told: Iterable[tuple[date, K]],
    worse: Iterable[Worse],
    as_of: date,
) -> None:
    """Put a child on a service's list, with what happened there up to a day."""
    ref, about = f"{facts.child.ref}-W{number}", {"about": str(service)}
    heard = tuple(one for one in worse if one.on <= as_of)
    told = (*told, *((one.on, K.WAIT_UPDATED) for one in heard))
    known = [(on, kind) for on, kind in told if on <= as_of]
    facts.waits.append(
        Wait(
            ref=ref,
            service=str(service),
            referred=known[0][0],
            first_contact=None,
            assessed=None,
            treated=None,
            removed=None,
            reason=None,
            accepted=next((on for on, kind in known if kind == K.REFERRAL_ACCEPTED), None),
            worse=heard,
        )
    )
    facts.events += [CaseEvent("wait", ref, kind, on, about) for on, kind in known]


def _amara_asked(facts: ChildFacts) -> None:
    ref = f"{facts.child.ref}-A1"
    facts.assessments = [Assessment(ref=ref, source=2, received=ASKED, outcome="A", told=None)]
    next_day = ASKED + timedelta(days=1)
    facts.events += [
        CaseEvent("assessment", ref, K.REQUEST_RECEIVED, ASKED, {"source": "2"}),
        CaseEvent("assessment", ref, K.CASE_ALLOCATED, next_day, {"post": f"{WHERE}-officer-01"}),
    ]


DRAFT_ASKED, DRAFT_SENT = date(2026, 7, 13), date(2026, 11, 12)
# The steps of an assessment that is kept in time, to the draft that the family reads now.
DRAFT_STEPS = (
    (K.REQUEST_RECEIVED, DRAFT_ASKED, {"source": "2"}),
    (K.CASE_ALLOCATED, date(2026, 7, 14), {"post": f"{WHERE}-officer-01"}),
    (K.ASSESSMENT_AGREED, date(2026, 8, 20), {}),
    *((K.ADVICE_REQUESTED, date(2026, 8, 21), {"about": who}) for who in ("family", "education")),
    (K.ADVICE_REQUESTED, date(2026, 8, 21), {"about": "educational-psychology"}),
    (K.ADVICE_RECEIVED, date(2026, 9, 10), {"about": "education"}),
    (K.ADVICE_RECEIVED, date(2026, 9, 14), {"about": "family"}),
    (K.ADVICE_RECEIVED, date(2026, 9, 30), {"about": "educational-psychology"}),
    (K.ISSUE_AGREED, date(2026, 10, 29), {}),
    (K.DRAFT_SERVED, DRAFT_SENT, {}),
)


def drafted(as_of: date) -> ChildFacts:
    """Bilal Akhtar, in year 2, whose draft plan his mother reads, in Urdu where she can."""
    facts = _added(
        DRAFTED_NUMBER, DRAFTED, "Bilal", "Akhtar", born=date(2019, 10, 21), begun=2024,
        pronouns="he/him", sex="M", ethnicity="APKN", language="Urdu",
        nhs_number=nhs_number(89_996), address="8 Station Terrace, Elmstead", postcode="DE75 3MO",
    )  # fmt: skip
    _parent(facts, 0, "Nasreen", "Mrs", "mother").language = "Urdu"
    _starts_school(facts, date(2024, 9, 2), absent=9.0)
    ref = f"{facts.child.ref}-A1"
    facts.assessments = [
        Assessment(
            ref=ref, source=2, received=DRAFT_ASKED, outcome="Y", told=date(2026, 8, 20),
            issue_outcome="A", issue_told=date(2026, 10, 29), drafted=DRAFT_SENT,
        )
    ]  # fmt: skip
    facts.events += [
        CaseEvent("assessment", ref, kind, on, facts_) for kind, on, facts_ in DRAFT_STEPS
    ]
    return facts
