"""Score the reader against the hand-checked key of real reports kept outside the repository.

`python -m tests.unit.strategy.scoring` writes the table in docs/inspections.md again.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from goldenthread.strategy.reading.reader import read_file

ROOT = Path(__file__).parents[3]
REPORTS = ROOT.parent / "shared" / "data" / "inspections"
PAGE = ROOT / "docs" / "inspections.md"
START, END = "<!-- scores: start -->", "<!-- scores: end -->"
WORD_FOR_WORD = 0.95  # the similarity that counts as found

DATES = (
    "inspection_start",
    "inspection_end",
    "previous_inspection_start",
    "previous_inspection_end",
)
OUTCOME = (
    "outcome",
    "outcome_text",
    "monitoring_inspection_months",
    "next_full_inspection_years",
    "next_inspection_sentences",
    "priority_action_plan_required",
)
PARTNERS = ("title", "area", "local_authority", "integrated_care_boards", "responsibility_sentence")
PEOPLE = ("lead_inspectors", "inspection_team")
KINDS = {
    "priority_actions": "priority_action_count",
    "improvements": "improvement_count",
    "strengths": "strength_count",
    "weaknesses": "weakness_count",
}


@dataclass(frozen=True)
class Score:
    """How one report was read. `wrong` names each field that differs from the key."""

    area: str
    wrong: tuple[str, ...]
    found: dict[str, int]
    expected: dict[str, int]

    def right(self, fields):
        return not set(fields) & set(self.wrong)


@cache
def key():
    """Return the key, or None where the reports are not there."""
    path = REPORTS / "expected.json"
    if not path.is_file():
        return None
    return json.loads(path.read_text(encoding="utf-8"))["reports"]


def similarity(one, other):
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


SECONDS: dict[str, float] = {}  # processor time that each report's reading took


@cache
def reading(name):
    begun = time.process_time()
    found = read_file(REPORTS / key()[name]["file"])
    SECONDS[name] = time.process_time() - begun
    return found.as_json()


def nearest(passages, text):
    """Return the passage most like a text, and how like it is."""
    for each in passages:
        if each["text"] == text:
            return each, 1.0
    ranked = [(similarity(each["text"], text), index) for index, each in enumerate(passages)]
    if not ranked:
        return None, 0.0
    best, index = max(ranked)
    return passages[index], best


@cache
def score(name):
    read, expected = reading(name), key()[name]
    fields = (*DATES, *OUTCOME, *PARTNERS, *PEOPLE, *KINDS.values())
    wrong = [field for field in fields if read[field] != expected[field]]
    found = {}
    for kind in KINDS:
        pairs = [(item, *nearest(read[kind], item["text"])) for item in expected[kind]]
        found[kind] = sum(likeness >= WORD_FOR_WORD for _, _, likeness in pairs)
        if kind == "priority_actions" and any(
            best is None or best["responsible_bodies"] != item["responsible_bodies"]
            for item, best, _ in pairs
        ):
            wrong.append("responsible_bodies")
    expected_counts = {kind: len(expected[kind]) for kind in KINDS}
    return Score(expected["area"], tuple(wrong), found, expected_counts)


def table():
    """Return the scores of every keyed report as a Markdown table."""
    rows = [
        "| Report | Dates | Outcome | Partners | Inspectors | Counts | Actions | Bodies "
        "| Improvements | Strengths | Weaknesses |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name in sorted(key()):
        one = score(name)
        groups = [DATES, OUTCOME, PARTNERS, PEOPLE, tuple(KINDS.values())]
        cells = [_word(one.right(group)) for group in groups]
        counts = [f"{one.found[kind]} of {one.expected[kind]}" for kind in KINDS]
        bodies = (
            _word(one.right(["responsible_bodies"])) if one.expected["priority_actions"] else "–"
        )
        rows.append(f"| {' | '.join([one.area, *cells, counts[0], bodies, *counts[1:]])} |")
    return "\n".join(rows)


def _word(right):
    return "right" if right else "WRONG"


def printed():
    """Return the table as it stands in the documentation."""
    text = PAGE.read_text(encoding="utf-8")
    return text.partition(START)[2].partition(END)[0].strip()


def write():
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}\n{table()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write()
