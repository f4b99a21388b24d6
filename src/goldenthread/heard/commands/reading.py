"""Naming who reads what families wrote, and judging answers that were set aside."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from goldenthread.access.models import Post
from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.heard.models import Answer, Judged, Reader


class CannotName(ValueError):
    """Nobody can be named so; the message says what to do."""


def _note(area_id: int, purpose: str, *classes: FieldClass) -> None:
    audit.note(Note(action=Action.WRITE, area_id=area_id, classes=classes, purpose=purpose))


@transaction.atomic
def name_reader(area_id: int, email: str, *, by: Asker, on: date) -> Reader:
    """Name one person to read what families of an area wrote.

    :raises NotAllowed: to somebody who does not answer for it
    :raises CannotName: if nobody at work in the area has that address
    """
    check_post(by, Permission.HEARD_MANAGE, area_id)
    posts = Post.objects.filter(user__email__iexact=email.strip(), organisation__areas=area_id)
    post = posts.filter(from_date__lte=on).exclude(to_date__lt=on).first()
    if post is None:
        raise CannotName("Nobody who works for this area signs in with that address.")
    try:
        with transaction.atomic():
            made = Reader.objects.create(
                area_id=area_id, user_id=post.user_id, from_date=on, named_by_id=by.user_id or 0
            )
    except IntegrityError:
        raise CannotName("They are named already.") from None
    _note(area_id, "heard-reader-named", FieldClass.STAFF_ONLY)
    return made


@transaction.atomic
def stop_reader(reader_id: int, *, by: Asker, on: date) -> int:
    """Let somebody read no more, from now; return the area.

    :raises NotAllowed: to somebody who does not answer for it
    :raises NotFound: if there is no such reader in reach
    """
    found = Reader.objects.select_for_update().filter(pk=reader_id, to_date__isnull=True).first()
    if found is None or not by.may(Permission.HEARD_MANAGE, found.area_id):
        check_post(by, Permission.HEARD_MANAGE)
        raise NotFound("No such reader.")
    found.to_date = max(on, found.from_date)
    found.save(update_fields=["to_date"])
    _note(found.area_id, "heard-reader-stopped", FieldClass.STAFF_ONLY)
    return found.area_id


@transaction.atomic
def judge(answer_id: UUID, *, counts: bool, by: Asker, on: date) -> int:
    """Say whether an answer that was set aside counts; said once, and it stands.

    Returns the area.

    :raises NotAllowed: to somebody who does not answer for it
    :raises NotFound: if none was set aside in reach
    """
    check_post(by, Permission.HEARD_MANAGE)
    reach = by.areas_where(Permission.HEARD_MANAGE)
    found = Answer.objects.filter(pk=answer_id, set_aside=True, area_id__in=reach).first()
    if found is None:
        raise NotFound("No such answer.")
    Judged.objects.get_or_create(
        answer=found,
        defaults={
            "area_id": found.area_id, "counts": counts, "on": on, "judged_by_id": by.user_id or 0,
        },
    )  # fmt: skip
    _note(found.area_id, "heard-judged", FieldClass.STAFF_ONLY)
    return found.area_id
