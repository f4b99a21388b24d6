"""The doors opened lately, tried by whoever should not get through them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.pages import family_world as world
from tests.pages.test_family_adults import CARER, add, told
from tests.pages.test_family_codes import NEW
from tests.pages.test_heard_links import adult as somebody
from tests.pages.test_heard_links import drafted, round_of
from tests.pages.test_navigators import act, asked, client_of, met, team
from tests.pages.test_sign_in import code, quick_passwords, secret, sign_in, user
from tests.reading_grade import text_of

from goldenthread.access import asking
from goldenthread.contact.commands import receive_text
from goldenthread.contact.models import Contact, Message
from goldenthread.contact.rules import HIDDEN_SENDER
from goldenthread.contact.rules.texts import Text
from goldenthread.law.calendar import add_months
from goldenthread.navigators import commands as navigators
from goldenthread.navigators.rules import Change, Ending, Felt
from goldenthread.people.commands import restrict_location
from goldenthread.people.models import Adult, AdultLink
from goldenthread.voice.rules import Theme

from .conftest import NOW, TODAY, child
from .contact_world import mum

__all__ = ["act", "asked", "drafted", "mum", "quick_passwords", "secret", "team", "user"]
PLACE = {"address": "7 Hidden Row", "postcode": "ZZ7 7ZZ", "phone": "01632 960 777"}


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def kit(as_service, areas, cast):
    return child(areas.derbyshire, "N-1", "Kit", "Invented")


@pytest.fixture
def hidden(kit, cast, asker_of):
    by = asker_of(cast.officer)
    with asking.stated(by):
        restrict_location(
            child_id=kit.pk, places=PLACE, holders=[cast.manager.pk], team="the access team",
            reason="She fled", by=by, on=TODAY,
        )  # fmt: skip
    kit.refresh_from_db()
    return kit


@pytest.fixture
def desk(cast):
    return world.signed_in(cast.officer)


class TestAddingAnAdultToAHiddenChild:
    @pytest.mark.parametrize(
        "given",
        [
            {"name": "Wren of ZZ7 7ZZ"},
            {"name": "Wren on 01632 960 777"},
            {"address": "Flat 2\n7 Hidden Row"},
        ],
    )
    def test_no_part_of_the_place_is_kept_in_plain(self, desk, hidden, given):
        apart = {"lives_with": "NO", "address": "", "postcode": "", "phone": "", "email": ""}
        text = told(add(desk, hidden, **(apart | given)))
        assert "This names a" in text or "This address cannot be kept here" in text
        assert not AdultLink.objects.filter(child=hidden).exists()

    def test_nobody_with_an_address_in_plain_comes_to_live_with_them(self, desk, hidden, areas):
        gran = Adult.objects.create(
            area=hidden.area, name="Wren Invented", address="2 Open Road", invented=True
        )
        given = {"person": str(gran.pk), "address": "", "postcode": "", "phone": "", "email": ""}
        assert "is restricted" in told(add(desk, hidden, **given))
        assert add(desk, hidden, **(given | {"lives_with": "NO"})).status_code == 302
        link = AdultLink.objects.get(child=hidden)
        page = reverse("desk:family-adult", args=[hidden.pk, link.pk])
        said = {key: CARER[key] for key in CARER if key.startswith(("may_", "gets", "par", "resp"))}
        assert "is restricted" in told(desk.post(page, said | {"lives_with": "YES"}))

    def test_no_officer_reads_the_address_they_live_at_on_the_page_of_a_code(
        self, desk, hidden, cast
    ):
        link = world.make_family(hidden, world.account("Mum Invented"))
        Adult.objects.filter(pk=link.adult_id).update(user=None, address="9 Secret Mews")
        page = reverse("desk:family-code", args=[hidden.pk, link.pk])
        for reader in (desk, world.signed_in(cast.manager)):
            assert "Secret Mews" not in reader.get(page).content.decode()
            assert "Secret Mews" not in reader.post(page, {"checked": "x"}).content.decode()
        AdultLink.objects.filter(pk=link.pk).update(lives_with="NO")
        assert "Secret Mews" in desk.get(page).content.decode()

    def test_a_surname_alone_lists_nobody(self, desk, kit):
        Adult.objects.create(area=kit.area, name="Someone Else Invented", invented=True)
        assert "Someone Else" not in add(desk, kit, act="check", name="Invented").content.decode()


class TestAnAdultWhoWasRestrictedToTheEnd:
    """What stopped somebody seeing a child is not undone by entering them a second time."""

    @pytest.fixture
    def dad(self, kit):
        link = world.make_family(kit, world.account("Dad Invented"), **world.RESTRICTED)
        AdultLink.objects.filter(pk=link.pk).update(to_date=TODAY - timedelta(days=30))
        return link

    @staticmethod
    def given(person):
        contacts = dict.fromkeys(("email", "phone", "address", "postcode"), "")
        return contacts | {"name": "Mr dad invented", "relationship": "father", "person": person}

    def test_the_check_names_it_and_why_is_told_to_nobody(self, desk, kit, dad):
        text = text_of(add(desk, kit, act="check", **self.given("")).content.decode())
        assert "Dad Invented, mother, was restricted when their link ended on" in text
        assert "no notices, no plan and no place" in text
        assert "No notice and no letter" in text
        assert "Yes: Dad Invented" in text  # found, though in no child's life now
        assert "Court order" not in text

    @pytest.mark.parametrize("same", [True, False], ids=["the same person", "said to be new"])
    def test_they_start_as_they_ended_until_somebody_else_lifts_it(
        self, desk, kit, dad, cast, areas, same
    ):
        given = self.given(str(dad.adult_id) if same else "new")
        for _ in range(2):  # a double click
            assert add(desk, kit, **given).status_code == 302
        link = AdultLink.objects.exclude(pk=dad.pk).get(child=kit)
        kept = {name: getattr(link, name) for name in world.RESTRICTED if "restriction" in name}
        assert kept == {name: world.RESTRICTED[name] for name in kept}
        assert {link.may_see_plan, link.may_see_location, link.gets_notices} == {"NO"}
        page = reverse("desk:family-adult", args=[kit.pk, link.pk])
        facts = {
            key: CARER[key] for key in CARER if key.startswith(("may_", "gets", "par", "resp"))
        }
        facts |= {"lives_with": "NO"}
        assert "They were restricted before you added them" in told(desk.post(page, facts))
        assert world.signed_in(cast.manager).post(page, facts).status_code == 302
        link.refresh_from_db()
        assert (link.restriction_reason, link.may_see_plan) == ("", "YES")

    def test_what_was_lifted_before_the_end_comes_back_for_nobody(self, desk, kit, dad):
        world_of = {"restriction_reason": "", "may_see_plan": "YES"}
        AdultLink.objects.filter(pk=dad.pk).update(**world_of)
        given = self.given(str(dad.adult_id))
        assert "was restricted" not in add(desk, kit, act="check", **given).content.decode()
        assert add(desk, kit, **given).status_code == 302
        assert AdultLink.objects.exclude(pk=dad.pk).get(child=kit).may_see_plan == "YES"

    def test_a_review_that_has_passed_is_set_anew(self, desk, kit, dad):
        AdultLink.objects.filter(pk=dad.pk).update(restriction_review_date=TODAY)
        assert add(desk, kit, **self.given(str(dad.adult_id))).status_code == 302
        made = AdultLink.objects.exclude(pk=dad.pk).get(child=kit)
        assert made.restriction_review_date == add_months(TODAY, 6)


class TestWrongCodesFromOneHome:
    def test_five_stop_it_whichever_of_its_addresses_they_come_from(self, kit):
        def tried(address):
            sent = {**NEW, "code": "AAAA-CCCC-DDDD"}
            return Client(REMOTE_ADDR=address).post(reverse("family:join"), sent).content.decode()

        for number in range(5):
            assert "too many" not in tried(f"2001:db8:1:2::{number}")
        assert "too many wrong codes" in tried("2001:db8:1:2:ffff::9")
        assert "too many wrong codes" not in tried("2001:db8:1:3::9")


class TestWhoIsToBeRung:
    @pytest.mark.parametrize("how", ["sealed", "closed", "ended", "restricted", "no notices"])
    def test_nobody_stands_there_who_may_not_be_asked_any_more(
        self,
        drafted,
        as_service,
        cast,
        how,
    ):
        link = somebody(drafted, "Ria Invented", "text", needs="PHONE_ONLY")
        round_of(as_service)
        page = reverse("heard:paper", args=["derbyshire"])
        desk = world.signed_in(cast.officer)
        assert "Ria Invented" in text_of(desk.get(page).content.decode())
        with asking.stated(as_service):
            if how == "sealed":
                type(drafted).objects.filter(pk=drafted.pk).update(sealed=True)
            elif how == "closed":
                type(drafted).objects.filter(pk=drafted.pk).update(closed_date=TODAY)
            elif how == "ended":
                AdultLink.objects.filter(pk=link.pk).update(to_date=TODAY - timedelta(days=1))
            else:
                facts = world.RESTRICTED if how == "restricted" else {"gets_notices": "NO"}
                AdultLink.objects.filter(pk=link.pk).update(**facts)
        assert "Ria Invented" not in text_of(desk.get(page).content.decode())


class TestACodeOfAnApp:
    def test_opens_once_even_when_the_memory_of_one_process_is_lost(self, user, secret):
        now = code(secret)
        for opened in (True, False):
            client = Client()
            sign_in(client)
            cache.clear()
            answer = client.post("/accounts/2fa/authenticate/", {"code": now})
            assert (answer.status_code == 302) is opened


class TestWhatANavigatorWrote:
    @pytest.fixture
    def told(self, asked, act, team):
        case = asked()
        met(act, team, case, next_action="Ring Canary Elm School")
        act(team.nav, navigators.say_what_changed, case.pk, kind=Change.UNBLOCKED,
            words="A place at Canary Elm School")  # fmt: skip
        return case

    def test_no_school_and_no_answer_of_another_reaches_who_must_not_know(
        self, told, sam, mum, as_service
    ):
        page = reverse("family:navigator", args=[sam.pk])
        assert client_of(mum).post(page, {"felt": Felt.YES}).status_code == 302
        assert "Canary Elm" in client_of(mum).get(page).content.decode()
        asking.state(as_service)
        dad = world.account("Dad Invented")
        world.make_family(sam, dad, relationship="father", **world.BARRED)
        seen = client_of(dad).get(page).content.decode()
        assert "Canary Elm" not in seen
        assert " checked" not in seen

    def test_a_navigator_opens_no_page_once_it_has_ended(self, told, act, team):
        page = reverse("navigators:case", args=[told.pk])
        assert client_of(team.nav).get(page).status_code == 200
        act(team.nav, navigators.end, told.pk, ending=Ending.DONE)
        assert client_of(team.nav).get(page).status_code == 404


class TestANumberInHiding:
    def test_no_officer_reads_it_whether_it_is_matched_or_not(self, hidden, cast, as_service):
        asking.state(as_service)
        text = Text(
            id="t1", number="+441632960777", words="Please help", reference="", sent_at=None
        )
        kept = receive_text(text, area_id=hidden.area_id, by=as_service, at=NOW)
        officer = world.signed_in(cast.officer)
        pages = [reverse("contact:inbox"), reverse("contact:one", args=[kept.pk])]
        for matched in (False, True):
            asking.state(as_service)
            if matched:
                Message.objects.update(child=hidden)
                Contact.objects.update(child=hidden, sender_name="")
                pages.append(reverse("contact:child", args=[hidden.pk]))
            for page in pages:
                seen = text_of(officer.get(page).content.decode())
                assert "1632960777" not in seen
            assert HIDDEN_SENDER in text_of(officer.get(pages[1]).content.decode())


class TestOddNumbersAndWords:
    @pytest.mark.parametrize("files", ["9" * 5_000, "9" * 30, "\u0663"])
    def test_a_files_number_that_is_none_breaks_nothing(self, sam, mum, files):
        page = reverse("family:say-one", args=[sam.pk, next(iter(Theme))])
        answer = world.signed_in(mum).post(page, {"words": "Trains", "files": files})
        assert answer.status_code in (200, 302)

    def test_a_directory_asked_for_a_nul_answers(self, db):
        page = reverse("directory:api-list", args=["services"])
        assert Client().get(f"{page}?search=%00").json()["contents"] == []
