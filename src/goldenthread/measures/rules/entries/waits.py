"""Children waiting for a health or therapy service, by service and length."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from goldenthread.law.events import Service
from goldenthread.measures.rules.entries.parts import (
    DCO,
    ON_THE_DAY,
    in_time,
    mean,
    number,
    share,
)
from goldenthread.measures.rules.measure import (
    Cell,
    Direction,
    Family,
    Measure,
    Standing,
    Unit,
)

RETURN = "NHS England, Community health services waiting lists (SitRep), children"
RETURN_URL = (
    "https://www.england.nhs.uk/statistics/statistical-work-areas/"
    "community-health-services-waiting-lists/"
)
SINCE = date(2023, 1, 1)
SERVICES: tuple[tuple[Service, str], ...] = (
    (Service.COMMUNITY_PAEDIATRICS, "community paediatrics"),
    (Service.NEURODEVELOPMENTAL, "neurodevelopmental assessment"),
    (Service.MENTAL_HEALTH, "mental health"),
    (Service.SPEECH_AND_LANGUAGE, "speech and language therapy"),
    (Service.OCCUPATIONAL_THERAPY, "occupational therapy"),
    (Service.WHEELCHAIR, "wheelchairs"),
    (Service.SOCIAL_CARE_OT, "social care occupational therapy"),
)
# The bands of the national return, in days since referral, and what each is called.
BANDS: tuple[tuple[str, str], ...] = (
    ("to_12", "12 weeks or less"),
    ("to_18", "over 12 and up to 18 weeks"),
    ("to_52", "over 18 and up to 52 weeks"),
    ("over_52", "over 52 weeks"),
)


def waiting(service: str, column: str) -> Cell:
    """A count of children waiting for one service."""
    return Cell(Family.WAITS, service, column)


def _measure(
    service: Service, words: str, key: str, title: str, numerator: str, column: str
) -> Measure:
    whole = column == "waiting"
    everybody = tuple(waiting(service, name) for name, _ in BANDS)
    return Measure(
        key=f"{key}-{service}",
        title=f"{title}: {words}",
        numerator=numerator,
        denominator=None if whole else "children waiting for first contact",
        unit=Unit.COUNT if whole else Unit.PERCENT,
        period=ON_THE_DAY,
        population=f"Children referred to {words} and not yet seen, nor taken off the list",
        source="timeline events of the waits",
        owner=DCO,
        direction=Direction.DOWN,
        target=Decimal(0) if column == "over_52" else None,
        target_source="NHS planning guidance: nobody over 52 weeks" if column == "over_52" else "",
        standing=Standing.NATIONAL,
        defined_by=RETURN,
        url=RETURN_URL,
        in_force_from=SINCE,
        formula=number(*everybody) if whole else share(_columns(service, column), everybody),
        evidence=(waiting(service, "ever"),),
        silence=f"No referral to {words} has been recorded in this area by that day.",
        note="From referral to first contact. The return's bands, in whole days: 18 weeks are 126.",
    )


def _columns(service: Service, column: str) -> tuple[Cell, ...]:
    names = ("to_52", "over_52") if column == "over_18" else (column,)
    return tuple(waiting(service, name) for name in names)


def _of_service(service: Service, words: str) -> tuple[Measure, ...]:
    return (
        _measure(service, words, "waiting", "Waiting", "children waiting", "waiting"),
        _measure(
            service,
            words,
            "waiting-over-18-weeks",
            "Waiting over 18 weeks",
            "of these, those waiting more than 126 calendar days",
            "over_18",
        ),
        _measure(
            service,
            words,
            "waiting-over-52-weeks",
            "Waiting over 52 weeks",
            "of these, those waiting more than 364 calendar days",
            "over_52",
        ),
        _mean(service, words),
    )


def _mean(service: Service, words: str) -> Measure:
    """How long those waiting have waited, on average: not how long anybody will wait."""
    everybody = tuple(waiting(service, name) for name, _ in BANDS)
    return Measure(
        key=f"weeks-waited-{service}",
        title=f"Mean weeks waited so far: {words}",
        numerator="days waited so far by those waiting, added up, in weeks",
        denominator="children waiting for first contact",
        unit=Unit.WEEKS,
        period=ON_THE_DAY,
        population=f"Children referred to {words} and not yet seen, nor taken off the list",
        source="timeline events of the waits",
        owner=DCO,
        direction=Direction.DOWN,
        standing=Standing.LOCAL,
        defined_by="The partnership's own: the mean wait of Fong and others, 2022",
        url="https://doi.org/10.1101/2022.08.23.22279117",
        in_force_from=SINCE,
        formula=mean(waiting(service, "days"), *everybody, weeks=True),
        evidence=(waiting(service, "ever"),),
        silence=f"No referral to {words} has been recorded in this area by that day.",
        note="How long those waiting have waited, and not how long they will.",
    )


# What families that wait were promised meanwhile, whatever the list (S61, S64).
HELP: tuple[Measure, ...] = (
    in_time(
        "contacted-at-the-start",
        "Families contacted when their wait began",
        "wait-support",
        "families told what happens next and what help there is",
        DCO,
    ),
    in_time(
        "contacted-at-18-weeks",
        "Families contacted at 18 weeks",
        "wait-support-18",
        "contacts owed at 18 weeks of waiting",
        DCO,
    ),
    in_time(
        "contacted-every-12-weeks",
        "Families contacted every 12 weeks after",
        "wait-support-12",
        "contacts owed every 12 weeks of a long wait",
        DCO,
    ),
    in_time(
        "worse-decided-on",
        "Decided in two working days when a waiting child is worse",
        "wait-update",
        "tellings that a waiting child is worse",
        DCO,
    ),
)
MEASURES: tuple[Measure, ...] = (
    *(each for service, words in SERVICES for each in _of_service(service, words)),
    in_time(
        "treatment-in-18-weeks",
        "Community paediatrics: treatment begun in 18 weeks",
        "rtt-18",
        "referrals to community paediatrics",
        DCO,
    ),
    in_time(
        "wheelchairs-in-18-weeks",
        "Wheelchairs delivered in 18 weeks",
        "whl-18",
        "referrals for a wheelchair",
        DCO,
    ),
    *HELP,
)
