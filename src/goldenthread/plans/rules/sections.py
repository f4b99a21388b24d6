"""A plan taken apart into sections that several people write, and put together again.

A link belongs to the section of the row it leads to, so that whoever writes a row says what it
answers. A link whose other end has been taken away falls away with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from goldenthread.plans.content import Plan

COVER = "cover"
LETTERS = ("A", "B", "C", "D", "E", "F", "G", "H1", "H2", "I", "J", "K")
SECTIONS = (COVER, *LETTERS)
TITLES: Mapping[str, str] = {
    COVER: "Cover",
    "A": "Views, interests and hopes",
    "B": "Special educational needs",
    "C": "Health needs",
    "D": "Social care needs",
    "E": "Outcomes",
    "F": "Special educational provision",
    "G": "Health provision",
    "H1": "Social care under the 1970 Act",
    "H2": "Other social care",
    "I": "The school or college",
    "J": "Personal budget",
    "K": "Advice and information",
}
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of statement: where the content holds it, and what people call it."""

    key: str
    group: str  # the field of the plan that holds it
    title: str
    single: bool = False  # the section has one, not a list


KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("cover", "cover", "Facts of the cover", single=True),
        Kind("signature", "signature", "Signature", single=True),
        Kind("view", "views", "View"),
        Kind("aspiration", "aspirations", "Hope for the future"),
        Kind("need", "needs", "Need"),
        Kind("outcome", "outcomes", "Outcome"),
        Kind("provision", "provision", "Line of provision"),
        Kind("nothing", "nothing_found", "Assessed, none found", single=True),
        Kind("monitoring", "monitoring", "How progress is checked", single=True),
        Kind("placement", "placement", "School or college", single=True),
        Kind("budget", "personal_budget", "Personal budget", single=True),
        Kind("evidence", "evidence", "Advice"),
    )
}
HOLDS: Mapping[str, tuple[str, ...]] = {
    COVER: ("cover", "signature"),
    "A": ("view", "aspiration"),
    "B": ("need",),
    "C": ("need", "nothing"),
    "D": ("need", "nothing"),
    "E": ("outcome", "monitoring"),
    "F": ("provision",),
    "G": ("provision", "nothing"),
    "H1": ("provision", "nothing"),
    "H2": ("provision", "nothing"),
    "I": ("placement",),
    "J": ("budget",),
    "K": ("evidence",),
}
# What a row may say it answers: the sections whose rows may lead to it.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "outcome": ("aspirations", "needs"),
    "provision": ("needs", "outcomes"),
}


class NoSuchRow(LookupError):
    """The section has no statement of this name."""


def split(plan: Plan) -> dict[str, Part]:
    """Take a plan apart: what each section holds, as plain values."""
    whole = plan.model_dump(mode="json", exclude_defaults=True)
    parts: dict[str, Part] = {section: {} for section in SECTIONS}
    home: dict[str, str] = {}
    for section in SECTIONS:
        for kind in (KINDS[name] for name in HOLDS[section]):
            found = _of_section(whole.get(kind.group), section, kind)
            if found:
                parts[section][kind.group] = found
                if not kind.single:
                    home |= {row["id"]: section for row in found}
    if rest := {name: whole[name] for name in REST if name in whole}:
        parts[COVER]["rest"] = rest
    for link in whole.get("links", ()):
        parts[home.get(link["target"], COVER)].setdefault("links", []).append(link)
    return parts


def _of_section(value: Any, section: str, kind: Kind) -> Any:
    if kind.group in ("needs", "provision", "nothing_found"):
        rows = [row for row in value or () if row["section"] == section]
        if kind.single:
            return rows[0] if rows else None
        return rows
    return value


def join(parts: Mapping[str, Part]) -> Plan:
    """Put a plan together from its sections.

    :raises pydantic.ValidationError: if a part holds what a plan cannot
    """
    whole: dict[str, Any] = {"links": [], **parts.get(COVER, {}).get("rest", {})}
    for section in SECTIONS:
        part = parts.get(section, {})
        for kind in (KINDS[name] for name in HOLDS[section]):
            value = part.get(kind.group)
            if value is None:
                continue
            if kind.key == "nothing":
                whole.setdefault(kind.group, []).append(value)
            elif isinstance(value, list):
                whole.setdefault(kind.group, []).extend(value)
            else:
                whole[kind.group] = value
        whole["links"] += part.get("links", [])
    ids = {row["id"] for name in ROW_GROUPS for row in whole.get(name, ())}
    whole["links"] = [
        link for link in whole["links"] if link["source"] in ids and link["target"] in ids
    ]
    return Plan.model_validate(whole)


