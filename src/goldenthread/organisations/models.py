"""Bodies only: areas, councils, NHS bodies, providers and settings. Nobody's child is here."""

from __future__ import annotations

import pghistory
from django.db import models

from goldenthread.audit.rules import FieldClass


@pghistory.track()
class LocalArea(models.Model):
    """One local area: the council that answers for it gives it its number."""

    id = models.IntegerField(primary_key=True)  # the DfE local authority number, e.g. 830
    code = models.SlugField(unique=True)  # e.g. "derbyshire"
    name = models.CharField(max_length=80)
    ons_code = models.CharField(max_length=9, blank=True)
    region = models.CharField(max_length=40, blank=True)

    field_classes = {"*": FieldClass.NOT_PERSONAL}

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Setting(models.Model):
    """A school, college or other place in the national register, as loaded (GIAS)."""

    urn = models.CharField(max_length=6, unique=True)
    ukprn = models.CharField(max_length=8, blank=True)
    la_code = models.CharField(max_length=3)
    establishment_number = models.CharField(max_length=4, blank=True)
    name = models.CharField(max_length=200)
    type_code = models.CharField(max_length=3)
    placement_group = models.CharField(max_length=24)
    status_code = models.CharField(max_length=2, blank=True)
    phase = models.CharField(max_length=40, blank=True)
    low_age = models.SmallIntegerField(null=True)
    high_age = models.SmallIntegerField(null=True)
    capacity = models.IntegerField(null=True)
    unit_on_roll = models.IntegerField(null=True)
    unit_capacity = models.IntegerField(null=True)
    resourced_on_roll = models.IntegerField(null=True)
    resourced_capacity = models.IntegerField(null=True)
    section_41 = models.BooleanField(default=False)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    opened_date = models.DateField(null=True)
    closed_date = models.DateField(null=True)
    load_id = models.BigIntegerField(null=True)
    invented = models.BooleanField(default=False)

    field_classes = {"*": FieldClass.NOT_PERSONAL}

    class Meta:
        indexes = [
            models.Index(fields=["la_code", "name"], name="setting_la_name"),
            models.Index(fields=["ukprn"], name="setting_ukprn", condition=~models.Q(ukprn="")),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class SettingLink(models.Model):
    """One setting followed another (a school became an academy), from a day."""

    predecessor = models.ForeignKey(Setting, models.PROTECT, related_name="followed_by")
    successor = models.ForeignKey(Setting, models.PROTECT, related_name="follows")
    linked_date = models.DateField(null=True)

    field_classes = {"*": FieldClass.NOT_PERSONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="setting_link_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="setting_link_two"
            ),
        ]


class OrganisationKind(models.TextChoices):
    COUNCIL = "COUNCIL", "Council"
    ICB = "ICB", "Integrated care board"
    TRUST = "TRUST", "NHS provider"
    SETTING = "SETTING", "School, college or other setting"
    OTHER = "OTHER", "Other body"


@pghistory.track()
class Organisation(models.Model):
    """A body whose people may sign in; it serves one or more local areas."""

    kind = models.CharField(max_length=8, choices=OrganisationKind.choices)
    name = models.CharField(max_length=200)
    ods_code = models.CharField(max_length=6, blank=True)
    setting = models.OneToOneField(Setting, models.PROTECT, null=True)
    areas = models.ManyToManyField(LocalArea, related_name="organisations")
    opened_date = models.DateField(null=True)
    closed_date = models.DateField(null=True)

    field_classes = {"*": FieldClass.NOT_PERSONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="organisation_once"),
            models.CheckConstraint(
                condition=models.Q(kind="SETTING", setting__isnull=False)
                | (~models.Q(kind="SETTING") & models.Q(setting__isnull=True)),
                name="organisation_setting_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.name
