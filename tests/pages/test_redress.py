"""Mediation, appeal, concession and order: what each records, starts, refuses and shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from goldenthread.access.rules import NotAllowed, NotFound, Role
from goldenthread.assessment import commands as assessment
from goldenthread.assessment.models import Assessment
from goldenthread.audit.models import AuditRow
from goldenthread.law.events import EventKind as K
from goldenthread.letters.commands import NobodyToTell
from goldenthread.letters.models import Letter
from goldenthread.organisations.models import Setting
from goldenthread.people.models import AdultLink, Child
from goldenthread.people.queries import NamesAPlace
from goldenthread.plans.models import Plan, PlanVersion
from goldenthread.redress import commands, queries
from goldenthread.redress.commands import Said
from goldenthread.redress.models import Disagreement, DisagreementStep
from goldenthread.redress.rules import Missing, NotNow, Standing, Step, WrongDay
from goldenthread.timeline.models import Clock, Event

from .casework import NEITHER, at_version, moment, reach_at_once, received
from .conftest import person

T = Step
RECEIVED = date(2026, 9, 7)
REFUSED = date(2026, 10, 12)
DAY = timedelta(days=1)


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def refused(sam, officer):
    """A request for Sam refused on 12 October 2026: the family's two months run from that day."""
    reach_at_once(sam)
    case = received(sam, officer, on=RECEIVED)
    assessment.refuse_to_assess(
        case.pk,
        decided_on=REFUSED,
        reasons="The school can meet what Sam needs.",
        tests=NEITHER,
        learned="",
        version=case.version,
        by=officer,
        at=moment(REFUSED),
    )
    return at_version(case)


def number_of(child) -> int:
    return Event.objects.get(kind=K.NOTICE_SENT, child_id=child.pk).case_id


class Telling:
    """Records steps about one child, each on the version it stands at."""

    def __init__(self, child: Child, by) -> None:
        self.child, self.by, self.case_id = child, by, number_of(child)

    def shown(self, on: date = date(2026, 11, 22)):
        return queries.one_of(self.child, self.case_id, by=self.by, today=on)

    def __call__(self, step: Step, on: date, version: int | None = None, at=None, **more):
        return commands.record_step(
            self.child.pk,
            self.case_id,
            step,
            Said(on=on, **more),
            version=self.shown().version if version is None else version,
            by=self.by,
            at=at or moment(on),
        )

    def dues(self, on: date = date(2026, 11, 22)) -> dict[str, date | None]:
        clocks = self.shown(on).clocks
        return {each.rule: each.due for each in clocks if not (each.stopped or each.superseded)}


@pytest.fixture
def tell(refused, sam, officer):
    return Telling(sam, officer)


class TestTheFamilysTime:
    def test_runs_from_the_day_the_notice_went_before_anybody_disagrees(self, tell):
        shown = tell.shown()
        assert (shown.standing, shown.version, shown.steps) == (Standing.OPEN, 0, ())
        assert tell.dues() == {"med-contact": date(2026, 12, 12), "app-limit": date(2026, 12, 12)}
        assert not Disagreement.objects.exists()

    def test_a_certificate_gives_a_month_from_its_own_date_where_that_is_later(self, tell):
        tell(T.REFUSED, date(2026, 11, 16))
        tell(T.CERTIFIED, date(2026, 11, 18))
        assert tell.dues()["app-limit"] == date(2026, 12, 18)

    def test_refusing_to_mediate_says_that_the_adviser_was_contacted(self, tell):
        tell(T.REFUSED, date(2026, 11, 16))
        dues = tell.dues()
        assert "med-contact" not in dues
        assert dues["med-cert-no"] == date(2026, 11, 19)  # three working days from a Monday


