"""Whole invented areas: told the same way every time, and lawful in shape."""

import hashlib
import itertools
from collections import Counter
from datetime import date, timedelta

import pytest

from goldenthread.assessment.rules import Stage
from goldenthread.demo import stock, stories
from goldenthread.demo.calibration import area, areas
from goldenthread.demo.days import SURVEY_DAYS, school_age, school_year
from goldenthread.demo.facts import Assessment
from goldenthread.demo.history import area_history, draw_world, tell_part
from goldenthread.demo.register import register
from goldenthread.demo.rows import stage_of
from goldenthread.demo.telling import tell_person
from goldenthread.demo.truth import current_place, figures, in_force, timeliness
from goldenthread.demo.world import DEMO_DAY, WrongDay
from goldenthread.law.clocks import Event, case_types, limits_for, read_clocks
from goldenthread.law.events import EventKind as K

SURVEY = SURVEY_DAYS[2026]


@pytest.fixture(scope="module")
def rutland():
    """The smallest mainland area, told to the demo's day."""
    return list(area_history("rutland"))


@pytest.fixture(scope="module")
def rutland_in_january():
    return list(area_history("rutland", SURVEY))


def digest(told):
    return hashlib.sha256(repr(list(told)).encode()).hexdigest()


class TestTheSameStory:
    def test_comes_from_the_same_seed_and_another_from_another(self, rutland):
        assert digest(area_history("rutland")) == digest(rutland)
        assert digest(area_history("rutland", seed=2)) != digest(rutland)

    def test_does_not_depend_on_areas_told_before_it(self, rutland):
        next(area_history("city-of-london"))
        assert digest(area_history("rutland")) == digest(rutland)

    def test_is_cut_short_for_an_earlier_day(self, rutland, rutland_in_january):
        later = {f.child.ref: f for f in rutland}
        for early in rutland_in_january:
            then = Counter(e[:4] for e in early.events)
            now = Counter(e[:4] for e in later[early.child.ref].events if e.on <= SURVEY)
            ahead = Counter(e[:4] for e in early.events if e.on > SURVEY)
            assert {e[2] for e in ahead} <= {K.PHASE_EXPECTED}
            assert then - ahead == now, early.child.ref

    def test_cannot_be_told_before_it_begins(self):
        with pytest.raises(WrongDay, match="from 2026-01-15 to 2028-12-31, not on 2025-01-01"):
            next(area_history("rutland", date(2025, 1, 1)))


class TestStock:
    @pytest.mark.parametrize("year", stock.YEARS)
    @pytest.mark.parametrize("one", ["derbyshire", "derby", "rutland", "birmingham", "420"])
    def test_each_january_is_the_last_plus_what_came_less_what_went(self, one, year):
        found = stock.flows(area(one), year)
        gone = sum(found.ceased.values())
        before, after = area(one).plans[year], area(one).plans[year + 1]
        assert before + found.issued + found.moved_in - gone == after

    def test_plans_in_force_on_the_survey_day_are_the_published_count(self, rutland):
        assert sum(in_force(f, SURVEY) for f in rutland) == area("rutland").plans[2026]

    def test_a_later_day_goes_on_with_new_plans_and_ceased_ones(self, rutland):
        after = [f.plan for f in rutland if f.plan]
        assert any(p.in_force_from > SURVEY for p in after)
        assert any(p.ceased and p.ceased > SURVEY for p in after)
        assert all(p.in_force_from <= DEMO_DAY for p in after)

    def test_nobody_holds_a_plan_past_the_year_they_turn_25(self, rutland):
        for facts in rutland:
            if in_force(facts, DEMO_DAY):
                assert facts.child.born > date(2001, 8, 31)


