"""The sheet of each line of a child's plan in force: told, owed, and being put right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from goldenthread.people.models import Child
from goldenthread.plans.models import IssuedProvision
from goldenthread.plans.models.delivery import Confirmation, PromisedTime
from goldenthread.plans.rules.delivery import (
    WEEK,
    Happened,
    Promised,
    Sheet,
    Source,
    Told,
    Week,
    monday,
    sheet,
)
from goldenthread.plans.rules.rhythm import Rhythm, rhythm_of, start_of

WEEKS_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the plan in force and its sheet; or of the version before, with what is left."""

    id: int
    plan_id: int
    row: str
    what: str
    how_often: str
    equipment: bool
    issued_date: date
    ended_date: date | None  # a newer version was issued that day
    rhythm: Rhythm
    promised: int | None  # minutes a week, or in its own rhythm, now
    sheet: Sheet  # since the plan was issued
    since: date  # the first week to be shown
    said: tuple[Told, ...]  # everything told of it, what was changed later too, in order

    @property
    def open(self) -> bool:
        """Whether there is something to tell of it: an earlier version's, only time made up."""
        return self.ended_date is None or bool(self.sheet.owed)

    @property
    def shown(self) -> tuple[Week, ...]:
        """The last weeks, or what an earlier version left behind."""
        every = self.sheet.weeks
        start = start_of(self.rhythm, self.since)
        return every if self.ended_date else tuple(each for each in every if each.week >= start)


def lines_of(child: Child, *, today: date, weeks: int = WEEKS_SHOWN) -> tuple[Line, ...]:
    """Return each line of a child's plan in force, counted since its issue. Three queries.

    The last `weeks` are shown. Weeks before the plan was issued owe nothing and are left out. A
    line of an earlier version stays while anything was told of it: an amendment pays no debt.
    """
    rows = list(
        IssuedProvision.objects.filter(
            area_id=child.area_id, child=child, version__plan__state="IN_FORCE"
        )
        .select_related("version")
        .order_by("-version__number", "pk")
    )
    numbers = [row.pk for row in rows]
    promised = PromisedTime.objects.filter(provision__in=numbers).order_by("from_date", "pk")
    by_words: defaultdict[tuple[str, ...], list[PromisedTime]] = defaultdict(list)
    words = {row.pk: _words(row) for row in rows}
    for each in promised:
        by_words[words[each.provision_id]].append(each)
    told = list(Confirmation.objects.filter(provision__in=numbers).order_by("pk"))
    ends = _ends(rows)
    since = monday(today) - (weeks - 1) * WEEK
    found = (
        _line(
            row,
            by_words[words[row.pk]],
            [_told(each) for each in told if each.provision_id == row.pk],
            ended=ends[row.version_id],
            since=since,
            today=today,
        )
        for row in rows
    )
    return tuple(each for each in found if each.ended_date is None or each.said)


def _words(row: IssuedProvision) -> tuple[str, ...]:
    """What makes a line of two versions the same: an amendment that left it alone."""
    return row.row, row.what, row.how_often


def promised_to(line: IssuedProvision) -> list[PromisedTime]:
    """Return what was said of the time of a line, in this version or an earlier, in order."""
    same = PromisedTime.objects.filter(
        provision__version__plan_id=line.version.plan_id,
        provision__row=line.row,
        provision__what=line.what,
        provision__how_often=line.how_often,
    )
    return list(same.order_by("from_date", "pk"))


def _ends(rows: Sequence[IssuedProvision]) -> dict[int, date | None]:
    """Return, by version, the day on which the next was issued; none for the newest."""
    found: dict[int, date | None] = {}
    later: date | None = None
    for row in rows:  # the newest version first
        if row.version_id not in found:
            found[row.version_id] = later
            later = row.version.issued_date
    return found


def _told(row: Confirmation) -> Told:
    return Told(
        week=row.week,
        source=Source(row.source),
        happened=Happened(row.happened),
        minutes=row.minutes,
        on=timezone.localdate(row.told_at),
    )


def rhythm_now(how_often: str, promised: Sequence[PromisedTime]) -> Rhythm:
    """Return the rhythm of a line: as somebody set it last, else as its words say."""
    return Rhythm(promised[-1].rhythm) if promised else rhythm_of(how_often)


def _line(
    row: IssuedProvision,
    promised: Sequence[PromisedTime],
    said: Sequence[Told],
    *,
    ended: date | None,
    since: date,
    today: date,
) -> Line:
    issued = row.version.issued_date
    steps = [
        Promised(from_date=max(each.from_date, issued), minutes=each.minutes) for each in promised
    ]
    now = [each.minutes for each in steps if each.from_date <= today]
    if ended:
        steps = [*(each for each in steps if each.from_date < ended),
                 Promised(from_date=ended, minutes=0)]  # fmt: skip
    rhythm, first = rhythm_now(row.how_often, promised), issued
    return Line(
        id=row.pk,
        plan_id=row.version.plan_id,
        row=row.row,
        what=row.what,
        how_often=row.how_often,
        equipment=row.equipment,
        issued_date=issued,
        ended_date=ended,
        rhythm=rhythm,
        promised=0 if ended else now[-1] if now else None,
        sheet=sheet(steps, said, first=first, last=_last(ended, said, today, first), rhythm=rhythm),
        since=since,
        said=tuple(said),
    )


def _last(ended: date | None, said: Sequence[Told], today: date, first: date) -> date:
    """Return the last day counted: today, or the last week told of a line that has ended."""
    if ended is None:
        return max(today, first)
    return max([ended - timedelta(days=1), first, *(each.week for each in said)])
