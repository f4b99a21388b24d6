"""Nobody goes further than setting up a second factor until they have one (trust rule 60)."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from goldenthread.access.adapters import FACTORS
from goldenthread.access.models import Post

BY_TEXT = "text"  # how a sign-in by text is recorded beside those of the library
# What somebody without a second factor may still reach: setting one up, and the way out.
OPEN_PAGES = frozenset(
    {
        *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn"),
        *("account_logout", "account_reauthenticate", "mfa_reauthenticate"),
        *("mfa_reauthenticate_webauthn", "account_login", "access:personas"),
        *("family:phone",),
    }
)


class NeedsSecondFactor:
    """Django middleware: sends those without a second factor to set one up.

    Only the demo's invented personas need none, and only where the demo (or a test) is running.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not self._passed(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _passed(self, request: HttpRequest) -> bool:
        if getattr(request.user, "invented", False) and (settings.DEMO or settings.TESTING):
            return True
        used = [
            record.get("type")
            for record in get_authentication_records(request, request.user)
            if record.get("method") == "mfa"
        ]
        if any(kind != BY_TEXT for kind in used):
            return True
        if used and not Post.objects.filter(user_id=request.user.pk or 0).exists():
            return True  # a code by text does for families alone
        if Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS).exists():
            return True
        try:
            return resolve(request.path_info).view_name in OPEN_PAGES
        except Resolver404:
            return True  # it leads nowhere
