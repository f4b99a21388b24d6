"""What the desk's pages say, as plain values: the rules of law in rows, events in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from goldenthread.access.rules import Role
from goldenthread.law.events import EventKind, Service
from goldenthread.law.limits import (
    Entry,
    Example,
    Force,
    LawfulException,
    Owner,
    TimeLimit,
)
from goldenthread.ui.words import long_date

K = EventKind

EXCUSES = 2  # said after the rules they excuse
SECTIONS: Mapping[int, str] = {
    2: "What may excuse lateness",
    3: "Needs assessment and first plan",
    4: "Disagreement, mediation and appeal",
    5: "After the tribunal",
    6: "Reviews, moving phase and growing up",
    7: "Assessing again, moving area, ending a plan, custody",
    8: "Social care and looked-after children",
    9: "Local Offer, information and the partnership",
    10: "NHS waits",
    11: "Out of school, suspension and attendance",
    12: "Complaints and information rights",
}


def time_allowed(entry: Entry) -> str:
    """Say how long a rule gives, or that it gives no number."""
    if isinstance(entry, TimeLimit):
        return entry.count.words
    return {"exception": "Moves no date"}.get(entry.kind, "No number of days")


@dataclass(frozen=True, slots=True)
class Section:
    """One stage of the work and the rules that govern it."""

    number: int
    title: str
    entries: tuple[Entry, ...]


def sections(entries: Iterable[Entry]) -> tuple[Section, ...]:
    """Group entries by stage; of several versions of one rule the newest stands for it."""
    newest: dict[str, Entry] = {}
    for entry in entries:
        kept = newest.get(entry.id)
        if kept is None or kept.in_force_from < entry.in_force_from:
            newest[entry.id] = entry
    ordered = sorted(newest.values(), key=lambda entry: (entry.section == EXCUSES, entry.section))
    return tuple(
        Section(number, SECTIONS[number], tuple(found))
        for number, found in groupby(ordered, key=lambda entry: entry.section)
    )


def example_words(example: Example) -> str:
    """Say a worked example in a sentence."""
    if example.last_day is None:
        return (
            f"From {long_date(example.start)}: there is no last day to name. {example.note}".strip()
        )
    moved = (
        f" The tribunal takes it until {long_date(example.moved_to)}." if example.moved_to else ""
    )
    said = f"From {long_date(example.start)}: the last day is {long_date(example.last_day)}."
    return f"{said}{moved} {example.note}".strip()


FORCE_WORDS: Mapping[Force, str] = {
    Force.MUST: "MUST: the law",
    Force.SHOULD: "SHOULD: official guidance, followed unless there is a very good reason",
    Force.STANDARD: "STANDARD: set by the NHS, an inspectorate or an ombudsman",
    Force.LOCAL: "LOCAL: a date we keep so that the others can be met",
    Force.NONE: "Binds nobody",
}
MARK_WORDS: Mapping[str, str] = {
    "V1": "read in the legislation or a judgment",
    "V2": "read in a named secondary source",
    "K-high": "from knowledge, with high confidence; not yet read in its source",
    "K-med": "from knowledge, with medium confidence; ask a solicitor before relying on it",
    "K-low": "from knowledge, with low confidence; ask a solicitor before relying on it",
    "LOCAL": "our own",
}


def mark_words(mark: str) -> str:
    """Say how well a rule was checked; a mark of two parts says both."""
    return "; ".join(MARK_WORDS.get(part, part) for part in mark.split("/"))


def sentence(words: str) -> str:
    """Begin words with a capital letter, and leave the rest as it is."""
    return words[:1].upper() + words[1:]


def rule_facts(entry: Entry) -> list[dict[str, str]]:
    """List what is known of one rule, in the order a reader asks."""
    ended = f" to {long_date(entry.in_force_to)}" if entry.in_force_to else ""
    rows = [
        ("How it binds", FORCE_WORDS[entry.force]),
        ("Who owes it", sentence(owner_words(str(entry.owed_by)))),
        ("What starts it", sentence(entry.runs_from)),
        ("Time allowed", time_allowed(entry)),
        ("Test", entry.test if isinstance(entry, LawfulException) else ""),
        ("Why there is no number", getattr(entry, "why", "")),
        ("What follows", entry.then),
        ("Note", entry.note),
        ("In force", f"From {long_date(entry.in_force_from)}{ended}"),
        ("Checked", f"{long_date(entry.checked_on)}: {mark_words(entry.mark)}"),
        ("Rule number", entry.id),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


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
    K.ISSUE_AGREED: "Family told: a plan will be written",
    K.ISSUE_REFUSED: "Family told: no plan will be written",
    K.DRAFT_SERVED: "Draft plan given to the family",
    K.SETTING_CONSULTED: "Setting consulted",
    K.SETTING_ANSWERED: "Setting answered",
    K.FAMILY_COMMENTED: "Family has said all it wants to say",
    K.PLAN_ISSUED: "Final plan sent",
    K.EXCEPTION_RECORDED: "Reason for lateness recorded",
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
    K.WAIT_CONTACTED: "Family contacted while it waits",
    K.WAIT_REMOVED: "Taken off the waiting list",
    K.CASE_ALLOCATED: "Given to a named officer",
    K.CASE_CLOSED: "Case closed",
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
}


def about_words(about: str) -> str:
    """Say which adviser or service a clock is about; nothing of what is neither."""
    return ABOUT_WORDS.get(about, "")


def year_words(year: int) -> str:
    """Say a national curriculum year: Reception, Year 6, or which side of school it lies."""
    if year < 0:
        return "Under school age"
    if year == 0:
        return "Reception"
    return f"Year {year}" if year <= 13 else "After Year 13"


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


SETTING_CODES: Mapping[str, str] = {
    "OLA": "Educated otherwise, arranged by the council",
    "OPA": "Arranged by the parent or young person",
    "EHE": "Educated at home by choice",
    "EYP": "Early years provider",
    "OTH": "Other",
    "NEET": "Not in education, work or training",
    "NIEC": "Not in education: notice to cease",
    "NIEO": "Not in education: other",
}
TIE_WORDS: Mapping[str, str] = {
    "CASELOAD": "Case officer",
    "ADVISER": "Adviser",
    "SCHOOL_PLACE": "School or setting",
    "CONSULTATION": "Consulted for a place",
    "PARENT": "Parent",
    "YOUNG_PERSON": "Young person",
    "MANDATE": "Acts for the family",
    "BROKEN_GLASS": "Emergency access",
}
NEED_WORDS: Mapping[str, str] = {
    "LARGE_PRINT": "Large print",
    "EASY_READ": "Easy read",
    "BSL": "British Sign Language",
    "SYMBOLS": "Symbols",
    "LANGUAGE": "Language",
    "INTERPRETER": "Interpreter",
    "PHONE_ONLY": "Phone only",
}


ACTION_WORDS: Mapping[str, str] = {
    "read": "Opened the record",
    "write": "Changed the record",
    "search": "Found in a search",
    "list": "Saw the name in a list",
    "export": "Took facts out in a file",
    "refused": "Asked for the record, and was refused",
}
PURPOSE_WORDS: Mapping[str, str] = {
    "child-view": "",
    "child-audit-view": "who looked",
    "document-download": "documents",
    "file-download": "a document",
    "file-upload": "added a document",
    "location-opened": "the restricted place",
    "break-glass": "emergency access",
    "child-created": "opened in this area",
    "adult-linked": "added an adult",
    "tie-made": "added somebody to the team",
    "tie-ended": "took somebody off the team",
}


def purpose_words(action: str, purpose: str) -> str:
    """Say what somebody did with a record, and what for."""
    did = ACTION_WORDS.get(action, action)
    what = PURPOSE_WORDS.get(purpose, purpose.replace("-", " "))
    return f"{did}: {what}" if what else did
