"""Lawful reasons for a missed date: recorded beside it, checked again every seven days."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.assessment.models.decisions import AREA, CASE
from goldenthread.audit.rules import FieldClass


@pghistory.track()
class LawfulReason(models.Model):
    """One exception: which date, on which ground of the law's list, shown by what, approved by
    whom. It moves no date."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    assessment = models.ForeignKey(CASE, models.PROTECT, related_name="lawful_reasons")
    rule = models.CharField(max_length=64)  # the limit that is excused
    about = models.CharField(max_length=64, blank=True)  # the adviser, where the limit is theirs
    ground = models.CharField(max_length=64)  # id of the law's exception
    from_date = models.DateField()
    to_date = models.DateField(null=True)  # None while it goes on
    why = models.TextField()  # why it makes the date impractical, for the family to read
    evidence = models.TextField()
    target_date = models.DateField()  # by when it will be done all the same
    recorded_date = models.DateField()
    approved_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    approved_by_name = models.CharField(max_length=120)
    post_id = models.BigIntegerField(null=True)
    ended_date = models.DateField(null=True)  # the day it no longer held
    ended_why = models.TextField(blank=True)

    field_classes = {
        "*": FieldClass.OPEN_TO_FAMILY,
        "evidence": FieldClass.PROFESSIONAL,
        "approved_by": FieldClass.STAFF_ONLY,
        "post_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "rule", "about"],
                condition=Q(ended_date__isnull=True),
                name="reason_one_open",
            ),
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(to_date__gte=models.F("from_date")),
                name="reason_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(ended_date__isnull=True, ended_why="")
                | (Q(ended_date__isnull=False) & ~Q(ended_why="")),
                name="reason_ended_says_why",
            ),
        ]
        indexes = [models.Index(fields=["area", "child"], name="reason_area_child")]


class ReasonChecked(models.Model):
    """One seven-day check of a lawful reason: does it still hold, and what was done meanwhile."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    reason = models.ForeignKey(LawfulReason, models.PROTECT, related_name="checks")
    checked_date = models.DateField()
    holds = models.BooleanField()
    done = models.TextField()
    checked_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    checked_by_name = models.CharField(max_length=120)

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY, "checked_by": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reason", "checked_date"], name="reason_checked_once")
        ]
        indexes = [models.Index(fields=["area", "child"], name="reason_check_area_child")]
