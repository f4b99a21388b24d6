"""The print room: taking what has gathered as a batch, saying it was posted, or came back.

A copy is in one batch, whoever takes at once, and a batch can be downloaded again. One that came
back waits for a person: printed again, it is drawn anew, to where its reader now is.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

import pikepdf
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.letters.carriers.chosen import carrier
from goldenthread.letters.carriers.folder import Folder
from goldenthread.letters.commands.parcels import Held, parcels
from goldenthread.letters.models import Handover
from goldenthread.letters.queries import printing as queries
from goldenthread.letters.rules.handover import HOLD_WORDS

A4 = (595, 842)  # points
MOST = 200  # copies in a batch: an envelope each


class WrongPrint(ValueError):
    """It cannot be printed or recorded so; the message says what to do."""


class Returned(StrEnum):
    """Why the post brought a letter back."""

    GONE_AWAY = "GONE_AWAY"
    NO_SUCH_ADDRESS = "NO_SUCH_ADDRESS"
    NOT_TAKEN_IN = "NOT_TAKEN_IN"


RETURNED_WORDS = {
    Returned.GONE_AWAY: "Nobody of that name lives there",
    Returned.NO_SUCH_ADDRESS: "There is no such address",
    Returned.NOT_TAKEN_IN: "It was not taken in",
}


@transaction.atomic
def take_batch(*, by: Asker, at: datetime) -> str:
    """Take what has gathered in somebody's areas as one batch, and return its name.

    :raises NotAllowed: if no post of theirs changes cases
    :raises WrongPrint: if nothing waits to be printed
    """
    check_post(by, Permission.CASE_CHANGE)
    on = timezone.localdate(at)
    rows = list(queries.to_print(by=by, on=on).select_for_update(of=("self",))[:MOST])
    if not rows:
        raise WrongPrint("Nothing waits to be printed: somebody may have taken it just now.")
    name = f"{timezone.localtime(at):%Y-%m-%d-%H%M}-{rows[0].pk}"
    for row in rows:
        row.batch = name
        row.save(update_fields=["batch"])
    _noted(rows, "letters-printed")
    return name


@transaction.atomic
def batch_pdf(name: str, *, by: Asker, on: date) -> bytes:
    """Return a batch as one PDF, each letter from a page of its own; it can be asked for again.

    :raises NotFound: if there is none of that name in somebody's areas
    :raises WrongPrint: if the files are not here
    """
    rows = _batch(name, by, on)
    place = _room().gather(name, [row.key for row in rows])
    files = [place / f"{row.key}.pdf" for row in rows]
    if missing := [file for file in files if not file.exists()]:
        raise WrongPrint(
            f"{len(missing)} of the letters are not in the print folder. Ask whoever looks after "
            "the server, or try the letters again from the outbox."
        )
    _noted(rows, "letters-printed", Action.EXPORT)
    return _joined(files)


def _joined(files: list[Path]) -> bytes:
    """Return PDFs one after another, each begun on a right-hand page for printing on both sides."""
    with pikepdf.new() as whole, io.BytesIO() as out:
        for file in files:
            with pikepdf.open(file) as one:
                whole.pages.extend(one.pages)
                if len(one.pages) % 2:
                    whole.add_blank_page(page_size=A4)
        whole.save(out)
        return out.getvalue()


@transaction.atomic
def say_posted(name: str, *, posted: date, by: Asker, at: datetime) -> int:
    """Say that a batch was posted on a day: said once; a later word changes nothing.

    :raises NotFound: if there is none of that name in somebody's areas
    :raises WrongPrint: if the day lies ahead, or before it was printed
    """
    on = timezone.localdate(at)
    rows = _batch(name, by, on)
    first = min(timezone.localdate(row.sent_at) for row in rows if row.sent_at)
    if posted > on:
        raise WrongPrint("The day it was posted cannot be in the future.")
    if posted < first:
        raise WrongPrint("That is before the letters were there to be printed. Check the day.")
    new = [row for row in rows if row.posted_date is None]
    for row in new:
        row.posted_date, row.receipt, row.receipt_at = posted, "posted", at
        row.save(update_fields=["posted_date", "receipt", "receipt_at"])
    _noted(new, "letters-posted")
    return len(new)


@transaction.atomic
def say_returned(handover_id: int, *, why: Returned, by: Asker, at: datetime) -> Handover:
    """Say that a letter came back by post: it waits for a person, who may print it again.

    :raises NotFound: if it is no letter that was printed in somebody's areas
    :raises WrongPrint: if nobody has said that it was posted
    """
    on = timezone.localdate(at)
    rows = queries.printed(by=by, on=on).select_for_update(of=("self",))
    row = rows.filter(pk=handover_id).first()
    if row is None:
        raise NotFound("No such record.")
    if row.posted_date is None:
        raise WrongPrint("Say first on which day this batch was posted.")
    row.came_back, row.problem = True, f"Came back by post: {RETURNED_WORDS[why].lower()}"
    row.receipt, row.receipt_at = "came back", at
    row.save(update_fields=["came_back", "problem", "receipt", "receipt_at"])
    _noted([row], "letter-came-back")
    return row


@transaction.atomic
def print_again(handover_id: int, *, by: Asker, at: datetime) -> Handover:
    """Print a letter that came back anew, to where its reader is now; twice, it is printed once.

    :raises NotFound: if it is no letter that was printed in somebody's areas
    :raises WrongPrint: if it may not go, or there is no address: what to do is said
    """
    rows = queries.printed(by=by, on=timezone.localdate(at)).select_for_update(of=("self",))
    row = (
        rows.select_related("copy__letter", "copy__adult", "child__area")
        .filter(pk=handover_id)
        .first()
    )
    if row is None:
        raise NotFound("No such record.")
    if not row.came_back:
        return row
    ready = parcels([row], at)[row.pk]
    if isinstance(ready, Held):
        why = ready.problem or HOLD_WORDS[ready.kind] if ready.kind else ready.problem
        raise WrongPrint(f"It cannot go again: {why}. Put that right on the child's record first.")
    _room().deliver(ready)
    row.batch, row.posted_date, row.came_back = "", None, False
    row.problem, row.receipt, row.receipt_at = "", "printed again", at
    row.save(
        update_fields=["batch", "posted_date", "came_back", "problem", "receipt", "receipt_at"]
    )
    _noted([row], "letters-printed")
    return row


def _batch(name: str, by: Asker, on: date) -> list[Handover]:
    rows = list(queries.printed(by=by, on=on).filter(batch=name).order_by("pk"))
    if not rows:
        raise NotFound("No such batch.")
    return rows


def _room() -> Folder:
    said = settings.LETTERS["POST"]
    room = carrier(said) if said else None
    if not isinstance(room, Folder):
        raise WrongPrint("Post goes to no folder here, so there is nothing to print.")
    return room


def _noted(rows: list[Handover], purpose: str, action: Action = Action.WRITE) -> None:
    for row in rows:
        audit.note(
            Note(
                action=action,
                child_id=row.child_id,
                area_id=row.area_id,
                classes=(FieldClass.PROFESSIONAL, FieldClass.THIRD_PARTY),
                purpose=purpose,
            )
        )
