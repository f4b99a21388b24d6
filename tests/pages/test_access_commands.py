"""Accounts, posts and ties: made, handed on and ended, with effect on the next request."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from goldenthread.access import asking, commands, queries
from goldenthread.access.models import Post, Tie, User
from goldenthread.access.rules import NotAllowed, NotFound, Permission, Role, TieKind
from goldenthread.audit.models import AuditRow
from goldenthread.people import queries as people

from .conftest import NOW, STARTED, TODAY, child, person


def show_child(request: HttpRequest, child_id: int) -> HttpResponse:
    got = people.get_child(child_id, by=request.asker, to=Permission.CHILD_VIEW, on=TODAY)
    return HttpResponse(got.surname)


def without_nonce(page: bytes) -> bytes:
    """Take out what differs between any two answers: the nonce of the content policy."""
    return re.sub(rb'nonce="[^"]*"', b"", page)


urlpatterns = [path("child/<int:child_id>", show_child, name="show")]


@pytest.fixture
def administrator(cast, asker_of):
    """The county's account administrator, who sees no child."""
    return asker_of(cast.administrator)


@pytest.fixture
def newcomer(db):
    return User.objects.create_user(email="a.new@example.invalid", name="Alex New")


def post_of(user: User) -> Post:
    return Post.objects.get(user=user)


class TestOpenAccount:
    def test_makes_one_persons_account_with_no_password(self, administrator):
        with asking.stated(administrator):
            made = commands.open_account(
                name="Alex New", email=" A.New@Example.invalid", by=administrator
            )
        assert (made.email, made.has_usable_password()) == ("a.new@example.invalid", False)

    @pytest.mark.parametrize(
        ("name", "email"),
        [
            ("SENCO", "a.new@example.invalid"),
            ("Alex New", "office@example.invalid"),
            ("Alex New", "send-team@example.invalid"),
            ("Alex New", "senco2@example.invalid"),
            ("Alex New", "OFFICER@example.invalid"),  # somebody's already
        ],
    )
    def test_refuses_what_reads_like_a_shared_account(self, administrator, name, email):
        with pytest.raises(commands.SharedAccount), asking.stated(administrator):
            commands.open_account(name=name, email=email, by=administrator)

    def test_is_for_account_administrators(self, cast, asker_of):
        by = asker_of(cast.officer)
        with pytest.raises(NotAllowed), asking.stated(by):
            commands.open_account(name="Alex New", email="a.new@example.invalid", by=by)


class TestAppoint:
    def test_gives_the_posts_reach_from_its_first_day(
        self, administrator, newcomer, bodies, sam, asker_of
    ):
        with asking.stated(administrator):
            commands.appoint(
                user=newcomer,
                organisation=bodies.county,
                role=Role.EHC_OFFICER,
                from_date=TODAY + timedelta(days=1),
                by=administrator,
            )
        assert queries.asker(newcomer, NOW).areas == frozenset()
        assert queries.asker(newcomer, NOW + timedelta(days=1)).areas == {830}

    @pytest.mark.parametrize(
        ("body", "role", "problem"),
        [
            ("school", Role.SENCO, NotAllowed),  # a school names its own staff
            ("city", Role.EHC_OFFICER, NotAllowed),
            ("county", Role.SENCO, commands.WrongPost),
            ("county", Role.DCO, commands.WrongPost),
        ],
    )
    def test_is_refused_elsewhere_or_in_the_wrong_kind_of_body(
        self, administrator, newcomer, bodies, body, role, problem
    ):
        with pytest.raises(problem), asking.stated(administrator):
            commands.appoint(
                user=newcomer,
                organisation=getattr(bodies, body),
                role=role,
                from_date=TODAY,
                by=administrator,
            )

    def test_nobody_appoints_themselves(self, cast, administrator, bodies):
        with pytest.raises(NotAllowed), asking.stated(administrator):
            commands.appoint(
                user=cast.administrator,
                organisation=bodies.county,
                role=Role.EHC_OFFICER,
                from_date=TODAY,
                by=administrator,
            )

    def test_the_same_post_is_not_held_twice_on_a_day(self, cast, administrator, bodies):
        with pytest.raises(commands.WrongPost, match="already"), asking.stated(administrator):
            commands.appoint(
                user=cast.officer,
                organisation=bodies.county,
                role=Role.EHC_OFFICER,
                from_date=TODAY,
                by=administrator,
            )

    @pytest.mark.parametrize("who", ["officer", "manager", "privacy_officer", "stranger"])
    def test_is_for_account_administrators(self, cast, asker_of, newcomer, bodies, who):
        by = asker_of(getattr(cast, who))
        with pytest.raises(NotAllowed), asking.stated(by):
            commands.appoint(
                user=newcomer,
                organisation=bodies.county,
                role=Role.EHC_OFFICER,
                from_date=TODAY,
                by=by,
            )


