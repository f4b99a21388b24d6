"""Appointing to a post and ending one: everything it held goes over, and no child is shown."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse

from goldenthread.access import asking, queries
from goldenthread.access.models import Post, Tie, User
from goldenthread.access.rules import Role, TieKind
from goldenthread.audit.models import AuditRow
from goldenthread.law.events import EventKind as K
from goldenthread.timeline.commands import record
from goldenthread.timeline.models import Clock, Event

from .conftest import NOW, STARTED, TODAY, child, person
from .staff_pages import gather, parts, signed_in, stop_clock, text, words

DAY = timedelta(days=1)
LIST = reverse("desk:posts")
APPOINT = reverse("desk:appoint")


@pytest.fixture(autouse=True)
def clock(monkeypatch, db):
    return stop_clock(monkeypatch, NOW)


@pytest.fixture
def admin(cast):
    return signed_in(cast.administrator)


@pytest.fixture
def purposes(monkeypatch):
    """Return what was written down as done, in order."""
    caught = gather(monkeypatch)
    return lambda: [purpose for purpose, _ in caught]


@pytest.fixture
def sent(admin, as_service):
    """Send a form as the administrator, and look at the rows as the tests' service again."""

    def send(address, given, act=""):
        answer = admin.post(address, {**given, "act": act})
        asking.state(as_service)
        return answer

    return send


# The list


class TestList:
    def test_shows_ones_own_organisation_only_those_held_now_first(self, cast, admin):
        gone = Post.objects.get(user=cast.board_member)
        gone.to_date = TODAY - DAY
        gone.save()
        shown = words(admin.get(LIST))
        assert "Officer EHC officer" in shown
        assert "CityOfficer" not in shown
        assert shown.index("PrivacyOfficer") < shown.index("BoardMember")

    @pytest.mark.parametrize(("show", "there", "not_there"), [
        ("current", "Officer EHC officer", "BoardMember"),
        ("ended", "BoardMember", "Officer EHC officer"),
        ("nonsense", "BoardMember", "nothing of the kind"),
    ])  # fmt: skip
    def test_is_narrowed(self, cast, admin, show, there, not_there):
        Post.objects.filter(user=cast.board_member).update(to_date=TODAY - DAY)
        shown = words(admin.get(f"{LIST}?show={show}"))
        assert there in shown
        assert not_there not in shown

    def test_says_when_there_is_none(self, admin):
        assert "No post here has ended." in words(admin.get(f"{LIST}?show=ended"))

    def test_gives_25_a_page(self, admin, bodies):
        for number in range(30):
            person(f"Number{number:02}", Role.EHC_OFFICER, bodies.county)
        all_of_them = Post.objects.filter(organisation=bodies.county).count()
        first, second = (words(admin.get(f"{LIST}?page={n}")) for n in (1, 2))
        assert 30 < all_of_them < 50
        assert f"Showing 1 to 25 of {all_of_them} posts" in first
        assert f"Showing 26 to {all_of_them} of {all_of_them} posts" in second

    def test_names_the_organisation_of_somebody_who_manages_several(self, cast, admin, bodies):
        assert "Organisation" not in words(admin.get(LIST))
        Post.objects.create(
            user=cast.administrator,
            organisation=bodies.city,
            role=Role.ADMINISTRATOR,
            from_date=STARTED,
        )
        shown = words(admin.get(LIST))
        assert "CityOfficer EHC officer Derby City Council" in shown

    def test_says_how_much_each_holds_and_names_no_child(self, admin, held):
        shown = words(admin.get(LIST))
        assert f"{held.owed} and 2 children" in shown
        assert "Invented" not in shown.replace("Invented data", "")

    def test_says_when_a_post_that_ended_was_left_holding_something(self, admin, held):
        Post.objects.filter(pk=held.post.pk).update(to_date=TODAY - DAY)
        assert "Nobody looks after these" in words(admin.get(LIST))


# Appointing

