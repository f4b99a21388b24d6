"""Sections and lawful form (L10 to L22)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenthread.plans.checks.hits import CannotCheck, Hit, Severity
from goldenthread.plans.checks.look import BODY, Line, Look
from goldenthread.plans.checks.registry import check
from goldenthread.plans.checks.words import compiled, data, pattern, sentence_at, short_quote
from goldenthread.plans.content import AdviceKind, Evidence, Provision, Section

REG_12 = "SEND Regulations 2014 reg 12(1); CoP 9.62, 9.69"
ASSESSED_NONE = ("C", "D", "G", "H1", "H2")
_DATE_WORDS = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|"
    r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b|"
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december)\s+"
    r"\d{4}\b",
    re.IGNORECASE,
)


@check(
    "L10",
    "section-missing",
    Severity.BLOCKS,
    source=REG_12,
    sentence="The law wants every section, A to K with H1 and H2, separately identified.",
    fix="Add the section under its letter; where there is nothing, say who looked and when.",
)
def section_missing(look: Look) -> Iterator[Hit]:
    draft = look.status is not None and look.status.is_draft
    for section in Section:
        if section.value in look.present:
            continue
        if look.plan.origin.format == "json" and section == "I" and (draft or _eotas(look)):
            continue
        yield Hit(section.value, "", f"There is no section {section.value}.")
    for part in look.plan.sections:
        if not part.lettered:
            why = f"This looks like section {part.section.value}, but does not carry its letter."
            yield Hit(part.section.value, short_quote(part.heading), why)


@check(
    "L11",
    "section-empty",
    Severity.MAJOR,
    source=f"{REG_12}; inspection letter 2021 (social care needs)",
    sentence="An empty section, or a bare 'none', does not show that anybody looked.",
    fix="Say who was asked, what they looked at and on which day.",
)
def section_empty(look: Look) -> Iterator[Hit]:
    bare = re.compile("|".join(data("lawful")["empty"]["bare"]), re.IGNORECASE)
    for section in sorted(look.present - {"I", "J"}):
        lines = [line for line in look.lines_in(section) if line.kind != "heading"]
        if not lines and not _elsewhere(look, section):
            yield Hit(section, "", f"Section {section} is empty.")
        elif lines and all(bare.fullmatch(line.text.strip()) for line in lines):
            if not _looked(look, section):
                yield Hit(section, short_quote(lines[0].text))
        elif section in ASSESSED_NONE and _says_none_only(look, section, lines):
            yield Hit(section, short_quote(lines[0].text))


def _elsewhere(look: Look, section: str) -> bool:
    """Evidence rows without words still fill K."""
    return section == "K" and bool(look.plan.evidence)


def _looked(look: Look, section: str) -> bool:
    """Whether the record of 'none found' names who looked, and when."""
    return any(
        none.section == section and none.assessed_by.strip() and none.assessed_date
        for none in look.plan.nothing_found
    )


_NONE = re.compile(r"\b(?:no|none|nil|not)\b", re.IGNORECASE)


def _says_none_only(look: Look, section: str, lines: list[Line]) -> bool:
    """'No needs' in a sentence, with nobody and no day behind it."""
    nones = [n for n in look.plan.nothing_found if n.section == section]
    if not nones or _has_rows(look, section) or _looked(look, section):
        return False
    words = "\n".join(line.text for line in lines)
    looked = pattern("lawful", "empty.looked").search(words)
    return not (looked and _DATE_WORDS.search(words))


def _has_rows(look: Look, section: str) -> bool:
    return any(need.section == section for need in look.plan.needs) or any(look.provision(section))


# L12 to L14: section I ---------------------------------------------------------------------


def _placement_words(look: Look) -> str:
    """What section I says, without its heading."""
    return "\n".join(line.text for line in look.lines_in("I") if line.kind != "heading").strip()


def _is_blank(words: str) -> bool:
    blank = re.compile("|".join(data("lawful")["setting"]["blank"]), re.IGNORECASE)
    parts = [p.strip(" \t()[].:") for p in words.split("\n") if p.strip(" \t()[].:")]
    return all(blank.fullmatch(part) or part.endswith(":") for part in parts)


@check(
    "L12",
    "I-in-draft",
    Severity.BLOCKS,
    stage="D",
    source="CFA 2014 s.38(5)",
    sentence="A draft must not name a school or a type of school: the family has yet to ask.",
    fix="Leave section I blank, and take the placement out of the other sections.",
)
def placement_in_draft(look: Look) -> Iterator[Hit]:
    if not look.require_status().is_draft:
        return
    words = _placement_words(look)
    if words and not _is_blank(words):
        yield Hit("I", short_quote(words.split("\n", 1)[0]))
    placed = pattern("lawful", "setting.placed")
    for line, found in look.matches(placed, BODY[1:]):
        sentence = sentence_at(line.text, found.start())
        if line.kind != "heading" and _names_a_school(sentence, sentence.find(found.group())):
            yield look.hit(line, found)


_SCHOOL = re.compile(
    r"\b[A-Z][\w’'-]+ (?:\w+ )?(?:School|Academy|College|Nursery)\b|"
    r"\b(?:an?|the) (?:special|specialist|mainstream|residential|independent)\b[^.]{0,30}"
    r"\b(?:school|college|placement|place|setting)\b|\bspecial school\b"
)
_VISIT = re.compile(r"\b(?:visit|trip|club|open day|after[- ]school)\b", re.IGNORECASE)


def _names_a_school(sentence: str, at: int) -> bool:
    return bool(_SCHOOL.search(sentence, max(0, at))) and not _VISIT.search(sentence)


@check(
    "L13",
    "I-type-missing",
    Severity.BLOCKS,
    stage="F",
    source="SEND Regulations 2014 reg 12(1)(i); CFA 2014 s.40",
    sentence="A final plan names the setting and its type, or at least the type.",
    fix="Write the name as in the register with its URN, and the type.",
)
def placement_type_missing(look: Look) -> Iterator[Hit]:
    if look.require_status().is_draft or _eotas(look):
        return
    words = _placement_words(look)
    if not words or _is_blank(words):
        yield Hit("I", short_quote(words), "Section I of a final plan is blank.")
        return
    place = look.plan.placement
    name = place.name if place else ""
    kind = (place.kind if place else "") or (words.replace(name, " ") if name else words)
    if not pattern("lawful", "setting.kinds").search(kind):
        yield Hit("I", short_quote(words.split("\n", 1)[0]))
    yield from _not_in_register(look)


def _not_in_register(look: Look) -> Iterator[Hit]:
    place = look.plan.placement
    if look.case is None or look.case.settings_register is None or not place or not place.name:
        return
    same = [s for s in look.case.settings_register if s.name.lower() == place.name.lower()]
    if not same:
        yield Hit("I", place.name, "The register has no setting of this name.")
    elif place.urn and place.urn not in {s.urn for s in same}:
        yield Hit("I", place.urn, "The register has another URN for this setting.")


def _eotas(look: Look) -> bool:
    """A full package of education otherwise than at school (CFA 2014 s.61)."""
    partial = pattern("lawful", "eotas.partial")
    return any(
        not partial.search(sentence_at(line.text, found.start()))
        for line, found in look.matches(pattern("lawful", "eotas.hits"), ("F",))
    )


@check(
    "L14",
    "I-not-blank-eotas",
    Severity.MAJOR,
    stage="F",
    source="CFA 2014 s.61",
    sentence="Education otherwise than at school is set out in F, and section I stays blank.",
    fix="Clear section I; describe the whole package in F.",
)
def placement_with_eotas(look: Look) -> Iterator[Hit]:
    words = _placement_words(look)
    home = re.search(r"\b(?:at home|home education|EOTAS|otherwise than)\b", words, re.IGNORECASE)
    if words and not _is_blank(words) and (_eotas(look) or home):
        yield Hit("I", short_quote(words.split("\n", 1)[0]))


# L15 to L17: things in the wrong place -----------------------------------------------------


@check(
    "L15",
    "provision-in-B",
    Severity.MINOR,
    source="CoP 9.69(B)",
    sentence="This says what help to give; section B says what the child finds hard, and why.",
    fix="Say the need behind it here, and move the help to F.",
)
def provision_in_needs(look: Look) -> Iterator[Hit]:
    for line, found in look.matches(pattern("lawful", "b.help"), ("B",)):
        if line.kind not in ("heading", "strengths"):
            yield look.hit(line, found)


@check(
    "L16",
    "need-only-in-A",
    Severity.MAJOR,
    source="CFA 2014 s.42: section A cannot be enforced; reg 12(1)(b)",
    sentence="The family tells of a difficulty here, and B, C and D do not speak of it.",
    fix="Ask the advisers about it, and write the need where it counts.",
)
def need_only_in_views(look: Look) -> Iterator[Hit]:
    needs = look.text("B", "C", "D")
    if not needs.strip():
        raise CannotCheck("Sections B, C and D hold nothing that could be read.")
    for topic in data("lawful")["only_a"].values():
        said, met = compiled(tuple(topic["said"])), compiled(tuple(topic["met"]))
        for line, found in look.matches(said, ("A",)):
            if not met.search(needs) and not _denied(line.text, found):
                yield look.hit(line, found)
                break


def _denied(text: str, found: re.Match[str]) -> bool:
    """'She is not anxious any more' is no difficulty."""
    return bool(
        re.search(
            r"\b(?:not|no|never|no longer|isn[’']t|used to be)\s+(?:\w+\s+)?$",
            text[: found.start()],
        )
    )


@check(
    "L17",
    "ed-therapy-in-G",
    Severity.MAJOR,
    source="CFA 2014 s.21(5); Bromley LBC v SENT [1999] ELR 260",
    sentence="Therapy that teaches or trains is educational: it belongs in F, where it is owed.",
    fix="Move the line to F, delivered by the therapist.",
)
def teaching_therapy_in_health(look: Look) -> Iterator[Hit]:
    kinds = pattern("specific", "therapy.kinds")
    clinical = pattern("specific", "therapy.clinical")
    in_f = " ".join(f"{row.what} {row.who}" for row in look.provision("F")).lower()
    in_f = _TAUGHT_BY.sub(" ", in_f)
    for row in look.provision("G"):
        text = look.row_text[row.id]
        found = kinds.search(text)
        if not found or clinical.search(text) or not _teaches(row.what, found):
            continue
        if found.group().lower()[:6] not in in_f:
            yield Hit("G", _quote_of(row, found))


# "A teaching assistant trained by the therapist": the therapist is not the one who gives it.
_TAUGHT_BY = re.compile(
    r"\b(?:trained|shown|supervised|overseen|advised|checked|planned|set) (?:\w+ )?(?:by|from) "
    r"[^,.;|]{3,60}"
)


def _teaches(what: str, found: re.Match[str]) -> bool:
    rest = what.replace(found.group(), " ").replace("report writing", " ")
    return "speech" in found.group().lower() or bool(
        pattern("specific", "therapy.teaching").search(rest)
    )


def _quote_of(row: Provision, found: re.Match[str]) -> str:
    return short_quote(row.what) if row.what.strip() else found.group()


# L18 to L22: advice, signature, what changed, rights ---------------------------------------

ADVICE = {
    AdviceKind.FAMILY: "(a) the family",
    AdviceKind.EDUCATION: "(b) the school or setting",
    AdviceKind.MEDICAL: "(c) health",
    AdviceKind.PSYCHOLOGY: "(d) the educational psychologist",
    AdviceKind.SOCIAL_CARE: "(e) social care",
}
_NOT_ATTACHED = re.compile(
    r"\b(?:not attached|to follow|awaited|awaiting|outstanding|not (?:yet )?received|not provided|"
    r"missing|requested|chased)\b",
    re.IGNORECASE,
)


@check(
    "L18",
    "K-incomplete",
    Severity.BLOCKS,
    source="SEND Regulations 2014 regs 6(1), 12(4); CoP 9.69(K)",
    sentence="Section K must hold all the advice of reg 6(1), each piece attached and dated.",
    fix="Get the advice, attach it, and list author, role, body and date.",
)
def advice_incomplete(look: Look) -> Iterator[Hit]:
    if "K" not in look.present:
        raise CannotCheck("There is no section K to read.")
    for kind in _missing_kinds(look):
        yield Hit("K", "", f"Section K lists no advice from {ADVICE[kind]}.")
    for item in look.plan.evidence:
        if why := _unsound(item):
            yield Hit("K", _evidence_quote(item), why)
    yield from _not_attached_lines(look)


def _missing_kinds(look: Look) -> Iterator[AdviceKind]:
    held = {item.kind for item in look.plan.evidence}
    for kind in ADVICE:
        if kind in held or (kind == AdviceKind.FAMILY and look.plan.views):
            continue
        if kind == AdviceKind.MEDICAL and AdviceKind.THERAPY in held and _named_by_icb(look):
            continue
        yield kind


def _named_by_icb(look: Look) -> bool:
    """A therapist may be the health professional whom the ICB names (reg 6(1)(c))."""
    return any("icb" in f"{i.title} {i.role}".lower() for i in look.evidence("THERAPY"))


def _unsound(item: Evidence) -> str:
    if item.attached is False:
        return "This advice is listed and not attached."
    if item.written_date is None and item.kind != AdviceKind.FAMILY:
        return "This advice has no date."
    return ""


def _not_attached_lines(look: Look) -> Iterator[Hit]:
    for line, found in look.matches(_NOT_ATTACHED, ("K",)):
        if line.kind in ("passage", "evidence title"):
            yield look.hit(line, found, "This advice is listed and not there.")


def _evidence_quote(item: Evidence) -> str:
    return short_quote(item.title or item.role or item.author or item.body)


@check(
    "L19",
    "K-uncited",
    Severity.MAJOR,
    source="CoP 9.51, 9.61; published QA frameworks",
    sentence="An adviser's recommendation is neither used nor turned down with a reason.",
    fix="Use it and link it, or record why not.",
)
def advice_unused(look: Look) -> Iterator[Hit]:
    items = [item for item in look.plan.evidence if item.recommendations]
    for item in items:
        for advice in item.recommendations:
            if not advice.used_in and not advice.rejected_reason.strip():
                yield Hit("K", short_quote(advice.text))
    linked = {end for link in look.plan.links for end in (link.source, link.target)}
    said = look.text(*(section for section in look.by_section if section not in ("K", "cover")))
    said += "\n".join(line.text for line in look.lines_in("K") if line.kind == "passage")
    coded = [i for i in look.plan.evidence if i.id in linked or _named_by_code(i, said)]
    linked |= {item.id for item in look.plan.evidence if _spoken_of(item, said)}
    cited = coded and [item for item in look.plan.evidence if item.id in linked]
    if not items and not cited:
        raise CannotCheck("The plan lists no recommendations and cites no advice by its number.")
    for item in look.plan.evidence:
        unused = item.id not in linked and not item.recommendations
        if cited and unused and item.kind != AdviceKind.FAMILY:
            yield Hit("K", _evidence_quote(item), "Nothing in the plan cites this advice.")


def _spoken_of(item: Evidence, said: str) -> bool:
    """Whether the plan's other sections name the advice by its number, or its author."""
    author = item.author.strip()
    return _named_by_code(item, said) or (len(author.split()) > 1 and author in said)


