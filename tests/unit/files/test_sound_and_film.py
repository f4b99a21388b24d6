"""Sound and film are what their content says, and lose the place where they were made."""

from __future__ import annotations

import io
import struct
from contextlib import suppress

import pytest

from goldenthread.files.rules import Kind, Limits, Refused, ended
from goldenthread.files.rules.contents import inspect
from goldenthread.files.rules.streams import checksum

WHERE = b"+53.0012-001.4801+080/"
HERE = b"CANARY Linden Close"


def look(content: bytes, name: str) -> tuple[Kind, bytes | None]:
    return inspect(io.BytesIO(content), name, Limits())


def cleaned(content: bytes, name: str) -> bytes:
    """Return what is kept of a sound or a film from which something had to come out."""
    _, kept = look(content, name)
    assert kept is not None
    assert not {each for each in (HERE, WHERE, b"53.0012") if each in kept}
    return kept


# Films


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def numbers(kind: bytes, *rows: tuple[int, ...], head: int = 4, wide: str = "I") -> bytes:
    told = b"".join(struct.pack(f">{len(row)}{wide}", *row) for row in rows)
    return box(kind, bytes(head), struct.pack(">I", len(rows)), told)


def track(handler: bytes, *tables: bytes, more: bytes = b"") -> bytes:
    named = box(b"hdlr", bytes(8), handler, bytes(12))
    said = box(b"minf", box(b"stbl", *tables))
    return box(b"trak", box(b"tkhd", bytes(84)), box(b"mdia", named, said), more)


BRAND = box(b"ftyp", b"isom" + b"\0" * 8)
PICTURES = track(b"vide")
PLAIN = BRAND + box(b"moov", box(b"mvhd", bytes(100)), PICTURES) + box(b"mdat", b"pictures")
NOTES = (
    pytest.param(box(b"udta", box(b"\xa9xyz", b"\0\x16\x15\xc7" + WHERE)), id="android"),
    pytest.param(box(b"meta", b"com.apple.quicktime.location.ISO6709" + WHERE), id="apple"),
    pytest.param(box(b"udta", box(b"loci", b"\0\0\0\0\x15\xc7" + HERE)), id="3gp"),
    pytest.param(box(b"uuid", b"\xbe\x7a\xcf\xcb" + b"\0" * 12 + b"<xmp>" + HERE), id="xmp"),
    pytest.param(box(b"free", HERE), id="left-over"),
)


@pytest.mark.parametrize("note", NOTES)
def test_a_note_of_the_place_goes_wherever_it_stands_and_nothing_moves(note):
    inside = BRAND + box(b"moov", note, PICTURES) + box(b"mdat", b"pictures" + WHERE)
    kept = look(inside, "us.mp4")[1]
    assert kept is not None
    head, _, rest = kept.partition(b"mdat")
    assert rest == b"pictures" + WHERE  # by chance in the pictures: left as it is
    assert not {each for each in (HERE, WHERE, b"53.0012") if each in head}
    assert len(kept) == len(inside)
    beside = PLAIN + note
    assert cleaned(beside, "us.MOV")[: len(PLAIN)] == PLAIN
    deep = BRAND + box(b"moov", track(b"soun", more=note))
    assert len(cleaned(deep, "voice note.m4a")) == len(deep)


def journey(starts: bytes, sizes: bytes) -> bytes:
    """Return a film with a track that says where it was, second by second, among its pictures."""
    places = track(b"meta", starts, numbers(b"stsc", (1, 2, 1), (2, 1, 1)), sizes)
    return box(b"moov", PICTURES, places)


