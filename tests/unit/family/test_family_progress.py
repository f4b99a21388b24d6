"""Where a child stands, said in order: late first, then whose turn, then what comes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.reading_grade import grade, sentence_length

from goldenthread.family.rules import words
from goldenthread.family.rules.progress import (
    Happening,
    Promise,
    Situation,
    at_a_glance,
    entry_of,
    progress,
)
from goldenthread.law import limits
from goldenthread.law.clocks import Event, State, limits_for, read_clocks
from goldenthread.law.events import DelayCause
from goldenthread.law.events import EventKind as K

TODAY = date(2026, 11, 22)


def read(case_type: str, *steps: tuple[str, date, dict]) -> tuple[list[Promise], list[Happening]]:
    """Read a case's clocks by the law itself, as the timeline would store them."""
    events = [
        Event(kind=kind, on=on, key=str(n), facts=facts)
        for n, (kind, on, facts) in enumerate(steps)
    ]
    terms = {(each.id, each.in_force_from): each for each in limits_for(case_type)}
    promises = [
        Promise(
            rule=one.rule,
            version=one.version,
            case_type=case_type,
            case_id=1,
            about=one.about,
            due=one.due,
            state=one.state(TODAY),
            force=str(terms[one.rule, one.version].force),
            harm=terms[one.rule, one.version].harm,
            lapses=one.lapses,
            lawful_reason="",
            waiting_on="",
            days_late=one.days_late(TODAY),
            moved_to=one.moved_to,
        )
        for one in read_clocks(limits_for(case_type), events)
    ]
    happenings = [
        Happening(kind=kind, on=on, facts=facts, case_type=case_type, case_id=1)
        for kind, on, facts in steps
    ]
    return promises, happenings


def shown(case_type: str, *steps: tuple[str, date, dict], **options):
    promises, happenings = read(case_type, *steps)
    given = {"moved": False, "today": TODAY} | options
    return progress(promises, happenings, **given)


ASKED = (K.REQUEST_RECEIVED, date(2026, 9, 28), {})


class TestLate:
    def test_a_decision_that_was_due_is_said_first_with_its_day(self):
        found = shown("assessment", ASKED)
        first = found.late[0]
        assert first.words.text == words.SHOULD_HAVE["ena-decide"]
        assert first.words.gaps["date"] == date(2026, 11, 9)
        assert first.days == 13
        assert found.turn == "It is our turn."

    def test_with_no_word_of_why_none_is_made_up(self):
        first = shown("assessment", ASKED).late[0]
        assert (first.reason, first.expected) == ("", None)

    def test_the_newest_explanation_is_the_one_shown(self):
        def told(on: date, cause: DelayCause, expected: str):
            return (
                K.DELAY_EXPLAINED,
                on,
                {"rule": "ena-decide", "cause": cause, "expected": expected},
            )

        first = shown(
            "assessment",
            told(date(2026, 11, 20), DelayCause.PSYCHOLOGY, "2026-11-27"),
            told(date(2026, 11, 10), DelayCause.STAFF, "2026-11-17"),
            ASKED,
        ).late[0]
        assert first.reason == words.CAUSES[DelayCause.PSYCHOLOGY]
        assert first.expected == date(2026, 11, 27)
        assert not first.expected_passed

    def test_a_new_day_that_was_missed_too_is_said_to_be(self):
        missed = {"rule": "ena-decide", "cause": DelayCause.STAFF, "expected": "2026-11-17"}
        steps = [(K.DELAY_EXPLAINED, date(2026, 11, 10), missed), ASKED]
        first = shown("assessment", *steps).late[0]
        assert first.expected_passed

    def test_an_explanation_of_another_rule_explains_nothing_here(self):
        other = {"rule": "plan-final", "cause": DelayCause.STAFF, "expected": "2026-12-17"}
        steps = [(K.DELAY_EXPLAINED, date(2026, 11, 10), other), ASKED]
        assert shown("assessment", *steps).late[0].reason == ""

    def test_nobody_is_late_on_the_last_day(self):
        steps = (K.REQUEST_RECEIVED, TODAY - timedelta(days=42), {})
        assert shown("assessment", steps).late == ()

    def test_a_local_aim_missed_is_not_called_late(self):
        start = TODAY - timedelta(days=125)
        found = shown(
            "assessment",
            (K.ASSESSMENT_AGREED, start + timedelta(days=30), {}),
            (K.REQUEST_RECEIVED, start, {}),
        )
        forces = {limits.versions(each.rule)[-1].force for each in found.late}
        assert forces
        assert limits.Force.LOCAL not in forces

    def test_a_promise_with_no_words_of_its_own_is_said_as_the_law_says_it(self):
        start = TODAY - timedelta(days=60)
        steps = [
            (K.ASSESSMENT_AGREED, start + timedelta(days=30), {}),
            (K.REQUEST_RECEIVED, start, {}),
        ]
        late = next(
            one for one in shown("assessment", *steps).late if one.rule == "ena-seek-advice"
        )
        assert late.words.text == limits.versions("ena-seek-advice")[-1].family
        assert late.then == words.ANY_LATE


