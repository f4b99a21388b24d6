"""What the spine says in words: what happened, who owes what, under which law. No Django."""

from __future__ import annotations

import re
from collections.abc import Mapping

from goldenthread.access.rules import Role
from goldenthread.law.events import EventKind, Service
from goldenthread.law.limits import Entry, Owner

K = EventKind

EVENT_WORDS: Mapping[EventKind, str] = {
    K.CHILD_BORN: "Born",
    K.CHILD_MOVED_IN: "Moved into the area",
    K.CHILD_MOVED_OUT: "Moved out of the area",
    K.REQUEST_RECEIVED: "Request for an assessment received",
    K.REQUEST_WITHDRAWN: "Request withdrawn",
    K.ASSESSMENT_AGREED: "Family told: we will assess",
    K.ASSESSMENT_REFUSED: "Family told: we will not assess",
    K.ADVICE_REQUESTED: "Advice asked for",
    K.ADVICE_RECEIVED: "Advice received",
    K.ADVICE_NOT_AWAITED: "Manager wrote down why the plan goes without advice",
    K.ISSUE_AGREED: "Family told: a plan will be written",
    K.ISSUE_REFUSED: "Family told: no plan will be written",
    K.DRAFT_SERVED: "Draft plan given to the family",
    K.SETTING_CONSULTED: "Setting consulted",
    K.SETTING_ANSWERED: "Setting answered",
    K.FAMILY_COMMENTED: "Family has said all it wants to say",
    K.PLAN_ISSUED: "Final plan sent",
    K.EXCEPTION_RECORDED: "Reason for lateness recorded",
    K.EXCEPTION_CHECKED: "Reason for lateness checked: it holds",
    K.EXCEPTION_ENDED: "Reason for lateness holds no more",
    K.REASSESSMENT_REQUESTED: "New assessment asked for",
    K.REASSESSMENT_AGREED: "Family told: we will assess again",
    K.REASSESSMENT_REFUSED: "Family told: we will not assess again",
    K.PLAN_STARTED: "Plan made",
    K.REVIEW_SET: "Review meeting arranged",
    K.REVIEW_INVITED: "Invitations to the review sent",
    K.REVIEW_PAPERS_SENT: "Papers for the review sent",
    K.REVIEW_MET: "Review meeting held",
    K.REVIEW_REPORTED: "Review report sent",
    K.REVIEW_DECIDED: "Family told what the review decided",
    K.AMENDMENT_NOTICED: "Proposed changes sent to the family",
    K.AMENDMENT_FINALISED: "Amended plan sent",
    K.AMENDMENT_DROPPED: "Family told: no changes after all",
    K.PHASE_EXPECTED: "Move to the next phase of education",
    K.PHASE_NAMED: "Plan names the next setting",
    K.PLAN_CEASED: "Plan ended",
    K.PLAN_TRANSFERRED: "Plan passed to another council",
    K.MOVE_KNOWN: "Council learnt of the move",
    K.PLAN_RECEIVED: "Plan received from another council",
    K.MOVE_TOLD: "Family told what happens after the move",
    K.PERSONAL_BUDGET_STARTED: "Direct payment begun",
    K.PERSONAL_BUDGET_REVIEWED: "Direct payment reviewed",
    K.REFERRAL_RECEIVED: "Referral received",
    K.FIRST_CONTACT: "First appointment",
    K.WAIT_ASSESSMENT_STARTED: "Health assessment begun",
    K.TREATMENT_STARTED: "Treatment begun",
    K.EQUIPMENT_DELIVERED: "Equipment handed over",
    K.WAIT_DECIDED: "Health decision made",
    K.WAIT_CONTACTED: "Family contacted as the wait began",
    K.WAIT_CONTACTED_AT_18: "Family contacted at 18 weeks",
    K.WAIT_CONTACTED_AGAIN: "Family contacted while it waits",
    K.REFERRAL_ACCEPTED: "Referral accepted",
    K.REFERRAL_RETURNED: "Referrer asked for what is missing",
    K.WAIT_TRIAGED: "How soon: decided by a clinician",
    K.APPOINTMENT_OFFERED: "Appointment offered",
    K.NOT_BROUGHT_FIRST: "Child was not brought to a first appointment",
    K.NOT_BROUGHT: "Child was not brought",
    K.APPOINTMENT_REBOOKED: "Appointment booked again",
    K.MONITORING_STARTED: "Active monitoring begun",
    K.TREATMENT_DECIDED: "Treatment decided on",
    K.TREATMENT_NOT_NEEDED: "Decided that no treatment is needed",
    K.TREATMENT_DECLINED: "Family declined treatment",
    K.TRANSFER_ASKED: "Another provider asked to take the child on",
    K.TRANSFER_ANSWERED: "The other provider answered",
    K.WAIT_UPDATED: "Told that things have changed",
    K.WAIT_UPDATE_DECIDED: "Decided whether to see the child sooner",
    K.LONG_WAIT_REVIEWED: "Long wait looked at by a clinician",
    K.LIST_CHECKED: "Checked that the referral is still wanted",
    K.CONTACT_RECEIVED: "Message from the family",
    K.CONTACT_ANSWERED: "Message answered",
    K.CONTACT_URGENT: "The family says that it is struggling",
    K.CONTACT_TRIAGED: "Somebody has taken it on",
    K.NAVIGATOR_ASKED: "A navigator was asked for",
    K.NAVIGATOR_MET: "A navigator was first in touch",
    K.NAVIGATOR_CONTACTED: "A navigator was in touch",
    K.NAVIGATOR_CHANGED: "A navigator said what changed",
    K.NAVIGATOR_ENDED: "The navigator's time ended",
    K.EQUIPMENT_MEASURED: "Measured for equipment",
    K.EQUIPMENT_ORDERED: "Equipment ordered",
    K.EQUIPMENT_REVIEWED: "Equipment looked at again",
    K.WAIT_REMOVED: "Taken off the waiting list",
    K.CASE_ALLOCATED: "Given to a named officer",
    K.STAGE_REACHED: "Moved to the next step",
    K.CASE_CLOSED: "Case closed",
    K.FORM_OWED: "Letter or answer gone to somebody who needs it in another form",
    K.FORM_GIVEN: "Letter or answer given in the form that is needed",
    K.PROVISION_MISSED: "Told that help in the plan did not come",
    K.PROVISION_FIXED: "Help in the plan put right",
    K.DELAY_EXPLAINED: "Family told why we are late",
}


