"""Voice, clarity and balance (L70 to L82)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from goldenthread.plans.checks.hits import CannotCheck, Hit, Severity
from goldenthread.plans.checks.look import BODY, Line, Look
from goldenthread.plans.checks.readability import reading
from goldenthread.plans.checks.registry import check
from goldenthread.plans.checks.words import (
    compiled,
    data,
    pattern,
    sentence_at,
    short_quote,
    small_letters,
    wordset,
)
from goldenthread.plans.content import Need, Section, View, Voice

STATED = ("A", "B", "C", "D", "F", "G", "H1", "H2")  # what is so, not what is hoped for
PROSE = frozenset({"passage", "aspiration", "outcome text", *(f"view {v}" for v in Voice)})
YOUNG = 5  # below this age somebody has to say how the views were learned
LONG_PAGES = 25
WORDS_A_PAGE = 450
LONG_SENTENCES = 20  # words, on average
ENDLESS_SENTENCE = 45  # words in one sentence
HARD_GRADE = 9.5  # school grade of reading, "about 9"


def _child_views(look: Look) -> list[View]:
    return [v for v in look.views_of(Voice.CHILD, Voice.YOUNG_PERSON) if v.text.strip()]


def _child_speaks(look: Look) -> bool:
    """Whether section A holds the child's own view, said or shown."""
    if any(not _unable(view.text) for view in _child_views(look)):
        return True
    for line in look.lines_in("A"):
        if line.kind in ("heading", "view PARENT", "aspiration") or _parent_speaking(line.text):
            continue
        if _first_person(line.text) or _reported(look, line.text):
            return True
    return False


def _unable(text: str) -> bool:
    found = pattern("voice", "child.unable").search(text)
    return bool(found) and not pattern("voice", "child.method").search(text)


def _parent_speaking(text: str) -> bool:
    return bool(pattern("voice", "child.parent_words").search(text))


_FIRST = re.compile(r"(?<![\w.])(?:I|I[’'](?:m|d|ve|ll)|[Mm]e|[Mm]y)(?![\w.])")


def _first_person(text: str) -> bool:
    return bool(_FIRST.search(text))


def _reported(look: Look, text: str) -> bool:
    """'Amara told us', 'she drew', 'shown by': and not 'Mum says'."""
    said = "|".join(data("voice")["child"]["said"])
    own = "|".join(re.escape(name) for name in look.names) or "~"
    finder = re.compile(
        rf"\b(?:{own}|he|she|they|the child|the young person)\b(?: has| also| then| "
        rf"clearly)? (?:{said})\b",
        re.IGNORECASE,
    )
    for found in finder.finditer(text):
        head = sentence_at(text, found.start())
        before = head[: head.find(found.group())]
        if not pattern("voice", "child.parent_said").search(before):
            return True
    return bool(re.search(r"\bshown by\b", text, re.IGNORECASE))


@check(
    "L70",
    "no-child-voice",
    Severity.BLOCKS,
    source="CFA 2014 s.19; SEND Regulations 2014 reg 12(1)(a); CoP 9.61",
    sentence="Section A does not hold the child's or young person's own view.",
    fix="Ask the child, in the way that suits them; write what they said or showed, how and when.",
)
def no_child_voice(look: Look) -> Iterator[Hit]:
    if not look.has_section(Section.A):
        raise CannotCheck("There is no section A to read.")
    if not _child_speaks(look):
        lines = [line for line in look.lines_in("A") if line.kind != "heading"]
        yield Hit("A", short_quote(lines[0].text) if lines else "")


@check(
    "L71",
    "voice-method",
    Severity.MAJOR,
    source="CoP 9.61, 9.69(A); inspection letter 2024",
    sentence="Nothing says how the child's view was learned, when and by whom.",
    fix="Say how (symbols, watched at play, a key person), on which day, and with whom.",
)
def voice_method(look: Look) -> Iterator[Hit]:
    for line, found in look.matches(pattern("voice", "child.unable"), ("A",)):
        if not pattern("voice", "child.method").search(_not_from_parents(look)):
            yield look.hit(line, found)
            return
    views = _child_views(look)
    if not views or not _needs_a_method(look):
        return
    for view in views:
        how = bool(view.method.strip() or pattern("voice", "child.method").search(view.text))
        if look.plan.origin.format == "json":
            complete = how and view.given_date is not None and bool(view.gathered_by.strip())
        else:
            complete = how or bool(pattern("voice", "child.method").search(_not_from_parents(look)))
        if not complete:
            yield Hit("A", short_quote(view.text))


