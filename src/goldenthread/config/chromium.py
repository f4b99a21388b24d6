"""Find the browser that the journey tests drive, or install it where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import click

NAMES = ("chromium", "chromium-browser", "google-chrome")
REMEDY = (
    "No Chromium was found, and the browser tests need one. Do one of these:\n"
    "  - install it: apt-get install chromium (Debian), or your system's own package;\n"
    "  - put chromium, chromium-browser or google-chrome on PATH;\n"
    "  - set CHROMIUM to the full path of the program."
)
INSTALL = (("apt-get", "update", "-q"), ("apt-get", "install", "-y", "-q", "chromium"))


class WrongChromium(ValueError):
    """CHROMIUM names something that cannot be run."""


def find() -> str | None:
    """Return the path of a Chromium: the one CHROMIUM names, or the first on PATH; else None.

    :raises WrongChromium: if CHROMIUM is set to what is no program, rather than use another
    """
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if not found:
            raise WrongChromium(f"CHROMIUM is set to {named!r}, which is no program to run.")
        return found
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def may_install() -> bool:
    """Say whether this user can install system packages through apt."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and shutil.which("apt-get") is not None


def install() -> str | None:
    """Install Chromium through apt; return its path, or None if apt could not."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in INSTALL:
        click.echo(" ".join(command), err=True)
        if subprocess.run(command, env=quiet, stdout=sys.stderr, check=False).returncode:
            return None
    return find()


@click.command()
def chromium() -> None:
    """Find or install the browser that the journey tests drive."""
    try:
        path = find() or (install() if may_install() else None)
    except WrongChromium as problem:
        raise click.ClickException(str(problem)) from None
    if path is None:
        raise click.ClickException(REMEDY)
    click.echo(path)
