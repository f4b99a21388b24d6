"""Emergency access asked for on a page, said on every page, and reviewed; odd access settled."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from goldenthread.access import asking, commands, queries
from goldenthread.access.models import Alert, BrokenGlass, Post, Tie
from goldenthread.access.rules import GlassReason, Role, TieKind
from goldenthread.audit import commands as audit
from goldenthread.audit.models import AuditRow

from .conftest import NOW, STARTED, TODAY, child, person
from .staff_pages import gather, same_for_all, signed_in, stop_clock, text, words

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
EMERGENCY, PRIVACY = reverse("desk:emergency"), reverse("desk:privacy")
REASON = "Found alone at the station tonight."
WHY = {"reason_type": "SAFEGUARDING", "reason": REASON}
BY_NUMBER = {"area": "830", "local_id": "D-1", "record": "", **WHY}
BANNER = "Emergency access to one record until 10:30; it is being reviewed."


@pytest.fixture(autouse=True)
def clock(monkeypatch, db):
    return stop_clock(monkeypatch, NOW)


@pytest.fixture
def city_manager(bodies, cast):
    """A manager of the other area, who reaches no child of this one."""
    return person("CityManager", Role.EHC_MANAGER, bodies.city)


@pytest.fixture
def manager(city_manager):
    return signed_in(city_manager)


@pytest.fixture
def ask(manager, as_service, sam):
    """Send the emergency form, and look at the rows as the tests' service again."""

    def send(given, act=""):
        answer = manager.post(EMERGENCY, {**given, "act": act})
        asking.state(as_service)
        return answer

    return send