class TestMediation:
    def test_is_held_within_thirty_days_of_being_asked_for(self, tell):
        tell(T.ASKED, date(2026, 10, 20))
        assert tell.dues()["med-held"] == date(2026, 11, 19)
        assert tell.shown().standing == Standing.MEDIATION

    def test_cannot_be_given_up_while_there_is_time(self, tell):
        tell(T.ASKED, date(2026, 10, 20))
        with pytest.raises(NotNow, match="until 19 November 2026"), transaction.atomic():
            tell(T.NOT_HELD, date(2026, 11, 19))
        tell(T.NOT_HELD, date(2026, 11, 20))
        assert tell.dues()["med-cert-late"] == date(2026, 11, 25)

    def test_an_agreement_opens_the_request_again_with_the_dates_of_reg_44(self, tell, refused):
        tell(T.ASKED, date(2026, 10, 20))
        tell(T.AGREED, date(2026, 11, 2), order="assess", words="We will assess.")
        assert at_version(refused).stage == "ORDERED"
        found = {
            each.rule: each.due
            for each in Clock.objects.filter(
                case_type="assessment", case_id=refused.pk, known_to=None, rule__startswith="ord-"
            )
        }
        assert found == {  # the law's own worked example: 2, 10 and 14 weeks from 2 November
            "ord-assess-tell": date(2026, 11, 16),
            "ord-assess-noplan": date(2027, 1, 11),
            "ord-assess-plan": date(2027, 2, 8),
        }
        assert not [each for each in tell.shown().clocks if each.rule.startswith("ord-")]
        assert "med-held" not in tell.dues()  # nobody agrees at a mediation that was not held
        assert refused.request_mediation
        assert Letter.objects.filter(kind="order-to-keep").count() == 1

    def test_another_time_agreed_in_writing_stands_instead_of_the_laws(self, tell, refused):
        tell(T.ASKED, date(2026, 10, 20))
        tell(
            T.AGREED,
            date(2026, 11, 2),
            order="assess",
            words="We will assess.",
            set_by=date(2026, 11, 9),
        )
        told = Clock.objects.get(rule="ord-assess-tell", known_to=None)
        assert told.due == date(2026, 11, 9)

    @pytest.mark.parametrize(("body", "also"), [("council", set()), ("icb", {"med-icb-tells-la"})])
    def test_another_point_is_kept_in_two_weeks_by_whoever_agreed_it(self, tell, body, also):
        tell(T.ASKED, date(2026, 10, 20))
        tell(T.AGREED_OTHER, date(2026, 11, 2), body=body, words="Therapy twice a term.")
        dues = tell.dues()
        assert dues["med-agree-other"] == date(2026, 11, 16)
        assert {"med-icb-tells-la"} & set(dues) == also
        assert tell.shown().standing == Standing.MEDIATION  # the right of appeal stays
        tell(T.KEPT, date(2026, 11, 10))
        assert "med-agree-other" not in tell.dues()

    def test_nothing_is_kept_that_was_not_agreed(self, tell):
        tell(T.ASKED, date(2026, 10, 20))
        with pytest.raises(NotNow, match="Record first: agreed at mediation"):
            tell(T.KEPT, date(2026, 11, 2))


