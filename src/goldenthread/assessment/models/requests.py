"""A request as it came in, before anybody has decided which child it is about."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.assessment.models.decisions import AREA, CASE
from goldenthread.assessment.rules import Channel, Requester, RequestState
from goldenthread.audit.rules import FieldClass

# Where somebody is, and how to reach them, is kept in no history (trust rules 16 and 18).
PLACES = ("address", "postcode", "email", "phone", "setting_name", "plan_elsewhere")


@pghistory.track(exclude=[*PLACES, "sealed_places", "origin_hash"])
class Request(models.Model):
    """One request for an assessment: who asks, about whom, in their own words, when it came.

    `child` is empty until somebody has decided which record it is about (trust rule 15).
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, null=True, related_name="+")
    assessment = models.ForeignKey(CASE, models.PROTECT, null=True, related_name="requests")
    state = models.CharField(
        max_length=10, choices=[(each, each) for each in RequestState], default=RequestState.NEW
    )
    received_date = models.DateField()  # the day any part of the council had it
    channel = models.CharField(max_length=10, choices=[(each, each) for each in Channel])
    requester = models.CharField(max_length=14, choices=[(each, each) for each in Requester])
    forename = models.CharField(max_length=80)
    surname = models.CharField(max_length=80)
    birth_date = models.DateField(null=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    sealed_places = models.BinaryField(null=True)  # the same, where the child is restricted
    hide_place = models.BooleanField(default=False)  # somebody must not learn where they live
    upn = models.CharField(max_length=13, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    setting_name = models.CharField(max_length=120, blank=True)
    asked_by = models.CharField(max_length=120)
    relationship = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    needs = models.TextField(blank=True)  # in the words of whoever asks
    tried = models.TextField(blank=True)
    family_knows = models.BooleanField(null=True)  # where somebody else asks
    plan_elsewhere = models.CharField(max_length=80, blank=True)  # the council that has a plan
    link_hash = models.CharField(max_length=64, blank=True)
    link_until = models.DateTimeField(null=True)
    link_used_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    settled_why = models.TextField(blank=True)
    key = models.CharField(max_length=64)
    receipt = models.CharField(max_length=8, blank=True, default="", db_default="")  # by email
    receipt_tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    origin_hash = models.CharField(max_length=64, blank=True)  # whence, that day: to bound a flood

    field_classes = {
        "*": FieldClass.PROFESSIONAL,
        "address": FieldClass.LOCATION,
        "postcode": FieldClass.LOCATION,
        "sealed_places": FieldClass.LOCATION,
        "setting_name": FieldClass.LOCATION,
        "email": FieldClass.LOCATION,
        "phone": FieldClass.LOCATION,
        "plan_elsewhere": FieldClass.LOCATION,
        "asked_by": FieldClass.THIRD_PARTY,
        "relationship": FieldClass.THIRD_PARTY,
        "needs": FieldClass.THIRD_PARTY,
        "tried": FieldClass.THIRD_PARTY,
        "link_hash": FieldClass.RESTRICTED,
        "origin_hash": FieldClass.RESTRICTED,
        "entered_by": FieldClass.STAFF_ONLY,
        "settled_by": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "key"], name="request_once"),
            models.UniqueConstraint(
                fields=["link_hash"], condition=~Q(link_hash=""), name="request_link_once"
            ),
            models.CheckConstraint(
                condition=Q(state="NEW", settled_at__isnull=True)
                | (~Q(state="NEW") & Q(settled_at__isnull=False)),
                name="request_settled_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["LINKED", "DUPLICATE"]) | Q(child__isnull=False),
                name="request_linked_has_child",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "received_date"], name="request_area_state"),
            models.Index(fields=["area", "child"], name="request_area_child"),
            models.Index(fields=["id"], name="request_receipt", condition=Q(receipt="WAITING")),
            models.Index(
                fields=["origin_hash"], name="request_origin", condition=~Q(origin_hash="")
            ),
        ]
