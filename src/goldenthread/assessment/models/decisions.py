"""What was decided in a case, by whom, why, against which words of the Act. Never rewritten."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.assessment.rules import Decided
from goldenthread.audit.rules import FieldClass

AREA = "organisations.LocalArea"
CASE = "assessment.Assessment"


class Decision(models.Model):
    """One decision: the stage it moved the case from and to, the reasons and the test answered.

    Its number names the disagreement that may follow (case type "appeal").
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    assessment = models.ForeignKey(CASE, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20, choices=[(each, each) for each in Decided])
    from_stage = models.CharField(max_length=20)
    to_stage = models.CharField(max_length=20)
    version = models.PositiveIntegerField()  # of the case, once decided
    decided_date = models.DateField()
    told_date = models.DateField()  # the day the notice goes, from which the law counts
    reasons = models.TextField(blank=True)
    tests = models.JSONField(default=dict)  # question of the legal test: yes or no
    order = models.CharField(max_length=16, blank=True)  # an Order, when one is kept
    learned = models.TextField(blank=True)  # what a refusal gives the school to use
    outside_panel = models.TextField(blank=True)  # why it did not wait for a panel
    panel_item = models.ForeignKey(
        "assessment.PanelItem", models.PROTECT, null=True, related_name="decisions"
    )
    appeal_case_id = models.BigIntegerField(null=True)  # the disagreement it may start
    decided_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    post_id = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=120, blank=True)  # name and post, as then
    recorded_at = models.DateTimeField()
    key = models.CharField(max_length=200)

    field_classes = {
        "*": FieldClass.OPEN_TO_FAMILY,
        "decided_by": FieldClass.STAFF_ONLY,
        "post_id": FieldClass.STAFF_ONLY,
        "key": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "key"], name="decision_once"),
            models.UniqueConstraint(fields=["assessment", "version"], name="decision_in_turn"),
            models.CheckConstraint(
                condition=~Q(kind__in=["REFUSE_TO_ASSESS", "REFUSE_TO_ISSUE"]) | ~Q(reasons=""),
                name="refusal_has_reasons",
            ),
            models.CheckConstraint(
                condition=Q(told_date__gte=models.F("decided_date")),
                name="decision_told_after",
            ),
        ]
        indexes = [models.Index(fields=["area", "child"], name="decision_area_child")]
        ordering = ["version"]


class SilenceAccepted(models.Model):
    """Why a plan may go although a lawful adviser is silent, and which manager says so.

    The family reads it, and it is counted.
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    assessment = models.ForeignKey(CASE, models.PROTECT, related_name="silences")
    adviser = models.CharField(max_length=64)
    reason = models.TextField()
    what_next = models.TextField()  # how the missing advice will still be got
    accepted_date = models.DateField()
    accepted_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    accepted_by_name = models.CharField(max_length=120)
    post_id = models.BigIntegerField(null=True)

    field_classes = {
        "*": FieldClass.OPEN_TO_FAMILY,
        "accepted_by": FieldClass.STAFF_ONLY,
        "post_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "adviser"], name="silence_once"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(accepted_by_name=""), name="silence_says_who_and_why"
            ),
        ]
        indexes = [models.Index(fields=["area", "child"], name="silence_area_child")]
