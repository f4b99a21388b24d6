"""Loading the inspection lists: who is on them, and what they add to what a return has told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.pages import invented_returns
from tests.pages.invented_returns import Life

from goldenthread.exchange.annex_a import LIST_1, LIST_2, Record, write_lists
from goldenthread.exchange.commands import LoadRefused, load_annex_a, load_sen2, undo_load
from goldenthread.exchange.models import Load
from goldenthread.people.models import Child
from goldenthread.people.queries import display_name
from goldenthread.placements.models import Placement
from goldenthread.plans.models import Plan, PlanVersion
from goldenthread.reviews.models import Review
from goldenthread.timeline.models import Clock, Event

from .conftest import NOW

ON = date(2026, 11, 20)
ROW = Record(
    list_name=LIST_1,
    unique_id="C-100",
    upn=invented_returns.upn(1),
    born=date(2014, 5, 3),
    gender="Female",
    ethnicity="WBRI",
    first_issued=date(2024, 2, 5),
    updated=date(2025, 6, 2),
    reviewed=date(2026, 3, 2),
    need="ASD",
    urn="990001",
    phase="Primary",
    home_educated=False,
    suspensions=0,
    exclusions=0,
    absence=4.5,
    pupil_premium=True,
    social_care=True,
    social_care_team="Family support",
    disabled=True,
)
SUPPORT = replace(
    ROW,
    list_name=LIST_2,
    unique_id="C-200",
    upn=invented_returns.upn(2),
    first_issued=None,
    updated=None,
    reviewed=None,
    home_educated=None,
)


@pytest.fixture
def loader(as_service, areas, bodies, tmp_path):
    def run(*rows, as_of=ON):
        file = tmp_path / f"{abs(hash(rows))}.xlsx"
        if not file.exists():
            write_lists(rows, file)
        return load_annex_a(file, by=as_service, at=NOW, area="derby", as_of=as_of)

    return run


def clock(rule):
    return Clock.objects.get(rule=rule, known_to__isnull=True)


class TestWhatIsKept:
    def test_a_child_with_a_plan(self, loader):
        done = loader(ROW, SUPPORT)
        child = Child.objects.get(local_id="C-100")
        assert (child.sex, child.ethnicity, child.disabled, child.pupil_premium) == (
            "F",
            "WBRI",
            True,
            True,
        )
        assert child.social_care_team == "Family support"
        plan = Plan.objects.get()
        assert (plan.first_issued_date, plan.start_date) == (date(2024, 2, 5), date(2025, 6, 2))
        versions = PlanVersion.objects.order_by("number").values_list("issued_date", "status")
        assert list(versions) == [
            (date(2024, 2, 5), "FINAL"),
            (date(2025, 6, 2), "AMENDED_FINAL"),
        ]
        assert Review.objects.get().decided_date == date(2026, 3, 2)
        assert done.report["figures"]["rows"] == {LIST_1: 1, LIST_2: 1}

    def test_a_child_with_no_name_is_shown_as_such(self, loader):
        loader(ROW)
        assert display_name(Child.objects.get()) == "No name given"

    def test_a_child_on_sen_support_has_a_place_and_no_plan(self, loader, bodies):
        loader(SUPPORT)
        assert Placement.objects.get().setting_id == bodies.setting.pk
        assert not Plan.objects.exists()
        assert not Event.objects.exists()

    def test_the_next_review_runs_from_the_last_and_nothing_is_said_of_earlier_ones(self, loader):
        loader(ROW)
        review = clock("rev-next")
        assert (review.started, review.due) == (date(2026, 3, 2), date(2027, 3, 1))
        assert not Clock.objects.filter(rule="rev-first").exists()

    def test_a_plan_never_reviewed_has_its_first_review_overdue(self, loader):
        loader(replace(ROW, reviewed=None))
        assert clock("rev-first").due == date(2025, 2, 4)

    def test_a_child_educated_at_home_has_no_setting(self, loader):
        loader(replace(ROW, urn=None, phase=None, home_educated=True))
        assert (Placement.objects.get().setting_code, Placement.objects.get().setting) == (
            "EHE",
            None,
        )

    def test_the_same_file_changes_nothing_and_it_can_be_taken_back(self, loader, as_service):
        first = loader(ROW, SUPPORT)
        assert loader(ROW, SUPPORT).again
        undo_load(first.load_id, by=as_service, at=NOW)
        assert not Child.objects.exists()
        assert not Placement.objects.exists()


class TestAfterAReturn:
    @pytest.fixture
    def returned(self, as_service, areas, bodies, tmp_path):
        """The same child as the return of January told of them."""
        made = Life(1, date(2014, 5, 3), ("ASD", "HI"))
        made.versions = [date(2024, 2, 5)]
        made.reviews = [(date(2025, 3, 3), date(2025, 3, 20), "M")]
        made.places = [("990001", date(2021, 9, 1), None)]
        file = invented_returns.write(tmp_path / "sen2.xml", [made], 2026)
        return load_sen2(file, by=as_service, at=NOW)

    def test_the_child_and_plan_are_the_same_and_gain_what_is_new(self, returned, loader):
        loader(ROW)
        child = Child.objects.get()
        assert (child.local_id, child.surname) == ("C-100", "Invented1")
        assert child.social_care_team == "Family support"
        assert Plan.objects.get().start_date == date(2025, 6, 2)
        assert PlanVersion.objects.count() == 2
        reviews = Clock.objects.filter(rule="rev-next", known_to__isnull=True).order_by("started")
        assert [(each.started, each.stopped) for each in reviews] == [
            (date(2025, 3, 3), date(2026, 3, 2)),
            (date(2026, 3, 2), None),
        ]

    def test_the_place_is_the_same_spell(self, returned, loader):
        loader(ROW)
        assert Placement.objects.get().entry_date == date(2021, 9, 1)

    def test_a_place_elsewhere_began_by_the_day_of_the_list(self, returned, loader):
        loader(replace(ROW, urn=None, phase=None, home_educated=True))
        spells = Placement.objects.order_by("entry_date")
        assert [(one.setting_code, one.entry_date, one.leaving_date) for one in spells] == [
            ("", date(2021, 9, 1), ON),
            ("EHE", ON, None),
        ]

    @pytest.mark.parametrize("reviewed", [date(2025, 3, 3), date(2025, 3, 20)])
    def test_a_review_known_by_either_day_is_not_a_second_one(self, returned, loader, reviewed):
        before = Event.objects.filter(kind__startswith="review").count()
        loader(replace(ROW, reviewed=reviewed, updated=None))
        assert Review.objects.count() == 1
        assert Event.objects.filter(kind__startswith="review").count() == before

    def test_an_older_day_fills_in_and_alters_nothing(self, returned, loader):
        child = Child.objects.get()
        child.sex = ""
        child.save()
        older = replace(ROW, reviewed=None, updated=None, ethnicity="AIND", pupil_premium=False)
        loader(older, as_of=date(2025, 12, 1))
        child.refresh_from_db()
        assert (child.sex, child.ethnicity, child.pupil_premium) == ("F", "WBRI", False)
        assert Plan.objects.get().start_date == date(2024, 2, 5)

    def test_a_finer_ethnicity_that_is_kept_stays(self, returned, loader):
        Child.objects.update(ethnicity="WENG")
        loader(ROW)
        assert Child.objects.get().ethnicity == "WENG"

    def test_taking_the_lists_back_leaves_the_return(self, returned, loader, as_service):
        before = list(Child.objects.values())
        done = loader(ROW)
        undo_load(done.load_id, by=as_service, at=NOW)
        assert list(Child.objects.values()) == before
        assert PlanVersion.objects.count() == 1


class TestRefused:
    def test_errors_of_the_rules_refuse_the_file(self, loader):
        with pytest.raises(LoadRefused) as refusal:
            loader(replace(ROW, born=None), SUPPORT)
        assert {(each["rule"], each["module"]) for each in refusal.value.faults} == {
            ("101a", LIST_1)
        }
        assert (Child.objects.count(), Load.objects.count()) == (0, 0)

    def test_a_child_on_both_lists_is_refused_by_list_and_row(self, loader):
        with pytest.raises(LoadRefused) as refusal:
            loader(ROW, replace(SUPPORT, unique_id="C-300", upn=ROW.upn))
        (only,) = refusal.value.faults
        assert (only["rule"], only["module"]) == ("LD-02", LIST_2)
        assert "List_1 row 2" in only["message"]

    def test_numbers_of_two_children_are_refused_by_row(self, loader, areas):
        common = {"area": areas.derby, "forename": "", "surname": ""}
        Child.objects.create(local_id="C-100", **common)
        Child.objects.create(local_id="OTHER", upn=ROW.upn, **common)
        with pytest.raises(LoadRefused) as refusal:
            loader(SUPPORT, ROW)
        (only,) = refusal.value.faults
        assert (only["rule"], only["module"], only["row"]) == ("LD-01", LIST_1, 2)

    def test_an_identifier_too_long_to_keep_is_refused(self, loader):
        with pytest.raises(LoadRefused) as refusal:
            loader(replace(ROW, unique_id="C" * 21))
        assert refusal.value.faults[0]["rule"] == "LD-05"

    @pytest.mark.parametrize("area", ["", "Atlantis"])
    def test_lists_that_are_nobodys_are_refused(self, as_service, areas, tmp_path, area):
        file = tmp_path / "lists.xlsx"
        write_lists([ROW], file)
        with pytest.raises(LoadRefused):
            load_annex_a(file, by=as_service, at=NOW, area=area)
