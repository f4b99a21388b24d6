"""Restricted locations and sealed records (trust rules 16 to 18 and 21)."""

from __future__ import annotations

from datetime import date

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from goldenthread.access import asking
from goldenthread.access.models import User
from goldenthread.access.rules import NotAllowed, NotFound, Permission
from goldenthread.audit.models import AuditRow
from goldenthread.audit.rules import FieldClass
from goldenthread.people import commands, queries, vault
from goldenthread.people.models import Adult, AdultLink, Child, RestrictedLocation
from goldenthread.people.scanning import contacts_of

from .conftest import STARTED, TODAY, child

CANARY = "12 Canaryelm Walk"


def restrict(by, child, holders, **what):
    asked = {"places": {"school": "Larkfield Academy"}, "team": "the safeguarding team"} | what
    with asking.stated(by):
        return commands.restrict_location(
            child_id=child.pk,
            holders=[user.pk for user in holders],
            reason="Refuge",
            by=by,
            on=TODAY,
            **asked,
        )


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def hidden(cast, officer, sam, as_service):
    """Sam, whose address only the manager may see."""
    with asking.stated(officer):
        commands.correct_details(child_id=sam.pk, changes={"address": CANARY}, by=officer, on=TODAY)
    restrict(officer, sam, [cast.manager])
    asking.state(as_service)
    sam.refresh_from_db()
    return sam


class TestRestrictLocation:
    def test_moves_the_address_into_the_one_encrypted_table(self, hidden):
        assert (hidden.address, hidden.postcode, hidden.location_restricted) == ("", "", True)
        kept = bytes(RestrictedLocation.objects.get().sealed_text)
        assert b"Canaryelm" not in kept
        assert vault.decrypt(kept) == {
            "address": CANARY,
            "postcode": "DE0 0AA",
            "school": "Larkfield Academy",
        }

    def test_leaves_it_in_no_other_column_of_any_table(self, hidden):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                " AND table_type = 'BASE TABLE' AND table_name ~"
                " '^(people|access|audit|timeline|files|pghistory)_'"
            )
            tables = [name for (name,) in cursor.fetchall()]
            holding = []
            for name in tables:
                cursor.execute(f"SELECT count(*) FROM {name} t WHERE t::text LIKE '%%Canaryelm%%'")
                holding += [name] if cursor.fetchone() != (0,) else []
        assert "people_childevent" in tables
        assert holding == []

    def test_a_named_holder_reads_it_and_that_is_audited(self, cast, hidden, asker_of):
        by = asker_of(cast.manager)
        with asking.stated(by):
            assert queries.location_of(hidden.pk, by=by, on=TODAY)["address"] == CANARY
        asking.state(asking.service("test", [830]))
        row = AuditRow.objects.get(purpose="location-opened")
        assert (row.user_id, row.classes) == (cast.manager.pk, ["location"])

    @pytest.mark.parametrize(
        ("who", "problem"),
        [
            ("officer", "Restricted: ask the safeguarding team"),
            ("dco", "Restricted: ask the safeguarding team"),
            ("senco", "Restricted: ask the safeguarding team"),
            ("privacy_officer", "permission"),
        ],
    )
    def test_others_are_told_whom_to_ask(self, cast, hidden, asker_of, who, problem):
        by = asker_of(getattr(cast, who))
        with pytest.raises(NotAllowed, match=problem), asking.stated(by):
            queries.location_of(hidden.pk, by=by, on=TODAY)

    def test_the_class_leaves_the_reach_of_all_but_holders(self, cast, hidden, asker_of):
        reach = {}
        for who in ("officer", "manager"):
            by = asker_of(getattr(cast, who))
            with asking.stated(by):
                got = queries.get_child(hidden.pk, by=by, to=Permission.CHILD_VIEW, on=TODAY)
            reach[who] = FieldClass.LOCATION in got.classes_in_reach
        assert reach == {"officer": False, "manager": True}

    def test_an_address_found_elsewhere_is_not_written_over_it(self, officer, hidden):
        with pytest.raises(commands.WrongDetail, match="restricted"), asking.stated(officer):
            commands.correct_details(
                child_id=hidden.pk, changes={"postcode": "ZZ1 4QX"}, by=officer, on=TODAY
            )

    def test_a_new_place_replaces_the_old_one(self, cast, officer, hidden, asker_of):
        restrict(officer, hidden, [cast.dco], places={"address": "1 Newcanary Row"})
        by = asker_of(cast.dco)
        with asking.stated(by):
            assert queries.location_of(hidden.pk, by=by, on=TODAY) == {"address": "1 Newcanary Row"}
        with pytest.raises(NotAllowed), asking.stated(asker_of(cast.manager)):
            queries.location_of(hidden.pk, by=asker_of(cast.manager), on=TODAY)

    def test_a_hidden_parents_contacts_are_taken_too_and_the_childs_own(
        self, cast, officer, sam, asker_of
    ):
        with asking.stated(officer):
            link = commands.link_adult(
                child_id=sam.pk,
                relationship="Mother",
                name="Alex Madeup",
                contacts={"phone": "07700900123", "address": CANARY},
                by=officer,
                on=TODAY,
            )
        restrict(officer, sam, [cast.manager], adult_id=link.adult_id, places={})
        by = asker_of(cast.manager)
        with asking.stated(by):
            adult = Adult.objects.get(pk=link.adult_id)
            found = queries.location_of(sam.pk, by=by, on=TODAY, adult_id=adult.pk)
        assert (adult.phone, adult.address) == ("", "")
        assert found == {"phone": "07700900123", "address": CANARY, "postcode": "DE0 0AA"}

    @pytest.mark.parametrize(
        "what",
        [{"team": " "}, {"review_date": date(2027, 5, 23)}, {"adult_id": 999_999}],
    )
    def test_is_refused_without_a_team_a_review_or_the_right_adult(self, cast, officer, sam, what):
        with pytest.raises(commands.WrongRestriction):
            restrict(officer, sam, [cast.manager], **what)

    def test_needs_holders_with_open_accounts(self, cast, officer, sam):
        User.objects.filter(pk=cast.manager.pk).update(is_active=False)
        for holders in ([], [cast.manager]):
            with pytest.raises(commands.WrongRestriction):
                restrict(officer, sam, holders)

    def test_is_lifted_by_a_holder_only_and_puts_nothing_back(
        self, cast, officer, hidden, asker_of
    ):
        with pytest.raises(NotAllowed), asking.stated(officer):
            commands.lift_location(child_id=hidden.pk, by=officer, on=TODAY)
        by = asker_of(cast.manager)
        with asking.stated(by):
            done = commands.lift_location(child_id=hidden.pk, by=by, on=TODAY)
        assert (done.location_restricted, done.address) == (False, "")

    def test_without_a_key_nothing_is_restricted_by_halves(self, cast, officer, sam, settings):
        settings.LOCATION_KEYS = []
        with pytest.raises(vault.NoKey, match="GOLDENTHREAD_LOCATION_KEYS"):
            restrict(officer, sam, [cast.manager])
        with asking.stated(officer):
            assert Child.objects.get(pk=sam.pk).postcode == "DE0 0AA"


