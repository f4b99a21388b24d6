"""A setting consulted: what it sees, what it answers, when it loses its copy (rule 8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from goldenthread.access.models import Tie
from goldenthread.access.rules import NotAllowed, NotFound, Role
from goldenthread.letters.models import Letter
from goldenthread.organisations.models import Setting
from goldenthread.people.models import Child
from goldenthread.placements.commands import consulting as commands
from goldenthread.placements.models import Consultation, NamedSetting
from goldenthread.placements.queries import consulting as queries
from goldenthread.placements.rules.consulting import (
    Answer,
    AskedBy,
    Basis,
    Ground,
    Listed,
    Reply,
    WrongConsultation,
    check_named,
    listed_as,
    must_be_named,
)
from goldenthread.timeline.models import Clock

from .advice_world import case_of, client_of, doing
from .conftest import NOW, TODAY, body, person

WORDS = "Enjoys stories. Needs instructions in small steps, every day."
SECTIONS = (
    {"title": "Name", "words": "Sam Invented"},
    {"title": "About the child", "words": WORDS},
    {"title": "Needs and provision", "words": "Speech therapy weekly."},
)
FACTS = "Two classes share one room and the lift does not reach the first floor."
NO = Reply(answer=Answer.NO, grounds=frozenset({Ground.UNSUITABLE}), reasons=FACTS)


@pytest.fixture
def world(cast, areas, bodies, sam, as_service):
    """Sam's case, and another school, of another person, that is consulted."""
    setting = Setting.objects.create(
        urn="990002", la_code="830", name="Invented Special School", type_code="07",
        placement_group="special", invented=True,
    )  # fmt: skip
    school = body("SETTING", "Invented Special School", areas.derbyshire, setting=setting)
    head = person("Head", Role.SENCO, school)
    case = case_of(sam, as_service)
    made = doing(
        cast.officer,
        lambda by: commands.consult(
            child_id=sam.pk, case_type="assessment", case_id=case.pk, setting_id=setting.pk,
            asked_by=AskedBy.FAMILY, sections=SECTIONS, by=by, at=NOW,
        ),
    )  # fmt: skip
    return case, made, head


def clock(case):
    return Clock.objects.get(case_id=case.pk, rule="plan-consult", known_to__isnull=True)


def close(case, as_service, days):
    return commands.close_consultations(
        "assessment", case.pk, on=TODAY - timedelta(days=days), by=as_service
    )


class TestAsking:
    def test_the_fifteen_days_run_from_today(self, world):
        case, made, _ = world
        assert clock(case).due == made.due_date == TODAY + timedelta(days=15)
        assert clock(case).force == "SHOULD"

    def test_asked_twice_it_is_one_consultation(self, cast, sam, world):
        case, made, _ = world
        again = doing(
            cast.officer,
            lambda by: commands.consult(
                child_id=sam.pk, case_type="assessment", case_id=case.pk,
                setting_id=made.setting_id, asked_by=AskedBy.FAMILY, sections=SECTIONS,
                by=by, at=NOW,
            ),
        )  # fmt: skip
        assert (again.pk, Consultation.objects.count()) == (made.pk, 1)

    def test_nobody_else_may_ask(self, cast, sam, world):
        for who, refusal in (
            (cast.psychologist, NotAllowed),
            (cast.parent, NotAllowed),
            (cast.city_officer, NotFound),
        ):
            with pytest.raises(refusal):
                doing(
                    who,
                    lambda by: commands.consult(
                        child_id=sam.pk, case_type="assessment", case_id=1, setting_id=1,
                        asked_by=AskedBy.COUNCIL, sections=SECTIONS, by=by, at=NOW,
                    ),
                )  # fmt: skip