def _not_from_parents(look: Look) -> str:
    return "\n".join(line.text for line in look.lines_in("A") if not line.kind.endswith("PARENT"))


def _needs_a_method(look: Look) -> bool:
    age = look.age(look.day)
    words = pattern("voice", "child.not_spoken").search(look.text("A", "B"))
    return bool(words) or (age is not None and age < YOUNG)


def compulsory_age_ends(born: date) -> date:
    """The last Friday in June of the school year of the 16th birthday (Education Act 1996 s.8)."""
    year = born.year + 16 + (1 if born.month >= 9 else 0)
    last = date(year, 6, 30)
    return last - timedelta(days=(last.weekday() - 4) % 7)


@check(
    "L72",
    "YP-over-16",
    Severity.MAJOR,
    source="CFA 2014 ss.80, 83; Mental Capacity Act 2005",
    sentence="The young person is past compulsory school age: the rights are theirs, and the plan "
    "speaks for the parents only.",
    fix="Write the young person's own views, and note capacity where it is in doubt.",
)
def young_person_silent(look: Look) -> Iterator[Hit]:
    look.require_age(look.day)
    born = look.cover.birth_date
    if born is None or look.day <= compulsory_age_ends(born):
        return
    noted = look.cover.capacity_note.strip() or pattern("voice", "child.capacity").search(
        look.text("A", "cover")
    )
    if not noted and not _child_speaks(look):
        lines = [line for line in look.lines_in("A") if line.kind != "heading"]
        yield Hit("A", short_quote(lines[0].text) if lines else "")


