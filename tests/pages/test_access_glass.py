"""Emergency access: who may, to whom, for how long, who is told and who reviews (rule 37)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, connection, transaction

from goldenthread.access import alerts, asking, commands, queries
from goldenthread.access.models import Alert, BrokenGlass, Post, Tie
from goldenthread.access.rules import (
    ROLES,
    GlassReason,
    NotAllowed,
    NotFound,
    Permission,
    Role,
    TieKind,
)
from goldenthread.audit.models import AuditRow
from goldenthread.audit.rules import FieldClass
from goldenthread.people import queries as people

from .conftest import NOW, TODAY, child, person

REASON = "Found alone at the station tonight."


@pytest.fixture
def city_manager(bodies, cast):
    """A manager of the other area, who reaches no child of this one."""
    return person("CityManager", Role.EHC_MANAGER, bodies.city)


@pytest.fixture
def glass(city_manager, sam, asker_of, as_service):
    """Emergency access to Sam, opened by the other area's manager."""
    opened = smash(asker_of(city_manager), sam.pk)
    asking.state(as_service)
    return BrokenGlass.objects.get(child_id=opened.child_id)


def smash(by, child_id, reason=REASON, at=NOW):
    with asking.stated(by):
        return commands.break_glass(
            child_id=child_id,
            reason_type=GlassReason.SAFEGUARDING,
            reason=reason,
            by=by,
            at=at,
        )


def view(user, child_id, at, to=Permission.CHILD_VIEW):
    by = queries.asker(user, at)
    with asking.stated(by):
        return people.get_child(child_id, by=by, to=to, on=at.date())


