"""What the plan desk's pages show, as plain values for their templates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from goldenthread.access.rules import Asker, Permission
from goldenthread.audit.rules import FieldClass
from goldenthread.people.frame import frame
from goldenthread.people.models import Child
from goldenthread.plans.checks import CHECKS
from goldenthread.plans.commands.issuing import words_of as statements_of
from goldenthread.plans.commands.reaching import writable
from goldenthread.plans.content import PlanStatus
from goldenthread.plans.fields import ADVICE_WORDS, BOXES, words_of
from goldenthread.plans.queries import Desk, Passed, PlanRow, VersionPage, gate_of
from goldenthread.plans.rules.changes import marked
from goldenthread.plans.rules.gate import Held, Weight
from goldenthread.plans.rules.reach import shown
from goldenthread.plans.rules.sections import (
    ANSWERS,
    HOLDS,
    KINDS,
    LETTERS,
    SECTIONS,
    TITLES,
    Part,
    rows_of,
    split,
)
from goldenthread.plans.rules.statements import thread_sentence
from goldenthread.ui.words import plain_date, plural

P = Permission
LONDON = ZoneInfo("Europe/London")
HERE = "plans:home"
STATEMENTS = ("need", "outcome", "provision")
SHORT = 90  # characters of a statement in a list to choose from


def desk_frame(by: Asker, child: Child, on: date) -> dict[str, Any]:
    """Return what stands on every page of the plan desk."""
    return {**frame(by, child, HERE, on), "child_id": child.pk}


def draft_frame(by: Asker, child: Child, desk: Desk, on: date, here: str) -> dict[str, Any]:
    """Return what stands on every page of one draft: where one is, and where one may go."""
    address = [child.pk, desk.id]
    places = [
        ("plans:draft", "The whole draft"),
        ("plans:advice", "Advice"),
        ("plans:comments", "Comments"),
        ("plans:accuracy", "Advisers’ answers"),
        ("plans:issue", "Send or issue"),
    ]
    return {
        **desk_frame(by, child, on),
        "draft_id": desk.id,
        "places": [
            {"text": words, "href": reverse(name, args=address), "current": name == here}
            for name, words in places
        ],
        "stage": "Sent for comment" if desk.draft["stage"] == "SERVED" else "Being written",
        "closed": desk.draft["stage"] in ("FINISHED", "DROPPED"),
        "served_date": desk.served_date,
        "may_write": by.may(P.PLAN_WRITE, child.area_id),
    }


def refused_page(
    by: Asker, child: Child, desk: Desk, on: date, words: str, back: str, *arguments: Any
) -> dict[str, Any]:
    """Return the page that says something was not done, why, and where to go on."""
    shown = draft_frame(by, child, desk, on, back)
    return {**shown, "words": words, "back": back, "arguments": arguments}


def visible(desk: Desk, child: Child) -> dict[str, Part]:
    """Return the sections as this reader may see them."""
    return split(shown(desk.content, child.classes_in_reach))


# A child's plans


def plan_card(plan: PlanRow, child: Child) -> dict[str, Any]:
    """Return one plan with its versions, each with its address where there are words to read."""
    may_see_place = child.shows_class(FieldClass.LOCATION)
    return {
        "state": plan.state,
        "first": plan.first_issued_date,
        "versions": [
            [
                {
                    "text": f"{each.status} ({each.number})",
                    "header": True,
                    **(
                        {"href": reverse("plans:version", args=[child.pk, plan.id, each.number])}
                        if each.structured
                        else {}
                    ),
                },
                plain_date(each.issued_date),
                (each.setting or "none named") if may_see_place else "Restricted",
                "structured text" if each.structured else "dates and codes only",
            ]
            for each in plan.versions
        ],
    }


# The whole draft


def draft_page(by: Asker, child: Child, desk: Desk, on: date) -> dict[str, Any]:
    """Return the draft at a glance: how complete the thread is, each section, who has it open."""
    mine = writable(by, child, on)
    passed = judged(desk, child, on)
    notes: dict[str, int] = defaultdict(int)
    for each in passed.gate.held:
        notes[each.section] += 1
    rows = sum(1 for _ in desk.content.rows())
    return {
        **draft_frame(by, child, desk, on, "plans:draft"),
        "sentence": thread_sentence(desk.thread, rows=rows),
        "whole": desk.thread.whole,
        "stops": len(passed.gate.stopping),
        "sections": [_section_row(desk, child, name, mine, notes[name], by) for name in SECTIONS],
        "open_comments": sum(each["state"] == "OPEN" for each in desk.comments),
        "open_questions": sum(not each["answered_at"] for each in desk.questions),
    }


def _section_row(
    desk: Desk, child: Child, name: str, mine: frozenset[str], notes: int, by: Asker
) -> dict[str, Any]:
    row = desk.sections[name]
    count = sum(len(rows_of(row["content"], KINDS[kind].group)) for kind in HOLDS[name])
    single = any(row["content"].get(KINDS[k].group) for k in HOLDS[name] if KINDS[k].single)
    return {
        "letter": "" if name == "cover" else name,
        "title": TITLES[name],
        "href": reverse("plans:section", args=[child.pk, desk.id, name]),
        "count": f"{count} {plural(count, 'statement')}"
        if count
        else "filled in"
        if single
        else "empty",
        "held": held_words(row, by),
        "saved": saved_words(row),
        "mine": name in mine,
        "notes": notes,
    }


def held_words(row: Mapping[str, Any], by: Asker) -> str:
    """Say who has a section open, and since when; nothing when nobody else has."""
    if row["holder_id"] in (None, by.user_id):
        return ""
    return f"{row['holder_name']} has it open since {_time(row['held_since'])}"


def saved_words(row: Mapping[str, Any]) -> str:
    """Say who saved a section last, and when."""
    return f"{row['saved_name']}, {_time(row['saved_at'])}" if row["saved_at"] else ""


def _time(value: str | datetime) -> str:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    here = moment.astimezone(LONDON)
    return f"{here:%H:%M} on {plain_date(here.date())}"


def judged(desk: Desk, child: Child, on: date) -> Passed:
    """Judge the draft as what it would next go out as."""
    final = desk.draft["stage"] == "SERVED"
    passed = gate_of(desk, child, on, PlanStatus.FINAL if final else PlanStatus.DRAFT)
    if child.shows_class(FieldClass.LOCATION):
        return passed
    held = tuple(_without_place(each) for each in passed.gate.held)
    return replace(passed, gate=replace(passed.gate, held=held))


PLACE_SECTIONS = frozenset({"I", "K", "cover"})


def _without_place(each: Held) -> Held:
    """A finding that might name where a restricted child is, in the check's own words only."""
    if each.section not in PLACE_SECTIONS or each.check not in CHECKS:
        return each
    return replace(each, quote="", why=CHECKS[each.check].sentence)


