"""Two hundred parents sign in within a minute, then open their page in the same instant.

Each with a password and the code of an authenticator, from an address of their own, against the
demo's web server as it is started (`config/serving.py`). The parents run on the same machine, so
what they cost is in the clock's times; the server's processor time is told apart.
"""

from __future__ import annotations

import html
import os
import random
import re
import statistics
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from goldenthread.demo.bench_family import BenchParent

Told = tuple[str, str, str]  # what, measured, promised
PARENTS = 200
WITHIN = 60  # seconds
PATIENCE = 60  # seconds a parent waits for one page
SIGN_IN, SECOND, HOME = "/accounts/login/", "/accounts/2fa/authenticate/", "/my/"
TICKS = os.sysconf("SC_CLK_TCK")
LOST = (OSError, HTTPException, LookupError)  # what counts as an error to whoever waits


class Browser(Protocol):
    """What a parent holds: pages are asked for by path, and answer with where they ended."""

    def get(self, path: str) -> tuple[str, str]: ...

    def post(self, path: str, data: dict[str, str]) -> tuple[str, str]: ...


class Phone:
    """A browser of one parent's own, at an address of its own."""

    def __init__(self, server: str, number: int) -> None:
        self.server = server.rstrip("/")
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.opener.addheaders = [("X-Forwarded-For", f"198.18.{number // 250}.{number % 250}")]

    def get(self, path: str) -> tuple[str, str]:
        return self._open(urllib.request.Request(self.server + path))

    def post(self, path: str, data: dict[str, str]) -> tuple[str, str]:
        sent = urllib.parse.urlencode(data).encode()
        headers = {"Referer": self.server + path}
        return self._open(urllib.request.Request(self.server + path, sent, headers))

    def _open(self, request: urllib.request.Request) -> tuple[str, str]:
        with self.opener.open(request, timeout=PATIENCE) as answer:
            return urllib.parse.urlsplit(answer.url).path, answer.read().decode()

    @property
    def session(self) -> str:
        return next((one.value or "" for one in self.cookies if one.name == "sessionid"), "")


def token(page: str) -> str:
    """Return what a form sends to show that it came from here.

    :raises LookupError: if the page has no form
    """
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if found is None:
        raise LookupError("The page has no form.")
    return html.unescape(found[1])


def code_now(secret: str) -> str:
    """Return what an authenticator shows at this moment."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(browser: Browser, parent: BenchParent, password: str) -> None:
    """Sign in as anybody does: the page, the password, the code, and the page behind it.

    :raises LookupError: if it ends anywhere but inside
    """
    _, page = browser.get(SIGN_IN)
    sent = {"csrfmiddlewaretoken": token(page), "login": parent.email, "password": password}
    path, page = browser.post(SIGN_IN, sent)
    if path != SECOND:
        raise LookupError(f"The password led to {path}.")
    sent = {"csrfmiddlewaretoken": token(page), "code": code_now(parent.secret)}
    path, _ = browser.post(SECOND, sent)
    if path.startswith("/accounts/"):
        raise LookupError(f"The code led to {path}.")


def read(browser: Browser, parent: BenchParent) -> None:
    """Open the page "Where are we?" of the parent's child.

    :raises LookupError: if another page came
    """
    wanted = f"{HOME}{parent.child_id}/"
    path, _ = browser.get(wanted)
    if path != wanted:
        raise LookupError(f"{wanted} led to {path}.")


@dataclass
class Counted:
    """How long each of many took, in seconds, and what went wrong."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def take(self, work: Callable[[], None]) -> None:
        """Do one thing, and count it."""
        started = time.perf_counter()
        try:
            work()
        except LOST as problem:
            self.errors.append(str(problem))
        else:
            self.times.append(time.perf_counter() - started)

    def said(self) -> str:
        """Return it in words: errors, median, 95th in 100, longest."""
        count = len(self.errors)
        wrong = f"{count} error{'s' * (count > 1)}" if count else "no error"
        if not self.times:
            return wrong
        found = sorted(self.times)
        late = found[min(int(len(found) * 0.95), len(found) - 1)]
        return f"{wrong}; {statistics.median(found):.2f} s / {late:.2f} s / {found[-1]:.2f} s"


