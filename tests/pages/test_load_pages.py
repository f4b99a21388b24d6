"""The pages of files: send, look, load, take back; for those whose posts allow it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.pages import invented_returns
from tests.pages.invented_returns import Life

from goldenthread.access import asking
from goldenthread.access.models import Post
from goldenthread.access.rules import Role
from goldenthread.access.today import now
from goldenthread.audit.models import AuditRow
from goldenthread.exchange.commands import asked
from goldenthread.exchange.commands.previews import drop_old_previews
from goldenthread.exchange.models import Load, LoadState
from goldenthread.files.models import StoredFile
from goldenthread.people.models import Child

from .conftest import person

REGISTER = (
    "URN,LA (code),EstablishmentName,TypeOfEstablishment (code),EstablishmentStatus (code)\n"
    "990001,830,Invented Hill,7,1\n"
)


@pytest.fixture
def held(settings, tmp_path):
    """Files are taken in as the demo does: not scanned, and kept in a folder of the test's own."""
    settings.DEMO = True
    settings.MEDIA_ROOT = tmp_path / "held"
    return settings


@pytest.fixture
def officer(cast, held):
    return signed_in(cast.data_officer)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def life(number=1):
    made = Life(number, date(2014, 5, 3), ("ASD",))
    made.versions, made.places = [date(2021, 3, 1)], [("990001", date(2021, 3, 1), None)]
    return made


@pytest.fixture
def returned(tmp_path):
    def content(*lives, year=2026, area="830"):
        return invented_returns.write(tmp_path / "out.xml", lives, year, area=area).read_bytes()

    return content


def send(client, content, name="sen2.xml", kind="SEN2", **more):
    given = {"kind": kind, "area": "830", "file": SimpleUploadedFile(name, content), **more}
    return client.post(reverse("exchange:send"), given)


def preview(client, content, **more):
    """Send a file; return the number of the load it may become."""
    answer = send(client, content, **more)
    assert answer.status_code == 302, text(answer)
    return int(answer["Location"].rstrip("/").rpartition("/")[2])


def ask(client, name, load_id):
    """Ask for a load, or for its undoing, and let the worker do it."""
    answer = client.post(reverse(f"exchange:{name}", args=[load_id]))
    asked.do_what_was_asked(now())
    return answer


def page(client, name, load_id=None, **query):
    return client.get(reverse(f"exchange:{name}", args=[load_id] if load_id else []), query)


def text(answer) -> str:
    return answer.content.decode()


def faults(answer, rule="S2-"):
    """Count the rows of a report that name a rule."""
    return len(re.findall(rf'gt-cell">\s*{rule}', text(answer)))


def children():
    with asking.stated(asking.service("test", [830, 831])):
        return Child.objects.count()


class TestSending:
    def test_with_no_file_sent_yet_the_list_says_where_to_begin(self, officer):
        assert "Begin with the register of settings" in text(page(officer, "loads"))

    def test_a_file_is_looked_into_and_nothing_is_loaded(self, officer, returned):
        load_id = preview(officer, returned(life(1), life(2)))
        shown = text(page(officer, "load", load_id))
        assert "Nothing stands in the way" in shown
        assert "Active plans: total" in shown
        assert Load.objects.get().state == LoadState.PREVIEWED
        assert children() == 0

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"kind": ""}, "Select what is in the file"),
            ({"file": ""}, "Choose file"),
            ({"area": "831"}, "Select a valid choice"),
            ({"as_of-day": "1", "as_of-month": "1", "as_of-year": "2030"}, "on or before"),
            ({"file": SimpleUploadedFile("x.exe", b"MZ....")}, "There is a problem"),
            ({"file": SimpleUploadedFile("x.xml", b"<!DOCTYPE a><a/>")}, "document type"),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_box(self, officer, returned, given, said):
        answer = send(officer, returned(life()), **given)
        assert answer.status_code == 200
        assert said in text(answer)
        assert "Error:" in text(answer)
        assert not Load.objects.exists()

    def test_a_file_that_is_no_return_is_refused_in_words(self, officer):
        load_id = preview(officer, b"<Message><Header/></Message>")
        shown = text(page(officer, "load", load_id))
        assert "Nothing was saved" in shown

    def test_a_file_of_another_area_is_refused(self, officer, returned):
        load_id = preview(officer, returned(life(), area="831"))
        assert "The file is for authority 831" in text(page(officer, "load", load_id))

    def test_until_the_virus_check_the_file_waits(self, officer, returned, held):
        held.DEMO = False
        load_id = preview(officer, returned(life()))
        answer = page(officer, "load", load_id)
        assert answer.status_code == 200
        assert "still being checked for viruses" in text(answer)


