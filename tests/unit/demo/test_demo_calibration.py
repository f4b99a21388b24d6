"""The calibration tables say what was published, and an invented area follows them."""

import csv
from pathlib import Path

import pytest

from goldenthread.demo import calibration
from goldenthread.demo.calibration import AGES, KINDS, NEEDS, UnknownArea, area, areas, derive
from goldenthread.demo.report import Line, as_text
from goldenthread.demo.report import calibration as compare

PUBLISHED = Path(__file__).parents[3].parent / "shared" / "data"
needs_published = pytest.mark.beside


class TestTables:
    def test_hold_every_local_authority_in_england_once(self):
        assert len(areas()) == 153
        assert len({a.code for a in areas()}) == len({a.slug for a in areas()}) == 153

    def test_carry_the_published_counts(self):
        assert dict(area("derbyshire").plans) == {2023: 5024, 2024: 6354, 2025: 7625, 2026: 9022}
        assert dict(area("derby").plans) == {2023: 3301, 2024: 3564, 2025: 3735, 2026: 3734}
        assert area("derbyshire").process[2025]["requests"] == 2682
        assert area("derby").process[2025]["in_twenty"] == 245

    def test_add_up_to_england(self):
        assert sum(a.plans[2026] for a in areas()) == 718_838
        assert sum(a.process[2025]["requests"] for a in areas()) == 162_702
        assert sum(a.process[2025]["issued"] for a in areas()) == 102_203

    @pytest.mark.parametrize("one", ["derbyshire", "derby", "kent", "city-of-london", "420"])
    def test_ages_and_places_both_add_up_to_the_plans(self, one):
        found = area(one)
        assert sum(found.placements[k] for k in KINDS) == found.plans[2026]
        assert sum(found.ages[a] for a in AGES) == found.plans[2026]

    def test_say_which_areas_have_figures_of_their_own(self):
        assert area("derby").published
        assert not area("city-of-london").published
        assert 70 <= sum(a.published for a in areas()) <= 80

    def test_find_an_area_by_number_or_name_and_refuse_others(self):
        assert area("830") is area("Derbyshire") is area("derbyshire")
        with pytest.raises(UnknownArea, match="No local area in England is called 'Narnia'"):
            area("Narnia")

    @needs_published
    def test_come_out_of_the_published_files_unchanged(self, tmp_path, monkeypatch):
        monkeypatch.setattr(derive, "HERE", tmp_path)
        derive.main(
            str(PUBLISHED / "published"), str(PUBLISHED / "la-lookup/Provider_data_lookup.csv")
        )
        made = sorted(tmp_path.glob("*.csv"))
        assert len(made) == 14
        for path in made:
            assert path.read_text() == (calibration.HERE / path.name).read_text(), path.name

    @needs_published
    def test_agree_with_the_published_placements_of_january_2026(self):
        with (PUBLISHED / "published" / "ehc_2026_by_placement.csv").open() as file:
            rows = {r["area_name"]: r for r in csv.DictReader(file)}
        for name in ("Derbyshire", "Derby"):
            places = area(name).placements
            main = sum(places[k] for k in ("MM", "MMR", "MMU", "MA", "MAR", "MAU", "MI"))
            special = sum(places[k] for k in ("SM", "SA", "SI", "SN"))
            assert main == int(rows[name]["mainstream_total"])
            assert special == int(rows[name]["special_total"])
            assert places["SI"] == int(rows[name]["special_independent"])


class TestSharing:
    def test_splits_a_total_without_losing_any(self):
        assert derive.shares([1, 1, 1], 10) == [4, 3, 3]
        assert derive.shares([0, 0], 5) == [0, 0]
        assert sum(derive.shares([3, 5, 7, 11], 97)) == 97

    def test_reads_an_unavailable_figure_as_nothing(self):
        assert [derive.number(t) for t in ("12", "x", "z", "", "3.0")] == [12, 0, 0, 0, 3]

    def test_reads_every_way_an_age_is_written(self):
        labels = ("under 3", "age 2 and under", "Aged 10", "20 and over", "Age unknown")
        assert [derive.age_of(label) for label in labels] == ["2", "2", "10", "20", None]


@pytest.fixture(scope="module")
def derby():
    return compare(area("derby"))


class TestMadeUpAgainstPublished:
    def test_every_figure_of_derby_is_near_enough(self, derby):
        far = [line for line in derby if not line.kept]
        assert not far, as_text(far)

    @pytest.mark.parametrize("section", ["1 plans", "2 age", "4 placement", "5 plans issued"])
    def test_counts_of_stock_and_timeliness_come_out_exactly(self, derby, section):
        found = [line for line in derby if line.section == section]
        assert found
        assert all(line.made == line.published for line in found), as_text(found)

    def test_needs_follow_the_area_not_england(self, derby):
        shares = {line.what: line.made for line in derby if line.section == "3 need"}
        assert set(shares) == set(NEEDS)
        assert shares["HI"] > 3.4  # England 1.4

    def test_another_seed_keeps_the_published_counts(self):
        for line in compare(area("rutland"), seed=7):
            if line.section in ("1 plans", "2 age", "4 placement"):
                assert line.made == line.published, line

    def test_a_figure_too_far_from_the_published_one_is_named(self):
        near = Line("4 placement", "SM", 456, 460, 3.0)
        far = Line("4 placement", "SM", 456, 500, 3.0)
        share = Line("3 need", "ASD", 41.9, 46.0, 3.0, share=True)
        assert (near.kept, far.kept, share.kept) == (True, False, False)
        assert "TOO FAR" in as_text([far])
        assert "TOO FAR" not in as_text([near])
