"""Files people send: held until scanned, and each download authorised at that moment."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass
from goldenthread.files.rules import Kind, State


@pghistory.track()
class StoredFile(models.Model):
    """One file as it is kept. Its name says nothing of where; its content lies in storage."""

    area = models.ForeignKey("organisations.LocalArea", models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=80, unique=True)  # where in storage; never the name
    name = models.CharField(max_length=200)  # as its sender called it
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in Kind])
    size = models.BigIntegerField()  # bytes, as kept
    sha256 = models.CharField(max_length=64)  # of what is kept
    sent_sha256 = models.CharField(max_length=64)  # of what was sent, before anything came out
    state = models.CharField(max_length=20, choices=[(state, state) for state in State])
    found = models.CharField(max_length=120, blank=True)  # what the scanner named
    uploaded_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    uploaded_by_post_id = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    field_classes = {
        "*": FieldClass.PROFESSIONAL,
        "name": FieldClass.THIRD_PARTY,
        "place": FieldClass.STAFF_ONLY,
        "uploaded_by": FieldClass.STAFF_ONLY,
        "uploaded_by_post_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        indexes = [
            models.Index(fields=["area", "child"], name="file_area_child"),
            models.Index(fields=["uploaded_at"], name="file_held", condition=Q(state="HELD")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["HELD", "NOT_SCANNED_DEMO"], scanned_at__isnull=True)
                | Q(state__in=["CLEAN", "REFUSED"], scanned_at__isnull=False),
                name="file_state_scanned_pair",
            ),
        ]
