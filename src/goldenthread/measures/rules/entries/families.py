"""What families meet: answers, complaints, appeals, mediation, education after exclusion, trust."""

from __future__ import annotations

from goldenthread.heard.rules.questions import GIVEN_NOW, HEARD
from goldenthread.measures.rules.entries.parts import (
    EHC_MANAGER,
    EVENTS,
    THE_ACT,
    YEAR,
    event,
    in_time,
    late_now,
    plans,
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

CONTACT = "case:contact"  # every promise of that type of case, whatever its rule


def _per_100_plans(key: str, title: str, kinds: tuple[str, ...], what: str, who: str) -> Measure:
    return Measure(
        key=key,
        title=title,
        numerator=f"{what} in the 12 months",
        denominator="plans in force at the end of the day",
        unit=Unit.PER_100_PLANS,
        period=YEAR,
        population="Families of children in the area",
        source=EVENTS,
        owner=EHC_MANAGER,
        direction=Direction.DOWN,
        standing=Standing.LOCAL,
        defined_by=who,
        url="",
        in_force_from=THE_ACT,
        formula=share([event(kind) for kind in kinds], plans("in_force")),
        evidence=tuple(event(kind, "ever") for kind in kinds),
        silence=f"None of the {what} have been recorded in this area by that day; whether there "
        "were any cannot be told from here.",
    )


def _reply(
    key: str,
    title: str,
    numerator: str,
    denominator: str | None,
    formula: Formula,
    evidence: Cell,
    silence: str,
) -> Measure:
    """How soon families are answered: a share where it has a denominator, else a middle day."""
    answered = "" if denominator else ", answered in the 12 months"
    return Measure(
        key=key,
        title=title,
        numerator=numerator,
        denominator=denominator,
        unit=Unit.PERCENT if denominator else Unit.DAYS,
        period=YEAR,
        population=f"Messages from families, by any channel{answered}",
        source="timeline clocks of the contact cases",
        owner=EHC_MANAGER,
        direction=Direction.UP if denominator else Direction.DOWN,
        standing=Standing.LOCAL,
        defined_by="The partnership's own promise, after the Derbyshire letter of 2024",
        url="",
        in_force_from=THE_ACT,
        formula=formula,
        evidence=(evidence,),
        silence=silence,
    )


def _learned(
    key: str,
    title: str,
    top: tuple[str, str],
    bottom: tuple[str, str],
    direction: Direction,
    silence: str,
) -> Measure:
    """What complaints found, and what came of it: two columns and what each counts, in words."""
    return Measure(
        key=key,
        title=title,
        numerator=top[1],
        denominator=bottom[1],
        unit=Unit.PERCENT,
        period=YEAR,
        population="Complaints of families of children in the area, whatever their route",
        source="complaints, their stages, and the changes written down after them",
        owner=EHC_MANAGER,
        direction=direction,
        standing=Standing.LOCAL,
        defined_by="Local Government and Social Care Ombudsman, Complaint Handling Code",
        url="https://www.lgo.org.uk/information-centre/information-for-organisations-we-"
        "investigate/complaint-handling-code",
        in_force_from=THE_ACT,
        formula=share(_lesson(top[0]), _lesson(bottom[0])),
        evidence=(_lesson(bottom[0]),),
        silence=silence,
        note="Complaints lie below the timeline: what was answered by a past day is counted as the "
        "record now tells it; a change counts from the moment it was written down.",
    )


def _lesson(column: str) -> Cell:
    return Cell(Family.LESSONS, "", column)


def _answered(
    key: str, title: str, question: str, numerator: str, population: str, silence: str
) -> Measure:
    """Of the families who answered a question, the share who answered as is hoped for."""
    return Measure(
        key=key,
        title=title,
        numerator=numerator,
        denominator="answers to the question given in the 12 months, by whatever door they came",
        unit=Unit.PERCENT,
        period=YEAR,
        population=population,
        source="answers to surveys, which name no family",
        owner="Parent carer forum and the partnership board",
        direction=Direction.UP,
        standing=Standing.LOCAL,
        defined_by="Area SEND inspections: framework and handbook, June 2025",
        url="https://www.gov.uk/government/publications/area-send-framework-and-handbook",
        in_force_from=THE_ACT,
        formula=share(_told(question, "good"), _told(question, "asked")),
        evidence=(_told(question, "asked"),),
        silence=silence,
        note="Those who answer are not all families, and may not be like the others: how many were "
        "asked stands beside it on the survey's own page. Answers kept aside count only once "
        "somebody let them in.",
    )


def _told(question: str, column: str) -> Cell:
    return Cell(Family.HEARD, question, column)


MEASURES: tuple[Measure, ...] = (
    _reply(
        "contacts-answered-in-promise",
        "Messages from families answered in time",
        "messages answered by the day promised",
        "messages whose promised day fell in the 12 months",
        share(Cell(Family.CLOCKS, CONTACT, "due_kept"), Cell(Family.CLOCKS, CONTACT, "due")),
        Cell(Family.CLOCKS, CONTACT, "ever"),
        "No message with a promised day of reply has been recorded in this area.",
    ),
    late_now(
        "contacts-unanswered",
        "Messages from families late and not answered",
        ("con-reply",),
        "messages from families",
        EHC_MANAGER,
    ),
    _reply(
        "contact-days",
        "Days until a family is answered",
        "the middle number of calendar days from the message to the answer",
        None,
        Formula(top=(Cell(Family.REPLIES, "", "days"),), places=1),
        Cell(Family.REPLIES, "", "answered"),
        "No message from a family was answered in this area in the 12 months.",
    ),
    in_time(
        "struggling-families-spoken-to",
        "Families that are struggling spoken to the same day",
        "con-urgent",
        "messages of families that are struggling",
        EHC_MANAGER,
    ),
    _per_100_plans(
        "complaints-per-100-plans",
        "Complaints",
        ("complaint.received",),
        "complaints received",
        "Local Government and Social Care Ombudsman, Complaint Handling Code",
    ),
    _per_100_plans(
        "appeals-per-100-plans",
        "Appeals to the Tribunal",
        ("appeal.received",),
        "appeals the council was told of",
        "Department for Education and HM Courts and Tribunals Service, SEND appeal rate: here "
        "over plans in force, since every family with a plan can be counted each month",
    ),
    in_time(
        "appeals-answered-in-time",
        "Appeals answered in time",
        "app-response",
        "appeals received",
        EHC_MANAGER,
    ),
    in_time(
        "mediation-in-30-days",
        "Mediation held within 30 days",
        "med-held",
        "requests for mediation",
        EHC_MANAGER,
    ),
    in_time(
        "tribunal-orders-in-time",
        "Tribunal orders obeyed in time",
        ("ord-make-plan", "ord-amend", "ord-setting", "ord-continue-amend", "ord-assess-tell"),
        "orders of the Tribunal, appeals conceded and agreements",
        EHC_MANAGER,
    ),
    in_time(
        "complaints-in-time",
        "Complaints acknowledged or answered in time",
        ("cmp-s1", "cmp-s2", "cmp-ca-s1", "cmp-ca-s2", "cmp-nhs"),
        "complaints",
        EHC_MANAGER,
    ),
    _learned(
        "complaints-upheld",
        "Complaints upheld",
        ("upheld", "of these, those found right, in whole or in part"),
        ("answered", "complaints of which a stage was answered in the 12 months"),
        Direction.NEITHER,
        "No complaint was answered in this area in the 12 months.",
    ),
    _learned(
        "complaints-learned-from",
        "Upheld complaints that something was learned from",
        ("taught", "of these, those of which a change was written down"),
        ("upheld", "complaints found right, in whole or in part, in the 12 months"),
        Direction.UP,
        "No complaint was upheld in this area in the 12 months.",
    ),
    _learned(
        "complaint-changes-made-in-time",
        "Changes promised after complaints, made in time",
        ("kept", "of these, those made by that day"),
        ("due", "changes promised after a complaint, whose day fell in the 12 months"),
        Direction.UP,
        "No change promised after a complaint fell due in this area in the 12 months.",
    ),
    in_time(
        "taught-after-exclusion",
        "Education from the sixth day after exclusion",
        ("s19-pex-6", "s100-susp-6"),
        "permanent exclusions and suspensions over five days",
        EHC_MANAGER,
    ),
    _answered(
        "families-say-help-given",
        "Families who say that the help in the plan is given",
        GIVEN_NOW,
        "answers that all or most of it is given",
        "Families of children with a plan, asked after a review and once a year",
        "No family has been asked by survey: what they tell week by week is counted in "
        "`provision-confirmed`.",
    ),
    _answered(
        "family-confidence",
        "Families who feel heard",
        HEARD,
        "answers that agree, a lot or by and large, that they were listened to",
        "Families asked after a step of their child's support, and once a year",
        "No family has been asked in this area: no answer to a survey is on record.",
    ),
)
