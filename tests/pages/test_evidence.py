"""An evidence room: the lists, the sample, the packs, and what leaves by two people's leave."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from goldenthread.access import asking
from goldenthread.access.models import Alert
from goldenthread.access.rules import NotAllowed, NotFound, Role
from goldenthread.audit.models import AuditRow
from goldenthread.exchange import evidence_lists
from goldenthread.exchange.annex_a import LIST_1, columns_of, read_lists
from goldenthread.exchange.commands import evidence as commands
from goldenthread.exchange.models import EvidenceAct, EvidenceRoom, Export, SampledChild
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import SealHolder
from goldenthread.placements.models import Placement
from goldenthread.plans.models import Plan, PlanVersion
from goldenthread.reviews.models import Review
from goldenthread.timeline.commands import NewEvent, record_many

from .conftest import NOW, TODAY, child, person

REASON = "The inspectors asked for both lists this morning."
AS_OF = date(2026, 11, 20)
MANY = 8


def add_child(areas, bodies, number: int, **facts):
    """One invented child of Derbyshire with a plan since 2024, reviewed once, at the school."""
    made = child(
        areas.derbyshire, f"D-{number:03d}", f"Forename{number}", "Canaryname",
        upn="", upn_unknown="UN1", sex="F", ethnicity="WBRI", disabled=True,
        pupil_premium=False, address="1 Canary Lane", **facts,
    )  # fmt: skip
    own = {"area": areas.derbyshire, "child": made}
    plan = Plan.objects.create(
        state="IN_FORCE", first_issued_date=date(2024, 3, 1), start_date=date(2024, 3, 1), **own
    )
    for version, issued in ((1, date(2024, 3, 1)), (2, date(2025, 4, 1))):
        PlanVersion.objects.create(
            plan=plan, number=version, status="FINAL", issued_date=issued, needs=["DS"],
            setting=bodies.setting, **own,
        )  # fmt: skip
    Review.objects.create(plan=plan, meeting_date=date(2025, 2, 1), **own)
    Placement.objects.create(setting=bodies.setting, entry_date=date(2024, 3, 4), **own)
    return made


@pytest.fixture
def children(as_service, areas, bodies, cast):
    bodies.setting.phase = "Primary"
    bodies.setting.save()
    made = [add_child(areas, bodies, number) for number in range(MANY)]
    steps = (
        (date(2023, 11, 1), K.REQUEST_RECEIVED, {}),
        (date(2023, 12, 1), K.ASSESSMENT_AGREED, {}),
        (date(2023, 12, 2), K.ADVICE_REQUESTED, {"about": "health"}),
        (date(2024, 3, 1), K.PLAN_ISSUED, {}),
    )
    events = [
        NewEvent(
            kind=kind, area_id=830, child_id=one.pk, case_type="assessment", case_id=one.pk,
            on=on, facts=facts,
        )
        for one in made
        for on, kind, facts in steps
    ]  # fmt: skip
    record_many(events, by=as_service, at=NOW, backfilled=True)
    return made


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.data_officer)


@pytest.fixture
def manager(cast, asker_of):
    return asker_of(cast.manager)


def opened(by, title="Area SEND inspection", size=6):
    with asking.stated(by):
        return commands.open_room(
            830, title=title, as_of=AS_OF, seed="spring", size=size, by=by, at=NOW
        )


@pytest.fixture
def room(children, officer):
    return opened(officer)


@pytest.fixture
def asked(room, officer):
    with asking.stated(officer):
        return commands.ask_for_export(room.pk, reason=REASON, signed_in_at=NOW, by=officer, at=NOW)


@pytest.fixture
def approved(asked, manager):
    with asking.stated(manager):
        return commands.decide_export(asked.pk, approved=True, by=manager, at=NOW)


def take(export, by, at=NOW, signed_in_at=NOW):
    with asking.stated(by):
        return commands.take_export(export.pk, signed_in_at=signed_in_at, by=by, at=at)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def built(by):
    with asking.stated(by):
        return evidence_lists.build(830, AS_OF, by=by)


class TestTheLists:
    def test_hold_what_the_record_says_and_nothing_of_later(self, children, officer):
        first = built(officer).records[0]
        assert (first.unique_id, first.upn, first.gender) == ("D-000", "UN1", "Female")
        assert (first.first_issued, first.updated) == (date(2024, 3, 1), date(2025, 4, 1))
        assert first.reviewed == date(2025, 2, 1)
        assert (first.need, first.urn, first.phase) == ("OTH", "990001", "Primary")
        assert (first.disabled, first.pupil_premium, first.home_educated) == (True, False, False)
        with asking.stated(officer):
            early = evidence_lists.build(830, date(2025, 1, 31), by=officer).records[0]
        assert (early.updated, early.reviewed) == (None, None)
        with asking.stated(officer):
            assert evidence_lists.build(830, date(2024, 2, 1), by=officer).records == ()

    def test_pass_the_inspectors_own_rules_when_read_back(self, children, officer):
        mine = built(officer)
        found = evidence_lists.faults(mine)
        assert [each for each in found if each.severity == "error"] == []
        content = evidence_lists.workbook(mine)
        lists = read_lists(io.BytesIO(content), as_of=AS_OF, name="lists.xlsx")
        assert len(lists.list_1) == MANY
        assert [each.record for each in lists.list_1] == list(mine.records)

    def test_have_the_exact_headings_and_no_hidden_sheet(self, approved, officer):
        book = openpyxl.load_workbook(io.BytesIO(take(approved, officer).content))
        assert book.sheetnames == ["List_1", "List_2"]
        assert {sheet.sheet_state for sheet in book.worksheets} == {"visible"}
        heads = [cell.value for cell in book["List_1"][1]]
        assert heads == [column.heading for column in columns_of(LIST_1)]
        assert book["List_2"].max_row == 1

    def test_text_a_spreadsheet_might_run_is_neutralised(self, children, manager, as_service):
        one = children[0]
        one.social_care_team = "=HYPERLINK(1)"
        one.save()
        book = openpyxl.load_workbook(io.BytesIO(evidence_lists.workbook(built(manager))))
        place = [c.heading for c in columns_of(LIST_1)].index("Which children's social care team?")
        assert book["List_1"][2][place].value == "'=HYPERLINK(1)"
        assert book["List_1"][2][place].data_type == "s"

    def test_columns_with_no_source_are_empty_with_the_reason(self, children, officer):
        mine = built(officer)
        reasons = {blank.heading: blank.why for blank in mine.blanks}
        assert {"Suspensions", "Permanent exclusions", "Absence"} <= set(reasons)
        assert all(r.suspensions is None and r.absence is None for r in mine.records)

    def test_a_class_of_field_the_post_does_not_open_stays_empty(
        self, children, officer, manager, as_service
    ):
        children[0].social_care_team = "Canary team"
        children[0].save()
        assert built(manager).records[0].social_care_team == "Canary team"
        hers = built(officer)
        assert {record.social_care_team for record in hers.records} == {None}
        assert hers.records[0].social_care is True
        assert any("Your post" in blank.why for blank in hers.blanks)

    def test_a_child_in_hiding_has_no_place_on_them(self, children, officer, as_service):
        hidden = children[3]
        hidden.address, hidden.location_restricted = "", True
        hidden.save()
        mine = built(officer)
        row = next(r for r in mine.records if r.unique_id == hidden.local_id)
        assert (row.urn, row.phase, row.home_educated) == (None, None, None)
        assert mine.restricted == 1

    def test_a_sealed_record_is_not_on_them_but_for_its_holder(
        self, children, officer, manager, cast, areas, as_service
    ):
        children[5].sealed = True
        children[5].save()
        SealHolder.objects.create(
            area=areas.derbyshire, child=children[5], user=cast.manager, from_date=date(2024, 1, 1)
        )
        assert len(built(officer).records) == MANY - 1
        assert len(built(manager).records) == MANY


class TestTheSample:
    def test_is_drawn_by_the_seed_and_drawn_the_same_again(self, room, officer):
        first = list(room.sampled.order_by("place").values_list("child_id", flat=True))
        again = opened(officer, title="The same, drawn again")
        assert list(again.sampled.order_by("place").values_list("child_id", flat=True)) == first
        assert len(set(first)) == 6

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"as_of": TODAY + timedelta(days=1)}, "future"),
            ({"size": 0}, "1 to 30"),
            ({"size": 31}, "1 to 30"),
            ({"seed": " "}, "seed"),
        ],
    )
    def test_bad_input_is_refused(self, children, officer, change, said):
        given = {"title": "One", "as_of": AS_OF, "seed": "s", "size": 6, **change}
        with asking.stated(officer), pytest.raises(commands.EvidenceRefused, match=said):
            commands.open_room(830, by=officer, at=NOW, **given)
        assert not EvidenceRoom.objects.exists()

    def test_the_same_room_is_opened_once(self, room, officer):
        with pytest.raises(commands.EvidenceRefused, match="already"):
            opened(officer)

    def test_only_by_those_whose_post_it_is(self, children, cast, asker_of):
        for name in ("officer", "dco", "privacy_officer", "administrator", "commissioner"):
            with pytest.raises(NotAllowed):
                opened(asker_of(getattr(cast, name)))

    def test_nobody_elsewhere_sees_who_was_drawn(self, room):
        with asking.stated(asking.service("elsewhere", [831])):
            assert SampledChild.objects.count() == 0


class TestTakingTheListsOut:
    def test_needs_a_fresh_sign_in_to_ask_and_to_take(self, room, approved, officer):
        old = NOW - timedelta(minutes=11)
        with asking.stated(officer), pytest.raises(commands.SignInAgain):
            commands.ask_for_export(room.pk, reason=REASON, signed_in_at=old, by=officer, at=NOW)
        for stale in (old, None):
            with pytest.raises(commands.SignInAgain):
                take(approved, officer, signed_in_at=stale)

    def test_needs_a_reason_and_waits_once(self, asked, room, officer):
        with asking.stated(officer):
            with pytest.raises(commands.EvidenceRefused, match="20 characters"):
                commands.ask_for_export(
                    room.pk, reason="soon", signed_in_at=NOW, by=officer, at=NOW
                )
            again = commands.ask_for_export(
                room.pk, reason=REASON, signed_in_at=NOW, by=officer, at=NOW
            )
        assert again == asked
        assert asked.children == MANY

    def test_not_before_a_second_person_and_never_the_same_one(self, children, manager, asked):
        mine = opened(manager, title="Another")
        with asking.stated(manager):
            export = commands.ask_for_export(
                mine.pk, reason=REASON, signed_in_at=NOW, by=manager, at=NOW
            )
            with pytest.raises(commands.EvidenceRefused, match="somebody else"):
                commands.decide_export(export.pk, approved=True, by=manager, at=NOW)
        with pytest.raises(commands.EvidenceRefused, match="Nobody has approved"):
            take(export, manager)

    def test_nor_may_the_database_keep_such_a_row(self, asked):
        with pytest.raises(DatabaseError, match="second_person"), transaction.atomic():
            Export.objects.filter(pk=asked.pk).update(
                approved=True, decided_by=asked.asked_by_id, decided_at=NOW
            )

    def test_ends_within_a_day(self, approved, officer):
        assert approved.expires_at - NOW <= timedelta(hours=24)
        assert take(approved, officer, at=NOW + timedelta(hours=23), signed_in_at=NOW
                    + timedelta(hours=23)).content  # fmt: skip
        late = NOW + timedelta(hours=24)
        with pytest.raises(commands.EvidenceRefused, match="run out"):
            take(approved, officer, at=late, signed_in_at=late)
        with pytest.raises(DatabaseError, match="within_a_day"), transaction.atomic():
            Export.objects.update(expires_at=late + timedelta(seconds=1))

    def test_a_refusal_is_final_and_a_second_click_does_nothing(self, asked, manager, officer):
        with asking.stated(manager):
            first = commands.decide_export(asked.pk, approved=False, by=manager, at=NOW)
            assert commands.decide_export(asked.pk, approved=False, by=manager, at=NOW) == first
            with pytest.raises(commands.EvidenceRefused, match="already"):
                commands.decide_export(asked.pk, approved=True, by=manager, at=NOW)
        with pytest.raises(commands.EvidenceRefused):
            take(asked, officer)
        assert EvidenceAct.objects.filter(what="export-refused").count() == 1

    def test_only_by_the_one_who_asked(self, approved, manager, bodies, asker_of):
        other = asker_of(person("Other", Role.DATA_OFFICER, bodies.county))
        for by in (manager, other):
            with pytest.raises(NotFound):
                take(approved, by)

    def test_says_who_took_it_and_tells_the_privacy_officer(self, approved, officer, monkeypatch):
        take(approved, officer)
        assert not Alert.objects.exists()  # not many children
        monkeypatch.setattr(commands, "BULK", MANY - 1)
        book = openpyxl.load_workbook(io.BytesIO(take(approved, officer).content))
        mark = f"Export {approved.pk}, taken by DataOfficer on 22/11/2026"
        assert mark in book.properties.description
        assert all(mark in sheet.oddHeader.center.text for sheet in book.worksheets)
        alert = Alert.objects.get(kind="bulk_export")
        assert alert.facts == {
            "for_role": "PRIVACY_OFFICER", "children": MANY, "export": approved.pk
        }  # fmt: skip
        assert alert.area_id == 830

    def test_writes_a_look_for_every_child_on_it(self, approved, officer, children):
        take(approved, officer)
        looks = AuditRow.objects.filter(action="export", purpose="inspection-lists")
        assert {row.child_id for row in looks} == {one.pk for one in children}

    def test_no_account_of_support_can_take_anything(self, approved, cast, asker_of):
        service = asking.service("support", [830])
        with asking.stated(service), pytest.raises((NotAllowed, NotFound)):
            commands.take_export(approved.pk, signed_in_at=NOW, by=service, at=NOW)
        administrator = asker_of(cast.administrator)
        with pytest.raises(NotAllowed):
            take(approved, administrator)


class TestPacks:
    @pytest.fixture
    def text(self, room, officer):
        with asking.stated(officer):
            taken = commands.take_pack(room.pk, 1, by=officer, on=TODAY, at=NOW)
        reader = PdfReader(io.BytesIO(taken.content))
        return "\n".join(page.extract_text() for page in reader.pages)

    def test_tell_what_happened_and_what_was_owed(self, text):
        for said in ("Tracking pack: child 1", "Request received", "Plan issued", "Advice",
                     "Plan versions", "Reviews", "1 February 2025", "spring"):  # fmt: skip
            assert said in text or said == "spring"
        assert "What is not in this pack" in text

    def test_name_nobody_and_no_place(self, text):
        for canary in ("Canary", "Forename", "990001", "Invented Primary"):
            assert canary not in text
        assert "D-0" in text  # the number on the lists, and nothing else that says who

    def test_are_written_down_for_the_child_and_the_room(self, room, officer, text):
        one = SampledChild.objects.get(room=room, place=1)
        assert AuditRow.objects.filter(child_id=one.child_id, purpose="inspection-pack").exists()
        assert EvidenceAct.objects.filter(room=room, what="pack-taken", about="1").exists()

    def test_none_for_a_place_nobody_has_nor_for_a_sealed_record(self, room, officer, as_service):
        with asking.stated(officer), pytest.raises(NotFound):
            commands.take_pack(room.pk, 7, by=officer, on=TODAY, at=NOW)
        with asking.stated(asking.service("test", [830])):
            one = SampledChild.objects.get(room=room, place=1).child
            one.sealed = True
            one.save()
        with asking.stated(officer), pytest.raises(NotFound):
            commands.take_pack(room.pk, 1, by=officer, on=TODAY, at=NOW)

    def test_what_was_done_is_never_altered(self, room, text):
        for change in ("UPDATE exchange_evidenceact SET about = ''", "DELETE FROM"
                       " exchange_evidenceact"):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)


class TestPages:
    def test_a_room_is_opened_asked_of_approved_and_emptied(self, children, cast):
        officer, manager = signed_in(cast.data_officer), signed_in(cast.manager)
        rooms = reverse("exchange:evidence-rooms")
        bad = officer.post(rooms, {"title": "Kept", "area": "830", "size": "99", "seed": "s"})
        assert "Kept" in bad.content.decode()
        assert "less than or equal to 30" in bad.content.decode()
        given = {"title": "Inspection", "area": "830", "size": "3", "seed": "spring"}
        where = officer.post(rooms, given)["Location"]
        page = officer.get(where).content.decode()
        assert "Child 3" in page
        assert "Canaryname" not in page
        assert "Not held here: bring it from the parent carer forum" in page
        short = officer.post(where, {"reason": "short"})
        assert "at least 20 characters" in short.content.decode()
        asked = officer.post(where, {"reason": REASON})["Location"]
        assert "Somebody else must approve this" in officer.get(asked).content.decode()
        export = Export.objects.get()
        decide = reverse("exchange:export-decide", args=[export.pk])
        assert "Approve" in manager.get(asked).content.decode()
        assert manager.post(decide, {"decision": "approve"}).status_code == 302
        taken = officer.post(reverse("exchange:export-take", args=[export.pk]))
        assert taken["Content-Disposition"].endswith('.xlsx"')
        assert taken.content[:2] == b"PK"
        log = officer.get(f"{where}log/").content.decode()
        assert "Took the lists out" in log
        assert "Approved that the lists go out" in log

    def test_an_old_sign_in_is_sent_to_sign_in_again(self, room, cast):
        client = signed_in(cast.data_officer)
        cast.data_officer.last_login = timezone.now() - timedelta(hours=2)
        cast.data_officer.save()
        session = client.session
        session.pop("account_authentication_methods", None)
        session.save()
        page = reverse("exchange:evidence", args=[room.pk])
        answer = client.post(page, {"reason": REASON}).content.decode()
        assert "Sign in again" in answer
        assert REASON in answer  # what was typed is kept
        assert not Export.objects.exists()

    def test_the_check_of_the_lists_counts_and_names_no_child(self, room, cast):
        page = reverse("exchange:evidence-lists", args=[room.pk])
        client = signed_in(cast.data_officer)
        with CaptureQueriesContext(connection) as asked:
            text = client.get(page).content.decode()
        assert len(asked) <= 12
        assert "8 children have a plan in force on 20 November 2026" in text
        assert "Nothing must be mended first" in text
        assert "Suspensions" in text
        assert "Canaryname" not in text

    def test_the_room_costs_few_statements(self, room, asked, cast):
        page, client = reverse("exchange:evidence", args=[room.pk]), signed_in(cast.data_officer)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(page).status_code == 200
        assert len(counted) <= 14

    @pytest.mark.parametrize(
        ("who", "room_answer", "pack_answer"),
        [("data_officer", 200, 200), ("manager", 200, 200), ("privacy_officer", 200, 403),
         ("officer", 403, 403), ("dco", 403, 403), ("board_member", 403, 403),
         ("psychologist", 403, 403), ("parent", 403, 403)],
    )  # fmt: skip
    def test_who_enters(self, room, asked, cast, who, room_answer, pack_answer):
        client = signed_in(getattr(cast, who))
        assert client.get(reverse("exchange:evidence", args=[room.pk])).status_code == room_answer
        assert client.get(reverse("exchange:evidence-log", args=[room.pk])).status_code == (
            room_answer
        )
        assert client.get(reverse("exchange:export", args=[asked.pk])).status_code == room_answer
        pack = reverse("exchange:evidence-pack", args=[room.pk, 2])
        assert client.get(pack).status_code == pack_answer

    def test_the_privacy_officer_approves_and_sees_no_child(self, room, asked, cast):
        client = signed_in(cast.privacy_officer)
        page = client.get(reverse("exchange:evidence", args=[room.pk])).content.decode()
        assert "D-0" not in page
        decide = reverse("exchange:export-decide", args=[asked.pk])
        assert client.post(decide, {"decision": "approve"}).status_code == 302

    def test_somebody_of_another_area_finds_nothing(self, room, asked, bodies):
        other = signed_in(person("Elsewhere", Role.DATA_OFFICER, bodies.city))
        assert other.get(reverse("exchange:evidence", args=[room.pk])).status_code == 404
        assert other.get(reverse("exchange:export", args=[asked.pk])).status_code == 404
