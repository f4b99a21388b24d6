"""Looking through a paper before it leaves: an uploaded plan, a copy for a setting (rules 20, 40).

A letter that a scan stops is held; a paper that goes with a decision stops the decision, since a
notice that has not gone is no notice. A look that fails stops it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.storage import default_storage

from goldenthread.documents.reading import Unreadable, words_of
from goldenthread.files.models import StoredFile
from goldenthread.letters.queries.looking import other_children_in, places_in
from goldenthread.letters.queries.readers import default_readers
from goldenthread.letters.rules.handover import HoldKind
from goldenthread.people import vault
from goldenthread.people.models import Child

FOUND_WORDS = {
    HoldKind.WRONG_CHILD: "it names another child",
    HoldKind.BARRED_LOCATION: "it tells where the child is, to somebody who must not know",
    HoldKind.NOT_SCANNED: "its words could not be read, so it could not be checked",
}


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why a paper may not go as it is, and by which kinds of thing; never the thing."""

    why: tuple[HoldKind, ...]
    found: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The reasons as a person reads them."""
        return "; ".join(FOUND_WORDS[each] for each in self.why)


def look_through_words(
    text: str, child: Child, *, on: date, barred: bool, services: Sequence[str] = ()
) -> Stopped | None:
    """Look for another child, and where a reader is barred for where this one is.

    `child` was reached already. Two queries, more where somebody is barred.
    """
    why, found = [], sorted(other_children_in(text, child))
    if found:
        why.append(HoldKind.WRONG_CHILD)
    if barred:
        try:
            places = places_in(text, child, on=on, services=services)
        except (vault.NoKey, vault.Unreadable):
            return Stopped((*why, HoldKind.NOT_SCANNED), tuple(found))
        if places:
            why.append(HoldKind.BARRED_LOCATION)
            found += sorted(places)
    return Stopped(tuple(why), tuple(found)) if why else None


def look_through_file(file_id: int, child: Child, *, on: date) -> Stopped | None:
    """Look through one of a child's own files that is to go to the family.

    It is looked through for where the child is when anybody who gets notices is barred from it;
    then a paper whose words cannot be read, such as a picture of a page, is stopped too.
    """
    file = StoredFile.objects.filter(pk=file_id, child=child).first()
    if file is None:
        return None  # not this child's: whoever sends it says so
    barred = any(each.barred for each in default_readers(child, on=on))
    try:
        with default_storage.open(file.place) as content:
            text = words_of(content.read(), file.kind)
    except (Unreadable, OSError):
        return Stopped((HoldKind.NOT_SCANNED,)) if barred else None
    return look_through_words(text, child, on=on, barred=barred)
