"""The second factor's form: five wrong codes stop it for an hour, and its owner sees each."""

from __future__ import annotations

from allauth.core import context, ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
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
            _use_once(self.authenticator, code)
        except ValidationError:
            user_login_failed.send(type(self), credentials=whose, request=request)
            raise
        ratelimit.clear(request, **tried)
        return code


LAST = "last_counter"


def _use_once(used: Authenticator, code: str) -> None:
    """Take each code of an app once, and none older than the last (RFC 6238, section 5.2).

    The library remembers a code for 30 seconds, in the memory of one process; a code is good for
    90, in all of them.

    :raises ValidationError: if it was taken before
    """
    if used.type != Authenticator.Type.TOTP:
        return
    row = Authenticator.objects.select_for_update().get(pk=used.pk)
    secret, typed = decrypt(row.data["secret"]), "".join(code.split())
    counters = yield_hotp_counters_from_time()
    step = next((n for n in counters if format_hotp_value(hotp_value(secret, n)) == typed), None)
    if step is None or step <= row.data.get(LAST, -1):
        raise get_adapter().validation_error("incorrect_code")
    row.data[LAST] = step
    row.save(update_fields=["data"])
