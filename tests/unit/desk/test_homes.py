"""Where somebody's day begins: a role without a place to start would meet an empty page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from goldenthread.access.rules import ROLES, Role
from goldenthread.desk.views.casework import HOMES


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_every_role_has_a_place_where_its_day_begins(role: Role):
    assert any(needed in ROLES[role].permissions for needed, _ in HOMES)


@pytest.mark.parametrize(("needed", "place"), HOMES, ids=lambda each: str(each))
def test_each_place_is_a_page(needed, place):
    assert reverse(place).startswith("/")
