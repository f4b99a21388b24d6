"""Answers without names, the links that open a survey once, and who may read what was written.

An answer holds no child, no account, no address and no moment: only an area, a step, a language and
a day. The link that was used for it says that it was used, not when and not for which answer.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from goldenthread.audit.rules import FieldClass
from goldenthread.heard.rules.items import Helped
from goldenthread.heard.rules.questions import Door, Step
from goldenthread.heard.rules.ways import Way
from goldenthread.letters.rules.handover import State

AREA, CHILD, USER = "organisations.LocalArea", "people.Child", "access.User"
ADULT = "people.Adult"
STEPS = [(step, step) for step in Step]


class Answer(models.Model):
    """What somebody chose, of one survey. Never altered; nobody can be found by it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    survey = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=20, choices=STEPS)
    door = models.CharField(max_length=8, choices=[(door, door) for door in Door])
    language = models.CharField(max_length=8)
    on = models.DateField()  # the day they answered
    known_on = models.DateField()  # the day it came to us: later, where it came on paper
    choices = models.JSONField()  # by question
    set_aside = models.BooleanField(default=False)  # counts only once somebody let it in
    invented = models.BooleanField(default=False)

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(known_on__gte=F("on")), name="heard_known_after"),
        ]
        indexes = [models.Index(fields=["area", "on"], name="heard_answer_area_on")]


class Judged(models.Model):
    """What somebody decided of an answer that was set aside: it counts, or it does not."""

    answer = models.OneToOneField(Answer, models.PROTECT, related_name="judged")
    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    counts = models.BooleanField()
    on = models.DateField()
    judged_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    field_classes = {"*": FieldClass.STAFF_ONLY}


class Typed(models.Model):
    """That an answer came on paper, and who typed it in: never who gave it."""

    answer = models.OneToOneField(Answer, models.PROTECT, related_name="typed")
    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    typed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    on = models.DateField()

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        indexes = [models.Index(fields=["area", "-on"], name="heard_typed_area")]


class Remark(models.Model):
    """What somebody wrote in their own words: for named readers alone, and joined to no answer."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    survey = models.CharField(max_length=20)
    step = models.CharField(max_length=20, choices=STEPS)
    language = models.CharField(max_length=8)
    month = models.DateField()  # its first day: a day would join it to an answer
    words = models.TextField()
    invented = models.BooleanField(default=False)

    field_classes = {"*": FieldClass.RESTRICTED}

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="heard_remark_says")]
        indexes = [models.Index(fields=["area", "month"], name="heard_remark_area_month")]


class Reader(models.Model):
    """Somebody named to read what families of an area wrote, from a day and perhaps to one."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    from_date = models.DateField()
    to_date = models.DateField(null=True)  # the last day
    named_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "user"], condition=Q(to_date__isnull=True), name="heard_reader_once"
            ),
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(to_date__gte=F("from_date")),
                name="heard_reader_days_in_order",
            ),
        ]


class Ticket(models.Model):
    """One answer that may be given to one survey: by its link, or by whoever it was asked of."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    survey = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=20, choices=STEPS)
    code_hash = models.CharField(max_length=64, unique=True)
    issued_on = models.DateField()
    last_day = models.DateField()
    used = models.BooleanField(default=False)  # and not when: a day would join it to an answer
    no_more = models.BooleanField(default=False, db_default=False)  # "do not ask me again"
    printed = models.BooleanField(
        default=False, db_default=False
    )  # on a form given to nobody named

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        indexes = [models.Index(fields=["area", "issued_on"], name="heard_ticket_area")]


class Asked(models.Model):
    """One person of a family was asked once, after one thing that happened."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    adult = models.ForeignKey(ADULT, models.PROTECT, null=True, related_name="+", db_index=False)
    event = models.CharField(max_length=60)  # what happened, by its number: asked once of each
    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="asked")
    on = models.DateField()

    field_classes = {
        "*": FieldClass.OPEN_TO_FAMILY,
        "user": FieldClass.THIRD_PARTY,
        "adult": FieldClass.THIRD_PARTY,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "event", "user"], name="heard_asked_once"),
            models.UniqueConstraint(fields=["child", "event", "adult"], name="heard_adult_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(adult__isnull=False), name="heard_asked_whom"
            ),
        ]
        indexes = [models.Index(fields=["area", "child"], name="heard_asked_area_child")]


class Invitation(models.Model):
    """One way in which one asking goes out, at most twice: the asking, and one reminder.

    It keeps no code: the link is worked out again when it goes (`commands.code_of`).
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey(CHILD, models.PROTECT, related_name="+", db_index=False)
    asked = models.ForeignKey(Asked, models.PROTECT, related_name="invitations")
    reminder = models.BooleanField(default=False)
    way = models.CharField(max_length=8, choices=[(way, way) for way in Way])
    key = models.CharField(max_length=36, unique=True)
    state = models.CharField(max_length=8, choices=[(each, each) for each in State])
    tries = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()  # not before this moment
    sent_at = models.DateTimeField(null=True)
    carrier = models.CharField(max_length=12, blank=True)
    carrier_id = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    field_classes = {"*": FieldClass.PROFESSIONAL, "carrier_id": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asked", "reminder"], name="heard_invited_once"),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(sent_at__isnull=False), name="heard_sent_when"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="heard_invited_area_child"),
            models.Index(
                fields=["due_at", "id"], name="heard_invited_wait", condition=Q(state=State.WAITING)
            ),
        ]


class Knock(models.Model):
    """How often one place answered by the open address in a day. The place cannot be told from it.

    The mark is a keyed hash that changes each day, and rows of past days are let go.
    """

    mark = models.CharField(max_length=64, unique=True)
    on = models.DateField()
    times = models.PositiveIntegerField()

    field_classes = {"*": FieldClass.STAFF_ONLY}


class Item(models.Model):
    """Something families said, what was done about it or why nothing was; about no child."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    said = models.TextField()
    said_on = models.DateField()
    where_from = models.CharField(max_length=120)  # a survey, the forum, complaints
    did = models.TextField(blank=True)
    why_not = models.TextField(blank=True)  # nothing was done, and why
    answered_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    written_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    invented = models.BooleanField(default=False)

    field_classes = {"*": FieldClass.NOT_PERSONAL, "written_by": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(did="") | Q(why_not=""), name="heard_item_one_end"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | ~Q(did="", why_not=""),
                name="heard_item_answered",
            ),
        ]
        indexes = [models.Index(fields=["area", "published_on"], name="heard_item_area")]


class Confirmation(models.Model):
    """Whether what was done helped, as one family tells it. No name, and never altered."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="confirmations")
    helped = models.CharField(max_length=8, choices=[(each, each) for each in Helped])
    on = models.DateField()
    set_aside = models.BooleanField(default=False)
    invented = models.BooleanField(default=False)

    field_classes = {"*": FieldClass.STAFF_ONLY}


class Ending(models.Model):
    """What families said of an item, as it may be published, when two people ended it with it."""

    item = models.OneToOneField(Item, models.PROTECT, related_name="ending")
    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    helped = models.PositiveIntegerField()  # released: rounded, and never of a few
    others = models.PositiveIntegerField()
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    proposed_on = models.DateField()
    agreed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    agreed_on = models.DateField(null=True)

    field_classes = {
        "*": FieldClass.NOT_PERSONAL,
        "proposed_by": FieldClass.STAFF_ONLY,
        "agreed_by": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")),
                name="heard_ending_by_two",
            )
        ]