class TestEmergency:
    def test_explains_what_happens_before_it_asks(self, manager):
        shown = words(manager.get(EMERGENCY))
        for told in ("read that one record, and change nothing", "60 minutes", "told at once"):
            assert told in shown

    def test_opens_the_record_once_the_answers_are_checked(self, ask, manager, sam):
        checked = words(ask(BY_NUMBER))
        assert "Area Derbyshire" in checked
        assert "The privacy officer is told at once" in checked
        assert "Sam" not in checked
        assert not BrokenGlass.objects.exists()
        opened = ask(BY_NUMBER, "do")
        assert opened.url == reverse("desk:thread", args=[sam.pk])
        glass = BrokenGlass.objects.get()
        assert (glass.child_id, glass.reason, glass.opened_at) == (sam.pk, REASON, NOW)
        assert Alert.objects.filter(kind="GLASS_BROKEN").count() == 2
        assert "Sam" in words(manager.get(opened.url))

    def test_opens_by_the_record_number_too(self, ask, sam):
        given = {**BY_NUMBER, "area": "", "local_id": "", "record": str(sam.pk)}
        assert "Record number" in words(ask(given))
        assert ask(given, "do").url == reverse("desk:thread", args=[sam.pk])

    def test_sent_twice_opens_once_and_alerts_once(self, ask, sam, clock):
        for _ in range(2):
            assert ask(BY_NUMBER, "do").url == reverse("desk:thread", args=[sam.pk])
            clock.at += MINUTE
        assert BrokenGlass.objects.count() == 1
        assert Alert.objects.count() == 2

    def test_closes_after_an_hour_and_can_be_asked_for_again(self, ask, manager, sam, clock):
        address = ask(BY_NUMBER, "do").url
        clock.at = NOW + 59 * MINUTE
        assert manager.get(address).status_code == 200
        clock.at = NOW + 60 * MINUTE
        closed = manager.get(address)
        assert closed.status_code == 404
        assert "Emergency access to" not in words(closed)
        assert ask(BY_NUMBER, "do").status_code == 302
        assert BrokenGlass.objects.count() == 2

    def test_a_wrong_number_and_a_sealed_record_are_answered_alike(self, ask, areas, sam):
        sealed = child(areas.derbyshire, "D-9", "Sealed", "Invented", sealed=True)
        given = {**BY_NUMBER, "local_id": "D-9"}
        missing = {**BY_NUMBER, "local_id": "D-8"}
        first, second = ask(given, "do"), ask(missing, "do")
        assert (first.status_code, second.status_code) == (404, 404)
        assert "No such record." in words(first)
        assert same_for_all(first).replace("D-9", "D-8") == same_for_all(second)
        by_pk = {**BY_NUMBER, "area": "", "local_id": ""}
        sealed_pk = ask({**by_pk, "record": str(sealed.pk)}, "do")
        no_pk = ask({**by_pk, "record": "99999999"}, "do")
        typed = (f'value="{sealed.pk}"', 'value="99999999"')
        assert same_for_all(sealed_pk).replace(*typed) == same_for_all(no_pk)
        assert not BrokenGlass.objects.exists()

    def test_a_refusal_is_written_down_as_one(self, ask, city_manager, areas):
        sealed = child(areas.derbyshire, "D-9", "Sealed", "Invented", sealed=True)
        ask({**BY_NUMBER, "local_id": "D-9"}, "do")
        row = AuditRow.objects.get(action="refused")
        assert (row.child_id, row.outcome, row.area_id) == (sealed.pk, "not-found", None)
        assert (row.user_id, row.route) == (city_manager.pk, "desk:emergency")

    def test_a_record_of_ones_own_area_opens_with_no_emergency(self, cast, sam, as_service):
        client = signed_in(cast.manager)
        answer = client.post(EMERGENCY, {**BY_NUMBER, "act": "do"})
        asking.state(as_service)
        assert answer.url == reverse("desk:thread", args=[sam.pk])
        assert not BrokenGlass.objects.exists()

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"reason": "too short"}, "in at least 20 characters"),
            ({"reason": " " * 30}, "Enter what has happened"),
            ({"reason_type": ""}, "Select why you need it now"),
            ({"local_id": ""}, "Enter one of the two numbers"),
            ({"record": "7"}, "Enter one of the two numbers, not both"),
            ({"area": ""}, "Select the area whose council gave the number"),
            ({"area": "999"}, "Select a valid choice"),
            ({"record": "seven", "local_id": ""}, "Enter a whole number"),
        ],
    )
    def test_refuses_with_a_sentence_and_keeps_what_was_typed(self, ask, given, told):
        for act in ("", "do"):
            answer = ask({**BY_NUMBER, **given}, act)
            assert "There is a problem" in words(answer)
            assert told in words(answer)
        if "reason" not in given:
            assert REASON in text(answer)
        assert not BrokenGlass.objects.exists()

    @pytest.mark.parametrize(
        "who", ["officer", "city_officer", "psychologist", "senco", "data_officer",
                "privacy_officer", "administrator", "commissioner", "parent", "stranger"],
    )  # fmt: skip
    def test_is_for_the_listed_posts(self, cast, sam, who, as_service):
        answer = signed_in(getattr(cast, who)).post(EMERGENCY, {**BY_NUMBER, "act": "do"})
        asking.state(as_service)
        assert answer.status_code == 403
        assert not BrokenGlass.objects.exists()


