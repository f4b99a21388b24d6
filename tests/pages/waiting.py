"""The services, teams and posts that tests of waiting lists share."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from goldenthread.access import asking
from goldenthread.access.rules import Role
from goldenthread.demo import local_help
from goldenthread.directory.commands import import_feed
from goldenthread.directory.rules.feed import read_feed
from goldenthread.law.events import Service as S
from goldenthread.waits.commands import NewReferral, refer
from goldenthread.waits.models import Service

from .conftest import NOW, TODAY, body, person


@pytest.fixture
def lists(areas, cast, as_service, asker_of):
    """Four lists of Derbyshire, each with its own team: a coordinator and a clinician."""
    made = SimpleNamespace()
    for key, pathway, name in (
        ("doctors", S.COMMUNITY_PAEDIATRICS, "Community paediatrics"),
        ("camhs", S.MENTAL_HEALTH, "Core CAMHS"),
        ("school_team", S.SCHOOL_MENTAL_HEALTH, "School mental health team"),
        ("chairs", S.WHEELCHAIR, "Wheelchairs"),
    ):
        team = body("TRUST", f"{name} team", areas.derbyshire)
        service = Service.objects.create(
            area=areas.derbyshire, pathway=pathway, name=name, team=team,
            call="The list team", phone="01632 960001", lowest_age=0, highest_age=18,
        )  # fmt: skip
        coordinator = person(f"{key}-coordinator", Role.WAIT_COORDINATOR, team)
        clinician = person(f"{key}-clinician", Role.CLINICIAN, team)
        setattr(
            made,
            key,
            SimpleNamespace(service=service, team=team, works=coordinator, decides=clinician),
        )
    return made


@pytest.fixture
def acting(asker_of, as_service):
    """Run something as a person: their ties are read anew, as for each request."""

    def act(user, command, *args, on=TODAY, **given):
        by = asker_of(user)
        try:
            with asking.stated(by):
                return command(*args, by=by, on=on, at=NOW, **given)
        finally:
            asking.state(as_service)

    return act


@pytest.fixture
def referred(lists, sam, cast, acting):
    """Sam on the list of community paediatrics since 1 June 2026, by the SENCO."""
    given = NewReferral(
        received_date=date(2026, 6, 1), needs=("sleep", "behaviour"), reason="Poor sleep"
    )
    return acting(cast.senco, refer, sam.pk, lists.doctors.service.pk, given)


@pytest.fixture
def help_near(areas):
    """The invented directory."""
    import_feed(read_feed(local_help.feed()), source="test", invented=True)
