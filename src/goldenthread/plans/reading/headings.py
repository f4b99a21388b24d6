"""Which words open a lettered section, an area of need, a row, or a labelled field."""

from __future__ import annotations

import re
from dataclasses import dataclass

from goldenthread.plans.content import NeedArea, Section
from goldenthread.plans.reading.patterns import patterns

_LETTER = r"H\s*\(?\s*[12]\s*\)?|[A-K]"
_NAMED = re.compile(
    r"^[\W_]*(?:ehc\s*plan\s*|ehcp\s*)?(?:part\s*\d{1,2}\W+|\d{1,2}[.)]\s*)?(?:section|"
    rf"part)\s*[-–:]?\s*[\[(\"“‘']?\s*({_LETTER})(?![\w])[\])\"”’']?\s*"
    r"(?P<mark>[:.)|\-–—,]+|\t|\s|$)\s*(?P<title>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BARE = re.compile(
    rf"^\s*[\[(]?({_LETTER})[\])]?\s*(?P<mark>[:.)|\-–—]+|\t|\s|$)\s*(?P<title>.*)$", re.DOTALL
)
_AFTER = re.compile(
    rf"^(?P<title>[^()\n]{{5,90}}?)\s*[(\[–—:-]\s*(?:section|part)\s*({_LETTER})\s*[)\]]?\s*$", re.I
)
_SENTENCE = re.compile(
    r"^(?:sets?|of|and|or|is|are|to|in|was|were|has|have|should|must|will|would|"
    r"describes?|contains?|"
    r"lists?|above|below|says?|shows?|for|cannot|may|can|&|if|it|this|on|at|by|with|from|as|were)\b"
)

_WORDS = patterns("headings")
_TITLES = {
    Section(letter): re.compile(rf"^\W*(?:{fits})", re.IGNORECASE | re.DOTALL)
    for letter, fits in _WORDS["titles"].items()
}
_PLAIN = {Section(letter): fits for letter, fits in _WORDS["plain_titles"].items()}
_H_TITLE = re.compile(r"^\W*.{0,40}social care provision", re.IGNORECASE)
_AREAS = {
    NeedArea(area): re.compile(
        r"^\W*(?:area(?: of need)?\s*\d*\s*[:.-]?\s*)?(?:\d+[.)]\s*)?"
        rf"(?:{fits})(?:\s+needs?| difficult\w+| skills?)?\W*$",
        re.IGNORECASE,
    )
    for area, fits in _WORDS["areas"].items()
}
CODE = re.compile(
    r"^\s*[\[(]?(?:(H[12])\s?[.\-/:(]?\s?(\d{1,2})|"
    r"([A-GK])\s?[.\-]?\s?(\d{1,2}))(?![\d])\s*([a-d](?![\w]))?[\])]?"
    r"\s*[:.)\-–—|]?\s+|^\s*[\[(]?(?:(H[12])[.\-/](\d{1,2})|([A-GK])(\d{1,2}))[\])]?[:.)]?$"
)
_COUNTED = re.compile(
    r"^\s*(need|outcome|provision|aspiration)s?\s*(?:no\.?\s*)?(\d{1,2})\b\s*[:.)\-–—]?\s*",
    re.IGNORECASE,
)
REFERENCE = re.compile(r"(?<![\w.])(?:H[12][.\-/]\d{1,2}|[A-GK]\d{1,2})(?![\w])")
_SPAN = re.compile(r"(?<![\w.])([A-GK])(\d{1,2})\s*(?:-|–|to)\s*(?:\1)?(\d{1,2})(?![\w])")


_SEVERAL = re.compile(
    r"^\W*(?:sections?|parts?)\s+(?P<letters>(?:H[12]|[A-K])(?:\s*(?:,|/|&|\+|and)\s*"
    r"(?:and\s+)?(?:sections?\s+)?(?:H[12]|[A-K])){1,4})(?![\w])\s*(?:[:.\-–—|]|$)",
    re.IGNORECASE,
)


