"""Pathways as data: what each service's wait starts and ends with, and how it is judged.

A pathway names its kind of clock, the events that start and stop it, its target and standard with
the rule of law behind them, and what is done when a child is not brought, a family withdraws, the
child goes to another provider, is watched without treatment, or is referred again. Dates come from
the clocks of `law`; the target here is for counting a list, in weeks, and never a due date.

Plain Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Service


class ClockType(StrEnum):
    """The kinds of clock a wait can have; a child's several waits stand side by side."""

    RTT = "referral to treatment"
    COMMUNITY = "community services"
    NICE_AUTISM = "autism assessment (NICE)"
    CAMHS = "mental health"
    WHEELCHAIR = "wheelchairs and seating"
    THERAPY = "therapy"
    SOCIAL_CARE_OT = "occupational therapy at home"
    EHC_ADVICE = "advice for a needs assessment"


class Missed(StrEnum):
    """What becomes of the clock when a child is not brought. Never a discharge by itself."""

    FIRST_SET_ASIDE = "a first appointment missed sets the clock aside; a later one does not"
    GOES_ON = "the clock goes on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """How one kind of service's wait is counted and judged."""

    key: str  # the fact `about` of its events
    name: str
    family_name: str
    clock: ClockType
    starts: tuple[K, ...]
    seen_by: tuple[K, ...]  # the first of these ends the time on the list
    ended_by: tuple[K, ...]  # ends it without the child being seen
    rules: tuple[str, ...]  # the entries of law that its clocks read
    target_weeks: float
    standard_percent: float | None  # of those waiting, inside the target
    missed: Missed
    withdrawal: str
    transfer: str
    monitoring: str
    again: str
    next_holder: bool = False  # refused or stepped down, it must say who holds the child now
    equipment: bool = False


LEFT = (K.WAIT_REMOVED, K.TREATMENT_DECLINED, K.TREATMENT_NOT_NEEDED)
WITHDRAWN = "Left the list, not seen: counted apart, and never as capacity."
HANDED_ON = "The clock goes on. The child stays on the first list until the other accepts."
NOT_HELD = "Not used: the child is seen, or leaves the list."
NEW_WAIT = "A new wait from the day the new referral is received."


STARTS = (K.REFERRAL_RECEIVED,)
SEEN = (K.FIRST_CONTACT, K.WAIT_ASSESSMENT_STARTED, K.TREATMENT_STARTED)


def _community(
    key: Service,
    name: str,
    family: str,
    clock: ClockType,
    *,
    starts: tuple[K, ...] = STARTS,
    seen_by: tuple[K, ...] = SEEN,
    rules: tuple[str, ...] = ("chs-52",),
    target_weeks: float = 18.0,
    standard_percent: float | None = None,
    missed: Missed = Missed.GOES_ON,
    monitoring: str = NOT_HELD,
    next_holder: bool = False,
    equipment: bool = False,
) -> Pathway:
    """Return a pathway of a community service: as most are, but for what is said otherwise."""
    return Pathway(
        key=str(key),
        name=name,
        family_name=family,
        clock=clock,
        starts=starts,
        seen_by=seen_by,
        ended_by=LEFT,
        rules=rules,
        target_weeks=target_weeks,
        standard_percent=standard_percent,
        missed=missed,
        withdrawal=WITHDRAWN,
        transfer=HANDED_ON,
        monitoring=monitoring,
        again=NEW_WAIT,
        next_holder=next_holder,
        equipment=equipment,
    )


