"""Whose the rights are: the desk's pages on a family, and what the young person chooses alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.pages import family_world as world
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access.models import Tie, User
from goldenthread.access.rules import TieKind
from goldenthread.audit.models import AuditRow
from goldenthread.people.commands import WrongRight, answer_for_parent
from goldenthread.people.models import (
    AdultLink,
    CapacityDecision,
    LinkCode,
    Mandate,
    ParentAccess,
    ViewLimitRequest,
)
from goldenthread.people.rules import AccessAnswer

from .conftest import STARTED, TODAY, child

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def mum(db) -> User:
    return world.account("Mum Invented")


@pytest.fixture
def kit(as_service, areas, cast, mum):
    made = child(areas.derbyshire, "F-1", "Kit", "Invented")
    world.make_family(made, mum)
    return made


@pytest.fixture
def link(kit):
    return AdultLink.objects.get(child=kit)


@pytest.fixture
def themself(kit):
    user = world.account("Kit Themself")
    Tie.objects.create(
        area=kit.area, child=kit, kind=TieKind.YOUNG_PERSON, user=user, from_date=STARTED
    )
    return user


@pytest.fixture
def grown(kit):
    """The same child, past the leaving date of their year."""
    kit.birth_date = date(2009, 3, 1)
    kit.save()
    return kit


def get(user, name, *arguments) -> str:
    return world.signed_in(user).get(reverse(name, args=arguments)).content.decode()


def post(user, name, *arguments, **given):
    return world.signed_in(user).post(reverse(name, args=arguments), given)


def parts(name: str, day: date) -> dict[str, int]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def told(answer) -> str:
    """Return what a refused form says is wrong."""
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "There is a problem" in text
    return text


class TestTheFamily:
    def test_each_fact_stands_by_itself_and_what_is_restricted_is_not_told(self, kit, link, cast):
        AdultLink.objects.filter(pk=link.pk).update(
            **world.RESTRICTED, court_order="Order of 3 May"
        )
        text = get(cast.officer, "desk:family", kit.pk)
        assert "Parental responsibility" in text
        assert "birth certificate seen" in text
        assert "To be judged again by 1 February 2027" in text
        assert "Order of 3 May" not in text
        assert "Court order of 3 May" not in text

    @pytest.mark.parametrize("born", [date(2016, 5, 3), date(2010, 10, 1), date(2009, 3, 1)])
    def test_it_asks_twelve_times_at_most(self, kit, link, cast, born):
        kit.birth_date = born
        kit.save()
        client = world.signed_in(cast.officer)
        address = reverse("desk:family", args=[kit.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        ours = [q for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert len(ours) <= 12

    def test_changing_one_fact_keeps_the_order_nobody_is_shown(self, kit, link, cast):
        AdultLink.objects.filter(pk=link.pk).update(court_order="Order of 3 May")
        given = dict(world.FULL)
        answer = post(
            cast.officer, "desk:family-adult", kit.pk, link.pk,
            **given | {"may_see_location": "NO"},
        )  # fmt: skip
        assert answer.status_code == 302
        link.refresh_from_db()
        assert (link.may_see_location, link.court_order) == ("NO", "Order of 3 May")

    def test_responsibility_needs_something_that_shows_it(self, kit, link, cast):
        given = world.FULL | {"responsibility_evidence": ""}
        answer = post(cast.officer, "desk:family-adult", kit.pk, link.pk, **given)
        assert "Say what shows that they have parental responsibility." in told(answer)

    def test_a_restriction_ends_the_page_at_once_and_lifting_it_opens_what_is_said(
        self, kit, link, cast, mum
    ):
        owner = cast.officer.posts.get().pk
        given = {"reason": "Police advice", "owner": owner, **parts("review", TODAY + 90 * DAY)}
        answer = post(cast.officer, "desk:family-restrict", kit.pk, link.pk, **given)
        assert answer.status_code == 302, answer.content.decode()
        assert "You cannot see this page now." in get(mum, "family:where", kit.pk)
        answer = post(cast.officer, "desk:family-adult", kit.pk, link.pk, **world.FULL)
        assert answer.status_code == 302
        assert "You cannot see this page now." not in get(mum, "family:where", kit.pk)

    def test_a_restriction_is_judged_again_within_six_months(self, kit, link, cast):
        owner = cast.officer.posts.get().pk
        given = {"reason": "Police advice", "owner": owner, **parts("review", TODAY + 300 * DAY)}
        told(post(cast.officer, "desk:family-restrict", kit.pk, link.pk, **given))

    def test_a_link_ended_today_opens_nothing_tomorrow(self, kit, link, cast):
        post(cast.officer, "desk:family-end", kit.pk, link.pk, **parts("last_day", TODAY))
        link.refresh_from_db()
        assert link.to_date == TODAY

    def test_when_the_rights_pass_is_told_with_what_to_do(self, kit, link, cast):
        kit.birth_date = date(2010, 9, 5)
        kit.save()
        text = get(cast.officer, "desk:family", kit.pk)
        assert "The rights pass to the young person after 25 June 2027" in text
        assert "check the day against the local term date" in text
        kit.birth_date = date(2010, 8, 31)
        kit.save()
        text = get(cast.officer, "desk:family", kit.pk)
        assert "Ask the young person about each adult by 10 July 2026" in text
        assert "1 adult to ask about" in text
        kit.birth_date = date(2016, 5, 3)
        kit.save()
        assert "When the rights pass" not in get(cast.officer, "desk:family", kit.pk)

    def test_the_reading_is_written_down(self, kit, cast):
        get(cast.officer, "desk:family", kit.pk)
        row = AuditRow.objects.filter(child_id=kit.pk, route="desk:family").latest("pk")
        assert row.purpose == "family-rights"


class TestMandates:
    @pytest.fixture
    def worker(self, db):
        return world.account("Advice Worker")

    def given(self, kit, link, cast, worker, **more):
        fields = {
            "email": worker.email, "given_by": link.adult_id, "may_see_plan": "on",
            "evidence": "Form of 2 November", **parts("from_date", TODAY),
            **parts("to_date", TODAY + 90 * DAY),
        } | more  # fmt: skip
        return post(cast.officer, "desk:family-mandate", kit.pk, **fields)

    def test_a_worker_sees_until_it_is_ended_and_not_a_page_longer(self, kit, link, cast, worker):
        assert self.given(kit, link, cast, worker).status_code == 302
        assert "Kit" in get(worker, "family:where", kit.pk)
        assert "Advice Worker" in get(cast.officer, "desk:family", kit.pk)
        made = Mandate.objects.get()
        post(cast.officer, "desk:family", kit.pk, act="end-mandate", id=made.pk)
        gone = world.signed_in(worker).get(reverse("family:where", args=[kit.pk]))
        assert gone.status_code == 404
        assert "no such mandate" in told(
            post(cast.officer, "desk:family", kit.pk, act="end-mandate", id=made.pk)
        )

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ({"email": "nobody@example.invalid"}, "No account has that email."),
            ({"evidence": " "}, "Enter the signed paper"),
            (parts("to_date", TODAY + 500 * DAY), "A mandate lasts a year at most."),
            ({"given_by": ""}, "Select who gives it"),
        ],
    )
    def test_what_does_not_hold_together_is_refused(self, kit, link, cast, worker, wrong, why):
        assert why in told(self.given(kit, link, cast, worker, **wrong))
        assert not Mandate.objects.exists()

    def test_the_same_form_twice_gives_one(self, kit, link, cast, worker):
        self.given(kit, link, cast, worker)
        assert "They hold one for part of that time already." in told(
            self.given(kit, link, cast, worker)
        )
        assert Mandate.objects.count() == 1

    def test_a_restricted_parent_gives_none(self, kit, link, cast, worker):
        AdultLink.objects.filter(pk=link.pk).update(**world.RESTRICTED)
        assert "cannot give it to another" in told(self.given(kit, link, cast, worker))


class TestCapacity:
    def given(self, one, cast, **more):
        fields = {
            "decision": "SHARING", "able": "no", **parts("assessed_date", TODAY - 5 * DAY),
            "assessor": "Dr Invented", "evidence": "Asked twice, in pictures.",
            **parts("review_date", TODAY + 180 * DAY), "representing_as": "PARENT",
        } | more  # fmt: skip
        return post(cast.officer, "desk:family-capacity", one.pk, **fields)

    def test_a_parent_represents_for_that_decision_only(self, grown, link, cast, mum):
        assert "see what came before" in get(mum, "family:where", grown.pk)
        answer = self.given(grown, cast, representative=link.adult_id)
        assert answer.status_code == 302, answer.content.decode()
        assert "see what came before" not in get(mum, "family:where", grown.pk)
        text = get(cast.officer, "desk:family", grown.pk)
        assert "They could not decide this." in text

    def test_a_new_one_on_the_same_decision_ends_the_old(self, grown, link, cast):
        self.given(grown, cast, representative=link.adult_id)
        self.given(grown, cast, able="yes", representing_as="", evidence="Asked again.")
        standing = CapacityDecision.objects.filter(to_date=None)
        assert [one.able for one in standing] == [True]

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ({}, "Choose who represents them"),
            ({"able": "yes"}, "Leave out who represents them"),
            (parts("review_date", TODAY + 500 * DAY), "within a year"),
            ({"decision": "ALL_OF_IT", "representative": "MUM"}, "which decisions"),
        ],
    )
    def test_what_does_not_hold_together_is_refused(self, grown, link, cast, wrong, why):
        given = wrong | ({"representative": link.adult_id} if "representative" in wrong else {})
        assert why in told(self.given(grown, cast, **given))
        assert not CapacityDecision.objects.exists()

    def test_nobody_under_sixteen_is_judged(self, kit, link, cast):
        answer = self.given(kit, cast, representative=link.adult_id)
        assert "young people of 16 or more" in told(answer)


class TestTheYoungPersonChooses:
    def test_what_they_choose_is_what_the_parent_sees(self, grown, link, themself, mum):
        assert "You have not said yet." in get(themself, "family:sharing", grown.pk)
        given = {"adult": link.adult_id, "answer": "GIVEN"}
        assert post(themself, "family:sharing", grown.pk, **given).status_code == 302
        assert "see what came before" not in get(mum, "family:where", grown.pk)
        given["answer"] = "REFUSED"
        post(themself, "family:sharing", grown.pk, **given)
        assert "see what came before" in get(mum, "family:where", grown.pk)
        assert ParentAccess.objects.filter(to_date=None).count() == 1

    def test_some_parts_need_a_part(self, grown, link, themself):
        given = {"adult": link.adult_id, "answer": "LIMITED"}
        answer = post(themself, "family:sharing", grown.pk, **given)
        assert "Choose at least one part of the plan." in told(answer)
        post(themself, "family:sharing", grown.pk, **given | {"sections": ["E", "F"]})
        assert ParentAccess.objects.get().sections == ["E", "F"]

    def test_an_officer_records_what_they_heard(self, grown, link, cast):
        given = {"answer": "LIMITED", "sections": ["F"]}
        post(cast.officer, "desk:family-answer", grown.pk, link.pk, **given)
        kept = ParentAccess.objects.get()
        assert kept.recorded_by_post_id == cast.officer.posts.get().pk
        assert "sections F" in get(cast.officer, "desk:family", grown.pk)

    def test_before_the_leaving_date_nobody_can(self, kit, link, cast, asker_of):
        with pytest.raises(WrongRight):
            answer_for_parent(
                child_id=kit.pk, adult_id=link.adult_id, answer=AccessAnswer.GIVEN,
                by=asker_of(cast.officer), on=TODAY,
            )  # fmt: skip

    def test_the_page_is_there_for_nobody_else(self, grown, mum):
        client = world.signed_in(mum)
        assert client.get(reverse("family:sharing", args=[grown.pk])).status_code == 404

    def test_it_reads_at_grade_five(self, grown, themself):
        text = get(themself, "family:sharing", grown.pk)
        assert page_grade(text) <= 5
        assert sentence_length(text_of(text)) <= 15


class TestAChildAsks:
    def ask(self, kit, themself):
        return post(themself, "family:sharing", kit.pk, words="Not Dad, please.")

    def test_a_person_decides_with_reasons_within_five_working_days(
        self, kit, link, themself, cast, mum
    ):
        for _ in range(2):
            assert self.ask(kit, themself).status_code == 302
        made = ViewLimitRequest.objects.get()
        assert made.due_date == date(2026, 11, 27)
        assert "Friday 27 November 2026" in get(themself, "family:sharing", kit.pk)
        assert "Not Dad, please." in get(cast.officer, "desk:family", kit.pk)
        answer = post(cast.officer, "desk:family-asked", kit.pk, made.pk, granted="yes", reasons="")
        told(answer)
        given = {"granted": "yes", "reasons": "She understands, and it is safer."}
        post(cast.officer, "desk:family-asked", kit.pk, made.pk, **given)
        assert "She understands, and it is safer." in get(themself, "family:sharing", kit.pk)
        for page in ("family:where", "family:say", "family:looked"):
            assert "Not Dad" not in get(mum, page, kit.pk)

    def test_nothing_switches_by_itself(self, kit, link, themself, mum):
        self.ask(kit, themself)
        assert "You cannot see this page now." not in get(mum, "family:where", kit.pk)

    def test_it_reads_at_grade_five(self, kit, themself):
        self.ask(kit, themself)
        text = get(themself, "family:sharing", kit.pk)
        assert page_grade(text) <= 5


def test_a_parent_does_not_see_that_a_code_was_sent_to_another(kit, link, cast, mum):
    LinkCode.objects.create(
        area=kit.area, child=kit, link=link, code_hash="x", sent_by_post_id=1,
        sent_at="2026-11-20T09:00Z", ends_at="2026-12-20T09:00Z",
    )  # fmt: skip
    assert "A code was sent on 20 November 2026." in get(cast.officer, "desk:family", kit.pk)
    assert "code was sent" not in get(mum, "family:where", kit.pk)
