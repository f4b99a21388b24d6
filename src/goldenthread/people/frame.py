"""What stands on every page about one child: who it is, what is restricted, and the tabs.

Every package that has pages about a child draws them in `ui/child.html` with what `frame` returns,
and names its tab in `TABS`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker, Permission
from goldenthread.people.models import Child
from goldenthread.people.queries import display_name
from goldenthread.people.rules import curriculum_year, year_words
from goldenthread.ui.words import plain_date

# The address, its words, and the permission without which it is not offered.
TABS = (
    ("desk:thread", "Thread", None),
    ("desk:record", "Record", None),
    ("assessment:case", "Assessment", None),
    ("plans:home", "Plan", None),
    ("assessment:child-advice", "Advice", Permission.ADVICE_ASK),
    ("redress:child", "Disagreements", Permission.REDRESS_VIEW),
    ("placements:child", "Consultations", Permission.SETTING_CONSULT),
    ("waits:child", "Waits", None),
    ("contact:child", "Messages", Permission.CONTACT_ANSWER),
    ("navigators:child", "Navigator", Permission.NAVIGATOR_ASK),
    ("desk:team", "Team", None),
    ("desk:family", "Family", Permission.CASE_CHANGE),
    ("desk:voice", "Their words", None),
    ("desk:delivery", "Did it happen?", None),
    ("desk:documents", "Documents", Permission.DOCUMENT_DOWNLOAD),
    ("letters:child", "Letters", Permission.LETTER_VIEW),
    ("desk:looked", "Who looked", Permission.CHILD_AUDIT_VIEW),
)


def frame(by: Asker, child: Child, here: str, on: date) -> dict[str, Any]:
    """Return what stands on every page about this child: who it is, and the tabs."""
    tabs = [
        {"text": text, "href": reverse(name, args=[child.pk]), "current": name == here}
        for name, text, needed in TABS
        if needed is None or by.may(needed, child.area_id)
    ]
    title = next(text for name, text, _ in TABS if name == here)
    return {"identity": identity(child, on), "tabs": tabs, "tab_title": title, "today": on}


def identity(child: Child, on: date) -> dict[str, Any]:
    """Return the identity bar: name, pronouns, birth date, year group, area, what is restricted."""
    facts = [child.pronouns, _born(child, on), _year(child, on), child.area.name]
    team = child.location_team or "the access team"
    return {
        "name": display_name(child),
        "facts": [fact for fact in facts if fact],
        "restricted": f"School and address restricted: ask {team}"
        if child.location_restricted
        else None,
        "note": _closed(child),
    }


def _born(child: Child, on: date) -> str:
    if child.birth_date is None:
        return "date of birth not recorded"
    age = (
        on.year
        - child.birth_date.year
        - ((on.month, on.day) < (child.birth_date.month, child.birth_date.day))
    )
    return f"born {plain_date(child.birth_date)} ({age})"


def _year(child: Child, on: date) -> str:
    if child.birth_date is None:
        return ""
    return year_words(curriculum_year(child.birth_date, on))


def _closed(child: Child) -> str | None:
    return (
        f"This record was closed on {plain_date(child.closed_date)}." if child.closed_date else None
    )
