"""Who an adult can be to a child, what the law says of each, and what a link would open.

Education law's "parent" is wider than parental responsibility: it takes in whoever has care of the
child (Education Act 1996, s.576). Plain Python; what is opened is judged by `people.standing`.
"""

from __future__ import annotations

from dataclasses import dataclass

from goldenthread.access.rules import FamilyStanding

CONTACTS = ("email", "phone", "address", "postcode")  # how an adult is reached
CARE = "They care for the child, so they count as a parent in education law"
CARE_SOURCE = "Education Act 1996, s.576"


@dataclass(frozen=True, slots=True)
class Relation:
    """One way to be in a child's life: our word for it, and what the law says, with its source."""

    word: str
    law: str
    source: str


RELATIONS: dict[str, Relation] = {
    one.word: one
    for one in (
        Relation(
            "mother",
            "A birth mother has parental responsibility, unless an adoption has ended it.",
            "Children Act 1989, s.2; Adoption and Children Act 2002, s.46",
        ),
        Relation(
            "father",
            "A father has parental responsibility if he was married to the mother, is on a birth"
            " certificate of 1 December 2003 or later, or by agreement or order.",
            "Children Act 1989, ss.2 and 4",
        ),
        Relation(
            "stepmother",
            "A step-parent has parental responsibility only by agreement or order.",
            "Children Act 1989, s.4A",
        ),
        Relation(
            "stepfather",
            "A step-parent has parental responsibility only by agreement or order.",
            "Children Act 1989, s.4A",
        ),
        Relation(
            "adoptive parent",
            "From the adoption order on, the adopters alone have parental responsibility.",
            "Adoption and Children Act 2002, s.46",
        ),
        Relation(
            "special guardian",
            "The order gives parental responsibility. The parents keep theirs, and can seldom use"
            " it against the guardian.",
            "Children Act 1989, s.14C",
        ),
        Relation(
            "foster carer",
            f"{CARE}. Parental responsibility stays with the parents, or with them and a council.",
            f"{CARE_SOURCE}; Children Act 1989, s.33",
        ),
        Relation(
            "social worker for the council",
            "A council has parental responsibility while a care order is in force, beside the"
            " parents. It has none for a child who lives in care by agreement.",
            "Children Act 1989, ss.20 and 33",
        ),
        Relation("grandmother", f"{CARE} if the child lives with them.", CARE_SOURCE),
        Relation("grandfather", f"{CARE} if the child lives with them.", CARE_SOURCE),
        Relation(
            "carer",
            f"{CARE}. An order that the child lives with them gives parental responsibility too.",
            f"{CARE_SOURCE}; Children Act 1989, s.12",
        ),
    )
}


def what_they_see(
    standing: FamilyStanding, *, notices: bool, rights_own: bool, place_restricted: bool
) -> tuple[str, ...]:
    """Say what a link opens and what it does not, one sentence for each, before it is saved."""
    told = [
        "Dates and progress: what happened, what comes next, and whose turn it is.",
        "The plan and its drafts."
        if standing.plan
        else "Not the plan and not its drafts: nobody has recorded yes.",
        _place(standing, place_restricted),
        "They may write, comment and complain."
        if standing.speaks
        else "They may read, and not comment or complain for the child.",
        "Each notice and letter, in a copy of their own, on the day others get theirs."
        if notices
        else "No notice and no letter: nobody has recorded yes.",
        "Nothing of any other adult: not their account, contacts, words or comments.",
    ]
    if rights_own:
        told.append("Nothing new until the young person says so: the rights are theirs.")
    return tuple(told)


def _place(standing: FamilyStanding, restricted: bool) -> str:
    if not standing.location:
        return "No place: not where the child lives, not the school, in no page and no letter."
    if restricted:
        return "The place only as its named holders allow: where this child is, is restricted."
    return "Where the child lives and goes to school."
