"""Invented plans in words: the same few lives told with each invented child's own name.

Every sentence is made up. Some plans are sound, some have what inspectors find: vague lines, a
silent section, advice that has grown old. Nothing here describes a real child.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from goldenthread.plans.content import (
    AdulthoodArea,
    AdviceKind,
    Aspiration,
    Cover,
    Evidence,
    Link,
    Need,
    NeedArea,
    NothingFound,
    Outcome,
    PersonalBudget,
    Plan,
    Provision,
    Section,
    Signature,
    View,
    Voice,
)


@dataclass(frozen=True, slots=True)
class Theme:
    """One need, what it means, its outcome and what is given; {n} stands for a name."""

    area: NeedArea
    need: str
    effect: str
    strength: str
    outcome: str
    what: str
    who: str
    often: str
    how_long: str
    vague: str  # the same line as it is too often written
    adulthood: AdulthoodArea | None = None  # of adult life, where it prepares for that


THEMES = (
    Theme(
        NeedArea.COGNITION,
        "{n} cannot yet keep three spoken steps in mind.",
        "{n} leaves tasks half done and waits to be told what comes next.",
        "{n} remembers pictures and songs after one time.",
        "By {year} {n} finishes a task of four steps from a picture strip, 4 days in 5.",
        "Each task of several steps is set out as a picture strip and gone through with {n}.",
        "A named teaching assistant trained in task planning",
        "In every lesson with written work",
        "5 minutes at the start of each task",
        "Regular support with organisation as required.",
    ),
    Theme(
        NeedArea.COMMUNICATION,
        "{n} finds it hard to join a talk that others have begun.",
        "{n} stands at the edge at break and goes home with nobody to tell.",
        "{n} is kind, and tells good jokes to people {n} knows.",
        "By {year} {n} starts 3 talks a week with classmates without help.",
        "Talk in a pair, set up and ended by the therapist's script.",
        "A speech and language therapist, and a teaching assistant trained by them",
        "Twice a week",
        "20 minutes, for 36 weeks",
        "Access to social skills opportunities.",
    ),
    Theme(
        NeedArea.SEMH,
        "{n} is overcome by worry when the day changes without warning.",
        "{n} has left the classroom in tears on most Mondays this term.",
        "{n} can say afterwards what happened, and what helped.",
        "By {year} {n} stays in class on 4 Mondays in 5, using the card when worried.",
        "The day's changes are told at the door and marked on a card that {n} keeps.",
        "The class teacher",
        "Every morning",
        "10 minutes",
        "Opportunities to discuss feelings where possible.",
    ),
    Theme(
        NeedArea.SENSORY_PHYSICAL,
        "Noise in the hall makes {n} cover both ears.",
        "{n} misses lunch and assembly, and the news that is told there.",
        "{n} knows when quiet is needed, and can ask for it.",
        "By {year} {n} eats in the hall 4 days in 5.",
        "Lunch begins 5 minutes before the rest, at a corner table, with one adult.",
        "A lunchtime assistant trained by the occupational therapist",
        "Every school day",
        "30 minutes",
        "Consideration to be given to sensory needs.",
    ),
)
# What plans from year 9 add: an outcome for each area of adult life, resting on the first need.
ADULT = (
    Theme(
        NeedArea.COGNITION,
        "",
        "",
        "",
        "By {year} {n} has worked for two weeks in a place that {n} chose.",
        "A place to work is found with {n}, tried for a day and then visited each week.",
        "A careers adviser trained in supported work",
        "Once a week",
        "45 minutes, for 20 weeks",
        "",
        AdulthoodArea.EMPLOYMENT,
    ),
    Theme(
        NeedArea.COGNITION,
        "",
        "",
        "",
        "By {year} {n} shops for and cooks a hot meal once a week.",
        "Shopping and cooking are practised with {n} from a list of pictures.",
        "A named teaching assistant trained by the occupational therapist",
        "Twice a week",
        "60 minutes",
        "",
        AdulthoodArea.LIVING,
    ),
    Theme(
        NeedArea.COMMUNICATION,
        "",
        "",
        "",
        "By {year} {n} goes by bus to a club that {n} chose, every week.",
        "The way by bus is practised, first side by side and then apart.",
        "A travel trainer of the council",
        "Once a week",
        "60 minutes, for 12 weeks",
        "",
        AdulthoodArea.COMMUNITY,
    ),
    Theme(
        NeedArea.SEMH,
        "",
        "",
        "",
        "By {year} {n} books a visit to the doctor and says there what is wrong.",
        "What to ask a doctor is practised with {n}, and a health check is booked each year.",
        "The school nurse",
        "Once each half term",
        "30 minutes",
        "",
        AdulthoodArea.HEALTH,
    ),
)
Adviser = tuple[AdviceKind, str, str, str]
CAREERS: Adviser = (AdviceKind.ADULTHOOD, "Ms J Lane", "Careers adviser", "The council")
ADVISERS: tuple[Adviser, ...] = (
    (AdviceKind.FAMILY, "The family", "Parents", "Home"),
    (AdviceKind.EDUCATION, "Ms R Bell", "SENCO", "The school"),
    (AdviceKind.MEDICAL, "Dr S Ade", "Paediatrician", "Invented NHS Trust"),
    (AdviceKind.PSYCHOLOGY, "Dr Anita Shah", "Educational psychologist", "The council"),
    (AdviceKind.SOCIAL_CARE, "Mr T Osei", "Social worker", "The council"),
)
NONE = {
    Section.C: "No health need was found",
    Section.D: "No social care need was found",
    Section.G: "No health provision is needed",
    Section.H1: "None is needed under section 2 of the 1970 Act",
    Section.H2: "No other social care provision is needed",
}


def invented_plan(
    name: str,
    *,
    chosen: int,
    written: date,
    advice: date,
    vague: bool = False,
    silent: bool = False,
    adult: bool = False,
) -> Plan:
    """Tell one invented plan: `chosen` picks its needs, so that the same child has the same.

    `adult` adds what prepares for adult life, as a plan from year 9 must.
    """
    themes = [THEMES[(chosen + n) % len(THEMES)] for n in range(2 + chosen % 3)]
    year = written.year + 2
    rows = [_told(theme, name, n, year, vague and n == 1) for n, theme in enumerate(themes, 1)]
    needs, outcomes, lines = zip(*rows, strict=True)
    more = [
        _told(theme, name, n, year, False)[1:]
        for n, theme in enumerate(ADULT if adult else (), len(rows) + 1)
    ]
    links = [
        Link(source=a, target=b)
        for n in range(1, len(rows) + 1)
        for a, b in (
            (f"B{n}", f"E{n}"), (f"B{n}", f"F{n}"), (f"E{n}", f"F{n}"),
            ("K4", f"B{n}"), ("K4", f"F{n}"), ("K2", f"B{n}"),
        )
    ]  # fmt: skip
    links += [Link(source=a, target=b) for a, b in (("A3", "E1"), ("K3", "B1"), ("K5", "B1"))]
    links += [
        Link(source=a, target=b)
        for outcome, line in more
        for a, b in (("B1", outcome.id), ("B1", line.id), (outcome.id, line.id), ("K6", line.id))
    ]
    return Plan(
        invented=True,
        cover=Cover(child_name=name),
        views=_views(name, written),
        aspirations=(Aspiration(id="A3", text=f"{name} wants to have a best friend."),),
        needs=needs,
        outcomes=(*outcomes, *(outcome for outcome, _ in more)),
        provision=(*lines, *(line for _, line in more)),
        evidence=_evidence(advice, (*ADVISERS, CAREERS) if adult else ADVISERS),
        links=tuple(links),
        nothing_found=() if silent else _none(name, advice),
        monitoring=""
        if silent
        else "The class teacher notes each outcome weekly; the SENCO "
        "looks at progress each half term.",
        personal_budget=None
        if silent
        else PersonalBudget(text="Information was given. None requested.", requested=False),
        signature=Signature(name="Priya Nair", role="EHC officer", signed_date=written),
    )


def _told(
    theme: Theme, name: str, number: int, year: int, vague: bool
) -> tuple[Need, Outcome, Provision]:
    def said(words: str) -> str:
        return words.format(n=name, year=f"July {year}")

    need = Need(
        id=f"B{number}",
        section=Section.B,
        area=theme.area,
        text=said(theme.need),
        effect=said(theme.effect),
        strengths=said(theme.strength),
    )
    outcome = Outcome(
        id=f"E{number}",
        text=said(theme.outcome),
        area=theme.area,
        baseline="Not yet, in the advice",
        measure="The teacher's weekly note",
        by_when=date(year, 7, 31),
        adulthood_area=theme.adulthood,
    )
    full = {
        "who": theme.who,
        "how_often": theme.often,
        "how_long": theme.how_long,
        "group_size": "1 adult to 1 child",
        "where": "The classroom",
        "starts": "The day of this plan",
        "review": "SENCO, each half term",
        "funded_by": "School",
    }
    line = Provision(
        id=f"F{number}",
        section=Section.F,
        area=theme.area,
        what=theme.vague if vague else said(theme.what),
        **({} if vague else full),
    )
    return need, outcome, line


def _views(name: str, on: date) -> tuple[View, ...]:
    return (
        View(
            id="A1",
            voice=Voice.CHILD,
            text="I like drawing and I like it when it is quiet.",
            given_date=on,
            method="Spoken, with pictures",
            gathered_by="Ms R Bell, SENCO",
        ),
        View(
            id="A2",
            voice=Voice.PARENT,
            text=f"We want {name} to be happy to go to school again.",
            given_date=on,
            method="A talk at home",
        ),
    )


def _evidence(
    on: date, advisers: Iterable[tuple[AdviceKind, str, str, str]]
) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            id=f"K{number}",
            kind=kind,
            author=author,
            role=role,
            body=body,
            title=f"{role} advice",
            written_date=on,
            attached=True,
        )
        for number, (kind, author, role, body) in enumerate(advisers, 1)
    )


def _none(name: str, on: date) -> tuple[NothingFound, ...]:
    day = f"{on.day} {on:%B %Y}"
    return tuple(
        NothingFound(
            section=section,  # type: ignore[arg-type]  # of the sections that may say so
            text=f"{words} by {who}, who assessed {name} on {day}.",
            assessed_by=who,
            assessed_date=on,
        )
        for section, words in NONE.items()
        for who in ["Dr S Ade" if section in (Section.C, Section.G) else "Mr T Osei"]
    )