# One section


def section_page(by: Asker, child: Child, desk: Desk, section: str, on: date) -> dict[str, Any]:
    """Return a section: each statement with its links, source, notes and comments."""
    mine = section in writable(by, child, on)
    part = visible(desk, child)[section]
    hidden = section == "I" and not child.shows_class(FieldClass.LOCATION)
    notes = [each for each in judged(desk, child, on).gate.held if each.section == section]
    statements = list(_statements(desk, part, section, notes))
    placed = {id(note) for each in statements for note in each["found"]}
    return {
        **draft_frame(by, child, desk, on, "plans:section"),
        "section": section,
        "letter": "" if section == "cover" else section,
        "title": TITLES[section],
        "statements": statements,
        "notes": [_note(each) for each in notes if id(each) not in placed],
        "comments": [
            comment_row(c) for c in desk.comments if c["section"] == section and not c["row"]
        ],
        "held": held_words(desk.sections[section], by),
        "mine": mine and not hidden,
        "hidden": hidden,
        "adds": [
            {"text": KINDS[kind].title, "href": _add(child, desk, section, kind)}
            for kind in HOLDS[section]
            if kind != "signature" and not (KINDS[kind].single and part.get(KINDS[kind].group))
        ],
        "order": _neighbours(child, desk, section),
    }


def _add(child: Child, desk: Desk, section: str, kind: str) -> str:
    row = kind if KINDS[kind].single else f"new-{kind}"
    return reverse("plans:statement", args=[child.pk, desk.id, section, row])


