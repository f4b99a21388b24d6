"""What is true of a person's numbers, age and codes. Plain Python: no database, no clock.

Every code set carries the return years it holds for, so that an old file is judged by the
list in use when it was made.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from stdnum.gb import nhs as stdnum_nhs
from stdnum.gb import upn as stdnum_upn

from goldenthread.organisations.rules import local_authorities

# --- Unique pupil number -----------------------------------------------------------------

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # no I, O or S; the place of a letter is its value

# First and last of each run of authority numbers met in a UPN. Numbers of authorities that
# have gone are kept: a UPN is for life. 001-005 and 701-708 are not councils but are used.
_UPN_AUTHORITIES = (
    *((1, 5), (201, 213), (301, 320), (330, 336), (340, 344), (350, 359), (370, 373)),
    *((380, 384), (390, 394), (420, 420), (660, 681), (701, 708), (800, 803), (805, 808)),
    *((810, 813), (815, 816), (820, 823), (825, 826), (830, 831), (835, 841), (845, 846)),
    *((850, 852), (855, 857), (860, 861), (865, 896), (908, 909), (916, 916), (919, 919)),
    *((921, 921), (925, 926), (928, 929), (931, 931), (933, 933), (935, 938), (940, 943)),
)

# Why neither a UPN nor a ULN is held (SEN2 item UPNunknown).
UPN_UNKNOWN: Mapping[str, str] = MappingProxyType(
    {
        "UN1": "under 6 and not yet given a number",
        "UN2": "never in a state-funded school in England",
        "UN3": "educated outside England",
        "UN5": "sources disagree, so no safe match",
        "UN8": "new to the authority, number not yet known",
        "UN9": "never in a state-funded school or further education in England",
        "UN10": "request ended before a number was known",
    }
)

# What each fault means, for the person who must mend it. Numbers as in other DfE returns.
UPN_FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "1510": "The first letter of the UPN is not the check letter its other characters give.",
        "1530": "Characters 2 to 4 of the UPN are not the number of a local authority.",
        "1540": "Characters 5 to 12 of the UPN are not eight digits.",
        "1550": "The UPN does not end, at its 13th character, in a digit or a letter "
        "other than I, O or S.",
    }
)


@cache
def upn_authority_codes() -> frozenset[str]:
    """Return every three-digit authority number a UPN may carry, ended authorities included."""
    known = {f"{n:03d}" for first, last in _UPN_AUTHORITIES for n in range(first, last + 1)}
    return frozenset(known | set(local_authorities()))


def upn_faults(upn: str) -> tuple[str, ...]:
    """Return the number of every UPN rule broken; none when the UPN is sound.

    Spaces round it and small letters are forgiven. The check letter is judged only when the
    other twelve characters are of the right kind, since it is worked out from them.
    """
    number = upn.strip().upper()
    faults = []
    if number[1:4] not in upn_authority_codes():
        faults.append("1530")
    if len(number[4:12]) != 8 or not _digits(number[4:12]):
        faults.append("1540")
    if len(number) != 13 or not (_digits(number[12]) or number[12] in UPN_LETTERS):
        faults.append("1550")
    whole = not {"1540", "1550"} & set(faults) and _digits(number[1:4])
    if whole and number[0] != upn_check_letter(number[1:]):
        faults.append("1510")
    return tuple(faults)


def upn_fault(upn: str) -> str | None:
    """Return the number of the first UPN rule broken, or None.

    '1530' authority unknown, '1540' digits, '1550' last character, '1510' check letter: the
    check letter comes last because any slip in the rest also upsets it.
    """
    return next(iter(upn_faults(upn)), None)


def upn_check_letter(rest: str) -> str:
    """Return the check letter for characters 2 to 13 of a UPN.

    :raises ValueError: if they are not eleven digits and then a digit or an allowed letter
    """
    rest = rest.strip().upper()
    if (
        len(rest) != 12
        or not _digits(rest[:11])
        or not (_digits(rest[11]) or rest[11] in UPN_LETTERS)
    ):
        raise ValueError(
            "A UPN has eleven digits and a last digit or letter after its check letter."
        )
    return stdnum_upn.calc_check_digit(rest)


def upn_is_temporary(upn: str) -> bool:
    """Say whether this UPN ends in a letter, as a temporary one does."""
    return upn.strip().upper()[-1:] in set(UPN_LETTERS)


# --- Unique learner number, NHS number ---------------------------------------------------

ULN_PLACEHOLDER = "9999999999"  # further-education returns: "no number yet"


def uln_is_valid(uln: str) -> bool:
    """Say whether this is a unique learner number with the right last digit."""
    number = uln.strip()
    if len(number) != 10 or not _digits(number):
        return False
    weighted = zip(number[:9], range(10, 1, -1), strict=True)
    remainder = sum(int(digit) * weight for digit, weight in weighted) % 11
    return remainder != 0 and int(number[9]) == 10 - remainder


def nhs_number_is_valid(number: str) -> bool:
    """Say whether this is an NHS number with the right check digit. Says nothing of whose it is.

    Spaces and hyphens are forgiven. All noughts satisfies the sum but is never issued.
    """
    return number.isascii() and stdnum_nhs.is_valid(number) and number.strip("0 -") != ""


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


# --- Age ---------------------------------------------------------------------------------

MAX_AGE_IN_SEN2 = 25
CURRICULUM_YEAR_RANGE = range(-4, 21)


def age_on(born: date, on: date) -> int:
    """Return age in whole years on a day; negative before birth.

    Someone born on 29 February has a birthday on 1 March in a year without one.
    """
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def birthday(born: date, age: int) -> date:
    """Return the day on which someone reaches an age (29 February: see `age_on`)."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def school_year_start(on: date) -> date:
    """Return the 1 September that began the school year a day lies in."""
    return date(on.year if on.month >= 9 else on.year - 1, 9, 1)


