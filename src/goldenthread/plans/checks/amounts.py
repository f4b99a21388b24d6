"""What a line of provision says of who, how often, how long and how many."""

from __future__ import annotations

import re
from dataclasses import dataclass

from goldenthread.plans.checks.words import pattern, quick, small_letters
from goldenthread.plans.content import Provision

EQUIPMENT_WORDS = 8  # a line about a thing names it in its first words
SCHOOL_DAYS = 5  # taught days in a week
_NUMBERS = {
    "one": 1.0,
    "once": 1.0,
    "an": 1.0,
    "a": 1.0,
    "two": 2.0,
    "twice": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "seven": 7.0,
    "eight": 8.0,
    "ten": 10.0,
    "twelve": 12.0,
    "fifteen": 15.0,
    "twenty": 20.0,
    "thirty": 30.0,
    "forty": 40.0,
    "forty-five": 45.0,
    "sixty": 60.0,
    "half an": 0.5,
}
_N = r"\d+(?:\.\d+)?|" + "|".join(sorted(_NUMBERS, key=len, reverse=True))
_PER_WEEK = re.compile(
    rf"\b({_N})(½)?[ -]?(hours?|hrs?|h|minutes?|mins?)\b(?: of)?(?: [\w’'/:-]+){{0,5}}?"
    r"[ ,]+(?:a|per|each|every|/) ?week"
)
_LENGTH = re.compile(rf"\b({_N})(½)?[ -]?(hours?|hrs?|h|minutes?|mins?)\b")
_TIMES = re.compile(
    rf"\b({_N}) ?(?:times|x|sessions|days|lessons|visits)?(?: \w+)? ?(?:a|per|each|every) week|"
    rf"\b({_N}) ?x (?:a |per )?week|x ?(\d+) (?:a|per|each) week|\b(twice|once) weekly"
)
_DAILY = re.compile(r"\b(?:daily|(?:each|every|a|per) (?:school )?(?:day|morning|afternoon))\b")
_DAY_OR_WEEK = re.compile(r"week|dai?ly|day|morning|afternoon")
_WEEKLY = re.compile(r"\b(?:weekly|(?:each|every|a|per) week)\b")


def number(words: str) -> float:
    """The value of a number in figures or words."""
    words = words.lower()
    return _NUMBERS[words] if words in _NUMBERS else float(words)


# "The therapist also gives 6 hours a year for training staff": no time with the child.
_ASIDE = re.compile(
    r"[^.;|,]*\b\w+ (?:hours?|days?) (?:a|per|each) (?:year|term)\b[^.;|]*"
    r"\b(?:training|reports?|planning|liaison|reviews?)\b[^.;|]*"
)
_ANYBODY = re.compile(
    r"\W*(?:(?:the )?(?:school )?staff|(?:an?|the) adults?|adults?|(?:a )?members? of staff|"
    r"someone|the school|school|setting|support staff)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Specific:
    """Which of the marks of a specific line are there."""

    often: bool
    long: bool
    ratio: bool
    expertise: bool

    @property
    def quantified(self) -> bool:
        """Who, how often and how long are all said: a loose word beside them does no harm."""
        return self.often and self.long and self.expertise


def specific(row: Provision, text: str) -> Specific:
    """Read one line of provision. A filled field counts, as do the words anywhere in the line."""
    small = _ASIDE.sub(" ", small_letters(text))
    generic = bool(_ANYBODY.fullmatch(row.who)) and not row.expertise.strip()
    return Specific(
        often=bool(row.how_often.strip()) or _says("often", small),
        long=bool(row.how_long.strip() or row.direct_time.strip()) or _says("long", small),
        ratio=bool(row.group_size.strip()) or _says("ratio", small),
        expertise=not generic and (bool(row.expertise.strip()) or _says("role", small)),
    )


def _says(key: str, small: str) -> bool:
    return bool(quick(pattern("specific", f"amount.{key}")).search(small))


_WRAP = re.compile(r"(?<![|\n])\n(?![|\n])")  # where a narrow column breaks a line


def weekly_hours(row: Provision, text: str) -> float | None:
    """Hours of direct help in a week, when the words say so beyond doubt."""
    text = _WRAP.sub(" ", text.lower())
    found = _PER_WEEK.search(text) if "week" in text else None
    if found and not _TIMES.search(text[found.start(3) : found.end()]):
        return _hours(found)
    if not _DAY_OR_WEEK.search(f"{row.how_often.lower()} {text}"):
        return None
    length = _LENGTH.search(f"{row.how_long} {row.direct_time}".lower()) or _LENGTH.search(text)
    if not length:
        return None
    times = _times_a_week(f"{row.how_often.lower()} {text}")
    return None if times is None else _hours(length) * times


def _hours(found: re.Match[str]) -> float:
    value = number(found.group(1)) + (0.5 if found.group(2) else 0.0)
    return value if found.group(3).lower().startswith("h") else value / 60


def _times_a_week(text: str) -> float | None:
    weekly = "week" in text
    if found := _TIMES.search(text) if weekly else None:
        words = next(group for group in found.groups() if group)
        return number(words)
    if _DAILY.search(text):
        return float(SCHOOL_DAYS)
    return 1.0 if weekly and _WEEKLY.search(text) else None


def is_equipment(row: Provision) -> bool:
    """A thing needs no minutes and no teacher: it is there or it is not."""
    if row.equipment:
        return True
    first = " ".join(row.what.split()[:EQUIPMENT_WORDS])
    return bool(pattern("specific", "amount.equipment").search(first)) and not _HELP.search(
        row.what
    )


_HELP = re.compile(
    r"\b(?:taught|teach\w*|sessions?|lessons?|therapy|groups?|programmes?|support\w*|"
    r"training|practis\w+|"
    r"practice|access|opportunit\w+|interventions?|help\w*|tuition|coach\w*|course|clubs?|"
    r"work|tests?)\b",
    re.IGNORECASE,
)
