"""People who sign in, the posts they hold between dates, and their ties to a child."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from goldenthread.access.rules import Role
from goldenthread.audit.rules import FieldClass


class DateRange(Func):
    """PostgreSQL's daterange(from, to, '[]'): both days belong, an empty end is open."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"


class MomentRange(Func):
    """PostgreSQL's tstzrange(from, to): the last moment is outside."""

    function = "tstzrange"


def role_choices() -> list[tuple[str, str]]:
    """Return the roles a post may carry; a function, so that a new role changes no table."""
    return [(role, role) for role in Role]


class UserManager(BaseUserManager["User"]):
    """Makes accounts; nobody is a superuser, because nobody skips the checks."""

    def create_user(self, email: str, password: str | None = None, **details: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **details)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person's account: never shared, never deleted, ended by date."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    invented = models.BooleanField(default=False)  # a persona of the demo
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    field_classes = {"*": FieldClass.STAFF_ONLY}

    def __str__(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False  # Django's own permissions are not used; `access.rules.decide` is

    def has_module_perms(self, app_label: str) -> bool:
        return False


@pghistory.track()
class Post(models.Model):
    """A post in an organisation, held by one person between two days, both included."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT)
    role = models.CharField(max_length=20, choices=role_choices)
    from_date = models.DateField()
    to_date = models.DateField(null=True)
    ends_at = models.DateTimeField(null=True)  # somebody who must lose access now, not tonight

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(to_date__gte=F("from_date")),
                name="post_dates_in_order",
            ),
            ExclusionConstraint(
                name="post_held_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (DateRange("from_date", "to_date"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def over(self, at: datetime) -> bool:
        """Say whether the post is over at a moment; its last day belongs to it."""
        gone = self.to_date is not None and self.to_date < at.date()
        return gone or (self.ends_at is not None and self.ends_at <= at)


@pghistory.track()
class Absence(models.Model):
    """Days on which whoever holds a post is away, both included: nothing new is given to them.

    Who covers has their work on the own list on those days, and no longer: nothing changes hands.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="absences")
    cover = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="covering")
    from_date = models.DateField()
    to_date = models.DateField()

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_date__gte=F("from_date")), name="absence_dates_in_order"
            ),
            ExclusionConstraint(
                name="absence_once",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (DateRange("from_date", "to_date"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


@pghistory.track()
class Tie(models.Model):
    """What ties a post, an organisation or a person to one child, between two days."""

    area = models.ForeignKey("organisations.LocalArea", models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.CASCADE, related_name="ties")
    kind = models.CharField(max_length=16)  # a TieKind
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="ties")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="ties")
    from_date = models.DateField()
    to_date = models.DateField(null=True)
    ends_at = models.DateTimeField(null=True)  # emergency access ends by the minute
    load_id = models.BigIntegerField(null=True)

    field_classes = {"*": FieldClass.PROFESSIONAL}

    class Meta:
        indexes = [
            models.Index(fields=["area", "child"], name="tie_area_child"),
            models.Index(fields=["post"], name="tie_post", condition=Q(post__isnull=False)),
            models.Index(
                fields=["organisation"], name="tie_org", condition=Q(organisation__isnull=False)
            ),
            models.Index(fields=["user"], name="tie_user", condition=Q(user__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(post__isnull=False, organisation__isnull=True, user__isnull=True)
                    | Q(post__isnull=True, organisation__isnull=False, user__isnull=True)
                    | Q(post__isnull=True, organisation__isnull=True, user__isnull=False)
                ),
                name="tie_has_one_holder",
            ),
        ]


class BrokenGlass(models.Model):
    """Emergency access: who, to whom, why, until when, and who reviewed it (rule 37)."""

    area = models.ForeignKey("organisations.LocalArea", models.PROTECT, related_name="+")
    child = models.ForeignKey("people.Child", models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    reason_type = models.CharField(max_length=20)
    reason = models.TextField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    review_due_date = models.DateField()
    reviewed_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    finding = models.TextField(blank=True)

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="glass_review_pair",
            ),
            # One at a time: a form sent twice opens one record once, and tells people once.
            ExclusionConstraint(
                name="glass_once_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("child", RangeOperators.EQUAL),
                    (MomentRange("opened_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Alert(models.Model):
    """Something about access that the privacy officer should look at (rules 37, 38)."""

    kind = models.CharField(max_length=24)
    area = models.ForeignKey("organisations.LocalArea", models.PROTECT, null=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    child_id = models.BigIntegerField(null=True)
    raised_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    finding = models.TextField(blank=True, default="", db_default="")

    field_classes = {"*": FieldClass.STAFF_ONLY}