@pytest.mark.parametrize("far", ["stco", "co64"])
@pytest.mark.parametrize("same", [True, False])
def test_a_track_of_places_goes_with_all_that_it_said(far, same):
    one, two = WHERE, b"+53.0099-001.4809+090/"
    size = len(one)
    sizes = (
        box(b"stsz", bytes(4), struct.pack(">II", size, 3))
        if same
        else numbers(b"stsz", (size,), (size,), (size,), head=8)
    )
    wide = {"stco": "I", "co64": "Q"}[far]
    blank = journey(numbers(far.encode(), (0,), (0,), wide=wide), sizes)
    first = len(BRAND) + len(blank) + 8
    then = first + 2 * size + len(b"pictures")
    told = journey(numbers(far.encode(), (first,), (then,), wide=wide), sizes)
    film = BRAND + told + box(b"mdat", one + two + b"pictures" + one + b"more pictures")
    kept = look(film, "drive.mp4")[1]
    assert kept is not None
    assert kept.endswith(bytes(2 * size) + b"pictures" + bytes(size) + b"more pictures")


def test_a_film_or_a_sound_with_nothing_else_in_it_is_kept_as_it_is():
    assert look(PLAIN, "us.mp4") == (Kind.MP4, None)
    older = box(b"wide") + box(b"mdat", b"x") + box(b"moov", PICTURES)
    assert look(older, "us.mov")[0] is Kind.MP4


# Sounds


def chunk(kind: bytes, content: bytes, form: str) -> bytes:
    return kind + struct.pack(form, len(content)) + content


def wave(*more: bytes) -> bytes:
    held = b"WAVE" + chunk(b"fmt ", bytes(16), "<I") + b"".join(more)
    held += chunk(b"data", b"sound" * 8, "<I")
    return b"RIFF" + struct.pack("<I", len(held)) + held


def caf(*more: bytes) -> bytes:
    return (
        b"caff\0\1\0\0"
        + chunk(b"desc", bytes(32), ">q")
        + b"".join(more)
        + b"data"
        + struct.pack(">q", -1)
        + b"sound" * 8
    )


def block(kind: int, content: bytes, *, last: bool = False) -> bytes:
    return bytes([kind | last << 7]) + len(content).to_bytes(3, "big") + content


def flac(*more: bytes) -> bytes:
    return b"fLaC" + block(0, bytes(34)) + b"".join(more) + block(3, bytes(18), last=True) + HUM


HUM = b"\xff\xfb" + b"hum " * 20
TAG = b"ID3\x04\0\0" + bytes([0, 0, 0, len(HERE)]) + HERE
OLD_TAG = b"TAG" + HERE.ljust(125, b"\0")
APE = HERE + b"APETAGEX" + struct.pack("<IIII", 2000, 32 + len(HERE), 1, 0) + bytes(8)


@pytest.mark.parametrize("ending", [b"", OLD_TAG, APE, APE + OLD_TAG])
@pytest.mark.parametrize("start", [TAG, TAG + TAG])
def test_notes_before_and_after_a_sound_are_cut_off(start, ending):
    assert cleaned(start + HUM + ending, "a.mp3") == HUM


@pytest.mark.parametrize(
    ("sent", "plain", "name"),
    [
        (wave(chunk(b"LIST", HERE + b"\0", "<I")), wave(chunk(b"JUNK", bytes(20), "<I")), "a.wav"),
        (caf(chunk(b"info", HERE, ">q")), caf(chunk(b"free", bytes(19), ">q")), "note.caf"),
        (flac(block(4, HERE)), flac(block(1, bytes(19))), "a.flac"),
    ],
)
def test_notes_within_a_sound_are_written_over(sent, plain, name):
    assert cleaned(sent, name) == plain
    assert look(plain, name)[1] is None  # cleaned once, there is nothing more to clean


# Sounds that stream