PATHWAYS: Mapping[str, Pathway] = {
    one.key: one
    for one in (
        _community(
            Service.COMMUNITY_PAEDIATRICS,
            "Community paediatrics",
            "the children's doctor",
            ClockType.RTT,
            starts=(K.REFERRAL_RECEIVED, K.TREATMENT_DECIDED, K.APPOINTMENT_REBOOKED),
            rules=("rtt-18", "chs-52"),
            standard_percent=92.0,
            missed=Missed.FIRST_SET_ASIDE,
            monitoring="Stops the clock; a decision to treat after it starts a new one.",
        ),
        _community(
            Service.NEURODEVELOPMENTAL,
            "Neurodevelopmental assessment",
            "the autism and ADHD check",
            ClockType.NICE_AUTISM,
            rules=("asd-3m", "chs-52"),
            target_weeks=13.0,
        ),
        _community(
            Service.AUTISM,
            "Autism assessment",
            "the autism check",
            ClockType.NICE_AUTISM,
            seen_by=(K.WAIT_ASSESSMENT_STARTED, K.FIRST_CONTACT),
            rules=("asd-3m",),
            target_weeks=13.0,
        ),
        _community(
            Service.MENTAL_HEALTH,
            "Core CAMHS",
            "the mental health team",
            ClockType.CAMHS,
            rules=("cyp-mh-4w",),
            target_weeks=4.0,
            next_holder=True,
        ),
        _community(
            Service.SCHOOL_MENTAL_HEALTH,
            "Mental health support team in schools",
            "the mental health team in school",
            ClockType.CAMHS,
            rules=(),
            target_weeks=4.0,
            next_holder=True,
        ),
        _community(
            Service.WHEELCHAIR,
            "Wheelchairs and seating",
            "the wheelchair team",
            ClockType.WHEELCHAIR,
            seen_by=(K.EQUIPMENT_DELIVERED,),
            rules=("whl-18", "whl-review"),
            standard_percent=92.0,
            equipment=True,
        ),
        _community(
            Service.SPEECH_AND_LANGUAGE,
            "Speech and language therapy",
            "the speech team",
            ClockType.THERAPY,
        ),
        _community(
            Service.OCCUPATIONAL_THERAPY,
            "Occupational therapy",
            "the OT team",
            ClockType.THERAPY,
            equipment=True,
        ),
        _community(Service.PHYSIOTHERAPY, "Physiotherapy", "the physio team", ClockType.COMMUNITY),
        _community(
            Service.SOCIAL_CARE_OT,
            "Social care occupational therapy",
            "the home OT team",
            ClockType.SOCIAL_CARE_OT,
            seen_by=(K.FIRST_CONTACT, K.EQUIPMENT_DELIVERED),
            rules=("ot-home-18",),
            equipment=True,
        ),
        # Not on any list: the six weeks are law and do not wait for one. Shown beside the others.
        Pathway(
            key="ehc-advice",
            name="Advice for a needs assessment",
            family_name="advice for your plan",
            clock=ClockType.EHC_ADVICE,
            starts=(K.ADVICE_REQUESTED,),
            seen_by=(K.ADVICE_RECEIVED,),
            ended_by=(K.REQUEST_WITHDRAWN,),
            rules=("ena-advice-due",),
            target_weeks=6.0,
            standard_percent=100.0,
            missed=Missed.GOES_ON,
            withdrawal="The request is withdrawn as a whole.",
            transfer="Another adviser is asked; the six weeks run from the first request.",
            monitoring=NOT_HELD,
            again="A new request for an assessment has its own six weeks.",
        ),
    )
}
LISTED = tuple(key for key, one in PATHWAYS.items() if one.clock is not ClockType.EHC_ADVICE)
# Promises of this area that every wait has, whatever its pathway.
WHILE_WAITING = (
    *("wait-accept", "wait-support", "wait-support-18", "wait-support-12", "wait-update"),
    *("wait-transfer", "wait-long", "wait-long-again"),
)


class UnknownPathway(LookupError):
    """No pathway has this key."""


def pathway(key: str) -> Pathway:
    """Return a pathway by its key.

    :raises UnknownPathway: if there is none
    """
    try:
        return PATHWAYS[key]
    except KeyError:
        raise UnknownPathway(f"There is no pathway called “{key}”.") from None
