"""Stating who asks: to the database for its row-level security, and to the audit trail.

Everything that reaches a child's record runs inside `stated`: requests through the middleware,
commands and jobs by naming their service. The statement lasts for one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from goldenthread.access.rules import Asker
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Note, Who

STATE = (
    "SELECT set_config('gt.areas', %s, true), set_config('gt.children', %s, true),"
    " set_config('gt.user', %s, true), set_config('gt.partnership', %s, true)"
)


def array(numbers: Iterable[int]) -> str:
    """Write whole numbers as a PostgreSQL array."""
    return "{" + ",".join(str(number) for number in sorted(numbers)) + "}"


def state(asker: Asker) -> None:
    """Tell the database, for this transaction, which areas and children are in reach."""
    with connection.cursor() as cursor:
        stated = [array(asker.areas), array(asker.children), str(asker.user_id or "")]
        cursor.execute(STATE, [*stated, array(asker.partnership_areas)])


def who(asker: Asker, *, route: str = "", request_id: str = "") -> Who:
    """Return the audit trail's words for an asker: the post that matters is their first."""
    post = asker.posts[0] if asker.posts else None
    return Who(
        user_id=asker.user_id,
        post_id=post.id if post else None,
        organisation_id=post.organisation_id if post else None,
        service=asker.service,
        route=route,
        request_id=request_id,
    )


@contextmanager
def stated(asker: Asker, *, route: str = "", request_id: str = "") -> Iterator[list[Note]]:
    """Run a transaction as somebody; write what they did to the audit trail before it commits."""
    with transaction.atomic(), audit.gathering() as notes:
        state(asker)
        yield notes
        if notes:
            audit.write(notes, who(asker, route=route, request_id=request_id))


def service(name: str, areas: Iterable[int]) -> Asker:
    """Return a named service identity for a job or a command, bound to areas."""
    return Asker(service=name, name=name, service_areas=frozenset(areas))


@contextmanager
def widened(areas: Iterable[int]) -> Iterator[None]:
    """Let the database reach further areas too, for one act the policy has allowed already.

    For a record that moves from one area to another, and for matching across areas, and nothing
    else: what is done inside must name the rows it touches.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT gt_areas()")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('gt.areas', %s, true)", [array({*before, *areas})])
        yield
        cursor.execute("SELECT set_config('gt.areas', %s, true)", [array(before)])
