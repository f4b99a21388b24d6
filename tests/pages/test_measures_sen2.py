"""The database counts what the file counted, and goes on doing so after another load."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.pages import invented_returns

from goldenthread.exchange.commands import load_sen2
from goldenthread.exchange.sen2.dry_run import dry_run
from goldenthread.exchange.sen2.items import SURVEY_DAYS
from goldenthread.law.events import EventKind as K
from goldenthread.measures import queries
from goldenthread.measures.queries import sen2_figures
from goldenthread.organisations.bulk import register
from goldenthread.organisations.models import Setting
from goldenthread.plans.models import Plan, PlanVersion
from goldenthread.timeline.commands import NewEvent, record_many

from .conftest import NOW, child

DAY = timedelta(days=1)

URNS = ("990001", "990002", "990003", "EHE", "OLA")


@pytest.fixture
def lives(bodies):
    for urn, kind, group in (("990002", "7", "special"), ("990003", "14", "alternative provision")):
        Setting.objects.create(
            urn=urn, la_code="831", name=f"Invented {urn}", type_code=kind, placement_group=group
        )
    return invented_returns.lives(400, seed=3, urns=URNS)


@pytest.fixture
def told(tmp_path, lives):
    """The return of a year, and the figures a dry run gives of it."""

    def of(year):
        path = invented_returns.write(tmp_path / f"{year}.xml", lives, year)
        return path, dry_run(path, register=register()).figures

    return of


def counted(year):
    return sen2_figures(831, year, survey_day=SURVEY_DAYS[year])


def test_the_figures_of_a_loaded_return_are_those_of_its_dry_run(told, as_service, areas):
    file, figures = told(2026)
    assert figures["plans_issued_in_year"]["including_exceptions"]["issued"] > 20
    issued = figures["plans_issued_in_year"]
    assert issued["including_exceptions"] != issued["excluding_exceptions"]
    load_sen2(file, by=as_service, at=NOW)
    assert counted(2026) == figures


def test_a_plan_that_moves_in_is_counted_from_the_day_it_came(as_service, areas, bodies):
    made, came = date(2021, 5, 4), date(2026, 2, 10)
    for day in (came, None):  # one that came from another council, one made here
        kept = child(areas.derby, f"moves-{day}", "Mo", "Moves")
        plan = Plan.objects.create(
            area=areas.derby, child=kept, state="IN_FORCE", first_issued_date=made, start_date=made,
            transferred_from="830" if day else "",
        )  # fmt: skip
        PlanVersion.objects.create(
            area=areas.derby, child=kept, plan=plan, number=1, status="FINAL", issued_date=made,
            needs=["ASD"],
        )  # fmt: skip
        steps = [(K.PLAN_STARTED, made, {})] + [(K.PLAN_RECEIVED, day, {"area": 830})] * bool(day)
        record_many(
            [
                NewEvent(
                    kind=kind, area_id=831, child_id=kept.pk, case_type="plan", case_id=plan.pk,
                    on=on, facts=facts,
                )
                for kind, on, facts in steps
            ],
            by=as_service, at=NOW, backfilled=True,
        )  # fmt: skip

    def held(day):
        return sen2_figures(831, day.year, survey_day=day)["active_plans"]["total"]

    assert [held(came - DAY), held(came), held(came + DAY)] == [1, 2, 2]
    without = queries.all_values([831], [came - DAY, came], keys=["children-with-no-place"])
    assert [int(each.value) for each in without] == [1, 2]
    in_force = queries.all_values([831], [came - DAY, came], keys=["plans-in-force"])
    assert [int(each.value) for each in in_force] == [1, 2]


def test_last_years_figures_stay_as_they_were_when_this_years_return_is_loaded(
    told, as_service, areas
):
    first, figures_2025 = told(2025)
    second, figures_2026 = told(2026)
    load_sen2(first, by=as_service, at=NOW)
    assert counted(2025) == figures_2025
    done = load_sen2(second, by=as_service, at=NOW)
    assert done.changed["Plan"] > 0
    assert counted(2026) == figures_2026
    assert counted(2025) == figures_2025
