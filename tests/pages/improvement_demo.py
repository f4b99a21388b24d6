"""The demo's partnership without its children: bodies and personas, for the story of the plan."""

from __future__ import annotations

from datetime import date

from goldenthread.access.models import Post, User
from goldenthread.demo.personas import BODIES, PERSONAS
from goldenthread.organisations.models import LocalArea, Organisation

IN_STORY = ("leah", "tomasz", "dawn", "ruth", "imran", "helen", "farah", "gareth")


def people() -> dict[str, User]:
    """Write the two areas, and those who act in the story."""
    areas = {
        830: LocalArea.objects.get_or_create(id=830, code="derbyshire", name="Derbyshire")[0],
        831: LocalArea.objects.get_or_create(id=831, code="derby", name="Derby")[0],
    }
    found = {}
    for one in PERSONAS:
        if one.key not in IN_STORY:
            continue
        body = BODIES[one.body]
        made, _ = Organisation.objects.get_or_create(kind=body.kind, name=body.name)
        made.areas.set(areas[int(code)] for code in body.areas)
        user = User.objects.create_user(email=one.email, name=one.name, invented=True)
        Post.objects.create(user=user, organisation=made, role=one.role, from_date=date(2023, 1, 1))
        found[one.key] = user
    return found
