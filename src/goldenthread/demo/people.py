"""Invented people: names, numbers and addresses that belong to nobody.

Numbers keep their check digits, so that files made from them pass the checks real ones must; NHS
numbers lie in the 999 range kept for tests; postcodes end in letters no real one ends in; phone
numbers lie in the ranges kept for drama; addresses stand in places that do not exist.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from goldenthread.demo.calibration import Area, areas
from goldenthread.demo.facts import Adult, Child, Link
from goldenthread.demo.luck import Luck
from goldenthread.demo.names import (
    FORENAMES,
    HERITAGE,
    LANGUAGES,
    PLACES,
    STREET_KINDS,
    STREETS,
    SURNAMES,
)

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NEVER_LAST = "CIKMOV"  # letters a real postcode's last two are never taken from
OUTWARD = {  # a real area's first half, for looks; elsewhere one that cannot exist either
    "830": (
        "DE4",
        "DE5",
        "DE6",
        "DE7",
        "DE11",
        "DE45",
        "DE55",
        "DE56",
        "DE75",
        "S40",
        "S41",
        "SK13",
    ),
    "831": tuple(f"DE{n}" for n in (1, 3, 21, 22, 23, 24)),
}
NEEDS_IN_TALKING = (
    "large print",
    "easy read",
    "British Sign Language",
    "symbols",
    "interpreter",
    "phone only",
)
PARENTS = (
    # who is there, how often: adults' relationships, and whether each lives with the child
    (46, (("mother", True), ("father", True))),
    (30, (("mother", True),)),
    (9, (("mother", True), ("father", False))),
    (5, (("father", True),)),
    (4, (("father", True), ("mother", False))),
    (3, (("grandmother", True),)),
    (3, (("foster carer", True), ("mother", False))),
)
WOMEN = {"mother", "grandmother", "foster carer", "stepmother", "aunt"}


def upn(area: str, number: int, year: int) -> str:
    """A unique pupil number with its check letter; `number` must differ within an area."""
    serial, school = divmod(number, 5000)
    digits = f"{area}{2000 + school}{year % 100:02d}{serial:03d}"
    total = sum(int(d) * weight for weight, d in enumerate(digits, start=2))
    return UPN_LETTERS[total % 23] + digits


def uln(number: int) -> str | None:
    """A unique learner number from a nine-digit stem, or None where no check digit fits."""
    stem = f"{number:09d}"
    left = sum(int(d) * weight for d, weight in zip(stem, range(10, 1, -1), strict=True)) % 11
    return None if left == 0 else f"{stem}{10 - left}"


def nhs_number(number: int) -> str | None:
    """An NHS number in the test range from a six-digit serial; None where no check digit fits."""
    stem = f"999{number:06d}"
    total = sum(int(d) * weight for d, weight in zip(stem, range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    return None if check == 10 else f"{stem}{check}"


@cache
def nhs_blocks() -> dict[str, tuple[int, int]]:
    """Each area's own part of the million test numbers: first serial, and how many.

    The two areas of the demo have room for everybody; for the others the numbers run out, and the
    rest of their children have none recorded.
    """
    found = {"830": (0, 90_000), "831": (90_000, 40_000)}
    start = 130_000
    others = [a for a in areas() if a.code not in found]
    total, before = sum(a.population for a in others), 0
    for a in others:
        first = start + before * (10**6 - start) // total
        before += a.population
        found[a.code] = (first, start + before * (10**6 - start) // total - first)
    return found


def postcode(area: Area, luck: Luck) -> str:
    """A postcode that cannot exist: its last two letters are never used."""
    known = OUTWARD.get(area.code)
    first = luck.pick(known) if known else f"X{area.name[0]}{luck.whole(1, 29)}"
    return f"{first} {luck.whole(1, 9)}{luck.pick(NEVER_LAST)}{luck.pick(NEVER_LAST)}"


def home(area: Area, luck: Luck) -> tuple[str, str]:
    """An address in a place that does not exist, and its postcode."""
    street = f"{luck.whole(1, 180)} {luck.pick(STREETS)} {luck.pick(STREET_KINDS)}"
    return f"{street}, {luck.pick(PLACES)}", postcode(area, luck)


def home_code(area: Area, luck: Luck) -> str:
    """The first half of the postcode that `child` draws from the same luck, and nothing else."""
    for _ in range(6):  # two names, and the number, street, kind and place of the address
        luck.u()
    return luck.pick(OUTWARD[area.code])


def pronouns(sex: str, luck: Luck) -> str:
    if luck.likely(0.012):
        return "they/them"
    return "she/her" if sex == "F" else "he/him"


def communication(luck: Luck) -> tuple[str, ...]:
    """How somebody needs to be written or spoken to; most people's is not recorded."""
    return (luck.pick(NEEDS_IN_TALKING),) if luck.likely(0.07) else ()


