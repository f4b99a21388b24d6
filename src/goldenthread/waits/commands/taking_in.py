"""Taking referrals in from a file that was read: each used, or refused with where and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from goldenthread.access.rules import Asker
from goldenthread.people.commands import WrongDetail
from goldenthread.waits.commands.reach import CannotDo
from goldenthread.waits.commands.referring import NewReferral, Unknown, refer_unknown
from goldenthread.waits.models import Referral
from goldenthread.waits.rules.intake import Fault, Incoming, Intake


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of every referral of a file: new, known already and refused add up to read."""

    read: int
    new: tuple[int, ...]  # referrals
    already: int
    faults: tuple[Fault, ...]
    refused: int
    notes: tuple[str, ...] = ()  # how the file was read, where it was not as asked for


def take_in(
    service_id: int,
    found: Intake,
    *,
    by: Asker,
    on: date,
    at: datetime,
    source: str = "fhir",
    invented: bool = False,
) -> TakenIn:
    """Refer every child of a file to one service. Each stands for itself: a bad one stops none.

    The same file again makes nothing new.

    :raises NotAllowed: unless `by` works that list
    """
    new: list[int] = []
    already, faults = 0, list(found.faults)
    for one in found.used:
        try:
            with transaction.atomic():
                row = _take(one, service_id, by, on, at, source, invented)
        except (CannotDo, WrongDetail) as problem:
            faults.append(Fault(one.place, str(problem)))
            continue
        if row.fresh:
            new.append(row.pk)
        else:
            already += 1
    refused = found.read - len(new) - already
    return TakenIn(found.read, tuple(new), already, tuple(faults), refused, found.notes)


def _take(
    one: Incoming,
    service_id: int,
    by: Asker,
    on: date,
    at: datetime,
    source: str,
    invented: bool,
) -> Referral:
    who = Unknown(
        nhs_number=one.nhs_number,
        forename=one.forename,
        surname=one.surname,
        birth_date=one.birth_date,
        sex=one.sex,
        postcode=one.postcode,
    )
    given = NewReferral(
        received_date=one.received,
        source=source,
        reference=one.reference,
        referrer=one.referrer,
        needs=one.needs,
        reason=one.reason,
    )
    return refer_unknown(who, service_id, given, by=by, at=at, on=on, invented=invented)
