"""Words and numbers shared by the entry modules."""

from __future__ import annotations

from datetime import date

from goldenthread.law.calendar import SchoolCalendar
from goldenthread.law.counting import Given
from goldenthread.law.kinds import Example

CFA_FROM = date(2014, 9, 1)  # Children and Families Act 2014, part 3

REGS = "Special Educational Needs and Disability Regulations 2014 (SI 2014/1530)"
CFA = "Children and Families Act 2014"
CODE = "SEND Code of Practice 0 to 25 (January 2015)"
HESC = "Tribunal Procedure (First-tier Tribunal) (HESC Chamber) Rules 2008 (SI 2008/2699)"
DP_REGS = "SEND (Detained Persons) Regulations 2015 (SI 2015/62)"
PB_REGS = "Special Educational Needs (Personal Budgets) Regulations 2014 (SI 2014/1652)"
REC_REGS = "SEND (First-tier Tribunal Recommendations Power) Regulations 2017 (SI 2017/1306)"

# The four grounds of reg 5(4), 10(4) and 27(3); reg 8(2) for those who give advice; and the
# longer list for orders and conceded appeals, regs 44(3) and 45(7).
FOUR_GROUNDS = ("ex-school-closed", "ex-eyp-closed", "ex-personal", "ex-absent-4w")
ADVICE_GROUNDS = ("ex-personal", "ex-absent-4w", "ex-missed-appt")
ORDER_GROUNDS = (*FOUR_GROUNDS, "ex-absent-2w")


# A school year that was made up for the worked examples.
INVENTED_SCHOOL = SchoolCalendar.from_terms(
    [
        (date(2026, 9, 2), date(2026, 10, 23)),
        (date(2026, 11, 2), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 2, 12)),
        (date(2027, 2, 22), date(2027, 3, 25)),
        (date(2027, 4, 12), date(2027, 5, 28)),
        (date(2027, 6, 7), date(2027, 7, 21)),
    ],
    closed=[date(2027, 5, 3)],
)


def regulation(number: str) -> str:
    """Return the address of one of the 2014 Regulations."""
    return f"https://www.legislation.gov.uk/uksi/2014/1530/regulation/{number}"


def section(number: str) -> str:
    """Return the address of a section of the Children and Families Act 2014."""
    return f"https://www.legislation.gov.uk/ukpga/2014/6/section/{number}"


def example(
    start: str,
    last_day: str | None,
    *,
    moved_to: str = "",
    note: str = "",
    certificate: str = "",
    born: str = "",
    reviewed: str = "",
    move: str = "",
    calendar: SchoolCalendar | None = None,
) -> Example:
    """Write a worked example with dates as YYYY-MM-DD."""
    return Example(
        start=date.fromisoformat(start),
        last_day=_day(last_day),
        moved_to=_day(moved_to),
        note=note,
        given=Given(
            calendar=calendar,
            certificate=_day(certificate),
            born=_day(born),
            reviewed=_day(reviewed),
            move=_day(move),
        ),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def no_number(start: str) -> tuple[Example, ...]:
    """Write the worked example of an entry with no number."""
    return (example(start, None),)