def event_words(kind: str) -> str:
    """Say what happened; a kind with no words of its own is said by its name."""
    try:
        return EVENT_WORDS[EventKind(kind)]
    except (KeyError, ValueError):
        return kind.replace(".", " ").replace("-", " ").capitalize()


# Advisers and services only. A setting's code is said nowhere: of a child whose place is
# restricted it would give the place away (trust rules 16 and 17).
ABOUT_WORDS: Mapping[str, str] = {
    "ep": "educational psychologist",
    "psychology": "educational psychologist",
    "educational-psychology": "educational psychologist",
    "health": "health",
    "medical": "health",
    "education": "school or college",
    "school": "school or college",
    "social-care": "social care",
    "family": "family",
    "parent": "family",
    "other": "another adviser",
    "adulthood": "preparing for adulthood",
    "family-asked": "adviser the family asked for",
    Service.COMMUNITY_PAEDIATRICS: "community paediatrics",
    Service.AUTISM: "autism assessment",
    Service.ADHD: "ADHD assessment",
    Service.NEURODEVELOPMENTAL: "autism and ADHD assessment",
    Service.MENTAL_HEALTH: "mental health",
    Service.EATING_DISORDER: "eating disorder, routine",
    Service.EATING_DISORDER_URGENT: "eating disorder, urgent",
    Service.PSYCHOSIS: "first episode of psychosis",
    Service.WHEELCHAIR: "wheelchairs and seating",
    Service.CONTINUING_CARE: "children's continuing care",
    Service.SPEECH_AND_LANGUAGE: "speech and language therapy",
    Service.OCCUPATIONAL_THERAPY: "occupational therapy",
    Service.PHYSIOTHERAPY: "physiotherapy",
    Service.SHORT_BREAKS: "short breaks",
    Service.SOCIAL_CARE_OT: "occupational therapy at home",
    Service.SCHOOL_MENTAL_HEALTH: "mental health support team in school",
}


