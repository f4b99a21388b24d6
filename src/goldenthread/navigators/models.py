"""A family's time with a navigator, each contact in it, and what changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass
from goldenthread.navigators.rules import (
    ASKED_WORDS,
    CHANGE_WORDS,
    CHANNELS,
    ENDING_WORDS,
    FELT_WORDS,
)

AREA, CHILD, POST = "organisations.LocalArea", "people.Child", "access.Post"
OPEN, PROFESSIONAL = FieldClass.OPEN_TO_FAMILY, FieldClass.PROFESSIONAL


class Case(models.Model):
    """One request for a navigator: its number is that of its case in the timeline."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    team = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    asked_date = models.DateField()
    asked_by = models.CharField(max_length=8, choices=list(ASKED_WORDS.items()))
    asked_name = models.CharField(max_length=200)
    wanted = models.TextField()  # what they hope for
    post = models.ForeignKey(POST, models.PROTECT, null=True, related_name="+")
    met_date = models.DateField(null=True)  # the first time the navigator spoke with the family
    next_action = models.CharField(max_length=200, blank=True)
    next_date = models.DateField(null=True)
    ended_date = models.DateField(null=True)
    ending = models.CharField(max_length=12, blank=True, choices=list(ENDING_WORDS.items()))
    felt = models.CharField(max_length=8, blank=True, choices=list(FELT_WORDS.items()))
    felt_date = models.DateField(null=True)

    field_classes = {
        "*": OPEN,
        "asked_name": PROFESSIONAL,
        "wanted": PROFESSIONAL,
        "post": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child"], name="navigator_one_open", condition=Q(ended_date__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(ended_date__isnull=True, ending="")
                | (Q(ended_date__isnull=False) & ~Q(ending="")),
                name="navigator_ended_says_how",
            ),
            models.CheckConstraint(
                condition=Q(next_date__isnull=True) | ~Q(next_action=""),
                name="navigator_next_says_what",
            ),
            models.CheckConstraint(
                condition=Q(felt_date__isnull=True, felt="")
                | (Q(felt_date__isnull=False) & ~Q(felt="")),
                name="navigator_felt_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="navigator_area_child"),
            models.Index(fields=["area", "asked_date"], name="navigator_area_asked"),
        ]


class Contact(models.Model):
    """One time a navigator was in touch with a family, and what was said. Never altered."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="contacts")
    contact_date = models.DateField()
    channel = models.CharField(max_length=8, choices=list(CHANNELS.items()))
    words = models.TextField()
    post = models.ForeignKey(POST, models.PROTECT, null=True, related_name="+")

    field_classes = {"*": OPEN, "words": PROFESSIONAL, "post": FieldClass.STAFF_ONLY}

    class Meta:
        indexes = [models.Index(fields=["area", "child"], name="navigator_contact_child")]


class Changed(models.Model):
    """One thing that changed for the family, in words they read. Never altered."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="changes")
    change_date = models.DateField()
    kind = models.CharField(max_length=12, choices=list(CHANGE_WORDS.items()))
    words = models.TextField(blank=True)
    post = models.ForeignKey(POST, models.PROTECT, null=True, related_name="+")

    field_classes = {"*": OPEN, "post": FieldClass.STAFF_ONLY}

    class Meta:
        indexes = [models.Index(fields=["area", "child"], name="navigator_change_child")]
