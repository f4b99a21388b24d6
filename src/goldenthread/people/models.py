"""Children, adults, and the separate facts of each link between them (trust rules 11 to 21)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from goldenthread.access.rules import FamilyStanding
from goldenthread.audit.rules import FieldClass

AREA = "organisations.LocalArea"


@pghistory.track(exclude=["address", "postcode"])  # a place later restricted is kept nowhere else
class Child(models.Model):
    """One child or young person's record in one local area.

    A move closes this record and opens another in the new area, linked by `moved_from`.
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    local_id = models.CharField(max_length=20)
    forename = models.CharField(max_length=80)
    surname = models.CharField(max_length=80)
    known_as = models.CharField(max_length=80, blank=True)
    pronouns = models.CharField(max_length=20, blank=True)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    ethnicity = models.CharField(max_length=7, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    uln = models.CharField(max_length=10, blank=True)
    upn_unknown = models.CharField(max_length=4, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    nhs_number_checked_date = models.DateField(null=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    disabled = models.BooleanField(null=True)
    social_care_team = models.CharField(max_length=80, blank=True)
    pupil_premium = models.BooleanField(null=True)
    location_restricted = models.BooleanField(default=False)
    location_team = models.CharField(max_length=80, blank=True)  # whom to ask
    sealed = models.BooleanField(default=False)
    moved_from = models.OneToOneField("self", models.PROTECT, null=True, related_name="moved_to")
    closed_date = models.DateField(null=True)
    load_id = models.BigIntegerField(null=True)
    invented = models.BooleanField(default=False)

    field_classes = {
        "*": FieldClass.PROFESSIONAL,
        "forename": FieldClass.OPEN_TO_FAMILY,
        "surname": FieldClass.OPEN_TO_FAMILY,
        "known_as": FieldClass.OPEN_TO_FAMILY,
        "pronouns": FieldClass.OPEN_TO_FAMILY,
        "birth_date": FieldClass.OPEN_TO_FAMILY,
        "address": FieldClass.LOCATION,
        "postcode": FieldClass.LOCATION,
        "social_care_team": FieldClass.STAFF_ONLY,
        "sealed": FieldClass.RESTRICTED,
        "moved_from": FieldClass.RESTRICTED,
    }
    # Set by the query that reached the record; nothing is shown of one reached in another way.
    classes_in_reach: frozenset[FieldClass] = frozenset()
    standing: FamilyStanding = FamilyStanding()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "local_id"], name="child_local_id"),
            models.CheckConstraint(
                condition=Q(location_restricted=False) | Q(address="", postcode=""),
                name="child_restricted_address_elsewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "surname", "forename"], name="child_name"),
            models.Index(
                models.F("area"),
                Lower("surname"),
                name="child_surname_lower",
            ),
            models.Index(
                models.F("area"),
                Lower("forename"),
                name="child_forename_lower",
            ),
            models.Index(fields=["area", "birth_date"], name="child_birth"),
            models.Index(fields=["area", "upn"], name="child_upn", condition=~Q(upn="")),
            models.Index(
                fields=["area", "nhs_number"], name="child_nhs", condition=~Q(nhs_number="")
            ),
            models.Index(fields=["load_id"], name="child_load", condition=Q(load_id__isnull=False)),
            models.Index(fields=["area"], name="child_sealed", condition=Q(sealed=True)),
        ]

    def shows(self, field: str) -> bool:
        """Say whether whoever reached this record may see a field of it."""
        return self.field_classes.get(field, self.field_classes["*"]) in self.classes_in_reach

    def shows_class(self, field_class: FieldClass) -> bool:
        """Say whether whoever reached this record may see a class of field about the child."""
        return field_class in self.classes_in_reach


@pghistory.track()
class RestrictedLocation(models.Model):
    """Where a restricted child or adult is: encrypted, and the only place it is kept (rule 18)."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, related_name="restricted_locations")
    adult = models.ForeignKey("people.Adult", models.PROTECT, null=True, related_name="+")
    sealed_text = models.BinaryField()  # Fernet token of the address, school and contacts as JSON
    reason = models.CharField(max_length=60)
    from_date = models.DateField()
    to_date = models.DateField(null=True)
    review_date = models.DateField()
    owner_post_id = models.BigIntegerField(null=True)

    field_classes = {"*": FieldClass.RESTRICTED, "sealed_text": FieldClass.LOCATION}


@pghistory.track()
class LocationHolder(models.Model):
    """A named person who may see where a restricted child is (rule 17)."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, related_name="location_holders")
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    from_date = models.DateField()
    to_date = models.DateField(null=True)

    field_classes = {"*": FieldClass.STAFF_ONLY}


@pghistory.track()
class SealHolder(models.Model):
    """A named person who may find a sealed record at all (rule 21)."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, related_name="seal_holders")
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    from_date = models.DateField()
    to_date = models.DateField(null=True)

    field_classes = {"*": FieldClass.RESTRICTED}


@pghistory.track(exclude=["email", "phone", "address", "postcode"])
class Adult(models.Model):
    """A parent, carer or other adult in a child's life, as one area knows them."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    user = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    invented = models.BooleanField(default=False)

    field_classes = {
        "*": FieldClass.THIRD_PARTY,
        "email": FieldClass.LOCATION,
        "phone": FieldClass.LOCATION,
        "address": FieldClass.LOCATION,
        "postcode": FieldClass.LOCATION,
    }


class Answer(models.TextChoices):
    """A recorded fact that may be unknown; unknown never means yes."""

    YES = "YES", "Yes"
    NO = "NO", "No"
    UNKNOWN = "UNKNOWN", "Not known"


@pghistory.track()
class AdultLink(models.Model):
    """What is separately true between one adult and one child (rule 11)."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, related_name="adult_links")
    adult = models.ForeignKey(Adult, models.PROTECT, related_name="child_links")
    relationship = models.CharField(max_length=40)
    parental_responsibility = models.CharField(
        max_length=8, choices=Answer.choices, default=Answer.UNKNOWN
    )
    responsibility_evidence = models.CharField(max_length=120, blank=True)
    lives_with = models.CharField(max_length=8, choices=Answer.choices, default=Answer.UNKNOWN)
    contact_preference = models.CharField(max_length=20, blank=True)
    court_order = models.TextField(blank=True)
    court_order_to_date = models.DateField(null=True)
    may_see_location = models.CharField(
        max_length=8, choices=Answer.choices, default=Answer.UNKNOWN
    )
    may_see_plan = models.CharField(max_length=8, choices=Answer.choices, default=Answer.UNKNOWN)
    gets_notices = models.CharField(max_length=8, choices=Answer.choices, default=Answer.UNKNOWN)
    restriction_reason = models.TextField(blank=True)
    restriction_owner_post_id = models.BigIntegerField(null=True)
    restriction_review_date = models.DateField(null=True)
    checked_by_post_id = models.BigIntegerField(null=True)  # a staff check or a code (rule 15)
    from_date = models.DateField()
    to_date = models.DateField(null=True)

    field_classes = {
        "*": FieldClass.THIRD_PARTY,
        "court_order": FieldClass.RESTRICTED,
        "restriction_reason": FieldClass.RESTRICTED,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "adult", "from_date"], name="link_once"),
            models.CheckConstraint(
                condition=Q(restriction_reason="")
                | Q(restriction_owner_post_id__isnull=False, restriction_review_date__isnull=False),
                name="link_restriction_owned",
            ),
        ]


@pghistory.track()
class CommunicationNeed(models.Model):
    """How somebody needs to be written or spoken to; applied to every letter (rule 66)."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, related_name="communication_needs")
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, related_name="communication_needs")
    kind = models.CharField(max_length=24)  # LARGE_PRINT, EASY_READ, BSL, SYMBOLS, LANGUAGE...
    detail = models.CharField(max_length=80, blank=True)
    from_date = models.DateField()
    to_date = models.DateField(null=True)

    field_classes = {"*": FieldClass.OPEN_TO_FAMILY}


