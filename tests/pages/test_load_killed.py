"""Killing the loader, the worker, or the database, in the middle of a load (trust rule 53).

On a server of the test's own: nothing partial is there afterwards, and nothing that had been
acknowledged is lost.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.pages import invented_returns

from goldenthread.config import launcher

SETTINGS = "goldenthread.config.settings"
TASK = "goldenthread.exchange.tasks.do_what_was_asked"
REGISTER = (
    "URN,LA (code),EstablishmentName,TypeOfEstablishment (code),EstablishmentStatus (code)\n"
    "990001,831,Invented Hill,7,1\n"
)
TABLES = (
    *("people_child", "people_childevent", "plans_plan", "plans_planversion", "reviews_review"),
    *("placements_placement", "assessment_assessment", "timeline_event", "timeline_clock"),
    *("exchange_load", "audit_auditrow", "access_tie"),
)
PATIENCE = 120  # seconds
# Another session holds a lock for writing on this table: its load is under way.
UNDER_WAY = """
SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
WHERE d.datname = current_database() AND l.pid <> pg_backend_pid()
  AND l.mode = 'RowExclusiveLock' AND l.relation = %s::regclass
"""


class Site:
    """A database of its own, and the command line that talks to it."""

    def __init__(self, folder: Path) -> None:
        self.server = launcher.Server(folder)
        self.server.start()
        self.server.ensure_database("killed")

    @property
    def environment(self) -> dict[str, str]:
        urls = {
            launcher.VARIABLES[alias]: self.server.url(role, "killed")
            for alias, role in launcher.ALIASES.items()
        }
        return {**os.environ, **urls}

    def start(self, *words: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "goldenthread.config", *map(str, words)]
        return subprocess.Popen(
            command,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: object) -> None:
        running = self.start(*words)
        _, said = running.communicate(timeout=PATIENCE)
        assert running.returncode == 0, said

    def counts(self) -> dict[str, int]:
        with self.server.connect("postgres", "killed") as connection:
            return {
                table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in TABLES
            }

    def wait_for_writing(self, table: str, running: subprocess.Popen[str]) -> None:
        """Wait until a load has begun to write to a table, and has not ended."""
        until = time.monotonic() + PATIENCE
        with self.server.connect("postgres", "killed") as connection:
            while time.monotonic() < until:
                if connection.execute(UNDER_WAY, [table]).fetchone()[0]:
                    assert running.poll() is None
                    return
                assert running.poll() is None, running.communicate()[1]
                time.sleep(0.02)
        raise AssertionError("The load never began to write.")

    def wait_until_alone(self) -> None:
        """Wait until the server has noticed that the killed session is gone."""
        asked = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = 'killed'"
            " AND pid <> pg_backend_pid()"
        )
        with self.server.connect("postgres", "killed") as connection:
            until = time.monotonic() + PATIENCE
            while connection.execute(asked).fetchone()[0] and time.monotonic() < until:
                time.sleep(0.05)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("killed") / "postgres")
    try:
        made.run("migrate")
        yield made
    finally:
        made.server.stop()
        shutil.rmtree(made.server.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def files(site, tmp_path_factory) -> Path:
    """Two returns; the register and the first of them loaded, and that acknowledged."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "register.csv").write_text(REGISTER)
    lives = invented_returns.lives(300, seed=8)
    for year in (2025, 2026):
        invented_returns.write(folder / f"{year}.xml", lives, year)
    site.run("load", "settings", folder / "register.csv")
    site.run("load", "sen2", folder / "2025.xml")
    return folder


@pytest.mark.parametrize("table", ["people_childevent", "timeline_clock"])
def test_killing_the_loader_leaves_what_was_there_and_no_more(site, files, table):
    before = site.counts()
    assert before["people_child"] > 200
    running = site.start("load", "sen2", files / "2026.xml")
    site.wait_for_writing(table, running)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    site.wait_until_alone()
    assert site.counts() == before


def test_killing_the_database_leaves_what_was_acknowledged_and_says_that_nothing_was_saved(
    site, files
):
    before = site.counts()
    running = site.start("load", "sen2", files / "2026.xml")
    site.wait_for_writing("timeline_event", running)
    server = site.server
    server._run(server.binaries / "pg_ctl", "-D", server.data, "-m", "immediate", "-w", "stop")
    _, said = running.communicate(timeout=PATIENCE)
    assert running.returncode == 2
    assert "nothing was saved" in said
    with pytest.raises(psycopg.OperationalError):
        server.connect("postgres", "killed")
    server.start()
    assert site.counts() == before
    site.run("load", "sen2", files / "2026.xml")  # and the same file loads whole afterwards
    assert site.counts()["exchange_load"] == before["exchange_load"] + 1


ASK = """
import sys
from datetime import date
from pathlib import Path
import django; django.setup()
from goldenthread.access import asking, queries
from goldenthread.access.models import Post, User
from goldenthread.access.rules import Role
from goldenthread.access.today import now
from goldenthread.exchange.commands import asked, previews
from goldenthread.organisations.models import LocalArea, Organisation
council = Organisation.objects.create(kind="COUNCIL", name="Invented City Council")
council.areas.add(LocalArea.objects.get(pk=831))
user = User.objects.create_user(email="d@example.invalid", name="Dana Invented", invented=True)
Post.objects.create(
    user=user, organisation=council, role=Role.DATA_OFFICER, from_date=date(2024, 1, 1)
)
by = queries.asker(user, now())
with asking.stated(by):
    held = previews.receive_file(chunks=[Path(sys.argv[1]).read_bytes()], name="more.xml",
                                 kind="SEN2", area_id=831, as_of=None, by=by, at=now())
    asked.ask_to_load(held.pk, by=by, at=now())
"""
STATE = "SELECT state, starts, refusal FROM exchange_load WHERE file_name = 'more.xml'"


def test_a_load_asked_for_on_a_page_outlives_its_worker(site, files):
    """The worker is killed while it writes: nothing of the file is there, and the next one loads
    the whole of it, once."""
    invented_returns.write(files / "more.xml", invented_returns.lives(400, seed=8), 2026)
    settled = {**site.environment, "GOLDENTHREAD_DEMO": "1", "DJANGO_SETTINGS_MODULE": SETTINGS}
    asking = [sys.executable, "-c", ASK, str(files / "more.xml")]
    subprocess.run(asking, env=settled, check=True, timeout=PATIENCE)
    before = site.counts()
    worker = [sys.executable, "-m", "goldenthread.config", "manage", "procrastinate", "worker"]
    running = subprocess.Popen(worker, env=settled, stderr=subprocess.PIPE, text=True)
    site.wait_for_writing("timeline_event", running)
    running.kill()
    running.communicate()
    site.wait_until_alone()
    assert site.counts() == before
    with site.server.connect("postgres", "killed") as connection:
        assert connection.execute(STATE).fetchone() == ("LOADING", 1, None)
    # The next worker finds it by the job of the next minute.
    manage = worker[:4]
    for words in (["defer", TASK, '{"timestamp": 0}'], ["worker", "--one-shot"]):
        subprocess.run(
            [*manage, "procrastinate", *words], env=settled, check=True, timeout=PATIENCE
        )
    with site.server.connect("postgres", "killed") as connection:
        assert connection.execute(STATE).fetchone() == ("COMMITTED", 2, None)
    after = site.counts()
    assert after["exchange_load"] == before["exchange_load"]
    assert after["timeline_event"] > before["timeline_event"]
