"""How a page is drawn for one reader: in which language, and how large (trust rule 66).

What somebody chose for this visit comes first; else what is recorded of them as a need in
communication. Staff pages stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation

from goldenthread.access.request import AskedRequest
from goldenthread.access.today import now
from goldenthread.people.queries import own_communication_needs
from goldenthread.people.rules import CommunicationKind
from goldenthread.ui.languages import catalogue_of

KEPT = "look"  # the session's name for what was chosen, or read lately
FRESH_SECONDS = 600  # a need recorded meanwhile is felt after this long at most
ENGLISH = "en-gb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A language that is offered, and whether print is large."""

    language: str = ENGLISH
    large: bool = False


def look_of(request: AskedRequest) -> Look:
    """Return how to draw pages for whoever asks. One query now and then, not for each page."""
    kept = request.session.get(KEPT, {})
    if "until" in kept and kept["until"] < now().timestamp():
        kept = {}
    if kept:
        language = kept.get("language", ENGLISH)
        known = language in dict(settings.LANGUAGES)
        return Look(language=language if known else ENGLISH, large=bool(kept.get("large")))
    if request.asker.user_id is None or not request.asker.own_children:
        return Look()
    look = _recorded(request)
    fresh = {"until": now().timestamp() + FRESH_SECONDS}
    request.session[KEPT] = {"language": look.language, "large": look.large, **fresh}
    return look


def _recorded(request: AskedRequest) -> Look:
    """Return what is recorded as a need of this reader's own."""
    needs = own_communication_needs(by=request.asker)
    spoken = (detail for kind, detail in needs if kind == CommunicationKind.LANGUAGE)
    return Look(
        language=catalogue_of(spoken),
        large=any(kind == CommunicationKind.LARGE_PRINT for kind, _ in needs),
    )


def choose(request: AskedRequest, look: Look) -> None:
    """Keep what somebody chose for as long as they are signed in."""
    request.session[KEPT] = {"language": look.language, "large": look.large}


def forget(request: AskedRequest) -> None:
    """Let go of what was read or chosen before: the next page reads what is recorded."""
    request.session.pop(KEPT, None)


class LookedRequest(AskedRequest):
    """For type checkers: a request that knows how its page is drawn."""

    look: Look


class InTheirLook:
    """Django middleware: draws each page in the reader's language, their own or a public one.

    The desk has English only: for whoever holds a post, the families' pages alone follow them.
    """

    def __init__(self, get_response: Callable[[LookedRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: LookedRequest) -> HttpResponse:
        request.look = Look() if request.asker.posts else look_of(request)
        with translation.override(request.look.language):
            return self.get_response(request)


View = Callable[..., HttpResponse]


def in_their_look(view: View) -> View:
    """Draw a family's page in the reader's language, and large where they need it."""

    @wraps(view)
    def drawn(request: LookedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        look = request.look = look_of(request)
        with translation.override(look.language):
            answer = view(request, *args, **kwargs)
            answer.headers["Content-Language"] = look.language
            # On a phone that others use, going back after signing out shows nothing.
            answer.headers["Cache-Control"] = "no-store, private"
            return answer

    return drawn
