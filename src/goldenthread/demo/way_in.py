"""Invented requests that wait to be matched, and the panels that stand before and behind.

Some are about a child on record, some about one whom nobody knows, one speaks of a plan from
another council and one of a family in hiding: what an officer meets of a morning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import connections

from goldenthread.people.models import Child

OWNER = "owner"
LONDON = ZoneInfo("Europe/London")
MET, MEETS = timedelta(days=12), timedelta(days=3)  # a panel that has met, and the next
ON_AN_AGENDA = 8
# Days ago, channel, who asks, the child's names and age in years, who they are, what they say,
# a plan's council, and whether somebody must not know where they live.
NEWCOMERS: tuple[tuple[int, str, str, str, str, int, str, str, str, str, bool], ...] = (
    (
        *(1, "PORTAL", "PARENT", "Orla", "Penhallow", 6, "Tegan Penhallow", "mother"),
        "Orla covers her ears and runs when it is loud. A quiet corner helps.",
        *("", False),
    ),
    (
        *(4, "LETTER", "SETTING", "Emil", "Castellane", 9, "The SENCO of his school", "SENCO"),
        "Emil reads as a child of five does, after two terms of small-group teaching.",
        *("", False),
    ),
    (
        *(2, "PHONE", "PARENT", "Sunniva", "Askeland", 11, "Ingrid Askeland", "mother"),
        "They moved here in October and have a plan already.",
        *("Staffordshire", False),
    ),
    (
        *(0, "PORTAL", "PARENT", "Milo", "Hartfield", 8, "Anneke Hartfield", "mother"),
        "Milo hardly speaks outside our home. His words come when he plays.",
        *("", True),
    ),
)
KNOWN_SAYS = (
    "My child still cannot follow the lesson. The school has tried, and says to ask you.",
    "Nothing has changed since spring. Could you look at what would help?",
)


def write(area_ids: Iterable[int], as_of: date, *, ignored: str) -> int:
    """Write the requests and the panels of some areas, as owner; say how many requests.

    `ignored` are triggers of history that rest meanwhile: the histories are written afterwards.
    """
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [ignored])
    written = 0
    for area_id in area_ids:
        rows = [*_newcomers(area_id, as_of), *_known(area_id, as_of)]
        written += len(_model("Request").bulk_create(rows))
        _panels(area_id, as_of)
    return written


def _model(name: str) -> Any:
    return apps.get_model(f"assessment.{name}")._default_manager.using(OWNER)


def _request(area_id: int, key: str, received: date, **said: Any) -> Any:
    moment = datetime.combine(received, time(9, 20), LONDON)
    make = apps.get_model("assessment.Request")
    return make(
        area_id=area_id, key=f"invented/{key}", received_date=received, entered_at=moment, **said
    )


def _newcomers(area_id: int, as_of: date) -> list[Any]:
    rows = []
    for number, one in enumerate(NEWCOMERS):
        ago, channel, requester, forename, surname, age, asked_by, relation, needs, plan, hide = one
        rows.append(
            _request(
                area_id,
                f"new-{number}",
                as_of - timedelta(days=ago),
                channel=channel,
                requester=requester,
                forename=forename,
                surname=surname,
                birth_date=as_of.replace(year=as_of.year - age, day=number + 1),
                address=f"{number + 3} Invented Terrace",
                asked_by=asked_by,
                relationship=relation,
                phone=f"01632 9608{number:02d}",
                needs=needs,
                plan_elsewhere=plan,
                hide_place=hide,
            )
        )
    return rows


def _known(area_id: int, as_of: date) -> list[Any]:
    """Requests about children on record who have neither a case nor a plan."""
    young = Child.objects.using(OWNER).filter(
        area_id=area_id,
        birth_date__gt=as_of.replace(year=as_of.year - 15),
        location_restricted=False,
        sealed=False,
        closed_date__isnull=True,
    )
    busy = _model("Assessment").filter(area_id=area_id).exclude(stage="NOT_ASSESSED")
    planned = apps.get_model("plans.Plan")._default_manager.using(OWNER).filter(area_id=area_id)
    free = young.exclude(pk__in=busy.values("child_id")).exclude(pk__in=planned.values("child_id"))
    chosen: Sequence[Child] = list(free.order_by("pk")[: len(KNOWN_SAYS)])
    return [
        _request(
            area_id,
            f"known-{number}",
            as_of - timedelta(days=3 * number + 1),
            channel="PORTAL",
            requester="PARENT",
            forename=child.known_as or child.forename,
            surname=child.surname,
            birth_date=child.birth_date,
            postcode=child.postcode,
            asked_by=f"A parent of the {child.surname} family",
            relationship="parent",
            needs=KNOWN_SAYS[number],
        )
        for number, child in enumerate(chosen)
    ]


def _panels(area_id: int, as_of: date) -> None:
    cases = _model("Assessment").filter(area_id=area_id)
    met = as_of - MET
    lately = cases.filter(stage="ASSESSING", decided_date__range=(met, met + timedelta(days=4)))
    decided = list(lately.order_by("pk")[:ON_AN_AGENDA])
    if decided:
        past = _panel(area_id, met, closed=True)
        said = "The questions of the Act are answered with yes: assess."
        _items(past, decided, met - MEETS, outcome="AGREED", said=said)
    waiting = list(
        cases.filter(stage__in=["REQUESTED", "DECIDING_ASSESS"], received_date__isnull=False)
        .filter(received_date__lte=as_of - timedelta(days=14))
        .order_by("received_date", "pk")[:ON_AN_AGENDA]
    )
    ahead = _panel(area_id, as_of + MEETS)
    _items(ahead, waiting, as_of, outcome="WAITING", said="")


def _panel(area_id: int, day: date, *, closed: bool = False) -> Any:
    sat = ["The chair, a head teacher", "The designated clinical officer", "A psychologist"]
    return _model("Panel").create(
        area_id=area_id,
        meeting_date=day,
        name="Assessment panel",
        chair="A head teacher of the area",
        members=sat if closed else [],
        closed_at=datetime.combine(day, time(16, 0), LONDON) if closed else None,
    )


def _items(panel: Any, cases: Sequence[Any], added: date, *, outcome: str, said: str) -> None:
    make = apps.get_model("assessment.PanelItem")
    _model("PanelItem").bulk_create(
        make(
            area_id=case.area_id,
            child_id=case.child_id,
            assessment_id=case.pk,
            panel_id=panel.pk,
            question="ASSESS",
            proposal="Assess: what the school has tried for two terms did not suffice.",
            outcome=outcome,
            said=said,
            added_at=datetime.combine(added, time(11, 0), LONDON),
        )
        for case in cases
    )
