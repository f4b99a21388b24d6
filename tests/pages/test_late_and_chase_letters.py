"""A chase sends a letter, and a missed day is told: to the right people, once, with its day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.access.models import User
from goldenthread.access.rules import Permission
from goldenthread.assessment import commands, tasks
from goldenthread.assessment.commands import advice as advising
from goldenthread.assessment.models import AdviceRequest
from goldenthread.assessment.rules.advice import Bound
from goldenthread.assessment.rules.delays import WrongDelay
from goldenthread.law.events import DelayCause
from goldenthread.law.events import EventKind as K
from goldenthread.letters.commands.parcels import parcels
from goldenthread.letters.models import Handover, Letter, LetterCopy
from goldenthread.letters.rules.content import of
from goldenthread.letters.rules.notices import IncompleteNotice, check_content, notice
from goldenthread.people.models import AdultLink
from goldenthread.timeline.commands import record
from goldenthread.timeline.models import Event
from goldenthread.timeline.queries import clocks_of_case

from .advice_world import advisers, case_of, client_of, doing, post_of
from .casework import moment, reach_at_once, received
from .conftest import NOW, TODAY

DAY = timedelta(days=1)


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


def letters(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=kind).order_by("pk"))


def words_of(letter: Letter) -> str:
    return str(LetterCopy.objects.filter(letter=letter).first().content)


def dates_in(letter: Letter) -> dict[str, str]:
    """Return the days a letter prints, by the code of their rule or their label."""
    found = {}
    for piece in letter.content["pieces"]:
        for block in piece["blocks"]:
            for each in block.get("dates", ()):
                found[each.get("code") or each["label"]] = each["on"]
    return found


class TestChases:
    @pytest.fixture
    def asked(self, sam, officer, cast, bodies):
        """Sam's psychologist was asked, and holds the request."""
        case = case_of(sam, officer)
        return AdviceRequest.objects.create(
            area_id=sam.area_id,
            child=sam,
            assessment=case,
            adviser="educational-psychology",
            about="educational-psychology",
            bound=Bound.SHOULD,
            state="ASKED",
            organisation=bodies.county,
            service="Educational psychology",
            post_id=post_of(cast.psychologist),
            asked_date=TODAY - timedelta(days=24),
            received_date=TODAY - timedelta(days=24),
        )

    def test_many_at_once_send_one_letter_each_and_one_a_day(self, asked, officer, cast):
        for _ in range(2):
            advising.chase_many([asked.pk], by=officer, at=NOW, words="Please ring us.")
        (letter,) = letters("advice-chase")
        copy = LetterCopy.objects.get(letter=letter)
        assert (copy.user_id, copy.reader) == (cast.psychologist.pk, "PROFESSIONAL")
        assert "Please ring us." in words_of(letter)
        advising.chase_many([asked.pk], by=officer, at=NOW + DAY)
        assert len(letters("advice-chase")) == 2

    def test_the_weekly_one_sends_its_letter_by_itself(self, asked):
        for _ in range(2):
            who = asking.service("advice-chaser", [830])
            with asking.stated(who):
                advising.chase_due(830, by=who, at=NOW)
        assert len(letters("advice-chase")) == 1

    def test_it_prints_the_day_the_clock_gives(self, asked, officer):
        record(
            K.ADVICE_REQUESTED,
            area_id=asked.area_id,
            child_id=asked.child_id,
            case_type="assessment",
            case_id=asked.assessment_id,
            on=asked.received_date,
            by=officer,
            at=NOW,
            facts={"about": asked.about},
        )
        advising.chase_many([asked.pk], by=officer, at=NOW)
        rows = clocks_of_case(asked.area_id, "assessment", asked.assessment_id, today=TODAY)
        due = {row.rule: row.due.isoformat() for row in rows if row.about == asked.about}
        ((rule, day),) = dates_in(letters("advice-chase")[0]).items()
        assert due[rule] == day

    def test_it_is_told_to_the_address_its_reader_signs_in_by(self, asked, officer, cast):
        advising.chase_many([asked.pk], by=officer, at=NOW)
        rows = list(Handover.objects.filter(channel="EMAIL").select_related("copy", "child"))
        ready = parcels(rows, NOW)[rows[0].pk]
        assert ready.to == cast.psychologist.email
        assert "Sam" not in ready.subject + ready.body

    def test_one_that_nobody_holds_goes_to_the_body_that_was_asked(self, asked, officer, bodies):
        AdviceRequest.objects.filter(pk=asked.pk).update(post=None)
        advising.chase_many([asked.pk], by=officer, at=NOW)
        copy = LetterCopy.objects.get(letter__kind="advice-chase")
        assert (copy.organisation_id, copy.name) == (bodies.county.pk, "Educational psychology")


