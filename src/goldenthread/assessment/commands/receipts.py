"""The receipt of a request that came in by the public form: an email to the address that was given.

It goes once. A try is counted, and that commits; then it is handed over and marked in one
transaction. One tried before is first looked for under its key, and where nobody can say whether it
went it does not go again. It names no child. A family in hiding gets none: another may read its
mail; the page gave it the number.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from goldenthread.access import asking
from goldenthread.assessment import queries
from goldenthread.assessment.models import Request
from goldenthread.assessment.queries.requests import DECIDE, FINAL
from goldenthread.assessment.rules.request_notices import receipt_email
from goldenthread.letters.carriers.chosen import carriers
from goldenthread.letters.carriers.parcel import CannotTell, Carrier, Down, Parcel, Refused
from goldenthread.letters.rules.recipients import Channel
from goldenthread.organisations import queries as organisations

SERVICE = "request-receipts"
MOST_TRIES = 8
AT_ONCE = 50


class Receipt(StrEnum):
    """Where the receipt of a request stands."""

    NONE = ""  # nobody asked for one, or none may go
    WAITING = "WAITING"
    SENT = "SENT"
    FAILED = "FAILED"  # refused, or nobody can say whether it went


def send_receipts(at: datetime) -> int:
    """Hand over the receipts that wait, each once; return how many went. Safe to be killed."""
    carrier = carriers().get(Channel.EMAIL)
    if carrier is None:
        return 0
    who = asking.service(SERVICE, organisations.area_ids())
    with asking.stated(who):
        waiting = Request.objects.filter(receipt=Receipt.WAITING, receipt_tries__lt=MOST_TRIES)
        found = list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    sent = 0
    for pk in found:
        with asking.stated(who):
            row = _locked(pk)
            if row is None:
                continue
            row.receipt_tries += 1
            row.save(update_fields=["receipt_tries"])
        with asking.stated(who):
            sent += _hand_over(pk, carrier)
    return sent


def _locked(pk: int) -> Request | None:
    rows = Request.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("area").filter(pk=pk, receipt=Receipt.WAITING).first()


@transaction.atomic
def _hand_over(pk: int, carrier: Carrier) -> bool:
    row = _locked(pk)
    if row is None:
        return False
    parcel = parcel_of(row)
    try:
        if row.receipt_tries == 1 or carrier.find(parcel) is None:
            carrier.deliver(parcel)
        row.receipt = Receipt.SENT
    except (Refused, CannotTell):
        row.receipt = Receipt.FAILED
    except Down:
        row.receipt = Receipt.FAILED if row.receipt_tries >= MOST_TRIES else Receipt.WAITING
    row.save(update_fields=["receipt"])
    return row.receipt == Receipt.SENT


def parcel_of(row: Request) -> Parcel:
    """Return the email of one receipt; its days are those of the law's clocks."""
    days = queries.days_of(row.received_date)
    subject, body = receipt_email(
        reference=f"R{row.pk}",
        council=f"{row.area.name} council's SEND team",
        received=row.received_date,
        decide=days[DECIDE],
        final=days[FINAL],
    )
    return Parcel(
        key=f"GT-receipt-{row.pk}", channel="EMAIL", to=row.email, subject=subject, body=body
    )
