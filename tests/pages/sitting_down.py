"""A client signed in by the session that signing in leaves: two statements, not two dozen.

The matrix of routes alone signs in four thousand times. The door itself is tried by the tests of
signing in, which go through its pages.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string

from goldenthread.access.models import User

as_django_does = Client._login


def sit_down(client: Client, user: User, backend: str | None = None) -> None:
    """Sign somebody in on a client that nobody has used; on another, as Django does."""
    if settings.SESSION_COOKIE_NAME in client.cookies:
        as_django_does(client, user, backend)
        return
    session = SessionStore(get_random_string(32, VALID_KEY_CHARS))
    session._session_cache = facts = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: backend,
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    Session.objects.bulk_create([session.create_model_instance(facts)])
    user.last_login = timezone.now()
    User.objects.filter(pk=user.pk).update(last_login=user.last_login)
    request = HttpRequest()
    request.session = session
    client._set_login_cookies(request)