# Whose the rights are, and who may act in whose place (rules 15, 24 to 28)


@pghistory.track()
class CapacityDecision(models.Model):
    """Whether a young person could make one decision, on one day (rule 26): never a whole person.

    Where they could not, whoever represents them for it stands here (reg 64): a deputy, an
    attorney, or a parent.
    """

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, related_name="capacity_decisions")
    decision = models.CharField(max_length=24)  # a code of `people.rules.Decision`
    about = models.CharField(max_length=200, blank=True)  # what was asked, in words
    able = models.BooleanField()
    assessed_date = models.DateField()
    assessor = models.CharField(max_length=120)
    evidence = models.TextField()
    review_date = models.DateField()
    representative = models.ForeignKey(Adult, models.PROTECT, null=True, related_name="+")
    representing_as = models.CharField(max_length=12, blank=True)  # DEPUTY, ATTORNEY, PARENT
    recorded_by_post_id = models.BigIntegerField(null=True)
    to_date = models.DateField(null=True)

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(able=True, representative__isnull=True, representing_as="")
                | Q(able=False, representative__isnull=False) & ~Q(representing_as=""),
                name="capacity_representative",
            ),
            models.CheckConstraint(
                condition=Q(review_date__gt=models.F("assessed_date")), name="capacity_reviewed"
            ),
        ]
        indexes = [models.Index(fields=["area", "child"], name="capacity_area_child")]


