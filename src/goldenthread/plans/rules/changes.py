"""What changed between two versions of a plan, in words a parent can read.

Rows are told apart by their names, so a line that moved is the same line. Nothing is judged here
but one thing: which changes between a draft and a final plan need the family's own request.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from goldenthread.plans.content import Plan
from goldenthread.plans.rules.sections import HOLDS, KINDS, SECTIONS, Part, split


class How(StrEnum):
    """What happened to a statement."""

    ADDED = "added"
    TAKEN_OUT = "taken out"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `was` and `now` are the words before and after, empty where there are none."""

    section: str
    row: str
    how: How
    what: str  # which part of the statement, in words
    was: str = ""
    now: str = ""

    @property
    def sentence(self) -> str:
        """Say it as one would to a parent."""
        name = f"{self.row}: {self.what}" if self.row else self.what[:1].upper() + self.what[1:]
        if self.how is How.ADDED:
            return f"{name} is new: “{self.now}”"
        if self.how is How.TAKEN_OUT:
            return f"{name} is taken out. It said: “{self.was}”"
        if not self.was:
            return f"{name} now says: “{self.now}”. It said nothing before."
        if not self.now:
            return f"{name} no longer says anything. It said: “{self.was}”"
        return f"{name} said “{self.was}” and now says “{self.now}”"


FIELD_WORDS: Mapping[str, str] = {
    "text": "the words",
    "what": "what is given",
    "who": "who gives it",
    "expertise": "what training they have",
    "direct_time": "time with the child",
    "indirect_time": "time for planning and training",
    "how_often": "how often",
    "how_long": "how long",
    "group_size": "the size of the group",
    "where": "where",
    "starts": "when it starts",
    "review": "when it is looked at again",
    "funded_by": "who pays",
    "effect": "what it means for everyday life",
    "strengths": "strengths",
    "area": "the area of need",
    "baseline": "where things stand now",
    "measure": "how we will know",
    "by_when": "by when",
    "by_when_words": "by when, as written",
    "monitored": "who checks",
    "adulthood_area": "the area of adult life",
    "voice": "whose words",
    "whose": "whose hope",
    "given_date": "when it was said",
    "method": "how it was said",
    "name": "the name",
    "kind": "the type",
    "urn": "the register number",
    "written_date": "when it was written",
    "author": "who wrote it",
    "role": "their work",
    "title": "the title",
    "requested": "whether a budget was asked for",
    "links": "what it answers",
    "monitoring": "how progress is checked",
}
# How a plan is dated, signed and sent changes with every version and promises nothing.
NOT_TOLD = frozenset(
    {"id", "section", "position", "recommendations", "draft_sent_date", "reply_date", "reply"}
)
COVER_NOT_TOLD = frozenset(
    {"status", "plan_date", "draft_date", "final_date", "amended_date", "amendment_notice_date"}
)