def page(serial: int, at: int, *packets: bytes, first: bool = False) -> bytes:
    segments = b"".join(b"\xff" * (len(each) // 255) + bytes([len(each) % 255]) for each in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, 2 * first, 0, serial, at, 0)
    made = head + bytes([len(segments)]) + segments + b"".join(packets)
    return made[:22] + struct.pack("<I", checksum(made)) + made[26:]


def notes(*said: bytes, maker: bytes = b"phone") -> bytes:
    told = b"".join(struct.pack("<I", len(each)) + each for each in said)
    return struct.pack("<I", len(maker)) + maker + struct.pack("<I", len(said)) + told


def opus(*said: bytes) -> bytes:
    return (
        page(7, 0, b"OpusHead" + bytes(11), first=True)
        + page(7, 1, b"OpusTags" + notes(*said))
        + page(7, 2, b"sound" * 20)
    )


def test_the_checksum_of_a_page_is_the_one_that_players_count():
    # Worked by hand: the polynomial alone, then shifted on by one bit.
    assert checksum(b"\x01") == 0x04C11DB7
    assert checksum(b"\x02") == 0x09823B6E


def test_the_notes_of_a_stream_become_blanks_and_its_pages_are_counted_anew():
    sent = opus(b"LOCATION=" + HERE, b"GEO_LOCATION=" + WHERE)
    kept = cleaned(sent, "voice note.opus")
    assert len(kept) == len(sent)
    at = kept.index(b"OggS", 4)
    end = kept.index(b"OggS", at + 4)
    told = kept[at:end]
    assert struct.unpack_from("<I", told, 22)[0] == checksum(told[:22] + bytes(4) + told[26:])
    assert (kept[:at], kept[end:]) == (sent[:at], sent[-(len(kept) - end) :])
    assert look(kept, "voice note.ogg") == (Kind.OGG, None)
    packet = told[told.index(b"OpusTags") :]
    (maker,) = struct.unpack_from("<I", packet, 8)
    assert struct.unpack_from("<I", packet, 12 + maker)[0] == 0  # no note


def test_notes_that_run_over_several_pages_go_whole():
    long = b"\x03vorbis" + notes(b"METADATA_BLOCK_PICTURE=" + HERE * 60) + b"\x01"
    cut = 255 * 3
    head = struct.pack("<4sBBqIII", b"OggS", 0, 0, 0, 7, 1, 0)
    parts = [
        page(7, 0, b"\x01vorbis" + bytes(23), first=True),
        head + b"\x03" + b"\xff" * 3 + long[:cut],
        page(7, 2, long[cut:], b"\x05vorbis" + b"books" * 9),
    ]
    assert b"books" * 9 in cleaned(b"".join(parts), "a.ogg")


def element(number: int, content: bytes, *, open_end: bool = False) -> bytes:
    wide = (number.bit_length() + 7) // 8
    size = (1 << 56) - 1 if open_end else len(content)
    return number.to_bytes(wide, "big") + (size | 1 << 56).to_bytes(8, "big") + content


EBML = element(0x1A45DFA3, element(0x4282, b"webm"))
CLUSTER = element(0x1F43B675, element(0xE7, b"\0") + element(0xA3, b"sound" * 9), open_end=True)


@pytest.mark.parametrize("open_end", [True, False])
@pytest.mark.parametrize("number", [0x1254C367, 0x1941A469, 0x1043A770])
def test_notes_papers_and_chapters_of_a_browsers_recording_are_written_over(number, open_end):
    told = element(0x1549A966, element(0x7BA9, HERE) + element(0x4489, bytes(8)))
    held = told + element(0x1654AE6B, bytes(2)) + CLUSTER + CLUSTER + element(number, HERE)
    sent = EBML + element(0x18538067, held, open_end=open_end)
    kept = cleaned(sent, "recorded.webm")
    assert len(kept) == len(sent)
    assert kept.count(CLUSTER) == 2
    assert look(kept, "recorded.webm") == (Kind.WEBM, None)


# By content, whatever the name


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"#!AMR\n" + bytes(80), "note.amr", Kind.AMR),
        (b"#!AMR-WB\n" + bytes(80), "note.3ga", Kind.AMR),
        (b"\xff\xf1" + bytes(80), "note.aac", Kind.AAC),
        (box(b"ftyp", b"3gp4" + bytes(8)) + PLAIN[len(BRAND) :], "note.3gp", Kind.THREE_GP),
        (box(b"ftyp", b"3gp4" + bytes(8)) + PLAIN[len(BRAND) :], "note.mp3", Kind.THREE_GP),
        (PLAIN, "note.opus", Kind.MP4),
        (HUM, "note.m4a", Kind.MP3),
        (HUM, "audio", Kind.MP3),
        (opus(), "note.mp3", Kind.OGG),
        (wave(), "note.amr", Kind.WAV),
    ],
)
def test_a_sound_is_what_it_is_whatever_it_is_called(content, name, kind):
    assert look(content, name)[0] is kind


