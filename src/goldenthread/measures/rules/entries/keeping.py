"""Plans in force: kept up to date, moved on in time, said clearly, carried out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from goldenthread.measures.rules.entries.parts import (
    CLOCKS,
    EHC_MANAGER,
    EVENTS,
    ON_THE_DAY,
    SEN2,
    SEN2_URL,
    THE_ACT,
    YEAR,
    clock,
    in_time,
    late_now,
    law_of,
    number,
    plans,
    share,
)
from goldenthread.measures.rules.measure import (
    Cell,
    Direction,
    Family,
    Measure,
    Standing,
    Unit,
)

IN_FORCE = "plans in force"
REVIEWS = ("rev-first", "rev-next")


TWELVE_WEEKS = "the 12 weeks that end with the day"
TOLD = "what families and settings say of each line of a plan, week by week"


def delivered(column: str) -> Cell:
    """What was told of lines of provision in the twelve weeks."""
    return Cell(Family.DELIVERY, "", column)


def _content(
    key: str, title: str, numerator: str, denominator: str, column: str, of: str
) -> dict[str, Any]:
    return {
        "key": key,
        "title": title,
        "numerator": numerator,
        "denominator": denominator,
        "unit": Unit.PERCENT,
        "period": ON_THE_DAY,
        "source": "the text of the plans in force, read by the checks of `plans`",
        "owner": EHC_MANAGER,
        "in_force_from": THE_ACT,
        "formula": share(Cell(Family.CONTENT, "", column), Cell(Family.CONTENT, "", of)),
        "evidence": (Cell(Family.CONTENT, "", "read"),),
        "silence": "No plan in force that day is held as text that can be read here.",
    }


WITH_TEXT = "Children and young people with a plan in force held as text"
SAID = {"family": ("the family", "No family has"), "setting": ("the setting", "No setting has")}


def _given(
    key: str, title: str, side: str, of: tuple[str, str], population: str, *, note: str = ""
) -> Measure:
    """Of some lines of provision, the share of which one side said last that it was given."""
    who, nobody = SAID[side]
    column, denominator = of
    return Measure(
        key=key,
        title=title,
        numerator=f"of these, those of which {who} said last that it was given",
        denominator=denominator,
        unit=Unit.PERCENT,
        period=TWELVE_WEEKS,
        population=population,
        source=TOLD,
        owner=EHC_MANAGER,
        direction=Direction.UP,
        standing=Standing.STATUTORY,
        defined_by="Children and Families Act 2014, s.42",
        url="https://www.legislation.gov.uk/ukpga/2014/6/section/42",
        in_force_from=THE_ACT,
        formula=share(delivered(f"{side}_given"), delivered(column)),
        evidence=(delivered(f"{side}_told"),),
        silence=f"{nobody} said in the 12 weeks whether the help in a plan is given.",
        note=note,
    )


MEASURES: tuple[Measure, ...] = (
    Measure(
        key="plans-in-force",
        title="Plans in force",
        numerator=IN_FORCE,
        denominator=None,
        unit=Unit.COUNT,
        period=ON_THE_DAY,
        population="Children and young people the council keeps a plan for",
        source=EVENTS,
        owner=EHC_MANAGER,
        direction=Direction.NEITHER,
        standing=Standing.STATUTORY,
        defined_by=SEN2,
        url=SEN2_URL,
        in_force_from=THE_ACT,
        formula=number(plans("in_force")),
        evidence=(plans("in_force"),),
        silence="No plan has been recorded in this area by that day.",
    ),
    Measure(
        key="plans-ended",
        title="Plans that ended",
        numerator="plans that ceased or went to another council in the 12 months",
        denominator=None,
        unit=Unit.COUNT,
        period=YEAR,
        population="Children and young people the council kept a plan for",
        source=EVENTS,
        owner=EHC_MANAGER,
        direction=Direction.NEITHER,
        standing=Standing.STATUTORY,
        defined_by=SEN2,
        url=SEN2_URL,
        in_force_from=THE_ACT,
        formula=number(plans("ended")),
        evidence=(plans("in_force"), plans("ended")),
    ),
    in_time(
        "reviews-in-time",
        "Annual reviews finished in 12 months",
        REVIEWS,
        "annual reviews",
        EHC_MANAGER,
    ),
    late_now("reviews-overdue", "Annual reviews overdue", REVIEWS, "annual reviews", EHC_MANAGER),
    Measure(
        key="reviews-overdue-share",
        title="Plans whose annual review is overdue",
        numerator="of these, those whose last lawful day to finish the review has passed",
        denominator=IN_FORCE,
        unit=Unit.PERCENT,
        period=ON_THE_DAY,
        population="Children and young people with a plan in force",
        source=CLOCKS,
        owner=EHC_MANAGER,
        direction=Direction.DOWN,
        target=Decimal(0),
        target_source="The law makes no allowance for a share in time.",
        formula=share([clock(rule, "late") for rule in REVIEWS], plans("in_force")),
        evidence=tuple(clock(rule, "ever") for rule in REVIEWS),
        **law_of("rev-next"),
    ),
    in_time(
        "review-decisions-in-4-weeks",
        "Review decisions within 4 weeks of the meeting",
        "rev-decide",
        "review meetings held",
        EHC_MANAGER,
    ),
    Measure(
        key="review-decisions-told-in-4-weeks",
        title="Review decisions told within 4 weeks, of those told",
        numerator="of these, told 28 calendar days or less after the meeting",
        denominator="review decisions told in the 12 months",
        unit=Unit.PERCENT,
        period=YEAR,
        population="Children and young people whose review was decided",
        source=CLOCKS,
        owner=EHC_MANAGER,
        direction=Direction.UP,
        target=Decimal(100),
        target_source="The law makes no allowance for a share in time.",
        standing=Standing.STATUTORY,
        defined_by=SEN2,
        url=SEN2_URL,
        in_force_from=THE_ACT,
        formula=share(clock("rev-decide", "met_in_time"), clock("rev-decide", "met")),
        evidence=(clock("rev-decide", "ever"),),
        note="The published share. It leaves out what was never decided, which "
        "`review-decisions-in-4-weeks` counts.",
    ),
    in_time(
        "amended-plans-in-8-weeks",
        "Amended plans within 8 weeks of the notice",
        "rev-amend-final",
        "notices of amendment",
        EHC_MANAGER,
    ),
    in_time(
        "moves-to-school-in-time",
        "Next school named by 15 February",
        "pt-school",
        "moves into, within or between schools",
        EHC_MANAGER,
    ),
    in_time(
        "moves-after-16-in-time",
        "Place after 16 named by 31 March",
        "pt-post16",
        "moves from school to a place after 16",
        EHC_MANAGER,
    ),
    Measure(
        **_content(
            "plans-with-blocking-findings",
            "Plans with a finding that must be put right",
            "of these, those with a section that says nothing, a need with no provision, a line of "
            "provision too vague to hold anybody to, or a manager's reason to issue all the same",
            "plans in force that are held as text",
            "blocked",
            "read",
        ),
        population="Plans in force held as text; those held as scans or files are not read",
        direction=Direction.DOWN,
        standing=Standing.LOCAL,
        defined_by="Golden Thread plan checks (docs/plan-checks.md); CFA 2014, s.37(2)",
        url="https://www.legislation.gov.uk/ukpga/2014/6/section/37",
        note="Counted of each version when it was issued. Plans lie below the timeline: a past day "
        "is counted by the version then in force, as the record now tells it.",
    ),
    Measure(
        **_content(
            "adulthood-outcomes-present",
            "Plans from year 9 with outcomes for adult life",
            "of these, those with an outcome that prepares for adulthood",
            "plans in force held as text, of those in year 9 or above",
            "adulthood",
            "year_9",
        ),
        population="Young people in school year 9 or above with a plan in force held as text",
        direction=Direction.UP,
        standing=Standing.STATUTORY,
        defined_by="Special Educational Needs and Disability Regulations 2014, reg 12(3)",
        url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/12",
    ),
    _given(
        "provision-confirmed",
        "Provision confirmed as happening",
        "family",
        ("lines", "lines of provision in the plans in force that are held as text"),
        f"{WITH_TEXT}; what nobody has told counts as not confirmed",
    ),
    _given(
        "provision-given-of-told",
        "Provision given, of what families told",
        "family",
        ("family_told", "lines of provision of which families told"),
        f"{WITH_TEXT}, whose family told",
    ),
    _given(
        "provision-given-settings-say",
        "Provision given, of what settings told",
        "setting",
        ("setting_told", "lines of provision of which settings told"),
        f"{WITH_TEXT}; their settings",
        note="Beside what families say: where the two differ, somebody should ask.",
    ),
    Measure(
        key="children-with-no-place",
        title="Children with a plan and no place",
        numerator="plans in force for a child of school age with no place that day",
        denominator=None,
        unit=Unit.COUNT,
        period=ON_THE_DAY,
        population="Children of compulsory school age with a plan in force; those taught at home "
        "or otherwise by arrangement have a place",
        source="placements, as the record now says they were",
        owner=EHC_MANAGER,
        direction=Direction.DOWN,
        target=Decimal(0),
        target_source="Education Act 1996, s.19: every one of them must be taught.",
        standing=Standing.STATUTORY,
        defined_by="Education Act 1996, s.19; Children and Families Act 2014, s.42",
        url="https://www.legislation.gov.uk/ukpga/1996/56/section/19",
        in_force_from=THE_ACT,
        formula=number(Cell(Family.PLACES, "", "without")),
        evidence=(Cell(Family.PLACES, "", "plans"),),
        silence="No plan has been recorded in this area by that day.",
        note="Placements lie below the timeline: a past day is counted as the record now tells "
        "it. A child whose first place on record begins later is not counted: where they were "
        "before was not told. School age is counted as 5 to 15 years.",
    ),
)