class TestAppeals:
    def test_are_answered_in_thirty_working_days_of_reaching_us(self, tell, refused):
        tell(
            T.APPEALED, date(2026, 10, 30), received=date(2026, 11, 2), at=moment(date(2026, 11, 2))
        )
        assert tell.dues()["app-response"] == date(2026, 12, 14)  # the law's own worked example
        assert "app-limit" not in tell.dues()
        assert at_version(refused).request_tribunal

    def test_conceding_binds_from_the_day_the_tribunal_was_told(self, tell, refused):
        tell(T.APPEALED, date(2026, 10, 30))
        tell(T.CONCEDED, date(2026, 11, 2), order="assess")
        assert at_version(refused).stage == "ORDERED"
        plan = Clock.objects.get(rule="ord-assess-plan", known_to=None)
        assert (plan.case_type, plan.due) == ("assessment", date(2027, 2, 8))
        assert "app-response" not in tell.dues()

    def test_only_those_who_decide_cases_may_give_way(self, tell, bodies, asker_of, sam):
        tell(T.APPEALED, date(2026, 10, 30))
        tell.by = asker_of(person("Tribunal", Role.TRIBUNAL_OFFICER, bodies.county))
        with pytest.raises(NotAllowed), transaction.atomic():
            tell(T.CONCEDED, date(2026, 11, 2), order="assess")
        tell(T.ANSWERED, date(2026, 11, 2))
        assert tell.shown().standing == Standing.TRIBUNAL

    def test_a_tribunal_officer_keeps_an_order_whole(self, tell, bodies, asker_of, refused):
        tell(T.APPEALED, date(2026, 10, 30))
        tell.by = asker_of(person("Tribunal", Role.TRIBUNAL_OFFICER, bodies.county))
        tell(T.ORDERED, date(2026, 11, 2), order="assess", sent=date(2026, 11, 2))
        assert at_version(refused).stage == "ORDERED"
        assert tell.dues()["app-ut"] == date(2026, 11, 30)
        tell(T.OBEYED, date(2026, 11, 20))
        assert tell.shown().standing == Standing.ENDED

    def test_a_dismissal_ends_it_and_leaves_28_days_to_go_further(self, tell):
        tell(T.APPEALED, date(2026, 10, 30))
        tell(T.DISMISSED, date(2026, 11, 2))
        assert tell.dues() == {"app-ut": date(2026, 11, 30)}
        assert tell.shown().standing == Standing.ENDED

    def test_withdrawing_it_stops_our_answer(self, tell):
        tell(T.APPEALED, date(2026, 10, 30))
        tell(T.WITHDRAWN, date(2026, 11, 2))
        assert "app-response" not in tell.dues()

    def test_a_hearing_needs_its_day(self, tell):
        tell(T.APPEALED, date(2026, 10, 30))
        with pytest.raises(WrongDay, match="day of the hearing"), transaction.atomic():
            tell(T.HEARING, date(2026, 11, 2))
        tell(T.HEARING, date(2026, 11, 2), hearing=date(2027, 3, 1))
        assert tell.shown().hearing_date == date(2027, 3, 1)

    def test_no_recommendation_is_made_about_a_refusal_to_assess(self, tell):
        tell(T.APPEALED, date(2026, 10, 30))
        tell(T.DISMISSED, date(2026, 11, 2))
        with pytest.raises(NotNow, match="no recommendation"):
            tell(T.RECOMMENDED, date(2026, 11, 2), words="A nurse.", body="health")


def printed_in(letter: Letter) -> set[tuple[str, str]]:
    """Return the last days a letter prints, by rule."""
    blocks = [block for piece in letter.content["pieces"] for block in piece["blocks"]]
    return {(day["code"], day["on"]) for block in blocks for day in block.get("dates", ())}


def kept_days(plan: Plan) -> set[tuple[str, str]]:
    """Return the last days of the clocks that run in a plan's own case, by rule."""
    rows = Clock.objects.filter(case_type="plan", case_id=plan.pk, known_to=None)
    found = rows.filter(rule__startswith="ord-").values_list("rule", "due")
    return {(rule, due.isoformat()) for rule, due in found}


