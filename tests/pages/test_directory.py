"""Local help: read in twice, found by need, and shown to anybody in plain words."""

from __future__ import annotations

import copy
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access.rules import NotAllowed, Role
from goldenthread.demo import local_help
from goldenthread.directory import commands, queries
from goldenthread.directory.commands import CannotSay, import_feed
from goldenthread.directory.models import Service, TryPage
from goldenthread.directory.rules.feed import read_feed

from .conftest import TODAY, body, person

FEED = local_help.feed()


@pytest.fixture
def helped(areas):
    import_feed(read_feed(FEED), source="test", invented=True)


@pytest.fixture
def clinician(areas):
    team = body("TRUST", "Invented paediatrics team", areas.derbyshire)
    return person("Clinician", Role.CLINICIAN, team)


class TestImport:
    def test_the_same_feed_again_changes_nothing(self, areas):
        first = import_feed(read_feed(FEED), source="test")
        again = import_feed(read_feed(FEED), source="test")
        assert (first.read, first.added, first.changed, first.same) == (24, 24, 0, 0)
        assert (again.added, again.changed, again.same, again.closed) == (0, 0, 24, 0)

    def test_what_changed_is_changed_and_what_is_gone_is_shown_no_more(self, helped):
        feed = copy.deepcopy(FEED)
        feed["contents"][0]["local"]["wait_weeks"] = 9
        gone = feed["contents"].pop()
        done = import_feed(read_feed(feed), source="test")
        assert (done.added, done.changed, done.same, done.closed) == (0, 1, 22, 1)
        assert Service.objects.get(pk=gone["id"]).status == "inactive"
        assert queries.get(Service.objects.get(name="Sleep well sessions").pk).wait_weeks == 9

    def test_a_feed_with_a_bad_service_closes_nothing(self, helped):
        done = import_feed(read_feed([{"name": "x"}]), source="test")
        assert (done.read, done.refused, done.closed) == (1, 1, 0)
        assert Service.objects.filter(status="active").count() == 24

    def test_one_feed_cannot_take_anothers_service(self, helped):
        with pytest.raises(CannotSay, match="another feed: test"):
            import_feed(read_feed(FEED), source="other")

    def test_a_feed_needs_a_name(self, areas):
        with pytest.raises(CannotSay, match="Name the feed"):
            import_feed(read_feed(FEED), source=" ")


class TestSearch:
    def test_by_need_the_best_fit_first(self, helped):
        found = queries.search(needs=["worry", "friends", "behaviour"])
        assert found.rows[0].name == "Big feelings group"
        assert all({"worry", "friends", "behaviour"} & set(row.need_keys) for row in found.rows)

    def test_by_age_place_wait_and_cost(self, helped):
        names = [row.name for row in queries.search(needs=["sleep"], age=17, place="derby").rows]
        assert names == ["Sleep line"]
        assert all(r.wait_weeks == 0 for r in queries.search(most_wait_weeks=0, per_page=99).rows)
        assert all(row.free for row in queries.search(free_only=True, per_page=99).rows)

    def test_an_areas_own_help_is_not_offered_in_the_next(self, helped, areas):
        city = {r.name for r in queries.search(area_id=831, needs=["parents"], per_page=99).rows}
        assert "City stay and chat" in city
        assert "Stay and chat" not in city

    def test_what_asks_for_a_diagnosis_is_left_out_unless_asked_for(self, helped):
        assert not any(row.diagnosis_needed for row in queries.search(per_page=99).rows)
        with_it = queries.search(per_page=99, diagnosis=True)
        assert with_it.total == 24
        asking = next(row.id for row in with_it.rows if row.diagnosis_needed)
        assert queries.asks_for_diagnosis([asking, with_it.rows[0].id]) == {asking}

    def test_pages_hold_everything_once(self, helped):
        seen = [row.id for number in (1, 2, 3) for row in queries.search(page=number).rows]
        assert len(seen) == len(set(seen)) == queries.search().total == 23

    def test_an_unknown_need_narrows_nothing(self, helped):
        assert queries.search(needs=["no-such"]).total == 23

    def test_it_costs_a_fixed_number_of_questions(self, helped, django_assert_max_num_queries):
        with django_assert_max_num_queries(1):
            assert queries.search(needs=["sleep"], per_page=99).rows
        with django_assert_max_num_queries(1):
            assert queries.fitting(needs=["sleep"], age=8, area_id=830)

    def test_a_page_past_the_last_is_the_last(self, helped):
        assert queries.search(page=99) == queries.search(page=3)
        assert queries.search(place="Nowhere at all", needs=["toilet"], age=25, page=7).page == 1

    def test_what_fits_a_child_meets_a_need_or_at_least_the_age(self, helped):
        sleep = queries.fitting(needs=["sleep"], age=8, area_id=830)
        assert sleep
        assert all("sleep" in row.need_keys for row in sleep)
        none = queries.fitting(needs=["growing-up"], age=3, area_id=830, most=50)
        assert none
        assert not any(row.diagnosis_needed for row in none)
        assert "City stay and chat" not in {row.name for row in none}


