"""Needs in a family's words. Help is found by need, never by diagnosis (S64). Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """One need: its name in plain words, and the SEN codes whose children often have it."""

    key: str
    words: str
    codes: frozenset[str] = frozenset()


TAXONOMY = "golden-thread-needs"  # the name of our list of needs in a feed
NEEDS: Mapping[str, Need] = {
    need.key: need
    for need in (
        Need("talking", "Talking and being understood", frozenset({"SLCN", "ASD", "DS", "HI"})),
        Need("friends", "Making friends", frozenset({"ASD", "SEMH", "SLCN"})),
        Need("worry", "Worry and low mood", frozenset({"SEMH", "ASD"})),
        Need("behaviour", "Big feelings and hard days", frozenset({"SEMH", "ASD"})),
        Need("sleep", "Sleep", frozenset({"ASD", "SEMH", "PMLD"})),
        Need("eating", "Food and eating", frozenset({"ASD", "PMLD", "PD"})),
        Need("senses", "Noise, touch and light", frozenset({"ASD", "MSI", "HI", "VI"})),
        Need("attention", "Keeping still and paying heed", frozenset({"SEMH", "MLD"})),
        Need("learning", "Reading, writing and sums", frozenset({"SPLD", "MLD", "SLD"})),
        Need("moving", "Moving and sitting", frozenset({"PD", "PMLD", "MSI"})),
        Need("toilet", "Using the toilet", frozenset({"SLD", "PMLD", "ASD"})),
        Need("hearing", "Hearing", frozenset({"HI", "MSI"})),
        Need("seeing", "Seeing", frozenset({"VI", "MSI"})),
        Need("school", "Getting on at school", frozenset({"OTH", "NSA", "MLD", "SPLD"})),
        Need("break", "A break for you", frozenset({"SLD", "PMLD", "PD"})),
        Need("money", "Money and forms"),
        Need("parents", "Meeting other parents"),
        Need("growing-up", "Growing up and what comes next"),
    )
}
# Groups of services that a family can ask for; terms of a feed that are no need are kept too.
AREAS = ("home", "school", "health", "leisure", "advice")


def need_words(key: str) -> str:
    """Return a need in plain words; a term we do not know stands as it came."""
    return NEEDS[key].words if key in NEEDS else key.replace("-", " ").capitalize()


def needs_of_codes(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the needs that children with these SEN codes often have, in the order of our list.

    A code says what a child finds hard, as school or parents see it; it is not a diagnosis.
    """
    asked = frozenset(codes)
    return tuple(key for key, need in NEEDS.items() if need.codes & asked)
