"""One's own sign-ins (rule 22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessAttempt, AccessLog
from django.db.models import Value

from goldenthread.access.models import User

SIGN_INS_A_PAGE = 20


DEVICES = (
    ("ipad", "A tablet"),
    ("tablet", "A tablet"),
    ("iphone", "A phone"),
    ("mobile", "A phone"),
    ("android", "A phone"),
    ("windows", "A computer"),
    ("macintosh", "A computer"),
    ("linux", "A computer"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One time that somebody signed in with an account, or tried and failed."""

    at: datetime
    device: str
    worked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIns:
    """One page of them."""

    email: str
    rows: tuple[SignIn, ...]
    total: int
    page: int


def sign_ins(user: User, *, page: int = 1) -> SignIns:
    """Return a person's own sign-ins and failed tries, the newest first. Two queries.

    From where is not shown: it could tell where a hidden family lives to whoever looks over.
    """
    worked = AccessLog.objects.filter(username=user.email).annotate(ok=Value(True))
    failed = AccessAttempt.objects.filter(username=user.email).annotate(ok=Value(False))
    names = ("attempt_time", "user_agent", "ok")
    rows = worked.values_list(*names).union(failed.values_list(*names), all=True)
    total = rows.count()
    page = min(page, max(1, -(-total // SIGN_INS_A_PAGE)))
    start = (page - 1) * SIGN_INS_A_PAGE
    shown = rows.order_by("-attempt_time")[start : start + SIGN_INS_A_PAGE]
    return SignIns(
        email=user.email,
        rows=tuple(SignIn(at=at, device=_device(agent), worked=ok) for at, agent, ok in shown),
        total=total,
        page=page,
    )


def _device(agent: str) -> str:
    """Say what kind of thing a browser ran on, in two words."""
    low = agent.lower()
    return next((words for mark, words in DEVICES if mark in low), "Some device")
