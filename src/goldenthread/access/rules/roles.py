"""The roles a post can carry: where each is held, how far it reaches, what it may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from goldenthread.access.rules.permissions import Permission
from goldenthread.audit.rules import FieldClass


class Scope(StrEnum):
    """How a role reaches children."""

    AREA = "area"  # every child of the areas its organisation serves
    TIED = "tied"  # only children it is tied to
    NONE = "none"  # no child at all


class Role(StrEnum):
    """The roles a post can carry."""

    EHC_OFFICER = "EHC_OFFICER"
    EHC_MANAGER = "EHC_MANAGER"
    TRIBUNAL_OFFICER = "TRIBUNAL_OFFICER"
    DSCO = "DSCO"
    DCO = "DCO"
    PSYCHOLOGIST = "PSYCHOLOGIST"
    SOCIAL_WORKER = "SOCIAL_WORKER"
    HEALTH_ADVISER = "HEALTH_ADVISER"
    SENCO = "SENCO"
    WAIT_COORDINATOR = "WAIT_COORDINATOR"
    CLINICIAN = "CLINICIAN"
    DATA_OFFICER = "DATA_OFFICER"
    PRIVACY_OFFICER = "PRIVACY_OFFICER"
    SIRO = "SIRO"
    CALDICOTT_GUARDIAN = "CALDICOTT_GUARDIAN"
    COMMISSIONER = "COMMISSIONER"
    BOARD_MEMBER = "BOARD_MEMBER"
    ADMINISTRATOR = "ADMINISTRATOR"
    IMPROVEMENT_LEAD = "IMPROVEMENT_LEAD"
    FORUM_REPRESENTATIVE = "FORUM_REPRESENTATIVE"
    NAVIGATOR = "NAVIGATOR"


@dataclass(frozen=True, slots=True)
class RoleSpec:
    """One role in plain words: where it is held, how far it reaches, what it may do."""

    title: str
    description: str
    held_in: frozenset[str]  # organisation kinds
    scope: Scope
    permissions: frozenset[Permission]
    field_classes: frozenset[FieldClass] = frozenset()


P = Permission
CASEWORK_FIELDS = frozenset(
    {
        FieldClass.OPEN_TO_FAMILY,
        FieldClass.PROFESSIONAL,
        FieldClass.LOCATION,
        FieldClass.THIRD_PARTY,
        FieldClass.STAFF_ONLY,
        FieldClass.CHILD_PRIVATE,  # with a prompt: might this child not be safe? (rule 27)
        FieldClass.NOT_PERSONAL,
    }
)
ADVISER_FIELDS = frozenset(
    {
        FieldClass.OPEN_TO_FAMILY,
        FieldClass.PROFESSIONAL,
        FieldClass.LOCATION,
        FieldClass.NOT_PERSONAL,
    }
)
FAMILY_FIELDS = frozenset({FieldClass.OPEN_TO_FAMILY, FieldClass.NOT_PERSONAL})
CASEWORK = frozenset(
    {
        *(P.CHILD_VIEW, P.CHILD_FIND, P.CHILD_AUDIT_VIEW, P.CASE_CHANGE, P.DOCUMENT_UPLOAD),
        *(P.DOCUMENT_DOWNLOAD, P.WORKLIST_VIEW, P.OVERVIEW_VIEW, P.WAIT_REFER, P.WAIT_UPDATE),
        P.WAIT_LISTS,
        *(P.PLAN_WRITE, P.PLAN_ADVISE),
        *(P.LETTER_VIEW, P.LETTER_CLEAR),
        *(P.CONTACT_ANSWER, P.HEARD_TYPE),
        *(P.ADVICE_ASK, P.SETTING_CONSULT),
        *(P.ASSESSMENT_DECIDE, P.REQUEST_MAKE),
        *(P.REDRESS_VIEW, P.REDRESS_KEEP),
        P.NAVIGATOR_ASK,
    }
)
# A service's own list: its people are tied to the children on it, and to nobody else.
LIST_WORK = frozenset(
    {
        *(P.CHILD_VIEW, P.WORKLIST_VIEW, P.DOCUMENT_DOWNLOAD, P.DOCUMENT_UPLOAD, P.WAIT_VIEW),
        *(P.WAIT_REFER, P.WAIT_UPDATE, P.WAIT_WORK, P.WAIT_PLAN, P.HELP_WRITE),
        P.WAIT_LISTS,
    }
)
ADVISING = frozenset(
    {
        *(
            P.CHILD_VIEW,
            P.WORKLIST_VIEW,
            P.DOCUMENT_UPLOAD,
            P.DOCUMENT_DOWNLOAD,
            P.PLAN_ADVISE,
            P.REQUEST_MAKE,
        ),
        P.ADVICE_GIVE,
    }
)
COUNCIL, ICB, TRUST, SETTING = (frozenset({k}) for k in ("COUNCIL", "ICB", "TRUST", "SETTING"))

ROLES: Mapping[Role, RoleSpec] = {
    Role.EHC_OFFICER: RoleSpec(
        "EHC officer",
        "Keeps the law's promises to the children of one council's area.",
        COUNCIL,
        Scope.AREA,
        CASEWORK,
        CASEWORK_FIELDS,
    ),
    Role.EHC_MANAGER: RoleSpec(
        "EHC team manager",
        "Answers for the team's work, and approves exceptions.",
        COUNCIL,
        Scope.AREA,
        CASEWORK
        | {P.GLASS_BREAK, P.IMPROVEMENT_VIEW, P.PLAN_OVERRIDE, P.CONTACT_PROMISE, P.RELEASE_PROPOSE}
        | {P.RELEASE_APPROVE, P.EVIDENCE_PREPARE, P.EXPORT_APPROVE, P.LATENESS_APPROVE}
        | {P.WORK_ALLOCATE}
        | {P.COMPLAINT_ANSWER, P.HEARD_MANAGE},
        CASEWORK_FIELDS,
    ),
    Role.TRIBUNAL_OFFICER: RoleSpec(
        "Mediation and tribunal officer",
        "Speaks for the council in mediation and appeals, and keeps what they bind it to.",
        COUNCIL,
        Scope.AREA,
        frozenset(
            {P.CHILD_VIEW, P.CHILD_FIND, P.WORKLIST_VIEW, P.DOCUMENT_UPLOAD, P.DOCUMENT_DOWNLOAD}
            | {P.CASE_CHANGE, P.LETTER_VIEW, P.REDRESS_VIEW, P.REDRESS_KEEP}
        ),
        CASEWORK_FIELDS - {FieldClass.CHILD_PRIVATE, FieldClass.STAFF_ONLY},
    ),
    Role.DSCO: RoleSpec(
        "Designated social care officer",
        "Sees that social care gives its advice for every child who needs it.",
        COUNCIL,
        Scope.AREA,
        ADVISING
        | {P.CHILD_FIND, P.OVERVIEW_VIEW, P.GLASS_BREAK, P.IMPROVEMENT_VIEW, P.ADVICE_LEAD},
        ADVISER_FIELDS,
    ),
    Role.DCO: RoleSpec(
        "Designated clinical officer",
        "Sees that the NHS gives its advice and meets its waits, in every area the ICB serves.",
        ICB,
        Scope.AREA,
        ADVISING
        | {P.CHILD_FIND, P.OVERVIEW_VIEW, P.GLASS_BREAK, P.WAIT_UPDATE, P.WAIT_PLAN, P.WAIT_LISTS}
        | {P.IMPROVEMENT_VIEW, P.WAIT_RELEASE, P.HELP_WRITE, P.HELP_APPROVE, P.ADVICE_LEAD},
        ADVISER_FIELDS,
    ),
    Role.PSYCHOLOGIST: RoleSpec(
        "Educational psychologist",
        "Advises on the children whose assessment names them.",
        COUNCIL,
        Scope.TIED,
        ADVISING,
        ADVISER_FIELDS,
    ),
    Role.SOCIAL_WORKER: RoleSpec(
        "Social worker",
        "Advises on the children they work with.",
        COUNCIL,
        Scope.TIED,
        ADVISING,
        ADVISER_FIELDS,
    ),
    Role.HEALTH_ADVISER: RoleSpec(
        "Health adviser",
        "Advises on the children whose assessment names them.",
        TRUST | ICB,
        Scope.TIED,
        ADVISING,
        ADVISER_FIELDS,
    ),
    Role.SENCO: RoleSpec(
        "SENCO",
        "Sees the children placed at their own setting.",
        SETTING,
        Scope.TIED,
        ADVISING
        | {P.WAIT_REFER, P.WAIT_UPDATE, P.CONSULTATION_ANSWER, P.PROVISION_CONFIRM}
        | {P.NAVIGATOR_ASK},
        ADVISER_FIELDS,
    ),
    Role.WAIT_COORDINATOR: RoleSpec(
        "Waiting list coordinator",
        "Keeps one service's waiting list; sees only the children on it.",
        TRUST | COUNCIL | ICB,
        Scope.TIED,
        LIST_WORK,
        ADVISER_FIELDS,
    ),
    Role.CLINICIAN: RoleSpec(
        "Clinician",
        "Sees the children on their own service's list, and decides how soon each is seen.",
        TRUST | COUNCIL | ICB,
        Scope.TIED,
        LIST_WORK | {P.WAIT_TRIAGE, P.HELP_APPROVE},
        ADVISER_FIELDS,
    ),
    Role.DATA_OFFICER: RoleSpec(
        "Data officer",
        "Checks, loads and returns the area's files.",
        COUNCIL,
        Scope.AREA,
        frozenset(
            {P.CHILD_VIEW, P.CHILD_FIND, P.FILES_LOAD, P.SETTINGS_LOAD, P.OVERVIEW_VIEW}
            | {P.WORKLIST_VIEW, P.HELP_LOAD, P.WAIT_RELEASE, P.RELEASE_PROPOSE}
            | {P.EVIDENCE_PREPARE, P.WAIT_LISTS}
        ),
        CASEWORK_FIELDS - {FieldClass.THIRD_PARTY, FieldClass.STAFF_ONLY, FieldClass.CHILD_PRIVATE},
    ),
    Role.PRIVACY_OFFICER: RoleSpec(
        "Privacy officer",
        "Sees who looked at whom, and reviews emergency access.",
        COUNCIL | ICB,
        Scope.AREA,
        frozenset({P.CHILD_AUDIT_VIEW, P.GLASS_REVIEW, P.CHILD_FIND, P.EXPORT_APPROVE}),
        frozenset({FieldClass.OPEN_TO_FAMILY, FieldClass.NOT_PERSONAL}),
    ),
    Role.SIRO: RoleSpec(
        "Senior information risk owner",
        "Is told when a council's emergency access was not reviewed in time; sees no record.",
        COUNCIL,
        Scope.AREA,
        frozenset({P.GLASS_REVIEW}),
    ),
    Role.CALDICOTT_GUARDIAN: RoleSpec(
        "Caldicott guardian",
        "Is told when the NHS's emergency access was not reviewed in time; sees no record.",
        ICB | TRUST,
        Scope.AREA,
        frozenset({P.GLASS_REVIEW}),
    ),
    Role.COMMISSIONER: RoleSpec(
        "Commissioner",
        "Plans and buys services from released figures; sees no child.",
        COUNCIL | ICB,
        Scope.NONE,
        frozenset({P.RELEASE_VIEW, P.IMPROVEMENT_VIEW}),
    ),
    Role.BOARD_MEMBER: RoleSpec(
        "Partnership board member",
        "Holds the partnership to account from released figures; sees no child.",
        COUNCIL | ICB | frozenset({"OTHER"}),
        Scope.NONE,
        frozenset({P.RELEASE_VIEW, P.IMPROVEMENT_VIEW, P.IMPROVEMENT_SIGN, P.CHALLENGE_ASK}),
    ),
    Role.IMPROVEMENT_LEAD: RoleSpec(
        "Improvement lead",
        "Keeps the partnership's improvement plan, from finding to felt effect; sees no child.",
        COUNCIL | ICB,
        Scope.NONE,
        frozenset({P.RELEASE_VIEW, P.IMPROVEMENT_VIEW, P.IMPROVEMENT_CHANGE, P.CHALLENGE_ASK})
        | {P.HEARD_KEEP},
    ),
    Role.FORUM_REPRESENTATIVE: RoleSpec(
        "Parent carer forum representative",
        "Leads and questions the plan for families, from released figures; sees no child.",
        frozenset({"OTHER"}),
        Scope.NONE,
        frozenset({P.RELEASE_VIEW, P.IMPROVEMENT_VIEW, P.CHALLENGE_ASK, P.HEARD_KEEP}),
    ),
    Role.NAVIGATOR: RoleSpec(
        "SEND navigator",
        "Helps the families that asked find their way; sees what is open to them, and no more.",
        frozenset({"COUNCIL", "ICB", "TRUST", "OTHER"}),
        Scope.TIED,
        frozenset({P.NAVIGATOR_WORK}),
        FAMILY_FIELDS,
    ),
    Role.ADMINISTRATOR: RoleSpec(
        "Account administrator",
        "Appoints people to posts and ends their appointments; sees no child.",
        COUNCIL | ICB | TRUST | SETTING,
        Scope.NONE,
        frozenset({P.POST_MANAGE}),
    ),
}
