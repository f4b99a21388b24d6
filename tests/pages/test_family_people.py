"""Every kind of family, page by page: the strings each sees are those the rules predict
(trust rules 5, 11 to 17, 24 to 27)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.pages import family_world as world
from tests.reading_grade import text_of

from goldenthread.access import asking
from goldenthread.access.models import Tie
from goldenthread.access.rules import TieKind
from goldenthread.contact.models import Complaint, Contact, Message, Stage
from goldenthread.family.urls import urlpatterns
from goldenthread.law.events import EventKind as K
from goldenthread.people import vault
from goldenthread.people.models import (
    Adult,
    AdultLink,
    CapacityDecision,
    CommunicationNeed,
    Mandate,
    ParentAccess,
    RestrictedLocation,
    ViewLimitRequest,
)
from goldenthread.people.standing import rights_are_own
from goldenthread.voice.models import PrivateSaying, Saying, Unsent

from .conftest import NOW, STARTED, TODAY, child

# Every address of the family's door, so that a new page is crawled without being listed here.
PAGES = tuple(
    f"family:{each.name}" for each in urlpatterns if set(each.pattern.converters) == {"child_id"}
)
OWN_PAGES = tuple(
    f"family:{each.name}"
    for each in urlpatterns
    if not each.pattern.converters and each.name not in ("home", "join")
)
# What an address names besides a child: one of them is tried for each.
SAYINGS = (("family:say-one", "likes"), ("family:say-one", "family-story"),
           ("family:delivery-sheet", "csv"))  # fmt: skip
ELSEWHERE = {
    "home",
    "join",
    "message",
    "complaint",
    "say-one",
    "delivery-sheet",
}  # crawled by hand below
# One thing each, of one family: tried with its own data in the tests named.
BY_NUMBER = {
    "letter": "test_family_letters", "letter-pdf": "test_family_letters",
    "heard-stop": "test_heard_links", "heard-link": "test_heard_pages",
    "heard-asked": "test_heard_pages",
    "heard-year": "test_heard_pages", "heard-did": "test_heard_pages",
    "wait-tell": "test_family_waits",
}  # fmt: skip
LOOKED_FROM = "Derbyshire County Council"  # a body's name is a place: who may know it reads it
CANARIES = ("Canelder", "Canyounger", "Canloc Lane", "CANLOC1", "Canmumwords", "Candadwords",
            "Canchildwords", "Canprivate", "Canorder", "Canadult", "Canreason", "Canasked",
            "Canevidence", "Canpaper", "Canteam", "Canunsent", "canmail", "Canmessage",
            "Hidden Canplace", "Cancomplaint", LOOKED_FROM)  # fmt: skip


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


def tie(one, user, kind, **dates):
    return Tie.objects.create(
        area=one.area, child=one, kind=kind, user=user, from_date=STARTED, **dates
    )


def said(one, user, words, **more):
    return Saying.objects.create(
        area=one.area, child=one, words=words, said_at=NOW, said_by=user,
        **({"whose": "FAMILY", "theme": "family-story"} | more),
    )  # fmt: skip


@pytest.fixture
def family(as_service, areas, cast):
    """Two sisters and three adults: a mother of both, the elder's father, the younger's stepfather.

    The father has parental responsibility for the elder alone, and may not learn where she is. A
    foster carer has the younger in the week; a worker of the advice service has their mandate.
    """
    elder = child(areas.derbyshire, "T-1", "Canelder", "Invented", address="1 Canloc Lane",
                  postcode="CANLOC1")  # fmt: skip
    younger = child(areas.derbyshire, "T-2", "Canyounger", "Invented", address="1 Canloc Lane")
    names = ("mother", "father", "stepfather", "foster", "worker", "herself", "separated",
             "grandmother", "restricted", "guardian", "council")  # fmt: skip
    who = SimpleNamespace(**{name: world.account(f"Canadult {name}") for name in names})
    mother = world.make_family(elder, who.mother)
    world.make_family(younger, who.mother, adult=mother.adult)
    world.make_family(elder, who.father, relationship="father",
                      **{**world.BARRED, "court_order": "Canorder"})  # fmt: skip
    world.make_family(younger, who.stepfather, relationship="stepfather",
                      parental_responsibility="NO", may_see_plan="YES")  # fmt: skip
    world.make_family(younger, who.foster, relationship="foster carer", lives_with="YES",
                      may_see_plan="YES", may_see_location="YES")  # fmt: skip
    world.make_family(elder, who.separated, relationship="father",
                      **{**world.FULL, "lives_with": "NO"})  # fmt: skip
    world.make_family(elder, who.grandmother, relationship="grandmother", gets_notices="YES")
    world.make_family(elder, who.restricted, relationship="stepmother", **world.RESTRICTED)
    world.make_family(younger, who.guardian, relationship="special guardian", **world.FULL)
    world.make_family(younger, who.council, relationship="social worker for the council",
                      **{**world.FULL, "lives_with": "NO"})  # fmt: skip
    tie(elder, who.worker, TieKind.MANDATE, to_date=TODAY + timedelta(days=30))
    Mandate.objects.create(
        area=elder.area, child=elder, user=who.worker, given_by=mother.adult, may_see_plan=True,
        from_date=STARTED, to_date=TODAY + timedelta(days=30),
    )  # fmt: skip
    tie(elder, who.herself, TieKind.YOUNG_PERSON)
    said(elder, who.mother, "Canmumwords")
    said(elder, who.father, "Candadwords")
    said(elder, who.mother, "Canchildwords", whose="CHILD", theme="likes")
    PrivateSaying.objects.create(
        area=elder.area, child=elder, words="Canprivate", said_at=NOW, said_by=who.herself
    )
    kept_from_everybody(elder, mother, who)
    for one in (elder, younger):
        world.signed_in(cast.officer).get(reverse("desk:record", args=[one.pk]))
        asking.state(as_service)
        world.asked(one, as_service, 55, TODAY)
        CommunicationNeed.objects.create(
            area=one.area, child=one, kind="LANGUAGE", detail="Canneed", from_date=STARTED
        )
    return SimpleNamespace(elder=elder, younger=younger, link=mother, **vars(who))


def kept_from_everybody(one, mother, who) -> None:
    """Plant what no page of the family's door may ever show to anybody but those it is of."""
    RestrictedLocation.objects.create(
        area=one.area, child=one, adult=mother.adult, from_date=STARTED, reason="Canreason",
        sealed_text=vault.encrypt({"address": "Hidden Canplace"}), review_date=TODAY,
    )  # fmt: skip
    one.social_care_team = "Canteam"
    one.save()
    Adult.objects.filter(user=who.father).update(email="canmail@example.invalid")
    AdultLink.objects.filter(adult__user=who.stepfather).update(
        restriction_reason="Canreason", restriction_owner_post_id=1, restriction_review_date=TODAY
    )
    ViewLimitRequest.objects.create(
        area=one.area, child=one, words="Canasked", asked_date=TODAY, due_date=TODAY
    )
    CapacityDecision.objects.create(
        area=one.area, child=one, decision="BUDGET", able=True, assessed_date=STARTED,
        assessor="Canadult", evidence="Canevidence", review_date=TODAY + timedelta(days=9),
    )  # fmt: skip
    Mandate.objects.update(evidence="Canpaper")
    Unsent.objects.create(
        area=one.area, child=one, user=who.mother, form="say/likes", kept_at=NOW,
        typed={"words": "Canunsent"},
    )  # fmt: skip
    complaint = Complaint.objects.create(
        area=one.area, child=one, reference="C-RYCC", sort="COUNCIL", state="OPEN",
        user=who.father, name="A father", words="Cancomplaint", made_at=NOW,
    )  # fmt: skip
    Stage.objects.create(
        area=one.area, child=one, complaint=complaint, number=1, received_date=TODAY
    )
    contact = Contact.objects.create(
        area=one.area, child=one, reference="C-1", kind="QUESTION", channel="PORTAL",
        state="OPEN", received_date=TODAY, received_at=NOW, sender_user=who.father,
    )  # fmt: skip
    Message.objects.create(
        area=one.area, child=one, contact=contact, way="IN", channel="PORTAL", at=NOW,
        author_user=who.father, words="Canmessage",
    )  # fmt: skip


