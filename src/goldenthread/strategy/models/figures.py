"""Monthly figures as they may be shown to those who see no child, and what was read from them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.strategy.models.parts import PLAN_FIELDS, area, post
from goldenthread.strategy.models.plan import Expectation


class FigureSource(models.TextChoices):
    COMPUTED = "COMPUTED", "Worked out from the record"
    ENTERED = "ENTERED", "Entered from a survey or another body's figures"


class Figure(models.Model):
    """A measure in one month, already fit to leave casework: small counts hidden, others rounded.

    `month` is its first day. Added to, never altered: a figure worked out again later, or by a new
    definition, stands beside the one before (`known_at` tells them apart).
    """

    area = area()
    measure = models.CharField(max_length=60)
    definition_version = models.SmallIntegerField()
    month = models.DateField()
    numerator = models.IntegerField(null=True)
    denominator = models.IntegerField(null=True)
    value = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    why_none = models.TextField(blank=True)
    source = models.CharField(max_length=8, choices=FigureSource.choices)
    source_words = models.CharField(max_length=200, blank=True)  # of an entered one
    known_at = models.DateTimeField()
    entered_post = post(null=True)

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "measure", "month", "known_at"], name="strategy_figure_once"
            ),
            models.CheckConstraint(
                condition=Q(source="COMPUTED") | Q(entered_post__isnull=False),
                name="figure_entered_by",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(why_none=""), name="figure_or_reason"
            ),
        ]


class EffectReading(models.Model):
    """What could be said of an expected effect on one day. Added to, never altered."""

    area = area()
    expectation = models.ForeignKey(Expectation, models.PROTECT, related_name="readings")
    as_of_date = models.DateField()
    verdict = models.CharField(max_length=20)
    sentence = models.TextField()
    change = models.DecimalField(max_digits=10, decimal_places=1, null=True)
    low = models.DecimalField(max_digits=10, decimal_places=1, null=True)
    high = models.DecimalField(max_digits=10, decimal_places=1, null=True)
    months_before = models.SmallIntegerField()
    months_after = models.SmallIntegerField()
    compared = models.BooleanField(default=False)
    read_at = models.DateTimeField()

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expectation", "as_of_date", "read_at"], name="effect_reading_once"
            ),
        ]