class TestWhatComes:
    def test_the_next_date_and_the_steps_to_come_are_in_order(self):
        found = shown("assessment", (K.REQUEST_RECEIVED, TODAY - timedelta(days=10), {}))
        assert found.situation is Situation.UNDER_WAY
        assert found.now[0].words.text == "We must tell you by {date} whether we will assess."
        assert found.now[0].on == TODAY + timedelta(days=32)
        helps = "People who know your child tell us what helps."
        undated = [each.words.text for each in found.next if each.on is None]
        assert undated == [helps]  # every other step has a day, and the line that says it
        said = [each.rule or each.words.text for each in found.next]
        assert said.index(helps) < said.index("ena-yes-decision") < said.index("plan-final")
        assert said[-1] == "plan-final"

    def test_steps_already_reached_do_not_come_again(self):
        start = TODAY - timedelta(days=100)
        found = shown(
            "assessment",
            (K.ISSUE_AGREED, start + timedelta(days=90), {}),
            (K.ASSESSMENT_AGREED, start + timedelta(days=30), {}),
            (K.REQUEST_RECEIVED, start, {}),
        )
        assert [each for each in found.next if each.on is None] == []
        assert "ena-yes-decision" not in {each.rule for each in (*found.now, *found.next)}
        assert "plan-final" in {each.rule for each in (*found.now, *found.next)}

    def test_a_step_with_no_clock_stands_before_what_follows_it(self):
        """An advice that nobody has asked for yet has no day: its step says that it will come."""
        start = TODAY - timedelta(days=20)
        steps = ((K.ASSESSMENT_AGREED, start + timedelta(days=9), {}),
                 (K.REQUEST_RECEIVED, start, {}))  # fmt: skip
        said = [each.rule or each.words.text for each in shown("assessment", *steps).next]
        helps = said.index("People who know your child tell us what helps.")
        assert helps < said.index("plan-draft") < said.index("plan-final")


class TestWhoseTurn:
    def test_the_line_names_whose_turn_the_first_late_thing_is(self):
        start = TODAY - timedelta(days=55)
        found = shown("assessment", (K.REQUEST_RECEIVED, start, {}))
        assert found.late[0].rule == "ena-decide"
        assert found.turn == found.late[0].turn

    def test_a_draft_is_the_familys_turn_until_its_last_day(self):
        served = TODAY - timedelta(days=5)
        start = TODAY - timedelta(days=95)
        found = shown(
            "assessment",
            (K.DRAFT_SERVED, served, {}),
            (K.ISSUE_AGREED, start + timedelta(days=80), {}),
            (K.ASSESSMENT_AGREED, start + timedelta(days=30), {}),
            (K.REQUEST_RECEIVED, start, {}),
        )
        assert found.draft_until == served + timedelta(days=14)  # the day of service is day one
        assert found.turn == "It is your turn."
        assert [each.rule for each in found.yours] == ["plan-draft-15d"]

    def test_nobodys_turn_when_nothing_is_open(self):
        found = shown("assessment")
        assert (found.situation, found.turn, found.now, found.next) == (
            Situation.NOTHING, "", (), (),
        )  # fmt: skip


