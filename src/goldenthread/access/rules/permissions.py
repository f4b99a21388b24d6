"""What somebody may do."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What somebody may do: THING_VERB."""

    CHILD_VIEW = "child-view"
    CHILD_FIND = "child-find"
    CHILD_AUDIT_VIEW = "child-audit-view"  # "who looked"
    CASE_CHANGE = "case-change"
    PLAN_WRITE = "plan-write"  # every section; send drafts, issue plans
    PLAN_ADVISE = "plan-advise"  # one's own part; answer for one's own advice
    PLAN_OVERRIDE = "plan-override"  # a manager's recorded reason at the gate
    ADVICE_ASK = "advice-ask"  # ask advisers, send back, challenge, chase
    ADVICE_GIVE = "advice-give"  # answer a request of one's own
    ADVICE_LEAD = "advice-lead"  # see a whole service's requests, and hand them out
    SETTING_CONSULT = "setting-consult"  # consult settings, and record why one is named
    CONSULTATION_ANSWER = "consultation-answer"  # for a setting: its consultation copies only
    REQUEST_MAKE = "request-make"  # ask for an assessment, or enter a request that came in
    ASSESSMENT_DECIDE = "assessment-decide"
    REDRESS_VIEW = "redress-view"  # mediation, appeals and orders of a child
    REDRESS_KEEP = "redress-keep"  # record what happens in them
    WORK_ALLOCATE = "work-allocate"  # see a team's caseloads and leave, and move cases
    LATENESS_APPROVE = "lateness-approve"  # lawful reasons, and a plan with an adviser silent
    DOCUMENT_UPLOAD = "document-upload"
    DOCUMENT_DOWNLOAD = "document-download"
    LETTER_VIEW = "letter-view"
    LETTER_CLEAR = "letter-clear"  # a second look at a letter that was held
    WORKLIST_VIEW = "worklist-view"
    OVERVIEW_VIEW = "overview-view"  # true counts, inside casework
    RELEASE_VIEW = "release-view"  # released, suppressed figures only
    FILES_LOAD = "files-load"  # SEN2, inspection lists
    SETTINGS_LOAD = "settings-load"
    POST_MANAGE = "post-manage"
    GLASS_BREAK = "glass-break"
    GLASS_REVIEW = "glass-review"
    IMPROVEMENT_VIEW = "improvement-view"  # the area's plan and board: about no child
    IMPROVEMENT_CHANGE = "improvement-change"
    IMPROVEMENT_SIGN = "improvement-sign"  # for one's body: the plan, and what is told in public
    CHALLENGE_ASK = "challenge-ask"
    WAIT_LISTS = "wait-lists"  # which lists there are, and their figures
    WAIT_VIEW = "wait-view"  # a service's own list, with names
    WAIT_REFER = "wait-refer"  # ask a service to see a child
    WAIT_UPDATE = "wait-update"  # say that things have got worse, or better, for a waiting child
    WAIT_WORK = "wait-work"  # accept, offer, record what happened, keep in touch
    WAIT_TRIAGE = "wait-triage"  # set how soon: a clinician's decision, with a reason
    WAIT_PLAN = "wait-plan"  # try out capacity and demand, and keep the trials
    WAIT_RELEASE = "wait-release"  # make and approve what the public reads of waits
    HELP_LOAD = "help-load"  # read a directory feed in
    HELP_WRITE = "help-write"  # write what families could try
    HELP_APPROVE = "help-approve"  # say, as a clinician, that it is sound
    RELEASE_PROPOSE = "release-propose"  # figures for the public, suppressed
    RELEASE_APPROVE = "release-approve"  # the second person's
    EVIDENCE_PREPARE = "evidence-prepare"  # an inspection's lists, sample and packs
    EXPORT_APPROVE = "export-approve"  # the second person's, for many children at once
    PROVISION_CONFIRM = "provision-confirm"  # say whether a line of a plan was given
    CONTACT_ANSWER = "contact-answer"  # read what families write, and answer it
    CONTACT_PROMISE = "contact-promise"  # set how soon an area answers
    COMPLAINT_ANSWER = "complaint-answer"  # answer a complaint, and say what it taught us
    HEARD_KEEP = "heard-keep"  # write what families said, what was done, and end it with them
    HEARD_TYPE = "heard-type"  # print surveys, and type in those that came back on paper
    HEARD_MANAGE = "heard-manage"  # name who reads what families wrote; judge floods of answers
    NAVIGATOR_ASK = "navigator-ask"  # ask, for a family that agrees
    NAVIGATOR_WORK = "navigator-work"  # be in touch, say what changed; one's own families
    FAMILY_VIEW = "family-view"  # the family's own door: where are we
    FAMILY_PLAN_READ = "family-plan-read"  # the plan and its drafts
    FAMILY_SPEAK = "family-speak"  # say, comment, confirm, ask
