"""A feed read into the directory: each of its rows new, changed, the same, refused or closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.directory.commands.refusals import CannotSay
from goldenthread.directory.models import (
    CostOption,
    Eligibility,
    FeedReading,
    Location,
    Organisation,
    Schedule,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from goldenthread.directory.rules.feed import Feed, Read
from goldenthread.directory.rules.report import Outcome, RowReport
from goldenthread.directory.rules.rows import Fault, ServiceRow
from goldenthread.organisations.models import LocalArea

CLOSED = "inactive"
KEPT_OUTCOMES = tuple(each for each in Outcome if each is not Outcome.CAN_BE_TAKEN)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of every service of a feed; the five add up to what was read and closed."""

    rows: tuple[RowReport, ...]
    faults: tuple[Fault, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many services had each outcome; those closed were not in the feed."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome.value: found[outcome] for outcome in KEPT_OUTCOMES}

    @property
    def read(self) -> int:
        return len(self.rows) - self.closed

    @property
    def added(self) -> int:
        return self.counts[Outcome.ADDED]

    @property
    def changed(self) -> int:
        return self.counts[Outcome.CHANGED]

    @property
    def same(self) -> int:
        return self.counts[Outcome.SAME]

    @property
    def refused(self) -> int:
        return self.counts[Outcome.REFUSED]

    @property
    def closed(self) -> int:
        return self.counts[Outcome.CLOSED]


@transaction.atomic
def read_in(feed: Feed, *, source: str, by: Asker, at: datetime) -> FeedReading:
    """Keep a feed that a person sent, with the report of its rows.

    :raises NotAllowed: if no post of `by` may read a feed in
    :raises CannotSay: as `import_feed`
    """
    check_post(by, Permission.HELP_LOAD)
    post = next(each.id for each in by.posts)
    done = import_feed(feed, source=source.strip())
    return FeedReading.objects.create(
        source=source.strip(),
        read_at=at,
        read_by_id=post,
        counts=done.counts,
        rows=[row.told() for row in done.rows],
    )


@transaction.atomic
def import_feed(feed: Feed, *, source: str, invented: bool = False) -> Imported:
    """Keep the services of a feed; the same feed again changes nothing.

    `source` names the feed. What it held before and holds no longer is closed, not removed, but
    only when no service was refused: a bad feed closes nothing.

    :raises CannotSay: if no source is named, the feed is empty, or it brings what is another's
    """
    if not source.strip():
        raise CannotSay("Name the feed, so that it can be read in again.")
    if not feed.read:
        raise CannotSay("There is no service in it. Nothing was changed.")
    rows = {row.id: row for row in feed.services}
    kept = {one.pk: one for one in Service.objects.select_for_update().filter(pk__in=rows)}
    _check_own(kept.values(), source)
    _check_places(rows, source)
    before = _pictures(kept)
    _keep_bodies(feed.services)
    _keep_locations(feed.services)
    areas = {area.name.lower(): area.pk for area in LocalArea.objects.all()}
    reports = {key: _compared(before.get(key), _picture(row, areas)) for key, row in rows.items()}
    changed = [row for row in rows.values() if reports[row.id][0] is not Outcome.SAME]
    terms = _keep_terms(changed)
    ServiceAtLocation.objects.filter(service__in=[row.id for row in changed]).delete()
    for row in changed:
        _keep_service(row, source, areas, terms, invented)
    closed = () if feed.faults else _close_missing(source, rows)
    told = tuple(_reported(each, reports, areas) for each in feed.rows)
    return Imported((*told, *closed), feed.faults)


def _compared(before: Picture | None, now: Picture) -> tuple[Outcome, tuple[str, ...]]:
    if before is None:
        return Outcome.ADDED, ()
    differ = tuple(name for name in now if now[name] != before[name])
    return (Outcome.CHANGED if differ else Outcome.SAME), differ


def _reported(
    each: Read,
    reports: Mapping[UUID, tuple[Outcome, tuple[str, ...]]],
    areas: Mapping[str, int],
) -> RowReport:
    """Say what became of one row of the feed, and why."""
    if each.row is None:
        wrong = tuple(f"{fault.path} {fault.message}" for fault in each.faults)
        return RowReport(each.path, each.id, each.name, Outcome.REFUSED, wrong)
    outcome, differ = reports[each.row.id]
    notes = [f"Not as before: {', '.join(differ)}."] if differ else []
    notes += [f"{one.path} {one.message}" for one in each.changed]
    strange = [name for name in each.row.areas if name.lower() not in areas]
    if strange:
        notes.append(f"{each.path}.service_areas: not an area here: {', '.join(strange)}.")
    if each.row.status != "active":
        notes.append(f"Kept, and not shown to families: it is {each.row.status}.")
    return RowReport(each.path, each.id, each.name, outcome, tuple(notes))


def _check_own(kept: Iterable[Service], source: str) -> None:
    for one in kept:
        if one.source != source:
            raise CannotSay(f"Service {one.pk} came from another feed: {one.source}.")


Picture = dict[str, object]


def _check_places(rows: Mapping[UUID, ServiceRow], source: str) -> None:
    """Refuse a feed that would take a place from a service that is not in it.

    :raises CannotSay: if it would
    """
    places = [place.id for row in rows.values() for place in row.places]
    taken = ServiceAtLocation.objects.filter(pk__in=places).exclude(service__in=rows)
    for place in taken.select_related("service")[:1]:
        raise CannotSay(f"Place {place.pk} is that of a service not in this feed.")


def _picture(row: ServiceRow, areas: Mapping[str, int]) -> Picture:
    """Everything a row says, by the name it has in a report, to set against what is kept."""
    return {
        **{name: getattr(row, name) for name in PLAIN},
        "organisation": row.organisation_id,
        "ages": (row.minimum_age, row.maximum_age),
        "diagnosis": row.diagnosis_needed,
        "areas": frozenset(areas[name.lower()] for name in row.areas if name.lower() in areas),
        "needs and terms": frozenset((listing, code) for listing, code, _ in row.terms),
        "opening times": tuple(_parts(each, TIMES) for each in row.schedules),
        "costs": tuple(_parts(each, COSTS) for each in row.costs),
        "places": frozenset((place.id, place.location_id) for place in row.places),
    }


PLAIN = (
    *("name", "description", "status", "url", "email", "phone"),
    *("assured_date", "wait_weeks", "how_to_ask"),
)
TIMES = ("freq", "interval", "byday", "opens_at", "closes_at", "dtstart", "description")
COSTS = ("option", "amount_pence", "details")


def _parts(one: object, names: Iterable[str]) -> tuple[object, ...]:
    return tuple(getattr(one, name) for name in names)


def _pictures(kept: Mapping[UUID, Service]) -> dict[UUID, Picture]:
    full = (
        Service.objects.filter(pk__in=kept)
        .select_related("eligibility")
        .prefetch_related("areas", "terms__taxonomy", "schedules", "costs", "places")
    )
    return {one.pk: _kept_picture(one) for one in full}


def _kept_picture(one: Service) -> Picture:
    ages = one.eligibility
    times = sorted(one.schedules.all(), key=lambda each: each.pk)
    costs = sorted(one.costs.all(), key=lambda each: each.pk)
    return {
        **{name: getattr(one, name) for name in PLAIN},
        "organisation": one.organisation_id,
        "ages": (ages.minimum_age, ages.maximum_age),
        "diagnosis": ages.diagnosis_needed,
        "areas": frozenset(area.pk for area in one.areas.all()),
        "needs and terms": frozenset((term.taxonomy.name, term.code) for term in one.terms.all()),
        "opening times": tuple(_parts(each, TIMES) for each in times),
        "costs": tuple(_parts(each, COSTS) for each in costs),
        "places": frozenset((place.pk, place.location_id) for place in one.places.all()),
    }


def _keep_bodies(rows: Iterable[ServiceRow]) -> None:
    bodies = {row.organisation_id: row for row in rows}
    Organisation.objects.bulk_create(
        [
            Organisation(id=key, name=row.organisation_name, url=row.organisation_url)
            for key, row in bodies.items()
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "url"],
    )


def _keep_locations(rows: Iterable[ServiceRow]) -> None:
    places = {place.location_id: place for row in rows for place in row.places}
    Location.objects.bulk_create(
        [
            Location(
                id=key,
                name=place.name,
                location_type=place.location_type,
                address=place.address,
                city=place.city,
                postcode=place.postcode,
            )
            for key, place in places.items()
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "location_type", "address", "city", "postcode"],
    )


def _keep_terms(rows: Iterable[ServiceRow]) -> dict[tuple[str, str], TaxonomyTerm]:
    asked = {(listing, code): name for row in rows for listing, code, name in row.terms}
    found: dict[tuple[str, str], TaxonomyTerm] = {}
    for (listing, code), name in asked.items():
        taxonomy, _ = Taxonomy.objects.get_or_create(name=listing)
        term, _ = TaxonomyTerm.objects.get_or_create(
            taxonomy=taxonomy, code=code, defaults={"name": name}
        )
        found[listing, code] = term
    return found


def _keep_service(
    row: ServiceRow,
    source: str,
    areas: Mapping[str, int],
    terms: Mapping[tuple[str, str], TaxonomyTerm],
    invented: bool,
) -> None:
    kept, _ = Service.objects.update_or_create(
        pk=row.id,
        defaults={
            "source": source,
            "organisation_id": row.organisation_id,
            "name": row.name,
            "description": row.description,
            "status": row.status,
            "url": row.url,
            "email": row.email,
            "phone": row.phone,
            "assured_date": row.assured_date,
            "wait_weeks": row.wait_weeks,
            "how_to_ask": row.how_to_ask,
            "invented": invented,
        },
    )
    Eligibility.objects.update_or_create(
        service=kept,
        defaults={
            "minimum_age": row.minimum_age,
            "maximum_age": row.maximum_age,
            "diagnosis_needed": row.diagnosis_needed,
        },
    )
    kept.areas.set(areas[name.lower()] for name in row.areas if name.lower() in areas)
    kept.terms.set(terms[listing, code] for listing, code, _ in row.terms)
    _keep_times_costs_places(kept, row)


def _keep_times_costs_places(kept: Service, row: ServiceRow) -> None:
    kept.schedules.all().delete()
    Schedule.objects.bulk_create(
        [
            Schedule(
                service=kept,
                freq=each.freq,
                interval=each.interval,
                byday=each.byday,
                opens_at=each.opens_at,
                closes_at=each.closes_at,
                dtstart=each.dtstart,
                description=each.description,
            )
            for each in row.schedules
        ]
    )
    kept.costs.all().delete()
    CostOption.objects.bulk_create(
        [
            CostOption(
                service=kept,
                option=cost.option,
                amount_pence=cost.amount_pence,
                details=cost.details,
            )
            for cost in row.costs
        ]
    )
    ServiceAtLocation.objects.bulk_create(
        [
            ServiceAtLocation(id=place.id, service=kept, location_id=place.location_id)
            for place in row.places
        ]
    )


def _close_missing(source: str, rows: Mapping[UUID, ServiceRow]) -> tuple[RowReport, ...]:
    """Close what this feed held before and holds no longer, and say which they were."""
    gone = Service.objects.filter(source=source).exclude(pk__in=rows).exclude(status=CLOSED)
    note = ("No longer in the feed: shown to families no more.",)
    told = tuple(
        RowReport("", str(key), name, Outcome.CLOSED, note)
        for key, name in gone.order_by("name").values_list("pk", "name")
    )
    gone.update(status=CLOSED)
    return told
