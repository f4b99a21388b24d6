"""Where a child is, spell after spell: the place at the survey day, before it and since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goldenthread.demo import days
from goldenthread.demo.calibration import GROUP_OF, KINDS, SURVEY_YEAR, Area, national
from goldenthread.demo.facts import Placement
from goldenthread.demo.luck import Luck
from goldenthread.demo.register import PLAIN, Register, Setting
from goldenthread.demo.stock import fits

EARLIEST = date(2021, 9, 1).toordinal()  # places left before then are not told
STAGES = (4, 11, 16)  # ages (31 August) at which somebody moves to the next stage
SURVEY = days.SURVEY_DAYS[SURVEY_YEAR].toordinal()
SETTING_CODES = {"EHE", "OLA", "OPA", "OTH", "NEET", "NIEC", "NIEO", "EYP"}
NOTES = {
    "OTH": ("Type of setting named, place being found", "Online provider", "Place in Wales"),
    "NIEO": ("Moved in, place being found", "Left a place, next being found"),
}
ANY = "any"


@dataclass(slots=True)
class Spell:
    """A spell at one place as days; `left` is 0 while it goes on."""

    kind: str
    entered: int
    left: int
    setting: Setting | None


def stage(age: int) -> int:
    """0 early years, 1 primary, 2 secondary, 3 after 16."""
    return sum(age >= first for first in STAGES)


class Mover:
    """Tells the spells of the children of one area."""

    def __init__(self, area: Area, register: Register) -> None:
        self.area, self.register = area, register
        self._shapes: dict[tuple[int, str], tuple[list[str], list[float]]] = {}

    def kind(self, age: int, groups: str, luck: Luck) -> str:
        """A kind of place for an age, among placement groups (or ANY), as likely as published."""
        key = (age, groups)
        if key not in self._shapes:
            self._shapes[key] = self._shape(age, groups.split())
        able, weights = self._shapes[key]
        return able[luck.one(weights)] if able else "OTH"

    def _shape(self, age: int, groups: list[str]) -> tuple[list[str], list[float]]:
        england = national("placement_by_age", "age")[min(max(age, 2), 25)]
        totals: dict[str, int] = {}
        for kind in KINDS:
            totals[GROUP_OF[kind]] = totals.get(GROUP_OF[kind], 0) + self.area.placements[kind]
        able = [k for k in KINDS if fits(k, age) and (ANY in groups or GROUP_OF[k] in groups)]
        here = self.area.placements
        weights = [
            (england[GROUP_OF[k]] + 0.5) * (here[k] + 0.01) / (totals[GROUP_OF[k]] + 1)
            for k in able
        ]
        return able, weights

    def setting(self, kind: str, age: int, luck: Luck) -> Setting | None:
        part = luck.u()
        if kind in SETTING_CODES:
            return None
        able = self.register.choices(kind, age)
        return able[int(part * len(able))]

    def asked(self, born: int, day: int, luck: Luck) -> Setting | None:
        """Another place that a family asks for: an ordinary one for the child's age on a day."""
        age = self._age(born, day)
        groups = "early" if age < 4 else "fe" if age >= 16 else "mainstream"
        return self.setting(self.kind(age, groups, luck), age, luck)

    # --- a plan holder whose place on the survey day is known ---

    def holder(self, born: int, kind: str, first_made: int, end: int, luck: Luck) -> list[Spell]:
        """Spells around the survey day (or the day the plan ceased), where the place is `kind`."""
        at = min(SURVEY, end) if end else SURVEY
        age = days.school_age(born, days.school_year(at))
        now = self._current(born, kind, age, first_made, at, luck)
        spells = [now, *self._before(born, now, age, luck)]
        spells.reverse()
        self._since(born, spells, luck)
        return spells

    def _current(
        self, born: int, kind: str, age: int, first_made: int, at: int, luck: Luck
    ) -> Spell:
        first = STAGES[stage(age) - 1] if stage(age) else 3
        start = days.september(days.year_at(born, first))
        start = min(max(start, born + 800), at - 2)
        part = luck.u()
        if GROUP_OF[kind] in ("special", "ap") and first_made > start + 120:
            start = min(days.next_working(first_made + 3 + int(part * 25)), at)
        elif GROUP_OF[kind] == "elsewhere":
            start = int(max(start, at - 900) + part * (at - max(start, at - 900)))
        elif GROUP_OF[kind] == "fe" and age > 18:
            start = max(start, days.september(days.school_year(at) - int(part * 2.5)))
        return Spell(kind, start, 0, self.setting(kind, age, luck))

    def _before(self, born: int, now: Spell, age: int, luck: Luck) -> list[Spell]:
        """Up to two spells before this one, newest first, none that ended long ago."""
        found: list[Spell] = []
        after = now
        for _ in range(2):
            left = after.entered
            if left <= EARLIEST or left < born + 1200:
                break
            kind, entered = self._earlier(born, after, left, luck)
            if entered >= left:
                break
            found.append(
                Spell(kind, entered, left, self.setting(kind, self._age(born, left - 1), luck))
            )
            after = found[-1]
        return found

    def _age(self, born: int, day: int) -> int:
        return max(2, days.school_age(born, days.school_year(day)))

    def _earlier(self, born: int, after: Spell, left: int, luck: Luck) -> tuple[str, int]:
        age = self._age(born, left - 1)
        part = luck.u()
        same = GROUP_OF[after.kind] == "special" and stage(age) < stage(self._age(born, left))
        groups = "special" if same and part < 0.72 else "early" if age < 4 else "mainstream"
        if age >= 16 and not same:
            groups = "fe" if part < 0.6 else ANY
        first = STAGES[stage(age) - 1] if stage(age) else 3
        entered = max(days.september(days.year_at(born, first)), born + 800)
        return self.kind(age, groups, luck), entered

    def _since(self, born: int, spells: list[Spell], luck: Luck) -> None:
        """Moves each September after the survey day."""
        for year in range(SURVEY_YEAR, SURVEY_YEAR + 3):
            move = days.september(year)
            now, age = spells[-1], days.school_age(born, year)
            if now.entered >= move:
                continue
            part = luck.u()
            kind = self._next(now.kind, age, part, luck)
            if kind == now.kind and age not in (11, 16):
                continue
            now.left = move
            spells.append(Spell(kind, move, 0, self.setting(kind, age, luck)))

    def _next(self, kind: str, age: int, part: float, luck: Luck) -> str:
        """The kind of place from September at that age: most stay as they are between stages."""
        group = GROUP_OF[kind]
        if age == 4 and group in ("early", "elsewhere"):
            return self.kind(age, "mainstream special", luck)
        if age == 11:
            stay = 0.93 if group == "special" else 0.72 if group == "mainstream" else 0.5
            return kind if part < stay and fits(kind, age) else self.kind(age, "special", luck)
        if age == 16:
            stay = 0.52 if group == "special" else 0.14 if group == "mainstream" else 0.0
            if part < stay and fits(kind, age):
                return kind
            return self.kind(age, "fe" if part < 0.86 else ANY, luck)
        if not fits(kind, age):
            return self.kind(age, "fe" if part < 0.55 else "elsewhere", luck)
        return kind

    def arrival(self, born: int, on: int, luck: Luck) -> list[Spell]:
        """Spells of somebody who brings a plan from elsewhere on a day after the survey day."""
        age = self._age(born, on)
        kind = self.kind(age, ANY, luck)
        spells = [Spell(kind, days.next_working(on), 0, self.setting(kind, age, luck))]
        self._since(born, spells, luck)
        return spells

    def pupil(self, born: int, on: int, luck: Luck) -> list[Spell]:
        """The one spell of a pupil at a mainstream school on a day."""
        age = min(self._age(born, on), 18)
        kind = self.kind(age, "mainstream", luck)
        first = STAGES[stage(age) - 1] if stage(age) else 3
        entered = min(max(days.september(days.year_at(born, first)), born + 800), on - 30)
        return [Spell(kind, entered, 0, self.setting(kind, age, luck))]

    # --- a child newly asked for ---

    def newcomer(
        self, born: int, received: int, issued: int, luck: Luck
    ) -> tuple[list[Spell], str]:
        """Spells of a child asked for on a day, and the kind named in the plan ("" for none)."""
        age = self._age(born, received)
        part = luck.u()
        groups = "early" if age < 4 else "mainstream" if part < 0.93 else "elsewhere ap"
        if age >= 16:
            groups = "fe" if part < 0.8 else "mainstream elsewhere"
        kind = self.kind(age, groups, luck)
        first = STAGES[stage(age) - 1] if stage(age) else 3
        entered = min(max(days.september(days.year_at(born, first)), born + 800), received - 30)
        spells = [Spell(kind, entered, 0, self.setting(kind, age, luck))]
        self._september_moves(born, spells, received, luck)
        named = ""
        if issued:
            named = self._name(born, spells, issued, luck)
        self._since(born, spells, luck)
        return spells, named

    def _september_moves(self, born: int, spells: list[Spell], received: int, luck: Luck) -> None:
        """Moves between the request and the first September told by `_since`."""
        for year in range(days.school_year(received) + 1, SURVEY_YEAR):
            move, age = days.september(year), days.school_age(born, year)
            if age in STAGES or not fits(spells[-1].kind, age):
                kind = self._next(spells[-1].kind, age, luck.u() * 0.5, luck)
                spells[-1].left = move
                spells.append(Spell(kind, move, 0, self.setting(kind, age, luck)))

    def _name(self, born: int, spells: list[Spell], issued: int, luck: Luck) -> str:
        part, day = luck.u(), days.next_working(issued + luck.whole(2, 25))
        for spell in spells:
            if spell.left and spell.left > day:
                spell.left = 0
        while len(spells) > 1 and spells[-1].entered >= day:
            spells.pop()
        now = spells[-1]
        now.left = 0
        age = self._age(born, day)
        if part < 0.76 and fits(now.kind, age) and now.kind not in ("NEET", "NIEO"):
            return now.kind
        kind = self.kind(age, "special" if age < 16 else ANY, luck)
        if kind == now.kind or day <= now.entered:
            return now.kind
        now.left = day
        spells.append(Spell(kind, day, 0, self.setting(kind, age, luck)))
        return kind


