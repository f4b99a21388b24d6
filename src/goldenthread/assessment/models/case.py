"""The case of one request for an EHC needs assessment, from its receipt to its end."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.assessment.rules import ENDED, UNDECIDED, Stage
from goldenthread.audit.rules import FieldClass

AREA = "organisations.LocalArea"


@pghistory.track()
class Assessment(models.Model):
    """One request and what became of it. The dates of what happened are events; this row holds
    where the case stands and the few facts that returns ask for."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="assessments")
    received_date = models.DateField(null=True)  # None only for one decided before our records
    source = models.CharField(max_length=1, blank=True)  # SEN2 RequestSource
    in_youth_accommodation = models.BooleanField(default=False)
    stage = models.CharField(max_length=20, choices=[(s, s) for s in Stage])
    decided_date = models.DateField(null=True)  # whether to assess: the day the family was told
    decided_earlier = models.BooleanField(default=False)  # on a day that no file has given
    issue_decided_date = models.DateField(null=True)  # whether to issue: the same, or plan issued
    exception = models.BooleanField(default=False)  # a lawful exception to the 20 weeks (Week20)
    request_mediation = models.BooleanField(default=False)
    request_tribunal = models.BooleanField(default=False)
    issue_mediation = models.BooleanField(default=False)
    issue_tribunal = models.BooleanField(default=False)
    exported_to = models.CharField(max_length=3, blank=True)  # local authority number
    plan = models.ForeignKey("plans.Plan", models.PROTECT, null=True, related_name="assessments")
    stage_date = models.DateField(null=True)  # the day it came to this stage, where known
    version = models.PositiveIntegerField(default=1)  # one more with each decision
    load_id = models.BigIntegerField(null=True)

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY, "load_id": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                name="assessment_one_open",
                condition=~Q(stage__in=sorted(ENDED)),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=sorted(UNDECIDED))
                | Q(decided_date__isnull=False)
                | Q(decided_earlier=True),
                name="assessment_decided_has_date",
            ),
            models.CheckConstraint(
                condition=Q(received_date__isnull=False) | Q(decided_earlier=True),
                name="assessment_received_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "stage", "received_date"], name="assessment_area_stage"),
            models.Index(fields=["area", "child"], name="assessment_area_child"),
            models.Index(
                fields=["load_id"], name="assessment_load", condition=Q(load_id__isnull=False)
            ),
        ]
