"""Hand-made SEN2 returns for the tests. Every person in them is invented.

The XML is put together here from plain text, not with our own writer, so that reader and
writer cannot agree on the same mistake.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

from goldenthread.exchange.sen2.dry_run import Report, dry_run

SURVEY = {2023: "2023-01-19", 2024: "2024-01-18", 2025: "2025-01-16", 2026: "2026-01-15"}
UPN = "X831200112001"
OTHER_UPN = "M830400019042"


@dataclass
class Node:
    """One module element: its items and the modules inside it."""

    name: str
    items: dict[str, str | None]
    children: list[Node] = field(default_factory=list)

    def find(self, name: str) -> Node:
        """The first element of a name, here or below."""
        if self.name == name:
            return self
        for child in self.children:
            try:
                return child.find(name)
            except LookupError:
                continue
        raise LookupError(name)

    def set(self, **items: str | None) -> Node:
        """Change items of this element; None takes one out."""
        self.items.update(items)
        return self

    def at(self, name: str, **items: str | None) -> Node:
        """Change items of an element below, and give this one back."""
        self.find(name).set(**items)
        return self

    def add(self, to: str, *nodes: Node) -> Node:
        """Put elements inside one below, and give this one back."""
        self.find(to).children.extend(nodes)
        return self

    def drop(self, name: str) -> Node:
        """Take every element of a name out, and give this one back."""
        self.children = [child.drop(name) for child in self.children if child.name != name]
        return self

    def xml(self) -> str:
        """The element as text, one element a line."""
        items = [f"<{n}>{escape(t)}</{n}>" for n, t in self.items.items() if t is not None]
        inside = [*items, *(child.xml() for child in self.children)]
        return "\n".join([f"<{self.name}>", *inside, f"</{self.name}>"])


def need(kind: str = "ASD", rank: str | None = "1") -> Node:
    return Node("SENneed", {"SENtype": kind, "SENtypeRank": rank})


def detail(name: str = "PlanDetail", rank: str | None = "1", **items: str | None) -> Node:
    setting: dict[str, str | None] = {
        "URN": "100001",
        "SENunitIndicator": "0",
        "ResourcedProvisionIndicator": "0",
    }
    return Node(name, items or setting).set(PlacementRank=rank)


def placement(rank: str | None = "1", entry: str = "2019-09-01", **items: str | None) -> Node:
    return detail("PlacementDetail", rank, **items).set(EntryDate=entry)


def active(*needs: Node, **items: str | None) -> Node:
    return Node("ActivePlans", items, [placement(), *(needs or [need()])])


def person(year: int = 2026, **items: str | None) -> Node:
    """Someone whose plan was asked for, agreed, issued in time, and is in force: no fault."""
    before = year - 1
    request = Node(
        "Requests",
        {
            "ReceivedDate": f"{before}-03-03",
            "RequestSource": "1" if year >= 2026 else None,
            "RYA": "0",
            "RequestOutcomeDate": f"{before}-04-01",
            "RequestOutcome": "Y",
            "RequestMediation": "0",
            "RequestTribunal": "0",
        },
    )
    assessment = Node(
        "Assessment",
        {
            "AssessmentOutcome": "Y",
            "AssessmentOutcomeDate": f"{before}-07-10",
            "Week20": "0",
        },
    )
    plan = Node("NamedPlan", {"StartDate": f"{before}-07-10", "PB": "0"}, [detail()])
    assessment.children.append(plan)
    request.children.extend([assessment, active()])
    who: dict[str, str | None] = {
        "Surname": "Invented",
        "Forename": "Sam",
        "PersonBirthDate": "2015-05-05",
        "Sex" if year >= 2024 else "GenderCurrent": "F" if year >= 2024 else "2",
        "Ethnicity": "WBRI",
        "PostCode": "DE1 1AA",
        "UPN": UPN,
    }
    return Node("Person", who, [request]).set(**items)


def old_plan(year: int = 2026, **items: str | None) -> Node:
    """Someone with an old plan: history above it, reviewed in the collection year."""
    found = person(year).at(
        "Requests",
        ReceivedDate=None,
        RequestSource=None,
        RequestOutcomeDate=None,
        RequestOutcome="H",
    )
    found.at("Assessment", AssessmentOutcome="H", AssessmentOutcomeDate=None, Week20=None)
    found.at("NamedPlan", StartDate="2019-05-01")
    found.at("ActivePlans", LastReview=f"{year - 1}-06-01")
    return found.set(**items)


def header(year: int | str | None = 2026, area: str = "831", **more: str) -> str:
    items = {
        "Collection": "SEN2",
        "Year": None if year is None else str(year),
        "ReferenceDate": SURVEY.get(year) if isinstance(year, int) else None,
        **more,
    }
    inside = "".join(f"<{name}>{text}</{name}>\n" for name, text in items.items() if text)
    source = f"<Source>\n<SourceLevel>L</SourceLevel>\n<LEA>{area}</LEA>\n</Source>"
    return f"<Header>\n<CollectionDetails>\n{inside}</CollectionDetails>\n{source}\n</Header>"


def message(*persons: Node, year: int | str | None = 2026, area: str = "831", **more: str) -> bytes:
    """A whole return."""
    people = "\n".join(one.xml() for one in persons)
    head = header(year, area, **more)
    return f"<Message>\n{head}\n<Persons>\n{people}\n</Persons>\n</Message>\n".encode()


def run(*persons: Node, year: int = 2026, **more: object) -> Report:
    """Dry-run a return of these persons."""
    return dry_run(io.BytesIO(message(*persons, year=year)), **more)  # type: ignore[arg-type]


def fired(report: Report) -> set[tuple[str, str]]:
    """Which rules fired, and how severely."""
    return {(fault.rule, fault.severity.value) for fault in report.faults.listed}


def days_before(day: str, number: int) -> str:
    return date.fromordinal(date.fromisoformat(day).toordinal() - number).isoformat()
