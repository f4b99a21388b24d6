"""Invented people carry numbers that pass every check and belong to nobody."""

import itertools
import re
from collections import Counter
from datetime import date

import pytest

from goldenthread.demo.calibration import AGES, KINDS, area, areas
from goldenthread.demo.luck import Luck
from goldenthread.demo.names import FORENAMES, HERITAGE, SURNAMES
from goldenthread.demo.people import child, family, nhs_blocks, nhs_number, postcode, uln, upn
from goldenthread.demo.places import SETTING_CODES
from goldenthread.demo.register import FIRST_URN, HEADS, URNS_EACH, register, row, write_csv
from goldenthread.demo.stock import fits
from goldenthread.organisations.rules import read_register
from goldenthread.people.rules import nhs_number_is_valid, uln_is_valid, upn_faults


def somebody(number=7, **changes):
    facts = {
        "born": date(2014, 3, 2),
        "sex": "F",
        "ethnicity": "APKN",
        "at_school": True,
        "luck": Luck(number, 1),
    }
    return child(area("derby"), number, **(facts | changes))


class TestNumbers:
    def test_pupil_numbers_pass_their_check_and_never_repeat(self):
        found = [upn("831", n, 2019) for n in range(0, 60_000, 37)]
        assert len(set(found)) == len(found)
        assert not any(upn_faults(n) for n in found)

    def test_health_numbers_lie_in_the_range_kept_for_tests(self):
        found = [n for n in map(nhs_number, range(4000)) if n]
        assert found[0] == "9990000018"
        assert all(nhs_number_is_valid(n) and n.startswith("999") for n in found)
        assert 3500 < len(found) < 4000  # one in eleven has no check digit

    def test_health_numbers_of_two_areas_never_meet(self):
        ends = sorted((first, first + size) for first, size in nhs_blocks().values())
        assert len(ends) == len(areas())
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(ends))
        assert ends[-1][1] <= 10**6

    @pytest.mark.parametrize(("stem", "found"), [(100000004, "1000000043"), (100000006, None)])
    def test_learner_numbers_keep_their_check_digit(self, stem, found):
        assert uln(stem) == found

    def test_learner_numbers_of_young_people_pass_their_check(self):
        found = [somebody(n, born=date(2008, 1, 1)).uln for n in range(200)]
        assert all(uln_is_valid(n) for n in found if n)
        assert sum(n is not None for n in found) > 170

    def test_postcodes_cannot_be_real(self):
        luck = Luck(5)
        for where in (area("derby"), area("derbyshire"), area("kent")):
            for _ in range(60):
                code = postcode(where, luck)
                assert re.fullmatch(r"[A-Z]{1,2}\d{1,2} \d[CIKMOV]{2}", code), code
                assert len(code) <= 8


class TestPeople:
    def test_everybody_is_marked_invented(self):
        one = somebody()
        adults, _ = family(one, area("derby"), Luck(3))
        assert one.invented
        assert adults
        assert all(a.invented for a in adults)

    def test_the_same_luck_makes_the_same_person(self):
        assert somebody() == somebody()
        assert somebody() != somebody(number=8)

    def test_a_name_follows_the_heritage(self):
        one = somebody()
        assert one.forename in FORENAMES["pakistani"]["F"]
        assert one.surname in SURNAMES["pakistani"]

    def test_every_ethnicity_has_names_of_both_sexes(self):
        for heritage in HERITAGE.values():
            assert len(FORENAMES[heritage]["F"]) >= 10
            assert len(FORENAMES[heritage]["M"]) >= 10
            assert len(SURNAMES[heritage]) >= 10

    def test_a_child_not_yet_at_school_has_no_number_and_says_why(self):
        one = somebody(born=date(2023, 3, 2), at_school=False)
        assert (one.upn, one.uln, one.upn_unknown) == (None, None, "UN1")

    def test_messages_can_reach_nobody(self):
        for n in range(40):
            adults, _ = family(somebody(n), area("derby"), Luck(n))
            assert all(a.email.endswith(".example") for a in adults)
            assert all(re.fullmatch(r"07700 900\d{3}", a.phone) for a in adults)

    def test_families_differ_and_each_fact_of_a_tie_stands_alone(self):
        kinds = Counter()
        for n in range(300):
            one = somebody(n)
            adults, links = family(one, area("derby"), Luck(n, 2))
            kinds[tuple(link.relationship for link in links)] += 1
            assert [link.adult for link in links] == [a.ref for a in adults]
            for adult, link in zip(adults, links, strict=True):
                assert (adult.address == one.address) == link.lives_with
                assert link.parental_responsibility == (link.relationship != "foster carer")
        assert len(kinds) >= 6


class TestRegister:
    def test_settings_lie_beyond_the_real_register_and_never_repeat(self):
        urns = [s.urn for a in areas() for s in register(a).settings]
        assert len(set(urns)) == len(urns)
        assert all(FIRST_URN <= int(u) <= 999_999 for u in urns)

    def test_a_child_finds_a_place_of_each_kind_that_takes_that_age(self):
        found = register(area("derby"))
        assert all(s.high > 11 for s in found.choices("MA", 13))
        assert all(s.low < 11 for s in found.choices("MM", 6))
        assert all(s.resourced for s in found.choices("MAR", 6))
        assert found.choices("NEET", 17) == []

    def test_every_area_of_england_has_somewhere_for_each_kind_within_its_block(self):
        for one in areas():
            found = register(one)
            assert len(found.settings) <= URNS_EACH, one.name
            for kind in KINDS:
                if kind not in SETTING_CODES:
                    ages = [age for age in AGES if fits(kind, age)]
                    assert all(found.choices(kind, age) for age in ages), (one.name, kind)

    def test_the_file_reads_back_under_the_registers_own_headings(self, tmp_path):
        path = tmp_path / "settings.csv"
        settings = register(area("derby")).settings
        assert write_csv(path, settings) == len(settings)
        read = read_register(path)
        assert len(read) == len(settings)
        assert not read.faults
        groups = Counter(s.placement_group for s in read.settings)
        assert {"mainstream", "special", "alternative provision", "post-16"} == set(groups)

    def test_a_row_has_every_heading(self):
        one = register(area("derbyshire")).settings[0]
        assert set(row(one)) == set(HEADS)
        assert row(one)["LA (name)"] == "Derbyshire"
