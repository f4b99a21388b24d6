"""The sealed audit trail: what a superuser changes is found; what cannot be written is not shown
(trust rules 34 and 35). Real commits, on the three roles' own connections."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.db import ProgrammingError, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from goldenthread.access import asking
from goldenthread.access.models import Post, User
from goldenthread.access.rules import Permission, Role
from goldenthread.audit import sealing
from goldenthread.audit.cli import seal, verify
from goldenthread.audit.commands import write
from goldenthread.audit.rules import Action, Note, Who
from goldenthread.organisations.models import LocalArea, Organisation
from goldenthread.people import queries as people
from goldenthread.people.models import Child

from .conftest import STARTED, TODAY

CANARY = "Canarysurname"


def show_child(request: HttpRequest, child_id: int) -> HttpResponse:
    got = people.get_child(child_id, by=request.asker, to=Permission.CHILD_VIEW, on=TODAY)
    return HttpResponse(got.surname)


urlpatterns = [path("child/<int:child_id>", show_child, name="show")]


def look(count: int, first: int = 1) -> None:
    """Commit some rows of the trail, as the application does."""
    with transaction.atomic():
        notes = [Note(action=Action.READ, child_id=n) for n in range(first, first + count)]
        write(notes, Who(user_id=1))


def as_owner(*statements: str) -> None:
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def sealed(real_db):
    """Three batches: rows 1 to 5, 6 to 10, 11 to 15, whatever tests before them undid."""
    as_owner(
        "SELECT setval('audit_auditrow_id_seq', 1, false)",
        "SELECT setval('audit_seal_id_seq', 1, false)",
    )
    for batch in range(3):
        look(5, first=1 + 5 * batch)
        sealing.seal(now())
    return sealing.verify(now())


TAMPERING = {
    "changed": ["UPDATE audit_auditrow SET child_id = 99 WHERE id = 8"],
    "moved a minute": ["UPDATE audit_auditrow SET at = at + interval '1 minute' WHERE id = 8"],
    "dropped": ["DELETE FROM audit_auditrow WHERE id = 8"],
    "reordered": [
        "UPDATE audit_auditrow SET id = -1 WHERE id = 7",
        "UPDATE audit_auditrow SET id = 7 WHERE id = 8",
        "UPDATE audit_auditrow SET id = 8 WHERE id = -1",
    ],
    "seal rewritten": ["UPDATE audit_seal SET hash = repeat('a', 64) WHERE id = 2"],
}


FORBIDDEN = [
    ("default", "INSERT INTO audit_seal (covered) VALUES ('[]')"),
    ("default", "UPDATE audit_seal SET hash = ''"),
    ("sealer", "UPDATE audit_auditrow SET count = 2"),
    ("sealer", "DELETE FROM audit_seal"),
    ("sealer", "SELECT surname FROM people_child"),
    ("sealer", "INSERT INTO audit_auditrow (action) VALUES ('read')"),
]


class TestVerify:
    def test_says_all_is_well_and_then_names_the_batch_that_is_not(self, sealed):
        assert (sealed.seals, sealed.rows, sealed.unsealed, sealed.fault) == (3, 15, 0, None)
        for how, statements in TAMPERING.items():
            with transaction.atomic(using="owner"):
                as_owner("SAVEPOINT before", *statements)
                # The sealer must see it: look on the owner's own connection, then undo.
                found = on_owners_connection(lambda: sealing.verify(now()))
                as_owner("ROLLBACK TO before")
            assert found.fault is not None, how
            assert found.fault.seal_id == 2, how
            assert found.fault.says.startswith("Batch 2 (sealed "), how

    def test_finds_a_row_put_in_among_old_sealed_ones(self, sealed):
        as_owner(
            "DELETE FROM audit_seal",
            "UPDATE audit_auditrow SET at = at - interval '3 days'",
            "DELETE FROM audit_auditrow WHERE id = 4",
        )
        sealing.seal(now())
        assert sealing.verify(now()).fault is None
        as_owner(
            "INSERT INTO audit_auditrow (id, at, action, outcome, classes, service, purpose, route,"
            " request_id, count) VALUES (4, now() - interval '3 days', 'read', 'allowed', '{}',"
            " '', '', '', '', 1)"
        )
        assert "Row 4" in sealing.verify(now()).fault.says

    def test_finds_that_everything_was_sealed_afresh_by_the_copy_kept_elsewhere(self, sealed):
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT id, hash FROM audit_seal ORDER BY id")
            kept = [f"2026-11-22T00:00:00+00:00 {n} {hash_}" for n, hash_ in cursor.fetchall()]
        assert sealing.verify(now(), kept).fault is None
        as_owner(
            "DELETE FROM audit_seal",
            "SELECT setval('audit_seal_id_seq', 1, false)",
            "UPDATE audit_auditrow SET child_id = 99 WHERE id = 8",
        )
        sealing.seal(now())
        assert sealing.verify(now()).fault is None  # without the copy nothing can be seen
        found = sealing.verify(now(), kept)
        assert found.fault.seal_id == 1
        as_owner("DELETE FROM audit_seal")
        assert "is gone" in sealing.verify(now(), kept).fault.says

    @pytest.mark.parametrize("line", ["nonsense", "2026-11-22 x " + "0" * 64, "a 1 short"])
    def test_a_copy_that_cannot_be_read_is_an_error(self, db, line):
        with pytest.raises(sealing.WrongCopy):
            sealing.verify(now(), [line])


def on_owners_connection(act):
    """Run something of the sealer's on the owner's open transaction."""
    theirs, mine = connections["sealer"], connections["owner"]
    connections["sealer"] = mine
    try:
        return act()
    finally:
        connections["sealer"] = theirs


class TestSeal:
    def test_takes_in_rows_that_commit_after_higher_numbers(self, real_db):
        as_owner("SELECT setval('audit_auditrow_id_seq', 10, false)")
        look(3)  # 10, 11, 12
        assert sealing.seal(now()).rows == 3
        as_owner("SELECT setval('audit_auditrow_id_seq', 5, false)")
        look(2)  # 5, 6: given out earlier, committed later
        assert sealing.seal(now()).rows == 2
        assert sealing.seal(now()) is None
        found = sealing.verify(now())
        assert (found.seals, found.rows, found.unsealed, found.fault) == (2, 5, 0, None)

    def test_looks_no_further_back_than_a_day(self, real_db):
        look(3)
        sealing.seal(now())
        as_owner("UPDATE audit_seal SET sealed_at = sealed_at - interval '2 days'")
        look(2)
        assert sealing.seal(now()).rows == 2
        assert sealing.verify(now() + timedelta(days=2)).fault is None

    def test_goes_on_in_batches(self, real_db, monkeypatch):
        monkeypatch.setattr(sealing, "BATCH", 4)
        look(10)
        sealing.seal(now())
        found = sealing.verify(now())
        assert (found.seals, found.rows, found.fault) == (3, 10, None)

    def test_neither_role_can_do_the_others_work(self, real_db):
        for alias, act in FORBIDDEN:
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                connections[alias].cursor() as cursor,
            ):
                cursor.execute(act)


class TestCommandLine:
    def test_seals_copies_the_hash_and_verifies_against_it(self, real_db, tmp_path):
        copy = tmp_path / "heads"
        look(4)
        sealed = CliRunner().invoke(seal, ["--copy", str(copy)])
        assert (sealed.exit_code, sealed.output) == (0, "Sealed 4 rows in batch 1.\n")
        assert CliRunner().invoke(seal, []).output == "Nothing new to seal.\n"
        good = CliRunner().invoke(verify, ["--copy", str(copy)])
        assert (good.exit_code, good.output) == (
            0,
            "1 seals over 4 rows match; 0 not sealed yet.\n",
        )
        as_owner("UPDATE audit_auditrow SET count = 7 WHERE id = 2")
        bad = CliRunner().invoke(verify, ["--copy", str(copy), "--json"])
        assert bad.exit_code == 1
        assert json.loads(bad.output)["batch"] == 1

    def test_says_where_the_hash_could_not_be_copied(self, real_db, tmp_path):
        look(1)
        said = CliRunner().invoke(seal, ["--copy", str(tmp_path / "no" / "such" / "place")])
        assert said.exit_code == 1
        assert "could not be copied" in said.output


class TestFailsClosed:
    """Rule 34: with no audit row there is no answer."""

    @pytest.fixture
    def record(self, real_db):
        area = LocalArea.objects.create(id=830, code="derbyshire", name="Derbyshire")
        county = Organisation.objects.create(kind="COUNCIL", name="County")
        county.areas.set([area])
        officer = User.objects.create_user(
            email="officer@example.invalid", name="Officer", invented=True
        )
        Post.objects.create(
            user=officer, organisation=county, role=Role.EHC_OFFICER, from_date=STARTED
        )
        with asking.stated(asking.service("test", [830])):
            made = Child.objects.create(
                area=area, local_id="D-1", forename="Sam", surname=CANARY, invented=True
            )
        client = Client()
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        return client, f"/child/{made.pk}"

    def test_serves_no_child_when_the_audit_cannot_be_written(self, record, settings):
        settings.ROOT_URLCONF = __name__
        client, address = record
        assert CANARY in client.get(address).content.decode()
        as_owner("REVOKE INSERT ON audit_auditrow FROM goldenthread_app")
        answer = client.get(address)
        assert answer.status_code == 503
        assert CANARY not in answer.content.decode()
        assert client.get("/child/999999").status_code == 503  # nor a refusal unaudited