@pghistory.track()
class ParentAccess(models.Model):
    """What a young person said of one adult's access, once the rights are their own (rule 25)."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, related_name="parent_access")
    adult = models.ForeignKey(Adult, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8)  # GIVEN, LIMITED, REFUSED
    sections = models.JSONField(default=list)  # letters of the plan, when limited
    told_by_user_id = models.BigIntegerField(null=True)  # the young person themself
    recorded_by_post_id = models.BigIntegerField(null=True)  # or whoever heard it from them
    from_date = models.DateField()
    to_date = models.DateField(null=True)

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "adult"], name="access_said_once", condition=Q(to_date=None)
            )
        ]
        indexes = [models.Index(fields=["area", "child"], name="parent_access_area_child")]


@pghistory.track()
class Mandate(models.Model):
    """A family's leave for somebody to see and speak in their place, between two days."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, related_name="mandates")
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    given_by = models.ForeignKey(Adult, models.PROTECT, null=True, related_name="+")  # or the child
    may_see_plan = models.BooleanField(default=False)
    may_speak = models.BooleanField(default=False)
    tie_id = models.BigIntegerField(null=True)
    evidence = models.CharField(max_length=120, blank=True)  # the signed paper, by its reference
    from_date = models.DateField()
    to_date = models.DateField()

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_date__gte=models.F("from_date")), name="mandate_dates_in_order"
            )
        ]
        indexes = [models.Index(fields=["area", "child"], name="mandate_area_child")]


class LinkCode(models.Model):
    """A one-use code that ties an account to a child (rule 15). Only its hash is kept."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, related_name="+")
    link = models.ForeignKey(AdultLink, models.PROTECT, null=True, related_name="+")  # or the child
    code_hash = models.CharField(max_length=64, unique=True)
    address_checked = models.CharField(max_length=120, blank=True)  # how the address is known
    sent_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sent_by_post_id = models.BigIntegerField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        indexes = [models.Index(fields=["area", "child"], name="link_code_area_child")]


class CodeTry(models.Model):
    """One wrong code typed by an account, or from one place: five lock it for a while (rule 15)."""

    user = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=64, blank=True)  # a keyed mark of where a visitor was
    at = models.DateTimeField()

    field_classes = {"*": FieldClass.STAFF_ONLY}

    class Meta:
        indexes = [
            models.Index(fields=["user", "at"], name="code_try_user_at"),
            models.Index(fields=["place", "at"], name="code_try_place_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(place=""), name="code_try_of_somebody"
            )
        ]


class ViewLimitRequest(models.Model):
    """A child asks that a parent sees less (rule 28): a person decides, with reasons."""

    area = models.ForeignKey(AREA, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, related_name="limit_requests")
    asked_by_user_id = models.BigIntegerField(null=True)
    words = models.TextField()
    asked_date = models.DateField()
    due_date = models.DateField()
    decided_date = models.DateField(null=True)
    decided_by_post_id = models.BigIntegerField(null=True)
    granted = models.BooleanField(null=True)
    reasons = models.TextField(blank=True)

    field_classes = {"*": FieldClass.CHILD_PRIVATE}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_date=None, granted=None)
                | Q(decided_date__isnull=False, granted__isnull=False) & ~Q(reasons=""),
                name="view_limit_decided_with_reasons",
            )
        ]
        indexes = [models.Index(fields=["area", "child"], name="view_limit_area_child")]
