"""An invented inspection of two years back, and the plan made of it, told through the commands.

Everything is recorded as it would have been, on its own day, by the post that would have done it:
the report judged, workstreams led jointly, actions whose effects stand at every verdict, late and
dropped steps, a challenge meeting, a self-evaluation and a public report that both bodies signed.
The survey figures are made up and say so; no figure of the record is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from goldenthread.access import asking
from goldenthread.access import queries as access
from goldenthread.access.models import Post, User
from goldenthread.access.rules import Asker
from goldenthread.demo.inspection_report import InventedReport, report_pdf
from goldenthread.demo.personas import PERSONAS
from goldenthread.law.calendar import add_months
from goldenthread.strategy.commands import boards, figures, inspections, plan, steps
from goldenthread.strategy.commands.inspections import Judgement
from goldenthread.strategy.commands.submit import submit_plan
from goldenthread.strategy.models import Action, Finding, Workstream
from goldenthread.strategy.queries import reach
from goldenthread.strategy.queries.board import board
from goldenthread.strategy.queries.figures import released
from goldenthread.strategy.rules.papers import public_content

AREA, AREA_CODE = 830, "derbyshire"
AREAS = (830, 831)  # one may be compared with the other
LONDON = ZoneInfo("Europe/London")
ENDS = date(2026, 11, 1)
REPORTED, SUBMITTED = date(2024, 11, 12), date(2024, 12, 20)
SURVEY = "Invented survey of families, each month, for the demonstration"
REPORT = InventedReport(
    area="Derbyshire",
    council="Derbyshire County Council",
    board="NHS Derby and Derbyshire Integrated Care Board",
    inspected="2 to 6 September 2024",
    before="5 to 9 November 2018",
    published="12 November 2024",
    priority=[
        (
            "Leaders should make sure that families are told what happens and when. They should:",
            [
                "name one person for each family, who answers;",
                "tell each family every month what is happening, even when nothing is.",
            ],
        ),
        (
            "Leaders should make sure that what a plan promises is given. They should:",
            ["ask each school every term what was given;", "act where it was not."],
        ),
        ("Health leaders should cut the time that children wait to be seen.", []),
    ],
    improvements=[
        "Leaders should ask young people before they change a service.",
        "Schools should get help before a child falls behind.",
    ],
    strengths=["Staff know the children they work with, and like them."],
    weaknesses=[
        "Families wait for answers that do not come.",
        "Nobody checks whether help that was promised is given.",
    ],
)
# What families answered each month, of each 100 asked: confidence fell while staff left, then held.
CONFIDENCE = [44, 42, 45, 43, 44, 46, 43, 42, 45, 44, 43, 45, 44, 42, 43, 45, 44, 43]
CONFIDENCE += [31, 30, 32, 29, 31, 30, 31, 32, 30, 31, 29, 30, 31, 32, 30, 31]
GIVEN = [51, 53, 50, 52, 51, 49, 52, 51, 53, 50, 51, 52, 50, 51, 53, 49, 51, 52]
GIVEN += [70, 71, 69, 72, 70, 71, 70, 69, 71, 72, 70, 71, 69, 70, 71, 70]
FIRST_MONTH = date(2023, 9, 1)
ASKED = 400  # families asked each month


@dataclass(frozen=True, slots=True)
class Planned:
    """An action of the invented plan."""

    finding: int
    title: str
    owner: str
    start: date
    end: date
    measure: str
    up: bool
    size: int
    by: date
    felt: bool = False
    cost: int = 0
    done: date | None = None
    answers: tuple[int, ...] = ()


ACTIONS = (
    Planned(  # what it was to change got worse
        1, "One named officer for each family", "helen", date(2025, 3, 3), date(2025, 9, 30),
        "family-confidence", True, 10, date(2026, 3, 31), cost=52_000_000, answers=(0,),
    ),
    Planned(  # better
        2, "Ask each school every term what was given", "helen", date(2025, 3, 3),
        date(2025, 7, 31), "families-say-help-given", True, 15, date(2026, 3, 31), felt=True,
        cost=4_800_000, done=date(2025, 7, 28), answers=(0,),
    ),
    Planned(  # no effect seen
        1, "A letter to each family every month", "leah", date(2025, 12, 1), date(2026, 5, 29),
        "family-confidence", True, 8, date(2026, 9, 30), cost=1_250_000,
        done=date(2026, 5, 22), answers=(1,),
    ),
    Planned(  # too early
        2, "A visit where help was not given", "helen", date(2026, 9, 1), date(2027, 3, 31),
        "families-say-help-given", True, 10, date(2027, 9, 30), cost=9_600_000, answers=(1,),
    ),
    Planned(  # too early: its figures are those of the record
        3, "Two more clinics a week", "farah", date(2026, 6, 1), date(2027, 6, 30),
        "waiting-over-18-weeks-community-paediatrics", False, 15, date(2027, 12, 31),
        cost=31_000_000,
    ),
)  # fmt: skip
NOT_STARTED = Planned(
    3, "One list for every neurodevelopmental wait", "farah", date(2027, 1, 4), date(2027, 12, 17),
    "waiting-over-52-weeks-neurodevelopmental", False, 20, date(2028, 6, 30),
)  # fmt: skip


def at(day: date) -> datetime:
    """Return half past nine in the morning of a day, in London."""
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=LONDON)


@contextmanager
def acting(key: str, day: date) -> Iterator[Asker]:
    """Act as one of the personas, on a day."""
    by = access.asker(person(key), at(day))
    with asking.stated(by):
        yield by


def person(key: str) -> User:
    """Return one of the personas."""
    name = next(one.name for one in PERSONAS if one.key == key)
    return User.objects.get(name=name, invented=True)


def held(key: str) -> int:
    """Return the number of a persona's post."""
    name = next(one.name for one in PERSONAS if one.key == key)
    return Post.objects.filter(user__name=name, user__invented=True).earliest("pk").pk


