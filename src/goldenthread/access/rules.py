"""The policy: who may see or do what, decided in one function. Plain Python.

Access is a role held in a post, and a relation to this child, and the class of the field, and
the state of the record (trust rules 1, 2, 3). A stranger learns nothing: the answer is the same
as for a child who does not exist. Somebody tied to the child but not permitted is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from goldenthread.audit.rules import FieldClass


class Permission(StrEnum):
    """What somebody may do: THING_VERB."""

    CHILD_VIEW = "child-view"
    CHILD_FIND = "child-find"
    CHILD_AUDIT_VIEW = "child-audit-view"  # "who looked"
    CASE_CHANGE = "case-change"
    PLAN_WRITE = "plan-write"  # every section; send drafts, issue plans
    PLAN_ADVISE = "plan-advise"  # one's own part; answer for one's own advice
    PLAN_OVERRIDE = "plan-override"  # a manager's recorded reason at the gate
    ADVICE_ASK = "advice-ask"  # ask advisers, send back, challenge, chase
    ADVICE_GIVE = "advice-give"  # answer a request of one's own
    ADVICE_LEAD = "advice-lead"  # see a whole service's requests, and hand them out
    SETTING_CONSULT = "setting-consult"  # consult settings, and record why one is named
    CONSULTATION_ANSWER = "consultation-answer"  # for a setting: its consultation copies only
    REQUEST_MAKE = "request-make"  # ask for an assessment, or enter a request that came in
    ASSESSMENT_DECIDE = "assessment-decide"
    REDRESS_VIEW = "redress-view"  # mediation, appeals and orders of a child
    REDRESS_KEEP = "redress-keep"  # record what happens in them
    WORK_ALLOCATE = "work-allocate"  # see a team's caseloads and leave, and move cases
    LATENESS_APPROVE = "lateness-approve"  # lawful reasons, and a plan with an adviser silent
    DOCUMENT_UPLOAD = "document-upload"
    DOCUMENT_DOWNLOAD = "document-download"
    LETTER_VIEW = "letter-view"
    LETTER_CLEAR = "letter-clear"  # a second look at a letter that was held
    WORKLIST_VIEW = "worklist-view"
    OVERVIEW_VIEW = "overview-view"  # true counts, inside casework
    RELEASE_VIEW = "release-view"  # released, suppressed figures only
    FILES_LOAD = "files-load"  # SEN2, inspection lists
    SETTINGS_LOAD = "settings-load"
    POST_MANAGE = "post-manage"
    GLASS_BREAK = "glass-break"
    GLASS_REVIEW = "glass-review"
    IMPROVEMENT_VIEW = "improvement-view"  # the area's plan and board: about no child
    IMPROVEMENT_CHANGE = "improvement-change"
    IMPROVEMENT_SIGN = "improvement-sign"  # for one's body: the plan, and what is told in public
    CHALLENGE_ASK = "challenge-ask"
    WAIT_LISTS = "wait-lists"  # which lists there are, and their figures
    WAIT_VIEW = "wait-view"  # a service's own list, with names
    WAIT_REFER = "wait-refer"  # ask a service to see a child
    WAIT_UPDATE = "wait-update"  # say that things have got worse, or better, for a waiting child
    WAIT_WORK = "wait-work"  # accept, offer, record what happened, keep in touch
    WAIT_TRIAGE = "wait-triage"  # set how soon: a clinician's decision, with a reason
    WAIT_PLAN = "wait-plan"  # try out capacity and demand, and keep the trials
    WAIT_RELEASE = "wait-release"  # make and approve what the public reads of waits
    HELP_LOAD = "help-load"  # read a directory feed in
    HELP_WRITE = "help-write"  # write what families could try
    HELP_APPROVE = "help-approve"  # say, as a clinician, that it is sound
    RELEASE_PROPOSE = "release-propose"  # figures for the public, suppressed
    RELEASE_APPROVE = "release-approve"  # the second person's
    EVIDENCE_PREPARE = "evidence-prepare"  # an inspection's lists, sample and packs
    EXPORT_APPROVE = "export-approve"  # the second person's, for many children at once
    PROVISION_CONFIRM = "provision-confirm"  # say whether a line of a plan was given
    CONTACT_ANSWER = "contact-answer"  # read what families write, and answer it
    CONTACT_PROMISE = "contact-promise"  # set how soon an area answers
    COMPLAINT_ANSWER = "complaint-answer"  # answer a complaint, and say what it taught us
    FAMILY_VIEW = "family-view"  # the family's own door: where are we
    FAMILY_PLAN_READ = "family-plan-read"  # the plan and its drafts
    FAMILY_SPEAK = "family-speak"  # say, comment, confirm, ask


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
        P.CONTACT_ANSWER,
        *(P.ADVICE_ASK, P.SETTING_CONSULT),
        *(P.ASSESSMENT_DECIDE, P.REQUEST_MAKE),
        *(P.REDRESS_VIEW, P.REDRESS_KEEP),
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
        | {P.COMPLAINT_ANSWER},
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
        ADVISING | {P.WAIT_REFER, P.WAIT_UPDATE, P.CONSULTATION_ANSWER, P.PROVISION_CONFIRM},
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
        frozenset({P.RELEASE_VIEW, P.IMPROVEMENT_VIEW, P.IMPROVEMENT_CHANGE, P.CHALLENGE_ASK}),
    ),
    Role.FORUM_REPRESENTATIVE: RoleSpec(
        "Parent carer forum representative",
        "Leads and questions the plan for families, from released figures; sees no child.",
        frozenset({"OTHER"}),
        Scope.NONE,
        frozenset({P.RELEASE_VIEW, P.IMPROVEMENT_VIEW, P.CHALLENGE_ASK}),
    ),
    Role.ADMINISTRATOR: RoleSpec(
        "Account administrator",
        "Appoints people to posts and ends their appointments; sees no child.",
        COUNCIL | ICB | TRUST | SETTING,
        Scope.NONE,
        frozenset({P.POST_MANAGE}),
    ),
}


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


class GlassReason(StrEnum):
    """Why emergency access may be needed; the person adds the particulars."""

    SAFEGUARDING = "SAFEGUARDING"
    MEDICAL = "MEDICAL"
    MISSING_CHILD = "MISSING_CHILD"
    OUT_OF_HOURS_COVER = "OUT_OF_HOURS_COVER"
    COURT = "COURT"


GLASS_REASON_LENGTH = 20  # characters, so that a reviewer has something to judge
GLASS_REVIEW_DAYS = 1  # working days

# Mailboxes that several people read: nobody may sign in as one (rule 9).
SHARED_MAILBOXES = frozenset(
    {
        *("admin", "administrator", "admissions", "contact", "ehcp", "enquiries", "hello", "help"),
        *("head", "headteacher", "info", "mail", "noreply", "office", "reception", "school"),
        *("secretary", "sen", "senco", "send", "senteam", "sendteam", "staff", "support", "team"),
    }
)


def is_shared_mailbox(email: str) -> bool:
    """Say whether an address reads like a mailbox of several people rather than of one."""
    local = email.partition("@")[0].lower()
    words = local.replace("_", ".").replace("-", ".").split(".")
    return any(word.rstrip("0123456789") in SHARED_MAILBOXES for word in words)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPost:
    """A post somebody holds today."""

    id: int
    role: Role
    organisation_id: int
    organisation: str
    area_ids: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks: a signed-in person with their posts and ties, or a named service."""

    user_id: int | None = None
    name: str = ""
    posts: tuple[HeldPost, ...] = ()
    ties: Mapping[int, frozenset[TieKind]] = field(default_factory=dict)
    glass_ends: Mapping[int, datetime] = field(default_factory=dict)  # emergency access, by child
    service: str = ""
    service_areas: frozenset[int] = frozenset()

    @property
    def areas(self) -> frozenset[int]:
        """The areas whose every child is in reach."""
        held = (p.area_ids for p in self.posts if ROLES[p.role].scope is Scope.AREA)
        return self.service_areas.union(*held)

    @property
    def partnership_areas(self) -> frozenset[int]:
        """The areas whose own business, about no child, is in reach: plans, boards, promises."""
        return self.service_areas | self.areas_where(P.IMPROVEMENT_VIEW)

    @property
    def children(self) -> frozenset[int]:
        """The children in reach by a tie of their own."""
        return frozenset(self.ties)

    @property
    def own_children(self) -> frozenset[int]:
        """The children they are family of, or act for with a mandate; or they themselves."""
        return frozenset(child for child, kinds in self.ties.items() if kinds & set(FAMILY_TIES))

    def permissions(self) -> frozenset[Permission]:
        """Everything any of their posts allows somewhere."""
        return frozenset().union(*(ROLES[p.role].permissions for p in self.posts))

    def may(self, permission: Permission, area_id: int | None = None) -> bool:
        """Say whether a post allows this at all, or in one area."""
        return any(
            permission in ROLES[post.role].permissions
            and (area_id is None or area_id in post.area_ids)
            for post in self.posts
        )

    def areas_where(self, permission: Permission) -> frozenset[int]:
        """The areas in which one of their posts allows this."""
        able = (p.area_ids for p in self.posts if permission in ROLES[p.role].permissions)
        return frozenset().union(*able)

    def bodies_where(self, permission: Permission) -> frozenset[int]:
        """The organisations in which one of their posts allows this."""
        able = (p for p in self.posts if permission in ROLES[p.role].permissions)
        return frozenset(post.organisation_id for post in able)


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyStanding:
    """What stands behind a family tie, fact by fact. What nobody has recorded is not so (rule 11).

    A tie alone opens nothing: somebody checked that this adult is this child's, or a young person
    is the child, or a mandate says what may be seen in whose place.
    """

    known: bool = False  # a current link, the child's own account, or a current mandate
    restricted: bool = False  # somebody decided that they see no progress
    plan: bool = False
    location: bool = False
    speaks: bool = False
    own: bool = False  # the child or young person themself
    until: date | None = None  # sees what happened up to this day, and nothing after (rule 25)
    adult_id: int | None = None  # as the area knows them
    sections: frozenset[str] = frozenset()  # of the plan; empty: all of it

    def opens(self, permission: Permission) -> bool:
        """Say whether this standing allows one of the things that family ties may."""
        if not self.known:
            return False
        if permission is P.FAMILY_VIEW:
            return True
        if self.restricted or self.until is not None:
            return permission is P.FAMILY_PLAN_READ and self.plan and not self.restricted
        return self.plan if permission is P.FAMILY_PLAN_READ else self.speaks


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildState:
    """What the policy must know of a child's record."""

    id: int
    area_id: int
    location_restricted: bool = False
    location_holders: frozenset[int] = frozenset()  # user ids
    sealed: bool = False
    seal_holders: frozenset[int] = frozenset()  # user ids
    family: FamilyStanding = FamilyStanding()  # the asker's own, where a family tie is used