class TestBreakGlass:
    def test_opens_that_child_only_to_read_for_an_hour(self, city_manager, sam, areas, asker_of):
        other = child(areas.derbyshire, "D-2", "Other", "Invented")
        with pytest.raises(NotFound):
            view(city_manager, sam.pk, NOW)
        opened = smash(asker_of(city_manager), sam.pk)
        minutes = timedelta(minutes=1)
        assert view(city_manager, sam.pk, NOW + 59 * minutes).pk == sam.pk
        assert opened.ends_at == NOW + timedelta(minutes=60)
        with pytest.raises(NotFound):
            view(city_manager, sam.pk, NOW + 60 * minutes)
        with pytest.raises(NotFound):
            view(city_manager, other.pk, NOW + minutes)
        with pytest.raises(NotAllowed):
            view(city_manager, sam.pk, NOW + minutes, to=Permission.CASE_CHANGE)

    def test_lasts_past_midnight(self, city_manager, sam):
        late = datetime(2026, 11, 22, 23, 40, tzinfo=ZoneInfo("Europe/London"))
        smash(queries.asker(city_manager, late), sam.pk, at=late)
        assert view(city_manager, sam.pk, late + timedelta(minutes=50)).pk == sam.pk

    def test_is_said_on_every_page_while_it_lasts(self, city_manager, sam, asker_of):
        smash(asker_of(city_manager), sam.pk)
        by = asker_of(city_manager)
        asking.state(by)
        assert [g.child_id for g in queries.open_glass(by=by, at=NOW)] == [sam.pk]
        assert queries.open_glass(by=by, at=NOW + timedelta(hours=1)) == []

    def test_is_audited_with_its_kind_of_reason_and_none_of_its_words(
        self, city_manager, sam, asker_of, as_service
    ):
        smash(asker_of(city_manager), sam.pk)
        asking.state(as_service)
        row = AuditRow.objects.get(purpose__startswith="break-glass")
        assert (row.purpose, row.child_id) == ("break-glass:SAFEGUARDING", sam.pk)

    @pytest.mark.parametrize("role", list(Role))
    def test_is_for_the_listed_posts_only(self, role, bodies, sam, asker_of):
        home = {"COUNCIL": bodies.city, "ICB": bodies.icb, "SETTING": bodies.school}
        home["OTHER"] = bodies.forum
        kind = next(k for k in home if k in ROLES[role].held_in)
        by = asker_of(person("Somebody", role, home[kind]))
        if Permission.GLASS_BREAK in ROLES[role].permissions:
            assert smash(by, sam.pk).child_id == sam.pk
        else:
            with pytest.raises(NotAllowed):
                smash(by, sam.pk)

    @pytest.mark.parametrize("reason", ["", "x" * 19, "  short            and blank"[:20]])
    def test_needs_a_reason_that_can_be_reviewed(self, city_manager, sam, asker_of, reason):
        with pytest.raises(commands.ReasonTooShort):
            smash(asker_of(city_manager), sam.pk, reason=reason.strip())

    def test_never_opens_a_sealed_record_and_says_what_it_says_of_none(
        self, city_manager, sam, asker_of
    ):
        sam.sealed = True
        sam.save(update_fields=["sealed"])
        said = []
        for child_id in (sam.pk, 999_999):
            with pytest.raises(NotFound) as problem:
                smash(asker_of(city_manager), child_id)
            said.append(str(problem.value))
        assert said[0] == said[1]
        assert not Tie.objects.filter(kind=TieKind.BROKEN_GLASS).exists()
        assert not Alert.objects.exists()

    def test_a_record_sealed_meanwhile_closes_at_once(self, city_manager, sam, glass):
        sam.sealed = True
        sam.save(update_fields=["sealed"])
        with pytest.raises(NotFound):
            view(city_manager, sam.pk, NOW + timedelta(minutes=1))

    def test_never_shows_where_a_restricted_child_is(self, city_manager, sam, asker_of):
        sam.location_restricted, sam.postcode = True, ""
        sam.save(update_fields=["location_restricted", "postcode"])
        smash(asker_of(city_manager), sam.pk)
        got = view(city_manager, sam.pk, NOW + timedelta(minutes=1))
        assert FieldClass.LOCATION not in got.classes_in_reach
        assert not got.shows("moved_from")

    def test_the_database_itself_refuses_anothers_post(self, cast, city_manager, sam, asker_of):
        theirs = Post.objects.get(user=city_manager).pk
        asking.state(asker_of(cast.stranger))
        with (
            pytest.raises(ProgrammingError, match="not for this post"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "SELECT access_break_glass(%s, %s, 'COURT', %s, %s, %s, %s, %s)",
                [sam.pk, theirs, REASON, NOW, NOW + timedelta(hours=1), TODAY, TODAY],
            )


class TestAlert:
    def told(self, user, asker_of):
        by = asker_of(user)
        asking.state(by)
        return [alert.kind for alert in queries.alerts_for(by=by)]

    def test_goes_to_the_areas_privacy_officer_and_the_cases_owner_at_once(
        self, cast, city_manager, sam, areas, asker_of
    ):
        Tie.objects.create(
            area=areas.derbyshire,
            child=sam,
            kind=TieKind.CASELOAD,
            post=Post.objects.get(user=cast.officer),
            from_date=TODAY,
        )
        smash(asker_of(city_manager), sam.pk)
        everyone = ["privacy_officer", "officer", "manager", "city_officer", "dco"]
        assert {who: self.told(getattr(cast, who), asker_of) for who in everyone} == {
            "privacy_officer": ["GLASS_BROKEN"],
            "officer": ["GLASS_BROKEN"],
            "manager": [],
            "city_officer": [],
            "dco": [],
        }

    def test_goes_to_the_managers_when_nobody_owns_the_case(self, cast, glass, asker_of):
        assert self.told(cast.manager, asker_of) == ["GLASS_BROKEN"]
        assert self.told(cast.privacy_officer, asker_of) == ["GLASS_BROKEN"]


class TestReview:
    def test_is_due_in_one_working_day(self, glass):
        assert glass.opened_at.date().weekday() == 6  # a Sunday
        assert glass.review_due_date == date(2026, 11, 23)

    def test_settles_the_alerts_and_keeps_the_finding(self, cast, glass, asker_of):
        by = asker_of(cast.privacy_officer)
        with asking.stated(by):
            assert [g.pk for g in queries.glass_to_review(by=by)] == [glass.pk]
            commands.review_glass(glass_id=glass.pk, finding="Right to.", by=by, at=NOW)
            assert queries.glass_to_review(by=by) == []
            assert queries.alerts_for(by=by) == []
            with pytest.raises(commands.WrongReview, match="already"):
                commands.review_glass(glass_id=glass.pk, finding="Again.", by=by, at=NOW)

    @pytest.mark.parametrize("who", ["officer", "manager", "dco", "stranger"])
    def test_is_for_those_who_review(self, cast, glass, asker_of, who):
        by = asker_of(getattr(cast, who))
        with pytest.raises(NotFound), asking.stated(by):
            commands.review_glass(glass_id=glass.pk, finding="Right to.", by=by, at=NOW)

    def test_is_never_of_ones_own(self, cast, bodies, city_manager, glass, asker_of):
        Post.objects.create(
            user=city_manager,
            organisation=bodies.county,
            role=Role.PRIVACY_OFFICER,
            from_date=TODAY,
        )
        by = asker_of(city_manager)
        with pytest.raises(NotAllowed), asking.stated(by):
            commands.review_glass(glass_id=glass.pk, finding="Right to.", by=by, at=NOW)

    def test_overdue_goes_to_the_siro_and_the_caldicott_guardian_once(
        self, bodies, glass, asker_of, as_service
    ):
        siro = asker_of(person("Siro", Role.SIRO, bodies.county))
        guardian = asker_of(person("Guardian", Role.CALDICOTT_GUARDIAN, bodies.icb))
        on_time, late = NOW + timedelta(days=1), NOW + timedelta(days=2)
        assert alerts.scan(on_time) == []
        assert len(alerts.scan(late)) == 2
        assert alerts.scan(late + timedelta(minutes=1)) == []
        for by in (siro, guardian):
            asking.state(by)
            assert [a.kind for a in queries.alerts_for(by=by)] == ["GLASS_REVIEW_OVERDUE"]