class TestStories:
    def test_nothing_is_known_after_the_day_but_a_move_that_is_coming(self, rutland):
        for facts in rutland:
            assert all(e.on <= DEMO_DAY or e.kind == K.PHASE_EXPECTED for e in facts.events)
            assert all(p.entered <= DEMO_DAY for p in facts.placements)
            assert all(p.left is None or p.left <= DEMO_DAY for p in facts.placements)

    def test_steps_of_a_request_come_in_order(self, rutland):
        for case in (a for f in rutland for a in f.assessments):
            steps = [case.received, case.told, case.issue_told, case.drafted, case.issued]
            known = [s for s in steps if s]
            assert known == sorted(known), case.ref
            for one in case.advice:
                assert case.told
                assert case.told <= one.asked
                assert one.received is None or one.asked <= one.received

    def test_a_family_has_its_fifteen_days_before_a_plan_is_issued(self, rutland):
        issued = [a for f in rutland for a in f.assessments if a.issued and a.drafted]
        assert issued
        assert all((a.issued - a.drafted).days >= 14 for a in issued)

    def test_every_plan_in_force_has_one_place_and_no_spells_of_a_rank_overlap(self, rutland):
        for facts in rutland:
            if in_force(facts, DEMO_DAY):
                assert current_place(facts, DEMO_DAY), facts.child.ref
            for rank in (1, 2):
                spells = sorted(
                    (p for p in facts.placements if p.rank == rank), key=lambda p: p.entered
                )
                for one, after in itertools.pairwise(spells):
                    assert one.left is not None
                    assert one.left <= after.entered
                assert all(p.left is None or p.entered <= p.left for p in spells)

    def test_a_place_is_a_setting_or_a_code_never_both(self, rutland):
        for place in (p for f in rutland for p in f.placements):
            assert (place.urn is None) != (place.setting is None)

    def test_some_of_those_refused_ask_again(self):
        twice = [f for f in area_history("derby", light=True) if len(f.assessments) > 1]
        assert twice
        for facts in twice:
            first, second = facts.assessments[:2]
            assert first.outcome == "N"
            assert second.received > first.told + timedelta(days=60)

    def test_every_record_says_it_is_invented(self, rutland):
        assert all(f.child.invented and all(a.invented for a in f.adults) for f in rutland)

    def test_reviews_of_a_plan_come_in_order_after_it_was_made(self, rutland):
        for facts in (f for f in rutland if f.plan):
            met = [r.met for r in facts.reviews]
            assert met == sorted(set(met))
            assert all(m > facts.plan.first_made for m in met)
            for review in facts.reviews:
                known = [review.met, review.decided, review.noticed, review.finalised]
                assert [d for d in known if d] == sorted(d for d in known if d)

    def test_a_plan_has_a_version_for_each_time_it_was_issued(self, rutland):
        for facts in (f for f in rutland if f.plan):
            made = [v.issued for v in facts.versions]
            changed = [r.finalised for r in facts.reviews if r.finalised]
            assert made[0] == facts.plan.first_made
            assert set(changed) <= set(made)
            assert [v.number for v in facts.versions] == list(range(1, len(made) + 1))

    def test_clocks_can_be_read_from_every_case(self, rutland):
        for facts in rutland[:150]:
            cases = {}
            for number, e in enumerate(facts.events):
                event = Event(key=str(number), kind=e.kind, on=e.on, facts=e.facts)
                cases.setdefault((e.case_type, e.case_ref), []).append(event)
            for (case_type, _), events in cases.items():
                if case_type in case_types():
                    assert read_clocks(limits_for(case_type), events)


class TestLightForm:
    def test_keeps_every_plan_and_leaves_out_what_the_benchmark_need_not_carry(self, rutland):
        light = list(area_history("rutland", light=True))
        plans = [(f.plan.first_made, f.plan.need) for f in rutland if f.plan]
        assert [(f.plan.first_made, f.plan.need) for f in light if f.plan] == plans
        assert not any(f.waits or f.support for f in light)
        assert sum(len(f.events) for f in light) < 0.6 * sum(len(f.events) for f in rutland)


class TestTruth:
    def test_figures_have_the_keys_a_dry_run_prints(self, rutland_in_january):
        found = figures(rutland_in_january, 2026)
        assert list(found) == [
            "persons",
            "requests_received_in_year",
            "request_decisions_in_year",
            "plans_issued_in_year",
            "active_plans",
            "reviews_overdue",
            "plans_ceased_in_year",
        ]

    def test_figures_are_the_published_ones(self, rutland_in_january):
        found, row = figures(rutland_in_january, 2026), area("rutland").process[2025]
        assert found["active_plans"]["total"] == area("rutland").plans[2026]
        assert found["requests_received_in_year"]["total"] == row["requests"]
        every = found["plans_issued_in_year"]["including_exceptions"]
        assert (every["issued"], every["within_140_days"]) == (row["issued"], row["in_twenty"])

    def test_140_days_is_in_time_and_141_is_not(self):
        found = timeliness([timedelta(days=140), timedelta(days=141)])
        assert (found["within_140_days"], found["pct_within_140_days"]) == (1, 50.0)
        assert found["mean_weeks"] == 20.07

    def test_nothing_issued_gives_no_percentage(self):
        assert timeliness([])["pct_within_140_days"] is None


