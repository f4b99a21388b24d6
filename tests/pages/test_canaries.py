"""The canary test (trust rule 5): as every persona, every page that can be reached is read, and the
protected strings seen must be exactly those that the policy predicts.

Three children are there at once, each with canaries of its own: one like any other, one whose place
is restricted, one whose record is sealed. Each persona reads everything once.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pypdf
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.standing import STANDING

from goldenthread.access import asking
from goldenthread.access.models import Tie
from goldenthread.access.rules import Asker
from goldenthread.audit.rules import FieldClass
from goldenthread.contact.models import Complaint, InformationRequest, Stage
from goldenthread.heard.models import Remark
from goldenthread.law.events import EventKind as K
from goldenthread.organisations.models import Setting
from goldenthread.people.models import (
    Adult,
    AdultLink,
    Child,
    CommunicationNeed,
    LocationHolder,
    SealHolder,
)
from goldenthread.placements.models import Placement
from goldenthread.plans.models import Plan, PlanVersion
from goldenthread.timeline.commands import record
from goldenthread.waits.models import (
    Equipment,
    Referral,
    Service,
    SupportContact,
    Transfer,
    Update,
)

from .conftest import NOW, STARTED, TODAY, body, child, know
from .test_route_matrix import MATRIX, PERSONAS

F = FieldClass
LINK = re.compile(r'href="(/[^"#]*)')
# One made-up string for each protected class, planted in a field of that class. The child whose
# place is restricted has the same with HID for CAN, and the sealed one with SEA.
CANARIES: dict[FieldClass, tuple[str, ...]] = {
    F.OPEN_TO_FAMILY: ("Canopenname", "Canaryneed"),
    F.PROFESSIONAL: ("CANPROF1", "Canreason", "Canreferrer", "Canwords", "Cannote"),
    F.LOCATION: ("CANLOC1", "Canary Lane", "Canary School"),
    F.THIRD_PARTY: ("Canthird Adult", "Canthird Complainer", "Canthird Asker"),
    F.STAFF_ONLY: ("Canstaff Team",),
    F.RESTRICTED: ("Canrestricted order", "Canrestricted reason"),
}

# On no page of anybody but the list's own teams, and the named readers of what families wrote.
NOWHERE = ("Canholdup", "Canhandover", "Canremark")
EVERY = (*(canary for found in CANARIES.values() for canary in found), *NOWHERE)
PLAIN, RESTRICTED, SEALED = "Can", "Hid", "Sea"

CASEWORK = frozenset({F.OPEN_TO_FAMILY, F.PROFESSIONAL, F.LOCATION, F.THIRD_PARTY, F.STAFF_ONLY})
ADVISER = frozenset({F.OPEN_TO_FAMILY, F.PROFESSIONAL, F.LOCATION})
# What each persona may see of this child, written here by hand and not read from the code.
PREDICTED: dict[str, frozenset[FieldClass]] = dict.fromkeys(PERSONAS, frozenset()) | {
    "officer": CASEWORK,
    "manager": CASEWORK,
    "dco": ADVISER,
    "psychologist": ADVISER,
    "senco": ADVISER,
    "data_officer": ADVISER,
    "privacy_officer": frozenset({F.OPEN_TO_FAMILY}),  # a name, in a search
    "parent": frozenset({F.OPEN_TO_FAMILY}),  # the name: the need is another adult's
}
# Names of places that everybody who works with the child may know otherwise: a search shows a
# name and a date of birth only, so these are never among them.
SEARCH_SHOWS = frozenset({"Canopenname"})


SERVICE = asking.service("test", [830, 831])


@STANDING.layer("planted", over="sam")
def make_planted(made):
    """Plant the canaries about three children of Derbyshire; return each one's number."""
    area, bodies, cast = made.areas.derbyshire, made.bodies, made.cast
    with asking.stated(SERVICE):
        services = wait_lists(area)
        plant(PLAIN, made.sam, bodies.setting, services)
        hidden, sealed = (
            child(area, f"{mark}-1", "Sam", "Invented", upn="") for mark in (RESTRICTED, SEALED)
        )
        for number, (mark, each) in enumerate(((RESTRICTED, hidden), (SEALED, sealed)), 2):
            know(each, bodies, cast)
            plant(mark, each, school(number), services)
        restrict(hidden, cast.senco)
        seal(sealed)
        Remark.objects.create(
            area=area, survey="yearly", step="YEAR", language="en-gb", month=date(2026, 3, 1),
            words="Canremark",
        )  # fmt: skip
    asking.state(Asker())
    return {PLAIN: made.sam.pk, RESTRICTED: hidden.pk, SEALED: sealed.pk}


