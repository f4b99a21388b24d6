"""No subject line of any mail can name a child: each is a sentence of ours (trust rule 22)."""

from __future__ import annotations

import ast
from pathlib import Path

from goldenthread.assessment.rules.request_notices import receipt_email
from goldenthread.contact.rules import postcards
from goldenthread.heard.rules import ways
from goldenthread.letters.commands import parcels

SOURCE = Path(__file__).parents[2] / "src" / "goldenthread"
# Where each subject that is handed to a carrier comes from; a new one is looked at and added.
KNOWN = {
    "letters/commands/parcels.py": "subject",  # of `pointer`, which knows no reader
    "letters/carriers/mail.py": "str(message.subject)",  # about signing in: see its templates
    "heard/commands/inviting.py": "SUBJECT",
    "contact/commands/postcards.py": "rules.subject(says, reference, gettext)",
    "assessment/commands/receipts.py": "subject",  # of `receipt_email`
}


def subjects() -> dict[str, str]:
    """Return what each parcel's subject is made of, by file."""
    found = {}
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Parcel":
                for given in node.keywords:
                    if given.arg == "subject":
                        found[str(file.relative_to(SOURCE))] = ast.unparse(given.value)
    return found


def test_every_mail_takes_its_subject_from_a_place_that_was_looked_at():
    assert subjects() == KNOWN


def test_each_is_a_sentence_of_ours_with_no_gap_for_a_name():
    letters = [parcels.pointer("https://here.invalid", each)[0] for each in ("en-gb", "ur")]
    told = [*letters, ways.SUBJECT, *postcards.SUBJECTS.values()]
    assert all(told)
    assert not any("{" in each or "%" in each for each in told)


def test_what_may_stand_beside_it_is_a_reference_or_a_council():
    assert postcards.subject(postcards.Says.RECEIVED, "M-7").endswith("(M-7)")
    parameters = set(receipt_email.__annotations__) - {"return"}
    assert parameters == {"reference", "council", "received", "decide", "final"}


def test_mail_about_signing_in_names_nobody():
    for file in (SOURCE / "ui/templates/account/email").iterdir():
        gaps = [part.split("}}")[0].strip() for part in file.read_text().split("{{")[1:]]
        assert set(gaps) <= {"password_reset_url"}, file.name
