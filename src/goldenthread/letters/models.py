"""Letters, the copy of each reader, its hand-over, and what holds it.

What a letter says is never altered once it is written: the database refuses it. A letter that was
wrong is superseded by another (trust rule 51).
"""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass
from goldenthread.letters.rules.handover import HoldKind, State
from goldenthread.letters.rules.recipients import Channel, Reader

AREA = "organisations.LocalArea"
CHILD = "people.Child"


@pghistory.track(exclude=["content"])
class Letter(models.Model):
    """One letter about one child, from one source, whoever reads it.

    It keeps four dates: decided (the legal date of what it tells), sent (the day the last copy
    went), and, on each copy, served and seen.
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+", db_index=False)
    case_type = models.CharField(max_length=24)
    case_id = models.BigIntegerField()
    kind = models.CharField(max_length=32)  # a code of `rules.notices`
    key = models.CharField(max_length=120)  # what it tells, once: "assessment/12/will-assess"
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    decided_date = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    post_id = models.BigIntegerField(null=True)
    sent_date = models.DateField(null=True)
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="supersedes"
    )
    invented = models.BooleanField(default=False)

    field_classes = {
        "*": FieldClass.PROFESSIONAL,
        "content": FieldClass.LOCATION,
        "made_by": FieldClass.STAFF_ONLY,
        "post_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "key"], name="letter_once")]
        indexes = [models.Index(fields=["area", "child", "-made_at"], name="letter_child")]


class LetterCopy(models.Model):
    """The copy of one reader: what they may have of the letter, in the form they need."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+", db_index=False)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="copies")
    reader = models.CharField(max_length=12, choices=[(each, each) for each in Reader])
    reader_key = models.CharField(max_length=32)
    name = models.CharField(max_length=200)
    adult = models.ForeignKey("people.Adult", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    content = models.JSONField()  # the letter without what this reader may not see
    content_hash = models.CharField(max_length=64)
    barred = models.BooleanField(default=False)
    large_print = models.BooleanField(default=False)
    easy_read = models.BooleanField(default=False)
    needs = models.JSONField(default=list)  # as they stood that day: kind and detail
    format_reason = models.TextField(blank=True)  # why it goes in another form than they need
    served_date = models.DateField(null=True)
    seen_at = models.DateTimeField(null=True)

    field_classes = {
        "*": FieldClass.PROFESSIONAL,
        "name": FieldClass.THIRD_PARTY,
        "adult": FieldClass.THIRD_PARTY,
        "user": FieldClass.THIRD_PARTY,
        "barred": FieldClass.RESTRICTED,
        "needs": FieldClass.THIRD_PARTY,
        "content": FieldClass.LOCATION,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "reader_key"], name="copy_once")]
        indexes = [
            models.Index(fields=["area", "child"], name="copy_child"),
            models.Index(fields=["user"], name="copy_user", condition=Q(user__isnull=False)),
        ]


@pghistory.track()
class Handover(models.Model):
    """One copy on its way out. The key goes with it, so that it can be found where it went."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+", db_index=False)
    copy = models.OneToOneField(LetterCopy, models.PROTECT, related_name="handover")
    key = models.CharField(max_length=36, unique=True)
    channel = models.CharField(max_length=5, choices=[(each, each) for each in Channel])
    state = models.CharField(max_length=8, choices=[(each, each) for each in State])
    tries = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()  # not before this moment
    taken_at = models.DateTimeField(null=True)  # the last try began
    sent_at = models.DateTimeField(null=True)
    carrier = models.CharField(max_length=12, blank=True)  # which adapter took it
    carrier_id = models.CharField(max_length=64, blank=True)  # its own number for it
    receipt = models.CharField(max_length=32, blank=True)  # what it last said of it
    receipt_at = models.DateTimeField(null=True)
    receipt_final = models.BooleanField(default=False)  # nothing more will be said of it
    came_back = models.BooleanField(default=False)  # it went, and was not delivered
    problem = models.CharField(max_length=200, blank=True)  # why it did not go; no child's facts
    batch = models.CharField(max_length=40, blank=True, default="", db_default="")  # printed in
    posted_date = models.DateField(null=True)  # the day somebody said that it was posted

    field_classes = {"*": FieldClass.PROFESSIONAL, "carrier_id": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False) | ~Q(state=State.SENT),
                name="handover_sent_when",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="handover_child"),
            models.Index(
                fields=["due_at", "id"], name="handover_waiting", condition=Q(state=State.WAITING)
            ),
            models.Index(
                fields=["area", "batch"],
                name="handover_print",
                condition=Q(channel=Channel.POST, state=State.SENT),
            ),
            models.Index(
                fields=["area", "state"], name="handover_open", condition=~Q(state=State.SENT)
            ),
        ]


@pghistory.track()
class Hold(models.Model):
    """Why a copy does not go yet, and who decided, with a reason, that it may or may not."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+", db_index=False)
    copy = models.ForeignKey(LetterCopy, models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=24, choices=[(each, each) for each in HoldKind])
    found = models.JSONField(default=list)  # what kinds of thing; never the thing
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    settled_post_id = models.BigIntegerField(null=True)
    let_go = models.BooleanField(null=True)  # false: stopped for good
    reason = models.TextField(blank=True)

    field_classes = {
        "*": FieldClass.PROFESSIONAL,
        "found": FieldClass.RESTRICTED,
        "reason": FieldClass.STAFF_ONLY,
        "settled_by": FieldClass.STAFF_ONLY,
        "settled_post_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, let_go__isnull=True)
                | Q(settled_at__isnull=False, let_go__isnull=False) & ~Q(reason=""),
                name="hold_settled_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="hold_child"),
            models.Index(
                fields=["area", "raised_at"], name="hold_open", condition=Q(settled_at__isnull=True)
            ),
        ]
