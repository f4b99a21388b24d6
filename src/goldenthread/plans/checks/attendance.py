"""Education access (L120 to L125)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenthread.plans.checks.amounts import number
from goldenthread.plans.checks.hits import CannotCheck, Hit, Severity
from goldenthread.plans.checks.look import BODY, Look
from goldenthread.plans.checks.registry import check
from goldenthread.plans.checks.words import compiled, data, pattern, sentence_at, short_quote

HALF = 50.0  # per cent of sessions attended
MANY_SUSPENSIONS = 2


@check(
    "L120",
    "part-time",
    Severity.MAJOR,
    source="Working together to improve school attendance (DfE, 2024); inspection letter 2024",
    sentence="A part-time timetable with no end and no review.",
    fix="Give the day of return to full time, the reviews, and how F is kept up meanwhile.",
)
def part_time(look: Look) -> Iterator[Hit]:
    ending = pattern("attendance", "part_time.ending")
    for line, found in look.matches(pattern("attendance", "part_time.hits"), (*BODY, "I")):
        words = look.row_text.get(line.row, line.text)
        ends = ending.search(words.replace(found.group(), " "))
        if line.kind != "heading" and not ends and not _ELSEWHERE.search(words):
            yield look.hit(line, found)


_ELSEWHERE = re.compile(r"\b(?:college|work experience|nursery|youth club)\b", re.IGNORECASE)


@check(
    "L121",
    "not-in-education",
    Severity.ALARM,
    source="Education Act 1996 s.19; CFA 2014 s.42; inspection letter 2024",
    sentence="The child is not in education, and nothing is arranged.",
    fix="Arrange education under section 19 today; say how many hours, where and from when.",
)
def not_in_education(look: Look) -> Iterator[Hit]:
    case = look.case
    if case and (case.section_19_hours or case.provision_delivered):
        return
    if case and case.has_place is False:
        yield Hit("I", "", "The case record shows no place, and no arrangement under section 19.")
    elif case and case.attendance_percent is not None and case.attendance_percent < HALF:
        yield Hit("I", "", f"Attendance is {case.attendance_percent:g}%, and nothing is arranged.")
    past = pattern("attendance", "out.past")
    for line, found in look.matches(pattern("attendance", "out.hits"), (*BODY, "I", "cover")):
        if not past.search(sentence_at(line.text, found.start())):
            if not pattern("attendance", "out.met").search(look.text("F", "I", "A")):
                yield look.hit(line, found)
            return


@check(
    "L122",
    "placement-cannot-meet",
    Severity.MAJOR,
    stage="F",
    source="CFA 2014 s.39; the file record",
    sentence="The setting said it cannot meet the need, and is named without the council's "
    "reasons.",
    fix="Record why the council names it all the same.",
    needs="case",
)
def cannot_meet_need(look: Look) -> Iterator[Hit]:
    replies = look.facts().setting_replies
    if replies is None:
        raise CannotCheck("Needs the settings' answers to the consultation.")
    place = look.plan.placement
    if place is None or not place.name:
        return
    for reply in replies:
        same = reply.setting.lower() == place.name.lower()
        if same and not reply.can_meet_need and not reply.council_reasoning.strip():
            yield Hit("I", place.name)


@check(
    "L123",
    "home-ed-label",
    Severity.MAJOR,
    source="Education Act 1996 ss.7, 19; CFA 2014 s.42; inspection letter 2024",
    sentence="Called elective home education, though the family says no place was offered.",
    fix="Open an arrangement under section 19 or 61: the family has not chosen this.",
)
def home_education_label(look: Look) -> Iterator[Hit]:
    sections = (*BODY, "I", "K", "cover")
    for line, found in look.matches(pattern("attendance", "home.hits"), sections):
        forced = pattern("attendance", "home.no_place").search(look.text())
        if forced or (look.case and look.case.has_place is False):
            yield look.hit(line, found)
        return


@check(
    "L124",
    "personal-budget-offer",
    Severity.MAJOR,
    stage="D",
    source="CFA 2014 s.49; Special Educational Needs (Personal Budgets) Regulations 2014 reg 3",
    sentence="The draft does not show that the family was told of personal budgets.",
    fix="Give the information, and record the day and the answer.",
)
def budget_not_offered(look: Look) -> Iterator[Hit]:
    if not look.require_status().is_draft:
        return
    budget = look.plan.personal_budget
    told = budget and (budget.information_given.strip() or budget.requested is not None)
    if told or (look.case and look.case.budget_information):
        return
    if not compiled(tuple(data("attendance")["budget"]["words"])).search(_budget_words(look)):
        lines = [line for line in look.lines_in("J") if line.kind != "heading"]
        yield Hit("J", short_quote(lines[0].text) if lines else "")


def _budget_words(look: Look) -> str:
    """What section J and the cover say, but for 'No direct payment is made': nobody was told."""
    words = (line.text for line in look.lines_in("J", "cover") if line.kind != "heading")
    return "\n".join(_NOT_PAID.sub(" ", text) for text in words)


_NOT_PAID = re.compile(
    r"\bno (?:personal budget|direct payments?)(?: or (?:personal budget|direct payments?))? "
    r"(?:is|are|was|were|has been|have been) (?:made|paid|in place|set up)\b",
    re.IGNORECASE,
)


@check(
    "L125",
    "exclusion-trigger",
    Severity.MINOR,
    source="Suspension and permanent exclusion guidance (DfE); inspection letter 2024",
    sentence="Two or more suspensions, and no early review.",
    fix="Call an early review: the plan may not be meeting the need.",
)
def suspensions_without_review(look: Look) -> Iterator[Hit]:
    case = look.case
    if case and case.suspensions_since_review is not None:
        if case.suspensions_since_review >= MANY_SUSPENSIONS and not case.early_review_date:
            yield Hit(
                "cover", "", f"{case.suspensions_since_review} suspensions since the last review."
            )
        return
    for line, found in look.matches(_named(), BODY):
        if _many(found):
            if not pattern("attendance", "suspension.review").search(look.text()):
                yield look.hit(line, found)
            return


def _named() -> re.Pattern[str]:
    return compiled(tuple(data("attendance")["suspension"]["hits"]))


def _many(found: re.Match[str]) -> bool:
    words = next(group for group in found.groups() if group)
    return number(words) >= MANY_SUSPENSIONS
