"""A manager's team: caseloads and leave counted, cases moved whole, nothing left with the away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.access.commands import WrongPost, record_absence
from goldenthread.access.models import Absence, Post, Tie
from goldenthread.access.queries import caseworkers
from goldenthread.access.rules import NotAllowed, Role
from goldenthread.desk import worklist
from goldenthread.desk.moving import CaseName, WrongMove, move_cases, read_case
from goldenthread.law.events import EventKind as K
from goldenthread.timeline.commands import record
from goldenthread.timeline.models import Clock, Event
from goldenthread.timeline.queries import caseloads

from .conftest import NOW, TODAY, child, person

DAY = timedelta(days=1)


@pytest.fixture
def other(cast, bodies):
    return person("Other", Role.EHC_OFFICER, bodies.county)


@pytest.fixture
def manager(cast, asker_of):
    return asker_of(cast.manager)


def post_of(user) -> int:
    return Post.objects.get(user=user).pk


def given(sam, number: int, by, to=None, *, received=TODAY - 30 * DAY) -> CaseName:
    """Open a case's clocks, and give it to somebody."""
    kinds = [(K.REQUEST_RECEIVED, {})]
    if to:
        kinds.append((K.CASE_ALLOCATED, {"post": post_of(to)}))
    for kind, facts in kinds:
        record(
            kind, area_id=sam.area_id, child_id=sam.pk, case_type="assessment", case_id=number,
            on=received, by=by, at=NOW, facts=facts,
        )  # fmt: skip
    return CaseName(sam.area_id, "assessment", number)


def holder(case: CaseName) -> int | None:
    rows = Clock.objects.filter(
        case_type=case.type, case_id=case.id, known_to=None, stopped=None, about=""
    )
    (post,) = set(rows.values_list("owner_post_id", flat=True))
    return post


@pytest.fixture
def held(sam, cast, as_service):
    return given(sam, 501, as_service, cast.officer)


class TestCounting:
    def test_each_officers_cases_lateness_and_what_falls_due_while_away(
        self, held, sam, cast, other, manager, as_service, areas
    ):
        given(sam, 502, as_service, cast.officer, received=TODAY - 60 * DAY)  # decision late
        given(sam, 503, as_service)
        due = TODAY + 12 * DAY  # six weeks after thirty days ago
        posts = [post_of(cast.officer), post_of(other)]
        found = caseloads(posts, leave={posts[0]: (due, due + DAY)}, by=manager, on=TODAY)
        mine = found[posts[0]]
        assert (mine.cases, mine.late, mine.due_soon, mine.due_away) == (2, 1, 1, 1)
        assert found[None].cases == 1
        assert posts[1] not in found

    def test_those_who_allocate_nobodys_work_count_nothing(self, cast, asker_of):
        with pytest.raises(NotAllowed):
            caseloads([], leave={}, by=asker_of(cast.officer), on=TODAY)
        with pytest.raises(NotAllowed):
            caseworkers(asker_of(cast.officer), on=TODAY)

    def test_the_team_is_those_who_do_casework_with_the_nearest_leave(
        self, cast, other, manager, as_service
    ):
        post = Post.objects.get(user=other)
        for ahead in (40, 3):
            first = TODAY + ahead * DAY
            record_absence(post=post, from_date=first, to_date=first + DAY, by=manager)
        team = {each.name: each for each in caseworkers(manager, on=TODAY)}
        assert set(team) == {"Officer", "Manager", "Other"}
        assert team["Other"].away_from == TODAY + 3 * DAY
        assert not team["Other"].is_away(TODAY)


