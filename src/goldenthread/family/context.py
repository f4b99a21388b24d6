"""The frame round the family's pages: where they may go, how large, and the way to them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from goldenthread.access.rules import Asker
from goldenthread.ui.jinja import url_if_any
from goldenthread.ui.languages import say

PLACES = (
    ("family:home", "Home"),
    ("family:look", "Language and print"),
    ("family:account", "Your account"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the family's pages their frame; leave every other page's alone."""
    asker: Asker = getattr(request, "asker", Asker())
    match = request.resolver_match
    here = match.view_name if match else ""
    family_only = bool(asker.own_children) and not asker.posts
    if not here.startswith("family:") and not family_only:
        return {}
    look = getattr(request, "look", None)
    return {
        "navigation": [
            {"text": say(words), "href": url_if_any(name), "current": name == here,
             "active": name == here}
            for name, words in PLACES
            if url_if_any(name)
        ],
        "large_print": bool(look and look.large),
    }  # fmt: skip
