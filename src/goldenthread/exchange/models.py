"""Files loaded: what, by whom, when, what they said, and whether they were taken back."""

from __future__ import annotations

from datetime import timedelta

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


class EvidenceRoom(models.Model):
    """One inspection's evidence: the day it was asked for, and the seed its sample is drawn by."""

    area = models.ForeignKey("organisations.LocalArea", models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    as_of_date = models.DateField()  # the day of the request
    seed = models.CharField(max_length=40)
    opened_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "as_of_date", "title"], name="evidence_once")
        ]


class SampledChild(models.Model):
    """A child whose case was drawn: its place in the draw is its number in every paper."""

    room = models.ForeignKey(EvidenceRoom, models.PROTECT, related_name="sampled")
    area = models.ForeignKey("organisations.LocalArea", models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "place"], name="sampled_place_once"),
            models.UniqueConstraint(fields=["room", "child"], name="sampled_child_once"),
        ]


class Export(models.Model):
    """A bulk export somebody asked for (trust rule 41), and what a second person said of it."""

    room = models.ForeignKey(EvidenceRoom, models.PROTECT, related_name="exports")
    reason = models.TextField()
    children = models.PositiveIntegerField()  # as counted when it was asked for
    asked_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved = models.BooleanField(null=True)
    decided_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                name="export_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(approved__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="export_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True)
                | Q(expires_at__lte=models.F("decided_at") + timedelta(hours=24)),
                name="export_ends_within_a_day",
            ),
        ]


class EvidenceAct(models.Model):
    """What somebody did in an evidence room. Added to, never altered."""

    room = models.ForeignKey(EvidenceRoom, models.PROTECT, related_name="acts")
    what = models.CharField(max_length=24)
    about = models.CharField(max_length=40, blank=True)  # which export, which place in the sample
    by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        indexes = [models.Index(fields=["room", "-at"], name="evidence_act_latest")]