class TestAPlan:
    @pytest.fixture
    def plan(self, sam, areas):
        return Plan.objects.create(area=areas.derbyshire, child=sam, state="IN_FORCE")

    @pytest.fixture
    def about_a_plan(self, sam, plan, officer):
        on = date(2026, 10, 12)
        commands.take_up(sam.pk, decision="plan-amended", sent=on, by=officer, at=moment(on))
        return Telling(sam, officer)

    @pytest.mark.parametrize(
        ("order", "due"), [("amend", date(2026, 12, 7)), ("setting", date(2026, 11, 16))]
    )
    def test_an_order_about_it_runs_where_the_amended_plan_stops_it(
        self, about_a_plan, plan, order, due
    ):
        about_a_plan(T.APPEALED, date(2026, 10, 30))
        about_a_plan(T.ORDERED, date(2026, 11, 2), order=order)
        clock = Clock.objects.get(rule=f"ord-{order}", known_to=None)
        assert (clock.case_type, clock.case_id, clock.due) == ("plan", plan.pk, due)

    @pytest.mark.parametrize(
        ("decision", "order", "says"),
        [
            ("plan-amended", "setting", "change the school or other setting"),
            ("cease", "continue-amend", "with no break, and change it"),
            ("cease", "cease", "The plan may end"),
            ("no-reassessment", "assess", "assess your child's needs again"),
        ],
    )
    def test_the_family_is_told_what_was_ordered_and_every_day_of_its_clocks(
        self, sam, plan, officer, decision, order, says
    ):
        on = date(2026, 10, 12)
        commands.take_up(sam.pk, decision=decision, sent=on, by=officer, at=moment(on))
        telling = Telling(sam, officer)
        telling(T.APPEALED, date(2026, 10, 30))
        telling(T.ORDERED, date(2026, 11, 2), order=order)
        letter = Letter.objects.get(kind="order-to-keep")
        assert says in str(letter.content)
        assert (letter.case_type, letter.case_id) == ("plan", plan.pk)
        assert printed_in(letter) == kept_days(plan)

    def test_a_day_that_was_set_and_a_concession_are_told_as_they_are(self, about_a_plan, plan):
        about_a_plan(T.APPEALED, date(2026, 10, 30))
        about_a_plan(T.CONCEDED, date(2026, 11, 2), order="amend", words="New advice came.")
        letter = Letter.objects.get(kind="order-to-keep")
        assert "The council gave way, on Monday 2 November 2026." in str(letter.content)
        assert printed_in(letter) == kept_days(plan) == {("ord-amend", "2026-12-07")}

    def test_the_setting_it_names_and_those_who_serve_the_child_are_told(
        self, about_a_plan, sam, plan, bodies, cast
    ):
        school = Setting.objects.create(urn="900001", name="Named Invented School")
        bodies.school.setting = school
        bodies.school.save()
        PlanVersion.objects.create(
            area=plan.area, child=sam, plan=plan, number=1, status="FINAL", issued_date=RECEIVED,
            needs=["ASD"], setting=school,
        )  # fmt: skip
        about_a_plan(T.APPEALED, date(2026, 10, 30))
        about_a_plan(T.ORDERED, date(2026, 11, 2), order="amend", set_by=date(2026, 11, 30))
        (told,) = Letter.objects.filter(kind="message", key__endswith="/order/bodies")
        names = set(told.copies.values_list("name", flat=True))
        assert {bodies.school.name, cast.dco.name} <= names
        assert printed_in(told) == kept_days(plan) == {("ord-amend", "2026-11-30")}

    def test_with_nobody_to_tell_nothing_is_recorded(self, about_a_plan, sam):
        about_a_plan(T.APPEALED, date(2026, 10, 30))
        AdultLink.objects.filter(child=sam).update(gets_notices="NO")
        with pytest.raises(NobodyToTell), transaction.atomic():
            about_a_plan(T.ORDERED, date(2026, 11, 2), order="amend")
        assert not Event.objects.filter(kind=K.ORDER_MADE).exists()

    def test_a_recommendation_to_health_is_answered_and_passed_on(self, about_a_plan):
        about_a_plan(T.APPEALED, date(2026, 10, 30))
        about_a_plan(T.ORDERED, date(2026, 11, 2), order="amend")
        about_a_plan(T.RECOMMENDED, date(2026, 11, 2), words="A nurse plan.", body="health")
        assert about_a_plan.dues()["rec-respond"] == date(2026, 12, 7)
        about_a_plan(T.RECOMMENDATION_ANSWERED, date(2026, 11, 9), words="Yes.", body="health")
        assert about_a_plan.dues()["rec-pass-on"] == date(2026, 11, 16)

    def test_an_order_of_another_kind_is_refused(self, about_a_plan):
        about_a_plan(T.APPEALED, date(2026, 10, 30))
        with pytest.raises(Missing, match="Select what was ordered"):
            about_a_plan(T.ORDERED, date(2026, 11, 2), order="assess")

    def test_with_no_plan_in_force_nothing_is_recorded(self, about_a_plan, plan):
        about_a_plan(T.APPEALED, date(2026, 10, 30))
        Plan.objects.filter(pk=plan.pk).update(state="CEASED", cease_date=REFUSED, cease_reason="1")
        with pytest.raises(NotNow, match="Record that first"), transaction.atomic():
            about_a_plan(T.ORDERED, date(2026, 11, 2), order="amend")
        assert not Event.objects.filter(kind=K.ORDER_MADE).exists()

    def test_a_decision_is_taken_up_once(self, about_a_plan, sam, officer):
        with pytest.raises(NotNow, match="on record already"):
            commands.take_up(
                sam.pk,
                decision="plan-issued",
                sent=date(2026, 10, 12),
                by=officer,
                at=moment(date(2026, 10, 13)),
            )


