"""Freshness, phase and preparing for adulthood (L100 to L110)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from goldenthread.law.limits import time_limit
from goldenthread.plans.checks.hits import CannotCheck, Hit, Severity
from goldenthread.plans.checks.look import BODY, Line, Look
from goldenthread.plans.checks.registry import check
from goldenthread.plans.checks.words import pattern, sentence_at, short_quote
from goldenthread.plans.content import AdulthoodArea, Evidence, Provision

OLD_DAYS = 2 * 365 + 1  # advice older than two years: no legal number, so a question only
PHASE_STARTS = {7: "secondary school", 12: "post-16", 0: "school"}
ADULTHOOD_YEAR = 9


def _phase_start(look: Look) -> date | None:
    """The 1 September on which the child's present phase began."""
    try:
        year = look.year(look.day)
    except CannotCheck:
        return None
    began = max((start for start in PHASE_STARTS if start <= year), default=None)
    if began is None:
        return None
    this_september = look.day.year if look.day.month >= 9 else look.day.year - 1
    return date(this_september - (year - began), 9, 1)


@check(
    "L100",
    "advice-stale",
    Severity.MINOR,
    source="Accuracy: UK GDPR art 5(1)(d); no number in law",
    sentence="The advice is more than two years old.",
    fix="Ask the adviser for new advice, or for a written note that the old still holds.",
)
def advice_stale(look: Look) -> Iterator[Hit]:
    phase = _phase_start(look)
    for item in look.evidence("MEDICAL", "PSYCHOLOGY", "THERAPY", "SENSORY_TEACHER"):
        written = item.written_date
        if written is None or item.still_right_note.strip():
            continue
        age = (look.as_of - written).days
        if phase and written < phase and age > 365:
            why = "The advice was written before the child's present phase of education."
            yield Hit("K", _named(item), why, severity=Severity.MAJOR)
        elif age > OLD_DAYS:
            yield Hit("K", _named(item))


def _named(item: Evidence) -> str:
    return short_quote(item.title or item.role or item.author or item.body)


def last_day(rule: str, start: date) -> date:
    """The last day a rule of law allows from a day, by the entry in force then."""
    return time_limit(rule, on=start).last_day(start)


@check(
    "L101",
    "plan-not-reviewed",
    Severity.ALARM,
    stage="R",
    source="CFA 2014 s.44(1)",
    sentence="The plan has not been reviewed within twelve months.",
    fix="Hold the review now, and tell the family when.",
)
def not_reviewed(look: Look) -> Iterator[Hit]:
    status, cover = look.status, look.cover
    if (
        status is not None
        and status.is_draft
        and not cover.final_date
        and not cover.last_review_date
    ):
        return
    known = [cover.final_date, cover.amended_date, cover.last_review_date]
    if status is not None and not status.is_draft:
        known.append(cover.plan_date)
    if look.case:
        known += [look.case.last_review_decision_date, look.case.amended_issued_date]
    dates = [day for day in known if day]
    if not dates:
        raise CannotCheck("The plan gives no date of issue or review that could be read.")
    last = max(dates)
    if look.as_of > last_day("rev-next", last):
        yield Hit("cover", "", f"The last issue or review decision is of {_uk(last)}.")


