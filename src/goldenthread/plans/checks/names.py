"""Names of people and settings that do not belong in this child's plan (L01, L04)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from goldenthread.plans.checks.hits import CannotCheck, Hit, Severity
from goldenthread.plans.checks.look import BODY, Line, Look
from goldenthread.plans.checks.registry import check
from goldenthread.plans.checks.words import data, pattern, quote_at, sentence_at, wordset
from goldenthread.plans.content import Passage

NAME = re.compile(r"(?<![\w’'-])[A-Z][a-zà-ÿ]+(?:[-’'][A-Z][a-zà-ÿ]+)?")
_WORD_BEFORE = re.compile(r"([\w’'-]+)(?:,)?\s*$")
_WORD_AFTER = re.compile(r"[’']?s?,?\s*([\w’'-]+)")
_FIRST_PERSON = re.compile(r"\b(?:I|my|me|we|our|I[’']m)\b")
_PRONOUN = re.compile(r"\b(?:he|she|his|her|him|they|their)\b", re.IGNORECASE)
_INITIAL_BEFORE = re.compile(r"\b[A-Z]\.?\s*$")
FAMILY_SECTIONS = frozenset({"A", "D", "H1", "H2"})
PEOPLE_SECTIONS = (*BODY, "I", "J")


def _words(*texts: str) -> Iterator[str]:
    for text in texts:
        for word in re.findall(r"[^\W\d_][\w’'-]*", text):
            yield word.lower()
            yield from word.lower().split("-")


def known_people(look: Look) -> frozenset[str]:
    """Words of every name the plan or the case lists: parents, advisers, settings, councils."""
    plan, cover = look.plan, look.cover
    texts = [*cover.parents, *cover.professionals, cover.council, cover.icb, *_settings(look)]
    for item in plan.evidence:
        texts += [item.author, item.body]
    texts += [view.gathered_by for view in plan.views]
    texts += [none.assessed_by for none in plan.nothing_found]
    texts += [passage.text for passage in plan.front if not _in_margin(passage)]
    if plan.signature:
        texts.append(plan.signature.name)
    if plan.health_agreement:
        texts.append(plan.health_agreement.agreed_by)
    if look.case and look.case.people_named:
        texts += look.case.people_named
    return frozenset(_words(*texts))


def _in_margin(passage: Passage) -> bool:
    place = passage.position
    return place is not None and place.part.startswith(("header", "footer"))


def _margin_lines(look: Look) -> Iterator[Line]:
    """Headers and footers: where another child's name survives a copied file."""
    return (Line("cover", p.text, "header") for p in look.plan.front if _in_margin(p))


@check(
    "L01",
    "wrong-name",
    Severity.BLOCKS,
    source="UK GDPR art 5(1)(d); SEND Regulations 2014 reg 17; published QA frameworks",
    sentence="This name is not the child's, nor one that the plan or the case lists: the words "
    "may come from another child's plan.",
    fix="Check where the passage came from. Put in this child's name, or list the person on the "
    "case if they belong here.",
)
def wrong_name(look: Look) -> Iterator[Hit]:
    if not look.names:
        raise CannotCheck("The plan does not give the child's name where it could be read.")
    known = known_people(look) | look.names
    relatives = frozenset(_words(*look.cover.relatives))
    lines = [line for line in look.lines if line.section in PEOPLE_SECTIONS]
    seen: set[tuple[str, str]] = set()
    for line in (*lines, *_margin_lines(look)):
        fine = known | relatives if line.section in FAMILY_SECTIONS else known
        for found in NAME.finditer(line.text):
            word = found.group()
            key = (line.section, word)
            if key in seen or _ordinary(word) or not fine.isdisjoint(_parts(word)):
                continue
            if names_somebody(line, found):
                seen.add(key)
                yield look.hit(line, found)


@lru_cache(maxsize=5000)
def _parts(word: str) -> frozenset[str]:
    return frozenset(_words(word))


@lru_cache(maxsize=5000)
def _ordinary(word: str) -> bool:
    small = word.lower()
    return small in wordset("names", "ordinary") and small not in wordset("names", "also_words")


