"""Changes to the directory: a feed read in, and pages of things to try, written and approved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from goldenthread.access.models import Post
from goldenthread.access.rules import ROLES, Asker, NotAllowed, Permission, Role, check_post
from goldenthread.directory.models import (
    CostOption,
    Eligibility,
    Location,
    Organisation,
    Schedule,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
    TryPage,
)
from goldenthread.directory.rules.feed import Fault, Feed, ServiceRow
from goldenthread.directory.rules.needs import NEEDS
from goldenthread.organisations.models import LocalArea

REVIEW_AFTER = timedelta(days=365)  # our choice: what helps is looked at again each year
CLOSED = "inactive"


class CannotSay(ValueError):
    """What was typed cannot be kept as it stands; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of every service of a feed; the five add up to what was read and closed."""

    read: int
    added: int
    changed: int
    same: int
    refused: int
    closed: int  # of this feed before, and no longer in it: shown no more
    faults: tuple[Fault, ...]


@transaction.atomic
def import_feed(feed: Feed, *, source: str, invented: bool = False) -> Imported:
    """Keep the services of a feed; the same feed again changes nothing.

    `source` names the feed. What it held before and holds no longer is closed, not removed, but
    only when no service was refused: a bad feed closes nothing.

    :raises CannotSay: if no source is named, or a service belongs to another feed already
    """
    if not source.strip():
        raise CannotSay("Name the feed, so that it can be read in again.")
    rows = {row.id: row for row in feed.services}
    kept = {one.pk: one for one in Service.objects.select_for_update().filter(pk__in=rows)}
    _check_own(kept.values(), source)
    before = _pictures(kept)
    _keep_bodies(feed.services)
    _keep_locations(feed.services)
    areas = {area.name.lower(): area.pk for area in LocalArea.objects.all()}
    changed = [row for row in rows.values() if before.get(row.id) != _picture(row, areas)]
    terms = _keep_terms(changed)
    for row in changed:
        _keep_service(row, source, areas, terms, invented)
    closed = 0 if feed.faults else _close_missing(source, rows)
    added = sum(row.id not in kept for row in changed)
    return Imported(
        read=feed.read,
        added=added,
        changed=len(changed) - added,
        same=len(rows) - len(changed),
        refused=feed.refused,
        closed=closed,
        faults=feed.faults,
    )


def _check_own(kept: Iterable[Service], source: str) -> None:
    for one in kept:
        if one.source != source:
            raise CannotSay(f"Service {one.pk} came from another feed: {one.source}.")


Picture = tuple[object, ...]


def _picture(row: ServiceRow, areas: Mapping[str, int]) -> Picture:
    """Everything a row says, in one order, to set against what is kept."""
    return (
        *(row.organisation_id, row.name, row.description, row.status, row.url, row.email),
        *(row.phone, row.assured_date, row.wait_weeks, row.how_to_ask),
        *(row.minimum_age, row.maximum_age, row.diagnosis_needed),
        frozenset(areas[name.lower()] for name in row.areas if name.lower() in areas),
        frozenset((listing, code) for listing, code, _ in row.terms),
        tuple(
            (s.freq, s.interval, s.byday, s.opens_at, s.closes_at, s.dtstart, s.description)
            for s in row.schedules
        ),
        tuple((cost.option, cost.amount_pence, cost.details) for cost in row.costs),
        frozenset((place.id, place.location_id) for place in row.places),
    )


def _pictures(kept: Mapping[UUID, Service]) -> dict[UUID, Picture]:
    full = (
        Service.objects.filter(pk__in=kept)
        .select_related("eligibility")
        .prefetch_related("areas", "terms__taxonomy", "schedules", "costs", "places")
    )
    return {one.pk: _kept_picture(one) for one in full}


def _kept_picture(one: Service) -> Picture:
    ages = one.eligibility
    return (
        *(one.organisation_id, one.name, one.description, one.status, one.url, one.email),
        *(one.phone, one.assured_date, one.wait_weeks, one.how_to_ask),
        *(ages.minimum_age, ages.maximum_age, ages.diagnosis_needed),
        frozenset(area.pk for area in one.areas.all()),
        frozenset((term.taxonomy.name, term.code) for term in one.terms.all()),
        tuple(
            (s.freq, s.interval, s.byday, s.opens_at, s.closes_at, s.dtstart, s.description)
            for s in sorted(one.schedules.all(), key=lambda s: s.pk)
        ),
        tuple(
            (cost.option, cost.amount_pence, cost.details)
            for cost in sorted(one.costs.all(), key=lambda c: c.pk)
        ),
        frozenset((place.pk, place.location_id) for place in one.places.all()),
    )


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
    kept.places.all().delete()
    ServiceAtLocation.objects.bulk_create(
        [
            ServiceAtLocation(id=place.id, service=kept, location_id=place.location_id)
            for place in row.places
        ]
    )


def _close_missing(source: str, rows: Mapping[UUID, ServiceRow]) -> int:
    gone = Service.objects.filter(source=source).exclude(pk__in=rows).exclude(status=CLOSED)
    return gone.update(status=CLOSED)


# What to try this week --------------------------------------------------------------------------


@transaction.atomic
def write_try_page(*, title: str, need: str, text: str, by: Asker) -> TryPage:
    """Write a page of things to try, or write it anew: its approval then starts again.

    :raises NotAllowed: if no post of `by` may write for families
    :raises CannotSay: if the title or the text is empty, or the need is not one of ours
    """
    check_post(by, Permission.HELP_WRITE)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    slug = slugify(title)[:50]
    if not slug:
        raise CannotSay("Enter a title.")
    if not lines:
        raise CannotSay("Write at least one thing to try.")
    if need not in NEEDS:
        raise CannotSay("Choose a need from the list.")
    page, _ = TryPage.objects.update_or_create(
        slug=slug,
        defaults={
            "title": title.strip(),
            "need": need,
            "text": "\n".join(lines),
            "approved_by": None,
            "approver_name": "",
            "approver_work": "",
            "approved_date": None,
            "review_date": None,
        },
    )
    return page


def clinical_post(by: Asker) -> Post | None:
    """Return the post in which somebody may approve what families are told to try, if any."""
    for held in by.posts:
        if Permission.HELP_APPROVE in ROLES[Role(held.role)].permissions:
            return Post.objects.select_related("user").get(pk=held.id)
    return None


@transaction.atomic
def approve_try_page(slug: str, *, by: Asker, on: date) -> TryPage:
    """Approve a page, by name, for a year. Twice on one day is once.

    :raises NotAllowed: if `by` holds no clinical post
    :raises CannotSay: if there is no such page
    """
    post = clinical_post(by)
    if post is None:
        raise NotAllowed("Only a clinician may approve what families are told to try.")
    page = TryPage.objects.select_for_update().filter(slug=slug).first()
    if page is None:
        raise CannotSay("There is no such page. Write it first.")
    page.approved_by, page.approver_name = post, post.user.name
    page.approver_work = ROLES[Role(post.role)].title
    page.approved_date, page.review_date = on, on + REVIEW_AFTER
    page.save()
    return page
