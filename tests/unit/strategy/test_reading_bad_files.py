"""Files that cannot be read as a report are named plainly, and never half read."""

from __future__ import annotations

import os

import pypdf
import pytest
from click.testing import CliRunner
from tests.unit.strategy.invented import actions, finish, start
from tests.unit.strategy.paper import Paper, pdf_bytes

from goldenthread.strategy.cli import inspection
from goldenthread.strategy.reading.source import LARGEST_BYTES


@pytest.fixture
def report(tmp_path):
    """Return the path of a sound invented report."""
    paper = start()
    actions(paper, [(("Ambleford City Council",), ("Leaders must act.",))])
    return finish(paper).save(tmp_path / "report.pdf")


def refused(path):
    """Read a file by the command line and return what it says on refusing."""
    outcome = CliRunner().invoke(inspection, ["read", str(path), "--json"])
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert outcome.stderr.startswith(path.name)
    return outcome.stderr


def test_a_sound_report_is_read(report):
    outcome = CliRunner().invoke(inspection, ["read", str(report), "--json"])
    assert outcome.exit_code == 0
    assert '"priority_action_count": 1' in outcome.stdout


def test_a_file_that_is_not_there(tmp_path):
    assert "no such file" in refused(tmp_path / "gone.pdf")


def test_an_empty_file(tmp_path):
    path = tmp_path / "empty.pdf"
    path.touch()
    assert "empty" in refused(path)


def test_a_file_of_another_kind(tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(b"PK")
    assert "only .pdf and .txt" in refused(path)


def test_a_pdf_in_name_only(tmp_path):
    path = tmp_path / "page.pdf"
    path.write_text("<html>Not found</html>")
    assert "not a PDF" in refused(path)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_a_pdf_cut_short(report, share):
    data = report.read_bytes()
    report.write_bytes(data[: int(len(data) * share)])
    assert "cut short" in refused(report)


def test_a_damaged_pdf(tmp_path):
    path = tmp_path / "damaged.pdf"
    path.write_bytes(b"%PDF-1.4\n" + bytes(range(256)) * 40 + b"\n%%EOF\n")
    assert "damaged" in refused(path)


def test_a_pdf_with_a_password(report):
    writer = pypdf.PdfWriter(clone_from=report)
    writer.encrypt("a secret", algorithm="AES-256")
    writer.write(report)
    assert "password" in refused(report)


def test_a_scan(tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf_bytes(["", ""], picture=True))
    assert "scan" in refused(path)


def test_pages_with_nothing_on_them(tmp_path):
    path = tmp_path / "blank.pdf"
    path.write_bytes(pdf_bytes([""]))
    assert "no text" in refused(path)


def test_too_many_pages(tmp_path):
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf_bytes(["BT ET"] * 201))
    assert "201 pages" in refused(path)


def test_too_large_a_file(tmp_path):
    path = tmp_path / "large.pdf"
    path.touch()
    os.truncate(path, LARGEST_BYTES + 1)
    assert "larger than 50 MB" in refused(path)


def test_a_document_that_is_no_report(tmp_path):
    paper = Paper(footer=())
    paper.heading("Minutes of an invented meeting")
    paper.para("We talked about inspections for a while, and then about the weather. " * 4)
    assert "neither" in refused(paper.save(tmp_path / "minutes.pdf"))


def test_text_that_is_not_text(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_bytes(b"Dear \x00\x01")
    assert "not a text file" in refused(path)
    path.write_bytes("Dear café".encode("latin-1"))
    assert "UTF-8" in refused(path)


def test_a_report_that_stops_half_way_says_what_is_missing(tmp_path):
    path = start(outcome=3).save(tmp_path / "half.pdf")
    outcome = CliRunner().invoke(inspection, ["read", str(path)])
    assert outcome.exit_code == 0
    for field in ("priority_actions", "improvements", "lead_inspectors", "local_authority"):
        assert f"Not found: {field}." in outcome.stdout
