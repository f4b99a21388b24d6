"""A family with two homes and a letter to it, for the tests of letters. Nobody in it is real."""

from __future__ import annotations

from datetime import date

from goldenthread.access import asking
from goldenthread.documents.content import KeyDate, KeyDates, Paragraph
from goldenthread.letters import commands
from goldenthread.letters.commands import CaseRef
from goldenthread.letters.rules.content import Content, Piece
from goldenthread.people.models import Adult, AdultLink, Child

from .conftest import NOW, STARTED, TODAY

CASE = CaseRef(type="assessment", id=7)


def adult(child: Child, name: str, contacts: dict[str, str] | None = None, **facts) -> AdultLink:
    """Link an invented adult to a child; the caller has stated an asker who may."""
    made = Adult.objects.create(area=child.area, name=name, invented=True, **(contacts or {}))
    facts = {"relationship": "parent", "from_date": STARTED} | facts
    if facts.get("restriction_reason"):
        facts |= {"restriction_owner_post_id": 1, "restriction_review_date": TODAY}
    return AdultLink.objects.create(area=child.area, child=child, adult=made, **facts)


def family(child: Child) -> tuple[AdultLink, AdultLink]:
    """Give a child a mother at home, and a father who must not learn where that is."""
    mother = adult(
        child,
        "Ada Invented",
        {"address": "14 Canaryelm Walk\nDE0 0AA", "postcode": "DE0 0AA", "phone": "01632960001"},
        parental_responsibility="YES",
        lives_with="YES",
        may_see_location="YES",
    )
    father = adult(
        child,
        "Ben Invented",
        {"address": "3 Otherash Lane\nDE0 0BB", "email": "ben@example.invalid"},
        parental_responsibility="YES",
        may_see_location="NO",
    )
    return mother, father


def content(*texts: str, **rest) -> Content:
    """Return a letter that says we will assess, with the day it must print."""
    final = KeyDate(label="Final plan", on=date(2027, 2, 1), code="plan-final")
    said = tuple(Paragraph(words=text) for text in texts or ("We will look at what Sam needs.",))
    return Content(
        title="We will assess",
        pieces=(Piece(blocks=(*said, KeyDates(dates=(final,)))),),
        sender=("Invented Council",),
        reference="EHC-0007",
        **rest,
    )


def send(by, child, said: Content | None = None, **asked):
    """Send a letter as somebody, in a transaction of their own."""
    asked = {"kind": "will-assess", "key": "assessment/7/will-assess", "case": CASE} | asked
    with asking.stated(by):
        return commands.send(
            child=child,
            content=said or content(),
            decided_date=asked.pop("decided_date", TODAY),
            by=by,
            at=NOW,
            **asked,
        )
