"""One cast of people, used everywhere: two areas, their staff, a family, a stranger."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from goldenthread.access import asking, queries
from goldenthread.access.models import Post, Tie, User
from goldenthread.access.rules import Asker, Role, TieKind
from goldenthread.organisations.models import LocalArea, Organisation, Setting
from goldenthread.people.models import Adult, AdultLink, Child

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Europe/London"))
STARTED = date(2024, 9, 1)


@pytest.fixture
def as_service(db):
    """Reach both areas as a named service, to set up and to look."""
    everything = asking.service("test", [830, 831])
    with asking.stated(everything):
        yield everything


@pytest.fixture
def areas(db):
    return SimpleNamespace(
        derbyshire=LocalArea.objects.create(id=830, code="derbyshire", name="Derbyshire"),
        derby=LocalArea.objects.create(id=831, code="derby", name="Derby"),
    )


def body(kind: str, name: str, *areas: LocalArea, setting: Setting | None = None) -> Organisation:
    made = Organisation.objects.create(kind=kind, name=name, setting=setting)
    made.areas.set(areas)
    return made


@pytest.fixture
def bodies(areas):
    school = Setting.objects.create(
        urn="990001",
        la_code="830",
        name="Invented Primary School",
        type_code="1",
        placement_group="mainstream",
        invented=True,
    )
    return SimpleNamespace(
        county=body("COUNCIL", "Derbyshire County Council", areas.derbyshire),
        city=body("COUNCIL", "Derby City Council", areas.derby),
        forum=body("OTHER", "Invented Parent Carer Forum", areas.derbyshire),
        icb=body("ICB", "NHS Derby and Derbyshire ICB", areas.derbyshire, areas.derby),
        school=body("SETTING", "Invented Primary School", areas.derbyshire, setting=school),
        setting=school,
    )


def person(name: str, role: Role | None = None, organisation: Organisation | None = None) -> User:
    user = User.objects.create_user(
        email=f"{name.lower()}@example.invalid", name=name, invented=True
    )
    if role:
        Post.objects.create(user=user, organisation=organisation, role=role, from_date=STARTED)
    return user


@pytest.fixture
def cast(bodies):
    """Everybody the pages are tried by, each with one role and one relation."""
    county, city, icb, school = bodies.county, bodies.city, bodies.icb, bodies.school
    return SimpleNamespace(
        officer=person("Officer", Role.EHC_OFFICER, county),
        city_officer=person("CityOfficer", Role.EHC_OFFICER, city),
        manager=person("Manager", Role.EHC_MANAGER, county),
        dco=person("Dco", Role.DCO, icb),
        psychologist=person("Psychologist", Role.PSYCHOLOGIST, county),
        senco=person("Senco", Role.SENCO, school),
        data_officer=person("DataOfficer", Role.DATA_OFFICER, county),
        privacy_officer=person("PrivacyOfficer", Role.PRIVACY_OFFICER, county),
        commissioner=person("Commissioner", Role.COMMISSIONER, icb),
        board_member=person("BoardMember", Role.BOARD_MEMBER, county),
        improvement_lead=person("ImprovementLead", Role.IMPROVEMENT_LEAD, county),
        icb_lead=person("IcbLead", Role.IMPROVEMENT_LEAD, icb),
        forum_rep=person("ForumRep", Role.FORUM_REPRESENTATIVE, bodies.forum),
        administrator=person("Administrator", Role.ADMINISTRATOR, county),
        parent=person("Parent"),
        stranger=person("Stranger"),
    )


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


@pytest.fixture
def sam(as_service, areas, cast, bodies):
    """An invented child of Derbyshire, placed at the cast's school, known to the psychologist."""
    made = child(areas.derbyshire, "D-1", "Sam", "Invented", upn="", postcode="DE0 0AA")
    common = {"area": areas.derbyshire, "child": made, "from_date": STARTED}
    post = Post.objects.get(user=cast.psychologist)
    Tie.objects.create(kind=TieKind.ADVISER, post=post, **common)
    Tie.objects.create(kind=TieKind.SCHOOL_PLACE, organisation=bodies.school, **common)
    Tie.objects.create(kind=TieKind.PARENT, user=cast.parent, **common)
    adult = Adult.objects.create(
        area=areas.derbyshire, name="Parent Invented", user=cast.parent, invented=True
    )
    facts = dict.fromkeys(("parental_responsibility", "may_see_plan", "gets_notices"), "YES")
    AdultLink.objects.create(adult=adult, relationship="mother", **facts, **common)
    return made


@pytest.fixture
def asker_of(db):
    """Return what the policy knows of a user at the tests' moment."""

    def of(user: User) -> Asker:
        return queries.asker(user, NOW)

    return of
