"""A code by post ties an account to a child, once; whoever guesses learns nothing (rule 15)."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from axes.models import AccessLog
from django.test import Client
from django.urls import reverse
from tests.pages import family_world as world
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access import asking
from goldenthread.access.models import Tie, User
from goldenthread.access.rules import TieKind
from goldenthread.audit.models import AuditRow
from goldenthread.people.commands import restrict_location
from goldenthread.people.models import Adult, AdultLink, CodeTry, LinkCode
from goldenthread.people.rules import (
    CODE_LENGTH,
    CODE_LETTERS,
    new_code,
    shown_code,
    typed_code,
)

from .conftest import STARTED, TODAY, child

NO_GOOD = "That code does not work. Check each letter, or ask us for a new one."
TOO_MANY = "There were too many wrong codes. Wait one hour, then try again."
SHOWN = re.compile(r'class="gt-code">([A-Z0-9-]+)<')
NEW = {
    "name": "Mum Invented", "email": "mum@example.invalid",
    "password": "three-words-work-well", "again": "three-words-work-well",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def kit(as_service, areas, cast):
    return child(areas.derbyshire, "C-1", "Kit", "Invented", address="1 Canary Lane")


@pytest.fixture
def link(kit):
    adult = Adult.objects.create(
        area=kit.area, name="Mum Invented", address="1 Canary Lane", postcode="DE5 1CC",
        invented=True,
    )  # fmt: skip
    return AdultLink.objects.create(
        area=kit.area, child=kit, adult=adult, relationship="mother", from_date=STARTED,
        **world.FULL,
    )  # fmt: skip


def sent(cast, kit, link) -> str:
    """Send a code as the officer does, and read it off the letter."""
    arguments = [kit.pk, link.pk] if link else [kit.pk]
    name = "desk:family-code" if link else "desk:family-own-code"
    address = reverse(name, args=arguments)
    answer = world.signed_in(cast.officer).post(address, {"checked": "tax bill seen"})
    text = answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    found = SHOWN.search(text)
    assert found is not None, text_of(text)
    return found[1]


def told_to_privacy(cast) -> list[str]:
    """Return of whom the privacy officer reads that codes were tried until they were stopped."""
    client = world.signed_in(cast.privacy_officer)
    text = text_of(client.get(reverse("desk:privacy"), {"show": "odd"}).content.decode())
    rows = list(text.split("Typed five wrong codes within an hour")[:-1])
    return [each.rstrip().splitlines()[-1].strip() for each in rows]


def ties(user) -> list[Tie]:
    """Return an account's ties, whoever asked for a page last."""
    asking.state(asking.service("test", [830, 831]))
    return list(Tie.objects.filter(user=user))


def use(user, code):
    return world.signed_in(user).post(reverse("family:code"), {"code": code})


def join(code, **more):
    return Client().post(reverse("family:join"), NEW | {"code": code} | more)


class TestACode:
    def test_is_of_letters_nobody_takes_for_others(self):
        made = new_code()
        assert len(made) == CODE_LENGTH
        assert set(made) <= set(CODE_LETTERS)
        assert not set(CODE_LETTERS) & set("0O1IL5S2Z8BUV")
        assert len({new_code() for _ in range(200)}) == 200

    def test_is_read_however_it_is_typed(self):
        made = new_code()
        assert typed_code(shown_code(made)) == made
        assert typed_code(f" {made.lower()} ") == made

    def test_stands_in_the_letter_with_the_address_and_nowhere_else(self, kit, link, cast):
        code = sent(cast, kit, link)
        kept = LinkCode.objects.get()
        assert typed_code(code) not in str(vars(kept))
        assert kept.address_checked == "tax bill seen"
        assert kept.sent_by_post_id == cast.officer.posts.get().pk
        again = world.signed_in(cast.officer).get(reverse("desk:family", args=[kit.pk]))
        assert code not in again.content.decode()

    def test_is_not_sent_where_there_is_no_address(self, kit, link, cast):
        Adult.objects.update(address="")
        address = reverse("desk:family-code", args=[kit.pk, link.pk])
        answer = world.signed_in(cast.officer).post(address, {"checked": "seen"})
        assert "There is no address on record for them." in answer.content.decode()
        assert not LinkCode.objects.exists()

    def test_says_how_the_address_is_known_or_is_not_sent(self, kit, link, cast):
        address = reverse("desk:family-code", args=[kit.pk, link.pk])
        world.signed_in(cast.officer).post(address, {"checked": " "})
        assert not LinkCode.objects.exists()


