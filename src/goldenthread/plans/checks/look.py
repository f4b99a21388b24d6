"""One look at one plan: its lines, its links and the facts beside it, worked out once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from goldenthread.plans.checks.beginnings import beginnings, keys_of, places_of
from goldenthread.plans.checks.case import CaseFacts
from goldenthread.plans.checks.hits import CannotCheck, Hit
from goldenthread.plans.checks.stock import Stock
from goldenthread.plans.checks.words import quick, quote_at, small_letters
from goldenthread.plans.content import (
    Evidence,
    Need,
    Outcome,
    Plan,
    PlanStatus,
    Provision,
    Row,
    Section,
    View,
    Voice,
)
from goldenthread.plans.reading.doubts import doubts

NEED_SECTIONS = ("B", "C", "D")
PROVISION_SECTIONS = ("F", "G", "H1", "H2")
BODY = ("A", "B", "C", "D", "E", "F", "G", "H1", "H2")


class Line(NamedTuple):
    """One stretch of the plan's own words: a field of a row, or a passage."""

    section: str
    text: str
    kind: str
    row: str = ""


def _view_lines(plan: Plan) -> Iterator[Line]:
    for view in plan.views:
        yield Line("A", view.text, f"view {view.voice}", view.id)
        if view.method not in view.text:
            yield Line("A", view.method, f"method {view.voice}", view.id)
    said = "\n".join(view.text for view in plan.views)
    for hope in plan.aspirations:
        if hope.text not in said:
            yield Line("A", hope.text, "aspiration", hope.id)


def _need_lines(plan: Plan) -> Iterator[Line]:
    for need in plan.needs:
        section = need.section.value
        yield Line(section, need.text, "need", need.id)
        yield Line(section, need.effect, "effect", need.id)
        yield Line(section, need.strengths, "strengths", need.id)
    for none in plan.nothing_found:
        yield Line(none.section.value, none.text, "none found")


def _outcome_lines(plan: Plan) -> Iterator[Line]:
    for outcome in plan.outcomes:
        for kind in ("text", "baseline", "measure", "by_when_words", "monitored"):
            yield Line("E", getattr(outcome, kind), f"outcome {kind}", outcome.id)
    yield Line("E", plan.monitoring, "monitoring")


HELP_FIELDS = ("what", "who", "direct_time", "how_often", "how_long", "group_size", "where")
FIELD_END = "\n|\n"  # no pattern of words reaches from one field into the next
PROVISION_FIELDS = (
    "what",
    "who",
    "expertise",
    "direct_time",
    "indirect_time",
    "how_often",
    "how_long",
    "group_size",
    "where",
    "starts",
    "review",
    "funded_by",
)
PROVISION_KINDS = tuple((name, f"provision {name}") for name in PROVISION_FIELDS)


def _provision_lines(plan: Plan) -> Iterator[Line]:
    for row in plan.provision:
        section = row.section.value
        for name, kind in PROVISION_KINDS:
            if text := getattr(row, name):
                yield Line(section, text, kind, row.id)


def _other_lines(plan: Plan) -> Iterator[Line]:
    if plan.placement:
        yield Line("I", plan.placement.name, "placement name")
        yield Line("I", plan.placement.kind, "placement kind")
        yield Line("I", plan.placement.text, "placement text")
    if plan.personal_budget:
        yield Line("J", plan.personal_budget.text, "budget")
        yield Line("J", plan.personal_budget.information_given, "budget information")
    for item in plan.evidence:
        for name in ("title", "author", "role", "body", "still_right_note"):
            yield Line("K", getattr(item, name), f"evidence {name}", item.id)
    for passage in plan.front:
        yield Line("cover", passage.text, "cover")


def _passage_lines(plan: Plan) -> Iterator[Line]:
    for part in plan.sections:
        for passage in part.passages:
            if not passage.structured:
                kind = "heading" if passage.heading else "passage"
                yield Line(part.section.value, passage.text, kind)