ROW_GROUPS = (
    *("views", "aspirations", "needs", "outcomes", "provision", "evidence"),
    "review_notes",
)
# What no section holds, and an amendment must not lose: words that could not be put into rows.
REST = ("invented", "review_notes", "front", "sections")


def next_id(parts: Mapping[str, Part], section: str, used: Iterable[str] = ()) -> str:
    """Return the name of a new statement of a section: the next number, "F7".

    `used` are names that stood before and must not come back to mean something else.
    """
    prefix = f"{section}-" if section in ("H1", "H2") else section
    part = parts.get(section, {})
    taken = [row["id"] for group in ROW_GROUPS for row in rows_of(part, group)]
    numbers = [_number(name, prefix) for name in (*taken, *used)]
    return f"{prefix}{max([part.get('last', 0), *numbers]) + 1}"


def _number(name: str, prefix: str) -> int:
    """The number in a name that begins so, or none: 7 of "F7"."""
    rest = name.removeprefix(prefix)
    return int(rest) if rest != name and rest.isdecimal() else 0


def rows_of(part: Part, group: str) -> list[dict[str, Any]]:
    """The rows a section holds in one group; none where it holds a single statement."""
    found = part.get(group, [])
    return found if isinstance(found, list) else []


def row_in(part: Part, kind: str, row_id: str) -> dict[str, Any]:
    """Return one statement as plain values.

    :raises NoSuchRow: if the section has none of that name
    """
    group = KINDS[kind].group
    if KINDS[kind].single:
        value = part.get(group) or {}
        return value if isinstance(value, dict) else {group: value}
    for row in rows_of(part, group):
        if row["id"] == row_id:
            return dict(row)
    raise NoSuchRow("There is no such statement any more. Somebody may have taken it out.")


def put_row(
    part: Part, kind: str, row_id: str, values: Mapping[str, Any], answers: Iterable[str] | None
) -> Part:
    """Return the section with one statement added or changed, and what it answers.

    `answers` are the rows that lead to it; None leaves its links alone.
    """
    spec, changed = KINDS[kind], dict(part)
    if spec.single:
        only = values.get(spec.group)
        changed[spec.group] = only if kind == "monitoring" else dict(values)
        return changed
    row = {"id": row_id, **values}
    rows = rows_of(part, spec.group)
    known = any(each["id"] == row_id for each in rows)
    changed[spec.group] = [row if each["id"] == row_id else each for each in rows]
    if not known:
        changed[spec.group] = [*rows, row]
    if answers is not None:
        others = [link for link in part.get("links", []) if link["target"] != row_id]
        ours = [{"source": source, "target": row_id} for source in answers]
        changed["links"] = [*others, *ours]
    return changed


def take_out(part: Part, kind: str, row_id: str) -> Part:
    """Return the section without one statement and without the links that led to it.

    :raises NoSuchRow: if the section has none of that name
    """
    spec, changed = KINDS[kind], dict(part)
    if spec.single:
        if not part.get(spec.group):
            raise NoSuchRow("It was taken out before.")
        changed.pop(spec.group)
        return changed
    row_in(part, kind, row_id)
    changed[spec.group] = [r for r in rows_of(part, spec.group) if r["id"] != row_id]
    changed["links"] = [link for link in part.get("links", []) if link["target"] != row_id]
    # A name never comes back to mean something else.
    number = _number(row_id, row_id.rstrip("0123456789"))
    changed["last"] = max(part.get("last", 0), number)
    return changed


def kind_of(part: Part, section: str, row_id: str) -> str:
    """Return which kind of statement a name is in its section.

    :raises NoSuchRow: if the section has none of that name
    """
    for name in HOLDS[section]:
        if KINDS[name].single and row_id == name:
            return name
        if any(row["id"] == row_id for row in rows_of(part, KINDS[name].group)):
            return name
    raise NoSuchRow("There is no such statement any more. Somebody may have taken it out.")
