"""Writing the generated pages of the documentation again: each is made from what it tells of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from goldenthread.config import launcher


def adr_index(folder: Path) -> str:
    """Return a list of the decisions, by number, each with the title of its page."""
    lines = ["# Decisions", "", "One page each, numbered, never rewritten.", ""]
    for page in sorted(folder.glob("[0-9]*.md")):
        title = page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        lines.append(f"* [{title}]({page.name})")
    return "\n".join(lines) + "\n"


def _law(page: Path) -> None:
    from goldenthread.law.docs import write_law

    write_law(page)


def _measures(page: Path) -> None:
    from goldenthread.measures.docs import write_measures

    write_measures(page)


def _assessment(page: Path) -> None:
    from goldenthread.assessment.rules.diagram import assessment_page

    page.write_text(assessment_page(), encoding="utf-8")


def _plan_checks(page: Path) -> None:
    from goldenthread.plans.checks.docs import write_catalogue

    write_catalogue(page)


def _plan_schema(page: Path) -> None:
    from goldenthread.plans.content.schema import write_schema

    write_schema(page)


def _decisions(page: Path) -> None:
    page.write_text(adr_index(page.parent), encoding="utf-8")


# Every page that is made from what it tells of, and what makes it. A test holds each to that.
PAGES: Mapping[str, Callable[[Path], None]] = {
    "law.md": _law,
    "measures.md": _measures,
    "assessment.md": _assessment,
    "plan-checks.md": _plan_checks,
    "plan-schema.json": _plan_schema,
    "adr/README.md": _decisions,
}


@click.command()
@click.option("--forecast", is_flag=True, help="Also docs/forecast.md, which takes a minute.")
def docs(forecast: bool) -> None:
    """Write the pages of docs that are made from the code and its data again."""
    folder = launcher.project_folder() / "docs"
    for name, write in PAGES.items():
        write(folder / name)
    click.echo(f"Written: {', '.join(f'docs/{name}' for name in PAGES)}")
    if forecast:
        from goldenthread.demo.forecasting import write_forecast

        write_forecast(folder / "forecast.md")
        click.echo("Written: docs/forecast.md")
