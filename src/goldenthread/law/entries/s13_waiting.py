"""Section 13: what this area promises itself so that a child who waits is not out of sight."""

from __future__ import annotations

from datetime import date
from typing import Any

from goldenthread.law.counting import Count, Months, Weeks, WorkingDays
from goldenthread.law.entries.parts import example
from goldenthread.law.entries.s10_waits import LETTERS, REFERRAL, SEEN
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Service
from goldenthread.law.kinds import Entry, Force, Owner, TimeLimit


def _local(id: str, title: str, duty: str, count: Count, **rest: Any) -> TimeLimit:
    """Return a promise of this area to a child who waits, read by the clocks of waits."""
    told = {
        "owed_by": Owner.HEALTH,
        "runs_from": REFERRAL,
        "source": LETTERS,
        "mark": "LOCAL",
        "in_force_from": date(2014, 9, 1),
        "harm": 3,
        **rest,
    }
    return TimeLimit(
        id=id,
        section=13,
        title=title,
        duty=duty,
        count=count,
        force=Force.LOCAL,
        case_types=("wait",),
        **told,
    )


ENTRIES: tuple[Entry, ...] = (
    _local(
        "wait-support-18",
        "Contact at 18 weeks",
        "A family still waiting at eighteen weeks is contacted again, and offered help.",
        Weeks(18),
        starts=(K.REFERRAL_RECEIVED,),
        stops=(K.WAIT_CONTACTED_AT_18,),
        ends=SEEN,
        family="We contact you again by {date}.",
        examples=(example("2026-01-05", "2026-05-11"),),
    ),
    _local(
        "wait-support-12",
        "Contact every 12 weeks after",
        "After the contact at eighteen weeks a waiting family is contacted every twelve weeks.",
        Weeks(12),
        starts=(K.WAIT_CONTACTED_AT_18, K.WAIT_CONTACTED_AGAIN),
        stops=(K.WAIT_CONTACTED_AGAIN,),
        ends=SEEN,
        runs_from="the last contact, from the eighteenth week on",
        family="We contact you again by {date}.",
        examples=(example("2026-05-11", "2026-08-03"),),
    ),
    _local(
        "wait-accept",
        "Referral accepted, or information asked for",
        "A referral is accepted, or what is missing is asked for, within ten working days.",
        WorkingDays(10),
        starts=(K.REFERRAL_RECEIVED,),
        stops=(K.REFERRAL_ACCEPTED, K.REFERRAL_RETURNED),
        ends=SEEN,
        family="We tell you by {date} that we have taken you on, or what we still need.",
        harm=2,
        examples=(example("2026-01-05", "2026-01-19"),),
    ),
    _local(
        "wait-update",
        "A worsening answered",
        "When a family or school says that a waiting child is worse, a person decides within two "
        "working days whether the child must be seen sooner.",
        WorkingDays(2),
        starts=(K.WAIT_UPDATED,),
        stops=(K.WAIT_UPDATE_DECIDED,),
        ends=SEEN,
        runs_from="the day they told us",
        family="A person decides by {date} if you must be seen sooner.",
        harm=5,
        examples=(example("2026-01-05", "2026-01-07"),),
    ),
    _local(
        "wait-transfer",
        "Handover answered",
        "When a child is handed to another provider, that provider accepts or refuses within ten "
        "working days; until then the child stays on the first one's list.",
        WorkingDays(10),
        starts=(K.TRANSFER_ASKED,),
        stops=(K.TRANSFER_ANSWERED,),
        runs_from="the day the other provider was asked",
        family="We tell you by {date} who will see you.",
        examples=(example("2026-01-05", "2026-01-19"),),
    ),
    _local(
        "wait-long",
        "Long wait looked at by a clinician",
        "No child passes fifty-two weeks without a named clinician having looked at how they are.",
        Weeks(52),
        starts=(K.REFERRAL_RECEIVED,),
        stops=(K.LONG_WAIT_REVIEWED,),
        ends=SEEN,
        family="If you still wait on {date}, a named person looks at how your child is.",
        harm=4,
        examples=(example("2026-01-05", "2027-01-04"),),
    ),
    _local(
        "wait-long-again",
        "Long wait looked at again",
        "A child still waiting is looked at by a named clinician again every twenty-six weeks: "
        "at 78 weeks, at 104, and so on.",
        Weeks(26),
        starts=(K.LONG_WAIT_REVIEWED,),
        stops=(K.LONG_WAIT_REVIEWED,),
        ends=SEEN,
        runs_from="the last look",
        family="A named person looks at how your child is again by {date}.",
        harm=4,
        examples=(example("2026-01-05", "2026-07-06"),),
    ),
    _local(
        "whl-review",
        "Equipment looked at as the child grows",
        "A chair, seat or other equipment is looked at again six months after it was handed over "
        "or last looked at, because children grow.",
        Months(6),
        starts=(K.EQUIPMENT_DELIVERED, K.EQUIPMENT_REVIEWED),
        stops=(K.EQUIPMENT_REVIEWED,),
        runs_from="the day it was handed over, or last looked at",
        family="We look at the chair or seat again by {date}.",
        examples=(example("2026-01-05", "2026-07-05"),),
    ),
    _local(
        "ot-home-18",
        "Home visit by social care occupational therapy",
        "A child referred to the council's occupational therapists is visited at home within "
        "eighteen weeks.",
        Weeks(18),
        starts=(K.REFERRAL_RECEIVED,),
        stops=(K.FIRST_CONTACT,),
        only_if=("about", (str(Service.SOCIAL_CARE_OT),)),
        about="about",
        owed_by=Owner.COUNCIL,
        family="We visit you by {date}.",
        harm=4,
        examples=(example("2026-01-05", "2026-05-11"),),
    ),
)
