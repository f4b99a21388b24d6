"""The reference page of the rules, written from the entries themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from goldenthread.law.describe import SECTIONS
from goldenthread.law.limits import (
    CHECKED_ON,
    Duty,
    EndedRule,
    Entry,
    Example,
    LawfulException,
    TimeLimit,
    applies_to,
    entries,
)

INTRODUCTION = f"""# The rules we work to

Written by `goldenthread docs` from `src/goldenthread/law/entries/`; do not edit. Each worked
example is run as a test. Law as understood on {CHECKED_ON:%-d %B %Y}; not legal advice. Before a
rule goes live a council's own solicitor signs off the rows marked K-med or K-low.

**Force.** MUST: an Act or regulations. SHOULD: statutory guidance, followed unless there is a
cogent reason. STANDARD: of the NHS, an inspectorate or an ombudsman. LOCAL: a planning date, so
that the MUST dates can be met. They are never equal.

**How well checked.** V1: read in the legislation or a judgment. V2: read in a named secondary
source. K-high, K-med, K-low: from knowledge, with that confidence.

**Two dates.** The last day is the law's and never moves for a weekend or bank holiday. Beside it
stands a working target: the last working day on or before it, where a public body owes the duty.
A family's own period has no target; its last day is theirs in full.

**In force from** is the first day on which a rule is applied here: its commencement or, where its
source gives none, a day by which it was certainly in force. A rule that runs from a date of
birth is dated by birth.
"""


def write_law(path: Path) -> None:
    """Write the reference page of the rules to a file."""
    path.write_text(law_page(), encoding="utf-8")


def law_page() -> str:
    """Return the reference page as Markdown."""
    parts = [INTRODUCTION]
    for number, title in SECTIONS.items():
        found = [entry for entry in entries() if entry.section == number]
        parts.append(f"## {number}. {title}\n")
        parts.append(_table(found))
        parts += [_entry(entry) for entry in found]
    return "\n".join(parts)


def _table(found: list[Entry]) -> str:
    rows = ["| Rule | Force | What | Who | Last day |", "|---|---|---|---|---|"]
    for entry in found:
        last = _period(entry)
        rows.append(
            f"| [{entry.id}](#{entry.id}) | {entry.force} | {entry.title} | {_owners(entry)} "
            f"| {last} |"
        )
    return "\n".join(dict.fromkeys(rows)) + "\n"


def _period(entry: Entry) -> str:
    if not isinstance(entry, TimeLimit):
        return "no number"
    return entry.count.words.split(";")[0].split(":")[0]


def _owners(entry: Entry) -> str:
    return ", ".join((entry.owed_by, *entry.also_owed_by))


def _entry(entry: Entry) -> str:
    first_version = next(each for each in entries() if each.id == entry.id) is entry
    heading = f"### {entry.id}" if first_version else f"### {entry.id}, from {entry.in_force_from}"
    lines = [heading, "", f"**{entry.title}.** {entry.duty}", ""]
    lines += [f"- {name}: {value}" for name, value in _facts(entry)]
    return "\n".join(lines) + "\n"


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield what is said of an entry, in the order a reader needs it."""
    yield "Force and kind", f"{entry.force}, {entry.kind}"
    yield "Owed by", _owners(entry)
    yield "Runs from", entry.runs_from
    if isinstance(entry, TimeLimit):
        yield "Counted", entry.count.words
    if isinstance(entry, LawfulException):
        yield "Test", entry.test
        yield "May excuse", ", ".join(applies_to(entry.id)) or "nothing"
    if isinstance(entry, Duty | EndedRule | LawfulException):
        yield "No date", entry.why
    for step in entry.further:
        force = f" ({step.force})" if step.force else ""
        yield "Further date", f"{step.what}{force}: {step.count.words}"
    if entry.exceptions:
        yield "Exceptions", ", ".join(entry.exceptions)
    yield from _plain(entry)
    for example in entry.examples:
        yield "Example", _example(example)


def _plain(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.then:
        yield "Then", entry.then
    if entry.family:
        yield "To a family", entry.family
    if entry.note:
        yield "Note", entry.note
    yield "Source", f"[{entry.source}]({entry.url})" if entry.url else entry.source
    yield "Checked", f"{entry.mark}, {entry.checked_on}"
    yield "In force", _dates(entry)


def _dates(entry: Entry) -> str:
    if entry.in_force_from > entry.checked_on:
        return "not yet"
    until = f" to {entry.in_force_to}" if entry.in_force_to else ""
    return f"from {entry.in_force_from}{until}"


def _example(example: Example) -> str:
    given = "".join(
        f", {name} {value}"
        for name in ("certificate", "born", "reviewed")
        if (value := getattr(example.given, name))
    )
    if example.given.calendar:
        given += ", the calendar of an invented school"
    if example.last_day is None:
        return f"from {example.start}{given}: no number"
    moved = f"; the Tribunal's rule allows {example.moved_to}" if example.moved_to else ""
    note = f" ({example.note.rstrip('.')})" if example.note else ""
    return f"from {example.start}{given}: last day {example.last_day}{moved}{note}"
