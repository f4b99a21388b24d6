"""From named texts to typed records. Both the XML and the table readers end here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from goldenthread.exchange.sen2.faults import Fault, Severity
from goldenthread.exchange.sen2.items import MODULES, Item, Kind, Module, YearSpec
from goldenthread.exchange.sen2.records import NOTHING, Record

BY_NAME: Mapping[str, Module] = {module.name: module for module in MODULES}
# How an element or table may be spelt, in small letters.
SPELLINGS: Mapping[str, Module] = {
    spelling: module for module in MODULES for spelling in (module.name.lower(), *module.also)
}
CHILDREN: Mapping[str, frozenset[str]] = {
    module.name: frozenset(m.name for m in MODULES if m.parent == module.name) for module in MODULES
}


@lru_cache(maxsize=65536)
def read_date(text: str) -> date | None:
    """Read a date written ccyy-mm-dd; None when it is not one, or there is no such day."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-" or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class NotAValue(str):
    """A spreadsheet cell that holds a formula or an error instead of a value."""


def _rank(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


_FLAGS = {"1": True, "0": False}
_READ: Mapping[Kind, Callable[[str], Any]] = {
    Kind.DATE: read_date,
    Kind.FLAG: _FLAGS.get,
    Kind.RANK: _rank,
}
_WRONG = {
    Kind.DATE: ("S2-90", "This is not a real date written year-month-day, such as 2025-09-01."),
    Kind.FLAG: ("S2-03", "This must be 1 for yes or 0 for no."),
    Kind.RANK: ("S2-03", "A rank must be a whole number."),
}


class Builder:
    """Makes the records of one person and keeps what was wrong with the reading of them."""

    def __init__(self, spec: YearSpec) -> None:
        self.spec = spec
        self.position = 0  # of the person being built; 0 before the first
        self.faults: list[Fault] = []

    def fault(
        self,
        rule: str,
        module: str,
        row: int,
        field: str | None,
        value: str | None,
        message: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Keep a fault, against the person being built."""
        person = self.position or None
        self.faults.append(Fault(rule, severity, module, row, field, value, message, person))

    def take_faults(self) -> list[Fault]:
        """Give the faults kept so far and start again."""
        taken, self.faults = self.faults, []
        return taken

    def item(self, module: str, spelling: str, row: int, text: str) -> Item | None:
        """Find the item a name means this year; report a name that means none."""
        found = self.spec.names[module].get(spelling.lower())
        if found is None:
            self.not_an_item(module, spelling, row, text)
        return found

    def not_an_item(self, module: str, spelling: str, row: int, text: str | None) -> None:
        """Report a name that is no item of this year's return."""
        if spelling.lower() in self.spec.other_years[module]:
            why = f"This item is not part of the {self.spec.year} return. It was not used."
            self.fault("S2-94", module, row, spelling, text, why, Severity.QUERY)
        elif "nhs" in spelling.lower():
            why = "An NHS number never goes in a SEN2 return. Take it out."
            self.fault("S2-06", module, row, spelling, None, why)
        else:
            why = f"{spelling} is not an item of {module} that we know. It was not used."
            self.fault("S2-91", module, row, spelling, text, why, Severity.QUERY)

    def record(self, module: Module, row: int, values: Iterable[tuple[Item, str]]) -> Any:
        """Make the typed record of a module from the texts given for its items."""
        typed: dict[str, Any] = {}
        unreadable: set[str] = set()
        for item, text in values:
            value = self._value(module.name, row, item, text)
            if value is None:
                unreadable.add(item.attribute)
            elif item.attribute in typed:
                why = f"{item.name} is given more than once. The first was used."
                self.fault("S2-93", module.name, row, item.name, text, why)
            else:
                typed[item.attribute] = value
        left = frozenset(unreadable) if unreadable else NOTHING
        return module.record(row=row, unreadable=left, **typed)

    def _value(self, module: str, row: int, item: Item, text: str) -> Any:
        if isinstance(text, NotAValue):
            why = "This cell holds a formula or an error. Put the value itself in it."
            self.fault("S2-98", module, row, item.name, text, why)
            return None
        reader = _READ.get(item.kind)
        if reader is None:
            return text
        value = reader(text)
        if value is None:
            rule, why = _WRONG[item.kind]
            self.fault(rule, module, row, item.name, text, why)
        return value

    def attach(self, parent: Record, module: Module, child: Record) -> None:
        """Hang a record on its parent; one too many is an error, and the first stays."""
        held = getattr(parent, module.slot)
        if isinstance(held, list):
            held.append(child)
            over = module.most is not None and len(held) > module.most
        else:
            over = held is not None
            if not over:
                setattr(parent, module.slot, child)
        if over:
            why = f"There may be only {module.most} {module.name} here."
            self.fault("S2-93", module.name, child.row, None, None, why)
