"""What is kept of measures: figures for our own pages, and releases that are never altered.

All but the draft are added to and never changed: a definition that changes tomorrow cannot rewrite
what was kept or published yesterday.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.audit.rules import FieldClass

AREA = "organisations.LocalArea"
USER = "access.User"
POST = "access.Post"


class Reading(models.Model):
    """One measure of one area at the end of one day, as it was known then. A true count."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    on = models.DateField()
    numerator = models.DecimalField(max_digits=14, decimal_places=1, null=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=1, null=True)
    value = models.DecimalField(max_digits=14, decimal_places=1, null=True)
    counted = models.PositiveIntegerField(null=True)
    no_data = models.TextField(blank=True)
    kept_at = models.DateTimeField()

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "on", "key", "version"], name="reading_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) ^ Q(no_data=""), name="reading_says_one"
            ),
        ]
        indexes = [models.Index(fields=["area", "key", "on"], name="reading_history")]


class Release(models.Model):
    """A set of figures somebody proposed to publish: every number in it is a released one."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()  # the end of the month it tells of
    edition = models.PositiveSmallIntegerField()
    note = models.TextField()  # what a reader should know of this release
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    proposed_post = models.ForeignKey(POST, models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()

    field_classes = {
        "*": FieldClass.NOT_PERSONAL,
        "proposed_by": FieldClass.STAFF_ONLY,
        "proposed_post": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "on", "edition"], name="release_edition_once")
        ]

    @property
    def decided(self) -> Decision | None:
        """What the second person said of it; None while it waits for them."""
        try:
            return self.decision
        except Decision.DoesNotExist:
            return None


class Draft(models.Model):
    """What each team's answers would look like if they were published: drawn up again each night.

    Released figures only, so that whoever proposes sees what the public would. It is nobody's
    proposal: a person proposes, and another decides.
    """

    area = models.OneToOneField(AREA, models.PROTECT, primary_key=True, related_name="+")
    on = models.DateField()
    figures = models.JSONField()
    made_at = models.DateTimeField()

    field_classes = {"*": FieldClass.NOT_PERSONAL}


class Decision(models.Model):
    """What a second person said of a release: publish it, or not and why."""

    release = models.OneToOneField(Release, models.PROTECT, related_name="decision")
    approved = models.BooleanField()
    reason = models.TextField(blank=True)  # why not
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    decided_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    decided_post = models.ForeignKey(POST, models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField()

    field_classes = {"*": FieldClass.STAFF_ONLY, "approved": FieldClass.NOT_PERSONAL}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="decision_by_a_second_person"
            ),
            models.CheckConstraint(
                condition=Q(approved=True) | ~Q(reason=""), name="decision_refusal_has_reason"
            ),
        ]


class MeasureFigure(models.Model):
    """One figure of a release, with the words of its definition as they stood."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="figures", db_index=False)
    place = models.PositiveSmallIntegerField()  # its order on the page
    key = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    title = models.TextField()
    definition = models.JSONField()  # the words in force on the day
    unit = models.CharField(max_length=20)
    numerator = models.PositiveIntegerField(null=True)
    others = models.PositiveIntegerField(null=True)
    denominator = models.PositiveIntegerField(null=True)
    value = models.DecimalField(max_digits=14, decimal_places=1, null=True)
    hidden = models.CharField(max_length=10, blank=True)
    why = models.TextField(blank=True)

    field_classes = {"*": FieldClass.NOT_PERSONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "key"], name="figure_once"),
            models.UniqueConstraint(fields=["release", "place"], name="figure_place_once"),
        ]
        ordering = ["place"]