def tell(today: date) -> None:
    """Tell the whole story up to a day. The partnership's people have been written.

    It ends in November 2026: on a day before that nothing is told.
    """
    if today < ENDS:
        return
    with acting("leah", REPORTED) as lead:
        found = inspections.read_report(
            chunks=[report_pdf(REPORT)], name="invented-inspection-report.pdf", area_id=AREA,
            by=lead, at=at(REPORTED), invented=True,
        )  # fmt: skip
        _judge(found.pk, lead)
        inspections.confirm(found.pk, by=lead, at=at(REPORTED))
        stream = plan.open_workstream(
            found.pk, name="Families hear from us", aim="No family waits for an answer.",
            lead_post=held("leah"), second_post=held("tomasz"), family_post=held("dawn"),
            on=date(2024, 11, 25), by=lead,
        )  # fmt: skip
        made = [_add(found.pk, stream, one, lead) for one in (*ACTIONS, NOT_STARTED)]
        submit_plan(found.pk, on=SUBMITTED, today=SUBMITTED, by=lead, at=at(SUBMITTED))
    for one, action in zip(ACTIONS, made, strict=False):
        _carry_out(one, action, today)
    _survey(today)
    _work_out(today)
    _partners(made, today)
    _evaluated(today)
    _told(today)


def _judge(inspection_id: int, by: Asker) -> None:
    from goldenthread.strategy.models import Sentence

    rows = Sentence.objects.filter(inspection_id=inspection_id)
    judged = [
        Judgement(
            sentence_id=row.pk,
            decision="CORRECTED",
            text=REPORTED.isoformat(),
            reason="The report prints no day: from the page where it was published.",
        )
        if row.name == "publication_date"
        else Judgement(sentence_id=row.pk, decision="ACCEPTED")
        for row in rows
    ]
    inspections.judge(inspection_id, judged, by=by, at=at(REPORTED))


