"""Django's own management commands, under our command line."""

from __future__ import annotations

import os
import sys

import click


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    add_help_option=False,
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage(words: tuple[str, ...]) -> None:
    """Run a Django management command, such as `migrate --database owner`."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
    execute_from_command_line([sys.argv[0], *words])


@click.command()
def migrate() -> None:
    """Bring the database to the shape of the code: what a new version runs before it starts."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
    django.setup()
    from goldenthread.config import shaping

    shaping.migrate()