class TestTheRowReport:
    @pytest.fixture
    def poor(self, officer, returned):
        """A return with 30 codes that do not exist, and 30 reviews overdue."""
        content = returned(*map(life, range(1, 31)))
        return preview(officer, content.replace(b"<SENtype>ASD", b"<SENtype>XYZ"))

    def test_every_fault_is_listed_25_a_page(self, officer, poor):
        first = text(page(officer, "load", poor))
        assert faults(page(officer, "load", poor)) == 25
        assert "Continue" not in first
        assert "cannot be loaded as it is" in first
        rows = sum(faults(page(officer, "load", poor, page=n)) for n in (1, 2, 3))
        assert rows == 60

    def test_faults_can_be_narrowed_by_severity_and_rule(self, officer, poor):
        errors = page(officer, "load", poor, severity="error", page="2")
        assert (faults(errors, "S2-03"), faults(errors)) == (5, 5)
        queries = page(officer, "load", poor, rule="S2-53")
        assert (faults(queries, "S2-53"), faults(queries)) == (25, 25)

    def test_a_rule_that_is_none_shows_them_all(self, officer, poor):
        assert faults(page(officer, "load", poor, rule="nonsense")) == 25

    def test_a_preview_with_errors_is_not_loaded_by_going_round(self, officer, poor):
        ask(officer, "confirm", poor)
        shown = page(officer, "load", poor)
        assert "30 errors stand in the way" in text(shown)
        assert "And 5 more" in text(shown)
        assert faults(shown, "S2-03") == 25
        assert Load.objects.get().state == LoadState.PREVIEWED
        assert children() == 0


class TestLoading:
    def test_it_says_which_clocks_will_run_and_then_loads(self, officer, returned, bodies):
        load_id = preview(officer, returned(life(1), life(2)))
        page(officer, "load", load_id)
        shown = text(page(officer, "confirm", load_id))
        assert "First review" in shown
        assert "2 children" in shown
        assert "2 plans" in shown
        assert ">2<" in shown
        answer = officer.post(reverse("exchange:confirm", args=[load_id]))
        assert answer["Location"] == reverse("exchange:load", args=[load_id])
        assert "is being loaded" in text(page(officer, "load", load_id))
        assert children() == 0
        assert asked.do_what_was_asked(now()) == 1
        assert children() == 2
        load = Load.objects.get()
        assert (load.state, load.held_file_id, load.report_place) == (LoadState.COMMITTED, None, "")
        assert load.post_id is not None
        assert "take this file back" in text(page(officer, "load", load_id))

    def test_a_double_click_loads_once(self, officer, returned, bodies):
        load_id = preview(officer, returned(life()))
        page(officer, "load", load_id)
        first, second = (
            officer.post(reverse("exchange:confirm", args=[load_id])) for _ in range(2)
        )
        assert [asked.do_what_was_asked(now()) for _ in range(2)] == [1, 0]
        assert first["Location"] == second["Location"]
        assert (Load.objects.count(), children()) == (1, 1)

    def test_the_same_file_sent_again_leads_to_the_load_there_is(self, officer, returned, bodies):
        content = returned(life())
        first = preview(officer, content)
        ask(officer, "confirm", first)
        second = preview(officer, content)
        page(officer, "load", second)
        answer = officer.post(reverse("exchange:confirm", args=[second]))
        assert answer["Location"] == reverse("exchange:load", args=[first])
        assert Load.objects.count() == 1

    def test_the_register_and_the_lists_go_the_same_way(self, officer, tmp_path):
        load_id = preview(officer, REGISTER.encode(), name="register.csv", kind="SETTINGS")
        assert "Settings" in text(page(officer, "load", load_id))
        assert "brought up to date" in text(page(officer, "confirm", load_id))
        ask(officer, "confirm", load_id)
        assert Load.objects.get().report["settings"] == 1

    def test_it_is_written_down_who_loaded_it(self, officer, cast, returned, bodies):
        ask(officer, "confirm", preview(officer, returned(life())))
        with asking.stated(asking.service("test", [830])):
            row = AuditRow.objects.filter(purpose="load-sen2", action="write").get()
            assert row.child_id == Child.objects.get().pk
        assert (row.user_id, row.route) == (
            cast.data_officer.pk,
            "exchange.do_what_was_asked",
        )


