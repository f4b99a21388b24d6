"""Consultations of settings, and why one was named."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass
from goldenthread.placements.rules.consulting import (
    Answer,
    AskedBy,
    Basis,
    ConsultState,
    Listed,
)

AREA = "organisations.LocalArea"


@pghistory.track()
class Consultation(models.Model):
    """One setting asked whether a child could be placed there, with the copy it was sent.

    The case is named by type and number, since cases live in packages above this one. The copy is
    what the setting sees, and all it sees (trust rule 8).
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    case_type = models.CharField(max_length=24)
    case_id = models.BigIntegerField()
    setting = models.ForeignKey("organisations.Setting", models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    about = models.CharField(max_length=32)  # what its events are about: the setting's URN
    asked_by = models.CharField(max_length=8, choices=[(s, s) for s in AskedBy])
    listed = models.CharField(max_length=24, blank=True, choices=[(s, s) for s in Listed])
    state = models.CharField(max_length=10, choices=[(s, s) for s in ConsultState])
    sent_date = models.DateField()
    due_date = models.DateField()  # as the law's clock says
    copy = models.JSONField()  # its sections in order: [{"title", "words"}]
    copy_file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    sent_by = models.ForeignKey("access.Post", models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=3, blank=True, choices=[(s, s) for s in Answer])
    grounds = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    reasons = models.TextField(blank=True)
    needed = models.TextField(blank=True)
    start_date = models.DateField(null=True)
    answered_date = models.DateField(null=True)
    answered_by = models.ForeignKey("access.Post", models.PROTECT, null=True, related_name="+")
    ended_date = models.DateField(null=True)  # the decision, from which the copy's days count
    typed = models.JSONField(default=dict)  # an answer begun and not sent

    field_classes = {"*": FieldClass.LOCATION}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_type", "case_id", "setting"],
                name="consultation_once",
                condition=~Q(state="WITHDRAWN"),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_date__isnull=True)
                | (~Q(answer="") & Q(answered_date__isnull=False)),
                name="consultation_answer_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(answer="NO") | ~Q(grounds=[]), name="consultation_no_has_ground"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["SENT", "ANSWERED"], ended_date__isnull=True)
                | Q(state__in=["WITHDRAWN", "CLOSED"], ended_date__isnull=False),
                name="consultation_ended_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="consultation_area_child"),
            models.Index(fields=["organisation", "state"], name="consultation_body"),
        ]


@pghistory.track()
class NamedSetting(models.Model):
    """Why a setting, or a type of one, was named in section I."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    case_type = models.CharField(max_length=24)
    case_id = models.BigIntegerField()
    setting = models.ForeignKey(
        "organisations.Setting", models.PROTECT, null=True, related_name="+"
    )
    setting_type = models.CharField(max_length=120, blank=True)
    basis = models.CharField(max_length=10, choices=[(s, s) for s in Basis])
    grounds = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    reasons = models.TextField()
    named_date = models.DateField()
    named_by = models.ForeignKey("access.Post", models.PROTECT, null=True, related_name="+")

    field_classes = {"*": FieldClass.LOCATION}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_type", "case_id"], name="named_setting_once"),
            models.CheckConstraint(
                condition=Q(setting__isnull=False, setting_type="")
                | (Q(setting__isnull=True) & ~Q(setting_type="")),
                name="named_setting_or_type",
            ),
            models.CheckConstraint(
                condition=~Q(basis="INSTEAD") | ~Q(grounds=[]), name="named_instead_has_ground"
            ),
        ]
        indexes = [models.Index(fields=["area", "child"], name="named_area_child")]
