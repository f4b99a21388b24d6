"""A feed read in with a report of every row, and given out again in the shape it came in."""

from __future__ import annotations

import copy
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from goldenthread.demo import local_help
from goldenthread.directory import queries
from goldenthread.directory.commands import CannotSay, import_feed
from goldenthread.directory.fetching import gather
from goldenthread.directory.models import FeedReading, Service
from goldenthread.directory.rules.feed import read_feed

FEED = local_help.feed()
SPARE = "11111111-1111-4111-8111-111111111111"
# What Open Referral UK version 3 asks of each kind of thing, by where it stands in a service.
REQUIRED = {
    "": {"id", "name", "status"},
    "organization": {"id", "name", "description"},
    "contacts": {"id"},
    "phones": {"id", "number"},
    "service_areas": {"id"},
    "attributes": {"id"},
    "taxonomy_term": {"id", "name", "description"},
    "taxonomy_detail": {"id", "name", "description"},
    "schedules": {"id"},
    "cost_options": {"id"},
    "service_at_locations": {"id"},
    "location": {"id", "location_type"},
    "addresses": {
        "id", "address_1", "city", "state_province", "postal_code", "country", "address_type",
    },
    "local": set(),  # our own
}  # fmt: skip
TAKEN_OUT = {
    "alternate_name", "fees_description", "interpretation_services", "application_process",
    "wait_time", "eligibility_description", "licenses", "program_id", "phones",
}  # fmt: skip
PAGE = {
    "total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty",
    "contents",
}  # fmt: skip


def faults(found, name=""):
    """List every thing of an exported service that lacks what the shape asks for."""
    told = [f"{name}.{lacks}" for lacks in sorted(REQUIRED[name] - found.keys())]
    for inner, value in found.items():
        each = value if isinstance(value, list) else [value]
        told += [fault for one in each if isinstance(one, dict) for fault in faults(one, inner)]
    return told


@pytest.fixture
def helped(areas):
    return import_feed(read_feed(FEED), source="test", invented=True)


def outcomes(done):
    return {row.name: row for row in done.rows}


def test_every_row_is_told_of_with_the_reason(helped):
    feed = copy.deepcopy(FEED)
    rows = feed["contents"]
    rows[0]["local"]["wait_weeks"] = 9
    rows[1]["description"] = "Talk.<script>alert(1)</script>"
    rows[2]["status"] = "inactive"
    rows[3]["service_areas"] = [{"name": "Atlantis"}]
    gone = rows.pop()
    rows.append({**rows[5], "id": SPARE, "name": "New group", "service_at_locations": []})
    done = import_feed(read_feed(feed), source="test")
    told = outcomes(done)
    assert told["Sleep well sessions"].notes == ("Not as before: wait_weeks.",)
    assert "taken out" in told["Sleep line"].notes[1]
    assert "not shown to families: it is inactive" in told["Stay and chat"].notes[1]
    assert "not an area here: Atlantis" in told["City stay and chat"].notes[1]
    assert told["New group"].outcome == "added"
    assert told[gone["name"]].outcome == "closed"
    assert done.counts == {"added": 1, "changed": 4, "same": 19, "refused": 0, "closed": 1}
    again = import_feed(read_feed(feed), source="test")
    assert again.counts == {"added": 0, "changed": 0, "same": 24, "refused": 0, "closed": 0}
    assert "Stay and chat" not in {row.name for row in queries.search(per_page=99).rows}


def test_a_refused_row_says_each_reason_and_harms_no_other(helped):
    bad = {**FEED["contents"][0], "id": "7", "url": "javascript:alert(1)", "name": ""}
    done = import_feed(read_feed([bad, FEED["contents"][1]]), source="test")
    refused = done.rows[0]
    assert (refused.outcome, refused.name) == ("refused", "No name")
    assert {note.split()[0] for note in refused.notes} == {"[0].id", "[0].url", "[0].name"}
    assert done.rows[1].outcome == "same"
    assert done.closed == 0


def test_places_may_pass_from_one_service_to_another_but_not_from_another_feed(helped):
    first, second = copy.deepcopy(FEED["contents"][:2])
    first["service_at_locations"], second["service_at_locations"] = (
        second["service_at_locations"], first["service_at_locations"],
    )  # fmt: skip
    import_feed(read_feed([first, second, *FEED["contents"][2:]]), source="test")
    assert [p.city for p in queries.get(Service.objects.get(pk=second["id"]).pk).places] == [
        "Chesterfield", "Ilkeston",
    ]  # fmt: skip
    with pytest.raises(CannotSay, match="not in this feed"):
        import_feed(read_feed([{**first, "id": SPARE}]), source="other")


