"""Reaching a file: authorised anew each time, and written in the audit trail."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.storage import default_storage

from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.files.models import StoredFile
from goldenthread.files.rules import CONTENT_TYPES, Kind, State
from goldenthread.people import queries as people
from goldenthread.people.models import Child

SAYS = {
    State.HELD: "This file is still being checked for viruses. Try again later.",
    State.REFUSED: "The virus check refused this file, and it was not kept.",
    State.NOT_SCANNED_DEMO: "This file was never checked for viruses.",
}
NOT_SCANNED = "not scanned: demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file that may be sent to the person who asked, this once."""

    name: str
    content_type: str
    size: int
    content: BinaryIO


def _may_open(state: str) -> bool:
    return state == State.CLEAN or (state == State.NOT_SCANNED_DEMO and settings.DEMO)


def _right_to(found: StoredFile, by: Asker) -> Permission:
    """By which right somebody has a file: staff by theirs, a family only what they sent (14)."""
    own = found.uploaded_by_id == by.user_id and found.child_id in by.own_children
    return Permission.FAMILY_SPEAK if own else Permission.DOCUMENT_DOWNLOAD


def authorised_download(file_id: int, *, by: Asker, on: date) -> Download:
    """Return one file's content to somebody who may have it now.

    Its sender's name for it is shown only to those who may see what concerns third parties.

    :raises NotFound: if there is none within reach, the same as for none at all
    :raises NotAllowed: if they may not download, or it has not passed the virus check
    """
    found = StoredFile.objects.filter(pk=file_id).first()
    if found is None:
        raise NotFound("No such record.")
    classes = frozenset(FieldClass)
    if found.child_id is not None:
        child = people.get_child(
            found.child_id, by=by, to=_right_to(found, by), on=on, purpose="file-download"
        )
        classes = child.classes_in_reach
    else:
        check_post(by, Permission.FILES_LOAD, found.area_id)
        audit.note(Note(action=Action.EXPORT, area_id=found.area_id, purpose="file-download"))
    if not _may_open(found.state):
        raise NotAllowed(SAYS[State(found.state)])
    shown = FieldClass.THIRD_PARTY in classes
    return Download(
        name=found.name if shown else f"document-{found.pk}.{found.kind.lower()}",
        content_type=CONTENT_TYPES[Kind(found.kind)],
        size=found.size,
        content=cast(BinaryIO, default_storage.open(found.place)),
    )


def released_download(file_id: int, *, child_id: int) -> Download:
    """Return a child's file to somebody to whom its copy was released; the caller has checked it.

    Its sender's name for it is never told.

    :raises NotFound: if the child has no such file
    :raises NotAllowed: if it has not passed the virus check
    """
    found = StoredFile.objects.filter(pk=file_id, child_id=child_id).first()
    if found is None:
        raise NotFound("No such record.")
    audit.note(
        Note(
            action=Action.EXPORT,
            child_id=child_id,
            area_id=found.area_id,
            purpose="file-download",
        )
    )
    if not _may_open(found.state):
        raise NotAllowed(SAYS[State(found.state)])
    return Download(
        name=f"document-{found.pk}.{found.kind.lower()}",
        content_type=CONTENT_TYPES[Kind(found.kind)],
        size=found.size,
        content=cast(BinaryIO, default_storage.open(found.place)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """What a page says of a file beside somebody's words: what kind it is, and whose."""

    id: int
    kind: Kind
    own: bool  # sent by whoever asks
    can_open: bool


def sent_files(child: Child, ids: Collection[int], *, by: Asker) -> dict[int, SentFile]:
    """Return some files of a child already reached, by number. One query, or none."""
    if not ids:
        return {}
    rows = StoredFile.objects.filter(area_id=child.area_id, child=child, pk__in=ids)
    return {
        row.pk: SentFile(
            id=row.pk,
            kind=Kind(row.kind),
            own=row.uploaded_by_id == by.user_id,
            can_open=_may_open(row.state),
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One file in a child's list."""

    id: int
    name: str
    kind: str
    size: int
    state: str  # in words: empty when there is nothing to say
    can_open: bool


def files_of(child: Child) -> list[FileRow]:
    """Return the files of a child already reached, the newest first; one query."""
    shown = FieldClass.THIRD_PARTY in child.classes_in_reach
    words = {State.HELD: "being checked", State.REFUSED: "refused"}
    return [
        FileRow(
            id=row.pk,
            name=row.name if shown else f"document-{row.pk}.{row.kind.lower()}",
            kind=row.kind,
            size=row.size,
            state=NOT_SCANNED
            if row.state == State.NOT_SCANNED_DEMO
            else words.get(State(row.state), ""),
            can_open=_may_open(row.state),
        )
        for row in StoredFile.objects.filter(child=child).order_by("-uploaded_at", "-pk")
    ]