class TestEndPost:
    def test_closes_its_ties_though_the_administrator_sees_no_child(
        self, cast, administrator, sam, as_service
    ):
        with asking.stated(administrator):
            assert Tie.objects.count() == 0
            closed = commands.end_post(post=post_of(cast.psychologist), on=TODAY, by=administrator)
        asking.state(as_service)
        assert closed == 1
        assert Tie.objects.get(kind=TieKind.ADVISER).to_date == TODAY
        assert queries.asker(cast.psychologist, NOW).children == {sam.pk}
        assert queries.asker(cast.psychologist, NOW + timedelta(days=1)).children == frozenset()
        purposes = AuditRow.objects.filter(child_id=sam.pk).values_list("purpose", flat=True)
        assert "tie-ended" in set(purposes)

    def test_keeps_the_history_of_what_it_closed(self, cast, administrator, sam, as_service):
        with asking.stated(administrator):
            commands.end_post(post=post_of(cast.psychologist), on=TODAY, by=administrator)
        asking.state(as_service)
        tie = Tie.objects.get(kind=TieKind.ADVISER)
        assert [event.to_date for event in tie.events.order_by("pgh_id")] == [None, TODAY]

    def test_can_take_access_away_at_once(self, cast, administrator, sam):
        with asking.stated(administrator):
            commands.end_post(post=post_of(cast.officer), on=TODAY, by=administrator, at=NOW)
        assert queries.asker(cast.officer, NOW - timedelta(minutes=1)).areas == {830}
        assert queries.asker(cast.officer, NOW).areas == frozenset()

    def test_an_administrator_of_another_body_may_not(self, cast, bodies, asker_of):
        city = person("CityAdministrator", Role.ADMINISTRATOR, bodies.city)
        by = asker_of(city)
        with pytest.raises(NotAllowed), asking.stated(by):
            commands.end_post(post=post_of(cast.officer), on=TODAY, by=by)

    def test_cannot_end_before_it_began(self, cast, administrator):
        with pytest.raises(commands.WrongPost), asking.stated(administrator):
            commands.end_post(
                post=post_of(cast.officer), on=STARTED - timedelta(days=1), by=administrator
            )

    def test_closing_an_account_ends_every_post_and_all_reach(self, cast, administrator, sam):
        with asking.stated(administrator):
            commands.close_account(user=cast.psychologist, by=administrator, at=NOW)
        cast.psychologist.refresh_from_db()
        assert post_of(cast.psychologist).ends_at == NOW
        assert queries.asker(cast.psychologist, NOW).children == frozenset()


class TestNextRequest:
    """Rule 10: revoked in the middle of a crawl, nothing more is served."""

    def test_a_leaver_sees_nothing_on_the_very_next_request(
        self, cast, administrator, sam, as_service, client, settings
    ):
        settings.ROOT_URLCONF = __name__
        client.force_login(cast.psychologist, backend="django.contrib.auth.backends.ModelBackend")
        before = [client.get(f"/child/{sam.pk}").status_code for _ in range(3)]
        with asking.stated(administrator):
            moment = NOW - timedelta(days=30)
            commands.end_post(
                post=post_of(cast.psychologist), on=moment.date(), by=administrator, at=moment
            )
        after = [client.get(f"/child/{sam.pk}") for _ in range(5)]
        assert before == [200, 200, 200]
        assert {answer.status_code for answer in after} == {404}
        assert not any(b"Invented" in answer.content for answer in after)

    def test_a_stranger_reads_the_same_page_for_a_child_and_for_none(
        self, cast, sam, client, settings, as_service
    ):
        settings.ROOT_URLCONF = __name__
        client.force_login(cast.stranger, backend="django.contrib.auth.backends.ModelBackend")
        real, none = client.get(f"/child/{sam.pk}"), client.get("/child/999999")
        assert real.status_code == none.status_code == 404
        assert without_nonce(real.content) == without_nonce(none.content)
        asking.state(as_service)
        refused = AuditRow.objects.filter(child_id=sam.pk, action="refused")
        assert refused.get().outcome == "not-found"


