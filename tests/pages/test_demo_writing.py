"""An invented area written into the database: whole, once, and as its own events say."""

from datetime import date

import pytest
from django.conf import settings
from django.db import connections
from tests.conftest import copy_of

from goldenthread.access.models import Post, Tie, User
from goldenthread.assessment.models import (
    AdviceRequest,
    Assessment,
    Panel,
    PanelItem,
    Request,
)
from goldenthread.demo import copying, way_in, write
from goldenthread.demo.calibration import area
from goldenthread.demo.history import area_history
from goldenthread.demo.personas import PERSONAS
from goldenthread.demo.truth import in_force
from goldenthread.demo.waiting import SHAPES
from goldenthread.demo.world import DEMO_DAY, caseloads
from goldenthread.directory.models import Service as Help
from goldenthread.organisations.models import LocalArea, Organisation, Setting
from goldenthread.people.models import Adult, AdultLink, Child, CommunicationNeed
from goldenthread.placements.models import Placement
from goldenthread.plans.models import Plan, PlanVersion
from goldenthread.reviews.models import PhaseTransfer, Review
from goldenthread.timeline.commands import rebuild
from goldenthread.timeline.models import Clock, Event
from goldenthread.waits.models import PastWait, Referral, SupportOffer
from goldenthread.waits.models import Service as WaitService

WHERE, CODE = "city-of-london", 201  # the smallest area but one
CLOCK_FACTS = [f.attname for f in Clock._meta.local_fields if f.name != "id"]


def owner(model):
    return model._default_manager.using("owner")


def clocks():
    return sorted(owner(Clock).values_list(*CLOCK_FACTS), key=repr)


@pytest.fixture(scope="module")
def told():
    return list(area_history(WHERE, DEMO_DAY, seed=3))


@pytest.fixture(scope="module")
def written(django_db_setup, template_database, django_db_blocker):
    """One area written for the whole module; afterwards the database is copied afresh."""
    with django_db_blocker.unblock():
        yield write.synthesise(areas=[WHERE], as_of=DEMO_DAY, seed=3)
        connections.close_all()
        copy_of(template_database, settings.TEST_DATABASE)


@pytest.fixture(autouse=True)
def database(django_db_blocker):
    with django_db_blocker.unblock():
        yield


