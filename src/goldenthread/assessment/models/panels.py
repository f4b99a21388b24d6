"""The panel: when it meets, what is before it, who sat, what each case was decided on."""

from __future__ import annotations

import pghistory
from django.db import models

from goldenthread.assessment.models.decisions import AREA, CASE
from goldenthread.assessment.rules import PanelOutcome, PanelQuestion
from goldenthread.audit.rules import FieldClass


@pghistory.track()
class Panel(models.Model):
    """One meeting. A panel advises and decides by its members; it never delays a legal date."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    meeting_date = models.DateField()
    name = models.CharField(max_length=80)
    chair = models.CharField(max_length=120, blank=True)
    members = models.JSONField(default=list)  # names and posts of those who sat
    closed_at = models.DateTimeField(null=True)

    field_classes = {"*": FieldClass.NOT_PERSONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "meeting_date", "name"], name="panel_once")
        ]
        indexes = [models.Index(fields=["area", "meeting_date"], name="panel_area_date")]


@pghistory.track()
class PanelItem(models.Model):
    """One case before one panel: the question, what is proposed and why, how it came out."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    assessment = models.ForeignKey(CASE, models.PROTECT, related_name="panel_items")
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="items")
    question = models.CharField(max_length=10, choices=[(each, each) for each in PanelQuestion])
    proposal = models.TextField(blank=True)  # what the officer proposes, and on what papers
    outcome = models.CharField(
        max_length=10,
        choices=[(each, each) for each in PanelOutcome],
        default=PanelOutcome.WAITING,
    )
    said = models.TextField(blank=True)  # what the panel said, for the record
    added_at = models.DateTimeField()

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "assessment", "question"], name="panel_item_once"
            )
        ]
        indexes = [models.Index(fields=["area", "child"], name="panel_item_area_child")]
