"""A plan while it is being written: its sections, who holds them, where its words came from."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass
from goldenthread.plans.models.plan import AREA, Plan, PlanVersion

CHILD, USER = "people.Child", "access.User"


class DraftStage(models.TextChoices):
    WRITING = "WRITING", "Being written"
    SERVED = "SERVED", "Sent for comment"
    FINISHED = "FINISHED", "Issued"
    DROPPED = "DROPPED", "Dropped"


OPEN = (DraftStage.WRITING, DraftStage.SERVED)


@pghistory.track()
class PlanDraft(models.Model):
    """One plan being written, or an amendment of it, from its start until it is issued."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="drafts")
    stage = models.CharField(max_length=8, choices=DraftStage.choices, default=DraftStage.WRITING)
    amends = models.ForeignKey(PlanVersion, models.PROTECT, null=True, related_name="+")
    assessment_id = models.BigIntegerField(null=True)  # the case it is written in, kept above us
    opened_date = models.DateField()
    opened_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    served_version = models.ForeignKey(PlanVersion, models.PROTECT, null=True, related_name="+")
    served_date = models.DateField(null=True)  # the last time it went to family and advisers
    family_done_date = models.DateField(null=True)  # the family said all it wants to, of that
    finished_date = models.DateField(null=True)

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], name="draft_one_open", condition=Q(stage__in=["WRITING", "SERVED"])
            ),
            models.CheckConstraint(
                condition=Q(served_version__isnull=True, served_date__isnull=True)
                | Q(served_version__isnull=False, served_date__isnull=False),
                name="draft_served_pair",
            ),
            models.CheckConstraint(
                condition=~Q(stage="SERVED") | Q(served_version__isnull=False),
                name="draft_served_has_version",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["WRITING", "SERVED"], finished_date__isnull=True)
                | Q(stage__in=["FINISHED", "DROPPED"], finished_date__isnull=False),
                name="draft_finished_has_date",
            ),
        ]
        indexes = [models.Index(fields=["area", "child"], name="draft_area_child")]


@pghistory.track()
class DraftSection(models.Model):
    """The words of one section as they stand, how often they were saved, and who has them open.

    Saving asks for the version that was read: a second save over the same version is refused.
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    draft = models.ForeignKey(PlanDraft, models.PROTECT, related_name="sections")
    section = models.CharField(max_length=5)  # "cover", or the letter
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField(default=dict)
    saved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)
    holder = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    held_since = models.DateTimeField(null=True)

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "section"], name="draft_section_once"),
            models.CheckConstraint(
                condition=Q(holder__isnull=True, held_since__isnull=True)
                | Q(holder__isnull=False, held_since__isnull=False),
                name="draft_section_held_pair",
            ),
        ]
        indexes = [models.Index(fields=["area", "child"], name="draft_section_area_child")]


class Unsaved(models.Model):
    """What somebody has typed and not yet saved: theirs alone, kept for a set number of days."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    draft = models.ForeignKey(PlanDraft, models.PROTECT, related_name="unsaved")
    section = models.CharField(max_length=5)
    row = models.CharField(max_length=24)  # the statement's id, or "new-" and its kind
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    typed = models.JSONField()
    over_version = models.PositiveIntegerField()  # the version of the section that was read
    kept_at = models.DateTimeField()

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "section", "row", "user"], name="unsaved_one_each"
            )
        ]
        indexes = [models.Index(fields=["area", "kept_at"], name="unsaved_area_kept")]


@pghistory.track()
class DraftSource(models.Model):
    """One statement of an advice as it was handed down, and what became of it in the plan."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    draft = models.ForeignKey(PlanDraft, models.PROTECT, related_name="sources")
    key = models.CharField(max_length=100)  # of the statement in the advice: handed down once
    evidence = models.CharField(max_length=20)  # the row of section K that this advice is
    kind = models.CharField(max_length=16)  # AdviceKind
    section = models.CharField(max_length=2)  # where the adviser would put it
    area_of_need = models.CharField(max_length=16, blank=True)
    text = models.TextField()
    passage = models.TextField(blank=True)  # the words of the report it stands in
    parts = models.JSONField(default=dict)  # what the adviser said of each part: who, how often
    author = models.CharField(max_length=120)
    adviser_post_id = models.BigIntegerField(null=True)  # who answers for it
    rows = models.JSONField(default=list)  # the statements of the plan made from it
    left_out_reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "key"], name="draft_source_once")]
        indexes = [models.Index(fields=["area", "child"], name="draft_source_area_child")]
        ordering = ["evidence", "pk"]


@pghistory.track()
class DraftComment(models.Model):
    """What a parent, the young person or a colleague says of a section, and what was done."""

    class State(models.TextChoices):
        OPEN = "OPEN", "Waiting for an answer"
        TAKEN_IN = "TAKEN_IN", "Taken in"
        NOT_TAKEN = "NOT_TAKEN", "Not taken in"

    class Voice(models.TextChoices):
        PARENT = "PARENT", "Parent or carer"
        CHILD = "CHILD", "Child"
        YOUNG_PERSON = "YOUNG_PERSON", "Young person"
        STAFF = "STAFF", "Colleague"

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    draft = models.ForeignKey(PlanDraft, models.PROTECT, related_name="comments")
    section = models.CharField(max_length=5)
    row = models.CharField(max_length=20, blank=True)  # empty: the whole section
    voice = models.CharField(max_length=12, choices=Voice.choices)
    said_by = models.CharField(max_length=120)
    said_date = models.DateField()
    channel = models.CharField(max_length=12, blank=True)
    text = models.TextField()
    written_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    answer = models.TextField(blank=True)
    changed_row = models.CharField(max_length=20, blank=True)  # the statement changed for it
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="OPEN", answered_at__isnull=True)
                | (~Q(state="OPEN") & Q(answered_at__isnull=False)),
                name="comment_answered_pair",
            )
        ]
        indexes = [models.Index(fields=["area", "child"], name="comment_area_child")]
        ordering = ["pk"]


@pghistory.track()
class AdviserQuestion(models.Model):
    """A question to an adviser whose words are too vague to promise: a number is never made up."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+")
    draft = models.ForeignKey(PlanDraft, models.PROTECT, related_name="questions")
    source = models.ForeignKey(DraftSource, models.PROTECT, related_name="questions")
    row = models.CharField(max_length=20, blank=True)
    question = models.TextField()
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        indexes = [models.Index(fields=["area", "child"], name="question_area_child")]
        ordering = ["pk"]
