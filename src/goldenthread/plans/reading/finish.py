"""From rows in the making to the rows and links of the plan."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from goldenthread.plans.content import (
    AdulthoodArea,
    Evidence,
    Link,
    Need,
    Outcome,
    Provision,
    Section,
)
from goldenthread.plans.reading.dates import TOLD_OF, last_day
from goldenthread.plans.reading.drafts import Draft, Gathered
from goldenthread.plans.reading.headings import references
from goldenthread.plans.reading.roles import PROVISION_ROLES

HEADED = (Section.B, Section.E, Section.F)  # sections that councils part by area of need
ALIKE = 0.6  # share of needs and provision with equal numbers, from which numbers tie them


def finished(into: Gathered) -> dict[str, Any]:
    """Give every row an id, and return rows and links as the plan holds them."""
    _merge_repeats(into)
    taken = {hope.id for hope in into.aspirations} | {view.id for view in into.views}
    _number(into.drafts, taken)
    evidence = _number_evidence(into.evidence, taken)
    links = _links(into, evidence)
    thread = {draft.id for draft in into.drafts}
    return {
        "needs": tuple(_need(d) for d in into.drafts if d.kind == "need"),
        "outcomes": tuple(_outcome(d) for d in into.drafts if d.kind == "outcome"),
        "provision": tuple(_provision(d) for d in into.drafts if d.kind == "provision"),
        "views": tuple(into.views),
        "aspirations": tuple(into.aspirations),
        "evidence": evidence,
        "nothing_found": tuple(into.none_found),
        "monitoring": into.monitoring[0] if into.monitoring else "",
        "links": links,
        "links_read": any({link.source, link.target} <= thread for link in links),
    }


FEWEST_LETTERS = 24  # of a statement, from which two alike are one


def _merge_repeats(into: Gathered) -> None:
    """An outcome printed again beside its provision, whole or cut short, is one outcome."""
    kept: list[Draft] = []
    same: dict[int, Draft] = {}
    outcomes = sorted(
        (draft for draft in into.drafts if draft.kind == "outcome"),
        key=lambda draft: len(_plain(draft)),
        reverse=True,
    )
    for draft in outcomes:
        words = _plain(draft)
        first = next((k for k in kept if _repeats(words, draft, k)), None)
        if first is None:
            kept.append(draft)
            continue
        same[id(draft)] = first
        first.id = first.id or draft.id
        first.refs += draft.refs
        first.seen += draft.seen
        for role, piece in draft.words.items():
            first.words.setdefault(role, piece)
    into.drafts = [draft for draft in into.drafts if id(draft) not in same]
    into.ties = [(same.get(id(a), a), same.get(id(b), b)) for a, b in into.ties]


def _repeats(words: str, draft: Draft, other: Draft) -> bool:
    alike = len(words) >= FEWEST_LETTERS and _plain(other).startswith(words)
    return alike and (not draft.id or not other.id or draft.id == other.id)


def _plain(draft: Draft) -> str:
    return re.sub(r"[^a-z0-9]", "", draft.text("main").lower())


def _number(drafts: list[Draft], taken: set[str]) -> None:
    for draft in drafts:
        draft.id = "" if draft.id in taken else draft.id
        taken.add(draft.id)
    counts: dict[str, int] = defaultdict(int)
    for draft in drafts:
        while not draft.id:
            counts[draft.section] += 1
            name = f"{draft.section.value}-{counts[draft.section]}"
            draft.id = "" if name in taken else name
        taken.add(draft.id)


def _number_evidence(items: Iterable[Evidence], taken: set[str]) -> tuple[Evidence, ...]:
    out, count = [], 0
    for item in items:
        name = item.id
        while name == "?" or name in taken:
            count += 1
            name = f"K-{count}"
        taken.add(name)
        out.append(item.model_copy(update={"id": name}))
    return tuple(out)


def _common(draft: Draft) -> dict[str, Any]:
    return {"id": draft.id, "area": draft.area, "position": draft.words["main"].position}


def _need(draft: Draft) -> Need:
    fields = {name: draft.text(name) for name in ("effect", "strengths")}
    return Need.model_validate(
        {**_common(draft), "section": draft.section, "text": draft.text("main"), **fields}
    )


def _outcome(draft: Draft) -> Outcome:
    words = draft.text("by_when")
    return Outcome(
        **_common(draft),
        text=draft.text("main"),
        baseline=draft.text("baseline"),
        measure=draft.text("measure"),
        by_when=last_day(words) or _target(draft.text("main")),
        by_when_words=words,
        monitored=draft.text("monitored"),
        adulthood_area=_adulthood(draft.text("adulthood")),
    )


def _provision(draft: Draft) -> Provision:
    fields = {role: draft.text(role) for role in PROVISION_ROLES}
    return Provision.model_validate(
        {**_common(draft), "section": draft.section, "what": draft.text("main"), **fields}
    )


_BY = re.compile(r"\b(?:by|before|until|in)\s", re.IGNORECASE)
_BASELINE = re.compile(
    r"\b(?:from|since|baseline|currently|now|was|were|in the past)\b[^.;]*$", re.IGNORECASE
)


def _target(text: str) -> date | None:
    """The day by which, from a sentence such as 'By July 2027 Amara reads ...'."""
    days = (
        last_day(text[found.start() : found.start() + 60])
        for found in _BY.finditer(text)
        if not TOLD_OF.match(text, found.start())
        and not _BASELINE.search(text[: found.start()])  # "up from 2 in March 2026" is no target
    )
    return next((day for day in days if day), None)


def _adulthood(text: str) -> AdulthoodArea | None:
    low = text.lower()
    for area, words in (
        (AdulthoodArea.EMPLOYMENT, ("employ", "work", "education")),
        (AdulthoodArea.LIVING, ("living", "independen")),
        (AdulthoodArea.COMMUNITY, ("communit", "friend", "relationship", "social")),
        (AdulthoodArea.HEALTH, ("health",)),
    ):
        if any(word in low for word in words):
            return area
    return None


def _links(into: Gathered, evidence: tuple[Evidence, ...]) -> tuple[Link, ...]:
    """Links by code and by table row; without any, by equal numbers, then by area of need."""
    thread = {draft.id for draft in into.drafts}
    ids = thread | {item.id for item in evidence} | {hope.id for hope in into.aspirations}
    pairs = [(one.id, other.id) for one, other in into.ties]
    for draft in into.drafts:
        named = dict.fromkeys([*draft.refs, *references(draft.seen)])
        known = [ref if ref in ids else _by_place(ref, ids) for ref in named]
        pairs += [(ref, draft.id) for ref in known if ref in ids and ref != draft.id]
    if not any(a in thread and b in thread for a, b in pairs):
        pairs += list(_by_number(into)) or list(_by_area(into))
    return tuple(Link(source=a, target=b) for a, b in dict.fromkeys(pairs))


def _by_place(ref: str, ids: set[str]) -> str:
    """'E2' is the second outcome, when none of the outcomes carries a number."""
    return f"{ref[0]}-{ref[1:]}" if ref[:1] == "E" and "E1" not in ids else ref


def _by_number(into: Gathered) -> Iterator[tuple[str, str]]:
    """B1, E1, F1: rows that carry the same number in plans numbered alike."""
    groups: dict[str, dict[str, Draft]] = defaultdict(dict)
    for draft in into.drafts:
        if found := re.fullmatch(r"([BEF])(\d+)", draft.id):
            groups[found.group(1)][found.group(2)] = draft
    needs, provision = groups["B"], groups["F"]
    shared = set(needs) & set(provision)
    if len(shared) < 2 or len(shared) < ALIKE * max(len(needs), len(provision)):
        return
    for number, need in needs.items():
        for other in (groups["E"], provision):
            if number in other:
                yield need.id, other[number].id


def _by_area(into: Gathered) -> Iterator[tuple[str, str]]:
    """Needs, outcomes and provision under the same heading of an area of need."""
    headed = {d.kind for d in into.drafts if d.area and d.section in HEADED}
    if not {"need", "provision"} <= headed:
        return
    areas: dict[str, list[Draft]] = defaultdict(list)
    for draft in into.drafts:
        if heading := draft.area or draft.group:
            areas[heading].append(draft)
    order = {"need": 0, "outcome": 1, "provision": 2}
    for group in areas.values():
        for one in group:
            for other in group:
                if order[one.kind] < order[other.kind]:
                    yield one.id, other.id
