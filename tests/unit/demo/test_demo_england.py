"""All of England can be told: the areas whose published figures are the most lopsided, too."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest

from goldenthread.demo.calibration import area
from goldenthread.demo.history import draw_world, tell_part

DAY = date(2026, 11, 22)
# Lewisham's plans are late to a man; Hampshire and Kent place children in a kind of setting of
# which their registers hold none; Kent has the most plans, Isles of Scilly the fewest.
LOPSIDED = ("lewisham", "hampshire", "kent", "isles-of-scilly")


@pytest.mark.parametrize("name", LOPSIDED)
def test_a_lopsided_area_is_told(name):
    world = draw_world(area(name), DAY, 2026, light=True)
    told = list(islice(tell_part(world, 0, 1), 3_000))
    assert told
    assert all(facts.child.invented for facts in told)
