"""The storybook children of Derbyshire: a few whose stories are written by hand.

Most take the place of somebody already drawn whose plan and place fit the story, so that the
counts stay as published; Amara has no plan yet and is added. Each carries the name of its story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

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
AMARA, HIDDEN, BARRED, SISTER, LEAVER, TWO_PLACES, OUT_OF_DATE = (
    "amara",
    "hidden",
    "barred",
    "barred-sister",
    "leaver",
    "two-places",
    "out-of-date",
)
AMARA_NUMBER = 45_000
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


def retell(story: str, facts: ChildFacts) -> None:
    """Give a drawn child the names and ties of a story; plan, places and dates stay."""
    RETELL[story](facts)


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


FITTING: dict[str, Callable[[ChildFacts, date], bool]] = {
    HIDDEN: _fits_hidden,
    BARRED: _fits_barred,
    SISTER: _fits_sister,
    LEAVER: _fits_leaver,
    TWO_PLACES: _fits_two_places,
    OUT_OF_DATE: _fits_out_of_date,
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


HIDING_PLACE = {
    "address": "3 Thistle Way, Hollinwell",
    "postcode": "DE45 1MV",
    "phone": "07700 900599",
}


def _hide(facts: ChildFacts) -> None:
    """A child whose address and school are known to named people only."""
    one = _name(facts, HIDDEN, "Rosie", "Fearnley")
    one.restricted = ("address", "school")
    facts.adults, facts.links = [], []
    _parent(facts, 0, "Claire", "Ms", "mother").restricted = ("address",)


SISTERS_HOME = ("27 Linden Rise, Elmstead", "DE6 3CM")
SISTERS_PARENTS = f"{WHERE}-{AMARA_NUMBER + 1:06d}"  # the three adults belong to neither alone


def _elder(facts: ChildFacts) -> None:
    """The elder of two sisters: a mother, a stepfather, and a father who may not know where."""
    one = _name(facts, BARRED, "Layla", "Haddad")
    one.address, one.postcode = SISTERS_HOME
    facts.adults, facts.links = [], []
    for place, (forename, title, relationship) in enumerate(
        (("Rana", "Ms", "mother"), ("Sami", "Mr", "stepfather"), ("Tarek", "Mr", "father"))
    ):
        adult = _parent(facts, place, forename, title, relationship)
        adult.ref = facts.links[place].adult = f"{SISTERS_PARENTS}-{'ABC'[place]}"
    father, tie = facts.adults[2], facts.links[2]
    father.address, father.postcode = "12 Kiln Lane, Whitcroft", "DE7 4VK"
    tie.lives_with, tie.barred = False, True


def _sister(facts: ChildFacts) -> None:
    """The younger sister: the same three adults, each tie a fact of its own."""
    _elder(facts)
    facts.child = replace(facts.child, forename="Noor", story=SISTER)
    facts.adults = []


def _leave(facts: ChildFacts) -> None:
    """A young person past the leaving date: the rights are his own."""
    _name(facts, LEAVER, "Jamie" if facts.child.sex == "M" else "Bethany", "Ollerton")


def _two_places(facts: ChildFacts) -> None:
    """A child registered at two places at once."""
    _name(facts, TWO_PLACES, "Kieran" if facts.child.sex == "M" else "Keira", "Drabwell")


def _out_of_date(facts: ChildFacts) -> None:
    """A child whose plan has said the same for eight years."""
    _name(facts, OUT_OF_DATE, "Dylan" if facts.child.sex == "M" else "Demi", "Thackthwaite")


RETELL: dict[str, Callable[[ChildFacts], None]] = {
    HIDDEN: _hide,
    BARRED: _elder,
    SISTER: _sister,
    LEAVER: _leave,
    TWO_PLACES: _two_places,
    OUT_OF_DATE: _out_of_date,
}


def amara(as_of: date) -> ChildFacts:
    """Amara Okafor, in year 6: asked for on 28 September 2026, not answered by 9 November."""
    number = AMARA_NUMBER
    one = Child(
        ref=f"{WHERE}-{number:06d}",
        area=WHERE,
        surname="Okafor",
        forename="Amara",
        preferred_name="",
        pronouns="she/her",
        sex="F",
        born=date(2016, 5, 3),
        ethnicity="BAFR",
        language="English",
        upn=upn(WHERE, number, 2020),
        uln=None,
        upn_unknown=None,
        nhs_number=nhs_number(89_999),
        address="14 Orchard Lane, Quarndale",
        postcode="DE56 2VK",
        story=AMARA,
    )
    facts = ChildFacts(child=one)
    mother = _parent(facts, 0, "Ngozi", "Mrs", "mother")
    mother.phone = "07700 900123"
    facts.placements = [
        Placement(kind="MM", rank=1, entered=date(2020, 9, 1), left=None, urn=school().urn)
    ]
    facts.school = SchoolFigures(1, 0, 14.5, False, None, False)
    facts.events.append(CaseEvent("child", one.ref, K.CHILD_BORN, one.born, {}))
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
    ref, about = f"{facts.child.ref}-W1", {"about": str(Service.COMMUNITY_PAEDIATRICS)}
    told = list(AMARA_WAITED)
    worse = (AMARA_WORSE,) if AMARA_WORSE.on <= as_of else ()
    told += [(one.on, K.WAIT_UPDATED) for one in worse]
    known = [(on, kind) for on, kind in told if on <= as_of]
    accepted = next((on for on, kind in known if kind == K.REFERRAL_ACCEPTED), None)
    facts.waits = [
        Wait(
            ref=ref,
            service=str(Service.COMMUNITY_PAEDIATRICS),
            referred=REFERRED,
            first_contact=None,
            assessed=None,
            treated=None,
            removed=None,
            reason=None,
            accepted=accepted,
            worse=worse,
        )
    ]
    facts.events += [CaseEvent("wait", ref, kind, on, about) for on, kind in known]


def _amara_asked(facts: ChildFacts) -> None:
    ref = f"{facts.child.ref}-A1"
    facts.assessments = [Assessment(ref=ref, source=2, received=ASKED, outcome="A", told=None)]
    next_day = ASKED + timedelta(days=1)
    facts.events += [
        CaseEvent("assessment", ref, K.REQUEST_RECEIVED, ASKED, {"source": "2"}),
        CaseEvent("assessment", ref, K.CASE_ALLOCATED, next_day, {"post": f"{WHERE}-officer-01"}),
    ]