def _neighbours(child: Child, desk: Desk, section: str) -> dict[str, Any]:
    at = SECTIONS.index(section)
    found: dict[str, Any] = {}
    for name, place in (("previous", at - 1), ("next", at + 1)):
        if 0 <= place < len(SECTIONS):
            other = SECTIONS[place]
            words = TITLES[other] if other == "cover" else f"{other}: {TITLES[other]}"
            found[name] = {
                "text": words,
                "href": reverse("plans:section", args=[child.pk, desk.id, other]),
            }
    return found


def _statements(
    desk: Desk, part: Part, section: str, notes: Sequence[Held]
) -> Iterator[dict[str, Any]]:
    for kind in HOLDS[section]:
        spec = KINDS[kind]
        if kind == "signature" or not part.get(spec.group):
            continue
        if spec.single:
            value = part[spec.group]
            row = value if isinstance(value, dict) else {spec.group: value}
            yield _statement(desk, kind, kind, row, notes, spec.title)
        else:
            for row in rows_of(part, spec.group):
                yield _statement(desk, kind, row["id"], row, notes, spec.title)


def _statement(
    desk: Desk, kind: str, name: str, row: Part, notes: Sequence[Held], title: str
) -> dict[str, Any]:
    said = "\n".join(str(value) for value in row.values() if isinstance(value, str))
    found = [each for each in notes if each.quote and each.quote in said]
    found += [each for each in notes if not each.quote and name in each.why.split()]
    parts = words_of(kind, row)
    return {
        "kind": title,
        "name": "" if KINDS[kind].single else name,
        "row": name,
        "main": parts[0][1] if parts else "",
        "parts": parts[1:],
        "chips": _chips(desk, name),
        "sources": [_source(each) for each in desk.sources if name in each["rows"]],
        "found": found,
        "notes": [_note(each) for each in found],
        "comments": [comment_row(c) for c in desk.comments if c["row"] == name],
        "sourceless": kind in ("need", "provision") and not _from_advice(desk, name),
    }


def _from_advice(desk: Desk, name: str) -> bool:
    advice = {item.id for item in desk.content.evidence}
    return any(link.target == name and link.source in advice for link in desk.content.links)


def _chips(desk: Desk, name: str) -> list[str]:
    """The links of a statement, in words: "need B2", "outcome E1", "advice K4"."""
    kinds = {row.id: "hope" for row in desk.content.aspirations}
    kinds |= {row.id: "need" for row in desk.content.needs}
    kinds |= {row.id: "outcome" for row in desk.content.outcomes}
    kinds |= {row.id: "provision" for row in desk.content.provision}
    kinds |= {row.id: "advice" for row in desk.content.evidence}
    near = [link.source for link in desk.content.links if link.target == name]
    near += [link.target for link in desk.content.links if link.source == name]
    return [f"{kinds[other]} {other}" for other in dict.fromkeys(near) if other in kinds]


def _source(each: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "who": each["author"],
        "kind": ADVICE_WORDS.get(each["kind"], each["kind"]),
        "evidence": each["evidence"],
        "text": each["text"],
        "passage": each["passage"],
        "parts": [
            (box.label, each["parts"][box.name]) for box in EVERY_BOX if each["parts"].get(box.name)
        ],
    }


EVERY_BOX = (*BOXES["need"], *BOXES["provision"])
WEIGHT_WORDS = {
    Weight.NEVER: "Must be put right",
    Weight.NAMED: "Or a named manager’s reason, which the family sees",
    Weight.MANAGER: "Or a manager’s reason",
    Weight.ALARM: "Calls for action",
    Weight.ADVICE: "For the writer",
}


def _note(each: Held) -> dict[str, Any]:
    return {
        "check": each.check if each.check.startswith("L") else "",
        "why": each.why,
        "quote": each.quote,
        "fix": each.fix,
        "weight": WEIGHT_WORDS[each.weight],
        "stops": each.stops,
        "reason": each.reason,
        "by": each.reason_by,
        "mark": each.mark,
        "section": each.section,
    }


STATE_WORDS = {"OPEN": "Waiting for an answer", "TAKEN_IN": "Taken in", "NOT_TAKEN": "Not taken in"}
WHO_WORDS = {
    "PARENT": "parent or carer",
    "CHILD": "child",
    "YOUNG_PERSON": "young person",
    "STAFF": "colleague",
}


