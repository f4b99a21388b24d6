"""Write a SEN2 XML return for a year from typed records, one person at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import BinaryIO
from xml.sax.saxutils import escape

from goldenthread.exchange.sen2.build import CHILDREN
from goldenthread.exchange.sen2.items import MODULES, Item, YearSpec, spec_for
from goldenthread.exchange.sen2.records import Header, Person, Record

# Characters that XML 1.0 cannot carry in any form.
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ORDERED = {name: [m for m in MODULES if m.name in below] for name, below in CHILDREN.items()}


class CannotBeWritten(ValueError):
    """A value has no form in a return."""


def write_return(out: BinaryIO, header: Header, persons: Iterable[Person]) -> int:
    """Write a return and give the number of persons in it. UTF-8, one element a line.

    Only the items of the header's year are written; a missing value leaves its element out.

    :raises CannotBeWritten: if a text holds a character XML cannot carry
    :raises KeyError: if the header's year is not one we know
    """
    spec = spec_for(header.year)
    out.write(b'<?xml version="1.0" encoding="utf-8"?>\n<Message>\n')
    _send(out, _header(header, spec))
    out.write(b"  <Persons>\n")
    written = 0
    for person in persons:
        _send(out, _element("Person", person, spec, 4))
        written += 1
    out.write(b"  </Persons>\n</Message>\n")
    return written


def _send(out: BinaryIO, lines: Iterator[str]) -> None:
    out.write("".join(f"{line}\n" for line in lines).encode("utf-8"))


def _header(header: Header, spec: YearSpec) -> Iterator[str]:
    groups: dict[str, dict[str, str | None]] = {
        "CollectionDetails": {
            "Collection": header.collection or "SEN2",
            "Year": str(spec.year),
            "ReferenceDate": header.reference_date or spec.survey_day.isoformat(),
        },
        "Source": {
            "SourceLevel": header.source_level or "L",
            "LEA": header.lea,
            "SoftwareCode": header.software_code,
            "Release": header.release,
            "SerialNo": header.serial_no or "001",
            "DateTime": header.date_time,
        },
    }
    yield "  <Header>"
    for group, values in groups.items():
        yield f"    <{group}>"
        yield from (f"      {_tag(n, v)}" for n, v in values.items() if v is not None)
        yield f"    </{group}>"
    officers = {"DMO": header.dmo, "DCO": header.dco}
    if spec.year >= 2026:
        officers["DSCO"] = header.dsco
    yield from (f"    {_tag(n, v)}" for n, v in officers.items() if v is not None)
    yield "  </Header>"


def _element(module: str, record: Record, spec: YearSpec, indent: int) -> Iterator[str]:
    pad = " " * indent
    yield f"{pad}<{module}>"
    for item in spec.items[module]:
        text = _written(item, record)
        if text is not None:
            yield f"{pad}  {_tag(item.name, text)}"
    for child in _ORDERED[module]:
        held = getattr(record, child.slot)
        for below in held if isinstance(held, list) else [held] if held else []:
            yield from _element(child.name, below, spec, indent + 2)
    yield f"{pad}</{module}>"


def _written(item: Item, record: Record) -> str | None:
    value = getattr(record, item.attribute)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None or value == "" else str(value)


def _tag(name: str, text: str) -> str:
    if _UNWRITABLE.search(text):
        raise CannotBeWritten(f"A {name} holds a character that XML cannot carry.")
    return f"<{name}>{escape(text)}</{name}>"
