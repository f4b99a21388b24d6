"""Reaching a referral to change it, and telling the timeline what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission
from goldenthread.law.events import EventKind
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.people.queries import NamesAPlace
from goldenthread.timeline import commands as timeline
from goldenthread.timeline.rules.facts import BadEvent
from goldenthread.waits.models import Referral
from goldenthread.waits.rules.stages import Act, Stage, after

CASE = "wait"


class CannotDo(ValueError):
    """What was asked cannot be done as it stands; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A referral locked to be changed, its child, and who changes it when."""

    referral: Referral
    child: Child
    by: Asker
    on: date
    at: datetime

    def tell(self, kind: EventKind, *, key: str = "", **facts: Any) -> None:
        """Record one event of this referral's case.

        :raises CannotDo: if the day cannot be
        """
        row = self.referral
        try:
            timeline.record(
                kind,
                area_id=row.area_id,
                child_id=row.child_id,
                case_type=CASE,
                case_id=row.pk,
                on=self.on,
                by=self.by,
                at=self.at,
                facts={"about": row.service.pathway, **facts},
                key=f"wait/{row.pk}/{key}" if key else None,
            )
        except BadEvent as problem:
            raise CannotDo(f"It could not be recorded: {problem}") from None

    def move(self, act: Act) -> None:
        """Put the referral where an act leads.

        :raises WrongStage: if it may not be done there
        """
        self.referral.stage = after(act, Stage(self.referral.stage))

    def check_day(self) -> None:
        """Refuse a day before the referral was received.

        :raises CannotDo: if it is
        """
        if self.on < self.referral.received_date:
            raise CannotDo("That day is before the referral was received.")

    def plain(self, text: str, *, must: str = "") -> str:
        """Return a text that gives no restricted child away.

        :raises CannotDo: if it does, or is empty where one is needed
        """
        said = text.strip()
        if must and not said:
            raise CannotDo(must)
        try:
            people.check_free_text(said, self.child, on=self.on)
        except NamesAPlace as problem:
            raise CannotDo(str(problem)) from None
        return said

    @property
    def post_id(self) -> int | None:
        """The post in which the change is made: one of the service's own team, if any."""
        team = self.referral.service.team_id
        own = [post.id for post in self.by.posts if post.organisation_id == team]
        return next(iter([*own, *(post.id for post in self.by.posts)]), None)


def reached(
    referral_id: int,
    *,
    by: Asker,
    to: Permission,
    on: date,
    at: datetime,
    day: date | None = None,
    lock: bool = True,
) -> Reached:
    """Return one referral to somebody who may do this with it, locked, and write that they did.

    `day` is the day the thing happened, which may be before `on`, today. A service's list is
    worked only in a post of its own team: a tie to the child through another list is not enough.

    :raises NotFound: to a stranger, as for a referral that does not exist
    :raises NotAllowed: to somebody tied to the child whose post does not allow this
    """
    rows = Referral.objects.select_for_update(of=("self",)) if lock else Referral.objects
    row = rows.select_related("service").filter(pk=referral_id).first()
    if row is None:
        raise NotFound("No such record.")
    child = people.get_child(row.child_id, by=by, to=to, on=on, purpose=f"{to.value}", lock=lock)
    if to in OWN_TEAM and not by.service and row.service.team_id not in by.bodies_where(to):
        raise NotAllowed("Only the service's own team works its list.")
    return Reached(row, child, by, day or on, at)


OWN_TEAM = frozenset({Permission.WAIT_WORK, Permission.WAIT_TRIAGE, Permission.WAIT_VIEW})
