"""What a web process loads before it is asked, so that nobody's first page waits for it.

Routes and templates are loaded once and shared by every worker (`load`). The libraries that draw
and reckon are slow, and one has threads that a fork would lose: each worker loads them beside its
first requests (`load_the_slow`).
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


def load() -> int:
    """Load every route and every page's template; return how many templates there are."""
    list(get_resolver().url_patterns)
    environment = cast(Jinja2, engines["jinja2"]).env
    names = [name for name in environment.list_templates() if name.endswith(".html")]
    for name in names:
        environment.get_template(name)
    return len(names)


def load_the_slow() -> None:
    """Load the slow libraries, and draw a chart that nobody sees."""
    for name in SLOW:
        import_module(name)
    points = [date(2026, 1, 1), date(2026, 2, 1)]
    charts.line("Warm", "Seen by nobody.", points, [charts.Series("Nothing", (0, 1))])
