"""Advice from the asking to the answer: who is asked, which clock runs, what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goldenthread.access.models import Tie
from goldenthread.access.rules import NotAllowed, NotFound, Permission
from goldenthread.assessment.commands import advice as commands
from goldenthread.assessment.models import AdviceDraft, AdviceRequest, AdviceStep, Assessment
from goldenthread.assessment.queries import advice as queries
from goldenthread.assessment.rules.advice import (
    AdviceState,
    Adviser,
    FamilyAnswer,
    Offer,
    Statement,
    StatementKind,
    WrongAnswer,
)
from goldenthread.people.queries import NamesAPlace
from goldenthread.timeline.models import Clock

from .advice_world import advisers, case_of, doing, post_of
from .conftest import NOW, TODAY

P = Permission
NEED = Statement(
    kind=StatementKind.NEED,
    words="Finds it hard to follow spoken instructions.",
    need_area="communication",
    everyday="Is left behind when the class is told what to do.",
)


@pytest.fixture
def world(cast, bodies, sam, as_service):
    """Sam's case, asked for: every lawful adviser, by the officer."""
    people = advisers(cast, bodies)
    case = case_of(sam, as_service)
    asked = doing(cast.officer, lambda by: commands.ask_advisers(case.pk, by=by, at=NOW))
    return case, people, {each.adviser: each for each in asked}


def clock(case, about):
    return Clock.objects.get(
        case_type="assessment", case_id=case.pk, about=about, rule__startswith="ena-advice-",
        known_to__isnull=True,
    )  # fmt: skip


def hand(cast, request, user, at=NOW):
    doing(
        cast.manager,
        lambda by: commands.hand_out(
            request.pk, to_post=post_of(user), by=by, at=at, to=P.ADVICE_ASK
        ),
    )


def state(request) -> str:
    return AdviceRequest.objects.get(pk=request.pk).state


class TestAsking:
    def test_everybody_the_law_names_is_asked_once(self, cast, world):
        case, _, asked = world
        assert set(asked) == {"family", "education", "health", "educational-psychology",
                              "social-care"}  # fmt: skip
        again = doing(cast.officer, lambda by: commands.ask_advisers(case.pk, by=by, at=NOW))
        assert again == ()
        assert AdviceRequest.objects.count() == 5

    @pytest.mark.parametrize(
        ("about", "rule", "force"),
        [
            ("health", "ena-advice-due", "MUST"),
            ("social-care", "ena-advice-council", "SHOULD"),
            ("educational-psychology", "ena-advice-council", "SHOULD"),
            ("education", "ena-advice-others", "LOCAL"),
        ],
    )
    def test_each_clock_binds_as_the_law_binds_it(self, world, about, rule, force):
        found = clock(world[0], about)
        assert (found.rule, found.force, found.due) == (rule, force, TODAY + timedelta(weeks=6))

    def test_the_family_is_invited_and_has_no_clock(self, world):
        case, _, asked = world
        assert state(asked["family"]) == AdviceState.INVITED
        assert not Clock.objects.filter(case_id=case.pk, about="family").exists()

    def test_the_childs_own_school_is_the_one_asked(self, cast, bodies, sam, as_service):
        from goldenthread.placements.models import Placement

        Placement.objects.create(
            area=sam.area, child=sam, setting=bodies.setting, entry_date=TODAY - timedelta(days=90)
        )
        case = case_of(sam, as_service)
        asked = doing(cast.officer, lambda by: commands.ask_advisers(case.pk, by=by, at=NOW))
        school = next(each for each in asked if each.adviser == Adviser.EDUCATION)
        assert school.organisation_id == bodies.school.pk

    def test_the_clock_runs_from_the_day_the_adviser_received_it(self, cast, world):
        case, _, _ = world
        day = TODAY - timedelta(days=3)
        made = doing(
            cast.officer,
            lambda by: commands.ask_adviser(
                case.pk, adviser=Adviser.HEALTH, by=by, at=NOW, received=day
            ),
        )
        assert made.about == "health-2"
        assert clock(case, "health-2").due == day + timedelta(weeks=6)

    def test_not_before_an_assessment_is_agreed_nor_after_it_ended(self, cast, world):
        case, _, _ = world
        for stage, said in (("REQUESTED", "Agree to assess first"), ("WITHDRAWN", "has ended")):
            Assessment.objects.filter(pk=case.pk).update(stage=stage)
            with pytest.raises(WrongAnswer, match=said):
                doing(cast.officer, lambda by: commands.ask_advisers(case.pk, by=by, at=NOW))

    def test_not_by_a_stranger_nor_by_an_adviser(self, cast, world):
        case, _, _ = world
        with pytest.raises(NotFound):
            doing(cast.city_officer, lambda by: commands.ask_advisers(case.pk, by=by, at=NOW))
        with pytest.raises(NotAllowed):
            doing(cast.dco, lambda by: commands.ask_advisers(case.pk, by=by, at=NOW))


