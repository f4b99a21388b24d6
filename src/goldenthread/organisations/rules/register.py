"""The settings of the national register, who followed whom, and finding one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

OPEN, CLOSED, CLOSING, PROPOSED = "1", "2", "3", "4"  # EstablishmentStatus (code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One establishment of the register. Counts are children; None where the file is silent."""

    urn: str
    ukprn: str | None = None
    name: str
    la_code: str | None = None
    establishment_number: str | None = None
    type_code: str
    placement_group: str
    status_code: str | None = None
    opened: date | None = None
    closed: date | None = None  # the last day it was open
    phase: str | None = None
    low_age: int | None = None
    high_age: int | None = None
    sen_types: tuple[str, ...] = ()
    unit_on_roll: int | None = None
    unit_capacity: int | None = None
    resourced_on_roll: int | None = None
    resourced_capacity: int | None = None
    capacity: int | None = None
    postcode: str | None = None
    town: str | None = None
    section_41: bool = False

    @property
    def laestab(self) -> str | None:
        """Authority and establishment number together, as school systems write them."""
        if self.la_code and self.establishment_number:
            return f"{self.la_code}{self.establishment_number.zfill(4)}"
        return None

    def is_open(self, on: date) -> bool:
        """Say whether it was open on a day: from the opening date to the closing date, both in.

        With no closing date the register's own status decides, as at the day it was made.
        """
        if self.opened is not None and on < self.opened:
            return False
        if self.closed is not None:
            return on <= self.closed
        if self.status_code == PROPOSED:
            return self.opened is not None
        return self.status_code != CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFault:
    """Something in a row of the register that could not be taken as it stands."""

    row: int  # line of the file's table; the headings are row 1
    field: str
    value: str
    rule: str
    message: str
    severity: str  # "error": the row is left out; "query": it is used without this value


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One establishment followed another. `kind` is the register's own wording."""

    predecessor: str  # URN
    successor: str  # URN
    kind: str
    on: date | None


class RegisterUnreadable(ValueError):
    """The file is not a register of settings. The message says why, for whoever sent it."""


@dataclass(slots=True)
class Register:
    """The settings of one register file, found by URN or UKPRN."""

    settings: tuple[Setting, ...]
    faults: tuple[RegisterFault, ...] = ()
    links: tuple[Link, ...] = ()
    _by_urn: dict[str, Setting] = field(init=False, repr=False)
    _by_ukprn: dict[str, list[Setting]] = field(init=False, repr=False)
    _after: dict[str, list[Link]] = field(init=False, repr=False)
    _before: dict[str, list[Link]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._by_urn = {setting.urn: setting for setting in self.settings}
        self._by_ukprn, self._after, self._before = {}, {}, {}
        for link in sorted(self.links, key=lambda link: link.on or date.min):
            self._after.setdefault(link.predecessor, []).append(link)
            self._before.setdefault(link.successor, []).append(link)
        for setting in self.settings:
            if setting.ukprn:
                self._by_ukprn.setdefault(setting.ukprn, []).append(setting)

    def __len__(self) -> int:
        return len(self.settings)

    def find(
        self, *, urn: str | None = None, ukprn: str | None = None, on: date | None = None
    ) -> Setting | None:
        """Return the setting with this URN, else with this UKPRN, open or closed.

        A UKPRN outlives an establishment: where several share one, the setting open on the day
        is meant, and without a day (or none open on it) the latest to open. Ask the answer
        `is_open` to learn whether a child could have been there.
        """
        if urn:
            return self._by_urn.get(urn.strip())
        shared = self._by_ukprn.get(ukprn.strip(), []) if ukprn else []
        open_then = [s for s in shared if on is not None and s.is_open(on)]
        return max(open_then or shared, key=lambda s: (s.opened or date.min, s.urn), default=None)

    def with_links(self, links: Iterable[Link]) -> Register:
        """Return the same register knowing who followed whom."""
        return Register(self.settings, self.faults, tuple(links))

    def successors(self, urn: str) -> tuple[Link, ...]:
        """Return the links to establishments that followed this one, earliest first."""
        return tuple(self._after.get(urn.strip(), ()))

    def predecessors(self, urn: str) -> tuple[Link, ...]:
        """Return the links to establishments that this one followed, earliest first."""
        return tuple(self._before.get(urn.strip(), ()))

    def standing_on(self, urn: str, on: date) -> Setting | None:
        """Return the setting that stood in this one's place on a day.

        Itself while open; then its successor, and so on. None when it had none, or more than
        one, since nobody can say which of two schools a child moved to.
        """
        seen: set[str] = set()
        setting = self.find(urn=urn)
        while setting is not None and not setting.is_open(on) and setting.urn not in seen:
            seen.add(setting.urn)
            following = {link.successor for link in self.successors(setting.urn)}
            setting = self.find(urn=following.pop()) if len(following) == 1 else None
        return setting if setting is not None and setting.is_open(on) else None
