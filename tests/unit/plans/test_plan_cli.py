"""`goldenthread plan`: what it prints, what it refuses, and how fast it starts."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from tests.unit.plans.gold.children import amara, theo
from tests.unit.plans.gold.edits import bare
from tests.unit.plans.gold.layouts import docx_headings, docx_thread_table, json_file, pdf

from goldenthread.plans.cli import plan as command
from goldenthread.plans.content import Plan

DAY = ["--as-of", "2026-11-21"]


def run(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.fixture
def faulty(tmp_path):
    return docx_headings(bare("F3", "Access to a quiet space.")(amara()), tmp_path / "plan.docx")


class TestCheck:
    def test_prints_one_object_of_the_promised_shape(self, faulty):
        done = run("check", faulty, *DAY, "--json")
        assert done.exit_code == 0
        result = json.loads(done.stdout)
        assert list(result) == ["file", "read", "findings", "not_checked"]
        assert result["file"] == str(faulty)
        assert {"format", "sections", "missing", "unread", "pages"} <= result["read"].keys()
        for finding in result["findings"]:
            assert list(finding) == ["check", "severity", "section", "quote", "why", "fix"]
        for skipped in result["not_checked"]:
            assert list(skipped) == ["check", "why"]
        hit = next(f for f in result["findings"] if f["check"] == "L30")
        assert (hit["severity"], hit["section"]) == ("M", "F")
        assert hit["quote"] == "Access to a quiet space."

    def test_says_the_same_in_words(self, faulty):
        done = run("check", faulty, *DAY)
        assert "L30 (M) F: “Access to a quiet space.”" in done.stdout
        assert "L07 not checked" in done.stdout

    def test_takes_case_facts(self, tmp_path):
        path = json_file(amara(), tmp_path / "plan.json")
        (tmp_path / "case.json").write_text('{"has_place": false}')
        done = run("check", path, *DAY, "--json", "--case", tmp_path / "case.json")
        assert "L121" in {f["check"] for f in json.loads(done.stdout)["findings"]}

    @pytest.mark.parametrize(
        ("facts", "said"),
        [("{", "not case facts"), ('{"no_such": 1}', "no_such"), (None, "no such")],
    )
    def test_refuses_case_facts_that_are_none(self, tmp_path, facts, said):
        path = json_file(amara(), tmp_path / "plan.json")
        if facts is not None:
            (tmp_path / "case.json").write_text(facts)
        done = run("check", path, "--case", tmp_path / "case.json")
        assert done.exit_code == 2
        assert said in done.stderr

    def test_refuses_a_bad_file_on_stderr_with_exit_code_2(self, tmp_path):
        (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.4")
        done = run("check", tmp_path / "plan.pdf", "--json")
        assert done.exit_code == 2
        assert done.stdout == ""
        assert str(tmp_path / "plan.pdf") in done.stderr
        assert "damaged" in done.stderr

    def test_writes_letters_as_letters(self, tmp_path):
        plan = bare("F3", "Access to a café “corner”.")(amara())
        done = run("check", json_file(plan, tmp_path / "p.json"), *DAY, "--json")
        assert "café “corner”" in done.stdout


class TestConvert:
    def test_prints_the_content_object(self, tmp_path):
        done = run("convert", docx_thread_table(theo(), tmp_path / "p.docx"), "--json")
        plan = Plan.model_validate_json(done.stdout)
        assert [need.id for need in plan.needs] == ["B1", "B2", "C1", "D1"]
        assert plan.cover.child_name == "Theo Marsh"

    def test_refuses_what_is_no_plan(self, tmp_path):
        (tmp_path / "x.docx").write_bytes(b"PK\x03\x04 broken")
        done = run("convert", tmp_path / "x.docx")
        assert done.exit_code == 2
        assert "damaged" in done.stderr


class TestCheckStock:
    def test_prints_a_line_for_each_file_and_tells_of_bad_ones(self, tmp_path):
        pdf(amara(), tmp_path / "a.pdf")
        json_file(theo(), tmp_path / "b.json")
        (tmp_path / "c.json").write_text("[]")
        done = run("check-stock", tmp_path, *DAY, "--json", "--processes", 1)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(lines) == 3
        assert sum("error" in line for line in lines) == 1
        assert done.exit_code == 2
        assert "1 of 3 files" in done.stderr

    def test_ends_well_when_all_could_be_read(self, tmp_path):
        json_file(theo(), tmp_path / "b.json")
        assert run("check-stock", tmp_path, *DAY, "--processes", 1).exit_code == 0

    def test_refuses_an_empty_or_missing_folder(self, tmp_path):
        assert run("check-stock", tmp_path).exit_code == 2
        assert "no such folder" in run("check-stock", tmp_path / "nowhere").stderr


def test_schema_prints_the_published_schema(tmp_path):
    done = run("schema")
    assert json.loads(done.stdout)["title"].startswith("EHC plan content")
    run("schema", tmp_path / "s.json")
    assert (tmp_path / "s.json").read_text() == done.stdout


def test_checking_json_loads_neither_django_nor_the_file_readers(tmp_path):
    path = json_file(amara(), tmp_path / "p.json")
    code = (
        "import sys\nfrom click.testing import CliRunner\n"
        "from goldenthread.plans.cli import plan\n"
        f"done = CliRunner().invoke(plan, ['check', {str(path)!r}, '--json'])\n"
        "assert done.exit_code == 0, done.output\n"
        "heavy = {'django', 'docx', 'pdfplumber', 'pypdf', 'lxml', 'numpy'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
