"""The directory's tables, in the shape of Open Referral UK version 3. No child is in them."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import models
from django.db.models import F, Q

from goldenthread.audit.rules import FieldClass
from goldenthread.directory.rules.rows import LOCATION_TYPES, STATUSES
from goldenthread.organisations.models import LocalArea

NOBODY = {"*": FieldClass.NOT_PERSONAL}


class Organisation(models.Model):
    """Whoever gives a service: a charity, a council team, an NHS provider, a group of parents."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    url = models.URLField(max_length=400, blank=True)

    field_classes = NOBODY

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Service(models.Model):
    """One thing that is offered, to whom, and what the family must know before they ask."""

    id = models.UUIDField(primary_key=True)
    source = models.CharField(max_length=60)  # the feed it came from
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="services")
    areas: models.ManyToManyField[LocalArea, Any] = models.ManyToManyField(
        LocalArea, related_name="+"
    )  # none: everywhere
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=20, choices=[(s, s) for s in STATUSES])
    url = models.URLField(max_length=400, blank=True)
    email = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    assured_date = models.DateField(null=True)  # when somebody last checked that it is so
    wait_weeks = models.PositiveSmallIntegerField(null=True)  # none: not told
    how_to_ask = models.CharField(max_length=400, blank=True)
    invented = models.BooleanField(default=False)

    field_classes = NOBODY

    class Meta:
        indexes = [models.Index(fields=["status", "name"], name="directory_service_name")]

    def __str__(self) -> str:
        return self.name


class Eligibility(models.Model):
    """Who may come. A service that asks for a diagnosis is never offered to a family in a wait."""

    service = models.OneToOneField(Service, models.CASCADE, primary_key=True)
    minimum_age = models.PositiveSmallIntegerField(null=True)
    maximum_age = models.PositiveSmallIntegerField(null=True)
    diagnosis_needed = models.BooleanField(default=False)

    field_classes = NOBODY

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(minimum_age__lte=F("maximum_age")),
                name="directory_ages_in_order",
            )
        ]


class Location(models.Model):
    """A place, or a line or page on the internet, where something is offered."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200, blank=True)
    location_type = models.CharField(max_length=8, choices=[(t, t) for t in LOCATION_TYPES])
    address = models.CharField(max_length=400, blank=True)
    city = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=8, blank=True)

    field_classes = NOBODY


class ServiceAtLocation(models.Model):
    """One service at one place."""

    id = models.UUIDField(primary_key=True)
    service = models.ForeignKey(Service, models.CASCADE, related_name="places")
    location = models.ForeignKey(Location, models.PROTECT, related_name="services")

    field_classes = NOBODY


class Schedule(models.Model):
    """When a service is open: parts of RFC 5545."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="schedules")
    freq = models.CharField(max_length=8, blank=True)
    interval = models.PositiveSmallIntegerField(default=1)
    byday = models.CharField(max_length=40, blank=True)
    opens_at = models.TimeField(null=True)
    closes_at = models.TimeField(null=True)
    dtstart = models.DateField(null=True)
    description = models.CharField(max_length=200, blank=True)

    field_classes = NOBODY


class CostOption(models.Model):
    """One price. A service with none said is free as far as anybody has told us."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="costs")
    option = models.CharField(max_length=120, blank=True)
    amount_pence = models.PositiveIntegerField(null=True)
    details = models.CharField(max_length=200, blank=True)

    field_classes = NOBODY


class Taxonomy(models.Model):
    """A list of terms: our needs, or a list that came with a feed."""

    name = models.CharField(max_length=80, unique=True)

    field_classes = NOBODY


class TaxonomyTerm(models.Model):
    """One term of a list, such as a need."""

    taxonomy = models.ForeignKey(Taxonomy, models.PROTECT, related_name="terms")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    services = models.ManyToManyField(Service, related_name="terms")

    field_classes = NOBODY

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["taxonomy", "code"], name="directory_term_once")
        ]


@pghistory.track()
class TryPage(models.Model):
    """What a family can try this week: shown only while a named clinician's approval stands."""

    slug = models.SlugField(unique=True)
    need = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    text = models.TextField()  # one thing to try a line
    approved_by = models.ForeignKey("access.Post", models.PROTECT, null=True, related_name="+")
    approver_name = models.CharField(max_length=120, blank=True)
    approver_work = models.CharField(max_length=120, blank=True)  # what they do, in words
    approved_date = models.DateField(null=True)
    review_date = models.DateField(null=True)

    field_classes = {**NOBODY, "approved_by": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_date__isnull=True, review_date__isnull=True, approver_name="")
                | (
                    Q(approved_date__isnull=False, review_date__gt=F("approved_date"))
                    & ~Q(approver_name="")
                ),
                name="directory_try_approved_by_name",
            )
        ]


class FeedReading(models.Model):
    """One reading of a feed by a person, and what became of each of its rows."""

    source = models.CharField(max_length=60)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey("access.Post", models.PROTECT, related_name="+")
    counts = models.JSONField()
    rows = models.JSONField()  # rules.report.RowReport, as plain values

    field_classes = {**NOBODY, "read_by": FieldClass.STAFF_ONLY}
