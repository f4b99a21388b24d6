"""Every sentence that depends on a fact, in plain words, as it is before it is translated.

Each is a short sentence with named gaps: `Said("You have until {date}.", date=day)`. The page
translates the sentence and then fills the gaps, so that one catalogue serves every child.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from goldenthread.assessment.rules import delays
from goldenthread.law.events import EventKind as K
from goldenthread.law.limits import Owner


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what fills its gaps; days are written out by the page."""

    text: str
    gaps: Mapping[str, str | date | int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.text)


# What happened, as a family tells it.
HAPPENED: Mapping[str, str] = {
    K.CHILD_MOVED_IN: "You moved to this area.",
    K.CHILD_MOVED_OUT: "You moved away.",
    K.REQUEST_RECEIVED: "We were asked to assess.",
    K.REQUEST_WITHDRAWN: "The request was taken back.",
    K.ASSESSMENT_AGREED: "We said yes: we will assess.",
    K.ASSESSMENT_REFUSED: "We said no: we will not assess.",
    K.ADVICE_REQUESTED: "We asked for advice.",
    K.ADVICE_RECEIVED: "Advice came in.",
    K.ADVICE_NOT_AWAITED: "A manager said why the plan can go with no advice from some.",
    K.ISSUE_AGREED: "We said yes: there will be a plan.",
    K.ISSUE_REFUSED: "We said no: there will be no plan.",
    K.DRAFT_SERVED: "We sent you a draft plan.",
    K.SETTING_CONSULTED: "We asked a school or college for a place.",
    K.SETTING_ANSWERED: "A school or college gave its answer.",
    K.FAMILY_COMMENTED: "You told us what you think.",
    K.PLAN_ISSUED: "We sent you the final plan.",
    K.REASSESSMENT_REQUESTED: "We were asked to assess again.",
    K.REASSESSMENT_AGREED: "We said yes: we will assess again.",
    K.REASSESSMENT_REFUSED: "We said no: we will not assess again.",
    K.PLAN_STARTED: "The plan was made.",
    K.REVIEW_SET: "A review meeting has a date.",
    K.REVIEW_INVITED: "You were asked to the review.",
    K.REVIEW_PAPERS_SENT: "You were sent the papers for the review.",
    K.REVIEW_MET: "The review meeting took place.",
    K.REVIEW_REPORTED: "The report of the review came.",
    K.REVIEW_DECIDED: "We told you what the review decided.",
    K.AMENDMENT_NOTICED: "We sent you the changes we want to make.",
    K.AMENDMENT_FINALISED: "We sent you the changed plan.",
    K.AMENDMENT_DROPPED: "We told you: there will be no changes.",
    K.PHASE_NAMED: "The plan names the next school or college.",
    K.PLAN_CEASED: "The plan ended.",
    K.PLAN_TRANSFERRED: "Your plan went to your new council.",
    K.PLAN_RECEIVED: "Your plan came to us from your old council.",
    K.MOVE_TOLD: "We told you what happens after your move.",
    K.PERSONAL_BUDGET_STARTED: "A direct payment began.",
    K.PERSONAL_BUDGET_REVIEWED: "We checked the direct payment.",
    K.NOTICE_SENT: "We sent you a decision.",
    K.MEDIATION_CONTACTED: "You spoke to the mediation adviser.",
    K.MEDIATION_HELD: "The mediation meeting took place.",
    K.MEDIATION_CERTIFIED: "You got your mediation certificate.",
    K.APPEAL_STARTED: "You began an appeal.",
    K.APPEAL_ANSWERED: "We answered your appeal.",
    K.TRIBUNAL_DECIDED: "The Tribunal decided.",
    K.REFERRAL_RECEIVED: "You were put on a waiting list.",
    K.FIRST_CONTACT: "You had the first visit.",
    K.WAIT_ASSESSMENT_STARTED: "The health check began.",
    K.TREATMENT_STARTED: "Treatment began.",
    K.EQUIPMENT_DELIVERED: "Equipment came.",
    K.WAIT_DECIDED: "Health made its decision.",
    K.WAIT_CONTACTED: "We got in touch while you wait.",
    K.WAIT_REMOVED: "You came off the waiting list.",
    K.COMPLAINT_RECEIVED: "We got your complaint.",
    K.COMPLAINT_ANSWERED: "We answered your complaint.",
    K.EDUCATION_ARRANGED: "Lessons were set up.",
    K.RETURNED_TO_SCHOOL: "Back at school.",
    K.PROVISION_MISSED: "Someone told us that help did not come.",
    K.PROVISION_FIXED: "We put right what was missed.",
    K.DELAY_EXPLAINED: "We told you why we are late.",
    K.NAVIGATOR_ASKED: "A navigator was asked for.",
    K.NAVIGATOR_MET: "A navigator got in touch.",
    K.NAVIGATOR_CHANGED: "Your navigator said what changed.",
    K.NAVIGATOR_ENDED: "Your time with the navigator ended.",
}
# Words for who or what an event is about. A school is never named: it could give a place away.
ABOUT: Mapping[str, str] = {
    "ep": "psychologist",
    "psychology": "psychologist",
    "educational-psychology": "psychologist",
    "health": "health",
    "medical": "health",
    "education": "school or college",
    "school": "school or college",
    "social-care": "social care",
    "family": "your family",
    "parent": "your family",
    "community-paediatrics": "child doctor",
    "autism": "autism check",
    "adhd": "ADHD check",
    "neurodevelopmental": "autism and ADHD check",
    "mental-health": "mental health",
    "eating-disorder": "help with eating",
    "eating-disorder-urgent": "urgent help with eating",
    "psychosis": "urgent mental health",
    "wheelchair": "wheelchair",
    "continuing-care": "health care at home",
    "speech-and-language": "speech therapy",
    "occupational-therapy": "occupational therapy",
    "physiotherapy": "physiotherapy",
    "short-breaks": "short breaks",
}
# What should have happened, for the promises most often broken. {date} is the day it was due.
SHOULD_HAVE: Mapping[str, str] = {
    "ena-decide": "We should have told you by {date} if we will assess. We have not.",
    "ena-advice-due": "Some advice should have come by {date}. It has not.",
    "ena-no-plan": "If we said no to a plan, you should have heard by {date}. You have not.",
    "plan-final": "You should have had the final plan by {date}. You have not.",
    "nav-first": "A navigator should have got in touch by {date}. No one has.",
    "con-reply": "We should have answered your message by {date}. We have not.",
    "plan-secure": "All the help in the plan should be there since {date}.",
    "rev-first": "We should have done the first review by {date}. We have not.",
    "rev-next": "We should have done the next review by {date}. We have not.",
    "rev-decide": "We should have told you by {date} what the review decided. We have not.",
    "rev-amend-notice": "You should have had our changes by {date}. You have not.",
    "rev-amend-final": "You should have had the changed plan by {date}. You have not.",
    "rea-decide": "We should have told you by {date} if we will assess again. We have not.",
    "rea-final": "You should have had the new plan by {date}. You have not.",
    "pt-school": "The plan should have named the new school by {date}. It does not yet.",
    "pt-post16": "The plan should have named the new college by {date}. It does not yet.",
    "sc-advice": "Social care should have given advice by {date}. It has not.",
    "rtt-18": "Treatment should have started by {date}. It has not.",
    "chs-list": "You should have been seen by {date}. You have not.",
    "chs-52": "You should not still be waiting on {date}. You are.",
    "asd-3m": "The autism check should have started by {date}. It has not.",
    "wait-support": "We should have got in touch by {date}. We have not.",
    "cmp-s1": "We should have told you by {date} that we have your complaint.",
}
ANY_LATE = "That day has passed. It is not done."  # after the promise as the law says it
CAUSES: Mapping[str, str] = delays.CAUSES
# A listed reason in law that excuses lateness, said as the law's entries say it to families.
TURNS: Mapping[str, str] = {
    Owner.COUNCIL: "It is our turn.",
    Owner.FAMILY: "It is your turn.",
    Owner.ADVISER: "We wait for advice. We must chase it.",
    "advisers": "We wait for advice. We must chase it.",
    Owner.SETTING: "We wait for the school or college.",
    Owner.HEALTH: "It is the turn of health.",
    Owner.ICB: "It is the turn of health.",
    Owner.MEDIATION: "It is the turn of the mediation adviser.",
}
DAY_OFFERED = "You have a day to be seen."  # a wait whose next step is the family's own
ANY_TURN = "Others must act now."
BINDS: Mapping[str, str] = {
    "MUST": "This date is the law.",
    "SHOULD": "This date comes from official advice.",
    "STANDARD": "This date is a national standard.",
    "LOCAL": "This date is our own aim.",
}

