"""Children, adults and the separate facts of each link; moving to another area."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from goldenthread.access import asking
from goldenthread.access.models import Tie
from goldenthread.access.queries import asker
from goldenthread.access.rules import NotAllowed, NotFound, TieKind
from goldenthread.audit.models import AuditRow
from goldenthread.people import commands, queries
from goldenthread.people.commands import LinkFacts
from goldenthread.people.models import Adult, AdultLink, Answer, Child
from goldenthread.people.rules import CommunicationKind

from .conftest import NOW, TODAY, child

DETAILS = {"forename": "Robin", "surname": "Madeup", "birth_date": date(2017, 2, 1)}


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


def make(by, area_id=830, **details):
    with asking.stated(by):
        return commands.create_child(area_id=area_id, details=DETAILS | details, by=by, on=TODAY)


class TestCreateChild:
    def test_opens_a_record_with_a_number_of_its_own_and_is_audited(self, officer, as_service):
        first, second = make(officer), make(officer)
        assert first.local_id.startswith("830-")
        assert int(second.local_id[4:]) > int(first.local_id[4:])
        asking.state(as_service)
        row = AuditRow.objects.get(purpose="child-created", child_id=first.pk)
        assert (row.action, row.user_id, row.area_id) == ("write", officer.user_id, 830)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"birth_date": TODAY + timedelta(days=1)},
            {"upn": "B830000000001"},
            {"nhs_number": "9434765918"},
            {"surname": ""},
            {"sealed": True},
            {"location_restricted": True},
        ],
    )
    def test_refuses_a_fact_that_cannot_be_right(self, officer, wrong):
        with pytest.raises(commands.WrongDetail):
            make(officer, **wrong)

    @pytest.mark.parametrize("who", ["city_officer", "dco", "psychologist", "stranger"])
    def test_is_for_those_who_work_that_areas_cases(self, cast, asker_of, who):
        with pytest.raises(NotAllowed):
            make(asker_of(getattr(cast, who)))


class TestCorrectDetails:
    def test_keeps_the_former_value_in_the_history(self, officer, sam):
        with asking.stated(officer):
            commands.correct_details(
                child_id=sam.pk, changes={"surname": "Madeup"}, by=officer, on=TODAY
            )
            sam.refresh_from_db()
            assert [e.surname for e in sam.events.order_by("pgh_id")] == ["Invented", "Madeup"]
        assert sam.surname == "Madeup"

    @pytest.mark.parametrize(
        ("who", "problem"), [("city_officer", NotFound), ("psychologist", NotAllowed)]
    )
    def test_is_refused_to_others(self, cast, sam, asker_of, who, problem):
        by = asker_of(getattr(cast, who))
        with pytest.raises(problem), asking.stated(by):
            commands.correct_details(child_id=sam.pk, changes={"surname": "X"}, by=by, on=TODAY)


class TestLinks:
    def link(self, by, sam, **what):
        with asking.stated(by):
            return commands.link_adult(
                child_id=sam.pk,
                relationship="Mother",
                by=by,
                on=TODAY,
                **({"name": "Alex Madeup"} | what),
            )

    def test_what_nobody_has_said_is_not_known_and_never_yes(self, officer, sam):
        made = self.link(officer, sam)
        answers = [f.name for f in fields(LinkFacts) if f.type == "Answer"]
        assert len(answers) == 5
        assert {getattr(made, name) for name in answers} == {Answer.UNKNOWN}

    def test_each_fact_is_recorded_by_itself(self, officer, sam):
        facts = LinkFacts(
            parental_responsibility=Answer.YES,
            responsibility_evidence="Birth certificate seen",
            lives_with=Answer.NO,
            may_see_location=Answer.NO,
            gets_notices=Answer.YES,
        )
        made = self.link(officer, sam, facts=facts)
        assert (made.may_see_plan, made.gets_notices, made.may_see_location) == (
            Answer.UNKNOWN,
            Answer.YES,
            Answer.NO,
        )

    @pytest.mark.parametrize(
        "what",
        [
            {"facts": LinkFacts(parental_responsibility=Answer.YES)},
            {"facts": LinkFacts(court_order_to_date=TODAY)},
            {"name": "  "},
            {"adult_id": 999_999},
            {"contacts": {"national_insurance": "1"}},
        ],
    )
    def test_facts_that_do_not_hold_together_are_refused(self, officer, sam, what):
        with pytest.raises(commands.WrongLink):
            self.link(officer, sam, **what)

    def test_a_namesake_is_another_person_unless_named_by_number(self, officer, sam, areas):
        one, two = self.link(officer, sam), self.link(officer, sam)
        assert one.adult_id != two.adult_id
        with pytest.raises(commands.WrongLink, match="already"):
            self.link(officer, sam, adult_id=one.adult_id)

    def test_an_adult_of_another_area_cannot_be_named(self, officer, sam, areas, as_service):
        other = Adult.objects.create(area=areas.derby, name="City Parent", invented=True)
        with pytest.raises(commands.WrongLink, match="No such adult"):
            self.link(officer, sam, adult_id=other.pk)

    def test_a_restriction_has_a_reason_an_owner_and_a_review_and_says_no(self, officer, sam):
        link = self.link(officer, sam, facts=LinkFacts(gets_notices=Answer.YES))
        with asking.stated(officer):
            done = commands.restrict_link(
                child_id=sam.pk,
                link_id=link.pk,
                reason="Non-molestation order",
                owner_post_id=officer.posts[0].id,
                by=officer,
                on=TODAY,
            )
        assert done.restriction_review_date == date(2027, 5, 22)
        assert {done.gets_notices, done.may_see_plan, done.may_see_location} == {Answer.NO}

    @pytest.mark.parametrize(
        "what", [{"reason": " "}, {"review_date": date(2027, 5, 23)}, {"review_date": TODAY}]
    )
    def test_a_restriction_without_them_is_refused(self, officer, sam, what):
        link = self.link(officer, sam)
        asked = {"reason": "An order", "owner_post_id": 1} | what
        with pytest.raises(commands.WrongLink), asking.stated(officer):
            commands.restrict_link(child_id=sam.pk, link_id=link.pk, by=officer, on=TODAY, **asked)

    def test_another_childs_link_cannot_be_changed_through_this_one(self, officer, sam, areas):
        other = child(areas.derbyshire, "D-2", "Other", "Invented")
        link = self.link(officer, sam)
        with pytest.raises(commands.WrongLink), asking.stated(officer):
            commands.change_link(
                child_id=other.pk, link_id=link.pk, facts=LinkFacts(), by=officer, on=TODAY
            )
        with asking.stated(officer):
            commands.end_link(child_id=sam.pk, link_id=link.pk, by=officer, on=TODAY)
            after = queries.adults_of(sam, on=TODAY + timedelta(days=1))
            assert link.pk not in {each.pk for each in after}


class TestCommunicationNeeds:
    def test_is_recorded_once_and_ended(self, officer, sam):
        with asking.stated(officer):
            need = commands.record_communication_need(
                child_id=sam.pk, kind=CommunicationKind.BSL, by=officer, on=TODAY
            )
            assert queries.communication_needs(sam, on=TODAY) == [need]
            commands.end_communication_need(child_id=sam.pk, need_id=need.pk, by=officer, on=TODAY)
            assert queries.communication_needs(sam, on=TODAY + timedelta(days=1)) == []

    @pytest.mark.parametrize("what", [{"kind": CommunicationKind.LANGUAGE}, {"adult_id": 999_999}])
    def test_a_language_is_named_and_an_adult_is_the_childs(self, officer, sam, what):
        asked = {"kind": CommunicationKind.BRAILLE} | what
        with pytest.raises(commands.WrongDetail), asking.stated(officer):
            commands.record_communication_need(child_id=sam.pk, by=officer, on=TODAY, **asked)


class TestMoveChild:
    @pytest.fixture
    def moved(self, cast, officer, sam, as_service):
        with asking.stated(officer):
            commands.link_adult(
                child_id=sam.pk,
                relationship="Father",
                name="Alex Madeup",
                contacts={"phone": "01632960001"},
                facts=LinkFacts(may_see_location=Answer.NO, court_order="No contact"),
                by=officer,
                on=TODAY,
            )
            made = commands.move_child(child_id=sam.pk, to_area_id=831, by=officer, on=TODAY)
        asking.state(as_service)
        sam.refresh_from_db()
        return Child.objects.get(pk=made.pk)

    def test_closes_one_record_and_opens_another_that_is_linked(self, moved, sam):
        assert sam.closed_date == TODAY
        assert (moved.area_id, moved.moved_from_id, moved.closed_date) == (831, sam.pk, None)
        assert (moved.surname, moved.birth_date) == (sam.surname, sam.birth_date)

    def test_the_address_does_not_follow_but_every_restriction_does(self, moved, sam):
        assert (sam.postcode, moved.postcode, moved.address) == ("DE0 0AA", "", "")
        link = AdultLink.objects.get(child=moved, court_order="No contact")
        assert (link.may_see_location, link.court_order) == (Answer.NO, "No contact")
        assert (link.adult.area_id, link.adult.phone) == (831, "")

    def test_the_family_keeps_its_tie_and_the_old_school_loses_the_record(self, cast, moved, sam):
        assert asker(cast.parent, NOW).children == {sam.pk, moved.pk}
        assert asker(cast.senco, NOW + timedelta(days=1)).children == frozenset()
        assert Tie.objects.get(child=moved).kind == TieKind.PARENT

    def test_the_old_areas_officer_does_not_reach_the_new_record(
        self, cast, officer, moved, asker_of
    ):
        with asking.stated(officer):
            assert not Child.objects.filter(pk=moved.pk).exists()
        by = asker_of(cast.city_officer)
        with asking.stated(by):
            assert Child.objects.filter(pk=moved.pk).exists()

    def test_cannot_happen_twice_or_to_the_same_area(self, officer, moved, sam):
        for area in (830, 831):
            with pytest.raises(commands.WrongMove), asking.stated(officer):
                commands.move_child(child_id=sam.pk, to_area_id=area, by=officer, on=TODAY)

    def test_reach_is_as_narrow_afterwards_as_before(self, officer, moved, sam):
        with asking.stated(officer), asking.widened([831]):
            assert Child.objects.filter(pk=moved.pk).exists()
        with asking.stated(officer):
            with asking.widened([831]):
                pass
            assert not Child.objects.filter(pk=moved.pk).exists()


class TestMatching:
    def test_answers_ask_that_team_and_no_more(self, cast, areas, officer, as_service):
        child(areas.derby, "C-1", "Robin", "Madeup", nhs_number="9434765919")
        with asking.stated(officer):
            found = queries.possible_matches(by=officer, nhs_number="9434765919")
            assert queries.possible_matches(by=officer) == ()
        assert found == ("Derby",)

    def test_never_touches_a_sealed_record(self, areas, officer, as_service):
        child(areas.derby, "C-1", "Robin", "Madeup", nhs_number="9434765919", sealed=True)
        with asking.stated(officer):
            assert queries.possible_matches(by=officer, nhs_number="9434765919") == ()


def test_the_database_keeps_no_plain_address_beside_a_restriction(sam):
    with pytest.raises(IntegrityError, match="child_restricted"), transaction.atomic():
        Child.objects.filter(pk=sam.pk).update(location_restricted=True)
