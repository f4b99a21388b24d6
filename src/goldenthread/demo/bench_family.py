"""Two hundred invented parents for the benchmark: written as owner, and taken away again.

They are not marked invented as the demo's people are, so that each needs a password and a second
factor like anybody else. Their children are the demo's own, and nothing of those is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import connections, transaction

from goldenthread.access.models import Tie, User
from goldenthread.access.rules import TieKind
from goldenthread.demo.write import OWNER, history_triggers
from goldenthread.people.models import Adult, AdultLink, Answer, Child

PASSWORD = "four plain words beside nothing"
DOMAIN = "bench.invalid"
CHECKED = {"primary": True, "verified": True}


@dataclass(frozen=True, slots=True)
class BenchParent:
    """One parent who can sign in: with this email, the password, and a code made of the secret."""

    email: str
    secret: str
    child_id: int


@contextmanager
def bench_parents(count: int, *, since: date) -> Iterator[list[BenchParent]]:
    """Write so many parents, each of one child; take away all of them and their sign-ins after.

    What they read stays in the audit trail, as every read does.

    :raises LookupError: if the database holds too few children with a plan
    """
    remove()  # what a bench that was stopped half-way left behind
    made = _write(_children(count), since)
    try:
        yield made
    finally:
        remove()


def _children(count: int) -> list[Child]:
    rows = Child.objects.using(OWNER).filter(
        plans__state="IN_FORCE", location_restricted=False, sealed=False, closed_date=None
    )
    found = list(rows.order_by("pk").distinct()[:count])
    if len(found) < count:
        raise LookupError(f"The database holds {len(found)} children with a plan, not {count}.")
    return found


def _write(children: Sequence[Child], since: date) -> list[BenchParent]:
    """Write the rows: one hash serves all, since checking it costs each of them the same."""
    hashed = make_password(PASSWORD)
    parents = [
        BenchParent(f"parent-{number:03}@{DOMAIN}", generate_totp_secret(), child.pk)
        for number, child in enumerate(children)
    ]
    with _resting_histories():
        users = _make(
            User, ({"email": p.email, "name": "A parent", "password": hashed} for p in parents)
        )
        _make(
            EmailAddress,
            ({"user": u, "email": u.email, "primary": True, "verified": True} for u in users),
        )
        factors = zip(users, parents, strict=True)
        _make(Authenticator, (_factor(user, parent.secret) for user, parent in factors))
        pairs = list(zip(users, children, strict=True))
        adults = _make(Adult, ({"area_id": c.area_id, "name": u.name, "user": u} for u, c in pairs))
        _make(AdultLink, (_link(a, c, since) for a, c in zip(adults, children, strict=True)))
        _make(Tie, (_tie(user, child, since) for user, child in pairs))
    return parents


def _factor(user: User, secret: str) -> dict[str, Any]:
    return {"user": user, "type": Authenticator.Type.TOTP, "data": {"secret": encrypt(secret)}}


def _link(adult: Adult, child: Child, since: date) -> dict[str, Any]:
    said = {"parental_responsibility": Answer.YES, "responsibility_evidence": "invented"}
    open_to = dict.fromkeys(("may_see_plan", "may_see_location", "gets_notices"), Answer.YES)
    who = {"area_id": child.area_id, "child": child, "adult": adult, "relationship": "carer"}
    return {**who, **said, **open_to, "from_date": since}


def _tie(user: User, child: Child, since: date) -> dict[str, Any]:
    own = {"area_id": child.area_id, "child": child, "user": user}
    return {**own, "kind": TieKind.PARENT, "from_date": since}


def _make(model: Any, rows: Iterable[dict[str, Any]]) -> list[Any]:
    made: list[Any] = model._default_manager.using(OWNER).bulk_create(
        [model(**row) for row in rows]
    )
    return made


def remove(sessions: Sequence[str] = ()) -> None:
    """Take away the benchmark's parents, whatever hangs on them, and these sessions of theirs."""
    theirs = {"email__endswith": f"@{DOMAIN}"}
    users = list(User.objects.using(OWNER).filter(**theirs).values_list("pk", flat=True))
    with _resting_histories():
        Session.objects.using(OWNER).filter(session_key__in=sessions).delete()
        for log in (AccessAttempt, AccessLog):
            log.objects.using(OWNER).filter(username__endswith=f"@{DOMAIN}").delete()
        AdultLink.objects.using(OWNER).filter(adult__user__in=users).delete()
        for model in (Adult, Tie, EmailAddress, Authenticator):
            model._default_manager.using(OWNER).filter(user__in=users).delete()
        User.objects.using(OWNER).filter(pk__in=users).delete()


@contextmanager
def _resting_histories() -> Iterator[None]:
    """Write in one transaction as owner, with no row of history about people who never were."""
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [history_triggers()])
        yield
