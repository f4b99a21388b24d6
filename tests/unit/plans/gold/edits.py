"""Small changes to a plan: how a fault is put in, or a near miss."""

from __future__ import annotations

from collections.abc import Callable

from goldenthread.plans.content import (
    Evidence,
    Link,
    Need,
    NothingFound,
    Outcome,
    Passage,
    Plan,
    Provision,
    Section,
    SectionText,
)

Edit = Callable[[Plan], Plan]
GROUPS = ("views", "aspirations", "needs", "outcomes", "provision", "evidence")
BLANK = dict.fromkeys(
    [
        "who",
        "expertise",
        "direct_time",
        "indirect_time",
        "how_often",
        "how_long",
        "group_size",
        "where",
        "starts",
        "review",
        "funded_by",
    ],
    "",
)


def row(row_id: str, **fields) -> Edit:
    """Change fields of one row."""

    def edit(plan: Plan) -> Plan:
        out = {}
        for group in GROUPS:
            rows = getattr(plan, group)
            if any(r.id == row_id for r in rows):
                out[group] = tuple(
                    r.model_copy(update=fields) if r.id == row_id else r for r in rows
                )
        assert out, f"no row {row_id}"
        return plan.model_copy(update=out)

    return edit


def bare(row_id: str, what: str, **kept) -> Edit:
    """A line of provision that holds these words and nothing else."""
    return row(row_id, **{**BLANK, "what": what, **kept})


def cover(**fields) -> Edit:
    return lambda plan: plan.model_copy(update={"cover": plan.cover.model_copy(update=fields)})


def whole(**fields) -> Edit:
    return lambda plan: plan.model_copy(update=fields)


def say(letter: str, text: str) -> Edit:
    """Add a paragraph that no row holds."""

    def edit(plan: Plan) -> Plan:
        part = SectionText(section=Section(letter), passages=(Passage(text=text),))
        others = [p for p in plan.sections if p.section != letter]
        same = [q for p in plan.sections if p.section == letter for q in p.passages]
        if same:
            part = part.model_copy(update={"passages": (*same, Passage(text=text))})
        return plan.model_copy(update={"sections": (*others, part)})

    return edit


def without(letter: str) -> Edit:
    """Take a whole section away, heading and all."""

    def edit(plan: Plan) -> Plan:
        keep = {
            group: tuple(r for r in getattr(plan, group) if getattr(r, "section", "") != letter)
            for group in ("needs", "provision", "nothing_found")
        }
        if letter == "E":
            keep["outcomes"] = ()
        if letter == "A":
            keep["views"], keep["aspirations"] = (), ()
        if letter == "K":
            keep["evidence"] = ()
        if letter == "J":
            keep["personal_budget"] = None
        if letter == "I":
            keep["placement"] = None
        mark = SectionText(section=Section(letter), heading="REMOVED")
        changed = plan.model_copy(update={**keep, "sections": (*plan.sections, mark)})
        return _pruned(changed)

    return edit


def _pruned(plan: Plan) -> Plan:
    ids = {r.id for r in plan.rows()}
    links = tuple(link for link in plan.links if {link.source, link.target} <= ids)
    return plan.model_copy(update={"links": links})


def drop(*row_ids: str) -> Edit:
    """Take rows away with their links."""

    def edit(plan: Plan) -> Plan:
        out = {g: tuple(r for r in getattr(plan, g) if r.id not in row_ids) for g in GROUPS}
        return _pruned(plan.model_copy(update=out))

    return edit


def unlink(*pairs: str) -> Edit:
    """'B1-F1' takes that link away; 'B1-' takes every link of B1 away."""

    def edit(plan: Plan) -> Plan:
        gone = [pair.split("-") for pair in pairs]

        def hit(link: Link) -> bool:
            ends = {link.source, link.target}
            return any(a in ends and (not b or b in ends) for a, b in gone)

        return plan.model_copy(update={"links": tuple(x for x in plan.links if not hit(x))})

    return edit


def link(*pairs: str) -> Edit:
    made = [Link(source=p.split("-")[0], target=p.split("-")[1]) for p in pairs]
    return lambda plan: plan.model_copy(update={"links": (*plan.links, *made)})


def add(*rows) -> Edit:
    """Add rows, each to the group of its kind."""
    groups = {
        Need: "needs",
        Outcome: "outcomes",
        Provision: "provision",
        Evidence: "evidence",
        NothingFound: "nothing_found",
    }

    def edit(plan: Plan) -> Plan:
        for one in rows:
            group = groups[type(one)]
            plan = plan.model_copy(update={group: (*getattr(plan, group), one)})
        return plan

    return edit


def none(letter: str, text: str, by: str = "", on=None) -> Edit:
    """Replace the record of 'none found' of a section."""

    def edit(plan: Plan) -> Plan:
        kept = tuple(n for n in plan.nothing_found if n.section != letter)
        made = NothingFound(section=Section(letter), text=text, assessed_by=by, assessed_date=on)
        return plan.model_copy(update={"nothing_found": (*kept, made)})

    return edit


def both(*edits: Edit) -> Edit:
    def edit(plan: Plan) -> Plan:
        for one in edits:
            plan = one(plan)
        return plan

    return edit