NEW = {"name": "Una Newcome", "email": "Una.Newcome@example.invalid", "role": "EHC_OFFICER"}
FROM = parts("from_date", TODAY)


class TestAppoint:
    def test_opens_the_account_and_makes_the_appointment_once_checked(self, purposes, sent, bodies):
        checked = words(sent(APPOINT, NEW | FROM))
        assert "Check this appointment" in checked
        assert "Una Newcome" in checked
        assert "A new one is opened" in checked
        assert not User.objects.filter(name="Una Newcome").exists()
        done = sent(APPOINT, NEW | FROM, "do")
        assert (done.status_code, done.url) == (302, f"{LIST}?done=appointed")
        made = Post.objects.get(user__email="una.newcome@example.invalid")
        assert (made.organisation, made.role) == (bodies.county, "EHC_OFFICER")
        assert made.from_date == TODAY
        assert not made.user.has_usable_password()
        assert purposes() == ["account-opened", "post-appointed"]

    def test_sent_twice_is_done_once_and_says_so_both_times(self, purposes, sent):
        answers = [sent(APPOINT, NEW | FROM, "do") for _ in range(2)]
        assert [a.url for a in answers] == [f"{LIST}?done=appointed"] * 2
        assert Post.objects.filter(user__name="Una Newcome").count() == 1
        assert purposes() == ["account-opened", "post-appointed"]

    def test_uses_the_account_there_is(self, purposes, sent, cast):
        cast.stranger.name = "Stran Ger"
        cast.stranger.save()
        given = {**NEW, "name": "stran  ger", "email": cast.stranger.email} | FROM
        assert "Has one already" in words(sent(APPOINT, given))
        sent(APPOINT, given, "do")
        assert Post.objects.get(user=cast.stranger).role == Role.EHC_OFFICER
        assert purposes() == ["post-appointed"]

    def test_never_says_whose_an_email_is(self, sent, cast):
        shown = text(sent(APPOINT, {**NEW, "email": cast.parent.email} | FROM))
        assert "an account in another name" in shown
        assert cast.parent.name not in shown.replace("parent@", "")

    def test_goes_back_with_what_was_typed(self, sent):
        shown = text(sent(APPOINT, NEW | FROM, "change"))
        assert 'value="Una Newcome"' in shown
        assert "There is a problem" not in shown

    def test_keeps_a_wrong_date_on_the_form(self, sent):
        wrong = {"from_date-day": "31", "from_date-month": "2", "from_date-year": "2026"}
        shown = text(sent(APPOINT, NEW | wrong))
        assert "The first day must be a real date" in shown
        assert "<title>Error: Appoint somebody" in " ".join(shown.split())
        for part, value in wrong.items():
            assert f'name="{part}" type="text" value="{value}"' in shown

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"name": "Una"}, "first and last name"),
            ({"email": "send.team@example.invalid"}, "not one that is shared"),
            ({"email": "una"}, "valid email"),
            ({"role": ""}, "Select post"),
            ({"role": "SENCO"}, "Select a valid choice"),
            ({"from_date-year": "2126"}, "must be on or before"),
            ({"from_date-day": ""}, "must include a day"),
        ],
    )
    def test_refuses_with_a_sentence_and_records_nothing(self, purposes, sent, given, told):
        for act in ("", "do"):
            shown = words(sent(APPOINT, NEW | FROM | given, act))
            assert "There is a problem" in shown
            assert told in shown
        assert purposes() == []

    def test_offers_only_posts_of_that_kind_of_body(self, admin, cast, bodies):
        shown = text(admin.get(APPOINT))
        assert "EHC officer" in shown
        assert "SENCO" not in shown
        assert "Designated clinical officer" not in shown
        head = person("Head", Role.ADMINISTRATOR, bodies.school)
        school = text(signed_in(head).get(APPOINT))
        assert "SENCO" in school
        assert "EHC officer" not in school

    def test_of_several_organisations_the_post_must_fit_the_one_chosen(self, sent, cast, bodies):
        Post.objects.create(
            user=cast.administrator, organisation=bodies.icb, role=Role.ADMINISTRATOR,
            from_date=STARTED,
        )  # fmt: skip
        shown = words(sent(APPOINT, {**NEW, "organisation": bodies.icb.pk} | FROM))
        assert "not a post in the organisation you chose" in shown
        sent(APPOINT, {**NEW, "organisation": bodies.county.pk} | FROM, "do")
        assert Post.objects.filter(organisation=bodies.county, user__name="Una Newcome").exists()
        assert "Select organisation" in words(sent(APPOINT, NEW | FROM))

    def test_refuses_an_organisation_that_is_not_theirs(self, sent, cast, bodies):
        given = {**NEW, "organisation": bodies.city.pk} | FROM
        sent(APPOINT, given, "do")
        assert not Post.objects.filter(organisation=bodies.city, user__name="Una Newcome").exists()

    def test_nobody_appoints_themselves(self, sent, cast):
        cast.administrator.name, cast.administrator.email = "Ad Min", "ad.min@x.invalid"
        cast.administrator.save()
        mine = {**NEW, "name": "Ad Min", "email": cast.administrator.email} | FROM
        assert sent(APPOINT, mine, "do").status_code == 403
        assert Post.objects.filter(user=cast.administrator).count() == 1

    @pytest.mark.parametrize("who", ["parent", "stranger", "officer", "manager", "privacy_officer"])
    def test_is_for_administrators(self, cast, who):
        client = signed_in(getattr(cast, who))
        assert client.post(APPOINT, {**NEW, **FROM, "act": "do"}).status_code == 403
        assert not User.objects.filter(name="Una Newcome").exists()