def academic_age(born: date, on: date) -> int:
    """Return age on the 31 August before the school year that a day lies in."""
    return age_on(born, date(school_year_start(on).year, 8, 31))


def curriculum_year(born: date, on: date) -> int:
    """Return the national curriculum year by age: Reception is 0, nursery below it."""
    return academic_age(born, on) - 4


def year_words(year: int) -> str:
    """Say a national curriculum year: Reception, Year 6, or which side of school it lies."""
    if year < 0:
        return "Under school age"
    if year == 0:
        return "Reception"
    return f"Year {year}" if year <= 13 else "After Year 13"


# --- Codes -------------------------------------------------------------------------------


class BroadArea(StrEnum):
    """The four broad areas of need (SEND Code of Practice 2015, 6.28 to 6.35)."""

    COGNITION = "Cognition and learning"
    COMMUNICATION = "Communication and interaction"
    SEMH = "Social, emotional and mental health"
    SENSORY = "Sensory and/or physical"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCode:
    """A kind of special educational need, and the SEN2 return years it holds for."""

    code: str
    name: str
    area: BroadArea | None  # None where the sources give none
    first_year: int = 2022
    last_year: int | None = None

    def holds_in(self, return_year: int) -> bool:
        return self.first_year <= return_year <= (self.last_year or return_year)


NEEDS: Mapping[str, NeedCode] = MappingProxyType(
    {
        need.code: need
        for need in (
            NeedCode(code="SPLD", name="Specific learning difficulty", area=BroadArea.COGNITION),
            NeedCode(code="MLD", name="Moderate learning difficulty", area=BroadArea.COGNITION),
            NeedCode(code="SLD", name="Severe learning difficulty", area=BroadArea.COGNITION),
            NeedCode(
                code="PMLD",
                name="Profound and multiple learning difficulty",
                area=BroadArea.COGNITION,
            ),
            NeedCode(code="SEMH", name="Social, emotional and mental health", area=BroadArea.SEMH),
            NeedCode(
                code="SLCN",
                name="Speech, language and communication",
                area=BroadArea.COMMUNICATION,
            ),
            NeedCode(code="HI", name="Hearing impairment", area=BroadArea.SENSORY),
            NeedCode(code="VI", name="Vision impairment", area=BroadArea.SENSORY),
            NeedCode(code="MSI", name="Multi-sensory impairment", area=BroadArea.SENSORY),
            NeedCode(code="PD", name="Physical disability", area=BroadArea.SENSORY),
            NeedCode(code="ASD", name="Autism", area=BroadArea.COMMUNICATION),
            NeedCode(code="DS", name="Down syndrome", area=None, first_year=2025),
            NeedCode(code="OTH", name="Other need", area=None),
        )
    }
)

# School census only, and only for a pupil on SEN support: never in SEN2.
NEED_NOT_ASSESSED = NeedCode(
    code="NSA", name="SEN support, no specialist assessment of need yet", area=None
)


