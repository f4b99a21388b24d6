"""The pages of advice and forecasts: who opens a real one, what is refused and kept, how often
they ask the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.access.models import Tie
from goldenthread.access.rules import NotAllowed, Permission, TieKind
from goldenthread.assessment.commands import advice as commands
from goldenthread.assessment.commands.forecasting import forecast_area
from goldenthread.assessment.models import AdviceDraft, AdviceRequest, Assessment, Forecast
from goldenthread.assessment.queries import forecasting
from goldenthread.assessment.rules.advice import AdviceState, Adviser, Bound
from goldenthread.assessment.rules.lateness import (
    latest_start,
    school_named_by,
    starts_school,
)
from goldenthread.law.events import EventKind as K
from goldenthread.organisations.models import LocalArea
from goldenthread.placements.models import Consultation
from goldenthread.timeline.commands import NewEvent, record_many

from .advice_world import advisers, case_of, client_of, doing, post_of
from .conftest import NOW, TODAY, child, person

P = Permission
LIMIT = 12
NEED = {
    "words": "Finds it hard to follow spoken instructions.",
    "need_area": "communication",
    "everyday": "Is left behind when the class is told what to do.",
    "act": "add",
}


@pytest.fixture
def world(cast, bodies, sam, as_service):
    people = advisers(cast, bodies)
    case = case_of(sam, as_service)
    asked = doing(cast.officer, lambda by: commands.ask_advisers(case.pk, by=by, at=NOW))
    found = {each.adviser: each for each in asked}
    for adviser, user in (("health", people.nurse), ("social-care", people.worker)):
        doing(
            cast.manager,
            lambda by, a=adviser, u=user: commands.hand_out(
                found[a].pk, to_post=post_of(u), by=by, at=NOW, to=P.ADVICE_ASK
            ),
        )
    return case, people, found


def page(user, name, *args, **query):
    return client_of(user).get(reverse(f"assessment:{name}", args=args), query)


class TestWhoOpensARequest:
    def test_its_own_adviser_and_nobody_else(self, cast, world):
        _, people, asked = world
        number = asked["health"].pk
        answers = {
            user.name: page(user, "answer", number).status_code
            for user in (people.nurse, people.worker, cast.psychologist, cast.senco, cast.dco,
                         cast.officer, cast.parent, cast.stranger, people.dsco)
        }  # fmt: skip
        assert answers.pop("Nurse") == 200
        assert set(answers.values()) == {404}

    def test_the_council_that_asked_and_not_another(self, cast, world):
        _, people, asked = world
        number = asked["health"].pk
        assert page(cast.officer, "request", number).status_code == 200
        for user in (cast.city_officer, people.nurse, cast.dco, cast.parent):
            assert page(user, "request", number).status_code == 404

    def test_who_leads_the_service_may_hand_it_out(self, cast, world):
        _, people, asked = world
        assert page(cast.dco, "hand-out", asked["health"].pk).status_code == 200
        assert page(people.dsco, "hand-out", asked["social-care"].pk).status_code == 200
        assert page(people.dsco, "hand-out", asked["health"].pk).status_code == 404
        assert page(people.nurse, "hand-out", asked["health"].pk).status_code == 403


class TestAnswering:
    def test_a_statement_is_written_and_given_without_a_script(self, world):
        _, people, asked = world
        number = asked["health"].pk
        client = client_of(people.nurse)
        add = reverse("assessment:new-statement", args=[number, "need"])
        assert client.post(add, NEED).status_code == 302
        shown = client.get(reverse("assessment:answer", args=[number])).content.decode()
        assert NEED["everyday"] in shown
        client.post(reverse("assessment:answer", args=[number]), {"act": "give"})
        assert AdviceRequest.objects.get(pk=number).state == "ANSWERED"

    def test_an_unfinished_one_is_refused_kept_and_comes_back(self, world):
        _, people, asked = world
        client = client_of(people.nurse)
        add = reverse("assessment:new-statement", args=[asked["health"].pk, "need"])
        refused = client.post(add, {**NEED, "everyday": ""}).content.decode()
        assert "Write what the need means" in refused
        assert NEED["words"] in refused
        assert NEED["words"] in client.get(add).content.decode()
        assert client.post(add, {**NEED, "everyday": "", "act": "draft"}).status_code == 302
        assert AdviceDraft.objects.get().typed["words"] == NEED["words"]

    def test_a_withdrawn_request_keeps_what_was_typed(self, cast, world):
        case, people, asked = world
        doing(cast.officer, lambda by: commands.withdraw_requests(case, by=by, at=NOW))
        client = client_of(people.nurse)
        add = reverse("assessment:new-statement", args=[asked["health"].pk, "need"])
        refused = client.post(add, NEED).content.decode()
        assert "was withdrawn" in refused
        assert NEED["words"] in refused
        shown = client.get(reverse("assessment:answer", args=[asked["health"].pk]))
        assert NEED["words"] in shown.content.decode()
        assert "Give this advice" not in shown.content.decode()

    @pytest.mark.parametrize(
        ("name", "content", "told"),
        [("a.exe", b"MZ\x90\x00 not a report", "file"), ("big.pdf", None, "Make it shorter")],
    )
    def test_a_wrong_or_huge_report_is_refused_with_a_sentence(
        self, world, settings, name, content, told
    ):
        settings.FILE_LARGEST_BYTES = 2_000
        _, people, asked = world
        sent = SimpleUploadedFile(name, content or b"%PDF-1.7\n" + b"0" * 4_000)
        shown = client_of(people.nurse).post(
            reverse("assessment:answer", args=[asked["health"].pk]),
            {"act": "report", "report": sent},
        )
        assert shown.status_code == 200
        assert told in shown.content.decode()
        assert not asked["health"].files.exists()

    def test_not_known_is_taken_with_where_was_looked(self, world):
        _, people, asked = world
        address = reverse("assessment:answer", args=[asked["social-care"].pk])
        client = client_of(people.worker)
        assert (
            "Write which records"
            in client.post(address, {"act": "not-known", "searched": "no"}).content.decode()
        )
        client.post(address, {"act": "not-known", "searched": "By name in the case system."})
        assert AdviceRequest.objects.get(pk=asked["social-care"].pk).state == "NOT_KNOWN"


class TestLeadingAService:
    def test_it_shows_the_whole_services_position_and_hands_work_out_once(self, cast, world):
        _, people, asked = world
        number = asked["social-care"].pk
        lead, place = client_of(people.dsco), reverse("assessment:service")
        doing(
            people.worker,
            lambda by: commands.say_not_known(
                number, searched="By name in the case system.", by=by, at=NOW
            ),
        )
        shown = " ".join(lead.get(place).content.decode().split())
        assert "Sam Invented" in shown
        assert "Worker" in shown
        assert "1</span> <span>“not known to us”</span>" in shown
        assert "psycholog" not in shown.lower()
        over = {"to_post": str(post_of(people.other_worker))}
        for _ in range(2):
            given = lead.post(reverse("assessment:hand-out", args=[number]), over)
            assert given.status_code == 302
        assert "OtherWorker" in lead.get(place).content.decode()
        assert asked["social-care"].steps.filter(kind="handed").count() == 2  # once each
        answer = reverse("assessment:answer", args=[number])
        assert client_of(people.worker).get(answer).status_code == 404
        assert client_of(people.other_worker).get(answer).status_code == 200


class TestOneDeskForSevenCouncils:
    """A school of one area that seven councils ask: one list of each kind."""

    def test_a_school_answers_all_of_them_from_one_list(self, cast, bodies, areas):
        codes = range(860, 865)
        more = LocalArea.objects.bulk_create(
            [LocalArea(id=n, code=f"area-{n}", name=f"Council {n}") for n in codes]
        )
        councils = [areas.derbyshire, areas.derby, *more]
        with asking.stated(asking.service("test", [each.pk for each in councils])):
            for area in councils:
                asks_the_school(area, bodies, post_of(cast.senco))
        client = client_of(cast.senco)
        for name in ("assessment:advice", "placements:consultations"):
            shown = client.get(reverse(name)).content.decode()
            for area in councils:
                assert f"Pupil{area.pk} Invented" in shown
                assert area.name in shown
        with asking.stated(asking.service("test", [864])):
            last = AdviceRequest.objects.get(area_id=864)
            copy = Consultation.objects.get(area_id=864)
        for name, number in (("assessment:answer", last.pk), ("placements:consultation", copy.pk)):
            assert client.get(reverse(name, args=[number])).status_code == 200


def asks_the_school(area, bodies, post: int) -> None:
    """Have one council ask the school for advice on a pupil, and for a place for another."""
    made = child(area, f"P-{area.pk}", f"Pupil{area.pk}", "Invented")
    case = Assessment.objects.create(
        area=area, child=made, received_date=TODAY - timedelta(days=40),
        decided_date=TODAY - timedelta(days=10), stage="ASSESSING", source="1",
    )  # fmt: skip
    ties = {"area": area, "child": made, "from_date": TODAY - timedelta(days=10)}
    Tie.objects.create(kind=TieKind.ADVISER, post_id=post, **ties)
    Tie.objects.create(kind=TieKind.CONSULTATION, organisation=bodies.school, **ties)
    AdviceRequest.objects.create(
        area=area, child=made, assessment=case, adviser=Adviser.EDUCATION, about="education",
        organisation=bodies.school, post_id=post, bound=Bound.LOCAL, state=AdviceState.ASKED,
        asked_date=TODAY - timedelta(days=9), received_date=TODAY - timedelta(days=9),
    )  # fmt: skip
    Consultation.objects.create(
        area=area, child=made, case_type="assessment", case_id=case.pk, setting=bodies.setting,
        organisation=bodies.school, about="990001", asked_by="COUNCIL", listed="MAINTAINED",
        state="SENT", sent_date=TODAY, due_date=TODAY + timedelta(days=15),
        copy=[{"title": "Name", "words": f"Pupil{area.pk} Invented"}],
    )  # fmt: skip


class TestRemindingMany:
    def test_chosen_checked_and_reminded_once(self, cast, world):
        _, _, asked = world
        ids = [str(asked[each].pk) for each in ("health", "social-care")]
        client, address = client_of(cast.officer), reverse("assessment:chase")
        assert "Remind 2" in client.post(address, {"request": ids, "act": "check"}).content.decode()
        for told in ("2 reminded", "Nobody was reminded. 2 had been reminded today"):
            done = client.post(address, {"request": ids, "act": "do"}, follow=True)
            assert told in done.content.decode()
        assert "Select at least one" in client.post(address, {"act": "check"}).content.decode()


@pytest.fixture
def history(world, areas, as_service):
    """Sixty past requests of the area, a third told in 30 days, the others in 50, and one open."""
    events = []
    for number in range(60):
        received = TODAY - timedelta(days=120 - number % 20)
        made = child(areas.derbyshire, f"H-{number}", f"Past{number}", "Invented")
        case = Assessment.objects.create(
            area=areas.derbyshire, child=made, received_date=received, stage="NOT_ASSESSED",
            decided_date=received + timedelta(days=30), source="1",
        )  # fmt: skip
        days = 50 if number % 3 else 30
        for kind, on in (
            (K.REQUEST_RECEIVED, received),
            (K.ASSESSMENT_REFUSED, received + timedelta(days=days)),
        ):
            events.append(
                NewEvent(
                    kind=kind, area_id=830, child_id=made.pk, case_type="assessment",
                    case_id=case.pk, on=on,
                )
            )  # fmt: skip
    asked = child(areas.derbyshire, "H-open", "Open", "Invented", birth_date=date(2023, 3, 1))
    received = TODAY - timedelta(days=29)
    case = Assessment.objects.create(
        area=areas.derbyshire, child=asked, received_date=received, stage="REQUESTED", source="1"
    )
    events.append(
        NewEvent(
            kind=K.REQUEST_RECEIVED, area_id=830, child_id=asked.pk, case_type="assessment",
            case_id=case.pk, on=received,
        )
    )  # fmt: skip
    record_many(events, by=as_service, at=NOW)
    return case


class TestForecasting:
    def test_each_open_case_is_forecast_once_a_night(self, history, as_service):
        for _ in range(2):
            forecast_area(830, on=TODAY, by=as_service)
        row = Forecast.objects.get(assessment=history)
        assert (row.rule, row.comparables) == ("ena-decide", 61)  # Sam's own is one of them
        assert row.in_time == pytest.approx(21 / 61)
        assert row.late == pytest.approx(40 / 61)
        assert (row.reached, row.going) == (21, 40)

    def test_a_case_with_too_few_like_it_says_so(self, world, as_service):
        forecast_area(830, on=TODAY, by=as_service)
        row = Forecast.objects.get(assessment=world[0])
        assert row.in_time is None
        assert "a forecast needs 30" in row.thin

    def test_the_lists_of_2_4_and_8_weeks_and_their_reasons(self, cast, history, as_service):
        forecast_area(830, on=TODAY, by=as_service)
        for days, listed in ((13, "248"), (27, "48"), (55, "8")):
            Forecast.objects.filter(assessment=history).update(due=TODAY + timedelta(days=days))
            for weeks in "248":
                answer = page(cast.officer, "forecast", "derbyshire", weeks=weeks)
                shown = answer.content.decode()
                assert ("Open Invented" in shown) == (weeks in listed)
                assert f"in {weeks} weeks" in shown
        assert "61 like it" in shown
        why = page(cast.officer, "comparables", history.pk).content.decode()
        assert "61 requests of the last three months" in why

    def test_no_other_area_and_no_sealed_child(self, cast, history, as_service):
        forecast_area(830, on=TODAY, by=as_service)
        with pytest.raises(NotAllowed):
            doing(
                cast.city_officer,
                lambda by: forecasting.will_go_late(by=by, area_id=830, on=TODAY),
            )
        history.child.sealed = True
        history.child.save()
        shown = page(cast.officer, "forecast", "derbyshire", weeks="2").content.decode()
        assert "Open Invented" not in shown

    def test_where_days_go(self, cast, history):
        shown = page(cast.manager, "days-lost", "derbyshire").content.decode()
        assert "Deciding whether to assess" in shown
        for title in ("By step", "By team", "By service", "By adviser", "By officer"):
            assert title in shown
        for name in ("Invented NHS Trust", "Derbyshire County Council", "Nurse", "Given to nobody"):
            assert name in shown
        lost = doing(
            cast.manager, lambda by: forecasting.where_days_go(by=by, area_id=830, on=TODAY)
        )
        assert (lost.steps[0].over, lost.steps[0].days) == (40, 40 * 8)

    def test_the_days_before_school(self, cast, history, as_service):
        forecast_area(830, on=TODAY, by=as_service)
        shown = page(cast.officer, "before-school", "derbyshire").content.decode()
        assert "Open Invented" in shown
        assert "1 September 2027" in shown


class TestBackFromSchool:
    @pytest.mark.parametrize(
        ("born", "starts"),
        [
            (date(2023, 8, 31), date(2027, 9, 1)),
            (date(2023, 9, 1), date(2028, 9, 1)),
            (date(2024, 2, 29), date(2028, 9, 1)),
        ],
    )
    def test_when_a_child_starts(self, born, starts):
        assert starts_school(born) == starts

    def test_the_last_day_for_a_request_leaves_just_twenty_weeks(self):
        named = school_named_by(date(2027, 9, 1))
        assert named == date(2027, 2, 14)
        assert latest_start(named) == date(2026, 9, 27)


PAGES = (
    ("officer", "chase", ()),
    ("officer", "child-advice", ("SAM",)),
    ("officer", "forecast", ("derbyshire",)),
    ("manager", "days-lost", ("derbyshire",)),
    ("officer", "before-school", ("derbyshire",)),
    ("dco", "service", ()),
    ("dco", "advice", ()),
    ("senco", "advice", ()),
)


@pytest.mark.parametrize(("who", "name", "args"), PAGES)
def test_a_page_asks_at_most_twelve_times(
    cast, history, sam, as_service, django_assert_max_num_queries, who, name, args
):
    forecast_area(830, on=TODAY, by=as_service)
    arguments = [sam.pk if each == "SAM" else each for each in args]
    address = reverse(f"assessment:{name}", args=arguments)
    client = client_of(getattr(cast, who))
    client.get(address)
    with django_assert_max_num_queries(LIMIT):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("who", ["nurse", "worker"])
def test_an_answers_page_asks_at_most_twelve_times(world, django_assert_max_num_queries, who):
    _, people, asked = world
    number = asked["health" if who == "nurse" else "social-care"].pk
    client = client_of(getattr(people, who))
    address = reverse("assessment:answer", args=[number])
    client.get(address)
    with django_assert_max_num_queries(LIMIT):
        assert client.get(address).status_code == 200


def test_an_adviser_with_nothing_to_do_is_told_so(cast, world):
    nobody = person("Idle")
    assert page(nobody, "advice").status_code == 403
    assert "Nobody waits" in page(cast.psychologist, "advice").content.decode()