class TestAnswering:
    def test_statements_stop_the_clock_and_keep_their_keys(self, cast, world, as_service):
        case, people, asked = world
        request = asked["health"]
        hand(cast, request, people.nurse)
        row = doing(
            people.nurse,
            lambda by: commands.write_statement(request.pk, said=NEED, by=by, at=NOW),
        )
        doing(people.nurse, lambda by: commands.give_advice(request.pk, by=by, at=NOW))
        assert clock(case, "health").stopped == TODAY
        (said,) = doing(cast.officer, lambda by: queries.advice_statements(case, by=by, on=TODAY))
        assert (said.key, said.everyday, said.letter) == (f"AS{row.pk}", NEED.everyday, "c")
        assert said.author == "Nurse, Health adviser"

    def test_a_form_sent_twice_writes_one_statement(self, cast, world):
        _, people, asked = world
        hand(cast, asked["health"], people.nurse)
        for _ in range(2):
            doing(
                people.nurse,
                lambda by: commands.write_statement(asked["health"].pk, said=NEED, by=by, at=NOW),
            )
        assert asked["health"].statements.count() == 1

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            (Statement(kind=StatementKind.STRENGTH, words=" "), "Write the strength"),
            (Statement(kind=StatementKind.NEED, words="x", everyday="y"), "Select the area"),
            (
                Statement(kind=StatementKind.NEED, words="x", need_area="learning"),
                "everyday life",
            ),
            (Statement(kind=StatementKind.PROVISION, words="x", who="me"), "Write how often"),
        ],
    )
    def test_an_unfinished_statement_is_refused_with_what_to_do(self, cast, world, said, told):
        _, people, asked = world
        hand(cast, asked["health"], people.nurse)
        with pytest.raises(WrongAnswer, match=told):
            doing(
                people.nurse,
                lambda by: commands.write_statement(asked["health"].pk, said=said, by=by, at=NOW),
            )

    def test_nothing_at_all_is_no_advice(self, cast, world):
        _, people, asked = world
        hand(cast, asked["health"], people.nurse)
        with pytest.raises(WrongAnswer, match="at least one statement, or a report"):
            doing(people.nurse, lambda by: commands.give_advice(asked["health"].pk, by=by, at=NOW))

    def test_a_withdrawn_request_is_refused_and_what_was_typed_is_kept(self, cast, world):
        case, people, asked = world
        request = asked["health"]
        hand(cast, request, people.nurse)
        doing(cast.officer, lambda by: commands.withdraw_requests(case, by=by, at=NOW))
        with pytest.raises(WrongAnswer, match=r"was withdrawn.*is kept"):
            doing(
                people.nurse,
                lambda by: commands.write_statement(request.pk, said=NEED, by=by, at=NOW),
            )
        doing(
            people.nurse,
            lambda by: commands.save_draft(
                request.pk, part="NEED", typed={"words": NEED.words}, by=by, at=NOW
            ),
        )
        assert AdviceDraft.objects.get(request=request).typed == {"words": NEED.words}
        tie = Tie.objects.get(child=request.child_id, post=post_of(people.nurse))
        assert tie.to_date == TODAY + timedelta(days=28)

    def test_a_colleague_whose_request_it_is_not_finds_none(self, cast, world):
        _, people, asked = world
        hand(cast, asked["social-care"], people.worker)
        with pytest.raises(NotFound):
            doing(
                people.other_worker,
                lambda by: commands.give_advice(asked["social-care"].pk, by=by, at=NOW),
            )

    def test_a_restricted_place_in_a_statement_is_stopped(self, cast, world, monkeypatch):
        _, people, asked = world
        hand(cast, asked["health"], people.nurse)
        kinds = frozenset({"postcode"})
        monkeypatch.setattr(
            "goldenthread.people.queries.names_a_restricted_place", lambda *_, **__: kinds
        )
        with pytest.raises(NamesAPlace, match="names a postcode"):
            doing(
                people.nurse,
                lambda by: commands.write_statement(asked["health"].pk, said=NEED, by=by, at=NOW),
            )


