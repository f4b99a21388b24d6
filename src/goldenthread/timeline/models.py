"""The spine's two tables: events, which are never altered, and the clocks read from them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from goldenthread.audit.rules import FieldClass
from goldenthread.law.events import AREA_CASES
from goldenthread.timeline.rules.history import Recorded


def about_one_or_none(name: str) -> models.CheckConstraint:
    """Return the constraint that a case is a child's, or is of a type that is about no child."""
    of_area = models.Q(case_type__in=sorted(AREA_CASES))
    none = models.Q(child_id__isnull=True)
    return models.CheckConstraint(condition=(of_area & none) | (~of_area & ~none), name=name)


class Event(models.Model):
    """One dated thing that happened in a case. Added to, never altered or removed.

    The child is a reference, not a foreign key: nothing that happens to another row can take an
    event with it.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(
        "organisations.LocalArea", models.PROTECT, db_index=False, related_name="+"
    )
    child_id = models.BigIntegerField(null=True)  # none: a case of an area, not of a child
    case_type = models.TextField()
    case_id = models.BigIntegerField()
    kind = models.TextField()
    on = models.DateField()  # the legal date
    recorded_at = models.DateTimeField()  # one moment for all that is recorded together
    recorded_by_id = models.IntegerField(null=True)
    post_id = models.IntegerField(null=True)
    facts = models.JSONField(default=dict)  # codes and references only
    key = models.TextField()
    load_id = models.BigIntegerField(null=True)
    backfilled = models.BooleanField(default=False)
    corrects_id = models.BigIntegerField(null=True)
    withdraws = models.BooleanField(default=False)

    field_classes = {
        "*": FieldClass.PROFESSIONAL,
        "kind": FieldClass.OPEN_TO_FAMILY,
        "on": FieldClass.OPEN_TO_FAMILY,
        "recorded_by_id": FieldClass.STAFF_ONLY,
        "post_id": FieldClass.STAFF_ONLY,
    }

    class Meta:
        constraints = [
            about_one_or_none("event_child_or_area"),
            models.UniqueConstraint(fields=["area", "key"], name="event_once"),
            models.CheckConstraint(
                condition=models.Q(withdraws=False) | models.Q(corrects_id__isnull=False),
                name="event_withdraws_which",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "child_id", "on"], name="event_child"),
            models.Index(fields=["area", "case_type", "case_id"], name="event_case"),
            models.Index(
                fields=["area", "load_id"],
                condition=models.Q(load_id__isnull=False),
                name="event_load",
            ),
            models.Index(
                fields=["area", "corrects_id"],
                condition=models.Q(corrects_id__isnull=False),
                name="event_corrects",
            ),
        ]

    def recorded(self, keys: Mapping[int, str]) -> Recorded:
        """Return this event as the rules know it; `keys` gives each event of the case its key."""
        return Recorded(
            key=self.key,
            kind=self.kind,
            on=self.on,
            recorded_at=self.recorded_at,
            facts=self.facts,
            backfilled=self.backfilled,
            corrects=None if self.corrects_id is None else keys[self.corrects_id],
            withdraws=self.withdraws,
        )


class Clock(models.Model):
    """One promise of one case, as it was known between two moments. Dates, never lateness.

    A projection: every row can be made again from the events (`goldenthread rebuild`), so nothing
    may point at one.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(
        "organisations.LocalArea", models.PROTECT, db_index=False, related_name="+"
    )
    child_id = models.BigIntegerField(null=True)  # none: a case of an area, not of a child
    case_type = models.TextField()
    case_id = models.BigIntegerField()
    rule = models.TextField()
    version = models.DateField()  # the rule's version: the day it came into force
    about = models.TextField(default="")  # which adviser, setting or service; "" for the only one
    started = models.DateField()
    due = models.DateField(null=True)
    moved_to = models.DateField(null=True)  # where a tribunal rule moves a strict last day
    missing = models.TextField(default="")  # the fact without which there is no due date
    working_target = models.DateField(null=True)
    stopped = models.DateField(null=True)
    superseded = models.DateField(null=True)
    lawful_reason = models.TextField(default="")
    force = models.TextField()
    harm = models.SmallIntegerField()
    lapses = models.BooleanField(default=False)  # nobody owes anything in it: never late
    owner_post_id = models.IntegerField(null=True)
    waiting_on = models.TextField(default="")
    backfilled = models.BooleanField(default=False)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)

    field_classes = {
        "*": FieldClass.OPEN_TO_FAMILY,
        "harm": FieldClass.STAFF_ONLY,
        "owner_post_id": FieldClass.PROFESSIONAL,
    }

    class Meta:
        constraints = [
            about_one_or_none("clock_child_or_area"),
            models.UniqueConstraint(
                fields=["area", "case_type", "case_id", "rule", "about", "started"],
                condition=models.Q(known_to__isnull=True),
                name="clock_one_current",
            ),
            models.CheckConstraint(
                condition=models.Q(known_to__isnull=True)
                | models.Q(known_to__gt=models.F("known_from")),
                name="clock_known_some_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["area", "due"],
                include=["id", "force", "harm", "child_id"],
                condition=models.Q(
                    known_to__isnull=True,
                    stopped__isnull=True,
                    superseded__isnull=True,
                    due__isnull=False,
                    lapses=False,
                ),
                name="clock_worklist_order",
            ),
            models.Index(
                fields=["area", "owner_post_id", "due"],
                condition=models.Q(
                    known_to__isnull=True, stopped__isnull=True, superseded__isnull=True
                ),
                name="clock_owner",
            ),
            models.Index(fields=["area", "child_id"], name="clock_child"),
            models.Index(fields=["area", "case_type", "case_id"], name="clock_case"),
            models.Index(
                fields=["area", "rule", "stopped"],
                condition=models.Q(known_to__isnull=True),
                name="clock_rule",
            ),
            models.Index(
                fields=["area", "stopped"],
                include=[
                    *("rule", "force", "due", "started", "superseded", "lawful_reason"),
                    *("lapses", "child_id"),
                ],
                condition=models.Q(known_to__isnull=True),
                name="clock_overview",
            ),
            models.Index(  # the reviews of an area's plans, one after another
                fields=["area", "case_id", "due"],
                include=["child_id"],
                condition=models.Q(
                    case_type="plan",
                    rule__in=["rev-first", "rev-next"],
                    known_to__isnull=True,
                    stopped__isnull=True,
                    superseded__isnull=True,
                ),
                name="clock_review",
            ),
        ]
