"""Whether the sign-in pages offer a code by text."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from goldenthread.contact.queries.phones import holds_a_post, offered_to, texts_go

register = template.Library()


@register.simple_tag(takes_context=True)
def last_digits(context: dict[str, Any]) -> str:
    """Return the last digits of the telephone that may get a code now; empty: none may."""
    stage = getattr(context["request"], "_login_stage", None)
    return offered_to(stage.login.user.pk, timezone.now()) if stage is not None else ""


@register.simple_tag(takes_context=True)
def may_add_phone(context: dict[str, Any]) -> bool:
    """Say whether whoever sets up a second factor may choose texts: they hold no post."""
    user = context["request"].user
    return user.is_authenticated and texts_go() and not holds_a_post(user.pk, timezone.now())
