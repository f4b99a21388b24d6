"""Plans that people of the demo are writing just now: one in each state the plan desk knows.

Told through the commands of the plan desk, each on its own day by the post that would have done
it, so that what is shown is what those commands allow: advice without a place and a question to
its adviser; a parent's comment and a section somebody has open; a draft that is out, with a
correction nobody has settled; one that is ready to be issued; one issued, with its easy-read
words approved; one given up. The children are invented, and so is all that is said of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from goldenthread.access.models import Post, Tie
from goldenthread.access.rules import Permission
from goldenthread.demo.improvement import acting, at
from goldenthread.demo.personas import PERSONAS
from goldenthread.people import queries as people
from goldenthread.people.models import AdultLink, Child
from goldenthread.plans import commands
from goldenthread.plans.commands.answering import Given, NewComment
from goldenthread.plans.content import AdviceKind, NeedArea, Plan, PlanStatus
from goldenthread.plans.models import DraftSection, DraftSource, PassageAnswer, PlanVersion
from goldenthread.plans.queries import gate_of, read_draft
from goldenthread.plans.rendering import easy_read_text, mark_for
from goldenthread.plans.rules.gate import Weight
from goldenthread.plans.rules.statements import SourceStatement

OWNER = "owner"
MANAGER, ADVISER = "helen", "anita"
TEAMS = ((830, "priya"), (831, "daniel"))
MANAGED = 830  # where the invented manager has a post: a draft may not go without her reasons
BEFORE_SENT = 2  # parts of the story in which nothing goes out
# Years 1 to 4, and 7: how many years before this autumn's school year their births begin and end.
AGES = ((9, 5), (12, 11))
REASON = "The adviser is asked again this week; the family should not wait for that."


@dataclass(frozen=True, slots=True)
class Told:
    """A child of the story, whose officer writes, and the day up to which it is told."""

    child: Child
    officer: str
    today: date

    def ago(self, days: int) -> date:
        """Return a day of the story."""
        return self.today - timedelta(days=days)


def tell(today: date) -> int:
    """Tell the story in each area whose people have been written; return how many drafts."""
    number = 0
    for area_id, officer in TEAMS:
        post = _post(officer)
        if post is None:
            continue
        told = STORY if area_id == MANAGED else STORY[:BEFORE_SENT]
        children = _children(area_id, post, today, len(told))
        for part, child in zip(told, children, strict=False):
            part(Told(child, officer, today))
            number += 1
    return number


def _post(key: str) -> Post | None:
    name = next(one.name for one in PERSONAS if one.key == key)
    return Post.objects.using(OWNER).filter(user__name=name, user__invented=True).first()


def _children(area_id: int, post: Post, today: date, most: int) -> list[Child]:
    """Children of an officer's caseload whose plan is held in words, sound and fresh.

    They are in years 1 to 4, or 7, so that no plan of the story has to prepare for what comes next,
    and have somebody who gets the notices of an amendment.
    """
    told = AdultLink.objects.using(OWNER).filter(area_id=area_id, parental_responsibility="YES")
    versions = PlanVersion.objects.using(OWNER).filter(
        area_id=area_id,
        child_id__in=told.exclude(gets_notices="NO").values("child_id"),
        plan__state="IN_FORCE",
        figures__vague_lines=0,
        figures__silent_sections=0,
        figures__oldest_advice_date__gte=today - timedelta(days=730),
        child__ties__post=post,
        child__ties__kind="CASELOAD",
        setting__isnull=False,
        child__referrals__isnull=True,  # a wait would have to stand in the plan before it goes
    )
    between = Q()
    for oldest, youngest in AGES:
        days = (date(today.year - oldest, 9, 1), date(today.year - youngest, 8, 31))
        between |= Q(child__birth_date__range=days)
    rows = versions.filter(between).order_by("child_id").select_related("child")[:most]
    return [row.child for row in rows]


# What the story's people do ---------------------------------------------------------------------


def _do(told: Told, who: str, day: date, name: str, *arguments: Any, **more: Any) -> Any:
    """Let somebody give one command about the child, on a day."""
    with acting(who, day) as by:
        given = {"child_id": told.child.pk, "by": by, "on": day, "at": at(day), **more}
        return getattr(commands, name)(*arguments, **given)


def _start(told: Told, days: int) -> int:
    day = told.ago(days)
    with acting(told.officer, day) as by:
        return commands.start_draft(told.child.pk, by=by, on=day).pk


def _advise(told: Told, draft: int, days: int) -> list[DraftSource]:
    """Bring in new advice: one clear need, and one line too vague to promise."""
    post = _post(ADVISER) if told.child.area_id == 830 else None
    if post:
        Tie.objects.using(OWNER).get_or_create(
            kind="ADVISER", post=post, area_id=told.child.area_id, child=told.child,
            defaults={"from_date": told.ago(90)},
        )  # fmt: skip
    common: Mapping[str, Any] = {
        "advice": f"invented/{draft}",
        "kind": AdviceKind.PSYCHOLOGY,
        "author": "Dr Anita Shah" if post else "Dr Lena Frost (invented)",
        "role": "Educational psychologist",
        "body": "The council",
        "title": "Psychological advice for the review",
        "written_date": told.ago(days + 7),
        "adviser_post_id": post.pk if post else None,
        "area_of_need": NeedArea.COGNITION,
    }
    given = [
        SourceStatement(
            key=f"invented/{draft}/need/1",
            section="B",
            text="Reading a whole page tires the eyes within ten minutes.",
            passage="After ten minutes of reading I saw more and more slips at the line ends.",
            **common,
        ),
        SourceStatement(
            key=f"invented/{draft}/provision/1",
            section="F",
            text="Rests from reading.",
            passage="Regular rests from reading would help.",
            **common,
        ),
    ]
    _do(told, told.officer, told.ago(days), "take_statements", draft, given)
    with acting(told.officer, told.ago(days)):
        return list(DraftSource.objects.filter(draft_id=draft).order_by("pk"))


def _place(told: Told, draft: int, days: int) -> None:
    """Give all the advice its place: beside a need there is, and beside the line for it."""
    for source, row in zip(_advise(told, draft, days), ("B1", "F1"), strict=True):
        _do(told, told.officer, told.ago(days), "place", draft, source.pk, section=row[0], row=row)


def _comment(told: Told, draft: int, days: int) -> Any:
    said = NewComment(
        section="F",
        row="F1",
        voice="PARENT",
        said_by="A parent (invented)",
        said_date=told.ago(days),
        text="Could the same be done at home, for homework?",
        channel="telephone",
    )
    return _do(told, told.officer, told.ago(days), "add_comment", draft, said)


def _reasons(told: Told, draft: int, days: int, status: PlanStatus) -> None:
    """Let the manager write down why the plan goes on, for whatever yields to a reason."""
    if told.child.area_id != MANAGED:
        return  # the invented manager's post is in the other area
    day = told.ago(days)
    with acting(MANAGER, day) as by:
        child = people.get_child(told.child.pk, by=by, to=Permission.CHILD_VIEW, on=day)
        stopping = gate_of(read_draft(child, draft), child, day, status).gate.stopping
    yielding = [each for each in stopping if each.weight is not Weight.NEVER]
    if yielding:
        _do(told, MANAGER, day, "give_reasons", draft, yielding, REASON)


def _send(told: Told, draft: int, days: int) -> None:
    _reasons(told, draft, days, PlanStatus.DRAFT)
    _do(told, told.officer, told.ago(days), "serve_draft", draft)


def _answer(told: Told, draft: int, days: int, corrected: str = "") -> None:
    """Take down what the advisers say of their passages; one corrects a need where asked to."""
    with acting(told.officer, told.ago(days)):
        rows = list(PassageAnswer.objects.filter(draft_id=draft, answer=""))
    given = {row.pk: Given("ACCURATE") for row in rows}
    if corrected:
        theirs = [row for row in rows if row.row == corrected]
        wrong = max(theirs, key=lambda row: row.pk)  # the advice that was brought in last
        given[wrong.pk] = Given("CORRECT", "That was so in spring. It is now so in the afternoon.")
    _do(told, told.officer, told.ago(days), "answer_passages", draft, given)


def _done(told: Told, draft: int, days: int) -> None:
    day = told.ago(days)
    with acting(told.officer, day) as by:
        commands.family_done(
            draft, child_id=told.child.pk, on=day, by=by, today=day, at=at(day)
        )  # fmt: skip


# One part of the story for each state -----------------------------------------------------------


def unplaced(told: Told) -> None:
    """Advice has come in and has no place yet; of the vague line the adviser is asked."""
    draft = _start(told, 30)
    _, vague = _advise(told, draft, 12)
    asked = {"question": "How often should the rests come, and how long is each?"}
    _do(told, told.officer, told.ago(5), "ask_adviser", draft, vague.pk, **asked)


def commented(told: Told) -> None:
    """A parent has spoken of a line, and the officer has the section open just now."""
    draft = _start(told, 24)
    _comment(told, draft, 2)
    _do(told, told.officer, told.today, "open_section", draft, section="F")


def corrected(told: Told) -> None:
    """The draft is out: one adviser says a passage is wrong, and nobody has settled that."""
    draft = _start(told, 33)
    _place(told, draft, 20)
    _send(told, draft, 8)
    _answer(told, draft, 3, corrected="B1")


def ready(told: Told) -> None:
    """Everybody has answered, the family has said all it wants to: it may be issued."""
    draft = _start(told, 45)
    _place(told, draft, 30)
    _send(told, draft, 18)
    _answer(told, draft, 10)
    _done(told, draft, 4)
    _reasons(told, draft, 1, PlanStatus.FINAL)


def issued(told: Told) -> None:
    """Issued the day before yesterday, with what the family asked for, and in easy words too."""
    draft = _start(told, 60)
    comment = _comment(told, draft, 25)
    _change(told, draft, 24)
    answer = {"taken_in": True, "words": "It is now also sent home.", "changed_row": "F1"}
    _do(told, told.officer, told.ago(24), "answer_comment", draft, comment.pk, **answer)
    _send(told, draft, 22)
    _answer(told, draft, 12)
    _done(told, draft, 6)
    _reasons(told, draft, 2, PlanStatus.FINAL)
    version = _do(told, told.officer, told.ago(2), "issue_final", draft, role="EHC officer")
    content = Plan.model_validate(version.content)
    _, easy = easy_read_text(content, mark_for(version.pk, content))
    _do(told, told.officer, told.ago(1), "approve_easy_read", version.pk, easy)


def _change(told: Told, draft: int, days: int) -> None:
    with acting(told.officer, told.ago(days)):
        held = DraftSection.objects.get(draft_id=draft, section="F")
    _do(
        told, told.officer, told.ago(days), "save_statement", draft, section="F",
        kind="provision", row="F1", values={"where": "The classroom, and at home for homework"},
        answers=None, over_version=held.version,
    )  # fmt: skip


def given_up(told: Told) -> None:
    """Started and given up: nothing had gone out."""
    draft = _start(told, 70)
    day = told.ago(52)
    with acting(told.officer, day) as by:
        commands.drop_draft(draft, child_id=told.child.pk, by=by, on=day)


STORY: tuple[Callable[[Told], None], ...] = (
    unplaced,
    commented,
    corrected,
    ready,
    issued,
    given_up,
)
