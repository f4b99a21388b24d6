"""Somebody's request for information: theirs alone, with the days on which it waited."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass
from goldenthread.contact.rules.information import Right, State, Waiting

AREA = "organisations.LocalArea"


@pghistory.track()
class InformationRequest(models.Model):
    """What somebody asked to see, by which right, and what was given.

    It is theirs alone: another parent learns nothing of it (rule 14). The young person asks where
    no adult is named.
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=9)
    right = models.CharField(max_length=6, choices=[(each, each) for each in Right])
    state = models.CharField(max_length=9, choices=[(each, each) for each in State])
    adult = models.ForeignKey("people.Adult", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    words = models.TextField()
    asked_date = models.DateField()  # the day any part of the council got it
    held_date = models.DateField(null=True)  # since when we wait for them
    waiting = models.CharField(max_length=8, blank=True, choices=[(each, each) for each in Waiting])
    extended_date = models.DateField(null=True)
    extended_because = models.TextField(blank=True)
    answered_date = models.DateField(null=True)
    answer = models.TextField(blank=True)
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
        "answer": FieldClass.LOCATION,
        "extended_because": FieldClass.LOCATION,
        "made_post_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="information_reference_once"),
            models.UniqueConstraint(
                fields=["area", "once"], name="information_form_once", condition=~Q(once="")
            ),
            models.CheckConstraint(
                condition=Q(state=State.HELD, held_date__isnull=False)
                | (~Q(state=State.HELD) & Q(held_date__isnull=True)),
                name="information_held_since",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["GIVEN", "PARTLY", "REFUSED"], answered_date__isnull=False)
                | (~Q(state__in=["GIVEN", "PARTLY", "REFUSED"]) & Q(answered_date__isnull=True)),
                name="information_answered_when",
            ),
            models.CheckConstraint(
                condition=Q(extended_date__isnull=True) | ~Q(extended_because=""),
                name="information_extended_why",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="information_child"),
            models.Index(fields=["area", "state", "-made_at"], name="information_state"),
            models.Index(fields=["user"], name="information_user", condition=Q(user__isnull=False)),
        ]