class TestASettingWithNoAccount:
    def test_gets_no_letter_and_the_page_says_so_with_the_copy_to_send(self, cast, sam, world):
        Setting.objects.create(
            urn="990003", la_code="830", name="Invented Far School", type_code="07",
            placement_group="special", invented=True,
        )  # fmt: skip
        client, address = client_of(cast.officer), reverse("placements:child", args=[sam.pk])
        before = client.get(address, {"name": "Invented Far"}).content.decode()
        assert "no account here" not in before  # the other setting has one
        number = str(Setting.objects.get(urn="990003").pk)
        sent = {
            "setting_id": number, "asked_by": "COUNCIL", "about": "Enjoys stories by the sea.",
            "needs": "Speech therapy weekly.", "file_id": "", "act": "consult",
        }  # fmt: skip
        asked = f"{address}?name=Invented+Far"
        short = client.post(asked, {**sent, "needs": ""}).content.decode()
        assert "Enjoys stories by the sea." in short
        for _ in range(2):
            assert client.post(asked, sent).status_code == 302
        assert Consultation.objects.filter(setting_id=number).count() == 1
        assert Letter.objects.filter(kind="consultation").count() == 1  # the other setting's
        shown = client.get(address).content.decode()
        assert shown.count("This setting has no account here, so no letter went to it.") == 1
        assert "Enjoys stories by the sea." in shown


class TestWhatASettingSees:
    def test_its_copy_and_not_the_record(self, sam, world):
        _, made, head = world
        client = client_of(head)
        page = client.get(reverse("placements:consultation", args=[made.pk])).content.decode()
        assert WORDS in page
        assert client.get(reverse("desk:thread", args=[sam.pk])).status_code == 403
        assert client.get(reverse("desk:documents", args=[sam.pk])).status_code == 403
        assert "D-1" not in page

    def test_no_other_setting_sees_it(self, cast, world):
        _, made, _ = world
        client = client_of(cast.senco)  # the child's own school was not consulted
        assert client.get(reverse("placements:consultation", args=[made.pk])).status_code == 404
        assert "Sam" not in client.get(reverse("placements:consultations")).content.decode()

    def test_it_keeps_its_copy_thirty_days_after_the_decision_and_no_longer(
        self, world, as_service
    ):
        case, made, head = world
        close(case, as_service, 0)
        assert Tie.objects.get(kind="CONSULTATION").to_date == TODAY + timedelta(days=30)
        assert doing(head, lambda by: queries.get_copy(made.pk, by=by, on=TODAY)).row.name
        Consultation.objects.update(ended_date=TODAY - timedelta(days=31))
        with pytest.raises(NotFound):
            doing(head, lambda by: queries.get_copy(made.pk, by=by, on=TODAY))

    def test_with_its_tie_over_the_database_shows_it_nothing(self, world):
        _, _, head = world
        Tie.objects.filter(kind="CONSULTATION").update(to_date=TODAY - timedelta(days=1))
        assert doing(head, lambda by: Consultation.objects.count()) == 0
        assert doing(head, lambda by: Child.objects.count()) == 0

    def test_taken_back_it_is_gone_at_once(self, cast, world):
        _, made, head = world
        doing(cast.officer, lambda by: commands.withdraw(made.pk, by=by, at=NOW))
        assert (
            client_of(head).get(reverse("placements:consultation", args=[made.pk])).status_code
            == 404
        )


