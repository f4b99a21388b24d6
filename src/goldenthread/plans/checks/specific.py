"""Is each line of provision specific, and normally quantified? (L30 to L49)"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from goldenthread.plans.checks.amounts import (
    Specific,
    is_equipment,
    number,
    specific,
    weekly_hours,
)
from goldenthread.plans.checks.hits import CannotCheck, Hit, Severity
from goldenthread.plans.checks.look import (
    FIELD_END,
    PROVISION_FIELDS,
    PROVISION_SECTIONS,
    Look,
)
from goldenthread.plans.checks.registry import check
from goldenthread.plans.checks.words import (
    compiled,
    data,
    pattern,
    quote_at,
    sentence_at,
    short_quote,
)
from goldenthread.plans.content import Provision

WORCESTERSHIRE = "CFA 2014 s.37(2)(c); Worcestershire CC v SE [2020] UKUT 217 (AAC); CoP 9.69(F)"
QUANTIFIED = "CFA 2014 s.37(2)(c); CoP 9.69(F): detailed, specific and normally quantified"
ASK = (
    "Ask the adviser for the amount; never guess it. Or record why leaving room serves this child."
)
TAUGHT_WEEK_HOURS = 32.5  # the week mainstream schools are expected to offer (DfE, 2023)
SCHOOL_YEAR_WEEKS = 36  # from here on a line runs all year
_MINIMUM = re.compile(
    r"\b(?:at least|minimum|no less than|not less than|no fewer than|never less than|and more)\b",
    re.I,
)


def _rows(look: Look, *sections: str) -> Iterator[tuple[Provision, str, Specific]]:
    for row in look.provision(*sections):
        if row.what.strip() and not row.flexibility_reason.strip():
            yield row, look.row_text[row.id], _marks(look, row)


def _marks(look: Look, row: Provision) -> Specific:
    found = look.marks.get(row.id)
    if not isinstance(found, Specific):
        found = look.marks[row.id] = specific(row, look.help_text[row.id])
    return found


def _vague(
    look: Look, key: str, *, unless_quantified: bool = False
) -> Iterator[tuple[Provision, re.Match[str], Specific]]:
    """Each line where a loose word stands that no allowed phrase covers."""
    hits, allowed = pattern("specific", f"vague.{key}"), _allowed(key)
    near = look.rows_with(hits)
    for row, text, marks in _rows(look) if near else ():
        if row.id not in near or (unless_quantified and marks.quantified):
            continue
        fine = [m.span() for m in allowed.finditer(text)] if allowed else []
        for found in hits.finditer(text):
            if not any(start <= found.start() < end for start, end in fine):
                yield row, found, marks
                break


def _has_minimum(text: str, at: int) -> bool:
    """Whether the sentence of a loose word gives a minimum; another field's does not count."""
    start = text.rfind(FIELD_END, 0, at)
    start = 0 if start < 0 else start + len(FIELD_END)
    end = text.find(FIELD_END, at)
    field = text[start : end if end >= 0 else len(text)]
    return bool(_MINIMUM.search(sentence_at(field, at - start)))


def _allowed(key: str) -> re.Pattern[str] | None:
    listed = data("specific")["vague"].get(f"{key}_allowed")
    return compiled(tuple(listed)) if listed else None


def _row_hit(row: Provision, found: re.Match[str], why: str = "") -> Hit:
    return Hit(row.section.value, _in_one_field(row, found), why)


def _in_one_field(row: Provision, found: re.Match[str]) -> str:
    """Quote from the field that holds the match, since a line may have several."""
    for name in PROVISION_FIELDS:
        words: str = getattr(row, name)
        at = words.find(found.group()) if words else -1
        if at >= 0:
            return quote_at(words, at, at + len(found.group()))
    return short_quote(row.what)


@check(
    "L30",
    "vague-access",
    Severity.MAJOR,
    source=WORCESTERSHIRE,
    sentence="'Access to' promises a door, not help: nobody can tell what must happen.",
    fix=f"Say who does what, how often and for how long. {ASK}",
)
def vague_access(look: Look) -> Iterator[Hit]:
    for row, found, _ in _vague(look, "access", unless_quantified=True):
        yield _row_hit(row, found)


@check(
    "L31",
    "vague-opportunity",
    Severity.MAJOR,
    source=WORCESTERSHIRE,
    sentence="An opportunity may never come: nobody must make it happen.",
    fix=f"Say what is set up, by whom, how often and for how long. {ASK}",
)
def vague_opportunity(look: Look) -> Iterator[Hit]:
    for row, found, _ in _vague(look, "opportunity", unless_quantified=True):
        yield _row_hit(row, found)