class TestThoseWhoLiveWithAHiddenChild:
    """Their address is the child's; a telephone and an email lead there."""

    CONTACTS = {"phone": "07700900123", "email": "alex@example.invalid", "address": CANARY}

    @pytest.fixture
    def home(self, sam, as_service):
        def living(child=sam, adult=None, **facts):
            adult = adult or Adult.objects.create(
                area=child.area, name="Alex Madeup", invented=True, **self.CONTACTS
            )
            return AdultLink.objects.create(
                area=child.area, child=child, adult=adult, relationship="mother",
                from_date=STARTED, **facts,
            )  # fmt: skip

        return living

    @pytest.fixture
    def lift(self, cast, asker_of, as_service):
        def lifted(child):
            by = asker_of(cast.manager)
            with asking.stated(by):
                commands.lift_location(child_id=child.pk, by=by, on=TODAY)
            asking.state(as_service)

        return lifted

    def reached(self, link):
        link.adult.refresh_from_db()
        return {name: getattr(link.adult, name) for name in self.CONTACTS}

    @pytest.mark.parametrize("lives", ["YES", "UNKNOWN", "NO"])
    def test_no_plain_column_says_how_to_reach_them(
        self, cast, officer, sam, home, lives, as_service
    ):
        link = home(lives_with=lives)
        restrict(officer, sam, [cast.manager])
        asking.state(as_service)
        hidden = lives != "NO"
        assert self.reached(link) == (dict.fromkeys(self.CONTACTS, "") if hidden else self.CONTACTS)
        found = contacts_of([(sam.pk, link.adult_id)], on=TODAY)[(sam.pk, link.adult_id)]
        assert (found.email, found.hidden) == ("alex@example.invalid", hidden)
        restrict(officer, sam, [cast.manager])  # judged again: nothing of it is lost
        asking.state(as_service)
        again = contacts_of([(sam.pk, link.adult_id)], on=TODAY)[(sam.pk, link.adult_id)]
        assert again == found

    def test_what_was_taken_stays_when_they_are_restricted_themselves(
        self, cast, officer, sam, home, as_service
    ):
        link = home(lives_with="YES")
        restrict(officer, sam, [cast.manager])
        restrict(officer, sam, [cast.manager], adult_id=link.adult_id, places={})
        asking.state(as_service)
        found = contacts_of([(sam.pk, link.adult_id)], on=TODAY)[(sam.pk, link.adult_id)]
        assert (found.email, found.phone, found.hidden) == (
            "alex@example.invalid", "07700900123", True,
        )  # fmt: skip

    def test_lifting_gives_them_back_so_that_no_notice_is_lost(
        self, cast, officer, sam, home, lift, as_service
    ):
        link = home(lives_with="YES")
        restrict(officer, sam, [cast.manager])
        lift(sam)
        assert self.reached(link) == self.CONTACTS

    def test_not_while_they_live_with_another_child_who_is_hidden(
        self, cast, officer, sam, areas, home, lift, as_service
    ):
        sister = child(areas.derbyshire, "H-9", "Sis", "Invented")
        link = home(lives_with="YES")
        home(sister, link.adult, lives_with="YES")
        restrict(officer, sam, [cast.manager])
        restrict(officer, sister, [cast.manager])
        lift(sam)
        assert self.reached(link) == dict.fromkeys(self.CONTACTS, "")
        key = (sister.pk, link.adult_id)
        assert contacts_of([key], on=TODAY)[key].email == "alex@example.invalid"
        lift(sister)
        assert self.reached(link) == self.CONTACTS


