"""The invented partnership, area by area: every child's story up to a day.

`area_history` streams one area. It depends on the area, the seed and the day only: the same for
whichever other areas are asked for, and for an earlier day the same story cut short. Requests,
decisions, plans, reviews and waits of later years follow the last published one with a small
trend (`requests.GROWTH`, `requests.MEND`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from goldenthread.demo import stories
from goldenthread.demo.calibration import (
    Area,
    area,
    areas,
)
from goldenthread.demo.facts import (
    ChildFacts,
)
from goldenthread.demo.telling import tell_person
from goldenthread.demo.world import (
    DEMO_DAY,
    World,
    check_day,
    peopled,
)

if TYPE_CHECKING:
    pass


def area_history(
    where: Area | str,
    as_of: date = DEMO_DAY,
    *,
    seed: int = 1,
    light: bool = False,
) -> Iterator[ChildFacts]:
    """Tell every child's story in one area up to the end of the day `as_of`.

    `light` leaves out waits, SEN support, older requests and reviews between the first and the
    last: for the benchmark of all of England.

    :raises WrongDay: for a day before January 2026 or after 2028
    :raises UnknownArea: if there is no area of that name
    """
    check_day(as_of)
    world = draw_world(area(where) if isinstance(where, str) else where, as_of, seed, light)
    yield from tell_part(world)


def tell_part(world: World, part: int = 0, parts: int = 1) -> Iterator[ChildFacts]:
    """Tell every `parts`-th person of a drawn world, from `part` on."""
    as_of = date.fromordinal(world.last)
    for person in world.people[part::parts]:
        facts = tell_person(world, person)
        if facts is not None:
            if story := world.stories.get(person.number):
                stories.retell(story, facts, as_of)
            yield facts
    if _has_stories(world) and part == 0 and as_of >= stories.REFERRED:
        yield stories.amara(as_of)
    if _has_stories(world) and part == 0 and as_of >= stories.DRAFT_SENT:
        yield stories.drafted(as_of)


def _has_stories(world: World) -> bool:
    return world.area.code == stories.WHERE and not world.light


def _cast(world: World) -> dict[int, str]:
    """Whose the storybook stories are: told from those whose plan is in force."""
    held = (
        person
        for person in world.people
        if person.origin >= 0
        and person.in_force_from <= world.last
        and not 0 < person.ceased <= world.last
    )
    told = ((person.number, tell_person(world, person)) for person in held)
    known = ((number, facts) for number, facts in told if facts is not None)
    return stories.cast(known, date.fromordinal(world.last))


def england(as_of: date = DEMO_DAY, *, seed: int = 1) -> Iterator[ChildFacts]:
    """Every area of England in the light form."""
    for each in areas():
        yield from area_history(each, as_of, seed=seed, light=True)


def draw_world(where: Area, as_of: date, seed: int, light: bool) -> World:
    """Draw who there is, to the end of the year of `as_of`, and whose the known stories are."""
    world = peopled(where, as_of, seed, light)
    if _has_stories(world):
        world.stories = _cast(world)
    return world