class TestMoving:
    def test_moves_the_promises_and_the_tie_and_writes_who_did(
        self, held, sam, cast, other, manager
    ):
        Tie.objects.create(
            area=sam.area, child=sam, kind="CASELOAD", post_id=post_of(cast.officer),
            from_date=TODAY - 30 * DAY,
        )  # fmt: skip
        assert move_cases([held], to_post=post_of(other), by=manager, at=NOW) == (1, 0)
        assert holder(held) == post_of(other)
        ties = Tie.objects.filter(child=sam, kind="CASELOAD", to_date=None)
        assert [each.post_id for each in ties] == [post_of(other)]
        assert Event.objects.filter(kind=K.CASE_ALLOCATED, recorded_by_id=manager.user_id).exists()

    def test_twice_moves_once(self, held, other, manager):
        for _ in range(2):
            move_cases([held, held], to_post=post_of(other), by=manager, at=NOW)
        assert Event.objects.filter(kind=K.CASE_ALLOCATED).count() == 2  # given, then moved

    def test_a_tie_stays_while_another_case_of_the_child_is_held(
        self, held, sam, cast, other, manager, as_service
    ):
        given(sam, 502, as_service, cast.officer)
        Tie.objects.create(
            area=sam.area, child=sam, kind="CASELOAD", post_id=post_of(cast.officer),
            from_date=TODAY - 30 * DAY,
        )  # fmt: skip
        move_cases([held], to_post=post_of(other), by=manager, at=NOW)
        assert Tie.objects.filter(child=sam, kind="CASELOAD", to_date=None).count() == 2

    def test_nothing_goes_to_somebody_away(self, held, other, manager):
        post = Post.objects.get(user=other)
        record_absence(post=post, from_date=TODAY, to_date=TODAY + 9 * DAY, by=manager)
        with pytest.raises(WrongMove, match="Other is away until 1 December 2026"):
            move_cases([held], to_post=post.pk, by=manager, at=NOW)

    @pytest.mark.parametrize(
        ("cases", "says"),
        [((), "at least one"), ([CaseName(830, "x", n) for n in range(201)], "200")],
    )
    def test_none_or_too_many_is_refused(self, other, manager, cases, says):
        with pytest.raises(WrongMove, match=says):
            move_cases(list(cases), to_post=post_of(other), by=manager, at=NOW)

    def test_only_to_the_team_and_only_by_who_allocates(self, held, cast, manager, asker_of):
        with pytest.raises(WrongMove, match="of the team"):
            move_cases([held], to_post=post_of(cast.senco), by=manager, at=NOW)
        with pytest.raises(NotAllowed), transaction.atomic():
            move_cases([held], to_post=post_of(cast.manager), by=asker_of(cast.officer), at=NOW)

    def test_a_case_of_another_area_or_of_none_stays(
        self, held, other, manager, areas, as_service, cast
    ):
        away = child(areas.derby, "D-9", "Kit", "Elsewhere")
        elsewhere = given(away, 900, as_service, cast.city_officer)
        none = CaseName(830, "assessment", 999_999)
        assert move_cases([elsewhere, none], to_post=post_of(other), by=manager, at=NOW) == (0, 2)
        assert holder(elsewhere) == post_of(cast.city_officer)


def test_a_sealed_childs_case_is_moved_by_its_named_holders_only(held, sam, other, manager):
    sam.sealed = True
    sam.save()
    assert move_cases([held], to_post=post_of(other), by=manager, at=NOW) == (0, 1)


@pytest.mark.parametrize("code", ["", "830.assessment", "x.y.z", "830..1"])
def test_what_names_no_case_is_none(code):
    assert read_case(code) is None


def test_a_case_is_read_as_it_was_written():
    case = CaseName(830, "social-care", 7)
    assert read_case(case.code) == case


