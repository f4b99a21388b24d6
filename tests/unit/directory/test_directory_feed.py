"""Reading a feed in the Open Referral UK shape: what is used, what is refused, and why."""

from __future__ import annotations

import copy
import json
from datetime import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.demo import local_help
from goldenthread.directory.cli import directory
from goldenthread.directory.fetching import gather, over_the_web
from goldenthread.directory.rules import needs_of_codes
from goldenthread.directory.rules.feed import NotAFeed, read_feed
from goldenthread.directory.rules.words import age_words, cost_words, open_words, wait_words

ONE = local_help.feed()["contents"][0]


def changed(**parts):
    return {**copy.deepcopy(ONE), **parts}


def test_the_invented_directory_is_read_whole():
    feed = read_feed(local_help.feed())
    assert (feed.read, len(feed.services), feed.faults) == (24, 24, ())
    first = feed.services[0]
    assert first.name == "Sleep well sessions"
    assert first.schedules[0].opens_at == time(10)
    assert [term for _, term, _ in first.terms] == ["sleep", "parents"]
    assert first.costs[0].amount_pence == 0
    assert [place.city for place in first.places] == ["Chesterfield", "Ilkeston"]


@pytest.mark.parametrize(
    "given",
    [ONE, [ONE], {"contents": [ONE]}, {"services": [ONE]}, [{"contents": [ONE]}]],
    ids=["one", "list", "page", "services", "pages"],
)
def test_one_service_a_list_and_pages_read_the_same(given):
    assert [row.name for row in read_feed(given).services] == [ONE["name"]]


@pytest.mark.parametrize("given", ["text", 7, None, {}], ids=repr)
def test_what_is_no_feed_is_refused_with_what_it_should_be(given):
    with pytest.raises(NotAFeed, match="list of services"):
        read_feed(given)


@pytest.mark.parametrize(
    ("one", "path"),
    [
        (changed(id="7"), "[0].id"),
        (changed(name=""), "[0].name"),
        (changed(name=7), "[0].name"),
        (changed(status="open"), "[0].status"),
        (changed(url="javascript:alert(1)"), "[0].url"),
        (changed(minimum_age=12, maximum_age=4), "[0].maximum_age"),
        (changed(minimum_age=-1), "[0].minimum_age"),
        (changed(assured_date="12/09/2026"), "[0].assured_date"),
        (changed(organization={"name": "A"}), "[0].organization.id"),
        (changed(organization="A"), "[0].organization"),
        (changed(schedules=[{"freq": "DAILY"}]), "[0].schedules[0].freq"),
        (changed(schedules=[{"byday": "MONDAY"}]), "[0].schedules[0].byday"),
        (changed(schedules=[{"opens_at": "ten"}]), "[0].schedules[0].opens_at"),
        (changed(cost_options=[{"amount": "free"}]), "[0].cost_options[0].amount"),
        (changed(cost_options=[{"amount": -1}]), "[0].cost_options[0].amount"),
        (changed(attributes=[{}]), "[0].attributes[0].taxonomy_term"),
        (changed(service_areas="Derby"), "[0].service_areas"),
        (changed(service_at_locations=["x"]), "[0].service_at_locations[0]"),
        (changed(local={"wait_weeks": "soon"}), "[0].local.wait_weeks"),
        (changed(local={"diagnosis_needed": "no"}), "[0].local.diagnosis_needed"),
        ("x", "[0]"),
    ],
)
def test_a_service_that_cannot_be_used_is_refused_with_the_path_of_what_is_wrong(one, path):
    other = changed(id="11111111-1111-4111-8111-111111111111")
    feed = read_feed([one, other])
    assert path in [fault.path for fault in feed.faults]
    assert (feed.read, feed.refused, len(feed.services)) == (2, 1, 1)


def test_a_number_given_twice_is_refused_the_second_time():
    feed = read_feed([ONE, ONE])
    assert (len(feed.services), feed.refused) == (1, 1)
    assert feed.faults[0].path == "[1].id"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*ONE, "contents", "location"]), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_whatever_stands_in_a_feed_every_service_is_used_or_refused(given):
    try:
        feed = read_feed(given)
    except NotAFeed:
        return
    assert feed.read == len(feed.services) + feed.refused
    assert bool(feed.refused) == bool(feed.faults)


TEN, MON = time(10), "Monday and Wednesday, 10am"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (str(age_words(4, 11)), "Ages 4 to 11"),
        (str(age_words(0, 25)), "Up to age 25"),
        (str(age_words(None, None)), "Any age"),
        (str(age_words(16, None)), "From age 16"),
        (cost_words([]), "Free"),
        (cost_words([("", 0, "")]), "Free"),
        (cost_words([("Each time", 250, "")]), "Each time: £2.50"),
        (cost_words([("", None, "By means")]), "By means"),
        (str(wait_words(None)), "Ask how long the wait is"),
        (str(wait_words(0)), "No wait"),
        (str(wait_words(1)), "About 1 week"),
        (open_words("WEEKLY", 1, "MO,WE", TEN, time(14, 30), ""), f"{MON} to 2.30pm"),
        (open_words("MONTHLY", 1, "1SU", None, None, ""), "first Sunday of the month"),
        (open_words("WEEKLY", 2, "TU", None, None, "in term"), "Tuesday, every 2 weeks, in term"),
        (open_words("", 1, "", None, None, ""), "Ask when"),
    ],
)  # fmt: skip
def test_what_a_family_reads(said, words):
    assert said == words


