"""What the nightly check found: who hears nothing, since when, and why that is right for now."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass

AREA = "organisations.LocalArea"


class Silent(models.Model):
    """A child on last night's list. The list is made again each night, and this one forgotten."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+", db_index=False)
    no_owner = models.BooleanField()
    no_next_step = models.BooleanField()
    quiet = models.BooleanField()  # no word either way for too long
    pressing = models.BooleanField()  # more is open than a plan alone
    last_date = models.DateField(null=True)  # of the last word; none: never

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "child"], name="silent_once"),
            models.CheckConstraint(
                condition=Q(no_owner=True) | Q(no_next_step=True) | Q(quiet=True),
                name="silent_says_why",
            ),
        ]


class NightCheck(models.Model):
    """What one night's check of one area found: how many children hear nothing, and of what."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    night = models.DateField()
    listed = models.PositiveIntegerField()
    explained = models.PositiveIntegerField()
    no_owner = models.PositiveIntegerField()
    no_next_step = models.PositiveIntegerField()
    quiet = models.PositiveIntegerField()
    checked_at = models.DateTimeField()

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "night"], name="night_check_once"),
            models.CheckConstraint(
                condition=Q(explained__lte=models.F("listed")), name="night_check_within"
            ),
        ]

    @property
    def unexplained(self) -> int:
        """How many children nobody has explained: nought is the promise."""
        return self.listed - self.explained


@pghistory.track()
class Explained(models.Model):
    """Why a child on the nightly list is rightly there, and until when nobody need ask again."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    reason = models.TextField()
    until_date = models.DateField()
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    field_classes = {"*": FieldClass.PROFESSIONAL, "reason": FieldClass.STAFF_ONLY}

    class Meta:
        indexes = [models.Index(fields=["area", "child", "until_date"], name="explained_child")]