class Verdict(StrEnum):
    """The answer: allowed; refused to somebody tied; nothing known to a stranger."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"


class NotAllowed(Exception):
    """Tied to the child, or holding a post, but not permitted this: page 403."""


class NotFound(Exception):
    """No such child, or no relation to them: page 404, the same for both."""


def relations(asker: Asker, child: ChildState) -> tuple[tuple[HeldPost, TieKind | None], ...]:
    """The posts through which somebody is related to a child, and the tie used, if any."""
    ties = asker.ties.get(child.id, frozenset())
    found: list[tuple[HeldPost, TieKind | None]] = []
    for post in asker.posts:
        scope = ROLES[post.role].scope
        if scope is Scope.AREA and child.area_id in post.area_ids:
            found.append((post, None))
        elif scope is Scope.TIED:
            found += [(post, tie) for tie in sorted(ties & OPENING_TIES)]
        if TieKind.BROKEN_GLASS in ties and P.GLASS_BREAK in ROLES[post.role].permissions:
            found.append((post, TieKind.BROKEN_GLASS))
    return tuple(found)


def decide(asker: Asker, permission: Permission, child: ChildState) -> Verdict:
    """Decide whether somebody may do something with one child's record."""
    if child.sealed and asker.user_id not in child.seal_holders:
        return Verdict.NOT_FOUND
    if asker.service:
        return Verdict.ALLOWED if child.area_id in asker.service_areas else Verdict.NOT_FOUND
    related = relations(asker, child)
    for post, tie in related:
        allowed = ROLES[post.role].permissions
        if permission in (READ_ONLY if tie is TieKind.BROKEN_GLASS else allowed):
            return Verdict.ALLOWED
    if permission in _family_does(asker, child) and child.family.opens(permission):
        return Verdict.ALLOWED
    tied = bool(related) or bool(asker.ties.get(child.id))
    return Verdict.FORBIDDEN if tied else Verdict.NOT_FOUND


