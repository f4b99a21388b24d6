"""Loading the two lists of an area SEND inspection, all or nothing."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from goldenthread.access.rules import Asker, Permission
from goldenthread.exchange import annex_a
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
from goldenthread.exchange.rules.from_annex_a import child_facts
from goldenthread.exchange.sen2.faults import UnreadableReturn
from goldenthread.exchange.sen2.read import area_number
from goldenthread.organisations.bulk import register

# The list rolls ethnicity up to the main code: a finer one that is kept stays.
ONLY_FILLED = frozenset({"ethnicity"})


@transaction.atomic
def load_annex_a(
    path: Path,
    *,
    by: Asker,
    at: datetime,
    area: str,
    as_of: date | None = None,
    name: str = "",
    previewed: Load | None = None,
) -> Loaded:
    """Load both lists into an area, as on the day of the request (today when none is given).

    Runs in the transaction in which `by` is stated. The same file again changes nothing.

    :raises LoadRefused: if it cannot be read, a rule of level error fires, or a row cannot be kept
    :raises NotAllowed: if `by` may not load files for this area
    """
    area_id, on, held = area_of_lists(area), as_of or at.date(), register()
    check_may_load(by, Permission.FILES_LOAD, area_id)
    lists = read(path, on, name)
    errors = [as_json(each) for each in lists.faults if each.severity == "error"]
    if errors:
        raise LoadRefused(f"{len(errors):,} errors stand in the way. Nothing was loaded.", errors)
    if on > at.date():
        raise LoadRefused(f"The day of the lists, {on}, is still to come.")
    opening = Opening(
        kind=LoadKind.ANNEX_A,
        path=path,
        name=name or path.name,
        by=by,
        at=at,
        area_id=area_id,
        as_of=on,
        previewed=previewed,
    )
    load, again = open_load(opening)
    if again:
        return Loaded(load.pk, area_id, again=True, report=load.report)
    facts = [child_facts(row) for row in (*lists.list_1, *lists.list_2)]
    keeper = Keeper(load, opening, facts, held, fill_only=is_older(opening), fills=ONLY_FILLED)
    done = keeper.keep()
    done.report = summary(lists)
    done.queries = tuple(as_json(each) for each in lists.faults)
    load.report = done.report
    load.save(update_fields=["report"])
    return done


def read(path: Path, on: date, name: str = "") -> annex_a.Lists:
    """Read both lists, and check them against the register that is loaded.

    :raises LoadRefused: if the workbook cannot be read
    """
    try:
        return annex_a.read_lists(path, as_of=on, register=register(), name=name or None)
    except annex_a.WorkbookRefused as problem:
        raise LoadRefused(str(problem)) from None
    except OSError as problem:
        raise LoadRefused(f"The workbook cannot be opened: {problem.strerror}.") from None


def summary(lists: annex_a.Lists) -> dict[str, Any]:
    """Return what is kept of a report: counts and figures, and nothing of any child."""
    errors = sum(each.severity == "error" for each in lists.faults)
    return {
        "as_of": lists.as_of.isoformat(),
        "counts": {"error": errors, "query": len(lists.faults) - errors},
        "figures": annex_a.figures_of(lists, register()),
    }


def area_of_lists(area: str | None) -> int:
    """Return the number of the authority whose lists these are; the file never says it.

    :raises LoadRefused: if nobody says it, or there is no such authority
    """
    if not area:
        raise LoadRefused("The lists do not say whose they are. Say it with --area.")
    try:
        return int(area_number(area))
    except UnreadableReturn as problem:
        raise LoadRefused(str(problem)) from None


def as_json(each: annex_a.Fault) -> dict[str, Any]:
    """Give a fault of the lists in the shape of those of other files."""
    return {"person": None, "module": each.list_name, **each.as_json()}
