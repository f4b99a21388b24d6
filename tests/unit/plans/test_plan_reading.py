"""Plans as councils print them come back as the same plan; bad files are refused plainly."""

import contextlib
import json
import re
import zipfile
from functools import cache
from pathlib import Path

import docx
import pytest
from tests.unit.plans.gold.children import AS_OF, CHILDREN, amara, theo
from tests.unit.plans.gold.layouts import (
    LAYOUTS,
    docx_headings,
    pdf_bytes,
    pdf_lines,
    print_plan,
    write_pdf,
)

from goldenthread.plans.checks import check_plan
from goldenthread.plans.content import Plan, PlanStatus, Section, Voice
from goldenthread.plans.reading import CannotRead, read_plan


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Print and read each plan once for all tests: reading a PDF takes a while."""
    folder = tmp_path_factory.mktemp("printed")

    @cache
    def read(child: str, layout: str):
        return read_plan(print_plan(CHILDREN[child](), layout, folder, child))

    return read


@pytest.fixture(params=[layout for layout in LAYOUTS if layout != "json"])
def layout(request):
    return request.param


@pytest.mark.parametrize("child", CHILDREN)
class TestALayout:
    def test_holds_every_need_outcome_and_line_of_provision(self, child, layout, printed):
        plan = CHILDREN[child]()
        found = printed(child, layout).plan
        for rows, name in (("needs", "text"), ("outcomes", "text"), ("provision", "what")):
            wanted = [squeezed(getattr(row, name)) for row in getattr(plan, rows)]
            got = [squeezed(getattr(row, name)) for row in getattr(found, rows)]
            assert sorted(got) == sorted(wanted)

    def test_gives_the_facts_of_the_cover_page(self, child, layout, printed):
        plan = CHILDREN[child]()
        cover = printed(child, layout).plan.cover
        for fact in ("child_name", "pronouns", "birth_date", "year_group", "status", "final_date"):
            assert getattr(cover, fact) == getattr(plan.cover, fact), fact
        assert cover.current_setting == plan.cover.current_setting
        assert cover.council == plan.cover.council

    def test_finds_every_section(self, child, layout, printed):
        read = printed(child, layout).read
        assert read.missing == ()
        assert read.sections == tuple(section.value for section in Section)

    def test_raises_no_finding_in_a_plan_that_is_right(self, child, layout, printed):
        found = printed(child, layout)
        assert check_plan(found.plan, AS_OF).findings == ()


@pytest.mark.parametrize("child", CHILDREN)
def test_positions_point_at_the_very_words(child, layout, printed):
    found = printed(child, layout)
    passages = [p for part in found.plan.sections for p in part.passages]
    rows = [*found.plan.needs, *found.plan.outcomes, *found.plan.views]
    for holder in [*passages, *rows]:
        place = holder.position
        assert found.text[place.start : place.end].strip() == holder.text.strip()
    for line in found.plan.provision:
        assert found.text[line.position.start : line.position.end] == line.what


@pytest.mark.parametrize("child", CHILDREN)
@pytest.mark.parametrize("numbered", ["headings", "thread", "pdf"])
def test_links_by_number_come_back(child, numbered, printed):
    plan = CHILDREN[child]()
    found = printed(child, numbered).plan
    wanted = {frozenset((x.source, x.target)) for x in plan.links if x.source[0] != "A"}
    got = {frozenset((link.source, link.target)) for link in found.links}
    thread = {pair for pair in wanted if not any(end.startswith("K") for end in pair)}
    assert thread <= got


def test_an_unnumbered_plan_is_tied_by_area_of_need(printed):
    found = printed("amara", "bullets").plan
    need = next(n for n in found.needs if "written task" in n.text)
    line = next(p for p in found.provision if "first step" in p.what)
    assert any({link.source, link.target} == {need.id, line.id} for link in found.links)


def test_the_fields_of_a_line_of_provision_come_back(layout, printed):
    found = printed("amara", layout).plan
    line = next(p for p in found.provision if "Paired play" in p.what)
    assert line.who == "Speech and language therapist"
    assert line.how_often == "Once a week"
    assert line.how_long == "36 weeks a year"
    assert line.direct_time == "30 minutes"
    assert squeezed(line.indirect_time).startswith("2 hours of staff training")
    assert line.group_size == "2 children, 1 adult"


def test_voices_are_told_apart(layout, printed):
    views = printed("amara", layout).plan.views
    assert any(v.voice == Voice.CHILD and "Loud rooms hurt" in v.text for v in views)
    assert any(v.voice == Voice.PARENT and "two good friends" in v.text for v in views)


def test_none_found_keeps_who_looked_and_when(layout, printed):
    nones = printed("amara", layout).plan.nothing_found
    health = next(n for n in nones if n.section == Section.C)
    assert "Dr Ade" in health.assessed_by
    assert health.assessed_date.isoformat() == "2026-05-04"


# Layouts met in the world ------------------------------------------------------------------


def book_of(*lines: str):
    book = docx.Document()
    for line in lines:
        book.add_paragraph(line)
    return book


def saved(book, folder: Path) -> Path:
    book.save(folder / "plan.docx")
    return folder / "plan.docx"


MINIMAL = (
    "Education, Health and Care Plan",
    "Name: Ines Fable",
    "Section A: Views, interests and aspirations",
    "I like maps.",
    "Section B: Special educational needs",
    "B1 Ines cannot yet hold a pencil, so her writing is hard to read.",
    "Section E: Outcomes",
    "E1 By July 2027 Ines writes her name in 1 minute (B1).",
)


def test_columns_of_need_outcome_and_provision_are_tied_by_their_row(tmp_path):
    book = book_of(*MINIMAL[:4])
    table = book.add_table(rows=3, cols=3)
    heads = ["Section B: Need", "Section E: Outcome", "Section F: Provision"]
    first = [
        "She cannot yet hold a pencil.",
        "By July 2027 she writes her name.",
        "Daily practice.",
    ]
    second = ["", "By July 2027 she draws a face.", "Weekly drawing, 20 minutes."]
    for row, texts in zip(table.rows, (heads, first, second), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    plan = read_plan(saved(book, tmp_path)).plan
    assert [len(plan.needs), len(plan.outcomes), len(plan.provision)] == [1, 2, 2]
    need = plan.needs[0].id
    assert {link.target for link in plan.links if link.source == need} == {
        row.id for row in (*plan.outcomes, *plan.provision)
    }


def test_a_section_may_be_one_row_of_a_two_column_table(tmp_path):
    book = docx.Document()
    book.add_paragraph("EHC plan for Ines Fable")
    table = book.add_table(rows=0, cols=2)
    for left, right in (
        ("Section A", "I like maps."),
        ("Section B", "B1 Ines cannot yet hold a pencil."),
        ("Section E", "E1 By July 2027 Ines writes her name (B1)."),
        ("Section F", "F1 Daily pencil practice (B1, E1)."),
    ):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = left, right
    plan = read_plan(saved(book, tmp_path)).plan
    assert [n.id for n in plan.needs] == ["B1"]
    assert [p.what for p in plan.provision] == ["Daily pencil practice (B1, E1)."]


def test_a_sentence_that_speaks_of_a_section_does_not_open_it(tmp_path):
    lines = (
        *MINIMAL,
        "Section F sets out what the school will do.",
        "Section B and F go together.",
    )
    assert "F" not in read_plan(saved(book_of(*lines), tmp_path)).read.sections


def test_a_bare_section_h_is_not_taken_for_h1_or_h2(tmp_path):
    lines = (*MINIMAL, "Section H: Social care provision", "Short breaks at home.")
    read = read_plan(saved(book_of(*lines), tmp_path)).read
    assert {"H1", "H2"} <= set(read.missing)
    assert any("H1 and H2" in words for words in read.unread)


def test_a_section_named_by_its_title_only_is_marked_as_unlettered(tmp_path):
    book = book_of(*MINIMAL)
    book.add_heading("Special educational provision", 1)
    book.add_paragraph("F1 Daily pencil practice for B1.")
    plan = read_plan(saved(book, tmp_path)).plan
    part = next(part for part in plan.sections if part.section == "F")
    assert not part.lettered
    assert any(f.check == "L10" and f.section == "F" for f in check_plan(plan, AS_OF).findings)


def test_a_contents_list_opens_no_section(tmp_path):
    book = docx.Document()
    style = book.styles.add_style("TOC 1", 1)
    for letter in "ABCDEFGHIJK":
        book.add_paragraph(f"Section {letter}: something ........ 4", style=style)
    for line in MINIMAL:
        book.add_paragraph(line)
    assert read_plan(saved(book, tmp_path)).read.sections == ("A", "B", "E")


def test_tracked_insertions_are_read_and_deletions_are_not(tmp_path):
    path = saved(book_of(*MINIMAL), tmp_path)
    run = '<w:r><w:t xml:space="preserve"> and paper</w:t></w:r>'
    ins = f'<w:ins w:id="1" w:author="x">{run}</w:ins>'
    gone = '<w:del w:id="2" w:author="x"><w:r><w:delText>gone</w:delText></w:r></w:del>'
    edit(
        path,
        lambda xml: xml.replace("I like maps.</w:t></w:r>", f"I like maps</w:t></w:r>{ins}{gone}"),
    )
    found = read_plan(path)
    assert "I like maps and paper" in found.text
    assert "gone" not in found.text
    assert any("tracked change" in words for words in found.read.unread)


def test_content_controls_are_read(tmp_path):
    path = saved(book_of(*MINIMAL), tmp_path)
    box = (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>B2 Ines tires after 10 "
        "minutes.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    edit(path, lambda xml: xml.replace("<w:sectPr", f"{box}<w:sectPr", 1))
    assert "B2 Ines tires after 10 minutes." in read_plan(path).text


def edit(path: Path, change) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    xml = parts["word/document.xml"].decode()
    assert change(xml) != xml
    parts["word/document.xml"] = change(xml).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_a_page_without_text_is_named(tmp_path):
    pages = [[(line, False) for line in MINIMAL], [], [("Section F: Provision", True)]]
    (tmp_path / "plan.pdf").write_bytes(pdf_bytes(pages))
    read = read_plan(tmp_path / "plan.pdf").read
    assert "page 2: no text, perhaps a scanned picture" in read.unread


# Refusals ----------------------------------------------------------------------------------


def refused(path: Path) -> str:
    with pytest.raises(CannotRead) as caught:
        read_plan(path)
    return str(caught.value)


def with_part(folder: Path, name: str, content: bytes, source: Path | None = None) -> Path:
    path = source or docx_headings(amara(), folder / "plan.docx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return path


class TestRefusals:
    def test_a_scan(self, tmp_path):
        (tmp_path / "scan.pdf").write_bytes(pdf_bytes([[], [], []]))
        assert "no text" in refused(tmp_path / "scan.pdf")

    def test_a_pdf_with_a_password(self, tmp_path):
        from pypdf import PdfReader, PdfWriter

        plain = print_plan(amara(), "pdf", tmp_path)
        writer = PdfWriter()
        for page in PdfReader(plain).pages:
            writer.add_page(page)
        writer.encrypt("secret", algorithm="RC4-128")
        writer.write(tmp_path / "locked.pdf")
        assert "password" in refused(tmp_path / "locked.pdf")

    def test_a_word_file_with_a_password(self, tmp_path):
        ole = (
            bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")
        )
        (tmp_path / "locked.docx").write_bytes(ole)
        assert "password" in refused(tmp_path / "locked.docx")

    def test_an_old_word_file(self, tmp_path):
        (tmp_path / "old.docx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 500)
        assert "old Word file" in refused(tmp_path / "old.docx")

    def test_macros(self, tmp_path):
        assert "macros" in refused(with_part(tmp_path, "word/vbaProject.bin", b"x"))

    def test_a_zip_bomb(self, tmp_path):
        path = with_part(tmp_path, "word/media/big.bin", b"\0" * (40 * 2**20))
        assert "zip bomb" in refused(path)

    def test_a_damaged_word_file(self, tmp_path):
        path = docx_headings(amara(), tmp_path / "plan.docx")
        path.write_bytes(path.read_bytes()[:3000])
        assert "damaged" in refused(path)

    def test_a_pdf_of_500_pages(self, tmp_path):
        (tmp_path / "long.pdf").write_bytes(pdf_bytes([[("Section B", False)]] * 500))
        assert "500 pages" in refused(tmp_path / "long.pdf")

    def test_a_word_file_of_500_pages(self, tmp_path):
        path = docx_headings(amara(), tmp_path / "plan.docx")
        breaks = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' * 500
        edit(path, lambda xml: xml.replace("<w:sectPr", f"{breaks}<w:sectPr", 1))
        assert "500 pages" in refused(path)

    def test_another_language(self, tmp_path):
        welsh = "Mae Ines yn hoffi mapiau ac mae hi am fod yn beilot pan fydd hi yn hŷn. " * 12
        lines = ("EHC plan", "Section A:", welsh, "Section B:", welsh, "Section F:", welsh)
        assert "English" in refused(saved(book_of(*lines), tmp_path))

    def test_a_file_that_is_no_plan(self, tmp_path):
        lines = ["Minutes of the parish council."] + ["The road was discussed and agreed."] * 30
        assert "not an EHC plan" in refused(saved(book_of(*lines), tmp_path))

    def test_a_letter_about_a_plan(self, tmp_path):
        lines = ["Dear Ms Okoro, here is the EHC plan.", "Section F says what the school will do."]
        assert "not an EHC plan" in refused(saved(book_of(*lines), tmp_path))

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("plan.txt", b"Section A", "Only .json, .docx and .pdf"),
            ("plan.docx", b"", "empty"),
            ("plan.docx", b"%PDF-1.4 and so on", "is a PDF file"),
            ("plan.pdf", b"no pdf at all", "damaged"),
            ("plan.pdf", b"%PDF-1.7 broken", "damaged"),
            ("plan.json", b"{", "not JSON"),
            ("plan.json", b"[1, 2]", "not a plan"),
            ("plan.json", b'{"needs": [{"id": "B1"}]}', "needs[0].section"),
            ("plan.json", b"{}", "no section"),
        ],
    )
    def test_other_bad_input(self, tmp_path, name, content, said):
        (tmp_path / name).write_bytes(content)
        assert said in refused(tmp_path / name)

    def test_a_missing_file(self, tmp_path):
        assert "no such file" in refused(tmp_path / "nowhere.docx")

    def test_an_entity_that_would_read_another_file_is_not_followed(self, tmp_path):
        path = saved(book_of(*MINIMAL), tmp_path)
        secret = tmp_path / "secret.txt"
        secret.write_text("the secret words")
        doctype = f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "file://{secret}">]>'
        edit(
            path,
            lambda xml: xml.replace("<w:document", f"{doctype}<w:document", 1).replace(
                "I like maps.", "I like &x;."
            ),
        )
        with contextlib.suppress(CannotRead):
            assert "secret words" not in read_plan(path).text


def test_json_that_was_converted_reads_back_the_same(tmp_path):
    plan = read_plan(print_plan(theo(), "thread", tmp_path)).plan
    (tmp_path / "again.json").write_text(plan.model_dump_json(exclude_none=True))
    assert read_plan(tmp_path / "again.json").plan == plan
    assert json.loads((tmp_path / "again.json").read_text())["schema_version"] == "1.0"


def test_status_from_the_title_alone(tmp_path):
    lines = list(pdf_lines(theo()))[:1] + [(line, False) for line in MINIMAL[1:]]
    plan = read_plan(write_pdf(lines, tmp_path / "p.pdf")).plan
    assert isinstance(plan, Plan)
    assert plan.cover.status == PlanStatus.AMENDED_FINAL


# One heading for E and F, a table for each outcome ------------------------------------------


def outcome_tables(folder: Path):
    book = book_of(
        *MINIMAL[:4], "Section B: Special educational needs", "• Ines tires, so she stops."
    )
    book.add_paragraph().add_run("Sections E and F – Outcomes and provision").bold = True
    for number, lines in enumerate(
        (("Typing, 20 minutes daily", "Rest, 5 minutes hourly"), ("Art",)), 1
    ):
        table = book.add_table(rows=2, cols=2)
        first = table.cell(0, 0).merge(table.cell(0, 1))
        first.text = f"Outcome {number}: By July 2027 Ines draws {number} maps."
        table.cell(1, 0).text, table.cell(1, 1).text = "Section F: Provision", "Who delivers"
        for line in lines:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = line, "Teacher"
    return read_plan(saved(book, folder))


class TestOneHeadingForTwoSections:
    def test_opens_both(self, tmp_path):
        assert {"E", "F"} <= set(outcome_tables(tmp_path).read.sections)

    def test_puts_outcomes_in_e_and_their_lines_in_f(self, tmp_path):
        plan = outcome_tables(tmp_path).plan
        assert [(o.id, o.text) for o in plan.outcomes] == [
            ("E1", "By July 2027 Ines draws 1 maps."),
            ("E2", "By July 2027 Ines draws 2 maps."),
        ]
        assert [p.section for p in plan.provision] == [Section.F] * 3

    def test_ties_each_line_to_the_outcome_above_it(self, tmp_path):
        plan = outcome_tables(tmp_path).plan
        tied = {link.target: link.source for link in plan.links}
        assert [tied[p.id] for p in plan.provision] == ["E1", "E1", "E2"]

    def test_does_not_blame_needs_that_the_file_never_numbers(self, tmp_path):
        report = check_plan(outcome_tables(tmp_path).plan, AS_OF)
        assert {"L50", "L51", "L53"} <= {skip.check for skip in report.not_checked}
        assert not {"L50", "L51", "L52", "L53"} & {f.check for f in report.findings}


def test_none_found_may_be_said_at_the_end_of_a_sentence(tmp_path):
    said = (
        "Section C: Health needs",
        "Health: a check was offered and done by Dr Lim on 4 May 2026; no needs were found.",
        "Section D: Social care needs",
        "The social worker visited on 6 May 2026 and identified no needs.",
    )
    plan = read_plan(saved(book_of(*MINIMAL, *said), tmp_path)).plan
    assert [none.section for none in plan.nothing_found] == [Section.C, Section.D]
    assert {need.section for need in plan.needs} == {Section.B}


# A narrative plan, printed as PDF, in a style of its own ------------------------------------

NARRATIVE = [
    ("Somewhere County Council", True),
    ("DRAFT EDUCATION, HEALTH AND CARE PLAN", True),
    ("Child's name: Saffi Underhill   Date of birth: 03/07/2021   Pronouns: she/her", False),
    ("School: Pebble Nursery School   Year: 1", False),
    ("SECTION A: VIEWS, INTERESTS AND ASPIRATIONS", True),
    ("Saffi's views", True),
    ("Ms Yates watched Saffi at play on 1 September 2026. She showed that she loves sand.", False),
    ("Views of Saffi's parents (given 2 September 2026)", True),
    ("We would like Saffi to make friends and to talk.", False),
    ("SECTION B: SPECIAL EDUCATIONAL NEEDS", True),
    ("Communication and interaction", True),
    ("B1. Saffi uses single words, so other children walk away.", False),
    ("SECTION C: HEALTH NEEDS WHICH RELATE TO SEN", True),
    ("Saffi has no identified health needs (Dr P. Amin, paediatrician, 14 August 2026).", False),
    ("SECTION F: SPECIAL EDUCATIONAL PROVISION", True),
    ("F1. A therapist trained in signing teaches Saffi for 1 hour a week (B1).", False),
    ("SECTION K: ADVICE AND INFORMATION", True),
    ("K2 Educational advice, Ms C Yates, SENCO, Pebble Nursery School, 5 September 2026", False),
]


@pytest.fixture(scope="module")
def narrative(tmp_path_factory):
    spaced = [line for pair in NARRATIVE for line in (pair, ("", False))]
    return read_plan(write_pdf(spaced, tmp_path_factory.mktemp("pdf") / "plan.pdf")).plan


class TestANarrativePlan:
    def test_several_labels_on_one_line_are_told_apart(self, narrative):
        cover = narrative.cover
        assert cover.child_name == "Saffi Underhill"
        assert cover.birth_date.isoformat() == "2021-07-03"
        assert cover.pronouns == "she/her"
        assert cover.current_setting == "Pebble Nursery School"
        assert cover.year_group == 1

    def test_a_date_in_the_subheading_dates_the_views_under_it(self, narrative):
        parents = next(view for view in narrative.views if view.voice == Voice.PARENT)
        assert parents.given_date.isoformat() == "2026-09-02"

    def test_a_name_in_brackets_says_who_looked(self, narrative):
        (none,) = narrative.nothing_found
        assert none.assessed_by.startswith("Dr P. Amin")

    def test_a_nursery_school_is_no_nurse(self, narrative):
        (advice,) = narrative.evidence
        assert advice.kind == "EDUCATION"

    def test_codes_with_a_full_stop_are_ids(self, narrative):
        assert [need.id for need in narrative.needs] == ["B1"]
        assert [(link.source, link.target) for link in narrative.links] == [("B1", "F1")]
