"""The golden thread and its outcomes (L50 to L62)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from goldenthread.plans.checks.hits import CannotCheck, Hit, Severity
from goldenthread.plans.checks.look import Look
from goldenthread.plans.checks.registry import check
from goldenthread.plans.checks.words import data, pattern, quote_at, short_quote, wordset
from goldenthread.plans.content import Outcome, Row, Section
from goldenthread.plans.reading.dates import TOLD_OF

THREAD = "CFA 2014 s.37(2); CoP 9.64 to 9.69"
MANY_OUTCOMES = 12
FAR_YEARS = 3
PHASE_ENDS = {
    0: "reception",
    2: "key stage 1",
    6: "key stage 2",
    9: "key stage 3",
    11: "key stage 4",
}


def _when_none(look: Look, rows: Sequence[Row], words: str) -> None:
    if not rows:
        raise CannotCheck(f"The plan holds no {words} that could be read.")
    look.require_ties(rows, words)


@check(
    "L50",
    "need-no-provision",
    Severity.BLOCKS,
    source="R v SSES ex p E [1992] 1 FLR 377 (CA); CFA 2014 s.37(2)(c)",
    sentence="This need has no provision: the law wants provision for each and every need.",
    fix="Link the line that meets it, or ask the adviser what should.",
)
def need_without_provision(look: Look) -> Iterator[Hit]:
    _when_none(look, look.plan.needs, "needs")
    for need in look.plan.needs:
        if not look.need_provision(need):
            yield Hit(need.section.value, short_quote(need.text))


@check(
    "L51",
    "provision-no-need",
    Severity.MAJOR,
    source=f"{THREAD}; published QA frameworks",
    sentence="This provision serves no need in the plan.",
    fix="Link the need, write the need that the advice shows, or take the line out.",
)
def provision_without_need(look: Look) -> Iterator[Hit]:
    _when_none(look, look.plan.provision, "provision")
    _when_none(look, look.plan.needs, "needs")
    moving = pattern("freshness", "transition.specific")
    for row in look.plan.provision:
        if not look.provision_need(row) and not moving.search(look.row_text[row.id]):
            yield Hit(row.section.value, short_quote(row.what))


@check(
    "L52",
    "outcome-unlinked",
    Severity.MAJOR,
    source="CoP 9.66 to 9.69",
    sentence="This outcome hangs in the air: no need leads to it, or no provision serves it.",
    fix="Link the need it answers and the provision that brings it about.",
)
def outcome_unlinked(look: Look) -> Iterator[Hit]:
    _when_none(look, look.plan.outcomes, "outcomes")
    needs_known = look.ties(look.plan.needs)
    for outcome in look.plan.outcomes:
        needed = look.outcome_need(outcome) or not needs_known
        if not (needed and look.outcome_provision(outcome)):
            yield Hit("E", short_quote(outcome.text))


@check(
    "L53",
    "need-no-outcome",
    Severity.MAJOR,
    source="CoP 9.66 to 9.69; published QA frameworks",
    sentence="Nothing says what should change for the child in this need.",
    fix="Write the outcome with the family and the adviser, and link it.",
)
def need_without_outcome(look: Look) -> Iterator[Hit]:
    _when_none(look, look.plan.needs, "needs")
    for need in look.plan.needs:
        if not look.need_outcome(need):
            yield Hit(need.section.value, short_quote(need.text))


@check(
    "L54",
    "aspiration-unused",
    Severity.MINOR,
    source="CoP 9.64; inspection letter 2021",
    sentence="The child hopes for this, and no outcome leads towards it.",
    fix="Link an outcome, or write down why there is none.",
)
def aspiration_unused(look: Look) -> Iterator[Hit]:
    hopes = look.plan.aspirations
    if not hopes:
        raise CannotCheck("Section A holds no aspiration that could be told apart.")
    linked = any(look.linked(hope, look.plan.outcomes) for hope in hopes)
    outcomes = look.text("E").lower()
    for hope in hopes:
        if hope.no_outcome_reason.strip() or look.linked(hope, look.plan.outcomes):
            continue
        if look.plan.origin.format != "json" and not _WISH.search(hope.text):
            continue  # words of section A that tell of today, not of a hope
        words = hope.text
        for name in look.names:
            words = re.sub(rf"\b{re.escape(name)}\b", " ", words, flags=re.IGNORECASE)
        if (look.plan.origin.format == "json" and linked) or not _echo(words, outcomes):
            yield Hit("A", short_quote(hope.text))


_WISH = re.compile(
    r"\b(?:wants?|hopes?|wish\w*|dreams?|would|like to|looks? forward|one day|"
    r"when (?:I|he|she|they) (?:am|is|are|grow\w*|leaves?)|become|aspir\w+|goal|ambition|job|"
    r"future|grow\w* up|to be)\b",
    re.IGNORECASE,
)


def _echo(hope: str, outcomes: str) -> bool:
    """Whether any telling word of a hope comes back in section E."""
    plain = wordset("thread", "stop.words")
    words = {w for w in re.findall(r"[a-z]{3,}", hope.lower()) if w not in plain}
    return not words or any(_stem(word) in outcomes for word in words)


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|es|s|er|ers)$", "", word) if len(word) > 5 else word


@check(
    "L55",
    "outcome-no-date",
    Severity.MAJOR,
    source="CoP 9.66: outcomes are time-bound",
    sentence="The outcome has no day by which it should be reached.",
    fix="Agree by when, and write it.",
)
def outcome_without_date(look: Look) -> Iterator[Hit]:
    words = pattern("thread", "outcome.phase_words")
    for outcome in look.plan.outcomes:
        if outcome.by_when or outcome.by_when_words.strip():
            continue
        text = f"{outcome.text} {outcome.measure}"
        rest = TOLD_OF.sub(" ", _STARTED.sub(" ", text))
        if not words.search(rest) and not re.search(r"\b(?:19|20)\d\d\b", rest):
            yield Hit("E", short_quote(outcome.text))


# "... up from 2 of 10 in March 2026": where the child starts, and no day to be reached.
_STARTED = re.compile(
    r"\b(?:from|since|baseline|currently|now|was|were)\b[^.;,]*?\b(?:19|20)\d\d\b", re.IGNORECASE
)


@check(
    "L56",
    "outcome-date-past",
    Severity.MAJOR,
    stage="F R",
    source="CFA 2014 s.44; inspection letter 2024",
    sentence="The day by which the outcome should be reached has gone.",
    fix="Say whether it was reached, and set the next step with a new day.",
)
def outcome_date_past(look: Look) -> Iterator[Hit]:
    for outcome in look.plan.outcomes:
        if outcome.by_when and outcome.by_when < look.as_of:
            yield Hit("E", short_quote(outcome.by_when_words or outcome.text))


@check(
    "L57",
    "outcome-not-measurable",
    Severity.MAJOR,
    source="CoP 9.66; published QA frameworks",
    sentence="Nobody could tell whether this was reached: it has no start, no measure.",
    fix="Say where the child is now, and what will be seen when it is reached.",
)
def outcome_not_measurable(look: Look) -> Iterator[Hit]:
    vague = pattern("thread", "outcome.vague")
    measured = pattern("thread", "outcome.measured")
    for outcome in look.plan.outcomes:
        if outcome.baseline.strip() and outcome.measure.strip():
            continue
        found = vague.search(outcome.text)
        rest = f"{_without_dates(outcome.text)} {_without_dates(outcome.measure)}"
        if found and not measured.search(rest):
            yield Hit("E", quote_at(outcome.text, found.start(), found.end()))


_DATES = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)? )?(?:january|february|march|april|may|june|july|august|"
    r"september|"
    r"october|november|december|easter|christmas|summer|autumn|spring)(?: term)? (?:19|20)\d\d\b|"
    r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:19|20)\d\d\b|\b(?:key stage|year|KS|age) ?\d+|\bin "
    r"\d+ (?:weeks|"
    r"months|terms|years)\b|\b(?:one|two|three|1|2|3) (?:years?|terms?)\b|\bat least "
    r"one\b|\bone day\b",
    re.IGNORECASE,
)


def _without_dates(text: str) -> str:
    return _DATES.sub(" ", text)


@check(
    "L58",
    "outcome-is-provision",
    Severity.MAJOR,
    source="CoP 9.66: an outcome is not the provision",
    sentence="This is a service to be had, not a difference to the child's life.",
    fix="Move the help to F, G or H; say what the child will be able to do.",
)
def outcome_is_provision(look: Look) -> Iterator[Hit]:
    finder = _service_finder()
    for outcome in look.plan.outcomes:
        if found := finder.search(outcome.text):
            yield Hit("E", quote_at(outcome.text, found.start(), found.end()))


def _service_finder() -> re.Pattern[str]:
    lists = data("thread")["outcome"]
    verbs, services = "|".join(lists["provision_verbs"]), "|".join(lists["services"])
    return re.compile(
        rf"\b(?:{verbs})\s+(?:an? |the |some |his |her |their )?(?:[\w’:-]+ "
        rf"){{0,3}}?(?:{services})\b"
        r"(?! (?:at break|of friends|of friend|game|project))",
        re.IGNORECASE,
    )


@check(
    "L59",
    "outcome-not-phase-end",
    Severity.MINOR,
    source="CoP 9.66 to 9.69",
    sentence="Outcomes normally look two or three years ahead, to the end of the phase.",
    fix="Set the outcome for the end of this phase, and nearer steps on the way.",
)
def outcome_too_far(look: Look) -> Iterator[Hit]:
    for outcome in look.plan.outcomes:
        if _too_far(look, outcome):
            yield Hit("E", short_quote(outcome.by_when_words or outcome.text))
    dates = [o.by_when for o in look.plan.outcomes if o.by_when]
    end = _phase_end(look)
    worded = pattern("thread", "outcome.phase_words").search(look.text("E"))
    if end and dates and not worded:
        latest = max(dates)
        if look.as_of <= latest < end - timedelta(days=120):
            why = "No outcome reaches to the end of the phase, which is within a year."
            yield Hit("E", "", why)


def _too_far(look: Look, outcome: Outcome) -> bool:
    if outcome.by_when and (outcome.by_when - look.day).days > FAR_YEARS * 366:
        return True
    found = re.search(
        data("thread")["outcome"]["age"], f"{outcome.text} {outcome.by_when_words}", re.I
    )
    age = look.age(look.day)
    return bool(found and age is not None and int(found.group(1)) - age > FAR_YEARS)


def _phase_end(look: Look) -> date | None:
    """31 July of the school year that ends a phase, when this year does."""
    try:
        year = look.year(look.as_of)
    except CannotCheck:
        return None
    ends = look.as_of.year + (1 if look.as_of.month >= 9 else 0)
    return date(ends, 7, 31) if year in PHASE_ENDS else None


@check(
    "L60",
    "too-many-outcomes",
    Severity.NOTE,
    source="Published QA frameworks: a plan that people can use",
    sentence=f"More than {MANY_OUTCOMES} outcomes are hard to hold in mind.",
    fix="Join those that belong together; keep steps in the school's own plan.",
)
def too_many_outcomes(look: Look) -> Iterator[Hit]:
    count = len(look.plan.outcomes)
    if count > MANY_OUTCOMES:
        yield Hit(
            "E", "", f"The plan has {count} outcomes; more than {MANY_OUTCOMES} are hard to use."
        )


@check(
    "L61",
    "no-H-outcome",
    Severity.MINOR,
    source="CoP 9.69(E); inspection letter 2024",
    sentence="Health or social care provision with no outcome of its own.",
    fix="Say what it should change for the child, and link it.",
)
def care_without_outcome(look: Look) -> Iterator[Hit]:
    rows = [r for r in look.provision("G", "H1", "H2") if r.what.strip()]
    if rows:
        look.require_ties(look.plan.outcomes, "outcomes")
    own = {o.id for o in look.plan.outcomes if o.area in ("HEALTH", "SOCIAL_CARE")}
    for row in rows:
        near = look.linked(row, look.plan.outcomes)
        through = [
            o for n in look.linked(row, look.plan.needs) for o in look.linked(n, look.plan.outcomes)
        ]
        if not near and not through and not (own and row.area is not None):
            yield Hit(row.section.value, short_quote(row.what))


@check(
    "L62",
    "no-monitoring",
    Severity.MAJOR,
    source="CoP 9.69(E): arrangements for monitoring progress",
    sentence="The plan does not say who checks progress, how and when.",
    fix="Name who checks, how often, and how the family hears.",
)
def no_monitoring(look: Look) -> Iterator[Hit]:
    if not look.has_section(Section.E):
        raise CannotCheck("There is no section E to read.")
    if look.plan.monitoring.strip() or any(o.monitored.strip() for o in look.plan.outcomes):
        return
    lines = [*look.lines_in("E"), *(ln for ln in look.lines_in("F") if ln.kind == "passage")]
    if not any(_monitors(line.text) for line in lines):
        yield Hit("E", "")


def _monitors(text: str) -> bool:
    return all(
        pattern("thread", f"monitoring.{key}").search(text) for key in ("verbs", "when", "who")
    )
