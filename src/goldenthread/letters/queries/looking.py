"""Looking through a copy before it leaves (trust rules 19, 20 and 40). A look that fails holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.access import queries as access
from goldenthread.access.rules import TieKind
from goldenthread.documents.content import words
from goldenthread.letters.rules import scans
from goldenthread.letters.rules.content import Content, document
from goldenthread.letters.rules.handover import HoldKind
from goldenthread.letters.rules.recipients import Recipient, Shows
from goldenthread.people import scanning, vault
from goldenthread.people.models import Child


@dataclass(frozen=True, slots=True)
class Looked:
    """Something found: why the copy is held, and what kinds of thing; never the thing."""

    kind: HoldKind
    found: Sequence[str] = ()


def look_through(
    child: Child, copies: Iterable[tuple[Recipient, Content]], *, on: date
) -> list[list[Looked]]:
    """Look through each reader's copy, for a child already reached; five queries at most.

    What is found is given in the order of the copies, which may be of several letters. What may
    not be read (a hidden place under a key that is gone) holds every copy.
    """
    said = [(reader, content, words(document(content))) for reader, content in copies]
    wrong = _other_children(child, "\n".join(text for _, _, text in said))
    try:
        places = family_places(child, on=on)
    except (vault.NoKey, vault.Unreadable):
        return [[Looked(HoldKind.NOT_SCANNED)] for _ in said]
    return [
        [*_wrong_child(text, wrong, child), *_location(reader, content, text, places)]
        for reader, content, text in said
    ]


def _wrong_child(text: str, others: Sequence[scans.KnownChild], child: Child) -> list[Looked]:
    found = _named_in(text, others, child)
    return [Looked(HoldKind.WRONG_CHILD, sorted(found))] if found else []


def _named_in(text: str, others: Sequence[scans.KnownChild], child: Child) -> frozenset[str]:
    """Return by what a text names any of some other children."""
    marks = scans.marks_in(text)
    return frozenset(
        kind
        for each in others
        for kind in scans.names_child(text, marks, each, own_birth_date=child.birth_date)
    )


def _location(
    reader: Recipient, content: Content, text: str, places: Sequence[Owned]
) -> list[Looked]:
    """Look for where the family is, in the copy of somebody who may not know it.

    Their own place is theirs to read. Somebody who may see the child's place may still not read
    that of another adult who hides.
    """
    barred = reader.barred
    others = [
        each.place
        for each in places
        if (reader.adult_id is None or each.adult_id != reader.adult_id)
        and (barred or (each.place.hidden and (Shows.LOCATION not in reader.sees or each.adult_id)))
    ]
    found = scans.location_in(text, others, services=content.services)
    return [Looked(HoldKind.BARRED_LOCATION, sorted(found))] if found else []


@dataclass(frozen=True, slots=True)
class Owned:
    """A place, and whose it is: an adult's, or (none) the child's."""

    place: scans.Place
    adult_id: int | None = None


def family_places(child: Child, *, on: date) -> list[Owned]:
    """Return where a family can be found: addresses, phones, emails, and the child's setting.

    :raises vault.NoKey, vault.Unreadable: if a hidden place cannot be read
    """
    found = [
        Owned(scans.Place(value=each.value, hidden=each.hidden), each.adult_id)
        for each in scanning.places_of(child, on=on)
    ]
    for row in access.team_of(child.pk, on=on):
        if row.kind == TieKind.SCHOOL_PLACE and row.organisation:
            place = scans.Place(value=row.organisation, hidden=child.location_restricted)
            found.append(Owned(place))
    return found


def _other_children(child: Child, text: str) -> list[scans.KnownChild]:
    """Return the children of the area that something in a text may belong to. One query."""
    marks = scans.marks_in(text)
    if marks.none:
        return []
    rows = scanning.others_like(
        child,
        upns=marks.upns,
        nhs_numbers=marks.nhs_numbers,
        local_ids=marks.plan_numbers,
        birth_dates=marks.days,
    )
    return [_known(row) for row in rows]


def _known(row: Child) -> scans.KnownChild:
    return scans.KnownChild(
        upn=row.upn,
        nhs_number=row.nhs_number,
        local_id=row.local_id,
        forenames=(row.forename, row.known_as),
        surname=row.surname,
        birth_date=row.birth_date,
    )


def other_children_in(text: str, child: Child) -> frozenset[str]:
    """Return by what a text names another child of the area than one already reached (rule 40).

    For any paper that goes into a child's case or out of it: the words of a bundle, an upload.
    Empty when it names nobody else. One query.
    """
    return _named_in(text, _other_children(child, text), child)


def places_in(text: str, child: Child, *, on: date, services: Sequence[str] = ()) -> frozenset[str]:
    """Return what kinds of place a text gives away of the family of a child already reached.

    For any paper that goes to somebody who may not know where they are (rule 20).

    :raises vault.NoKey, vault.Unreadable: if a hidden place cannot be read: hold the paper
    """
    places = [each.place for each in family_places(child, on=on)]
    return scans.location_in(text, places, services=services)
