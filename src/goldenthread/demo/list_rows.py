"""Rows of services' lists for one child: referrals, contacts, equipment, ties to the team.

Built from the same story as the events, so that a list, its clocks and its figures agree. What is
written about a child says what is hard, and never a diagnosis, a place or another person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from goldenthread.demo.facts import CaseEvent, Wait
from goldenthread.demo.local_help import offers_for
from goldenthread.demo.luck import Luck
from goldenthread.directory.rules.needs import NEEDS
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Service
from goldenthread.waits.rules.pathways import pathway
from goldenthread.waits.rules.stages import Ending, Level, Priority, Stage

LIST_COLUMNS: dict[str, tuple[str, ...]] = {
    "waits_referral": (
        "id", "area_id", "child_id", "service_id", "stage", "received_date", "source", "needs",
        "priority", "priority_reason", "priority_date", "worst_told", "missed_count",
        "appointment_date", "appointment_given_date", "seen_date", "left_date", "ended_date",
        "ending", "contacts", "offers", "home", "decile", "looked_after", "appointment_first",
        "reason", "referrer",
    ),
    "waits_update": (
        "id", "area_id", "child_id", "referral_id", "told_date", "told_by", "distress", "safety",
        "words", "decided_date", "decision", "decision_reason",
    ),
    "waits_supportcontact": (
        "id", "area_id", "child_id", "referral_id", "contact_date", "which", "channel", "reached",
        "note",
    ),
    "waits_supportoffer": (
        "id", "area_id", "child_id", "contact_id", "help_id", "taken_up", "helped",
    ),
    "waits_equipment": (
        "id", "area_id", "child_id", "referral_id", "kind", "measured_date", "ordered_date",
        "delivered_date",
    ),
    "waits_transfer": (
        "id", "area_id", "child_id", "referral_id", "to_service_id", "asked_date", "reason",
        "answered_date", "accepted", "answer_reason",
    ),
}  # fmt: skip
CONTACTS: Mapping[str, str] = {
    K.WAIT_CONTACTED: "start",
    K.WAIT_CONTACTED_AT_18: "18",
    K.WAIT_CONTACTED_AGAIN: "again",
}
HARD: Mapping[str, tuple[str, ...]] = {
    Service.COMMUNITY_PAEDIATRICS: ("sleep", "learning", "attention", "eating", "toilet", "moving"),
    Service.NEURODEVELOPMENTAL: ("friends", "senses", "behaviour", "attention", "sleep", "school"),
    Service.MENTAL_HEALTH: ("worry", "behaviour", "sleep", "school", "friends"),
    Service.WHEELCHAIR: ("moving",),
    Service.OCCUPATIONAL_THERAPY: ("moving", "senses", "learning"),
    Service.SPEECH_AND_LANGUAGE: ("talking", "friends", "eating"),
    Service.SOCIAL_CARE_OT: ("moving", "toilet", "sleep"),
    Service.SCHOOL_MENTAL_HEALTH: ("worry", "school", "friends"),
}
REFERRERS = ("GP practice", "School", "School", "Health visitor", "Parent", "School nurse")
NOTES = ("", "", "A talk with a parent. Things are much as they were.",
         "Left details of groups and the number to call.",
         "A parent says evenings are hardest. Sleep ideas shared.",
         "School has put help in place. Parent knows how to tell us of a change.")  # fmt: skip
WORDS = {
    Level.SOME: "Tired and tearful after school on most days.",
    Level.MUCH: "Has stopped coming downstairs in the mornings. Barely eats at school.",
    Level.DANGER: "Ran into the road twice this week. We can not leave the doors unlocked.",
}
WHY_SOONER = "Not safe to wait in turn: seen at home and at school."
WHY_SAME = "Spoke with the family. Help put in place now; we look again in twelve weeks."
WHY_RANK = {Priority.AT_ONCE: "Losing skills quickly", Priority.SOON: "Weight and sleep a worry"}
DECILES = (18, 15, 12, 11, 10, 9, 8, 7, 6, 4)  # children who wait live more often in poor homes
FINDINGS = 77  # of the stream for what is written on a list


@dataclass(frozen=True, slots=True)
class ListOf:
    """A service's list: its number, and its team's."""

    service_id: int
    team_id: int


Lists = Mapping[tuple[int, str], ListOf]  # by area and pathway
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One wait of one child on a list we hold."""

    area: int
    child: int
    key: int
    wait: Wait
    contacts: tuple[CaseEvent, ...]
    home: str  # first half of the postcode; empty where it is restricted
    here: ListOf
    lists: Lists

    @property
    def own(self) -> tuple[int, int]:
        return self.area, self.child

    @property
    def seen(self) -> date | None:
        """The day the pathway counts as being seen."""
        wait = self.wait
        chair = wait.service == Service.WHEELCHAIR
        days = {
            K.FIRST_CONTACT: wait.first_contact,
            K.WAIT_ASSESSMENT_STARTED: wait.assessed,
            K.TREATMENT_STARTED: None if chair else wait.treated,
            K.EQUIPMENT_DELIVERED: wait.treated if chair else None,
        }
        told = [day for kind in pathway(wait.service).seen_by if (day := days.get(kind))]
        return min(told, default=None)

    @property
    def stage(self) -> Stage:
        wait = self.wait
        if wait.removed:
            return Stage.WITHDRAWN
        if wait.treated:
            return Stage.TREATED
        if wait.first_contact:
            return Stage.SEEN
        if wait.appointment:
            return Stage.OFFERED
        return Stage.WAITING if wait.accepted else Stage.RECEIVED


