"""How sign-in behaves: accounts are made by appointment to a post, never by signing up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Recovery codes get somebody back in; they are no second factor of their own.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class StaffOnly(DefaultAccountAdapter):
    """Nobody opens an account by themselves here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactor(DefaultMFAAdapter):
    """A second factor cannot be switched off, only replaced (trust rule 60)."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Say whether another second factor stays when this one goes."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
        return others.exclude(pk=authenticator.pk).exists()


def locked_out(
    request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any, **kwargs: Any
) -> HttpResponse:
    """Answer somebody who has tried too often; it never says whether the account exists."""
    return render(request, "access/locked_out.html", status=429)


def tried_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Return the address somebody tried to sign in with, as lock-out counts it."""
    given = credentials or {}
    typed = request.POST.get("login", "") if request is not None else ""
    return str(given.get("email") or given.get("username") or typed).strip().lower()