# "2. Needs, provision and outcomes (Sections B, E and F)"
_SEVERAL_AFTER = re.compile(
    r"^[^()\n]{3,90}\(\s*(?:sections?|parts?)\s+(?P<letters>(?:H[12]|[A-K])(?:\s*(?:,|/|&|\+|and)\s*"
    r"(?:and\s+)?(?:sections?\s+)?(?:H[12]|[A-K])){1,4})\s*\)\s*$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    r"\(\s*(?:sections?|parts?)\s+((?:H[12]|[A-K])(?:\s*(?:,|/|&|\+|and)\s*(?:H[12]|[A-K])){0,4})"
    r"\s*\)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:/|&|\+|\band\b)\s*", re.IGNORECASE)
TITLE_WORDS = 20  # a heading that opens several sections is no longer


def combined_sections(text: str) -> tuple[Section, ...]:
    """The sections that one heading opens together: 'Sections B, E and F: ...'."""
    found = _SEVERAL.match(text.strip()) or _SEVERAL_AFTER.match(text.strip())
    if not found or len(text.split()) > 30:
        return _each_in_brackets(text) or _titled_together(text)
    return _letters(found.group("letters"))


def _letters(text: str) -> tuple[Section, ...]:
    found = re.findall(r"H[12]|[A-K](?![a-z])", text.upper().replace("AND", ","))
    return tuple(dict.fromkeys(Section(letter) for letter in found))


def _each_in_brackets(text: str) -> tuple[Section, ...]:
    """'Health needs (Section C) and health provision (Section G)': each named after its title."""
    found = _IN_BRACKETS.findall(text)
    short = len(text.split()) <= TITLE_WORDS and "\n" not in text.strip()
    if len(found) < 2 or not short or not text.rstrip().endswith(")"):
        return ()
    return _letters(",".join(found))


def _titled_together(text: str) -> tuple[Section, ...]:
    """'E: Outcomes / F: Provision': each part is a lettered heading of its own."""
    parts = _BETWEEN.split(text.strip())
    if not 2 <= len(parts) <= 4 or len(text.split()) > TITLE_WORDS or "\n" in text:
        return ()
    heads = [section_heading(re.sub(r"[()]", " ", part), strong=True) for part in parts]
    sections = [h.section for h in heads if h and h.section and h.lettered and not h.content]
    return tuple(dict.fromkeys(sections)) if len(sections) == len(parts) else ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading. `rest` is where its own words end and content begins, or None."""

    section: Section | None  # None: a bare H, which the law splits in two
    lettered: bool
    title: str
    content: str


def _section(letter: str) -> Section | None:
    plain = re.sub(r"[\s()]", "", letter.upper())
    return None if plain == "H" else Section(plain) if plain in Section.__members__ else None


def section_heading(text: str, *, strong: bool) -> Heading | None:
    """Tell whether a text opens a section, and which words after the title are content."""
    first = text.strip()
    for finder, named in ((_NAMED, True), (_BARE, False)):
        found = finder.match(first)
        if found:
            return _judged(found, named, strong)
    if found := _AFTER.match(first):
        return Heading(_section(found.group(2)), True, first, "")
    return _untitled(first) if strong else None


def _judged(found: re.Match[str], named: bool, strong: bool) -> Heading | None:
    letter, title, mark = found.group(1), found.group("title").strip(), found.group("mark").strip()
    section = _section(letter)
    fits = _fits(section, title)
    if _SENTENCE.match(title) and not (fits and strong):
        return None
    if not named and not (fits and (mark or strong)) and not (strong and not title and section):
        return None
    if named and not mark and title and not fits and not strong:
        return None
    bracketed = found.string[found.end(1) :].lstrip()[:1] in (")", "]")
    if not named and letter.upper() == "I" and not (mark or bracketed) and title:
        return None
    if not title or (fits and len(title.split()) <= 30 and "\n" not in title):
        title, content = _cut(title, section) if fits else (title, "")
        return Heading(section, True, title, content)
    if fits:
        head, _, tail = title.partition("\n")
        if tail and _fits(section, head):
            return Heading(section, True, head, tail)
    return Heading(section, True, "", title)


def _fits(section: Section | None, title: str) -> bool:
    if section is None:
        return bool(_H_TITLE.match(title))
    if section in (Section.H1, Section.H2) and _H_TITLE.match(title):
        return True
    return bool(_TITLES[section].match(title))


def _cut(title: str, section: Section | None) -> tuple[str, str]:
    """Part a title from words that follow it on the same line after a colon."""
    head, colon, tail = title.partition(":")
    if colon and tail.strip() and _fits(section, head) and not _ends_title(section, tail):
        return head, tail.strip()
    return title, ""


_CARE_TITLE = re.compile(
    r"^\W*(?:(?:any )?other|section 2|(?:the )?chronically sick)\b", re.IGNORECASE
)


def _ends_title(section: Section | None, tail: str) -> bool:
    """'H1: Social care provision: section 2 of the ... Act 1970' is a title to its end."""
    plain = len(tail.split()) <= 14 and not tail.rstrip().endswith(".")
    return section in (Section.H1, Section.H2) and plain and bool(_CARE_TITLE.match(tail))


def _untitled(text: str) -> Heading | None:
    """A heading with a section's own title and no letter."""
    if len(text.split()) > 14 or "\n" in text or text.endswith("."):
        return None
    for section in (Section.H2, Section.H1, Section.F, Section.G, Section.B, Section.C, Section.D):
        if re.fullmatch(rf"\W*(?:{_PLAIN[section]})\W*", text, re.IGNORECASE):
            return Heading(section, False, text, "")
    for section in (Section.A, Section.E, Section.I, Section.J, Section.K):
        if re.fullmatch(rf"\W*(?:{_PLAIN[section]})\W*", text, re.IGNORECASE):
            return Heading(section, False, text, "")
    return None


def is_title_of(section: Section, text: str, *, loose: bool = False) -> bool:
    """Whether a line is only the title of its own section, printed under or beside the letter.

    `loose` is for a cell of its own between the letter and the words.
    """
    text = " ".join(text.split()) if loose else text
    if len(text.split()) > 30 or "\n" in text or text.endswith("."):
        return False
    if loose and (_fits(section, text) or len(text.split()) <= 6):
        return True
    fits = _H_TITLE.match(text) if section in (Section.H1, Section.H2) else None
    return bool(fits or re.match(rf"^\W*(?:{_PLAIN[section]})\W*$", text, re.IGNORECASE))


def area_heading(text: str) -> NeedArea | None:
    """The area of need that a short line names."""
    first = text.strip()
    if len(first.split()) > 10 or "\n" in first or first.endswith((".", ";", ",")):
        return None
    return next((area for area, finder in _AREAS.items() if finder.match(first)), None)


_OTHER_AREA = re.compile(
    r"^\W*(?:\d+[.)]\s*)?(?:preparing for adulthood|preparation for adulthood|independence"
    r"(?: and self[- ]?(?:help|care))?|self[- ]?(?:help|care)(?: (?:and|&) independence)?|"
    r"independent living)(?: needs| skills)?\W*$",
    re.IGNORECASE,
)


def other_area(text: str) -> bool:
    """Whether a short line names an area of need beyond those of the Code of Practice."""
    return bool(_OTHER_AREA.match(text.strip()))


@dataclass(frozen=True, slots=True)
class Code:
    """A row's own number at the start of its words, and where the words begin."""

    id: str
    starts: int


def row_code(text: str) -> Code | None:
    """The code of a numbered row: B1, F 12, H1.3."""
    found = CODE.match(text)
    if not found:
        return None
    care, care_number, letter, number, part, care2, number2, letter2, number3 = found.groups()
    if care or care2:
        return Code(f"{care or care2}.{int(care_number or number2)}", found.end())
    return Code(f"{letter or letter2}{int(number or number3)}{part or ''}", found.end())


def counted(text: str) -> tuple[str, int, int] | None:
    """'Outcome 2: ...' gives the kind, the number and where the words begin."""
    found = _COUNTED.match(text)
    return (found.group(1).lower(), int(found.group(2)), found.end()) if found else None


def references(text: str) -> list[str]:
    """Row codes that a text names, ranges such as B1-B3 written out."""
    ids = [re.sub(r"[\-/]", ".", found.group()) for found in REFERENCE.finditer(text)]
    for found in _SPAN.finditer(text):
        low, high = int(found.group(2)), int(found.group(3))
        if low < high <= low + 20:
            ids += [f"{found.group(1)}{n}" for n in range(low, high + 1)]
    return list(dict.fromkeys(ids))


_LABELLED = re.compile(r"^[A-Z][\w’' /()&-]{1,45}:(?:\s|$)")


def starts_something(line: str) -> bool:
    """Whether a printed line opens a paragraph of its own: heading, code, bullet or label."""
    first = line.strip()
    return bool(
        not first
        or first[0] in "•●▪*○"
        or re.match(r"^[-–]\s", first)
        or row_code(first + " ")
        or counted(first)
        or _LABELLED.match(first)
        or section_heading(first, strong=False)
        or area_heading(first)
        or re.match(r"^\d{1,2}[.)]\s", first)
    )