def names_somebody(line: Line, found: re.Match[str]) -> bool:
    """Whether a capital word stands for a person, by the words round it."""
    word, text = found.group(), line.text
    before = _last_word(text[: found.start()])
    after = _next_word(text[found.end() :])
    if _belongs_to_a_body(text, found, before, after):
        return False
    if line.section == "A":
        return _named_in_views(text, found, before, after)
    if _listed_by_the_text(text, found, before):
        return False
    if word.lower() in wordset("names", "also_words"):
        return _framed(text, found, before, after)
    if word.lower() in wordset("names", "first_names"):
        return True
    return _framed(text, found, before, after)


def _last_word(text: str) -> str:
    found = _WORD_BEFORE.search(text[-40:])
    return found.group(1) if found else ""


def _next_word(text: str) -> str:
    found = _WORD_AFTER.match(text[:40])
    return found.group(1) if found else ""


def _belongs_to_a_body(text: str, found: re.Match[str], before: str, after: str) -> bool:
    """A capital word beside School, Street, Scales: part of a longer name of something else."""
    bodies = wordset("names", "of_a_body")
    tail = text[found.end() : found.end() + 60]
    phrase = re.match(r"(?:[’']s)?(?:\s+(?:[A-Z][\w’'-]+|of|and|the|&))*", tail)
    following = phrase.group() if phrase else ""
    if any(w in bodies for w in _words(following) if w):
        return True
    head = re.search(r"((?:[A-Z][\w’'.-]+\s+)+)$", text[max(0, found.start() - 60) : found.start()])
    return bool(head and any(w in bodies for w in _words(head.group(1))))


def _listed_by_the_text(text: str, found: re.Match[str], before: str) -> bool:
    """A title or a role beside a name says who the person is: not the subject of the plan."""
    head = text[max(0, found.start() - 60) : found.start()]
    if _titled(head):
        return True
    roles = data("names")["roles"]
    role = "|".join(roles).replace(" ", r"\s+")
    if re.search(rf"\b(?:{role}),?\s*\(?(?:[A-Z][\w’'-]+\s+)?$", head, re.IGNORECASE):
        return True
    tail = text[found.end() : found.end() + 80]
    return bool(
        re.match(
            rf"(?:\s+[A-Z][\w’'-]+)?\s*[,(–-]\s*(?:[a-z]+\s+){{0,4}}(?:{role})\b",
            tail,
            re.IGNORECASE,
        )
    )


def _titled(head: str) -> bool:
    titles = wordset("names", "titles")
    last = re.search(r"([\w’'-]+)\.?\s+(?:[A-Z][\w’'.-]*\s+)?$", head)
    plain = re.search(r"([\w’'-]+)\.?\s+$", head)
    return any(m and m.group(1).lower() in titles for m in (last, plain)) or bool(
        _INITIAL_BEFORE.search(head)
    )


def _framed(text: str, found: re.Match[str], before: str, after: str) -> bool:
    """Whether the sentence treats an unknown capital word as a child it is about."""
    lists = data("names")
    if after in lists["owned"] and text[found.end() : found.end() + 1] in "’'":
        return True
    sentence = sentence_at(text, found.start())
    rest = sentence[sentence.find(found.group()) + len(found.group()) :]
    if after in lists["person_verbs"] or after in lists["weak_verbs"]:
        return bool(_PRONOUN.search(rest)) or (
            found.group().lower() in wordset("names", "first_names")
            and after in lists["person_verbs"]
        )
    at_start = text[: found.start()].rstrip()[-1:] in ("", ".", "!", "?", ":", ";", "•", "\n")
    return (
        not at_start and before in lists["helped"] and after in ("to", "with", "his", "her", "time")
    )


def _named_in_views(text: str, found: re.Match[str], before: str, after: str) -> bool:
    """In A families name whom they like: only a sentence about a child of the plan counts."""
    sentence = sentence_at(text, found.start())
    if _FIRST_PERSON.search(sentence) or "“" in sentence or '"' in sentence:
        return False
    head = text[max(0, found.start() - 60) : found.start()]
    if pattern("names", "relations").search(head[-30:]) or _listed_by_the_text(text, found, before):
        return False
    return _framed(text, found, before, after)


# L04 ---------------------------------------------------------------------------------------