class TestFreeText:
    def test_stops_a_place_and_says_what_to_do_whoever_writes(self, officer, hidden):
        with asking.stated(officer):
            with pytest.raises(queries.NamesAPlace) as problem:
                queries.check_free_text("Seen at 12 canaryelm walk.", hidden, on=TODAY)
            assert "canaryelm" not in str(problem.value).lower()
            queries.check_free_text("Seen at home and settled.", hidden, on=TODAY)

    def test_lets_anything_be_written_of_a_child_who_is_not_restricted(self, officer, sam):
        with asking.stated(officer):
            queries.check_free_text("Lives at ZZ1 4QX, 07700 900123.", sam, on=TODAY)


class TestVault:
    def test_a_new_key_reads_the_old_and_the_old_can_then_go(self, settings):
        old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
        settings.LOCATION_KEYS = [old]
        token = vault.encrypt({"address": CANARY})
        settings.LOCATION_KEYS = [new, old]
        again = vault.recode(token)
        settings.LOCATION_KEYS = [new]
        assert vault.decrypt(again) == {"address": CANARY}
        with pytest.raises(vault.Unreadable):
            vault.decrypt(token)

    def test_what_is_not_a_key_is_said_to_be_none(self, settings):
        settings.LOCATION_KEYS = ["not-a-key"]
        with pytest.raises(vault.NoKey):
            vault.encrypt({})


class TestSealRecord:
    def seal(self, by, child, *holders):
        with asking.stated(by):
            return commands.seal_record(
                child_id=child.pk, holders=[h.pk for h in holders], by=by, on=TODAY
            )

    def view(self, user, child, asker_of):
        by = asker_of(user)
        with asking.stated(by):
            return queries.get_child(child.pk, by=by, to=Permission.CHILD_VIEW, on=TODAY)

    def test_only_the_named_open_it_and_nobody_finds_it(self, cast, officer, sam, asker_of):
        self.seal(officer, sam, cast.manager)
        assert self.view(cast.manager, sam, asker_of).pk == sam.pk
        for who in (cast.officer, cast.dco, cast.senco, cast.psychologist):
            with pytest.raises(NotFound):
                self.view(who, sam, asker_of)
        for who in (cast.officer, cast.manager):
            by = asker_of(who)
            with asking.stated(by):
                assert queries.find_children(by=by, name="invented").total == 0

    def test_three_at_most_and_one_at_least(self, cast, officer, sam):
        for holders in ([], [cast.manager, cast.dco, cast.officer, cast.senco]):
            with pytest.raises(commands.WrongRestriction):
                self.seal(officer, sam, *holders)

    def test_only_a_holder_names_others_in_their_place(self, cast, officer, sam, asker_of):
        self.seal(officer, sam, cast.manager)
        with pytest.raises(NotFound):
            self.seal(officer, sam, cast.officer)
        self.seal(asker_of(cast.manager), sam, cast.officer)
        assert self.view(cast.officer, sam, asker_of).pk == sam.pk
        with pytest.raises(NotFound):
            self.view(cast.manager, sam, asker_of)

    def test_stays_sealed_when_the_child_moves(self, cast, sam, asker_of, officer):
        self.seal(officer, sam, cast.manager)
        by = asker_of(cast.manager)
        with asking.stated(by):
            moved = commands.move_child(child_id=sam.pk, to_area_id=831, by=by, on=TODAY)
        with pytest.raises(NotFound):
            self.view(cast.city_officer, moved, asker_of)
