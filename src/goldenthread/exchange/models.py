"""Files loaded: what, by whom, when, what they said, and whether they were taken back."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass


class LoadKind(models.TextChoices):
    SETTINGS = "SETTINGS", "Settings register"
    SEN2 = "SEN2", "SEN2 return"
    ANNEX_A = "ANNEX_A", "Inspection lists"


class LoadState(models.TextChoices):
    PREVIEWED = "PREVIEWED", "Previewed, not loaded"
    LOADING = "LOADING", "Being loaded"
    COMMITTED = "COMMITTED", "Loaded"
    UNDOING = "UNDOING", "Being taken back"
    UNDONE = "UNDONE", "Taken back"


WAITING = (LoadState.LOADING, LoadState.UNDOING)  # a worker does these


class Load(models.Model):
    """One file and what became of it. The same file loaded again changes nothing."""

    kind = models.CharField(max_length=8, choices=LoadKind.choices)
    state = models.CharField(max_length=9, choices=LoadState.choices)
    area = models.ForeignKey("organisations.LocalArea", models.PROTECT, null=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    return_year = models.SmallIntegerField(null=True)
    as_of_date = models.DateField(null=True)
    post_id = models.BigIntegerField(null=True)
    service = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)  # counts of faults and rows, figures; no child's facts
    certificate = models.JSONField(null=True)  # what an undo removed: class, how many, rule
    # While it is only previewed: the file, held for a day, and the row report beside it.
    held_file_id = models.BigIntegerField(null=True)
    report_place = models.CharField(max_length=80, blank=True)
    # While it waits for a worker: who asked, when, how often it was begun; and why it was refused.
    asked_by_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(null=True)
    starts = models.SmallIntegerField(default=0)
    refusal = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "area", "sha256"],
                name="load_same_file_once",
                condition=Q(state="COMMITTED"),
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["area", "-created_at"], name="load_area_latest")]


class LoadChange(models.Model):
    """One row that a load changed, with what stood before, so that the load can be taken back."""

    load = models.ForeignKey(Load, models.PROTECT, related_name="changes")
    area = models.ForeignKey("organisations.LocalArea", models.PROTECT, null=True, related_name="+")
    child_id = models.BigIntegerField(null=True)
    model = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    before = models.JSONField(encoder=DjangoJSONEncoder)
    after = models.JSONField(encoder=DjangoJSONEncoder)

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(area__isnull=False) | Q(model__startswith="organisations."),
                name="load_change_of_a_child_has_area",
            ),
        ]
        indexes = [models.Index(fields=["load", "model", "row_id"], name="load_change_row")]