def _family_does(asker: Asker, child: ChildState) -> frozenset[Permission]:
    """What the family ties of this asker could allow with this child."""
    ties = asker.ties.get(child.id, frozenset())
    return frozenset().union(*(FAMILY_TIES.get(tie, frozenset()) for tie in ties))


def _family_classes(standing: FamilyStanding) -> frozenset[FieldClass]:
    """The classes of field that a family standing opens (rules 11, 16, 27)."""
    if not standing.known or standing.restricted:
        return frozenset()
    reach = FAMILY_FIELDS
    if standing.location or standing.own:
        reach |= {FieldClass.LOCATION}
    if standing.own:
        reach |= {FieldClass.CHILD_PRIVATE}
    return reach


def classes_in_reach(asker: Asker, child: ChildState) -> frozenset[FieldClass]:
    """The classes of field somebody may see of one child (rules 3, 16, 17)."""
    if asker.service:
        return frozenset(FieldClass)
    reach: frozenset[FieldClass] = frozenset().union(
        *(ROLES[post.role].field_classes for post, _ in relations(asker, child))
    )
    if _family_does(asker, child):
        reach |= _family_classes(child.family)
    if child.location_restricted and asker.user_id not in child.location_holders:
        reach -= {FieldClass.LOCATION}
    return reach


def check(asker: Asker, permission: Permission, child: ChildState) -> None:
    """Refuse unless the policy allows it.

    :raises NotAllowed: if tied but not permitted
    :raises NotFound: if a stranger
    """
    verdict = decide(asker, permission, child)
    if verdict is Verdict.FORBIDDEN:
        raise NotAllowed("You do not have permission to do this for this child.")
    if verdict is Verdict.NOT_FOUND:
        raise NotFound("No such record.")


def check_post(asker: Asker, permission: Permission, area_id: int | None = None) -> None:
    """Refuse unless a post allows it, for pages that are about no single child.

    :raises NotAllowed: if no post does
    """
    if not asker.may(permission, area_id):
        raise NotAllowed("None of your posts allows this.")
