"""What lists stand on in the demo: teams, services, their past dates, local help, pages to try."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import connections

from goldenthread.access.rules import ROLES, Role
from goldenthread.demo import local_help, waiting
from goldenthread.demo.calibration import Area
from goldenthread.demo.list_rows import ListOf
from goldenthread.directory.commands import import_feed
from goldenthread.directory.rules.feed import read_feed
from goldenthread.waits.rules.pathways import PATHWAYS

OWNER = "owner"
CALLS = "01632 960{:03d}"  # numbers kept for drama
COPY_PAST = "COPY waits_pastwait (service_id, referral_date, left_date, seen) FROM STDIN"
APPROVED_BEFORE, REVIEWED_AFTER = timedelta(days=60), timedelta(days=300)


def services(chosen: Sequence[Area], bodies: Mapping[str, int]) -> dict[tuple[int, str], ListOf]:
    """Open each service's list in each area, with a team of its own; a persona's team is used."""
    found = {}
    for one in chosen:
        for number, shape in enumerate(waiting.SHAPES, start=1):
            way = PATHWAYS[str(shape.service)]
            team = bodies.get(f"{way.key}-{one.code}") or _team(f"{way.name}, {one.name}", one)
            made = _model("waits.Service").create(
                area_id=int(one.code),
                pathway=way.key,
                name=way.name,
                team_id=team,
                call=f"The {way.name} team",
                phone=CALLS.format(number + (20 if one.code == "831" else 0)),
                slots_a_clinician=3.0,
                lowest_age=0,
                highest_age=19,
            )
            found[int(one.code), way.key] = ListOf(made.pk, team)
    return found


def _team(name: str, one: Area) -> int:
    made = _model("organisations.Organisation").create(kind="TRUST", name=name)
    made.areas.set([int(one.code)])
    key: int = made.pk
    return key


def past_dates(
    chosen: Sequence[Area], lists: Mapping[tuple[int, str], ListOf], as_of: date, seed: int
) -> int:
    """Write the dates alone of those who left each list before the story begins; say how many."""
    written = 0
    with connections[OWNER].cursor() as cursor, cursor.copy(COPY_PAST) as copying:
        for row in _past(chosen, lists, as_of, seed):
            copying.write_row(row)
            written += 1
    return written


def _past(
    chosen: Sequence[Area], lists: Mapping[tuple[int, str], ListOf], as_of: date, seed: int
) -> Iterator[tuple[int, date, date, bool]]:
    last, day = as_of.toordinal(), date.fromordinal
    for one in chosen:
        for year in range(waiting.FIRST_PAST, as_of.year + 1):
            for gone in waiting.gone(one, year, seed):
                service = lists[int(one.code), str(gone.shape.service)].service_id
                columns = (gone.referred.tolist(), gone.left.tolist(), gone.seen.tolist())
                for came, left, seen in zip(*columns, strict=True):
                    if left <= last:
                        yield service, day(came), day(left), seen


def directory(as_of: date) -> None:
    """Read the invented directory in, and have a clinician of the demo approve what to try.

    Where the demo has no clinician the pages wait for one, as they would.
    """
    import_feed(read_feed(local_help.feed()), source=local_help.SOURCE, invented=True)
    post = _model("access.Post").filter(role=Role.CLINICIAN).select_related("user").first()
    approved: dict[str, Any] = {}
    if post is not None:
        approved = {
            "approved_by_id": post.pk,
            "approver_name": f"{post.user.name} (invented)",
            "approver_work": ROLES[Role.CLINICIAN].title,
            "approved_date": as_of - APPROVED_BEFORE,
            "review_date": as_of + REVIEWED_AFTER,
        }
    for need, title, things in local_help.TRY_PAGES:
        _model("directory.TryPage").create(
            slug=title.lower().replace(" ", "-"),
            need=need,
            title=title,
            text="\n".join(things),
            **approved,
        )


def _model(label: str) -> Any:
    return apps.get_model(label)._default_manager.using(OWNER)
