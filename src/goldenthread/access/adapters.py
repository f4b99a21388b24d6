"""How sign-in behaves: accounts are made by appointment to a post, never by signing up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffOnly(DefaultAccountAdapter):
    """Nobody opens an account by themselves here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