def _uk(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@check(
    "L102",
    "amended-not-issued",
    Severity.ALARM,
    stage="R",
    source="SEND Regulations 2014 reg 22(3); R (L, M and P) v Devon CC [2022] EWHC 493 (Admin)",
    sentence="The amended plan is late: eight weeks from the notice, twelve from the meeting.",
    fix="Issue the amended plan now, and tell the family why it was late.",
)
def amended_not_issued(look: Look) -> Iterator[Hit]:
    cover, case = look.cover, look.case
    notice = cover.amendment_notice_date or (case.amendment_notice_date if case else None)
    meeting = cover.review_meeting_date or (case.review_meeting_date if case else None)
    known = [cover.amended_date, case.amended_issued_date if case else None]
    issued = max((day for day in known if day), default=None)
    if not notice and not meeting:
        raise CannotCheck(
            "Neither the plan nor a case record gives a review meeting or notice date."
        )
    for start, words in ((notice, "notice"), (meeting, "meeting")):
        if not start or (issued and issued >= start) or (words == "meeting" and not notice):
            continue
        if look.as_of > _amended_by(start, words):
            weeks = (look.as_of - start).days // 7
            yield Hit("cover", "", f"{weeks} weeks since the {words}, and no amended plan.")


def _amended_by(start: date, what: str) -> date:
    """The last day for the amended plan: from the notice; or through its own last day from the
    meeting, as R (L, M and P) v Devon CC counts them together."""
    if what == "meeting":
        start = last_day("rev-amend-notice", start)
    return last_day("rev-amend-final", start)


@check(
    "L103",
    "phase-words",
    Severity.MAJOR,
    source="Inspection letter 2024: plans out of date",
    sentence="These words belong to an earlier phase than the child is in.",
    fix="Write what happens now; ask the present school.",
)
def phase_words(look: Look) -> Iterator[Hit]:
    if look.year(look.day) < 7:
        return
    history = pattern("freshness", "phase.history")
    for line, found in look.matches(pattern("freshness", "phase.early"), BODY[1:]):
        rest = sentence_at(line.text, found.start()).replace(found.group(), " ")
        if line.kind != "heading" and not history.search(rest):
            yield look.hit(line, found)


@check(
    "L104",
    "copied-provision-years",
    Severity.MINOR,
    stage="R",
    source="Inspection letter 2024; CFA 2014 s.44",
    sentence="The provision has not changed over three reviews, and outcomes are not met.",
    fix="Ask what is not working; change the provision, or record why it stays.",
    needs="case",
)
def provision_copied(look: Look) -> Iterator[Hit]:
    earlier = look.facts().earlier_versions
    if earlier is None:
        raise CannotCheck("Needs the earlier versions of this plan.")
    met = look.facts().outcomes_met
    unmet = met is None or not all(met.values())
    if len(earlier) < 3 or not unmet:
        return
    now = _provision_words(look.plan.provision)
    if now and all(_provision_words(old.provision) == now for old in earlier[-3:]):
        yield Hit("F", short_quote(look.plan.provision[0].what))


def _provision_words(rows: Iterable[Provision]) -> tuple[str, ...]:
    words = (f"{r.what} {r.how_often} {r.how_long}" for r in rows if r.section == "F")
    return tuple(sorted(" ".join(line.lower().split()) for line in words))


AREA_WORDS = {
    AdulthoodArea.EMPLOYMENT: "work or higher education",
    AdulthoodArea.LIVING: "independent living",
    AdulthoodArea.COMMUNITY: "friends and community",
    AdulthoodArea.HEALTH: "health",
}


@check(
    "L105",
    "pfa-missing",
    Severity.BLOCKS,
    source="SEND Regulations 2014 reg 12(3), 20(6); inspection letter 2024",
    sentence="From year 9 the plan must help to prepare for adult life.",
    fix="Ask the young person; add outcomes and provision, or say why an area needs none.",
)
def adulthood_missing(look: Look) -> Iterator[Hit]:
    if look.year(look.day) < ADULTHOOD_YEAR:
        return
    held = {o.adulthood_area for o in look.plan.outcomes if o.adulthood_area}
    lines = look.lines_in("E", "F", "G", "H1", "H2")
    words = "\n".join(line.text for line in lines if line.kind not in ("none found", "heading"))
    if pattern("freshness", "adulthood.reason").search(words):
        return
    missing = [
        said
        for area, said in AREA_WORDS.items()
        if area not in held and not pattern("freshness", f"adulthood.{area.value}").search(words)
    ]
    if missing:
        yield Hit("E", "", f"Nothing prepares for {_listed(missing)}.")


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


@check(
    "L106",
    "pfa-no-advice",
    Severity.MAJOR,
    source="SEND Regulations 2014 reg 6(1)(g)",
    sentence="From year 9 advice on preparing for adulthood is needed, and K lists none.",
    fix="Ask careers and adult services for advice, and attach it.",
)
def adulthood_no_advice(look: Look) -> Iterator[Hit]:
    if look.year(look.day) < ADULTHOOD_YEAR:
        return
    words = re.compile(
        r"\b(?:adulthood|PfA|careers?|adult (?:social )?care|independent living)\b", re.I
    )
    if not look.evidence("ADULTHOOD") and not words.search(look.text("K")):
        yield Hit("K")


def _transfers(look: Look) -> int | None:
    """The year of the coming September in which the child changes phase, if it is the next."""
    year = look.year(look.as_of)
    september = look.as_of.year if look.as_of.month < 9 else look.as_of.year + 1
    moves = look.case.moves_setting if look.case else None
    if moves is False:
        return None
    return september if year in (-1, 6, 11) or moves else None


@check(
    "L107",
    "phase-transfer-late",
    Severity.ALARM,
    stage="R",
    source="SEND Regulations 2014 reg 18",
    sentence="The child changes phase this September, and the next setting should be named by now.",
    fix="Name the setting and issue the amended plan now.",
)
def phase_transfer_late(look: Look) -> Iterator[Hit]:
    september = _transfers(look)
    if september is None or september != look.as_of.year:
        return
    post_16 = look.year(look.as_of) >= 11
    transfer = date(september, 9, 1)
    if look.as_of <= last_day("pt-post16" if post_16 else "pt-school", transfer):
        return
    named = look.case.next_setting_named if look.case else None
    if named is None:
        named = bool(
            re.search(rf"\bsept(?:ember)?\.? {september}\b", look.text("I"), re.IGNORECASE)
        )
        place = look.plan.placement
        named = named or bool(place and place.from_date and place.from_date.year == september)
    if not named:
        lines = [line for line in look.lines_in("I") if line.kind != "heading"]
        yield Hit("I", short_quote(lines[0].text) if lines else "")


@check(
    "L108",
    "transition-plan",
    Severity.MAJOR,
    source="CoP 9.61; inspection letter 2024",
    sentence="The child changes phase within a year, and nothing prepares for it.",
    fix="Say which visits, people and help make the move go well, and when.",
)
def no_transition_plan(look: Look) -> Iterator[Hit]:
    if _transfers(look) is None:
        return
    lines: list[Line] = list(look.lines_in("E", "F", "G", "H1", "H2"))
    if not any(pattern("freshness", "transition.words").search(line.text) for line in lines):
        yield Hit("F")


@check(
    "L109",
    "adult-service",
    Severity.MAJOR,
    source="Care Act 2014 ss.58 to 66; inspection letter 2024",
    sentence="The young person may need adult care or health, and no handover is planned.",
    fix="Ask adult services for an assessment; write who hands over to whom, and when.",
)
def no_adult_service(look: Look) -> Iterator[Hit]:
    if look.require_age(look.as_of) < 16:
        return
    likely = look.case.likely_adult_needs if look.case else None
    if likely is None:
        likely = any(look.provision("G", "H1", "H2"))
    if likely and not pattern("freshness", "adult.words").search(look.text()):
        rows = list(look.provision("H1", "H2", "G"))
        yield Hit(
            rows[0].section.value if rows else "H2", short_quote(rows[0].what) if rows else ""
        )


@check(
    "L110",
    "age-out",
    Severity.MINOR,
    source="CFA 2014 ss.36(10), 45(3)",
    sentence="At 19 or over the plan says whether its outcomes are reached, and what remains.",
    fix="Add which outcomes are reached, which remain, and what that means for the plan.",
)
def outcomes_status_missing(look: Look) -> Iterator[Hit]:
    if look.require_age(look.as_of) < 19:
        return
    noted = any(note.text.strip() for note in look.plan.review_notes)
    if not noted and not pattern("freshness", "older.outcomes").search(
        look.text("E", "A", "cover")
    ):
        yield Hit("E")