class TestBanner:
    def pages(self, sam):
        own = [reverse(f"desk:{name}", args=[sam.pk]) for name in ("thread", "record", "team")]
        refused = [reverse(f"desk:{name}", args=[sam.pk]) for name in ("documents", "looked")]
        others = [reverse(f"desk:{name}") for name in ("work", "find", "emergency", "rules")]
        return own + others + refused + ["/children/99999999/", reverse("ui:gallery")]

    def test_stands_on_every_page_even_a_refusal(self, ask, manager, sam):
        before = [manager.get(address) for address in self.pages(sam)]
        assert not any(BANNER in words(page) for page in before)
        ask(BY_NUMBER, "do")
        after = {address: words(manager.get(address)) for address in self.pages(sam)}
        assert [address for address, shown in after.items() if BANNER not in shown] == []

    def test_is_nobody_elses(self, ask, cast, sam):
        ask(BY_NUMBER, "do")
        page = signed_in(cast.officer).get(reverse("desk:thread", args=[sam.pk]))
        assert page.status_code == 200
        assert BANNER not in words(page)

    def test_names_no_child_and_counts_records(self, ask, manager, areas, clock):
        child(areas.derbyshire, "D-2", "Other", "Invented")
        ask(BY_NUMBER, "do")
        clock.at += MINUTE
        ask({**BY_NUMBER, "local_id": "D-2"}, "do")
        shown = words(manager.get(reverse("desk:rules")))
        assert "Emergency access to 2 records, the first until 10:30" in shown
        assert "Sam" not in shown

    def test_is_read_only(self, ask, manager, sam):
        ask(BY_NUMBER, "do")
        address = reverse("desk:documents", args=[sam.pk])
        assert manager.get(address).status_code == 403
        assert manager.post(address, {}).status_code == 403

    def test_when_the_audit_cannot_be_written_the_answer_is_still_503(
        self, ask, manager, sam, monkeypatch
    ):
        from django.db import DatabaseError

        address = ask(BY_NUMBER, "do").url

        def fails(*args):
            raise DatabaseError("no room")

        monkeypatch.setattr(audit, "write", fails)
        assert manager.get(address).status_code == 503


class TestOwnerIsTold:
    """Rule 37: the case's owner, or the managers where nobody owns it, until it is reviewed."""

    TOLD = "CityManager, EHC team manager, Derby City Council, opened one of your records"

    def work(self, user):
        return words(signed_in(user).get(reverse("desk:work")))

    def test_on_the_first_page_of_their_day(self, ask, cast, sam, areas, as_service, asker_of):
        Tie.objects.create(
            area=areas.derbyshire,
            child=sam,
            kind=TieKind.CASELOAD,
            post=Post.objects.get(user=cast.officer),
            from_date=STARTED,
        )
        assert self.TOLD not in self.work(cast.officer)
        ask(BY_NUMBER, "do")
        shown = self.work(cast.officer)
        assert f"{self.TOLD} in an emergency on Sun 22 Nov 2026 at 09:30." in shown
        assert self.TOLD not in self.work(cast.manager)
        assert self.TOLD not in self.work(cast.city_officer)
        reviewer = asker_of(cast.privacy_officer)
        asking.state(as_service)
        glass = BrokenGlass.objects.get()
        with asking.stated(reviewer):
            commands.review_glass(glass_id=glass.pk, finding="Right to.", by=reviewer, at=NOW)
        assert self.TOLD not in self.work(cast.officer)

    def test_or_the_managers(self, ask, cast):
        ask(BY_NUMBER, "do")
        assert self.TOLD in self.work(cast.manager)
        assert self.TOLD not in self.work(cast.officer)


# Reviews


@pytest.fixture
def officer(cast):
    return signed_in(cast.privacy_officer)


@pytest.fixture
def glass(city_manager, sam, asker_of, as_service):
    """Emergency access to Sam two days ago (so its review is overdue), and to another now."""

    def smash(child_id, at):
        by = queries.asker(city_manager, at)
        with asking.stated(by):
            commands.break_glass(
                child_id=child_id, reason_type=GlassReason.MEDICAL, reason=REASON, by=by, at=at
            )
        asking.state(as_service)
        return BrokenGlass.objects.get(child_id=child_id)

    other = child(sam.area, "D-2", "Other", "Invented")
    return SimpleNamespace(new=smash(other.pk, NOW), late=smash(sam.pk, NOW - 5 * DAY))


@pytest.fixture
def odd(cast, sam, as_service):
    """An alert that somebody opened a child of their own surname."""
    return Alert.objects.create(
        kind="OWN_SURNAME", area=sam.area, user=cast.officer,
        post=Post.objects.get(user=cast.officer), child_id=sam.pk, raised_at=NOW - DAY,
        facts={"children": 1, "for_role": "PRIVACY_OFFICER"},
    )  # fmt: skip


