"""The second factor, with a code by text as the last way (trust rule 60, ADR 0126)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from goldenthread.access.adapters import FACTORS, SecondFactor
from goldenthread.contact.queries.phones import number_held


class OrByText(SecondFactor):
    """Asks whoever has a confirmed telephone for a second factor, as of an app or a passkey."""

    def is_mfa_enabled(self, user: AbstractBaseUser, types: Any = None) -> bool:
        """Say whether a second factor of these kinds is set up.

        A telephone counts only where any would do: it is neither an app nor a passkey. It counts
        for somebody in a post too, who may not use it: they are let in by no password alone.
        """
        if super().is_mfa_enabled(user, types=types):
            return True
        return set(FACTORS) <= set(types or ()) and bool(number_held(user.pk))
