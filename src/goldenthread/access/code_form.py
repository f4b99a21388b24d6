"""The second factor's form: five wrong codes stop it for an hour, and its owner sees each."""

from __future__ import annotations

from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError

TOO_MANY = (
    "There were too many wrong codes. Wait one hour, then try again. If you cannot get a code, ask"
    " the SEND team, or the account administrator where you work."
)


class CodeOfAnApp(AuthenticateForm):  # type: ignore[misc]  # the library has no types
    """A code of an authenticator app, or one of those kept for a lost phone.

    Wrong ones count with wrong passwords from that place, in the database that all processes
    share, and by account too: whoever has the password guesses no codes from many places.
    """

    def clean_code(self) -> str:
        request, whose = context.request, {"email": self.user.email}
        tried = {"action": "second_factor", "key": str(self.user.pk)}
        allowed = AxesProxyHandler.is_allowed(request, whose)
        if not allowed or not ratelimit.consume(request, **tried):
            raise ValidationError(TOO_MANY)
        try:
            code: str = super().clean_code()
        except ValidationError:
            user_login_failed.send(type(self), credentials=whose, request=request)
            raise
        ratelimit.clear(request, **tried)
        return code