class TestLists:
    def test_say_when_there_is_nothing(self, officer):
        for show, told in (
            ("", "No emergency access waits to be reviewed."),
            ("odd", "Nothing odd has been noticed that is not settled."),
            ("reviewed", "No emergency access has been reviewed yet."),
            ("settled", "No alert has been settled yet."),
        ):
            assert told in words(officer.get(f"{PRIVACY}?show={show}"))

    def test_show_the_overdue_first_and_count_what_waits(self, officer, glass, odd):
        shown = words(officer.get(PRIVACY))
        assert "1 review overdue 2 emergencies to review 1 alert of odd access" in shown
        assert shown.index("Sam Invented") < shown.index("Other Invented")
        assert "Wed 18 Nov 2026 overdue" in shown
        assert "Mon 23 Nov 2026 overdue" not in shown
        assert "The child needs urgent medical care" in shown

    def test_show_odd_access_in_words(self, officer, odd):
        shown = words(officer.get(f"{PRIVACY}?show=odd"))
        assert "Opened the record of 1 child with their own surname" in shown
        assert "Officer EHC officer, Derbyshire County Council" in shown

    def test_leave_out_other_areas(self, bodies, glass, odd):
        theirs = signed_in(person("CityPrivacy", Role.PRIVACY_OFFICER, bodies.city))
        assert "No emergency access waits" in words(theirs.get(PRIVACY))
        assert theirs.get(reverse("desk:glass", args=[glass.new.pk])).status_code == 404
        assert theirs.get(reverse("desk:alert", args=[odd.pk])).status_code == 404

    def test_never_name_a_sealed_child(self, officer, glass, sam):
        sam.sealed = True
        sam.save(update_fields=["sealed"])
        for address in (PRIVACY, reverse("desk:glass", args=[glass.late.pk])):
            shown = words(officer.get(address))
            assert "Sam" not in shown
            assert "A child's record" in shown

    def test_show_the_senior_risk_owner_no_name_and_no_way_to_a_record(self, bodies, glass):
        siro = signed_in(person("Siro", Role.SIRO, bodies.county))
        assert siro.get("/").url == PRIVACY
        for address in (PRIVACY, reverse("desk:glass", args=[glass.late.pk])):
            shown = text(siro.get(address))
            assert "CityManager" in shown
            assert "Sam" not in shown
            assert "/looked/" not in shown

    def test_give_25_a_page(self, officer, cast, sam, as_service):
        Alert.objects.bulk_create(
            Alert(kind="MANY_CHILDREN", area=sam.area, user=cast.officer, raised_at=NOW,
                  facts={"children": number, "for_role": "PRIVACY_OFFICER"})
            for number in range(40, 70)
        )  # fmt: skip
        shown = words(officer.get(f"{PRIVACY}?show=odd&page=2"))
        assert "Showing 26 to 30 of 30 entries" in shown
        assert "Opened the records of 44 children in a short time" in shown


FINDING = "Right to: the child was found and is safe."


@pytest.fixture
def purposes(monkeypatch):
    caught = gather(monkeypatch)
    return lambda: [purpose for purpose, _ in caught]


