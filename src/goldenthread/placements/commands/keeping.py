"""Changes to placements, in bulk, as files tell of them; and the ties that follow a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from goldenthread.audit.keeping import Change, Keeping, Kept
from goldenthread.placements.models import Placement

Row = Mapping[str, Any]
IDENTITY = ("child_id", "rank", "entry_date", "setting_id", "setting_code")

# A setting with people of its own sees the children placed there, from the day they enter to the
# day before they leave (trust rule 8).
TIE = """
INSERT INTO access_tie (area_id, child_id, kind, organisation_id, from_date, to_date, load_id)
SELECT place.area_id, place.child_id, 'SCHOOL_PLACE', body.id, coalesce(place.entry_date, %s),
       place.leaving_date - 1, %s
FROM placements_placement place
JOIN organisations_organisation body ON body.setting_id = place.setting_id
WHERE place.id = ANY(%s)
  AND (place.leaving_date IS NULL OR place.leaving_date > coalesce(place.entry_date, %s))
RETURNING id
"""
ENDING = """
SELECT tie.id, tie.child_id, greatest(place.leaving_date - 1, tie.from_date)
FROM placements_placement place
JOIN organisations_organisation body ON body.setting_id = place.setting_id
JOIN access_tie tie ON tie.area_id = place.area_id AND tie.child_id = place.child_id
 AND tie.organisation_id = body.id AND tie.kind = 'SCHOOL_PLACE' AND tie.to_date IS NULL
WHERE place.id = ANY(%s) AND place.leaving_date IS NOT NULL
"""
END_TIE = "UPDATE access_tie SET to_date = %s WHERE id = %s"


class Overlap(ValueError):
    """Two spells of one rank run at the same time; `place` says which of the rows given."""

    def __init__(self, place: int, rank: int) -> None:
        super().__init__(
            f"A placement of rank {rank} overlaps another of the same rank. Give the first a "
            "leaving date, or one of them another rank."
        )
        self.place = place


def keep_placements(
    rows: Iterable[Row],
    *,
    area_id: int,
    load_id: int | None,
    fill_only: bool = False,
    on: date | None = None,
) -> Kept:
    """Keep the spells a file tells of.

    An open spell ends on the day that a later one of the same rank begins elsewhere. One told
    without its entry is the open spell at the same place; elsewhere it had begun `on` that day.

    :raises Overlap: if two spells of one rank would still run at the same time
    """
    given = list(rows)
    held: defaultdict[tuple[int, int], list[Any]] = defaultdict(list)
    there = {}
    for spell in Placement.objects.filter(area_id=area_id).order_by("pk"):
        held[spell.child_id, spell.rank].append(spell)
        there[_key_of(spell)] = spell
    keeping = Keeping(Placement, there, load_id=load_id, fill_only=fill_only)
    for place in _in_order(given, there):
        others = held[given[place]["child_id"], given[place]["rank"]]
        key, row = _known_as(given[place], others, there, on)
        if key not in there:
            _end_before(keeping, row, others)
        keeping.give(key, row)
        kept = keeping.there.get(key) or keeping.new[key]
        if any(each is not kept and _overlap(each, kept) for each in others):
            raise Overlap(place, row["rank"])
        if not any(each is kept for each in others):
            others.append(kept)
    return keeping.save()


def _in_order(given: Sequence[Row], there: Mapping[Any, Placement]) -> list[int]:
    """Return the places of the rows: those kept already first, then by the day they begin."""

    def rank(place: int) -> tuple[bool, date]:
        row = given[place]
        known = tuple(row[name] for name in IDENTITY) in there
        return not known, row["entry_date"] or date.min

    return sorted(range(len(given)), key=rank)


def _key_of(spell: Placement) -> tuple[Any, ...]:
    return tuple(getattr(spell, name) for name in IDENTITY)


def _known_as(
    row: Row, others: Sequence[Any], there: Mapping[Any, Any], on: date | None
) -> tuple[tuple[Any, ...], Row]:
    """Return the key of the spell a row is about, and the row as it is to be kept."""
    key = tuple(row[name] for name in IDENTITY)
    if key in there:
        return key, row
    same = [each for each in others if each.pk and _same_place(each, row)]
    for each in same:
        undated = row["entry_date"] is None and each.leaving_date is None
        if undated or (each.entry_date is None and row["entry_date"]):
            return _key_of(each), row
    if row["entry_date"] is None and any(each.leaving_date is None for each in others):
        row = {**row, "entry_date": on}
    return tuple(row[name] for name in IDENTITY), row


def _same_place(spell: Any, row: Row) -> bool:
    return (spell.setting_id, spell.setting_code) == (row["setting_id"], row["setting_code"])


def _end_before(keeping: Keeping, row: Row, others: Sequence[Any]) -> None:
    """End an open spell kept from before on the day that a new one begins."""
    begins: date | None = row["entry_date"]
    for other in others:
        open_before = other.pk and begins and other.leaving_date is None
        if open_before and (other.entry_date is None or other.entry_date < begins):
            keeping.give(_key_of(other), {"leaving_date": begins})


def _overlap(one: Any, other: Any) -> bool:
    """Say whether two spells have a day in common; a leaving day is not part of a spell."""
    first, second = sorted((one, other), key=lambda each: each.entry_date or date.min)
    ends, begins = first.leaving_date or date.max, second.entry_date or date.min
    empty = any(each.leaving_date and each.leaving_date == each.entry_date for each in (one, other))
    return bool(begins < ends) and not empty


def tie_settings(kept: Kept, *, load_id: int | None, on: date) -> Kept:
    """Tie children to the settings that have people here, and end the ties of places left.

    `on` stands for an entry date that the file does not give.
    """
    ties = Kept("access.Tie")
    with connection.cursor() as cursor:
        cursor.execute(ENDING, [[change.row_id for change in kept.changed]])
        for tie, child, last in cursor.fetchall():
            cursor.execute(END_TIE, [last, tie])
            ties.changed.append(Change(tie, child, {"to_date": None}, {"to_date": last}))
        cursor.execute(TIE, [on, load_id, kept.created, on])
        ties.created = [row[0] for row in cursor.fetchall()]
    return ties