class TestNotKnown:
    def test_it_is_no_advice_until_challenged_and_answered(self, cast, world):
        case, people, asked = world
        request = asked["social-care"]
        hand(cast, request, people.worker)
        doing(
            people.worker,
            lambda by: commands.say_not_known(
                request.pk, searched="Looked in the case system by name and birth date.",
                by=by, at=NOW,
            ),
        )  # fmt: skip
        assert clock(case, "social-care").stopped is None
        silent = queries.silent_advisers(case, year_group=5)
        assert "social-care" in {each.about for each in silent}
        doing(
            cast.officer,
            lambda by: commands.challenge(
                request.pk, reason="An assessment must be offered all the same.", by=by, at=NOW
            ),
        )
        assert state(request) == AdviceState.CHALLENGED

    def test_it_needs_where_was_looked(self, cast, world):
        _, people, asked = world
        hand(cast, asked["social-care"], people.worker)
        with pytest.raises(WrongAnswer, match="which records"):
            doing(
                people.worker,
                lambda by: commands.say_not_known(
                    asked["social-care"].pk, searched="no", by=by, at=NOW
                ),
            )


class TestSocialCare:
    def test_advice_waits_for_the_record_of_the_offer(self, cast, world):
        _, people, asked = world
        request = asked["social-care"]
        hand(cast, request, people.worker)
        doing(
            people.worker,
            lambda by: commands.write_statement(request.pk, said=NEED, by=by, at=NOW),
        )
        with pytest.raises(WrongAnswer, match="whether social care offered"):
            doing(people.worker, lambda by: commands.give_advice(request.pk, by=by, at=NOW))
        doing(
            people.worker,
            lambda by: commands.record_social_care(
                request.pk, offer=Offer.OFFERED, offered_date=TODAY, offered_by="Worker",
                answer=FamilyAnswer.DECLINED, by=by, at=NOW,
            ),
        )  # fmt: skip
        given = doing(people.worker, lambda by: commands.give_advice(request.pk, by=by, at=NOW))
        assert given.state == AdviceState.ANSWERED

    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            ({"offer": Offer.OFFERED}, "when it was offered"),
            ({"offer": Offer.NOT_OFFERED, "why_not": " "}, "why no assessment"),
            (
                {
                    "offer": Offer.OFFERED,
                    "offered_by": "A",
                    "answer": FamilyAnswer.ACCEPTED,
                    "offered_date": TODAY + timedelta(days=1),
                },
                "later than today",
            ),
        ],
    )
    def test_half_a_record_is_refused(self, cast, world, facts, told):
        _, people, asked = world
        hand(cast, asked["social-care"], people.worker)
        with pytest.raises(WrongAnswer, match=told):
            doing(
                people.worker,
                lambda by: commands.record_social_care(
                    asked["social-care"].pk, by=by, at=NOW, **facts
                ),
            )


class TestSendingBack:
    def test_the_clock_runs_again_from_where_it_began(self, cast, world):
        case, people, asked = world
        request = asked["health"]
        hand(cast, request, people.nurse)
        row = doing(
            people.nurse, lambda by: commands.write_statement(request.pk, said=NEED, by=by, at=NOW)
        )
        doing(people.nurse, lambda by: commands.give_advice(request.pk, by=by, at=NOW))
        doing(
            cast.officer,
            lambda by: commands.send_back(
                request.pk, reason="It says nothing about eating.", by=by, at=NOW
            ),
        )
        found = clock(case, "health")
        assert (found.stopped, found.due) == (None, TODAY + timedelta(weeks=6))
        assert (
            doing(cast.officer, lambda by: queries.advice_statements(case, by=by, on=TODAY)) == ()
        )
        later = NOW + timedelta(days=2)
        doing(people.nurse, lambda by: commands.give_advice(request.pk, by=by, at=later), later)
        assert clock(case, "health").stopped == later.date()
        assert queries.written(request)[0].pk == row.pk

    def test_a_reason_is_needed(self, cast, world):
        _, _, asked = world
        with pytest.raises(WrongAnswer, match="Write the reason"):
            doing(
                cast.officer,
                lambda by: commands.send_back(asked["health"].pk, reason="no", by=by, at=NOW),
            )