class TestRights:
    def test_the_last_days_to_mediate_and_appeal_are_those_of_the_law(self):
        sent = TODAY - timedelta(days=20)
        found = shown("appeal", (K.NOTICE_SENT, sent, {"decision": "refuse-assessment"}))
        expected = {
            rule: next(e for e in limits.versions(rule) if e.in_force(sent))
            for rule in ("med-contact", "app-limit")
        }
        by_rule = {each.rule: each for each in found.rights}
        assert set(by_rule) == set(expected)
        for rule, line in by_rule.items():
            last = expected[rule].last_day(sent)
            assert line.on is not None
            assert line.on >= last
            assert not line.over

    def test_a_time_that_has_run_out_is_said_to_have(self):
        sent = TODAY - timedelta(days=200)
        found = shown("appeal", (K.NOTICE_SENT, sent, {"decision": "refuse-assessment"}))
        assert found.rights
        assert all(each.over for each in found.rights)
        assert all("ended" in each.words.text for each in found.rights)

    def test_a_refusal_is_the_last_word_until_something_new_is_asked(self):
        no = (K.ASSESSMENT_REFUSED, TODAY - timedelta(days=9), {})
        asked = (K.REQUEST_RECEIVED, TODAY - timedelta(days=40), {})
        assert shown("assessment", no, asked).situation is Situation.REFUSED
        again = (K.REQUEST_RECEIVED, TODAY - timedelta(days=1), {})
        assert shown("assessment", again, no, asked).situation is Situation.UNDER_WAY


class TestStates:
    def test_a_plan_in_force_and_a_plan_that_ended(self):
        made = (K.PLAN_STARTED, date(2026, 3, 1), {})
        assert shown("plan", made).situation is Situation.PLAN
        gone = (K.PLAN_CEASED, date(2026, 10, 1), {})
        assert shown("plan", gone, made).situation is Situation.ENDED

    def test_a_record_closed_by_a_move_owes_nothing_and_keeps_its_past(self):
        found = shown("assessment", ASKED, moved=True)
        assert found.situation is Situation.MOVED
        assert (found.late, found.now, found.turn) == ((), (), "")
        assert found.happened

    def test_nothing_after_the_day_up_to_which_somebody_sees(self):
        late = (K.ASSESSMENT_AGREED, date(2026, 11, 20), {})
        found = shown("assessment", late, ASKED, until=date(2026, 10, 1))
        assert [each.on for each in found.happened] == [date(2026, 9, 28)]
        assert (found.late, found.now, found.next[:0]) == ((), (), ())


def test_a_glance_counts_what_is_late_and_names_the_next():
    promises, _ = read("assessment", ASKED)
    glance = at_a_glance(promises, TODAY)
    assert glance.late == len([p for p in promises if p.state is State.LATE
                               and p.force in ("MUST", "SHOULD", "STANDARD")])  # fmt: skip
    assert at_a_glance([], TODAY).next is None


SENTENCES = sorted(
    {
        *words.HAPPENED.values(), *words.SHOULD_HAVE.values(), *words.CAUSES.values(),
        *words.TURNS.values(), *words.BINDS.values(), words.ANY_LATE, words.ANY_TURN,
    }
)  # fmt: skip


def test_the_sentences_of_the_family_pages_read_at_grade_five():
    told = "\n".join(SENTENCES).replace("{date}", "Monday")
    assert grade(told) <= 5
    assert sentence_length(told) <= 15


@pytest.mark.parametrize("rule", sorted(words.SHOULD_HAVE))
def test_each_promise_said_as_broken_is_one_that_the_law_knows(rule):
    assert "{date}" in words.SHOULD_HAVE[rule]
    assert limits.versions(rule)


def test_the_rule_used_is_the_version_that_the_clock_was_read_by():
    promises, _ = read("assessment", ASKED)
    for one in promises:
        assert entry_of(one).in_force_from == one.version
