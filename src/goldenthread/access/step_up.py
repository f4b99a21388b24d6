"""How fresh a sign-in is, for what needs a fresh one (trust rule 41)."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.account.authentication import get_authentication_records
from django.utils import timezone

from goldenthread.access.request import AskedRequest
from goldenthread.access.today import now


def signed_in_at(request: AskedRequest) -> datetime | None:
    """Return when somebody last proved who they are, on the service's own clock; None if never.

    The newest of their sign-in and of every time they were asked again since. In the demo, whose
    day stands still, it is as long before the demo's moment as it was before this one.
    """
    moments = [
        datetime.fromtimestamp(record["at"], UTC)
        for record in get_authentication_records(request)
        if "at" in record
    ]
    last = getattr(request.user, "last_login", None)
    newest = max([*moments, *([last] if last else [])], default=None)
    return None if newest is None else now() - (timezone.now() - newest)
