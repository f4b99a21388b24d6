"""What the desk shows of a family's rights: who sees what, by which evidence, and until when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker
from goldenthread.desk.rights_forms import ANSWERS, DECISIONS, REPRESENTING
from goldenthread.people.frame import frame
from goldenthread.people.models import (
    AdultLink,
    Answer,
    CapacityDecision,
    Child,
    Mandate,
    ViewLimitRequest,
)
from goldenthread.people.rights import FamilyMember, FamilyRights
from goldenthread.people.rules import LEAST_AGE_FOR_CAPACITY, age_on
from goldenthread.people.standing import rights_are_own
from goldenthread.people.transfer import passing
from goldenthread.ui.words import count, distance, listed, plain_date

TAB = "desk:family"
SAID = {str(answer): words for answer, words in ANSWERS}
DECIDED = {str(decision): words for decision, words in DECISIONS}
FACTS = (
    ("parental_responsibility", "Parental responsibility"),
    ("lives_with", "Child lives with them"),
    ("may_see_plan", "May see the plan"),
    ("may_see_location", "May know where the child is"),
    ("gets_notices", "Gets notices"),
)


def page(by: Asker, child: Child, found: FamilyRights, on: date) -> dict[str, Any]:
    """Return the whole page of one child's family."""
    own = rights_are_own(child, on)
    return {
        **frame(by, child, TAB, on),
        "members": [_member(child, each, own, on) for each in found.members],
        "own_rights": own,
        "passing": _passing(child, found, on),
        "of_age": child.birth_date is not None
        and age_on(child.birth_date, on) >= LEAST_AGE_FOR_CAPACITY,
        "own_account": found.own_account,
        "own_code": _code(found.own_code),
        "mandates": [_mandate(each, on) for each in found.mandates],
        "capacity": [_capacity(each, on) for each in found.capacity],
        "asked": [_asked(child, each, on) for each in found.asked],
        "child_id": child.pk,
    }


def _passing(child: Child, found: FamilyRights, on: date) -> list[str]:
    """Say what is to be done about rights that pass, or have passed, one sentence each."""
    told = passing(child.birth_date, on)
    if told is None:
        return []
    unsaid = sum(each.answer is None for each in found.members)
    words = []
    if on <= told.last_day:
        words.append(
            f"The rights pass to the young person after {plain_date(told.last_day)}"
            f" ({distance(told.last_day, on)})."
        )
        words += [step.words for step in told.steps]
    elif unsaid and told.ask_by is not None:
        words.append(
            f"Ask the young person about each adult by {plain_date(told.ask_by)}"
            f" ({distance(told.ask_by, on)}): {count(unsaid, 'adult', 'adults')} to ask about."
        )
    if told.check_term and on <= told.last_day:
        words.append("Born from 1 to 7 September: check the day against the local term date.")
    if told.under_sixteen_until and on < told.under_sixteen_until:
        words.append(
            f"They are 15 until {plain_date(told.under_sixteen_until)}: the law on capacity begins"
            " at 16. Ask the council's lawyer before anybody decides for them."
        )
    return words


def _member(child: Child, each: FamilyMember, own: bool, on: date) -> dict[str, Any]:
    link = each.link
    arguments = [child.pk, link.pk]
    facts = [(words, Answer(getattr(link, name)).label) for name, words in FACTS]
    if link.responsibility_evidence:
        facts.insert(1, ("Shown by", link.responsibility_evidence))
    if link.court_order:
        until = link.court_order_to_date
        facts.append(
            ("Court order", f"Recorded, until {plain_date(until)}" if until else "Recorded")
        )
    return {
        "name": link.adult.name,
        "relationship": link.relationship,
        "facts": facts,
        "restricted": _restricted(link, on),
        "account": each.has_account,
        "code": _code(each.code),
        "said": _said(each) if own else "",
        "own": own,
        "href": reverse("desk:family-adult", args=arguments),
        "restrict": reverse("desk:family-restrict", args=arguments),
        "end": reverse("desk:family-end", args=arguments),
        "send": reverse("desk:family-code", args=arguments),
        "answer": reverse("desk:family-answer", args=arguments),
    }


def _restricted(link: AdultLink, on: date) -> str:
    """Say that an adult is restricted and until when; why is for those alone who must know."""
    review = link.restriction_review_date
    if not link.restriction_reason or review is None:
        return ""
    return f"To be judged again by {plain_date(review)} ({distance(review, on)})."


def _said(each: FamilyMember) -> str:
    if each.answer is None:
        return "The young person has not said yet: they see nothing new."
    parts = f": sections {listed(each.answer.sections)}" if each.answer.sections else ""
    return f"{SAID[each.answer.answer]}{parts}. Since {plain_date(each.answer.from_date)}."


def _code(code: Any) -> dict[str, Any] | None:
    if code is None:
        return None
    return {
        "id": code.pk,
        "words": f"A code was sent on {plain_date(code.sent_at.date())}."
        f" It works until {plain_date(code.ends_at.date())}.",
    }


def _mandate(each: Mandate, on: date) -> dict[str, Any]:
    does = [
        words
        for held, words in ((each.may_see_plan, "see the plan"), (each.may_speak, "speak"))
        if held
    ]
    return {
        "id": each.pk,
        "name": each.user.name,
        "words": f"For {each.given_by.name if each.given_by else 'the young person'}, from"
        f" {plain_date(each.from_date)} to {plain_date(each.to_date)}"
        f" ({distance(each.to_date, on)}). May {listed(does) or 'see dates only'}."
        f" Shown by: {each.evidence}.",
    }


def _capacity(each: CapacityDecision, on: date) -> dict[str, Any]:
    right = dict(REPRESENTING).get(each.representing_as, "")
    who = each.representative.name if each.representative else ""
    return {
        "title": DECIDED[each.decision],
        "about": each.about,
        "found": "They could decide this." if each.able else "They could not decide this.",
        "who": f"{who}: {right}" if who else "",
        "assessed": f"{each.assessor}, {plain_date(each.assessed_date)}",
        "evidence": each.evidence,
        "review": f"{plain_date(each.review_date)} ({distance(each.review_date, on)})",
        "over": each.review_date < on,
    }


def _asked(child: Child, each: ViewLimitRequest, on: date) -> dict[str, Any]:
    return {
        "words": each.words,
        "asked": plain_date(each.asked_date),
        "due": f"{plain_date(each.due_date)} ({distance(each.due_date, on)})",
        "open": each.decided_date is None,
        "late": each.decided_date is None and each.due_date < on,
        "decided": plain_date(each.decided_date) if each.decided_date else "",
        "granted": each.granted,
        "reasons": each.reasons,
        "href": reverse("desk:family-asked", args=[child.pk, each.pk]),
    }
