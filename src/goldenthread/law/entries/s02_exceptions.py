"""Section 2: lawful exceptions, and two reasons that are none."""

from __future__ import annotations

from datetime import date

from goldenthread.law.entries.parts import CFA_FROM, CODE, REGS, no_number, regulation
from goldenthread.law.kinds import Entry, Force, LawfulException, Owner

NOT_COVERED = "It does not excuse annual reviews, or the time a family or setting has to answer."

ENTRIES: tuple[Entry, ...] = (
    LawfulException(
        id="ex-school-closed",
        section=2,
        title="School or college closed",
        duty="The council need not meet the limit if that is impractical because it asked the "
        "head or principal for advice while the school was closed, or about to close, for at "
        "least four weeks.",
        test="Advice was asked for between one week before the closure starts and one week "
        "before it ends, and the closure is one unbroken period of at least four weeks: in "
        "practice the summer, never Christmas, Easter or half-term.",
        owed_by=Owner.COUNCIL,
        runs_from="advice asked for in the window",
        source=f"{REGS}, regs 5(4)(a), 10(4)(a), 13(3) and 27(3)(a), and regs 44(3), 45(7)",
        url=regulation("10"),
        mark="V1",
        note=f"An adviser's own six weeks (reg 8) are not excused. {NOT_COVERED}",
        in_force_from=CFA_FROM,
        family="The school was closed for four weeks or more when we asked it for advice.",
        harm=1,
        examples=no_number("2026-07-27"),
    ),
    LawfulException(
        id="ex-eyp-closed",
        section=2,
        title="Early years provider closed",
        duty="The same as for a school, where advice was asked for from an early years "
        "provider's SEN lead or other responsible person.",
        test="Advice was asked for between one week before the closure starts and one week "
        "before it ends, and the closure is one unbroken period of at least four weeks.",
        owed_by=Owner.COUNCIL,
        runs_from="advice asked for in the window",
        source=f"{REGS}, regs 5(4)(b), 10(4)(b), 13(3) and 27(3)(b)",
        url=regulation("10"),
        mark="V1",
        note=f"An adviser's own six weeks (reg 8) are not excused. {NOT_COVERED}",
        in_force_from=CFA_FROM,
        family="The nursery was closed for four weeks or more when we asked it for advice.",
        harm=1,
        examples=no_number("2026-07-27"),
    ),
    LawfulException(
        id="ex-personal",
        section=2,
        title="Exceptional personal circumstances of the family",
        duty="A limit need not be met if that is impractical because of exceptional personal "
        "circumstances of the child, the parent or the young person in that period.",
        test="It is about the family, not the council: staff shortage, demand, panel dates or a "
        "missing report are not exceptions.",
        owed_by=Owner.COUNCIL,
        runs_from="circumstances of the family within the period",
        source=f"{REGS}, regs 5(4)(c), 8(2), 10(4)(c), 13(3), 27(3)(c), 44(3) and 45(7)",
        url=regulation("10"),
        mark="V1/V2",
        note=NOT_COVERED,
        in_force_from=CFA_FROM,
        family="Something exceptional happened in your family.",
        harm=1,
        examples=no_number("2026-03-02"),
    ),
    LawfulException(
        id="ex-absent-4w",
        section=2,
        title="Away from the area for four weeks",
        duty="A limit need not be met if that is impractical because the child, parent or young "
        "person was away from the council's area for at least four weeks without a break.",
        test="28 days or more in a row, within the period.",
        owed_by=Owner.COUNCIL,
        runs_from="the absence",
        source=f"{REGS}, regs 5(4)(d), 8(2), 10(4)(d), 13(3) and 27(3)(d); {CODE}, 9.42",
        url=regulation("10"),
        mark="V2",
        note=NOT_COVERED,
        in_force_from=CFA_FROM,
        family="You were away from the area for four weeks or more.",
        harm=1,
        examples=no_number("2026-03-02"),
    ),
    LawfulException(
        id="ex-absent-2w",
        section=2,
        title="Away from the area for two weeks, after an order",
        duty="In carrying out a Tribunal's order or a conceded appeal, a limit need not be met "
        "if that is impractical because of two weeks' absence from the area.",
        test="14 days or more in a row, within the period; only for an order or a conceded appeal.",
        owed_by=Owner.COUNCIL,
        runs_from="the absence",
        source=f"{REGS}, regs 44(3) and 45(7)",
        url=regulation("44"),
        mark="V2",
        note="It never excuses the 6, 16 or 20 weeks.",
        in_force_from=CFA_FROM,
        family="You were away from the area for two weeks or more.",
        harm=1,
        examples=no_number("2026-11-02"),
    ),
    LawfulException(
        id="ex-missed-appt",
        section=2,
        title="Appointment for an examination not kept",
        duty="The person asked for advice need not give it in six weeks if that is impractical "
        "because the child or young person did not come to an examination or test.",
        test="The appointment was made by the person giving advice, within their six weeks.",
        owed_by=Owner.ADVISER,
        runs_from="the appointment",
        source=f"{REGS}, reg 8(2); {CODE}, 9.42",
        url=regulation("8"),
        mark="V2",
        note="It excuses only the adviser; it does not excuse the council's 16 or 20 weeks.",
        in_force_from=CFA_FROM,
        family="An appointment with the person writing the advice was missed.",
        harm=1,
        examples=no_number("2026-03-02"),
    ),
    LawfulException(
        id="ex-ep-shortage",
        section=2,
        title="Shortage of educational psychologists: not an exception",
        duty="A national shortage of educational psychologists does not excuse a council. The "
        "Ombudsman treats the delay as fault and recommends a remedy.",
        test="None: it is not in the regulations.",
        excuses=False,
        owed_by=Owner.COUNCIL,
        force=Force.STANDARD,
        runs_from="-",
        why="It is not a lawful exception, and moves no date.",
        source="Local Government and Social Care Ombudsman, decisions 22 013 576, 22 013 921, "
        "23 011 298 and 24 014 123",
        mark="V2",
        in_force_from=CFA_FROM,
        family="Too few psychologists is not a lawful reason to be late.",
        harm=1,
        examples=no_number("2026-03-02"),
    ),
    LawfulException(
        id="ex-covid",
        section=2,
        title="Coronavirus relaxations (spent)",
        duty="Limits were relaxed for reasons of coronavirus from 1 May to 25 September 2020. "
        "That must not be used now.",
        test="None: it is spent.",
        excuses=False,
        owed_by=Owner.COUNCIL,
        force=Force.NONE,
        runs_from="-",
        why="Spent on 25 September 2020, and it moved no date.",
        source="SI 2020/471",
        url="https://www.legislation.gov.uk/uksi/2020/471",
        mark="V2",
        in_force_from=date(2020, 5, 1),
        in_force_to=date(2020, 9, 25),
        harm=1,
        examples=no_number("2020-06-01"),
    ),
)