def test_needs_come_from_what_is_hard_and_not_from_a_diagnosis():
    assert "sleep" in needs_of_codes(["ASD"])
    assert needs_of_codes(["UNKNOWN"]) == ()


def test_the_command_checks_a_file_with_no_database(tmp_path):
    file = tmp_path / "feed.json"
    file.write_text(json.dumps([ONE, {"name": "x"}]))
    done = CliRunner().invoke(directory, ["import", str(file), "--dry-run", "--json"])
    assert done.exit_code == 1
    printed = json.loads(done.output)
    assert printed["services"] == {"read": 2, "used": 1, "refused": 1}
    assert [row["outcome"] for row in printed["rows"]] == ["can be taken", "refused"]
    assert "[1].id is missing." in printed["rows"][1]["notes"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe", "It is not JSON."),
        (b"not json", "It is not JSON."),
        (b"7", "It is no feed of services"),
        (b" <!DOCTYPE html><html></html>", "It is a web page, not a feed."),
        (b"[" * 200_000, "nested too deep"),
    ],
    ids=["bytes", "words", "a number", "a web page", "nested"],
)
def test_the_command_says_why_a_file_is_no_feed(tmp_path, content, says):
    file = tmp_path / "feed.json"
    file.write_bytes(content)
    done = CliRunner().invoke(directory, ["import", str(file), "--dry-run"])
    assert done.exit_code == 2
    assert "feed.json: " in done.output
    assert says in done.output


@pytest.mark.parametrize(
    ("part", "kept", "note"),
    [
        ({"description": "Play.<script>alert(1)</script> Rest."}, "Play.  Rest.", "taken out"),
        ({"description": "<p>Play &amp; rest</p>"}, "Play &amp; rest", "taken out"),
        ({"description": "Play\x00\u202e\ud800ing"}, "Playing", "taken out"),
        ({"description": "Ages 3 < 5 > 1"}, "Ages 3 < 5 > 1", ""),
        ({"url": "www.help.example/now"}, "https://www.help.example/now", "https:// before it"),
        ({"email": "call us"}, "", "left out"),
        ({"email": "a@b.example?bcc=c@d.example"}, "", "left out"),
    ],
    ids=["script", "marks", "unseen", "signs", "www", "no email", "two emails"],
)
def test_what_is_untidy_is_put_right_and_told(part, kept, note):
    (read,) = read_feed([changed(**part)]).rows
    (name,) = part
    assert getattr(read.row, name) == kept
    assert (note in read.changed[0].message) if note else not read.changed


def test_two_services_cannot_share_the_number_of_a_place():
    other = changed(id="11111111-1111-4111-8111-111111111111")
    feed = read_feed([ONE, other])
    assert [row.row is None for row in feed.rows] == [False, True]
    assert feed.faults[0].path == "[1].service_at_locations"


class TestGathering:
    """A feed read from another's address, whose pages may be anything."""

    def web(self, pages):
        def get(address):
            if "?page=" not in address:
                return json.dumps(ONE).encode()
            return pages[int(address.split("page=")[1].split("&")[0]) - 1]

        return get

    def page(self, *services, last=False):
        return json.dumps({"contents": services, "last_page": last}).encode()

    def test_each_service_is_asked_for_whole_and_the_last_page_ends_it(self):
        brief = {"id": ONE["id"], "name": ONE["name"]}
        pages = [self.page(brief), self.page({"name": "no number"}, last=True), b"never asked"]
        found = gather("https://feed.example/api/services", self.web(pages))
        assert found == [ONE, {"name": "no number"}]

    def test_pages_in_a_circle_are_told_and_not_followed(self):
        pages = [self.page({"id": ONE["id"]})] * 3
        with pytest.raises(NotAFeed, match=r"Page 2 .* in a circle"):
            gather("https://feed.example", self.web(pages))

    @pytest.mark.parametrize(
        ("page", "says"),
        [
            (b"<html>Sorry</html>", "web page"),
            (b"{", "not JSON"),
            (b'{"contents": 7}', "Page 1 is no page"),
            (b"[]", "Page 1 is no page"),
        ],
    )
    def test_what_is_no_page_is_refused(self, page, says):
        with pytest.raises(NotAFeed, match=says):
            gather("https://feed.example", self.web([page]))

    @pytest.mark.parametrize(
        "address",
        ["file:///etc/hostname", "http://feed.example/services", "ftp://feed.example", "https://"],
    )
    def test_only_what_nobody_reads_on_the_way_is_read(self, address):
        with pytest.raises(NotAFeed, match="https://"):
            over_the_web(address)

    @pytest.mark.parametrize(
        ("to", "says"),
        [
            ("https://10.0.0.7/secret", "private network"),
            ("https://169.254.169.254/latest", "private network"),
            ("https://[::1]/", "private network"),
            ("http://127.0.0.1:1/", "private network"),
            ("http://feed.example/", "https://"),
        ],
    )
    def test_no_feed_sends_us_into_a_private_network(self, to, says):
        class Moved(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(302)
                self.send_header("Location", to)
                self.end_headers()

            def log_message(self, *_):
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Moved) as server:
            Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
            try:
                with pytest.raises(NotAFeed, match=says):
                    over_the_web(f"http://127.0.0.1:{server.server_port}/services")
            finally:
                server.shutdown()
