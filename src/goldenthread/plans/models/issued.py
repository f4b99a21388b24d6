"""What an issued version says, as rows to count: needs, lines of provision, how fresh it was.

Written once, on issue, from the content; added and never changed.
"""

from __future__ import annotations

from django.db import models

from goldenthread.audit.rules import FieldClass
from goldenthread.plans.models.drafting import CHILD
from goldenthread.plans.models.plan import AREA, PlanVersion


class IssuedNeed(models.Model):
    """One need of an issued version."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="+")
    row = models.CharField(max_length=20)
    section = models.CharField(max_length=2)
    area_of_need = models.CharField(max_length=16, blank=True)
    has_outcome = models.BooleanField()
    has_provision = models.BooleanField()

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "row"], name="issued_need_once")]
        indexes = [models.Index(fields=["area", "area_of_need"], name="issued_need_area")]


class IssuedProvision(models.Model):
    """One line of provision of an issued version: what must be made from the day of issue."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="+")
    row = models.CharField(max_length=20)
    section = models.CharField(max_length=2)
    area_of_need = models.CharField(max_length=16, blank=True)
    what = models.TextField()
    who = models.TextField(blank=True)
    how_often = models.TextField(blank=True)
    funded_by = models.TextField(blank=True)
    equipment = models.BooleanField(default=False)

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "row"], name="issued_provision_once")
        ]
        indexes = [models.Index(fields=["area", "section"], name="issued_provision_area")]


class IssuedFigures(models.Model):
    """What does not change of a version with structured content, for the score of the stock."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    version = models.OneToOneField(PlanVersion, models.PROTECT, related_name="figures")
    provision_lines = models.PositiveSmallIntegerField()
    vague_lines = models.PositiveSmallIntegerField()  # lines that L30 to L36 stop at
    silent_sections = models.PositiveSmallIntegerField()  # of A to K, those that say nothing
    oldest_advice_date = models.DateField(null=True)
    reasons = models.PositiveSmallIntegerField(default=0)  # managers' reasons it was issued with

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        indexes = [models.Index(fields=["area", "child"], name="issued_figures_area_child")]
