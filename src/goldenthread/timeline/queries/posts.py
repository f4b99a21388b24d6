"""What a post holds (S134)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from goldenthread.access.rules import WORKING_TIES, Asker, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much of the work is one post's: numbers only, about no child in particular."""

    promises: int = 0  # open, in cases or parts of cases given to the post
    children: int = 0  # with such a promise, or on the post's caseload or list of advice


HELD = "SELECT * FROM timeline_held_by_posts(%s, %s, %s, %s)"


def held_by_posts(post_ids: Iterable[int], *, by: Asker, on: date) -> dict[int, Held]:
    """Count what each post would leave behind after a day; a post that holds nothing is left out.

    For those who name an organisation's staff and reach no child. One call.

    :raises NotAllowed: if they name nobody's staff
    """
    check_post(by, Permission.POST_MANAGE)
    areas = sorted(by.areas_where(Permission.POST_MANAGE))
    with connection.cursor() as cursor:
        cursor.execute(HELD, [sorted(post_ids), areas, [str(kind) for kind in WORKING_TIES], on])
        rows = cursor.fetchall()
    children = sum(count for _, _, count in rows)
    audit.note(Note(action=Action.LIST, purpose="post-counted", count=children))
    return {post: Held(promises=owed, children=count) for post, owed, count in rows}
