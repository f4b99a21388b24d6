"""A complaint, each stage of it, and what was learned."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass
from goldenthread.contact.rules.complaints import Outcome, Sort, State

AREA = "organisations.LocalArea"
CHILD = "people.Child"


@pghistory.track()
class Complaint(models.Model):
    """What somebody of a family is unhappy with, and what would put it right.

    It is theirs alone: another parent learns nothing of it (rule 14). The young person complains
    where no adult is named.
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey("contact.Contact", models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=9)
    sort = models.CharField(max_length=12, choices=[(each, each) for each in Sort])
    state = models.CharField(max_length=10, choices=[(each, each) for each in State])
    adult = models.ForeignKey("people.Adult", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    words = models.TextField()
    wants = models.TextField(blank=True)
    known_date = models.DateField(null=True)  # when they learned of it: the Ombudsman's year
    ombudsman_date = models.DateField(null=True)
    once = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_post_id = models.BigIntegerField(null=True)
    invented = models.BooleanField(default=False)

    field_classes = {
        "*": FieldClass.PROFESSIONAL,
        "adult": FieldClass.THIRD_PARTY,
        "user": FieldClass.THIRD_PARTY,
        "name": FieldClass.THIRD_PARTY,
        "words": FieldClass.LOCATION,
        "wants": FieldClass.LOCATION,
        "made_post_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="complaint_reference_once"),
            models.UniqueConstraint(
                fields=["area", "once"], name="complaint_form_once", condition=~Q(once="")
            ),
            models.UniqueConstraint(
                fields=["contact"],
                name="complaint_of_message_once",
                condition=Q(contact__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(state=State.OMBUDSMAN, ombudsman_date__isnull=False)
                | (~Q(state=State.OMBUDSMAN) & Q(ombudsman_date__isnull=True)),
                name="complaint_ombudsman_when",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="complaint_child"),
            models.Index(fields=["area", "state", "-made_at"], name="complaint_state"),
            models.Index(fields=["user"], name="complaint_user", condition=Q(user__isnull=False)),
        ]


@pghistory.track()
class Stage(models.Model):
    """One stage of a complaint: when it came, was acknowledged and answered, and what was found."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+", db_index=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="stages")
    number = models.SmallIntegerField()
    received_date = models.DateField()
    because = models.TextField(blank=True)  # why the family took it further
    acknowledged_date = models.DateField(null=True)
    understood = models.TextField(blank=True)  # the complaint as we understand it
    extended_date = models.DateField(null=True)  # put off to; the due date stands
    extended_because = models.TextField(blank=True)
    met_date = models.DateField(null=True)  # the panel
    reported_date = models.DateField(null=True)
    answered_date = models.DateField(null=True)
    outcome = models.CharField(
        max_length=10, blank=True, choices=[(each, each) for each in Outcome]
    )
    answer = models.TextField(blank=True)
    remedy = models.TextField(blank=True)  # what is done to put it right
    post_id = models.BigIntegerField(null=True)  # who answered

    field_classes = {
        "*": FieldClass.PROFESSIONAL,
        "because": FieldClass.LOCATION,
        "understood": FieldClass.LOCATION,
        "answer": FieldClass.LOCATION,
        "remedy": FieldClass.LOCATION,
        "post_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "number"], name="complaint_stage_once"),
            models.CheckConstraint(
                condition=Q(answered_date__isnull=True, outcome="")
                | (Q(answered_date__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
                name="complaint_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(extended_date__isnull=True) | ~Q(extended_because=""),
                name="complaint_extended_why",
            ),
        ]
        indexes = [models.Index(fields=["area", "child"], name="complaint_stage_child")]


@pghistory.track()
class Learning(models.Model):
    """What a complaint that was upheld taught us: what changes, by when, and that it was done."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+", db_index=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="learned")
    theme = models.CharField(max_length=32)
    change = models.TextField()
    by_date = models.DateField()
    done_date = models.DateField(null=True)
    made_at = models.DateTimeField()
    post_id = models.BigIntegerField(null=True)
    # The action of the improvement plan that carries it out: a reference, since plans lie above.
    action_id = models.BigIntegerField(null=True)

    field_classes = {"*": FieldClass.PROFESSIONAL, "post_id": FieldClass.STAFF_ONLY}

    class Meta:
        indexes = [
            models.Index(fields=["area", "child"], name="learning_child"),
            models.Index(fields=["area", "theme"], name="learning_theme"),
        ]