def changes(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Return every change from one version to the next, section by section."""
    old, new = split(before), split(after)
    return tuple(
        change for section in SECTIONS for change in _section(section, old[section], new[section])
    )


def _section(section: str, old: Part, new: Part) -> Iterator[Change]:
    for kind in (KINDS[name] for name in HOLDS[section]):
        if kind.key == "signature":
            continue
        if kind.single:
            yield from _single(section, kind.title, old.get(kind.group), new.get(kind.group))
        else:
            yield from _rows(section, kind.title, kind.group, old, new)


def _single(section: str, title: str, was: Any, now: Any) -> Iterator[Change]:
    title = title[:1].lower() + title[1:]
    was, now = ({"monitoring": each} if isinstance(each, str) else each for each in (was, now))
    if not was and now:
        yield Change(section, "", How.ADDED, title, now=_summary(now))
    elif was and not now:
        yield Change(section, "", How.TAKEN_OUT, title, was=_summary(was))
    elif was:
        yield from _fields(section, "", was, now)


def _rows(section: str, title: str, group: str, old: Part, new: Part) -> Iterator[Change]:
    was = {row["id"]: row for row in old.get(group, [])}
    now = {row["id"]: row for row in new.get(group, [])}
    title = title[:1].lower() + title[1:]
    for name, row in now.items():
        if name not in was:
            yield Change(section, name, How.ADDED, title, now=_summary(row))
        else:
            yield from _fields(section, name, was[name], row)
            yield from _links(section, name, old, new)
    for name, row in was.items():
        if name not in now:
            yield Change(section, name, How.TAKEN_OUT, title, was=_summary(row))


def _fields(section: str, row: str, was: Part, now: Part) -> Iterator[Change]:
    hidden = NOT_TOLD | (COVER_NOT_TOLD if section == "cover" else frozenset())
    for name in sorted({*was, *now} - hidden, key=_order):
        before, after = said(was.get(name)), said(now.get(name))
        if _plain(before) != _plain(after):
            words = FIELD_WORDS.get(name, name.replace("_", " "))
            yield Change(section, row, How.CHANGED, words, before, after)


def _order(name: str) -> tuple[int, str]:
    names = list(FIELD_WORDS)
    return (names.index(name) if name in names else len(names), name)


def _links(section: str, row: str, old: Part, new: Part) -> Iterator[Change]:
    was, now = _answers(old, row), _answers(new, row)
    if was != now:
        yield Change(
            section, row, How.CHANGED, FIELD_WORDS["links"], ", ".join(was), ", ".join(now)
        )


def _answers(part: Part, row: str) -> list[str]:
    """What a row answers: needs, hopes and outcomes; where its words came from is not told."""
    sources = (each["source"] for each in part.get("links", []) if each["target"] == row)
    return sorted(source for source in sources if not source.startswith("K"))


def said(value: Any) -> str:
    """Write a value as a plan shows it."""
    if value in (None, "", [], ()):
        return ""
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(said(each) for each in value)
    text = str(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        day = date.fromisoformat(text)
        return f"{day.day} {day:%B %Y}"
    if re.fullmatch(r"[A-Z]+(?:_[A-Z]+)*", text) and len(text) > 2:
        return text.replace("_", " ").lower()
    return text


def _plain(text: str) -> str:
    return " ".join(text.split())


def _summary(row: Part) -> str:
    for name in ("what", "text", "name", "title", "monitoring", "child_name"):
        if row.get(name):
            return said(row[name])
    return "; ".join(said(v) for k, v in row.items() if k not in NOT_TOLD and said(v))


# Words within words


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: kept, taken out or put in."""

    op: str  # "same", "out", "in"
    text: str


def marked(was: str, now: str) -> tuple[Piece, ...]:
    """Return both texts as one: what stayed, what went out, what came in, word by word."""
    old, new = re.findall(r"\S+\s*", was), re.findall(r"\S+\s*", now)
    matcher = difflib.SequenceMatcher(None, [w.strip() for w in old], [w.strip() for w in new])
    found: list[Piece] = []
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            found.append(Piece("same", "".join(new[c:d])))
            continue
        if a < b:
            found.append(Piece("out", "".join(old[a:b])))
        if c < d:
            found.append(Piece("in", "".join(new[c:d])))
    return tuple(found)


# Between draft and final (CoP 9.125 to 9.126)

# The setting is decided after the draft; the personal budget and the appended advice are
# recorded as they come; the cover repeats the record and promises nothing. Everything else moves
# only at the family's request.
FREE = frozenset({"cover", "I", "J", "K"})


def not_asked_for(served: Plan, final: Plan, asked: Iterable[str]) -> tuple[Change, ...]:
    """Return the changes since the draft was served that nobody in the family asked for.

    `asked` are the statements, or whole sections, that the family's own words were about. Each
    change returned means: put it back, record that the family asked for it, or serve a new draft.
    """
    allowed = frozenset(asked)
    return tuple(
        change
        for change in changes(served, final)
        if change.section not in FREE
        and change.row not in allowed
        and change.section not in allowed
    )
