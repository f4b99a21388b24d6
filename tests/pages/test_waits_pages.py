"""The pages of waits, as the people who use them meet them."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from fhir.resources.R4B.operationoutcome import OperationOutcome
from tests.unit.waits.test_waits_intake import GOOD, HEAD, PATIENT, REQUEST, bundle

from goldenthread.access import asking
from goldenthread.directory.models import Service as Help
from goldenthread.people.models import Child
from goldenthread.waits import commands as waits
from goldenthread.waits.commands import NewReferral
from goldenthread.waits.models import PastWait, Referral, Scenario, SupportContact

from .conftest import TODAY, child
from .waiting import acting, help_near, lists, referred

LIMIT = 12
OPEN_TO_ALL = Help.objects.filter(eligibility__diagnosis_needed=False).order_by("name")
__all__ = ["acting", "help_near", "lists", "referred"]


@pytest.fixture(autouse=True)
def the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def sit():
    """Sit down as somebody, at the site."""

    def down(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return down


def text(answer) -> str:
    return answer.content.decode()


class TestTheList:
    def test_its_own_team_sees_it_ranked_for_a_human_to_decide(
        self, referred, lists, sam, cast, areas, acting, sit
    ):
        other = child(areas.derbyshire, "D-2", "Zoe", "Other")
        given = NewReferral(received_date=date(2024, 10, 1))
        acting(cast.officer, waits.refer, other.pk, lists.doctors.service.pk, given)
        page = text(
            sit(lists.doctors.works).get(reverse("waits:list", args=[lists.doctors.service.pk]))
        )
        assert page.index("Zoe Other") < page.index("Sam Invented")
        levels = {"distress": "3-DANGER", "safety": "0-NONE"}
        acting(cast.senco, waits.tell_update, referred.pk, told_by="school", levels=levels)
        page = text(
            sit(lists.doctors.works).get(reverse("waits:list", args=[lists.doctors.service.pk]))
        )
        assert page.index("Sam Invented") < page.index("Zoe Other")
        assert "nobody has decided yet" in page

    def test_another_team_is_told_there_is_no_such_list(self, referred, lists, sit):
        address = reverse("waits:list", args=[lists.doctors.service.pk])
        assert sit(lists.camhs.works).get(address).status_code == 404
        assert sit(lists.camhs.works).get(reverse("waits:lists")).status_code == 200

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ({"over": "18"}, True), ({"over": "52"}, False), ({"only": "worse"}, False),
            ({"only": "check"}, False), ({"only": "elsewhere"}, False), ({"only": "dead"}, False),
            ({"stage": "RECEIVED"}, True), ({"priority": "1-AT-ONCE"}, False),
            ({"page": "99"}, True), ({"over": "nonsense"}, True),
        ],
    )  # fmt: skip
    def test_it_is_narrowed(self, referred, lists, sit, query, shown):
        address = reverse("waits:list", args=[lists.doctors.service.pk])
        page = text(sit(lists.doctors.works).get(address, query))
        assert ("Sam Invented" in page) is shown

    def test_the_same_child_on_two_lists_is_seen(self, referred, lists, sam, cast, acting, sit):
        given = NewReferral(received_date=TODAY)
        acting(cast.officer, waits.refer, sam.pk, lists.camhs.service.pk, given)
        address = reverse("waits:list", args=[lists.doctors.service.pk])
        page = text(sit(lists.doctors.works).get(address, {"only": "elsewhere"}))
        assert "also on 1 other list" in page

    def test_a_sealed_child_is_not_on_it(self, referred, lists, sam, sit):
        sam.sealed = True
        sam.save()
        address = reverse("waits:list", args=[lists.doctors.service.pk])
        page = text(sit(lists.doctors.works).get(address))
        assert "Sam Invented" not in page
        assert "Nobody is waiting" in page

    def test_many_children_cost_as_many_questions_as_few(
        self, lists, areas, cast, acting, sit, django_assert_max_num_queries
    ):
        for number in range(30):
            made = child(areas.derbyshire, f"W-{number}", f"Child{number}", "Waiting")
            given = NewReferral(received_date=TODAY - timedelta(days=number * 9))
            acting(cast.officer, waits.refer, made.pk, lists.doctors.service.pk, given)
        client = sit(lists.doctors.works)
        address = reverse("waits:list", args=[lists.doctors.service.pk])
        with django_assert_max_num_queries(LIMIT):
            page = text(client.get(address))
        assert "Showing" in page
        assert "of 30 children" in page


class TestOneReferral:
    def post(self, sit, user, row, **given):
        return sit(user).post(reverse("waits:referral", args=[row.pk]), given)

    def test_a_day_of_work_through_the_page(self, referred, lists, help_near, sit):
        works, decides = lists.doctors.works, lists.doctors.decides
        page = text(sit(works).get(reverse("waits:referral", args=[referred.pk])))
        assert "Take on" in page
        assert "Say how soon" not in page
        assert self.post(sit, works, referred, act="accept").status_code == 302
        triage = {"act": "triage", "priority": "2-SOON", "reason": "Seizures"}
        assert self.post(sit, decides, referred, **triage).status_code == 302
        offer = str(Help.objects.get(name="Sleep line").pk)
        said = {"act": "contact", "channel": "phone", "note": "Well", "offers": [offer]}
        assert self.post(sit, works, referred, **said).status_code == 302
        day = {"appointment-day": "22", "appointment-month": "11", "appointment-year": "2026"}
        assert self.post(sit, works, referred, act="offer", **day).status_code == 302
        assert self.post(sit, works, referred, act="see").status_code == 302
        assert self.post(sit, works, referred, act="treat").status_code == 302
        ended = {"act": "discharge", "ending": "done"}
        assert self.post(sit, works, referred, **ended).status_code == 302
        row = Referral.objects.get(pk=referred.pk)
        assert (row.stage, row.seen_date, row.priority) == ("DISCHARGED", TODAY, "2-SOON")
        assert SupportContact.objects.get().offers.count() == 1

    def test_what_was_typed_is_kept_when_a_step_is_refused(self, referred, lists, sit):
        given = {"act": "triage", "priority": "2-SOON", "reason": ""}
        page = text(self.post(sit, lists.doctors.decides, referred, **given))
        assert "There is a problem" in page
        assert 'value="2-SOON" selected' in page
        twice = self.post(sit, lists.doctors.works, referred, act="see")
        assert "Look again" in text(twice)

    def test_who_only_reads_is_offered_nothing_and_can_do_nothing(self, referred, cast, sit):
        page = text(sit(cast.psychologist).get(reverse("waits:referral", args=[referred.pk])))
        assert "What to do" not in page
        assert self.post(sit, cast.psychologist, referred, act="accept").status_code == 403
        assert self.post(sit, cast.city_officer, referred, act="accept").status_code == 404
        assert self.post(sit, cast.officer, referred, act="nonsense").status_code == 404

    def test_says_it_will_not_guess_when_the_history_is_thin(self, referred, lists, sit):
        page = text(sit(lists.doctors.works).get(reverse("waits:referral", args=[referred.pk])))
        assert "Nobody can say how much longer this child waits" in page
        assert "shorter than a year" in page

    def test_tells_the_truth_of_a_list_with_history(self, referred, lists, sit):
        start = date(2023, 1, 2)
        PastWait.objects.bulk_create(
            PastWait(
                service=lists.doctors.service,
                referral_date=start + timedelta(days=n),
                left_date=start + timedelta(days=n + 150 + (n * 7) % 60),
            )
            for n in range(1_150)
        )
        page = text(sit(lists.doctors.works).get(reverse("waits:referral", args=[referred.pk])))
        assert "Half of children like this one are seen by" in page
        assert "8 in 10 are seen from" in page
        assert "in 100 were right" in page


class TestUpdatePage:
    def test_a_school_tells_and_a_clinician_decides(self, referred, lists, cast, sit):
        address = reverse("waits:update", args=[referred.pk])
        client = sit(cast.senco)
        assert "within two working days" in text(client.get(address))
        refused = client.post(address, {"distress": "2-MUCH", "words": "Kept words"})
        assert "Kept words" in text(refused)
        told = {"distress": "2-MUCH", "safety": "3-DANGER", "words": "Runs off"}
        assert client.post(address, told).status_code == 302
        page = reverse("waits:referral", args=[referred.pk])
        decide = {"act": "decide", "sooner": "YES", "priority": "1-AT-ONCE", "reason": "Not safe"}
        assert sit(lists.doctors.decides).post(page, decide).status_code == 302
        assert Referral.objects.get(pk=referred.pk).priority == "1-AT-ONCE"
        assert "To be seen sooner" in text(client.get(page))


class TestTakingIn:
    def send(self, sit, user, lists, content: bytes, name: str = "in.json"):
        address = reverse("waits:intake", args=[lists.doctors.service.pk])
        return sit(user).post(address, {"file": SimpleUploadedFile(name, content)})

    def test_fhir_comes_in_once_and_what_is_bad_is_named(self, lists, sit):
        bad = {**REQUEST, "intent": 7}
        content = json.dumps(bundle(PATIENT, REQUEST, bad)).encode()
        page = text(self.send(sit, lists.doctors.works, lists, content))
        assert "Read 2 referrals: 1 new, 0 on the list already, 1 refused" in page
        assert "Bundle.entry[2].resource.intent" in page
        again = text(self.send(sit, lists.doctors.works, lists, content))
        assert "0 new, 1 on the list already" in again
        assert Child.objects.filter(nhs_number="9990000018").count() == 1

    def test_csv_comes_in_with_every_row_told(self, lists, sit):
        content = (HEAD + GOOD + "999,A,B,x,y,\n").encode()
        page = text(self.send(sit, lists.doctors.works, lists, content, "in.csv"))
        assert "Read 2 referrals: 1 new, 0 on the list already, 1 refused" in page
        assert "row 3, nhs number" in page

    @pytest.mark.parametrize("content", [b"{", b"[1]", b"", b"\xff\xfe\x00\x01", b"a,b\n1,2\n"])
    def test_what_is_no_referral_is_refused_with_what_to_do(self, lists, sit, content):
        answer = self.send(sit, lists.doctors.works, lists, content)
        assert answer.status_code == 200
        assert "There is a problem" in text(answer)

    def test_what_comes_as_fhir_is_answered_as_fhir_and_once(self, lists, sit, as_service):
        address = reverse("waits:intake", args=[lists.doctors.service.pk])
        client = sit(lists.doctors.works)

        def send(content: str):
            answer = client.post(address, content, content_type="application/fhir+json")
            assert answer["Content-Type"] == "application/fhir+json"
            told = OperationOutcome.model_validate(answer.json())
            return answer.status_code, [one.severity for one in told.issue], answer.json()

        good, bad = json.dumps(bundle(PATIENT, REQUEST)), bundle(PATIENT, {**REQUEST, "intent": 7})
        assert send(good)[:2] == (201, ["information"])
        assert send(good)[:2] == (200, ["information"])  # sent again, nothing new is made
        status, severities, told = send(json.dumps(bad))
        assert (status, severities) == (422, ["error", "information"])
        assert told["issue"][0]["expression"] == ["Bundle.entry[1].resource.intent"]
        assert "Invented" not in json.dumps(told)  # a path, and nobody's name
        for content in ("{", "[1]", '{"resourceType": "Patient"}', "[" * 50_000):
            assert send(content)[:2] == (400, ["error", "information"])
        assert send(" " * 3_000_000)[0] == 413
        asking.state(as_service)
        assert Referral.objects.filter(service=lists.doctors.service).count() == 1

    def test_a_message_sent_again_after_the_wait_ended_starts_no_second_one(
        self, lists, sit, acting, as_service
    ):
        content = json.dumps(bundle(PATIENT, REQUEST)).encode()
        self.send(sit, lists.doctors.works, lists, content)
        asking.state(as_service)
        row = Referral.objects.get(service=lists.doctors.service)
        acting(lists.doctors.works, waits.withdraw, row.pk)
        again = text(self.send(sit, lists.doctors.works, lists, content))
        assert "0 new, 1 on the list already, 0 refused" in again
        later = {**REQUEST, "id": "r2", "authoredOn": TODAY.isoformat()}
        new = json.dumps(bundle(PATIENT, later)).encode()
        assert "1 new" in text(self.send(sit, lists.doctors.works, lists, new))  # a re-referral
        asking.state(as_service)
        assert Referral.objects.filter(service=lists.doctors.service).count() == 2

    def test_a_file_from_a_spreadsheet_is_read_and_the_page_says_how(self, lists, sit, as_service):
        rows = (HEAD + GOOD.replace("sleep;SLCN", "sleep").replace("Ivy", "Zoë")).replace(",", ";")
        page = text(self.send(sit, lists.doctors.works, lists, rows.encode("cp1252"), "in.csv"))
        assert "1 new" in page
        assert "parted by semicolons" in page
        assert "Windows-1252" in page
        asking.state(as_service)
        assert Child.objects.get(nhs_number="9990000018").forename == "Zoë"

    def test_only_into_ones_own_list(self, lists, cast, sit):
        assert self.send(sit, lists.camhs.works, lists, b"{}").status_code == 404
        assert self.send(sit, cast.officer, lists, b"{}").status_code == 403


class TestFigures:
    @pytest.fixture
    def history(self, lists):
        start = date(2025, 6, 2)
        PastWait.objects.bulk_create(
            PastWait(
                service=lists.doctors.service,
                referral_date=start + timedelta(days=n),
                left_date=start + timedelta(days=n + 60),
            )
            for n in range(450)
        )

    def test_an_empty_list_says_so(self, lists, sit):
        address = reverse("waits:figures", args=[lists.camhs.service.pk])
        assert "nothing to count" in text(sit(lists.camhs.works).get(address))

    def test_a_trial_is_kept_compared_and_held_against_what_came(
        self, referred, history, lists, cast, sit
    ):
        address = reverse("waits:figures", args=[lists.doctors.service.pk])
        client = sit(lists.doctors.works)
        given = {"name": "Two more", "months": "6", "clinicians": "2", "summer": "on"}
        assert client.post(address, given).status_code == 302
        page = text(client.get(address))
        assert "+2 clinicians" in page
        assert "What would clear it" in page
        again = client.post(address, given)
        assert "There is a trial of that name" in text(again)
        kept = Scenario.objects.get()
        kept.foretold[0] = {**kept.foretold[0], "day": "2026-10-31", "low": 0, "high": 999}
        kept.save()
        assert "What was counted lies inside in 1 of 1 months" in text(client.get(address))

    def test_a_history_of_dates_comes_in_with_its_row_report(self, lists, sit):
        address = reverse("waits:figures", args=[lists.doctors.service.pk])
        content = b"id,referral,removal\n1,2025-01-02,2025-03-04\n2,2025-01-02,2024-03-04\n"
        sent = {"history": SimpleUploadedFile("h.csv", content)}
        page = text(sit(lists.doctors.works).post(address, sent))
        assert "Read 2 rows: 1 used, 0 repaired, 1 refused" in page
        assert PastWait.objects.count() == 1
        bad = {"history": SimpleUploadedFile("h.csv", b"nothing\n")}
        assert "There is a problem" in text(sit(lists.doctors.works).post(address, bad))
        assert PastWait.objects.count() == 1

    def test_the_board_sees_figures_and_no_list(self, referred, lists, cast, sit):
        client = sit(cast.dco)
        figures = client.get(reverse("waits:figures", args=[lists.doctors.service.pk]))
        assert figures.status_code == 200
        assert "Sam" not in text(figures)
        assert client.get(reverse("waits:list", args=[lists.doctors.service.pk])).status_code == 403

    def test_a_councils_staff_of_another_area_see_nothing(self, referred, lists, cast, sit):
        address = reverse("waits:figures", args=[lists.doctors.service.pk])
        assert sit(cast.city_officer).get(address).status_code == 404


class TestChildAndArea:
    def test_a_childs_waits_stand_side_by_side_with_help_open_today(
        self, referred, lists, help_near, sam, cast, sit
    ):
        address = reverse("waits:child", args=[sam.pk])
        page = text(sit(cast.officer).get(address))
        assert "Community paediatrics" in page
        assert "Sleep" in page
        assert "After the report" not in page
        given = {
            "service": str(lists.camhs.service.pk), "reason": "Worries", "needs": ["worry"],
            "received_date-day": "20", "received_date-month": "11", "received_date-year": "2026",
        }  # fmt: skip
        assert sit(cast.officer).post(address, given).status_code == 302
        assert "on 2 lists at once" in text(sit(cast.officer).get(address))
        refused = sit(cast.officer).post(address, {**given, "reason": "", "needs": ["worry"]})
        assert "Enter why" in text(refused)
        assert sit(cast.psychologist).post(address, given).status_code == 403

    def test_a_child_who_waits_for_nothing(self, lists, sam, cast, sit):
        page = text(sit(cast.officer).get(reverse("waits:child", args=[sam.pk])))
        assert "waits for no service" in page

    def test_an_area_across_services_with_who_waits_longer(self, referred, lists, cast, sit):
        address = reverse("waits:area", args=["derbyshire"])
        for by in ("home", "sex", "decile", "ethnicity", "looked_after", "nonsense"):
            page = text(sit(cast.dco).get(address, {"by": by}))
            assert "Community paediatrics" in page
        assert "families wait" in page
        assert "as chance would have it" in page


class TestStatements:
    """Rights and audit included, no page asks the database more than twelve times."""

    @pytest.fixture
    def busy(self, referred, lists, help_near, sam, acting):
        """A referral with everything that can hang on one, on a list with trials and history."""
        works, decides = lists.doctors.works, lists.doctors.decides
        acting(works, waits.accept, referred.pk)
        offers = list(OPEN_TO_ALL.values_list("pk", flat=True)[:2])
        for channel in ("phone", "text", "email"):
            acting(works, waits.contact_family, referred.pk, channel=channel, offers=offers)
        levels = {"distress": "2-MUCH", "safety": "1-SOME"}
        for words in ("Worse", "Worse again"):
            acting(
                works, waits.tell_update, referred.pk, told_by="family", levels=levels, words=words
            )
        sooner = {"sooner": True, "priority": "2-SOON", "reason": "Not safe"}
        acting(decides, waits.decide_update, referred.pk, **sooner)
        to = {"to_service": lists.camhs.service.pk, "reason": "Worries more than anything"}
        acting(works, waits.ask_transfer, referred.pk, **to)
        return referred

    @pytest.mark.parametrize(
        ("who", "name", "what"),
        [
            ("works", "lists", None),
            ("works", "list", "service"),
            ("works", "figures", "service"),
            ("works", "intake", "service"),
            ("works", "referral", "referral"),
            ("decides", "referral", "referral"),
            ("works", "update", "referral"),
            ("works", "child", "child"),
            ("officer", "child", "child"),
            ("dco", "area", "area"),
            ("dco", "figures", "service"),
        ],
    )
    def test_a_page_asks_at_most_twelve_times(
        self, busy, lists, sam, cast, sit, who, name, what, django_assert_max_num_queries
    ):
        args = {
            None: [], "service": [lists.doctors.service.pk], "referral": [busy.pk],
            "child": [sam.pk], "area": ["derbyshire"],
        }[what]  # fmt: skip
        client = sit(getattr(lists.doctors, who, None) or getattr(cast, who))
        with django_assert_max_num_queries(LIMIT):
            answer = client.get(reverse(f"waits:{name}", args=args))
        assert answer.status_code == 200

    def test_what_hangs_on_a_referral_is_all_shown(self, busy, lists, sit):
        page = text(sit(lists.doctors.works).get(reverse("waits:referral", args=[busy.pk])))
        assert "To be seen sooner" in page
        assert "Worse again" in page
        assert "Has not answered yet" in page
        assert all(name in page for name in OPEN_TO_ALL.values_list("name", flat=True)[:2])
        on_list = text(
            sit(lists.camhs.works).get(reverse("waits:list", args=[lists.camhs.service.pk]))
        )
        assert "Worries more than anything" in on_list


class TestHandover:
    def test_is_asked_and_answered_on_the_list(self, lists, sam, cast, acting, sit):
        given = NewReferral(received_date=date(2026, 9, 1))
        row = acting(cast.officer, waits.refer, sam.pk, lists.school_team.service.pk, given)
        acting(lists.school_team.works, waits.accept, row.pk)
        asked = {
            "act": "transfer", "to_service": str(lists.camhs.service.pk), "reason": "Needs more",
        }  # fmt: skip
        page = reverse("waits:referral", args=[row.pk])
        assert sit(lists.school_team.works).post(page, asked).status_code == 302
        theirs = sit(lists.camhs.works)
        on_list = text(theirs.get(reverse("waits:list", args=[lists.camhs.service.pk])))
        assert "Each stays on the other list until you accept" in on_list
        handover = row.transfers.get()
        answer = reverse("waits:answer", args=[handover.pk])
        refused = theirs.post(answer, {"accepted": "NO", "reason": ""})
        assert refused.status_code == 400
        assert "Say why not" in text(refused)
        assert theirs.post(answer, {"accepted": "YES"}).status_code == 302
        assert Referral.objects.get(pk=row.pk).stage == "MOVED_ON"