def _named_by_code(item: Evidence, said: str) -> bool:
    return bool(re.search(rf"(?<![\w.]){re.escape(item.id)}(?![\w])", said))


_SIGN = re.compile(r"\bsign", re.IGNORECASE)
_SIGNED = re.compile(
    r"\bsign(?:ed|ature)\b[^\n]{0,20}?[:\t ]+(?P<name>[A-Z][^\n_.]{2,})", re.IGNORECASE
)


@check(
    "L20",
    "unsigned",
    Severity.MAJOR,
    stage="F",
    source="CoP 9.125",
    sentence="A final plan is signed and dated by the officer responsible.",
    fix="Have the responsible officer sign; give name, post and date.",
)
def unsigned(look: Look) -> Iterator[Hit]:
    if look.require_status().is_draft:
        return
    signed = look.plan.signature
    if signed and signed.name.strip() and signed.signed_date:
        return
    near = {section for section in look.by_section if look.mentions(_SIGN, section)}
    lines = [line for line in look.lines if line.section in near and _SIGN.search(line.text)]
    for line in lines:
        found = _SIGNED.search(line.text)
        if found and _DATE_WORDS.search(line.text):
            return
    quote = short_quote(lines[-1].text) if lines else ""
    yield Hit(lines[-1].section if lines else "cover", quote)


