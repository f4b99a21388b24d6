"""The kinds of letter there are: who must get each, by what law, and what it must print.

A kind that the law asks for cannot be sent without the dates that its reader needs, each worked
out by the rule named here (`KeyDate.code`). Plain Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from goldenthread.letters.rules.content import Content
from goldenthread.letters.rules.recipients import Reader

FAMILY = frozenset({Reader.PARENT, Reader.YOUNG_PERSON})
APPEAL = ("med-contact", "app-limit")


class IncompleteNotice(ValueError):
    """A notice lacks what the law says it must tell; the message says what."""


class NoSuchNotice(LookupError):
    """No kind of letter has this code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One kind of letter. `dates` are rules whose last day it must print; `one_of`, any of them."""

    code: str
    title: str
    goes_to: frozenset[Reader]
    source: str  # instrument and provision; empty: no law asks for it
    dates: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    statutory: bool = True


def _kinds(*some: Notice) -> Mapping[str, Notice]:
    return MappingProxyType({each.code: each for each in some})


NOTICES: Mapping[str, Notice] = _kinds(
    Notice(
        code="request-received",
        title="We have your request for an assessment",
        goes_to=FAMILY,
        source="SEND Regulations 2014, reg 4",
        dates=("ena-decide",),
    ),
    Notice(
        code="request-joined",
        title="Another request joins the one we have",
        goes_to=FAMILY,
        source="",
        statutory=False,
    ),
    Notice(
        code="will-assess",
        title="We will assess",
        goes_to=FAMILY,
        source="SEND Regulations 2014, reg 5(1); CFA 2014 s.36(9)",
        dates=("plan-final",),
    ),
    Notice(
        code="will-not-assess",
        title="We will not assess",
        goes_to=FAMILY,
        source="SEND Regulations 2014, regs 5(1), 5(3) and 32",
        dates=APPEAL,
    ),
    Notice(
        code="will-issue",
        title="We will make a plan",
        goes_to=FAMILY,
        source="CFA 2014 s.36(9)",
        dates=("plan-final",),
    ),
    Notice(
        code="will-not-issue",
        title="We will not make a plan",
        goes_to=FAMILY,
        source="SEND Regulations 2014, regs 10 and 32",
        dates=APPEAL,
    ),
    Notice(
        code="draft-plan",
        title="Draft plan",
        goes_to=FAMILY,
        source="SEND Regulations 2014, reg 13(1); CFA 2014 s.38",
        dates=("plan-draft-15d",),
    ),
    Notice(
        code="amended-draft-plan",
        title="Changed draft plan",
        goes_to=FAMILY,
        source="SEND Regulations 2014, reg 13(1); SEND Code 9.125",
        dates=("plan-draft-15d",),
    ),
    Notice(
        code="consultation",
        title="Could you meet this child's needs?",
        goes_to=frozenset({Reader.SETTING}),
        source="CFA 2014 s.39; SEND Code 9.83",
        dates=("plan-consult",),
    ),
    Notice(
        code="final-plan",
        title="Final plan",
        goes_to=FAMILY,
        source="SEND Regulations 2014, regs 13(2) and 14",
        dates=APPEAL,
    ),
    Notice(
        code="request-withdrawn",
        title="The request was withdrawn",
        goes_to=FAMILY,
        source="",
        statutory=False,
    ),
    Notice(
        code="moved-away",
        title="The case goes to another council",
        goes_to=FAMILY,
        source="SEND Regulations 2014, reg 15",
    ),
    Notice(
        code="order-to-keep",
        title="What we do after the Tribunal or the agreement",
        goes_to=FAMILY,
        source="SEND Regulations 2014, regs 42, 44 and 45",
    ),
    Notice(
        code="lawful-exception",
        title="Why we need longer",
        goes_to=FAMILY,
        source="SEND Regulations 2014, regs 5(4), 8(2), 10(4) and 13(3)",
    ),
    Notice(
        code="late",
        title="We are late",
        goes_to=FAMILY,
        source="",
        statutory=False,
    ),
    Notice(
        code="advice-request",
        title="Please give advice",
        goes_to=frozenset({Reader.PROFESSIONAL, Reader.SETTING}),
        source="SEND Regulations 2014, regs 6 and 8",
        one_of=("ena-advice-due", "ena-advice-council", "ena-advice-others"),
    ),
    Notice(
        code="advice-chase",
        title="Your advice is awaited",
        goes_to=frozenset({Reader.PROFESSIONAL, Reader.SETTING}),
        source="SEND Regulations 2014, reg 8",
        statutory=False,
    ),
    Notice(
        code="review-invitation",
        title="Invitation to a review meeting",
        goes_to=FAMILY | {Reader.SETTING, Reader.PROFESSIONAL},
        source="SEND Regulations 2014, regs 20 and 21",
        dates=("rev-papers",),
    ),
    Notice(
        code="review-decision",
        title="What we decided after the review",
        goes_to=FAMILY | {Reader.SETTING},
        source="SEND Regulations 2014, regs 20(10) and 21(10)",
        one_of=("app-limit", "rev-amend-notice"),
    ),
    Notice(
        code="amendment-notice",
        title="Changes we propose to the plan",
        goes_to=FAMILY,
        source="SEND Regulations 2014, reg 22",
        dates=("rev-amend-15d", "rev-amend-final"),
    ),
    Notice(
        code="ceasing",
        title="We have decided to end the plan",
        goes_to=FAMILY,
        source="SEND Regulations 2014, regs 31 and 32; CFA 2014 s.45",
        dates=APPEAL,
    ),
    Notice(
        code="complaint-received",
        title="We have your complaint",
        goes_to=FAMILY,
        source="Local Government and Social Care Ombudsman, Complaint Handling Code; "
        "SI 2006/1738; SI 2009/309",
        statutory=False,
    ),
    Notice(
        code="complaint-longer",
        title="We need longer to answer your complaint",
        goes_to=FAMILY,
        source="Local Government and Social Care Ombudsman, Complaint Handling Code; SI 2006/1738",
        statutory=False,
    ),
    Notice(
        code="complaint-answer",
        title="Our answer to your complaint",
        goes_to=FAMILY,
        source="Local Government and Social Care Ombudsman, Complaint Handling Code; "
        "SI 2006/1738; SI 2009/309",
        statutory=False,
    ),
    Notice(
        code="message",
        title="For your information",
        goes_to=frozenset(Reader),
        source="",
        statutory=False,
    ),
)


def notice(code: str) -> Notice:
    """Return the kind of letter with a code.

    :raises NoSuchNotice: if there is none
    """
    try:
        return NOTICES[code]
    except KeyError:
        raise NoSuchNotice(f"There is no kind of letter called {code}.") from None


def check_content(kind: Notice, content: Content) -> None:
    """Check that a letter prints every date its kind must.

    :raises IncompleteNotice: naming the rules of law whose dates are missing
    """
    printed = {each.code for each in content.dates}
    if missing := [rule for rule in kind.dates if rule not in printed]:
        raise IncompleteNotice(f"“{kind.title}” must print the last day of: {', '.join(missing)}.")
    if kind.one_of and not printed & set(kind.one_of):
        raise IncompleteNotice(
            f"“{kind.title}” must print the last day of one of: {', '.join(kind.one_of)}."
        )
