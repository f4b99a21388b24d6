"""The twelve published reports with a hand-checked key, and one older letter.

They are Crown copyright, used under the Open Government Licence, and are kept outside this
repository, in ../shared/data/inspections. In CI a missing folder fails them; elsewhere the run
says plainly that they were left out.
"""

from __future__ import annotations

import pytest
from tests.unit.strategy import scoring

from goldenthread.strategy.reading.reader import read_file

pytestmark = pytest.mark.beside
NAMES = (
    sorted(scoring.key())
    if scoring.key()
    else ["the reports of ../shared/data/inspections, which are not there"]
)


@pytest.fixture(autouse=True)
def _reports_are_there():
    if scoring.key() is None:
        pytest.fail(f"The keyed reports are not in {scoring.REPORTS}; see docs/inspections.md.")


@pytest.mark.parametrize("name", NAMES)
class TestEachKeyedReport:
    def test_every_field_is_right(self, name):
        assert scoring.score(name).wrong == ()

    def test_every_finding_is_found_word_for_word(self, name):
        assert scoring.score(name).found == scoring.score(name).expected

    def test_bullets_and_closing_words_are_kept_apart(self, name):
        read, expected = scoring.reading(name), scoring.key()[name]
        for kind in ("priority_actions", "improvements"):
            for item in expected[kind]:
                best, _ = scoring.nearest(read[kind], item["text"])
                for part in ("lead_in", "sub_items", "closing"):
                    assert best.get(part) == item.get(part)

    def test_ruled_tables_leave_no_doubt(self, name):
        assert scoring.reading(name)["doubts"] == []

    def test_every_passage_says_where_it_stands(self, name):
        read = scoring.reading(name)
        for kind in scoring.KINDS:
            for item in read[kind]:
                for place in item["places"]:
                    x0, top, x1, bottom = place["box"]
                    assert 1 <= place["page"] <= read["pages"]
                    assert 0 <= x0 < x1 <= 600
                    assert 0 <= top < bottom <= 842


def test_themes_mostly_agree_with_the_key():
    """Themes are evidence, not an exact answer: nine in ten named, few named wrongly."""
    both = ours = theirs = 0
    for name, expected in scoring.key().items():
        for kind in ("priority_actions", "improvements"):
            for item in expected[kind]:
                best, _ = scoring.nearest(scoring.reading(name)[kind], item["text"])
                both += len(set(best["themes"]) & set(item["themes"]))
                ours += len(best["themes"])
                theirs += len(item["themes"])
    assert both / theirs >= 0.9
    assert both / ours >= 0.8


def test_the_documentation_prints_these_scores():
    assert scoring.printed() == scoring.table(), "Run: python -m tests.unit.strategy.scoring"


class TestTheOlderLetter:
    @pytest.fixture
    def letter(self):
        return read_file(scoring.REPORTS / "derby-revisit-2021.txt").as_json()

    def test_has_its_dates(self, letter):
        assert letter["letter_date"] == "2021-11-04"
        assert (letter["inspection_start"], letter["inspection_end"]) == (
            "2021-10-04",
            "2021-10-06",
        )
        assert letter["previous_report_published"] == "2019-08-19"
        assert letter["previous_inspection_end"] is None

    def test_has_each_weakness_with_its_verdict(self, letter):
        assert letter["weakness_count"] == 5
        assert all(item["sufficient_progress"] is True for item in letter["weaknesses"])
        assert all("sufficient progress" in item["verdict"] for item in letter["weaknesses"])
        assert letter["sufficient_progress_in_all"] is True

    def test_quotes_each_weakness_from_the_line_it_names(self, letter):
        path = scoring.REPORTS / "derby-revisit-2021.txt"
        lines = path.read_text(encoding="utf-8").split("\n")
        for item in letter["weaknesses"]:
            first, last = item["places"][0]["lines"]
            assert item["text"] == " ".join(" ".join(lines[first - 1 : last]).split())

    def test_names_the_two_who_led(self, letter):
        assert [each["organisation"] for each in letter["lead_inspectors"]] == ["Ofsted", "CQC"]
