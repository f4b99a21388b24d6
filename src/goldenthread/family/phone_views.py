"""A code by text: signing in with one, and the telephone that gets it (ADR 0126)."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from goldenthread.access.adapters import FACTORS
from goldenthread.access.models import User
from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotAllowed
from goldenthread.access.second_factor import BY_TEXT
from goldenthread.contact.commands import phones
from goldenthread.contact.queries import phones as held
from goldenthread.contact.rules.phones import NO_GOOD, SHOWN, TOO_MANY_WRONG, Outcome, TextRefused
from goldenthread.family import forms
from goldenthread.family.look import in_their_look

SAID = {Outcome.WRONG: NO_GOOD, Outcome.STOPPED: TOO_MANY_WRONG}
STAFF = "People who work here prove who they are with an app or a passkey."
KEEP_ONE = "Set up an app or a passkey first. Then you can take this phone off."
PROVE = "Sign in again with your app or passkey. Then you can change this."


# Signing in


@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
@in_their_look
def sign_in_by_text(request: HttpRequest) -> HttpResponse:
    """After the password: send a code to the confirmed telephone, and take it once."""
    stage: Any = request._login_stage  # type: ignore[attr-defined]  # the library puts it there
    user, at = stage.login.user, timezone.now()
    ends = held.offered_to(user.pk, at)
    if not ends:
        return redirect("mfa_authenticate")
    typed = request.POST.get("code")
    form = forms.TextedCode(request.POST if typed is not None else None)
    refused = ""
    if request.method == "POST" and typed is None:
        try:
            where = request.META.get("REMOTE_ADDR", "")
            phones.ask_to_sign_in(user.pk, address=where, at=at)
        except TextRefused as problem:
            refused = gettext(str(problem))
        else:
            return redirect("family:sign-in-by-text")
    elif form.is_valid():
        outcome = _tried(request, user, form.cleaned_data["code"])
        if outcome is Outcome.RIGHT:
            record_authentication(request, user, "mfa", type=BY_TEXT)
            answer: HttpResponse = stage.exit()
            return answer
        form.add_error("code", gettext(SAID[outcome]))
    shown = {"form": form, "has_errors": bool(form.errors), "ends": ends, "refused": refused}
    return render(request, "family/sign_in_by_text.html", shown)


def _tried(request: HttpRequest, user: User, typed: str) -> Outcome:
    """Use a code; a wrong one counts with wrong passwords from that place too."""
    whose = {"email": user.email}
    if not AxesProxyHandler.is_allowed(request, whose):
        return Outcome.STOPPED
    outcome = phones.use_to_sign_in(user.pk, typed, at=timezone.now())
    if outcome is not Outcome.RIGHT:
        user_login_failed.send(forms.TextedCode, credentials=whose, request=request)
    return outcome


# The telephone


@in_their_look
@reauthentication_required(allow_get=True, enabled=lambda request: request.user.is_authenticated)
def phone(request: AskedRequest) -> HttpResponse:
    """Let a family add, change or take off the telephone that gets their codes.

    :raises NotAllowed: for whoever holds a post
    """
    if request.asker.user_id is None:
        return redirect("account_login")
    if held.holds_a_post(request.user.pk, timezone.now()):
        raise NotAllowed(STAFF)
    number, code, refused = forms.Mobile(), forms.TextedCode(), ""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act and not _proved(request):
        refused = gettext(PROVE)
    elif act == "send":
        number = forms.Mobile(request.POST)
        if number.is_valid() and _asked(request, number):
            return redirect("family:phone")
    elif act == "confirm":
        code = forms.TextedCode(request.POST)
        if code.is_valid() and _confirmed(request, code):
            messages.success(request, gettext("Thank you. We can send codes to this phone now."))
            return redirect("family:phone")
    elif act == "remove":
        if _strong(request.user):
            phones.remove(request.user.pk)
            return redirect("family:phone")
        refused = gettext(KEEP_ONE)
    return render(request, "family/phone.html", _shown(request, number, code, refused))


def _shown(
    request: AskedRequest, number: forms.Mobile, code: forms.TextedCode, refused: str
) -> dict[str, Any]:
    return {
        "number": number,
        "code": code,
        "refused": refused,
        "has_errors": bool(number.errors or code.errors),
        "texts_go": held.texts_go(),
        "ends": held.number_held(request.user.pk)[-SHOWN:],
        "waits": held.waits_to_confirm(request.user.pk, timezone.now()),
    }


def _asked(request: AskedRequest, form: forms.Mobile) -> bool:
    where = request.META.get("REMOTE_ADDR", "")
    try:
        phones.ask_to_confirm(
            request.user.pk, form.cleaned_data["number"], address=where, at=timezone.now()
        )
    except TextRefused as problem:
        form.add_error("number", gettext(str(problem)))
        return False
    return True


def _confirmed(request: AskedRequest, form: forms.TextedCode) -> bool:
    """Keep the number; a first second factor makes this visit a proved one, under a new key."""
    outcome = phones.confirm(request.user.pk, form.cleaned_data["code"], at=timezone.now())
    if outcome is not Outcome.RIGHT:
        form.add_error("code", gettext(SAID[outcome]))
        return False
    if not _strong(request.user):
        request.session.cycle_key()
        record_authentication(request, request.user, "mfa", type=BY_TEXT)
    return True


def _strong(user: User) -> bool:
    """Whether an account has an app or a passkey."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def _proved(request: AskedRequest) -> bool:
    """Whether this visit proved enough to change the telephone: with the best its owner has."""
    records = get_authentication_records(request, request.user)
    used = {each.get("type") for each in records if each.get("method") == "mfa"}
    if _strong(request.user):
        return bool(used - {BY_TEXT})
    return bool(used) or not held.number_held(request.user.pk)