@check(
    "L32",
    "vague-regular",
    Severity.MAJOR,
    source=WORCESTERSHIRE,
    sentence="A word like 'regular' can mean once an hour or once a year.",
    fix=f"Give how often, in numbers. {ASK}",
)
def vague_regular(look: Look) -> Iterator[Hit]:
    for row, found, _ in _vague(look, "regular"):
        rest = _beside(row, found.group(), look.help_text[row.id])
        if not pattern("specific", "amount.often").search(rest.replace(found.group(), " ")):
            yield _row_hit(row, found)


def _beside(row: Provision, loose: str, help_text: str) -> str:
    """Return where an amount could make good a loose word.

    One in the column of how often is not made good by how often somebody meets or is trained.
    """
    if loose not in row.how_often:
        return help_text
    return FIELD_END.join((row.what, row.direct_time, row.how_often, row.how_long))


@check(
    "L33",
    "vague-as-required",
    Severity.MAJOR,
    source="E v Rotherham MBC [2001] EWHC Admin 432; CFA 2014 s.42: the duty is not delegated",
    sentence="The words leave the decision to somebody else, or to what happens to be there.",
    fix=f"Say when the help is given, with a minimum. {ASK}",
)
def vague_as_required(look: Look) -> Iterator[Hit]:
    for row, found, _ in _vague(look, "required"):
        if not _has_minimum(found.string, found.start()):
            yield _row_hit(row, found)


@check(
    "L34",
    "vague-benefit",
    Severity.MAJOR,
    source=WORCESTERSHIRE,
    sentence="This is a suggestion, not a promise.",
    fix=f"Write what will be done. {ASK}",
)
def vague_benefit(look: Look) -> Iterator[Hit]:
    for row, found, _ in _vague(look, "benefit"):
        yield _row_hit(row, found)


@check(
    "L35",
    "vague-up-to",
    Severity.MAJOR,
    source="[2025] UKUT 187 (AAC); E v Newham LBC [2003] EWCA Civ 9: a minimum may be lawful",
    sentence="'Up to' an amount can be nothing at all.",
    fix=f"Give a minimum ('at least'). {ASK}",
)
def vague_up_to(look: Look) -> Iterator[Hit]:
    unit = re.compile(data("specific")["vague"]["upto_unit"], re.IGNORECASE)
    allowed = pattern("specific", "vague.upto_allowed")
    hits = pattern("specific", "vague.upto")
    near = look.rows_with(hits)
    for row, text, _ in _rows(look) if near else ():
        for found in hits.finditer(text) if row.id in near else ():
            before = text[max(0, found.start() - 24) : found.start()]
            if not unit.match(text, found.end()) or allowed.search(before):
                continue
            if not _has_minimum(text, found.start()):
                yield _row_hit(row, found)
                break


@check(
    "L36",
    "vague-support",
    Severity.MAJOR,
    source=f"[2025] UKUT 187 (AAC); {WORCESTERSHIRE}",
    sentence="Words like 'support' or 'a level of' with no who, what and how often bind nobody.",
    fix=f"Say who does what, how often and for how long. {ASK}",
)
def vague_support(look: Look) -> Iterator[Hit]:
    levels = pattern("specific", "vague.levels")
    for row, found, marks in _vague(look, "support"):
        if is_equipment(row) or marks.quantified:
            continue
        bare = not (marks.often or marks.long)
        level = levels.search(found.string)
        if bare or (level and not marks.long):
            yield _row_hit(row, level or found)


@check(
    "L37",
    "no-frequency",
    Severity.MAJOR,
    source=QUANTIFIED,
    sentence="The line does not say how often.",
    fix=f"Give how often. {ASK}",
)
def no_frequency(look: Look) -> Iterator[Hit]:
    for row, _, marks in _rows(look):
        if not marks.often and not is_equipment(row):
            yield Hit(row.section.value, short_quote(row.what))


@check(
    "L38",
    "no-duration",
    Severity.MAJOR,
    source=QUANTIFIED,
    sentence="The line does not say for how many minutes or hours, or for how long.",
    fix=f"Give the length. {ASK}",
)
def no_duration(look: Look) -> Iterator[Hit]:
    for row, _, marks in _rows(look):
        if not marks.long and not is_equipment(row):
            yield Hit(row.section.value, short_quote(row.what))


