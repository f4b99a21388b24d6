"""What the desk shows before an adult is added: what was typed, what the law says, what opens."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from goldenthread.desk.rights_forms import AddAdult
from goldenthread.people.commands import LinkFacts, barred, still_restricted
from goldenthread.people.known import earlier_restriction
from goldenthread.people.models import AdultLink, Answer, Child
from goldenthread.people.relations import RELATIONS, what_they_see
from goldenthread.people.standing import of_facts, rights_are_own
from goldenthread.ui.words import plain_date

NO_NOTICES = (
    "Everybody with parental responsibility gets the same notices at the same time, unless a"
    " restriction with a reason says otherwise. Here they would get none."
)


def note(child: Child) -> str:
    """Return what stands above the form."""
    words = "Nobody is linked by a name and a date of birth alone: say what shows who they are."
    if child.location_restricted:
        words += (
            " Where this child is, is restricted: enter how to reach this adult only if the child"
            " does not live with them."
        )
    return words


def check(child: Child, form: AddAdult, on: date) -> dict[str, Any]:
    """Return what was typed, the law on such an adult, and sentence by sentence what opens."""
    facts, told = LinkFacts(**form.facts()), form.cleaned_data
    earlier = earlier_restriction(
        child, name=told["name"], email=told["email"], phone=told["phone"]
    )
    kept = still_restricted(earlier, on) or {"restriction_reason": ""}
    facts = facts if earlier is None else barred(facts)
    standing = of_facts({**asdict(facts), **kept, "adult_id": None})
    relation = RELATIONS[form.cleaned_data["relationship"]]
    notices = facts.gets_notices == Answer.YES
    holds = facts.parental_responsibility == Answer.YES
    return {
        "title": f"Check before you add {form.cleaned_data['name']}",
        "facts": [{"key": key, "value": value} for key, value in _rows(form)],
        "law": relation.law,
        "source": relation.source,
        "sees": what_they_see(
            standing,
            notices=notices,
            rights_own=rights_are_own(child, on),
            place_restricted=child.location_restricted,
        ),
        "warning": _before(earlier, kept["restriction_review_date"])
        if earlier is not None
        else (NO_NOTICES if holds and not notices else ""),
    }


def _before(earlier: AdultLink, review: date) -> str:
    """Return what is to be known of a restriction that goes on; why it was made is not told."""
    words = "is restricted now"
    if earlier.to_date is not None:
        words = f"was restricted when their link ended on {plain_date(earlier.to_date)}"
    return (
        f"{earlier.adult.name}, {earlier.relationship}, {words}: no notices, no plan and no place."
        " Whoever you add here starts restricted in the same way, whatever the answers above, to"
        f" be judged again by {plain_date(review)}. If that is wrong, somebody other than you can"
        " lift it on their page."
    )


def _rows(form: AddAdult) -> list[tuple[str, str]]:
    rows = []
    for name, value in form.cleaned_data.items():
        label = str(form.fields[name].label)
        if isinstance(value, date):
            rows.append((label, plain_date(value)))
        elif value in set(Answer):
            rows.append((label, str(Answer(value).label)))
        elif value:
            words = str(value)
            rows.append(
                (label, f"{words[0].upper()}{words[1:]}" if name == "relationship" else words)
            )
    return rows
