"""docs/measures.md is written from the registry, so it must never lag behind it."""

from pathlib import Path

from goldenthread.measures.docs import measures_page, write_measures
from goldenthread.measures.rules import registry

PAGE = Path(__file__).parents[2] / "docs/measures.md"


def test_the_page_is_up_to_date():
    written = PAGE.read_text(encoding="utf-8")
    assert written == measures_page(), "Run: .venv/bin/goldenthread docs"


def test_every_measure_is_on_it_once(tmp_path):
    write_measures(tmp_path / "measures.md")
    page = (tmp_path / "measures.md").read_text(encoding="utf-8")
    for entry in registry.MEASURES:
        assert page.count(f"### {entry.key}\n") == 1
        assert entry.defined_by in page
        assert entry.numerator in page
