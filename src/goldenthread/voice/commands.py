"""Keeping what was said. Nothing is edited: what is said anew stands in front of the old."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, NotAllowed, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.files.models import StoredFile
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.ui.symbols import pack
from goldenthread.voice.models import PrivateSaying, Saying, Unsent
from goldenthread.voice.rules import ASKED, NotSaid, Whose, check_saying

MOST_TYPED = 20_000  # characters kept unsent


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSaying:
    """What somebody says: any of words, symbols and files."""

    theme: str
    words: str = ""
    symbols: Sequence[str] = ()
    files: Sequence[int] = ()
    how: str = ""
    helped_by: str = ""
    shared_with: Sequence[str] = ()
    replaces: int | None = None


def reach(child_id: int, *, by: Asker, at: datetime, purpose: str) -> Child:
    """Return a child's record to those of the family who may speak.

    :raises NotAllowed, NotFound: to anybody else
    """
    return people.get_child(
        child_id,
        by=by,
        to=Permission.FAMILY_SPEAK,
        on=timezone.localdate(at),
        purpose=purpose,
        lock=True,
    )


def _person(by: Asker) -> int:
    """Return whose words these are kept as: a person's, never a service's."""
    if by.user_id is None:
        raise NotAllowed("Only a person says something.")
    return by.user_id


@transaction.atomic
def say(child_id: int, new: NewSaying, *, by: Asker, at: datetime) -> Saying:
    """Keep a saying; what was typed and not sent of it is let go.

    :raises NotAllowed, NotFound: to somebody who may not speak for this child
    :raises NotSaid: if nothing is said, or it cannot be kept
    :raises NamesAPlace: if it names where a restricted child is
    """
    child = reach(child_id, by=by, at=at, purpose="voice-said")
    theme = check_saying(
        theme=new.theme,
        words=new.words,
        symbols=new.symbols,
        files=new.files,
        shared_with=new.shared_with,
        known_symbols=pack(settings.SYMBOL_PACK).symbols,
    )
    people.check_free_text(f"{new.words}\n{new.helped_by}", child, on=timezone.localdate(at))
    whose = ASKED[theme].whose
    before = _before(child, theme, whose, new.replaces, by)
    _check_files(child, set(new.files) - set(before.files if before else ()), by)
    same = before is not None and _same(before, new)
    if same and before is not None:
        return before  # sent twice
    made = _keep(child, new, theme, whose, before, by, at)
    Unsent.objects.filter(child=child, user_id=_person(by), form=f"say/{theme}").delete()
    return made


def _check_files(child: Child, files: Collection[int], by: Asker) -> None:
    """Check that what is added was sent by whoever adds it; what stood there already may stay."""
    own = StoredFile.objects.filter(pk__in=files, child=child, uploaded_by_id=by.user_id)
    if files and own.count() != len(files):
        raise NotSaid("One of the files is not yours. Add it again.")


def _before(
    child: Child, theme: str, whose: Whose, replaces: int | None, by: Asker
) -> Saying | None:
    """Return what stands now of this theme: the child's, or this adult's own.

    :raises NotSaid: if somebody said something newer since the page was opened
    """
    rows = Saying.objects.filter(child=child, theme=theme, replaced_by__isnull=True)
    if whose is Whose.FAMILY:
        rows = rows.filter(said_by_id=by.user_id)
    stands = rows.order_by("-pk").first()
    if (stands.pk if stands else None) != replaces:
        raise NotSaid("Someone changed this while you wrote. Read the new words, then send.")
    return stands


def _same(before: Saying, new: NewSaying) -> bool:
    told = ("words", "how", "helped_by")
    listed = ("symbols", "files", "shared_with")
    return all(getattr(before, n) == getattr(new, n) for n in told) and all(
        getattr(before, n) == list(getattr(new, n)) for n in listed
    )


def _keep(
    child: Child,
    new: NewSaying,
    theme: str,
    whose: Whose,
    before: Saying | None,
    by: Asker,
    at: datetime,
) -> Saying:
    try:
        with transaction.atomic():
            return Saying.objects.create(
                area_id=child.area_id,
                child=child,
                whose=whose,
                adult_id=child.standing.adult_id if whose is Whose.FAMILY else None,
                theme=theme,
                words=new.words.strip(),
                symbols=list(new.symbols),
                files=list(new.files),
                how=new.how,
                helped_by=new.helped_by.strip(),
                shared_with=list(new.shared_with),
                said_at=at,
                said_by_id=_person(by),
                replaces=before,
            )
    except IntegrityError:
        raise NotSaid("Someone changed this while you wrote. Read the new words.") from None


@transaction.atomic
def say_privately(
    child_id: int, *, words: str, symbols: Sequence[str], by: Asker, at: datetime
) -> PrivateSaying:
    """Keep what a child says to us and not to their parents (rule 27).

    :raises NotAllowed: to anybody but the child
    :raises NotSaid: if nothing is said
    """
    child = reach(child_id, by=by, at=at, purpose="private-view")
    if not child.standing.own:
        raise NotAllowed("Only the child can say this.")
    check_saying(
        theme="about-me",
        words=words,
        symbols=symbols,
        files=(),
        shared_with=(),
        known_symbols=pack(settings.SYMBOL_PACK).symbols,
    )
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=child.pk,
            area_id=child.area_id,
            classes=(FieldClass.CHILD_PRIVATE,),
            purpose="private-view",
        )
    )
    return PrivateSaying.objects.create(
        area_id=child.area_id,
        child=child,
        words=words.strip(),
        symbols=list(symbols),
        said_at=at,
        said_by_id=_person(by),
    )


@transaction.atomic
def keep_unsent(
    child_id: int, form: str, typed: Mapping[str, Any], *, by: Asker, at: datetime
) -> None:
    """Keep what somebody typed, for them alone, to go on with later.

    :raises NotAllowed, NotFound: to somebody who may not speak for this child
    :raises NotSaid: if it is more than a form holds
    """
    child = reach(child_id, by=by, at=at, purpose="draft-kept")
    if len(str(typed)) > MOST_TYPED:
        raise NotSaid("This is too long to keep. Make it shorter.")
    Unsent.objects.update_or_create(
        child=child,
        user_id=_person(by),
        form=form,
        defaults={"area_id": child.area_id, "typed": dict(typed), "kept_at": at},
    )
