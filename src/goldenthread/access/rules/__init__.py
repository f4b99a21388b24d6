"""The policy: who may see or do what, decided in one function. Plain Python.

Access is a role held in a post, and a relation to this child, and the class of the field, and
the state of the record (trust rules 1, 2, 3). A stranger learns nothing: the answer is the same
as for a child who does not exist. Somebody tied to the child but not permitted is refused.
"""

from __future__ import annotations

from goldenthread.access.rules.askers import Asker, ChildState, FamilyStanding, HeldPost
from goldenthread.access.rules.glass import GLASS_REASON_LENGTH, GLASS_REVIEW_DAYS, GlassReason
from goldenthread.access.rules.mailboxes import SHARED_MAILBOXES, is_shared_mailbox
from goldenthread.access.rules.permissions import Permission
from goldenthread.access.rules.policy import (
    NotAllowed,
    NotFound,
    Verdict,
    check,
    check_post,
    classes_in_reach,
    decide,
    relations,
)
from goldenthread.access.rules.roles import (
    ADVISER_FIELDS,
    ADVISING,
    CASEWORK,
    CASEWORK_FIELDS,
    FAMILY_FIELDS,
    LIST_WORK,
    ROLES,
    Role,
    RoleSpec,
    Scope,
)
from goldenthread.access.rules.ties import (
    FAMILY_DOES,
    FAMILY_TIES,
    HELD_BY,
    OPENING_TIES,
    READ_ONLY,
    WORKING_TIES,
    Holder,
    TieKind,
)

__all__ = [
    "ADVISER_FIELDS",
    "ADVISING",
    "CASEWORK",
    "CASEWORK_FIELDS",
    "FAMILY_DOES",
    "FAMILY_FIELDS",
    "FAMILY_TIES",
    "GLASS_REASON_LENGTH",
    "GLASS_REVIEW_DAYS",
    "HELD_BY",
    "LIST_WORK",
    "OPENING_TIES",
    "READ_ONLY",
    "ROLES",
    "SHARED_MAILBOXES",
    "WORKING_TIES",
    "Asker",
    "ChildState",
    "FamilyStanding",
    "GlassReason",
    "HeldPost",
    "Holder",
    "NotAllowed",
    "NotFound",
    "Permission",
    "Role",
    "RoleSpec",
    "Scope",
    "TieKind",
    "Verdict",
    "check",
    "check_post",
    "classes_in_reach",
    "decide",
    "is_shared_mailbox",
    "relations",
]
