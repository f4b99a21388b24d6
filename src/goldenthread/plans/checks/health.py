"""Health and social care (L90 to L97)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenthread.plans.checks.hits import CannotCheck, Hit, Severity
from goldenthread.plans.checks.look import BODY, Look
from goldenthread.plans.checks.registry import check
from goldenthread.plans.checks.words import compiled, data, pattern, sentence_at, short_quote
from goldenthread.plans.content import Section

LETTERS = "inspection letters 2021 and 2024"
_CHECKED = re.compile(
    r"\bdraft\b[^.\n]{0,40}\b(?:sent|shared|to|seen by)\b[^\n]{0,120}\b(?:confirm\w*|"
    r"accurate|agreed|"
    r"chang\w+|correct\w*|replied|no reply)\b",
    re.IGNORECASE,
)


@check(
    "L90",
    "health-not-reviewed",
    Severity.MAJOR,
    source="Inspection letter 2021: health professionals see the draft",
    sentence="Health advisers were not shown the draft, or their answer is not recorded.",
    fix="Send each adviser the passages made from their advice; record yes, changes or left out.",
    needs="plan or case",
)
def health_not_reviewed(look: Look) -> Iterator[Hit]:
    health = look.evidence("MEDICAL", "THERAPY")
    if look.case and look.case.adviser_replies is not None:
        replies = [r for r in look.case.adviser_replies if r.kind == "health"]
        if not replies:
            yield Hit("K", "", "No health adviser was sent the draft.")
        for reply in replies:
            if not reply.sent_date or not reply.reply_date:
                why = f"{reply.adviser} was sent the draft, and no answer is recorded."
                yield Hit(
                    "K", "", why if reply.sent_date else f"{reply.adviser} was not sent the draft."
                )
        return
    if any(item.draft_sent_date for item in look.plan.evidence):
        for item in health:
            if not (item.draft_sent_date and item.reply_date):
                yield Hit("K", short_quote(item.title or item.role or item.author))
    elif not any(look.mentions(_CHECKED, section) for section in look.by_section):
        raise CannotCheck("Needs the record of who was sent the draft, and what they answered.")


def _missing_advice(look: Look, kind: str, words: str) -> Iterator[Hit]:
    if look.require_status().is_draft:
        return
    if not look.has_section(Section.K):
        yield Hit("K", "", f"The final plan has no section K, so no advice from {words}.")
        return
    items = look.evidence(kind)
    unknown = pattern("health", "social.unknown")
    gone = [i for i in items if unknown.search(f"{i.title} {i.role} {i.author} {i.body}")]
    if not items:
        yield Hit("K", "", f"Section K lists no advice from {words}.")
    elif len(gone) == len(items):
        yield Hit("K", short_quote(gone[0].title or gone[0].role), f"No advice from {words} came.")


@check(
    "L91",
    "finalised-no-health",
    Severity.BLOCKS,
    stage="F",
    source="SEND Regulations 2014 reg 6(1)(c); inspection letter 2024",
    sentence="A final plan with no medical advice.",
    fix="Get the advice from the professional whom the ICB names, before the plan is final.",
)
def finalised_without_health(look: Look) -> Iterator[Hit]:
    yield from _missing_advice(look, "MEDICAL", "health")


@check(
    "L92",
    "finalised-no-social-care",
    Severity.BLOCKS,
    stage="F",
    source="SEND Regulations 2014 reg 6(1)(e); inspection letter 2024",
    sentence="A final plan with no social care advice.",
    fix="Get the advice: 'not known to us' is no advice; offer an assessment and give its result.",
)
def finalised_without_social_care(look: Look) -> Iterator[Hit]:
    yield from _missing_advice(look, "SOCIAL_CARE", "social care")


@check(
    "L93",
    "sc-assessment-offer",
    Severity.MAJOR,
    source="Inspection letter 2021; Children Act 1989 ss.17, 17ZA, 17ZD",
    sentence="Nothing shows that a social care assessment was offered, and what the family said.",
    fix="Offer it (child, parent carer, young carer); record the day and the answer.",
    needs="plan or case",
)
def social_care_not_offered(look: Look) -> Iterator[Hit]:
    if look.case and look.case.social_care_offers is not None:
        for offer in look.case.social_care_offers:
            if not offer.answer.strip():
                yield Hit("D", "", f"The offer of {offer.offered_date} has no recorded answer.")
        if not look.case.social_care_offers:
            yield Hit("D")
        return
    looked = any(
        n.section == "D" and n.assessed_by and n.assessed_date for n in look.plan.nothing_found
    )
    if looked and look.plan.origin.format == "json":
        return  # in a file who looked is a field; in prose a name and a date may be any
    words = look.text("A", "D", "H1", "H2", "K", "cover")
    if not pattern("health", "social.offer").search(words) and not _assessed_plainly(look):
        lines = [line for line in look.lines_in("D") if line.kind != "heading"]
        yield Hit("D", short_quote(lines[0].text) if lines else "")


def _assessed_plainly(look: Look) -> bool:
    """Needs in D with social care advice in K: somebody has assessed."""
    return any(n.section == "D" for n in look.plan.needs) and bool(look.evidence("SOCIAL_CARE"))


@check(
    "L94",
    "health-none-unproven",
    Severity.MAJOR,
    source="SEND Regulations 2014 reg 12(1)(c); inspection letter 2024",
    sentence="The plan says there are no health needs, and something shows that there are.",
    fix="Ask the health adviser, and list the need.",
)
def no_health_unproven(look: Look) -> Iterator[Hit]:
    said = [n for n in look.plan.nothing_found if n.section in ("C", "G")]
    if not any(n.section == "C" for n in said) or any(n.section == "C" for n in look.plan.needs):
        return
    if look.case and look.case.open_health_care:
        services = ", ".join(look.case.open_health_care)
        yield Hit("C", short_quote(said[0].text), f"The NHS record shows open care: {services}.")
        return
    denied = re.compile(
        r"(?:" + "|".join(data("health")["condition"]["denied"]) + r")[^.]{0,30}$", re.I
    )
    for line, found in look.matches(
        pattern("health", "condition.words"), ("A", "B", "D", "F", "H1", "H2", "K")
    ):
        sentence = sentence_at(line.text, found.start())
        if not denied.search(sentence[: sentence.find(found.group())]) and not _of_others(sentence):
            yield look.hit(line, found)
            return


def _of_others(sentence: str) -> bool:
    return bool(pattern("identity", "third_party.who").search(sentence))


@check(
    "L95",
    "waiting-not-shown",
    Severity.MINOR,
    source="Inspection letters 2021 and 2024: waits, and help meanwhile",
    sentence="The child waits for a service, and the plan does not show the wait or help "
    "meanwhile.",
    fix="Name the wait and since when, and the help that is given until then.",
)
def waiting_without_help(look: Look) -> Iterator[Hit]:
    meanwhile = pattern("health", "wait.meanwhile")
    for line, found in look.matches(pattern("health", "wait.says"), BODY):
        if not meanwhile.search(line.text):
            yield look.hit(line, found)
    text = look.text(*BODY).lower()
    for wait in (look.case and look.case.waits) or ():
        if wait.service.lower() not in text:
            why = f"An open wait for {wait.service} since {wait.since} is not in the plan."
            yield Hit("C", "", why)


@check(
    "L96",
    "equipment",
    Severity.MAJOR,
    source="Inspection letter 2024 (wheelchairs)",
    sentence="The child relies on this, and nobody is named to own, check or repair it.",
    fix="Name the service that owns it, how often it is checked, and whom to call for repair.",
)
def equipment_uncared_for(look: Look) -> Iterator[Hit]:
    cared = pattern("health", "equipment.cared")
    told: dict[str, list[Hit]] = {}
    fine: set[str] = set()
    for line, found in look.matches(pattern("health", "equipment.words"), BODY):
        thing = found.group().lower().rstrip("s")
        words = look.row_text.get(line.row, line.text)
        if cared.search(words.replace(found.group(), " ")):
            fine.add(thing)
        elif line.kind != "heading" and line.section != "A":
            told.setdefault(thing, []).append(look.hit(line, found))
    for thing, hits in told.items():
        if thing not in fine:
            yield hits[0]


@check(
    "L97",
    "risk-plan",
    Severity.MAJOR,
    source="Supporting pupils with medical conditions (DfE, 2015); safety",
    sentence="The child may come to harm, and no emergency, healthcare or behaviour plan is named.",
    fix="Point to the dated plan by its name and version.",
)
def risk_without_plan(look: Look) -> Iterator[Hit]:
    finder = compiled(tuple(data("health")["risk"]["words"]))
    for line, found in look.matches(finder, ("B", "C", "D", "F", "G", "H1", "H2")):
        head = line.text[max(0, found.start() - 40) : found.start()]
        if not re.search(r"\b(?:no|not|never|without|nor)\b[^.]{0,30}$", head, re.IGNORECASE):
            if not pattern("health", "risk.plan").search(look.text()):
                yield look.hit(line, found)
            return
