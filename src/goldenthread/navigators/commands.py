"""Asking for a navigator, being in touch, saying what changed, and ending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from goldenthread.access import asking
from goldenthread.access import commands as access
from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission
from goldenthread.law.events import EventKind as K
from goldenthread.navigators.models import Case, Changed, Contact
from goldenthread.navigators.queries import team_of
from goldenthread.navigators.rules import AskedBy, Change, Ending, Felt
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.people.queries import NamesAPlace
from goldenthread.timeline import commands as timeline

CASE = "navigator"
SERVICE = "navigator-asked"
MOST_WORDS = 2_000  # characters


class CannotDo(ValueError):
    """What was asked cannot be done as it stands; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something about a family's navigator, for which day, and when they wrote it."""

    by: Asker
    on: date
    at: datetime
    today: date

    def tell(self, kind: K, row: Case, *, key: str = "", **facts: object) -> None:
        timeline.record(
            kind,
            area_id=row.area_id,
            child_id=row.child_id,
            case_type=CASE,
            case_id=row.pk,
            on=self.on,
            by=self.by,
            at=self.at,
            facts=facts,
            key=f"navigator/{row.pk}/{key}" if key else None,
        )

    def plain(self, text: str, child: Child) -> str:
        """Return a text that is not too long and gives no restricted child away.

        :raises CannotDo: if it is, or does
        """
        said = text.strip()
        if len(said) > MOST_WORDS:
            raise CannotDo("This is too long. Make it shorter.")
        try:
            people.check_free_text(said, child, on=self.today)
        except NamesAPlace as problem:
            raise CannotDo(str(problem)) from None
        return said


@transaction.atomic
def ask_for_navigator(
    child_id: int,
    *,
    asked_by: AskedBy,
    wanted: str,
    family_agrees: bool,
    by: Asker,
    on: date,
    at: datetime,
) -> Case:
    """Ask for a navigator for a family; asked again while one is there, it is the same request.

    :raises NotAllowed, NotFound: to somebody who may not ask for this child
    :raises CannotDo: if the family has not said yes, nothing is said, or the area has none
    """
    own = asked_by is AskedBy.FAMILY
    to = Permission.FAMILY_SPEAK if own else Permission.NAVIGATOR_ASK
    child = people.get_child(child_id, by=by, to=to, on=on, purpose="navigator-ask", lock=True)
    doing = Doing(by, on, at, on)
    if not family_agrees:
        raise CannotDo("Ask the family first. A navigator comes only when they say yes.")
    words = doing.plain(wanted, child)
    if not words:
        raise CannotDo("Write what would help.")
    held = Case.objects.filter(child=child, ended_date__isnull=True).first()
    if held is not None:
        return held
    helper = asking.service(SERVICE, [child.area_id])
    team = team_of(child.area_id, on=on)
    if team is None:
        raise CannotDo("This area has no navigators yet. Send us a message and we will help.")
    row = Case.objects.create(
        area_id=child.area_id,
        child=child,
        team_id=team,
        asked_date=on,
        asked_by=asked_by,
        asked_name=by.name[:200],
        wanted=words,
    )
    access.put_on_list(child=people.state_of(child, on), team_id=team, on=on, by=helper)
    doing.tell(K.NAVIGATOR_ASKED, row, key="asked")
    return row


def _reached(case_id: int, doing: Doing, *, open_only: bool = True) -> tuple[Case, Child]:
    """Return a case to a navigator of its own team, locked, and its child.

    :raises NotFound: to everybody else, as for a case that is not there
    :raises CannotDo: if it has ended, or the day is before it began or still to come
    """
    row = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if row is None:
        raise NotFound("No such record.")
    permission = Permission.NAVIGATOR_WORK
    child = people.get_child(
        row.child_id, by=doing.by, to=permission, on=doing.today, purpose=CASE, lock=True
    )
    if row.team_id not in doing.by.bodies_where(permission):
        raise NotAllowed("Only the family's own navigators write here.")
    if open_only and row.ended_date is not None:
        raise CannotDo("This has ended. Ask for a navigator again if one is needed.")
    if not row.asked_date <= doing.on <= doing.today:
        raise CannotDo("Give a day from the day a navigator was asked for to today.")
    return row, child


def _post(row: Case, by: Asker) -> int:
    return next(post.id for post in by.posts if post.organisation_id == row.team_id)