_PARENT = re.compile(
    r"\b(?:mum|dad|mother|father|parents?|carers?|family|mummy|daddy|guardian|grandparents?|my "
    r"(?:son|daughter)|our (?:son|daughter|child)|foster)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|"
    r"mar|apr|may|"
    r"jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)


@check(
    "L73",
    "parent-voice",
    Severity.MAJOR,
    source="CFA 2014 s.19; SEND Regulations 2014 reg 12(1)(a)",
    sentence="The parents' views are missing, or bear no date.",
    fix="Ask the parents; write their words and the day.",
)
def parent_voice(look: Look) -> Iterator[Hit]:
    if not look.has_section(Section.A):
        raise CannotCheck("There is no section A to read.")
    if _over_compulsory_age(look):
        return
    views = [v for v in look.views_of(Voice.PARENT) if v.text.strip()]
    lines = [
        line for line in look.lines_in("A") if line.kind != "heading" and _PARENT.search(line.text)
    ]
    if not views and not lines:
        yield Hit("A", "", "Section A holds nothing from the parents.")
    elif not any(v.given_date or _DATED.search(v.text) for v in views) and not any(
        _DATED.search(line.text) for line in lines
    ):
        quote = views[0].text if views else lines[0].text
        yield Hit("A", short_quote(quote), "The parents' views bear no date.")


def _over_compulsory_age(look: Look) -> bool:
    born = look.cover.birth_date
    return born is not None and look.day > compulsory_age_ends(born)


@check(
    "L74",
    "deficit-language",
    Severity.MINOR,
    source="CoP 9.61; published QA frameworks",
    sentence="The words blame the child or make them smaller.",
    fix="Say what happens and what makes it hard, as the child might read it one day.",
)
def deficit_language(look: Look) -> Iterator[Hit]:
    allowed = pattern("voice", "deficit.allowed")
    for line, found in look.matches(pattern("voice", "deficit.hits"), BODY):
        fine = [m.span() for m in allowed.finditer(line.text)]
        if not any(start <= found.start() < end for start, end in fine):
            yield look.hit(line, found)


@check(
    "L75",
    "no-strengths",
    Severity.MINOR,
    source="CoP 9.61; published QA frameworks",
    sentence="This area of need says only what is hard, and nothing the child does well.",
    fix="Ask the child, family and school what goes well here, and write it first.",
)
def no_strengths(look: Look) -> Iterator[Hit]:
    areas: dict[str, list[Need]] = defaultdict(list)
    for need in look.plan.needs:
        if need.section == Section.B:
            areas[need.area or ""].append(need)
    if any("strength" in line.text.lower() for line in look.lines_in("A") if _heads(line)):
        return  # strengths are told in a part of their own
    passages = [line for line in look.lines_in("B", "E", "F") if line.kind == "passage"]
    if any(pattern("voice", "strength.words").search(line.text) for line in passages):
        return
    for needs in areas.values():
        if not any(n.strengths.strip() or _shows_strength(n) for n in needs):
            yield Hit("B", short_quote(needs[0].text))


def _heads(line: Line) -> bool:
    return line.kind == "heading" or len(line.text.split()) < 4


def _shows_strength(need: Need) -> bool:
    return bool(pattern("voice", "strength.words").search(f"{need.text} {need.effect}"))


@check(
    "L76",
    "reading-age",
    Severity.MINOR,
    source="Published checklists: families must understand the plan",
    sentence="The sentences are hard to read.",
    fix="Cut the longest sentence in two; use everyday words.",
)
def reading_age(look: Look) -> Iterator[Hit]:
    for section in ("A", "E"):
        texts = [line.text for line in look.lines_in(section) if line.kind in PROSE]
        found = reading(texts)
        if found is None:
            continue
        longest = len(found.longest.split())
        if longest >= ENDLESS_SENTENCE:
            why = f"Section {section} has a sentence of {longest} words."
            yield Hit(section, short_quote(found.longest), why)
        elif found.words_a_sentence > LONG_SENTENCES or found.grade > HARD_GRADE:
            why = (
                f"Section {section} has {found.words_a_sentence:.0f} words a sentence and reads at "
                f"school grade {found.grade:.0f}."
            )
            yield Hit(section, short_quote(found.longest), why)


_ACRONYM = re.compile(r"(?<![\w/&’'.-])(?:[A-Z][a-z]?[A-Z]{1,4}|[A-Z]{2,6})s?(?![\w’'-])")


@check(
    "L77",
    "jargon",
    Severity.MINOR,
    source="Published checklists; stated aims of the tested national template",
    sentence="These letters are not explained where they first stand.",
    fix="Write the words out the first time, with the letters in brackets.",
)
def jargon(look: Look) -> Iterator[Hit]:
    plain = {w.upper() for w in wordset("voice", "jargon.plain")}
    seen: set[str] = set()
    for section in BODY:
        for line in look.by_section.get(section, ()):
            if line.kind == "heading" or line.text.isupper():
                continue
            for found in _ACRONYM.finditer(line.text):
                word = found.group().rstrip("s").upper()
                if word in plain or word in seen or set(word) == {"X"}:
                    continue
                seen.add(word)
                if _explained(look, word):
                    continue
                yield look.hit(line, found, f"'{found.group()}' is not explained.")


def _explained(look: Look, word: str) -> bool:
    """Letters in brackets after their words, or followed by their words in brackets."""
    text = look.text()
    same = rf"{word}s?"
    after = re.search(rf"[a-z]\s*\({same}\)", text, re.IGNORECASE)
    before = (
        rf"\b{same}\s*\((?:[A-Za-z]+[\s-]){{1,}}[A-Za-z]+\)|\b{same}\s(?:is short for|"
        r"stands for|means)"
    )
    return bool(after or re.search(before, text))


@check(
    "L78",
    "length",
    Severity.NOTE,
    source="Stated aims of the tested national template: short and deliverable",
    sentence=f"More than {LONG_PAGES} pages are hard to use.",
    fix="Point to the advice in section K rather than copy it.",
)
def length(look: Look) -> Iterator[Hit]:
    pages = look.plan.origin.pages
    if pages is None:
        pages = round(len(look.text().split()) / WORDS_A_PAGE)
    if pages > LONG_PAGES:
        yield Hit("cover", "", f"The plan has about {pages} pages; {LONG_PAGES} are plenty.")
    for name, advice in ((look.case and look.case.advice_texts) or {}).items():
        for line in look.lines_in("B"):
            if len(line.text.split()) >= 60 and line.text.strip() in advice:
                yield Hit("B", short_quote(line.text), f"This copies {name} word for word.")


@check(
    "L79",
    "impact-missing",
    Severity.MAJOR,
    source="Inspection letter 2021; CoP 9.69(B)",
    sentence="A label alone does not say what the need means for everyday life.",
    fix="Say what happens because of it, at school and at home.",
)
def impact_missing(look: Look) -> Iterator[Hit]:
    words = pattern("voice", "impact.words")
    for need in look.plan.needs:
        if need.effect.strip() or not need.text.strip():
            continue
        if not words.search(need.text):
            yield Hit(need.section.value, short_quote(need.text))


@check(
    "L80",
    "strategies-no-impact",
    Severity.MINOR,
    source="Inspection letter 2021",
    sentence="Past help is listed, and not whether it worked.",
    fix="Say what changed, in numbers where they are known, or that nothing did.",
)
def past_help_without_result(look: Look) -> Iterator[Hit]:
    lists = data("voice")["past"]
    support, what = "|".join(lists["support"]), "|".join(lists["what"])
    finder = re.compile(rf"\b(?:{support})\s+(?:[\w’-]+ ){{0,6}}?(?:{what})\b", re.IGNORECASE)
    result = pattern("voice", "past.result")
    for line, found in look.matches(finder, ("A", "B", "C", "D")):
        rest = line.text[found.end() :]
        if not result.search(rest) and not re.search(r"\d.*(?:weeks?|months?) of", found.group()):
            yield look.hit(line, found)


@check(
    "L81",
    "translation",
    Severity.MINOR,
    source="Equality Act 2010 ss.20, 29; CFA 2014 s.32",
    sentence="The family needs another language or format, and no such version was made.",
    fix="Have it made, and record what was sent and when.",
)
def translation(look: Look) -> Iterator[Hit]:
    need = look.cover.family_language.strip()
    if look.case and look.case.family_format_need is not None:
        need = look.case.family_format_need.strip()
    elif not need:
        raise CannotCheck(
            "Neither the plan nor a case record says which language or format is needed."
        )
    plain = re.compile("|".join(data("voice")["language"]["plain"]), re.IGNORECASE)
    if not need or plain.fullmatch(need.rstrip(".")):
        return
    made = look.cover.versions_made or (look.case and look.case.versions_made)
    if not made and not re.search(
        r"\b(?:translat\w+ (?:sent|made|copy)|version sent|video (?:sent|made|link))",
        look.text(),
        re.I,
    ):
        yield Hit("cover", need if need in look.text("cover") else "")


@check(
    "L82",
    "contradiction",
    Severity.MAJOR,
    source="UK GDPR art 5(1)(d); inspection letter 2024 (accuracy)",
    sentence="Two statements cannot both be true.",
    fix="Ask who knows best, correct one, and date it.",
)
def contradiction(look: Look) -> Iterator[Hit]:
    text = small_letters(look.text(*STATED))
    for one, other, words, first_needles, needles in data("voice")["contradiction"]["pairs"]:
        if not all(_any_in(text, these) for these in (first_needles, needles)):
            continue
        first = _first_match(look, one)
        second = _first_match(look, other) if first else None
        if second:
            line, found = second
            yield look.hit(line, found, f"In this plan {words}.")


def _any_in(text: str, needles: str) -> bool:
    """Whether any of some words stands in a text: a quick look before the patterns."""
    return any(needle in text for needle in needles.split("|"))


def _first_match(look: Look, source: str) -> tuple[Line, re.Match[str]] | None:
    """The first statement of a fact today; what is hoped for, or long past, does not count."""
    for line, found in look.matches(compiled((source,)), STATED):
        sentence = sentence_at(line.text, found.start())
        if line.kind in ("aspiration", "heading") or _HOPED.search(sentence):
            continue
        return line, found
    return None


_HOPED = re.compile(
    r"\b(?:was|were|used to|previously|until|by (?:july|the end)|will|would like|want|"
    r"hope|wish|through "
    r"(?:his|her|their) (?:device|symbols)|using (?:symbols|his|her|their))\b",
    re.IGNORECASE,
)
