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
from goldenthread.plans.rules.delivery import Happened, Sheet, Source, Told, Week
from goldenthread.plans.rules.rhythm import RHYTHM_WORDS, Rhythm

TITLE = "Did it happen? What was told of the help in the plan"
HIDDEN = "Words hidden: ask the person you talk to."
ANSWERS = {
    Happened.YES: "Yes",
    Happened.PART: "Some",
    Happened.NO: "No",
    Happened.NOT_DUE: "Not due",
}
NOT_TOLD = "Not told"
WHO = {Source.FAMILY: "Family", Source.SETTING: "Setting"}
COLUMNS = (
    *("line", "help", "how_often", "plan_issued", "counted_by", "week", "minutes_promised"),
    *("family_says", "family_minutes", "family_told_on"),
    *("setting_says", "setting_minutes", "setting_told_on", "minutes_owed", "minutes_disputed"),
)
SAID_COLUMNS = ("Minutes promised", "Family says", "Setting says", "Minutes owed")
Cell = str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One line of the plan, in the words its reader may see, and its weeks."""

    row: str
    what: str
    how_often: str
    issued: date
    sheet: Sheet
    rhythm: Rhythm = Rhythm.WEEK
    ended: date | None = None  # a newer plan took its place that day
    said: tuple[Told, ...] = ()  # everything told of it, in order


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
            "neither. Beside each answer stands the day on which it was told; what was told "
            "differently before stands at the end. What is promised by the half term, term or year "
            "is asked and counted so."
        ),
    ]
    for each in lines:
        blocks += _line(each)
    if any(each.said for each in lines):
        blocks += _in_order(lines)
    if not lines:
        blocks.append(Paragraph(words="No plan in force has its lines recorded here."))
    return Document(title=TITLE, blocks=tuple(blocks))


def _line(line: SheetLine) -> Iterable[Block]:
    sheet, one = line.sheet, RHYTHM_WORDS[line.rhythm]
    yield Heading(words=f"{line.row}: {line.what or HIDDEN}")
    yield Facts(
        rows=(
            *((Fact(label="How often", words=line.how_often),) if line.how_often else ()),
            Fact(label="Plan issued", words=long_date(line.issued)),
            *(
                (Fact(label="A newer plan issued", words=long_date(line.ended)),)
                if line.ended
                else ()
            ),
            Fact(label="Owed", words=time_of(sheet.owed)),
            Fact(label="Not agreed", words=time_of(sheet.disputed)),
            Fact(label=f"{one.capitalize()}s nobody told of", words=str(sheet.not_told)),
        )
    )
    yield Table(
        caption=f"{line.row}, {one} by {one}, the newest first",
        columns=(
            f"{one.capitalize()} from",
            "Minutes promised",
            "Family says",
            "Setting says",
            "Minutes owed",
        ),
        rows=tuple(_row(week) for week in reversed(sheet.weeks)),
        row_headers=True,
    )


def _ended(line: SheetLine) -> Iterable[Fact]:
    if line.ended:
        yield Fact(label="A newer plan issued", words=long_date(line.ended))


def _in_order(lines: Sequence[SheetLine]) -> Iterable[Block]:
    """Return all that was told, by whom and on which day: what was changed later too."""
    told = [(each.on or each.week, number, line.row, each)
            for line in lines for number, each in enumerate(line.said)]  # fmt: skip
    yield Heading(words="Everything told, in order")
    yield Table(
        caption="Everything told, in order",
        columns=("Told on", "Line", "Of the week from", "Who", "What"),
        rows=tuple(
            (long_date(on), row, long_date(each.week), WHO[each.source], _answer(each))
            for on, _, row, each in sorted(told, key=lambda one: one[:3])
        ),
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
    return f"{_answer(told)} (told {short(told.on)})" if told.on else _answer(told)


def _answer(told: Told) -> str:
    minutes = f", {told.minutes} minutes" if told.minutes is not None else ""
    return f"{ANSWERS[told.happened]}{minutes}"


def short(day: date) -> str:
    """Return a day as a narrow cell writes it: 25 May 2026."""
    return f"{day.day} {day:%B %Y}"


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
            RHYTHM_WORDS[each.rhythm],
            *(week.week.isoformat(), week.promised),
            *_told_cells(week.family),
            *_told_cells(week.setting),
            *(week.owed, week.disputed),
        ]
        for each in lines
        for week in each.sheet.weeks
    ]


def _told_cells(told: Told | None) -> tuple[Cell, Cell, Cell]:
    if told is None:
        return NOT_TOLD, None, None
    return ANSWERS[told.happened], told.minutes, told.on.isoformat() if told.on else None