def seen(user, *children) -> set[str]:
    """Return the canaries met on every page of these children that opens, and at home."""
    client = world.signed_in(user)
    texts = [client.get(reverse("family:home"), follow=True).content.decode()]
    texts += [client.get(reverse(name)).content.decode() for name in OWN_PAGES]
    asking.state(asking.service("test", [830, 831]))
    for contact in list(Contact.objects.values_list("pk", flat=True)):
        texts.append(client.get(reverse("family:message", args=[contact])).content.decode())
        asking.state(asking.service("test", [830, 831]))
    for complaint in list(Complaint.objects.values_list("pk", flat=True)):
        texts.append(client.get(reverse("family:complaint", args=[complaint])).content.decode())
    for one in children:
        texts += [client.get(reverse(name, args=[one.pk])).content.decode() for name in PAGES]
        texts += [
            client.get(reverse(name, args=[one.pk, which])).content.decode()
            for name, which in SAYINGS
        ]
    text = "\n".join(texts).replace(user.name, "")  # one's own name
    return {canary for canary in CANARIES if canary in text}


PREDICTED = {
    # her own draft that she has not sent is hers alone
    "mother": {"Canelder", "Canyounger", "Canmumwords", "Canchildwords", "Canunsent", LOOKED_FROM},
    # barred: no place, and so no body's name
    "father": {"Canelder", "Candadwords", "Canchildwords", "Canmessage", "Cancomplaint"},
    # lives elsewhere and is not barred: all that is the child's, and nothing of the other adults
    "separated": {"Canelder", "Canchildwords", LOOKED_FROM},
    "grandmother": {"Canelder"},  # dates alone: nobody recorded that she may see more
    "restricted": set(),
    "stepfather": {"Canyounger"},
    "foster": {"Canyounger", LOOKED_FROM},
    "guardian": {"Canyounger", LOOKED_FROM},
    "council": {"Canyounger", LOOKED_FROM},
    # the mandate lets her see the plan, and not speak: "say it" is not hers to read
    "worker": {"Canelder"},
    # her own pages say "you", and never her name
    "herself": {"Canchildwords", "Canprivate", "Canasked", LOOKED_FROM},
}