class TestAWholeArea:
    def test_every_fact_told_is_a_row(self, written, told):
        assert owner(Child).count() == written.children == len(told)
        assert owner(Adult).count() == sum(len(f.adults) for f in told)
        assert owner(AdultLink).count() == sum(len(f.links) for f in told)
        assert owner(Event).count() == sum(len(f.events) for f in told)
        assert owner(Assessment).count() == sum(len(f.assessments) for f in told)
        assert owner(Placement).count() == sum(len(f.placements) for f in told)
        assert owner(PlanVersion).count() == sum(len(f.versions) for f in told)
        assert owner(Review).count() == sum(len(f.reviews) for f in told)
        assert owner(PhaseTransfer).count() == sum(len(f.transfers) for f in told)
        assert owner(CommunicationNeed).exists()
        live = sum(in_force(f, DEMO_DAY) for f in told)
        assert owner(Plan).filter(state="IN_FORCE").count() == live

    def test_everybody_is_marked_invented(self, written):
        for model in (Child, Adult, Setting, User):
            assert owner(model).exists()
            assert not owner(model).filter(invented=False).exists(), model

    def test_clocks_are_those_a_rebuild_from_the_events_would_give(self, written):
        before = clocks()
        assert len(before) == written.rows["timeline_clock"]
        rebuild(CODE, using="owner")
        assert clocks() == before

    def test_open_promises_have_an_owner_with_a_post(self, written):
        running = owner(Clock).filter(
            case_type__in=("assessment", "plan"), stopped=None, superseded=None, lapses=False
        )
        assert running.exists()
        posts = set(owner(Post).values_list("id", flat=True))
        assert set(running.values_list("owner_post_id", flat=True)) <= posts

    def test_some_promises_are_late_and_some_are_not_due(self, written):
        open_ = owner(Clock).filter(rule="rev-next", stopped=None, superseded=None)
        assert open_.filter(due__lt=DEMO_DAY).exists()
        assert open_.filter(due__gte=DEMO_DAY).exists()

    def test_each_row_has_the_first_line_of_its_history(self, written):
        with connections["owner"].cursor() as cursor:
            for table in ("people_child", "plans_plan", "placements_placement"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                rows = cursor.fetchone()
                cursor.execute(
                    f"SELECT count(DISTINCT pgh_obj_id) FROM {table}event WHERE pgh_label='insert'"
                )
                assert cursor.fetchone() == rows

    def test_a_child_of_the_area_is_reached_by_its_caseload(self, written):
        tie = owner(Tie).filter(kind="CASELOAD").select_related("post").first()
        assert tie.post.role == "EHC_OFFICER"
        assert owner(Organisation).get(pk=tie.post.organisation_id).name == "City of London council"

    def test_the_benchmark_finds_an_officer_and_the_children_with_plans(self, written, told):
        user, children, place = write.bench_officer()
        assert place == WHERE
        assert user.posts.using("owner").get().role == "EHC_OFFICER"
        assert len(children) == sum(in_force(f, DEMO_DAY) for f in told)
        assert len(write.bench_officer(most=5)[1]) == 5

    def test_each_wait_is_on_its_services_list(self, written, told):
        waits = [wait for facts in told for wait in facts.waits]
        assert owner(Referral).count() == len(waits) == written.rows["waits_referral"]
        assert owner(WaitService).count() == len(SHAPES)
        waiting = owner(Referral).filter(seen_date=None, ended_date=None)
        gone = sum(w.removed is None and w.first_contact is None for w in waits)
        assert waiting.exclude(service__pathway="wheelchair").count() == gone - sum(
            w.removed is None and w.first_contact is None and w.service == "wheelchair"
            for w in waits
        )
        teams = set(owner(WaitService).values_list("team_id", flat=True))
        ties = owner(Tie).filter(kind="SERVICE_LIST")
        assert set(ties.values_list("organisation_id", flat=True)) <= teams
        assert ties.count() >= waiting.count()

    def test_a_list_keeps_dates_alone_of_those_gone_before(self, written):
        past = owner(PastWait)
        assert past.filter(seen=False).exists()
        assert not past.filter(left_date__gt=DEMO_DAY).exists()

    def test_all_help_offered_is_in_the_directory(self, written):
        offered = set(owner(SupportOffer).values_list("help_id", flat=True))
        assert offered <= set(owner(Help).values_list("pk", flat=True))

    def test_nothing_but_the_area_asked_for_is_written(self, written):
        assert list(owner(LocalArea).values_list("id", "code")) == [(CODE, WHERE)]
        assert set(owner(Child).values_list("area_id", flat=True)) == {CODE}

    def test_history_triggers_work_again_afterwards(self, written):
        one = owner(Child).first()
        owner(Child).filter(pk=one.pk).update(surname="Changed")
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT surname FROM people_childevent WHERE pgh_obj_id = %s"
                " AND pgh_label = 'update'",
                [one.pk],
            )
            assert cursor.fetchall() == [("Changed",)]


def test_requests_wait_to_be_matched_and_a_panel_stands_before_each_area(written):
    waiting = list(owner(Request).filter(state="NEW"))
    assert len(waiting) == len(way_in.NEWCOMERS) + len(way_in.KNOWN_SAYS)
    assert all(one.child_id is None and one.entered_by_id is None for one in waiting)
    assert {one.channel for one in waiting} == {"PORTAL", "LETTER", "PHONE"}
    assert [one.plan_elsewhere for one in waiting if one.plan_elsewhere] == ["Staffordshire"]
    ahead = owner(Panel).get(closed_at__isnull=True)
    assert ahead.meeting_date > DEMO_DAY
    for item in owner(PanelItem).select_related("assessment", "panel"):
        met = item.panel.closed_at is not None
        assert item.outcome == ("AGREED" if met else "WAITING")
        assert item.child_id == item.assessment.child_id