class TestRequests:
    """Asking for advice sends the request itself, to each adviser, once, with the clock's day."""

    @pytest.fixture
    def case(self, sam, officer, cast, bodies):
        advisers(cast, bodies)
        return case_of(sam, officer)

    def ask(self, case, cast):
        return doing(cast.officer, lambda by: advising.ask_advisers(case.pk, by=by, at=NOW))

    def give(self, request, user, by, right=Permission.ADVICE_ASK):
        def hand(who):
            advising.hand_out(request.pk, to_post=post_of(user), by=who, at=NOW, to=right)

        doing(by, hand)

    def readers(self) -> list[tuple[str, str]]:
        rows = LetterCopy.objects.filter(letter__kind="advice-request")
        keys = rows.values_list("letter__key", "name").order_by("letter__key")
        return [(key.split("/")[1], name) for key, name in keys]

    def test_each_goes_to_who_holds_it_or_leads_the_service_and_prints_its_clock(self, case, cast):
        asked = {each.adviser: each for each in self.ask(case, cast)}
        told = {pk for pk, _ in self.readers()}
        assert told == {str(asked[each].pk) for each in ("health", "social-care")}
        rows = clocks_of_case(case.area_id, "assessment", case.pk, today=TODAY)
        due = {row.about: (row.rule, row.due.isoformat()) for row in rows if "advice" in row.rule}
        for letter in letters("advice-request"):
            about = next(e.about for e in asked.values() if f"/{e.pk}/" in letter.key)
            assert dict([due[about]]) == dates_in(letter)
            assert Handover.objects.get(copy__letter=letter).channel == "EMAIL"

    def test_asked_again_nothing_goes_twice(self, case, cast):
        self.ask(case, cast)
        before = self.readers()
        self.ask(case, cast)
        assert self.readers() == before

    def test_one_that_nobody_leads_goes_once_it_is_handed_to_somebody(self, case, cast):
        asked = {each.adviser: each for each in self.ask(case, cast)}
        psychology = asked["educational-psychology"]
        page = client_of(cast.officer).get(reverse("assessment:child-advice", args=[case.child_id]))
        assert "no letter yet: choose who answers" in page.text
        self.give(psychology, cast.psychologist, cast.manager)
        assert (str(psychology.pk), cast.psychologist.name) in self.readers()

    def test_handed_on_inside_a_service_it_goes_to_the_new_one_and_never_twice_to_the_old(
        self, case, cast, bodies
    ):
        care = next(each for each in self.ask(case, cast) if each.adviser == "social-care")
        people = {name: User.objects.get(name=name) for name in ("Worker", "OtherWorker", "Dsco")}
        for name in ("Worker", "OtherWorker", "Worker"):
            self.give(care, people[name], people["Dsco"], Permission.ADVICE_LEAD)
        names = [name for pk, name in self.readers() if pk == str(care.pk)]
        assert sorted(names) == ["Dsco", "OtherWorker", "Worker"]

    def test_the_family_is_invited_by_its_notice_and_gets_no_request(self, case, cast):
        family = next(each for each in self.ask(case, cast) if each.adviser == "family")
        assert str(family.pk) not in {pk for pk, _ in self.readers()}

    def test_a_request_cannot_be_written_without_any_advisers_day(self):
        with pytest.raises(IncompleteNotice, match="ena-advice-due"):
            check_content(notice("advice-request"), of("Please give advice"))


