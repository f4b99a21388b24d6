"""What the desk shows before an adult is added: what was typed, what the law says, what opens."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from goldenthread.desk.rights_forms import AddAdult
from goldenthread.people.commands import LinkFacts
from goldenthread.people.models import Answer, Child
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
    facts = LinkFacts(**form.facts())
    standing = of_facts({**asdict(facts), "restriction_reason": "", "adult_id": None})
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
        "warning": NO_NOTICES if holds and not notices else "",
    }


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
