"""Reviews of a plan: the meeting, the decision the family was told, the amended plan."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass

AREA = "organisations.LocalArea"


class ReviewOutcome(models.TextChoices):
    KEEP = "KEEP", "Keep the plan as it is"
    AMEND = "AMEND", "Amend the plan"
    CEASE = "CEASE", "Cease the plan"


@pghistory.track()
class Review(models.Model):
    """One review of one plan, or what a return says of its latest."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="reviews")
    meeting_date = models.DateField(null=True)
    decided_date = models.DateField(null=True)  # the day the family was told
    outcome = models.CharField(max_length=5, choices=ReviewOutcome.choices, blank=True)
    draft_date = models.DateField(null=True)
    final_date = models.DateField(null=True)
    load_id = models.BigIntegerField(null=True)

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY, "load_id": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting_date__isnull=False) | Q(decided_date__isnull=False),
                name="review_has_a_date",
            ),
            models.UniqueConstraint(
                fields=["plan", "meeting_date", "decided_date"],
                name="review_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="review_area_child"),
            models.Index(fields=["area", "plan"], name="review_area_plan"),
            models.Index(
                fields=["load_id"], name="review_load", condition=Q(load_id__isnull=False)
            ),
        ]


@pghistory.track()
class PhaseTransfer(models.Model):
    """A move between phases of education: when the amended plan is due, and when it was sent."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="phase_transfers")
    due_date = models.DateField()
    final_date = models.DateField(null=True)
    load_id = models.BigIntegerField(null=True)

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY, "load_id": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "due_date"], name="phase_transfer_once")
        ]
        indexes = [models.Index(fields=["area", "child"], name="phase_area_child")]
