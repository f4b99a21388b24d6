"""The database the tests use: migrated once as owner, copied from a template, run as application.

A test that asks for `db` runs inside a transaction that is undone. One that needs real commits
asks for `real_db`, after which the database is copied afresh.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from psycopg import sql
from tests.standing import StandsForTests

from goldenthread.config import launcher, shaping

# A busy machine must fail no test: time is measured by the bench alone.
hypothesis.settings.register_profile(
    "steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    """Let those whom many tests ask for be made once for a file of tests."""
    config.pluginmanager.register(StandsForTests(), "standing")


SOURCE = Path(__file__).resolve().parent.parent / "src" / "goldenthread"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out, and say so, what needs files kept beside the checkout that are not there.

    Those files are real reports and others' examples, which the repository may not hold. CI has
    them beside its clone, and fails without them.
    """
    if (SOURCE.parent.parent.parent / "shared").is_dir() or "CI" in os.environ:
        return
    why = "needs ../shared: real reports and others' examples, which this repository may not hold"
    for item in items:
        if item.get_closest_marker("beside"):
            item.add_marker(pytest.mark.skip(reason=why))


def shape_of_database() -> str:
    """Return a mark that changes when any migration does."""
    digest = hashlib.sha256()
    for file in sorted(SOURCE.glob("*/migrations/*.py")):
        digest.update(file.name.encode() + file.read_bytes())
    digest.update((SOURCE / "audit" / "rls.py").read_bytes())
    digest.update((SOURCE.parent.parent / "requirements" / "dev.txt").read_bytes())
    return digest.hexdigest()[:16]


def administer(statement: str, *names: str) -> list[tuple]:
    """Run one statement on the test server as its administrator."""
    server = launcher.tests_server()
    server.start()
    with server.connect("postgres") as connection:
        asked = connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        return asked.fetchall() if asked.description else []


def copy_of(template: str, name: str) -> None:
    """Make a database afresh as a copy of another."""
    administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    administer("CREATE DATABASE {} TEMPLATE {} OWNER {}", name, template, launcher.OWNER)


def migrate(name: str) -> None:
    """Make a database and bring it to the shape of the code, as owner."""
    administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    server = launcher.tests_server()
    server.start()
    server.ensure_database(name)
    owner = connections["owner"]
    before = owner.settings_dict["NAME"]
    owner.settings_dict["NAME"] = name
    shaping.migrate()
    owner.close()
    owner.settings_dict["NAME"] = before


@pytest.fixture(scope="session")
def template_database(django_db_blocker) -> str:
    """Migrate a template once for this shape of the database; later runs find it ready."""
    server = launcher.tests_server()
    with (server.folder / "template").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # the first of several test processes makes it
        return _template(django_db_blocker)


def _template(django_db_blocker) -> str:
    name = f"gt_template_{shape_of_database()}"
    known = {row[0] for row in administer("SELECT datname FROM pg_database")}
    if name not in known:
        for old in known:
            if old.startswith("gt_template_"):
                administer("DROP DATABASE {} WITH (FORCE)", old)
        with django_db_blocker.unblock():
            migrate(f"{name}_making")
        administer("ALTER DATABASE {} RENAME TO {}", f"{name}_making", name)
    return name


@pytest.fixture(scope="session")
def django_db_setup(template_database, django_db_blocker) -> Iterator[None]:
    """Give this run a database of its own; the application's role is what the tests use."""
    copy_of(template_database, settings.TEST_DATABASE)
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def real_db(django_db_setup, template_database, django_db_blocker) -> Iterator[None]:
    """Real transactions; the database is thrown away and copied afresh afterwards."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()
        copy_of(template_database, settings.TEST_DATABASE)
