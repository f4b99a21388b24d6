"""What a web process loads before it answers."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines

from goldenthread.config import serving, warming
from goldenthread.ui import charts


def kept() -> set[str]:
    """Return the names of the templates that are ready."""
    return {name for _, name in engines["jinja2"].env.cache}


def test_every_page_is_ready_and_none_is_pushed_out_by_another():
    engines["jinja2"].env.cache.clear()
    count = warming.load_templates()
    assert len(kept()) >= count > 100
    assert {"desk/work.html", "ui/404.html", "family/home.html"} <= kept()


def test_a_worker_loads_the_slow_beside_its_first_requests(monkeypatch: pytest.MonkeyPatch):
    started: list[dict[str, Any]] = []

    def thread(**told: Any) -> SimpleNamespace:
        return SimpleNamespace(start=lambda: started.append(told))

    monkeypatch.setattr(serving, "Thread", thread)
    serving.post_worker_init(None)
    assert [(told["target"], told["daemon"]) for told in started] == [(warming.load_the_slow, True)]


def test_the_slow_libraries_are_there_and_the_engine_draws():
    charts._svg.cache_clear()
    warming.load_the_slow()
    assert set(warming.SLOW) <= set(sys.modules)
    assert charts._svg.cache_info().currsize == 2  # wide and narrow
