"""Speed and size, measured on this machine and printed as a table with the machine beside it.

Times depend on the machine, so nothing here is a test. `--scale england` measures the same pages
with all of England in the database; make it first with `goldenthread synthesise --scale england`.
"""

from __future__ import annotations

import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

SETTINGS = "goldenthread.config.settings"
DAY = date(2026, 11, 22)
LINES_OF_LAW = 100_000
CASES = 20_000
PAGES = 60
SCRATCH = "goldenthread_bench"
LARGE_ROWS = 100_000  # a table of more rows than this must not be read from end to end


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside what we promised."""

    what: str
    value: str
    promise: str


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes, in seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def machine() -> str:
    """Describe the machine: processor cores, memory, system, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {system}, Python {platform.python_version()}"


def run(
    *words: str, stdin: bytes = b"", environment: dict[str, str] | None = None
) -> tuple[float, int]:
    """Run our own command line; return its seconds and its peak memory in MiB.

    :raises click.ClickException: if it fails, with the end of what it said
    """
    command = [sys.executable, "-m", "goldenthread.config", *words]
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=said,
            env={**os.environ, **(environment or {})},
        )
        assert process.stdin is not None
        process.stdin.write(stdin)
        process.stdin.close()
        _, status, used = os.wait4(process.pid, 0)
        if status != 0:
            said.seek(0)
            end = said.read()[-400:].decode(errors="replace")
            raise click.ClickException(f"{' '.join(words)} failed: {end}")
    return time.perf_counter() - started, used.ru_maxrss // 1024


def law_figures() -> Iterator[Figure]:
    """Measure the law alone: last days from standard input, and clocks read from events."""
    line = b'{"rule": "plan-final", "from": "2026-01-05"}\n'
    took, _ = run("law", "due", "--stdin", "--json", stdin=line * LINES_OF_LAW)
    yield Figure(f"{LINES_OF_LAW:,} lines of law due", f"{took:.1f} s", "< 5 s")
    yield Figure("cases read by read_clocks", f"{_cases_a_second():,.0f} a second", ">= 3,000")


def _cases_a_second() -> float:
    from goldenthread.law.clocks import Event, limits_for, read_clocks
    from goldenthread.law.events import EventKind as K

    kinds: tuple[K, ...] = (
        K.REQUEST_RECEIVED,
        K.ASSESSMENT_AGREED,
        K.ADVICE_REQUESTED,
        K.ADVICE_RECEIVED,
    )
    kinds += (K.ISSUE_AGREED, K.DRAFT_SERVED, K.PLAN_ISSUED)
    days = [date(2026, month, 5) for month in range(1, 8)]
    events = [
        Event(key=str(n), kind=kind, on=day)
        for n, (kind, day) in enumerate(zip(kinds, days, strict=True))
    ]
    limits = limits_for("assessment")

    def read() -> None:
        for _ in range(CASES):
            read_clocks(limits, events)

    return CASES / seconds(read)


def file_figures() -> Iterator[Figure]:
    """Measure a whole return: written, checked without a database, its memory."""
    with tempfile.TemporaryDirectory() as folder:
        run(
            *("synthesise", "--area", "derbyshire", "--area", "derby"),
            *("--as-of", DAY.isoformat(), "--seed", "1", "--out", folder),
        )
        returned = sorted(Path(folder).rglob("*.xml"))
        for file in returned:
            took, memory = run("load", "sen2", str(file), "--dry-run", "--json")
            yield Figure(f"dry run of {file.name}", f"{took:.1f} s, {memory} MiB", "<= 600 MiB")
        largest = max(returned, key=lambda file: file.stat().st_size)
        with scratch_database() as beside:
            if beside is not None:
                yield from load_figures(largest, beside)


@contextmanager
def scratch_database() -> Iterator[dict[str, str] | None]:
    """Make an empty database on the project's own server, and drop it; None on another server."""
    from goldenthread.config import launcher

    if any(name in os.environ for name in launcher.VARIABLES.values()):
        yield None
        return
    server = launcher.local_server()
    server.start()
    try:
        made = server.ensure_database(SCRATCH)
        beside = {launcher.VARIABLES[alias]: url for alias, url in made.items()}
        run("migrate", environment=beside)
        yield beside
    finally:
        with server.connect("postgres") as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")