def everybody(
    browsers: Sequence[Browser], parents: Sequence[BenchParent], password: str,
    *, within: float = WITHIN,
) -> tuple[Counted, Counted]:  # fmt: skip
    """Let all sign in, each at a moment of their own, then all read at once; count both."""
    chance = random.Random(2026)
    signing, reading = Counted(), Counted()
    waits = [chance.uniform(0, within) for _ in parents]

    def come(number: int) -> None:
        time.sleep(waits[number])
        signing.take(lambda: sign_in(browsers[number], parents[number], password))

    def look(number: int) -> None:
        reading.take(lambda: read(browsers[number], parents[number]))

    with ThreadPoolExecutor(len(parents)) as pool:
        for act in (come, look):
            list(pool.map(act, range(len(parents))))
    return signing, reading


# The server


@contextmanager
def web_server() -> Iterator[tuple[str, int]]:
    """Start the demo's web server on a free port; yield its address and process number."""
    from goldenthread.config import running

    port = running.free_port(0)
    environment = {**os.environ, **running.web_environment(), "GOLDENTHREAD_PROXIES": "1"}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            running.web_command(port), stdout=log, stderr=log, env=environment
        )
        try:
            running.wait_for(f"http://127.0.0.1:{port}/rules/")
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            process.wait(timeout=30)


def family_of(process: int) -> list[int]:
    """Return a process and its children, by number."""
    found = [process]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        if int(stat.rpartition(")")[2].split()[1]) == process:
            found.append(int(folder.name))
    return found


def processor_seconds(process: int) -> float:
    """Return the processor time that a server and its workers have used so far, in seconds."""
    used = 0
    for number in family_of(process):
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / TICKS


def peak_memory(process: int) -> int:
    """Return the most memory that a server and its workers have held, in MiB."""
    pages = [Path(f"/proc/{number}/status").read_text() for number in family_of(process)]
    peaks = [re.search(r"VmHWM:\s+(\d+) kB", page) for page in pages]
    return sum(int(peak[1]) for peak in peaks if peak) // 1024


def figures(day: date) -> Iterator[Told]:
    """Measure one password's check, then two hundred sign-ins and readings, on the demo's data."""
    from goldenthread.demo import bench_family

    yield _one_password()
    password = bench_family.PASSWORD
    with (
        web_server() as (address, process),
        bench_family.bench_parents(PARENTS, since=day.replace(year=day.year - 1)) as parents,
    ):
        phones = [Phone(address, number) for number in range(PARENTS)]
        before = processor_seconds(process)
        signing, reading = everybody(phones, parents, password)
        used, memory = processor_seconds(process) - before, peak_memory(process)
        bench_family.remove([phone.session for phone in phones])
    spread = f"{PARENTS} parents sign in with password and code within {WITHIN} s"
    yield f"{spread}: median / 95th / longest", signing.said(), "no error"
    yield (
        f"then all {PARENTS} open their page at once: median / 95th / longest",
        reading.said(), "no error",
    )  # fmt: skip
    each = used / PARENTS * 1000
    said = f"{used:.0f} s ({each:.0f} ms a parent); {memory} MiB at most"
    yield "the web server's processor time for all of it; memory of its processes", said, ""


def _one_password() -> Told:
    from django.contrib.auth.hashers import check_password, make_password

    hashed = make_password("four plain words beside nothing")
    started, times = time.process_time(), 5
    for _ in range(times):
        check_password("four plain words beside nothing", hashed)
    took = (time.process_time() - started) / times * 1000
    return "one password checked (argon2id), processor time", f"{took:.0f} ms", ""