# Who an adult is to the young person who reads it.
RELATIONS: Mapping[str, str] = {
    "mother": "Your mother",
    "father": "Your father",
    "stepmother": "Your stepmother",
    "stepfather": "Your stepfather",
    "grandmother": "Your grandmother",
    "grandfather": "Your grandfather",
    "foster carer": "Your foster carer",
    "other": "An adult in your life",
}


# What is said to a parent about their child, as it is said to whoever the page is about.
TO_THEMSELF: Mapping[str, str] = {
    "People who know your child tell us what helps.": "People who know you tell us what helps.",
    "On {date} we should ask the people who know your child for their advice.": (
        "On {date} we should ask the people who know you for their advice."
    ),
    "Your child must have full-time education from {date}.": (
        "You must have full-time education from {date}."
    ),
    "Your child should have education from {date}.": "You should have education from {date}.",
    "Your child is of school age from {date}.": "You are of school age from {date}.",
    "If you still wait on {date}, a named person looks at how your child is.": (
        "If you still wait on {date}, a named person looks at how you are."
    ),
    "A named person looks at how your child is again by {date}.": (
        "A named person looks at how you are again by {date}."
    ),
    "We must send the plan to those who look after your child by {date}.": (
        "We must send the plan to those who look after you by {date}."
    ),
    "Half of children like yours are seen by {month}.": (
        "Half of those like you are seen by {month}."
    ),
}


def to_themself(said: Said) -> Said:
    """Say a sentence to the child or young person whose own page it stands on."""
    return replace(said, text=TO_THEMSELF.get(said.text, said.text))
