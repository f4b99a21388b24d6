"""Section 6: preparing for adulthood."""

from __future__ import annotations

from datetime import date

from goldenthread.law.counting import (
    DayBefore26,
    LeavingDate,
    SchoolAgeStart,
    YearOf25,
)
from goldenthread.law.entries.parts import (
    CFA,
    CFA_FROM,
    CODE,
    REGS,
    example,
    no_number,
    regulation,
    section,
)
from goldenthread.law.events import EventKind as K
from goldenthread.law.kinds import Duty, Entry, Force, Owner, Step, TimeLimit

EDUCATION_ACT_8 = "https://www.legislation.gov.uk/ukpga/1996/56/section/8"
# Rules that run from a date of birth are picked by it, so they must reach back to people
# who were still under 26 when the Act began.
BORN_FROM = date(1980, 1, 1)

ADULTHOOD: tuple[Entry, ...] = (
    Duty(
        id="pfa-year9",
        section=6,
        title="Preparing for adult life, from year 9",
        duty="Every review in or after year 9 must consider what prepares for adult life; the "
        "plan must contain it, and every assessment must seek advice on it.",
        owed_by=Owner.COUNCIL,
        also_owed_by=(Owner.SETTING,),
        runs_from="the first review in or after year 9, and each later one",
        why="It is about what the review covers, not when.",
        source=f"{REGS}, regs 6(1)(g), 12(3), 20(6) and 21(6)",
        url=regulation("20"),
        mark="V1/K-high",
        in_force_from=CFA_FROM,
        family="From year 9, the review must talk about adult life.",
        harm=2,
        examples=no_number("2026-11-18"),
    ),
    Duty(
        id="pfa-areas",
        section=6,
        title="The four areas of adult life",
        duty="Planning should cover work or study, living independently, taking part, and health.",
        owed_by=Owner.COUNCIL,
        also_owed_by=(Owner.SETTING,),
        force=Force.SHOULD,
        runs_from="the first review in or after year 9, and each later one",
        why="It is about what the plan covers, not when.",
        source=f"{CODE}, 8.6-8.10",
        mark="K-high",
        in_force_from=CFA_FROM,
        family="The plan should cover work, home, friends and health.",
        harm=2,
        examples=no_number("2026-11-18"),
    ),
    TimeLimit(
        id="pfa-rights",
        section=6,
        title="Rights pass to the young person",
        duty="At the end of compulsory school age the rights pass to the young person, if they "
        "have capacity: the end of the last Friday in June of the year they turn 16.",
        owed_by=Owner.COUNCIL,
        runs_from="the date of birth",
        count=LeavingDate(),
        case_types=("child",),
        starts=(K.CHILD_BORN,),
        milestone=True,
        then="From the next day the young person holds the rights.",
        source=f"{CFA}, s.83; Education Act 1996, s.8",
        url=EDUCATION_ACT_8,
        mark="V2",
        note="A birthday from 1 to 7 September must be checked against the local term date.",
        in_force_from=BORN_FROM,
        family="After {date} the choices about the plan are yours.",
        harm=2,
        examples=(
            example("2010-08-31", "2026-06-26"),
            example("2010-09-01", "2027-06-25"),
            example("2011-01-15", "2027-06-25"),
            example("2012-02-29", "2028-06-30"),
        ),
    ),
    Duty(
        id="pfa-adult-care",
        section=6,
        title="Assessments before adult care",
        duty="Where a child is likely to need adult care and it would be of real benefit, the "
        "council must assess the child, their carer, or the young carer.",
        owed_by=Owner.COUNCIL,
        runs_from="likely need for care after 18, and significant benefit",
        why="The Act gives no number of days.",
        source="Care Act 2014, ss.58-66",
        url="https://www.legislation.gov.uk/ukpga/2014/23/section/58",
        mark="K-high",
        in_force_from=date(2015, 4, 1),
        family="If you may need care as an adult, we must assess that before you are 18.",
        harm=3,
        examples=no_number("2026-11-18"),
    ),
    TimeLimit(
        id="csa-start",
        section=6,
        title="Compulsory school age starts",
        duty="A child must have education from the first 31 December, 31 March or 31 August on "
        "or after the fifth birthday.",
        owed_by=Owner.FAMILY,
        runs_from="the date of birth",
        count=SchoolAgeStart(),
        case_types=("child",),
        starts=(K.CHILD_BORN,),
        milestone=True,
        source="Education Act 1996, s.8; Education (Start of Compulsory School Age) Order 1998",
        url=EDUCATION_ACT_8,
        mark="K-high",
        in_force_from=BORN_FROM,
        family="Your child is of school age from {date}.",
        harm=1,
        examples=(
            example("2021-03-31", "2026-03-31"),
            example("2021-04-01", "2026-08-31"),
            example("2021-09-01", "2026-12-31"),
        ),
    ),
    TimeLimit(
        id="age-25",
        section=6,
        title="The year of the 25th birthday",
        duty="The council may keep a plan to the end of the academic year in which the young "
        "person turns 25.",
        owed_by=Owner.COUNCIL,
        runs_from="the date of birth",
        count=YearOf25(),
        milestone=True,
        source=f"{CFA}, s.46; {REGS}, reg 46",
        url=section("46"),
        mark="K-high",
        note="Its date is read by the clock of age-25-dates.",
        in_force_from=BORN_FROM,
        family="The plan can last until {date} at the latest.",
        harm=2,
        examples=(example("2001-10-02", "2027-07-31"),),
    ),
    TimeLimit(
        id="age-25-dates",
        section=6,
        title="When the academic year of 25 ends",
        duty="In further education the year ends on 31 July. On another course or an "
        "apprenticeship the plan may last to its end, never past the day before the 26th "
        "birthday.",
        owed_by=Owner.COUNCIL,
        runs_from="the date of birth",
        count=YearOf25(),
        further=(
            Step(
                what="apprenticeship or other course: its last day, and never after this",
                count=DayBefore26(),
            ),
        ),
        case_types=("child",),
        starts=(K.CHILD_BORN,),
        milestone=True,
        source=f"{REGS}, reg 46(1); JL v Somerset CC [2021] UKUT 324 (AAC)",
        url=regulation("46"),
        mark="V2",
        note="The last limb is K-med.",
        in_force_from=BORN_FROM,
        family="At a college, the plan can last until {date}.",
        harm=2,
        examples=(
            example("2001-10-02", "2027-07-31"),
            example("2001-07-31", "2026-07-31"),
            example("2001-08-01", "2027-07-31"),
        ),
    ),
)
