"""The living stock: the database scores as the rules do, and says no more than it may."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.desk.stock import stock
from goldenthread.law.events import EventKind as K
from goldenthread.organisations.models import Setting
from goldenthread.people.rules import curriculum_year
from goldenthread.placements.models import Placement
from goldenthread.plans.models import IssuedFigures, Plan, PlanVersion
from goldenthread.plans.rules.truth import Facts, Part, points
from goldenthread.timeline.commands import NewEvent, record_many

from .conftest import NOW, TODAY, child
from .test_desk_queries import LIMIT
from .test_plan_pages import words

ASKED = {"people": 2, "week": 10, "weeks": 8, "rewrite": 8, "update": 4, "check": 1}


@pytest.fixture
def plans(as_service, areas, bodies):
    """Twelve plans, each with a little more come apart than the one before."""
    made, events = [], []
    for n in range(12):
        one = child(
            areas.derbyshire, f"S-{n}", f"Child{n}", "Stock", birth_date=date(2010 + n % 9, 3, 4)
        )
        own = {"area": areas.derbyshire, "child": one}
        changed = TODAY - timedelta(days=90 + 200 * n)
        plan = Plan.objects.create(state="IN_FORCE", start_date=changed, **own)
        version = PlanVersion.objects.create(
            plan=plan, number=1, status="FINAL", issued_date=changed,
            setting=bodies.setting if n % 2 else None, **own,
        )  # fmt: skip
        PlanVersion.objects.create(
            plan=plan, number=2, status="AMENDED_DRAFT", issued_date=TODAY, **own
        )
        if n % 3 == 0:
            IssuedFigures.objects.create(
                version=version, provision_lines=4, vague_lines=n % 4, silent_sections=n,
                oldest_advice_date=changed - timedelta(days=500), **own,
            )  # fmt: skip
        Placement.objects.create(
            setting=bodies.setting if n % 4 else None,
            setting_code="" if n % 4 else "OTH",
            entry_date=changed,
            **own,
        )
        start = {"area_id": 830, "child_id": one.pk, "case_type": "plan", "case_id": plan.pk}
        events.append(NewEvent(kind=K.PLAN_STARTED, on=changed, **start))
        made.append((one, plan, version))
    record_many(events, by=as_service, at=NOW, backfilled=True)
    return made


def ask(asker, **more):
    with asking.stated(asker):
        return stock(asker, 830, today=TODAY, sealed=more.pop("sealed", []), **more)


def expected(one, version) -> dict[Part, int]:
    """What the rules say of the same plan."""
    figures = IssuedFigures.objects.filter(version=version).first()
    review = version.issued_date.replace(year=version.issued_date.year + 1) - timedelta(days=1)
    return points(
        Facts(
            changed_date=version.issued_date,
            written_year=curriculum_year(one.birth_date, version.issued_date),
            year=curriculum_year(one.birth_date, TODAY),
            setting_differs=False,
            review_due=review,
            silent_sections=figures.silent_sections if figures else None,
            oldest_advice_date=figures.oldest_advice_date if figures else None,
            provision_lines=figures.provision_lines if figures else None,
            vague_lines=figures.vague_lines if figures else None,
        ),
        TODAY,
    )


def test_the_database_gives_the_points_the_rules_give(plans, cast, asker_of, as_service):
    found = ask(asker_of(cast.officer))
    asking.state(as_service)
    rows = {row["plan_id"]: row for row in found.rows}
    assert len(rows) == 12
    for one, plan, version in plans:
        row = rows[plan.pk]
        said = {part: row[part] for part in Part if row[part]}
        assert said == expected(one, version), plan.pk
        assert row["score"] == sum(said.values())


def test_the_worst_come_first_and_pages_follow_on(plans, cast, asker_of):
    by = asker_of(cast.officer)
    whole = ask(by)
    scores = [row["score"] for row in whole.rows]
    assert scores == sorted(scores, reverse=True)
    second = ask(by, page=2, size=5)
    assert [row["plan_id"] for row in second.rows] == [r["plan_id"] for r in whole.rows[5:10]]
    assert second.total == 12


def test_a_filter_leaves_those_it_is_about_and_counts_them(plans, cast, asker_of):
    by = asker_of(cast.officer)
    silent = ask(by, part=Part.SILENT)
    assert silent.total == silent.counts[Part.SILENT] == 3
    assert all(row[Part.SILENT] for row in silent.rows)


def test_a_place_that_differs_is_seen(plans, cast, asker_of, bodies, as_service):
    other = Setting.objects.create(
        urn="990009", la_code="830", name="Other", type_code="1", placement_group="x", invented=True
    )
    one, plan, _ = plans[1]
    Placement.objects.filter(child=one).update(setting=other)
    found = ask(asker_of(cast.officer), part=Part.SETTING)
    assert [row["plan_id"] for row in found.rows] == [plan.pk]


def test_a_sealed_child_and_a_plan_that_has_ended_are_not_there(plans, cast, asker_of):
    one, plan, _ = plans[0]
    Plan.objects.filter(pk=plans[1][1].pk).update(
        state="CEASED", cease_date=TODAY, cease_reason="1"
    )
    found = ask(asker_of(cast.officer), sealed=[one.pk])
    assert found.counts["plans"] == 10
    assert plan.pk not in [row["plan_id"] for row in found.rows]


def page(cast, who, **query):
    client = Client()
    client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("desk:stock", args=["derbyshire"]), query)


class TestPage:
    def test_an_officer_sees_names_true_counts_and_why(self, plans, cast):
        said = words(page(cast, "officer"))
        assert "Child11 Stock" in said
        assert "What an inspector asks" in said
        assert "Its review is overdue" in said
        assert "12 plans in force" in said

    @pytest.mark.parametrize("who", ["dco", "data_officer"])
    def test_outside_casework_small_counts_are_hidden_and_nobody_is_named(self, plans, cast, who):
        answer = page(cast, who)
        said = words(answer)
        assert "Stock" not in said.replace("living stock", "")
        assert "7 or fewer" in said
        assert not re.search(r"\b12 plans\b", said)
        assert "The way back" not in said

    def test_an_empty_area_says_so(self, cast, as_service):
        said = words(page(cast, "officer"))
        assert "No plan is in force in this area yet." in said
        assert "No plan is like this." in said

    def test_the_way_back_is_planned_with_the_people_there_are(self, plans, cast):
        said = words(page(cast, "officer", **ASKED))
        assert "Plans that wait to be put right" in said
        assert "put right by the week of" in said or "still wait" in said
        assert "1 EHC officer holds a post" in said

    @pytest.mark.parametrize("wrong", [{"people": "0"}, {"week": "x"}, {"check": ""}])
    def test_a_number_that_cannot_be_is_refused_and_the_others_stay(self, plans, cast, wrong):
        answer = page(cast, "officer", **{**ASKED, **wrong})
        assert "There is a problem" in words(answer)
        assert 'value="8' in answer.content.decode()

    def test_asks_the_database_a_bounded_number_of_times(
        self, plans, cast, django_assert_max_num_queries
    ):
        client = Client()
        client.force_login(cast.officer, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse("desk:stock", args=["derbyshire"])
        client.get(address)
        with django_assert_max_num_queries(LIMIT):
            client.get(address)
