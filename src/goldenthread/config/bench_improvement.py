"""How quick a report is read, measures are counted, and the pages of a plan are drawn."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

Told = tuple[str, str, str]  # what, measured, promised
TIMES = 30
ONE = "plans-in-20-weeks"
PAGES = {"board": "board", "plan": "plan", "public progress": "progress"}


def figures(day: date) -> Iterator[Told]:
    """Yield what was measured on the demo, as its board member sees it."""
    yield _reading()
    yield from _measures(day)
    yield from _pages()


def _reading() -> Told:
    from goldenthread.demo.improvement import REPORT
    from goldenthread.demo.inspection_report import report_pdf
    from goldenthread.strategy.reading.reader import read_file

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "invented.pdf"
        file.write_bytes(report_pdf(REPORT))
        started = time.perf_counter()
        read_file(file)
        return "one inspection report read", f"{time.perf_counter() - started:.1f} s", "<= 2 s"


def _measures(day: date) -> Iterator[Told]:
    from goldenthread.access import asking
    from goldenthread.measures import queries
    from goldenthread.organisations.queries import area_ids

    areas = sorted(area_ids())
    asked = ((1, "one day", "<= 5 s"), (36, "36 month ends", "<= 60 s"))
    with asking.stated(asking.service("bench", areas)):
        for months, words, promise in asked:
            days = queries.month_ends(day, months)
            started = time.perf_counter()
            found = queries.all_values(areas, days)
            took = time.perf_counter() - started
            what = f"every measure of {len(areas)} areas, {words} ({len(found):,} values)"
            yield what, f"{took:.1f} s", promise
        started = time.perf_counter()
        queries.all_values(areas, queries.month_ends(day, 1), keys=[ONE])
        took = time.perf_counter() - started
        yield f"one measure ({ONE}) of {len(areas)} areas", f"{took:.1f} s", "<= 10 s (England)"


def _pages() -> Iterator[Told]:
    from django.urls import reverse

    client, area = _board_member()
    for words, name in PAGES.items():
        address = reverse(f"improvement:{name}", args=[area])
        times = sorted(_milliseconds(client, address) for _ in range(TIMES))
        middle, late = statistics.median(times), times[int(TIMES * 0.95)]
        value = f"{middle:.0f} ms / {late:.0f} ms"
        yield f"{words} page: median / 95th in 100", value, "95th <= 300 ms"
    pack = _milliseconds(client, reverse("improvement:pack", args=[area])) / 1000
    yield "board pack as PDF", f"{pack:.1f} s", "<= 5 s"


def _board_member() -> tuple[Any, str]:
    from django.test import Client

    from goldenthread.demo.improvement import AREA_CODE, person

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person("gareth"), backend="django.contrib.auth.backends.ModelBackend")
    return client, AREA_CODE


def _milliseconds(client: Any, address: str) -> float:
    started = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - started) * 1000
    assert answer.status_code == 200, f"{address} answered {answer.status_code}"
    return took
