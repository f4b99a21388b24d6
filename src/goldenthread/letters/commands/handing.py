"""Handing over what waits, exactly once, whoever is killed when (trust rule 54).

First a try is counted, and that commits. Then the copies are locked, handed over and marked, in one
transaction. Cut off in it, they are as they were, but for the count: and a copy that was tried
before is first looked for where it may have gone, under its key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from goldenthread.access import asking
from goldenthread.access.rules import Asker
from goldenthread.audit import commands as audit
from goldenthread.audit.keeping import update_rows
from goldenthread.audit.rules import Action, Note
from goldenthread.letters.carriers.chosen import carriers
from goldenthread.letters.carriers.parcel import (
    CannotTell,
    Carrier,
    Down,
    Parcel,
    Receipt,
    Refused,
)
from goldenthread.letters.commands.parcels import Held, parcels
from goldenthread.letters.models import Handover, Hold, Letter
from goldenthread.letters.rules.handover import HoldKind, State, next_wait
from goldenthread.letters.rules.recipients import Channel
from goldenthread.organisations import queries as organisations

SERVICE = "letters"
RECEIPTS_AT_ONCE = 200
WROTE = (
    *("state", "due_at", "sent_at", "carrier", "carrier_id", "receipt", "receipt_at", "problem"),
    *("receipt_final", "came_back"),
)


def hand_over_waiting(
    at: datetime, taken: Mapping[Channel, Carrier] | None = None
) -> Counter[State]:
    """Hand over every copy that waits and is due, and count how each ended.

    Any number of processes may do so at once. A channel with no carrier set is left waiting.
    """
    done: Counter[State] = Counter()
    by = asking.service(SERVICE, organisations.area_ids())
    for channel, carrier in (carriers() if taken is None else taken).items():
        while ids := _count_a_try(by, channel, carrier, at):
            done += _hand_over(by, ids, carrier, at)
    return done


def _count_a_try(by: Asker, channel: Channel, carrier: Carrier, at: datetime) -> list[int]:
    """Take the next copies, for a while, and count the try before anything is done."""
    lease = timedelta(seconds=settings.LETTERS_LEASE_SECONDS)
    with asking.stated(by):
        due = Handover.objects.filter(state=State.WAITING, channel=channel, due_at__lte=at)
        ids = list(
            due.select_for_update(skip_locked=True)
            .order_by("due_at", "pk")
            .values_list("pk", flat=True)[: carrier.at_once]
        )
        Handover.objects.filter(pk__in=ids).update(
            tries=F("tries") + 1, taken_at=at, due_at=at + lease
        )
    return ids


def _hand_over(by: Asker, ids: Sequence[int], carrier: Carrier, at: datetime) -> Counter[State]:
    """Hand over some copies that nobody else is handing over, and mark them in one statement."""
    with asking.stated(by):
        rows = list(
            Handover.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk__in=ids, state=State.WAITING)
            .select_related("copy__letter", "copy__adult", "child__area")
            .order_by("pk")
        )
        if not rows:
            return Counter()
        ready = parcels(rows, at)
        for row in rows:
            _one(row, ready[row.pk], carrier, at)
        update_rows(Handover, rows, WROTE)
        _close_letters({row.copy.letter_id for row in rows if row.state == State.SENT}, at)
    return Counter(State(row.state) for row in rows)


def _one(row: Handover, parcel: Parcel | Held, carrier: Carrier, at: datetime) -> None:
    """Hand over one copy, or write down why it did not go."""
    if isinstance(parcel, Held):
        row.state, row.problem = State.HELD if parcel.kind else State.FAILED, parcel.problem
        if parcel.kind:
            _hold(row, parcel.kind, parcel.found, at)
        return
    try:
        found = carrier.find(parcel) if row.tries > 1 else None
        _mark_sent(row, found or carrier.deliver(parcel), carrier, at)
    except CannotTell as problem:
        row.state, row.problem = State.UNSURE, str(problem)
    except Refused as problem:
        row.state, row.problem = State.FAILED, str(problem)[:200]
    except Down as problem:
        wait = next_wait(row.tries)
        row.state = State.WAITING if wait else State.FAILED
        row.due_at, row.problem = at + (wait or timedelta()), str(problem)[:200]


def _mark_sent(row: Handover, receipt: Receipt, carrier: Carrier, at: datetime) -> None:
    row.state, row.sent_at, row.problem = State.SENT, at, ""
    row.carrier, row.carrier_id = carrier.name, receipt.carrier_id[:64]
    row.receipt, row.receipt_at = receipt.status[:32], at
    row.receipt_final, row.came_back = receipt.final, receipt.failed
    audit.note(
        Note(
            action=Action.EXPORT,
            child_id=row.child_id,
            area_id=row.area_id,
            purpose="letter-handed-over",
        )
    )


def _hold(row: Handover, kind: HoldKind, found: Sequence[str], at: datetime) -> None:
    Hold.objects.create(
        area_id=row.area_id,
        child_id=row.child_id,
        copy_id=row.copy_id,
        kind=kind,
        found=sorted(found),
        raised_at=at,
    )


def _close_letters(letter_ids: set[int], at: datetime) -> None:
    """Date the letters of which every copy has gone, or will not go: the day the last one went."""
    open_still = Handover.objects.filter(copy__letter_id__in=letter_ids).exclude(
        state__in=[State.SENT, State.STOPPED]
    )
    whole = letter_ids - set(open_still.values_list("copy__letter_id", flat=True))
    Letter.objects.filter(pk__in=whole, sent_date__isnull=True).update(
        sent_date=timezone.localdate(at)
    )


def read_receipts(at: datetime, taken: Mapping[Channel, Carrier] | None = None) -> Counter[str]:
    """Ask each carrier what became of what it took and has not done with, and keep what it says.

    A copy that came back is marked as one that could not be sent, for a person to look at.
    """
    said: Counter[str] = Counter()
    by = asking.service(SERVICE, organisations.area_ids())
    for channel, carrier in (carriers() if taken is None else taken).items():
        with asking.stated(by):
            rows = Handover.objects.select_for_update(skip_locked=True).filter(
                state=State.SENT, channel=channel, carrier=carrier.name, receipt_final=False
            )
            for row in rows.order_by("receipt_at", "pk")[:RECEIPTS_AT_ONCE]:
                try:
                    receipt = carrier.ask(row.carrier_id)
                except (Down, Refused):
                    break
                _keep_receipt(row, receipt, at)
                said[receipt.status] += 1
    return said


def _keep_receipt(row: Handover, receipt: Receipt, at: datetime) -> None:
    row.receipt, row.receipt_at, row.receipt_final = receipt.status[:32], at, receipt.final
    row.came_back = receipt.failed
    row.save(update_fields=["receipt", "receipt_at", "receipt_final", "came_back"])