@pytest.mark.parametrize("who", PREDICTED)
def test_each_of_the_family_sees_exactly_what_is_theirs(family, who):
    assert seen(getattr(family, who), family.elder, family.younger) == PREDICTED[who]


def test_every_address_of_the_door_is_crawled_or_tried_elsewhere():
    named = {each.name for each in urlpatterns}
    crawled = {name.partition(":")[2] for name in (*PAGES, *OWN_PAGES)} | ELSEWHERE
    assert crawled | set(BY_NUMBER) == named
    here = Path(__file__).parent
    for name, file in BY_NUMBER.items():
        assert f"family:{name}" in (here / f"{file}.py").read_text(), name


def test_no_address_can_hold_a_childs_name():
    """Numbers, and short words of our own: nothing that somebody typed (rule 22)."""
    for each in urlpatterns:
        kinds = {type(one).__name__ for one in each.pattern.converters.values()}
        assert kinds <= {"IntConverter", "SlugConverter", "StringConverter"}
        if "StringConverter" in kinds:
            assert each.name in ("heard-link", "heard-stop")  # a one-use code


def test_no_page_of_the_door_names_the_child_in_its_title_and_each_has_a_way_out(family):
    client = world.signed_in(family.mother)
    addresses = [reverse(name) for name in OWN_PAGES]
    addresses += [reverse(name, args=[family.elder.pk]) for name in PAGES]
    addresses.append(reverse("family:say-one", args=[family.elder.pk, "likes"]))
    opened = 0
    for address in addresses:
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        opened += 1
        text = answer.content.decode()
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.DOTALL)[1]
        assert "Canelder" not in title, address
        assert "Invented" not in title, address
        assert "Exit this page" in text or address.startswith("/heard/"), address
    assert opened >= len(OWN_PAGES) + 9


def test_a_barred_parent_learns_no_place_on_any_page(family):
    client = world.signed_in(family.father)
    for name in PAGES:
        text = client.get(reverse(name, args=[family.elder.pk])).content.decode()
        assert "Canloc" not in text, name
        assert "CANLOC1" not in text, name
        assert "Derbyshire" not in text, name


def status(user, one, name="family:where") -> int:
    return world.signed_in(user).get(reverse(name, args=[one.pk])).status_code


