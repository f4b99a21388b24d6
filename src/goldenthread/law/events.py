"""The kinds of event the law knows, each named once.

A kind says what happened, in the past tense; `on` is the legal date of it. Higher packages
record events by these names and by no others.
"""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    """What can happen in a case, so far as a clock can start, stop or be excused by it."""

    # The child (case type "child")
    CHILD_BORN = "child.born"
    CHILD_MOVED_IN = "child.moved-in"
    CHILD_MOVED_OUT = "child.moved-out"

    # A needs assessment (case type "assessment"); dates are the days the family was told
    REQUEST_RECEIVED = "request.received"
    REQUEST_WITHDRAWN = "request.withdrawn"
    ASSESSMENT_AGREED = "assessment.agreed"
    ASSESSMENT_REFUSED = "assessment.refused"
    ADVICE_REQUESTED = "advice.requested"  # facts: adviser
    ADVICE_RECEIVED = "advice.received"  # facts: adviser
    ISSUE_AGREED = "issue.agreed"
    ISSUE_REFUSED = "issue.refused"
    DRAFT_SERVED = "draft.served"
    SETTING_CONSULTED = "setting.consulted"  # facts: setting
    SETTING_ANSWERED = "setting.answered"  # facts: setting
    PLAN_ISSUED = "plan.issued"  # the first final plan
    EXCEPTION_RECORDED = "exception.recorded"  # facts: rule, ground, approver; moves no date

    # A plan in force (case type "plan")
    PLAN_STARTED = "plan.started"  # the date first made, as the plan case knows it
    REVIEW_MET = "review.met"
    REVIEW_REPORTED = "review.reported"
    REVIEW_DECIDED = "review.decided"  # facts: outcome keep | amend | cease
    AMENDMENT_NOTICED = "amendment.noticed"
    AMENDMENT_FINALISED = "amendment.finalised"
    AMENDMENT_DROPPED = "amendment.dropped"
    PHASE_EXPECTED = "phase.expected"  # facts: phase; on: the day the transfer happens
    PHASE_NAMED = "phase.named"  # the plan amended and the new setting named
    PLAN_CEASED = "plan.ceased"
    PLAN_TRANSFERRED = "plan.transferred"

    # A health or other wait (case type "wait"); facts: service
    REFERRAL_RECEIVED = "referral.received"
    FIRST_CONTACT = "first.contact"
    WAIT_ASSESSMENT_STARTED = "wait.assessment-started"
    TREATMENT_STARTED = "treatment.started"
    EQUIPMENT_DELIVERED = "equipment.delivered"
    WAIT_REMOVED = "wait.removed"

    # Ownership, in every case type
    CASE_ALLOCATED = "case.allocated"  # facts: post
    CASE_CLOSED = "case.closed"