@transaction.atomic
def take(case_id: int, *, doing: Doing) -> Case:
    """Take a family on: from now on, one named navigator is theirs. Twice is once.

    :raises NotAllowed, NotFound, CannotDo: as for every act of a navigator
    """
    row, _ = _reached(case_id, doing)
    post = _post(row, doing.by)
    if row.post_id != post:
        row.post_id = post
        row.save(update_fields=["post"])
        doing.tell(K.CASE_ALLOCATED, row, post=post)
    return row


@transaction.atomic
def log_contact(
    case_id: int,
    *,
    channel: str,
    words: str,
    next_action: str,
    next_date: date | None,
    doing: Doing,
) -> Contact:
    """Write down one time of being in touch, and the one next step; the same again is once.

    :raises NotAllowed, NotFound: to who is no navigator of this family's
    :raises CannotDo: if nothing is said, or there is no next step with its day
    """
    row, child = _reached(case_id, doing)
    said, step = doing.plain(words, child), doing.plain(next_action, child)
    if not said:
        raise CannotDo("Write what was said.")
    if not step or next_date is None:
        raise CannotDo("Write the one next step, and its day.")
    if next_date < doing.on:
        raise CannotDo("The day of the next step is before this contact.")
    if row.post_id is None:
        take(case_id, doing=doing)
        row.refresh_from_db()
    kept, new = Contact.objects.get_or_create(
        area_id=row.area_id,
        child=child,
        case=row,
        contact_date=doing.on,
        channel=channel,
        words=said,
        defaults={"post_id": _post(row, doing.by)},
    )
    first = row.met_date is None
    row.met_date = row.met_date or doing.on
    row.next_action, row.next_date = step[:200], next_date
    row.save(update_fields=["met_date", "next_action", "next_date"])
    if new:
        kind = K.NAVIGATOR_MET if first else K.NAVIGATOR_CONTACTED
        doing.tell(kind, row, key=f"contact/{kept.pk}")
    return kept


@transaction.atomic
def say_what_changed(case_id: int, *, kind: Change, words: str, doing: Doing) -> Changed:
    """Write down what changed for the family, in words they read; the same again is once.

    :raises NotAllowed, NotFound: to who is no navigator of this family's
    :raises CannotDo: if it is not said what moved
    """
    row, child = _reached(case_id, doing)
    said = doing.plain(words, child)
    if not said:
        raise CannotDo("Write what changed, in words the family reads.")
    kept, new = Changed.objects.get_or_create(
        area_id=row.area_id,
        child=child,
        case=row,
        change_date=doing.on,
        kind=kind,
        words=said,
        defaults={"post_id": _post(row, doing.by)},
    )
    if new:
        doing.tell(K.NAVIGATOR_CHANGED, row, key=f"changed/{kept.pk}", ground=kind.value)
    return kept


@transaction.atomic
def end(case_id: int, *, ending: Ending, doing: Doing) -> Case:
    """End a navigator's time with a family; the navigators reach the child no more after it.

    :raises NotAllowed, NotFound: to who is no navigator of this family's
    :raises CannotDo: if it is not said what changed, even that nothing did
    """
    row, child = _reached(case_id, doing)
    if ending is Ending.DONE and not row.changes.exists():
        raise CannotDo("Say first what changed for the family, even if nothing did.")
    row.ended_date, row.ending = doing.on, ending
    row.next_action, row.next_date = "", None
    row.save(update_fields=["ended_date", "ending", "next_action", "next_date"])
    doing.tell(K.NAVIGATOR_ENDED, row, key="ended", ground=ending.value)
    last = min(doing.on, doing.today - timedelta(days=1))  # from the next page on
    access.take_off_list(child=people.state_of(child, doing.today), team_id=row.team_id, on=last)
    return row


@transaction.atomic
def say_if_it_helped(child_id: int, *, felt: Felt, by: Asker, on: date) -> Case:
    """Keep what the family says of the navigator's help; the newest word stands.

    :raises NotAllowed, NotFound: to who may not speak for this child
    :raises CannotDo: if no navigator has been in touch
    """
    child = people.get_child(
        child_id, by=by, to=Permission.FAMILY_SPEAK, on=on, purpose="navigator-felt", lock=True
    )
    row = Case.objects.filter(area_id=child.area_id, child=child).order_by("-pk").first()
    if row is None or row.met_date is None:
        raise CannotDo("No navigator has been in touch yet.")
    row.felt, row.felt_date = felt, on
    row.save(update_fields=["felt", "felt_date"])
    return row
