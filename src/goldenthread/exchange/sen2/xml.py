"""Read a SEN2 XML return as a stream, one person at a time, with expat.

No tree of the file is ever held. A document type, an entity, too deep a nest or too long a
value is refused where it stands. Names match in any case; namespaces are ignored.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn, Protocol
from xml.parsers import expat

from goldenthread.exchange.sen2.bounds import DEFAULT, Bounds
from goldenthread.exchange.sen2.build import CHILDREN, SPELLINGS, Builder
from goldenthread.exchange.sen2.faults import Severity, UnreadableReturn
from goldenthread.exchange.sen2.items import Item, Module
from goldenthread.exchange.sen2.records import Person

CHUNK = 1 << 16
LONGEST_TOKEN = 1 << 20  # bytes taken in with nothing to show: one endless tag or comment


class Readable(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class HeaderValue:
    """One item of the header, as it was spelt."""

    name: str
    text: str
    row: int


@dataclass(slots=True)
class _Frame:
    """A module element that has begun and not ended."""

    module: Module
    row: int
    values: list[tuple[Item, str]] = field(default_factory=list)
    children: list[tuple[Module, Any]] = field(default_factory=list)


class XmlReader:
    """Gives persons as their elements end.

    `begin` is called once, with the values of the header, before the first person is made; it
    gives the builder for that return's year.
    """

    def __init__(
        self,
        stream: Readable,
        begin: Callable[[int, list[HeaderValue]], Builder],
        bounds: Bounds = DEFAULT,
    ) -> None:
        self._stream = stream
        self._begin = begin
        self._bounds = bounds
        self._parser = self._make_parser()
        self._given = 0  # bytes handed to the parser
        self._ended = False
        self._depth = 0
        self._skip: int | None = None  # depth of an element that is being passed over
        self._leaf: str | None = None  # the item that has begun and not ended
        self._text: list[str] = []
        self._length = 0
        self._header: list[HeaderValue] | None = None  # a list while inside the header
        self._header_row = 0
        self._builder: Builder | None = None
        self._frames: list[_Frame] = []
        self._done: deque[Person] = deque()

    def start(self) -> Builder:
        """Read as far as the header's end, and give the builder that `begin` made.

        :raises UnreadableReturn: if the file is not a SEN2 message, or is hostile
        """
        while self._builder is None and not self._ended:
            self._feed()
        return self._builder or self._make_builder([])

    def persons(self) -> Iterator[Person]:
        """Give each person in turn.

        :raises UnreadableReturn: if the file is broken off or hostile further on
        """
        while True:
            while self._done:
                yield self._done.popleft()
            if self._ended:
                return
            self._feed()

    # --- expat -------------------------------------------------------------------------

    def _make_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.buffer_text = True
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_text
        parser.StartDoctypeDeclHandler = self._on_hostile
        parser.EntityDeclHandler = self._on_hostile
        parser.ExternalEntityRefHandler = self._on_hostile
        return parser

    def _feed(self) -> None:
        data = self._stream.read(CHUNK)
        try:
            self._parser.Parse(data, not data)
        except expat.ExpatError as problem:
            raise UnreadableReturn(
                f"The XML breaks off or is not well formed at line {problem.lineno}, "
                f"column {problem.offset + 1}: {expat.ErrorString(problem.code)}."
            ) from None
        except (LookupError, UnicodeError) as problem:
            raise UnreadableReturn(
                f"The text encoding of the XML cannot be read: {problem}."
            ) from None
        self._ended = not data
        self._given += len(data)
        if data and self._given - self._parser.CurrentByteIndex > LONGEST_TOKEN:
            self._refuse("One tag or comment goes on without end")

    def _refuse(self, what: str) -> NoReturn:
        raise UnreadableReturn(f"{what}, at line {self._line()} of the XML. It was not read.")

    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def _on_hostile(self, *_: object) -> NoReturn:
        self._refuse("The file declares a document type or an entity, which a return never does")

    # --- elements ----------------------------------------------------------------------

    def _on_start(self, name: str, _: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._bounds.depth:  # passed over or not: the parser holds each level
            self._refuse(f"Elements stand more than {self._bounds.depth} deep")
        if self._skip is not None:
            return
        local = name.rpartition(":")[2]
        if self._header is not None:
            self._leaf = local
            self._clear()
        elif self._leaf is not None:
            self._pass_over(self._leaf, self._depth - 1)
            self._leaf = None
        elif self._frames:
            self._start_in_module(local)
        else:
            self._start_outside(local)

    def _clear(self) -> None:
        self._text.clear()
        self._length = 0

    def _start_outside(self, local: str) -> None:
        lower = local.lower()
        if self._depth == 1:
            if lower != "message":
                self._refuse(f"This is not a SEN2 return: it begins with {local}, not Message")
        elif lower == "header" and self._depth == 2 and self._builder is None:
            self._header, self._header_row = [], self._line()
        elif lower == "persons" and self._depth == 2:
            self._ready()
        elif lower == "person" and self._depth <= 3:
            self._ready().position += 1
            self._frames.append(_Frame(SPELLINGS["person"], self._line()))
        else:
            self._pass_over(local, self._depth)

    def _start_in_module(self, local: str) -> None:
        module = SPELLINGS.get(local.lower())
        frame = self._frames[-1]
        if module is None:
            self._leaf = local
            self._clear()
        elif module.name in CHILDREN[frame.module.name]:
            self._frames.append(_Frame(module, self._line()))
        else:
            why = f"{module.name} cannot stand inside {frame.module.name}. It was not used."
            self._ready().fault("S2-95", module.name, self._line(), local, None, why)
            self._skip = self._depth

    def _pass_over(self, local: str, depth: int) -> None:
        """Report an element we do not know, and pass over all that is in it."""
        self._skip = depth
        builder = self._ready()
        module = self._frames[-1].module.name if self._frames else "Message"
        row = self._frames[-1].row if self._frames else self._line()
        why = f"{local} is not an element that we know here. It was not used."
        builder.fault("S2-91", module, row, local, None, why, Severity.QUERY)

    def _ready(self) -> Builder:
        if self._builder is None:
            self._make_builder([])
        assert self._builder is not None
        return self._builder

    def _make_builder(self, values: list[HeaderValue]) -> Builder:
        self._builder = self._begin(self._header_row, values)
        return self._builder

    def _on_text(self, text: str) -> None:
        if self._skip is not None:
            return
        if self._leaf is not None:
            self._length += len(text)
            if self._length > self._bounds.text:
                self._refuse(f"The value of {self._leaf} is longer than {self._bounds.text:,}")
            self._text.append(text)
        elif not text.isspace():
            self._stray(text)

    def _stray(self, text: str) -> None:
        module = self._frames[-1].module.name if self._frames else "Message"
        why = "Text stands here outside any item. It was not used."
        row, value = self._line(), text.strip()[:100]
        self._ready().fault("S2-91", module, row, None, value, why, Severity.QUERY)

    def _on_end(self, _: str) -> None:
        depth, self._depth = self._depth, self._depth - 1
        if self._skip is not None:
            if depth == self._skip:
                self._skip = None
        elif self._leaf is not None:
            self._end_item(self._leaf, "".join(self._text).strip())
            self._leaf = None
        elif self._header is not None:
            if depth == 2:
                values, self._header = self._header, None
                self._make_builder(values)
        elif self._frames:
            self._end_module(self._frames.pop())

    def _end_item(self, name: str, text: str) -> None:
        if not text:
            return
        if self._header is not None:
            self._header.append(HeaderValue(name, text, self._line()))
            return
        frame = self._frames[-1]
        item = self._ready().item(frame.module.name, name, frame.row, text)
        if item is not None:
            frame.values.append((item, text))

    def _end_module(self, frame: _Frame) -> None:
        builder = self._ready()
        record = builder.record(frame.module, frame.row, frame.values)
        for module, child in frame.children:
            builder.attach(record, module, child)
        if self._frames:
            self._frames[-1].children.append((frame.module, record))
            return
        record.position = builder.position
        record.faults = builder.take_faults()
        self._done.append(record)
