"""One cast of people, used everywhere: two areas, their staff, a family, a stranger."""

from __future__ import annotations

import re
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests.standing import STANDING

from goldenthread.access import asking, queries
from goldenthread.access.models import Post, Tie, User
from goldenthread.access.rules import Asker, Role, TieKind
from goldenthread.organisations.models import LocalArea, Organisation, Setting
from goldenthread.people.models import Adult, AdultLink, Child

from .sitting_down import sit_down

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Europe/London"))
STARTED = date(2024, 9, 1)


@pytest.fixture(autouse=True, scope="session")
def seats():
    """Let clients sign in by the quick way."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Client, "_login", sit_down)
        yield


@pytest.fixture
def as_service(db):
    """Reach both areas as a named service, to set up and to look."""
    everything = asking.service("test", [830, 831])
    with asking.stated(everything):
        yield everything


# The areas, their bodies, the cast and Sam are made once for a file of tests: tests/standing.py.


@STANDING.layer("areas")
def make_areas(_):
    made = LocalArea.objects.bulk_create(
        [
            LocalArea(id=830, code="derbyshire", name="Derbyshire"),
            LocalArea(id=831, code="derby", name="Derby"),
        ]
    )
    return SimpleNamespace(derbyshire=made[0], derby=made[1])


@pytest.fixture
def areas(db):
    """Two areas that share a health board."""
    return STANDING.lent("areas")


def body(kind: str, name: str, *areas: LocalArea, setting: Setting | None = None) -> Organisation:
    made = Organisation.objects.create(kind=kind, name=name, setting=setting)
    made.areas.set(areas)
    return made


@STANDING.layer("bodies", over="areas")
def make_bodies(made):
    areas = made.areas
    school = Setting.objects.create(
        urn="990001",
        la_code="830",
        name="Invented Primary School",
        type_code="1",
        placement_group="mainstream",
        invented=True,
    )
    county, city, forum, icb, kept = Organisation.objects.bulk_create(
        [
            Organisation(kind="COUNCIL", name="Derbyshire County Council"),
            Organisation(kind="COUNCIL", name="Derby City Council"),
            Organisation(kind="OTHER", name="Invented Parent Carer Forum"),
            Organisation(kind="ICB", name="NHS Derby and Derbyshire ICB"),
            Organisation(kind="SETTING", name="Invented Primary School", setting=school),
        ]
    )
    everywhere = [(each, areas.derbyshire) for each in (county, forum, icb, kept)]
    everywhere += [(each, areas.derby) for each in (city, icb)]
    serves = Organisation.areas.through
    serves.objects.bulk_create(
        [serves(organisation=each, localarea=area) for each, area in everywhere]
    )
    return SimpleNamespace(
        county=county, city=city, forum=forum, icb=icb, school=kept, setting=school
    )


@pytest.fixture
def bodies(db):
    """The areas' councils, their health board, a forum and one school."""
    return STANDING.lent("bodies")


def person(name: str, role: Role | None = None, organisation: Organisation | None = None) -> User:
    user = account(name)
    user.save()
    if role:
        Post.objects.create(user=user, organisation=organisation, role=role, from_date=STARTED)
    return user


@STANDING.layer("cast", over="bodies")
def make_cast(made):
    bodies = made.bodies
    county, city, icb = bodies.county, bodies.city, bodies.icb
    posts = {
        "Officer": (Role.EHC_OFFICER, county),
        "CityOfficer": (Role.EHC_OFFICER, city),
        "Manager": (Role.EHC_MANAGER, county),
        "Dco": (Role.DCO, icb),
        "Psychologist": (Role.PSYCHOLOGIST, county),
        "Senco": (Role.SENCO, bodies.school),
        "DataOfficer": (Role.DATA_OFFICER, county),
        "PrivacyOfficer": (Role.PRIVACY_OFFICER, county),
        "Commissioner": (Role.COMMISSIONER, icb),
        "BoardMember": (Role.BOARD_MEMBER, county),
        "ImprovementLead": (Role.IMPROVEMENT_LEAD, county),
        "IcbLead": (Role.IMPROVEMENT_LEAD, icb),
        "ForumRep": (Role.FORUM_REPRESENTATIVE, bodies.forum),
        "Administrator": (Role.ADMINISTRATOR, county),
    }
    users = {name: account(name) for name in (*posts, "Parent", "Stranger")}
    User.objects.bulk_create(users.values())  # one by one they cost more than most tests
    Post.objects.bulk_create(
        [
            Post(user=users[name], organisation=at, role=role, from_date=STARTED)
            for name, (role, at) in posts.items()
        ]
    )
    return SimpleNamespace(**{_snake(name): user for name, user in users.items()})


@pytest.fixture
def cast(db):
    """Everybody the pages are tried by, each with one role and one relation."""
    return STANDING.lent("cast")


def account(name: str) -> User:
    """Return an account that nobody can sign in to with a password, not yet kept."""
    made = User(email=f"{name.lower()}@example.invalid", name=name, invented=True)
    made.set_unusable_password()
    return made


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def child(area: LocalArea, local_id: str, forename: str, surname: str, **facts) -> Child:
    """Make an invented child; the caller has stated an asker who may."""
    return Child.objects.create(
        area=area,
        local_id=local_id,
        forename=forename,
        surname=surname,
        birth_date=facts.pop("birth_date", date(2016, 5, 3)),
        invented=True,
        **facts,
    )


@STANDING.layer("sam", over="cast")
def make_sam(made):
    with asking.stated(asking.service("test", [830, 831])):
        sam = child(made.areas.derbyshire, "D-1", "Sam", "Invented", upn="", postcode="DE0 0AA")
        know(sam, made.bodies, made.cast)
    asking.state(Asker())  # nobody has asked yet
    return sam


def know(made: Child, bodies: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Tie a child to the cast's school, psychologist and parent."""
    common = {"area": made.area, "child": made, "from_date": STARTED}
    post = Post.objects.get(user=cast.psychologist)
    Tie.objects.create(kind=TieKind.ADVISER, post=post, **common)
    Tie.objects.create(kind=TieKind.SCHOOL_PLACE, organisation=bodies.school, **common)
    Tie.objects.create(kind=TieKind.PARENT, user=cast.parent, **common)
    adult = Adult.objects.create(
        area=made.area, name="Parent Invented", user=cast.parent, invented=True
    )
    facts = dict.fromkeys(("parental_responsibility", "may_see_plan", "gets_notices"), "YES")
    AdultLink.objects.create(adult=adult, relationship="mother", **facts, **common)


@pytest.fixture
def sam(as_service):
    """An invented child of Derbyshire, placed at the cast's school, known to the psychologist."""
    return STANDING.lent("sam")


@pytest.fixture
def asker_of(db):
    """Return what the policy knows of a user at the tests' moment."""

    def of(user: User) -> Asker:
        return queries.asker(user, NOW)

    return of
