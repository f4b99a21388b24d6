"""Loading a SEN2 return: rows, events and clocks; the same again; and what is refused."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.apps import apps
from tests.pages import invented_returns
from tests.pages.invented_returns import Asked, Life

from goldenthread.access import asking
from goldenthread.access.models import Tie
from goldenthread.access.rules import NotAllowed, NotFound
from goldenthread.assessment.models import Assessment
from goldenthread.audit.models import AuditRow
from goldenthread.exchange.commands import LoadRefused, load_sen2
from goldenthread.exchange.models import Load, LoadChange, LoadState
from goldenthread.organisations.models import Setting
from goldenthread.people.models import Child
from goldenthread.placements.models import Placement
from goldenthread.plans.models import Plan, PlanVersion
from goldenthread.reviews.models import Review
from goldenthread.timeline.models import Clock, Event

from .conftest import NOW

KEPT = [Child, Plan, PlanVersion, Review, Placement, Assessment, Tie, Event, Clock]


@pytest.fixture
def loader(as_service, areas, bodies):
    """Load a file as the service that reaches both areas."""

    def run(path, **more):
        return load_sen2(path, by=as_service, at=NOW, **more)

    return run


@pytest.fixture
def returned(tmp_path):
    """Write the return of a year for some lives."""

    def write(*lives, year=2026, name="sen2.xml", **more):
        return invented_returns.write(tmp_path / name, lives, year, **more)

    return write


def life(number=1, *, start=date(2021, 3, 1), **facts):
    """A child with a plan at the invented school."""
    made = Life(number, date(2014, 5, 3), ("ASD",), **facts)
    made.versions, made.places = [start], [("990001", start, None)]
    return made


def asker(**case):
    """A child for whom an assessment was asked, and nothing has come of it yet."""
    return Life(1, date(2014, 5, 3), ("ASD",), asked=Asked(**case))


def counts():
    return {model.__name__: model.objects.count() for model in KEPT}


def clock(rule):
    return Clock.objects.get(rule=rule, known_to__isnull=True)


class TestWhatIsKept:
    def test_a_request_not_answered_is_late_at_once(self, loader, returned):
        loader(returned(asker(received=date(2025, 11, 3))))
        late = clock("ena-decide")
        assert (late.started, late.due, late.stopped) == (
            date(2025, 11, 3),
            date(2025, 12, 15),
            None,
        )
        assert clock("plan-final").due == date(2026, 3, 23)
        assert late.backfilled

    def test_a_decision_of_the_year_before_has_no_six_week_clock(self, loader, returned):
        case = asker(received=date(2024, 11, 4), told=date(2024, 12, 2))
        loader(returned(case))
        assert not Clock.objects.filter(rule="ena-decide").exists()
        assert clock("plan-final").due == date(2025, 3, 24)
        kept = Assessment.objects.get()
        assert (kept.stage, kept.decided_earlier, kept.decided_date) == ("ASSESSING", True, None)

    def test_a_plan_issued_late_with_an_exception_says_so_beside_its_date(self, loader, returned):
        made = life(start=date(2025, 9, 1))
        made.asked = Asked(
            date(2025, 2, 3), date(2025, 3, 3), decided=date(2025, 9, 1), week20=True
        )
        loader(returned(made))
        twenty = clock("plan-final")
        assert (twenty.due, twenty.stopped) == (date(2025, 6, 23), date(2025, 9, 1))
        assert twenty.lawful_reason == "not-stated"
        kept = Assessment.objects.get()
        assert (kept.stage, kept.exception, kept.plan_id) == (
            "PLAN_ISSUED",
            True,
            Plan.objects.get().pk,
        )

    def test_a_plan_never_reviewed_has_its_first_review_overdue(self, loader, returned):
        loader(returned(life()))
        review = clock("rev-first")
        assert (review.started, review.due, review.stopped) == (
            date(2021, 3, 1),
            date(2022, 2, 28),
            None,
        )

    def test_a_plan_older_than_its_last_review_was_amended(self, loader, returned):
        made = life(start=date(2020, 2, 3))
        made.versions.append(date(2025, 8, 1))
        made.reviews = [(date(2025, 5, 1), date(2025, 5, 20), "A")]
        loader(returned(made))
        kinds = list(Event.objects.order_by("on", "kind").values_list("kind", flat=True))
        assert "amendment.finalised" in kinds
        assert "plan.started" not in kinds
        assert PlanVersion.objects.get().status == "AMENDED_FINAL"
        assert clock("rev-next").started == date(2025, 5, 1)

    def test_the_setting_with_people_here_sees_the_child_while_placed(
        self, loader, returned, bodies
    ):
        made = life()
        Setting.objects.create(
            urn="990009", la_code="831", name="Another", type_code="1", placement_group="special"
        )
        made.places = [
            ("990001", date(2021, 3, 1), date(2024, 9, 1)),
            ("990009", date(2024, 9, 1), None),
        ]
        loader(returned(made))
        tie = Tie.objects.get()
        assert (tie.organisation_id, tie.kind) == (bodies.school.pk, "SCHOOL_PLACE")
        assert (tie.from_date, tie.to_date) == (date(2021, 3, 1), date(2024, 8, 31))

    def test_each_child_written_to_is_in_the_audit_trail(self, areas, bodies, returned):
        by = asking.service("loader", [831])
        with asking.stated(by):
            load_sen2(returned(life(1), life(2)), by=by, at=NOW)
            children = set(Child.objects.values_list("pk", flat=True))
        with asking.stated(by):
            rows = AuditRow.objects.filter(purpose="load-sen2", service="loader", action="write")
            assert set(rows.values_list("child_id", flat=True)) == children


class TestTheSameAgain:
    def test_the_same_file_changes_nothing(self, loader, returned):
        file = returned(life(1), life(2))
        first = loader(file)
        before = counts()
        again = loader(file)
        assert again.again
        assert again.load_id == first.load_id
        assert (counts(), Load.objects.count()) == (before, 1)

    def test_another_file_that_says_the_same_changes_nothing_but_is_a_load(self, loader, returned):
        lives = invented_returns.lives(40, seed=9)
        loader(returned(*lives))
        before = counts()
        file = returned(*reversed(lives), name="resubmitted.xml")
        again = loader(file)
        assert not again.again
        assert counts() == before
        assert set(again.created.values()) == set(again.changed.values()) == {0}
        assert again.events == 0

    def test_a_later_return_changes_rows_and_says_what_stood_before(self, loader, returned):
        made = life(start=date(2020, 2, 3))
        made.versions.append(date(2025, 8, 1))
        made.reviews = [(date(2025, 5, 1), date(2025, 5, 20), "A")]
        loader(returned(made, year=2025))
        done = loader(returned(made, year=2026, name="next.xml"))
        assert (done.created["Plan"], done.changed["Plan"]) == (0, 1)
        change = LoadChange.objects.get(model="plans.Plan")
        assert change.before == {"start_date": "2020-02-03"}
        assert change.after == {"start_date": "2025-08-01"}
        numbers = PlanVersion.objects.order_by("number").values_list("number", "issued_date")
        assert list(numbers) == [(1, date(2020, 2, 3)), (2, date(2025, 8, 1))]

    def test_a_plan_in_force_that_has_since_ended_is_the_same_plan(self, loader, returned):
        made = life()
        loader(returned(made, year=2025))
        made.ceased = (date(2025, 7, 1), "4")
        loader(returned(made, year=2026, name="next.xml"))
        plan = Plan.objects.get()
        assert (plan.state, plan.cease_date) == ("CEASED", date(2025, 7, 1))
        assert clock("rev-first").superseded == date(2025, 7, 1)


class TestWhoIsMeant:
    def test_a_child_without_a_number_is_known_by_name_and_birth_date(self, loader, returned):
        made = life()
        made.named = False
        loader(returned(made, year=2025))
        made.named = True  # has been given a number since
        loader(returned(made, year=2026, name="next.xml"))
        assert Child.objects.get().upn == invented_returns.upn(1)

    def test_nobody_is_joined_to_a_namesake_with_another_number(self, loader, returned, areas):
        Child.objects.create(
            area=areas.derby,
            local_id="D-7",
            forename="Sam",
            surname="Invented1",
            birth_date=date(2014, 5, 3),
            upn=invented_returns.upn(99),
        )
        loader(returned(life()))
        assert Child.objects.count() == 2
        assert not Plan.objects.filter(child__local_id="D-7").exists()

    def test_two_namesakes_who_could_both_be_meant_are_refused_by_row(
        self, loader, returned, areas
    ):
        for number in (1, 2):
            Child.objects.create(
                area=areas.derby,
                local_id=f"D-{number}",
                forename="Sam",
                surname="INVENTED1",
                birth_date=date(2014, 5, 3),
            )
        before = counts()
        with pytest.raises(LoadRefused) as refusal:
            loader(returned(life()))
        (only,) = refusal.value.faults
        assert (only["rule"], only["row"] > 1) == ("LD-01", True)
        assert counts() == before

    def test_a_child_of_the_other_area_is_left_alone(self, loader, returned, areas):
        theirs = Child.objects.create(
            area=areas.derbyshire,
            local_id="X",
            forename="Sam",
            surname="Invented1",
            birth_date=date(2014, 5, 3),
            upn=invented_returns.upn(1),
        )
        loader(returned(life()))
        assert Child.objects.filter(area=areas.derby).count() == 1
        assert not Plan.objects.filter(child=theirs).exists()

    def test_a_restricted_childs_address_is_not_put_back_into_the_open(
        self, loader, returned, areas
    ):
        Child.objects.create(
            area=areas.derby,
            local_id="D-9",
            forename="Sam",
            surname="Invented1",
            upn=invented_returns.upn(1),
            location_restricted=True,
        )
        loader(returned(life()))
        assert Child.objects.get().postcode == ""


class TestRefused:
    def test_an_error_of_the_rules_refuses_the_whole_file(self, loader, returned, tmp_path):
        file = returned(*(life(number) for number in range(1, 6)))
        broken = tmp_path / "broken.xml"
        broken.write_bytes(file.read_bytes().replace(b"<SENtype>ASD", b"<SENtype>XYZ", 2))
        before = counts()
        with pytest.raises(LoadRefused, match="2 errors stand in the way") as refusal:
            loader(broken)
        assert [each["rule"] for each in refusal.value.faults] == ["S2-03", "S2-03"]
        assert all(each["row"] > 1 and each["value"] == "XYZ" for each in refusal.value.faults)
        assert (counts(), Load.objects.count()) == (before, 0)

    @pytest.mark.parametrize(
        "content", [b"", b"<Message>", b"PK\x03\x04", b"<!DOCTYPE x><Message/>"]
    )
    def test_a_file_that_is_no_return_is_refused(self, loader, tmp_path, content):
        file = tmp_path / "x.xml"
        file.write_bytes(content)
        with pytest.raises(LoadRefused):
            loader(file)
        assert Load.objects.count() == 0

    def test_an_older_return_is_refused_once_a_later_one_is_loaded(self, loader, returned):
        loader(returned(life(), year=2026))
        with pytest.raises(LoadRefused, match="A later file is loaded already"):
            loader(returned(life(), year=2025, name="older.xml"))

    def test_what_an_earlier_file_settled_is_not_rewritten(self, loader, returned):
        case = asker(received=date(2025, 2, 3), told=date(2025, 3, 3))
        loader(returned(case))
        case.asked.told = date(2025, 3, 14)
        with pytest.raises(LoadRefused) as refusal:
            loader(returned(case, name="corrected.xml"))
        assert refusal.value.faults[0]["rule"] == "LD-04"
        assert "2025-03-03" in refusal.value.faults[0]["message"]
        assert Assessment.objects.get().decided_date == date(2025, 3, 3)

    def test_settings_named_by_number_need_the_register_first(self, loader, returned):
        bodies = apps.get_model("organisations.Organisation").objects.filter(kind="SETTING")
        bodies.delete()
        Setting.objects.all().delete()
        with pytest.raises(LoadRefused, match="Load the register first"):
            loader(returned(life()))

    def test_two_persons_of_a_file_who_are_one_child_are_refused(self, loader, returned, tmp_path):
        made = life()
        made.named = False
        file = returned(made, made)
        with pytest.raises(LoadRefused) as refusal:
            loader(file)
        assert {each["rule"] for each in refusal.value.faults} == {"LD-02"}

    def test_a_person_whose_posts_do_not_allow_it_may_not(
        self, as_service, cast, asker_of, returned
    ):
        with pytest.raises(NotAllowed):
            load_sen2(returned(life(), area="830"), by=asker_of(cast.officer), at=NOW)
        with pytest.raises(NotAllowed):  # a data officer of the county, and the city's file
            load_sen2(returned(life()), by=asker_of(cast.data_officer), at=NOW)
        assert Load.objects.count() == 0

    def test_a_data_officer_loads_their_own_areas_file(self, cast, asker_of, returned):
        by = asker_of(cast.data_officer)
        with asking.stated(by):
            done = load_sen2(returned(life(), area="830"), by=by, at=NOW)
            load = Load.objects.get()
        assert (done.children, load.area_id, load.state) == (1, 830, LoadState.COMMITTED)
        assert load.post_id == by.posts[0].id

    def test_a_service_loads_nothing_outside_its_areas(self, areas, bodies, returned):
        by = asking.service("loader", [830])
        with pytest.raises(NotFound), asking.stated(by):
            load_sen2(returned(life()), by=by, at=NOW)

    def test_a_file_with_no_person_is_refused(self, loader, tmp_path):
        file = tmp_path / "empty.xml"
        out = io.BytesIO()
        invented_returns.write_return(out, invented_returns.Header(year=2026, lea="831"), [])
        file.write_bytes(out.getvalue())
        with pytest.raises(LoadRefused):
            loader(file)
