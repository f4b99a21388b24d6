"""Row-level security and the policy, tried on the application's own connection."""

from __future__ import annotations

import contextvars
from functools import partial

import pytest
from django.db import connection
from django.db.utils import DatabaseError, InternalError, ProgrammingError

from goldenthread.access import asking
from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission
from goldenthread.audit.commands import NotGathering
from goldenthread.audit.models import AuditRow
from goldenthread.people import queries as people

from .conftest import TODAY


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def tables_about_children() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND (column_name = 'child_id'"
            " OR table_name IN ('people_child', 'people_childevent',"
            " 'people_adult', 'people_adultevent'))"
        )
        return sorted(name for (name,) in cursor.fetchall())


class TestNothingStated:
    def test_shows_no_row_of_any_table_about_children_history_included(self, sam):
        asking.state(Asker())
        assert {name: count(name) for name in tables_about_children()} == dict.fromkeys(
            tables_about_children(), 0
        )

    def test_every_table_about_children_is_under_row_level_security(self, db):
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity")
            protected = {name for (name,) in cursor.fetchall()}
        assert set(tables_about_children()) <= protected

    def test_the_application_is_neither_owner_nor_superuser(self, db):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_tables"
                " WHERE schemaname = 'public' AND tableowner = current_user)"
                " FROM pg_roles WHERE rolname = current_user"
            )
            assert cursor.fetchone() == (False,)

    def test_the_other_area_cannot_be_written_into(self, sam, areas):
        asking.state(asking.service("one-area", [831]))
        with pytest.raises(DatabaseError):
            people.Child.objects.create(area=areas.derbyshire, local_id="X", surname="X")


class TestGetChild:
    @pytest.mark.parametrize("who", ["officer", "manager", "dco", "psychologist", "senco"])
    def test_opens_to_those_whose_role_and_relation_allow_it(self, cast, sam, asker_of, who):
        by = asker_of(getattr(cast, who))
        with asking.stated(by):
            got = people.get_child(sam.pk, by=by, to=Permission.CHILD_VIEW, on=TODAY)
        assert got.pk == sam.pk
        asking.state(asking.service("test", [830]))
        row = AuditRow.objects.latest("pk")
        assert (row.user_id, row.child_id, row.action) == (by.user_id, sam.pk, "read")
        assert row.post_id == by.posts[0].id

    @pytest.mark.parametrize(
        "who", ["city_officer", "commissioner", "board_member", "administrator", "stranger"]
    )
    def test_says_not_found_to_a_stranger_as_for_no_child_at_all(self, cast, sam, asker_of, who):
        by = asker_of(getattr(cast, who))
        said = []
        for child_id in (sam.pk, 999_999):
            with pytest.raises(NotFound) as problem, asking.stated(by):
                people.get_child(child_id, by=by, to=Permission.CHILD_VIEW, on=TODAY)
            said.append(str(problem.value))
        assert said[0] == said[1]

    @pytest.mark.parametrize("who", ["parent", "privacy_officer"])
    def test_refuses_somebody_tied_but_not_permitted(self, cast, sam, asker_of, who):
        by = asker_of(getattr(cast, who))
        with pytest.raises(NotAllowed), asking.stated(by):
            people.get_child(sam.pk, by=by, to=Permission.CHILD_VIEW, on=TODAY)

    def test_needs_somebody_to_write_the_audit(self, cast, sam, asker_of):
        by = asker_of(cast.officer)
        fresh = contextvars.Context()  # the fixture's own gathering must not serve
        reach = partial(people.get_child, sam.pk, by=by, to=Permission.CHILD_VIEW, on=TODAY)
        with pytest.raises(NotGathering):
            fresh.run(reach)


class TestAuditTrail:
    @pytest.mark.parametrize(
        "act", ["UPDATE audit_auditrow SET purpose = ''", "DELETE FROM audit_auditrow"]
    )
    def test_cannot_be_changed_by_the_application(self, db, act):
        with pytest.raises((ProgrammingError, InternalError)), connection.cursor() as cursor:
            cursor.execute(act)
