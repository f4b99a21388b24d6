"""Loading a SEN2 return: checked like a dry run, then kept, all or nothing."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.db import transaction

from goldenthread.access.rules import Asker, Permission
from goldenthread.exchange.commands.keeping import Keeper
from goldenthread.exchange.commands.opening import (
    Loaded,
    Opening,
    check_may_load,
    is_older,
    open_load,
)
from goldenthread.exchange.commands.refusing import LoadRefused
from goldenthread.exchange.models import Load, LoadKind
from goldenthread.exchange.rules.facts import ChildFacts
from goldenthread.exchange.rules.from_sen2 import child_facts
from goldenthread.exchange.sen2.dry_run import Faults, Report, dry_run
from goldenthread.exchange.sen2.faults import Severity, UnreadableReturn
from goldenthread.exchange.sen2.items import YearSpec
from goldenthread.exchange.sen2.read import read_return
from goldenthread.exchange.sen2.records import Person
from goldenthread.organisations.bulk import register
from goldenthread.organisations.rules import is_la_number


@transaction.atomic
def load_sen2(
    path: Path,
    *,
    by: Asker,
    at: datetime,
    area: str | None = None,
    as_of: date | None = None,
    name: str = "",
    previewed: Load | None = None,
) -> Loaded:
    """Load a SEN2 return into the area it is for; the same file again changes nothing.

    Runs in the transaction in which `by` is stated. `area` and `as_of` serve where the file does
    not say its authority or its year.

    :raises LoadRefused: if it cannot be read, a rule of level error fires, or a row cannot be kept
    :raises NotAllowed: if `by` may not load files for this area
    """
    held = register()
    with Spool() as told:
        try:
            report = dry_run(path, area=area, as_of=as_of, register=held, also=told)
        except UnreadableReturn as problem:
            raise LoadRefused(str(problem)) from None
        area_id = _check(report, by, at)
        opening = Opening(
            kind=LoadKind.SEN2,
            path=path,
            name=name or path.name,
            by=by,
            at=at,
            area_id=area_id,
            as_of=report.survey_day,
            return_year=report.return_year,
            previewed=previewed,
        )
        load, again = open_load(opening)
        if again:
            return Loaded(load.pk, area_id, again=True, report=load.report)
        older = is_older(opening)
        facts = list(told.facts())
    done = Keeper(load, opening, facts, held, fill_only=older).keep()
    done.report = summary(report)
    done.queries = tuple(each.as_json() for each in report.faults.listed)
    load.report = done.report
    load.save(update_fields=["report"])
    return done


class Spool:
    """Puts the facts of each person by on disk while a file is checked.

    A file is kept only when all of it has been checked; until then a file of any size takes no
    more memory than one person of it. After the first error nothing more is put by.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = TemporaryFile()  # noqa: SIM115  # closed by __exit__
        self._told = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __call__(self, person: Person, faults: Faults, spec: YearSpec) -> None:
        if not faults.by_severity[Severity.ERROR]:
            pickle.dump(child_facts(person, spec.survey_day), self._file, pickle.HIGHEST_PROTOCOL)
            self._told += 1

    def facts(self) -> Iterator[ChildFacts]:
        """Give what was put by, in order."""
        self._file.seek(0)
        for _ in range(self._told):
            yield pickle.load(self._file)


def area_of_return(path: Path, *, area: str | None, as_of: date | None) -> int:
    """Return the number of the local authority whose return a file is.

    :raises LoadRefused: if it cannot be read, or is nobody's
    """
    try:
        with read_return(path, area=area, as_of=as_of) as opened:
            number = opened.area
    except UnreadableReturn as problem:
        raise LoadRefused(str(problem)) from None
    if number is None or not is_la_number(number):
        raise LoadRefused("The file does not say whose return it is. Say it with --area.")
    return int(number)


def _check(report: Report, by: Asker, at: datetime) -> int:
    """Return the area of a return that may be loaded.

    :raises LoadRefused: if its rules refuse it, or it is for nobody, or for a day to come
    """
    if report.area is None:
        raise LoadRefused("The file does not say whose return it is. Say it with --area.")
    area_id = int(report.area)
    check_may_load(by, Permission.FILES_LOAD, area_id)
    if not report.clean:
        errors = [f.as_json() for f in report.faults.listed if f.severity.value == "error"]
        count = report.faults.by_severity[report.faults.listed[0].severity.ERROR]
        raise LoadRefused(f"{count:,} errors stand in the way. Nothing was loaded.", errors)
    if report.survey_day > at.date():
        raise LoadRefused(f"The survey day, {report.survey_day}, is still to come.")
    return area_id


def summary(report: Report) -> dict[str, object]:
    """Return what is kept of a report: counts and figures, and nothing of any child."""
    whole = report.as_json()
    kept = ("return_year", "survey_day", "counts", "counts_by_rule", "not_checked", "figures")
    return {name: whole[name] for name in kept}
