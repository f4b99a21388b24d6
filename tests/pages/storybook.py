"""The demo's storybook families alone: their children written as the demo writes them, and told."""

from __future__ import annotations

from functools import cache

import psycopg
from django.db import transaction

from goldenthread.demo import copying, family, stories, write
from goldenthread.demo.calibration import area
from goldenthread.demo.facts import ChildFacts
from goldenthread.demo.history import draw_world
from goldenthread.demo.rows import COLUMNS, Rows
from goldenthread.demo.telling import tell_person
from goldenthread.demo.world import DEMO_DAY


@cache
def told() -> tuple[ChildFacts, ...]:
    """Return what is told of each storybook child. Drawn once a process: three seconds."""
    world = draw_world(area("derbyshire"), DEMO_DAY, 1, False)
    by_number = {person.number: person for person in world.people}
    found = []
    for number, story in world.stories.items():
        facts = tell_person(world, by_number[number])
        assert facts is not None
        stories.retell(story, facts, DEMO_DAY)
        found.append(facts)
    return (*found, stories.amara(DEMO_DAY), stories.drafted(DEMO_DAY))


def build() -> None:
    """Write the partnership's people and the storybook's children, and tell the families' side."""
    with transaction.atomic(using=write.OWNER):
        setup = write._ground([area("derbyshire"), area("derby")], DEMO_DAY, light=False)
    rows = Rows(setup)
    for facts in told():
        rows.add(facts)
    with psycopg.connect(**write._address()) as connection:
        connection.execute("SELECT set_config('pgtrigger.ignore', %s, false)", [setup.ignored])
        copying._copy(connection, rows, dict.fromkeys(COLUMNS, 0))
    with transaction.atomic(using=write.OWNER):
        write._restricted(setup)
    family.tell(DEMO_DAY)
