"""The telephone that gets a code to sign in with, and each text with one.

Only their owner reaches either: row-level security lets in nobody else, of any post or area.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.audit.rules import FieldClass
from goldenthread.contact.rules.phones import Purpose


class SignInPhone(models.Model):
    """A mobile that its owner has shown to be in their hand. One an account."""

    user = models.OneToOneField("access.User", models.CASCADE, related_name="+")
    number = models.CharField(max_length=16)
    confirmed_at = models.DateTimeField()

    field_classes = {"*": FieldClass.RESTRICTED}


class SignInText(models.Model):
    """One text with a code, the newest of which is the only one that works. It is kept a day.

    The code is made as it is sent; only a keyed hash of it is ever written down.
    """

    user = models.ForeignKey("access.User", models.CASCADE, related_name="+", db_index=False)
    purpose = models.CharField(max_length=8, choices=[(each, each) for each in Purpose])
    number = models.CharField(max_length=16)
    place = models.CharField(max_length=64)  # a keyed mark of where it was asked for
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    code_hash = models.CharField(max_length=64, blank=True)
    wrong = models.SmallIntegerField(default=0)
    wrong_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    field_classes = {"*": FieldClass.RESTRICTED}

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="sign_in_text_newest"),
            models.Index(fields=["place", "asked_at"], name="sign_in_text_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(code_hash="") | Q(sent_at__isnull=False), name="sign_in_text_sent"
            )
        ]
