"""How a case's events become days in steps, and how a list of them is read from a file."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.assessment.rules.forecast import Step, history_of, known_by, path_of
from goldenthread.assessment.rules.forecast.paths import in_order
from goldenthread.assessment.rules.forecast.telling import CannotRead, read_paths

BEGAN = date(2026, 1, 5)


def day(number: int) -> date:
    return date.fromordinal(BEGAN.toordinal() + number)


def at(number: int) -> int:
    return BEGAN.toordinal() + number


def told(*rows):
    return [(kind, day(number), about) for kind, number, about in rows]


WHOLE = told(
    ("request.received", 0, ""),
    ("assessment.agreed", 40, ""),
    ("advice.requested", 41, "family"),
    ("advice.requested", 41, "health"),
    ("advice.requested", 41, "education"),
    ("advice.received", 70, "education"),
    ("advice.received", 90, "health"),
    ("issue.agreed", 95, ""),
    ("draft.served", 105, ""),
    ("plan.issued", 139, ""),
)


class TestOnePath:
    def test_each_step_begins_with_its_event(self):
        path = path_of(7, WHOLE)
        assert path.entered == (at(0), at(40), at(90), at(95), at(105))
        assert (path.told, path.issued, path.ended) == (at(40), at(139), 0)
        assert not path.open

    def test_the_familys_views_are_not_waited_for(self):
        """The family never answers in WHOLE, and advice is in when the others have given it."""
        without_health = [row for row in WHOLE[:6] if row[2] != "health"]
        assert path_of(1, without_health).step is Step.DECIDING_PLAN

    def test_one_adviser_still_silent_keeps_the_case_in_advice(self):
        path = path_of(1, WHOLE[:6])
        assert path.step is Step.ADVICE
        assert path.open

    @pytest.mark.parametrize(
        "end", ["request.withdrawn", "assessment.refused", "issue.refused", "case.closed"]
    )
    def test_each_other_end_ends_it(self, end):
        path = path_of(1, told(("request.received", 0, ""), (end, 30, "")))
        assert (path.ended, path.issued) == (at(30), 0)

    def test_a_refusal_to_assess_tells_the_family_too(self):
        path = path_of(1, told(("request.received", 0, ""), ("assessment.refused", 30, "")))
        assert path.told == at(30)

    def test_a_case_with_no_day_of_receipt_has_no_path(self):
        assert path_of(1, WHOLE[1:]) is None

    @given(st.lists(st.integers(0, 400), min_size=5, max_size=5))
    def test_steps_run_forward_whatever_was_told(self, days):
        found = in_order(dict(zip(Step, days, strict=True)))
        reached = [each for each in found if each]
        assert reached == sorted(reached)
        last = max((place for place, each in enumerate(found) if each), default=-1)
        assert all(found[: last + 1])  # nothing is skipped


class TestMany:
    def test_a_past_day_knows_nothing_later(self):
        history = known_by(history_of([path_of(1, WHOLE)]), at(92))
        assert history.entered[:, 0].tolist() == [at(0), at(40), at(90), 0, 0]
        assert (history.issued[0], history.left(Step.DECIDING_PLAN)[0]) == (0, 0)

    def test_a_request_not_yet_received_is_not_there(self):
        assert len(known_by(history_of([path_of(1, WHOLE)]), at(-1))) == 0

    def test_a_step_is_left_for_the_next_or_for_good(self):
        ended = path_of(2, told(("request.received", 0, ""), ("request.withdrawn", 9, "")))
        history = history_of([path_of(1, WHOLE), ended])
        assert history.left(Step.DECIDING).tolist() == [at(40), at(9)]


class TestAFile:
    LINES = ("case,kind,on,about", "A,request.received,2026-01-05,", "A,plan.issued,2026-05-01,")

    def test_is_read_case_by_case(self):
        (path,) = read_paths(self.LINES)
        assert path.issued == date(2026, 5, 1).toordinal()

    def test_without_a_column_is_refused_by_its_name(self):
        with pytest.raises(CannotRead, match="no column called about"):
            read_paths(["case,kind,on", "A,request.received,2026-01-05"])

    def test_with_a_wrong_day_is_refused_by_its_row(self):
        with pytest.raises(CannotRead, match="Row 3: “5/1/26”"):
            read_paths([*self.LINES[:2], "A,plan.issued,5/1/26,"])
