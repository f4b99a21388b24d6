"""What a dry run counts in the inspection lists."""

from datetime import date

from tests.unit.exchange.annex_a_books import AS_OF, book, read, sound

from goldenthread.exchange.annex_a import LIST_1, LIST_2, figures_of, not_checked
from goldenthread.organisations.rules import Register, Setting

PLANS = [
    sound(1, born=date(2021, 1, 16), need="f) SLCN", phase="a) Nursery", absence=9.9),
    sound(2, reviewed=date(2025, 1, 15), absence=10, suspensions=2),
    sound(3, reviewed=date(2025, 1, 14), absence=50, exclusions=1, updated=date(2025, 1, 16)),
    sound(4, reviewed=None, updated=None, social_care="a) Yes", second_phase="g) Special"),
    sound(5, updated=date(2023, 1, 15), urn=None, phase=None, home_educated="a) Yes"),
    sound(6, born=date(2002, 1, 1), urn="100002", disabled="No", need="DS"),
    sound(7, born=None, first_issued=None, updated=None, reviewed=None, need="zzz"),
]
SUPPORT = [sound(1001, need="e) SEMH"), sound(1002, need="e) SEMH"), sound(1003, need="a) SPLD")]
LISTS = read(book(PLANS, SUPPORT))
FIGURES = figures_of(LISTS)


def counted(key, name=LIST_1):
    return {band: count for band, count in FIGURES[key][name].items() if count}


def test_rows():
    assert FIGURES["rows"] == {LIST_1: 7, LIST_2: 3}


def test_by_primary_need_in_the_order_of_the_list():
    assert list(FIGURES["by_primary_need"][LIST_1].items()) == [
        ("SLCN", 1),
        ("ASD", 4),
        ("DS", 1),
        ("not known", 1),
    ]
    assert counted("by_primary_need", LIST_2) == {"SPLD": 1, "SEMH": 2}


def test_by_phase():
    assert counted("by_phase") == {"Nursery": 1, "Primary": 5, "not known": 1}
    assert FIGURES["dual_registered"] == {LIST_1: 1, LIST_2: 0}


def test_by_age():
    assert counted("by_age") == {"under 5": 1, "5 to 10": 4, "20 to 25": 1, "not known": 1}


def test_reviewed_over_12_months_ago_counts_from_the_day_after_the_anniversary():
    assert FIGURES["reviewed"] == {"within 12 months": 4, "over 12 months ago": 1, "never": 2}


def test_how_old_the_plan_in_force_is():
    assert FIGURES["age_of_current_plan"] == {
        "under 1 year": 1,
        "1 to 2 years": 3,
        "2 to 3 years": 0,
        "3 to 5 years": 1,
        "over 5 years": 1,
        "not known": 1,
    }


def test_home_education_social_care_attendance():
    assert FIGURES["home_educated"] == 1
    assert FIGURES["known_to_social_care"] == {LIST_1: 1, LIST_2: 0}
    assert FIGURES["disabled"] == {LIST_1: 6, LIST_2: 3}
    assert FIGURES["suspended"][LIST_1] == 1
    assert FIGURES["permanently_excluded"][LIST_1] == 1
    assert FIGURES["persistently_absent"][LIST_1] == 2
    assert FIGURES["severely_absent"][LIST_1] == 1


def test_every_split_adds_up_to_the_rows():
    for key in ("by_primary_need", "by_phase", "by_age", "by_setting_type"):
        for name, rows in FIGURES["rows"].items():
            assert sum(FIGURES[key][name].values()) == rows, (key, name)
    for key in ("reviewed", "age_of_current_plan"):
        assert sum(FIGURES[key].values()) == 7


def test_setting_types_are_not_known_without_a_register():
    assert counted("by_setting_type") == {"no establishment": 1, "not known": 6}
    special = Setting(urn="100001", name="x", type_code="7", placement_group="special")
    known = figures_of(LISTS, Register((special,)))["by_setting_type"][LIST_1]
    assert {k: v for k, v in known.items() if v} == {
        "special": 5,
        "no establishment": 1,
        "not known": 1,
    }


def test_what_was_not_checked_is_said():
    assert any("AA-02" in line for line in not_checked())
    assert not any("AA-02" in line for line in not_checked(Register(())))
    assert any("AA-08" in line for line in not_checked(Register(())))
    assert LISTS.as_of == AS_OF
