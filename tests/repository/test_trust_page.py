"""The page of trust rules names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


def test_every_test_that_the_page_names_is_there():
    named = NAMED.findall((ROOT / "docs" / "trust.md").read_text())
    assert len(named) > 50
    files = {file.name: file.read_text() for file in (ROOT / "tests").rglob("test_*.py")}
    gone = [f"{file}::{test}" for file, test in named if f"def {test}(" not in files.get(file, "")]
    assert not gone


def test_each_rule_about_families_has_a_row():
    rows = re.findall(r"^\| (\d+) \|", (ROOT / "docs" / "trust.md").read_text(), re.MULTILINE)
    assert {str(rule) for rule in range(11, 29)} <= set(rows)
