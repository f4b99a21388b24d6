"""Children as files tell of them: matched within one area, and kept many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from goldenthread.audit.keeping import Keeping, Kept
from goldenthread.people.models import Child

LOCATION = ("address", "postcode")


class Ambiguous(ValueError):
    """Who is meant cannot be said; the message says why, and names nobody."""


@dataclass(frozen=True, slots=True)
class Known:
    """What tells one kept child from another."""

    local_id: str
    upn: str
    uln: str
    name: tuple[str, str, date | None]
    open: bool


def name_key(surname: str, forename: str, birth_date: date | None) -> tuple[str, str, date | None]:
    """Return a name and birth date evened out for comparison."""
    return " ".join(surname.split()).casefold(), " ".join(forename.split()).casefold(), birth_date


@dataclass(slots=True)
class Identities:
    """The children of one area, found by number or by name and birth date."""

    by_local_id: dict[str, Known] = field(default_factory=dict)
    by_upn: defaultdict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_uln: defaultdict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_name: defaultdict[tuple[str, str, date | None], list[Known]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, known: Known) -> None:
        """Make a child findable."""
        self.by_local_id[known.local_id] = known
        if known.upn:
            self.by_upn[known.upn].append(known)
        if known.uln:
            self.by_uln[known.uln].append(known)
        if known.name[0] and known.name[2]:
            self.by_name[known.name].append(known)

    def by_number(self, identity: Mapping[str, Any], local_id: str) -> str | None:
        """Return the local identifier of the child with these numbers.

        The authority's own identifier comes first, then the pupil's and the learner's number.

        :raises Ambiguous: if the numbers are those of different children
        """
        found: dict[str, Known] = {}
        if local_id and (own := self.by_local_id.get(local_id)):
            found[own.local_id] = own
        for number, index in (("upn", self.by_upn), ("uln", self.by_uln)):
            if given := identity.get(number):
                some = one_open(index.get(given, []))
                found |= {each.local_id: each for each in some}
        if len(found) > 1:
            raise Ambiguous("Its numbers are those of different children kept here.")
        return next(iter(found), None)

    def by_names(self, identity: Mapping[str, Any], taken: set[str]) -> str | None:
        """Return the local identifier of the one child of this name and birth date.

        Another child of the same name with another number is another child: nobody's record is
        ever joined to somebody else's on a name. Those already `taken` by number are left out.

        :raises Ambiguous: if there are several
        """
        if not (identity.get("surname") and identity.get("birth_date")):
            return None
        key = name_key(identity["surname"], identity.get("forename", ""), identity["birth_date"])
        possible = [
            each
            for each in self.by_name.get(key, [])
            if each.local_id not in taken and not _differs(each, identity)
        ]
        possible = one_open(possible)
        if len(possible) > 1:
            raise Ambiguous("Several children kept here have this name and birth date.")
        return possible[0].local_id if possible else None


def one_open(found: list[Known]) -> list[Known]:
    """Prefer a record that is open to those that were closed when a child moved."""
    return [each for each in found if each.open] or found


def _differs(known: Known, identity: Mapping[str, Any]) -> bool:
    """Say whether a number is known on both sides, and is not the same."""
    return any(
        mine and identity.get(name) and mine != identity[name]
        for name, mine in (("upn", known.upn), ("uln", known.uln))
    )


def identities(area_id: int) -> Identities:
    """Return what tells the children of an area apart; sealed and closed records too."""
    found = Identities()
    columns = ("local_id", "upn", "uln", "surname", "forename", "birth_date", "closed_date")
    rows = Child.objects.filter(area_id=area_id).order_by("pk").values_list(*columns)
    for local_id, upn, uln, surname, forename, birth_date, closed in rows.iterator():
        name = name_key(surname, forename, birth_date)
        found.add(Known(local_id, upn, uln, name, closed is None))
    return found


def keep_children(
    rows: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    area_id: int,
    load_id: int | None,
    fill_only: bool = False,
    fills: frozenset[str] = frozenset(),
) -> Kept:
    """Keep the children a file tells of; each row comes with the identifier it is found by.

    `fills` names what is only filled where it is empty. Where a child is restricted, no file puts
    an address back into the open (trust rule 16).
    """
    there = {child.local_id: child for child in Child.objects.filter(area_id=area_id)}
    keeping = Keeping(
        Child,
        {(name,): child for name, child in there.items()},
        load_id=load_id,
        fill_only=fill_only,
        fills=fills,
    )
    for name, row in rows:
        hidden = name in there and there[name].location_restricted
        keeping.give((name,), _without_place(row) if hidden else row)
    return keeping.save()


def _without_place(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in LOCATION}