class TestRefusals:
    def test_a_double_click_records_one_step(self, tell):
        first = tell(T.CONTACTED, date(2026, 10, 20), version=0)
        again = tell(T.CONTACTED, date(2026, 10, 20), version=0)
        assert first.pk == again.pk
        assert Event.objects.filter(kind=K.MEDIATION_CONTACTED).count() == 1

    def test_the_second_of_two_people_is_told_what_the_first_recorded(self, tell, cast, asker_of):
        tell(T.CONTACTED, date(2026, 10, 20), version=0)
        tell.by = asker_of(cast.manager)
        with pytest.raises(assessment.SomebodyElse, match="Officer, EHC officer recorded"):
            tell(T.ASKED, date(2026, 10, 20), version=0)

    @pytest.mark.parametrize(
        ("on", "says"),
        [(REFUSED - DAY, "before the decision was sent"), (date(2026, 11, 30), "still to come")],
    )
    def test_a_day_that_cannot_be_is_refused(self, tell, on, says):
        with pytest.raises(WrongDay, match=says):
            tell(T.CONTACTED, on, at=moment(date(2026, 11, 22)))

    def test_a_day_out_of_order_is_refused(self, tell):
        tell(T.ASKED, date(2026, 10, 20))
        with pytest.raises(WrongDay, match="recorded last"):
            tell(T.HELD, date(2026, 10, 19))

    def test_words_that_give_a_place_away_are_refused(self, tell, sam, monkeypatch):
        def names(text, child, *, on):
            raise NamesAPlace("This names a school.")

        monkeypatch.setattr("goldenthread.people.queries.check_free_text", names)
        with pytest.raises(NamesAPlace):
            tell(T.CONTACTED, date(2026, 10, 20), words="At the school.")

    def test_a_document_of_another_child_is_no_document(self, tell):
        with pytest.raises(Missing, match="not among the child's"):
            tell(T.CERTIFIED, date(2026, 10, 20), file_id=999_999)

    def test_what_was_recorded_is_never_altered(self, tell):
        step = tell(T.CONTACTED, date(2026, 10, 20))
        with pytest.raises(DatabaseError), transaction.atomic():
            DisagreementStep.objects.filter(pk=step.pk).update(words="else")

    def test_a_stranger_learns_nothing_and_a_reader_is_refused(self, tell, cast, asker_of):
        for who, refusal in (("stranger", NotFound), ("psychologist", NotAllowed)):
            tell.by = asker_of(getattr(cast, who))
            with pytest.raises(refusal), transaction.atomic():
                tell(T.CONTACTED, date(2026, 10, 20), version=0)


def test_with_nothing_stated_no_row_is_in_reach(tell):
    tell(T.CONTACTED, date(2026, 10, 20))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL gt.areas = ''; SET LOCAL gt.children = ''")
        for table in ("disagreement", "disagreementevent", "disagreementstep"):
            cursor.execute(f"SELECT count(*) FROM redress_{table}")
            assert cursor.fetchone() == (0,), table


# Pages -------------------------------------------------------------------------------------------


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


