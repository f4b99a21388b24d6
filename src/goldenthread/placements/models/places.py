"""Where a child is placed: spells of time at a setting, or in a kind of arrangement."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from goldenthread.audit.rules import FieldClass

AREA = "organisations.LocalArea"


class Spell(Func):
    """PostgreSQL's daterange(entry, leaving, '[)'): on the leaving day another may begin."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[)')"


@pghistory.track()
class Placement(models.Model):
    """One spell. Two of different rank may run together: dual registration is lawful."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="placements")
    setting = models.ForeignKey("organisations.Setting", models.PROTECT, null=True)
    setting_code = models.CharField(max_length=4, blank=True)  # SEN2 SENsetting, without a URN
    rank = models.PositiveSmallIntegerField(default=1)
    entry_date = models.DateField(null=True)
    leaving_date = models.DateField(null=True)
    in_unit = models.BooleanField(null=True)
    in_resourced_provision = models.BooleanField(null=True)
    residential = models.CharField(max_length=1, blank=True)
    work_based = models.CharField(max_length=1, blank=True)
    load_id = models.BigIntegerField(null=True)

    field_classes = {"*": FieldClass.LOCATION, "load_id": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="placement_no_overlap",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("rank", RangeOperators.EQUAL),
                    (Spell("entry_date", "leaving_date"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(leaving_date__isnull=True)
                | Q(entry_date__isnull=True)
                | Q(leaving_date__gte=F("entry_date")),
                name="placement_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(setting__isnull=False, setting_code="")
                | (Q(setting__isnull=True) & ~Q(setting_code="")),
                name="placement_setting_or_code",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="placement_area_child"),
            models.Index(fields=["area", "setting"], name="placement_area_setting"),
            models.Index(  # where each child of an area is mainly placed, the last first
                "area",
                "child",
                F("entry_date").desc(nulls_last=True),
                include=["setting", "leaving_date"],
                condition=Q(rank=1),
                name="placement_main",
            ),
            models.Index(
                fields=["load_id"], name="placement_load", condition=Q(load_id__isnull=False)
            ),
        ]
