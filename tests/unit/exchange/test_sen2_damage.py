"""A damaged file is read or refused: nothing else ever comes out of it."""

from __future__ import annotations

import gzip
import io
import random
import zipfile

import pytest
from tests.unit.exchange.sen2_builders import message
from tests.unit.exchange.test_sen2_reading import as_workbook, as_zip, cast, tables

from goldenthread.exchange.sen2.dry_run import dry_run
from goldenthread.exchange.sen2.faults import UnreadableReturn

FILES = {
    "xml": message(*cast()),
    "gzip": gzip.compress(message(*cast())),
    "zip": as_zip(tables(cast())),
    "workbook": as_workbook(tables(cast())),
}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The same bytes with a few changed, lost, put in or repeated."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        here, there = chance.randrange(len(found)), chance.randrange(len(found))
        match chance.randrange(4):
            case 0:
                found[here] = chance.randrange(256)
            case 1:
                del found[here : here + chance.randint(1, 30)]
            case 2:
                found[here:here] = chance.randbytes(chance.randint(1, 10))
            case 3:
                found[here:here] = found[there : there + 60]
    return bytes(found)


def with_a_damaged_part(data: bytes, chance: random.Random) -> bytes:
    """The same zip, sound itself, with one part damaged inside it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        spoilt = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, damaged(part, chance) if name == spoilt else part)
    return out.getvalue()


def read_or_refused(data: bytes) -> str:
    try:
        report = dry_run(io.BytesIO(data))
    except UnreadableReturn:
        return "refused"
    assert report.as_json()["figures"]["persons"] >= 0
    return "read"


@pytest.mark.parametrize("kind", FILES)
def test_damaged_anywhere(kind):
    chance = random.Random(kind)
    ends = {read_or_refused(damaged(FILES[kind], chance)) for _ in range(150)}
    assert "refused" in ends


@pytest.mark.parametrize("kind", ["zip", "workbook"])
def test_damaged_in_one_part(kind):
    chance = random.Random(kind)
    ends = {read_or_refused(with_a_damaged_part(FILES[kind], chance)) for _ in range(100)}
    assert "refused" in ends


@pytest.mark.parametrize("kind", ["xml", "gzip"])
def test_cut_short_anywhere(kind):
    data = FILES[kind].rstrip()
    for end in range(0, len(data), 37):
        assert read_or_refused(data[:end]) == "refused"
