"""How quick figures, simulation and forecasts are on this machine, beside what is asked of them.

Seconds of the R package were measured on two cores of another machine, so the ratio is rough.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from goldenthread.waits import printing
from goldenthread.waits.reading.report import read_list
from goldenthread.waits.rules import forecast, invented, simulation
from goldenthread.waits.rules.lists import Days

DAYS = 5 * 364


@dataclass(frozen=True, slots=True)
class Timing:
    """One thing measured: seconds by the clock and of the processor, and the most allowed."""

    name: str
    clock: float
    processor: float
    allowed: float
    in_r: float | None

    @property
    def ratio(self) -> float | None:
        return None if self.in_r is None else self.in_r / self.clock


def timed(name: str, allowed: float, in_r: float | None, work: Callable[[], object]) -> Timing:
    """Time the best of three."""
    times = []
    for _ in range(3):
        clock, processor = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - clock, time.process_time() - processor))
    return Timing(name, *min(times), allowed, in_r)


def measure(rows: int = 500_000) -> list[Timing]:
    """Measure each, figures with reading the file; at full size where ``rows`` is 500,000."""
    return [
        *_figures(rows),
        _simulated(rows // 5, 1.0, 54.0),
        _simulated(rows, 5.0, 25 * 60.0),
        _forecasts(rows // 50),
    ]


def _scenario(rows: int) -> simulation.Scenario:
    weekly = rows / (DAYS / 7)
    start = invented.START
    return simulation.Scenario(start=start, end=start + DAYS, demand=weekly, capacity=weekly * 0.95)


def _figures(rows: int) -> list[Timing]:
    run = simulation.simulate(_scenario(rows), 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        texts = [printing.written_days(days) for days in (run.rows.referral, run.rows.removal)]
        lines = (f"{a},{b}\n" for a, b in zip(*texts, strict=True))
        path.write_text("referral,removal\n" + "".join(lines))

        def service() -> object:
            return printing.service_figures(read_list(path), 18, None, None)

        def compat() -> object:
            return printing.compat_figures(read_list(path, compat=True), 18, None, None)

        size = f"{len(run.rows):,} rows"
        return [
            timed(f"figures of {size}, file and all", 1.0, 4.0, service),
            timed(f"figures of {size}, --compat", 1.0, 4.0, compat),
        ]


def _simulated(rows: int, allowed: float, in_r: float) -> Timing:
    scenario = _scenario(rows)
    return timed(
        f"simulation of {rows:,} referrals", allowed, in_r, lambda: simulation.simulate(scenario, 1)
    )


def _forecasts(count: int) -> Timing:
    rows = invented.invent(invented.KINDS[-1], invented.YEARS, 1)
    on = invented.START + 6 * invented.YEAR
    asked: Days = np.random.default_rng(1).integers(on - 364, on + 1, count)

    def work() -> object:
        return forecast.forecast(forecast.learn(rows, on), asked)

    return timed(f"{count:,} forecasts, learning included", 5.0, None, work)


def table(timings: list[Timing]) -> list[str]:
    """Return the timings as the lines of a Markdown table."""
    lines = [
        "| What | Seconds | Of the processor | Allowed | Times as quick as R |",
        "|---|---:|---:|---:|---:|",
    ]
    for one in timings:
        ratio = "" if one.ratio is None else f"{one.ratio:,.0f}"
        lines.append(
            f"| {one.name} | {one.clock:.2f} | {one.processor:.2f} | {one.allowed:g} | {ratio} |"
        )
    return lines
