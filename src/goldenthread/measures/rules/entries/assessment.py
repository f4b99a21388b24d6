"""From a request to a plan: timeliness, decisions, stages, advice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from goldenthread.measures.rules.entries.parts import (
    CLOCKS,
    DCO,
    DSCO,
    EHC_MANAGER,
    EVENTS,
    SEN2,
    SEN2_URL,
    THE_ACT,
    YEAR,
    case,
    clock,
    in_time,
    late_now,
    law_of,
    mean,
    number,
    share,
)
from goldenthread.measures.rules.measure import (
    Cell,
    Direction,
    Family,
    Formula,
    Measure,
    Standing,
    Unit,
)

PERSON_LEVEL = date(2023, 1, 19)  # the first survey day of person-level returns
ISSUED = "first plans issued in the 12 months, those that moved in left out"
ASKED = "timeline events of the assessment cases"
DISPUTES = (
    "Cases with mediation or an appeal are counted; whether the Department counts them is not "
    "known. A plan whose request date is missing counts as issued and not as in time."
)

OUTCOMES = tuple(
    case(f"received_{outcome}") for outcome in ("agreed", "refused", "open", "withdrawn")
)


def _sen2(
    key: str,
    title: str,
    numerator: str,
    denominator: str | None,
    formula: Formula,
    direction: Direction,
    *,
    unit: Unit = Unit.PERCENT,
    note: str = "",
    target: int | None = None,
    since: date = PERSON_LEVEL,
) -> Measure:
    return Measure(
        key=key,
        title=title,
        numerator=numerator,
        denominator=denominator,
        unit=unit,
        period=YEAR,
        population="Requests for an assessment in the area, and what came of them",
        source=ASKED,
        owner=EHC_MANAGER,
        direction=direction,
        target=None if target is None else Decimal(target),
        target_source="" if target is None else "The law makes no allowance for a share in time.",
        standing=Standing.STATUTORY,
        defined_by=SEN2,
        url=SEN2_URL,
        in_force_from=since,
        formula=formula,
        evidence=(case("received_ever"), case("issued_ever")),
        note=note,
    )


def _stage(key: str, title: str, column: str, words: str) -> Measure:
    return Measure(
        key=key,
        title=title,
        numerator=f"the middle number of calendar days {words}",
        denominator=None,
        unit=Unit.DAYS,
        period=YEAR,
        population=f"{ISSUED[0].upper()}{ISSUED[1:]}, with both days recorded",
        source=ASKED,
        owner=EHC_MANAGER,
        direction=Direction.DOWN,
        standing=Standing.LOCAL,
        defined_by="Golden Thread, after the Derby revisit letter of 2021: time at each stage",
        url="",
        in_force_from=THE_ACT,
        formula=Formula(top=(case(column),), places=1),
        evidence=(case(f"{column}_told"),),
        silence="No plan was issued in the 12 months with both days recorded.",
    )


AGENCIES = (
    ("psychology", "educational psychology", "educational-psychology", EHC_MANAGER),
    ("health", "the NHS", "health", DCO),
    ("social-care", "social care", "social-care", DSCO),
)


def _contributed(key: str, title: str, column: str, who: str, owner: str) -> Measure:
    return Measure(
        key=key,
        title=title,
        numerator=f"of these, those for which advice from {who} came by the day of issue",
        denominator=ISSUED,
        unit=Unit.PERCENT,
        period=YEAR,
        population=f"{ISSUED[0].upper()}{ISSUED[1:]}",
        source="timeline events of advice asked for and received",
        owner=owner,
        direction=Direction.UP,
        target=Decimal(100),
        target_source="SEND Regulations 2014, reg 6(1): the advice must be sought of every one.",
        standing=Standing.STATUTORY,
        defined_by="Special Educational Needs and Disability Regulations 2014, reg 6(1)",
        url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/6",
        in_force_from=THE_ACT,
        formula=share(case(column), case("issued")),
        evidence=(case("advised_ever"),),
        silence="No advice has been recorded in this area by that day.",
    )


def _advice(name: str, words: str, about: str, owner: str) -> Measure:
    return in_time(
        f"advice-in-6-weeks-{name}",
        f"Advice from {words} within 6 weeks",
        "ena-advice-due",
        f"requests for advice from {words}",
        owner,
        about=about,
    )


MEASURES: tuple[Measure, ...] = (
    _sen2(
        "requests-received",
        "Requests for an assessment",
        "requests received in the 12 months",
        None,
        number(case("received")),
        Direction.NEITHER,
        unit=Unit.COUNT,
        note="Those decided before our records began are left out, as in the published table.",
    ),
    _sen2(
        "decisions-in-6-weeks",
        "Decisions whether to assess within 6 weeks",
        "of these, told 42 calendar days or less after the request",
        "decisions whether to assess told in the 12 months, whenever the request came",
        share(case("decided_in_time"), case("decided")),
        Direction.UP,
        target=100,
    ),
    _sen2(
        "requests-refused",
        "Requests refused",
        "of these, those refused by the day",
        "requests received in the 12 months: agreed, refused, not yet decided or withdrawn",
        share(case("received_refused"), OUTCOMES),
        Direction.NEITHER,
        note="The first decision: a reversal changes neither it nor its day.",
    ),
    _sen2(
        "decisions-refused",
        "Decisions that were refusals",
        "of these, decisions not to assess",
        "decisions whether to assess told in the 12 months, whenever the request came",
        share(case("refused"), case("decided")),
        Direction.NEITHER,
        note="Beside the published share, which waits for what is not yet decided.",
    ),
    _sen2(
        "assessed-without-plan",
        "Assessments that ended with no plan",
        "of these, decisions not to issue a plan",
        "assessments that ended in the 12 months: plan issued, not issued, or withdrawn",
        share(
            case("not_issued"),
            (case("not_issued"), case("issued"), case("assessment_withdrawn")),
        ),
        Direction.NEITHER,
    ),
    _sen2(
        "plans-issued",
        "Plans issued",
        ISSUED,
        None,
        number(case("issued")),
        Direction.NEITHER,
        unit=Unit.COUNT,
    ),
    _sen2(
        "plans-in-20-weeks",
        "Plans issued within 20 weeks, statutory exceptions included",
        "of these, issued 140 calendar days or less after the request was received",
        ISSUED,
        share(case("in_time"), case("issued")),
        Direction.UP,
        target=100,
        note=DISPUTES,
    ),
    _sen2(
        "plans-in-20-weeks-without-exceptions",
        "Plans issued within 20 weeks, statutory exceptions left out",
        "of these, issued 140 calendar days or less after the request was received",
        f"{ISSUED}, with no statutory exception to the 20 weeks",
        share(case("in_time_unexcused"), case("issued_unexcused")),
        Direction.UP,
        target=100,
        note=DISPUTES,
    ),
    _sen2(
        "plans-over-20-to-52-weeks",
        "Plans issued after 20 weeks and within 52",
        "of these, issued after more than 140 and at most 365 calendar days",
        ISSUED,
        share(case("within_year"), case("issued")),
        Direction.DOWN,
        note=DISPUTES,
    ),
    _sen2(
        "plans-over-52-weeks",
        "Plans issued after more than a year",
        "of these, issued after more than 365 calendar days, or with no request date",
        ISSUED,
        share(case("over_year"), case("issued")),
        Direction.DOWN,
        note=DISPUTES,
    ),
    _sen2(
        "weeks-to-issue",
        "Mean weeks from request to plan",
        "the calendar days from request to issue of all of them together, over 7",
        f"{ISSUED}, with a request date",
        mean(case("days"), case("timed"), weeks=True),
        Direction.DOWN,
        unit=Unit.WEEKS,
        since=PERSON_LEVEL,
    ),
    _stage(
        "days-to-decide",
        "Days from request to decision",
        "stage_decide",
        "from the request to the decision to assess",
    ),
    _stage(
        "days-for-advice",
        "Days from decision to last advice",
        "stage_advice",
        "from the decision to assess to the last advice that came by the draft",
    ),
    _stage(
        "days-to-draft",
        "Days from last advice to draft",
        "stage_draft",
        "from the last advice to the draft plan",
    ),
    _stage(
        "days-draft-to-final",
        "Days from draft to final plan",
        "stage_final",
        "from the draft plan to the final one",
    ),
    in_time(
        "advice-in-6-weeks",
        "Advice within 6 weeks, every adviser",
        "ena-advice-due",
        "requests for advice",
        EHC_MANAGER,
    ),
    *(_advice(name, words, about, owner) for name, words, about, owner in AGENCIES),
    *(
        _contributed(
            f"plans-with-{name}-advice",
            f"Plans with advice from {words}",
            f"advised_{name.replace('-', '_')}",
            words,
            owner,
        )
        for name, words, _, owner in AGENCIES
    ),
    _contributed(
        "plans-with-every-agency",
        "Plans with advice from every agency",
        "advised_all",
        "educational psychology, the NHS and social care",
        EHC_MANAGER,
    ),
    Measure(
        key="social-care-asked",
        title="Assessments in which social care was asked",
        numerator="of these, those in which social care was asked for its advice by the day",
        denominator="decisions to assess told in the 12 months",
        unit=Unit.PERCENT,
        period=YEAR,
        population="Children whose assessment was agreed",
        source=EVENTS,
        owner=DSCO,
        direction=Direction.UP,
        target=Decimal(100),
        target_source="SEND Regulations 2014, reg 6(1)(e): social care must be asked every time.",
        standing=Standing.STATUTORY,
        defined_by="Special Educational Needs and Disability Regulations 2014, reg 6(1)(e)",
        url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/6",
        in_force_from=THE_ACT,
        formula=share(case("social_care_asked"), case("agreed")),
        evidence=(case("asked_ever"),),
        silence="No request for advice has been recorded in this area by that day.",
        note="What the law makes certain. An assessment by social care itself is `care-assessed`.",
    ),
    in_time(
        "care-assessed",
        "Social care assessments within 45 working days",
        "sc-s17",
        "referrals of a child for an assessment by social care",
        DSCO,
    ),
    late_now(
        "requests-undecided-late",
        "Requests undecided after 6 weeks",
        ("ena-decide",),
        "requests for an assessment",
        EHC_MANAGER,
    ),
    late_now(
        "plans-late-now",
        "Assessments past 20 weeks with no plan yet",
        ("plan-final",),
        "assessments under way",
        EHC_MANAGER,
    ),
    Measure(
        key="exceptions-recorded",
        title="Late plans with a lawful reason on record",
        numerator="of these, those with a statutory exception recorded",
        denominator="first plans issued after their last lawful day in the 12 months",
        unit=Unit.PERCENT,
        period=YEAR,
        population="Children whose plan came late",
        source=CLOCKS,
        owner=EHC_MANAGER,
        direction=Direction.NEITHER,
        formula=share(
            (clock("plan-final", "met_late_excused"),),
            (clock("plan-final", "met_late"),),
        ),
        evidence=(Cell(Family.CLOCKS, "plan-final", "ever"),),
        **law_of("plan-final"),
    ),
)
