"""Judging the rows of a list: used as they stand, repaired, or refused, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from goldenthread.waits.reading.cells import Bytes
from goldenthread.waits.reading.dates import WORDS, Cell
from goldenthread.waits.reading.file import Headings, Raw, read_file
from goldenthread.waits.rules.lists import STILL_WAITING, Days, Mask, WaitingList

SHOWN_ROWS = 20
REPAIRED, REFUSED = "repaired", "refused"
DATES = ("referral", "removal", "withdrawal")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with some rows, what was done about it, and the numbers of the rows."""

    action: str
    column: str
    message: str
    rows: Days

    def as_json(self) -> dict[str, object]:
        return {
            "action": self.action,
            "column": self.column,
            "problem": self.message,
            "count": len(self.rows),
            "rows": self.rows[:SHOWN_ROWS].tolist(),
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """A list read from a file, and what became of every row of it."""

    waiting_list: WaitingList
    headings: Headings
    read: int
    repaired: int
    refused: int
    blank: int
    problems: list[Problem]

    @property
    def used(self) -> int:
        return self.read - self.repaired - self.refused

    def as_json(self) -> dict[str, object]:
        names = self.headings.names
        return {
            "rows": {
                "read": self.read,
                "used": self.used,
                "repaired": self.repaired,
                "refused": self.refused,
                "blank_lines": self.blank,
            },
            "columns": {key: names[place] for key, place in self.headings.found.items()}
            | {"not_read": self.headings.not_read},
            "problems": [problem.as_json() for problem in self.problems],
        }


def read_list(path: Path, named: Mapping[str, str] | None = None, compat: bool = False) -> Reading:
    """Read a list of referral and removal dates from a CSV file, and judge every row.

    For the compatible figures only rows whose dates cannot be read are refused, and rows keep
    their order, because the package itself looks no further.

    :raises OSError: if the file cannot be opened
    :raises Unreadable: if it is not a list
    """
    wanted = DATES[:2] if compat else (*DATES, "id")
    raw = read_file(path, named or {}, wanted)
    return _Judge(raw, compat).reading()


class _Judge:
    """Collects what is wrong with the rows of one file."""

    def __init__(self, raw: Raw, compat: bool) -> None:
        self.raw, self.compat = raw, compat
        self.numbers = _one(raw.numbers, np.int64)
        self.days = {name: _one(parts, np.int64) for name, parts in raw.days.items()}
        self.kinds = {name: _one(parts, np.uint8) for name, parts in raw.kinds.items()}
        self.out = np.zeros(len(self.numbers), dtype=np.bool_)
        self.mended = np.zeros(len(self.numbers), dtype=np.bool_)
        self.problems: list[Problem] = []
        for name in DATES:  # a file with headings and no rows has no blocks
            if name in raw.headings.found and name not in self.days:
                self.days[name] = np.zeros(0, dtype=np.int64)
                self.kinds[name] = np.zeros(0, dtype=np.uint8)

    def reading(self) -> Reading:
        self._fields()
        for name in self.kinds:
            self._column(name)
        leaving, seen = self._leaving()
        if not self.compat:
            before = (leaving != STILL_WAITING) & (leaving < self.days["referral"])
            self._refuse(before, "removal", "is before the referral")
            self._duplicates()
        kept = ~self.out
        mended = self.mended & kept
        whole = WaitingList(self.days["referral"], leaving, seen)
        return Reading(
            whole.only(kept),
            self.raw.headings,
            read=len(kept),
            repaired=int(mended.sum()),
            refused=int(self.out.sum()),
            blank=self.raw.records - 1 - len(kept),
            problems=self._told(),
        )

    def _told(self) -> list[Problem]:
        """Leave repairs of rows that were refused in the end out of the report."""
        refused = self.numbers[self.out]
        told = [
            problem
            if problem.action == REFUSED
            else Problem(
                problem.action,
                problem.column,
                problem.message,
                np.setdiff1d(problem.rows, refused, assume_unique=True),
            )
            for problem in self.problems
        ]
        return [problem for problem in told if len(problem.rows)]

    def _refuse(self, rows: Mask, column: str, message: str) -> None:
        new = rows & ~self.out
        if new.any():
            self.problems.append(Problem(REFUSED, column, message, self.numbers[new]))
            self.out |= new

    def _repair(self, rows: Mask, column: str, message: str) -> None:
        new = rows & ~self.out
        if new.any():
            self.problems.append(Problem(REPAIRED, column, message, self.numbers[new]))
            self.mended |= new

    def _fields(self) -> None:
        self._refuse(_one(self.raw.short, np.bool_), "", "has fewer fields than headings")
        self._refuse(_one(self.raw.long, np.bool_), "", "has more fields than headings")
        self._repair(_one(self.raw.padded, np.bool_), "", "had empty fields at its end")

    def _column(self, name: str) -> None:
        kinds = self._order_sure(self.kinds[name])
        if name == "referral":
            self._refuse(kinds == Cell.BLANK, name, "is missing")
        for kind, words in WORDS.items():
            judge = self._refuse if kind >= Cell.UNREADABLE else self._repair
            judge(kinds == kind, name, words)

    def _order_sure(self, kinds: Bytes) -> Bytes:
        """Where some rows have the month first, doubt those that could be read both ways."""
        if not (kinds == Cell.MONTH_FIRST).any():
            return kinds
        return np.where(kinds == Cell.DAY_FIRST, Cell.ORDER_UNSURE, kinds).astype(np.uint8)

    def _leaving(self) -> tuple[Days, Mask]:
        """Return the day each child left the list, and whether they left by being seen."""
        removal = self._or_waiting("removal")
        if "withdrawal" not in self.days:
            return removal, np.ones(len(removal), dtype=np.bool_)
        withdrawal = self._or_waiting("withdrawal")
        none_of = removal == STILL_WAITING
        withdrew = (withdrawal != STILL_WAITING) & (none_of | (withdrawal < removal))
        return np.where(withdrew, withdrawal, removal), ~withdrew

    def _or_waiting(self, name: str) -> Days:
        return np.where(self.kinds[name] == Cell.BLANK, STILL_WAITING, self.days[name])

    def _duplicates(self) -> None:
        """Refuse a row that repeats the number and referral day of an earlier row."""
        if "id" not in self.raw.headings.found:
            return
        marks, referral = _one(self.raw.ids, np.int64), self.days["referral"]
        rows = np.flatnonzero(~self.out & (marks != 0))
        rows = rows[np.lexsort((rows, referral[rows], marks[rows]))]
        same = (np.diff(marks[rows]) == 0) & (np.diff(referral[rows]) == 0)
        again = np.zeros(len(marks), dtype=np.bool_)
        again[rows[1:][same]] = True
        self._refuse(again, "id", "repeats the number and referral date of an earlier row")


Kind = TypeVar("Kind", bound=np.generic)


def _one(parts: list[npt.NDArray[Kind]], kind: type[Kind]) -> npt.NDArray[Kind]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)
