"""The short emails and texts that say only that a message came, or that an answer waits."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass
from goldenthread.contact.rules.postcards import Says
from goldenthread.letters.rules.handover import State

AREA = "organisations.LocalArea"


class Postcard(models.Model):
    """One email or text about one message, at most, or about one step of a request for information.

    It names no child, no person and no case.

    What it says anybody may read on the way; so it says the same to whoever writes.
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey("people.Child", models.PROTECT, null=True, related_name="+")
    message = models.OneToOneField(
        "contact.Message", models.PROTECT, null=True, related_name="postcard"
    )
    request = models.ForeignKey(
        "contact.InformationRequest", models.PROTECT, null=True, related_name="postcards"
    )
    says = models.CharField(max_length=8, choices=[(each, each) for each in Says])
    channel = models.CharField(
        max_length=5, choices=[(each, each) for each in ("EMAIL", "TEXT")], default="EMAIL"
    )
    address = models.CharField(max_length=254)  # an email address, or a telephone
    key = models.CharField(max_length=36, unique=True)
    state = models.CharField(max_length=8, choices=[(each, each) for each in State])
    tries = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()  # not before this moment
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    carrier = models.CharField(max_length=12, blank=True)
    carrier_id = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    field_classes = {
        "*": FieldClass.PROFESSIONAL,
        "address": FieldClass.LOCATION,
        "carrier_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=True) ^ Q(request__isnull=True),
                name="postcard_about_one",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(sent_at__isnull=False),
                name="postcard_sent_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="postcard_waiting", condition=Q(state=State.WAITING)
            ),
            models.Index(fields=["area", "address", "-made_at"], name="postcard_address"),
        ]
