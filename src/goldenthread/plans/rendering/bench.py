"""How long renderings and checks take, on invented plans. Plain Python: no database."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date

from goldenthread.documents.content import Document, KeyDate, KeyDates, Letterhead, Paragraph
from goldenthread.documents.pdf import to_pdf
from goldenthread.plans.checks import check_plan
from goldenthread.plans.content import Cover, Need, Outcome, Plan, PlanStatus, Provision, Section
from goldenthread.plans.rendering.kinds import Kind, mark_for
from goldenthread.plans.rendering.render import render

TIMES = 7
ROWS = 14  # needs, each with an outcome and two lines of provision: twelve pages
USUAL = 4  # needs of most plans
DAY = date(2026, 11, 22)
SAID = "An invented child finds this hard on most days, and is helped by a calm adult beside them. "


def example(turn: int = 0, rows: int = ROWS) -> Plan:
    """Return an invented plan of twelve pages. A turn of its own keeps it from being remembered."""
    needs, outcomes, lines = [], [], []
    for at in range(1, rows + 1):
        text = f"{SAID * 2}{at}, {turn}."
        needs.append(Need(id=f"B{at}", section=Section.B, text=text, effect=SAID, strengths=SAID))
        outcomes.append(
            Outcome(id=f"E{at}", text=text, baseline="none", measure="a tally", by_when_words="May")
        )
        for part in (1, 2):
            lines.append(
                Provision(
                    id=f"F{at * 2 + part - 2}",
                    section=Section.F,
                    what=text,
                    who="a teaching assistant",
                    how_often="each school day",
                    how_long="20 minutes",
                    expertise="trained by the specialist teacher",
                    review="each term",
                )
            )
    return Plan(
        invented=True,
        cover=Cover(child_name="Invented Child", status=PlanStatus.FINAL),
        needs=tuple(needs),
        outcomes=tuple(outcomes),
        provision=tuple(lines),
    )


def notice(turn: int = 0) -> Document:
    """Return an invented notice of a page and a half."""
    days = (KeyDate(label="Appeal by", on=date(2027, 1, 4), note=SAID, code="app-limit"),)
    said = tuple(Paragraph(words=f"{SAID * 3}{at}, {turn}.") for at in range(9))
    head = Letterhead(sender=("Invented Council",), to=("A Parent", "1 Invented Row"))
    return Document(
        title="We will not assess", blocks=(*said, KeyDates(dates=days)), letterhead=head
    )


def median_ms(work: Callable[[int], object]) -> float:
    """Return the median of several runs in milliseconds, the first left out: it reads the fonts."""
    work(-1)
    taken = []
    for turn in range(TIMES):
        started = time.perf_counter()
        work(turn)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def figures() -> Iterator[tuple[str, str, str]]:
    """Yield what was measured, the figure, and what we promised."""
    notices = [notice(turn) for turn in range(-1, TIMES)]
    yield "a notice as PDF", f"{median_ms(lambda t: to_pdf(notices[t + 1])):.0f} ms", "<= 150 ms"
    plans = [example(turn) for turn in range(-1, TIMES)]
    marks = [mark_for(turn + 2, plan) for turn, plan in enumerate(plans)]

    def one(kind: Kind) -> float:
        return median_ms(lambda turn: render(plans[turn + 1], kind, marks[turn + 1]))

    taken = {kind: one(kind) for kind in Kind}
    yield "a plan of twelve pages as PDF", f"{taken[Kind.STATUTORY]:.0f} ms", "<= 150 ms"
    yield "all five renderings of it", f"{sum(taken.values()):.0f} ms", "<= 1 s"
    yield from checked()


def checked() -> Iterator[tuple[str, str, str]]:
    """Yield how much of the processor's time the checks of one plan take."""
    for words, rows, promise in (
        ("check of a plan with four needs, processor time", USUAL, "<= 8 ms"),
        ("check of a plan of twelve pages, processor time", ROWS, ""),
    ):
        taken = []
        for turn in range(-1, 2 * TIMES):
            plan = example(turn, rows)
            started = time.process_time()
            check_plan(plan, DAY)
            taken.append((time.process_time() - started) * 1000)
        yield words, f"{statistics.median(taken[1:]):.1f} ms", promise
