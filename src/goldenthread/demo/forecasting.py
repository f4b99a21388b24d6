"""The back-test of forecasts on the invented partnership, as a page of the documentation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from goldenthread.assessment.cli import EVERY, TEST_DAYS, tested
from goldenthread.assessment.rules.forecast import LEAST, MODEL, history_of, path_of
from goldenthread.assessment.rules.forecast import Path as CasePath
from goldenthread.assessment.rules.forecast.telling import told
from goldenthread.demo.history import area_history
from goldenthread.demo.world import DEMO_DAY
from goldenthread.ui.words import plain_date

AREAS = (("Derbyshire", "derbyshire"), ("Derby", "derby"))
HEAD = """# How good the forecast is

Each night every open request is given the chance that it meets its next MUST date. The chance
comes from comparable cases of the same area: those that stood in the same step for as many days,
with about as many days gone since the request, and what became of each from there. Withdrawal
and refusal are competing ends; cases still open are censored; the share that got there in time is
Aalen and Johansen's cumulative incidence, computed by scikit-survival. Nothing else goes into it,
and the page of a case shows how many comparables there were and what became of them. With fewer
than {least} comparables there is no forecast, and the page says so.

**How it was tried.** Going back {days} days from {last}, every {every} days, every case then open
was forecast with only what was known on that day. What came afterwards was held back, and then
compared. Cases whose date had not come by {last} are left out, since nobody knows yet.

**What it was tried on.** The invented history of the demo, which follows the published figures of
the two areas: it shows that the method and the sums are right, and not how well it would do on a
council's own cases. Each council should run `goldenthread forecast test` on its own past.

**What to know when reading.** Forecasts say what happens if an area goes on as it has done lately.
Where an area changes quickly, as the invented ones do at the turn of a calendar year, forecasts
made just before are wrong in the direction of the change: the middle bands show it. Model:
`{model}`. This page is written by `goldenthread docs --forecast`.
"""


def invented_paths(area: str, as_of: date = DEMO_DAY) -> Iterator[CasePath]:
    """Yield the way of every request of an invented area, as known on a day."""
    number = 0
    for child in area_history(area, as_of):
        cases: defaultdict[str, list[tuple[str, date, str]]] = defaultdict(list)
        for event in child.events:
            if event.case_type == "assessment":
                about = str((event.facts or {}).get("about", ""))
                cases[event.case_ref].append((str(event.kind), event.on, about))
        for events in cases.values():
            number += 1
            if path := path_of(number, events):
                yield path


def write_forecast(page: Path) -> None:
    """Write the back-test of both areas as a page."""
    said = HEAD.format(
        least=LEAST, days=TEST_DAYS, every=EVERY, last=plain_date(DEMO_DAY), model=MODEL
    )
    lines = [said]
    for name, slug in AREAS:
        lines += told(name, tested(history_of(invented_paths(slug)), DEMO_DAY))
    page.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