def load_figures(file: Path, beside: dict[str, str]) -> Iterator[Figure]:
    """Measure loading a return into an empty database, clocks included, and taking it back."""
    for settings in sorted(file.parent.rglob("*-settings.csv")):
        run("load", "settings", str(settings), environment=beside)
    took, memory = run("load", "sen2", str(file), environment=beside)
    value = f"{took:.1f} s, {memory} MiB"
    yield Figure(f"load of {file.name}, clocks included", value, "<= 30 s, <= 600 MiB")
    took, _ = run("undo", str(newest_load(beside)), environment=beside)
    yield Figure("undo of that load", f"{took:.1f} s", "")


def newest_load(beside: dict[str, str]) -> int:
    """Return the number of the load made last in a database."""
    import psycopg

    with psycopg.connect(beside["DATABASE_OWNER_URL"]) as connection:
        found = connection.execute("SELECT max(id) FROM exchange_load").fetchone()
    assert found is not None
    return int(found[0])


def database_figures() -> Iterator[Figure]:
    """Measure rebuilding every clock of the database from its events."""
    took, _ = run("rebuild")
    yield Figure("rebuild of every clock", f"{took:.1f} s", "<= 60 s (demo)")


def page_figures(scale: str) -> Iterator[Figure]:
    """Measure the pages as an officer, rights and audit included, and count queries."""
    client, children, area = _officer()
    promised = {
        "worklist": "95th <= 150 ms",
        "child": "95th <= 150 ms",
        "overview": "95th <= 500 ms",
        "stock of plans": "median <= 150 ms",
    }
    addresses: dict[str, list[str]] = {
        "worklist": [
            f"/work/?owner={each}" for each in ("", "&state=late", "&page=3", "&state=due-4")
        ],
        "child": [f"/children/{child}/" for child in children],
        "overview": [f"/area/{area}/"],
        "stock of plans": [f"/area/{area}/plans/{each}" for each in ("", "?page=9", "?part=phase")],
    }
    for name, found in addresses.items():
        asked = _queries(client, found[0])
        times = sorted(_page(client, found[n % len(found)]) for n in range(PAGES))
        middle, late = statistics.median(times), times[int(len(times) * 0.95)]
        yield Figure(
            f"{name} page, {scale}: median / 95th in 100 / queries",
            f"{middle:.0f} ms / {late:.0f} ms / {asked}",
            f"{promised[name]}, <= 12 queries",
        )


def _queries(client: Any, address: str) -> int:
    """Return how many statements a page sends to the database."""
    from django.db import connection

    sent: list[str] = []

    def count(execute: Any, statement: str, *rest: Any) -> Any:
        sent.append(statement)
        return execute(statement, *rest)

    with connection.execute_wrapper(count):
        client.get(address)
    return len(sent) + 2  # the transaction's beginning and end


def _page(client: Any, address: str) -> float:
    started = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise click.ClickException(f"{address} answered {answer.status_code}.")
    return took


def _officer() -> tuple[Any, list[int], str]:
    """Sign in as an officer of the largest area; return the client, some children, the area."""
    from django.test import Client

    from goldenthread.demo.write import bench_officer

    user, children, area = bench_officer()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client, random.Random(1).sample(children, min(PAGES, len(children))), area


def rendering_figures() -> Iterator[Figure]:
    """Draw a notice, and a plan in its five renderings."""
    from goldenthread.plans.rendering import bench as renderings

    for what, value, promise in renderings.figures():
        yield Figure(what, value, promise)


def improvement_figures() -> Iterator[Figure]:
    """Measure reading a report, counting measures, and the pages of the demo's plan."""
    from goldenthread.config import bench_improvement

    for what, value, promise in bench_improvement.figures(DAY):
        yield Figure(what, value, promise)


def casework_figures() -> Iterator[Figure]:
    """Measure a decision with its letter, finding what was missed, and the nightly forecast."""
    from goldenthread.config import bench_casework

    for what, value, promise in bench_casework.figures(DAY):
        yield Figure(what, value, promise)


