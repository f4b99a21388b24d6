"""Every template that a family can meet, found from the routes, is easy to read in all its states.

A page shown by a test is one state of it. Here the words of every branch are read: what is late,
what is empty, what was refused. Templates are those drawn in a family's or a visitor's frame.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from tests.reading_grade import grade, sentence_length, text_of

import goldenthread

ROOT = Path(goldenthread.__file__).parent
FRAMES = re.compile(r'{%-?\s*extends\s+"ui/(?:family|public)\.html"')
NAMED = re.compile(r'"([a-z_]+/[a-z_]+\.html)"')
SAID = re.compile(r'\b_\(\s*"((?:[^"\\]|\\.)*)"')
ENOUGH = 40  # words: of fewer, one long word makes a grade
# About measures and the law, for whoever asks: read by boards and newspapers as well.
FOR_ALL = frozenset({"measures/published.html", "measures/all_published.html"})


def routes(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, object]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from routes(each, each.namespace or space)
        elif isinstance(each, URLPattern):
            yield space, each.callback


def drawn_for_families() -> dict[str, Path]:
    """Return every template in a family's or a visitor's frame, by the name views give it."""
    found = {}
    for file in ROOT.glob("*/jinja2/*/*.html"):
        name = f"{file.parent.name}/{file.name}"
        if file.parent.name != "ui" and FRAMES.search(file.read_text()) and name not in FOR_ALL:
            found[name] = file
    return found


def named_by_routes(space: str) -> set[str]:
    """Return every template that the views of a namespace name."""
    modules = {
        inspect.getmodule(inspect.unwrap(view))
        for where, view in routes(get_resolver())
        if where == space
    }
    return {name for each in modules if each for name in NAMED.findall(inspect.getsource(each))}


def words_of(source: str) -> str:
    """Return every sentence of a template: what is marked, and what stands plain in it."""
    plain = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\n", plain, flags=re.DOTALL)
    said = [each.replace('\\"', '"') for each in SAID.findall(source)]
    return "\n".join([*(re.sub(r"%\(\w+\)s|\{\w+\}", "two", each) for each in said),
                      text_of(f"<main>{plain}</main>")])  # fmt: skip


TEMPLATES = drawn_for_families()


def test_every_template_of_a_familys_route_is_among_those_read():
    assert len(TEMPLATES) > 40
    own = {name for name in named_by_routes("family") if not name.startswith("ui/")}
    assert own
    assert own - TEMPLATES.keys() == set()


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_all_its_words_are_easy(name):
    words = words_of(TEMPLATES[name].read_text())
    assert sentence_length(words) <= 15, words
    assert len(words.split()) < ENOUGH or grade(words) <= 5, words
