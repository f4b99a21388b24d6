"""The whole plan, section by section, as one document: PDF, DOCX and page are drawn from it.

What leads to what is said in words ("Meets need: B1"), so that the thread can be followed in print,
and so that a file worked on elsewhere can be read back (`goldenthread plan convert`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from goldenthread.documents.content import (
    Block,
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Run,
    Table,
)
from goldenthread.plans.content import (
    Evidence,
    Need,
    Outcome,
    Plan,
    Provision,
    Section,
)
from goldenthread.plans.rendering import titles
from goldenthread.plans.rendering.kinds import Kind, Mark


def day(value: date | None) -> str:
    """Return a day as a plan writes it, 25 May 2026; nothing for none."""
    return f"{value.day} {value:%B %Y}" if value else ""


def whole_plan(plan: Plan, mark: Mark, kind: Kind) -> Document:
    """Return every section of a plan, A to K with H1 and H2, under the headings of the law."""
    blocks = [Facts(rows=tuple(_cover(plan)))]
    body: list[Block] = [*blocks]
    for section in Section:
        body.append(Heading(words=f"Section {section}: {titles.TITLES[section]}", level=2))
        said = list(SECTIONS[section](plan, section))
        said += [Paragraph(words=text) for text in _loose(plan, section)]
        body += said or [Paragraph(words=titles.NOTHING)]
    body += list(_signed(plan))
    status = plan.cover.status
    return Document(
        title=titles.STATUS[status] if status else titles.NO_STATUS,
        mark=mark.printed(kind),
        blocks=tuple(body),
    )


def _cover(plan: Plan) -> Iterator[Fact]:
    cover = plan.cover
    facts = (
        ("Name", cover.child_name),
        ("Known as", cover.known_as),
        ("Date of birth", day(cover.birth_date)),
        ("Year group", _year(cover.year_group)),
        ("Pronouns", cover.pronouns),
        ("Date of draft", day(cover.draft_date)),
        ("Date of final plan", day(cover.final_date)),
        ("Date amended", day(cover.amended_date)),
        ("Last review decision", day(cover.last_review_date)),
        ("Review meeting", day(cover.review_meeting_date)),
        ("Amendment notice", day(cover.amendment_notice_date)),
        ("Local authority", cover.council),
        ("Integrated care board", cover.icb),
        ("Current school", cover.current_setting),
        ("Previous schools", "; ".join(cover.past_settings)),
        ("Parents", "; ".join(cover.parents)),
        ("Brothers and sisters", "; ".join(cover.relatives)),
        ("Home language", cover.family_language),
        ("Versions made", "; ".join(cover.versions_made)),
        ("Capacity note", cover.capacity_note),
    )
    for label, value in facts:
        if value:
            yield Fact(label=label, words=value)


def _year(group: int | None) -> str:
    return {None: "", -1: "Nursery", 0: "Reception"}.get(group, f"Year {group}")


def _loose(plan: Plan, section: Section) -> list[str]:
    """Return the words of a section that no row holds, as they came."""
    return [
        passage.text
        for part in plan.sections
        if part.section == section
        for passage in part.passages
        if not passage.structured and not passage.heading and passage.text.strip()
    ]


def _said(label: str, value: str) -> Iterator[Block]:
    if value.strip():
        yield Paragraph(words=[Run(text=f"{label}: ", strong=True), value])


def _row(code: str, text: str) -> Paragraph:
    return Paragraph(words=[Run(text=f"{code} ", strong=True), text])


def tied(plan: Plan, code: str, *letters: str) -> list[str]:
    """Return the codes tied to a row, either way, whose letter is one of some."""
    near = {link.target for link in plan.links if link.source == code}
    near |= {link.source for link in plan.links if link.target == code}
    return sorted((each for each in near if each.startswith(letters)), key=_in_order)


def _in_order(code: str) -> tuple[str, int, str]:
    letters = code.rstrip("0123456789.")
    figures = code[len(letters) :]
    return letters, int(figures) if figures.isdigit() else 0, code


# Section by section ------------------------------------------------------------------------------


def _views(plan: Plan, section: Section) -> Iterator[Block]:
    for voice, title in titles.VOICES.items():
        views = [each for each in plan.views if each.voice == voice]
        if views:
            yield Heading(words=title, level=3)
        for view in views:
            how = ", ".join(
                part for part in (view.method, view.gathered_by, day(view.given_date)) if part
            )
            yield Paragraph(words=view.text + (f" ({how})" if how else ""))
    for voice, title in titles.HOPES.items():
        hopes = [each for each in plan.aspirations if each.whose == voice]
        if hopes:
            yield Heading(words=title, level=3)
            yield from (_row(each.id, each.text) for each in hopes)


def _by_area(rows: Iterable[Need | Provision], plan: Plan) -> Iterator[Block]:
    area = None
    for row in rows:
        if row.area is not None and row.area != area:
            area = row.area
            yield Heading(words=titles.AREAS[area], level=3)
        if isinstance(row, Need):
            yield from _need(row)
        else:
            yield from _provision(row, plan)


def _needs(plan: Plan, section: Section) -> Iterator[Block]:
    yield from _nothing(plan, section)
    yield from _by_area([each for each in plan.needs if each.section == section], plan)


def _need(row: Need) -> Iterator[Block]:
    yield _row(row.id, row.text)
    yield from _said("What this means in everyday life", row.effect)
    yield from _said("Strengths", row.strengths)


def _outcomes(plan: Plan, section: Section) -> Iterator[Block]:
    for row in plan.outcomes:
        yield from _outcome(row, plan)
    yield from _said("How progress is checked", plan.monitoring)


def _outcome(row: Outcome, plan: Plan) -> Iterator[Block]:
    yield _row(row.id, row.text)
    yield from _said("Links to", ", ".join(tied(plan, row.id, "B", "C", "D")))
    yield from _said("Starting point", row.baseline)
    yield from _said("How we will know", row.measure)
    yield from _said("By when", row.by_when_words or day(row.by_when))
    adult = titles.ADULTHOOD[row.adulthood_area] if row.adulthood_area else ""
    yield from _said("Preparing for adulthood", adult)
    yield from _said("Who checks progress", row.monitored)


def _provisions(plan: Plan, section: Section) -> Iterator[Block]:
    yield from _nothing(plan, section)
    yield from _by_area([each for each in plan.provision if each.section == section], plan)
    agreed = plan.health_agreement
    if section == Section.G and agreed:
        ref = f", ref {agreed.reference}" if agreed.reference else ""
        yield Paragraph(words=f"Agreed by {agreed.agreed_by}, {day(agreed.agreed_date)}{ref}.")


def _provision(row: Provision, plan: Plan) -> Iterator[Block]:
    yield _row(row.id, row.what)
    ties = tied(plan, row.id, "B", "C", "D", "E")
    for label, value in (
        ("Links to", ", ".join(ties)),
        ("Who delivers", row.who),
        ("Expertise", row.expertise),
        ("Direct time", row.direct_time),
        ("Indirect time", row.indirect_time),
        ("How often", row.how_often),
        ("How long", row.how_long),
        ("Group size or ratio", row.group_size),
        ("Where", row.where),
        ("Start date", row.starts),
        ("Review", row.review),
        ("Funded by", row.funded_by),
    ):
        yield from _said(label, value)


def _nothing(plan: Plan, section: Section) -> Iterator[Block]:
    for none in plan.nothing_found:
        if none.section == section:
            yield Paragraph(words=none.text)


def _placement(plan: Plan, section: Section) -> Iterator[Block]:
    place = plan.placement
    if place is None:
        draft = plan.cover.status is None or plan.cover.status.is_draft
        yield from [Paragraph(words=titles.LATER)] if draft else []
        return
    name = f"{place.name} (URN {place.urn})" if place.urn else place.name
    said = ", ".join(part for part in (name, place.kind) if part)
    for text in (said, place.text):
        if text:
            yield Paragraph(words=text)


def _budget(plan: Plan, section: Section) -> Iterator[Block]:
    if plan.personal_budget and plan.personal_budget.text:
        yield Paragraph(words=plan.personal_budget.text)


def _advice(plan: Plan, section: Section) -> Iterator[Block]:
    if not plan.evidence:
        return
    yield Table(
        caption="Advice and information gathered",
        columns=("Ref", "Title", "Author", "Role", "Organisation", "Date", "Attached"),
        rows=tuple(_advice_row(each) for each in plan.evidence),
        row_headers=True,
        widths=(2, 5, 4, 5, 5, 4, 3),
    )


def _advice_row(row: Evidence) -> tuple[str, ...]:
    attached = {True: "Yes", False: "No", None: ""}[row.attached]
    title = row.title or titles.ADVICE[row.kind]
    return (row.id, title, row.author, row.role, row.body, day(row.written_date), attached)


def _signed(plan: Plan) -> Iterator[Block]:
    signed = plan.signature
    if signed:
        words = (signed.name, signed.role, day(signed.signed_date))
        yield Paragraph(words="Signed: " + ", ".join(each for each in words if each))


SECTIONS = {
    Section.A: _views,
    Section.B: _needs,
    Section.C: _needs,
    Section.D: _needs,
    Section.E: _outcomes,
    Section.F: _provisions,
    Section.G: _provisions,
    Section.H1: _provisions,
    Section.H2: _provisions,
    Section.I: _placement,
    Section.J: _budget,
    Section.K: _advice,
}
