"""What a web process loads before it is asked, so that nobody's first page waits for it.

Routes are loaded once and shared by every worker (`load_routes`). Templates, and the libraries that
draw and reckon, are slow, and one has threads that a fork would lose: each worker loads them beside
its first requests (`load_the_slow`), so that starting waits for none of them.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import cast

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.urls import get_resolver

from goldenthread.ui import charts

# Imported by the functions that need them, for the command line's sake.
SLOW = ("altair", "scipy.stats", "scipy.optimize", "statsmodels.regression.linear_model")


def load_routes() -> None:
    """Load every route, and with it every view."""
    list(get_resolver().url_patterns)


def load_templates() -> int:
    """Load every page's template; return how many there are."""
    environment = cast(Jinja2, engines["jinja2"]).env
    names = [name for name in environment.list_templates() if name.endswith(".html")]
    for name in names:
        environment.get_template(name)
    return len(names)


def load_the_slow() -> None:
    """Load the templates and the slow libraries, and draw a chart that nobody sees."""
    load_templates()
    for name in SLOW:
        import_module(name)
    points = [date(2026, 1, 1), date(2026, 2, 1)]
    charts.line("Warm", "Seen by nobody.", points, [charts.Series("Nothing", (0, 1))])
