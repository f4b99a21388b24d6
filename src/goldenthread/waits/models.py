"""Services and their lists. What happened is in the timeline; here is where each child stands."""

from __future__ import annotations

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass
from goldenthread.waits.rules.stages import Priority, Stage

AREA = "organisations.LocalArea"
BODY = "organisations.Organisation"
OPEN_TO_FAMILY = FieldClass.OPEN_TO_FAMILY


@pghistory.track()
class Service(models.Model):
    """One service's list in one area: who works it, by which pathway, and whom a family calls."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    pathway = models.CharField(max_length=40)  # a key of rules.pathways.PATHWAYS
    name = models.CharField(max_length=120)
    team = models.ForeignKey(BODY, models.PROTECT, related_name="+")  # whose posts see the list
    provider = models.ForeignKey(BODY, models.PROTECT, null=True, related_name="+")  # the trust
    target_weeks = models.FloatField(null=True)  # the pathway's, unless set
    slots_a_clinician = models.FloatField(default=2.0)  # children seen a week by one clinician
    call = models.CharField(max_length=120, blank=True)  # who answers a waiting family
    phone = models.CharField(max_length=40, blank=True)
    lowest_age = models.PositiveSmallIntegerField(null=True)
    highest_age = models.PositiveSmallIntegerField(null=True)
    closed_date = models.DateField(null=True)

    field_classes = {"*": FieldClass.NOT_PERSONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="wait_service_once"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Referral(models.Model):
    """One child's referral to one service. Its number is that of its case in the timeline."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="referrals")
    service = models.ForeignKey(Service, models.PROTECT, related_name="referrals")
    stage = models.CharField(max_length=12, choices=[(s, s) for s in Stage])
    received_date = models.DateField()
    source = models.CharField(max_length=12, blank=True)  # form, csv, fhir, provider, demo
    reference = models.CharField(max_length=64, blank=True)  # the sender's own
    referrer = models.CharField(max_length=120, blank=True)
    needs = models.JSONField(default=list)  # keys of the directory's needs
    reason = models.TextField(blank=True)
    missing = models.CharField(max_length=400, blank=True)  # what was asked for
    priority = models.CharField(
        max_length=12, choices=[(p, p) for p in Priority], default=Priority.ROUTINE
    )
    priority_reason = models.CharField(max_length=400, blank=True)
    priority_date = models.DateField(null=True)
    priority_post_id = models.BigIntegerField(null=True)
    worst_told = models.CharField(max_length=8, blank=True)  # of updates not yet decided on
    appointment_date = models.DateField(null=True)
    appointment_given_date = models.DateField(null=True)
    appointment_first = models.BooleanField(default=True)
    missed_count = models.PositiveSmallIntegerField(default=0)
    seen_date = models.DateField(null=True)  # what the pathway counts as being seen
    left_date = models.DateField(null=True)  # left unseen
    ended_date = models.DateField(null=True)
    ending = models.CharField(max_length=16, blank=True)
    next_holder = models.CharField(max_length=120, blank=True)  # who holds the child after
    checked_date = models.DateField(null=True)  # still wanted: last asked
    contacts = models.PositiveSmallIntegerField(default=0)
    offers = models.PositiveSmallIntegerField(default=0)
    home = models.CharField(max_length=8, blank=True)  # outward postcode on referral, for fairness
    decile = models.PositiveSmallIntegerField(null=True)  # deprivation of home, 1 most deprived
    looked_after = models.BooleanField(null=True)
    came_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="went_to")
    load_id = models.BigIntegerField(null=True)

    field_classes = {
        "*": OPEN_TO_FAMILY,
        "reason": FieldClass.PROFESSIONAL,
        "reference": FieldClass.PROFESSIONAL,
        "referrer": FieldClass.PROFESSIONAL,
        "priority_post_id": FieldClass.STAFF_ONLY,
        "home": FieldClass.LOCATION,
        "decile": FieldClass.LOCATION,
        "looked_after": FieldClass.PROFESSIONAL,
        "load_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            # The same child twice on one list is one wait told twice.
            models.UniqueConstraint(
                fields=["child", "service"],
                name="referral_one_open",
                condition=Q(ended_date__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(priority_date__isnull=True) | ~Q(priority_reason=""),
                name="referral_priority_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_date__isnull=True)
                | Q(stage__in=["DISCHARGED", "WITHDRAWN", "MOVED_ON"]),
                name="referral_ended_has_stage",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="referral_area_child"),
            models.Index(
                fields=["area", "service", "priority", "received_date"], name="referral_list"
            ),
            models.Index(fields=["service", "received_date"], name="referral_service_day"),
        ]

    fresh = False  # set on one that was made just now, not found

    @property
    def gone_date(self) -> date | None:
        """The day the child came off the list, seen or not; none while waiting."""
        return self.seen_date or self.left_date


@pghistory.track()
class Update(models.Model):
    """What a family or school says of a waiting child. A person decides what follows."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="wait_updates")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="updates")
    told_date = models.DateField()
    told_by = models.CharField(max_length=12)  # family, school, service
    distress = models.CharField(max_length=8)
    safety = models.CharField(max_length=8)
    sleep = models.CharField(max_length=8, blank=True)
    attendance = models.CharField(max_length=8, blank=True)
    words = models.TextField(blank=True)
    decided_date = models.DateField(null=True)
    decided_post_id = models.BigIntegerField(null=True)
    decision = models.CharField(max_length=12, blank=True)  # sooner, same
    decision_reason = models.CharField(max_length=400, blank=True)

    field_classes = {
        "*": OPEN_TO_FAMILY,
        "words": FieldClass.PROFESSIONAL,  # a school's words are not a family's to read unasked
        "decided_post_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_date__isnull=True, decision="")
                | (Q(decided_date__isnull=False) & ~Q(decision="") & ~Q(decision_reason="")),
                name="wait_update_decided_with_reason",
            )
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="wait_update_child"),
            models.Index(
                fields=["referral"],
                name="wait_update_open",
                condition=Q(decided_date__isnull=True),
            ),
        ]


@pghistory.track()
class SupportContact(models.Model):
    """One contact with a waiting family: what was said to them, and what they were offered."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="wait_contacts")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="support_contacts")
    contact_date = models.DateField()
    which = models.CharField(max_length=6)  # start, 18, again
    channel = models.CharField(max_length=12)
    reached = models.BooleanField(default=True)
    note = models.CharField(max_length=400, blank=True)
    post_id = models.BigIntegerField(null=True)

    field_classes = {
        "*": OPEN_TO_FAMILY,
        "note": FieldClass.PROFESSIONAL,
        "post_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        indexes = [
            models.Index(fields=["area", "child"], name="wait_contact_child"),
            models.Index(fields=["area", "contact_date"], name="wait_contact_area_day"),
        ]


@pghistory.track()
class SupportOffer(models.Model):
    """One service of the directory offered to a family while it waits, and whether it helped."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="wait_offers")
    contact = models.ForeignKey(SupportContact, models.PROTECT, related_name="offers")
    help_id = models.UUIDField()  # directory.Service
    taken_up = models.CharField(max_length=8, blank=True)  # YES, NO, or not known
    helped = models.CharField(max_length=8, blank=True)

    field_classes = {"*": OPEN_TO_FAMILY}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "help_id"], name="wait_offer_once")
        ]
        indexes = [models.Index(fields=["area", "child"], name="wait_offer_child")]


@pghistory.track()
class Equipment(models.Model):
    """A chair, a seat or other thing a child waits for, from measuring to handing over."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="equipment")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="equipment")
    kind = models.CharField(max_length=12)  # chair, seating, repair, other
    measured_date = models.DateField(null=True)
    ordered_date = models.DateField(null=True)
    loan_date = models.DateField(null=True)  # something lent meanwhile
    delivered_date = models.DateField(null=True)  # handed over and fitted
    reviewed_date = models.DateField(null=True)
    outgrown_date = models.DateField(null=True)
    pain = models.BooleanField(null=True)  # at the last check: pain, a mark, a bad posture
    hold_up = models.CharField(max_length=200, blank=True)  # why nothing has moved

    field_classes = {"*": OPEN_TO_FAMILY, "hold_up": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(measured_date__isnull=True)
                | Q(delivered_date__isnull=True)
                | Q(delivered_date__gte=models.F("measured_date")),
                name="equipment_measured_before_delivered",
            )
        ]
        indexes = [models.Index(fields=["area", "child"], name="equipment_child")]