def contact_figures() -> Iterator[Figure]:
    """Measure a flood of messages, and the lists that stand under it."""
    from goldenthread.config import bench_contact
    from goldenthread.organisations import queries as organisations

    client, _, area = _officer()
    areas = organisations.areas_by_id(organisations.area_ids())
    number = next(each.pk for each in areas if each.code == area)
    for what, value, promise in bench_contact.figures(client, number, DAY):
        yield Figure(what, value, promise)


def sign_in_figures() -> Iterator[Figure]:
    """Measure two hundred parents who sign in, then read, on a web server of their own."""
    from goldenthread.config import bench_sign_in

    for what, value, promise in bench_sign_in.figures(DAY):
        yield Figure(what, value, promise)


def plan_figures() -> Iterator[Figure]:
    """Read the query plans of the pages: none may read a large table from end to end."""
    from django.db import connections

    found = sequential_scans(connections["owner"])
    yield Figure("large tables read from end to end", ", ".join(found) or "none", "none")


def sequential_scans(connection: Any) -> list[str]:
    """Return the large tables that pages have read from end to end since statistics began."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE n_live_tup > %s",
            [LARGE_ROWS],
        )
        before = dict(cursor.fetchall())
    client, children, area = _officer()
    for address in ("/work/?owner=", f"/children/{children[0]}/", f"/area/{area}/"):
        client.get(address)
    time.sleep(2)  # statistics are written a moment after each transaction
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE n_live_tup > %s",
            [LARGE_ROWS],
        )
        return sorted(name for name, scans in cursor.fetchall() if scans > before.get(name, scans))


def size_figures() -> Iterator[Figure]:
    """Measure the database on disk and its largest tables."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        yield Figure("database on disk", cursor.fetchone()[0], "<= 30 GB (England)")
        cursor.execute(
            "SELECT relname, n_live_tup, pg_size_pretty(pg_total_relation_size(relid))"
            " FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC LIMIT 5"
        )
        for name, rows, size in cursor.fetchall():
            yield Figure(f"  {name}", f"{rows:,} rows, {size}", "")


def table(figures: list[Figure]) -> str:
    """Write figures as a Markdown table."""
    rows = [f"| {each.what} | {each.value} | {each.promise} |" for each in figures]
    return "\n".join(["| What | Measured | Promised |", "|---|---|---|", *rows])


def parts(scale: str) -> list[Callable[[], Iterator[Figure]]]:
    """Return what is measured at one scale, in order."""
    every: list[Callable[[], Iterator[Figure]]] = [law_figures, rendering_figures]
    demo_only = [file_figures, casework_figures, database_figures, improvement_figures]
    demo_only += [contact_figures, sign_in_figures]
    every += demo_only if scale == "demo" else []
    return [*every, lambda: page_figures(scale), plan_figures, size_figures]


@click.command()
@click.option(
    "--scale",
    type=click.Choice(["demo", "england"]),
    default=lambda: os.environ.get("BENCH_SCALE", "demo"),
    help="What the database holds",
)
@click.option(
    "--only", type=click.Choice(["sign-in"]), help="Measure this one thing, and nothing else"
)
def bench(scale: str, only: str | None) -> None:
    """Measure speed and size on this machine, and print them as a table."""
    os.environ["GOLDENTHREAD_DEMO"] = "1"
    os.environ["GOLDENTHREAD_TODAY"] = DAY.isoformat()
    os.environ["GOLDENTHREAD_LOG_LEVEL"] = "ERROR"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from goldenthread.config import launcher

    try:
        launcher.start()
    except launcher.NoDatabase as problem:
        raise click.ClickException(str(problem)) from None
    import django

    django.setup()
    from goldenthread.demo import write

    if not write.holds_data():
        raise click.ClickException("The database is empty: run make demo (or synthesise) first.")
    click.echo(f"{machine()}\n")
    found: list[Figure] = []
    for part in [sign_in_figures] if only else parts(scale):
        for figure in part():
            click.echo(f"  {figure.what}: {figure.value}", err=True)
            found.append(figure)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    found.append(Figure("peak memory of this bench", f"{peak} MiB", ""))
    click.echo(table(found))
