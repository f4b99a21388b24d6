"""Print an invented plan as councils do: Word in several layouts, and a text PDF."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document

from goldenthread.plans.content import NeedArea, Plan, Section

TITLES = {
    "A": "The views, interests and aspirations of the child and their parents",
    "B": "Special educational needs",
    "C": "Health needs related to special educational needs",
    "D": "Social care needs",
    "E": "Outcomes sought",
    "F": "Special educational provision",
    "G": "Health provision reasonably required",
    "H1": "Social care provision under section 2 of the Chronically Sick and Disabled Persons "
    "Act 1970",
    "H2": "Any other social care provision",
    "I": "Name and type of the school or other institution",
    "J": "Personal budget",
    "K": "Advice and information gathered",
}
STATUS = {
    "DRAFT": "Draft Education, Health and Care Plan",
    "AMENDED_DRAFT": "Amended draft Education, Health and Care Plan",
    "FINAL": "Final Education, Health and Care Plan",
    "AMENDED_FINAL": "Amended final Education, Health and Care Plan",
}
AREA_NAMES = {
    NeedArea.COMMUNICATION: "Communication and interaction",
    NeedArea.COGNITION: "Cognition and learning",
    NeedArea.SEMH: "Social, emotional and mental health",
    NeedArea.SENSORY_PHYSICAL: "Sensory and physical",
    NeedArea.HEALTH: "Health",
    NeedArea.SOCIAL_CARE: "Social care",
}


def day(value) -> str:
    return f"{value.day} {value:%B %Y}" if value else ""


def cover_facts(plan: Plan) -> list[tuple[str, str]]:
    cover = plan.cover
    year = "Reception" if cover.year_group == 0 else f"Year {cover.year_group}"
    facts = [
        ("Name", f"{cover.child_name}"),
        ("Date of birth", day(cover.birth_date)),
        ("Year group", year if cover.year_group is not None else ""),
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
    ]
    return [(label, value) for label, value in facts if value]


def linked(plan: Plan, row_id: str, letters: str) -> str:
    """Ids tied to a row whose first letter is one of some letters."""
    near = [link.target for link in plan.links if link.source == row_id]
    near += [link.source for link in plan.links if link.target == row_id]
    return ", ".join(sorted({n for n in near if n[0] in letters and not n.startswith("A")}))


def provision_cells(plan: Plan, row) -> list[tuple[str, str]]:
    return [
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
    ]


def outcome_cells(outcome) -> list[tuple[str, str]]:
    return [
        ("Baseline", outcome.baseline),
        ("Measure", outcome.measure),
        ("By when", outcome.by_when_words),
        ("Preparing for adulthood", _adult(outcome)),
    ]


def _adult(outcome) -> str:
    names = {
        "EMPLOYMENT": "Employment",
        "LIVING": "Independent living",
        "COMMUNITY": "Friends and community",
        "HEALTH": "Health",
    }
    return names.get(outcome.adulthood_area, "")


def none_text(plan: Plan, letter: str) -> list[str]:
    return [none.text for none in plan.nothing_found if none.section == letter]


def placement_lines(plan: Plan) -> list[str]:
    place = plan.placement
    if place is None:
        return ["(completed in the final plan)"]
    name = f"{place.name} (URN {place.urn})" if place.urn else place.name
    words = ", ".join(part for part in (name, place.kind) if part)
    return [line for line in (words, place.text) if line]


def budget_lines(plan: Plan) -> list[str]:
    budget = plan.personal_budget
    return [budget.text] if budget and budget.text else []


def evidence_line(item) -> str:
    parts = [item.title, item.author, item.role, item.body, day(item.written_date)]
    tail = {True: "attached", False: "not attached", None: ""}[item.attached]
    return ", ".join(part for part in (*parts, tail) if part)


def extra(plan: Plan, letter: str) -> list[str]:
    """Free text of a section that no row holds."""
    return [
        passage.text
        for part in plan.sections
        if part.section == letter
        for passage in part.passages
        if not passage.structured and not passage.heading
    ]


def removed(plan: Plan) -> set[str]:
    """Sections that a fault has taken out altogether (marked by an empty heading)."""
    return {part.section.value for part in plan.sections if part.heading == "REMOVED"}


def agreement_line(plan: Plan) -> list[str]:
    agreed = plan.health_agreement
    if agreed is None:
        return []
    return [f"Agreed by {agreed.agreed_by}, {day(agreed.agreed_date)}, ref {agreed.reference}."]


def signature_line(plan: Plan) -> list[str]:
    signed = plan.signature
    if signed is None:
        return []
    words = [signed.name, signed.role, day(signed.signed_date)]
    return ["Signed: " + ", ".join(word for word in words if word)]


# Word: headings, coded paragraphs, tables of provision ---------------------------------------


def docx_headings(plan: Plan, path: Path) -> Path:
    """Heading styles, 'Section B: ...', numbered paragraphs, tables for outcomes and provision."""
    book = docx.Document()
    book.sections[0].header.paragraphs[0].text = f"{plan.cover.child_name}: EHC plan"
    book.sections[0].footer.paragraphs[0].text = f"{plan.cover.council}, private"
    book.add_heading(STATUS.get(plan.cover.status, "Education, Health and Care Plan"), 0)
    _pairs_table(book, cover_facts(plan))
    for letter in (section.value for section in Section):
        if letter in removed(plan):
            continue
        book.add_heading(f"Section {letter}: {TITLES[letter]}", 1)
        _headed_section(book, plan, letter)
    for line in signature_line(plan):
        book.add_paragraph(line)
    book.save(path)
    return path


def _pairs_table(book: Document, pairs) -> None:
    table = book.add_table(rows=0, cols=2)
    for label, value in pairs:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value


def _grid(book: Document, rows: list[list[str]]) -> None:
    used = [i for i in range(len(rows[0])) if any(row[i] for row in rows[1:])]
    table = book.add_table(rows=0, cols=len(used))
    for row in rows:
        for cell, place in zip(table.add_row().cells, used, strict=True):
            cell.text = row[place]


def _headed_section(book: Document, plan: Plan, letter: str) -> None:
    if letter == "A":
        _views(book, plan, level=2)
    for need in plan.needs:
        if need.section == letter:
            book.add_paragraph(f"{need.id} {need.text}")
            if need.strengths:
                book.add_paragraph(f"Strengths: {need.strengths}")
            if need.effect:
                book.add_paragraph(f"Effect on everyday life: {need.effect}")
            if cited := linked(plan, need.id, "K"):
                book.add_paragraph(f"Evidence: {cited}")
    for text in none_text(plan, letter):
        book.add_paragraph(text)
    if letter == "E" and plan.outcomes:
        _outcome_table(book, plan)
        if plan.monitoring:
            book.add_paragraph(f"Monitoring: {plan.monitoring}")
    rows = [row for row in plan.provision if row.section == letter]
    if rows:
        _provision_table(book, plan, rows)
    lines = {
        "G": agreement_line(plan) if rows else [],
        "I": placement_lines(plan),
        "J": budget_lines(plan),
        "K": [f"{item.id} {evidence_line(item)}" for item in plan.evidence],
    }.get(letter, [])
    for line in (*lines, *extra(plan, letter)):
        book.add_paragraph(line)


def _views(book: Document, plan: Plan, level: int) -> None:
    groups = (
        ("What I say", [v.text for v in plan.views if v.voice in ("CHILD", "YOUNG_PERSON")]),
        ("My hopes", [hope.text for hope in plan.aspirations]),
        ("What my parents say", [v.text for v in plan.views if v.voice == "PARENT"]),
    )
    for title, texts in groups:
        if texts:
            book.add_heading(title, level) if level else _bold(book, title)
        for text in texts:
            book.add_paragraph(text)


def _bold(book: Document, text: str) -> None:
    book.add_paragraph().add_run(text).bold = True


def _outcome_table(book: Document, plan: Plan) -> None:
    labels = [label for label, _ in outcome_cells(plan.outcomes[0])]
    rows = [["Ref", "Outcome", *labels, "Needs met"]]
    for outcome in plan.outcomes:
        cells = [value for _, value in outcome_cells(outcome)]
        rows.append([outcome.id, outcome.text, *cells, linked(plan, outcome.id, "BCDFGH")])
    _grid(book, rows)


def _provision_table(book: Document, plan: Plan, group) -> None:
    labels = [label for label, _ in provision_cells(plan, group[0])]
    rows = [["Ref", "Provision", *labels, "Linked to"]]
    for row in group:
        cells = [value for _, value in provision_cells(plan, row)]
        rows.append([row.id, row.what, *cells, linked(plan, row.id, "BCDEK")])
    _grid(book, rows)


# Word: 'PART B' in bold, and a table of need, outcome and provision with merged cells -------


def docx_thread_table(plan: Plan, path: Path) -> Path:
    """Bold 'PART B' lines; needs numbered; provision and outcomes in label-and-value tables."""
    book = docx.Document()
    _bold(book, STATUS.get(plan.cover.status, "EHC plan").upper())
    for label, value in cover_facts(plan):
        book.add_paragraph(f"{label}: {value}")
    for letter in (section.value for section in Section):
        if letter in removed(plan):
            continue
        _bold(book, f"PART {letter} – {TITLES[letter].upper()}")
        _tabled_section(book, plan, letter)
    _pairs_table(book, _signature_pairs(plan))
    book.save(path)
    return path


def _signature_pairs(plan: Plan) -> list[tuple[str, str]]:
    signed = plan.signature
    if signed is None:
        return []
    return [("Signed", signed.name), ("Position", signed.role), ("Date", day(signed.signed_date))]


def _tabled_section(book: Document, plan: Plan, letter: str) -> None:
    if letter == "A":
        _views(book, plan, level=0)
    needs = [need for need in plan.needs if need.section == letter]
    if needs:
        rows = [["No.", "Need", "Strengths", "What this means in everyday life", "Source"]]
        rows += [[n.id, n.text, n.strengths, n.effect, linked(plan, n.id, "K")] for n in needs]
        _grid(book, rows)
    for text in none_text(plan, letter):
        book.add_paragraph(text)
    if letter == "E":
        for outcome in plan.outcomes:
            pairs = [("Outcome", f"{outcome.id} {outcome.text}"), *outcome_cells(outcome)]
            pairs.append(("Linked to", linked(plan, outcome.id, "BCDFGH")))
            _pairs_table(book, [(label, value) for label, value in pairs if value])
            book.add_paragraph("")
        if plan.monitoring:
            _bold(book, "Arrangements for monitoring")
            book.add_paragraph(plan.monitoring)
    rows = [row for row in plan.provision if row.section == letter]
    for row in rows:
        pairs = [("Provision", f"{row.id} {row.what}"), *provision_cells(plan, row)]
        pairs.append(("Meets needs", linked(plan, row.id, "BCDEK")))
        _pairs_table(book, [(label, value) for label, value in pairs if value])
        book.add_paragraph("")
    if letter == "K" and plan.evidence:
        rows = [["No.", "Advice", "Author", "Role", "Organisation", "Date", "Attached"]]
        for e in plan.evidence:
            there = {True: "Yes", False: "No", None: ""}[e.attached]
            rows.append([e.id, e.title, e.author, e.role, e.body, day(e.written_date), there])
        _grid(book, rows)
    lines = {
        "G": agreement_line(plan) if rows else [],
        "I": placement_lines(plan),
        "J": budget_lines(plan),
    }.get(letter, [])
    for line in (*lines, *extra(plan, letter)):
        book.add_paragraph(line)


# Word: areas of need as subheadings, bullets, no numbers at all ------------------------------


def docx_bullets(plan: Plan, path: Path) -> Path:
    """Unnumbered bullets under areas of need: the thread can be told by the area only."""
    book = docx.Document()
    book.add_heading(STATUS.get(plan.cover.status, "EHC plan"), 1)
    table = book.add_table(rows=0, cols=4)
    facts = cover_facts(plan)
    for left, right in zip(facts[::2], [*facts[1::2], ("", "")], strict=False):
        for cell, text in zip(table.add_row().cells, (*left, *right), strict=True):
            cell.text = text
    for letter in (section.value for section in Section):
        if letter not in removed(plan):
            book.add_heading(f"SECTION {letter}", 2)
            _bold(book, TITLES[letter])
            _bulleted(book, plan, letter)
    for line in signature_line(plan):
        book.add_paragraph(line)
    book.save(path)
    return path


def _bulleted(book: Document, plan: Plan, letter: str) -> None:
    if letter == "A":
        _views(book, plan, level=3)
    areas = list(dict.fromkeys(n.area for n in plan.needs if n.section in ("B", "C", "D")))
    for area in areas:
        entries = list(_area_entries(plan, letter, area))
        if entries and area and letter in ("B", "E", "F"):
            book.add_heading(AREA_NAMES[area], 3)
        for text in entries:
            book.add_paragraph(text, style="List Bullet")
    for text in none_text(plan, letter):
        book.add_paragraph(text)
    if letter == "E" and plan.monitoring:
        book.add_paragraph(f"Monitoring: {plan.monitoring}")
    lines = {
        "G": agreement_line(plan) if any(r.section == "G" for r in plan.provision) else [],
        "I": placement_lines(plan),
        "J": budget_lines(plan),
        "K": [evidence_line(item) for item in plan.evidence],
    }.get(letter, [])
    for line in (*lines, *extra(plan, letter)):
        book.add_paragraph(line)


def _area_entries(plan: Plan, letter: str, area):
    for need in plan.needs:
        if need.section == letter and need.area == area:
            yield need.text
            if need.strengths:
                yield f"Strengths: {need.strengths}"
            if need.effect:
                yield f"Impact: {need.effect}"
    if letter == "E":
        for outcome in plan.outcomes:
            if _outcome_area(plan, outcome) == area:
                yield outcome.text
                for label, value in outcome_cells(outcome):
                    if value:
                        yield f"{label}: {value}"
    for row in plan.provision:
        if row.section == letter and row.area == area:
            yield row.what
            for label, value in provision_cells(plan, row):
                if value:
                    yield f"{label}: {value}"


def _outcome_area(plan: Plan, outcome):
    ids = linked(plan, outcome.id, "BCD").split(", ")
    return next((n.area for n in plan.needs if n.id in ids), plan.needs[0].area)


# A text PDF, written by hand: two fonts, lines, page breaks ---------------------------------


def pdf_lines(plan: Plan) -> list[tuple[str, bool]]:
    """The plan as lines of print; True for bold."""
    out: list[tuple[str, bool]] = [(STATUS.get(plan.cover.status, "EHC plan"), True)]
    out += [(f"{label}: {value}", False) for label, value in cover_facts(plan)]
    for letter in (section.value for section in Section):
        if letter in removed(plan):
            continue
        out += [("", False), (f"Section {letter}: {TITLES[letter]}", True)]
        out += _pdf_section(plan, letter)
    out += [("", False), *((line, False) for line in signature_line(plan))]
    return out


def _pdf_section(plan: Plan, letter: str) -> list[tuple[str, bool]]:
    out: list[tuple[str, bool]] = []

    def say(text: str, bold: bool = False) -> None:
        out.extend([(text, bold), ("", False)])

    if letter == "A":
        say("What I say", True)
        for view in plan.views:
            if view.voice == "PARENT":
                say("What my parents say", True)
            say(view.text)
        if plan.aspirations:
            say("My hopes", True)
            for hope in plan.aspirations:
                say(hope.text)
    for need in plan.needs:
        if need.section == letter:
            say(f"{need.id} {need.text}")
            if need.strengths:
                say(f"Strengths: {need.strengths}")
            if need.effect:
                say(f"Effect: {need.effect}")
            if cited := linked(plan, need.id, "K"):
                say(f"Source: {cited}")
    for text in none_text(plan, letter):
        say(text)
    if letter == "E":
        for outcome in plan.outcomes:
            say(f"{outcome.id} {outcome.text}")
            for label, value in (
                *outcome_cells(outcome),
                ("Linked to", linked(plan, outcome.id, "BCDFGH")),
            ):
                if value:
                    say(f"{label}: {value}")
        if plan.monitoring:
            say(f"Monitoring: {plan.monitoring}")
    for row in plan.provision:
        if row.section == letter:
            say(f"{row.id} {row.what}")
            for label, value in (
                *provision_cells(plan, row),
                ("Linked to", linked(plan, row.id, "BCDEK")),
            ):
                if value:
                    say(f"{label}: {value}")
    lines = {
        "G": agreement_line(plan) if any(r.section == "G" for r in plan.provision) else [],
        "I": placement_lines(plan),
        "J": budget_lines(plan),
        "K": [f"{item.id} {evidence_line(item)}" for item in plan.evidence],
    }.get(letter, [])
    for line in (*lines, *extra(plan, letter)):
        say(line)
    return out


def write_pdf(lines: list[tuple[str, bool]], path: Path, *, width: int = 92) -> Path:
    """Write lines as a plain PDF 1.4 with the standard Helvetica fonts."""
    import textwrap

    printed: list[tuple[str, bool]] = []
    for text, bold in lines:
        printed += [(part, bold) for part in (textwrap.wrap(text, width) or [""])]
    pages = [printed[at : at + 50] for at in range(0, len(printed), 50)]
    path.write_bytes(pdf_bytes(pages))
    return path


def pdf_bytes(pages: list[list[tuple[str, bool]]]) -> bytes:
    """Objects, cross-reference table and trailer of a small PDF."""
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        font.format("Helvetica"),
        font.format("Helvetica-Bold"),
    ]
    for number, page in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font "
            f"<< /F1 3 0 R /F2 4 0 R >> >> /Contents {6 + 2 * number} 0 R >>"
        )
        objects.append(_stream(page))
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + content.encode("cp1252", "replace") + b"\nendobj\n"
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    table += "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + table.encode() + trailer.encode()


def _stream(page: list[tuple[str, bool]]) -> str:
    parts = ["BT 50 790 Td 14 TL"]
    for text, bold in page:
        safe = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        parts.append(f"/F{2 if bold else 1} 10 Tf ({safe}) Tj T*")
    body = "\n".join([*parts, "ET"])
    size = len(body.encode("cp1252", "replace"))
    return f"<< /Length {size} >>\nstream\n{body}\nendstream"


def pdf(plan: Plan, path: Path) -> Path:
    return write_pdf(pdf_lines(plan), path)


def unmarked(plan: Plan) -> Plan:
    """The plan without the marks that tell a layout to leave a section out."""
    kept = tuple(part for part in plan.sections if part.heading != "REMOVED")
    return plan.model_copy(update={"sections": kept})


def json_file(plan: Plan, path: Path) -> Path:
    path.write_text(unmarked(plan).model_dump_json(exclude_none=True), encoding="utf-8")
    return path


LAYOUTS = {
    "json": (json_file, ".json"),
    "headings": (docx_headings, ".docx"),
    "thread": (docx_thread_table, ".docx"),
    "bullets": (docx_bullets, ".docx"),
    "pdf": (pdf, ".pdf"),
}


def print_plan(plan: Plan, layout: str, folder: Path, name: str = "plan") -> Path:
    write, suffix = LAYOUTS[layout]
    return write(plan, folder / f"{name}-{layout}{suffix}")
