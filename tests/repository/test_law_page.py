"""docs/law.md is written from the entries, so it must never lag behind them."""

from pathlib import Path

from goldenthread.law.docs import law_page, write_law
from goldenthread.law.limits import entries

PAGE = Path(__file__).parents[2] / "docs/law.md"


def test_the_page_is_up_to_date():
    written = PAGE.read_text(encoding="utf-8")
    assert written == law_page(), "Run: .venv/bin/goldenthread docs"


def test_every_rule_and_example_is_on_it(tmp_path):
    write_law(tmp_path / "law.md")
    page = (tmp_path / "law.md").read_text(encoding="utf-8")
    for entry in entries():
        assert f"### {entry.id}" in page
        assert entry.source in page
        for example in entry.examples:
            assert f"from {example.start}" in page
            assert example.last_day is None or f"last day {example.last_day}" in page


def test_every_entry_was_checked_within_the_year_before_the_newest():
    newest = max(entry.checked_on for entry in entries())
    assert all((newest - entry.checked_on).days <= 366 for entry in entries())
