"""The door for text messages: GOV.UK Notify posts each one here as it comes, with our own token.

It answers who knows the token and nobody else. Notify tries again after an answer of 500 or more:
what we cannot keep at this moment is not lost.
"""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db import DataError
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from goldenthread.access import asking
from goldenthread.access.request import AskedRequest
from goldenthread.access.today import now
from goldenthread.contact import commands
from goldenthread.contact.rules.texts import MOST_BYTES, NotAText, read_text

SERVICE = "contact"
log = structlog.get_logger(__name__)


@csrf_exempt  # no browser comes here, and no cookie is looked at: the token alone decides
@require_POST
def text_came(request: AskedRequest) -> HttpResponse:
    """Keep a text message: 200 kept, 401 wrong token, 413 too large, 400 no message."""
    area = _area_of(request.headers.get("Authorization", ""))
    if area is None:
        return HttpResponse(status=401)
    if len(request.body) > MOST_BYTES:
        return HttpResponse(status=413)
    request.asker = asking.service(SERVICE, [area])
    asking.state(request.asker)
    try:
        text = read_text(request.body)
        commands.receive_text(text, area_id=area, by=request.asker, at=now())
    except (NotAText, DataError) as problem:
        log.warning("text-not-kept", why=type(problem).__name__)
        return HttpResponse(status=400)
    return HttpResponse(status=200)


def _area_of(authorization: str) -> int | None:
    """Return the area whose token it is. Every token is compared, each in the same time."""
    scheme, _, given = authorization.partition(" ")
    matching = [
        area
        for area, token in settings.TEXT_TOKENS.items()
        if constant_time_compare(given.strip().encode(), token.encode())
    ]
    return matching[0] if matching and scheme.lower() == "bearer" else None