class TestLettingGo:
    def test_what_is_thrown_away_is_gone_file_and_report(
        self, officer, returned, django_capture_on_commit_callbacks
    ):
        load_id = preview(officer, returned(life()))
        page(officer, "load", load_id)
        place, report = StoredFile.objects.get().place, Load.objects.get().report_place
        with django_capture_on_commit_callbacks(execute=True):
            officer.post(reverse("exchange:discard", args=[load_id]))
        assert not Load.objects.exists()
        assert not default_storage.exists(place)
        assert not default_storage.exists(report)

    def test_a_preview_is_held_for_a_day_and_no_longer(self, officer, returned, bodies):
        load_id = preview(officer, returned(life()))
        page(officer, "load", load_id)
        Load.objects.update(created_at=now() - timedelta(days=1, minutes=1))
        assert "held for a day and never loaded" in text(page(officer, "load", load_id))
        answer = officer.post(reverse("exchange:confirm", args=[load_id]))
        assert "has been let go" in text(answer)
        with asking.stated(asking.service("test", [830])):
            assert drop_old_previews(now()) == 1
        assert not Load.objects.exists()

    def test_what_was_loaded_is_not_thrown_away(self, officer, returned, bodies):
        load_id = preview(officer, returned(life()))
        ask(officer, "confirm", load_id)
        officer.post(reverse("exchange:discard", args=[load_id]))
        assert Load.objects.get().state == LoadState.COMMITTED


class TestTakingBack:
    @pytest.fixture
    def loaded(self, officer, returned, bodies):
        load_id = preview(officer, returned(life()))
        ask(officer, "confirm", load_id)
        return load_id

    def test_it_asks_first_and_then_shows_the_certificate(self, officer, loaded):
        assert "Take the file back" in text(page(officer, "undo", loaded))
        assert children() == 1
        officer.post(reverse("exchange:undo", args=[loaded]))
        assert "is being taken back" in text(page(officer, "load", loaded))
        officer.post(reverse("exchange:undo", args=[loaded]))
        assert asked.do_what_was_asked(now()) == 1
        assert children() == 0
        shown = text(page(officer, "load", loaded))
        assert "1 child removed" in shown
        assert "take this file back" not in shown

    def test_after_a_change_it_says_which_and_does_nothing(self, officer, loaded):
        with asking.stated(asking.service("test", [830])):
            Child.objects.update(known_as="Sammy")
        ask(officer, "undo", loaded)
        shown = text(page(officer, "load", loaded))
        assert "Nothing was taken back" in shown
        assert "people.Child" in shown
        assert children() == 1

    def test_after_seven_days_it_is_not_offered(self, officer, loaded):
        Load.objects.update(committed_at=now() - timedelta(days=8))
        assert "take this file back" not in text(page(officer, "load", loaded))
        assert "can no longer be taken back" in text(page(officer, "undo", loaded))

    def test_a_preview_has_nothing_to_take_back(self, officer, returned):
        load_id = preview(officer, returned(life()))
        assert page(officer, "undo", load_id).status_code == 404


