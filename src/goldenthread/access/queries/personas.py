"""The demo's personas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q

from goldenthread.access.models import Post, User
from goldenthread.access.rules import (
    ROLES,
    Role,
)


def invented_people() -> list[tuple[str, str]]:
    """Return the demo's personas by name, each with the post held, if any. One query."""
    rows = User.objects.filter(invented=True).order_by("pk")
    found = rows.values_list("name", "email", "posts__role", "posts__organisation__name")
    return [
        (
            name,
            f"{ROLES[Role(role)].title}, {body}"
            if role
            else settings.DEMO_ABOUT.get(email, "No post"),
        )
        for name, email, role, body in found
    ]


MOST_PERSONAS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """One invented person: who they are in a few words."""

    id: int
    name: str
    title: str
    organisation: str


def personas(*, on: date) -> list[Persona]:
    """Return the demo's invented people, by body and post; families last. Two queries."""
    people = list(User.objects.filter(invented=True, is_active=True).order_by("pk")[:MOST_PERSONAS])
    posts = (
        Post.objects.filter(user__in=people, from_date__lte=on)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on), ends_at__isnull=True)
        .select_related("organisation")
        .order_by("-from_date", "-pk")
    )
    held = {post.user_id: post for post in posts}
    found = [
        Persona(
            id=user.pk,
            name=user.name,
            title=ROLES[Role(held[user.pk].role)].title
            if user.pk in held
            else settings.DEMO_ABOUT.get(user.email, "Parent or carer"),
            organisation=held[user.pk].organisation.name if user.pk in held else "",
        )
        for user in people
    ]
    return sorted(found, key=lambda each: (not each.organisation, each.organisation, each.title))


def get_persona(user_id: int) -> User | None:
    """Return one invented person with an open account, or None."""
    return User.objects.filter(pk=user_id, invented=True, is_active=True).first()