class TestUsing:
    def test_ties_the_account_and_the_adult_and_is_written_down(self, kit, link, cast):
        code, mum = sent(cast, kit, link), world.account("Mum Invented")
        assert use(mum, code).status_code == 302
        assert [one.kind for one in ties(mum)] == [TieKind.PARENT]
        link.refresh_from_db()
        assert (link.adult.user_id, link.checked_by_post_id) == (
            mum.pk, cast.officer.posts.get().pk,
        )  # fmt: skip
        assert AuditRow.objects.filter(child_id=kit.pk, purpose="account-linked").exists()
        page = world.signed_in(mum).get(reverse("family:home"), follow=True)
        assert "Kit" in page.content.decode()

    def test_a_second_click_is_the_same_and_a_second_person_is_refused(self, kit, link, cast):
        code, mum = sent(cast, kit, link), world.account("Mum Invented")
        assert use(mum, code).status_code == 302
        assert use(mum, code).status_code == 302
        assert len(ties(mum)) == 1
        other = world.account("Other Invented")
        assert NO_GOOD in use(other, code).content.decode()
        assert not ties(other)

    @pytest.mark.parametrize("how", ["expired", "cancelled", "replaced", "ended", "sealed"])
    def test_one_sentence_for_every_code_that_does_not_work(self, kit, link, cast, how):
        code, mum = sent(cast, kit, link), world.account("Mum Invented")
        made = LinkCode.objects.get()
        if how == "expired":
            LinkCode.objects.update(ends_at=made.sent_at)
        elif how == "cancelled":
            address = reverse("desk:family", args=[kit.pk])
            world.signed_in(cast.officer).post(address, {"act": "cancel-code", "id": made.pk})
        elif how == "replaced":
            sent(cast, kit, link)
        elif how == "ended":
            AdultLink.objects.update(to_date=TODAY - timedelta(days=1))
        else:
            kit.sealed = True
            kit.save()
        wrong, unknown = use(mum, code), use(mum, "AAAA-CCCC-DDDD")
        assert NO_GOOD in wrong.content.decode()
        told = [text_of(each.content.decode()) for each in (wrong, unknown)]
        assert told[0] == told[1]
        assert not ties(mum)

    def test_five_wrong_codes_stop_even_the_right_one_for_an_hour(self, kit, link, cast):
        code, mum = sent(cast, kit, link), world.account("Mum Invented")
        for _ in range(5):
            assert NO_GOOD in use(mum, "AAAA-CCCC-DDDD").content.decode()
        assert TOO_MANY in use(mum, code).content.decode()
        assert told_to_privacy(cast) == ["Mum Invented"]
        CodeTry.objects.update(at=CodeTry.objects.latest("at").at - timedelta(minutes=61))
        assert use(mum, code).status_code == 302

    def test_the_childs_own_code_opens_their_own_page(self, kit, link, cast):
        code, themself = sent(cast, kit, None), world.account("Kit Themself")
        assert use(themself, code).status_code == 302
        assert [one.kind for one in ties(themself)] == [TieKind.YOUNG_PERSON]

    def test_a_parent_does_not_become_the_child_with_the_childs_code(self, kit, link, cast):
        mum = world.account("Mum Invented")
        use(mum, sent(cast, kit, link))
        assert NO_GOOD in use(mum, sent(cast, kit, None)).content.decode()
        assert len(ties(mum)) == 1

    def test_an_adult_who_has_an_account_gets_no_second_one(self, kit, link, cast):
        use(world.account("Mum Invented"), sent(cast, kit, link))
        address = reverse("desk:family-code", args=[kit.pk, link.pk])
        answer = world.signed_in(cast.officer).post(address, {"checked": "seen"})
        assert "They have an account already." in answer.content.decode()