@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_child_answers_on_every_page_as_no_child_does(family, method):
    """The same status, the same words and the same number of statements: nothing to time."""
    client = world.signed_in(family.stepfather)
    client.get(reverse(PAGES[0], args=[987_654_320]))  # how they read is looked up once a visit
    told = []
    for number in (family.elder.pk, 987_654_321):
        answers = []
        for name in PAGES:
            with CaptureQueriesContext(connection) as asked:
                answer = getattr(client, method)(reverse(name, args=[number]))
            words = text_of(answer.content.decode())
            answers.append((name, answer.status_code, words, len(asked)))
        told.append(answers)
    differ = [pair for pair in zip(*told, strict=True) if pair[0] != pair[1]]
    assert not differ
    assert {status for _, status, _, _ in told[0]} <= {404, 405}


def test_one_fathers_child_is_not_the_others_to_know_of(family):
    assert status(family.father, family.younger) == 404
    assert status(family.stepfather, family.elder) == 404


class TestMandates:
    def test_end_with_their_last_day(self, family):
        Mandate.objects.update(to_date=TODAY - timedelta(days=1))
        assert status(family.worker, family.elder) == 403

    def test_reach_no_further_than_whoever_gave_them(self, family):
        AdultLink.objects.filter(pk=family.link.pk).update(may_see_plan="NO")
        assert status(family.worker, family.elder, "family:draft") == 403
        AdultLink.objects.filter(pk=family.link.pk).update(to_date=TODAY - timedelta(days=1))
        assert status(family.worker, family.elder) == 403

    def test_speak_only_where_it_is_said_that_they_may(self, family):
        assert status(family.worker, family.elder, "family:say") == 403
        Mandate.objects.update(may_speak=True)
        assert status(family.worker, family.elder, "family:say") == 200


class TestRightsThatPassed:
    @pytest.fixture
    def grown(self, family, as_service):
        """The elder is past the leaving date of her year; something happened since."""
        family.elder.birth_date = date(2010, 3, 1)
        family.elder.save()
        world.happened(
            family.elder, as_service, (K.ASSESSMENT_AGREED, TODAY - timedelta(days=3), {})
        )
        return family

    def news(self, family) -> bool:
        address = reverse("family:where", args=[family.elder.pk])
        text = world.signed_in(family.mother).get(address).content.decode()
        return "We said yes: we will assess." in text

    def said(self, family, answer, **more):
        ParentAccess.objects.create(
            area=family.elder.area, child=family.elder, adult=family.link.adult, answer=answer,
            from_date=TODAY, **more,
        )  # fmt: skip

    def test_nothing_new_until_the_young_person_has_spoken(self, grown):
        assert not self.news(grown)
        assert status(grown.mother, grown.elder, "family:say") == 403
        self.said(grown, "GIVEN")
        assert self.news(grown)

    def test_a_refusal_keeps_what_came_before(self, grown):
        self.said(grown, "REFUSED")
        assert status(grown.mother, grown.elder) == 200
        assert not self.news(grown)

    def test_a_decision_about_capacity_counts_for_its_own_decision_until_its_review(self, grown):
        common = {
            "area": grown.elder.area, "child": grown.elder, "able": False,
            "assessed_date": TODAY - timedelta(days=30), "assessor": "Dr Invented",
            "evidence": "asked twice, in pictures", "representative": grown.link.adult,
            "representing_as": "PARENT",
        }  # fmt: skip
        CapacityDecision.objects.create(
            decision="APPEALING", review_date=TODAY + timedelta(days=90), **common
        )
        assert not self.news(grown)
        made = CapacityDecision.objects.create(
            decision="SHARING", review_date=TODAY + timedelta(days=90), **common
        )
        assert self.news(grown)
        CapacityDecision.objects.filter(pk=made.pk).update(review_date=TODAY - timedelta(days=1))
        assert not self.news(grown)

    def test_the_young_person_sees_it_all(self, grown):
        address = reverse("family:where", args=[grown.elder.pk])
        text = world.signed_in(grown.herself).get(address).content.decode()
        assert "We said yes: we will assess." in text


@pytest.mark.parametrize(
    ("born", "last"),
    [
        (date(2010, 8, 31), date(2026, 6, 26)),
        (date(2010, 9, 1), date(2027, 6, 25)),
        (date(2011, 1, 15), date(2027, 6, 25)),
        (date(2012, 2, 29), date(2028, 6, 30)),
    ],
)
def test_rights_pass_on_the_day_after_the_leaving_date(born, last):
    one = SimpleNamespace(birth_date=born)
    assert not rights_are_own(one, last)
    assert rights_are_own(one, last + timedelta(days=1))
    assert not rights_are_own(SimpleNamespace(birth_date=None), last)
