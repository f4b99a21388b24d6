"""Who writes which part: everybody in their own field, the officer in all of it.

The last word on what a plan says lies with the council, so an officer or a manager may write
every section. The child's and parents' words are theirs: what they say comes in as a comment or
a view, in their own words, with the day and how it was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from goldenthread.access.rules import Role
from goldenthread.plans.rules.sections import SECTIONS

EVERYTHING = frozenset(SECTIONS)
WRITES: Mapping[Role, frozenset[str]] = {
    Role.EHC_OFFICER: EVERYTHING,
    Role.EHC_MANAGER: EVERYTHING,
    Role.PSYCHOLOGIST: frozenset({"B", "E", "F"}),
    Role.HEALTH_ADVISER: frozenset({"B", "C", "E", "F", "G"}),
    Role.DCO: frozenset({"C", "G"}),
    Role.SOCIAL_WORKER: frozenset({"D", "E", "H1", "H2"}),
    Role.DSCO: frozenset({"D", "H1", "H2"}),
    Role.SENCO: frozenset({"A", "B", "E", "F"}),
}


def sections_of(roles: Iterable[Role]) -> frozenset[str]:
    """Return the sections that somebody in these roles may write in."""
    return frozenset().union(*(WRITES.get(role, frozenset()) for role in roles))
