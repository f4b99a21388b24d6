"""Requests for advice, what advisers answered, and what happened to each request on the way."""

from __future__ import annotations

from enum import StrEnum

import pghistory
from django.db import models
from django.db.models import F, Q

from goldenthread.assessment.rules.advice import (
    AdviceState,
    Adviser,
    Bound,
    FamilyAnswer,
    Offer,
    StatementKind,
)
from goldenthread.audit.rules import FieldClass

AREA = "organisations.LocalArea"


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the values of a StrEnum as a field takes them."""
    return [(str(each), str(each)) for each in kind]


@pghistory.track()
class AdviceRequest(models.Model):
    """One adviser asked in one assessment (reg 6(1)). Its dates are events too, `about` it."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    assessment = models.ForeignKey(
        "assessment.Assessment", models.PROTECT, related_name="advice_requests"
    )
    adviser = models.CharField(max_length=24, choices=choices(Adviser))
    about = models.CharField(max_length=32)  # what its events are about: "health-2"
    bound = models.CharField(max_length=8, choices=choices(Bound))
    state = models.CharField(max_length=12, choices=choices(AdviceState))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    service = models.CharField(max_length=120, blank=True)  # the team, in words
    post = models.ForeignKey("access.Post", models.PROTECT, null=True, related_name="+")
    asked_date = models.DateField()
    received_date = models.DateField()  # the day the adviser received it: the six weeks' day 0
    answered_date = models.DateField(null=True)
    given_by = models.ForeignKey("access.Post", models.PROTECT, null=True, related_name="+")
    given_in = models.CharField(max_length=120, blank=True)  # title of advice given elsewhere
    given_on = models.DateField(null=True)  # its own date, where it existed before
    reuse_file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    adviser_agreed_date = models.DateField(null=True)
    council_agreed_date = models.DateField(null=True)
    family_agreed_date = models.DateField(null=True)
    load_id = models.BigIntegerField(null=True)

    field_classes = {"*": FieldClass.PROFESSIONAL, "load_id": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "about"], name="advice_once"),
            models.CheckConstraint(
                condition=Q(received_date__gte=F("asked_date")), name="advice_received_after_asked"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ANSWERED", "REUSED"]) | Q(answered_date__isnull=False),
                name="advice_answered_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="REUSED")
                | Q(
                    adviser_agreed_date__isnull=False,
                    council_agreed_date__isnull=False,
                    family_agreed_date__isnull=False,
                ),
                name="advice_reused_three_agree",  # reg 6(4)
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="advice_area_child"),
            models.Index(fields=["area", "adviser", "state"], name="advice_area_adviser"),
            models.Index(fields=["post", "state"], name="advice_post"),
            models.Index(fields=["assessment"], name="advice_assessment"),
        ]


@pghistory.track()
class AdviceStatementRow(models.Model):
    """One statement of one piece of advice. Its number never changes, so a plan can cite it."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    request = models.ForeignKey(AdviceRequest, models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=10, choices=choices(StatementKind))
    words = models.TextField()
    need_area = models.CharField(max_length=16, blank=True)
    everyday = models.TextField(blank=True)
    who = models.CharField(max_length=200, blank=True)
    how_often = models.CharField(max_length=200, blank=True)
    how_long = models.CharField(max_length=200, blank=True)
    ratio = models.CharField(max_length=200, blank=True)
    expertise = models.CharField(max_length=200, blank=True)
    passage = models.CharField(max_length=200, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    removed_date = models.DateField(null=True)  # taken out before the advice was given again

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        indexes = [
            models.Index(fields=["area", "child"], name="statement_area_child"),
            models.Index(fields=["request", "place"], name="statement_request"),
        ]


class AdviceDraft(models.Model):
    """What somebody was writing, as typed: kept however unfinished (rule 56)."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    request = models.ForeignKey(AdviceRequest, models.PROTECT, related_name="drafts")
    post = models.ForeignKey("access.Post", models.PROTECT, related_name="+")
    part = models.CharField(max_length=24)  # a kind of statement, a statement's number, a reason
    typed = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "post", "part"], name="advice_draft_once"),
        ]
        indexes = [models.Index(fields=["area", "child"], name="advice_draft_area_child")]


class AdviceStep(models.Model):
    """One thing done about a request: asked, chased, sent back, handed on. Added to only."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    request = models.ForeignKey(AdviceRequest, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=40)  # with the request, once for ever: "chase/5"
    on = models.DateField()
    at = models.DateTimeField()
    post = models.ForeignKey("access.Post", models.PROTECT, null=True, related_name="+")
    to_post = models.ForeignKey("access.Post", models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "key"], name="advice_step_once"),
        ]
        indexes = [models.Index(fields=["area", "child"], name="advice_step_area_child")]


class AdviceFile(models.Model):
    """A report sent with advice."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    request = models.ForeignKey(AdviceRequest, models.PROTECT, related_name="files")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "file"], name="advice_file_once"),
        ]
        indexes = [models.Index(fields=["area", "child"], name="advice_file_area_child")]


@pghistory.track()
class SocialCareRecord(models.Model):
    """Whether social care offered an assessment, by whom, when, and the family's answer (S09)."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.PROTECT, related_name="+")
    request = models.OneToOneField(AdviceRequest, models.PROTECT, related_name="social_care")
    offer = models.CharField(max_length=12, choices=choices(Offer))
    offered_date = models.DateField(null=True)
    offered_by = models.CharField(max_length=120, blank=True)
    offered_how = models.CharField(max_length=120, blank=True)  # language or format
    why_not = models.TextField(blank=True)
    answer = models.CharField(max_length=10, choices=choices(FamilyAnswer), blank=True)
    answered_date = models.DateField(null=True)
    followed = models.TextField(blank=True)

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    ~Q(answer=""), ~Q(offered_by=""), offer="OFFERED", offered_date__isnull=False
                )
                | (Q(offer="NOT_OFFERED") & ~Q(why_not="")),
                name="social_care_offer_told_whole",
            ),
        ]
        indexes = [models.Index(fields=["area", "child"], name="social_care_area_child")]
