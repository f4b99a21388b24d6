"""Requests for information in the demo: one at each place that one can stand at.

Every word of it is invented.
"""

from __future__ import annotations

from datetime import date, timedelta

from goldenthread.contact.commands import information
from goldenthread.contact.commands.information import Wanted
from goldenthread.contact.rules.information import Right, State, Waiting
from goldenthread.demo.improvement import acting, at
from goldenthread.people.models import AdultLink

AREA = 830
ASKED = (
    (3, Right.OWN, "Everything you hold about my daughter since nursery.", ""),
    (26, Right.OWN, "The emails between the school and you about his timetable.", "held"),
    (45, Right.OWN, "All notes of the panel that refused us.", "late"),
    (12, Right.PUBLIC, "How many families wait over a year, and why.", ""),
    (30, Right.PUBLIC, "Who is on the panel, and how it decides.", "given"),
    (8, Right.SCHOOL, "His whole school record, from reception.", ""),
    (20, Right.PLACE, "The checks of damp in the unit's classroom.", ""),
)


def tell(today: date) -> int:
    """Record the requests of the weeks before a day, and what came of them; return how many."""
    with acting("priya", today):
        links = list(
            AdultLink.objects.filter(
                area_id=AREA,
                to_date__isnull=True,
                parental_responsibility="YES",
                restriction_reason="",
                child__sealed=False,
                child__location_restricted=False,
                child__closed_date__isnull=True,
                child__birth_date__gt=today - timedelta(days=14 * 365),
            )
            .order_by("pk")
            .values_list("child_id", "adult_id")[:: len(ASKED)][: len(ASKED)]
        )
    for (child, adult), (days, right, words, then) in zip(links, ASKED, strict=False):
        _asked(Wanted(child_id=child, adult_id=adult, right=right, words=words), days, then, today)
    return len(links)


def _asked(wanted: Wanted, days: int, then: str, today: date) -> None:
    """Keep one request that came so many days ago, and what was done with it since."""
    came = today - timedelta(days=days)
    with acting("priya", came) as officer:
        made = information.ask_for_information(wanted, by=officer, at=at(came))
    later = came + timedelta(days=4)
    with acting("priya", later) as officer:
        if then == "held":
            information.wait_for_them(made.pk, waiting=Waiting.MEANING, by=officer, at=at(later))
        if then == "given":
            information.give_information(
                made.pk, outcome=State.GIVEN, words="Sent by post, with the list of members.",
                by=officer, at=at(later),
            )  # fmt: skip