class TestWhereTheAddressIsRestricted:
    """Who may know the place hands the code over; nobody else learns that there is one."""

    PLACE = "9 Canhidden Court"

    @pytest.fixture
    def hidden(self, kit, link, cast, asker_of):
        by = asker_of(cast.officer)
        with asking.stated(by):
            restrict_location(
                child_id=kit.pk, adult_id=link.adult_id, places={"address": self.PLACE},
                holders=[cast.manager.pk], team="the access team", reason="Canwhy", by=by, on=TODAY,
            )  # fmt: skip
        return link

    def page(self, user, link, **given):
        address = reverse("desk:family-code", args=[link.child_id, link.pk])
        client = world.signed_in(user)
        return client.post(address, given) if given else client.get(address)

    def test_a_holder_gets_a_letter_with_no_place_on_it(self, hidden, cast):
        asked = self.page(cast.manager, hidden).content.decode()
        assert "the code goes through your hands" in asked
        answer = self.page(cast.manager, hidden, how="In person", checked="met on 4 November")
        text = answer.content.decode()
        assert SHOWN.search(text)
        for place in (self.PLACE, "Canary Lane", "DE5 1CC", "Canwhy"):
            assert place not in asked + text
        letter = text[text.index("gt-letter") : text.index("</section>")]
        assert "the access team" not in letter
        assert "Kit" not in letter
        assert LinkCode.objects.get().address_checked == "In person: met on 4 November"
        row = AuditRow.objects.filter(purpose="code-sent").latest("pk")
        assert row.child_id == hidden.child_id

    def test_it_opens_the_account_like_any_other(self, hidden, cast):
        answer = self.page(cast.manager, hidden, how="Envelope", checked="met on 4 November")
        code = SHOWN.search(answer.content.decode())[1]
        assert join(code).url == reverse("family:home")

    def test_anybody_else_is_told_whom_to_ask_and_no_more_than_of_one_with_no_address(
        self, hidden, cast
    ):
        bare = Adult.objects.create(area=hidden.area, name="Bare Invented", invented=True)
        other = AdultLink.objects.create(
            area=hidden.area, child_id=hidden.child_id, adult=bare, relationship="mother",
            from_date=STARTED, **world.FULL,
        )  # fmt: skip
        told = [
            text_of(self.page(cast.officer, each).content.decode()).replace(each.adult.name, "-")
            for each in (hidden, other)
        ]
        assert told[0] == told[1]
        assert "Ask the access team." in told[0]
        assert "<form" not in self.page(cast.officer, hidden).content.decode().split("<main")[1]
        forced = self.page(cast.officer, hidden, how="In person", checked="met on 4 November")
        assert not SHOWN.search(forced.content.decode())
        assert not LinkCode.objects.exists()

    def test_a_place_written_as_proof_is_stopped(self, hidden, cast):
        answer = self.page(cast.manager, hidden, how="In person", checked="met at DE5 1CC")
        assert "This names an address and a postcode" in answer.content.decode()
        assert not LinkCode.objects.exists()

    def test_the_childs_own_goes_the_same_way(self, hidden, cast):
        address = reverse("desk:family-own-code", args=[hidden.child_id])
        given = {"how": "In person", "checked": "met on 4 November"}
        for user, works in ((cast.officer, False), (cast.manager, True)):
            text = world.signed_in(user).post(address, given).content.decode()
            assert bool(SHOWN.search(text)) is works
            assert self.PLACE not in text