class Look:
    """A plan, the day, the case and the stock, with what several checks need worked out."""

    def __init__(self, plan: Plan, as_of: date, case: CaseFacts | None, stock: Stock | None):
        self.plan, self.as_of, self.case, self.stock = plan, as_of, case, stock
        self.cover = plan.cover
        self.marks: dict[str, object] = {}  # what a group of checks worked out for each row

    # The words -----------------------------------------------------------------------------

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        groups = (
            _view_lines,
            _need_lines,
            _outcome_lines,
            _provision_lines,
            _other_lines,
            _passage_lines,
        )
        return tuple(line for group in groups for line in group(self.plan) if line.text.strip())

    @cached_property
    def by_section(self) -> dict[str, tuple[Line, ...]]:
        found: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line.section].append(line)
        return {section: tuple(lines) for section, lines in found.items()}

    @cached_property
    def _joined(self) -> dict[str, str]:
        return {
            section: "\n".join(line.text for line in lines)
            for section, lines in self.by_section.items()
        }

    @cached_property
    def _small(self) -> dict[str, str]:
        return {section: small_letters(text) for section, text in self._joined.items()}

    @cached_property
    def _keys(self) -> dict[str, frozenset[str]]:
        return {section: keys_of(text) for section, text in self._joined.items()}

    def may_hold(self, pattern: re.Pattern[str], *sections: str) -> bool:
        """Whether a word that the pattern could begin with stands in any of some sections."""
        wanted = beginnings(pattern)
        if wanted is None:
            return True
        return any(not wanted.isdisjoint(self._keys[s]) for s in sections if s in self._keys)

    def _standing(self, pattern: re.Pattern[str], section: str) -> Iterator[int]:
        """Where in a section's words a pattern stands; only the first place, where it could
        begin with anything. It is tried where a word stands that it can begin with."""
        text, small = self._joined.get(section, ""), self._small.get(section, "")
        wanted = beginnings(pattern)
        finder = pattern if small is text else quick(pattern)
        text = text if finder is pattern else small
        if wanted is None or small is self._joined.get(section):  # nothing to lean on
            found = finder.search(text)
            yield from (found.start(),) if found else ()
            return
        for key in wanted & self._keys.get(section, frozenset()):
            yield from (at for at in places_of(key, small) if finder.match(text, at))

    def mentions(self, pattern: re.Pattern[str], section: str) -> bool:
        """Whether a pattern stands anywhere in a section: quick, before a closer look."""
        return next(self._standing(pattern, section), None) is not None

    def count(self, pattern: re.Pattern[str], *sections: str) -> int:
        """How often a pattern of single words stands in some sections.

        :raises ValueError: if the pattern could begin with anything
        """
        if beginnings(pattern) is None:
            raise ValueError("This pattern could begin with anything.")
        return sum(len(set(self._standing(pattern, section))) for section in sections)

    @cached_property
    def _starts(self) -> dict[str, list[int]]:
        """Where in its section's words each line begins."""
        return {
            section: list(accumulate((len(line.text) + 1 for line in lines[:-1]), initial=0))
            for section, lines in self.by_section.items()
        }

    def rows_with(self, pattern: re.Pattern[str]) -> frozenset[str]:
        """The rows of provision in whose words a pattern stands."""
        if beginnings(pattern) is None:
            finder = quick(pattern)
            texts = self.row_text if finder is pattern else self.row_small
            return frozenset(name for name, text in texts.items() if finder.search(text))
        return frozenset(
            self.by_section[section][bisect_right(self._starts[section], at) - 1].row
            for section in PROVISION_SECTIONS
            for at in self._standing(pattern, section)
        )

    def text(self, *sections: str) -> str:
        """All the words of some sections (every one when none is named)."""
        wanted = sections or tuple(self.by_section)
        return "\n".join(self._joined[s] for s in wanted if s in self._joined)

    def lines_in(self, *sections: str) -> Iterator[Line]:
        for section in sections:
            yield from self.by_section.get(section, ())

    def matches(
        self, pattern: re.Pattern[str], sections: Iterable[str]
    ) -> Iterator[tuple[Line, re.Match[str]]]:
        """Every match in some sections, with the line it stands in."""
        for section in sections:
            if self.mentions(pattern, section):
                for line in self.by_section[section]:
                    for found in pattern.finditer(line.text):
                        yield line, found

    def hit(self, line: Line, found: re.Match[str], why: str = "", fix: str = "") -> Hit:
        """A finding that quotes the sentence round a match."""
        return Hit(line.section, quote_at(line.text, found.start(), found.end()), why, fix)

    # The rows ------------------------------------------------------------------------------

    @cached_property
    def help_text(self) -> dict[str, str]:
        """The words of each provision row that say what help is given, by its id."""
        return {
            row.id: FIELD_END.join(filter(None, (getattr(row, f) for f in HELP_FIELDS)))
            for row in self.plan.provision
        }

    @cached_property
    def row_small(self) -> dict[str, str]:
        """The same as `row_text`, in small letters."""
        return {name: small_letters(text) for name, text in self.row_text.items()}

    @cached_property
    def row_text(self) -> dict[str, str]:
        """All the words of each provision row, by its id."""
        return {
            row.id: FIELD_END.join(filter(None, (getattr(row, f) for f in PROVISION_FIELDS)))
            for row in self.plan.provision
        }

    def provision(self, *sections: str) -> Iterator[Provision]:
        wanted = sections or PROVISION_SECTIONS
        return (row for row in self.plan.provision if row.section.value in wanted)

    @cached_property
    def _neighbours(self) -> dict[str, set[str]]:
        near: dict[str, set[str]] = defaultdict(set)
        for link in self.plan.links:
            near[link.source].add(link.target)
            near[link.target].add(link.source)
        return near

    def linked(self, row: Row, rows: Iterable[Row]) -> list[Row]:
        """The rows tied to one row, directly, whichever way the link runs."""
        near = self._neighbours.get(row.id, set())
        return [other for other in rows if other.id in near]

    def need_provision(self, need: Need) -> bool:
        """Whether a need is met by a row, directly or through its outcome."""
        if self.linked(need, self.plan.provision):
            return True
        return any(
            self.linked(outcome, self.plan.provision)
            for outcome in self.linked(need, self.plan.outcomes)
        )

    def provision_need(self, row: Provision) -> bool:
        if self.linked(row, self.plan.needs):
            return True
        return any(
            self.linked(outcome, self.plan.needs)
            for outcome in self.linked(row, self.plan.outcomes)
        )

    def outcome_need(self, outcome: Outcome) -> bool:
        if self.linked(outcome, self.plan.needs):
            return True
        return any(
            self.linked(row, self.plan.needs) for row in self.linked(outcome, self.plan.provision)
        )

    def outcome_provision(self, outcome: Outcome) -> bool:
        if self.linked(outcome, self.plan.provision):
            return True
        return any(
            self.linked(need, self.plan.provision) for need in self.linked(outcome, self.plan.needs)
        )

    def need_outcome(self, need: Need) -> bool:
        if self.linked(need, self.plan.outcomes):
            return True
        return any(
            self.linked(row, self.plan.outcomes) for row in self.linked(need, self.plan.provision)
        )

    def ties(self, rows: Iterable[Row]) -> bool:
        """Whether any of some rows is tied to the thread. A plan written here says all its ties."""
        if self.plan.origin.format == "json":
            return self.plan.origin.links_read
        thread = {r.id for r in (*self.plan.needs, *self.plan.outcomes, *self.plan.provision)}
        return any(self._neighbours.get(row.id, set()) & thread for row in rows)

    def require_ties(self, rows: Iterable[Row], words: str) -> None:
        """:raises CannotCheck: when the file ties none of some rows to anything"""
        if not self.ties(rows):
            raise CannotCheck(
                f"The file does not number or group its {words}, so it does not say what "
                "belongs to them."
            )

    def views_of(self, *voices: Voice) -> list[View]:
        return [view for view in self.plan.views if view.voice in voices]

    def evidence(self, *kinds: str) -> list[Evidence]:
        return [item for item in self.plan.evidence if item.kind in kinds]

    # The child -----------------------------------------------------------------------------

    def facts(self) -> CaseFacts:
        """The case record.

        :raises CannotCheck: when only the plan is known
        """
        if self.case is None:
            raise CannotCheck("Needs the case record, and only the plan was given.")
        return self.case

    @cached_property
    def status(self) -> PlanStatus | None:
        return self.cover.status

    def require_status(self) -> PlanStatus:
        if self.status is None:
            raise CannotCheck("The plan does not say whether it is a draft or final.")
        return self.status

    @cached_property
    def day(self) -> date:
        """The day the plan speaks from: its own date, or the day of the check."""
        dates = (self.cover.plan_date, self.cover.amended_date, self.cover.final_date)
        return next((d for d in (*dates, self.cover.draft_date) if d), self.as_of)

    def age(self, on: date) -> int | None:
        """Age in whole years."""
        born = self.cover.birth_date
        if born is None:
            return None
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    def require_age(self, on: date) -> int:
        age = self.age(on)
        if age is None:
            raise CannotCheck("The plan does not give a date of birth that could be read.")
        return age

    def year_from_birth(self, on: date) -> int | None:
        """National curriculum year by date of birth: 0 is reception, less is before school."""
        born = self.cover.birth_date
        if born is None:
            return None
        school_year = on.year if on.month >= 9 else on.year - 1
        birth_year = born.year if born.month < 9 else born.year + 1
        return school_year - birth_year - 4

    def year(self, on: date) -> int:
        """The year group on a day: as recorded when out of age group, else by date of birth.

        :raises CannotCheck: when neither is known
        """
        by_birth = self.year_from_birth(on)
        if self.cover.out_of_year and self.cover.year_group is not None:
            return self.cover.year_group
        if by_birth is not None:
            return by_birth
        if self.cover.year_group is not None:
            return self.cover.year_group
        raise CannotCheck("The plan gives neither a date of birth nor a year group.")

    @cached_property
    def doubts(self) -> dict[str, str]:
        """The sections whose reading is in doubt, with why."""
        return doubts(self.plan)

    @cached_property
    def names(self) -> frozenset[str]:
        """The subject's own names, in lower case."""
        words = re.findall(r"[^\W\d_][\w'’-]*", f"{self.cover.child_name} {self.cover.known_as}")
        return frozenset(
            part.lower()
            for word in words
            if word.lower() != "invented"
            for part in (word, *word.split("-"))
            if len(part) > 1
        )

    def has_section(self, section: Section) -> bool:
        """Whether the plan holds a section at all, filled or not."""
        return section.value in self.present

    @cached_property
    def present(self) -> frozenset[str]:
        found = {part.section.value for part in self.plan.sections}
        if self.plan.origin.format == "json":
            found |= set(self.by_section) - {"cover"}
            found |= {"I"} if self.plan.placement else set()
            found |= {"J"} if self.plan.personal_budget else set()
        return frozenset(found)