class TestStorybook:
    @pytest.fixture
    def world(self):
        return draw_world(area("derbyshire"), DEMO_DAY, 1, False)

    @pytest.fixture
    def book(self, world):
        by_number = {p.number: p for p in world.people}
        found = {}
        for number, story in world.stories.items():
            found[story] = tell_person(world, by_number[number])
            stories.retell(story, found[story], DEMO_DAY)
        return found

    def test_every_story_is_somebodys(self, book):
        assert set(book) == set(stories.FITTING)
        assert all(f.child.story for f in book.values())

    def test_a_child_in_hiding_is_restricted_and_so_is_the_mother(self, book):
        hidden = book[stories.HIDDEN]
        assert hidden.child.restricted == ("address", "school")
        assert [a.restricted for a in hidden.adults] == [("address",)]

    def test_two_sisters_share_three_adults_one_of_whom_is_barred(self, book):
        elder, sister = book[stories.BARRED], book[stories.SISTER]
        assert [link.adult for link in elder.links] == [link.adult for link in sister.links]
        assert len(elder.adults) == 3
        assert not sister.adults
        for facts in (elder, sister):
            barred = [link for link in facts.links if link.barred]
            assert [link.relationship for link in barred] == ["father"]
            assert barred[0].parental_responsibility
            assert facts.child.address != elder.adults[2].address

    def test_a_leaver_is_past_the_leaving_date(self, book):
        born = book[stories.LEAVER].child.born
        assert born <= date(2009, 11, 22)

    def test_a_child_in_two_places_has_both_ranks(self, book):
        now = [p.rank for p in book[stories.TWO_PLACES].placements if p.left is None]
        assert sorted(now) == [1, 2]

    def test_a_plan_out_of_date_was_never_changed(self, book):
        old = book[stories.OUT_OF_DATE]
        assert len(old.versions) == 1
        assert old.plan.first_made.year <= 2018

    def test_amara_waits_for_an_answer_that_was_due_on_9_november(self):
        facts = stories.amara(DEMO_DAY)
        events = [
            Event(key=str(n), kind=e.kind, on=e.on, facts={})
            for n, e in enumerate(facts.events)
            if e.case_type == "assessment"
        ]
        decide = next(
            r for r in read_clocks(limits_for("assessment"), events) if r.rule == "ena-decide"
        )
        assert decide.due == date(2026, 11, 9)
        assert decide.days_late(DEMO_DAY) == 13
        assert (DEMO_DAY - facts.waits[0].referred).days // 7 + 1 == 61

    def test_robin_waits_for_the_check_for_more_than_two_years_and_on_one_list_once(self, book):
        waits = [w for w in book[stories.SYMBOLS].waits if w.service == "neurodevelopmental"]
        assert [w.referred for w in waits] == [date(2024, 9, 9)]
        assert (DEMO_DAY - waits[0].referred).days // 7 == 114
        events = [e for e in book[stories.SYMBOLS].events if e.case_ref == waits[0].ref]
        assert {e.facts["about"] for e in events} == {"neurodevelopmental"}
        assert sum(e.kind == K.WAIT_CONTACTED_AGAIN for e in events) == 3

    def test_amara_is_not_there_before_her_story_begins(self):
        assert stories.amara(date(2026, 3, 1)).assessments == []
        assert not any(f.child.story for f in area_history("rutland"))


class TestEveryArea:
    @pytest.mark.parametrize(
        "one", [*areas()[::12], area("420"), area("kent")], ids=lambda a: a.slug
    )
    def test_can_be_drawn_and_holds_its_published_plans(self, one):
        world = draw_world(one, DEMO_DAY, 1, True)
        day = SURVEY.toordinal()
        live = [
            p
            for p in world.people
            if p.origin >= 0 and p.in_force_from <= day and not 0 < p.ceased <= day
        ]
        assert len(live) == one.plans[2026]
        assert len({p.number for p in world.people}) == len(world.people)
        assert list(tell_part(world, 3, 200))


def test_a_request_stands_where_its_last_event_leaves_it():
    """No day that passes moves a case: a draft stays with the family until somebody acts."""
    asked = {"ref": "830-000001-A1", "source": 1, "received": date(2026, 1, 5), "told": None}
    later = {"issue_told": date(2026, 4, 1), "drafted": date(2026, 4, 20)}
    for stage, facts in (
        (Stage.REQUESTED, {"outcome": "A"}),
        (Stage.NOT_ASSESSED, {"outcome": "N"}),
        (Stage.ASSESSING, {"outcome": "Y"}),
        (Stage.DRAFTING, {"outcome": "Y", "issue_told": date(2026, 4, 1)}),
        (Stage.DRAFT_WITH_FAMILY, {"outcome": "Y", **later}),
        (Stage.PLAN_ISSUED, {"outcome": "Y", **later, "issued": date(2026, 5, 20)}),
        (Stage.NO_PLAN, {"outcome": "Y", "no_plan_told": date(2026, 4, 1)}),
        (Stage.WITHDRAWN, {"outcome": "W", "withdrawn": date(2026, 3, 1)}),
    ):
        assert stage_of(Assessment(**asked, **facts)) is stage


def age_on(born: date, on: date) -> int:
    return school_age(born.toordinal(), school_year(on.toordinal()))


class TestPlacesConsulted:
    def test_take_children_of_that_age(self, rutland):
        places = {each.urn: each for each in register(area("rutland")).settings}
        asked = [
            (places[event.facts["about"]], age_on(told.child.born, event.on))
            for told in rutland
            for event in told.events
            if event.kind is K.SETTING_CONSULTED
        ]
        assert len(asked) > 20
        for place, age in asked:
            assert place.high > 11 or age < 12, (place.name, age)
            assert place.low < 11 or age >= 10, (place.name, age)
