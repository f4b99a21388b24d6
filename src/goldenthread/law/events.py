"""The kinds of event the law knows, each named once.

A kind says what happened, in the past tense; `on` is the legal date of it. Higher packages
record events by these names and by no others. The fact `about` says which adviser, setting
or service an event is about, where a case has several; a start and a stop must agree on it.
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
    ADVICE_REQUESTED = "advice.requested"  # facts: about (the adviser)
    ADVICE_RECEIVED = "advice.received"  # facts: about (the adviser)
    ADVICE_NOT_AWAITED = "advice.not-awaited"  # a manager wrote down why; facts: about
    ISSUE_AGREED = "issue.agreed"
    ISSUE_REFUSED = "issue.refused"
    DRAFT_SERVED = "draft.served"
    SETTING_CONSULTED = "setting.consulted"  # facts: about (the setting)
    SETTING_ANSWERED = "setting.answered"  # facts: about (the setting)
    FAMILY_COMMENTED = "family.commented"  # has said all it wants to on a draft or amendment
    PLAN_ISSUED = "plan.issued"  # the first final plan
    EXCEPTION_RECORDED = "exception.recorded"  # facts: rule, ground, approver; moves no date
    EXCEPTION_CHECKED = "exception.checked"  # that day it held; facts: rule, ground
    EXCEPTION_ENDED = "exception.ended"  # it holds no more, or what it excused was done
    REASSESSMENT_REQUESTED = "reassessment.requested"
    REASSESSMENT_AGREED = "reassessment.agreed"
    REASSESSMENT_REFUSED = "reassessment.refused"

    # A plan in force (case type "plan")
    PLAN_STARTED = "plan.started"  # the date first made, as the plan case knows it
    PROVISION_OWED = "provision.owed"  # a plan issued here: from this day its provision is owed
    PROVISION_STARTED = "provision.started"  # every line of it is in place
    PROVISION_CHECKED_DAY_1 = "provision.checked-day-1"
    PROVISION_CHECKED_WEEK_2 = "provision.checked-week-2"
    PROVISION_CHECKED_WEEK_6 = "provision.checked-week-6"
    PROVISION_MISSED = "provision.missed"  # told by family or setting; facts: about (the line)
    PROVISION_FIXED = "provision.fixed"  # facts: about (the line)
    REVIEW_SET = "review.set"  # on: the day the meeting will be
    REVIEW_INVITED = "review.invited"
    REVIEW_PAPERS_SENT = "review.papers-sent"
    REVIEW_MET = "review.met"
    REVIEW_REPORTED = "review.reported"
    REVIEW_DECIDED = "review.decided"  # facts: outcome keep | amend | cease
    AMENDMENT_NOTICED = "amendment.noticed"
    AMENDMENT_FINALISED = "amendment.finalised"
    AMENDMENT_DROPPED = "amendment.dropped"
    PHASE_EXPECTED = "phase.expected"  # on: the transfer; facts: phase (a Phase)
    PHASE_NAMED = "phase.named"  # the plan amended and the new setting named
    PLAN_CEASED = "plan.ceased"
    PLAN_TRANSFERRED = "plan.transferred"  # sent to the new council, whose plan it now is
    MOVE_KNOWN = "move.known"  # the day the old council became aware of a move; facts: move
    PLAN_RECEIVED = "plan.received"  # the day a plan came to this council from another
    MOVE_TOLD = "move.told"  # the family told that the plan came, and what happens next
    PERSONAL_BUDGET_STARTED = "personal-budget.started"  # a direct payment
    PERSONAL_BUDGET_REVIEWED = "personal-budget.reviewed"

    # Disagreement (case type "appeal"); the day a notice was sent starts the family's time
    NOTICE_SENT = "notice.sent"  # a decision that can be appealed; facts: decision
    MEDIATION_CONTACTED = "mediation.contacted"
    MEDIATION_REFUSED = "mediation.refused"  # the family told the adviser it will not mediate
    MEDIATION_ASKED = "mediation.asked"  # the council told of the wish to mediate
    MEDIATION_HELD = "mediation.held"
    MEDIATION_FAILED = "mediation.failed"  # the 30 days passed and none was arranged
    MEDIATION_CERTIFIED = "mediation.certified"  # on: its date of issue; facts: decision
    # Facts of these and of an order, an appeal received and a recommendation: by, the day that
    # the Tribunal set or both sides agreed in writing, and final_by for a final plan.
    # facts: appealable yes | no; order (an Order), when appealable; with council | icb
    MEDIATION_AGREED = "mediation.agreed"
    AGREEMENT_KEPT = "agreement.kept"
    AGREEMENT_TOLD = "agreement.told"  # the board told the council of an agreement without it
    APPEAL_STARTED = "appeal.started"
    APPEAL_RECEIVED = "appeal.received"  # by the council
    APPEAL_ANSWERED = "appeal.answered"
    APPEAL_CONCEDED = "appeal.conceded"  # the council told the Tribunal; facts: order
    ORDER_MADE = "order.made"  # facts: order (an Order)
    ORDER_OBEYED = "order.obeyed"
    ASSESSMENT_TOLD = "assessment.told"  # the family told that an ordered assessment begins
    RECOMMENDATION_MADE = "recommendation.made"
    RECOMMENDATION_ANSWERED = "recommendation.answered"
    RECOMMENDATION_PASSED_ON = "recommendation.passed-on"
    TRIBUNAL_DECIDED = "tribunal.decided"
    UPPER_TRIBUNAL_ASKED = "upper-tribunal.asked"
    DISCRIMINATION_ALLEGED = "discrimination.alleged"  # on: the day of the act
    DISCRIMINATION_CLAIMED = "discrimination.claimed"
    CEASING_PROPOSED = "ceasing.proposed"
    CEASING_NOTICED = "ceasing.noticed"  # the decision to cease, sent

    # A health or other wait (case type "wait"); facts: about (a Service)
    REFERRAL_RECEIVED = "referral.received"
    FIRST_CONTACT = "first.contact"
    WAIT_ASSESSMENT_STARTED = "wait.assessment-started"
    TREATMENT_STARTED = "treatment.started"
    EQUIPMENT_DELIVERED = "equipment.delivered"
    WAIT_DECIDED = "wait.decided"  # continuing care: the decision
    WAIT_CONTACTED = "wait.contacted"  # the family contacted as the wait begins
    WAIT_CONTACTED_AT_18 = "wait.contacted-at-18-weeks"
    WAIT_CONTACTED_AGAIN = "wait.contacted-again"  # any contact after that
    WAIT_REMOVED = "wait.removed"  # facts: ground
    REFERRAL_ACCEPTED = "referral.accepted"
    REFERRAL_RETURNED = "referral.returned"  # information asked for; facts: ground
    WAIT_TRIAGED = "wait.triaged"  # how soon, by a clinician; facts: ground (the priority)
    APPOINTMENT_OFFERED = "appointment.offered"
    NOT_BROUGHT_FIRST = "appointment.not-brought-first"  # a first appointment, clearly given
    NOT_BROUGHT = "appointment.not-brought"  # any other
    APPOINTMENT_REBOOKED = "appointment.rebooked"  # after a first one missed
    MONITORING_STARTED = "monitoring.started"
    TREATMENT_DECIDED = "treatment.decided"  # after monitoring, or new treatment
    TREATMENT_NOT_NEEDED = "treatment.not-needed"
    TREATMENT_DECLINED = "treatment.declined"
    TRANSFER_ASKED = "transfer.asked"  # of another provider, who must accept
    TRANSFER_ANSWERED = "transfer.answered"  # facts: ground accepted | refused
    WAIT_UPDATED = "wait.updated"  # the family or school says that things have changed
    WAIT_UPDATE_DECIDED = "wait.update-decided"
    LONG_WAIT_REVIEWED = "wait.long-reviewed"  # by a named clinician
    LIST_CHECKED = "wait.list-checked"  # is the referral still wanted
    EQUIPMENT_MEASURED = "equipment.measured"
    EQUIPMENT_ORDERED = "equipment.ordered"
    EQUIPMENT_REVIEWED = "equipment.reviewed"

    # Detention (case type "custody")
    DETENTION_KNOWN = "detention.known"
    DETENTION_PLAN_SENT = "detention.plan-sent"
    DETENTION_ENDED = "detention.ended"

    # Social care and looked-after children (case type "social-care")
    CARE_REFERRED = "care.referred"
    CARE_REFERRAL_DECIDED = "care.referral-decided"
    CARE_ASSESSED = "care.assessed"
    GRANT_APPLIED = "grant.applied"
    GRANT_DECIDED = "grant.decided"
    GRANT_PAID = "grant.paid"
    BECAME_LOOKED_AFTER = "looked-after.began"
    CEASED_LOOKED_AFTER = "looked-after.ended"
    CARE_REVIEWED = "care.reviewed"
    CARE_HEALTH_ASSESSED = "care.health-assessed"
    EDUCATION_PLAN_STARTED = "education-plan.started"

    # Out of school (case type "attendance")
    HEALTH_ABSENCE_BEGAN = "health-absence.began"  # fifteen school days or more expected
    SUSPENDED_OVER_FIVE_DAYS = "suspended.over-five-days"  # facts: looked-after yes | no
    PERMANENTLY_EXCLUDED = "permanently.excluded"  # on: the first day; facts: looked-after
    EDUCATION_ARRANGED = "education.arranged"  # it has started
    RETURNED_TO_SCHOOL = "returned.to-school"
    EXCLUSION_NOTIFIED = "exclusion.notified"  # to the board; facts: meeting 15 | 50
    BOARD_DECIDED = "board.decided"
    BOARD_UPHELD = "board.upheld"  # notice of a decision not to take the child back
    PANEL_ASKED = "panel.asked"
    PANEL_MET = "panel.met"
    JOINED_SCHOOL = "joined.school"
    JOINING_TOLD = "joining.told"
    OFFSITE_SET = "offsite.set"  # on: the first day off site
    OFFSITE_NOTICED = "offsite.noticed"

    # Complaints and information (case types "complaint" and "information"); facts: route
    # (corporate-1, corporate-2, children-act-1, children-act-2, nhs, data-protection;
    # subject-access, educational-record, freedom-of-information, environmental-information),
    # and about (which complaint, where a case has several)
    COMPLAINT_RECEIVED = "complaint.received"
    COMPLAINT_ACKNOWLEDGED = "complaint.acknowledged"
    COMPLAINT_ANSWERED = "complaint.answered"
    COMPLAINT_STAGE_2_ANSWERED = "complaint.stage-2-answered"
    COMPLAINT_PANEL_ASKED = "complaint.panel-asked"
    COMPLAINT_PANEL_MET = "complaint.panel-met"
    COMPLAINT_PANEL_REPORTED = "complaint.panel-reported"
    PROBLEM_KNOWN = "problem.known"
    OMBUDSMAN_ASKED = "ombudsman.asked"
    INFORMATION_ASKED = "information.asked"
    INFORMATION_HELD = "information.held"  # waiting for proof of who asks, or what they mean
    INFORMATION_RESUMED = "information.resumed"  # it came
    INFORMATION_GIVEN = "information.given"  # or refused with reasons: either way answered

    # The area and its settings (case types "area" and "setting")
    COMMENTS_PUBLISHED = "comments.published"
    SEN_REPORT_PUBLISHED = "sen-report.published"
    SENCO_APPOINTED = "senco.appointed"
    SENCO_QUALIFIED = "senco.qualified"
    SENCO_LEFT = "senco.left"
    FAILINGS_FOUND = "failings.found"
    MONITORING_INSPECTED = "monitoring.inspected"
    INSPECTION_REPORTED = "inspection.reported"
    ACTION_PLAN_SUBMITTED = "action-plan.submitted"

    # What the partnership promises itself (case types "improvement" and "challenge")
    MILESTONE_SET = "milestone.set"  # facts: about (which), by (the day it is promised for)
    MILESTONE_REACHED = "milestone.reached"  # facts: about
    MILESTONE_DROPPED = "milestone.dropped"  # facts: about
    CHALLENGE_ASKED = "challenge.asked"  # facts: about (which question), by
    CHALLENGE_ANSWERED = "challenge.answered"  # facts: about

    # A navigator for a family (case type "navigator")
    NAVIGATOR_ASKED = "navigator.asked"
    NAVIGATOR_MET = "navigator.met"  # the first time they spoke with the family
    NAVIGATOR_CONTACTED = "navigator.contacted"
    NAVIGATOR_CHANGED = "navigator.changed"  # facts: ground (what kind of change)
    NAVIGATOR_ENDED = "navigator.ended"  # facts: ground

    # A message from a family (case type "contact")
    CONTACT_RECEIVED = "contact.received"  # facts: about (which message of it), by
    CONTACT_ANSWERED = "contact.answered"  # facts: about
    CONTACT_URGENT = "contact.urgent"  # somebody says that they are struggling
    CONTACT_TRIAGED = "contact.triaged"  # a named person has spoken to them, or taken it on

    # Ownership, in every case type
    FORM_OWED = "letter.form-owed"  # it went and its reader cannot use it; facts: about
    FORM_GIVEN = "letter.form-given"  # facts: about, channel (how)
    CASE_ALLOCATED = "case.allocated"  # facts: post
    STAGE_REACHED = "stage.reached"  # facts: stage, waiting_on; a step that no clock reads
    CASE_CLOSED = "case.closed"
    DELAY_EXPLAINED = "delay.explained"  # facts: rule, cause, expected; moves no date


# Cases about no child: of an area, of a setting, and of what the partnership does together.
AREA_CASES = frozenset({"area", "setting", "improvement", "challenge"})

# Values that a return can give where a case file would say more.
NOT_STATED = "not-stated"  # the fact `ground`: an exception applied, but not which
REVIEWED_SINCE = "reviewed-since"  # the fact `source` of a start: not every review is told
DECIDED_EARLIER = "decided-earlier"  # the fact `source` of a request: decided, on a day not given


class DelayCause(StrEnum):
    """Values of the fact `cause`: why a promise is late, as the family is told. Excuses nothing."""

    ADVICE = "advice"  # waiting for somebody's advice
    PSYCHOLOGY = "psychology"  # too few psychologists
    STAFF = "staff"  # too few people in our team, or somebody is ill
    SETTING = "setting"  # waiting for a school or college
    HEALTH = "health"
    SOCIAL_CARE = "social-care"
    INFORMATION = "information"  # something is missing
    FAMILY_ASKED = "family-asked"  # the family asked for more time
    MISTAKE = "mistake"  # ours


class Phase(StrEnum):
    """Values of the fact `phase`: which limit a transfer falls under."""

    SCHOOL = "school"  # into, within or between schools
    POST_16 = "post-16"  # from a secondary school to a post-16 institution
    BETWEEN_POST_16 = "between-post-16"


class Order(StrEnum):
    """Values of the fact `order`: what a Tribunal ordered, or the council conceded."""

    ASSESS = "assess"
    MAKE_PLAN = "make-plan"
    RECONSIDER = "reconsider"
    AMEND = "amend"
    SETTING = "setting"
    CONTINUE = "continue"
    CONTINUE_AMEND = "continue-amend"
    CEASE = "cease"


class Service(StrEnum):
    """Values of the fact `about` in a wait, where a standard names the service."""

    COMMUNITY_PAEDIATRICS = "community-paediatrics"
    AUTISM = "autism"
    ADHD = "adhd"
    NEURODEVELOPMENTAL = "neurodevelopmental"
    MENTAL_HEALTH = "mental-health"
    EATING_DISORDER = "eating-disorder"
    EATING_DISORDER_URGENT = "eating-disorder-urgent"
    PSYCHOSIS = "psychosis"
    WHEELCHAIR = "wheelchair"
    CONTINUING_CARE = "continuing-care"
    SPEECH_AND_LANGUAGE = "speech-and-language"
    OCCUPATIONAL_THERAPY = "occupational-therapy"
    PHYSIOTHERAPY = "physiotherapy"
    SHORT_BREAKS = "short-breaks"
    SOCIAL_CARE_OT = "social-care-ot"
    SCHOOL_MENTAL_HEALTH = "school-mental-health"
