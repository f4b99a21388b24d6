"""What is asked of a family; and for staff: who was asked, what waits, what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count as Counted
from django.db.models import Exists, OuterRef, Q, QuerySet

from goldenthread.access.rules import Asker, NotAllowed, NotFound
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.heard.models import Answer, Asked, Invitation, Reader, Remark, Ticket, Typed
from goldenthread.heard.rules.questions import Step
from goldenthread.heard.rules.ways import Way
from goldenthread.people.models import AdultLink, Child
from goldenthread.people.standing import current


def asked_of(child: Child, *, by: Asker, on: date) -> list[Asked]:
    """Return what this person is asked of a child and has not answered, the newest first.

    Nobody is told what the other parent was asked (rule 14). One query.
    """
    rows = Asked.objects.filter(area_id=child.area_id, child=child, user_id=by.user_id or 0)
    rows = rows.filter(ticket__used=False, ticket__last_day__gte=on)
    return list(rows.select_related("ticket").order_by("-on", "-pk"))


def get_asked(asked_id: int, *, by: Asker) -> Asked:
    """Return one thing that this person was asked, answered or not.

    :raises NotFound: if it was not they who were asked
    """
    rows = Asked.objects.filter(pk=asked_id, user_id=by.user_id or 0, child_id__in=by.own_children)
    found = rows.select_related("ticket").first()
    if found is None:
        raise NotFound("Nothing was asked.")
    return found


def wants_no_more(*, by: Asker) -> bool:
    """Say whether somebody signed in said that they want no more surveys. One query."""
    mine = Asked.objects.filter(user_id=by.user_id or 0, child_id__in=by.own_children)
    return mine.filter(ticket__no_more=True).exists()


@dataclass(frozen=True, slots=True)
class Response:
    """Of those sent a link after a step, how many used it."""

    step: Step
    asked: int
    answered: int


def responses(area_id: int, *, since: date, on: date) -> list[Response]:
    """Count who was asked and who answered, by step. One query."""
    rows = (
        Ticket.objects.filter(
            area_id=area_id, issued_on__gt=since, issued_on__lte=on, printed=False
        )
        .values("step")
        .annotate(sent=Counted("pk"), answered=Counted("pk", filter=Q(used=True)))
    )
    found = {row["step"]: row for row in rows}
    return [
        Response(step, found[step]["sent"], found[step]["answered"])
        for step in Step
        if step in found
    ]


@dataclass(frozen=True, slots=True)
class Aside:
    """Answers that were set aside, with what was chosen, and how many there are in all."""

    rows: Sequence[Answer]
    total: int


def to_ring(area_id: int, *, on: date) -> QuerySet[Invitation]:
    """Return who is to be asked by somebody who rings: not answered, and still open.

    Nobody whose link has ended since, who is told less now, or whose child's record was sealed,
    hidden or closed.
    """
    links = AdultLink.objects.filter(
        current(on), adult_id=OuterRef("asked__adult_id"), child_id=OuterRef("child_id"),
        gets_notices="YES", restriction_reason="",
    ).exclude(may_see_location="NO")  # fmt: skip
    rows = Invitation.objects.filter(
        Exists(links), area_id=area_id, way=Way.RING, child__sealed=False,
        child__location_restricted=False, child__closed_date=None,
        asked__ticket__used=False, asked__ticket__no_more=False, asked__ticket__last_day__gte=on,
    ).select_related("area", "asked__ticket", "asked__adult")  # fmt: skip
    audit.note(
        Note(action=Action.LIST, area_id=area_id, classes=(FieldClass.THIRD_PARTY,),
             purpose="heard-to-ring")
    )  # fmt: skip
    return rows.order_by("due_at", "pk")


def typed(area_id: int) -> QuerySet[Typed]:
    """Return the answers typed in from paper, the newest first, and by whom."""
    rows = Typed.objects.filter(area_id=area_id).select_related("answer__judged", "typed_by")
    return rows.order_by("-on", "-pk")


def _waiting(area_id: int) -> QuerySet[Answer]:
    return Answer.objects.filter(area_id=area_id, set_aside=True, judged__isnull=True)


def how_many_aside(area_id: int) -> int:
    """Count the answers of an area that wait to be judged. One query."""
    return _waiting(area_id).count()


def aside(area_id: int, *, page: int, size: int) -> Aside:
    """Return the answers of an area that wait to be judged, the newest first. Two queries."""
    rows = _waiting(area_id)
    start = (page - 1) * size
    return Aside(list(rows.order_by("-on", "pk")[start : start + size]), rows.count())


def readers(area_id: int) -> QuerySet[Reader]:
    """Return who is named to read what families of an area wrote."""
    rows = Reader.objects.filter(area_id=area_id, to_date__isnull=True)
    return rows.select_related("user", "named_by").order_by("user__name", "pk")


def is_reader(area_id: int, *, by: Asker) -> bool:
    """Say whether somebody is named to read what families of an area wrote. One query."""
    mine = Reader.objects.filter(area_id=area_id, user_id=by.user_id or 0, to_date__isnull=True)
    return area_id in by.areas and mine.exists()


def remarks(area_id: int, *, by: Asker) -> QuerySet[Remark]:
    """Return what families of an area wrote, the newest month first, to a named reader.

    :raises NotAllowed: to anybody else
    """
    if not is_reader(area_id, by=by):
        raise NotAllowed("Only people named for it read what families wrote.")
    audit.note(
        Note(
            action=Action.LIST, area_id=area_id, classes=(FieldClass.RESTRICTED,),
            purpose="heard-words",
        )
    )  # fmt: skip
    return Remark.objects.filter(area_id=area_id).order_by("-month", "pk")
