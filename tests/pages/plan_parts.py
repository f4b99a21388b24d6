"""A draft plan for the tests of the plan desk: two advisers' words, their plan, and the steps."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

from tests.unit.plans.gold.children import amara

from goldenthread.access import asking
from goldenthread.access.models import Post
from goldenthread.plans import commands
from goldenthread.plans.content import AdviceKind, NeedArea, Placement, Plan
from goldenthread.plans.models import PlanDraft
from goldenthread.plans.rules.statements import SourceStatement

from .conftest import NOW, TODAY

SCHOOL = "Hillside Primary School"


def sound_plan() -> Plan:
    """The gold plan of Amara, as a draft would hold it: no placement, nobody's signature."""
    plan = amara()
    return plan.model_copy(update={"signature": None, "placement": None})


def statements(post_id: int | None = None) -> list[SourceStatement]:
    """What one psychologist's advice hands down: a need, an outcome and a vague provision."""
    common = {
        "advice": "advice/7",
        "kind": AdviceKind.PSYCHOLOGY,
        "author": "Dr Anita Shah",
        "role": "Educational psychologist",
        "body": "Derbyshire County Council",
        "title": "Psychological advice",
        "written_date": date(2026, 10, 5),
        "adviser_post_id": post_id,
        "area_of_need": NeedArea.COGNITION,
    }
    return [
        SourceStatement(
            key="advice/7/need/1",
            section="B",
            text="She loses the second of two spoken steps.",
            passage="On both visits she followed the first step and lost the second.",
            **common,
        ),
        SourceStatement(
            key="advice/7/provision/1",
            section="F",
            text="Regular help to plan a task.",
            passage="She would gain from regular help to plan.",
            **common,
        ),
    ]


class Steps:
    """Every command of the plan desk, told the same child, day and moment."""

    def __init__(self, child, draft: PlanDraft, asker) -> None:
        self.child, self.draft, self.asker = child, draft, asker
        self.on = TODAY

    def __call__(self, name: str, *arguments, who, on=None, **more):
        by = self.asker(who)
        given = {"child_id": self.child.pk, "by": by, "on": on or self.on, "at": NOW, **more}
        if on and on != TODAY:
            given["at"] = NOW + timedelta(days=(on - TODAY).days)
        with asking.stated(by):
            return getattr(commands, name)(self.draft.pk, *arguments, **given)


def begin(sam, who, asker_of, content: Plan | None = None, **more) -> Steps:
    """Start a draft for the cast's child."""
    by = asker_of(who)
    with asking.stated(by):
        draft = commands.start_draft(sam.pk, by=by, on=TODAY, content=content, **more)
    return Steps(sam, draft, asker_of)


def post_of(user) -> int:
    return Post.objects.get(user=user).pk


def named(name: str = SCHOOL) -> dict:
    """What the officer types into section I."""
    return Placement(
        name=name, urn="900001", kind="maintained mainstream primary school"
    ).model_dump(exclude={"position"}, mode="json")


def cast_of(**people) -> SimpleNamespace:
    return SimpleNamespace(**people)