@pytest.mark.parametrize(
    ("name", "kind", "called"),
    [
        ("note.mp3", Kind.AMR, "note.mp3.amr"),
        ("audio", Kind.MP3, "audio.mp3"),
        ("us.MOV", Kind.MP4, "us.MOV"),
        ("advice.pdf", Kind.PDF, "advice.pdf"),
        ("x" * 200, Kind.OGG, "x" * 196 + ".ogg"),
    ],
)
def test_its_name_ends_as_what_it_is(name, kind, called):
    assert ended(name, kind) == called


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (HUM, "a.exe", "or a sound or film"),
        (HUM, "photo.jpg", "although its name says so"),
        (b"MZ" + b"\0" * 80, "a.mp3", "not a sound or film that can be played"),
        (b"", "a.m4a", "not a sound or film that can be played"),
        (b"RIFF\0\0\0\0AVI " + b"\0" * 80, "a.wav", "not a sound or film that can be played"),
        (b"ID3", "a.mp3", "not whole"),
        (b"#!AMR\n", "a.amr", "not whole"),
        (TAG, "a.mp3", "not whole"),
        (BRAND, "a.mp4", "not whole"),
        (BRAND + box(b"moov", b"x" * 80), "a.mp4", "not whole"),
        (BRAND + box(b"moov", track(b"meta", more=b"")), "a.mp4", "more than pictures"),
        (BRAND + b"\xff\xff\xff\xffmoov", "a.mp4", "not whole"),
        (BRAND + b"\0\0\0\2moov" + b"\0" * 40, "a.mp4", "not whole"),
        (BRAND + journey(numbers(b"stco", (9_999,)), box(b"stsz", bytes(4), struct.pack(
            ">II", 1 << 30, 1 << 30))), "a.mp4", "not whole"),
        (opus()[:-20], "a.ogg", "not whole"),
        (page(7, 0, b"\x7fFLAC" + bytes(30), first=True), "a.ogg", "this kind of sound"),
        (EBML, "a.webm", "not whole"),
        (EBML + element(0x18538067, element(0xEC, b"x" * 9)[:-4]), "a.webm", "not whole"),
        (flac()[:60], "a.flac", "not whole"),
        (caf(b"info" + struct.pack(">q", 1 << 40) + b"x"), "a.caf", "not whole"),
    ],
)  # fmt: skip
def test_what_is_no_sound_or_film_is_refused_with_what_to_do(content, name, says):
    with pytest.raises(Refused, match=says):
        look(content, name)


@pytest.mark.parametrize("name", ["a.mp4", "a.mp3", "a.wav", "a.ogg", "a.webm", "a.caf", "a.flac"])
def test_a_sound_cut_off_anywhere_is_taken_or_refused_and_never_breaks(name):
    whole = {
        "a.mp4": PLAIN,
        "a.mp3": TAG + HUM + OLD_TAG,
        "a.wav": wave(chunk(b"LIST", HERE, "<I")),
        "a.ogg": opus(b"LOCATION=" + HERE),
        "a.webm": EBML + element(0x18538067, CLUSTER),
        "a.caf": caf(chunk(b"info", HERE, ">q")),
        "a.flac": flac(block(4, HERE)),
    }[name]
    for end in range(len(whole)):
        with suppress(Refused):
            assert look(whole[:end], name)[0]