def restrict(hidden: Child, senco) -> None:
    """Restrict where a child is. The school's own people know: they are its holders."""
    hidden.location_restricted, hidden.address, hidden.postcode = True, "", ""
    hidden.save()
    LocationHolder.objects.create(area=hidden.area, child=hidden, user=senco, from_date=STARTED)


def seal(sealed: Child) -> None:
    """Seal a record for nobody at all."""
    sealed.sealed = True
    sealed.save()
    Tie.objects.filter(child=sealed, kind="PARENT").delete()


def school(number: int) -> Setting:
    """Make a school at which nobody of the cast works."""
    return Setting.objects.create(
        urn=f"99000{number}", la_code="830", name="Invented", type_code="1",
        placement_group="mainstream", invented=True,
    )  # fmt: skip


def said(canary: str, mark: str) -> str:
    """Return a canary as one of the children bears it."""
    return canary.replace("Can", mark).replace("CAN", mark.upper())


def plant(mark: str, sam: Child, setting: Setting, services: tuple[Service, Service]) -> None:
    """Plant one child's canaries."""

    def word(canary: str) -> str:
        return said(canary, mark)

    setting.name = word("Canary School")
    setting.save()
    sam.known_as, sam.local_id, sam.upn = word("Canopenname"), word("CANPROF1"), ""
    sam.postcode, sam.address = word("CANLOC1"), word("1 Canary Lane")
    sam.social_care_team = word("Canstaff Team")
    sam.save()
    own = {"area": sam.area, "child": sam}
    plant_adults(word, own)
    plant_a_plan(setting, own)
    record(
        K.REQUEST_RECEIVED,
        area_id=830,
        child_id=sam.pk,
        case_type="assessment",
        case_id=sam.pk,
        on=date(2026, 9, 28),
        by=SERVICE,
        at=NOW,
    )
    plant_a_wait(word, services, own)


def plant_adults(word: Callable[[str], str], own: dict[str, object]) -> None:
    """Plant the canaries of the adults round a child: one under an order, one who complains."""
    adult = Adult.objects.create(area=own["area"], name=word("Canthird Adult"), invented=True)
    AdultLink.objects.create(
        adult=adult,
        relationship="mother",
        court_order=word("Canrestricted order"),
        restriction_reason=word("Canrestricted reason"),
        restriction_owner_post_id=1,
        restriction_review_date=TODAY + timedelta(days=30),
        from_date=STARTED,
        **own,
    )
    CommunicationNeed.objects.create(
        kind="LANGUAGE", detail=word("Canaryneed"), from_date=STARTED, **own
    )
    name = word("Canthird Complainer")
    complaint = Complaint.objects.create(
        reference=word("CANA-RYCC"), sort="COUNCIL", state="OPEN", name=name,
        words=f"{name} is unhappy.", made_at=NOW, **own,
    )  # fmt: skip
    Stage.objects.create(complaint=complaint, number=1, received_date=TODAY, **own)
    asks = word("Canthird Asker")
    InformationRequest.objects.create(
        reference=word("CANA-RYRR"), right="OWN", state="OPEN", name=asks,
        words=f"{asks} wants it all.", asked_date=TODAY, made_at=NOW, **own,
    )  # fmt: skip


def plant_a_plan(setting: Setting, own: dict[str, object]) -> None:
    """Give a child a plan that names a school, and a place there."""
    plan = Plan.objects.create(state="IN_FORCE", start_date=date(2025, 1, 5), **own)
    PlanVersion.objects.create(
        plan=plan, number=1, status="FINAL", issued_date=date(2025, 1, 5), setting=setting, **own
    )
    Placement.objects.create(setting=setting, entry_date=date(2025, 1, 5), **own)


def wait_lists(area) -> tuple[Service, Service]:
    """Make two lists of two teams at which nobody of the cast works."""
    teams = [body("TRUST", f"{name} team", area) for name in ("Doctors", "Feelings")]
    doctors, feelings = (
        Service.objects.create(area=area, pathway=way, name=f"List {way}", team=team)
        for way, team in zip(("community-paediatrics", "mental-health"), teams, strict=True)
    )
    return doctors, feelings