def tell_places(spells: list[Spell], last: int, end: int, luck: Luck) -> list[Placement]:
    """Spells as known by the day `last`; all end when the plan does."""
    found: list[Placement] = []
    for spell in spells:
        if spell.entered > last or (end and spell.entered >= end):
            continue
        left = spell.left if spell.left and spell.left <= last else 0
        if end and end <= last:
            left = min(left, end) if left else end
        found.append(_placement(spell, left, luck))
    return found


def _placement(spell: Spell, left: int, luck: Luck) -> Placement:
    kind, part = spell.kind, luck.u()
    notes = NOTES.get(kind)
    return Placement(
        kind=kind,
        rank=1,
        entered=date.fromordinal(spell.entered),
        left=date.fromordinal(left) if left else None,
        urn=spell.setting.urn if spell.setting else None,
        setting=None if spell.setting else kind,
        note=notes[int(part * len(notes))] if notes else None,
        unit=kind in ("MMU", "MAU"),
        resourced=kind in ("MMR", "MAR"),
    )


def second_place(spells: list[Placement], register: Register, luck: Luck) -> Placement | None:
    """A second registration beside the last place, for some of those in alternative provision."""
    now = spells[-1]
    part, pick = luck.u(), luck.u()
    if now.left or now.kind not in ("AM", "AA") or part > 0.45:
        return None
    able = [s for s in register.settings if s.kind in PLAIN.values() and s.high > 11]
    chosen = able[int(pick * len(able))]
    return Placement(kind=chosen.kind, rank=2, entered=now.entered, left=None, urn=chosen.urn)
