"""The improvement plan: who leads what, what is done, what it is to change, and on what proof."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from goldenthread.strategy.models.inspections import Finding, Inspection
from goldenthread.strategy.models.parts import PLAN_FIELDS, area, post, together


@pghistory.track()
class Workstream(models.Model):
    """A strand of the plan: two agencies and families lead it, or it cannot be opened (S129)."""

    area = area()
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="workstreams")
    name = models.CharField(max_length=120)
    aim = models.TextField()
    lead_post = post()
    lead_body = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    second_post = post()
    second_body = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    family_post = post()
    opened_date = models.DateField()
    closed_date = models.DateField(null=True)

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "name"], name="workstream_once"),
            models.CheckConstraint(
                condition=~Q(lead_body=F("second_body")), name="workstream_two_agencies"
            ),
            models.CheckConstraint(
                condition=~Q(family_post=F("lead_post")) & ~Q(family_post=F("second_post")),
                name="workstream_family_lead",
            ),
            models.CheckConstraint(
                condition=Q(closed_date__isnull=True) | Q(closed_date__gte=F("opened_date")),
                name="workstream_dates_in_order",
            ),
        ]


class ActionState(models.TextChoices):
    PLANNED = "PLANNED", "Not started"
    STARTED = "STARTED", "Under way"
    DONE = "DONE", "Done"
    STOPPED = "STOPPED", "Stopped"


@pghistory.track()
class Action(models.Model):
    """What somebody does about a finding. That it is done says nothing of whether it worked."""

    area = area()
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="actions")
    workstream = models.ForeignKey(Workstream, models.PROTECT, related_name="actions")
    title = models.CharField(max_length=160)
    detail = models.TextField(blank=True)
    requirements = models.JSONField(default=list)  # which of the finding's, counted from 0
    owner_post = post()
    # Health, education and care side by side (S113): whoever answers for their agency's part.
    education_post = post(null=True)
    health_post = post(null=True)
    care_post = post(null=True)
    planned_start_date = models.DateField()
    planned_end_date = models.DateField()
    cost_pence = models.BigIntegerField(default=0)
    state = models.CharField(max_length=7, choices=ActionState.choices)
    started_date = models.DateField(null=True)
    done_date = models.DateField(null=True)
    stopped_date = models.DateField(null=True)
    stopped_reason = models.TextField(blank=True)

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "title"], name="action_once"),
            models.CheckConstraint(condition=Q(cost_pence__gte=0), name="action_cost"),
            models.CheckConstraint(
                condition=Q(planned_end_date__gte=F("planned_start_date")),
                name="action_planned_in_order",
            ),
            models.CheckConstraint(
                condition=Q(done_date__isnull=True)
                | Q(started_date__isnull=False, done_date__gte=F("started_date")),
                name="action_done_after_start",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="PLANNED",
                    started_date__isnull=True,
                    done_date__isnull=True,
                    stopped_date__isnull=True,
                )
                | Q(
                    state="STARTED",
                    started_date__isnull=False,
                    done_date__isnull=True,
                    stopped_date__isnull=True,
                )
                | Q(state="DONE", done_date__isnull=False, stopped_date__isnull=True)
                | (
                    Q(state="STOPPED", stopped_date__isnull=False, done_date__isnull=True)
                    & ~Q(stopped_reason="")
                ),
                name="action_state_dates",
            ),
        ]


class ActionNeed(models.Model):
    """One action waits for another; a ring of them is refused by the command."""

    area = area()
    action = models.ForeignKey(Action, models.CASCADE, related_name="needs")
    needs = models.ForeignKey(Action, models.PROTECT, related_name="needed_by")

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "needs"], name="action_need_once"),
            models.CheckConstraint(condition=~Q(action=F("needs")), name="action_need_other"),
        ]


class Line(models.TextChoices):
    DONE = "DONE", "What changed"
    FELT = "FELT", "What families feel"


@pghistory.track()
class Expectation(models.Model):
    """The effect an action is to have, said before it starts, and fixed from then on (S116).

    Effect and what families feel are two lines with a measure each, and never one (S132). The
    database refuses any change once the action has started.
    """

    area = area()
    action = models.ForeignKey(Action, models.PROTECT, related_name="expectations")
    line = models.CharField(max_length=4, choices=Line.choices)
    measure = models.CharField(max_length=60)  # a key of the registry
    definition_version = models.SmallIntegerField()
    up = models.BooleanField()  # whether the wanted change is upwards
    size = models.DecimalField(max_digits=10, decimal_places=2)  # in the unit of the measure
    by_date = models.DateField()
    comparison_areas = models.JSONField(default=list)  # numbers of areas, chosen now
    stated_date = models.DateField()
    stated_post = post(null=True)

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "line"], name="expectation_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="expectation_size"),
            models.CheckConstraint(
                condition=Q(by_date__gt=F("stated_date")), name="expectation_by_later"
            ),
        ]


@pghistory.track()
class Milestone(models.Model):
    """A dated step of an action; its clock stands on the timeline, and its row keeps the words."""

    area = area()
    action = models.ForeignKey(Action, models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=200)
    owner_post = post()
    set_date = models.DateField()
    first_due_date = models.DateField()  # as first promised
    due_date = models.DateField()  # as promised now
    moved_reason = models.TextField(blank=True)
    reached_date = models.DateField(null=True)
    dropped_date = models.DateField(null=True)
    dropped_reason = models.TextField(blank=True)

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_date=F("first_due_date")) | ~Q(moved_reason=""),
                name="milestone_moved_why",
            ),
            models.CheckConstraint(
                condition=Q(reached_date__isnull=True) | Q(dropped_date__isnull=True),
                name="milestone_one_end",
            ),
            models.CheckConstraint(
                condition=Q(dropped_date__isnull=True) | ~Q(dropped_reason=""),
                name="milestone_dropped_why",
            ),
        ]


class Strength(models.IntegerChoices):
    SAID = 1, "Somebody says so"
    RECORDED = 2, "A record shows it was done"
    COUNTED = 3, "Figures with a definition show it"
    FELT = 4, "Families or children say so, asked in a way that can be checked"
    CHECKED = 5, "Somebody outside checked it"


@pghistory.track()
class Evidence(models.Model):
    """What shows that something happened or helped, how strong it is, and who checked (S122)."""

    area = area()
    action = models.ForeignKey(Action, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    where = models.TextField()  # where it can be read
    dated = models.DateField()
    strength = models.SmallIntegerField(choices=Strength.choices)
    added_post = post()
    added_at = models.DateTimeField()
    checked_post = post(null=True)
    checked_at = models.DateTimeField(null=True)
    check_finding = models.TextField(blank=True)

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            together("evidence_checked_pair", "checked_post", "checked_at"),
            models.CheckConstraint(
                condition=Q(checked_post__isnull=True) | ~Q(checked_post=F("added_post")),
                name="evidence_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(strength__lt=Strength.CHECKED) | Q(checked_post__isnull=False),
                name="evidence_strongest_is_checked",
            ),
        ]


@pghistory.track()
class Risk(models.Model):
    """What may go wrong, how likely and how bad (1 to 5 each), and what is done about it."""

    area = area()
    action = models.ForeignKey(Action, models.PROTECT, null=True, related_name="risks")
    text = models.TextField()
    likelihood = models.SmallIntegerField()
    impact = models.SmallIntegerField()
    mitigation = models.TextField()
    owner_post = post()
    opened_date = models.DateField()
    closed_date = models.DateField(null=True)

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), impact__range=(1, 5)), name="risk_scale"
            ),
        ]


class Decision(models.Model):
    """What the partnership decided, and who spoke for families then (S114). Never altered."""

    area = area()
    action = models.ForeignKey(Action, models.PROTECT, null=True, related_name="decisions")
    made_date = models.DateField()
    # The need it is commissioned for, if any.
    need = models.CharField(max_length=4, blank=True, db_default="")
    review_date = models.DateField(null=True)  # when it is looked at again
    what = models.TextField()
    reasons = models.TextField()
    bodies = models.JSONField()  # names of the bodies that agreed
    family_post = post()
    family_said = models.TextField()
    recorded_post = post()
    recorded_at = models.DateTimeField()

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(family_said=""), name="decision_families_heard"),
            models.CheckConstraint(
                condition=Q(need="") | Q(review_date__gt=F("made_date")),
                name="decision_need_reviewed",
            ),
        ]


class CommissioningTerms(models.Model):
    """What counts as a gap in an area from a day on, and which bodies chose it. Never altered."""

    area = area()
    from_date = models.DateField()
    long_wait = models.DecimalField(max_digits=4, decimal_places=1)  # percent over 18 weeks
    growth = models.DecimalField(max_digits=4, decimal_places=1)  # percent in a year
    bodies = models.JSONField()  # names of the bodies that agreed
    reason = models.TextField()
    set_post = post()
    set_at = models.DateTimeField()

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "from_date"], name="terms_once_a_day"),
            models.CheckConstraint(
                condition=Q(long_wait__gte=1, long_wait__lte=100, growth__gte=1, growth__lte=100),
                name="terms_are_percents",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="terms_have_a_reason"),
        ]


class PlanKind(models.TextChoices):
    PRIORITY_ACTION_PLAN = "PRIORITY_ACTION_PLAN", "Priority action plan"
    STATEMENT_OF_ACTION = "STATEMENT_OF_ACTION", "Statement of action"


class PlanVersion(models.Model):
    """A plan as it was submitted: one content, from which PDF and DOCX are drawn. Never altered."""

    area = area()
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="submissions")
    kind = models.CharField(max_length=20, choices=PlanKind.choices)
    number = models.SmallIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    submitted_date = models.DateField()
    submitted_post = post()
    submitted_at = models.DateTimeField()

    field_classes = PLAN_FIELDS

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "kind", "number"], name="plan_version_once"
            ),
        ]
