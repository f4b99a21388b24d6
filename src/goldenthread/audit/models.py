"""Who saw and changed what: rows are only ever added, then sealed in batches."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now

from goldenthread.audit.rules import FieldClass


class AuditRow(models.Model):
    """One reading or writing of a child's record. No content, no query strings (rule 33)."""

    at = models.DateTimeField(db_default=Now())
    user_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    service = models.CharField(max_length=60, blank=True, default="")
    area_id = models.IntegerField(null=True)
    child_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=12)
    outcome = models.CharField(max_length=12)
    classes = ArrayField(models.CharField(max_length=20), default=list)
    purpose = models.CharField(max_length=60, blank=True, default="")
    route = models.CharField(max_length=120, blank=True, default="")
    request_id = models.CharField(max_length=40, blank=True, default="")
    count = models.IntegerField(default=1)

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        indexes = [
            models.Index(fields=["child_id", "-at"], name="audit_child_at"),
            models.Index(fields=["user_id", "-at"], name="audit_user_at"),
            BrinIndex(fields=["at"], name="audit_at"),  # added in time order: small, and enough
        ]


class Seal(models.Model):
    """A hash over one batch of audit rows, chained to the batch before it (rule 35)."""

    sealed_at = models.DateTimeField(db_default=Now())
    covered = models.JSONField()  # [[first id, last id], ...]: rows commit out of order
    count = models.IntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    field_classes = {"*": FieldClass.NOT_PERSONAL}


class HeldBack(models.Model):
    """A look that the family's page leaves out for safety, until a day it is judged again."""

    area_id = models.IntegerField()
    child_id = models.BigIntegerField()
    row_id = models.BigIntegerField(unique=True)
    reason = models.TextField()
    post_id = models.BigIntegerField()  # the privacy officer's
    held_at = models.DateTimeField()
    review_date = models.DateField()
    released_at = models.DateTimeField(null=True)

    field_classes = {"*": FieldClass.RESTRICTED}

    class Meta:
        indexes = [models.Index(fields=["child_id"], name="held_back_child")]
