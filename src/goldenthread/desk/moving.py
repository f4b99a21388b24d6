"""Moving cases from one officer to another: the promises, and the child's tie to who keeps them.

Law: none; S134. A case given to somebody who is away would be nobody's, so it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.models import Post, Tie
from goldenthread.access.queries import CaseWorker, caseworkers
from goldenthread.access.rules import Asker, Permission, TieKind, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.timeline.commands import NewEvent, record_many
from goldenthread.timeline.models import Clock
from goldenthread.ui.words import plain_date

MOST = 200  # cases at once


class WrongMove(ValueError):
    """The cases cannot go there; the message says why, and what to choose instead."""


@dataclass(frozen=True, slots=True, order=True)
class CaseName:
    """A case, as the timeline names it."""

    area_id: int
    type: str
    id: int

    @property
    def code(self) -> str:
        """The case as a form carries it."""
        return f"{self.area_id}.{self.type}.{self.id}"


def read_case(code: str) -> CaseName | None:
    """Return the case a form named; None if it names none."""
    area, _, rest = code.partition(".")
    kind, _, number = rest.rpartition(".")
    if not (area.isdecimal() and number.isdecimal() and kind):
        return None
    return CaseName(int(area), kind, int(number))


@transaction.atomic
def move_cases(
    cases: Sequence[CaseName], *, to_post: int, by: Asker, at: datetime
) -> tuple[int, int]:
    """Give cases to somebody of the team; return how many went, and how many stayed.

    A case that is theirs already, or is closed or out of reach, stays. Sent twice, it goes once.

    :raises NotAllowed: if `by` allocates nobody's work
    :raises WrongMove: if nobody, or too many, were chosen, or who gets them is away or not here
    """
    check_post(by, Permission.WORK_ALLOCATE)
    today = timezone.localdate(at)
    if not cases:
        raise WrongMove("Select at least one case.")
    if len(cases) > MOST:
        raise WrongMove(f"Select {MOST} cases at most, and move the rest after.")
    heir = _able(to_post, by, today)
    held = _held(cases, by, today)
    moving = {case: who for case, who in held.items() if who[1] != to_post}
    record_many(
        [
            NewEvent(
                kind=K.CASE_ALLOCATED,
                area_id=case.area_id,
                child_id=child,
                case_type=case.type,
                case_id=case.id,
                on=today,
                facts={"post": to_post},
                key=f"moved/{case.type}/{case.id}/{old or 0}/{to_post}/{at:%Y%m%dT%H%M%S}",
            )
            for case, (child, old) in sorted(moving.items())
        ],
        by=by,
        at=at,
    )
    for case, (child, old) in sorted(moving.items()):
        _move_tie(case.area_id, child, old, heir.post_id, today)
        audit.note(
            Note(
                action=Action.WRITE,
                child_id=child,
                area_id=case.area_id,
                purpose="case-moved",
            )
        )
    return len(moving), len(set(cases)) - len(moving)


def _able(post_id: int, by: Asker, today: date) -> CaseWorker:
    found = next((each for each in caseworkers(by, on=today) if each.post_id == post_id), None)
    if found is None:
        raise WrongMove("Choose somebody of the team who does casework.")
    if found.is_away(today) and found.away_to:
        raise WrongMove(
            f"{found.name} is away until {plain_date(found.away_to)}. Choose somebody who is here."
        )
    return found


def _held(
    cases: Sequence[CaseName], by: Asker, today: date
) -> dict[CaseName, tuple[int, int | None]]:
    """Return the child and holder of each open case within reach; none of a sealed record."""
    areas = by.areas_where(Permission.WORK_ALLOCATE)
    sealed = set(people.sealed_from(by, areas=areas, on=today))
    wanted = {each for each in cases if each.area_id in areas}
    rows = Clock.objects.filter(
        area_id__in={each.area_id for each in wanted},
        case_id__in={each.id for each in wanted},
        child_id__isnull=False,
        known_to__isnull=True,
        stopped__isnull=True,
        superseded__isnull=True,
        about="",
    ).values_list("area_id", "case_type", "case_id", "child_id", "owner_post_id")
    found: dict[CaseName, tuple[int, int | None]] = {}
    for area, kind, number, child, post in rows:
        if child is not None and child not in sealed:
            found[CaseName(area, kind, number)] = (child, post)
    return {case: who for case, who in found.items() if case in wanted}


def _move_tie(area_id: int, child_id: int, old: int | None, new: int, today: date) -> None:
    """End the caseload tie of who held the case, if another of theirs does not keep it."""
    ties = Tie.objects.filter(area_id=area_id, child_id=child_id, kind=TieKind.CASELOAD)
    running = ties.filter(to_date__isnull=True)
    still = Clock.objects.filter(
        area_id=area_id,
        child_id=child_id,
        owner_post_id=old,
        known_to__isnull=True,
        stopped__isnull=True,
        superseded__isnull=True,
    )
    if old and not still.exists():
        for each in running.filter(post_id=old):
            each.to_date = max(today, each.from_date)
            each.save()
    if not running.filter(post_id=new).exists():
        Tie.objects.create(
            area_id=area_id,
            child_id=child_id,
            kind=TieKind.CASELOAD,
            post=Post.objects.get(pk=new),
            from_date=today,
        )
