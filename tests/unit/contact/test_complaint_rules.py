"""Complaints: each sort goes by its own rules, stage by stage, and never past the law's days."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from goldenthread.contact.rules import Refused, postcards
from goldenthread.contact.rules import complaints as rules
from goldenthread.contact.rules.complaint_letters import (
    WHERE_NEXT,
    Told,
    acknowledgement,
    answer,
    extension,
)
from goldenthread.contact.rules.complaints import Done, Outcome, Sort, State
from goldenthread.documents.content import Document, KeyDate, words
from goldenthread.law.entries.s12_complaints import ENTRIES
from goldenthread.strategy.reading.themes import theme_names

COMPLAINTS = [each for each in ENTRIES if each.case_type == "complaint"]
STAGES = [
    (sort, number + 1) for sort, found in rules.STAGES.items() for number in range(len(found))
]


@pytest.mark.parametrize(("sort", "number"), STAGES)
def test_each_stage_starts_clocks_of_the_rule_it_names(sort, number):
    """A route spelled otherwise than in the law would start no clock at all."""
    stage = rules.stage_rule(sort, number)
    (limit,) = [each for each in COMPLAINTS if each.id == stage.rule]
    assert limit.only_if is None or stage.route in limit.only_if[1]
    assert (limit.only_if is None) is stage.panel


def test_every_rule_of_complaints_belongs_to_a_stage():
    used = {stage.rule for found in rules.STAGES.values() for stage in found} | {"cmp-lgsco"}
    assert used == {each.id for each in COMPLAINTS}


def test_what_is_learned_is_counted_under_the_themes_of_the_findings():
    assert set(rules.THEMES) == set(theme_names())


ORDINARY, PANEL = rules.stage_rule(Sort.COUNCIL, 1), rules.stage_rule(Sort.SOCIAL_CARE, 3)
R, A, M, F, W = Done.RECEIVED, Done.ACKNOWLEDGED, Done.PANEL_MET, Done.PANEL_REPORTED, Done.ANSWERED
ALLOWED = {
    ORDINARY: {((R,), A), ((R,), W), ((R, A), W)},
    PANEL: {((R,), M), ((R, M), F), ((R, M, F), W)},
}
PASTS = {
    rule: {past for past, _ in steps} | {(*past, then) for past, then in steps}
    for rule, steps in ALLOWED.items()
}
TRIED = [
    (rule, past, step)
    for rule, pasts in PASTS.items()
    for past, step in product(sorted(pasts), Done)
]


@pytest.mark.parametrize(("rule", "done", "step"), TRIED)
def test_each_step_after_each_past_is_allowed_or_refused(rule, done, step):
    if (done, step) in ALLOWED[rule]:
        rules.check_step(rule, done, step)
    else:
        with pytest.raises(Refused):
            rules.check_step(rule, done, step)


@pytest.mark.parametrize(("sort", "number", "state"), [(s, n, t) for s, n in STAGES for t in State])
def test_it_goes_further_once_answered_and_while_there_is_a_stage(sort, number, state):
    if state is State.ANSWERED and number < len(rules.STAGES[sort]):
        assert rules.may_go_further(sort, number, state) is rules.STAGES[sort][number]
    else:
        with pytest.raises(Refused):
            rules.may_go_further(sort, number, state)


@pytest.mark.parametrize(
    ("sort", "number", "reply_due", "last"),
    [
        # Ten working days more than the reply's own last day.
        (Sort.COUNCIL, 1, date(2026, 12, 14), date(2026, 12, 30)),
        (Sort.COUNCIL, 1, None, None),  # not acknowledged yet: there is nothing to put off
        (Sort.COUNCIL, 2, date(2026, 12, 21), None),
        # Twenty working days from the start; 65 at stage 2.
        (Sort.SOCIAL_CARE, 1, None, date(2026, 12, 21)),
        (Sort.SOCIAL_CARE, 2, None, date(2027, 2, 25)),
        (Sort.HEALTH, 1, date(2027, 5, 23), None),
        (Sort.DATA, 1, None, None),
    ],
)
def test_how_long_an_answer_may_be_put_off(sort, number, reply_due, last):
    stage = rules.stage_rule(sort, number)
    assert rules.longest(stage, started=date(2026, 11, 23), reply_due=reply_due) == last


@pytest.mark.parametrize(
    ("until", "limit", "because", "said"),
    [
        (date(2026, 12, 1), None, "x", "allows no more time"),
        (date(2026, 12, 2), date(2026, 12, 1), "x", "no day after 01 December 2026"),
        (date(2026, 12, 1), date(2026, 12, 1), " ", "Say why"),
    ],
)
def test_no_more_time_than_that_and_never_without_a_reason(until, limit, because, said):
    with pytest.raises(Refused, match=said):
        rules.check_extension(ORDINARY, until=until, limit=limit, because=because)


def test_enough_time_with_a_reason_is_allowed():
    day = date(2026, 12, 1)
    rules.check_extension(ORDINARY, until=day, limit=day, because="We wait for a report.")


@pytest.mark.parametrize(
    ("theme", "change", "outcomes", "fine"),
    [
        ("communication", "Ring back.", ["UPHELD"], True),
        ("communication", "Ring back.", ["NOT_UPHELD", "PARTLY"], True),
        ("communication", "Ring back.", ["NOT_UPHELD", ""], False),
        ("nonsense", "Ring back.", ["UPHELD"], False),
        ("communication", " ", ["UPHELD"], False),
    ],
)
def test_learning_needs_a_fault_a_theme_and_a_change(theme, change, outcomes, fine):
    if fine:
        rules.check_learning(theme=theme, change=change, outcomes=outcomes)
    else:
        with pytest.raises(Refused):
            rules.check_learning(theme=theme, change=change, outcomes=outcomes)


class TestLetters:
    def told(self, sort=Sort.COUNCIL, dates=()):
        return Told(
            reference="ABCD-2345", stage="Stage 1", sort=sort, signed="Helen", council="The team",
            dates=dates,
        )  # fmt: skip

    def said(self, blocks) -> str:
        return words(Document(title="x", blocks=blocks))

    def test_the_first_says_how_we_understand_it_and_by_when(self):
        day = KeyDate(label="We answer by", on=date(2026, 12, 14), code="cmp-s1")
        said = self.said(acknowledgement(self.told(dates=(day,)), understood="Nobody rang back."))
        for told in ("ABCD-2345", "Nobody rang back.", "We answer by", "14 December 2026"):
            assert told in said

    @pytest.mark.parametrize("sort", Sort)
    def test_every_answer_says_where_to_go_next(self, sort):
        said = self.said(
            answer(
                self.told(sort), outcome=Outcome.NOT_UPHELD, words="We looked.", remedy="",
                next_stage="",
            )
        )  # fmt: skip
        assert WHERE_NEXT[sort] in said
        assert "next stage" not in said

    def test_what_was_upheld_is_owned_and_put_right(self):
        said = self.said(
            answer(
                self.told(), outcome=Outcome.PARTLY, words="We were slow.",
                remedy="We pay for a tutor.", next_stage="stage 2",
            )
        )  # fmt: skip
        for told in ("You were right", "partly upheld", "We pay for a tutor.", "stage 2"):
            assert told in said

    def test_a_delay_has_its_reason(self):
        assert "We wait for a report." in self.said(
            extension(self.told(), because="We wait for a report.")
        )


class TestPostcards:
    def words(self, says=postcards.Says.RECEIVED, due=date(2026, 11, 27)):
        return postcards.words(
            says, reference="ABCD-2345", due=due, site="https://thread.example.invalid"
        )

    def test_a_receipt_gives_the_reference_and_the_day_and_nothing_of_anybody(self):
        assert "ABCD-2345" in self.words()
        assert "27 November 2026" in self.words()
        assert "999" in self.words()
        assert "(ABCD-2345)" in postcards.subject(postcards.Says.RECEIVED, "ABCD-2345")

    def test_an_answer_is_never_in_an_email(self):
        told = self.words(postcards.Says.ANSWERED)
        assert "https://thread.example.invalid" in told
        assert "ABCD-2345" not in told + postcards.subject(postcards.Says.ANSWERED, "ABCD-2345")

    def test_the_same_one_has_the_same_key_and_another_has_another(self):
        keys = {postcards.key_of(n, says) for n in (1, 2) for says in postcards.Says}
        days = (date(2026, 11, 20), date(2026, 11, 21))
        keys |= {postcards.request_key(n, postcards.Says.ASKED, on) for n in (1, 2) for on in days}
        assert len(keys) == 2 * len(postcards.Says) + 4
        assert postcards.key_of(1, postcards.Says.RECEIVED) in keys
        assert all(len(key) <= 36 for key in keys)
