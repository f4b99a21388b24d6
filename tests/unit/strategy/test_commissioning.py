"""What must be commissioned: gaps told from released months, and who may decide."""

from __future__ import annotations

from datetime import date

import pytest

from goldenthread.measures.rules import registry
from goldenthread.people.rules import NEEDS
from goldenthread.strategy.rules.commissioning import (
    ANSWERED_BY,
    KEYS,
    NEEDED,
    UNSET,
    Taken,
    Terms,
    check_together,
    gaps,
    share_then,
    terms_on,
)
from goldenthread.strategy.rules.effect import Month

ON = date(2026, 11, 22)
THERAPY, OVER = "speech and language therapy", "have waited over 18 weeks"
LAST, BEFORE = date(2026, 10, 1), date(2025, 10, 1)


def told(**values):
    """Months of some measures: a value of October, or one of a year before and of October."""
    found = {}
    for key, value in values.items():
        old, new = value if isinstance(value, tuple) else (None, value)
        found[key.replace("_", "-")] = [Month(BEFORE, old), Month(LAST, new)]
    return found


def the(need, months, taken=None):
    return next(each for each in gaps(months, taken or {}, on=ON) if each.need == need)


def test_every_figure_it_reads_is_a_measure_and_every_service_answers_a_known_need():
    assert set(KEYS) <= set(registry.keys())
    assert set(ANSWERED_BY) <= set(NEEDS)


@pytest.mark.parametrize(
    ("share", "gap", "says"),
    [
        (UNSET.long_wait, True, f"Children wait too long for {THERAPY}: 25 in 100 {OVER}."),
        (UNSET.long_wait - 0.1, False, f"Most are seen in time by {THERAPY}: 25 in 100 {OVER}."),
        (None, False, "How long children wait is not on record."),
    ],
)
def test_a_long_wait_is_a_gap_from_one_in_four(share, gap, says):
    months = told(plans_need_slcn=200.0, waiting_speech_and_language=400.0)
    months |= told(waiting_over_18_weeks_speech_and_language=share)
    found = the("SLCN", months)
    assert (found.is_gap, found.words) == (gap, says)


def test_the_partnership_says_itself_what_counts_as_a_gap_and_from_when():
    older = Terms(long_wait=40, growth=20, from_date=date(2026, 1, 1), bodies=("A", "B"))
    newer = Terms(long_wait=10, growth=5, from_date=date(2026, 12, 1), bodies=("A", "B"))
    assert terms_on([], ON) is UNSET
    assert terms_on([newer, older], date(2025, 12, 31)) is UNSET
    assert terms_on([newer, older], ON) is older
    assert terms_on([newer, older], newer.from_date) is newer
    months = told(plans_need_slcn=(200.0, 230.0), waiting_speech_and_language=400.0)
    months |= told(waiting_over_18_weeks_speech_and_language=30.0)
    for terms, gap, grows in ((UNSET, True, True), (older, False, False)):
        found = next(g for g in gaps(months, {}, on=ON, terms=terms) if g.need == "SLCN")
        assert (found.is_gap, "Plans grew" in found.words) == (gap, grows)


def test_a_need_that_no_service_on_record_answers_is_a_gap():
    for months in (told(plans_need_hi=45.0), told(plans_need_semh=45.0)):
        need = next(iter(months)).rsplit("-", 1)[1].upper()
        found = the(need, months)
        assert found.is_gap
        assert found.words.startswith("No service that answers this need")


def test_too_few_plans_tell_nothing():
    found = the("MSI", told(plans_need_msi=None))
    assert not found.is_gap
    assert found.words == "Too few plans to show."


def test_a_need_that_grows_says_by_how_much_and_a_new_one_does_not():
    waits = told(waiting_speech_and_language=400.0, waiting_over_18_weeks_speech_and_language=10.0)
    grown = the("SLCN", told(plans_need_slcn=(200.0, 230.0)) | waits)
    assert grown.growth == pytest.approx(15)
    assert "Plans grew by 15% in a year." in grown.words
    assert the("SLCN", told(plans_need_slcn=230.0) | waits).growth is None


def test_gaps_stand_first_and_the_largest_before_the_others():
    months = told(plans_need_hi=45.0, plans_need_vi=80.0, plans_need_slcn=900.0)
    months |= told(waiting_speech_and_language=100.0, waiting_over_18_weeks_speech_and_language=5.0)
    order = [each.need for each in gaps(months, {}, on=ON)]
    assert order[:3] == ["VI", "HI", "SLCN"]
    assert len(order) == len(NEEDED)


def test_an_older_month_is_not_shown_as_the_last():
    months = {"plans-need-slcn": [Month(date(2026, 8, 1), 200.0)]}
    assert the("SLCN", months).plans is None


def test_a_decision_stands_beside_what_was_and_what_is():
    months = told(plans_need_slcn=900.0, waiting_speech_and_language=100.0)
    months |= told(waiting_over_18_weeks_speech_and_language=(62.0, 40.0))
    then = share_then(months, "SLCN", date(2025, 11, 3))
    taken = Taken(
        day=date(2025, 11, 3), what="Two posts more", bodies=("A", "B"), family_said="At last",
        review=date(2026, 11, 21), late_then=then,
    )  # fmt: skip
    found = the("SLCN", months, {"SLCN": [taken]})
    assert (found.taken[0].late_then, found.late_share) == (62.0, 40.0)
    assert taken.review_late(ON)
    assert not taken.review_late(date(2026, 11, 21))


@pytest.mark.parametrize(
    ("kinds", "may"),
    [
        (["COUNCIL", "ICB"], True),
        (["ICB", "COUNCIL", "OTHER"], True),
        (["COUNCIL"], False),
        (["ICB", "ICB"], False),
        ([], False),
    ],
)
def test_the_council_and_the_nhs_decide_together(kinds, may):
    assert (check_together(kinds) == "") is may