class TestTies:
    def make(self, by, sam, kind, holder, **days):
        with asking.stated(by):
            return commands.tie(
                child=people.state_of(sam, TODAY),
                kind=kind,
                holder=holder,
                from_date=days.pop("from_date", TODAY),
                by=by,
                **days,
            )

    def test_opens_a_record_to_the_post_and_is_audited(self, cast, bodies, sam, asker_of):
        social = person("Social", Role.SOCIAL_WORKER, bodies.county)
        by = asker_of(cast.officer)
        with pytest.raises(NotFound):
            people.get_child(sam.pk, by=asker_of(social), to=Permission.CHILD_VIEW, on=TODAY)
        self.make(by, sam, TieKind.ADVISER, post_of(social))
        with asking.stated(asker_of(social)):
            people.get_child(sam.pk, by=asker_of(social), to=Permission.CHILD_VIEW, on=TODAY)
        asking.state(asking.service("test", [830]))
        row = AuditRow.objects.get(purpose="tie-made")
        assert (row.user_id, row.child_id, row.action) == (by.user_id, sam.pk, "write")

    @pytest.mark.parametrize(
        ("kind", "holder"),
        [
            (TieKind.SCHOOL_PLACE, "psychologist"),
            (TieKind.CASELOAD, "school"),
            (TieKind.PARENT, "psychologist"),
            (TieKind.SCHOOL_PLACE, "county"),
            (TieKind.ADVISER, "administrator"),
            (TieKind.BROKEN_GLASS, "psychologist"),
        ],
    )
    def test_is_refused_to_a_holder_who_cannot_have_it(
        self, cast, bodies, sam, asker_of, kind, holder
    ):
        by = asker_of(cast.officer)
        chosen = getattr(bodies, holder, None) or post_of(getattr(cast, holder))
        with pytest.raises(commands.WrongTie):
            self.make(by, sam, kind, chosen)

    @pytest.mark.parametrize(
        ("who", "problem"),
        [("city_officer", NotFound), ("administrator", NotFound), ("dco", NotAllowed)],
    )
    def test_is_refused_to_those_who_may_not_change_the_case(
        self, cast, bodies, sam, asker_of, who, problem
    ):
        by = asker_of(getattr(cast, who))
        with pytest.raises(problem):
            self.make(by, sam, TieKind.ADVISER, post_of(cast.psychologist))

    def test_ended_is_ended_the_day_after(self, cast, sam, asker_of):
        by, tie = asker_of(cast.officer), Tie.objects.get(kind=TieKind.SCHOOL_PLACE)
        with asking.stated(by):
            commands.end_tie(child=people.state_of(sam, TODAY), tie_id=tie.pk, on=TODAY, by=by)
        assert queries.asker(cast.senco, NOW).children == {sam.pk}
        assert queries.asker(cast.senco, NOW + timedelta(days=1)).children == frozenset()

    def test_another_childs_tie_cannot_be_ended_through_this_one(self, cast, areas, sam, asker_of):
        other = child(areas.derbyshire, "D-2", "Other", "Invented")
        by, tie = asker_of(cast.officer), Tie.objects.get(kind=TieKind.SCHOOL_PLACE)
        with pytest.raises(commands.WrongTie), asking.stated(by):
            commands.end_tie(child=people.state_of(other, TODAY), tie_id=tie.pk, on=TODAY, by=by)

    @pytest.mark.parametrize("days", [{"from_date": TODAY, "to_date": TODAY - timedelta(days=1)}])
    def test_days_out_of_order_are_refused(self, cast, sam, asker_of, days):
        by = asker_of(cast.officer)
        with pytest.raises(commands.WrongTie):
            self.make(by, sam, TieKind.ADVISER, post_of(cast.psychologist), **days)


class TestMoveTies:
    def test_hands_the_caseload_on_with_no_night_between(
        self, cast, bodies, sam, administrator, as_service
    ):
        successor = person("Successor", Role.PSYCHOLOGIST, bodies.county)
        leaving = date(2026, 11, 30)
        with asking.stated(administrator):
            moved = commands.move_ties(
                from_post=post_of(cast.psychologist),
                to_post=post_of(successor),
                on=leaving,
                by=administrator,
            )
            again = commands.move_ties(
                from_post=post_of(cast.psychologist),
                to_post=post_of(successor),
                on=leaving,
                by=administrator,
            )
        asking.state(as_service)
        ties = Tie.objects.filter(kind=TieKind.ADVISER).order_by("pk")
        assert [(t.post.user.name, t.from_date, t.to_date) for t in ties] == [
            ("Psychologist", STARTED, leaving),
            ("Successor", leaving, None),
        ]
        assert (moved, again) == (1, 1)
        assert queries.open_ties(post_of(successor), on=leaving) == [ties[1]]

    @pytest.mark.parametrize("to", ["dco", "administrator", "psychologist"])
    def test_refuses_another_body_a_post_that_sees_no_child_and_oneself(
        self, cast, sam, administrator, to
    ):
        with pytest.raises(commands.WrongTie), asking.stated(administrator):
            commands.move_ties(
                from_post=post_of(cast.psychologist),
                to_post=post_of(getattr(cast, to)),
                on=TODAY,
                by=administrator,
            )

    def test_refuses_a_successor_who_has_gone(self, cast, bodies, sam, administrator):
        gone = person("Gone", Role.PSYCHOLOGIST, bodies.county)
        Post.objects.filter(user=gone).update(to_date=TODAY - timedelta(days=1))
        with pytest.raises(commands.WrongTie), asking.stated(administrator):
            commands.move_ties(
                from_post=post_of(cast.psychologist),
                to_post=post_of(gone),
                on=TODAY,
                by=administrator,
            )

    def test_is_not_for_somebody_outside_that_body(self, cast, bodies, sam, asker_of):
        successor = person("Successor", Role.PSYCHOLOGIST, bodies.county)
        by = asker_of(cast.city_officer)
        with pytest.raises(NotAllowed), asking.stated(by):
            commands.move_ties(
                from_post=post_of(cast.psychologist),
                to_post=post_of(successor),
                on=TODAY,
                by=by,
            )
