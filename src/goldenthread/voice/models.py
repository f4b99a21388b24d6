"""Sayings, each a row of its own: what is said anew stands in front of the old, which is kept."""

from __future__ import annotations

from django.db import models

from goldenthread.audit.rules import FieldClass
from goldenthread.voice.rules import How, Theme, Whose

AREA, CHILD, USER = "organisations.LocalArea", "people.Child", "access.User"


class Saying(models.Model):
    """What a child, or one of their family, said of one thing on one day. Never edited."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="sayings")
    whose = models.CharField(max_length=8, choices=[(w, w) for w in Whose])
    adult = models.ForeignKey("people.Adult", models.PROTECT, null=True, related_name="+")
    theme = models.CharField(max_length=20, choices=[(t, t) for t in Theme])
    words = models.TextField(blank=True)
    symbols = models.JSONField(default=list)  # keys of the symbol pack, in the order chosen
    files = models.JSONField(default=list)  # numbers of stored files
    how = models.CharField(max_length=8, choices=[(h, h) for h in How], blank=True)
    helped_by = models.CharField(max_length=120, blank=True)
    shared_with = models.JSONField(default=list)  # of Share
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by"
    )  # one after another: of two people who change the same words at once, one is told

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY, "adult": FieldClass.THIRD_PARTY}

    class Meta:
        indexes = [models.Index(fields=["area", "child"], name="saying_area_child")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(whose="CHILD", adult__isnull=True) | models.Q(whose="FAMILY"),
                name="saying_childs_own",
            )
        ]


class PrivateSaying(models.Model):
    """What a child says that their parents do not see unless the child agrees (rule 27)."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="private_sayings")
    words = models.TextField(blank=True)
    symbols = models.JSONField(default=list)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    field_classes = {"*": FieldClass.CHILD_PRIVATE}

    class Meta:
        indexes = [models.Index(fields=["area", "child"], name="private_area_child")]


class Unsent(models.Model):
    """What somebody typed and has not sent yet, kept for them alone (rule 56)."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    form = models.CharField(max_length=40)  # which form, and of what
    typed = models.JSONField()
    kept_at = models.DateTimeField()

    field_classes = {"*": FieldClass.CHILD_PRIVATE}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "user", "form"], name="unsent_once")
        ]
        indexes = [models.Index(fields=["area", "child"], name="unsent_area_child")]
