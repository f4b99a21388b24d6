"""Writing the generated pages of the documentation again: each is made from what it tells of."""

from __future__ import annotations

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


@click.command()
@click.option("--forecast", is_flag=True, help="Also docs/forecast.md, which takes a minute.")
def docs(forecast: bool) -> None:
    """Write docs/law.md, docs/assessment.md, docs/measures.md and the index of decisions again."""
    from goldenthread.assessment.rules.diagram import assessment_page
    from goldenthread.law.docs import write_law
    from goldenthread.measures.docs import write_measures

    folder = launcher.project_folder() / "docs"
    write_law(folder / "law.md")
    write_measures(folder / "measures.md")
    (folder / "assessment.md").write_text(assessment_page(), encoding="utf-8")
    index = folder / "adr" / "README.md"
    index.write_text(adr_index(folder / "adr"), encoding="utf-8")
    click.echo("Written: docs/law.md, docs/assessment.md, docs/measures.md, docs/adr/README.md")
    if forecast:
        from goldenthread.demo.forecasting import write_forecast

        write_forecast(folder / "forecast.md")
        click.echo("Written: docs/forecast.md")