def test_advice_asked_stands_as_its_events_say(written):
    asked = list(owner(AdviceRequest).select_related("assessment"))
    assert asked
    ended = {"PLAN_ISSUED", "NO_PLAN", "NOT_ASSESSED", "WITHDRAWN", "MOVED_AWAY"}
    assert not {one.assessment.stage for one in asked} & ended
    events = owner(Event).filter(case_type="assessment", kind="advice.received")
    given = set(events.values_list("case_id", "facts__about", "on"))
    for one in asked:
        answered = one.state == "ANSWERED"
        assert ((one.assessment_id, one.about, one.answered_date) in given) == answered


class TestOnce:
    """These change what was written: they stand after the others, in this order."""

    def test_a_database_that_holds_data_is_left_alone(self, written):
        with pytest.raises(write.HoldsData, match="--replace"):
            write.synthesise(areas=[WHERE], as_of=DEMO_DAY, seed=4)
        assert owner(Child).count() == written.children

    def test_a_child_not_marked_invented_is_never_replaced(self, written):
        one = owner(Child).first()
        owner(Child).filter(pk=one.pk).update(invented=False)
        with pytest.raises(write.NotInvented):
            write.synthesise(areas=[WHERE], as_of=DEMO_DAY, seed=3, replace_all=True)
        assert owner(Child).count() == written.children
        owner(Child).filter(pk=one.pk).update(invented=True)

    def test_a_database_with_a_real_account_is_never_written_to(self, written):
        real = User(email="somebody@council.example", name="Some Body", invented=False)
        real.save(using="owner")
        with pytest.raises(write.NotInvented, match="An account"):
            write.synthesise(areas=[WHERE], as_of=DEMO_DAY, seed=3, replace_all=True)
        assert owner(Child).count() == written.children
        owner(User).filter(pk=real.pk).delete()

    def test_replacing_writes_it_afresh_and_one_process_writes_what_two_do(self, written, told):
        before = {c[:8] for c in clocks()}
        again = write.synthesise(areas=[WHERE], as_of=DEMO_DAY, seed=3, workers=1, replace_all=True)
        assert again.rows == written.rows
        assert {c[:8] for c in clocks()} == before
        names = {(f.child.ref, f.child.surname) for f in told}
        assert set(owner(Child).values_list("local_id", "surname")) == names

    def test_when_one_process_fails_nothing_is_kept(self, written, monkeypatch):
        monkeypatch.setattr(
            write, "caseloads", lambda one: [f"not-{name}" for name in caseloads(one)]
        )
        with pytest.raises(copying.PartFailed, match="KeyError"):
            write.synthesise(areas=[WHERE], as_of=DEMO_DAY, seed=3, replace_all=True)
        assert not write.holds_data()
        assert not owner(Event).exists()
        assert not owner(LocalArea).exists()


class TestPersonas:
    @pytest.fixture
    def ground(self, real_db):
        chosen = [area("derbyshire"), area("derby")]
        return write._ground(chosen, DEMO_DAY, light=False)

    def test_each_has_an_account_and_the_post_of_the_list(self, ground):
        for one in PERSONAS:
            user = owner(User).get(email=one.email)
            roles = list(owner(Post).filter(user=user).values_list("role", flat=True))
            assert user.name == one.name
            assert user.invented
            assert roles == ([str(one.role)] if one.role else [])

    def test_the_icb_serves_both_areas_and_each_council_its_own(self, ground):
        served = {
            body.name: set(body.areas.values_list("id", flat=True))
            for body in owner(Organisation).exclude(kind="SETTING")
        }
        assert served["NHS Derby and Derbyshire ICB"] == {830, 831}
        assert served["Derby City Council"] == {831}

    def test_the_first_caseload_is_the_personas(self, ground):
        priya = owner(Post).get(user__email="priya.nair@demo.example")
        assert ground.posts["830-officer-01"] == priya.pk
        assert len(set(ground.posts.values())) == len(ground.posts)

    def test_the_senco_works_at_amaras_school(self, ground):
        post = owner(Post).get(user__email="rachel.pemberton@demo.example")
        body = owner(Organisation).get(pk=post.organisation_id)
        assert body.setting.phase == "Primary"
        assert ground.school_bodies == {body.setting.urn: body.pk}

    def test_nobody_holds_a_post_before_its_first_day(self, ground):
        assert set(owner(Post).values_list("from_date", flat=True)) == {date(2023, 1, 1)}
