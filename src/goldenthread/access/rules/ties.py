"""How a person or body is tied to one child, and what each tie opens."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from goldenthread.access.rules.permissions import Permission


class TieKind(StrEnum):
    """How a person or body is tied to one child."""

    CASELOAD = "CASELOAD"
    ADVISER = "ADVISER"
    SCHOOL_PLACE = "SCHOOL_PLACE"
    CONSULTATION = "CONSULTATION"
    SERVICE_LIST = "SERVICE_LIST"  # on the waiting list of a service: held by its team
    PARENT = "PARENT"
    YOUNG_PERSON = "YOUNG_PERSON"
    MANDATE = "MANDATE"
    BROKEN_GLASS = "BROKEN_GLASS"


class Holder(StrEnum):
    """What can hold a tie."""

    POST = "post"
    ORGANISATION = "organisation"
    USER = "user"


# Who may hold each kind of tie. Broken glass is missing: only `break_glass` makes that one.
HELD_BY: Mapping[TieKind, Holder] = {
    TieKind.CASELOAD: Holder.POST,
    TieKind.ADVISER: Holder.POST,
    TieKind.SCHOOL_PLACE: Holder.ORGANISATION,
    TieKind.CONSULTATION: Holder.ORGANISATION,
    TieKind.SERVICE_LIST: Holder.ORGANISATION,
    TieKind.PARENT: Holder.USER,
    TieKind.YOUNG_PERSON: Holder.USER,
    TieKind.MANDATE: Holder.USER,
}
# What a leaver's successor takes over.
WORKING_TIES = (TieKind.CASELOAD, TieKind.ADVISER)


P = Permission
# What a tie lets somebody do who holds no post at all: families, through their own door.
FAMILY_DOES = frozenset({P.FAMILY_VIEW, P.FAMILY_PLAN_READ, P.FAMILY_SPEAK, P.WAIT_UPDATE})
FAMILY_TIES: Mapping[TieKind, frozenset[Permission]] = {
    TieKind.PARENT: FAMILY_DOES,
    TieKind.YOUNG_PERSON: FAMILY_DOES,
    TieKind.MANDATE: FAMILY_DOES,
}
# Broken glass is read-only (rule 37), whatever the post may do elsewhere.
READ_ONLY = frozenset({P.CHILD_VIEW})
# A setting consulted for a place sees its consultation copy only, never the live record (rule 8).
OPENING_TIES = frozenset(
    {TieKind.CASELOAD, TieKind.ADVISER, TieKind.SCHOOL_PLACE, TieKind.SERVICE_LIST}
)