# Ending a post


@pytest.fixture
def held(as_service, areas, cast, sam, bodies):
    """The officer's post: a request each of Sam and of another child, and one caseload tie."""
    post = Post.objects.get(user=cast.officer)
    other = child(areas.derbyshire, "D-2", "Other", "Invented")
    for number, each in enumerate((sam, other), 1):
        told = {"area_id": 830, "child_id": each.pk, "case_type": "assessment", "case_id": number}
        told |= {"by": as_service, "at": NOW - 10 * DAY}
        record(K.REQUEST_RECEIVED, on=TODAY - 14 * DAY, **told)
        record(K.CASE_ALLOCATED, on=TODAY - 13 * DAY, facts={"post": post.pk}, **told)
    Tie.objects.create(
        area=areas.derbyshire, child=sam, kind=TieKind.CASELOAD, post=post, from_date=STARTED
    )
    heir = Post.objects.get(user=person("Heir", Role.EHC_OFFICER, bodies.county))
    running = Clock.objects.filter(owner_post_id=post.pk, stopped=None, superseded=None)
    return SimpleNamespace(
        post=post,
        heir=heir,
        other=other,
        address=reverse("desk:post", args=[post.pk]),
        owed=f"{running.filter(known_to=None).count()} open promises",
    )


def owners() -> set[int]:
    running = Clock.objects.filter(known_to__isnull=True, stopped__isnull=True)
    return set(running.values_list("owner_post_id", flat=True))


NOW_GONE = {"when": "now"}


