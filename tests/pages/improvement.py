"""An invented inspection of Derbyshire and a plan made from it, through the commands."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from goldenthread.access.models import Post
from goldenthread.demo.inspection_report import InventedReport, report_pdf
from goldenthread.strategy.commands import inspections, plan, steps
from goldenthread.strategy.commands.inspections import Judgement
from goldenthread.strategy.models import Figure
from goldenthread.strategy.models.figures import FigureSource

LONDON = ZoneInfo("Europe/London")
REPORTED = date(2024, 11, 12)
DUE = date(2025, 1, 3)  # 35 working days on, counted by hand round three bank holidays
STARTED = date(2025, 2, 3)
SAID = InventedReport(
    area="Derbyshire",
    council="Derbyshire County Council",
    board="NHS Derby and Derbyshire ICB",
    inspected="2 to 6 September 2024",
    before="5 to 9 November 2018",
    published="12 November 2024",
    priority=[
        (
            "Leaders should agree one joint plan. They should:",
            ["agree who owns each part of it;", "tell families each month what has changed."],
        ),
        ("Health leaders should cut the time children wait.", []),
    ],
    improvements=["Leaders should listen to young people."],
    strengths=["Families know the name of the person who answers them."],
    weaknesses=["Plans are late.", "Chairs arrive after the child has grown."],
)


@cache
def invented_pdf() -> bytes:
    return report_pdf(SAID)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=LONDON)


def posts(cast) -> SimpleNamespace:
    """Return the number of each of the cast's posts, by the names the cast has for them."""
    rows = {post.user_id: post.pk for post in Post.objects.all()}
    held = {name: rows.get(user.pk) for name, user in vars(cast).items()}
    return SimpleNamespace(**held)


def read(by, day=REPORTED):
    return inspections.read_report(
        chunks=[invented_pdf()], name="invented.pdf", area_id=830, by=by, at=at(day), invented=True
    )


def judge_all(found, by, day=REPORTED):
    """Let every sentence stand, and give the day of the report, which reports do not print."""
    judgements = [
        Judgement(
            sentence_id=row.pk,
            decision="CORRECTED",
            text=REPORTED.isoformat(),
            reason="From the page where it was published",
        )
        if row.name == "publication_date"
        else Judgement(sentence_id=row.pk, decision="ACCEPTED")
        for row in found.sentences.all()
    ]
    return inspections.judge(found.pk, judgements, by=by, at=at(day))


def confirmed(by):
    found = judge_all(read(by), by)
    return inspections.confirm(found.pk, by=by, at=at(REPORTED))


def workstream(found, held, by, **changes):
    given = {
        "name": "Answer in time",
        "aim": "Every plan within 20 weeks",
        "lead_post": held.improvement_lead,
        "second_post": held.icb_lead,
        "family_post": held.forum_rep,
    }
    return plan.open_workstream(found.pk, **{**given, **changes}, on=date(2024, 12, 2), by=by)


def new_action(held, **changes):
    given = {
        "title": "Twelve more case officers",
        "requirements": (0,),
        "owner_post": held.manager,
        "education_post": held.manager,
        "health_post": held.dco,
        "planned_start": STARTED,
        "planned_end": date(2025, 6, 30),
        "cost_pence": 480_000_00,
    }
    return plan.NewAction(**{**given, **changes})


def action(finding, stream, held, by, **changes):
    given = new_action(held, **changes)
    return plan.add_action(finding.pk, stream.pk, given, on=date(2024, 12, 9), by=by)


def effect(made, by, **changes):
    given = {
        "line": "DONE",
        "measure": "plans-in-20-weeks",
        "up": True,
        "size": Decimal("15"),
        "by_date": date(2026, 3, 31),
    }
    return plan.state_effect(made.pk, **{**given, **changes}, on=date(2025, 1, 10), by=by)


def figures(values, *, first=date(2023, 8, 1), measure="plans-in-20-weeks", area=830, known=None):
    """Keep released months of a measure, one after the other; none where a value is None."""
    rows = []
    for number, value in enumerate(values):
        months = first.year * 12 + first.month - 1 + number
        rows.append(
            Figure(
                area_id=area,
                measure=measure,
                definition_version=1,
                month=date(months // 12, months % 12 + 1, 1),
                value=None if value is None else Decimal(str(value)),
                why_none="Too few children to show." if value is None else "",
                source=FigureSource.COMPUTED,
                known_at=known or at(date(2026, 11, 21)),
            )
        )
    Figure.objects.bulk_create(rows)


def started(by, held, **changes):
    """A plan with one action of the first finding, stated and started."""
    found = confirmed(by)
    stream = workstream(found, held, by)
    finding = found.findings.get(kind="PRIORITY_ACTION", number=1)
    made = action(finding, stream, held, by, **changes)
    effect(made, by)
    plan.start_action(made.pk, on=STARTED, today=date(2026, 11, 22), by=by)
    made.refresh_from_db()
    return SimpleNamespace(inspection=found, stream=stream, finding=finding, action=made)


def step(made, held, by, due=date(2025, 4, 30), title="First six officers in post"):
    day = date(2025, 2, 3)
    return steps.set_milestone(
        made.pk, title=title, due=due, owner_post=held.manager, on=day, by=by, at=at(day)
    )
