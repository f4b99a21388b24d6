"""How fast and how large reading, checking and counting a return is.

Run `python -m tests.unit.exchange.sen2_bench`. Each measurement runs in a process of its own,
so that its memory is its own. Every person is invented.
"""

from __future__ import annotations

import argparse
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from goldenthread.exchange.sen2.dry_run import dry_run
from goldenthread.exchange.sen2.items import MODULES, spec_for
from goldenthread.exchange.sen2.records import (
    ActivePlan,
    Assessment,
    Header,
    NamedPlan,
    Need,
    Person,
    Placement,
    PlanDetail,
    Record,
    Request,
)
from goldenthread.exchange.sen2.write import write_return
from goldenthread.people.rules import upn_check_letter

YEAR = 2026
NEEDS = "ASD SLCN SEMH MLD SLD PD SPLD HI PMLD VI MSI DS OTH".split()  # noqa: SIM905  # as a table has them


def people(plans: int, seed: int = 1) -> Iterator[Person]:
    """Give invented people with a plan in force, and one in five with a request as well."""
    chance = random.Random(seed)
    for number in range(plans):
        yield _person(number, chance, old=number % 8 != 0)
        if number % 5 == 0:
            yield _refused(plans + number, chance)


def _upn(number: int) -> str:
    rest = f"831{number:08d}1"
    return upn_check_letter(rest) + rest


def _who(number: int, chance: random.Random) -> Person:
    return Person(
        surname=f"Invented{number}",
        forename="Sam",
        born=date(2005, 1, 1) + timedelta(days=chance.randrange(5000)),
        sex=chance.choice("MF"),
        ethnicity="WBRI",
        postcode="DE1 1AA",
        upn=_upn(number),
    )


def _refused(number: int, chance: random.Random) -> Person:
    found = _who(number, chance)
    received = date(2025, 1, 1) + timedelta(days=chance.randrange(300))
    told = received + timedelta(days=chance.randrange(20, 60))
    found.requests.append(
        Request(received=received, source="1", rya=False, outcome="N", outcome_date=told)
    )
    return found


def _person(number: int, chance: random.Random, *, old: bool) -> Person:
    found = _who(number, chance)
    issued = date(2025, 1, 1) + timedelta(days=chance.randrange(360))
    start = issued - timedelta(days=365 * chance.randrange(1, 6)) if old else issued
    setting = {"urn": f"{100000 + chance.randrange(900)}", "unit": False, "resourced": False}
    plan = NamedPlan(start=start, pb=False, details=[PlanDetail(rank=1, **setting)])
    active = ActivePlan(
        placements=[Placement(rank=1, entry=start, **setting)],
        needs=[Need(kind=kind, rank=r) for r, kind in enumerate(chance.sample(NEEDS, 2), 1)],
    )
    if old:
        active.review_meeting = issued
        active.last_review = issued + timedelta(days=chance.randrange(10, 40))
        active.review_outcome = "M"
        assessment = Assessment(outcome="H", plan=plan)
        request = Request(outcome="H", assessment=assessment, active=active)
    else:
        assessment = Assessment(outcome="Y", outcome_date=issued, week20=False, plan=plan)
        received = issued - timedelta(days=chance.randrange(100, 300))
        request = Request(
            received=received, source="2", outcome="H", assessment=assessment, active=active
        )
    found.requests.append(request)
    return found


def write_xml(path: Path, plans: int) -> int:
    """Write a return and give its size in bytes."""
    with path.open("wb") as out:
        write_return(out, Header(year=YEAR, lea="831"), people(plans))
    return path.stat().st_size


def write_tables(path: Path, persons: int, spoil_every: int) -> int:
    """Write a zip of CSV tables, a birth date spoilt every so often; give how many rows."""
    spec, rows = spec_for(YEAR), 0
    lines = {m.name: [_headings(m.name)] for m in MODULES}
    for number, person in enumerate(people(persons * 5 // 6), 1):
        rows += _flatten("Person", person, None, lines)
        if number % spoil_every == 0:
            last = lines["Person"][-1]
            lines["Person"][-1] = last.replace(person.born.isoformat(), "2015-02-30")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.csv", f"Year,ReferenceDate,LEA\n{YEAR},{spec.survey_day},831\n")
        for name, text in lines.items():
            archive.writestr(f"{name.lower()}.csv", "\n".join(text))
    return rows


def _headings(module: str) -> str:
    items = [item.name for item in spec_for(YEAR).items[module]]
    parent = next(m.parent for m in MODULES if m.name == module)
    return ",".join(
        [f"{module.lower()}tableid", *([f"{parent.lower()}tableid"] if parent else []), *items]
    )


def _flatten(module: str, record: Record, parent: str | None, lines: dict[str, list[str]]) -> int:
    own = str(len(lines[module]))
    values = [getattr(record, item.attribute) for item in spec_for(YEAR).items[module]]
    texts = ["" if v is None else str(int(v)) if isinstance(v, bool) else str(v) for v in values]
    lines[module].append(",".join([own, *([parent] if parent else []), *texts]))
    rows = 1
    for child in (m for m in MODULES if m.parent == module):
        held = getattr(record, child.slot)
        for below in held if isinstance(held, list) else [held] if held else []:
            rows += _flatten(child.name, below, own, lines)
    return rows


def _measured(path: Path) -> None:
    began = time.perf_counter()
    report = dry_run(path)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bad = sum(1 for fault in report.faults.listed if fault.rule == "S2-90")
    active = report.figures["active_plans"]["total"]
    print(  # noqa: T201  # a bench prints
        f"{path.name:22} {took:6.1f} s {peak:6.0f} MB  persons {report.figures['persons']:,}, "
        f"active plans {active:,}, faults {report.faults.total:,} (bad dates {bad})"
    )


def main() -> None:
    """Write the files, then measure each in its own process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path)
    given = parser.parse_args()
    if given.file:
        _measured(given.file)
        return
    print(platform.machine(), platform.python_version())  # noqa: T201  # a bench prints
    with tempfile.TemporaryDirectory() as folder:
        xml = Path(folder, "plans-12756.xml")
        print(f"{write_xml(xml, 12_756) / 1e6:.1f} MB of XML")  # noqa: T201  # a bench prints
        tables = Path(folder, "persons-100000.zip")
        rows = write_tables(tables, 100_000, 990)
        print(f"{rows:,} rows of tables")  # noqa: T201  # a bench prints
        for file in (xml, tables):
            command = [sys.executable, "-m", "tests.unit.exchange.sen2_bench", str(file)]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