_SHARED = re.compile(
    r"(?<!\byear )(?<!\bage )(?<!\btutor )(?<!\bform )\bgroups?\b(?!-| work skills)|"
    r"\badult (?:support|help)\b|\bsupport from (?:an? |the )?(?:adults?|staff)\b|"
    r"\b(?:TA|teaching assistant|staff) support\b|\bsupported by (?:staff|adults)\b",
    re.IGNORECASE,
)


@check(
    "L39",
    "no-ratio",
    Severity.MAJOR,
    source=QUANTIFIED,
    sentence="Group or adult help with no group size or staff ratio.",
    fix=f"Give the most children and the fewest adults. {ASK}",
)
def no_ratio(look: Look) -> Iterator[Hit]:
    size = pattern("specific", "amount.size")
    for row, text, marks in _rows(look, "F", "G"):
        shared = _SHARED.search(text)
        if not shared or is_equipment(row):
            continue
        grouped = "group" in shared.group().lower() and not row.group_size.strip()
        if not marks.ratio or (grouped and not size.search(text)):
            yield _row_hit(row, shared)


@check(
    "L40",
    "no-expertise",
    Severity.MAJOR,
    source=QUANTIFIED,
    sentence="The line does not say what role, training or qualification the helper has.",
    fix="Name the role and the training, and who supervises; ask the adviser where it is not said.",
)
def no_expertise(look: Look) -> Iterator[Hit]:
    for row, _, marks in _rows(look):
        if not marks.expertise and not is_equipment(row):
            yield Hit(row.section.value, short_quote(row.what))


@check(
    "L41",
    "no-indirect-time",
    Severity.MINOR,
    source="Published QA frameworks: therapy needs planning, training, reports and reviews",
    sentence="Therapy lists time with the child, and none for training staff, reports or reviews.",
    fix="Ask the therapist how much indirect time the programme takes, and list it.",
)
def no_indirect_time(look: Look) -> Iterator[Hit]:
    groups: dict[str, list[tuple[Provision, str]]] = defaultdict(list)
    for row, text, marks in _rows(look, "F", "G"):
        if marks.often and not is_equipment(row) and (kind := _therapy_of(row)):
            groups[kind].append((row, text.replace(row.review, " ") if row.review else text))
    indirect = pattern("specific", "amount.indirect")
    for rows in groups.values():
        done = any(row.indirect_time.strip() or indirect.search(text) for row, text in rows)
        if not done:
            row = rows[0][0]
            yield Hit(row.section.value, short_quote(row.what))


def _therapy_of(row: Provision) -> str:
    """Which therapy a line holds, when a therapist gives it and not somebody trained by one."""
    therapist = pattern("specific", "amount.therapist")
    if found := therapist.search(row.who):
        return found.group().lower()[:6]
    if row.who.strip():
        return ""
    found = therapist.search(row.what)
    if not found or _TRAINED.search(row.what[: found.start()]):
        return ""
    return found.group().lower()[:6]


_TRAINED = re.compile(
    r"\b(?:trained|shown|taught|supervised|overseen|planned|advised|set|written|checked) "
    r"(?:how )?(?:by|from)\b"
    r"[^.]{0,60}$",
    re.IGNORECASE,
)


@check(
    "L42",
    "provider-not-accountable",
    Severity.MAJOR,
    source="CFA 2014 s.42: the council secures, a named provider delivers",
    sentence="Nobody is bound: the school 'may', the family is to do it, or nobody is named.",
    fix="Name who provides it. The council secures it.",
)
def provider_not_accountable(look: Look) -> Iterator[Hit]:
    may = pattern("specific", "doer.none")
    family, fine = pattern("specific", "doer.family"), pattern("specific", "doer.family_allowed")
    passive = pattern("specific", "doer.passive")
    loose, theirs, unsaid = (look.rows_with(each) for each in (may, family, passive))
    for row, text, _ in _rows(look):
        found = may.search(text) if row.id in loose else None
        if not found and row.id in theirs:
            found = next((m for m in family.finditer(text) if not fine.search(_after(m))), None)
        if not found and row.id in unsaid and not _names_a_doer(row, text):
            found = passive.search(text)
        if found:
            yield _row_hit(row, found)


def _after(found: re.Match[str]) -> str:
    """A match with the word that follows it."""
    return found.string[found.start() : found.end() + 16]


def _names_a_doer(row: Provision, text: str) -> bool:
    if row.who.strip():
        return True
    doers = (*data("specific")["amount"]["role"], "school", "council", "LA", "adult", "NHS trust")
    return bool(compiled(tuple(doers)).search(text))


