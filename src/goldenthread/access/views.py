"""Signing in as one of the demo's invented personas: pages that no real service has."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from goldenthread.access import queries
from goldenthread.access.request import AskedRequest
from goldenthread.access.today import today

BACKEND = "django.contrib.auth.backends.ModelBackend"


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404


@require_GET
def personas(request: AskedRequest) -> HttpResponse:
    """List the invented people one can sign in as."""
    _only_in_the_demo()
    return render(request, "access/personas.html", {"personas": queries.personas(on=today())})


@require_POST
def become(request: AskedRequest, user_id: int) -> HttpResponse:
    """Sign in as one invented person."""
    _only_in_the_demo()
    user = queries.get_persona(user_id)
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    return redirect(settings.LOGIN_REDIRECT_URL)
