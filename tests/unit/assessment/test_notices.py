"""Every notice: written for every kind, in plain words, with its rights and every date it must."""

from __future__ import annotations

from datetime import date

import pytest

from goldenthread.assessment.rules.notices import (
    DATE_LABELS,
    PRINTS,
    WRITERS,
    LastDay,
    Told,
    key_dates,
    write,
)
from goldenthread.assessment.rules.stages import NOTICES, NoticeKind
from goldenthread.documents.content import Document, words
from goldenthread.documents.content import key_dates as printed
from goldenthread.law.clocks import Event, limits_for, read_clocks
from goldenthread.law.events import EventKind as K
from goldenthread.letters.rules.content import of
from goldenthread.letters.rules.notices import check_content, notice

N = NoticeKind
SENT = date(2026, 10, 28)  # two months on is 28 December, which the Tribunal moves
RECEIVED = date(2026, 1, 5)
REFUSALS = (N.WILL_NOT_ASSESS, N.WILL_NOT_ISSUE)
APPEALABLE = (*REFUSALS, N.FINAL)


def clocks() -> dict[str, LastDay]:
    """Return the last days that the law's own clocks give, by rule."""
    case = read_clocks(
        limits_for("assessment"),
        [
            Event(key="1", kind=K.REQUEST_RECEIVED, on=RECEIVED),
            Event(key="2", kind=K.DRAFT_SERVED, on=date(2026, 4, 20)),
        ],
    )
    appeal = read_clocks(limits_for("appeal"), [Event(key="1", kind=K.NOTICE_SENT, on=SENT)])
    return {
        each.rule: LastDay(rule=each.rule, about=each.about, due=each.due, moved_to=each.moved_to)
        for each in (*case, *appeal)
        if each.due
    }


def told(kind: NoticeKind, **more) -> Told:
    days = clocks()
    dates = key_dates([days[rule] for rule in PRINTS.get(kind, ()) if rule in days])
    return Told(
        child="Sam Invented",
        council="Invented council's SEND team",
        decided="Monday 26 October 2026",
        signed="Officer, EHC officer",
        reasons="The reasons as they were typed.",
        learned="What was learned.",
        dates=more.pop("dates", dates),
        **more,
    )


@pytest.mark.parametrize("kind", WRITERS)
def test_every_kind_says_who_it_is_about_and_where_to_get_free_advice(kind):
    said = write(kind, told(kind, rule_title="Final plan", order="assess the child's needs"))
    text = words(Document(title=said.title, blocks=said.family))
    assert "Sam Invented" in text or kind in (N.ORDER, N.EXCEPTION, N.LATE)
    assert "free advice" in text
    assert "Officer, EHC officer" in text


@pytest.mark.parametrize("kind", PRINTS)
def test_every_date_printed_is_the_one_the_clock_has(kind):
    said = write(kind, told(kind, order="assess the child's needs"))
    days = clocks()
    found = printed(Document(title=said.title, blocks=said.family))
    wanted = [rule for rule in PRINTS[kind] if rule in days]
    assert {each.code: each.on for each in found} == {rule: days[rule].due for rule in wanted}


@pytest.mark.parametrize("kind", [kind for kind in WRITERS if kind is not N.ORDER])
def test_every_kind_passes_what_its_letter_must_print(kind):
    said = write(kind, told(kind))
    check_content(notice(kind.value), of(said.title, *said.family))


@pytest.mark.parametrize("kind", APPEALABLE)
def test_a_decision_that_can_be_appealed_says_how_and_both_days_the_tribunal_has(kind):
    said = write(kind, told(kind))
    text = words(Document(title=said.title, blocks=said.family))
    for needed in ("mediation adviser", "certificate", "SEND Tribunal", "settle a disagreement"):
        assert needed in text
    assert "Monday 28 December 2026" in text
    assert "The Tribunal would still take it until Monday 4 January 2027" in text


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_gives_its_reasons_to_the_family_and_what_was_learned_to_the_school(kind):
    said = write(kind, told(kind))
    family = words(Document(title=said.title, blocks=said.family))
    bodies = words(Document(title=said.title, blocks=said.bodies))
    assert "The reasons as they were typed." in family
    assert "What was learned." in family
    assert "What was learned." in bodies
    assert "The reasons as they were typed." not in bodies


def test_a_plan_that_goes_without_advice_says_so_and_why():
    said = write(N.FINAL, told(N.FINAL, silent=("Health: no answer. We ask again.",)))
    text = words(Document(title=said.title, blocks=said.family))
    assert "Some advice is missing" in text
    assert "Health: no answer. We ask again." in text
    without = write(N.FINAL, told(N.FINAL))
    assert "missing" not in words(Document(title=without.title, blocks=without.family))


def test_the_same_facts_give_the_same_words():
    assert write(N.FINAL, told(N.FINAL)) == write(N.FINAL, told(N.FINAL))


def test_every_stage_that_tells_somebody_has_a_writer_or_is_placements_own():
    assert {each for each in NOTICES.values() if each} - set(WRITERS) == {N.CONSULTATION}


def test_every_date_that_is_printed_has_words_of_its_own():
    assert {rule for rules in PRINTS.values() for rule in rules} <= set(DATE_LABELS)
