"""The letters of an amendment: every change in words, and none that would say where a child is."""

from __future__ import annotations

from datetime import date

from tests.reading_grade import sentence_length

from goldenthread.documents.content import KeyDate, words
from goldenthread.letters.rules.content import document, redacted
from goldenthread.letters.rules.notices import check_content, notice
from goldenthread.letters.rules.recipients import Shows
from goldenthread.plans.rules.changes import Change, How
from goldenthread.plans.rules.telling import (
    FINAL,
    KEPT_BACK,
    MOST_CHANGES,
    NOTICE,
    Told,
    amended_plan,
    amendment_notice,
    for_bodies,
)

OFTEN = Change("F", "F2", How.CHANGED, "how often", "Once a week", "Twice a week")
SCHOOL = Change("I", "", How.CHANGED, "the name", "Elm School", "Canary School")


def told(*changed: Change, none_held: bool = False, codes: tuple[str, ...] = ()) -> Told:
    """What a letter is told of some changes."""
    return Told(
        child="Sam",
        council="Northmoor council's SEND team",
        reference="P7",
        changed=None if none_held else changed,
        dates=tuple(KeyDate(label=code, on=date(2026, 12, 6), code=code) for code in codes),
    )


def said(content) -> str:
    return words(document(content))


def test_the_notice_says_each_change_and_its_days():
    content = amendment_notice(told(OFTEN, codes=("rev-amend-15d", "rev-amend-final")))
    check_content(notice(NOTICE), content)
    assert "F2: how often said “Once a week” and now says “Twice a week”" in said(content)
    assert "Ask to meet somebody" in said(content)
    assert content.reference == "P7"


def test_where_a_child_goes_to_school_is_kept_from_who_may_not_know():
    content = amended_plan(told(OFTEN, SCHOOL, codes=("med-contact", "app-limit")))
    check_content(notice(FINAL), content)
    assert "Canary School" in said(content)
    theirs = said(redacted(content, {Shows.OPEN}))
    assert "Canary School" not in theirs
    assert KEPT_BACK in theirs
    assert "Twice a week" in theirs


def test_what_the_setting_is_told_names_no_place_and_no_change():
    assert "Canary" not in said(for_bodies(told(SCHOOL)))
    assert "must be put in place from today" in said(for_bodies(told(SCHOOL)))


def test_a_plan_that_was_held_as_a_file_is_said_to_be_new_as_a_whole():
    assert "The whole plan is written anew" in said(amendment_notice(told(none_held=True)))
    assert "Nothing that the plan promises" in said(amendment_notice(told()))


def test_many_changes_are_counted_not_cut_in_silence():
    many = [Change("F", f"F{n}", How.ADDED, "a line", now="Help") for n in range(MOST_CHANGES + 3)]
    assert "There are 3 more changes" in said(amendment_notice(told(*many)))


def test_a_parent_can_read_it():
    plain = said(amendment_notice(told(OFTEN))) + said(amended_plan(told(OFTEN)))
    assert sentence_length(plain) <= 15
