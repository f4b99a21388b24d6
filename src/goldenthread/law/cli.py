"""Command line: the rules of law, and one case's clocks. No database, no Django."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any

import click

from goldenthread.law import limits
from goldenthread.law.calendar import CalendarError, SchoolCalendar, read_date, read_school_calendar
from goldenthread.law.due import DATE_FACTS, Answer, Asker
from goldenthread.law.limits import Entry, Force, LawError


class Refused(click.ClickException):
    """Bad input: a plain sentence, and exit code 2."""

    exit_code = 2


class Day(click.ParamType[date]):
    """A date written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return read_date(value)
        except CalendarError as problem:
            raise Refused(str(problem)) from None


DAY = Day()


def _print(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


@click.group()
def law() -> None:
    """The rules of law, and the last day each allows."""


@law.command("list")
@click.option("--section", type=click.IntRange(2, 12), help="One part of the law, 2 to 12.")
@click.option("--force", type=click.Choice([f.value for f in Force], case_sensitive=False))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_rules(section: int | None, force: str | None, as_json: bool) -> None:
    """List the rules, by section."""
    found = [
        entry
        for entry in limits.entries()
        if (section is None or entry.section == section) and (force in (None, entry.force))
    ]
    if as_json:
        from goldenthread.law.describe import as_data

        _print([as_data(entry) for entry in found])
        return
    for entry in found:
        click.echo(f"{entry.id:20} {entry.force:9} {entry.kind:26} {entry.title}")


@law.command()
@click.argument("rule")
@click.option("--on", type=DAY, help="The version in force that day; without it, every version.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(rule: str, on: date | None, as_json: bool) -> None:
    """Show one rule: who owes it, how it is counted, its source, worked examples."""
    from goldenthread.law.describe import as_data

    try:
        found = limits.versions(rule) if on is None else (limits.entry(rule, on),)
    except LawError as problem:
        raise Refused(str(problem)) from None
    if as_json:
        data = [as_data(entry) for entry in found]
        _print(data[0] if len(data) == 1 else data)
        return
    click.echo("\n\n".join(_in_words(entry) for entry in found))


def _in_words(entry: Entry) -> str:
    from goldenthread.law.describe import as_data

    data = {name: value for name, value in as_data(entry).items() if value not in ("", [], None)}
    data["examples"] = [
        f"from {each['from']}: {each['last_day'] or 'no number'}" for each in data["examples"]
    ]
    data["further"] = [f"{s['what']} ({s['counting']})" for s in data.get("further", [])]
    lines = []
    for name, value in data.items():
        for each in value if isinstance(value, list) else [value]:
            lines.append(f"{name.replace('_', ' '):14} {each}")
    return "\n".join(lines)


# The last day ----------------------------------------------------------------------------------


@law.command("due")
@click.argument("rule", required=False)
@click.option("--from", "start", type=DAY, help="The day it starts.")
@click.option("--certificate", type=DAY, help="The day a mediation certificate was issued.")
@click.option("--born", type=DAY, help="The date of birth.")
@click.option("--reviewed", type=DAY, help="The day the plan was made or last reviewed.")
@click.option("--move", type=DAY, help="The day the family moves.")
@click.option("--calendar", type=click.Path(), help="A JSON file of the school's days or terms.")
@click.option("--stdin", "lines", is_flag=True, help="Read JSON lines; write each answered.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def due_command(
    rule: str | None,
    start: date | None,
    calendar: str | None,
    lines: bool,
    as_json: bool,
    **facts: date | None,
) -> None:
    """Say the last day a rule allows.

    With --stdin each line is {"rule", "from"} and may have "calendar", "certificate", "born",
    "reviewed" and "move". A line that cannot be answered gets "error", the rest go on, and the exit
    code is 0: look for "error". Empty lines are passed over.
    """
    school = _calendar_file(calendar)
    if lines:
        _answer_lines(sys.stdin.buffer, sys.stdout.buffer, Asker(school))
        return
    if rule is None or start is None:
        raise Refused("Give a rule and --from DATE, or --stdin.")
    question: Answer = {"rule": rule, "from": str(start)}
    question |= {name: str(facts[name]) for name in DATE_FACTS if facts[name]}
    answer = Asker(school).answer(question)
    if "error" in answer:
        raise Refused(answer["error"])
    if as_json:
        _print(answer)
    else:
        _say(answer)


def _calendar_file(path: str | None) -> SchoolCalendar | None:
    if path is None:
        return None
    try:
        return read_school_calendar(json.loads(Path(path).read_text(encoding="utf-8")))
    except OSError as problem:
        raise Refused(f"{path} cannot be read: {problem.strerror}.") from None
    except (CalendarError, ValueError, RecursionError) as problem:
        raise Refused(f"{path} is not a school calendar: {problem}") from None


def _say(answer: Answer) -> None:
    click.echo(f"last day        {answer['last_day'] or 'no number'}")
    for name, value in answer.items():
        if name in ("rule", "from", "last_day", "further") or value is None:
            continue
        click.echo(f"{name.replace('_', ' '):15} {value}")
    for each in answer.get("further", []):
        click.echo(f"further         {each['last_day'] or each['why']}: {each['what']}")


def _answer_lines(source: IO[bytes], target: IO[bytes], asker: Asker) -> None:
    dumps = json.JSONEncoder(ensure_ascii=False).encode
    batch: list[str] = []
    for answer in _answers(source, asker):
        batch.append(dumps(answer))
        if len(batch) == 1000:
            _write(target, batch)
            batch.clear()
    _write(target, batch)
    target.flush()


def _write(target: IO[bytes], batch: list[str]) -> None:
    # Half a surrogate pair, which JSON can spell, is written back as it was spelt.
    text = "".join(f"{line}\n" for line in batch)
    target.write(text.encode("utf-8", errors="backslashreplace"))


def _answers(source: Iterable[bytes], asker: Asker) -> Iterator[Answer]:
    for number, raw in enumerate(source, start=1):
        line = raw.strip()
        if not line:
            continue
        try:
            question = json.loads(line)
        except (ValueError, RecursionError):
            yield {"line": number, "error": f"Line {number} is not JSON."}
            continue
        if not isinstance(question, dict):
            yield {"line": number, "error": f"Line {number} is not an object with “rule”."}
            continue
        yield asker.answer(question)


# One case's clocks -----------------------------------------------------------------------------


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--as-of", "today", type=DAY, help="The day asked about; today if not given.")
@click.option("--case-type", help="Such as assessment, plan, wait; worked out if not given.")
@click.option("--calendar", type=click.Path(), help="A JSON file of the school's days or terms.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def clocks(
    file: IO[bytes], today: date | None, case_type: str | None, calendar: str | None, as_json: bool
) -> None:
    """Read one case's events and print its clocks.

    The events are JSON: {"case_type", "events": [{"kind", "on", "key", "facts", "corrects",
    "withdraws"}]}, or the list alone; only "kind" and "on" are needed.
    """
    from goldenthread.law.case_file import CaseFileError, read_case, readings_as_data

    try:
        case = read_case(file.read(), case_type)
        data = readings_as_data(case, today or date.today(), _calendar_file(calendar))
    except (CaseFileError, LawError, CalendarError) as problem:
        raise Refused(str(problem)) from None
    if as_json:
        _print(data)
        return
    for each in data["clocks"]:
        late = f" by {each['days_late']} days" if each["days_late"] else ""
        name = f"{each['rule']} {each['about']}".strip()
        click.echo(f"{name:32} {each['force']:9} due {each['due'] or '-':11} {each['state']}{late}")
