"""A folder of plans: every file answered for, and texts that two children share."""

import json
from datetime import date

import pytest
from tests.unit.plans.gold.children import AS_OF, amara, theo, zainab
from tests.unit.plans.gold.edits import both, cover, row
from tests.unit.plans.gold.faults import LONG as SHARED
from tests.unit.plans.gold.layouts import docx_bullets, docx_headings, json_file, pdf

from goldenthread.plans.checks import Stock, check_plan
from goldenthread.plans.checks.stock import LONG, alike, mark_of
from goldenthread.plans.checks.whole_stock import check_folder, plan_files
from goldenthread.plans.reading import read_plan


@pytest.fixture
def folder(tmp_path):
    stock = tmp_path / "stock"
    (stock / "deeper").mkdir(parents=True)
    copied = row("B1", effect=SHARED.format("Amara", "Amara"))(amara())
    json_file(copied, stock / "a.json")
    docx_headings(theo(), stock / "b.docx")
    pasted = row("B1", effect=SHARED.format("Zainab", "Zainab"))(zainab())
    docx_bullets(pasted, stock / "deeper" / "c.docx")
    (stock / "d.json").write_text("{}")
    (stock / "e.pdf").write_bytes(b"%PDF-1.4 broken")
    (stock / "notes.txt").write_text("not looked at")
    (stock / "~$b.docx").write_text("a lock file of Word")
    return stock


@pytest.mark.parametrize("processes", [1, 2])
def test_every_plan_file_is_answered_for_once(folder, processes):
    results = list(check_folder(folder, AS_OF, processes=processes))
    files = [str(path) for path in plan_files(folder)]
    assert sorted(result["file"] for result in results) == sorted(files)
    assert len(files) == 5
    errors = {result["file"][-6:]: result["error"] for result in results if "error" in result}
    assert errors.keys() == {"d.json", "/e.pdf"} or errors.keys() == {"d.json", "k/e.pdf"[-6:]}
    assert all(error.endswith(".") for error in errors.values())


@pytest.mark.parametrize("processes", [1, 2])
def test_a_paragraph_shared_by_two_children_is_told_of_both(folder, processes):
    found = {
        result["file"][-6:]: [f["quote"][:40] for f in result["findings"] if f["check"] == "L07"]
        for result in check_folder(folder, AS_OF, processes=processes)
        if "findings" in result
    }
    assert len(found["a.json"]) == 1
    assert len(found["c.docx"]) == 1
    assert found["b.docx"] == []


def test_with_the_stock_known_no_plan_lists_it_as_unchecked(folder):
    for result in check_folder(folder, AS_OF, processes=1):
        assert all(skip["check"] != "L07" for skip in result.get("not_checked", []))


def test_one_and_two_processes_say_the_same(folder):
    def ordered(processes):
        results = check_folder(folder, AS_OF, processes=processes)
        return sorted(json.dumps(result, sort_keys=True) for result in results)

    assert ordered(1) == ordered(2)


def test_two_versions_of_one_childs_plan_are_not_copies_of_each_other(tmp_path):
    plan = row("B1", effect=SHARED.format("Amara", "Amara"))(amara())
    json_file(plan, tmp_path / "one.json")
    json_file(plan, tmp_path / "two.json")
    results = list(check_folder(tmp_path, AS_OF, processes=1))
    assert not any(f["check"] == "L07" for r in results for f in r["findings"])


def test_house_texts_may_be_shared(tmp_path):
    for plan, name in ((amara(), "Amara"), (theo(), "Theo")):
        text = SHARED.format("The child", "The child")
        json_file(row("B1", effect=text)(plan), tmp_path / f"{name}.json")
    house = (SHARED.format("The child", "The child"),)
    results = list(check_folder(tmp_path, AS_OF, house_texts=house, processes=1))
    assert not any(f["check"] == "L07" for r in results for f in r["findings"])


def test_a_short_paragraph_leaves_no_mark():
    assert mark_of("x", "word " * (LONG - 1), frozenset()) is None
    assert mark_of("x", "word " * LONG, frozenset()) is not None


def test_the_childs_own_name_does_not_hide_a_copy():
    one = mark_of("a", SHARED.format("Amara", "Amara"), frozenset({"amara"}))
    other = mark_of("b", SHARED.format("Theo", "Theo"), frozenset({"theo"}))
    assert one.words == other.words


@pytest.mark.parametrize(("changed", "same"), [(0, True), (5, True), (30, False)])
def test_how_much_of_a_paragraph_must_agree(changed, same):
    words = tuple(f"w{n}" for n in range(60))
    other = tuple(f"x{n}" if n % 2 and n < 2 * changed else w for n, w in enumerate(words))
    assert (alike(words, other) > 0.85) is same


def test_a_large_stock_of_one_text_stays_small_in_the_index():
    marks = [mark_of(f"child {n}", SHARED.format("~", "~"), frozenset()) for n in range(500)]
    stock = Stock.of(marks)
    assert sum(len(found) for found in stock.index.values()) < 100
    assert stock.likes(marks[400]) >= 1


def test_a_pdf_in_the_stock_is_checked_as_when_alone(tmp_path):
    pdf(
        both(cover(final_date=date(2022, 6, 8)), row("F3", how_often=""))(amara()),
        tmp_path / "p.pdf",
    )
    (result,) = check_folder(tmp_path, AS_OF, processes=1)
    alone = check_plan(read_plan(tmp_path / "p.pdf").plan, AS_OF)
    found = [finding["check"] for finding in result["findings"]]
    assert found == [finding.check for finding in alone.findings]
    assert "L37" in found
