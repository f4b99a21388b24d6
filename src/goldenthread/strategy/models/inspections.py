"""What inspectors said: a report as read, each sentence as a person judged it, its findings."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from goldenthread.strategy.models.parts import PLAN_FIELDS, area, post


class InspectionState(models.TextChoices):
    READ = "READ", "Read, to be confirmed"
    CONFIRMED = "CONFIRMED", "Confirmed"
    PUT_ASIDE = "PUT_ASIDE", "Put aside"


@pghistory.track()
class Inspection(models.Model):
    """One report or letter as the reader read it; its findings count once a person confirms it."""

    area = area()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    style = models.CharField(max_length=20)  # as the reader names it: report, letter
    reading = models.JSONField()  # everything read, with pages, boxes, gaps and doubts
    state = models.CharField(max_length=9, choices=InspectionState.choices)
    reported_date = models.DateField(null=True)  # the final report: starts the clock of the plan
    inspection_end = models.DateField(null=True)
    outcome = models.SmallIntegerField(null=True)  # 1, 2 or 3
    read_post = post(null=True)
    read_at = models.DateTimeField()
    confirmed_post = post(null=True)
    confirmed_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "sha256"],
                name="inspection_read_once",
                condition=~Q(state="PUT_ASIDE"),
            ),
            models.CheckConstraint(
                condition=~Q(state="CONFIRMED")
                | Q(confirmed_at__isnull=False, reported_date__isnull=False),
                name="inspection_confirmed_when",
            ),
            models.CheckConstraint(
                condition=Q(inspection_end__isnull=True)
                | Q(reported_date__isnull=True)
                | Q(reported_date__gte=F("inspection_end")),
                name="inspection_reported_after",
            ),
        ]
        indexes = [models.Index(fields=["area", "-reported_date"], name="inspection_area")]


class SentenceKind(models.TextChoices):
    FACT = "FACT", "Facts of the report"
    PRIORITY_ACTION = "PRIORITY_ACTION", "Area for priority action"
    IMPROVEMENT = "IMPROVEMENT", "Area for improvement"
    WEAKNESS = "WEAKNESS", "What needs to be better"
    STRENGTH = "STRENGTH", "What works"


class SentencePart(models.TextChoices):
    FIELD = "FIELD", "Fact"
    LEAD_IN = "LEAD_IN", "Opening words"
    BULLET = "BULLET", "Requirement"
    CLOSING = "CLOSING", "Closing words"
    BODY = "BODY", "Responsible body"


class SentenceDecision(models.TextChoices):
    PENDING = "PENDING", "To be checked"
    ACCEPTED = "ACCEPTED", "Right as read"
    CORRECTED = "CORRECTED", "Corrected"
    REJECTED = "REJECTED", "Not in the report"


@pghistory.track()
class Sentence(models.Model):
    """One sentence read from the report, where it stands, and what a person decided about it."""

    area = area()
    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="sentences")
    kind = models.CharField(max_length=15, choices=SentenceKind.choices)
    item = models.SmallIntegerField()  # which of its kind, from 1; 0 for facts
    order = models.SmallIntegerField()  # within the item
    part = models.CharField(max_length=8, choices=SentencePart.choices)
    name = models.CharField(max_length=40, blank=True)  # which fact
    text_read = models.TextField(blank=True)  # as the report has it; empty: not found
    why_missing = models.TextField(blank=True)
    text_now = models.TextField(blank=True)
    page = models.SmallIntegerField(null=True)
    box = models.JSONField(null=True)  # points from the page's top left: x0, top, x1, bottom
    decision = models.CharField(
        max_length=9, choices=SentenceDecision.choices, default=SentenceDecision.PENDING
    )
    reason = models.TextField(blank=True)
    decided_post = post(null=True)
    decided_at = models.DateTimeField(null=True)

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "kind", "item", "order"], name="sentence_once"
            ),
            models.CheckConstraint(
                condition=Q(decision="PENDING", decided_at__isnull=True)
                | (~Q(decision="PENDING") & Q(decided_at__isnull=False)),
                name="sentence_decided_when",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["PENDING", "ACCEPTED"]) | ~Q(reason=""),
                name="sentence_changed_why",
            ),
        ]


class FindingKind(models.TextChoices):
    PRIORITY_ACTION = "PRIORITY_ACTION", "Area for priority action"
    IMPROVEMENT = "IMPROVEMENT", "Area for improvement"
    WEAKNESS = "WEAKNESS", "Significant weakness"


@pghistory.track()
class Finding(models.Model):
    """What inspectors require, in their own words as confirmed; each bullet is a requirement."""

    area = area()
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=15, choices=FindingKind.choices)
    number = models.SmallIntegerField()
    text = models.TextField()  # opening and closing words
    requirements = models.JSONField(default=list)  # each bullet, in order
    bodies = models.JSONField(default=list)  # names as the report gives them
    themes = models.JSONField(default=list)
    page = models.SmallIntegerField(null=True)

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "kind", "number"], name="finding_once"),
        ]
