"""Navigators: asked for by family, school or officer; the one next step; what changed (S36)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from tests.pages import family_world as world
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access import asking
from goldenthread.access.models import Tie
from goldenthread.access.rules import NotAllowed, NotFound, Role
from goldenthread.navigators import commands, queries
from goldenthread.navigators.commands import CannotDo, Doing
from goldenthread.navigators.models import Case, Changed, Contact
from goldenthread.navigators.rules import AskedBy, Change, Ending, Felt
from goldenthread.people.commands import restrict_location
from goldenthread.people.models import Child
from goldenthread.timeline.models import Clock, Event

from .conftest import NOW, STARTED, TODAY, body, person
from .test_canaries import EVERY, addresses, planted

__all__ = ["planted"]
BACKEND = "django.contrib.auth.backends.ModelBackend"
EARLIER = TODAY - timedelta(days=20)
BY = queries.promised(EARLIER)


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def team(areas, cast, as_service):
    """Two navigators of one body, and a navigator of another."""
    ours = body("OTHER", "Invented SEND navigators", areas.derbyshire)
    theirs = body("OTHER", "Invented other navigators", areas.derby)
    made = [person(n, Role.NAVIGATOR, ours) for n in ("Nav", "Colleague")]
    return SimpleNamespace(
        body=ours, nav=made[0], colleague=made[1], other=person("Other", Role.NAVIGATOR, theirs)
    )


@pytest.fixture
def mum(sam):
    user = world.account("Mum Invented")
    world.make_family(sam, user)
    return user


@pytest.fixture
def act(asker_of, as_service):
    """Do something as a person: their ties are read anew, as for each request."""

    def run(user, command, *args, on=TODAY, **given):
        by = asker_of(user)
        try:
            with asking.stated(by):
                return command(*args, doing=Doing(by, on, NOW, TODAY), **given)
        finally:
            asking.state(as_service)

    return run


@pytest.fixture
def asked(team, sam, mum, asker_of, as_service):
    """Ask for a navigator for Sam, as the mother unless another is named."""

    def run(user=mum, asked_by=AskedBy.FAMILY, on=EARLIER, agrees=True, wanted="Help with forms"):
        by = asker_of(user)
        try:
            with asking.stated(by):
                return commands.ask_for_navigator(
                    sam.pk, asked_by=asked_by, wanted=wanted, family_agrees=agrees, by=by, on=on,
                    at=NOW,
                )  # fmt: skip
        finally:
            asking.state(as_service)

    return run


def met(act, team, case, on=BY, **given):
    said = {"channel": "phone", "words": "We spoke of the forms.", "next_action": "Call the school",
            "next_date": TODAY + timedelta(days=3), **given}  # fmt: skip
    return act(team.nav, commands.log_contact, case.pk, on=on, **said)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


class TestAsking:
    def test_family_school_and_officer_may_ask_and_twice_is_once(self, asked, cast, mum, sam):
        first = asked()
        again = asked(cast.officer, AskedBy.OFFICER)
        assert again.pk == first.pk == asked(cast.senco, AskedBy.SCHOOL).pk
        clock = Clock.objects.get(case_type="navigator", case_id=first.pk)
        assert (clock.rule, clock.due, clock.stopped) == ("nav-first", BY, None)
        assert Event.objects.filter(kind="navigator.asked").count() == 1

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"agrees": False}, "Ask the family first"),
            ({"wanted": "  "}, "Write what would help"),
            ({"wanted": "x" * 2_001}, "too long"),
        ],
    )
    def test_what_is_missing_is_said(self, asked, cast, given, says):
        with pytest.raises(CannotDo, match=says):
            asked(cast.officer, AskedBy.OFFICER, **given)
        assert not Case.objects.exists()

    def test_an_area_without_navigators_says_so(self, asked, team):
        team.body.areas.clear()
        with pytest.raises(CannotDo, match="no navigators yet"):
            asked()

    def test_who_may_not_ask_is_refused(self, asked, cast):
        with pytest.raises(NotFound):
            asked(cast.city_officer, AskedBy.OFFICER)
        with pytest.raises(NotAllowed):
            asked(cast.psychologist, AskedBy.OFFICER)

    def test_a_restricted_place_is_not_given_away(self, asked, cast, sam, asker_of, as_service):
        by = asker_of(cast.officer)
        with asking.stated(by):
            restrict_location(
                child_id=sam.pk, places={"school": "Larkfield Academy"}, team="the team",
                holders=[cast.manager.pk], reason="Refuge", by=by, on=TODAY,
            )  # fmt: skip
        asking.state(as_service)
        with pytest.raises(CannotDo):
            asked(cast.officer, AskedBy.OFFICER, on=TODAY, wanted="See Larkfield Academy")


class TestWork:
    def test_the_first_contact_stops_the_clock_and_leaves_one_next_step(self, asked, act, team):
        case = asked()
        (row,) = as_list(act, team.nav, "nobody")
        assert (row.due, row.next_action, row.navigator) == (BY, "", "")
        met(act, team, case)
        met(act, team, case)
        assert Contact.objects.count() == 1
        assert Clock.objects.get(case_type="navigator").stopped == BY
        (row,) = as_list(act, team.nav, "mine")
        assert (row.next_action, row.due) == ("Call the school", TODAY + timedelta(days=3))
        assert as_list(act, team.colleague, "mine") == []
        assert [r.navigator for r in as_list(act, team.colleague, "all")] == ["Nav"]

    def test_a_colleague_takes_a_family_over(self, asked, act, team):
        case = asked()
        met(act, team, case)
        act(team.colleague, commands.take, case.pk)
        act(team.colleague, commands.take, case.pk)
        assert [r.id for r in as_list(act, team.colleague, "mine")] == [case.pk]
        owners = Event.objects.filter(kind="case.allocated", case_type="navigator")
        assert owners.count() == 2

    def test_done_needs_what_changed_and_ends_the_navigators_reach(self, asked, act, team, sam):
        case = asked()
        met(act, team, case)
        with pytest.raises(CannotDo, match="Say first what changed"):
            act(team.nav, commands.end, case.pk, ending=Ending.DONE)
        act(
            team.nav, commands.say_what_changed, case.pk, kind=Change.MONEY,
            words="The form went in.",
        )  # fmt: skip
        act(team.nav, commands.end, case.pk, ending=Ending.DONE)
        assert not Tie.objects.filter(child=sam, organisation=team.body, to_date=None).exists()
        with pytest.raises(NotFound):  # from the next page on
            met(act, team, case)
        assert asked(on=TODAY).pk != case.pk

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"words": " "}, "Write what was said"),
            ({"next_action": ""}, "one next step"),
            ({"next_date": None}, "one next step"),
            ({"next_date": EARLIER}, "before this contact"),
            ({"on": TODAY + timedelta(days=1)}, "to today"),
            ({"on": EARLIER - timedelta(days=1)}, "to today"),
        ],
    )
    def test_a_contact_that_cannot_be_is_refused(self, asked, act, team, given, says):
        with pytest.raises(CannotDo, match=says):
            met(act, team, asked(), **given)

    def test_no_other_body_and_no_officer_writes_here(self, asked, act, team, cast):
        case = asked()
        for user, refusal in ((team.other, NotFound), (cast.officer, NotAllowed)):
            with pytest.raises(refusal):
                act(user, commands.take, case.pk)


def as_list(act, user, whose):
    return act(user, lambda doing: queries.own_list(doing.by, whose=whose))


class TestFigures:
    def test_an_area_reads_who_asked_who_was_seen_in_time_and_what_changed(
        self, asked, act, team, cast, asker_of, mum, django_assert_max_num_queries
    ):
        case = asked()
        met(act, team, case)
        act(team.nav, commands.say_what_changed, case.pk, kind=Change.UNBLOCKED, words="It moved.")
        by = asker_of(mum)
        with asking.stated(by):
            commands.say_if_it_helped(case.child_id, felt=Felt.YES, by=by, on=TODAY)
        officer = asker_of(cast.officer)
        with asking.stated(officer), django_assert_max_num_queries(2):
            found = queries.figures(officer, 830, on=TODAY)
        assert (found.asked, found.seen_in_time, found.seen_late) == (1, 1, 0)
        assert (found.changed, found.felt) == ({"UNBLOCKED": 1}, {"YES": 1})
        Case.objects.update(met_date=BY + timedelta(days=1))
        with asking.stated(officer):
            assert queries.figures(officer, 830, on=TODAY).seen_late == 1
        Case.objects.update(met_date=None)
        with asking.stated(officer):
            assert queries.figures(officer, 830, on=BY).waiting == 1
            assert queries.figures(officer, 830, on=BY + timedelta(days=1)).not_yet_late == 1
        with pytest.raises(NotAllowed):
            queries.figures(asker_of(cast.city_officer), 830, on=TODAY)
        page = client_of(cast.officer).get(reverse("desk:overview", args=["derbyshire"]))
        assert "A thing that was stuck moved on" in page.content.decode()


class TestPages:
    def test_a_navigator_works_a_family_from_the_list_to_the_end(self, asked, team, sam):
        case, client = asked(), client_of(team.nav)
        home = reverse("navigators:case", args=[case.pk])
        empty = client.get(reverse("navigators:list")).content.decode()
        assert "You have no family now" in empty
        assert home in client.get(reverse("navigators:list"), {"whose": "nobody"}).content.decode()
        client.post(reverse("navigators:take", args=[case.pk]))
        page = client.get(home).content.decode()
        assert "Be in touch for the first time" in page
        assert "Help with forms" in page
        contact = reverse("navigators:act", args=[case.pk, "contact"])
        kept = client.post(contact, {"channel": "phone", "words": "Kept words"})
        assert "Kept words" in kept.content.decode()
        day, step = {"on": str(TODAY)}, {"next_date": "2026-11-30"}
        client.post(contact, {"channel": "phone", "words": "Spoke", "next_action": "Ring school",
                              **day, **step})  # fmt: skip
        change = reverse("navigators:act", args=[case.pk, "change"])
        client.post(change, {"kind": "HELP_FOUND", "words": "A group on Mondays.", **day})
        page = client.get(home).content.decode()
        assert "Ring school" in page
        assert "A group on Mondays." in page
        end = reverse("navigators:act", args=[case.pk, "end"])
        ended = client.post(end, {"ending": "DONE", **day}, follow=True)
        assert "It has ended" in ended.content.decode()
        assert client.get(reverse("navigators:act", args=[case.pk, "none"])).status_code in (
            403,
            404,
        )

    def test_the_family_asks_reads_the_next_step_and_says_if_it_helped(
        self, team, sam, mum, act, as_service
    ):
        client, address = client_of(mum), reverse("family:navigator", args=[sam.pk])
        assert "What would help?" in client.get(address).content.decode()
        refused = client.post(address, {"wanted": " "})
        assert "Write what would help." in refused.content.decode()
        for _ in range(2):
            assert client.post(address, {"wanted": "Who do I ring?"}).status_code == 302
        (case,) = Case.objects.all()
        waiting = client.get(address).content.decode()
        assert "A navigator gets in touch by" in waiting
        assert "Did it help?" not in waiting
        where = client.get(reverse("family:where", args=[sam.pk])).content.decode()
        assert "A navigator gets in touch by" in where
        met(act, team, case, on=TODAY)
        act(team.nav, commands.say_what_changed, case.pk, kind=Change.EXPLAINED, words="You know.")
        page = client.get(address).content.decode()
        assert "Call the school" in page
        assert "How things work was made clear" in page
        assert "We spoke of the forms." not in page
        assert page_grade(page) <= 5
        assert sentence_length(text_of(page)) <= 15
        client.post(address, {"felt": "PARTLY"})
        assert Case.objects.get().felt == "PARTLY"

    def test_a_late_navigator_is_said_first(self, asked, mum, sam):
        asked(on=TODAY - timedelta(days=40))
        client = client_of(mum)
        page = client.get(reverse("family:navigator", args=[sam.pk])).content.decode()
        assert "No one has. We are sorry." in page
        where = client.get(reverse("family:where", args=[sam.pk])).content.decode()
        assert where.index("A navigator should have got in touch") < where.index(
            "What has happened"
        )

    def test_the_desk_asks_and_sees_where_it_stands(self, team, sam, cast, act, as_service):
        address = reverse("navigators:child", args=[sam.pk])
        officer, school = client_of(cast.officer), client_of(cast.senco)
        refused = officer.post(address, {"wanted": "Kept words"})
        assert "Ask the family first" in refused.content.decode()
        assert "Kept words" in refused.content.decode()
        school.post(address, {"wanted": "Forms", "family_agrees": "on"})
        assert Case.objects.get().asked_by == "SCHOOL"
        assert "To be in touch by" in officer.get(address).content.decode()


class TestReach:
    """A navigator tied to a child sees what is open to the family, and nothing else of anybody."""

    def test_strings_seen_are_those_predicted(self, planted, team, areas, as_service):
        child = Child.objects.get(pk=planted["Can"])
        case = Case.objects.create(
            area=areas.derbyshire, child=child, team=team.body, asked_date=EARLIER,
            asked_by="FAMILY", asked_name="Mum", wanted="Canwanted",
        )  # fmt: skip
        Changed.objects.create(
            area=areas.derbyshire, child=child, case=case, change_date=TODAY, kind="MONEY",
            words="Canchanged",
        )  # fmt: skip
        Tie.objects.create(
            area=areas.derbyshire, child=child, kind="SERVICE_LIST", organisation=team.body,
            from_date=STARTED,
        )  # fmt: skip
        client, seen = client_of(team.nav), set()
        own = [
            reverse("navigators:list") + "?whose=all",
            reverse("navigators:case", args=[case.pk]),
        ]
        for address in [*own, *addresses([child.pk])]:
            answer = client.get(address)
            if answer.status_code == 200 and not answer.streaming:
                text = answer.content.decode(errors="replace")
                seen |= {c for c in (*EVERY, "Canwanted", "Canchanged") if c in text}
        assert seen == {"Canopenname", "Canwanted", "Canchanged"}

    def test_every_other_persona_is_refused(self, asked, team, cast, mum):
        case = asked()
        expected = {
            team.nav: 200, team.colleague: 200, team.other: 404, cast.officer: 403,
            cast.senco: 403, cast.stranger: 404, cast.commissioner: 404, mum: 403,
        }  # fmt: skip
        page = reverse("navigators:case", args=[case.pk])
        assert {u.name: client_of(u).get(page).status_code for u in expected} == {
            u.name: status for u, status in expected.items()
        }
        assert client_of(cast.officer).get(reverse("navigators:list")).status_code == 403

    def test_a_list_of_many_costs_few_statements(self, asked, team, django_assert_max_num_queries):
        asked()
        client = client_of(team.nav)
        client.get(reverse("navigators:list"))
        with django_assert_max_num_queries(12):
            client.get(reverse("navigators:list"), {"whose": "all"})
        with django_assert_max_num_queries(12):
            client.get(reverse("navigators:case", args=[Case.objects.get().pk]))
