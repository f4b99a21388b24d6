"""A request that knows who asks; every view behind the middleware gets one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from goldenthread.access.rules import Asker
from goldenthread.audit.rules import Outcome

if TYPE_CHECKING:
    from goldenthread.access.models import User


class AskedRequest(HttpRequest):
    """For type checkers: what the middleware adds to a request."""

    asker: Asker
    request_id: str
    refusal: Outcome | None
    user: User  # type: ignore[assignment]  # anonymous visitors are told apart by is_authenticated
