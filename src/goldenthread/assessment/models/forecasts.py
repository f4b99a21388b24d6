"""What was forecast of each open case, one row a case and night."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass

AREA = "organisations.LocalArea"


class Forecast(models.Model):
    """The chance that one case meets its next MUST date, as the history said on one night.

    `thin` says why there is none; then there are no chances. An overdue case has its step and
    days, and no chance, since its date has passed.
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    assessment = models.ForeignKey(
        "assessment.Assessment", models.PROTECT, related_name="forecasts"
    )
    on = models.DateField()
    model = models.CharField(max_length=24)
    rule = models.CharField(max_length=32)
    due = models.DateField()
    step = models.PositiveSmallIntegerField()
    since = models.DateField()  # the day the case entered the step
    in_time = models.FloatField(null=True)
    otherwise = models.FloatField(null=True)
    late = models.FloatField(null=True)
    reach = models.CharField(max_length=12, blank=True)
    same_pace = models.BooleanField(default=False)
    comparables = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    going = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    half_days = models.PositiveIntegerField(null=True)
    thin = models.CharField(max_length=200, blank=True)

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "on"], name="forecast_once_a_night"),
            models.CheckConstraint(
                condition=Q(in_time__isnull=True, otherwise__isnull=True, late__isnull=True)
                | Q(in_time__isnull=False, otherwise__isnull=False, late__isnull=False, thin=""),
                name="forecast_chances_together",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "on", "due"], name="forecast_area_on_due"),
            models.Index(fields=["area", "child"], name="forecast_area_child"),
        ]
