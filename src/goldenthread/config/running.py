"""Starting the demo on this machine, and stopping what it started.

`goldenthread demo` leaves a web server and a worker running behind it and returns; their process
numbers and logs are under ``var/``. `goldenthread stop` ends them and the database.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from goldenthread.config import launcher

SETTINGS = "goldenthread.config.settings"
AREAS = ("derbyshire", "derby")
DEMO_DAY = date(2026, 11, 22)
SEED = 2026
WEB, WORKER = "web", "worker"
PATIENCE = 60  # seconds for the web server's first answer


def state_folder() -> Path:
    """Return the folder for process numbers and logs, made if need be."""
    folder = launcher.project_folder() / "var" / "run"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def process_number(name: str) -> int | None:
    """Return the number of a process we started and that still runs."""
    file = state_folder() / f"{name}.pid"
    if not file.exists():
        return None
    number = int(file.read_text())
    command = Path(f"/proc/{number}/cmdline")
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return None
    # A number may have been given to somebody else's process since.
    if command.exists() and b"goldenthread" not in command.read_bytes():
        return None
    return number


def start_behind(name: str, words: list[str], environment: dict[str, str]) -> None:
    """Start a process that goes on after this command ends."""
    folder = state_folder()
    with (folder / f"{name}.log").open("ab") as log:
        started = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **environment},
            start_new_session=True,
        )
    (folder / f"{name}.pid").write_text(str(started.pid))


def end(name: str) -> bool:
    """End a process we started; say whether there was one."""
    number = process_number(name)
    (state_folder() / f"{name}.pid").unlink(missing_ok=True)
    if number is None:
        return False
    os.kill(number, signal.SIGTERM)
    return True


def free_port(preferred: int) -> int:
    """Return the preferred port of the loopback address, or another when it is taken."""
    for wanted in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise click.ClickException("No port of this machine's loopback address is free.")


def wait_for(address: str) -> None:
    """Wait until the web server answers.

    :raises click.ClickException: if it does not within a minute, naming its log
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise click.ClickException(f"The web server did not answer: see {state_folder() / 'web.log'}")


def stage(words: str, work: Callable[[], object]) -> None:
    """Say what is being done and how long it took."""
    started = time.monotonic()
    click.echo(f"  {words} ...", nl=False)
    work()
    click.echo(f" {time.monotonic() - started:.1f} s")


def migrate() -> None:
    from goldenthread.config import shaping

    shaping.migrate()


def collect_static() -> None:
    """Gather static files, unless nothing has changed since they were last gathered."""
    from django.conf import settings
    from django.core.management import call_command

    vendor = Path(__file__).resolve().parent.parent / "ui" / "static"
    newest = max(file.stat().st_mtime for file in vendor.rglob("*"))
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0)


def fill(day: date) -> None:
    """Write the invented partnership, unless the database holds one already."""
    from goldenthread.demo import (
        asking_records,
        contacting,
        family,
        figures,
        heard,
        improvement,
        lessons,
        list_acts,
        navigating,
        plan_story,
        publishing,
        redress_story,
        tonight,
        write,
    )
    from goldenthread.organisations import queries as organisations

    if not write.holds_data():
        write.synthesise(areas=AREAS, as_of=day, seed=SEED)
        improvement.tell(day)
        plan_story.tell(day)
        redress_story.tell(day)
        family.tell(day)
        contacting.tell(day)
        asking_records.tell(day)
        lessons.tell(day)
        heard.tell(day)
        list_acts.tell(day)
        navigating.tell(day)
        figures.keep(organisations.area_ids(), day)
        publishing.tell(day)
        tonight.forecast()
        figures.keep_the_rest()


def web_environment() -> dict[str, str]:
    """Return what the demo's web server is told by its environment."""
    return {
        "GOLDENTHREAD_DEMO": "1",
        "GOLDENTHREAD_TODAY": os.environ.get("GOLDENTHREAD_TODAY", DEMO_DAY.isoformat()),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
    }


def web_command(port: int) -> list[str]:
    """Return the words that start the web server on a port of the loopback address."""
    return [
        *(sys.executable, "-m", "gunicorn", "goldenthread.config.wsgi:application"),
        *("--bind", f"127.0.0.1:{port}"),
        *("--config", "python:goldenthread.config.serving"),
    ]


def serve(port: int) -> str:
    """Start the web server and the worker; return the address once it answers."""
    environment = web_environment()
    address = f"http://127.0.0.1:{port}/"
    start_behind(WEB, web_command(port), environment)
    start_behind(
        WORKER,
        [*(sys.executable, "-m", "goldenthread.config", "manage", "procrastinate", "worker")],
        environment,
    )
    (state_folder() / "address").write_text(address)
    wait_for(address + "rules/")
    return address


def say_where(address: str) -> None:
    """Print the address and who one can sign in as."""
    from goldenthread.access.queries import invented_people

    click.echo(f"\nGolden Thread is at {address}")
    click.echo("Everybody in it is invented. Choose who to be on the first page:\n")
    for name, title in invented_people():
        click.echo(f"  {name:<24} {title}")
    click.echo("\nmake stop ends it; make demo again starts it with the same data.")


@click.command()
@click.option("--port", default=8000, show_default=True, help="Preferred port")
def demo(port: int) -> None:
    """Start a whole invented partnership, and print its address and personas."""
    os.environ["GOLDENTHREAD_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    click.echo("Golden Thread: the invented partnership of Derbyshire and Derby")
    try:
        stage("Starting the database", launcher.start)
    except launcher.NoDatabase as problem:
        raise click.ClickException(str(problem)) from None
    import django

    django.setup()
    stage("Bringing it to shape", migrate)
    stage("Writing the invented partnership", lambda: fill(DEMO_DAY))
    stage("Gathering static files", collect_static)
    for name in (WEB, WORKER):
        end(name)
    say_where(serve(free_port(port)))


@click.command()
def stop() -> None:
    """Stop the web server, the worker and the project's own databases."""
    ended = [name for name in (WEB, WORKER) if end(name)]
    servers = {"database": launcher.local_server(), "tests' database": launcher.tests_server()}
    for name, server in servers.items():
        if (server.data / "postmaster.pid").exists():
            server.stop()
            ended.append(name)
    click.echo(f"Stopped: {', '.join(ended)}." if ended else "Nothing was running.")
