"""What the desk's pages say, as plain values: the rules of law in rows, events in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from goldenthread.law.events import EventKind
from goldenthread.law.limits import (
    Entry,
    Example,
    Force,
    LawfulException,
    TimeLimit,
)
from goldenthread.timeline.rules.words import owner_words
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
    13: "What the partnership promises itself",
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
    "SERVICE_LIST": "Service the child waits for",
    "PARENT": "Parent",
    "YOUNG_PERSON": "Young person",
    "MANDATE": "Acts for the family",
    "BROKEN_GLASS": "Emergency access",
}
NEED_WORDS: Mapping[str, str] = {
    "LARGE_PRINT": "Large print",
    "EASY_READ": "Easy read",
    "BRAILLE": "Braille",
    "AUDIO": "A sound to play",
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
