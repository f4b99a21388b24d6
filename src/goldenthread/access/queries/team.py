"""The team around a child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from goldenthread.access.models import Post, Tie
from goldenthread.access.rules import (
    Role,
    TieKind,
)


@dataclass(frozen=True, slots=True)
class ServingBody:
    """Somebody whom the regulations name beside the family: a setting, or a holder of a post."""

    organisation_id: int
    name: str
    user_id: int | None  # None: the setting as a whole


def bodies_serving(child_id: int, area_id: int, *, on: date) -> tuple[ServingBody, ...]:
    """Return who is told of a child's request and its decisions beside the family, on a day.

    The setting the child is placed at, the board's designated clinical officers and the council's
    designated social care officers. Two queries. Law: SEND Regulations 2014 reg 4(2).
    """
    now = Q(to_date__isnull=True) | Q(to_date__gte=on)
    places = Tie.objects.filter(now, child_id=child_id, kind=TieKind.SCHOOL_PLACE)
    settings_ = places.filter(from_date__lte=on).values_list(
        "organisation_id", "organisation__name"
    )
    posts = Post.objects.filter(
        now, role__in=[Role.DCO, Role.DSCO], organisation__areas=area_id, from_date__lte=on
    ).order_by("pk")
    holders = posts.values_list("organisation_id", "user__name", "user_id")
    schools = [ServingBody(body, name, None) for body, name in settings_.distinct()]
    people_ = [ServingBody(body, name, user) for body, name, user in holders]
    return (*schools, *people_)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """One professional or body tied to a child; `role` is empty for a body as a whole."""

    kind: str
    name: str
    role: str
    organisation: str
    from_date: date


def team_of(child_id: int, *, on: date) -> tuple[TeamRow, ...]:
    """Return who is tied to a child already reached, through posts and bodies, on a day.

    Families' own ties are not the team's, and are left out. One query.
    """
    rows = (
        Tie.objects.filter(child_id=child_id, from_date__lte=on, user__isnull=True)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on))
        .select_related("post__user", "post__organisation", "organisation")
        .order_by("from_date", "pk")
    )
    return tuple(_team_row(row) for row in rows)


def _team_row(tie: Tie) -> TeamRow:
    post, body = tie.post, tie.organisation
    return TeamRow(
        kind=tie.kind,
        name=post.user.name if post else "",
        role=post.role if post else "",
        organisation=post.organisation.name if post else body.name if body else "",
        from_date=tie.from_date,
    )