class TestEndNow:
    def test_says_what_goes_over_to_whom_and_changes_nothing_until_confirmed(
        self, purposes, sent, held
    ):
        shown = words(sent(held.address, {**NOW_GONE, "successor": held.heir.pk}))
        assert f"Goes over {held.owed} and 2 children To Heir, EHC officer" in shown
        assert "Sam" not in shown
        held.post.refresh_from_db()
        assert held.post.to_date is None
        assert owners() == {held.post.pk}
        assert purposes() == []

    def test_hands_everything_on_and_stops_access_at_once(self, sent, held, sam):
        done = sent(held.address, {**NOW_GONE, "successor": held.heir.pk}, "do")
        assert done.url == f"{LIST}?done=ended"
        held.post.refresh_from_db()
        assert (held.post.to_date, held.post.ends_at) == (TODAY, NOW)
        assert owners() == {held.heir.pk}
        assert Tie.objects.get(post=held.heir).child_id == sam.pk
        assert Tie.objects.get(post=held.post).to_date == TODAY

    def test_is_written_down_child_by_child(self, purposes, sent, held, cast, sam):
        sent(held.address, {**NOW_GONE, "successor": held.heir.pk}, "do")
        rows = AuditRow.objects.filter(purpose="promise-handed-on")
        assert {(row.user_id, row.child_id) for row in rows} == {
            (cast.administrator.pk, sam.pk),
            (cast.administrator.pk, held.other.pk),
        }
        assert AuditRow.objects.get(purpose="tie-moved").child_id == sam.pk
        assert purposes().count("post-ended") == 1
        given = Event.objects.filter(key__startswith="hand-on/").order_by("case_id")
        assert {event.recorded_by_id for event in given} == {cast.administrator.pk}

    def test_sent_twice_is_done_once(self, purposes, sent, held, clock):
        given = {**NOW_GONE, "successor": held.heir.pk}
        answers = []
        for _ in range(2):
            answers.append(sent(held.address, given, "do").status_code)
            clock.at += timedelta(seconds=1)
        assert answers == [302, 302]
        assert Event.objects.filter(key__startswith="hand-on/").count() == 2
        assert purposes().count("post-ended") == 1
        assert Tie.objects.filter(post=held.heir).count() == 1
        held.post.refresh_from_db()
        assert held.post.ends_at == NOW

    def test_is_refused_when_nobody_takes_over(self, purposes, sent, held, cast):
        for act in ("", "do"):
            for successor in ("", str(held.post.pk), "999999"):
                shown = words(sent(held.address, {**NOW_GONE, "successor": successor}, act))
                assert "There is a problem" in shown
        held.post.refresh_from_db()
        assert held.post.to_date is None
        assert purposes() == []

    def test_offers_nobody_of_another_body_and_nobody_who_sees_no_child(self, admin, held, cast):
        shown = words(admin.get(held.address))
        assert "Heir, EHC officer" in shown
        for name in ("CityOfficer", "Administrator, ", "BoardMember", "PrivacyOfficer", "Senco"):
            assert f"{name}" not in shown.partition("Who takes over")[2]

    def test_says_to_appoint_somebody_first_where_there_is_nobody(self, bodies, sam, areas):
        senco = Post.objects.get(organisation=bodies.school, role=Role.SENCO)
        Tie.objects.create(
            area=areas.derbyshire, child=sam, kind=TieKind.ADVISER, post=senco, from_date=STARTED
        )
        head = signed_in(person("Head", Role.ADMINISTRATOR, bodies.school))
        shown = words(head.get(reverse("desk:post", args=[senco.pk])))
        assert "nobody else here could take them over" in shown

    def test_needs_no_successor_when_nothing_is_held(self, sent, cast):
        post = Post.objects.get(user=cast.board_member)
        address = reverse("desk:post", args=[post.pk])
        assert "Goes over nothing" in words(sent(address, NOW_GONE))
        sent(address, NOW_GONE, "do")
        post.refresh_from_db()
        assert post.ends_at == NOW

    def test_of_somebody_who_has_not_begun_never_gives_access(self, sent, bodies, clock):
        user = person("Later", Role.EHC_OFFICER, bodies.county)
        post = Post.objects.get(user=user)
        post.from_date = TODAY + 7 * DAY
        post.save()
        sent(reverse("desk:post", args=[post.pk]), NOW_GONE, "do")
        assert queries.asker(user, NOW + 7 * DAY).posts == ()