def child(
    area: Area, number: int, *, born: date, sex: str, ethnicity: str, at_school: bool, luck: Luck
) -> Child:
    """One invented child. `number` must differ within the area."""
    heritage = HERITAGE[ethnicity]
    forename = luck.pick(FORENAMES[heritage][sex])
    surname = luck.pick(SURNAMES[heritage])
    address, code = home(area, luck)
    spoken = LANGUAGES.get(heritage)
    language = luck.pick(spoken) if spoken and luck.likely(0.45) else "English"
    preferred = forename[:3] if luck.likely(0.04) and len(forename) > 5 else ""
    pupil = upn(area.code, number, born.year + 5) if at_school else None
    learner = uln(980_000_000 + (int(area.code) * 20_011 + number) % 19_000_000)
    learner = learner if born.year <= 2011 else None
    first, size = nhs_blocks()[area.code]
    health = nhs_number(first + number) if number < size and luck.likely(0.93) else None
    unknown = None if pupil or learner else "UN1"
    return Child(
        ref=f"{area.code}-{number:06d}",
        area=area.code,
        surname=surname,
        forename=forename,
        preferred_name=preferred,
        pronouns=pronouns(sex, luck),
        sex=sex,
        born=born,
        ethnicity=ethnicity,
        language=language,
        upn=pupil,
        uln=learner,
        upn_unknown=unknown,
        nhs_number=health,
        address=address,
        postcode=code,
        communication=communication(luck),
    )


def family(one: Child, area: Area, luck: Luck, *, most: int = 2) -> tuple[list[Adult], list[Link]]:
    """The adults in a child's life and the facts of each tie."""
    make_up = PARENTS[luck.one([weight for weight, _ in PARENTS])][1][:most]
    adults, links = [], []
    for place, (relationship, lives_with) in enumerate(make_up):
        adult = _adult(one, area, relationship, lives_with, place, luck)
        adults.append(adult)
        links.append(
            Link(
                adult=adult.ref,
                child=one.ref,
                relationship=relationship,
                parental_responsibility=relationship in ("mother", "father", "grandmother"),
                lives_with=lives_with,
                since=one.born,
            )
        )
    return adults, links


def _adult(
    one: Child, area: Area, relationship: str, lives_with: bool, place: int, luck: Luck
) -> Adult:
    heritage = HERITAGE[one.ethnicity] if relationship != "foster carer" else "british"
    woman = relationship in WOMEN
    forename = luck.pick(FORENAMES[heritage]["F" if woman else "M"])
    own = relationship == "foster carer" or luck.likely(0.2)
    surname = luck.pick(SURNAMES[heritage]) if own else one.surname
    address, code = (one.address, one.postcode) if lives_with else home(area, luck)
    title = luck.pick(("Ms", "Mrs", "Miss")) if woman else "Mr"
    name = f"{forename}.{surname}".lower().replace("'", "")
    return Adult(
        ref=f"{one.ref}-{'ABC'[place]}",
        title=title,
        forename=forename,
        surname=surname,
        email=f"{name}.{one.ref[4:]}@families.example",
        phone=f"07700 900{luck.whole(0, 999):03d}",
        address=address,
        postcode=code,
        language=one.language,
        communication=communication(luck),
    )