@check(
    "L21",
    "changed-after-draft",
    Severity.BLOCKS,
    stage="F",
    source="CoP 9.125, 9.126",
    sentence="This changed after the draft, and not because the family asked.",
    fix="Record the family's request and its day, put the line back, or serve a new draft.",
    needs="case",
)
def changed_after_draft(look: Look) -> Iterator[Hit]:
    if look.require_status().is_draft:
        return
    facts = look.facts()
    if facts.served_draft is None:
        raise CannotCheck("Needs the draft that was served on the family.")
    asked = {change.row for change in facts.agreed_changes or ()}
    before = {row.id: row for row in facts.served_draft.provision}
    for row in look.plan.provision:
        old = before.pop(row.id, None)
        if row.id not in asked and (old is None or _promise(old) != _promise(row)):
            yield Hit(row.section.value, short_quote(row.what))
    for gone in before.values():
        if gone.id not in asked:
            yield Hit(gone.section.value, "", f"{gone.id} of the draft is gone.")


def _promise(row: Provision) -> tuple[object, ...]:
    fields = row.model_dump(exclude={"position", "id", "flexibility_reason"})
    return tuple(" ".join(v.split()) if isinstance(v, str) else v for v in fields.values())


RIGHTS = {
    "appeal": "the right to appeal",
    "limit": "the time limit for appealing",
    "mediation": "mediation",
    "advice": "the information, advice and support service",
    "disagreement": "disagreement resolution",
}


@check(
    "L22",
    "rights-notice",
    Severity.BLOCKS,
    stage="F",
    source="SEND Regulations 2014 regs 5(3), 10(3), 14(2), 32",
    sentence="The notice sent with the plan must tell the family all its rights.",
    fix="Send a notice with all five, and the dates worked out.",
    needs="case",
)
def rights_missing(look: Look) -> Iterator[Hit]:
    if look.require_status().is_draft:
        return
    facts = look.facts()
    if facts.notice_text is None:
        raise CannotCheck("Needs the notice sent with the plan.")
    for key, words in RIGHTS.items():
        if not pattern("lawful", f"rights.{key}").search(facts.notice_text):
            yield Hit("cover", "", f"The notice does not tell the family of {words}.")
