"""Section 6: moves between phases of education."""

from __future__ import annotations

from datetime import date

from goldenthread.law.counting import (
    BeforeDate,
    MonthsBefore,
    OnDateOfYearBefore,
)
from goldenthread.law.entries.parts import (
    CFA_FROM,
    REGS,
    example,
    no_number,
    regulation,
)
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Phase
from goldenthread.law.kinds import EndedRule, Entry, Force, Owner, Step, TimeLimit

TRANSFER = "the day the transfer happens; the last day lies before it"

TRANSFERS: tuple[Entry, ...] = (
    TimeLimit(
        id="pt-school",
        section=6,
        title="Next school named",
        duty="Before a move to the next stage of school, the council must review and change the "
        "plan and name the new school before 15 February of that year.",
        owed_by=Owner.COUNCIL,
        runs_from=TRANSFER,
        count=BeforeDate(2, 15),
        case_types=("plan",),
        starts=(K.PHASE_EXPECTED,),
        stops=(K.PHASE_NAMED,),
        unless=("phase", (Phase.POST_16, Phase.BETWEEN_POST_16)),
        opens=18,
        each=True,
        source=f"{REGS}, reg 18(1)(b)",
        url=regulation("18"),
        mark="V1",
        in_force_from=CFA_FROM,
        family="The plan must name the new school by {date}.",
        harm=5,
        examples=(example("2027-09-01", "2027-02-14"),),
    ),
    TimeLimit(
        id="pt-post16",
        section=6,
        title="College or other post-16 place named",
        duty="Before a move from secondary school to college, the council must review and change "
        "the plan and name the place before 31 March of that year.",
        owed_by=Owner.COUNCIL,
        runs_from=TRANSFER,
        count=BeforeDate(3, 31),
        case_types=("plan",),
        starts=(K.PHASE_EXPECTED,),
        stops=(K.PHASE_NAMED,),
        only_if=("phase", (Phase.POST_16,)),
        opens=18,
        each=True,
        source=f"{REGS}, reg 18(1)(a)",
        url=regulation("18"),
        mark="V1",
        note="Convention: every kind of year 11 leaver is due before 31 March, a school sixth "
        "form included (K-med).",
        in_force_from=CFA_FROM,
        family="The plan must name the new college or place by {date}.",
        harm=5,
        examples=(example("2027-09-01", "2027-03-30"),),
    ),
    TimeLimit(
        id="pt-between-post16",
        section=6,
        title="Next post-16 place named",
        duty="Before a move from one post-16 place to another at another time, the council must "
        "name the new place at least five months before.",
        owed_by=Owner.COUNCIL,
        runs_from=TRANSFER,
        count=MonthsBefore(5),
        case_types=("plan",),
        starts=(K.PHASE_EXPECTED,),
        stops=(K.PHASE_NAMED,),
        only_if=("phase", (Phase.BETWEEN_POST_16,)),
        opens=18,
        each=True,
        source=f"{REGS}, reg 18(2)",
        url=regulation("18"),
        mark="V1",
        in_force_from=CFA_FROM,
        family="The plan must name the new place by {date}.",
        harm=5,
        examples=(example("2027-09-01", "2027-04-01"), example("2027-07-31", "2027-02-28")),
    ),
    TimeLimit(
        id="pt-workback",
        section=6,
        title="Review meeting before a September move",
        duty="To be in time for 14 February, the review meeting is held by 31 October, and never "
        "later than 22 November.",
        owed_by=Owner.COUNCIL,
        also_owed_by=(Owner.SETTING,),
        force=Force.LOCAL,
        runs_from="the September in which the transfer happens; the last day lies before it",
        count=OnDateOfYearBefore(10, 31),
        further=(
            Step(
                what="never later than this: 12 weeks before 14 February",
                count=OnDateOfYearBefore(11, 22),
            ),
            Step(
                what="the family has its timeline by the June before",
                count=OnDateOfYearBefore(6, 30),
            ),
        ),
        source="Arithmetic from reg 18(1)(b) and the twelve weeks of regs 20 and 22",
        url=regulation("18"),
        mark="LOCAL",
        in_force_from=CFA_FROM,
        family="We plan to hold the review meeting by {date}.",
        harm=3,
        examples=(example("2027-09-01", "2026-10-31"),),
    ),
    EndedRule(
        id="pt-2015",
        section=6,
        title="One-off date in 2015 (spent)",
        duty="A single later date, 31 May 2015, once applied to some transfers.",
        owed_by=Owner.COUNCIL,
        force=Force.NONE,
        runs_from="-",
        why="Spent: it applied only until 31 May 2015.",
        source=f"{REGS}, reg 18(3)",
        url=regulation("18"),
        mark="V1",
        in_force_from=CFA_FROM,
        in_force_to=date(2015, 5, 31),
        harm=1,
        examples=no_number("2015-01-05"),
    ),
)
