"""Sound and film are taken by their content, and lose the place where they were made."""

from __future__ import annotations

import io

import pytest

from goldenthread.files.rules import Kind, Limits, Refused
from goldenthread.files.rules.contents import inspect


def box(kind: bytes, content: bytes = b"") -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content


WHERE = b"+53.0012-001.4801+080/"
BRAND = box(b"ftyp", b"isom" + b"\0" * 8)
FILM = BRAND + box(b"moov", box(b"udta", box(b"\xa9xyz", b"\0\x16\x15\xc7" + WHERE)) + b"x" * 40)
FILM += box(b"mdat", b"pictures" + WHERE)  # by chance in the pictures: left as it is


def look(content: bytes, name: str) -> tuple[Kind, bytes | None]:
    return inspect(io.BytesIO(content), name, Limits())


def test_a_film_keeps_its_length_and_loses_its_place():
    kind, cleaned = look(FILM, "us.mp4")
    assert kind is Kind.MP4
    assert cleaned is not None
    assert len(cleaned) == len(FILM)
    head, _, rest = cleaned.partition(b"mdat")
    assert WHERE not in head
    assert b"53.0012" not in head
    assert rest == b"pictures" + WHERE


def test_a_place_written_in_words_of_a_later_kind_of_film_goes_too():
    meta = box(b"meta", b"com.apple.quicktime.location.ISO6709" + WHERE)
    _, cleaned = look(BRAND + box(b"moov", meta), "us.MOV")
    assert cleaned is not None
    assert b"53.0012" not in cleaned


def test_a_film_that_names_no_place_is_kept_as_it_is():
    assert look(BRAND + box(b"moov", b"x" * 80), "us.m4a") == (Kind.MP4, None)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"ID3" + b"\0" * 80, "a.mp3", Kind.MP3),
        (b"RIFF\0\0\0\0WAVE" + b"\0" * 80, "a.wav", Kind.WAV),
        (b"OggS" + b"\0" * 80, "voice note.ogg", Kind.OGG),
        (b"\x1aE\xdf\xa3" + b"\0" * 80, "a.webm", Kind.WEBM),
    ],
)
def test_a_sound_is_told_by_its_first_bytes(content, name, kind):
    assert look(content, name) == (kind, None)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"ID3" + b"\0" * 80, "a.amr", "or a sound or film"),
        (b"MZ" + b"\0" * 80, "a.mp3", "not a MP3 file"),
        (b"RIFF\0\0\0\0AVI " + b"\0" * 80, "a.wav", "not a WAV file"),
        (b"ID3", "a.mp3", "not whole"),
        (BRAND, "a.mp4", "not whole"),
        (BRAND + b"\xff\xff\xff\xffmoov", "a.mp4", "not whole"),
        (BRAND + b"\0\0\0\2moov" + b"\0" * 40, "a.mp4", "not whole"),
    ],
)
def test_what_is_no_sound_or_film_is_refused_with_what_to_do(content, name, says):
    with pytest.raises(Refused, match=says):
        look(content, name)
