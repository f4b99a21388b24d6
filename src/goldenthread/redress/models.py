"""The tables of a disagreement: where it stands, and each thing that happened in it."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass
from goldenthread.redress.rules import Standing, Step

AREA = "organisations.LocalArea"


@pghistory.track()
class Disagreement(models.Model):
    """One decision that a family may take to mediation and the Tribunal, and where that stands.

    Its number on the timeline (`case_id`, type "appeal") was given by the notice that started the
    family's time, and is what joins it to the law's clocks.
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    case_id = models.BigIntegerField()
    decision = models.CharField(max_length=24)  # the fact `decision` of the notice
    notice_date = models.DateField()  # the day the notice was sent
    assessment = models.ForeignKey(
        "assessment.Assessment", models.PROTECT, null=True, related_name="disagreements"
    )
    standing = models.CharField(max_length=12, choices=[(s, s) for s in Standing])
    version = models.PositiveIntegerField(default=1)  # one more with each step
    appeal_number = models.CharField(max_length=40, blank=True)  # the Tribunal's own
    hearing_date = models.DateField(null=True)

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "case_id"], name="disagreement_once"),
            models.CheckConstraint(
                condition=Q(standing__in=[str(each) for each in Standing]),
                name="disagreement_stands_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="disagreement_area_child"),
            models.Index(fields=["area", "standing"], name="disagreement_area_standing"),
        ]


class DisagreementStep(models.Model):
    """One thing that happened: on which day, in what words, who recorded it. Never rewritten."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    disagreement = models.ForeignKey(Disagreement, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=24, choices=[(s, s) for s in Step])
    version = models.PositiveIntegerField()  # of the disagreement, once recorded
    on_date = models.DateField()
    words = models.TextField(blank=True)
    order = models.CharField(max_length=16, blank=True)
    by_date = models.DateField(null=True)  # set by the Tribunal or agreed in writing
    final_by_date = models.DateField(null=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    recorded_by_name = models.CharField(max_length=120, blank=True)  # name and post, as then
    recorded_at = models.DateTimeField()

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY, "recorded_by": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["disagreement", "version"], name="disagreement_step_in_turn"
            ),
            models.CheckConstraint(
                condition=Q(final_by_date__isnull=True) | Q(by_date__isnull=False),
                name="disagreement_step_days_in_order",
            ),
        ]
        indexes = [models.Index(fields=["area", "child"], name="disagreement_step_area_child")]
        ordering = ["version"]