class TestRevoked:
    """Rule 10: a permission change takes effect on the next request, in the middle of a crawl."""

    PAGES = ("desk:thread", "desk:record", "desk:team", "desk:documents", "desk:looked")

    def crawl(self, client, sam):
        addresses = [reverse(name, args=[sam.pk]) for name in self.PAGES]
        addresses += [reverse("desk:work"), reverse("desk:find"), reverse("desk:areas")]
        return [client.get(address).status_code for address in addresses]

    def test_no_page_opens_after_the_post_has_ended(self, sent, held, cast, sam):
        officer = signed_in(cast.officer)
        before = self.crawl(officer, sam)
        assert before == [200] * 7 + [302]
        assert sent(held.address, {**NOW_GONE, "successor": held.heir.pk}, "do").status_code == 302
        assert self.crawl(officer, sam) == [404] * 5 + [403] * 3
        found = officer.post(reverse("desk:find"), {"name": "Sam"})
        assert found.status_code == 403


class TestEndOnADay:
    def test_keeps_access_to_the_end_of_the_last_day_and_no_longer(self, sent, held, cast, sam):
        last = TODAY + 7 * DAY
        given = {"when": "day", **parts("last_day", last), "successor": held.heir.pk}
        shown = words(sent(held.address, given))
        assert "At the end of Sunday 29 November 2026" in shown
        assert "The promises today, the children on Sunday 29 November 2026" in shown
        sent(held.address, given, "do")
        assert owners() == {held.heir.pk}
        assert Tie.objects.get(post=held.heir).from_date == last
        assert queries.asker(cast.officer, NOW + 7 * DAY).posts
        assert not queries.asker(cast.officer, NOW + 8 * DAY).posts

    def test_that_has_passed_hands_on_to_somebody_who_came_since(self, sent, held, sam):
        held.heir.from_date = TODAY
        held.heir.save()
        last = TODAY - 3 * DAY
        given = {"when": "day", **parts("last_day", last), "successor": held.heir.pk}
        assert sent(held.address, given, "do").status_code == 302
        assert owners() == {held.heir.pk}
        tie = Tie.objects.get(post=held.heir)
        assert (tie.child_id, tie.from_date, tie.to_date) == (sam.pk, TODAY, None)
        assert Tie.objects.get(post=held.post).to_date == last

    def test_that_has_passed_hands_on_what_was_given_after_it(self, sent, held, as_service, sam):
        record(
            K.CASE_ALLOCATED, on=TODAY - DAY, facts={"post": held.post.pk, "about": "health"},
            area_id=830, child_id=sam.pk, case_type="assessment", case_id=1, by=as_service, at=NOW,
        )  # fmt: skip
        last = TODAY - 3 * DAY
        given = {"when": "day", **parts("last_day", last), "successor": held.heir.pk}
        assert sent(held.address, given, "do").status_code == 302
        assert owners() == {held.heir.pk}

    def test_sent_twice_is_done_once(self, purposes, sent, held):
        last = {"when": "day", **parts("last_day", TODAY + DAY), "successor": held.heir.pk}
        assert [sent(held.address, last, "do").status_code for _ in range(2)] == [302, 302]
        assert purposes().count("post-ended") == 1
        assert Tie.objects.filter(post=held.heir).count() == 1

    def test_somebody_who_leaves_before_that_day_cannot_take_over(self, sent, held):
        held.heir.to_date = TODAY + DAY
        held.heir.save()
        given = {"when": "day", **parts("last_day", TODAY + 7 * DAY), "successor": held.heir.pk}
        assert "Choose somebody who takes over" in words(sent(held.address, given))

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            (("", "", ""), "Enter the last day"),
            (("30", "2", "2027"), "The last day must be a real date"),
            (("1", "8", "2024"), "must be on or after 1 September 2024"),
            (("1", "8", "2226"), "must be on or before"),
        ],
    )
    def test_keeps_a_wrong_date_on_the_form(self, sent, held, typed, told):
        names = ("last_day-day", "last_day-month", "last_day-year")
        given = dict(zip(names, typed, strict=True))
        asked = {"when": "day", "successor": held.heir.pk, **given}
        shown = text(sent(held.address, asked))
        assert told in shown
        assert all(f'value="{value}"' in shown for value in typed if value)
        assert f'value="{held.heir.pk}" selected' in shown

    def test_brought_forward_gives_the_successor_the_children_that_day(
        self, sent, cast, bodies, sam
    ):
        """An adviser reaches children by tie alone: none may be between two people."""
        post = Post.objects.get(user=cast.psychologist)
        heir = person("Other", Role.PSYCHOLOGIST, bodies.county)
        address = reverse("desk:post", args=[post.pk])
        successor = {"successor": Post.objects.get(user=heir).pk}
        later = {"when": "day", **parts("last_day", TODAY + 30 * DAY)} | successor
        assert sent(address, later, "do").status_code == 302
        assert sam.pk not in queries.asker(heir, NOW).ties
        assert sent(address, NOW_GONE | successor, "do").status_code == 302
        assert sam.pk in queries.asker(heir, NOW).ties
        assert Tie.objects.filter(post__user=heir).count() == 1


