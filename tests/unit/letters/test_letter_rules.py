"""Who gets a letter, what their copy shows, and which dates a notice must print."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from goldenthread.documents.content import KeyDate, KeyDates, Note, Paragraph, words
from goldenthread.law.limits import versions
from goldenthread.letters.rules.content import Content, Piece, copy_for, document, of, read
from goldenthread.letters.rules.handover import MOST_TRIES, handover_key, next_wait
from goldenthread.letters.rules.notices import (
    NOTICES,
    IncompleteNotice,
    NoSuchNotice,
    check_content,
    notice,
)
from goldenthread.letters.rules.recipients import (
    Channel,
    Link,
    Need,
    Reader,
    Recipient,
    Shows,
    adult,
    channel_for,
    gets_notices,
    is_barred,
    sees,
)

ANSWERS = ("YES", "NO", "UNKNOWN")


def link(**facts) -> Link:
    return Link(adult_id=1, name="Ada Invented", **facts)


@pytest.mark.parametrize(("decided", "responsible"), list(product(ANSWERS, ANSWERS)))
def test_unknown_never_means_yes_and_a_decision_about_a_person_decides(decided, responsible):
    expected = decided == "YES" or (decided == "UNKNOWN" and responsible == "YES")
    facts = link(gets_notices=decided, parental_responsibility=responsible)
    assert gets_notices(facts) is expected


@pytest.mark.parametrize(
    ("facts", "hidden", "place", "barred"),
    [
        ({"may_see_location": "YES"}, False, True, False),
        ({"may_see_location": "YES"}, True, True, False),
        ({"lives_with": "YES"}, False, True, False),
        ({"lives_with": "YES"}, True, False, False),
        ({}, False, False, False),
        ({"may_see_location": "NO", "lives_with": "YES"}, False, False, True),
        ({"may_see_location": "YES", "restricted": True}, False, False, True),
    ],
)
def test_who_may_read_where_the_child_is(facts, hidden, place, barred):
    assert (Shows.LOCATION in sees(link(**facts), restricted_child=hidden)) is place
    assert is_barred(link(**facts)) is barred


def test_nobody_of_the_family_reads_what_concerns_other_people():
    assert Shows.THIRD_PARTY not in sees(link(may_see_location="YES"), restricted_child=False)


@pytest.mark.parametrize(
    ("wanted", "account", "channel"),
    [
        ("", None, Channel.POST),
        ("email", None, Channel.POST),
        ("email", 7, Channel.EMAIL),
        ("Text", 7, Channel.TEXT),
        ("post", 7, Channel.POST),
        ("by pigeon", 7, Channel.POST),
    ],
)
def test_a_message_that_asks_to_sign_in_goes_only_to_somebody_who_can(wanted, account, channel):
    assert channel_for(link(preference=wanted, user_id=account)) is channel


CONTENT = Content(
    title="What we decided",
    pieces=(
        Piece(blocks=(Paragraph(words="For everybody."),)),
        Piece(
            blocks=(Paragraph(words="At Larkfield Academy."),),
            shows=Shows.LOCATION,
            instead="Where is left out of your copy.",
        ),
        Piece(blocks=(Paragraph(words="Her aunt said."),), shows=Shows.THIRD_PARTY),
        Piece(blocks=(Paragraph(words="For the school."),), only_for=(Reader.SETTING,)),
    ),
    easy_read=(Paragraph(words="Easy words."),),
    sender=("Invented Council",),
    reference="EHC-1",
)


def said(content: Content) -> str:
    return words(document(content))


def test_each_reader_has_their_own_copy_from_one_source():
    near = adult(link(may_see_location="YES"), restricted_child=True)
    barred = adult(link(may_see_location="NO"), restricted_child=True)
    school = Recipient(reader=Reader.SETTING, name="School", channel=Channel.DESK)
    assert "Larkfield" in said(copy_for(CONTENT, near))
    for reader in (near, barred):
        text = said(copy_for(CONTENT, reader))
        assert "For everybody." in text
        assert "aunt" not in text
        assert "For the school." not in text
    assert "Larkfield" not in said(copy_for(CONTENT, barred))
    assert "Where is left out of your copy." in said(copy_for(CONTENT, barred))
    assert "For the school." in said(copy_for(CONTENT, school))


def test_a_copy_holds_nothing_that_was_taken_out_of_it():
    barred = adult(link(may_see_location="NO"), restricted_child=True)
    kept = copy_for(CONTENT, barred).model_dump_json()
    assert "Larkfield" not in kept
    assert "aunt" not in kept
    assert "Easy words" not in kept


def test_easy_read_stands_in_place_of_the_rest_for_who_needs_it():
    reader = adult(link(), [Need(kind="EASY_READ")], restricted_child=False)
    assert "Easy words." in said(copy_for(CONTENT, reader))
    assert "For everybody." not in said(copy_for(CONTENT, reader))


@pytest.mark.parametrize(
    ("needs", "unmet"),
    [
        ([], ()),
        (["LARGE_PRINT"], ()),
        (["INTERPRETER"], ()),
        (["EASY_READ"], ("EASY_READ",)),
        (["BRAILLE", "LARGE_PRINT"], ("BRAILLE",)),
        (["PHONE_ONLY"], ("PHONE_ONLY",)),
    ],
)
def test_a_need_that_a_letter_does_not_meet_is_named(needs, unmet):
    reader = adult(link(), [Need(kind=each) for each in needs], restricted_child=False)
    assert reader.unmet(has_easy_read=False, language="en-GB") == unmet


def test_a_language_is_met_only_by_a_letter_in_it():
    for wanted, unmet in (("Urdu", ("LANGUAGE",)), ("English", ())):
        reader = adult(link(), [Need(kind="LANGUAGE", detail=wanted)], restricted_child=False)
        assert reader.unmet(has_easy_read=True, language="en-GB") == unmet


def test_a_letter_told_as_json_is_the_same_letter():
    assert read(CONTENT.model_dump(mode="json")) == CONTENT


def test_an_address_stands_in_a_letter_only_where_it_is_given_to_be_drawn():
    drawn = document(CONTENT, to=("Ada", "1 Street"), dated=date(2026, 5, 25), mark="m")
    assert drawn.letterhead is not None
    assert drawn.letterhead.to == ("Ada", "1 Street")
    assert document(CONTENT).letterhead.to == ()


# Notices


@pytest.mark.parametrize("kind", NOTICES.values(), ids=list(NOTICES))
def test_every_notice_asked_by_law_names_its_source_and_its_dates_are_rules_of_law(kind):
    assert bool(kind.source) or not kind.statutory
    assert all(versions(rule) for rule in kind.dates)
    assert kind.goes_to


def test_a_notice_without_its_dates_is_refused_and_says_which():
    said = of("No", Paragraph(words="x"), Note(words="y"))
    with pytest.raises(IncompleteNotice, match="med-contact, app-limit"):
        check_content(notice("will-not-assess"), said)


def test_a_notice_with_its_dates_passes_wherever_they_stand():
    days = [KeyDate(label="x", on=date(2026, 1, 1), code=c) for c in ("med-contact", "app-limit")]
    content = Content(
        title="No",
        pieces=tuple(Piece(blocks=(KeyDates(dates=(each,)),)) for each in days),
    )
    check_content(notice("will-not-assess"), content)
    assert [each.code for each in content.dates] == ["med-contact", "app-limit"]


def test_an_unknown_kind_is_refused():
    with pytest.raises(NoSuchNotice, match="called x"):
        notice("x")


# Handing over


def test_a_key_is_the_same_for_the_same_copy_and_tells_nothing():
    one = handover_key("assessment/1/will-assess", "adult-1", 830)
    assert one == handover_key("assessment/1/will-assess", "adult-1", 830)
    assert len(one) <= 36
    others = {
        handover_key("assessment/2/will-assess", "adult-1", 830),
        handover_key("assessment/1/will-assess", "adult-2", 830),
        handover_key("assessment/1/will-assess", "adult-1", 831),
    }
    assert len(others | {one}) == 4


def test_tries_are_further_and_further_apart_and_then_a_person_looks():
    waits = [next_wait(tries) for tries in range(1, MOST_TRIES + 1)]
    assert waits[0] == timedelta(minutes=1)
    assert waits[:-1] == sorted(waits[:-1])
    assert waits[-1] is None