class TestPages:
    def test_anybody_may_look_and_it_is_easy_to_read(self, helped):
        page = Client().get(reverse("directory:search")).content.decode()
        assert "23 things found" in page
        assert "Page 2" in page
        assert page_grade(page) <= 5
        assert sentence_length(text_of(page)) <= 15

    def test_a_service_says_who_it_is_for_and_that_no_label_is_needed(self, helped):
        row = Service.objects.get(name="Quiet swim")
        page = Client().get(reverse("directory:service", args=[row.pk])).content.decode()
        assert "Each time: £2.50" in page
        assert "You do not need a diagnosis" in page
        assert page_grade(page) <= 5

    def test_nothing_found_says_what_to_do(self, helped):
        page = Client().get(reverse("directory:search"), {"place": "Nowhere", "age": 99})
        text = page.content.decode()
        assert "Write an age from 0 to 25" in text
        assert "Error:" in text
        empty = Client().get(reverse("directory:search"), {"need": "toilet", "age": 25})
        assert "Take one thing out" in empty.content.decode()

    def test_an_empty_directory_says_so(self, areas):
        assert "No help is listed" in Client().get(reverse("directory:search")).content.decode()

    def test_a_closed_service_is_not_found(self, helped):
        Service.objects.update(status="inactive")
        row = Service.objects.first()
        assert Client().get(reverse("directory:service", args=[row.pk])).status_code == 404


class TestTryPages:
    @pytest.fixture
    def written(self, clinician, asker_of):
        need, title, things = local_help.TRY_PAGES[0]
        by = asker_of(clinician)
        commands.write_try_page(title=title, need=need, text="\n".join(things), by=by)
        return by

    def test_no_family_sees_a_page_until_a_clinician_approves_it_by_name(self, written):
        assert queries.to_try(on=TODAY) == ()
        commands.approve_try_page("make-bedtime-calm", by=written, on=TODAY)
        (shown,) = queries.to_try(needs=["sleep"], on=TODAY)
        assert shown.approved_by == "Clinician, Clinician"
        page = Client().get(reverse("directory:try", args=[shown.slug])).content.decode()
        assert "Turn off all screens" in page
        assert page_grade(page) <= 5

    def test_approval_lapses_after_a_year_and_with_a_change_of_words(self, written):
        commands.approve_try_page("make-bedtime-calm", by=written, on=TODAY)
        assert queries.to_try(on=TODAY + timedelta(days=366)) == ()
        commands.write_try_page(title="Make bedtime calm", need="sleep", text="New", by=written)
        assert queries.to_try(on=TODAY) == ()
        assert TryPage.objects.count() == 1

    def test_who_is_no_clinician_may_not_approve(self, written, cast, asker_of):
        with pytest.raises(NotAllowed):
            commands.approve_try_page("make-bedtime-calm", by=asker_of(cast.officer), on=TODAY)

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"title": "!", "need": "sleep", "text": "x"}, "title"),
            ({"title": "T", "need": "sleep", "text": " \n "}, "at least one"),
            ({"title": "T", "need": "none", "text": "x"}, "Choose a need"),
        ],
    )
    def test_what_is_missing_is_said(self, clinician, asker_of, given, says):
        with pytest.raises(CannotSay, match=says):
            commands.write_try_page(by=asker_of(clinician), **given)

    def test_the_staff_page_writes_and_approves(self, clinician, settings):
        client = Client()
        client.force_login(clinician, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse("directory:pages")
        assert "No page has been written" in client.get(address).content.decode()
        refused = client.post(address, {"title": "", "need": "sleep", "text": "Kept words"})
        assert "Kept words" in refused.content.decode()
        client.post(address, {"title": "Sleep", "need": "sleep", "text": "Rest."})
        assert "Waits for a clinician" in client.get(address).content.decode()
        client.post(reverse("directory:approve", args=["sleep"]))
        assert "Approved by Clinician" in client.get(address).content.decode()
        assert client.post(reverse("directory:approve", args=["none"])).status_code == 404
