"""What every page may say of the person who is signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from goldenthread.access.rules import ROLES, Asker


def who_is_here(request: HttpRequest) -> dict[str, Any]:
    """Give templates the asker, their first post in words, and whether this is the demo."""
    asker: Asker = getattr(request, "asker", Asker())
    post = asker.posts[0] if asker.posts else None
    return {
        "asker": asker,
        "asker_post": f"{ROLES[post.role].title}, {post.organisation}" if post else "",
        "demo": settings.DEMO,
    }