def plant_a_wait(
    word: Callable[[str], str], services: tuple[Service, Service], own: dict[str, object]
) -> None:
    """Plant the canaries of one referral: its reason, what was told and noted, the home it kept."""
    doctors, feelings = services
    row = Referral.objects.create(
        service=doctors, stage="WAITING", received_date=date(2026, 1, 5), reason=word("Canreason"),
        referrer=word("Canreferrer"), home=word("CANLOC1"), decile=2, **own,
    )  # fmt: skip
    hung = {"referral": row, **own}
    Update.objects.create(
        told_date=TODAY, told_by="school", distress="2-MUCH", safety="1-SOME",
        words=word("Canwords"), **hung,
    )  # fmt: skip
    SupportContact.objects.create(
        contact_date=TODAY, which="start", channel="phone", note=word("Cannote"), **hung
    )
    Equipment.objects.create(kind="chair", hold_up=word("Canholdup"), **hung)
    Transfer.objects.create(
        to_service=feelings, asked_date=TODAY, reason=word("Canhandover"), **hung
    )


def addresses(children: list[int]) -> list[str]:
    """Return the address of every route; of those about a child, one for each of these."""
    return [
        reverse(name, args=[child_id if each == "SAM" else each for each in row.arguments])
        for name, row in MATRIX.items()
        for child_id in (children if "SAM" in row.arguments else children[:1])
    ]


PUBLIC = ("/static/", "/accounts/", "/rules/", "/components/")


def kind_of(address: str) -> str:
    """Name a page by its path and the parameters given, so that each kind is read once."""
    path, _, query = address.partition("?")
    return f"{path}?{sorted(part.partition('=')[0] for part in query.split('&') if part)}"


def words_of(answer: HttpResponse) -> str:
    """Return what can be read of an answer: a page's text, or a PDF's."""
    if answer.get("Content-Type", "").startswith("application/pdf"):
        pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
        return " ".join(page.extract_text() for page in pages)
    return answer.content.decode()


def crawl(client: Client, children: list[int]) -> str:
    """Return the text of every page that can be reached, by address or by link.

    Pages that are the same for everybody are left out: the rules, and the gallery of components.
    """
    waiting, seen, read = ["/", *addresses(children)], set(), []
    enough = 2 * len(waiting)
    while waiting:
        address = waiting.pop()
        if kind_of(address) in seen or address.startswith(PUBLIC):
            continue
        seen.add(kind_of(address))
        answer = client.get(address)
        text = words_of(answer)
        read.append(text)
        if answer.status_code == 302:
            waiting.append(answer.url)
        waiting += [link.replace("&amp;", "&") for link in LINK.findall(text)]
        assert len(seen) < enough, "the crawl does not end"
    for given in ({"name": "sam"}, {"name": "invented"}):
        read.append(client.post(reverse("desk:find"), given).content.decode())
    return "\n".join(read)


@pytest.fixture
def planted(sam):
    """The three children's numbers, by the mark of their canaries."""
    return STANDING.lent("planted")


@pytest.fixture(scope="module")
def was_read() -> dict[str, str]:
    """All that each persona could read, by persona, as far as it has been read."""
    return {}


@pytest.fixture
def seen_by(planted, cast, was_read):
    """Return which canaries of one of the children a persona sees, on any page."""

    def seen(who: str, mark: str) -> set[str]:
        if who not in was_read:
            client = Client()
            if who != "visitor":
                backend = "django.contrib.auth.backends.ModelBackend"
                client.force_login(getattr(cast, who), backend=backend)
            was_read[who] = crawl(client, list(planted.values()))
        return {canary for canary in EVERY if said(canary, mark) in was_read[who]}

    return seen


def predicted(who: str, without: frozenset[FieldClass] = frozenset()) -> set[str]:
    if who in ("privacy_officer", "parent"):
        return set(SEARCH_SHOWS)
    return {canary for each in PREDICTED[who] - without for canary in CANARIES[each]}


@pytest.mark.parametrize("who", PERSONAS)
def test_each_persona_sees_exactly_what_the_policy_predicts(seen_by, who):
    assert seen_by(who, PLAIN) == predicted(who)


@pytest.mark.parametrize("who", PERSONAS)
def test_a_restricted_place_is_seen_by_nobody_but_its_holders(seen_by, who):
    expected = predicted(who, frozenset() if who == "senco" else frozenset({F.LOCATION}))
    assert seen_by(who, RESTRICTED) == expected - {"CANLOC1", "Canary Lane"}


@pytest.mark.parametrize("who", PERSONAS)
def test_a_sealed_record_is_seen_by_nobody_who_is_not_named(seen_by, who):
    assert seen_by(who, SEALED) == set()


def test_what_is_sealed_is_there_for_those_who_are_named(planted, cast, areas, as_service):
    SealHolder.objects.create(
        area=areas.derbyshire, child_id=planted[SEALED], user=cast.officer, from_date=STARTED
    )
    client = Client()
    client.force_login(cast.officer, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("desk:record", args=[planted[SEALED]])).content.decode()
    assert {said(canary, SEALED) in page for canary in ("Canopenname", "CANPROF1")} == {True}