def about_words(about: str) -> str:
    """Say which adviser or service a clock is about; nothing of what is neither."""
    if about in ABOUT_WORDS:
        return ABOUT_WORDS[about]
    first, _, number = about.rpartition("-")  # a second adviser of one kind: "health-2"
    return f"{ABOUT_WORDS[first]} ({number})" if number.isdecimal() and first in ABOUT_WORDS else ""


OWNER_WORDS: Mapping[str, str] = {
    "advisers": "the advisers",
    "council": "the council",
    "family": "the family",
    "integrated care board": "the NHS board (ICB)",
    "health provider": "the NHS service",
    "advice giver": "the adviser",
    "school or setting": "the school or setting",
}


def owner_words(owner: str) -> str:
    """Say whose turn it is."""
    return OWNER_WORDS.get(owner, f"the {owner}" if owner else "nobody")


# Whose turn a promise may be, for it to be the turn of somebody who holds such a post.
TURNS: Mapping[str, frozenset[str]] = {
    Role.EHC_OFFICER: frozenset({Owner.COUNCIL}),
    Role.EHC_MANAGER: frozenset({Owner.COUNCIL}),
    Role.PSYCHOLOGIST: frozenset({Owner.ADVISER}),
    Role.SOCIAL_WORKER: frozenset({Owner.ADVISER}),
    Role.HEALTH_ADVISER: frozenset({Owner.ADVISER, Owner.HEALTH}),
    Role.SENCO: frozenset({Owner.SETTING}),
    Role.WAIT_COORDINATOR: frozenset({Owner.HEALTH}),
    Role.CLINICIAN: frozenset({Owner.HEALTH}),
}


def is_turn_of(role: str, waiting_on: str) -> bool:
    """Say whether what waits on a body waits on whoever holds this role in it."""
    return waiting_on in TURNS.get(role, frozenset())


# How each instrument begins in a citation, and the short name professionals use for it.
INSTRUMENTS: Mapping[str, str] = {
    "Special Educational Needs and Disability Regulations": "SEND Regs",
    "Special Educational Needs (Personal Budgets) Regulations": "Personal Budgets Regs",
    "SEND (First-tier Tribunal Recommendations Power) Regulations": "Recommendations Regs",
    "SEND (Detained Persons) Regulations": "Detained Persons Regs",
    "SEND Code of Practice": "SEND Code",
    "Children and Families Act 2014": "CFA 2014",
    "Tribunal Procedure (First-tier Tribunal)": "Tribunal Rules",
    "Care Planning, Placement and Case Review": "Care Planning Regs",
    "Housing Grants, Construction and Regeneration Act": "Housing Grants Act",
    "NHS Commissioning Board and CCGs": "NHS Standing Rules",
}


def law_words(entry: Entry) -> str:
    """Say which provision stands behind a date, short enough for a table: "SEND reg 5(1)"."""
    first = entry.source.split(";")[0].strip()
    for start, short in INSTRUMENTS.items():
        if first.startswith(start):
            provision = first.removeprefix(start).partition(",")[2].strip()
            name = short.removesuffix(" Regs") if provision.startswith("reg") else short
            return f"{name} {provision}".strip()
    return re.sub(r" \([^)]*\)", "", first)