def _add(inspection_id: int, stream: Workstream, one: Planned, by: Asker) -> Action:
    finding = Finding.objects.get(
        inspection_id=inspection_id, kind="PRIORITY_ACTION", number=one.finding
    )
    day = date(2024, 12, 2)
    made = plan.add_action(
        finding.pk,
        stream.pk,
        plan.NewAction(
            title=one.title,
            requirements=one.answers,
            owner_post=held(one.owner),
            education_post=held("helen"),
            health_post=held("farah"),
            planned_start=one.start,
            planned_end=one.end,
            cost_pence=one.cost,
        ),
        on=day,
        by=by,
    )
    lines = [("DONE", one.measure)] + [("FELT", "family-confidence")] * one.felt
    for line, measure in lines:
        plan.state_effect(
            made.pk, line=line, measure=measure, up=one.up, size=Decimal(one.size),
            by_date=one.by, on=day, by=by,
        )  # fmt: skip
    return made


def _carry_out(one: Planned, made: Action, today: date) -> None:
    """Start an action on its day, promise its steps, and finish it if it was finished."""
    if one.start > today:
        return
    with acting("leah", one.start) as lead:
        plan.start_action(made.pk, on=one.start, today=one.start, by=lead)
        first = steps.set_milestone(
            made.pk, title=f"Ready to begin: {one.title[:1].lower()}{one.title[1:]}",
            due=add_months(one.start, 2), owner_post=held(one.owner), on=one.start, by=lead,
            at=at(one.start),
        )  # fmt: skip
        if one.done is None:
            steps.set_milestone(
                made.pk, title="Half of it in place", due=add_months(one.start, 6),
                owner_post=held("farah"), on=one.start, by=lead, at=at(one.start),
            )  # fmt: skip
    day = add_months(one.start, 2)
    if day <= today:
        with acting(one.owner, day) as owner:
            steps.reach_milestone(first.pk, on=day, today=day, by=owner, at=at(day))
    if one.done:
        with acting(one.owner, one.done) as owner:
            plan.finish_action(made.pk, on=one.done, today=one.done, by=owner)


def _survey(today: date) -> None:
    """Enter what families answered, month by month."""
    for measure, answers in (("family-confidence", CONFIDENCE), ("families-say-help-given", GIVEN)):
        for number, share in enumerate(answers):
            month = add_months(FIRST_MONTH, number)
            day = add_months(month, 1)
            if day > today:
                break
            with acting("leah", day) as lead:
                figures.enter_figure(
                    AREA, measure=measure, month=month, numerator=share * ASKED // 100,
                    denominator=ASKED, source=SURVEY, today=day, by=lead, at=at(day),
                )  # fmt: skip


def _work_out(today: date) -> None:
    """Work out the months of what the record itself tells, as the night's work does."""
    by = asking.service("improvement-figures", AREAS)
    with asking.stated(by):
        figures.work_out(AREAS, today=today, by=by, at=at(today))


