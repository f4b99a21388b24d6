"""`goldenthread plan`: check, convert and publish the shape of plan files, with no database."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from goldenthread.plans.checks import CaseFacts
    from goldenthread.plans.content import Plan
    from goldenthread.plans.rendering import EasyPart

BAD_INPUT = 2


def _refuse(place: object, why: str) -> NoReturn:
    click.echo(f"{place}: {why}", err=True)
    sys.exit(BAD_INPUT)


def _print(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


@click.group()
def plan() -> None:
    """Check, convert and verify plan files."""


_as_of = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="The day to judge by (default: today).",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else date.today()


@plan.command()
@click.argument("file", type=click.Path(path_type=Path))
@_as_of
@click.option("--case", "case_file", type=click.Path(path_type=Path), help="Case facts, as JSON.")
@_as_json
def check(file: Path, as_of: datetime | None, case_file: Path | None, as_json: bool) -> None:
    """Check one plan (.json, .docx or text .pdf)."""
    from goldenthread.plans.checks.output import checked
    from goldenthread.plans.reading import CannotRead

    try:
        result = checked(file, _day(as_of), case=_case(case_file))
    except CannotRead as why:
        _refuse(file, str(why))
    if as_json:
        _print(result)
    else:
        _say(result)


def _case(path: Path | None) -> CaseFacts | None:
    if path is None:
        return None
    from pydantic import ValidationError

    from goldenthread.plans.checks import CaseFacts

    try:
        return CaseFacts.model_validate_json(path.read_bytes())
    except OSError:
        _refuse(path, "There is no such file.")
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(p) for p in first["loc"]) or "the top"
        _refuse(path, f"These are not case facts: at {where}: {first['msg']}.")


def _say(result: dict[str, Any]) -> None:
    read = result["read"]
    click.echo(f"{result['file']}: read sections {', '.join(read['sections'])}.")
    for missing in read["unread"]:
        click.echo(f"  Not read: {missing}.")
    for finding in result["findings"]:
        quote = f" “{finding['quote']}”" if finding["quote"] else ""
        click.echo(f"{finding['check']} ({finding['severity']}) {finding['section']}:{quote}")
        click.echo(f"    {finding['why']} {finding['fix']}")
    for skipped in result["not_checked"]:
        click.echo(f"{skipped['check']} not checked: {skipped['why']}")


@plan.command()
@click.argument("file", type=click.Path(path_type=Path))
@_as_json
def convert(file: Path, as_json: bool) -> None:
    """Print the content object of a plan file (always JSON)."""
    from goldenthread.plans.reading import CannotRead, read_plan

    try:
        found = read_plan(file)
    except CannotRead as why:
        _refuse(file, str(why))
    for missing in found.read.unread:
        click.echo(f"{file}: not read: {missing}", err=True)
    content = found.plan.model_dump(mode="json", exclude_none=True)
    click.echo(json.dumps(content, ensure_ascii=False, indent=None if as_json else 1))


@plan.command("check-stock")
@click.argument("folder", type=click.Path(path_type=Path))
@_as_of
@click.option("--house-texts", type=click.Path(path_type=Path), help="Paragraphs any plan may use.")
@click.option("--processes", type=click.IntRange(1, 256), default=None, help="Default: all cores.")
@_as_json
def check_stock(
    folder: Path,
    as_of: datetime | None,
    house_texts: Path | None,
    processes: int | None,
    as_json: bool,
) -> None:
    """Check every plan in a folder, one JSON line for each, as they come."""
    from goldenthread.plans.checks.whole_stock import check_folder

    if not folder.is_dir():
        _refuse(folder, "There is no such folder.")
    house: tuple[str, ...] = ()
    if house_texts:
        if not house_texts.is_file():
            _refuse(house_texts, "There is no such file.")
        house = tuple(house_texts.read_text(encoding="utf-8").split("\n\n"))
    bad = total = 0
    for result in check_folder(folder, _day(as_of), house_texts=house, processes=processes):
        total += 1
        bad += "error" in result
        if as_json:
            _print(result)
        else:
            _say_line(result)
        sys.stdout.flush()
    if not total:
        _refuse(folder, "The folder holds no .json, .docx or .pdf file.")
    if bad:
        click.echo(f"{folder}: {bad} of {total} files could not be read.", err=True)
        sys.exit(BAD_INPUT)


def _say_line(result: dict[str, Any]) -> None:
    if "error" in result:
        click.echo(f"{result['file']}: {result['error']}")
        return
    ids = ", ".join(sorted({f["check"] for f in result["findings"]})) or "nothing found"
    click.echo(f"{result['file']}: {ids}")


@plan.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--content", type=click.Path(path_type=Path), help="The version's content, as JSON.")
@click.option(
    "--easy-words",
    type=click.Path(path_type=Path),
    help="The Easy Read words that were approved, as JSON, where a person changed them.",
)
@_as_json
def verify(file: Path, content: Path | None, easy_words: Path | None, as_json: bool) -> None:
    """Prove that a rendered PDF, DOCX or HTML belongs to one version of a plan.

    Ends with 0 when every word is the version's, 1 when one is not, 3 when no content was given
    to hold the file against, and 2 when the file bears no mark.
    """
    from goldenthread.plans import rendering

    try:
        found = rendering.verify(
            _bytes(file),
            _content(content) if content else None,
            _easy_words(easy_words) if easy_words else None,
        )
    except rendering.NotARendering as why:
        _refuse(file, str(why))
    told = {
        "file": str(file),
        "kind": str(found.kind),
        "version": found.mark.version,
        "content_hash": found.mark.content_hash,
        "belongs": found.belongs,
        "why": found.why,
    }
    if as_json:
        _print(told)
    else:
        click.echo(f"{file}: {rendering.KIND_WORDS[found.kind]}, version {found.mark.version}.")
        click.echo(f"  {found.why}")
    sys.exit({True: 0, False: 1, None: 3}[found.belongs])


@plan.command()
@click.argument("content", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--kind",
    type=click.Choice(["statutory", "word", "web", "profile", "easy-read"]),
    default="statutory",
    show_default=True,
)
@click.option("--version", default="unnumbered", show_default=True, help="For the mark.")
@click.option("--large-print", is_flag=True)
def render(content: Path, out: Path, kind: str, version: str, large_print: bool) -> None:
    """Draw a plan's content (JSON) as PDF, DOCX or HTML, with its version's mark."""
    from goldenthread.plans import rendering

    found = _content(content)
    try:
        mark = rendering.mark_for(version, found)
    except ValueError as why:
        _refuse(version, str(why))
    drawn = rendering.render(found, rendering.Kind(kind), mark, large_print=large_print)
    out.write_bytes(drawn)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        _refuse(file, "There is no such file.")


def _content(file: Path) -> Plan:
    from pydantic import ValidationError

    from goldenthread.plans.content import Plan

    try:
        return Plan.model_validate_json(_bytes(file))
    except ValidationError:
        _refuse(file, "This is no plan's content as JSON.")


def _easy_words(file: Path) -> tuple[EasyPart, ...]:
    from pydantic import TypeAdapter, ValidationError

    from goldenthread.plans.rendering import EasyPart

    try:
        return TypeAdapter(tuple[EasyPart, ...]).validate_json(_bytes(file))
    except ValidationError:
        _refuse(file, "These are no Easy Read words as JSON.")


@plan.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
def schema(file: Path | None) -> None:
    """Print the JSON Schema of a plan, or write it to a file."""
    from goldenthread.plans.content.schema import schema_text, write_schema

    if file:
        write_schema(file)
    else:
        click.echo(schema_text(), nl=False)


@plan.command()
@click.argument("file", type=click.Path(path_type=Path))
def catalogue(file: Path) -> None:
    """Write the catalogue of checks, with the last scores, as Markdown."""
    from goldenthread.plans.checks.docs import write_catalogue

    write_catalogue(file)