class TestReview:
    @pytest.fixture
    def judge(self, officer, as_service):
        def send(address, finding=FINDING, act=""):
            answer = officer.post(address, {"finding": finding, "act": act})
            asking.state(as_service)
            return answer

        return send

    def test_of_an_emergency_is_kept_once_checked(self, judge, officer, glass, purposes, cast):
        address = reverse("desk:glass", args=[glass.late.pk])
        page = text(officer.get(address))
        assert REASON in page
        assert reverse("desk:looked", args=[glass.late.child_id]) in page
        assert FINDING in words(judge(address))
        glass.late.refresh_from_db()
        assert glass.late.reviewed_at is None
        assert judge(address, act="do").url == address
        glass.late.refresh_from_db()
        assert (glass.late.finding, glass.late.reviewed_at) == (FINDING, NOW)
        assert glass.late.reviewed_by.user == cast.privacy_officer
        assert not Alert.objects.filter(facts__glass=glass.late.pk, settled_at=None).exists()
        assert purposes() == ["glass-reviewed"]
        assert FINDING in words(officer.get(f"{PRIVACY}?show=reviewed"))
        assert "by PrivacyOfficer" in words(officer.get(address))

    def test_reading_one_is_written_down(self, officer, glass, cast, as_service):
        officer.get(reverse("desk:glass", args=[glass.late.pk]))
        asking.state(as_service)
        row = AuditRow.objects.get(purpose="glass-review")
        assert (row.user_id, row.child_id) == (cast.privacy_officer.pk, glass.late.child_id)

    def test_of_odd_access_settles_the_alert(self, judge, officer, odd, purposes, cast):
        address = reverse("desk:alert", args=[odd.pk])
        assert reverse("desk:looked", args=[odd.child_id]) in text(officer.get(address))
        assert judge(address, act="do").url == address
        odd.refresh_from_db()
        assert (odd.finding, odd.settled_at) == (FINDING, NOW)
        assert odd.settled_by.user == cast.privacy_officer
        assert purposes() == ["alert-settled"]
        assert FINDING in words(officer.get(f"{PRIVACY}?show=settled"))
        assert "Nothing odd has been noticed" in words(officer.get(f"{PRIVACY}?show=odd"))

    def test_sent_twice_is_kept_once_and_the_first_stands(self, judge, glass, odd, purposes):
        for name, pk in (("glass", glass.late.pk), ("alert", odd.pk)):
            address = reverse(f"desk:{name}", args=[pk])
            assert judge(address, act="do").url == address
            assert judge(address, "Something else.", act="do").url == address
        glass.late.refresh_from_db()
        odd.refresh_from_db()
        assert {glass.late.finding, odd.finding} == {FINDING}
        assert purposes() == ["glass-reviewed", "alert-settled"]

    def test_needs_a_finding(self, judge, glass, odd):
        for name, pk in (("glass", glass.late.pk), ("alert", odd.pk)):
            for act in ("", "do"):
                shown = words(judge(reverse(f"desk:{name}", args=[pk]), "  ", act))
                assert "Enter what you found" in shown
        odd.refresh_from_db()
        assert odd.settled_at is None

    def test_is_never_of_oneself(self, bodies, city_manager, manager, glass, odd, cast):
        """They hold both posts: the page says who else must look, and a form sent anyhow fails."""
        Post.objects.create(
            user=city_manager, organisation=bodies.county, role=Role.PRIVACY_OFFICER,
            from_date=STARTED,
        )  # fmt: skip
        odd.user = city_manager
        odd.save()
        for name, pk in (("glass", glass.late.pk), ("alert", odd.pk)):
            address = reverse(f"desk:{name}", args=[pk])
            shown = text(manager.get(address))
            assert "Somebody else who reviews access" in shown
            assert 'name="finding"' not in shown
            assert manager.post(address, {"finding": FINDING, "act": "do"}).status_code == 403

    @pytest.mark.parametrize(
        "who", ["officer", "manager", "dco", "administrator", "parent", "stranger"]
    )
    def test_is_for_those_who_review(self, cast, glass, odd, who, as_service):
        client = signed_in(getattr(cast, who))
        for name, pk in (("glass", glass.late.pk), ("alert", odd.pk)):
            answer = client.post(
                reverse(f"desk:{name}", args=[pk]), {"finding": FINDING, "act": "do"}
            )
            assert answer.status_code == 403
        asking.state(as_service)
        odd.refresh_from_db()
        assert odd.settled_at is None

    def test_of_an_alert_about_an_emergency_goes_by_its_review(self, officer, glass):
        alert = Alert.objects.filter(facts__glass=glass.new.pk).first()
        assert alert
        assert officer.get(reverse("desk:alert", args=[alert.pk])).status_code == 404


def test_dates_of_review_are_of_the_next_working_day(glass):
    assert glass.new.review_due_date == TODAY + DAY
