"""The sheet of what came and what did not, as evidence: for a review, a complaint or the Tribunal.

It says what each side told of each week, and the sums; it draws no conclusion. Plain Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.documents.content import (
    Block,
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Table,
    long_date,
)
from goldenthread.plans.rules.delivery import Happened, Sheet, Told, Week

TITLE = "Did it happen? What was told of the help in the plan"
HIDDEN = "Words hidden: ask the person you talk to."
ANSWERS = {
    Happened.YES: "Yes",
    Happened.PART: "Some",
    Happened.NO: "No",
    Happened.NOT_DUE: "Not due",
}
NOT_TOLD = "Not told"
COLUMNS = (
    *("line", "help", "how_often", "plan_issued", "week", "minutes_promised", "family_says"),
    *("family_minutes", "setting_says", "setting_minutes", "minutes_owed", "minutes_disputed"),
)
Cell = str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One line of the plan, in the words its reader may see, and its weeks."""

    row: str
    what: str
    how_often: str
    issued: date
    sheet: Sheet


def document(lines: Sequence[SheetLine], *, name: str, drawn: date) -> Document:
    """Return the sheet as a document: each line, its sums, and every week with what was told."""
    blocks: list[Block] = [
        Facts(
            rows=(
                Fact(label="Child", words=name),
                Fact(label="As recorded on", words=long_date(drawn)),
            )
        ),
        Paragraph(
            words="This shows what the family and the school or setting each told, week by week, "
            "and adds up the time. Time is owed where both say it was not given, or the only one "
            "who told. Where they differ, the time stands apart. A week nobody told of counts as "
            "neither."
        ),
    ]
    for each in lines:
        blocks += _line(each)
    if not lines:
        blocks.append(Paragraph(words="No plan in force has its lines recorded here."))
    return Document(title=TITLE, blocks=tuple(blocks))


def _line(line: SheetLine) -> Iterable[Block]:
    sheet = line.sheet
    yield Heading(words=f"{line.row}: {line.what or HIDDEN}")
    yield Facts(
        rows=(
            *((Fact(label="How often", words=line.how_often),) if line.how_often else ()),
            Fact(label="Plan issued", words=long_date(line.issued)),
            Fact(label="Owed", words=time_of(sheet.owed)),
            Fact(label="Not agreed", words=time_of(sheet.disputed)),
            Fact(label="Weeks nobody told of", words=str(sheet.not_told)),
        )
    )
    yield Table(
        caption=f"{line.row}, week by week, the newest first",
        columns=("Week of", "Minutes promised", "Family says", "Setting says", "Minutes owed"),
        rows=tuple(_row(week) for week in reversed(sheet.weeks)),
        row_headers=True,
    )


def _row(week: Week) -> tuple[str, ...]:
    return (
        long_date(week.week),
        "Not said" if week.promised is None else str(week.promised),
        _said(week.family),
        _said(week.setting),
        f"{week.owed} ({week.disputed} not agreed)" if week.disputed else str(week.owed),
    )


def _said(told: Told | None) -> str:
    if told is None:
        return NOT_TOLD
    minutes = f", {told.minutes} minutes" if told.minutes is not None else ""
    return f"{ANSWERS[told.happened]}{minutes}"


def time_of(minutes: int) -> str:
    """Write a time in hours and minutes: "2 hours 5 minutes"; nothing is "none"."""
    hours, left = divmod(minutes, 60)
    said = [
        f"{count} {one if count == 1 else many}"
        for count, one, many in ((hours, "hour", "hours"), (left, "minute", "minutes"))
        if count
    ]
    return " ".join(said) or "none"


def rows(lines: Iterable[SheetLine]) -> list[list[Cell]]:
    """Return the sheet as rows: one a line and week, the oldest first."""
    return [
        [
            *(each.row, each.what or HIDDEN, each.how_often, each.issued.isoformat()),
            *(week.week.isoformat(), week.promised),
            *_told_cells(week.family),
            *_told_cells(week.setting),
            *(week.owed, week.disputed),
        ]
        for each in lines
        for week in each.sheet.weeks
    ]


def _told_cells(told: Told | None) -> tuple[Cell, Cell]:
    return (NOT_TOLD, None) if told is None else (ANSWERS[told.happened], told.minutes)
