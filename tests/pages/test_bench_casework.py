"""What the bench does to the demo it takes back: a decision measured is a decision not made."""

from __future__ import annotations

from datetime import timedelta

from goldenthread.access import asking
from goldenthread.assessment.models import Decision
from goldenthread.config import bench_casework
from goldenthread.letters.models import Letter
from goldenthread.people.models import AdultLink

from .casework import moment, reach_at_once, received
from .conftest import TODAY

STATEMENTS = 56  # of a refusal with the family's letter and those to the bodies


def test_a_decision_is_measured_and_taken_back(sam, cast, asker_of):
    by = asker_of(cast.officer)
    reach_at_once(sam)
    case = received(sam, by, on=TODAY - timedelta(days=20))
    with asking.stated(by):
        assert bench_casework._to_decide(by) == [case]
        assert bench_casework._refused(case, by, moment(TODAY))
        assert 30 < bench_casework._statements(case, by, moment(TODAY)) <= STATEMENTS
    assert not Decision.objects.filter(kind="REFUSE_TO_ASSESS").exists()
    assert not Letter.objects.filter(kind="will-not-assess").exists()


def test_one_that_nobody_could_be_told_of_is_not_measured(sam, cast, asker_of):
    by = asker_of(cast.officer)
    case = received(sam, by, on=TODAY - timedelta(days=20))
    AdultLink.objects.filter(child=sam).update(gets_notices="NO")
    with asking.stated(by):
        assert not bench_casework._refused(case, by, moment(TODAY))