class TestPages:
    @pytest.fixture
    def client(self, cast):
        made = Client()
        made.force_login(cast.manager, backend="django.contrib.auth.backends.ModelBackend")
        return made

    def words(self, answer) -> str:
        return " ".join(answer.content.decode().split())

    def test_show_who_holds_what_and_lead_to_each(self, client, held, cast, other):
        shown = self.words(client.get(reverse("desk:team-work")))
        for name in ("Officer", "Other", "Manager"):
            assert name in shown
        assert reverse("desk:caseload", args=[post_of(cast.officer)]) in shown

    def test_move_what_is_chosen_and_say_how_many(self, client, held, cast, other):
        address = reverse("desk:caseload", args=[post_of(cast.officer)])
        assert "Decision whether to assess" in self.words(client.get(address))
        sent = {"act": "move", "case": [held.code], "to": post_of(other)}
        assert "1 moved." in self.words(client.post(address, sent, follow=True))
        assert "1 stayed" in self.words(client.post(address, sent, follow=True))
        assert holder(held) == post_of(other)

    @pytest.mark.parametrize(
        ("sent", "says"),
        [({"case": []}, "Select at least one case"), ({"to": ""}, "Choose who gets the cases")],
    )
    def test_say_what_is_missing_and_keep_what_was_chosen(
        self, client, held, cast, other, sent, says
    ):
        address = reverse("desk:caseload", args=[post_of(cast.officer)])
        given = {"act": "move", "case": [held.code], "to": post_of(other), **sent}
        shown = self.words(client.post(address, given))
        assert says in shown
        assert (" checked" in shown) == bool(given["case"])

    def test_record_leave_and_mark_what_falls_due_meanwhile(self, client, held, cast):
        address = reverse("desk:caseload", args=[post_of(cast.officer)])
        due = TODAY + 12 * DAY
        wrong = {"act": "leave", "from_date": due.isoformat(), "to_date": TODAY.isoformat()}
        assert "comes before the first" in self.words(client.post(address, wrong))
        right = {**wrong, "to_date": (due + DAY).isoformat()}
        shown = self.words(client.post(address, right, follow=True))
        assert "while away" in shown
        assert Absence.objects.count() == 1
        team = self.words(client.get(reverse("desk:team-work")))
        assert "Falls due while somebody is away" in team
        assert "1 promise falls due" in team

    def test_who_covers_has_the_work_on_those_days_and_it_goes_back_after(
        self, client, held, cast, other, asker_of
    ):
        address = reverse("desk:caseload", args=[post_of(cast.officer)])
        leave = {
            "act": "leave",
            "from_date": TODAY.isoformat(),
            "to_date": (TODAY + DAY).isoformat(),
            "cover": str(post_of(other)),
        }
        shown = self.words(client.post(address, leave, follow=True))
        assert "Other covers" in shown
        assert "Falls due while" not in self.words(client.get(reverse("desk:team-work")))
        covers = asker_of(other)
        for on, there in ((TODAY - DAY, False), (TODAY, True), (TODAY + 2 * DAY, False)):
            page = worklist.page(covers, QueryDict("owner=me"), on)
            assert bool(page["rows"]) is there, on
            assert [each.name for each in page["covered"]] == ["Officer"] * there
        own = worklist.page(asker_of(cast.officer), QueryDict("owner=me"), TODAY)
        assert own["rows"]
        assert not Event.objects.filter(kind=K.CASE_ALLOCATED, facts__post=post_of(other)).exists()

    @pytest.mark.parametrize(("who", "says"), [("dco", "same body"), ("away", "away on some")])
    def test_somebody_who_cannot_cover_is_refused(
        self, cast, other, manager, as_service, who, says
    ):
        posts = {name: Post.objects.get(user=one) for name, one in
                 (("dco", cast.dco), ("away", other), ("officer", cast.officer))}  # fmt: skip
        with asking.stated(manager):
            record_absence(post=posts["away"], from_date=TODAY, to_date=TODAY, by=manager)
            with pytest.raises(WrongPost, match=says):
                record_absence(
                    post=posts["officer"],
                    cover=posts[who],
                    from_date=TODAY,
                    to_date=TODAY + DAY,
                    by=manager,
                )

    def test_nobodys_cases_and_no_such_officer(self, client, sam, as_service, bodies, cast):
        given(sam, 503, as_service)
        nobody = reverse("desk:caseload", args=["nobody"])
        assert "Sam" in self.words(client.get(nobody))
        assert client.get(reverse("desk:caseload", args=[999_999])).status_code == 404

    @pytest.mark.parametrize("whose", ["team", "one"])
    def test_ask_the_database_twelve_times_at_most(
        self, client, held, cast, whose, django_assert_max_num_queries
    ):
        address = reverse("desk:team-work")
        if whose == "one":
            address = reverse("desk:caseload", args=[post_of(cast.officer)])
        client.get(address)
        with django_assert_max_num_queries(12):
            client.get(address)
