"""The invented draft plan that Bilal's mother reads, and the lines of Robin's plan in force."""

from __future__ import annotations

from datetime import date

from goldenthread.plans.content import (
    AdviceKind,
    Cover,
    Evidence,
    Link,
    Need,
    NeedArea,
    Outcome,
    Plan,
    PlanStatus,
    Provision,
    Section,
    View,
    Voice,
)

TALKING, FEELINGS = NeedArea.COMMUNICATION, NeedArea.SEMH
# Advice: its row, kind, author, role and the day it was written.
ADVICE = (
    ("K1", AdviceKind.FAMILY, "Mrs Nasreen Akhtar", "Mother", date(2026, 9, 14)),
    ("K2", AdviceKind.EDUCATION, "Rachel Pemberton", "SENCO", date(2026, 9, 10)),
    (
        "K3",
        AdviceKind.PSYCHOLOGY,
        "Dr Anita Shah",
        "Educational psychologist",
        date(2026, 9, 30),
    ),
)
# Which rows of the plan were made from which advice.
MADE_FROM = {"K1": ["B2", "E2"], "K2": ["B1", "F2"], "K3": ["B1", "E1", "F1"]}


def draft() -> Plan:
    """The draft as it was sent: two needs, two outcomes, three lines of help."""
    return Plan(
        invented=True,
        cover=Cover(
            child_name="Bilal Akhtar",
            pronouns="he/him",
            birth_date=date(2019, 10, 21),
            year_group=2,
            status=PlanStatus.DRAFT,
            draft_date=date(2026, 11, 12),
            council="Derbyshire County Council",
            family_language="Urdu",
        ),
        views=(
            View(id="A1", voice=Voice.CHILD, text="I like to build. Loud rooms make me hide."),
            View(id="A2", voice=Voice.PARENT, text="At home he talks to his sister all day."),
        ),
        needs=_needs(),
        outcomes=_outcomes(),
        provision=_provision(),
        evidence=tuple(
            Evidence(id=row, kind=kind, author=author, role=role, written_date=on, attached=True)
            for row, kind, author, role, on in ADVICE
        ),
        links=tuple(
            Link(source=source, target=target)
            for source, target in (
                *(("B1", "E1"), ("E1", "F1"), ("E1", "F2"), ("B2", "E2"), ("E2", "F3")),
                *((row, advice) for advice, rows in MADE_FROM.items() for row in rows),
            )
        ),
    )


def _needs() -> tuple[Need, ...]:
    return (
        Need(
            id="B1",
            section=Section.B,
            area=TALKING,
            text="Bilal follows one spoken step in English. He loses the second of two.",
            effect="In lessons he watches what others do and starts late.",
        ),
        Need(
            id="B2",
            section=Section.B,
            area=FEELINGS,
            text="He leaves the room when it is loud.",
            effect="He misses the start of lunch and of most lessons.",
        ),
    )


def _outcomes() -> tuple[Outcome, ...]:
    return (
        Outcome(
            id="E1",
            area=TALKING,
            text="By July 2027 Bilal follows three spoken steps in a lesson without help.",
            by_when=date(2027, 7, 20),
        ),
        Outcome(
            id="E2",
            area=FEELINGS,
            text="By July 2027 Bilal stays in the hall for the whole of lunch four days in five.",
            by_when=date(2027, 7, 20),
        ),
    )


def _provision() -> tuple[Provision, ...]:
    return (
        Provision(
            id="F1",
            section=Section.F,
            area=TALKING,
            what="Speech and language therapy, one to one",
            who="a speech and language therapist who speaks Urdu or works with an interpreter",
            direct_time="30 minutes",
            how_often="every week in term",
            how_long="for the school year",
        ),
        Provision(
            id="F2",
            section=Section.F,
            area=TALKING,
            what="The steps of each task drawn on a card and read with him",
            who="a teaching assistant trained by the therapist",
            direct_time="10 minutes",
            how_often="in each of four lessons a day",
        ),
        Provision(
            id="F3",
            section=Section.F,
            area=FEELINGS,
            what="A quiet table at lunch, and ear defenders when he asks",
            who="a midday supervisor he knows",
            how_often="every school day",
        ),
    )


# Robin's lines: area of need, what, who, how often, minutes a week.
LINES = (
    (
        *(TALKING, "Speech therapy with picture cards"),
        *("a speech and language therapist", "once a week, for 45 minutes", 45),
    ),
    (
        *(TALKING, "Practice with the picture book"),
        *("a teaching assistant who was trained", "20 minutes every school day", 100),
    ),
    (
        *(NeedArea.SENSORY_PHYSICAL, "Hand and finger exercises"),
        *("an occupational therapist", "30 minutes every second week", 15),
    ),
)
# What was told of the therapy, the first line, week by week, the newest first: family, school.
THERAPY = (
    *(("NO", "YES"), ("YES", "YES"), ("NO", "NO"), ("PART", "PART"), ("YES", "YES")),
    *(("NO", "NO"), ("YES", "YES"), ("YES", "")),
)
PART_MINUTES = 20
