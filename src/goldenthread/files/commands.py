"""Taking a file in, and letting it go once a scanner has passed it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import BinaryIO, cast
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from goldenthread.access import asking
from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.files import scanner
from goldenthread.files.models import StoredFile
from goldenthread.files.rules import Kind, Limits, Refused, State, ended, safe_name
from goldenthread.files.rules.contents import inspect
from goldenthread.organisations import queries as organisations
from goldenthread.people import queries as people

SERVICE = "file-scan"
TOO_LARGE = (
    "This file is larger than {most} MB. Make it shorter or send it in parts. If you cannot, tell "
    "us, and we will find another way to take it."
)
MEGABYTE = 1024 * 1024
A_RUN = 50  # files scanned in one run of the task


def limits() -> Limits:
    """Return the limits this installation has set."""
    return Limits(bytes=settings.FILE_LARGEST_BYTES)


@transaction.atomic
def receive(
    *,
    chunks: Iterable[bytes],
    name: str,
    area_id: int,
    by: Asker,
    at: datetime,
    child_id: int | None = None,
    invented: bool = False,
    to: Permission = Permission.DOCUMENT_UPLOAD,
) -> StoredFile:
    """Take in one file: about a child, or (with no child) a list to load for an area.

    It is looked into, cleaned of what must not be kept, stored, and held until scanned. `to` says
    by which right it is sent: a family's own is FAMILY_SPEAK.

    :raises NotAllowed, NotFound: if `by` may not upload here
    :raises Refused: with a sentence for its sender; nothing is kept
    """
    area_id = _check_may_upload(child_id, area_id, by, at, to)
    with tempfile.TemporaryFile() as sent:
        sent_hash = _stream(chunks, cast(BinaryIO, sent), limits().bytes)
        kind, cleaned = inspect(cast(BinaryIO, sent), name, limits())
        if cleaned is not None:
            sent.seek(0)
            sent.truncate()
            sent.write(cleaned)
        kept_hash = hashlib.sha256(cleaned).hexdigest() if cleaned is not None else sent_hash
        size = sent.seek(0, 2)
        place = _store(area_id, kind, cast(BinaryIO, sent))
    waits = State.NOT_SCANNED_DEMO if settings.DEMO and not settings.FILE_SCANNER else State.HELD
    made = StoredFile.objects.create(
        area_id=area_id,
        child_id=child_id,
        place=place,
        name=ended(safe_name(name), kind),
        kind=kind,
        size=size,
        sha256=kept_hash,
        sent_sha256=sent_hash,
        state=waits,
        uploaded_by_id=by.user_id,
        uploaded_by_post_id=by.posts[0].id if by.posts else None,
        uploaded_at=at,
        invented=invented,
    )
    _wrote(made, "file-received")
    return made


def _check_may_upload(
    child_id: int | None, area_id: int, by: Asker, at: datetime, to: Permission
) -> int:
    """Return the area the file belongs to: the child's own, whatever was asked."""
    if child_id is None:
        if not (by.service and area_id in by.service_areas):
            check_post(by, Permission.FILES_LOAD, area_id)
        return area_id
    child = people.get_child(
        child_id,
        by=by,
        to=to,
        on=timezone.localdate(at),
        purpose="file-upload",
    )
    return child.area_id


def _stream(chunks: Iterable[bytes], into: BinaryIO, most: int) -> str:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise Refused(TOO_LARGE, most=most // MEGABYTE)
        digest.update(chunk)
        into.write(chunk)
    if not size:
        raise Refused("This file is empty.")
    return digest.hexdigest()


def _store(area_id: int, kind: Kind, content: BinaryIO) -> str:
    """Store content under a name that says nothing. If the row is then undone, what was stored
    lies there with nothing pointing to it, shown to nobody."""
    content.seek(0)
    place: str = default_storage.save(f"{area_id}/{uuid4().hex}.{kind.lower()}", File(content))
    return place


def _wrote(file: StoredFile, purpose: str) -> None:
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=file.child_id,
            area_id=file.area_id,
            classes=(FieldClass.PROFESSIONAL, FieldClass.THIRD_PARTY),
            purpose=purpose,
        )
    )


def discard(file_id: int) -> None:
    """Let go of a file that was held for one purpose and has served it; its caller may do so.

    The content goes once the transaction commits. A file about a child is never let go of here.
    """
    file = StoredFile.objects.filter(pk=file_id, child__isnull=True).first()
    if file is None:
        return
    place = file.place
    file.delete()
    transaction.on_commit(partial(default_storage.delete, place))


def scan_held(at: datetime) -> dict[State, int]:
    """Scan what is held, the oldest first; return how many passed and how many were refused.

    With no scanner set, or none that answers, every file stays held: none is lost, none shown.
    Files that another worker is scanning are left to it.
    """
    done = {State.CLEAN: 0, State.REFUSED: 0}
    if not settings.FILE_SCANNER:
        return done
    with asking.stated(asking.service(SERVICE, organisations.area_ids())):
        held = StoredFile.objects.select_for_update(skip_locked=True).filter(state=State.HELD)
        for file in held.order_by("uploaded_at", "pk")[:A_RUN]:
            try:
                with default_storage.open(file.place) as content:
                    verdict = scanner.scan(cast(BinaryIO, content), settings.FILE_SCANNER)
            except scanner.ScannerDown:
                break
            file.state = State.CLEAN if verdict.clean else State.REFUSED
            file.found, file.scanned_at = verdict.found, at
            file.save(update_fields=["state", "found", "scanned_at"])
            _wrote(file, "file-scanned")
            done[State(file.state)] += 1
            if not verdict.clean:
                transaction.on_commit(partial(default_storage.delete, file.place))
    return done