class TestReuse:
    def test_all_three_must_agree(self, cast, world):
        case, _, asked = world
        agreed = {"adviser_agreed": TODAY, "council_agreed": TODAY, "family_agreed": TODAY}
        for missing in agreed:
            with pytest.raises(WrongAnswer, match="all agree"):
                self.reuse(cast, asked["health"], {**agreed, missing: None})
        self.reuse(cast, asked["health"], agreed)
        assert clock(case, "health").stopped == TODAY
        assert state(asked["health"]) == AdviceState.REUSED

    def reuse(self, cast, request, agreed):
        doing(
            cast.officer,
            lambda by: commands.reuse(
                request.pk, title="Paediatric report", given_on=TODAY - timedelta(days=90),
                by=by, at=NOW, **agreed,
            ),
        )  # fmt: skip


class TestHandingOut:
    def test_the_old_holder_loses_the_child_and_the_new_one_gains_it(self, cast, world):
        _, people, asked = world
        request = asked["social-care"]
        for user, days in ((people.worker, 0), (people.other_worker, 1)):
            doing(
                people.dsco,
                lambda by, user=user, days=days: commands.hand_out(
                    request.pk, to_post=post_of(user), by=by, at=NOW + timedelta(days=days),
                    to=P.ADVICE_LEAD,
                ),
            )  # fmt: skip
        ends = dict(Tie.objects.filter(child=request.child_id, kind="ADVISER")
                    .exclude(post__user=cast.psychologist)
                    .values_list("post__user__name", "to_date"))  # fmt: skip
        assert ends == {"Worker": TODAY + timedelta(days=1), "OtherWorker": None}

    def test_only_to_a_post_that_gives_such_advice(self, cast, world):
        _, people, asked = world
        with pytest.raises(WrongAnswer, match="whose post gives advice of this kind"):
            hand(cast, asked["social-care"], people.nurse)

    def test_the_dco_leads_health_and_nothing_else(self, cast, world):
        _, _, asked = world
        position = doing(cast.dco, lambda by: queries.service_position(by=by, on=TODAY))
        assert [row.about for row in position.requests.rows] == ["health"]
        assert (position.waiting, position.not_handed_out) == (1, 1)
        with pytest.raises(NotFound):
            doing(
                cast.dco,
                lambda by: queries.get_request(
                    asked["social-care"].pk, by=by, on=TODAY, to=P.ADVICE_LEAD
                ),
            )


class TestChasing:
    def run(self, as_service, days):
        return commands.chase_due(830, by=as_service, at=NOW + timedelta(days=days))

    def test_weeks_three_five_and_six_each_once(self, world, as_service):
        sent = [self.run(as_service, day) for day in (20, 21, 21, 34, 35, 42, 43, 60)]
        assert sent == [0, 4, 0, 0, 4, 4, 0, 0]
        assert AdviceStep.objects.filter(kind="chased").count() == 12

    def test_nights_missed_send_the_latest_week_alone(self, world, as_service):
        assert [self.run(as_service, 50), self.run(as_service, 51)] == [4, 0]
        keys = set(AdviceStep.objects.filter(kind="chased").values_list("key", flat=True))
        assert keys == {"week/6"}

    def test_many_by_an_officer_one_each_a_day(self, cast, world):
        _, _, asked = world
        ids = [each.pk for each in asked.values()]
        first, second = (
            doing(cast.officer, lambda by: commands.chase_many(ids, by=by, at=NOW))
            for _ in range(2)
        )
        assert (first, second) == ((4, 1), (0, 5))  # the family is invited, never chased

    def test_another_councils_are_left_alone(self, cast, world):
        _, _, asked = world
        ids = [each.pk for each in asked.values()]
        assert doing(cast.city_officer, lambda by: commands.chase_many(ids, by=by, at=NOW)) == (
            0,
            5,
        )


class TestTheGate:
    def test_who_is_silent(self, cast, world):
        case, people, asked = world
        hand(cast, asked["health"], people.nurse)
        doing(
            people.nurse,
            lambda by: commands.write_statement(asked["health"].pk, said=NEED, by=by, at=NOW),
        )
        doing(people.nurse, lambda by: commands.give_advice(asked["health"].pk, by=by, at=NOW))
        silent = queries.silent_advisers(case, year_group=9)
        assert {(each.adviser.value, each.state_words) for each in silent} == {
            ("education", "Asked"),
            ("educational-psychology", "Asked"),
            ("social-care", "Asked"),
            ("adulthood", "Never asked"),
        }