SETTING_WORDS = (
    " School",
    " Academy",
    " College",
    " Nursery",
    " Pre",
    " Play",
    " Infants",
    " Juniors",
)
_SETTING = re.compile(
    r"((?:[A-Z][\w’'.&-]*\s+(?:(?:of|and|the|&)\s+)?){1,5})"
    r"(School|Academy|College|Nursery|Preschool|Pre-[Ss]chool|Playgroup|Infants|Juniors|Primary)\b"
)
_AT = re.compile(
    r"\b(?:[Ss]taff|[Tt]eachers?|[Aa]dults?|[Ll]essons|[Dd]ays|SENCO|TA|[Aa]ttends|[Aa]ttending|"
    r"[Pp]lace|[Pp]eers|[Cc]lass|[Jj]oined) (?:at |by )?([A-Z][a-z]+(?: [A-Z][a-z]+)*)\b"
)
_PAST = re.compile(
    r"\b(?:previous(?:ly)?|former(?:ly)?|used to|moved from|before joining|transferred from|left|"
    r"until|attended|first school|last school|in (?:19|20)\d\d|visited|consulted|prefers?|"
    r"preferred|would like|hopes?|wants?)\b",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    [
        "special",
        "primary",
        "secondary",
        "mainstream",
        "infant",
        "junior",
        "high",
        "nursery",
        "the",
        "her",
        "his",
        "their",
        "this",
        "our",
        "my",
        "local",
        "community",
        "maintained",
        "named",
        "current",
        "new",
        "first",
        "middle",
        "upper",
        "lower",
        "independent",
        "school",
        "academy",
        "college",
        "free",
        "all",
        "summer",
        "sunday",
        "art",
        "sixth",
        "form",
        "further",
        "education",
        "forest",
        "early",
        "years",
        "year",
        "key",
        "stage",
    ]
)


def _settings(look: Look) -> list[str]:
    cover, plan = look.cover, look.plan
    listed = [cover.current_setting, *cover.past_settings, *cover.consulted_settings]
    listed += [item.body for item in plan.evidence if item.kind == "EDUCATION"]
    if plan.placement and plan.placement.name:
        listed.append(plan.placement.name)
    if look.case and look.case.consulted_settings:
        listed += look.case.consulted_settings
    return [name for name in listed if name]


@check(
    "L04",
    "wrong-setting",
    Severity.MAJOR,
    source="UK GDPR art 5(1)(d); published QA frameworks",
    sentence="This setting is not one the child attends, has attended or has been offered to: "
    "the words may come from another plan.",
    fix="Check where the passage came from; name the right setting, or say 'her school'.",
)
def wrong_setting(look: Look) -> Iterator[Hit]:
    mentions = list(_setting_mentions(look))
    known = frozenset(_words(*_settings(look))) - _GENERIC
    if mentions and not known:
        raise CannotCheck("The plan does not say which setting the child attends.")
    seen: set[str] = set()
    for line, start, end, name in mentions:
        words = frozenset(_words(name)) - _GENERIC
        if words and not words & known and name not in seen:
            seen.add(name)
            yield Hit(line.section, quote_at(line.text, start, end))


def _setting_mentions(look: Look) -> Iterator[tuple[Line, int, int, str]]:
    for section in BODY:
        text = look.text(section)
        near = any(word in text for word in SETTING_WORDS) or _AT.search(text)
        for line in look.by_section.get(section, ()) if near else ():
            for found in (*_SETTING.finditer(line.text), *_AT.finditer(line.text)):
                if line.kind == "heading" or _excused(line, found, look):
                    continue
                yield line, found.start(), found.end(), found.group(1)


def _excused(line: Line, found: re.Match[str], look: Look) -> bool:
    if _PAST.search(sentence_at(line.text, found.start())):
        return True
    if found.re is _SETTING:
        return not _meaningful(found.group(1))
    words = list(_words(found.group(1)))
    ordinary = wordset("names", "ordinary") | wordset("names", "of_a_body") | look.names
    tail = line.text[found.end() : found.end() + 30]
    next_word = re.match(r"\s+([A-Z][\w’'-]+)", tail)
    of_body = next_word and next_word.group(1).lower() in wordset("names", "of_a_body")
    return any(word in ordinary for word in words) or bool(of_body) or _a_person(line, found)


def _a_person(line: Line, found: re.Match[str]) -> bool:
    first = found.group(1).split()[0].lower()
    near = found.group()
    return " at " not in near and (
        first in wordset("names", "first_names") or first in wordset("names", "titles")
    )


def _meaningful(words: str) -> bool:
    return bool(frozenset(_words(words)) - _GENERIC - {""})