def needs_in(return_year: int) -> dict[str, NeedCode]:
    """Return the need codes in the SEN2 list for a return year."""
    return {code: need for code, need in NEEDS.items() if need.holds_in(return_year)}


SEX: Mapping[str, str] = MappingProxyType({"M": "Male", "F": "Female"})  # returns from 2024
GENDER: Mapping[str, str] = MappingProxyType(  # returns of 2022 and 2023
    {"0": "Not known", "1": "Male", "2": "Female", "9": "Not specified"}
)


def sex_codes_in(return_year: int) -> Mapping[str, str]:
    """Return the sex codes (to 2023: gender codes) of the SEN2 list for a return year."""
    return SEX if return_year >= 2024 else GENDER


def sex_of(code: str) -> str | None:
    """Return M or F for a sex or an older gender code; None where it says neither."""
    code = code.strip().upper()
    return code if code in SEX else {"1": "M", "2": "F"}.get(code)


ETHNICITIES: Mapping[str, str] = MappingProxyType(
    {
        "WBRI": "White British",
        "WIRI": "White Irish",
        "WIRT": "Traveller of Irish heritage",
        "WROM": "Gypsy or Roma",
        "WOTH": "Any other white background",
        "MWBC": "White and Black Caribbean",
        "MWBA": "White and Black African",
        "MWAS": "White and Asian",
        "MOTH": "Any other mixed background",
        "AIND": "Indian",
        "APKN": "Pakistani",
        "ABAN": "Bangladeshi",
        "AOTH": "Any other Asian background",
        "BCRB": "Black Caribbean",
        "BAFR": "Black African",
        "BOTH": "Any other black background",
        "CHNE": "Chinese",
        "OOTH": "Any other ethnic group",
        "REFU": "Refused",
        "NOBT": "Not obtained",
    }
)

_EXTENDED = {
    "WBRI": "WCOR WENG WNIR WSCO WWEL WOWB",
    "WOTH": "WALB WBOS WCRO WGRE WGRK WGRC WITA WKOS WPOR WSER WTUR WTUK WTUC WEUR WEEU WWEU WOTW",
    "WROM": "WROG WROR WROO",
    "MWAS": "MWAP MWAI MWAO",
    "MOTH": "MAOE MABL MACH MBOE MBCH MCOE MWOE MWCH MOTM",
    "APKN": "AMPK AKPA AOPK",
    "AOTH": "AAFR AKAO ANEP ASNL ASLT ASRO AOTA",
    "BAFR": "BANN BCON BGHA BNGN BSLN BSOM BSUD BAOF",
    "BOTH": "BEUR BNAM BOTB",
    "CHNE": "CHKC CMAL CSNG CTWN COCH",
    "OOTH": "OAFG OARA OEGY OFIL OIRN OIRQ OJPN OKOR OKRD OLAM OLEB OLIB OMAL OMRC OOEG OPOL "
    "ORAB OTHA OVIE OYEM",
}

# Accepted in the school census; which main code they belong to is not known.
ETHNICITIES_WITHOUT_MAIN = frozenset({"ABRI", "AWEL", "BBRI", "BWEL"})

EXTENDED_ETHNICITIES: Mapping[str, str] = MappingProxyType(
    {code: main for main, codes in _EXTENDED.items() for code in codes.split()}
)


def ethnicity_is_known(code: str) -> bool:
    """Say whether a main or extended ethnicity code is in the lists."""
    code = code.strip().upper()
    return code in ETHNICITIES or code in EXTENDED_ETHNICITIES or code in ETHNICITIES_WITHOUT_MAIN


def main_ethnicity(code: str) -> str | None:
    """Return the main code an ethnicity rolls up to; None where unknown or not settled."""
    code = code.strip().upper()
    return code if code in ETHNICITIES else EXTENDED_ETHNICITIES.get(code)


# NHS ethnic category. It does not map one to one onto the codes above: keep both as given.
NHS_ETHNIC_CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "A": "White British",
        "B": "White Irish",
        "C": "Any other white background",
        "D": "White and Black Caribbean",
        "E": "White and Black African",
        "F": "White and Asian",
        "G": "Any other mixed background",
        "H": "Indian",
        "J": "Pakistani",
        "K": "Bangladeshi",
        "L": "Any other Asian background",
        "M": "Caribbean",
        "N": "African",
        "P": "Any other black background",
        "R": "Chinese",
        "S": "Any other ethnic group",
        "Z": "Not stated",
        "99": "Not known",
    }
)