def comment_row(each: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": each["id"],
        "where": each["row"] or each["section"],
        "who": f"{each['said_by']} ({WHO_WORDS[each['voice']]})",
        "on": date.fromisoformat(each["said_date"]),
        "text": each["text"],
        "state": STATE_WORDS[each["state"]],
        "open": each["state"] == "OPEN",
        "answer": each["answer"],
        "changed": each["changed_row"],
        "by": each["answered_name"] or "",
    }


# One statement


def answers_to(kind: str, desk: Desk, section: str) -> list[tuple[str, str]]:
    """Return the rows a statement may say it answers: needs and hopes, needs and outcomes."""
    content = desk.content
    groups: Mapping[str, Sequence[Any]] = {
        "aspirations": content.aspirations,
        "needs": content.needs,
        "outcomes": content.outcomes,
    }
    wanted = ANSWERS.get(kind, ())
    return [(row.id, f"{row.id}: {short(row.text)}") for name in wanted for row in groups[name]]


def short(text: str) -> str:
    """Return the beginning of a statement, to choose it by."""
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


def rows_to_choose(desk: Desk, sections: frozenset[str] | None = None) -> list[tuple[str, str]]:
    """Return the needs, outcomes and lines of a draft, to choose one from."""
    content = desk.content
    rows: list[tuple[str, str, str]] = [
        *((need.section.value, need.id, need.text) for need in content.needs),
        *(("E", outcome.id, outcome.text) for outcome in content.outcomes),
        *((line.section.value, line.id, line.what) for line in content.provision),
        *(("A", view.id, view.text) for view in content.views),
    ]
    return [
        (name, f"{name}: {short(text)}")
        for section, name, text in rows
        if sections is None or section in sections
    ]


def section_of(desk: Desk, row: str) -> str:
    """Return the section a statement stands in, or none."""
    for name in SECTIONS:
        for kind in HOLDS[name]:
            if any(each["id"] == row for each in rows_of(desk.parts[name], KINDS[kind].group)):
                return name
    return ""


# Advice, accuracy, the gate


def advice_page(by: Asker, child: Child, desk: Desk, on: date) -> dict[str, Any]:
    """Return every statement of the advice: without a place first, then placed, then left out."""
    asked: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in desk.questions:
        asked[each["source_id"]].append(_question(each))
    rows = [
        {
            **_source(each),
            "id": each["id"],
            "rows": each["rows"],
            "reason": each["left_out_reason"],
            "section": each["section"],
            "questions": asked[each["id"]],
            "waiting": not each["rows"] and not each["left_out_reason"],
        }
        for each in desk.sources
    ]
    return {
        **draft_frame(by, child, desk, on, "plans:advice"),
        "waiting": [each for each in rows if each["waiting"]],
        "placed": [each for each in rows if each["rows"]],
        "left_out": [each for each in rows if each["reason"]],
    }


