"""Reading a directory feed in the shape of Open Referral UK version 3. Plain Python.

A feed is a list of services, each with everything about it inside (as one service is given by
``/services/{id}``), alone or as the ``contents`` of pages. Nothing is dropped silently: a service
that cannot be used is refused with the path of each thing wrong with it, what was changed on the
way in is told, and every service is counted as used or refused. What the shape does not name may
come under ``local`` (our own properties: the wait, how to ask, whether a diagnosis is asked for).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from goldenthread.directory.rules.reader import Reader
from goldenthread.directory.rules.rows import Fault, ServiceRow

MOST_SERVICES = 50_000
NO_NAME = "No name"


class NotAFeed(ValueError):
    """The file is no feed of services; the message says what it should be."""


@dataclass(frozen=True, slots=True)
class Read:
    """One service of a feed: where it stood, what it says, what is wrong, what was changed."""

    path: str
    id: str
    name: str
    row: ServiceRow | None  # none: refused
    faults: tuple[Fault, ...]
    changed: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed held: each of its services, in the order they stood."""

    rows: tuple[Read, ...]

    @property
    def services(self) -> tuple[ServiceRow, ...]:
        return tuple(each.row for each in self.rows if each.row is not None)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(fault for each in self.rows for fault in each.faults)

    @property
    def read(self) -> int:
        return len(self.rows)

    @property
    def refused(self) -> int:
        return sum(each.row is None for each in self.rows)


def read_feed(given: object) -> Feed:
    """Read a feed: one service, a list of them, or pages with ``contents``.

    :raises NotAFeed: if it is none of these, or holds too many
    """
    services = list(_services(given))
    if len(services) > MOST_SERVICES:
        raise NotAFeed(f"It holds more than {MOST_SERVICES:,} services, the most that are read.")
    taken: set[UUID] = set()
    places: set[UUID] = set()
    return Feed(tuple(_read(path, one, taken, places) for path, one in services))


def _read(path: str, one: object, taken: set[UUID], places: set[UUID]) -> Read:
    """Read one service; `taken` and `places` are the numbers of those before it."""
    reader = Reader(path)
    row = reader.service(one)
    if row is not None:
        own = [place.id for place in row.places]
        if row.id in taken:
            reader.wrong("id", "is the number of an earlier service too: give each its own.")
        if places.intersection(own) or len(set(own)) < len(own):
            message = "has the number of an earlier place too: give each its own."
            reader.wrong("service_at_locations", message)
        if not reader.faults:
            taken.add(row.id)
            places.update(own)
    told = one if isinstance(one, Mapping) else {}
    return Read(
        path=path,
        id=str(told.get("id") or "")[:40],
        name=row.name if row and row.name else _short(told.get("name")),
        row=None if reader.faults else row,
        faults=tuple(reader.faults),
        changed=tuple(reader.changed),
    )


def _short(name: object) -> str:
    plain = Reader("").clean(name, "name") if isinstance(name, str) else ""
    return " ".join(plain.split())[:80] or NO_NAME


def _services(given: object) -> Iterator[tuple[str, object]]:
    if isinstance(given, Mapping) and "contents" in given:
        given = given["contents"]
    elif isinstance(given, Mapping) and "services" in given:
        given = given["services"]
    elif isinstance(given, Mapping) and "name" in given:
        given = [given]
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise NotAFeed(
            "It is no feed of services: give one service, a list of services, or a page of them "
            "under “contents”."
        )
    for number, one in enumerate(given):
        if isinstance(one, Mapping) and "contents" in one and "name" not in one:
            for path, inner in _services(one):
                yield f"[{number}].contents{path}", inner
        else:
            yield f"[{number}]", one