@pghistory.track()
class Transfer(models.Model):
    """One provider asking another to take a child on; the child stays until it says yes."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="wait_transfers")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="transfers")
    to_service = models.ForeignKey(Service, models.PROTECT, related_name="asked_of")
    asked_date = models.DateField()
    reason = models.CharField(max_length=400)
    answered_date = models.DateField(null=True)
    accepted = models.BooleanField(null=True)
    answer_reason = models.CharField(max_length=400, blank=True)
    became = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="+")

    field_classes = {"*": OPEN_TO_FAMILY, "reason": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_date__isnull=True, accepted__isnull=True)
                | Q(answered_date__isnull=False, accepted__isnull=False),
                name="transfer_answered_pair",
            ),
            models.UniqueConstraint(
                fields=["referral"],
                name="transfer_one_open",
                condition=Q(answered_date__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["area", "child"], name="transfer_child")]


class PastWait(models.Model):
    """Dates alone of somebody who was once on a list, from a provider's file: no name, no number.

    A list's history is what a forecast stands on, and needs nobody's record to be brought over.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="past")
    referral_date = models.DateField()
    left_date = models.DateField(null=True)
    seen = models.BooleanField(default=True)

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        indexes = [models.Index(fields=["service", "referral_date"], name="past_wait_service")]


@pghistory.track()
class Scenario(models.Model):
    """A trial of what would happen to a list, as it was foretold on a day. Never changed."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="scenarios")
    name = models.CharField(max_length=120)
    made_date = models.DateField()
    made_post_id = models.BigIntegerField(null=True)
    settings = models.JSONField()
    foretold = models.JSONField()  # by month: day, low, middle and high of those waiting

    field_classes = {"*": FieldClass.NOT_PERSONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "name"], name="scenario_named_once")
        ]