class TestOthersPosts:
    def test_nobody_ends_their_own(self, sent, cast):
        post = Post.objects.get(user=cast.administrator)
        address = reverse("desk:post", args=[post.pk])
        assert "Another administrator can end it" in words(sent(address, NOW_GONE, "change"))
        assert "Nobody ends their own post" in words(sent(address, NOW_GONE, "do"))
        post.refresh_from_db()
        assert post.to_date is None

    def test_another_bodys_post_is_not_there(self, sent, admin, cast):
        post = Post.objects.get(user=cast.city_officer)
        address = reverse("desk:post", args=[post.pk])
        assert admin.get(address).status_code == 404
        assert sent(address, NOW_GONE, "do").status_code == 404
        post.refresh_from_db()
        assert post.to_date is None

    @pytest.mark.parametrize("who", ["parent", "stranger", "officer", "manager", "privacy_officer"])
    def test_is_for_administrators(self, cast, held, who):
        client = signed_in(getattr(cast, who))
        given = {**NOW_GONE, "successor": held.heir.pk, "act": "do"}
        assert client.get(held.address).status_code == 403
        assert client.post(held.address, given).status_code == 403

    def test_one_that_is_over_and_left_something_can_hand_it_on(self, sent, admin, held):
        Post.objects.filter(pk=held.post.pk).update(to_date=TODAY - DAY)
        assert "Hand on what it was left holding" in words(admin.get(held.address))
        shown = words(sent(held.address, {"successor": held.heir.pk}))
        assert f"Goes over {held.owed}" in shown
        sent(held.address, {"successor": held.heir.pk}, "do")
        assert owners() == {held.heir.pk}
        assert Post.objects.get(pk=held.post.pk).to_date == TODAY - DAY
        assert "This post is over, and holds nothing." in words(admin.get(held.address))


def test_an_administrators_pages_show_no_child(admin, held, sam, sent):
    """Rule 7: not a name, a number or a birth date, on any page or step."""
    pages = [admin.get(LIST), admin.get(held.address), admin.get(APPOINT)]
    given = {**NOW_GONE, "successor": held.heir.pk}
    pages += [sent(held.address, given, act) for act in ("", "do")]
    pages += [admin.get(f"{LIST}?done=ended"), admin.get(held.address)]
    for page in pages:
        for secret in ("Sam", "Invented", "D-1", "D-2", "2016", "DE0"):
            assert secret not in text(page), (page.request["PATH_INFO"], secret)


def test_first_day_of_a_role_is_kept_as_typed_in_the_past(sent):
    sent(APPOINT, NEW | parts("from_date", date(2026, 9, 1)), "do")
    assert Post.objects.get(user__name="Una Newcome").from_date == date(2026, 9, 1)


@pytest.mark.parametrize("who", ["administrator", "manager", "city_officer", "stranger"])
def test_the_database_itself_counts_only_for_an_administrator_there(cast, held, asker_of, who):
    asking.state(asker_of(getattr(cast, who)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM timeline_held_by_posts(%s, %s, %s, %s)",
            [[held.post.pk], [830], ["CASELOAD"], TODAY],
        )
        found = cursor.fetchall()
    assert [children for _, _, children in found] == ([2] if who == "administrator" else [])
