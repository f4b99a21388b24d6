"""After which happenings a family is asked, and how soon again. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping

from goldenthread.heard.rules.questions import Step
from goldenthread.law.events import EventKind as K

ASKED_AFTER: Mapping[str, Step] = {
    K.ASSESSMENT_AGREED: Step.REQUEST_DECIDED,
    K.ASSESSMENT_REFUSED: Step.REQUEST_DECIDED,
    K.DRAFT_SERVED: Step.DRAFT_SENT,
    K.PLAN_ISSUED: Step.PLAN_ISSUED,
    K.REVIEW_MET: Step.REVIEW_HELD,
    K.COMPLAINT_ANSWERED: Step.COMPLAINT_ANSWERED,
    K.FIRST_CONTACT: Step.FIRST_SEEN,
}
LOOKS_BACK_DAYS = 14  # a worker that stood still for a week misses nobody
QUIET_DAYS = 28  # nobody is asked of the same child twice within it