def _partners(made: Sequence[Action], today: date) -> None:
    """Evidence, a risk, a decision, and a challenge meeting with an answer that is late."""
    day = date(2026, 10, 1)
    with acting("leah", day) as lead:
        kept = steps.add_evidence(
            made[1].pk, title="Termly return from 412 schools", where="Partnership folder, item 7",
            dated=date(2026, 7, 20), strength=3, today=day, by=lead, at=at(day),
        )  # fmt: skip
        steps.open_risk(
            AREA, text="Named officers leave faster than they can be replaced.", likelihood=4,
            impact=4, mitigation="Pay and caseload reviewed each month.", owner_post=held("helen"),
            on=day, by=lead,
        )  # fmt: skip
        bodies = tuple(post.organisation_id for post in _posts("leah", "tomasz"))
        steps.record_decision(
            AREA, what="Change how officers are named before more are hired.",
            reasons="Confidence fell although every family has a name.", bodies=bodies,
            family_post=held("dawn"), family_said="A name is not an answer: say who answers when.",
            made=day, today=day, by=lead, at=at(day), action_id=made[0].pk,
        )  # fmt: skip
        steps.record_decision(
            AREA, what="Two more speech and language therapists, who work in schools.",
            reasons="More plans name it each year, and a therapist seen early saves a plan later.",
            bodies=bodies, need="SLCN", review=date(2027, 3, 31), family_post=held("dawn"),
            family_said="Come to the school: a clinic is a day lost.",
            made=day, today=day, by=lead, at=at(day),
        )  # fmt: skip
    with acting("tomasz", day) as health:
        steps.check_evidence(
            kept.pk, strength=5, finding="Thirty returns held against the schools' own records.",
            by=health, at=at(day),
        )  # fmt: skip
    with acting("dawn", day) as families:
        meeting = boards.open_meeting(
            AREA, title="Support and challenge, autumn 2026", held=day,
            attended=[held(key) for key in ("leah", "tomasz", "dawn", "gareth")], by=families,
        )  # fmt: skip
        asked = [
            boards.ask(
                meeting.pk, question=question, owed_post=held(owed), due=due, measure=measure,
                by=families, at=at(day),
            ).pk
            for question, owed, due, measure in QUESTIONS
        ]  # fmt: skip
    later = date(2026, 10, 20)
    with acting("farah", later) as owner:
        boards.answer(
            asked[1], words="Two posts were empty until September. Both are filled.", on=later,
            by=owner, at=at(later),
        )  # fmt: skip


QUESTIONS = (
    (
        "Why did families' confidence fall after each had a named officer?",
        "helen",
        date(2026, 10, 30),
        "family-confidence",
    ),
    ("When do the two new clinics run every week?", "farah", date(2026, 10, 23), ""),
)


def _posts(*keys: str) -> list[access.PartnershipPost]:
    found = access.posts_named([held(key) for key in keys])
    return list(found.values())


EVALUATED = (  # whose part, who writes it, what it says, what is claimed and by which measure
    ("EDUCATION", "helen", "Schools say each term what help they gave. Most of it is given.",
     "More families say that the help in the plan is given.", "families-say-help-given"),
    ("HEALTH", "farah", "Two clinics run every week. The list for paediatrics is still long.",
     "Too many children wait over 18 weeks.", "waiting-over-18-weeks-community-paediatrics"),
    ("CARE", "helen", "Social care is asked in each assessment. It is not always heard in time.",
     "", ""),
    ("FAMILIES", "dawn", "A name is not an answer. We hear sooner, and feel heard less.",
     "Fewer of us feel heard than before each family had a name.", "family-confidence"),
)  # fmt: skip


def _evaluated(today: date) -> None:
    """A self-evaluation under way: all four parts are written, and care cites no figure yet."""
    day = date(2026, 11, 2)
    with acting("leah", day) as lead:
        opened = boards.open_evaluation(
            AREA, title="Self-evaluation, autumn 2026", as_of=day, by=lead
        )
    for part, writer, text, claimed, measure in EVALUATED:
        with acting(writer, day) as by:
            made = boards.write_part(opened.pk, part, text=text, by=by, at=at(day))
            months = released([AREA], [measure], until=day).get((AREA, measure), [])
            if any(month.value is not None for month in months):
                boards.claim(made.pk, text=claimed, measure=measure, by=by)


def _told(today: date) -> None:
    """Read each effect month by month, and tell the public, signed by both bodies."""
    day = date(2025, 6, 1)
    while day <= today:
        with acting("leah", day) as lead:
            figures.read_effects([AREA], today=day, by=lead, at=at(day))
        day = add_months(day, 3)
    with acting("leah", today) as lead:
        figures.read_effects([AREA], today=today, by=lead, at=at(today))
        area = reach.get_area("derbyshire", by=lead)
        content = public_content(board(area, on=today, by=lead))
        report = boards.make_progress(AREA, as_of=today, content=content, by=lead, at=at(today))
    for key in ("ruth", "imran"):
        with acting(key, today) as signing:
            boards.sign_progress(report.pk, by=signing, at=at(today))
