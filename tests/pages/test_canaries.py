"""The canary test (trust rule 5): as every persona, every page that can be reached is read, and the
protected strings seen must be exactly those that the policy predicts."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pypdf
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from goldenthread.access.models import Tie
from goldenthread.audit.rules import FieldClass
from goldenthread.contact.models import Complaint, InformationRequest, Stage
from goldenthread.heard.models import Remark
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import Adult, AdultLink, CommunicationNeed, LocationHolder
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

from .conftest import NOW, STARTED, TODAY, body
from .test_route_matrix import MATRIX, PERSONAS

F = FieldClass
LINK = re.compile(r'href="(/[^"#]*)')
# One made-up string for each protected class, planted in a field of that class.
CANARIES: dict[FieldClass, tuple[str, ...]] = {
    F.OPEN_TO_FAMILY: ("Canopenname", "Canaryneed"),
    F.PROFESSIONAL: ("CANPROF1", "Canreason", "Canreferrer", "Canwords", "Cannote"),
    F.LOCATION: ("CANLOC1", "Canary Lane", "Canary School"),
    F.THIRD_PARTY: ("Canthird Adult", "Canthird Complainer"),
    F.STAFF_ONLY: ("Canstaff Team",),
    F.RESTRICTED: ("Canrestricted order", "Canrestricted reason"),
}

# On no page of anybody but the list's own teams, and the named readers of what families wrote.
NOWHERE = ("Canholdup", "Canhandover", "Canremark")
EVERY = (*(canary for found in CANARIES.values() for canary in found), *NOWHERE)

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


@pytest.fixture
def planted(as_service, areas, cast, bodies, sam):
    """Plant the canaries about one child of Derbyshire."""
    school = bodies.setting
    school.name = "Canary School"
    school.save()
    sam.known_as, sam.local_id, sam.upn = "Canopenname", "CANPROF1", ""
    sam.postcode, sam.address = "CANLOC1", "1 Canary Lane"
    sam.social_care_team = "Canstaff Team"
    sam.save()
    own = {"area": areas.derbyshire, "child": sam}
    adult = Adult.objects.create(area=areas.derbyshire, name="Canthird Adult", invented=True)
    AdultLink.objects.create(
        adult=adult,
        relationship="mother",
        court_order="Canrestricted order",
        restriction_reason="Canrestricted reason",
        restriction_owner_post_id=1,
        restriction_review_date=TODAY + timedelta(days=30),
        from_date=STARTED,
        **own,
    )
    CommunicationNeed.objects.create(kind="LANGUAGE", detail="Canaryneed", from_date=STARTED, **own)
    complaint = Complaint.objects.create(
        reference="CANA-RYCC", sort="COUNCIL", state="OPEN", name="Canthird Complainer",
        words="Canthird Complainer is unhappy.", made_at=NOW, **own,
    )  # fmt: skip
    Stage.objects.create(complaint=complaint, number=1, received_date=TODAY, **own)
    InformationRequest.objects.create(
        reference="CANA-RYRR", right="OWN", state="OPEN", name="Canthird Asker",
        words="Canthird Asker wants it all.", asked_date=TODAY, made_at=NOW, **own,
    )  # fmt: skip
    plan = Plan.objects.create(state="IN_FORCE", start_date=date(2025, 1, 5), **own)
    PlanVersion.objects.create(
        plan=plan, number=1, status="FINAL", issued_date=date(2025, 1, 5), setting=school, **own
    )
    Placement.objects.create(setting=school, entry_date=date(2025, 1, 5), **own)
    record(
        K.REQUEST_RECEIVED,
        area_id=830,
        child_id=sam.pk,
        case_type="assessment",
        case_id=1,
        on=date(2026, 9, 28),
        by=as_service,
        at=NOW,
    )
    Remark.objects.create(
        area=areas.derbyshire, survey="yearly", step="YEAR", language="en-gb",
        month=date(2026, 3, 1), words="Canremark",
    )  # fmt: skip
    plant_a_wait(own)
    return sam


def plant_a_wait(own) -> None:
    """Plant the canaries of one referral: its reason, what was told and noted, the home it kept."""
    teams = [body("TRUST", f"{name} team", own["area"]) for name in ("Doctors", "Feelings")]
    doctors, feelings = (
        Service.objects.create(area=own["area"], pathway=way, name=f"List {way}", team=team)
        for way, team in zip(("community-paediatrics", "mental-health"), teams, strict=True)
    )
    row = Referral.objects.create(
        service=doctors, stage="WAITING", received_date=date(2026, 1, 5), reason="Canreason",
        referrer="Canreferrer", home="CANLOC1", decile=2, **own,
    )  # fmt: skip
    hung = {"referral": row, **own}
    Update.objects.create(
        told_date=TODAY, told_by="school", distress="2-MUCH", safety="1-SOME", words="Canwords",
        **hung,
    )  # fmt: skip
    SupportContact.objects.create(
        contact_date=TODAY, which="start", channel="phone", note="Cannote", **hung
    )
    Equipment.objects.create(kind="chair", hold_up="Canholdup", **hung)
    Transfer.objects.create(to_service=feelings, asked_date=TODAY, reason="Canhandover", **hung)


def addresses(child_id: int) -> list[str]:
    return [
        reverse(name, args=[child_id if each == "SAM" else each for each in row.arguments])
        for name, row in MATRIX.items()
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


def crawl(client: Client, child_id: int) -> str:
    """Return the text of every page that can be reached, by address or by link.

    Pages that are the same for everybody are left out: the rules, and the gallery of components.
    """
    waiting, seen, read = ["/", *addresses(child_id)], set(), []
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
        assert len(seen) < 2 * len(MATRIX), "the crawl does not end"
    for given in ({"name": "sam"}, {"name": "invented"}):
        read.append(client.post(reverse("desk:find"), given).content.decode())
    return "\n".join(read)


def seen_by(who: str, cast, child_id: int) -> set[str]:
    client = Client()
    if who != "visitor":
        client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
    text = crawl(client, child_id)
    return {canary for canary in EVERY if canary in text}


def predicted(who: str, without: frozenset[FieldClass] = frozenset()) -> set[str]:
    if who in ("privacy_officer", "parent"):
        return set(SEARCH_SHOWS)
    return {canary for each in PREDICTED[who] - without for canary in CANARIES[each]}


@pytest.mark.parametrize("who", PERSONAS)
def test_each_persona_sees_exactly_what_the_policy_predicts(planted, cast, who):
    assert seen_by(who, cast, planted.pk) == predicted(who)


@pytest.mark.parametrize("who", PERSONAS)
def test_a_restricted_place_is_seen_by_nobody_but_its_holders(planted, cast, areas, who):
    planted.location_restricted, planted.address, planted.postcode = True, "", ""
    planted.save()
    # The school's own people know where the child is: they are its holders.
    LocationHolder.objects.create(
        area=areas.derbyshire, child=planted, user=cast.senco, from_date=STARTED
    )
    holder = who == "senco"
    expected = predicted(who, frozenset() if holder else frozenset({F.LOCATION}))
    assert seen_by(who, cast, planted.pk) == expected - {"CANLOC1", "Canary Lane"}


@pytest.mark.parametrize("who", PERSONAS)
def test_a_sealed_record_is_seen_by_nobody_who_is_not_named(planted, cast, who):
    planted.sealed = True
    planted.save()
    Tie.objects.filter(child=planted, kind="PARENT").delete()
    assert seen_by(who, cast, planted.pk) == set()
