"""Every page that is made from the code stands in docs as the code makes it today."""

import shutil
from pathlib import Path

import pytest

from goldenthread.config.docs import PAGES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_the_one_that_the_code_makes(name, tmp_path):
    made = tmp_path / name
    if name.startswith("adr/"):
        shutil.copytree(DOCS / "adr", tmp_path / "adr")
    PAGES[name](made)
    kept = (DOCS / name).read_text(encoding="utf-8")
    assert kept == made.read_text(encoding="utf-8"), "Run: .venv/bin/goldenthread docs"


def test_the_checks_and_the_schema_of_plans_are_among_them():
    assert {"plan-checks.md", "plan-schema.json"} <= set(PAGES)
