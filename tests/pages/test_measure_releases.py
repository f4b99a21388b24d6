"""Figures kept, figures proposed, approved by a second person, read by everybody, never altered."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.access.models import Post
from goldenthread.access.rules import NotAllowed, NotFound, Role
from goldenthread.law.events import EventKind as K
from goldenthread.measures import commands, queries
from goldenthread.measures.models import Decision, MeasureFigure, Reading, Release
from goldenthread.measures.queries import releases as rows
from goldenthread.measures.rules import registry
from goldenthread.timeline.commands import NewEvent, record_many

from .conftest import NOW, STARTED, TODAY, child, person

OCTOBER = date(2026, 10, 31)
NOTE = "Two figures cannot be given yet: nobody has asked families."
KEYS = ("plans-issued", "plans-in-20-weeks", "requests-received", "complaints-per-100-plans")


@pytest.fixture
def requests_made(as_service, areas):
    """Forty requests of Derbyshire: half became plans, nine of those in time."""
    sam = child(areas.derbyshire, "D-7", "Sam", "Invented")
    events = []
    for case in range(40):
        start = date(2026, 1, 5) + timedelta(days=case)
        steps = [(start, K.REQUEST_RECEIVED)]
        if case % 2:
            took = 130 if case < 18 else 160
            steps.append((start + timedelta(days=took), K.PLAN_ISSUED))
        events += [
            NewEvent(kind=kind, area_id=830, child_id=sam.pk, case_type="assessment",
                     case_id=case + 1, on=on)
            for on, kind in steps
        ]  # fmt: skip
    record_many(events, by=as_service, at=NOW, backfilled=True)
    return sam


@pytest.fixture
def proposer(cast, asker_of):
    return asker_of(cast.data_officer)


@pytest.fixture
def approver(cast, asker_of):
    return asker_of(cast.manager)


@pytest.fixture
def proposed(requests_made, proposer):
    with asking.stated(proposer):
        return commands.propose_release(830, on=OCTOBER, note=NOTE, keys=KEYS, by=proposer, at=NOW)


@pytest.fixture
def approved(proposed, approver):
    with asking.stated(approver):
        commands.approve_release(proposed.pk, by=approver, at=NOW)
    return proposed


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestKeeping:
    def test_keeps_every_measure_of_each_month_end_once(self, requests_made):
        days = queries.month_ends(OCTOBER, 2)
        assert commands.keep_readings([830], days, at=NOW) == 2 * len(registry.keys())
        assert commands.keep_readings([830], days, at=NOW) == 0
        assert commands.keep_month_ends([830], today=TODAY, at=NOW, months=3) == len(
            registry.keys()
        )

    def test_what_was_kept_is_what_is_counted_again(self, requests_made, as_service):
        commands.keep_readings([830], [OCTOBER], at=NOW)
        kept = rows.kept(830)
        again = {v.key: v for v in queries.all_values([830], [OCTOBER])}
        assert kept.on == OCTOBER
        assert kept.values == again
        assert kept.values["plans-in-20-weeks"].value == Decimal("45.0")

    def test_nobody_elses_area_shows_and_nothing_shows_to_nobody(self, requests_made, as_service):
        commands.keep_readings([830], [OCTOBER], at=NOW)
        with asking.stated(asking.service("elsewhere", [831])):
            assert Reading.objects.count() == 0

    @pytest.mark.parametrize("model", [Reading, Release, MeasureFigure, Decision])
    def test_nothing_kept_or_published_is_ever_altered(self, model, approved, as_service):
        commands.keep_readings([830], [OCTOBER], at=NOW)
        field = next(f for f in model._meta.concrete_fields if not f.primary_key)
        table, column = model._meta.db_table, field.column
        assert model.objects.exists()
        for change in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change)


class TestProposing:
    def test_keeps_released_figures_alone_with_their_definitions(self, proposed):
        figures = {each.key: each for each in rows.figures_of(proposed)}
        assert set(figures) == set(KEYS)
        issued = figures["plans-issued"]
        assert (issued.numerator, issued.value, issued.hidden) == (20, 20, "")
        share = figures["plans-in-20-weeks"]
        assert (share.numerator, share.others, share.denominator) == (10, 10, 20)
        assert share.value == 50  # of what is shown; the true share is 45
        assert share.definition["defined_by"].startswith("Department for Education")
        assert figures["complaints-per-100-plans"].hidden == "no-data"
        assert figures["complaints-per-100-plans"].why

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"on": date(2026, 10, 30)}, "month's end"),
            ({"on": date(2026, 11, 30)}, "not over"),
            ({"keys": []}, "at least one"),
            ({"keys": ["no-such"]}, "at least one"),
            ({"note": "  "}, "what a reader should know"),
            ({"on": date(2014, 1, 31)}, "no one measure"),
        ],
    )
    def test_refuses_what_cannot_be_published(self, requests_made, proposer, change, said):
        given = {"on": OCTOBER, "note": NOTE, "keys": KEYS, **change}
        with asking.stated(proposer), pytest.raises(commands.NotPublished, match=said):
            commands.propose_release(830, by=proposer, at=NOW, **given)
        assert not Release.objects.exists()

    def test_one_waits_at_a_time_and_then_a_new_edition(self, proposed, proposer, approver):
        given = {"on": OCTOBER, "note": NOTE, "keys": KEYS, "at": NOW}
        with asking.stated(proposer), pytest.raises(commands.NotPublished, match="wait"):
            commands.propose_release(830, by=proposer, **given)
        with asking.stated(approver):
            commands.approve_release(proposed.pk, by=approver, at=NOW)
        with asking.stated(proposer):
            second = commands.propose_release(830, by=proposer, **given)
        assert (proposed.edition, second.edition) == (1, 2)

    def test_only_those_whose_post_it_is(self, requests_made, cast, asker_of):
        for name in ("officer", "dco", "commissioner", "privacy_officer", "stranger"):
            by = asker_of(getattr(cast, name))
            with asking.stated(by), pytest.raises(NotAllowed):
                commands.propose_release(830, on=OCTOBER, note=NOTE, keys=KEYS, by=by, at=NOW)

    def test_not_for_an_area_that_is_not_theirs(self, requests_made, proposer):
        with asking.stated(proposer), pytest.raises(NotFound):
            commands.propose_release(831, on=OCTOBER, note=NOTE, keys=KEYS, by=proposer, at=NOW)


class TestDeciding:
    def test_a_second_person_publishes_it_once(self, proposed, approver):
        with asking.stated(approver):
            first = commands.approve_release(proposed.pk, by=approver, at=NOW)
            again = commands.approve_release(proposed.pk, by=approver, at=NOW)
        assert first == again
        assert Decision.objects.count() == 1
        assert rows.get_published(proposed.pk) == proposed

    def test_never_the_one_who_proposed_it(self, requests_made, approver):
        with asking.stated(approver):
            made = commands.propose_release(
                830, on=OCTOBER, note=NOTE, keys=KEYS, by=approver, at=NOW
            )
            with pytest.raises(commands.BySamePerson):
                commands.approve_release(made.pk, by=approver, at=NOW)

    def test_nor_may_the_database_keep_such_a_row(self, proposed, cast):
        post = Post.objects.get(user=cast.data_officer)
        with pytest.raises(DatabaseError, match="second_person"), transaction.atomic():
            Decision.objects.create(
                release=proposed, approved=True, proposed_by=cast.data_officer,
                decided_by=cast.data_officer, decided_post=post, decided_at=NOW,
            )  # fmt: skip

    def test_refused_with_a_reason_it_is_nowhere_to_be_read(self, proposed, approver):
        with asking.stated(approver):
            with pytest.raises(commands.NotPublished, match="why"):
                commands.refuse_release(proposed.pk, reason="no", by=approver, at=NOW)
            commands.refuse_release(
                proposed.pk, reason="The count of requests is not right.", by=approver, at=NOW
            )
            with pytest.raises(commands.NotPublished, match="already"):
                commands.approve_release(proposed.pk, by=approver, at=NOW)
        with pytest.raises(NotFound):
            rows.get_published(proposed.pk)

    def test_nobody_who_may_only_propose(self, proposed, proposer, cast, bodies, asker_of):
        other = asker_of(person("Second", Role.DATA_OFFICER, bodies.county))
        with asking.stated(other), pytest.raises(NotAllowed):
            commands.approve_release(proposed.pk, by=other, at=NOW)

    def test_a_manager_of_elsewhere_finds_nothing(self, proposed, bodies, asker_of):
        other = asker_of(person("Elsewhere", Role.EHC_MANAGER, bodies.city))
        with asking.stated(other), pytest.raises(NotFound):
            commands.approve_release(proposed.pk, by=other, at=NOW)


class TestAPublishedFigureStands:
    def test_whatever_happens_afterwards(self, approved, as_service, requests_made, monkeypatch):
        before = MeasureFigure.objects.values_list()
        stood = list(before)
        record_many(
            [
                NewEvent(kind=K.PLAN_ISSUED, area_id=830, child_id=requests_made.pk,
                         case_type="assessment", case_id=case, on=date(2026, 6, 1))
                for case in range(1, 41, 2)
            ],
            by=as_service, at=NOW, backfilled=True,
        )  # fmt: skip
        changed = tuple(m for m in registry.MEASURES if m.key != "plans-issued")
        monkeypatch.setattr(registry, "MEASURES", changed)
        page = Client().get(reverse("measures:published", args=[approved.pk])).content.decode()
        assert list(before.all()) == stood
        assert "Plans issued" in page


class TestPages:
    def test_the_list_opens_each_measure_and_counts_its_statements(self, requests_made, cast):
        commands.keep_readings([830], queries.month_ends(OCTOBER, 2), at=NOW)
        client = signed_in(cast.officer)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("measures:area", args=["derbyshire"]))
        text = page.content.decode()
        assert len(asked) <= 12
        assert "45.0%" in text
        assert "9 of 20" in text
        assert reverse("measures:measure", args=["derbyshire", "plans-in-20-weeks"]) in text
        assert "no answer to a survey is on record" in text
        earlier = client.get(reverse("measures:area", args=["derbyshire"]), {"on": "2026-09-30"})
        assert "30 September 2026, as it was known" in earlier.content.decode()

    def test_the_list_before_anything_is_kept_says_when_it_will_be(self, cast):
        text = signed_in(cast.officer).get(reverse("measures:area", args=["derbyshire"]))
        assert "No figures have been kept" in text.content.decode()

    def test_one_measure_shows_its_definition_history_and_a_day_asked(self, requests_made, cast):
        commands.keep_readings([830], queries.month_ends(OCTOBER, 3), at=NOW)
        address = reverse("measures:measure", args=["derbyshire", "plans-in-20-weeks"])
        client = signed_in(cast.officer)
        with CaptureQueriesContext(connection) as asked:
            text = client.get(address).content.decode()
        assert len(asked) <= 12
        assert "At the end of October 2026: 45.0% (9 of 20)." in text
        assert "140 calendar days" in text
        assert "<svg" in text
        with CaptureQueriesContext(connection) as asked:
            day = {"on-day": "30", "on-month": "6", "on-year": "2026"}
            live = client.get(address, day).content.decode()
        assert len(asked) <= 14
        assert "as known on 30 June 2026" in live
        bad = client.get(address, {"on-day": "31", "on-month": "2", "on-year": "2026"})
        assert "must be a real date" in bad.content.decode()

    def test_a_measure_that_is_none_is_not_found(self, cast):
        address = reverse("measures:measure", args=["derbyshire", "no-such"])
        assert signed_in(cast.officer).get(address).status_code == 404

    def test_a_late_count_opens_the_list_behind_it(self, requests_made, cast):
        client = signed_in(cast.officer)
        late = client.get(reverse("measures:measure", args=["derbyshire", "plans-late-now"]))
        assert "/work/?area=830&amp;state=late&amp;rule=plan-final" in late.content.decode()
        share = client.get(reverse("measures:measure", args=["derbyshire", "plans-in-20-weeks"]))
        assert "/work/?area" not in share.content.decode()

    def test_proposing_on_the_page_keeps_what_was_typed_when_refused(self, requests_made, cast):
        client = signed_in(cast.data_officer)
        address = reverse("measures:publish", args=["derbyshire"])
        bad = client.post(address, {"on": OCTOBER.isoformat(), "note": "short", "keys": KEYS})
        assert "Say in 10 to 2,000 characters" in bad.content.decode()
        assert "short" in bad.content.decode()
        good = client.post(address, {"on": OCTOBER.isoformat(), "note": NOTE, "keys": KEYS})
        assert good.status_code == 302
        page = client.get(good["Location"]).content.decode()
        assert "You proposed these figures" not in page  # who may not decide is told nothing of it
        assert "Waiting for a second person" in page

    def test_the_manager_publishes_and_everybody_reads(self, proposed, cast):
        client, address = signed_in(cast.manager), reverse("measures:release", args=[proposed.pk])
        assert "Publish these figures" in client.get(address).content.decode()
        refused = client.post(reverse("measures:refuse", args=[proposed.pk]), {"reason": ""})
        assert "Enter why they are not to be published" in refused.content.decode()
        assert client.post(reverse("measures:approve", args=[proposed.pk])).status_code == 302
        with CaptureQueriesContext(connection) as asked:
            text = Client().get(reverse("measures:published", args=[proposed.pk])).content.decode()
        assert len(asked) <= 6
        assert "50.0%" in text
        assert "45" not in text.replace("2045", "")
        listed = Client().get(reverse("measures:all-published")).content.decode()
        assert reverse("measures:published", args=[proposed.pk]) in listed

    @pytest.mark.parametrize(
        ("who", "answer"),
        [("officer", 403), ("dco", 403), ("board_member", 403), ("city_officer", 403),
         ("manager", 200), ("data_officer", 200), ("parent", 403)],
    )  # fmt: skip
    def test_who_sees_a_release_before_it_is_published(self, proposed, cast, who, answer):
        client = signed_in(getattr(cast, who))
        assert client.get(reverse("measures:release", args=[proposed.pk])).status_code == answer
        assert client.get(reverse("measures:published", args=[proposed.pk])).status_code == 404
        assert client.get(reverse("measures:csv", args=[proposed.pk])).status_code == 404

    def test_a_second_edition_is_named_on_the_first(self, approved, proposer, approver):
        with asking.stated(proposer):
            second = commands.propose_release(
                830, on=OCTOBER, note=NOTE, keys=KEYS[:1], by=proposer, at=NOW
            )
        page = reverse("measures:published", args=[approved.pk])
        assert "newer edition" not in Client().get(page).content.decode()
        with asking.stated(approver):
            commands.approve_release(second.pk, by=approver, at=NOW)
        assert "newer edition" in Client().get(page).content.decode()


class TestCsv:
    def test_gives_released_figures_and_what_they_mean(self, approved):
        answer = Client().get(reverse("measures:csv", args=[approved.pk]))
        assert answer["Content-Type"].startswith("text/csv")
        assert answer["Content-Disposition"].endswith('"derbyshire-2026-10-31-1.csv"')
        found = {r["key"]: r for r in csv.DictReader(io.StringIO(answer.content.decode()))}
        assert set(found) == set(KEYS)
        share = found["plans-in-20-weeks"]
        assert (share["counted"], share["out_of"], share["value"]) == ("10", "20", "50.0")
        assert found["complaints-per-100-plans"]["value"] == ""
        assert found["complaints-per-100-plans"]["hidden"] == "no-data"


def test_posts_of_the_cast_began_before_the_releases_they_sign():
    assert STARTED < OCTOBER < TODAY
