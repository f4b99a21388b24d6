"""What was given of each line of an issued plan: promised minutes, and what each side tells."""

from __future__ import annotations

from django.db import models

from goldenthread.audit.rules import FieldClass
from goldenthread.plans.models.drafting import CHILD
from goldenthread.plans.models.issued import IssuedProvision
from goldenthread.plans.models.plan import AREA
from goldenthread.plans.rules.delivery import MOST_MINUTES, Happened, Source
from goldenthread.plans.rules.rhythm import Rhythm

USER = "access.User"


class PromisedTime(models.Model):
    """How many minutes a week, or term, a line promises from a day: read off it by a person."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    provision = models.ForeignKey(IssuedProvision, models.PROTECT, related_name="promised")
    from_date = models.DateField()
    minutes = models.PositiveIntegerField()
    rhythm = models.CharField(
        max_length=9, choices=[(r, r) for r in Rhythm], default=Rhythm.WEEK, db_default=Rhythm.WEEK
    )
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__lte=MOST_MINUTES), name="promised_within_a_week"
            )
        ]
        indexes = [models.Index(fields=["area", "child"], name="promised_area_child")]


class Confirmation(models.Model):
    """What somebody says of one line in one week. Never edited: the latest of a side counts."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    provision = models.ForeignKey(IssuedProvision, models.PROTECT, related_name="told")
    week = models.DateField()  # its Monday; of a line promised by the term, the term's first
    source = models.CharField(max_length=8, choices=[(s, s) for s in Source])
    happened = models.CharField(max_length=8, choices=[(h, h) for h in Happened])
    minutes = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    told_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    field_classes = {
        "*": FieldClass.OPEN_TO_FAMILY,
        "told_by": FieldClass.THIRD_PARTY,  # one parent does not learn of the other (rule 14)
        "note": FieldClass.PROFESSIONAL,
    }

    class Meta:
        indexes = [
            models.Index(fields=["area", "child"], name="confirmation_area_child"),
            models.Index(fields=["provision", "week"], name="confirmation_week"),
        ]