class TestAnswering:
    def test_a_refusal_names_its_ground_and_stops_the_clock(self, cast, sam, world):
        case, made, head = world
        doing(head, lambda by: commands.answer(made.pk, reply=NO, by=by, at=NOW))
        assert clock(case).stopped == TODAY
        (row,) = doing(cast.officer, lambda by: queries.consultations_of(sam))
        assert "unsuitable" in row.grounds[0]
        assert not row.must_be_named

    def test_until_a_ground_is_made_a_listed_one_asked_for_must_be_named(self, cast, sam, world):
        (row,) = doing(cast.officer, lambda by: queries.consultations_of(sam))
        assert (row.listed, row.must_be_named) == (Listed.MAINTAINED, True)

    @pytest.mark.parametrize(
        ("reply", "told"),
        [
            (Reply(answer=Answer.NO, reasons=FACTS), "Being full is not a ground"),
            (
                Reply(answer=Answer.NO, grounds=frozenset({Ground.RESOURCES}), reasons="Full"),
                "facts behind the ground",
            ),
            (
                Reply(answer=Answer.YES, grounds=frozenset({Ground.RESOURCES})),
                "only if the answer is no",
            ),
        ],
    )
    def test_half_an_answer_is_refused(self, world, reply, told):
        _, made, head = world
        with pytest.raises(WrongConsultation, match=told):
            doing(head, lambda by: commands.answer(made.pk, reply=reply, by=by, at=NOW))

    def test_a_second_answer_is_refused_and_its_words_are_kept(self, world):
        _, made, head = world
        address = reverse("placements:consultation", args=[made.pk])
        client = client_of(head)
        sent = {"answer": "NO", "grounds": ["UNSUITABLE"], "reasons": FACTS, "act": "answer"}
        assert client.post(address, sent).status_code == 302
        page = client.post(address, {**sent, "reasons": f"{FACTS} And more."})
        assert "answered or closed already" in page.content.decode()
        assert "And more." in page.content.decode()
        assert Consultation.objects.get(pk=made.pk).reasons == FACTS

    def test_what_was_typed_comes_back_after_a_refused_or_saved_answer(self, world):
        _, made, head = world
        address = reverse("placements:consultation", args=[made.pk])
        client = client_of(head)
        page = client.post(address, {"answer": "NO", "reasons": FACTS, "act": "answer"})
        assert FACTS in page.content.decode()
        assert "Being full is not a ground" in page.content.decode()
        client.post(address, {"answer": "NO", "reasons": "Begun and", "act": "draft"})
        assert "Begun and" in client.get(address).content.decode()

    def test_an_answer_by_telephone_is_written_down_by_the_council_and_once(self, cast, sam, world):
        case, made, _ = world
        client = client_of(cast.officer)
        address = reverse("placements:written-down", args=[sam.pk, made.pk])
        said = {"answered_on": TODAY.isoformat(), "answer": "NO", "reasons": FACTS}
        refused = client.post(address, said).content.decode()
        assert "Being full is not a ground" in refused
        assert FACTS in refused
        said["grounds"] = "UNSUITABLE"
        for day, told in (
            (TODAY - timedelta(days=1), "between the day it was sent and today"),
            (TODAY + timedelta(days=1), "must be on or before"),
        ):
            wrong = {**said, "answered_on": day.isoformat()}
            assert told in client.post(address, wrong).content.decode()
        assert client.post(address, said).status_code == 302
        again = client.post(address, {**said, "reasons": f"{FACTS} And more."}).content.decode()
        assert "answered or closed already" in again
        assert "And more." in again
        assert Consultation.objects.get(pk=made.pk).reasons == FACTS
        assert clock(case).stopped == TODAY
        assert client.get(address.replace(str(made.pk), "999999")).status_code == 404
        other = client_of(cast.senco).get(address)
        assert other.status_code == 403


class TestNaming:
    def test_the_reasons_are_kept(self, cast, sam, world):
        case, made, _ = world
        doing(
            cast.officer,
            lambda by: commands.record_named(
                child_id=sam.pk, case_type="assessment", case_id=case.pk,
                basis=Basis.ASKED_FOR, reasons=FACTS, setting_id=made.setting_id, by=by, at=NOW,
            ),
        )  # fmt: skip
        assert NamedSetting.objects.get().reasons == FACTS

    def test_another_than_asked_for_needs_a_ground(self):
        with pytest.raises(WrongConsultation, match="Select the ground"):
            check_named(Basis.INSTEAD, frozenset(), FACTS)

    @pytest.mark.parametrize(
        ("code", "approved", "listed"),
        [
            ("01", False, Listed.MAINTAINED), ("15", False, Listed.NURSERY),
            ("34", False, Listed.ACADEMY), ("18", False, Listed.FURTHER_EDUCATION),
            ("08", False, Listed.NON_MAINTAINED_SPECIAL), ("10", True, Listed.APPROVED),
            ("10", False, None), ("14", False, None),
        ],
    )  # fmt: skip
    def test_which_settings_the_list_of_section_38_reaches(self, code, approved, listed):
        assert listed_as(code, approved) is listed
        assert must_be_named(AskedBy.FAMILY, listed, frozenset()) is (listed is not None)