@check(
    "L43",
    "total-hours-clash",
    Severity.MAJOR,
    source="CFA 2014 s.42: what cannot fit in the week cannot be secured",
    sentence="The hours do not add up: more than the taught week, or two lines disagree.",
    fix="Ask the advisers which figure stands, and make the lines agree.",
)
def total_hours_clash(look: Look) -> Iterator[Hit]:
    hours = [(row, weekly_hours(row, text)) for row, text, _ in _rows(look, "F")]
    known = [(row, amount) for row, amount in hours if amount is not None]
    week = _taught_week(look)
    total = sum(amount for _, amount in known)
    if total > week + 0.01 and known:
        row = max(known, key=lambda pair: pair[1])[0]
        why = f"The lines add up to {total:g} hours a week; the taught week has {week:g}."
        yield Hit("F", short_quote(row.what), why)
    yield from _two_lines_disagree(known)
    yield from _two_ratios(look)


def _taught_week(look: Look) -> float:
    if look.case and look.case.taught_week_hours:
        return look.case.taught_week_hours
    found = re.search(
        r"\b(\d+(?:\.\d+)?)[- ]hour (?:taught |school )?week\b|(?:taught|school) week "
        r"(?:of|is|has) "
        r"(\d+(?:\.\d+)?)",
        look.text("F"),
    )
    return float(found.group(1) or found.group(2)) if found else TAUGHT_WEEK_HOURS


def _topic(row: Provision) -> str:
    """What the line is about, without its numbers and small words."""
    words = re.findall(r"[a-z]{4,}", row.what.lower())
    drop = {"hours", "hour", "minutes", "week", "each", "with", "from", "will", "have", "times"}
    return " ".join(sorted({w for w in words if w not in drop}))


def _two_lines_disagree(known: list[tuple[Provision, float]]) -> Iterator[Hit]:
    first: dict[str, float] = {}
    for row, amount in known:
        topic = _topic(row)
        if not topic:
            continue
        before = first.setdefault(topic, amount)
        if abs(before - amount) > 0.01:
            why = f"Another line gives {before:g} hours a week for the same help; this, {amount:g}."
            yield Hit("F", short_quote(row.what), why)


_RATIO = re.compile(r"\b(1 ?: ?1|2 ?: ?1|1 ?: ?[2-9])\b")


def _two_ratios(look: Look) -> Iterator[Hit]:
    for _row, text, _ in _rows(look, "F"):
        for start, end in _clauses(text) if ":" in text else ():
            ratios = {m.group(1).replace(" ", "") for m in _RATIO.finditer(text, start, end)}
            if {"1:1", "2:1"} <= ratios:
                yield Hit("F", quote_at(text, start, end), "One line gives two staff ratios.")
                break


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for found in re.finditer(r"[.;\n]", text):
        yield at, found.start()
        at = found.end()
    yield at, len(text)


@cache
def _money() -> re.Pattern[str]:
    parts = data("specific")["money"]["hits"]
    return re.compile(
        "|".join(p if p.startswith("£") else rf"\b{p}\b" for p in parts), re.IGNORECASE
    )


@check(
    "L44",
    "funding-instead",
    Severity.MAJOR,
    source="CFA 2014 s.37(2)(c); CoP 9.69(F): provision, not what it costs",
    sentence="Money or a band is not provision: it does not say what the child will get.",
    fix="Write the provision that the money buys; keep the band in the finance record.",
)
def funding_instead(look: Look) -> Iterator[Hit]:
    allowed = pattern("specific", "money.allowed")
    for line, found in look.matches(_money(), PROVISION_SECTIONS):
        if line.kind != "heading" and not allowed.search(sentence_at(line.text, found.start())):
            yield look.hit(line, found)


@check(
    "L45",
    "diagnosis-gate",
    Severity.MAJOR,
    source="CFA 2014 s.42; inspection letters 2021 and 2024: help follows need, not a diagnosis",
    sentence="Help waits for a diagnosis or an assessment.",
    fix="Say what starts now, from the child's need; change it later if the assessment says so.",
)
def diagnosis_gate(look: Look) -> Iterator[Hit]:
    gate = pattern("specific", "gate.hits")
    dated = re.compile(data("specific")["gate"]["dated"], re.IGNORECASE)
    future = pattern("specific", "gate.gate_words")
    for line, found in look.matches(gate, PROVISION_SECTIONS):
        sentence = sentence_at(line.text, found.start())
        if (
            future.search(sentence)
            and not dated.search(sentence)
            and not re.search(
                r"\b(?:meanwhile|in the meantime|from the first day)\b", line.text, re.I
            )
        ):
            yield look.hit(line, found)