def test_an_empty_feed_closes_nothing(helped):
    with pytest.raises(CannotSay, match="no service in it"):
        import_feed(read_feed([]), source="test")
    assert Service.objects.filter(status="active").count() == 24


class TestOpenReferral:
    """Others read the directory with no key, page by page, in the shape the feed came in."""

    def get(self, address):
        answer = Client().get(address.removeprefix("https://us.example"))
        assert answer["Access-Control-Allow-Origin"] == "*"
        return answer.content

    def test_every_service_has_all_that_the_shape_asks_and_nothing_it_took_out(self, helped):
        page = json.loads(self.get(reverse("directory:api-list", args=["services"])))
        assert page.keys() == PAGE
        assert (page["total_items"], page["last_page"], page["empty"]) == (24, True, False)
        assert [fault for one in page["contents"] for fault in faults(one)] == []
        assert not any(TAKEN_OUT & one.keys() for one in page["contents"])

    def test_what_we_give_out_read_in_again_changes_nothing(self, helped):
        ours = gather("https://us.example/help/open-referral", self.get)
        done = import_feed(read_feed(ours), source="test")
        assert done.counts == {"added": 0, "changed": 0, "same": 24, "refused": 0, "closed": 0}

    def test_pages_narrow_and_each_thing_is_found_by_its_number(
        self, helped, django_assert_max_num_queries
    ):
        base = reverse("directory:api")
        assert json.loads(self.get(base))["version"] == "HSDS-UK-3.0"
        with django_assert_max_num_queries(10):
            small = json.loads(self.get(f"{base}services?per_page=5&page=2&minimum_age=17"))
        assert (small["size"], small["page_number"], small["first_page"]) == (5, 2, False)
        assert all(one.get("maximum_age", 25) >= 17 for one in small["contents"])
        for listing in ("services", "service_at_locations", "taxonomies", "taxonomy_terms"):
            first = json.loads(self.get(f"{base}{listing}"))["contents"][0]
            assert json.loads(self.get(f"{base}{listing}/{first['id']}"))["id"] == first["id"]
        sleep = next(
            each["id"]
            for each in json.loads(self.get(f"{base}taxonomy_terms"))["contents"]
            if each["code"] == "sleep"
        )
        found = json.loads(self.get(f"{base}services?taxonomy_term_id={sleep}"))
        assert {one["name"] for one in found["contents"]} == {"Sleep well sessions", "Sleep line"}

    def test_what_is_closed_or_unknown_is_not_found(self, helped):
        base, one = reverse("directory:api"), FEED["contents"][0]["id"]
        Service.objects.filter(pk=one).update(status="inactive")
        assert Client().get(f"{base}services/{one}").status_code == 404
        assert Client().get(f"{base}organizations").status_code == 404
        assert Client().get(f"{base}taxonomies/{SPARE}").status_code == 404
        assert Client().post(f"{base}services").status_code == 405


class TestStaffPage:
    @pytest.fixture
    def client(self, cast):
        client = Client()
        client.force_login(cast.data_officer, "django.contrib.auth.backends.ModelBackend")
        return client

    def send(self, client, content, source="Local offer"):
        file = SimpleUploadedFile("feed.json", content, "application/json")
        return client.post(reverse("directory:feeds"), {"source": source, "file": file})

    def test_a_file_is_read_in_and_every_row_reported(self, client, cast):
        assert "No feed has been read" in client.get(reverse("directory:feeds")).content.decode()
        rows = [*FEED["contents"], {"name": "<b>Bold</b> claim", "url": "javascript:x"}]
        sent = self.send(client, json.dumps(rows).encode())
        page = client.get(sent.url).content.decode()
        assert "Bold claim" in page
        assert "[24].url must be an address" in page
        assert page.index("Refused") < page.index("Sleep well sessions")
        only = client.get(sent.url, {"only": "refused"}).content.decode()
        assert "Sleep well sessions" not in only
        assert "No row had this outcome" in client.get(sent.url, {"only": "same"}).content.decode()
        again = self.send(client, json.dumps(rows).encode())
        assert FeedReading.objects.get(pk=again.url.split("/")[-2]).counts["same"] == 24

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"<html>", "It is a web page, not a feed"),
            (b"oops", "It is not JSON"),
            (b"[]", "There is no service in it"),
            (b"", "The file is empty"),
        ],
    )
    def test_what_is_no_feed_is_refused_and_the_name_kept(self, client, content, says):
        page = self.send(client, content, "Our feed").content.decode()
        assert says in page
        assert "Our feed" in page
        assert not FeedReading.objects.exists()
