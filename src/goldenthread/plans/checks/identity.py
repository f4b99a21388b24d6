"""Identity, privacy and paste errors (L02, L03, L05 to L08)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache

from goldenthread.plans.checks.hits import CannotCheck, Hit, Severity
from goldenthread.plans.checks.look import BODY, Line, Look
from goldenthread.plans.checks.registry import check
from goldenthread.plans.checks.stock import mark_of
from goldenthread.plans.checks.words import (
    compiled,
    data,
    pattern,
    quote_at,
    sentence_at,
    short_quote,
    wordset,
)

CLEAR_MAJORITY = 0.8  # share of one pronoun from which a plan's own usage is taken
ENOUGH = 4  # uses below which a plan's own usage tells nothing


def _recorded(look: Look) -> str:
    said = look.cover.pronouns.lower()
    for key, words in (("he", ("he", "him")), ("she", ("she", "her"))):
        if any(re.search(rf"\b{word}\b", said) for word in words):
            return key
    return "they" if "they" in said else ""


def _usual(look: Look) -> str:
    """The pronoun the plan itself uses nearly always, or nothing."""
    he = look.count(pattern("identity", "pronouns.he"), *BODY)
    she = look.count(pattern("identity", "pronouns.she"), *BODY)
    if he + she < ENOUGH or max(he, she) / (he + she) < CLEAR_MAJORITY:
        return ""
    return "he" if he > she else "she"


@check(
    "L02",
    "wrong-pronoun",
    Severity.MAJOR,
    source="UK GDPR art 5(1)(d); published QA frameworks; dignity of the child",
    sentence="The pronoun is not the one recorded for the child, or two kinds are mixed.",
    fix="Read the passage again: correct the pronoun, and check that the words are this child's.",
)
def wrong_pronoun(look: Look) -> Iterator[Hit]:
    right = _recorded(look) or _usual(look)
    wrong_words = {"he": ("she",), "she": ("he",), "they": ("he", "she")}.get(right, ())
    for wrong in wrong_words:
        finder = pattern("identity", f"pronouns.{wrong}")
        for line, found in look.matches(finder, BODY):
            if not _somebody_else(look, line, found):
                yield look.hit(line, found)
                break
    if not right:
        yield from _mixed(look)


def _somebody_else(look: Look, line: Line, found: re.Match[str]) -> bool:
    """Whether the line speaks of anybody whom the pronoun could mean."""
    if line.kind in ("heading", "cover") or pattern("identity", "pronouns.others").search(
        line.text
    ):
        return True
    sentence = sentence_at(line.text, found.start())
    others = re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", sentence)
    plain = wordset("names", "ordinary") | look.names
    return any(word.lower() not in plain for word in others)


def _mixed(look: Look) -> Iterator[Hit]:
    he, she = pattern("identity", "pronouns.he"), pattern("identity", "pronouns.she")
    for line, found in look.matches(he, BODY):
        if she.search(line.text) and not _somebody_else(look, line, found):
            yield look.hit(line, found)


@check(
    "L03",
    "placeholder",
    Severity.BLOCKS,
    source="SEND Regulations 2014 reg 12(1); published QA frameworks",
    sentence="The text is not finished: a template mark or an empty place is still in it.",
    fix="Write what belongs here, or take the mark out.",
)
def placeholder(look: Look) -> Iterator[Hit]:
    if look.plan.origin.comments:
        count = look.plan.origin.comments
        noun = "comment" if count == 1 else "comments"
        yield Hit("cover", "", f"The file still holds {count} {noun} in the margin.")
    draft = look.status is None or look.status.is_draft
    sections = [
        s for s in look.by_section if not (s == "I" and draft) and look.mentions(_any_mark(), s)
    ]
    for line in look.lines_in(*sections):
        for found in _unfinished(line):
            yield look.hit(line, found)
            break


@cache
def _any_mark() -> re.Pattern[str]:
    """Any mark of an unfinished text, to pass over the sections that hold none."""
    lists = data("identity")["placeholder"]
    marks = _loose(tuple(lists["hits"])).pattern
    words = compiled((*lists["names"], *lists["hints"])).pattern
    return re.compile(rf"\[|{marks}|{words}", re.IGNORECASE)


_BRACKET = re.compile(r"\[([^\[\]\n]{1,60})\]")
_MARKS = re.compile(
    r"[\[<{«?_.(]|xx|tb|to be|insert|click|choose|lorem|enter|delete|add|/|sample", re.I
)


def _unfinished(line: Line) -> Iterator[re.Match[str]]:
    lists = data("identity")["placeholder"]
    text = line.text
    if pattern("identity", "placeholder.allowed").search(text):
        return
    if _MARKS.search(text):
        hints = compiled(tuple(lists["brackets"]))
        yield from (m for m in _BRACKET.finditer(text) if hints.search(m.group(1)))
        yield from (m for m in _loose(tuple(lists["hits"])).finditer(text) if _is_mark(line, m))
    if line.kind in ("cover", "heading"):
        return
    yield from (
        m
        for m in compiled(tuple(lists["names"])).finditer(text)
        if text[m.end() : m.end() + 1] != ":"
    )
    yield from (m for m in compiled(tuple(lists["hints"])).finditer(text) if m.start() == 0)


@cache
def _loose(parts: tuple[str, ...]) -> re.Pattern[str]:
    """Marks made of signs have no word edges of their own."""
    signs = tuple(p for p in parts if not p[0].isalpha())
    words = tuple(p for p in parts if p[0].isalpha())
    return re.compile(f"{'|'.join(signs)}|{compiled(words).pattern}", re.IGNORECASE)


def _is_mark(line: Line, found: re.Match[str]) -> bool:
    """A dotted line to sign on is no placeholder, nor is a row of dots in a contents list."""
    mark = found.group()
    if mark.startswith(("_", "....")):
        near = line.text.lower()
        return not any(word in near for word in ("sign", "date", "print", "name:"))
    if "/" in mark and line.kind in ("heading", "cover"):
        return False
    return not re.fullmatch(r"<https?:.*>|<[\w.]+@[\w.]+>", mark)


@check(
    "L05",
    "age-year-mismatch",
    Severity.MAJOR,
    source="UK GDPR art 5(1)(d); published QA frameworks",
    sentence="The age or year group stated does not fit the date of birth.",
    fix="Correct the age or year; if the child learns outside their age group, record that.",
)
def age_year_mismatch(look: Look) -> Iterator[Hit]:
    look.require_age(look.day)
    lists = data("identity")["age"]
    if not look.cover.out_of_year:
        yield from _cover_year(look)
    yield from _cover_age(look)
    ages, years = _named(tuple(lists["patterns"])), _named(tuple(lists["year"]))
    for line, found in look.matches(ages, BODY):
        if not _about_the_past(line, found) and not _age_fits(look, int(_value(found))):
            yield look.hit(line, found)
    for line, found in look.matches(years, BODY):
        if look.cover.out_of_year or _about_the_past(line, found):
            continue
        value = _value(found)
        if not _year_fits(look, 0 if value.lower() == "reception" else int(value)):
            yield look.hit(line, found)


@cache
def _named(parts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])(?:" + "|".join(parts) + r")(?![\w-])", re.IGNORECASE)


def _value(found: re.Match[str]) -> str:
    return next(value for value in found.groups() if value)


def _about_the_past(line: Line, found: re.Match[str]) -> bool:
    sentence = sentence_at(line.text, found.start())
    head = sentence[: max(0, sentence.find(found.group()))]
    return bool(pattern("identity", "age.past").search(head[-60:]) or "level" in sentence[-40:])


def _age_fits(look: Look, age: int) -> bool:
    return age in {look.age(look.day), look.age(look.as_of)}


def _year_fits(look: Look, year: int) -> bool:
    return year in {look.year_from_birth(look.day), look.year_from_birth(look.as_of)}


_AGE_LABEL = re.compile(
    r"^\W*(?:current )?age(?: (?:\(years\)|in years))?\s*[:\t\n]\s*(\d{1,2})"
    r"(?: years?(?: old)?)?\W*$",
    re.IGNORECASE | re.MULTILINE,
)


def _cover_age(look: Look) -> Iterator[Hit]:
    """An age in a labelled place of the cover page, on one line or in two cells."""
    found = _AGE_LABEL.search("\n".join(passage.text for passage in look.plan.front))
    if found and not _age_fits(look, int(found.group(1))):
        yield Hit("cover", found.group().strip())


def _cover_year(look: Look) -> Iterator[Hit]:
    stated = look.cover.year_group
    if stated is None or _year_fits(look, stated):
        return
    quote = next(
        (
            quote_at(p.text, 0, len(p.text))
            for p in look.plan.front
            if re.search(rf"\b{stated or 'reception'}\b", p.text, re.IGNORECASE)
            and "year" in p.text.lower()
        ),
        "",
    )
    yield Hit("cover", quote)


@check(
    "L06",
    "third-party-data",
    Severity.BLOCKS,
    source="UK GDPR arts 5, 9 and 10; SEND Regulations 2014 reg 17",
    sentence="The plan tells health, offence or safeguarding facts of somebody else, or where a "
    "protected person lives. Everyone who holds the plan would read them.",
    fix="Take the fact out. Say what it means for the child, in words the family agrees to.",
)
def third_party_data(look: Look) -> Iterator[Hit]:
    lists = data("identity")["third_party"]
    direct = compiled((_relative_fact(),))
    for finder in (direct, compiled(tuple(lists["always"]))):
        for line, found in look.matches(finder, (*BODY, "I", "J")):
            if not pattern("identity", "third_party.allowed").search(line.text[found.start() :]):
                yield look.hit(line, found)
    addresses = look.case.protected_addresses if look.case else None
    for line in look.lines if addresses else ():
        for address in addresses or ():
            if (at := line.text.lower().find(address.lower())) >= 0:
                yield Hit(line.section, line.text[at : at + len(address)])


@cache
def _relative_fact() -> str:
    lists = data("identity")["third_party"]
    who, link = "|".join(lists["who"]), "|".join(lists["linking"])
    between, health = "|".join(lists["between"]), "|".join(lists["health"])
    named = r"(?:,? (?-i:[A-Z])[\w’-]+,?)?"  # "her brother Sam"
    return rf"(?:{who}){named}(?: also)? (?:{link}) (?:(?:{between}) ){{0,5}}(?:{health})"


@check(
    "L07",
    "duplicate-plan-text",
    Severity.MAJOR,
    source="CFA 2014 s.37(2); published QA frameworks: a plan is individual",
    sentence="Almost the same paragraph stands in the plan of another child.",
    fix="Write it again from this child's own advice.",
    needs="stock",
)
def duplicate_plan_text(look: Look) -> Iterator[Hit]:
    if look.stock is None:
        raise CannotCheck("Needs the other plans to compare with, and only this one was given.")
    owner = owner_of(look)
    for line in paragraphs(look):
        mark = mark_of(owner, line.text, look.names)
        others = look.stock.likes(mark) if mark else 0
        if others:
            noun = "another child" if others == 1 else f"at least {others} other children"
            yield Hit(
                line.section,
                short_quote(line.text),
                f"Almost the same paragraph stands in the plan of {noun}.",
            )


def owner_of(look: Look) -> str:
    """Whose plan it is, so that two versions of one child's plan are not compared."""
    name = " ".join(look.cover.child_name.lower().split())
    if name:
        return f"{name}|{look.cover.birth_date}"
    return f"unnamed {zlib.crc32(look.text().encode())}"


def paragraphs(look: Look) -> Iterator[Line]:
    """The lines long enough to compare, A to H."""
    return (line for line in look.lines_in(*BODY) if len(line.text) > 160)


@check(
    "L08",
    "medication-name",
    Severity.MINOR,
    source="Patient safety; Supporting pupils with medical conditions (DfE, 2015)",
    sentence="A medicine or dose in the plan soon goes out of date, and somebody may act on it.",
    fix="Say that medicine is taken, and point to the dated individual healthcare plan.",
)
def medication_name(look: Look) -> Iterator[Hit]:
    lists = data("identity")["medicine"]
    finder = compiled((*lists["dose"], *lists["names"]))
    allowed = pattern("identity", "medicine.allowed")
    for line, found in look.matches(finder, BODY):
        if not allowed.match(line.text, found.start()):
            yield look.hit(line, found)