class TestTheWorker:
    """What is asked for is done as whoever asked, with the rights they have when it is done."""

    def waiting(self, officer, returned) -> int:
        load_id = preview(officer, returned(life()))
        officer.post(reverse("exchange:confirm", args=[load_id]))
        return load_id

    def test_a_post_that_ended_meanwhile_loads_nothing(self, officer, cast, returned, bodies):
        load_id = self.waiting(officer, returned)
        Post.objects.filter(user=cast.data_officer).update(ends_at=now() - timedelta(minutes=1))
        asked.do_what_was_asked(now())
        load = Load.objects.get(pk=load_id)
        assert (load.state, children()) == (LoadState.PREVIEWED, 0)
        assert load.refusal["message"]

    def test_an_account_that_is_gone_loads_nothing(self, officer, returned, bodies):
        load_id = self.waiting(officer, returned)
        Load.objects.update(asked_by_id=999_999)
        asked.do_what_was_asked(now())
        assert "no account" in text(page(officer, "load", load_id))
        assert children() == 0

    def test_three_starts_that_came_to_nothing_give_it_back(self, officer, returned, bodies):
        load_id = self.waiting(officer, returned)
        Load.objects.update(starts=asked.MOST_STARTS)
        asked.do_what_was_asked(now())
        assert "begun three times" in text(page(officer, "load", load_id))
        assert Load.objects.get().state == LoadState.PREVIEWED
        officer.post(reverse("exchange:confirm", args=[load_id]))  # and it may be asked for again
        asked.do_what_was_asked(now())
        assert children() == 1

    def test_a_job_stands_in_the_queue_with_no_name_in_it(self, officer, returned, bodies):
        self.waiting(officer, returned)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT j.key FROM procrastinate_jobs, jsonb_object_keys(args) AS j(key)"
                " WHERE task_name = %s",
                [asked.TASK],
            )
            assert cursor.fetchall() == [("timestamp",)]


class TestWhoMay:
    PAGES = ("load", "confirm", "undo")

    def test_others_are_refused_and_it_is_written_down(self, cast, held, officer, returned):
        load_id = preview(officer, returned(life()))
        for who in ("officer", "manager", "dco", "senco", "commissioner", "parent", "stranger"):
            client = signed_in(getattr(cast, who))
            for name in self.PAGES:
                assert page(client, name, load_id).status_code == 403, (who, name)
            assert client.post(reverse("exchange:confirm", args=[load_id])).status_code == 403
            assert client.post(reverse("exchange:discard", args=[load_id])).status_code == 403
        with asking.stated(asking.service("test", [830])):
            assert Load.objects.get().state == LoadState.PREVIEWED
        assert children() == 0

    def test_a_data_officer_of_another_area_learns_nothing(self, officer, returned, bodies, held):
        other = signed_in(person("CityData", Role.DATA_OFFICER, bodies.city))
        load_id = preview(officer, returned(life()))
        for name in self.PAGES:
            assert page(other, name, load_id).status_code == 404
        assert other.post(reverse("exchange:confirm", args=[load_id])).status_code == 404
        assert other.post(reverse("exchange:discard", args=[load_id])).status_code == 404
        assert "sen2.xml" not in text(page(other, "loads"))


def test_no_page_asks_more_of_the_database_as_it_grows(officer, returned, bodies):
    for number in range(30):
        Load.objects.create(
            kind="SEN2",
            state="UNDONE",
            area_id=830,
            file_name=f"{number}.xml",
            sha256=str(number),
            created_at=now(),
            certificate={"withdrawn": 1, "removed": {}, "restored": {}},
        )
    load_id = preview(officer, returned(*map(life, range(1, 20))))
    page(officer, "load", load_id)
    for name, number in (("loads", None), ("send", None), ("load", load_id), ("confirm", load_id)):
        with CaptureQueriesContext(connection) as sent:
            assert page(officer, name, number).status_code == 200
        assert len(sent) <= 12, [one["sql"][:100] for one in sent]
    assert "30.xml" not in text(page(officer, "loads"))
    assert "5.xml" in text(page(officer, "loads", page="2"))