@check(
    "L46",
    "refer-on",
    Severity.MAJOR,
    source="CFA 2014 s.37(2)(c): section F states provision, not steps towards it",
    sentence="A referral or a coming assessment is not provision.",
    fix="Get the assessment before the plan is final, and write the help that it asks for.",
)
def refer_on(look: Look) -> Iterator[Hit]:
    allowed = pattern("specific", "refer.allowed")
    for line, found in look.matches(pattern("specific", "refer.hits"), PROVISION_SECTIONS):
        if not allowed.match(line.text, found.start()) and "referred to as" not in found.string:
            yield look.hit(line, found)


@check(
    "L47",
    "short-list-provision",
    Severity.MINOR,
    source="CFA 2014 s.44: reviews; published QA frameworks",
    sentence="The help stops after a while, and nothing says what happens then.",
    fix="Say who reviews it, when, and what follows.",
)
def short_list_provision(look: Look) -> Iterator[Hit]:
    ending = pattern("specific", "short.ending")
    hits = pattern("specific", "short.hits")
    near = look.rows_with(hits)
    for row, text, _ in _rows(look) if near else ():
        found = hits.search(text) if row.id in near else None
        if found and not row.review.strip() and not ending.search(text) and _ends_soon(found):
            yield _row_hit(row, found)


def _ends_soon(found: re.Match[str]) -> bool:
    parts = found.groupdict()
    amount = parts.get("n")
    if not amount:
        return True
    unit = (parts.get("unit") or "").lower()
    yearly = {"w": SCHOOL_YEAR_WEEKS, "t": 3, "m": 10, "h": 6, "s": SCHOOL_YEAR_WEEKS}
    return number(amount) < yearly.get(unit[:1], 1)


@check(
    "L48",
    "G-not-agreed",
    Severity.BLOCKS,
    source="SEND Regulations 2014 reg 12(2)",
    sentence="Section G holds health provision, and no agreement of the ICB is recorded.",
    fix="Get the ICB's agreement, and record who agreed, when and the reference.",
    needs="plan or case",
)
def health_not_agreed(look: Look) -> Iterator[Hit]:
    rows = [row for row in look.provision("G") if row.what.strip()]
    if not rows or _agreed(look):
        return
    if look.case is None and not look.plan.sections and look.plan.origin.format != "json":
        raise CannotCheck("Needs the case record of the ICB's agreement.")
    yield Hit("G", short_quote(rows[0].what))


_AGREED = re.compile(
    r"\b(?:agreed|approved|agreement|confirmed|signed off)\b[^.]{0,60}\b(?:ICB|"
    r"integrated care board|"
    r"DCO|designated clinical officer|DMO|designated medical officer|health commissioner|NHS)\b|"
    r"\b(?:ICB|integrated care board|DCO|designated clinical officer|DMO|health commissioner)\b"
    r"[^.\n]{0,60}\b(?:agreed|approved|agreement|has agreed|confirmed)\b",
    re.IGNORECASE,
)
_NOT_AGREED = re.compile(
    r"\b(?:not (?:yet )?agreed|awaiting|pending|to be agreed|not been agreed)\b", re.I
)


def _agreed(look: Look) -> bool:
    if look.plan.health_agreement or (look.case and look.case.icb_agreement):
        return True
    return any(
        not _NOT_AGREED.search(sentence_at(line.text, found.start()))
        for line, found in look.matches(_AGREED, ("G", "K", "cover", "I", "J", "H1", "H2"))
    )


@check(
    "L49",
    "H1-misfiled",
    Severity.MAJOR,
    source="SEND Regulations 2014 reg 12(1)(h); Chronically Sick and Disabled Persons Act 1970 s.2",
    sentence="Help under section 2 of the 1970 Act belongs in H1 for under-18s, and only for them.",
    fix="Move the line to the right part: H1 under 18, otherwise H2.",
)
def h1_misfiled(look: Look) -> Iterator[Hit]:
    rows = [row for row in look.provision("H1", "H2") if row.what.strip()]
    if not rows:
        return
    adult = look.require_age(look.day) >= 18
    kinds, other = pattern("specific", "csdpa.kinds"), pattern("specific", "csdpa.not_kinds")
    for row in rows:
        text = look.row_text[row.id]
        if adult and row.section == "H1":
            yield Hit("H1", short_quote(row.what))
        found = kinds.search(text)
        if found and not adult and row.section == "H2" and not other.search(text):
            yield _row_hit(row, found)