def list_rows(listed: Listed) -> Iterator[tuple[str, Row]]:
    """Yield the rows of one wait, each with its table."""
    luck = Luck(listed.key, FINDINGS)
    hard = _hard(listed.wait.service, luck)
    offers = list(_offers(listed, hard, luck))
    yield "waits_referral", _referral(listed, hard, len(offers), luck)
    for number, worse in enumerate(listed.wait.worse, start=1):
        yield "waits_update", (listed.key * 100 + number, *listed.own, listed.key, *_told(worse))
    for number, each in enumerate(listed.contacts, start=1):
        channel, note = luck.pick(("phone", "phone", "email", "text")), luck.pick(NOTES)
        told = (each.on, CONTACTS[each.kind], channel, True, note)
        yield "waits_supportcontact", (listed.key * 100 + number, *listed.own, listed.key, *told)
    for row in offers:
        yield "waits_supportoffer", row
    if listed.wait.service == Service.WHEELCHAIR and listed.wait.first_contact:
        yield "waits_equipment", _equipment(listed, luck)
    yield from _handover(listed)
    if listed.stage is not Stage.WITHDRAWN:
        yield "access_tie", _tie(listed, listed.here, listed.wait.referred)


@cache
def _needs(keys: frozenset[str]) -> tuple[str, ...]:
    return tuple(key for key in NEEDS if key in keys)


def _hard(service: str, luck: Luck) -> tuple[str, ...]:
    known = HARD.get(service, tuple(NEEDS))
    return _needs(frozenset((luck.pick(known), luck.pick(known))))


def _referral(listed: Listed, hard: Sequence[str], offers: int, luck: Luck) -> Row:
    wait, seen, gone = listed.wait, listed.seen, listed.wait.removed
    open_tellings = [max(one.distress, one.safety) for one in wait.worse if one.decided is None]
    words = " and ".join(NEEDS[key].words.lower() for key in hard)
    return (
        *(listed.key, *listed.own, listed.here.service_id, str(listed.stage), wait.referred),
        *("demo", json.dumps(hard), *_priority(wait)),
        max(open_tellings, default="") if wait.first_contact is None and gone is None else "",
        *(wait.missed, wait.appointment, wait.offered, seen, None if seen else gone, gone),
        *(str(Ending.NOT_WANTED) if gone else "", len(listed.contacts), offers),
        *(listed.home, 1 + luck.one(DECILES), luck.likely(0.03)),
        wait.first_contact is None and not wait.missed,  # its first appointment is still to come
        *(f"Finds these hard at home and at school: {words}.", luck.pick(REFERRERS)),
    )


def _priority(wait: Wait) -> tuple[str, str, date | None]:
    """How soon, why, and since when: as a clinician last said."""
    sooner = [one.decided for one in wait.worse if one.decided and one.sooner]
    first = Priority(wait.priority)
    if first is not Priority.ROUTINE and wait.accepted:
        return str(first), WHY_RANK[first], wait.accepted
    if sooner:
        return str(Priority.SOON), WHY_SOONER, sooner[-1]
    return str(Priority.ROUTINE), "", None


def _told(worse: Any) -> Row:
    told = max(Level(worse.distress), Level(worse.safety))
    words = (worse.on, worse.by, str(worse.distress), str(worse.safety), WORDS[told])
    if worse.decided is None:
        return (*words, None, "", "")
    why = ("sooner", WHY_SOONER) if worse.sooner else ("same", WHY_SAME)
    return (*words, worse.decided, *why)


def _offers(listed: Listed, hard: Sequence[str], luck: Luck) -> Iterator[Row]:
    found = offers_for(hard, listed.area)
    for number, _ in enumerate(listed.contacts, start=1):
        if not found or not luck.likely(0.7):
            continue
        contact = listed.key * 100 + number
        taken = ("YES", "NO", "")[luck.one((45, 25, 30))]
        helped = ("YES", "NO", "")[luck.one((60, 20, 20))] if taken == "YES" else ""
        yield (contact, *listed.own, contact, str(luck.pick(found)), taken, helped)


def _equipment(listed: Listed, luck: Luck) -> Row:
    wait = listed.wait
    kind = luck.pick(("chair", "seating"))
    measured = wait.first_contact
    return (listed.key, *listed.own, listed.key, kind, measured, measured, wait.treated)


def _handover(listed: Listed) -> Iterator[tuple[str, Row]]:
    wait = listed.wait
    other = listed.lists.get((listed.area, str(Service.NEURODEVELOPMENTAL)))
    if wait.asked_on is None or other is None:
        return
    refused = wait.answered_on is not None
    why = "This child is best seen by the children's doctor first." if refused else ""
    yield (
        "waits_transfer",
        (
            *(listed.key, *listed.own, listed.key, other.service_id, wait.asked_on),
            *("Friends, noise and change are what is hard now.", wait.answered_on),
            *(False if refused else None, why),
        ),
    )
    if not refused and wait.removed is None:
        yield "access_tie", _tie(listed, other, wait.asked_on)


def _tie(listed: Listed, to: ListOf, since: date) -> Row:
    return (*listed.own, "SERVICE_LIST", None, to.team_id, None, since, None)
