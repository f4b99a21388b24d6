"""What the tables of the plan share."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass

# Words of the plan name nobody; who wrote or owns a line is for those who work with the plan.
PLAN_FIELDS = {"*": FieldClass.NOT_PERSONAL}


def area() -> Any:
    """Return the column that says whose business a row is."""
    return models.ForeignKey("organisations.LocalArea", models.PROTECT, related_name="+")


def post(*, null: bool = False) -> Any:
    """Return a column that names a post: whoever holds it, not a person."""
    return models.ForeignKey("access.Post", models.PROTECT, null=null, related_name="+")


def together(name: str, *columns: str) -> models.CheckConstraint:
    """Return the constraint that some columns are all empty or all filled."""
    none, every = Q(), Q()
    for column in columns:
        none &= Q(**{f"{column}__isnull": True})
        every &= Q(**{f"{column}__isnull": False})
    return models.CheckConstraint(condition=none | every, name=name)
