"""Section 13: what the partnership promises itself, so that a promise of ours is never only words.

None of these binds in law. Each may have a day that its maker names; the count is for one that
names none.
"""

from __future__ import annotations

from datetime import date

from goldenthread.law.counting import Days, Months, SameDay, WorkingDays
from goldenthread.law.entries.parts import example
from goldenthread.law.events import EventKind as K
from goldenthread.law.kinds import Entry, Force, Owner, TimeLimit

OURS = "Golden Thread: a promise of the partnership's own, not law"
OURS_FROM = date(2019, 1, 1)

ENTRIES: tuple[Entry, ...] = (
    TimeLimit(
        id="imp-milestone",
        section=13,
        title="Step of the improvement plan",
        duty="Whoever owns a step of the improvement plan reaches it by the day promised for it.",
        owed_by=Owner.PARTNERSHIP,
        force=Force.LOCAL,
        runs_from="the day the step was promised",
        count=Months(3),
        case_types=("improvement",),
        starts=(K.MILESTONE_SET,),
        stops=(K.MILESTONE_REACHED,),
        ends=(K.MILESTONE_DROPPED,),
        about="about",
        may_be_set=True,
        source=OURS,
        mark="LOCAL",
        note="The plan names the day; three months where it does not.",
        in_force_from=OURS_FROM,
        family="We said we would do this by {date}.",
        harm=1,
        examples=(example("2026-09-01", "2026-12-01"),),
    ),
    TimeLimit(
        id="imp-challenge",
        section=13,
        title="Answer to a challenge meeting",
        duty="A body that is asked a question at a challenge meeting answers it by the day agreed.",
        owed_by=Owner.PARTNERSHIP,
        force=Force.LOCAL,
        runs_from="the day of the meeting",
        count=WorkingDays(10),
        case_types=("challenge",),
        starts=(K.CHALLENGE_ASKED,),
        stops=(K.CHALLENGE_ANSWERED,),
        about="about",
        may_be_set=True,
        source=OURS,
        mark="LOCAL",
        note="The meeting names the day; ten working days where it does not.",
        in_force_from=OURS_FROM,
        harm=1,
        examples=(example("2026-11-23", "2026-12-07"),),
    ),
    TimeLimit(
        id="con-reply",
        section=13,
        title="Reply to a message",
        duty="Whoever writes, calls or emails is answered by the day promised for that kind of "
        "message.",
        owed_by=Owner.COUNCIL,
        force=Force.LOCAL,
        runs_from="the day the message came, to any part of the council",
        count=WorkingDays(5),
        case_types=("contact",),
        starts=(K.CONTACT_RECEIVED,),
        stops=(K.CONTACT_ANSWERED,),
        ends=(K.CASE_CLOSED,),
        about="about",
        may_be_set=True,
        source=OURS,
        mark="LOCAL",
        note="The partnership sets the working days for each kind of message; five where it has "
        "not.",
        in_force_from=OURS_FROM,
        family="We answer your message by {date}.",
        harm=2,
        examples=(example("2026-11-20", "2026-11-27"),),
    ),
    TimeLimit(
        id="con-urgent",
        section=13,
        title="A family that is struggling is spoken to",
        duty="When a family says that it is struggling, a named person takes it on the same day.",
        owed_by=Owner.COUNCIL,
        force=Force.LOCAL,
        runs_from="the day the message came; a message of a day off, from the next working day",
        count=SameDay(),
        case_types=("contact",),
        starts=(K.CONTACT_URGENT,),
        stops=(K.CONTACT_TRIAGED,),
        ends=(K.CASE_CLOSED,),
        may_be_set=True,
        source=OURS,
        mark="LOCAL",
        in_force_from=OURS_FROM,
        family="A named person gets in touch on {date}.",
        harm=4,
        examples=(example("2026-11-20", "2026-11-20"),),
    ),
    TimeLimit(
        id="ex-recheck",
        section=13,
        title="Lawful reason checked again",
        duty="While a lawful reason excuses a missed date, the council looks again every seven "
        "days whether it still holds, and what has been done meanwhile.",
        owed_by=Owner.COUNCIL,
        force=Force.LOCAL,
        runs_from="the day on which the reason was last checked",
        count=Days(7),
        case_types=("assessment", "plan"),
        starts=(K.EXCEPTION_CHECKED,),
        stops=(K.EXCEPTION_CHECKED, K.EXCEPTION_ENDED),
        ends=(K.ASSESSMENT_REFUSED, K.ISSUE_REFUSED, K.PLAN_ISSUED, K.AMENDMENT_FINALISED),
        about="about",
        then="If it holds no more, what was excused is owed at once.",
        source=OURS,
        mark="LOCAL",
        note="A reason excuses only while it makes the date impractical: SEND Regulations 2014, "
        "regs 5(4), 10(4) and 13(3). It moves no date.",
        in_force_from=OURS_FROM,
        family="We look again by {date} at whether that reason still holds.",
        harm=2,
        examples=(example("2026-11-23", "2026-11-30"),),
    ),
    TimeLimit(
        id="plan-fix",
        section=13,
        title="Put right what was missed",
        duty="When a family or a setting says that a line of the plan was not given, the council "
        "must secure it. Our own aim is to put it right, and to say how, within ten working days.",
        owed_by=Owner.COUNCIL,
        also_owed_by=(Owner.ICB, Owner.SETTING),
        force=Force.LOCAL,
        runs_from="the day somebody says that it did not happen",
        count=WorkingDays(10),
        case_types=("plan",),
        starts=(K.PROVISION_MISSED,),
        stops=(K.PROVISION_FIXED,),
        about="about",
        then="The time owed is counted, and made up.",
        source=OURS,
        mark="LOCAL",
        note="The duty to secure it runs from the day of the plan: see plan-secure.",
        in_force_from=OURS_FROM,
        family="We aim to put right what was missed by {date}.",
        harm=4,
        examples=(example("2026-11-20", "2026-12-04"),),
    ),
)
