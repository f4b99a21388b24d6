"""What the pages of posts show: who holds which, what each holds, what ending one would move."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from goldenthread.access import queries as posts
from goldenthread.access.models import Post
from goldenthread.access.queries import ShowPosts
from goldenthread.access.rules import ROLES, Asker, Permission, Role
from goldenthread.desk.commands import Leaving
from goldenthread.desk.forms import heir_words
from goldenthread.timeline.queries import Held, held_by_posts
from goldenthread.ui.paging import link, paginate, wanted
from goldenthread.ui.words import count, listed, long_date, plain_date

SHOWN = (
    (ShowPosts.ALL, "All posts"),
    (ShowPosts.CURRENT, "Held now"),
    (ShowPosts.ENDED, "Ended"),
)
DONE = {
    "appointed": "The appointment is made. If the account is new, ask the person to go to the "
    "sign-in page and choose to set a password.",
    "ended": "The post is ended, and everything it held has gone over.",
}
NOTHING = {
    ShowPosts.ALL: "Nobody holds a post here yet.",
    ShowPosts.CURRENT: "Nobody holds a post here now.",
    ShowPosts.ENDED: "No post here has ended.",
}


def page(by: Asker, query: QueryDict, at: datetime) -> dict[str, Any]:
    """Return the list of posts in the organisations whose staff somebody names."""
    asked = query.get("show", "")
    show = ShowPosts(asked) if asked in list(ShowPosts) else ShowPosts.ALL
    given = dict(query.lists())
    found, total = posts.posts_managed(by=by, at=at, show=show, page=wanted(given))
    held = held_by_posts([post.pk for post in found], by=by, on=at.date())
    several = len(by.bodies_where(Permission.POST_MANAGE)) > 1
    names = ["Person", "Post", *(["Organisation"] if several else []), "First day", "Last day"]
    return {
        "columns": [{"text": name} for name in [*names, "Holds"]],
        "rows": [_row(post, held.get(post.pk, Held()), several, at) for post in found],
        "paging": paginate(total, given),
        "kinds": [
            {"text": text, "href": link(given, show=key or None, done=None), "current": key == show}
            for key, text in SHOWN
        ],
        "nothing": NOTHING[show],
        "done": DONE.get(query.get("done", "")),
    }


def _row(post: Post, held: Held, several: bool, at: datetime) -> list[Any]:
    holds: dict[str, Any] = {"text": held_words(held)}
    if post.over(at) and held != Held():
        holds["quiet"] = "Nobody looks after these: hand them on"
    return [
        {"text": post.user.name, "href": reverse("desk:post", args=[post.pk]), "header": True},
        ROLES[Role(post.role)].title,
        *([post.organisation.name] if several else []),
        plain_date(post.from_date),
        _last_day(post, at),
        holds,
    ]


def _last_day(post: Post, at: datetime) -> str:
    if post.to_date is None:
        return "not yet begun" if post.from_date > at.date() else "none set"
    return plain_date(post.to_date)


def held_words(held: Held) -> str:
    """Say how much a post holds."""
    parts = [
        count(number, one, many)
        for number, one, many in (
            (held.promises, "open promise", "open promises"),
            (held.children, "child", "children"),
        )
        if number
    ]
    return listed(parts) if parts else "nothing"


# One post


def facts(post: Post, held: Held, at: datetime) -> list[dict[str, Any]]:
    """Return what is known of one post."""
    stopped = f", at {post.ends_at.astimezone(at.tzinfo):%H:%M}" if post.ends_at else ""
    ended = f"{long_date(post.to_date)}{stopped}" if post.to_date else "None set"
    return [
        {"key": "Person", "value": post.user.name},
        {"key": "Work email", "value": post.user.email},
        {"key": "Post", "value": ROLES[Role(post.role)].title},
        {"key": "Organisation", "value": post.organisation.name},
        {"key": "First day", "value": long_date(post.from_date)},
        {"key": "Last day", "value": ended},
        {"key": "Holds", "value": held_words(held)},
    ]


def leaving(post: Post, how: Leaving, at: datetime, *, at_once: bool) -> list[dict[str, Any]]:
    """Return the answers to check before a post ends."""
    rows = [
        ("Person", post.user.name),
        ("Post", ROLES[Role(post.role)].title),
        ("Access stops", _stops(post, how.last_day, at, at_once=at_once)),
        ("Goes over", held_words(how.held)),
    ]
    if how.heir:
        rows.append(("To", heir_words(how.heir)))
    if how.heir and how.last_day > at.date():
        rows.append(("When", f"The promises today, the children on {long_date(how.last_day)}"))
    return [{"key": key, "value": value} for key, value in rows]


def _stops(post: Post, last_day: date, at: datetime, *, at_once: bool) -> str:
    if post.over(at):
        return "It has stopped already"
    return (
        "Now, at the next page they ask for" if at_once else f"At the end of {long_date(last_day)}"
    )


def appointing(given: dict[str, Any], organisation: str, *, new: bool) -> list[dict[str, Any]]:
    """Return the answers to check before somebody is appointed."""
    return [
        {"key": "Full name", "value": given["name"]},
        {"key": "Work email", "value": given["email"]},
        {"key": "Account", "value": "A new one is opened" if new else "Has one already"},
        {"key": "Post", "value": ROLES[given["role"]].title},
        {"key": "What it may do", "value": ROLES[given["role"]].description},
        {"key": "Organisation", "value": organisation},
        {"key": "First day", "value": long_date(given["from_date"])},
    ]
