"""The command line: each verb lives in its own domain and is loaded only when used.

Pure verbs (law, clocks, load --dry-run, plan check) therefore start without Django or a
database. A verb is named here as ``module:attribute`` of a click command.
"""

from __future__ import annotations

import importlib

import click

VERBS: dict[str, tuple[str, str]] = {
    "law": ("goldenthread.law.cli:law", "The rules of law, and the last day each allows"),
    "clocks": ("goldenthread.law.cli:clocks", "Read one case's events and print its clocks"),
    "plan": ("goldenthread.plans.cli:plan", "Check, convert and verify plan files"),
    "load": ("goldenthread.exchange.cli:load", "Load settings, SEN2 and inspection files"),
    "inspection": ("goldenthread.strategy.cli:inspection", "Read an inspection report"),
    "measures": ("goldenthread.measures.cli:measures", "What each number means, and its value"),
    "letters": ("goldenthread.letters.cli:letters", "Hand over letters that wait; close a batch"),
    "undo": ("goldenthread.exchange.cli:undo", "Take a load back within 7 days"),
    "directory": ("goldenthread.directory.cli:directory", "Read local help in from a feed"),
    "waits": ("goldenthread.waits.cli:waits", "Figures and forecasts of a waiting list"),
    "forecast": ("goldenthread.assessment.cli:forecast", "Which requests will be decided in time"),
    "synthesise": ("goldenthread.demo.cli:synthesise", "Write an invented partnership"),
    "demo": ("goldenthread.config.running:demo", "Start the demo on this machine"),
    "stop": ("goldenthread.config.running:stop", "Stop what the demo started"),
    "bench": ("goldenthread.config.bench:bench", "Measure speed and size"),
    "docs": ("goldenthread.config.docs:docs", "Write the generated documentation again"),
    "rebuild": ("goldenthread.timeline.cli:rebuild", "Rebuild every clock from the events"),
    "seal": ("goldenthread.audit.cli:seal", "Seal the audit trail up to now"),
    "verify": ("goldenthread.audit.cli:verify", "Check the sealed audit trail"),
    "migrate": ("goldenthread.config.manage:migrate", "Bring the database to the code's shape"),
    "manage": ("goldenthread.config.manage:manage", "Django's own management commands"),
    "chromium": ("goldenthread.config.chromium:chromium", "Find or install the test browser"),
}


class LazyGroup(click.Group):
    """A click group that imports a verb's module the first time the verb is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module, _, attribute = VERBS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, VERBS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup)
@click.version_option(package_name="goldenthread")
def main() -> None:
    """Golden Thread: how a local area keeps its promises to children with SEND."""
