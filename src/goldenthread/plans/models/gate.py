"""What must be recorded before a plan may go: advisers' answers, reasons, agreements, approvals.

Reasons, agreements and approvals are added and never changed: the database refuses it.
"""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass
from goldenthread.plans.models.drafting import CHILD, USER, PlanDraft
from goldenthread.plans.models.plan import AREA, PlanVersion


@pghistory.track()
class PassageAnswer(models.Model):
    """One passage made from an adviser's words, sent back to them with the draft, and answered.

    A row with no statement asks whether anything of theirs was left out.
    """

    class Answer(models.TextChoices):
        ACCURATE = "ACCURATE", "Accurate"
        CORRECT = "CORRECT", "Correct it so"
        LEFT_OUT = "LEFT_OUT", "Something is left out"

    class Settled(models.TextChoices):
        CHANGED = "CHANGED", "The plan was changed"
        FAMILY_AGREED = "FAMILY_AGREED", "Changed, and the family agreed"
        EXPLAINED = "EXPLAINED", "Left as it is, with a reason"

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    draft = models.ForeignKey(PlanDraft, models.PROTECT, related_name="passages")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="+")
    evidence = models.CharField(max_length=20)
    kind = models.CharField(max_length=16)  # AdviceKind
    adviser = models.CharField(max_length=120)
    adviser_post_id = models.BigIntegerField(null=True)
    row = models.CharField(max_length=20, blank=True)
    section = models.CharField(max_length=5, blank=True)
    plan_words = models.TextField(blank=True)
    advice_words = models.TextField(blank=True)
    sent_date = models.DateField()
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    correction = models.TextField(blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    settled = models.CharField(max_length=13, choices=Settled.choices, blank=True)
    settled_words = models.TextField(blank=True)
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "evidence", "row"], name="passage_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="passage_answered_pair",
            ),
            models.CheckConstraint(
                condition=Q(settled="") | ~Q(answer=""), name="passage_settled_after_answer"
            ),
        ]
        indexes = [models.Index(fields=["area", "child"], name="passage_area_child")]
        ordering = ["evidence", "pk"]


class Override(models.Model):
    """A manager's reason for letting a plan go on in spite of one finding. Shown to the family."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    draft = models.ForeignKey(PlanDraft, models.PROTECT, related_name="overrides")
    check_id = models.CharField(max_length=12)  # of the catalogue, or "correction", "silent"
    finding = models.CharField(max_length=16)  # a mark of check, section and quote
    section = models.CharField(max_length=5, blank=True)
    quote = models.TextField(blank=True)
    why = models.TextField()
    reason = models.TextField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "finding"], name="override_one_a_finding")
        ]
        indexes = [models.Index(fields=["area", "check_id"], name="override_area_check")]
        ordering = ["pk"]


class HealthAgreed(models.Model):
    """The ICB's agreement to the health provision as it then stood (reg 12(2))."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    draft = models.ForeignKey(PlanDraft, models.PROTECT, related_name="agreements")
    agreed_by = models.CharField(max_length=120)
    agreed_date = models.DateField()
    reference = models.CharField(max_length=60, blank=True)
    agreed_to = models.CharField(max_length=64)  # hash of section G: another text needs another
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "agreed_to"], name="health_agreed_once")
        ]
        indexes = [models.Index(fields=["area", "child"], name="health_agreed_area_child")]
        ordering = ["pk"]


class EasyReadApproval(models.Model):
    """A named person's approval of the easy-read words of one version, exactly as they stand."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="approvals")
    text_hash = models.CharField(max_length=64)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "text_hash"], name="easy_read_approved_once")
        ]
        indexes = [models.Index(fields=["area", "child"], name="easy_read_area_child")]


class EasyReadWords(models.Model):
    """The easy-read words of one version as somebody changed them. The last are those that stand;
    the ones before are kept."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="easy_words")
    parts = models.JSONField()  # of each part its heading, its drawing, and a sentence a line
    text_hash = models.CharField(max_length=64)  # as an approval names it
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY}

    class Meta:
        indexes = [
            models.Index(fields=["area", "child"], name="easy_words_area_child"),
            models.Index(fields=["version", "at"], name="easy_words_version"),
        ]
        ordering = ["pk"]