class TestJoining:
    def test_the_holder_of_a_code_opens_an_account_and_is_on_their_page(self, kit, link, cast):
        answer = join(sent(cast, kit, link))
        assert answer.url == reverse("family:home")
        made = User.objects.get(email=NEW["email"])
        assert made.check_password(NEW["password"])
        assert made.invented
        assert [one.child_id for one in ties(made)] == [kit.pk]

    def test_nobody_without_a_code_gets_one_and_nothing_is_told(self, kit, link, cast):
        world.account("Taken Name")
        for email in ("new@example.invalid", "taken.name@example.invalid"):
            answer = join("AAAA-CCCC-DDDD", email=email)
            assert NO_GOOD in answer.content.decode()
        assert not User.objects.filter(email="new@example.invalid").exists()

    def test_wrong_codes_from_one_place_are_bounded(self, kit, link, cast):
        code = sent(cast, kit, link)
        for _ in range(5):
            join("AAAA-CCCC-DDDD")
        assert TOO_MANY in join(code).content.decode()
        assert told_to_privacy(cast) == ["Not known"]
        assert "127.0.0.1" not in CodeTry.objects.latest("at").place

    def test_an_email_that_has_an_account_is_told_to_sign_in_by_the_holder_alone(
        self, kit, link, cast
    ):
        taken = world.account("Taken Name")
        answer = join(sent(cast, kit, link), email=taken.email)
        assert "That email has an account here." in answer.content.decode()
        assert not ties(taken)

    def test_what_was_typed_stays_but_for_the_password(self, kit, link, cast):
        answer = join("AAAA-CCCC-DDDD", again="another").content.decode()
        assert "The two passwords are not the same." in answer
        assert NEW["email"] in answer
        assert NEW["password"] not in answer

    def test_a_double_click_opens_one_account(self, kit, link, cast):
        code = sent(cast, kit, link)
        assert join(code).status_code == join(code).status_code == 302
        assert User.objects.filter(email=NEW["email"]).count() == 1

    @pytest.mark.parametrize("name", ["family:join"])
    def test_it_reads_at_grade_five(self, db, name):
        text = Client().get(reverse(name)).content.decode()
        assert page_grade(text) <= 5
        assert sentence_length(text_of(text)) <= 15


class TestTheAccount:
    def test_shows_each_sign_in_and_what_did_not_work_and_no_place(self, kit, link, cast):
        mum = world.account("Mum Invented")
        AccessLog.objects.create(
            username=mum.email, user_agent="Mozilla/5.0 (iPhone)", ip_address="192.0.2.7"
        )
        AccessLog.objects.create(username="other@example.invalid", user_agent="Windows")
        text = world.signed_in(mum).get(reverse("family:account")).content.decode()
        assert "A phone." in text_of(text)
        assert "A computer." not in text_of(text)
        assert "192.0.2.7" not in text
        assert page_grade(text) <= 5

    def test_a_page_of_codes_reads_at_grade_five(self, db):
        mum = world.account("Mum Invented")
        text = world.signed_in(mum).get(reverse("family:code")).content.decode()
        assert page_grade(text) <= 5


class TestComingBack:
    def test_whoever_opened_an_account_can_sign_in_again(self, kit, link, cast, settings):
        """With a password and a second factor, as on a real service: no email stands between."""
        join(sent(cast, kit, link))
        settings.TESTING = False
        made = User.objects.get(email=NEW["email"])
        User.objects.filter(pk=made.pk).update(invented=False)
        secret = totp.generate_totp_secret()
        totp.TOTP.activate(made, secret)
        client = Client()
        given = {"login": NEW["email"], "password": NEW["password"]}
        answer = client.post("/accounts/login/", given)
        assert answer.url == reverse("mfa_authenticate")
        code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
        client.post(answer.url, {"code": code})
        page = client.get(reverse("family:where", args=[kit.pk]))
        assert page.status_code == 200