class TestPages:
    def address(self, tell, what: str = "") -> str:
        if not what:
            return reverse("redress:child", args=[tell.child.pk])
        return reverse("redress:step", args=[tell.child.pk, tell.case_id, what])

    def test_shows_rights_and_last_days_before_anything_is_recorded(self, tell, cast):
        shown = words(signed_in(cast.officer).get(self.address(tell)))
        assert "The refusal to assess" in shown
        assert "The Tribunal must have the appeal by 5pm on <strong>Saturday 12 December" in shown
        assert "the Tribunal would still take it until Monday 14 December 2026" in shown
        assert self.address(tell, "asked-to-mediate") in shown

    def test_says_what_recording_would_do_then_does_it_once(self, tell, cast):
        tell(T.ASKED, date(2026, 10, 20))
        client = signed_in(cast.officer)
        given = {"on": "2026-11-02", "order": "assess", "words": "We will assess.", "version": 1}
        check = words(client.post(self.address(tell, "agreed"), given))
        assert "Ordered to assess: family told: by Monday 16 November 2026" in check
        assert "Parent Invented: What we do after the Tribunal or the agreement" in check
        assert not Event.objects.filter(kind=K.MEDIATION_AGREED).exists()
        for _ in range(2):
            answer = client.post(self.address(tell, "agreed"), {**given, "act": "do"})
            assert answer.status_code == 302
        assert DisagreementStep.objects.filter(step=T.AGREED).count() == 1
        shown = words(client.get(self.address(tell)))
        assert "Agreed, conceded or ordered: to be done" in shown
        assert "Ordered to assess: final plan" in shown
        assert AuditRow.objects.filter(child_id=tell.child.pk, action="write").exists()

    @pytest.mark.parametrize(
        ("what", "wrong", "says"),
        [
            ("agreed", {"order": ""}, "Select what the council must do"),
            ("agreed", {"on": "2027-11-02"}, "must be on or before"),
            ("agreed", {"on": "2026-10-01"}, "before the decision was sent"),
            ("hearing", {}, "cannot be recorded"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, tell, cast, what, wrong, says):
        tell(T.ASKED, date(2026, 10, 20))
        given = {"on": "2026-11-02", "order": "assess", "words": "Kept words.", "version": 1}
        given["hearing"] = "2027-03-01"
        page = signed_in(cast.officer).post(self.address(tell, what), {**given, **wrong})
        shown = words(page)
        assert says in shown
        assert "Kept words." in shown

    def test_a_tribunal_officer_is_offered_no_concession(self, tell, cast, bodies):
        tell(T.APPEALED, date(2026, 10, 30))
        client = signed_in(person("Tribunal", Role.TRIBUNAL_OFFICER, bodies.county))
        shown = words(client.get(self.address(tell)))
        assert self.address(tell, "ordered") in shown
        assert self.address(tell, "conceded") not in shown
        assert client.get(self.address(tell, "conceded")).status_code == 403
        assert self.address(tell, "conceded") in words(
            signed_in(cast.officer).get(self.address(tell))
        )

    def test_asks_the_database_twelve_times_at_most(
        self, tell, cast, django_assert_max_num_queries
    ):
        tell(T.ASKED, date(2026, 10, 20))
        tell(T.AGREED, date(2026, 11, 2), order="assess", words="We will assess.")
        client = signed_in(cast.officer)
        client.get(self.address(tell))
        with django_assert_max_num_queries(12):
            client.get(self.address(tell))

    def test_a_decision_kept_elsewhere_is_taken_up(self, sam, cast):
        client, address = signed_in(cast.officer), reverse("redress:take-up", args=[sam.pk])
        assert "No decision that can be appealed" in words(
            client.get(reverse("redress:child", args=[sam.pk]))
        )
        late = words(client.post(address, {"decision": "cease", "sent": "2028-01-01"}))
        assert "must be on or before" in late
        client.post(address, {"decision": "cease", "sent": "2026-11-02"})
        shown = words(client.get(reverse("redress:child", args=[sam.pk])))
        assert "The decision to end the plan" in shown
        assert Disagreement.objects.get().case_id == number_of(sam)

    def test_an_unknown_step_and_an_unknown_decision_are_not_found(self, tell, cast):
        client = signed_in(cast.officer)
        assert client.get(self.address(tell, "sing")).status_code == 404
        other = reverse("redress:step", args=[tell.child.pk, 4, "contacted"])
        assert client.get(other).status_code == 404


def test_an_assessment_of_another_child_is_never_opened(tell, sam):
    row = tell(T.CONTACTED, date(2026, 10, 20)).disagreement
    assert Assessment.objects.get(pk=row.assessment_id).child_id == sam.pk
    assert replace(Said(on=REFUSED), words="x").words == "x"
