"""The EHC plan of a child, and its versions: immutable once issued, superseded, never edited."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass

AREA = "organisations.LocalArea"


class PlanState(models.TextChoices):
    DRAFT = "DRAFT", "Being written"
    IN_FORCE = "IN_FORCE", "In force"
    CEASED = "CEASED", "Ceased"
    TRANSFERRED = "TRANSFERRED", "Transferred to another area"


@pghistory.track()
class Plan(models.Model):
    """One EHC plan held by one area, from its first issue or transfer in until it ceases."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="plans")
    state = models.CharField(max_length=12, choices=PlanState.choices)
    first_issued_date = models.DateField(null=True)  # None when the file does not say
    start_date = models.DateField(null=True)  # of the version in force
    transferred_from = models.CharField(max_length=3, blank=True)  # local authority number
    personal_budget = models.BooleanField(null=True)
    organised_arrangements = models.BooleanField(null=True)
    direct_payments = models.CharField(max_length=2, blank=True)
    cease_date = models.DateField(null=True)
    cease_reason = models.CharField(max_length=2, blank=True)  # SEN2 code
    load_id = models.BigIntegerField(null=True)

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                name="plan_one_in_force",
                condition=Q(state="IN_FORCE"),
            ),
            models.CheckConstraint(
                condition=Q(cease_date__isnull=True, cease_reason="")
                | (Q(cease_date__isnull=False) & ~Q(cease_reason="")),
                name="plan_cease_pair",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DRAFT", "IN_FORCE"], cease_date__isnull=True)
                | Q(state__in=["CEASED", "TRANSFERRED"], cease_date__isnull=False),
                name="plan_state_cease",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "start_date"], name="plan_area_state"),
            models.Index(fields=["area", "child"], name="plan_area_child"),
            models.Index(
                fields=["area", "id"],
                include=["child"],
                condition=Q(state="IN_FORCE"),
                name="plan_in_force",
            ),
            models.Index(fields=["load_id"], name="plan_load", condition=Q(load_id__isnull=False)),
        ]


class VersionStatus(models.TextChoices):
    DRAFT = "DRAFT", "Draft"
    AMENDED_DRAFT = "AMENDED_DRAFT", "Amended draft"
    FINAL = "FINAL", "Final"
    AMENDED_FINAL = "AMENDED_FINAL", "Amended final"

    @property
    def is_draft(self) -> bool:
        """Whether this went out for comment, and binds nobody yet."""
        return self in (VersionStatus.DRAFT, VersionStatus.AMENDED_DRAFT)


@pghistory.track()
class PlanVersion(models.Model):
    """One version of a plan: structured content, or an uploaded file with what it says."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=14, choices=VersionStatus.choices)
    issued_date = models.DateField()
    needs = models.JSONField(default=list)  # need codes, the first is primary
    setting = models.ForeignKey("organisations.Setting", models.PROTECT, null=True)
    setting_code = models.CharField(max_length=4, blank=True)  # SEN2 SENsetting, without a URN
    content = models.JSONField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of the canonical JSON
    file_id = models.BigIntegerField(null=True)
    load_id = models.BigIntegerField(null=True)

    field_classes = {
        "*": FieldClass.OPEN_TO_FAMILY,
        "setting": FieldClass.LOCATION,
        "load_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number"),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="plan_version_numbered_from_one"
            ),
            models.CheckConstraint(
                condition=Q(content__isnull=True, content_hash="")
                | (Q(content__isnull=False) & ~Q(content_hash="")),
                name="plan_version_content_hashed",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="version_area_child"),
            models.Index(  # the words in force of each plan: the last that was issued
                fields=["area", "plan", "-number"],
                include=["id", "child", "issued_date", "setting"],
                condition=Q(status__in=["FINAL", "AMENDED_FINAL"]),
                name="version_issued",
            ),
            models.Index(
                fields=["load_id"], name="version_load", condition=Q(load_id__isnull=False)
            ),
        ]
        ordering = ["number"]
