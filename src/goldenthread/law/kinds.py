"""The kinds of entry of law: dated, cited data.

A time limit has a number; a duty has none; an exception excuses and never moves a date; an
ended rule is spent or not yet in force.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from goldenthread.law.calendar import working_day_on_or_before
from goldenthread.law.counting import NOTHING, Count, Given
from goldenthread.law.events import EventKind

CHECKED_ON = date(2026, 11, 21)


class Force(StrEnum):
    """How strongly a rule binds. Never show two of these as equal."""

    MUST = "MUST"  # Act or regulations
    SHOULD = "SHOULD"  # statutory guidance: follow unless there is a cogent reason
    STANDARD = "STANDARD"  # an NHS, inspectorate or ombudsman standard
    LOCAL = "LOCAL"  # a planning date, so that the MUST dates can be met
    NONE = "NONE"  # nothing binding was found, and the entry says so


class Owner(StrEnum):
    """Who owes a duty, or whose period it is."""

    COUNCIL = "council"
    ICB = "integrated care board"
    HEALTH = "health provider"
    ADVISER = "advice giver"
    SETTING = "school or setting"
    BOARD = "governing board"
    MEDIATION = "mediation adviser"
    CONTROLLER = "data controller"
    INSPECTORATE = "inspectorate"
    PARTNERSHIP = "partnership"
    FAMILY = "family"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A worked example, run as a test and shown to readers. No last day means no number."""

    start: date
    last_day: date | None
    given: Given = NOTHING
    moved_to: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A further date of the same rule, counted from the start or from the date before it.

    With stops it has a clock of its own, told apart by its name.
    """

    what: str
    name: str = ""
    count: Count
    from_previous: bool = False
    force: Force | None = None  # the entry's own, unless said
    owed_by: Owner | None = None  # the entry's own, unless said
    starts: tuple[EventKind, ...] = ()  # the entry's own, unless said
    stops: tuple[EventKind, ...] = ()
    only_if: tuple[str, tuple[str, ...]] | None = None  # the entry's own, unless said


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """One rule as it stood between two dates. Each is itself only: compared by identity."""

    id: str
    section: int
    title: str
    duty: str  # who must do what, in words a parent could read
    owed_by: Owner
    also_owed_by: tuple[Owner, ...] = ()
    force: Force = Force.MUST
    runs_from: str = ""  # what starts it, in words
    exceptions: tuple[str, ...] = ()
    then: str = ""
    source: str
    url: str = ""
    mark: str  # how well it was checked: V1, V2, K-high, K-med, K-low, LOCAL
    note: str = ""
    # The first day on which the rule is applied here: its commencement, or, where the source
    # gives none, a day by which it was certainly in force.
    in_force_from: date
    in_force_to: date | None = None
    checked_on: date = CHECKED_ON
    family: str = ""  # how a family meets it; {date} is the last day
    harm: int = 2  # 1 to 5: what being late does to a child; sorts the worklist
    examples: tuple[Example, ...]
    further: tuple[Step, ...] = ()

    @property
    def kind(self) -> str:
        """Which of the four kinds of entry this is."""
        raise NotImplementedError

    def in_force(self, on: date) -> bool:
        """Say whether this version is in force on a day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)

    @property
    def binds_family(self) -> bool:
        """Whether the period belongs to the family, so that nobody owes anything in it."""
        return self.owed_by is Owner.FAMILY


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TimeLimit(Entry):
    """A rule with a number: what starts it, how it is counted, what stops it."""

    count: Count
    case_types: tuple[str, ...] = ()  # the cases whose clocks read it; none: another does
    starts: tuple[EventKind, ...] = ()
    stops: tuple[EventKind, ...] = ()
    ends: tuple[EventKind, ...] = ()  # makes it pointless, beside what ends the whole case
    only_if: tuple[str, tuple[str, ...]] | None = None  # a fact of the start, and its values
    unless: tuple[str, tuple[str, ...]] | None = None
    about: str = ""  # the fact that tells several of one kind apart
    each: bool = False  # every start has its own clock, even while one is running
    back_to: EventKind | None = None  # count from the last such event, when it came earlier
    gate: tuple[EventKind, str, tuple[str, ...]] | None = None  # only once this is known
    reviewed_by: tuple[EventKind, ...] = ()  # the last of these gives `reviewed`, if not told
    certified_by: tuple[EventKind, ...] = ()  # the first of these after it gives `certificate`
    may_be_set: bool = False  # a Tribunal, or both sides in writing, may set another day: `by`
    held_by: EventKind | None = None  # once this happens it has no date until something ends it
    paused: tuple[EventKind, EventKind] | None = None  # days from the one to the other do not count
    cap: tuple[EventKind, Count] | None = None  # never later than this, from the last such event
    cap_lifted: tuple[EventKind, str, tuple[str, ...]] | None = None  # it is settled by then
    not_after: EventKind | None = None  # no clock when such an event came before the start
    opens: int = 0  # months before a day to come from which the clock runs
    milestone: bool = False  # a date that arrives, not a duty somebody can be late with
    step: str = ""  # the name of the step this clock reads; empty for the rule itself

    @property
    def kind(self) -> str:
        return "time limit"

    @property
    def case_type(self) -> str:
        """The case type that reads this clock first, or empty."""
        return self.case_types[0] if self.case_types else ""

    @property
    def lapses(self) -> bool:
        """Whether the period simply ends, with nobody late."""
        return self.milestone or self.binds_family

    def clocks(self) -> tuple[TimeLimit, ...]:
        """Return this limit, and one for each of its steps that has a clock of its own."""
        return (self, *(self._step(step) for step in self.further if step.stops))

    def _step(self, step: Step) -> TimeLimit:
        return replace(
            self,
            step=step.name,
            title=f"{self.title}: {step.what}",
            count=step.count,
            starts=step.starts or self.starts,
            stops=step.stops,
            ends=self.ends if not step.starts else (),
            only_if=step.only_if or (None if step.starts else self.only_if),
            force=step.force or self.force,
            owed_by=step.owed_by or self.owed_by,
            further=(),
        )

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        """Return the last day on which the duty can still be done in time."""
        return self.count.last_day(start, given)

    def working_target(self, last_day: date) -> date | None:
        """Return the working day to aim for; none where nobody owes the duty."""
        return None if self.lapses else working_day_on_or_before(last_day)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LawfulException(Entry):
    """A listed reason that excuses a missed limit and never moves it."""

    test: str  # the exact test, in our words
    excuses: bool = True  # False: offered as a reason, and is not one
    why: str = "An exception moves no date. It is recorded beside the date that was missed."

    @property
    def kind(self) -> str:
        return "exception"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Duty(Entry):
    """A duty to which the law gives no number of days."""

    why: str

    @property
    def kind(self) -> str:
        return "duty without a number"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EndedRule(Entry):
    """A rule that is spent, or not yet in force."""

    why: str

    @property
    def kind(self) -> str:
        return "spent or not yet in force"
