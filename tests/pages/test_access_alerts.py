"""The watch for odd access, and who looked (trust rules 36 and 38)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone

from goldenthread.access import alerts, asking, commands, queries, tasks
from goldenthread.access.models import Alert, Post
from goldenthread.access.rules import NotFound, Permission, Role
from goldenthread.audit import queries as audit_queries
from goldenthread.audit.models import AuditRow
from goldenthread.people import queries as people

from .conftest import NOW, TODAY, child, person

BACKEND = "django.contrib.auth.backends.ModelBackend"


def show_child(request: HttpRequest, child_id: int) -> HttpResponse:
    got = people.get_child(child_id, by=request.asker, to=Permission.CHILD_VIEW, on=TODAY)
    return HttpResponse(got.surname)


urlpatterns = [path("child/<int:child_id>", show_child, name="show")]


def looked(user, children, *, at=NOW, outcome="allowed", action="read"):
    """Put rows in the trail as if somebody had opened these children just before a moment."""
    post = Post.objects.filter(user=user).first()
    AuditRow.objects.bulk_create(
        AuditRow(
            at=at - timedelta(seconds=30),
            user_id=user.pk,
            post_id=post.pk if post else None,
            area_id=each.area_id,
            child_id=each.pk,
            action=action,
            outcome=outcome,
        )
        for each in children
    )


@pytest.fixture
def many(as_service, areas, cast):
    return [child(areas.derbyshire, f"M-{n}", "Some", f"Invented{n}") for n in range(35)]


@pytest.fixture
def raised(as_service):
    """Scan at the tests' moment, and say what was raised about whom."""

    def scan(at=NOW):
        found = {(a.kind, a.user_id, a.area_id) for a in alerts.scan(at)}
        asking.state(as_service)
        return found

    return scan


class TestSnooper:
    def test_a_scripted_snooper_is_alerted_within_the_first_minutes_watch(
        self, cast, many, client, settings, raised, asker_of
    ):
        settings.ROOT_URLCONF = __name__
        client.force_login(cast.officer, backend=BACKEND)
        for each in many:
            assert client.get(f"/child/{each.pk}").status_code == 200
        found = raised(timezone.now() + timedelta(minutes=1))
        assert ("MANY_CHILDREN", cast.officer.pk, 830) in found
        by = asker_of(cast.privacy_officer)
        asking.state(by)
        assert "MANY_CHILDREN" in {alert.kind for alert in queries.alerts_for(by=by)}

    def test_a_stranger_trying_numbers_is_alerted_though_they_hold_no_post(
        self, cast, many, client, settings, raised
    ):
        settings.ROOT_URLCONF = __name__
        client.force_login(cast.stranger, backend=BACKEND)
        for each in many[:5]:
            assert client.get(f"/child/{each.pk}").status_code == 404
        found = raised(timezone.now() + timedelta(minutes=1))
        assert ("STRANGERS_TRIED", cast.stranger.pk, 830) in found

    def test_guessing_where_there_is_no_child_is_every_privacy_officers_to_see(
        self, cast, many, client, settings, raised, asker_of
    ):
        settings.ROOT_URLCONF = __name__
        client.force_login(cast.stranger, backend=BACKEND)
        for number in range(900_000, 900_005):
            assert client.get(f"/child/{number}").status_code == 404
        raised(timezone.now() + timedelta(minutes=1))
        by = asker_of(cast.privacy_officer)
        asking.state(by)
        assert {a.kind for a in queries.alerts_for(by=by)} == {"STRANGERS_TRIED"}

    def test_the_watch_runs_every_minute(self):
        crons = {
            periodic.cron
            for periodic in tasks.app.periodic_registry.periodic_tasks.values()
            if periodic.task.name.endswith("watch_for_odd_access")
        }
        assert crons == {"* * * * *"}


