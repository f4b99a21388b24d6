"""Say it: words, pictures, sound; shared as chosen, changed without losing the old, private kept
private, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from tests.pages import family_world as world
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access.models import Tie
from goldenthread.access.rules import TieKind
from goldenthread.files.models import StoredFile
from goldenthread.people.models import AdultLink, RestrictedLocation
from goldenthread.voice import rules
from goldenthread.voice.models import PrivateSaying, Saying, Unsent
from goldenthread.voice.tasks import forget_unsent

from .conftest import STARTED, TODAY, child


@pytest.fixture(autouse=True)
def _the_tests_day(settings, tmp_path):
    settings.TODAY, settings.MEDIA_ROOT = TODAY, tmp_path


@pytest.fixture
def kit(as_service, areas, cast):
    return child(areas.derbyshire, "V-1", "Kit", "Invented")


@pytest.fixture
def mum(kit):
    user = world.account("Mum Invented")
    world.make_family(kit, user)
    return user


@pytest.fixture
def dad(kit):
    user = world.account("Dad Invented")
    world.make_family(kit, user, relationship="father")
    return user


@pytest.fixture
def themself(kit, areas):
    user = world.account("Kit Themself")
    Tie.objects.create(
        area=areas.derbyshire, child=kit, kind=TieKind.YOUNG_PERSON, user=user, from_date=STARTED
    )
    return user


def address(kit, theme: str = "likes") -> str:
    return reverse("family:say-one", args=[kit.pk, theme])


def say(user, kit, theme: str = "likes", **typed):
    return world.signed_in(user).post(address(kit, theme), {"act": "send", **typed})


def read(user, name: str, *arguments) -> str:
    return world.signed_in(user).get(reverse(name, args=arguments)).content.decode()


def test_symbols_alone_say_something_and_are_drawn_with_their_words(kit, mum):
    answer = say(mum, kit, "day-morning", symbols=["sad", "loud"], how="SHOWED", helped_by="Gran")
    assert answer.url == reverse("family:say", args=[kit.pk])
    made = Saying.objects.get(child=kit)
    assert (made.symbols, made.how, made.helped_by) == (["sad", "loud"], "SHOWED", "Gran")
    text = read(mum, "family:say", kit.pk)
    assert "ui/symbols/loud.svg" in text
    assert "Too loud" in text


def test_what_is_said_anew_stands_in_front_and_the_old_is_kept_unedited(kit, mum):
    say(mum, kit, words="I like trains")
    first = Saying.objects.get(child=kit)
    say(mum, kit, words="I like the sea now", replaces=first.pk)
    text = read(mum, "family:say-one", kit.pk, "likes")
    assert text.index("I like the sea now") < text.index("What was said before")
    assert "I like trains" in text
    with pytest.raises(DatabaseError), transaction.atomic():
        Saying.objects.filter(pk=first.pk).update(words="changed")


def test_the_second_of_two_who_change_the_same_words_is_told_and_loses_nothing(kit, mum, dad):
    say(mum, kit, words="I like trains")
    answer = say(dad, kit, words="I like cats")
    text = answer.content.decode()
    assert "Someone changed this while you wrote." in text
    assert "I like cats" in text
    assert Saying.objects.filter(child=kit).count() == 1


def test_a_form_sent_twice_says_it_once(kit, mum):
    say(mum, kit, words="I like trains")
    first = Saying.objects.get(child=kit)
    say(mum, kit, words="I like trains", replaces=first.pk)
    assert Saying.objects.filter(child=kit).count() == 1


def test_words_kept_for_later_are_shown_to_their_writer_alone(kit, mum, dad):
    kept = {"act": "keep", "words": "half a thou", "symbols": ["happy"]}
    world.signed_in(mum).post(address(kit), kept)
    assert Saying.objects.count() == 0
    text = read(mum, "family:say-one", kit.pk, "likes")
    assert "half a thou" in text
    assert 'value="happy" checked' in text
    assert "half a thou" not in read(dad, "family:say-one", kit.pk, "likes")
    say(mum, kit, words="half a thought, whole")
    assert Unsent.objects.count() == 0


def test_what_is_never_sent_is_forgotten_after_ninety_days(kit, mum, as_service):
    world.signed_in(mum).post(address(kit), {"act": "keep", "words": "half a thou"})
    kept = Unsent.objects.get().kept_at
    assert forget_unsent(kept + timedelta(days=90)) == 0
    assert forget_unsent(kept + timedelta(days=90, seconds=1)) == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Write, choose a picture or add a file."),
        ({"words": " "}, "Write, choose a picture or add a file."),
        ({"symbols": ["no-such"]}, "Select a valid choice."),
        ({"words": "x" * (rules.MOST_WORDS + 1)}, "at most 5000 characters"),
        ({"words": "hi", "shared_with": ["NEWSPAPER"]}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(kit, mum, typed, says):
    answer = say(mum, kit, **typed)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert Saying.objects.count() == 0


def test_more_pictures_than_a_saying_holds_are_refused_and_stay_ticked(kit, mum):
    thirteen = ["happy", "sad", "angry", "calm", "tired", "hurt", "like", "yes", "no", "more",
                "stop", "help", "home"]  # fmt: skip
    text = say(mum, kit, symbols=thirteen).content.decode()
    assert "Choose 12 pictures or fewer." in text
    assert 'value="home" checked' in text


def test_emoji_and_writing_from_right_to_left_are_kept_letter_for_letter(kit, mum):
    words = "أنا أحب القطارات 🚂 — Łódź"
    say(mum, kit, words=words)
    assert Saying.objects.get(child=kit).words == words
    assert words in read(mum, "family:say", kit.pk)


def sound(name: str = "me.mp3", content: bytes = b"ID3" + b"\0" * 90) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_recorded_sound_is_kept_with_the_words_and_opened_by_its_sender(kit, mum, dad):
    say(mum, kit, words="listen", file=sound())
    stored = StoredFile.objects.get(child=kit)
    assert Saying.objects.get(child=kit).files == [stored.pk]
    # held until it was checked for viruses; somebody else's upload is not theirs at all
    assert "still being checked" in read(mum, "files:download", stored.pk)
    other = world.signed_in(dad).get(reverse("files:download", args=[stored.pk]))
    assert other.status_code == 403
    assert "still being checked" not in other.content.decode()


def test_a_voice_note_in_an_odd_format_is_kept_and_it_is_said_that_it_may_not_play(kit, mum, cast):
    # An Apple voice note, sent under the name of another kind of sound.
    note = b"caff\0\1\0\0desc" + (32).to_bytes(8, "big") + bytes(32) + b"data" + b"\xff" * 8
    say(mum, kit, words="listen to me", file=sound("רוני 🚂 note.mp3", note + b"sound" * 9))
    stored = StoredFile.objects.get(child=kit)
    assert (stored.kind, stored.name) == ("CAF", "רוני 🚂 note.mp3.caf")
    text = read(mum, "family:say", kit.pk)
    assert "listen to me" in text
    assert "It may not play on each phone." in text
    assert "few computers play it" in read(cast.officer, "desk:voice", kit.pk)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (("film.mp4", b"not a film" * 9), "not a sound or film that can be played"),
        (("nothing.m4a", b""), "The submitted file is empty."),
        (("film.mov", b"\0\0\0\x08wide" + b"0" * 5_000), "This file is larger than"),
    ],
)
def test_a_file_that_cannot_be_kept_is_told_of_and_the_words_stay(kit, mum, settings, file, says):
    settings.FILE_LARGEST_BYTES = 2_000
    text = say(mum, kit, words="listen to me", file=sound(*file)).content.decode()
    assert says in text
    assert "listen to me" in text
    assert (Saying.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_the_other_parent_changes_the_childs_words_and_what_was_sent_with_them_stays(kit, mum, dad):
    say(mum, kit, words="listen", file=sound())
    first = Saying.objects.get(child=kit)
    page = read(dad, "family:say-one", kit.pk, "likes")
    assert reverse("files:download", args=first.files) not in page  # sent by her: hers to open
    say(dad, kit, words="listen well", files=first.files, replaces=first.pk)
    assert Saying.objects.get(words="listen well").files == first.files
    say(dad, kit, words="no film now", replaces=Saying.objects.get(words="listen well").pk)
    assert Saying.objects.get(words="no film now").files == []


def test_who_wrote_meanwhile_is_shown_and_what_was_typed_can_then_be_sent(kit, mum, dad):
    world.signed_in(mum).post(address(kit), {"act": "keep", "words": "mine", "replaces": ""})
    say(dad, kit, words="I like cats")
    stands = Saying.objects.get(child=kit)
    refused = say(mum, kit, words="mine", replaces="").content.decode()
    for text in (read(mum, "family:say-one", kit.pk, "likes"), refused):
        assert "Someone said this since you began:" in text
        assert "I like cats" in text
        assert f'name="replaces" value="{stands.pk}"' in text
    say(mum, kit, words="mine", replaces=stands.pk)
    assert Saying.objects.filter(child=kit, words="mine", replaces=stands).exists()


def test_a_page_keeps_what_is_typed_by_itself_and_answers_with_nothing(kit, mum):
    kept = {"act": "keep", "words": "half a thou"}
    client = world.signed_in(mum)
    answer = client.post(address(kit), kept, headers={"X-Kept": "quietly"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert "half a thou" in read(mum, "family:say-one", kit.pk, "likes")
    long = client.post(address(kit), {**kept, "words": "x" * 30_000})
    assert "This is too long to keep." in long.content.decode()


def test_a_file_that_is_somebody_elses_is_not_taken(kit, mum, dad):
    say(mum, kit, words="listen", file=sound())
    stolen = StoredFile.objects.get(child=kit).pk
    answer = say(dad, kit, "helps", words="mine", files=[stolen])
    assert "One of the files is not yours." in answer.content.decode()


def test_words_that_give_a_hidden_place_away_are_stopped(kit, mum, as_service):
    RestrictedLocation.objects.create(
        area=kit.area, child=kit, sealed_text=b"", reason="order", from_date=STARTED,
        to_date=STARTED, review_date=TODAY,
    )  # fmt: skip
    kit.location_restricted, kit.address, kit.postcode = True, "", ""
    kit.save()
    answer = say(mum, kit, words="We live at DE45 1MV")
    assert "whereabouts are restricted" in answer.content.decode()
    assert Saying.objects.count() == 0


# Who is shown it


def test_one_parents_words_are_not_the_others_to_read(kit, mum, dad):
    say(mum, kit, "family-worries", words="Only I worry so")
    say(dad, kit, "family-worries", words="Dad worries too")
    assert "Only I worry so" in read(mum, "family:say", kit.pk)
    assert "Dad worries too" not in read(mum, "family:say", kit.pk)
    assert "Only I worry so" not in read(dad, "family:say", kit.pk)


def test_the_childs_words_are_seen_by_both_parents_and_by_staff_as_shared(
    kit, mum, dad, cast, bodies, areas
):
    Tie.objects.create(
        area=areas.derbyshire, child=kit, kind=TieKind.SCHOOL_PLACE, organisation=bodies.school,
        from_date=STARTED,
    )  # fmt: skip
    say(mum, kit, words="Trains", shared_with=["SCHOOL"])
    say(mum, kit, "hard", words="Shouting")
    shared, unshared = "Trains", "Shouting"
    seen = {
        who: [w for w in (shared, unshared) if w in read(getattr(cast, who), "desk:voice", kit.pk)]
        for who in ("officer", "senco", "dco")
    }
    assert seen == {"officer": [shared, unshared], "senco": [shared], "dco": []}
    assert shared in read(dad, "family:say", kit.pk)


def test_what_a_child_says_in_private_reaches_those_who_must_know_and_no_parent(
    kit, mum, themself, cast
):
    address = reverse("family:private", args=[kit.pk])
    world.signed_in(themself).post(address, {"words": "Canaryprivate"})
    assert PrivateSaying.objects.get(child=kit).words == "Canaryprivate"
    assert "Canaryprivate" in read(themself, "family:private", kit.pk)
    officers = read(cast.officer, "desk:voice", kit.pk)
    assert "Canaryprivate" in officers
    assert "Might this child not be safe?" in officers
    for who in ("dco", "data_officer"):
        assert "Canaryprivate" not in read(getattr(cast, who), "desk:voice", kit.pk)
    for name in ("family:where", "family:say"):
        text = read(mum, name, kit.pk)
        assert "Canaryprivate" not in text
        assert address not in text
    assert world.signed_in(mum).get(address).status_code == 404


def test_nothing_private_is_told_apart_from_nothing_said(kit, mum, themself):
    before = text_of(read(mum, "family:say", kit.pk))
    address = reverse("family:private", args=[kit.pk])
    world.signed_in(themself).post(address, {"words": "Canaryprivate"})
    assert text_of(read(mum, "family:say", kit.pk)) == before


def test_a_restricted_parent_neither_says_nor_reads(kit, dad):
    AdultLink.objects.filter(adult__user=dad).update(**world.RESTRICTED)
    assert say(dad, kit, words="hello").status_code == 403
    assert Saying.objects.count() == 0


@pytest.mark.parametrize("theme", ["likes", "day-night", "family-hopes"])
def test_each_page_reads_at_grade_five_and_is_cheap(kit, mum, theme, django_assert_max_num_queries):
    say(mum, kit, theme, words="x", symbols=["happy"])
    say(mum, kit, theme, words="y", replaces=Saying.objects.get(child=kit).pk)
    client = world.signed_in(mum)
    for page in (reverse("family:say", args=[kit.pk]), address(kit, theme)):
        client.get(page)
        with django_assert_max_num_queries(12):
            text = client.get(page).content.decode()
        assert page_grade(text) <= 5, page
        assert sentence_length(text_of(text)) <= 15


def test_the_childs_private_page_reads_at_grade_five(kit, themself):
    assert page_grade(read(themself, "family:private", kit.pk)) <= 5


def test_no_such_theme_is_no_page(kit, mum):
    assert world.signed_in(mum).get(address(kit, "nonsense")).status_code == 404
