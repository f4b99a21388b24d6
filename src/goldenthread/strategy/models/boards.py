"""Where the plan is questioned and told: challenge meetings, self-evaluation, public progress."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.strategy.models.parts import PLAN_FIELDS, area, post, together
from goldenthread.strategy.models.plan import Evidence


@pghistory.track()
class ChallengeMeeting(models.Model):
    """A quarterly meeting of support and challenge (S127), and who came for whom (S129)."""

    area = area()
    held_date = models.DateField()
    title = models.CharField(max_length=120)
    attended = models.JSONField(default=list)  # numbers of posts
    opened_post = post()

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "held_date", "title"], name="challenge_once"),
        ]


@pghistory.track()
class ChallengeQuestion(models.Model):
    """A question asked, by whom, who owes the answer and by when; its clock is on the timeline."""

    area = area()
    meeting = models.ForeignKey(ChallengeMeeting, models.PROTECT, related_name="questions")
    question = models.TextField()
    measure = models.CharField(max_length=60, blank=True)  # the figures shown with it
    asked_post = post()
    owed_post = post()
    due_date = models.DateField()
    answer = models.TextField(blank=True)
    answered_post = post(null=True)
    answered_date = models.DateField(null=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            together("challenge_answered_pair", "answered_post", "answered_date"),
            models.CheckConstraint(
                condition=Q(answered_date__isnull=True) | ~Q(answer=""),
                name="challenge_answer_in_words",
            ),
            models.UniqueConstraint(fields=["meeting", "question"], name="challenge_asked_once"),
        ]


class Part(models.TextChoices):
    EDUCATION = "EDUCATION", "Education"
    HEALTH = "HEALTH", "Health"
    CARE = "CARE", "Social care"
    FAMILIES = "FAMILIES", "Families, children and young people"


@pghistory.track()
class SelfEvaluation(models.Model):
    """How good the partnership thinks it is; finished only when every part is there (S128)."""

    area = area()
    title = models.CharField(max_length=120)
    as_of_date = models.DateField()
    opened_post = post()
    finished_date = models.DateField(null=True)
    finished_post = post(null=True)

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "title"], name="self_evaluation_once"),
            together("self_evaluation_finished_pair", "finished_date", "finished_post"),
        ]


@pghistory.track()
class EvaluationPart(models.Model):
    """One required part, written by somebody who may speak for it."""

    area = area()
    evaluation = models.ForeignKey(SelfEvaluation, models.CASCADE, related_name="parts")
    part = models.CharField(max_length=9, choices=Part.choices)
    text = models.TextField()
    written_post = post()
    written_at = models.DateTimeField()

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "part"], name="evaluation_part_once"),
        ]


class Claim(models.Model):
    """A claim of a part, and the figure it rests on as it stood when the claim was made."""

    area = area()
    part = models.ForeignKey(EvaluationPart, models.CASCADE, related_name="claims")
    text = models.TextField()
    measure = models.CharField(max_length=60)
    month = models.DateField()
    shown = models.CharField(max_length=80)  # the released figure in words

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "text"], name="claim_once"),
        ]


@pghistory.track()
class ProgressReport(models.Model):
    """What is told in public, late and not worked included, once both bodies have signed (S132)."""

    area = area()
    as_of_date = models.DateField()
    content = models.JSONField()  # released figures and the plan's own words only
    made_post = post()
    made_at = models.DateTimeField()
    council_post = post(null=True)
    council_at = models.DateTimeField(null=True)
    icb_post = post(null=True)
    icb_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "as_of_date"], name="progress_once"),
            together("progress_council_pair", "council_post", "council_at"),
            together("progress_icb_pair", "icb_post", "icb_at"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(council_at__isnull=False, icb_at__isnull=False),
                name="progress_signed_by_both",
            ),
        ]
