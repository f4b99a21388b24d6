"""How somebody needs to be written or spoken to: said once, and changed by themselves (rule 66)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from goldenthread.access.rules import Asker, Permission, TieKind
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.people import queries
from goldenthread.people.commands.records import WrongDetail
from goldenthread.people.models import AdultLink, Child, CommunicationNeed
from goldenthread.people.rules import NEEDS_DETAIL, CommunicationKind

Wanted = Mapping[CommunicationKind, str]  # each need with its detail: which language
MOST_DETAIL = 80  # characters


@transaction.atomic
def set_needs(*, child_id: int, adult_id: int | None, wanted: Wanted, by: Asker, on: date) -> None:
    """Record the needs that one adult, or the child, has from today; what is not named ends.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongDetail: if a language is not named, or the adult is not the child's
    """
    child = queries.get_child(
        child_id, by=by, to=Permission.CASE_CHANGE, on=on, purpose="communication-need", lock=True
    )
    if adult_id and not AdultLink.objects.filter(child=child, adult_id=adult_id).exists():
        raise WrongDetail("No such adult is linked to this child.")
    _set(child, adult_id, wanted, on)


@transaction.atomic
def set_own_needs(*, wanted: Wanted, by: Asker, on: date) -> int:
    """Record the asker's own needs with each child of theirs; return with how many.

    :raises NotAllowed, NotFound: if a child's record is not theirs to see
    :raises WrongDetail: if a language is not named
    """
    done = 0
    for child_id in sorted(by.own_children):
        child = queries.get_child(
            child_id, by=by, to=Permission.FAMILY_VIEW, on=on, purpose="communication-need",
            lock=True,
        )  # fmt: skip
        themself = TieKind.YOUNG_PERSON in by.ties.get(child_id, ())
        adult_id = None if themself else child.standing.adult_id
        if themself or adult_id is not None:
            _set(child, adult_id, wanted, on)
            done += 1
    return done


def _whose(adult_id: int | None) -> Q:
    return Q(adult__isnull=True) if adult_id is None else Q(adult_id=adult_id)


def _set(child: Child, adult_id: int | None, wanted: Wanted, on: date) -> None:
    """End what is needed no more, and begin what is new; what stays is left as it is."""
    asked = {CommunicationKind(kind): detail.strip() for kind, detail in wanted.items()}
    for kind, detail in asked.items():
        if kind in NEEDS_DETAIL and not detail:
            raise WrongDetail("Say which language.")
        if len(detail) > MOST_DETAIL:
            raise WrongDetail("Say which language in fewer letters.")
    rows = CommunicationNeed.objects.filter(_whose(adult_id), child=child, to_date__isnull=True)
    stands = {(row.kind, row.detail): row for row in rows}
    ended = [row.pk for key, row in stands.items() if key not in set(asked.items())]
    if ended:
        CommunicationNeed.objects.filter(pk__in=ended).update(to_date=on - timedelta(days=1))
    CommunicationNeed.objects.bulk_create(
        CommunicationNeed(
            area_id=child.area_id, child=child, adult_id=adult_id, kind=kind, detail=detail,
            from_date=on,
        )
        for kind, detail in asked.items()
        if (kind, detail) not in stands
    )  # fmt: skip
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=child.pk,
            area_id=child.area_id,
            classes=(FieldClass.OPEN_TO_FAMILY,),
            purpose="communication-need",
        )
    )
