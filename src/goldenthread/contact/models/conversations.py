"""Conversations with families, the messages in them, what is promised, and who answers when."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass
from goldenthread.contact.rules import Channel, Kind, State, Way

AREA = "organisations.LocalArea"


@pghistory.track()
class Contact(models.Model):
    """One conversation: a message that came in, what followed, and who owes the answer.

    It may be about no child yet: an email from an address nobody knows waits to be matched by
    somebody, and is seen by the area's own staff alone.
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey("people.Child", models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=9)
    kind = models.CharField(max_length=12, choices=[(each, each) for each in Kind])
    channel = models.CharField(max_length=8, choices=[(each, each) for each in Channel])
    state = models.CharField(max_length=8, choices=[(each, each) for each in State])
    received_date = models.DateField()  # the day the newest message in came
    received_at = models.DateTimeField()
    sender_user = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    sender_adult = models.ForeignKey("people.Adult", models.PROTECT, null=True, related_name="+")
    sender_name = models.CharField(max_length=120, blank=True)
    sender_address = models.CharField(max_length=254, blank=True)  # an email or a phone number
    proven = models.BooleanField(default=False)  # the sender is who they say they are
    owner_post = models.ForeignKey("access.Post", models.PROTECT, null=True, related_name="+")
    urgent_at = models.DateTimeField(null=True)
    triaged_at = models.DateTimeField(null=True)
    triaged_post_id = models.BigIntegerField(null=True)
    risen_at = models.DateTimeField(null=True)  # went to a manager, because nobody had taken it on
    closed_at = models.DateTimeField(null=True)
    closed_because = models.TextField(blank=True)
    invented = models.BooleanField(default=False)

    field_classes = {
        "*": FieldClass.PROFESSIONAL,
        "sender_name": FieldClass.THIRD_PARTY,
        "sender_address": FieldClass.LOCATION,
        "sender_adult": FieldClass.THIRD_PARTY,
        "sender_user": FieldClass.THIRD_PARTY,
        "closed_because": FieldClass.STAFF_ONLY,
        "owner_post": FieldClass.OPEN_TO_FAMILY,
        "reference": FieldClass.OPEN_TO_FAMILY,
        "state": FieldClass.OPEN_TO_FAMILY,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="contact_reference_once"),
            models.CheckConstraint(
                condition=~Q(state=State.NOT_OURS) | ~Q(closed_because=""),
                name="contact_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, closed_at__isnull=True)
                | (~Q(state=State.OPEN) & Q(closed_at__isnull=False)),
                name="contact_closed_when",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child"], name="contact_child"),
            models.Index(
                fields=["area", "owner_post", "received_at"],
                name="contact_open",
                condition=Q(state=State.OPEN),
            ),
            models.Index(fields=["area", "sender_address", "-received_at"], name="contact_sender"),
            models.Index(
                fields=["sender_user"],
                name="contact_writer",
                condition=Q(sender_user__isnull=False),
            ),
        ]


class Message(models.Model):
    """One message of a conversation. It is kept as it was written; nobody alters it."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+", db_index=False)
    child = models.ForeignKey("people.Child", models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="messages")
    way = models.CharField(max_length=4, choices=[(each, each) for each in Way])
    channel = models.CharField(max_length=8, choices=[(each, each) for each in Channel])
    at = models.DateTimeField()
    author_user = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    author_post_id = models.BigIntegerField(null=True)
    words = models.TextField()
    mail_id = models.CharField(max_length=998, blank=True)
    once = models.CharField(max_length=64, blank=True)  # the form's own key: a double click is one

    field_classes = {
        "*": FieldClass.PROFESSIONAL,
        "words": FieldClass.LOCATION,
        "author_user": FieldClass.THIRD_PARTY,
        "author_post_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "mail_id"], name="message_mail_once", condition=~Q(mail_id="")
            ),
            models.UniqueConstraint(
                fields=["area", "once"], name="message_form_once", condition=~Q(once="")
            ),
        ]
        indexes = [models.Index(fields=["area", "child", "-at"], name="message_child")]


@pghistory.track()
class ReplyPromise(models.Model):
    """How many working days an area promises for a kind of message, from a day on."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(each, each) for each in Kind])
    working_days = models.SmallIntegerField()
    from_date = models.DateField()
    set_by_post_id = models.BigIntegerField(null=True)

    field_classes = {"*": FieldClass.NOT_PERSONAL}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "kind", "from_date"], name="reply_promise_once"
            ),
            models.CheckConstraint(
                condition=Q(working_days__gte=1, working_days__lte=20), name="reply_promise_kept"
            ),
        ]