class TestScan:
    def test_says_nothing_of_an_ordinary_morning(self, cast, many, raised):
        monday = NOW + timedelta(days=1)
        looked(cast.officer, many[:30], at=monday)
        assert raised(monday) == set()

    def test_raises_the_same_thing_once_an_hour(self, cast, many, raised):
        monday = NOW + timedelta(days=1)
        looked(cast.officer, many, at=monday)
        assert raised(monday) == {("MANY_CHILDREN", cast.officer.pk, 830)}
        assert raised(monday + timedelta(minutes=1)) == set()
        later = monday + timedelta(minutes=61)
        looked(cast.officer, many, at=later)
        assert raised(later) == {("MANY_CHILDREN", cast.officer.pk, 830)}

    def test_notices_a_child_of_ones_own_surname(self, cast, bodies, areas, many, raised):
        officer = person("Jo Kinsworth", Role.EHC_OFFICER, bodies.county)
        cousin = child(areas.derbyshire, "K-1", "Sam", "KINSWORTH")
        looked(officer, [cousin])
        assert raised() == {("OWN_SURNAME", officer.pk, 830)}
        assert Alert.objects.get().child_id == cousin.pk

    def test_a_parent_of_the_same_name_is_not_odd(self, cast, areas, many, raised):
        parent = person("Jo Kinsworth")
        looked(parent, [child(areas.derbyshire, "K-1", "Sam", "Kinsworth")])
        assert raised() == set()

    def test_notices_bulk_on_a_sunday(self, cast, many, raised):
        looked(cast.officer, many[:11])
        assert raised() == {("OUT_OF_HOURS", cast.officer.pk, 830)}

    def test_forgets_what_is_older_than_the_window(self, cast, many, raised):
        looked(cast.officer, many)
        assert raised(NOW + timedelta(minutes=11)) == set()

    def test_tells_the_privacy_officer_of_that_area_only(
        self, cast, bodies, many, raised, asker_of
    ):
        elsewhere = person("CityPrivacy", Role.PRIVACY_OFFICER, bodies.city)
        looked(cast.officer, many)
        raised()
        seen = {}
        for who in (cast.privacy_officer, elsewhere, cast.officer):
            by = asker_of(who)
            asking.state(by)
            seen[who.name] = len(queries.alerts_for(by=by))
        assert seen == {"PrivacyOfficer": 2, "CityPrivacy": 0, "Officer": 0}


class TestWhoLooked:
    def looks(self, user, sam, asker_of, page=1):
        by = asker_of(user)
        with asking.stated(by):
            return queries.who_looked(people.state_of(sam, TODAY), by=by, page=page)

    def test_names_the_body_the_post_and_the_person(self, cast, sam, asker_of, many):
        looked(cast.psychologist, [sam])
        found = self.looks(cast.officer, sam, asker_of)
        row = found.rows[-1]
        assert (row.organisation, row.post, row.person, row.action) == (
            "Derbyshire County Council",
            "Educational psychologist",
            "Psychologist",
            "read",
        )

    def test_shows_a_strangers_try(self, cast, sam, client, settings, asker_of):
        settings.ROOT_URLCONF = __name__
        client.force_login(cast.city_officer, backend=BACKEND)
        client.get(f"/child/{sam.pk}")
        row = self.looks(cast.officer, sam, asker_of).rows[0]
        assert (row.organisation, row.person, row.outcome) == (
            "Derby City Council",
            "CityOfficer",
            "not-found",
        )

    def test_takes_the_same_number_of_queries_for_one_row_and_for_fifty(self, cast, sam, asker_of):
        by = asker_of(cast.officer)
        counts = []
        for _ in range(2):
            looked(cast.officer, [sam] * 30)
            looked(cast.dco, [sam] * 30)
            with (
                asking.stated(by),
                CaptureQueriesContext(
                    connection,
                ) as captured,
            ):
                queries.who_looked(people.state_of(sam, TODAY), by=by)
            counts.append(len(captured))
        assert counts[0] == counts[1] <= 6

    def test_is_paged_the_newest_first(self, cast, sam, asker_of, as_service):
        looked(cast.officer, [sam] * 60, at=NOW - timedelta(days=1))
        looked(cast.dco, [sam])
        first, last = (self.looks(cast.officer, sam, asker_of, page=n) for n in (1, 99))
        assert (first.pages, first.total, len(first.rows), last.page) == (2, 61, 50, 2)
        assert first.rows[0].person == "Dco"

    def test_is_not_for_those_without_the_right_or_the_child(self, cast, sam, asker_of):
        with pytest.raises(NotFound):
            self.looks(cast.city_officer, sam, asker_of)

    def test_a_look_held_back_for_safety_leaves_the_familys_page(
        self, cast, sam, asker_of, as_service
    ):
        looked(cast.officer, [sam])
        looked(cast.dco, [sam])
        held = AuditRow.objects.filter(child_id=sam.pk, user_id=cast.dco.pk).latest("pk")
        by = asker_of(cast.privacy_officer)
        with asking.stated(by):
            commands.hold_look_back(
                child=people.state_of(sam, TODAY),
                row_id=held.pk,
                reason="An inquiry is under way.",
                review_date=date(2026, 12, 31),
                by=by,
                at=NOW,
            )
        asking.state(as_service)
        family = audit_queries.looks(sam.pk, family=True)
        assert held.pk not in {row.id for row in family.rows}
        assert len(family.rows) >= 1
        staff = self.looks(cast.officer, sam, asker_of)
        assert [row.person for row in staff.rows if row.held_back] == ["Dco"]

    def test_holding_back_is_the_privacy_officers(self, cast, sam, asker_of):
        by = asker_of(cast.manager)
        with pytest.raises(NotFound), asking.stated(by):
            commands.hold_look_back(
                child=people.state_of(sam, TODAY),
                row_id=1,
                reason="To hide it.",
                review_date=date(2026, 12, 31),
                by=by,
                at=NOW,
            )
