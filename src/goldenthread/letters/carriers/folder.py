"""A folder that a print room empties: one PDF a letter, and a list of each batch, taken once.

Copies gather in ``open``. Closing a batch moves them to ``ready/NAME`` with a manifest. A key's
file in ``taken`` says that it went, whatever became of its batch. Every step is one rename, and a
close that was cut off is finished by the next.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from goldenthread.letters.carriers.parcel import Parcel, Receipt

PARTIAL = ".part-"
COLUMNS = ("key", "file", "bytes", "sha256")


class Folder:
    """Hands letters to a print room, and (for the demo) emails and texts to nobody at all."""

    name = "folder"
    at_once = 25

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("open", "ready", "taken"):
            (root / name).mkdir(parents=True, exist_ok=True, mode=0o700)

    def find(self, parcel: Parcel) -> Receipt | None:
        known = (self.root / "taken" / parcel.key).exists() or self._file(parcel).exists()
        return Receipt(parcel.key, "in the folder", final=True) if known else None

    def deliver(self, parcel: Parcel) -> Receipt:
        """Put a copy in the folder, whole or not at all; the same key again is the same file."""
        content = parcel.pdf() if parcel.channel == "POST" else _message(parcel)
        place = self._file(parcel)
        partial = place.with_name(f"{PARTIAL}{os.getpid()}-{place.name}")
        partial.write_bytes(content)
        partial.rename(place)
        return Receipt(parcel.key, "in the folder", final=True)

    def ask(self, carrier_id: str) -> Receipt:
        return Receipt(carrier_id, "in the folder", final=True)

    def _file(self, parcel: Parcel) -> Path:
        ending = "pdf" if parcel.channel == "POST" else "txt"
        return self.root / "open" / f"{parcel.key}.{ending}"

    # Batches

    def close_batch(self, name: str) -> Path | None:
        """Move what has gathered into a batch of that name, with its list; none if nothing has.

        A batch cut off before is finished first, under its own name.
        """
        with self._alone():
            for left in sorted(self.root.glob(f"ready/{PARTIAL}*")):
                self._finish(left)
            gathered = sorted((self.root / "open").glob("GT-*.pdf"))
            if not gathered or (self.root / "ready" / name).exists():
                return None
            making = self.root / "ready" / f"{PARTIAL}{name}"
            making.mkdir(mode=0o700)
            for file in gathered:
                (self.root / "taken" / file.stem).touch()  # before it moves: it is found either way
                file.rename(making / file.name)
            return self._finish(making)

    def gather(self, name: str, keys: Iterable[str]) -> Path:
        """Move the copies of some keys into a batch of that name; done again, it is the same batch.

        What another batch took already stays there. The list is written once all have moved.
        """
        place = self.root / "ready" / name
        with self._alone():
            place.mkdir(exist_ok=True, mode=0o700)
            for key in keys:
                file = self.root / "open" / f"{key}.pdf"
                if file.exists():
                    (self.root / "taken" / key).touch()
                    file.rename(place / file.name)
            if not (place / "manifest.csv").exists():
                self._list(place)
        return place

    def _finish(self, making: Path) -> Path:
        """Write a batch's list and give it its name, which says that it is whole."""
        self._list(making)
        done = making.with_name(making.name.removeprefix(PARTIAL))
        making.rename(done)
        return done

    def _list(self, place: Path) -> None:
        rows = [
            (file.stem, file.name, len(content := file.read_bytes()), _sha(content))
            for file in sorted(place.glob("GT-*.pdf"))
        ]
        with (place / "manifest.csv").open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([COLUMNS, *rows])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.root / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _message(parcel: Parcel) -> bytes:
    return f"To: {parcel.to}\nSubject: {parcel.subject}\n\n{parcel.body}\n".encode()