# Where somebody is (trust rules 16 to 18)
POSTCODE_IN_TEXT = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})\b", re.IGNORECASE)
PHONE_IN_TEXT = re.compile(r"(?<![\d.])(?:\+\s?44|\(?0)(?:[\s().-]*\d){9,10}(?!\d)")
FRAGMENT_LENGTH = 6  # letters and digits: "12 Elm" is a place, "Elm" is a word


def plain(text: str) -> str:
    """Return only the letters and digits of a text, in lower case, so that layout hides nothing."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def address_fragments(places: Mapping[str, str]) -> frozenset[str]:
    """Return the pieces of a known location that give it away, as `plain` writes them."""
    pieces = (piece for value in places.values() for piece in re.split(r"[,;\n]", value))
    return frozenset(p for piece in pieces if len(p := plain(piece)) >= FRAGMENT_LENGTH)


def places_named(text: str, places: Mapping[str, str]) -> frozenset[str]:
    """Return what kind of place a text about a restricted person names, never the place itself.

    Any postcode or phone number counts, not theirs alone: a guard that answered for theirs only
    would tell a guesser when a guess was right.
    """
    found = set()
    if POSTCODE_IN_TEXT.search(text):
        found.add("postcode")
    if PHONE_IN_TEXT.search(text):
        found.add("phone number")
    if any(fragment in plain(text) for fragment in address_fragments(places)):
        found.add("address")
    return frozenset(found)


class CommunicationKind(StrEnum):
    """How somebody needs to be written or spoken to (trust rule 66)."""

    LARGE_PRINT = "LARGE_PRINT"
    EASY_READ = "EASY_READ"
    BRAILLE = "BRAILLE"
    AUDIO = "AUDIO"
    BSL = "BSL"
    SYMBOLS = "SYMBOLS"
    LANGUAGE = "LANGUAGE"
    INTERPRETER = "INTERPRETER"
    PHONE_ONLY = "PHONE_ONLY"


NEEDS_DETAIL = frozenset({CommunicationKind.LANGUAGE, CommunicationKind.INTERPRETER})


# Whose the rights are (rules 24 to 28)


class Decision(StrEnum):
    """What a young person was asked to decide: capacity is judged for each by itself."""

    SHARING = "SHARING"  # whether a parent goes on seeing the plan and its notices
    REQUESTING = "REQUESTING"  # to ask for an assessment, a review or a setting
    COMMENTING = "COMMENTING"  # what to say to a draft
    APPEALING = "APPEALING"
    BUDGET = "BUDGET"
    ALL_OF_IT = "ALL_OF_IT"  # each of the others was asked about, and recorded so


class AccessAnswer(StrEnum):
    """What a young person said of a parent's access."""

    GIVEN = "GIVEN"
    LIMITED = "LIMITED"  # to some sections of the plan
    REFUSED = "REFUSED"


class Representing(StrEnum):
    """In what right somebody decides for a young person who cannot (reg 64)."""

    DEPUTY = "DEPUTY"
    ATTORNEY = "ATTORNEY"
    PARENT = "PARENT"


LEAST_AGE_FOR_CAPACITY = 16  # Mental Capacity Act 2005, s.2(5)
MOST_MONTHS_UNREVIEWED = 12  # a decision about capacity, and a mandate, are looked at again
LIMIT_DAYS = 5  # working days to decide what a child asks (rule 28)
PLAN_SECTIONS = ("A", "B", "C", "D", "E", "F", "G", "H1", "H2", "I", "J", "K")
MOST_LIMIT_WORDS = 2_000  # characters

# A one-use code by post (rule 15). No letter or digit that is taken for another one.
CODE_LETTERS = "ACDEFGHJKMNPQRTWXY34679"
CODE_LENGTH = 12
CODE_DAYS = 21  # from the day it is sent
MOST_WRONG_CODES = 5  # within the hour, by one account or from one place
WRONG_CODES_HOUR = timedelta(hours=1)


def new_code() -> str:
    """Return a code that nobody can guess: twelve of 23 letters, 54 bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def shown_code(code: str) -> str:
    """Write a code as it is printed: "ACDE-FGHJ-KMNP"."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def typed_code(text: str) -> str:
    """Return a code as it was sent, whatever spaces, dashes and small letters were typed."""
    return "".join(letter for letter in text.upper() if letter.isalnum())[: CODE_LENGTH * 2]
