"""docs/assessment.md is drawn from the tables of stages, so it must never lag behind them."""

from pathlib import Path

from goldenthread.assessment.rules import MOVES, STAGE_NAMES, Stage
from goldenthread.assessment.rules.diagram import assessment_page

PAGE = Path(__file__).parents[2] / "docs/assessment.md"


def test_the_page_is_up_to_date():
    written = PAGE.read_text(encoding="utf-8")
    assert written == assessment_page(), "Run: .venv/bin/goldenthread docs"


def test_every_stage_and_every_move_is_on_it():
    page = assessment_page()
    rows = {line.split(". ", 1)[1].split(" | ")[0]: line for line in page.splitlines()
            if line.startswith("| ") and ". " in line and line[2].isdigit()}  # fmt: skip
    assert set(rows) == set(STAGE_NAMES.values())
    assert sum(line.count("●") for line in rows.values()) == sum(len(to) for to in MOVES.values())
    for stage in Stage:
        assert f"**{STAGE_NAMES[stage]}**" in page
