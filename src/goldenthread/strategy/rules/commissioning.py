"""What must be commissioned: each need beside the services that answer it here, and the gaps.

Read from released months alone, so whoever decides can check them. Which service answers which
need is the partnership's own list, below; that a need has no service on record, or that children
wait too long for the one it has, is a gap (S117). Plain Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.law.events import Service
from goldenthread.measures.rules.entries.waits import SERVICES
from goldenthread.people.rules import NEEDS
from goldenthread.strategy.rules.effect import Month, month_number

# The services whose waits are counted here, by the needs they answer first.
ANSWERED_BY: Mapping[str, tuple[Service, ...]] = {
    "ASD": (Service.NEURODEVELOPMENTAL, Service.SPEECH_AND_LANGUAGE),
    "SLCN": (Service.SPEECH_AND_LANGUAGE,),
    "SEMH": (Service.MENTAL_HEALTH,),
    "PD": (Service.OCCUPATIONAL_THERAPY, Service.WHEELCHAIR),
    "SLD": (Service.COMMUNITY_PAEDIATRICS,),
    "PMLD": (Service.COMMUNITY_PAEDIATRICS, Service.WHEELCHAIR),
    "DS": (Service.SPEECH_AND_LANGUAGE, Service.COMMUNITY_PAEDIATRICS),
}
YEAR = 12  # months


def plans_key(need: str) -> str:
    """Return the measure of how many plans name a need first."""
    return f"plans-need-{need.lower()}"


def waiting_key(service: str) -> str:
    """Return the measure of how many wait for a service."""
    return f"waiting-{service}"


def late_key(service: str) -> str:
    """Return the measure of how many of those have waited over 18 weeks."""
    return f"waiting-over-18-weeks-{service}"


NEEDED = tuple(need for need in NEEDS if need != "OTH")  # one that is told apart from others
WORDS = {str(each): words for each, words in SERVICES}
ASKED = tuple(dict.fromkeys(each for found in ANSWERED_BY.values() for each in found))
KEYS = (
    *map(plans_key, NEEDED),
    *(key(service) for service in ASKED for key in (waiting_key, late_key)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What counts as a gap, from a day on: the partnership's own choice (ADR 0180)."""

    long_wait: float  # percent waiting over 18 weeks from which a wait is a gap
    growth: float  # percent more plans than a year before from which a need is said to grow
    from_date: date | None = None  # None: nobody has set any yet
    bodies: tuple[str, ...] = ()
    reason: str = ""


UNSET = Terms(long_wait=25.0, growth=10.0)


def terms_on(told: Iterable[Terms], on: date) -> Terms:
    """Return the terms in force on a day: the last set that had begun, or those of the system."""
    begun = [each for each in told if each.from_date is not None and each.from_date <= on]
    return max(begun, key=lambda each: each.from_date or date.min, default=UNSET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """One service as its list stood at the end of a month."""

    service: str
    waiting: int | None  # None: too few to show, or nothing on record
    late_share: float | None  # percent over 18 weeks

    def too_long(self, terms: Terms) -> bool:
        """Say whether so many wait so long that the service is not enough."""
        return self.late_share is not None and self.late_share >= terms.long_wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A decision about a gap, and what the longest wait was in the month it was made."""

    day: date
    what: str
    bodies: tuple[str, ...]
    family_said: str
    review: date
    late_then: float | None

    def review_late(self, on: date) -> bool:
        """Say whether it should have been looked at again."""
        return on > self.review


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One need: how many have it, whether it grows, who answers it, and what was decided."""

    need: str
    name: str
    plans: int | None
    growth: float | None  # percent in a year
    waits: tuple[Waits, ...]
    taken: tuple[Taken, ...] = ()
    terms: Terms = UNSET

    @property
    def late_share(self) -> float | None:
        """The longest wait among its services: the percent over 18 weeks."""
        return max((w.late_share for w in self.waits if w.late_share is not None), default=None)

    @property
    def is_gap(self) -> bool:
        """Whether something is to be decided: no service on record, or too long a wait."""
        known = [each for each in self.waits if each.waiting is not None]
        return bool(self.plans) and (not known or any(each.too_long(self.terms) for each in known))

    @property
    def words(self) -> str:
        """Say in a sentence what the gap is, or that there is none to see."""
        if not self.plans:
            return "Too few plans to show."
        known = [each for each in self.waits if each.waiting is not None]
        if not known:
            return "No service that answers this need has a waiting list on record here."
        share = self.late_share
        grows = self.growth is not None and self.growth >= self.terms.growth
        tail = f" Plans grew by {self.growth:.0f}% in a year." if grows else ""
        if share is None:
            return f"How long children wait is not on record.{tail}"
        worst = next(w.service for w in known if w.late_share == share)
        start = (
            "Children wait too long for"
            if share >= self.terms.long_wait
            else "Most are seen in time by"
        )
        return f"{start} {WORDS[worst]}: {share:.0f} in 100 have waited over 18 weeks.{tail}"


Series = Mapping[str, Sequence[Month]]


def gaps(
    months: Series, taken: Mapping[str, Sequence[Taken]], *, on: date, terms: Terms = UNSET
) -> tuple[Gap, ...]:
    """Set each need beside its services at the end of the last month before a day: gaps first."""
    found = [
        Gap(
            need=need,
            name=NEEDS[need].name,
            plans=_whole(_last(months, plans_key(need), on)),
            growth=_growth(months, plans_key(need), on),
            waits=tuple(_waits(each, months, on) for each in ANSWERED_BY.get(need, ())),
            taken=tuple(taken.get(need, ())),
            terms=terms,
        )
        for need in NEEDED
    ]
    return tuple(sorted(found, key=lambda each: (not each.is_gap, -(each.plans or 0), each.need)))


def share_then(months: Series, need: str, on: date) -> float | None:
    """Return the longest wait among a need's services as it stood before a day."""
    found = [_last(months, late_key(each), on) for each in ANSWERED_BY.get(need, ())]
    return max((each for each in found if each is not None), default=None)


def _waits(service: Service, months: Series, on: date) -> Waits:
    return Waits(
        service=str(service),
        waiting=_whole(_last(months, waiting_key(service), on)),
        late_share=_last(months, late_key(service), on),
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _last(months: Series, key: str, on: date, *, back: int = 0) -> float | None:
    """Return the value of the last month that was over by a day, or of one so many before it."""
    wanted = month_number(on) - 1 - back
    return next((m.value for m in months.get(key, ()) if month_number(m.day) == wanted), None)


def _growth(months: Series, key: str, on: date) -> float | None:
    now, before = _last(months, key, on), _last(months, key, on, back=YEAR)
    return None if now is None or not before else 100 * (now - before) / before


def check_together(kinds: Sequence[str]) -> str:
    """Return why these bodies cannot decide what is commissioned; empty when they can (S112)."""
    if {"COUNCIL", "ICB"} <= set(kinds):
        return ""
    return "The council and the NHS integrated care board decide this together: choose both."
