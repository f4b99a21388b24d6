"""An invented partnership for the desk's journeys: two areas, their staff, seven children with a
story each, and enough others to fill lists, pages and charts.

Every name is made up and every row is marked invented. What stands here is recorded through the
commands; only the crowd, who are there to be counted, is made in bulk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.test import Client

from goldenthread.access import asking, queries
from goldenthread.access.commands import tie
from goldenthread.access.models import Post, Tie, User
from goldenthread.access.rules import Asker, Role, TieKind
from goldenthread.assessment.models import Assessment
from goldenthread.law.events import EventKind as K
from goldenthread.organisations.models import LocalArea, Organisation, Setting
from goldenthread.people import commands as people
from goldenthread.people.models import Answer, Child
from goldenthread.people.queries import state_of
from goldenthread.people.rules import CommunicationKind
from goldenthread.placements.models import Placement
from goldenthread.plans.models import Plan, PlanVersion
from goldenthread.reviews.models import Review
from goldenthread.timeline.commands import NewEvent, record_many

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Europe/London"))
STARTED = date(2024, 9, 1)
DERBYSHIRE, DERBY = 830, 831

# Key, name, role and body of each person one can sign in as.
STAFF: tuple[tuple[str, str, Role | None, str], ...] = (
    ("officer", "Priya Nair", Role.EHC_OFFICER, "county"),
    ("city_officer", "Daniel Osei", Role.EHC_OFFICER, "city"),
    ("manager", "Helen Marsden", Role.EHC_MANAGER, "county"),
    ("dco", "Dr Farah Siddiqui", Role.DCO, "icb"),
    ("psychologist", "Dr Anita Shah", Role.PSYCHOLOGIST, "county"),
    ("senco", "Rachel Pemberton", Role.SENCO, "school"),
    ("data_officer", "Owen Bradshaw", Role.DATA_OFFICER, "county"),
    ("privacy_officer", "Marcus Webb", Role.PRIVACY_OFFICER, "county"),
    ("board_member", "Gareth Pryce", Role.BOARD_MEMBER, "board"),
    ("parent", "Ngozi Okafor", None, ""),
    ("stranger", "Sam Vale", None, ""),
)
FORENAMES = (
    *("Ivy", "Theo", "Maya", "Oscar", "Zara", "Finn", "Noah", "Elsie"),
    *("Ada", "Kofi", "Mei", "Yusuf", "Isla", "Jude", "Tia", "Ravi"),
)
SURNAMES = (
    *("Ashdown", "Birkett", "Calder", "Dunmore", "Eastwell"),
    *("Fenby", "Garrick", "Hollis", "Ivens", "Jessop"),
)


@dataclass
class World:
    """Who and what was made: users and children by key, numbers counted up for cases."""

    users: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    bodies: dict[str, Organisation] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)
    children: dict[str, int] = field(default_factory=dict)
    events: list[NewEvent] = field(default_factory=list)
    cases: int = 0
    address: str = ""  # of the running site
    sessions: dict[str, str] = field(default_factory=dict)

    def asker(self, key: str) -> Asker:
        """Return what the policy knows of one of the staff."""
        return queries.asker(self.users[key], NOW)

    def session(self, key: str) -> str:
        """Return the cookie of one of them, signed in."""
        if key not in self.sessions:
            client = Client()
            backend = "django.contrib.auth.backends.ModelBackend"
            client.force_login(self.users[key], backend=backend)
            self.sessions[key] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self.sessions[key]

    def case(self) -> int:
        """Return the next number for a case that has no row of its own."""
        self.cases += 1
        return 900_000 + self.cases

    def happened(
        self,
        child: Child,
        case_type: str,
        case_id: int,
        *steps: tuple[K, date | str, dict[str, Any]],
    ) -> None:
        """Keep what happened in one case, to be recorded with everything else."""
        for kind, on, facts in steps:
            day = date.fromisoformat(on) if isinstance(on, str) else on
            self.events.append(
                NewEvent(
                    kind=kind,
                    area_id=child.area_id,
                    child_id=child.pk,
                    case_type=case_type,
                    case_id=case_id,
                    on=day,
                    facts=facts,
                )
            )


def build() -> World:
    """Make the whole partnership and commit it."""
    world = World()
    everything = asking.service("journeys", [DERBYSHIRE, DERBY])
    with asking.stated(everything):
        _bodies(world)
        _staff(world)
    with asking.stated(world.asker("officer")):
        for story in (_amara, _rosie, _leo, _dylan, _tom, _long_name, _asha):
            story(world)
    with asking.stated(everything):
        _crowd(world, DERBYSHIRE, 90, Random(830))
        _crowd(world, DERBY, 20, Random(831))
        record_many(world.events, by=everything, at=NOW, backfilled=True)
    return world


# Bodies and staff


def _body(kind: str, name: str, *areas: LocalArea, setting: Setting | None = None) -> Organisation:
    made = Organisation.objects.create(kind=kind, name=name, setting=setting)
    made.areas.set(areas)
    return made


def _setting(urn: str, name: str, group: str) -> Setting:
    return Setting.objects.create(
        urn=urn, la_code="830", name=name, type_code="1", placement_group=group, invented=True
    )


def _bodies(world: World) -> None:
    county = LocalArea.objects.create(id=DERBYSHIRE, code="derbyshire", name="Derbyshire")
    city = LocalArea.objects.create(id=DERBY, code="derby", name="Derby")
    world.settings = {
        "school": _setting("990001", "Quarndale Invented Primary School", "mainstream"),
        "special": _setting("990002", "Thornfield Invented School", "special"),
        "college": _setting("990003", "Amber Valley Invented College", "further-education"),
    }
    world.bodies = {
        "county": _body("COUNCIL", "Derbyshire County Council", county),
        "city": _body("COUNCIL", "Derby City Council", city),
        "icb": _body("ICB", "NHS Derby and Derbyshire ICB", county, city),
        "board": _body("OTHER", "Derby and Derbyshire SEND partnership board", county, city),
        "school": _body(
            "SETTING",
            "Quarndale Invented Primary School",
            county,
            setting=world.settings["school"],
        ),
    }


def _staff(world: World) -> None:
    for key, name, role, body in STAFF:
        words = name.lower().removeprefix("dr ").split()
        user = User.objects.create_user(
            email=f"{'.'.join(words)}@example.invalid", name=name, invented=True
        )
        world.users[key] = user
        if role:
            world.posts[key] = Post.objects.create(
                user=user, organisation=world.bodies[body], role=role, from_date=STARTED
            )


# Children with a story


def _child(world: World, key: str, forename: str, surname: str, born: str, **more: Any) -> Child:
    details = {
        "forename": forename,
        "surname": surname,
        "birth_date": date.fromisoformat(born),
        "address": "14 Orchard Lane, Quarndale",
        "postcode": "DE56 2VK",
        **more,
    }
    by = world.asker("officer")
    made = people.create_child(area_id=DERBYSHIRE, details=details, by=by, on=TODAY, invented=True)
    world.children[key] = made.pk
    _tie(world, made, TieKind.CASELOAD, world.posts["officer"])
    return made


def _tie(world: World, child: Child, kind: TieKind, holder: Post | Organisation | User) -> None:
    tie(
        child=state_of(child, TODAY),
        kind=kind,
        holder=holder,
        from_date=STARTED,
        by=world.asker("officer"),
    )


def _mother(world: World, child: Child, name: str, **contacts: str) -> None:
    people.link_adult(
        child_id=child.pk,
        relationship="mother",
        by=world.asker("officer"),
        on=TODAY,
        name=name,
        contacts=contacts,
        facts=people.LinkFacts(
            parental_responsibility=Answer.YES,
            responsibility_evidence="birth certificate",
            lives_with=Answer.YES,
            gets_notices=Answer.YES,
        ),
    )


def _given(world: World, on: str) -> tuple[K, str, dict[str, Any]]:
    return (K.CASE_ALLOCATED, on, {"post": world.posts["officer"].pk})


def _amara(world: World) -> None:
    """Asked for on 28 September, and not answered by 9 November; a long wait for paediatrics."""
    child = _child(
        world, "amara", "Amara", "Okafor", "2016-05-03", pronouns="she/her", upn="G830200012347"
    )
    _tie(world, child, TieKind.PARENT, world.users["parent"])
    _tie(world, child, TieKind.SCHOOL_PLACE, world.bodies["school"])
    _tie(world, child, TieKind.ADVISER, world.posts["psychologist"])
    _mother(world, child, "Ngozi Okafor", phone="07700 900123")
    people.record_communication_need(
        child_id=child.pk,
        kind=CommunicationKind.INTERPRETER,
        detail="Igbo",
        by=world.asker("officer"),
        on=TODAY,
    )
    case = Assessment.objects.create(
        area_id=child.area_id, child=child, received_date=date(2026, 9, 28), stage="REQUESTED"
    )
    Placement.objects.create(
        area_id=child.area_id,
        child=child,
        setting=world.settings["school"],
        entry_date=date(2020, 9, 1),
    )
    world.happened(
        child,
        "assessment",
        case.pk,
        (K.REQUEST_RECEIVED, "2026-09-28", {}),
        _given(world, "2026-09-30"),
    )
    about = {"about": "community-paediatrics"}
    wait = world.case()
    world.happened(
        child,
        "wait",
        wait,
        (K.REFERRAL_RECEIVED, "2025-09-22", about),
        (K.WAIT_CONTACTED, "2026-03-16", about),
    )
    world.happened(child, "child", child.pk, (K.CHILD_BORN, "2016-05-03", {}))


def _rosie(world: World) -> None:
    """Where she lives and learns is known to named people only; her review is overdue."""
    child = _child(world, "rosie", "Rosie", "Fearnley", "2017-02-11", address="", postcode="")
    people.restrict_location(
        child_id=child.pk,
        places={"address": "3 Thistle Way, Hollinwell", "school": "Thornfield Invented School"},
        holders=[world.users["manager"].pk],
        team="the safeguarding team",
        reason="court order",
        by=world.asker("officer"),
        on=TODAY,
    )
    plan = _plan(world, child, "2024-06-10", "special", ["ASD", "SLCN"])
    world.happened(
        child,
        "plan",
        plan.pk,
        (K.PLAN_STARTED, "2024-06-10", {}),
        (K.REVIEW_MET, "2025-05-12", {}),
        (K.REVIEW_DECIDED, "2025-06-05", {"outcome": "keep"}),
    )
    Review.objects.create(
        area_id=child.area_id,
        child=child,
        plan=plan,
        meeting_date=date(2025, 5, 12),
        decided_date=date(2025, 6, 5),
        outcome="KEEP",
    )


def _plan(world: World, child: Child, made: str, setting: str, needs: list[str]) -> Plan:
    day = date.fromisoformat(made)
    common = {"area_id": child.area_id, "child": child}
    plan = Plan.objects.create(state="IN_FORCE", first_issued_date=day, start_date=day, **common)
    where = world.settings[setting]
    PlanVersion.objects.create(
        plan=plan, number=1, status="FINAL", issued_date=day, needs=needs, setting=where, **common
    )
    Placement.objects.create(setting=where, entry_date=day, **common)
    return plan


def _leo(world: World) -> None:
    """Half way through an assessment, waiting on advice; his 20 weeks end in a few days."""
    child = _child(world, "leo", "Leo", "Kenworthy", "2012-03-14", pronouns="he/him")
    case = Assessment.objects.create(
        area_id=child.area_id,
        child=child,
        received_date=date(2026, 7, 8),
        decided_date=date(2026, 8, 17),
        stage="ASSESSING",
    )
    ep = {"about": "psychology"}
    world.happened(
        child,
        "assessment",
        case.pk,
        (K.REQUEST_RECEIVED, "2026-07-08", {}),
        _given(world, "2026-07-09"),
        (K.ASSESSMENT_AGREED, "2026-08-17", {}),
        (K.ADVICE_REQUESTED, "2026-08-19", {**ep, "waiting_on": "advice giver"}),
        (K.ADVICE_REQUESTED, "2026-08-19", {"about": "health"}),
        (K.ADVICE_RECEIVED, "2026-09-24", {"about": "health"}),
        (
            K.EXCEPTION_RECORDED,
            "2026-10-02",
            {**ep, "rule": "ena-advice-due", "ground": "ex-missed-appt"},
        ),
    )


def _dylan(world: World) -> None:
    """A plan ten years old with a review each year: more history than fits a page."""
    child = _child(world, "dylan", "Dylan", "Thackthwaite", "2010-10-19")
    plan = _plan(world, child, "2016-03-01", "school", ["SEMH"])
    steps: list[tuple[K, date | str, dict[str, Any]]] = [(K.PLAN_STARTED, "2016-03-01", {})]
    for year in range(2017, 2027):
        steps += [
            (K.REVIEW_SET, date(year, 1, 30), {}),
            (K.REVIEW_INVITED, date(year, 1, 10), {}),
            (K.REVIEW_MET, date(year, 1, 30), {}),
            (K.REVIEW_DECIDED, date(year, 2, 20), {"outcome": "keep"}),
        ]
        Review.objects.create(
            area_id=child.area_id,
            child=child,
            plan=plan,
            meeting_date=date(year, 1, 30),
            decided_date=date(year, 2, 20),
            outcome="KEEP",
        )
    world.happened(child, "plan", plan.pk, *steps, _given(world, "2024-09-02"))


def _tom(world: World) -> None:
    """A young man whose plan has ended: nothing is owed."""
    child = _child(world, "tom", "Tom", "Settle", "2004-01-20", known_as="Tommy")
    plan = _plan(world, child, "2016-09-05", "college", ["MLD"])
    plan.state, plan.cease_date, plan.cease_reason = "CEASED", date(2026, 7, 24), "1"
    plan.save()
    world.happened(
        child,
        "plan",
        plan.pk,
        (K.PLAN_STARTED, "2016-09-05", {}),
        (K.PLAN_CEASED, "2026-07-24", {}),
    )


def _long_name(world: World) -> None:
    """A name as long as a form allows, to see that no page is broken by it."""
    child = _child(
        world,
        "long",
        "Wilhelmina-Alexandrina",
        "Featherstonehaugh-Cholmondeley-Wolstenholme",
        "2019-12-02",
        pronouns="they/them",
    )
    world.happened(
        child, "assessment", world.case(), (K.REQUEST_RECEIVED, TODAY - timedelta(days=20), {})
    )


def _asha(world: World) -> None:
    """A draft plan with the family, whose time to answer has run out: they are not late."""
    child = _child(world, "asha", "Asha", "Lindqvist", "2018-08-08", pronouns="she/her")
    case = Assessment.objects.create(
        area_id=child.area_id,
        child=child,
        received_date=date(2026, 6, 29),
        decided_date=date(2026, 8, 3),
        stage="DRAFT_WITH_FAMILY",
    )
    world.happened(
        child,
        "assessment",
        case.pk,
        (K.REQUEST_RECEIVED, "2026-06-29", {}),
        (K.ASSESSMENT_AGREED, "2026-08-03", {}),
        (K.ISSUE_AGREED, "2026-10-12", {}),
        (K.DRAFT_SERVED, "2026-10-19", {"sent": "2026-10-19", "channel": "post"}),
        (K.SETTING_CONSULTED, "2026-11-09", {"about": "thornfield"}),
    )


# The crowd: people to fill lists, pages and charts


def _crowd(world: World, area_id: int, size: int, luck: Random) -> None:
    children = Child.objects.bulk_create(
        Child(
            area_id=area_id,
            local_id=f"J-{area_id}-{number}",
            forename=FORENAMES[number % len(FORENAMES)],
            surname=f"{SURNAMES[number % len(SURNAMES)]}-{SURNAMES[number // 10 % 10]}",
            birth_date=date(2008, 1, 1) + timedelta(days=luck.randrange(5_400)),
            invented=True,
        )
        for number in range(size)
    )
    for child in children:
        received = TODAY - timedelta(days=luck.randrange(5, 1_150))
        _course(world, child, received, luck)
    place = world.bodies["school"]
    if area_id == DERBYSHIRE:
        Tie.objects.bulk_create(
            Tie(
                area_id=area_id,
                child=child,
                kind=TieKind.SCHOOL_PLACE,
                organisation=place,
                from_date=STARTED,
            )
            for child in children[:4]
        )


def _course(world: World, child: Child, received: date, luck: Random) -> None:
    """One request, as far as it can have come by today; half of the plans are sent in time."""
    weeks = 20 if luck.random() < 0.5 else luck.randrange(21, 40)
    steps = [
        (K.REQUEST_RECEIVED, 0),
        (K.CASE_ALLOCATED, 3),
        (K.ASSESSMENT_AGREED, luck.choice((35, 40, 42, 50))),
        (K.ISSUE_AGREED, weeks * 7 - 35),
        (K.DRAFT_SERVED, weeks * 7 - 28),
        (K.PLAN_ISSUED, weeks * 7 - luck.randrange(6)),
    ]
    post = {"post": world.posts["officer"].pk}
    done = [
        (kind, received + timedelta(days=days), post if kind is K.CASE_ALLOCATED else {})
        for kind, days in steps
        if received + timedelta(days=days) <= TODAY
    ]
    if child.area_id == DERBY:
        done = [step for step in done if step[0] is not K.CASE_ALLOCATED]
    world.happened(child, "assessment", world.case(), *done)