def _question(each: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": each["id"], "question": each["question"], "answer": each["answer"]}


def accuracy_page(by: Asker, child: Child, desk: Desk, on: date) -> dict[str, Any]:
    """Return what each adviser was asked of the draft last sent, and what they answered."""
    theirs: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for each in desk.passages_now:
        theirs[each["evidence"]].append(each)
    posts = {post.id for post in by.posts}
    may = by.may(P.PLAN_WRITE, child.area_id)
    now = dict(_words_now(desk))
    return {
        **draft_frame(by, child, desk, on, "plans:accuracy"),
        "advisers": [
            {
                "evidence": name,
                "adviser": some[0]["adviser"],
                "kind": ADVICE_WORDS.get(some[0]["kind"], some[0]["kind"]),
                "mine": may or some[0]["adviser_post_id"] in posts,
                "silent": not any(each["answer"] for each in some),
                "passages": [_passage(each, now) for each in some],
            }
            for name, some in theirs.items()
        ],
        "earlier": [
            _passage(each, now)
            for each in desk.passages
            if each["version_id"] != desk.draft["served_version_id"]
            and each["answer"] not in ("", "ACCURATE")
        ],
    }


def _words_now(desk: Desk) -> Iterator[tuple[str, str]]:
    for row, (_, words) in statements_of(desk.content).items():
        yield row, words


ANSWER_WORDS = {
    "": "No answer yet",
    "ACCURATE": "Accurate",
    "CORRECT": "Correct it so",
    "LEFT_OUT": "Something is left out",
}
SETTLED_WORDS = {
    "": "",
    "CHANGED": "The plan was changed",
    "FAMILY_AGREED": "The plan was changed, and the family agreed",
    "EXPLAINED": "It stays as it is",
}


def _passage(each: Mapping[str, Any], now: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": each["id"],
        "row": each["row"],
        "plan_words": each["plan_words"],
        "advice_words": each["advice_words"],
        "now": now.get(each["row"], "") if each["row"] else "",
        "answer": ANSWER_WORDS[each["answer"]],
        "given": each["answer"],
        "correction": each["correction"],
        "by": each["answered_name"] or "",
        "settled": SETTLED_WORDS[each["settled"]],
        "settled_words": each["settled_words"],
        "open": each["answer"] in ("CORRECT", "LEFT_OUT") and not each["settled"],
        "raw": each,
    }


def issue_page(by: Asker, child: Child, desk: Desk, on: date) -> dict[str, Any]:
    """Return the gate: what stops the plan, what went on by whose reason, what was not checked."""
    passed = judged(desk, child, on)
    held = passed.gate.held
    final = desk.draft["stage"] == "SERVED"
    return {
        **draft_frame(by, child, desk, on, "plans:issue"),
        "final": final,
        "stopping": [_note(each) for each in held if each.stops],
        "reasoned": [_note(each) for each in passed.gate.reasoned],
        "alarms": [_note(each) for each in held if each.weight is Weight.ALARM],
        "advice": [_note(each) for each in held if each.weight is Weight.ADVICE],
        "not_checked": passed.gate.not_checked,
        "yielding": [each for each in held if each.stops and each.weight is not Weight.NEVER],
        "open": passed.gate.open,
        "changed": [each.sentence for each in passed.changed],
        "agreement": desk.agreement,
        "needs_agreement": bool(rows_of(desk.parts["G"], "provision")) and not desk.agreement,
        "may_reason": by.may(P.PLAN_OVERRIDE, child.area_id),
        "goes_to": _goes_to(desk),
    }


def _goes_to(desk: Desk) -> list[str]:
    asked = [
        f"{item.author or item.role or item.title} ({ADVICE_WORDS[item.kind]})"
        for item in desk.content.evidence
        if item.kind != "FAMILY"
    ]
    return ["The family", *asked]


# Versions


def version_parts(page: VersionPage, child: Child) -> list[dict[str, Any]]:
    """Return a version to be read: each lettered section, never without its letter."""
    parts = split(shown(page.content, child.classes_in_reach))
    found = []
    for section in LETTERS:
        part = parts[section]
        rows = []
        for kind in HOLDS[section]:
            spec = KINDS[kind]
            value = part.get(spec.group)
            if not value:
                continue
            if spec.single:
                row = value if isinstance(value, dict) else {spec.group: value}
                rows.append({"name": "", "kind": spec.title, "parts": words_of(kind, row)})
            else:
                rows += [
                    {"name": row["id"], "kind": spec.title, "parts": words_of(kind, row)}
                    for row in rows_of(part, spec.group)
                ]
        found.append(
            {
                "letter": section,
                "title": TITLES[section],
                "rows": rows,
                "blank": _blank(page, section, child),
            }
        )
    return found


def _blank(page: VersionPage, section: str, child: Child) -> str:
    status = page.content.cover.status
    if section == "I" and status is not None and status.is_draft:
        return "Left blank in a draft, as the law says."
    if section == "I" and not child.shows_class(FieldClass.LOCATION):
        return f"Restricted: ask {child.location_team or 'the access team'}."
    return "This section says nothing."


def change_rows(page: VersionPage, child: Child) -> list[dict[str, Any]]:
    """Return what changed since the version before, with the words marked."""
    hidden = not child.shows_class(FieldClass.LOCATION)
    people = not child.shows_class(FieldClass.THIRD_PARTY)
    return [
        {"sentence": each.sentence, "pieces": marked(each.was, each.now)}
        for each in page.changed
        if not (hidden and each.section in ("I", "cover", "K"))
        and not (people and each.section == "cover")
    ]
