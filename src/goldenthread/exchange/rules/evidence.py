"""An inspection's evidence: a sample that anybody can draw again, and what is asked for beside.

Plain Python. The usual contents of the request are knowledge of the field, to be put right against
the handbook of the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from goldenthread.exchange.annex_a.columns import COLUMNS, LISTS

BULK = 50  # more children than this need a second person (trust rule 41)
SHORTEST_REASON = 20
LONGEST_SAMPLE = 30
LASTS = timedelta(hours=24)
SIGNED_IN_WITHIN = timedelta(minutes=10)


class Act(StrEnum):
    """What can be done in an evidence room."""

    OPENED = "opened"
    LOOKED = "looked"
    EXPORT_ASKED = "export-asked"
    EXPORT_APPROVED = "export-approved"
    EXPORT_REFUSED = "export-refused"
    EXPORT_TAKEN = "export-taken"
    PACK_TAKEN = "pack-taken"


def drawn(ids: Iterable[str], seed: str, size: int) -> list[str]:
    """Draw a random sample that the same seed draws again, from ids in any order.

    Each id is put in order by the digest of the seed and itself, so nobody can steer the draw
    but by choosing the seed, and a child more or fewer on the list moves nobody else.
    """
    return sorted(set(ids), key=lambda one: (_digest(seed, one), one))[:size]


def _digest(seed: str, one: str) -> str:
    return sha256(f"{seed}\0{one}".encode()).hexdigest()


# --- Columns no record of ours fills --------------------------------------------------------------

NO_SOURCE: Mapping[str, str] = {
    "suspensions": "No school returns suspensions to this record yet.",
    "exclusions": "No school returns permanent exclusions to this record yet.",
    "absence": "No school returns attendance to this record yet.",
}
NO_LIST_2 = (
    "Which children are on SEN support is in the schools' census, which is not loaded yet: "
    "List_2 has its headings and no children."
)


@dataclass(frozen=True, slots=True)
class Blank:
    """A column that is empty on purpose, and why."""

    heading: str
    why: str


def blanks(more: Mapping[str, str]) -> list[Blank]:
    """Return the columns left empty, in the template's order: those with no source, and `more`."""
    why = {**NO_SOURCE, **more}
    return [Blank(column.heading, why[column.key]) for column in COLUMNS if column.key in why]


LIST_NAMES = LISTS


# --- What is asked for beside the lists -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """Something an inspection asks for: what stands here of it, or who must bring it."""

    what: str
    here: str  # the name of a page, with the area as its only argument; "" where none
    words: str  # what is there, or who brings it


ASKED_FOR: tuple[Asked, ...] = (
    Asked("Timeliness of plans, requests, refusals, backlog", "measures:area", "the measures"),
    Asked("How current annual reviews are", "measures:area", "the measures"),
    Asked("Waiting times by health service", "measures:area", "the measures"),
    Asked("Where each promise stands", "desk:overview", "the area's position"),
    Asked("Figures already published", "measures:all-published", "the published figures"),
    Asked("Local help for families", "directory:find", "the directory of local help"),
    Asked("Self-evaluation, strategy, improvement plan", "", "the partnership's programme lead"),
    Asked("Joint needs assessment and commissioning agreement", "", "the commissioners"),
    Asked("Mediation, appeals, ombudsman and complaints", "measures:area", "the measures"),
    Asked("Children missing education, part-time timetables, exclusions", "", "school attendance"),
    Asked("Multi-agency audits of plans", "", "the quality assurance lead"),
    Asked("Moves between phases and preparation for adulthood", "measures:area", "the measures"),
    Asked("Co-production, children's voice, surveys", "", "the parent carer forum"),
    Asked("Who is who: SENCOs, psychologists, designated officers", "", "the council and the ICB"),
)
