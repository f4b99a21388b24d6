"""The easy-read words of an issued version: changed by hand, and approved by a named person.

Both are added and never edited: what somebody approved, and what stood before, can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.plans.commands.reaching import CannotWrite, person, wrote
from goldenthread.plans.content import Plan as Content
from goldenthread.plans.models import EasyReadApproval, EasyReadWords, PlanVersion, VersionStatus
from goldenthread.plans.rendering import EasyPart, easy_read_text, mark_for

P = Permission
LONGEST_LINE = 200  # characters: a sentence of an easy-read version is far shorter


@transaction.atomic
def change_easy_words(
    version_id: int,
    parts: Sequence[EasyPart],
    *,
    over: str,
    child_id: int,
    by: Asker,
    on: date,
    at: datetime,
) -> str:
    """Keep other easy-read words of a final version; return the hash by which they are approved.

    `over` is the hash of the words that were read: a change over words that somebody changed
    meanwhile is refused. The same words sent twice are kept once. An approval of the words before
    stays theirs alone: these need one of their own.

    :raises NotFound: if the child has no such version
    :raises CannotWrite: if a part says nothing, a line is too long, or the words were changed since
    :raises people.queries.NamesAPlace: if they give a restricted child away
    """
    child, version = _version(version_id, child_id, "plan-easy-read-changed", by, on)
    for part in parts:
        if not part.lines:
            raise CannotWrite(f"Write at least one sentence under “{part.title}”.")
        if any(len(line) > LONGEST_LINE for line in part.lines):
            raise CannotWrite(f"A sentence under “{part.title}” is too long. Cut it in two.")
    people.check_free_text("\n".join(line for part in parts for line in part.lines), child, on=on)
    content = Content.model_validate(version.content)
    mark = mark_for(version.pk, content)
    wanted = easy_read_text(content, mark, parts)[1]
    last = EasyReadWords.objects.filter(area_id=child.area_id, version=version)
    stands = last.order_by("pk").last()
    now = stands.text_hash if stands else easy_read_text(content, mark)[1]
    if wanted == now:
        return wanted
    if over != now:
        raise CannotWrite(
            "Somebody changed these words while you did. Yours are below: put in what should stay, "
            "and save again."
        )
    EasyReadWords.objects.create(
        area_id=child.area_id,
        child=child,
        version=version,
        parts=[part.model_dump(mode="json") for part in parts],
        text_hash=wanted,
        by_id=person(by),
        by_name=by.name,
        at=at,
    )
    wrote(child, "plan-easy-read-changed")
    return wanted


def _version(
    version_id: int, child_id: int, purpose: str, by: Asker, on: date
) -> tuple[Child, PlanVersion]:
    """Return a final version in words, to somebody who writes plans.

    :raises NotFound: if the child has no such version
    :raises CannotWrite: of a draft
    """
    child = people.get_child(child_id, by=by, to=P.PLAN_WRITE, on=on, purpose=purpose, lock=True)
    version = PlanVersion.objects.filter(
        area_id=child.area_id, child=child, pk=version_id, content__isnull=False
    ).first()
    if version is None:
        raise NotFound("No such record.")
    if VersionStatus(version.status).is_draft:
        raise CannotWrite("Only the easy-read words of a final plan are approved.")
    return child, version


@transaction.atomic
def approve_easy_read(
    version_id: int, text_hash: str, *, child_id: int, by: Asker, on: date, at: datetime
) -> EasyReadApproval:
    """Record that a named person read the easy-read words of a version and approves them.

    `text_hash` is the SHA-256 of those words exactly: other words need another approval.

    :raises NotFound: if the child has no such version
    """
    child, version = _version(version_id, child_id, "plan-easy-read-approved", by, on)
    if len(text_hash) != 64:
        raise CannotWrite("Only the easy-read words of a final plan are approved.")
    kept, _ = EasyReadApproval.objects.get_or_create(
        version=version,
        text_hash=text_hash,
        defaults={
            "area_id": child.area_id,
            "child": child,
            "by_id": person(by),
            "by_name": by.name,
            "at": at,
        },
    )
    wrote(child, "plan-easy-read-approved")
    return kept