class TestLateness:
    @pytest.fixture
    def case(self, sam, officer):
        """A request of 5 January 2026: to be decided by 16 February."""
        reach_at_once(sam)
        return received(sam, officer)

    def clock(self, case, on: date):
        rows = clocks_of_case(case.area_id, "assessment", case.pk, today=on)
        return next(row for row in rows if row.rule == "ena-decide")

    def night(self, on: date) -> int:
        who = asking.service("late-teller", [830])
        with asking.stated(who):
            return commands.tell_missed(830, by=who, at=moment(on)).told

    def explain(self, case, by, on: date, expected: date) -> Letter:
        return commands.explain_delay(
            case.child_id,
            self.clock(case, on),
            cause=DelayCause.STAFF,
            expected=expected,
            by=by,
            at=moment(on),
        )

    def test_a_missed_day_is_told_by_the_next_morning_and_once(self, case):
        assert self.night(date(2026, 2, 16)) == 0
        assert self.night(date(2026, 2, 17)) == 1
        assert self.night(date(2026, 2, 18)) == 0
        (letter,) = letters("late")
        said = words_of(letter)
        assert "We should have done this by Monday 16 February 2026" in said
        assert "Ombudsman" in said
        assert "no new day yet" in said

    def test_nights_with_no_worker_leave_nobody_untold(self, case):
        assert self.night(date(2026, 2, 25)) == 1

    def test_what_a_person_explained_is_not_told_again_by_night(self, case, officer):
        self.explain(case, officer, date(2026, 2, 17), date(2026, 2, 27))
        assert self.night(date(2026, 2, 18)) == 0

    def test_what_has_a_lawful_reason_or_was_done_is_not_told(self, case, officer):
        commands.put_forward(
            case.pk, decided_on=date(2026, 2, 2), version=1, by=officer, at=moment(date(2026, 2, 2))
        )
        commands.withdraw(
            case.pk,
            decided_on=date(2026, 2, 12),
            reasons="They asked us to stop.",
            version=2,
            by=officer,
            at=moment(date(2026, 2, 12)),
        )
        assert self.night(date(2026, 2, 17)) == 0

    def test_the_letter_says_why_by_when_now_and_that_it_is_late(self, case, officer):
        letter = self.explain(case, officer, date(2026, 2, 17), date(2026, 2, 27))
        said = words_of(letter)
        assert "Too few people in our team were at work." in said
        assert dates_in(letter) == {"We now aim to do it by": "2026-02-27"}
        assert Event.objects.filter(kind=K.DELAY_EXPLAINED).count() == 1

    def test_one_that_will_be_missed_is_told_ahead(self, case, officer):
        letter = self.explain(case, officer, date(2026, 2, 10), date(2026, 2, 27))
        assert letter.content["title"] == "We will be late"
        assert "We must do this by Monday 16 February 2026, and we will not" in words_of(letter)

    @pytest.mark.parametrize(
        ("expected", "says"),
        [(date(2026, 2, 9), "has passed"), (date(2026, 2, 16), "no later than")],
    )
    def test_a_new_day_that_is_none_is_refused(self, case, officer, expected, says):
        with pytest.raises(WrongDelay, match=says):
            self.explain(case, officer, date(2026, 2, 10), expected)

    def test_the_same_said_twice_is_said_once(self, case, officer):
        for _ in range(2):
            self.explain(case, officer, date(2026, 2, 17), date(2026, 2, 27))
        assert len(letters("late")) == 1

    def test_where_nobody_gets_notices_the_night_goes_on(self, case):
        AdultLink.objects.filter(child=case.child).update(gets_notices="NO")
        assert self.night(date(2026, 2, 17)) == 0

    def test_the_page_offers_what_is_late_and_what_will_be(self, sam, cast, officer):
        reach_at_once(sam)
        received(sam, officer, on=TODAY - timedelta(days=35))
        client = Client()
        client.force_login(cast.officer, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse("desk:late", args=[sam.pk])
        shown = client.get(address).content.decode()
        assert "it will be missed" in shown
        what = shown.split('name="what"')[1].split('value="')[1].split('"')[0]
        given = {"what": what, "cause": "staff", "expected": (TODAY + 30 * DAY).isoformat()}
        assert client.post(address, given).status_code == 302
        assert len(letters("late")) == 1
        wrong = client.post(address, {**given, "expected": TODAY.isoformat()})
        assert "no later than the day the law gives" in wrong.content.decode()

    def test_the_job_goes_through_every_area(self, case, settings):
        settings.TODAY = date(2026, 2, 17)
        assert tasks.tell_all() == {830: 1, 831: 0}
