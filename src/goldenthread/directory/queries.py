"""Finding local help by need, age, place, wait and cost. No sign-in, and no diagnosis, needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Window
from django.db.models.functions import Coalesce, JSONObject

from goldenthread.directory.models import (
    CostOption,
    Schedule,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
    TryPage,
)
from goldenthread.directory.rules.needs import NEEDS, TAXONOMY, need_words
from goldenthread.directory.rules.words import Phrase, age_words, cost_words, open_words, wait_words

SERVICES_A_PAGE = 10
MOST_A_PAGE = 100

ONLINE = "Online or by phone"


class NoSuchService(LookupError):
    """The directory holds no such service that is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place where a service is given."""

    name: str
    address: str
    city: str
    postcode: str
    online: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """One service as a family reads it."""

    id: UUID
    name: str
    organisation: str
    description: str
    needs: tuple[str, ...]  # in plain words
    need_keys: tuple[str, ...]
    ages: Phrase
    cost: str
    free: bool
    wait: Phrase
    wait_weeks: int | None
    diagnosis_needed: bool
    how_to_ask: str
    phone: str
    email: str
    url: str
    opening: tuple[str, ...]
    places: tuple[Place, ...]
    checked_on: date | None

    @property
    def where(self) -> str:
        """Where it is, in few words."""
        if any(place.online for place in self.places) and not any(p.city for p in self.places):
            return ONLINE
        towns = dict.fromkeys(place.city for place in self.places if place.city)
        return ", ".join(list(towns)[:3]) or "Ask where"


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page of what was found."""

    rows: tuple[Help, ...]
    total: int
    page: int
    pages: int


def search(
    *,
    needs: Iterable[str] = (),
    age: int | None = None,
    place: str = "",
    area_id: int | None = None,
    words: str = "",
    free_only: bool = False,
    most_wait_weeks: int | None = None,
    diagnosis: bool = False,
    page: int = 1,
    per_page: int = SERVICES_A_PAGE,
) -> HelpPage:
    """Find open services, those that meet most of the needs first, then the shortest wait.

    `needs` are keys of `rules.needs.NEEDS`: a service that meets any of them is found, and with
    none all are. `place` is a town or the start of a postcode; what is online is always found.
    `most_wait_weeks` leaves out longer and untold waits. Services that ask for a diagnosis are
    left out unless `diagnosis` is true. One query, and two more for a page past the last.
    """
    asked = _known(needs)
    rows = _open().filter(_for_age(age), _in_area(area_id), _at(place), _about(words))
    if not diagnosis:
        rows = rows.filter(eligibility__diagnosis_needed=False)
    if free_only:
        rows = rows.exclude(costs__amount_pence__gt=0)
    if most_wait_weeks is not None:
        rows = rows.filter(wait_weeks__lte=most_wait_weeks)
    ordered = _ordered(rows, asked)
    if asked:
        ordered = ordered.filter(meets__gt=0)
    return _page(ordered, page, min(max(per_page, 1), MOST_A_PAGE))


def _page(rows: QuerySet[Any], page: int, size: int) -> HelpPage:
    found, total = _counted(rows, page, size)
    if not found and page > 1:
        page = max(1, -(-rows.count() // size))
        found, total = _counted(rows, page, size)
    return HelpPage(found, total, max(page, 1), max(1, -(-total // size)))


def _counted(rows: QuerySet[Any], page: int, size: int) -> tuple[tuple[Help, ...], int]:
    """Return one page of rows, and how many there are on all pages."""
    start = (max(page, 1) - 1) * size
    counted = rows.annotate(total=Window(Count("*")))
    found = list(_full(counted)[start : start + size])
    return tuple(map(_help, found)), found[0].total if found else 0


def fitting(
    *, needs: Iterable[str], age: int | None, area_id: int, most: int = 5
) -> tuple[Help, ...]:
    """Return what a waiting child's family can use today: by need, or where nothing meets one, by
    age and area alone. Nothing that asks for a diagnosis. One query."""
    rows = _open().filter(_for_age(age), _in_area(area_id), eligibility__diagnosis_needed=False)
    found = list(_full(_ordered(rows, _known(needs)))[:most])
    meeting = [row for row in found if row.meets]
    return tuple(map(_help, meeting or found))


def _known(needs: Iterable[str]) -> list[str]:
    return sorted({need for need in needs if need in NEEDS})


def _ordered(rows: QuerySet[Service], asked: Sequence[str]) -> QuerySet[Any]:
    """Order services: those that meet most of the needs, then the shortest wait, then by name."""
    terms = TaxonomyTerm.objects.filter(
        services=OuterRef("pk"), taxonomy__name=TAXONOMY, code__in=asked
    )
    met = terms.order_by().values("taxonomy").annotate(n=Count("pk")).values("n")
    meets = Coalesce(Subquery(met), 0) if asked else Value(0, output_field=IntegerField())
    return rows.annotate(meets=meets).order_by(
        "-meets", F("wait_weeks").asc(nulls_last=True), "name", "pk"
    )


def get(service_id: UUID) -> Help:
    """Return one open service.

    :raises NoSuchService: if there is none with this number, or it is not open
    """
    found = _full(_open().filter(pk=service_id)).first()
    if found is None:
        raise NoSuchService("The directory holds no such service.")
    return _help(found)


def many(service_ids: Iterable[UUID]) -> dict[UUID, Help]:
    """Return services by their numbers, open or not: what was offered once can still be read."""
    asked = list(service_ids)
    rows = _full(Service.objects.filter(pk__in=asked)) if asked else ()
    return {row.pk: _help(row) for row in rows}


def name_of(outer: str) -> Subquery:
    """Return the name of the service an outer row points at, to stand inside another query."""
    return Subquery(Service.objects.filter(pk=OuterRef(outer)).values("name"))


def asks_for_diagnosis(service_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the services that ask for a diagnosis, or are not in the directory."""
    asked = frozenset(service_ids)
    fit = Service.objects.filter(pk__in=asked, eligibility__diagnosis_needed=False)
    return asked - frozenset(fit.values_list("pk", flat=True))


def _open() -> QuerySet[Service]:
    return Service.objects.filter(status="active")


def _for_age(age: int | None) -> Q:
    if age is None:
        return Q()
    low = Q(eligibility__minimum_age__isnull=True) | Q(eligibility__minimum_age__lte=age)
    high = Q(eligibility__maximum_age__isnull=True) | Q(eligibility__maximum_age__gte=age)
    return low & high


def _in_area(area_id: int | None) -> Q:
    if area_id is None:
        return Q()
    limits = Service.areas.through.objects.filter(service=OuterRef("pk"))
    return Q(Exists(limits.filter(localarea=area_id))) | ~Q(Exists(limits))


def _at(place: str) -> Q:
    typed = " ".join(place.split())
    if not typed:
        return Q()
    here = Q(location__city__icontains=typed) | Q(location__postcode__istartswith=typed.upper())
    here |= Q(location__location_type="virtual")
    return Q(Exists(ServiceAtLocation.objects.filter(here, service=OuterRef("pk"))))


def _about(words: str) -> Q:
    found = Q()
    for word in words.split()[:6]:
        found &= Q(name__icontains=word) | Q(description__icontains=word)
    return found


def _of_service(rows: QuerySet[Any], **told: str) -> ArraySubquery:
    """Return the rows that hang on a service as a list of mappings, in the order they came."""
    return ArraySubquery(
        rows.filter(service=OuterRef("pk")).order_by("pk").values(told=JSONObject(**told))
    )


def _full(rows: QuerySet[Service]) -> QuerySet[Any]:
    """Bring all that a family reads of each service with it, in the one statement."""
    terms = TaxonomyTerm.objects.filter(services=OuterRef("pk"), taxonomy__name=TAXONOMY)
    return rows.select_related("organisation", "eligibility").annotate(
        need_codes=ArraySubquery(terms.values("code")),
        prices=_of_service(
            CostOption.objects.all(), option="option", pence="amount_pence", details="details"
        ),
        times=_of_service(
            Schedule.objects.all(),
            freq="freq",
            interval="interval",
            byday="byday",
            opens="opens_at",
            closes="closes_at",
            description="description",
        ),
        sites=_of_service(
            ServiceAtLocation.objects.all(),
            name="location__name",
            address="location__address",
            city="location__city",
            postcode="location__postcode",
            kind="location__location_type",
        ),
    )


def _help(row: Any) -> Help:
    """Return one service as a family reads it, from a row of `_full`."""
    keys = sorted(row.need_codes, key=list(NEEDS).index)
    costs = [(one["option"], one["pence"], one["details"]) for one in row.prices]
    return Help(
        id=row.pk,
        name=row.name,
        organisation=row.organisation.name,
        description=row.description,
        needs=tuple(need_words(key) for key in keys),
        need_keys=tuple(keys),
        ages=age_words(row.eligibility.minimum_age, row.eligibility.maximum_age),
        cost=cost_words(costs),
        free=not any(pence for _, pence, _ in costs),
        wait=wait_words(row.wait_weeks),
        wait_weeks=row.wait_weeks,
        diagnosis_needed=row.eligibility.diagnosis_needed,
        how_to_ask=row.how_to_ask,
        phone=row.phone,
        email=row.email,
        url=row.url,
        opening=tuple(map(_opening, row.times)),
        places=tuple(map(_place, row.sites)),
        checked_on=row.assured_date,
    )


def _opening(told: Mapping[str, Any]) -> str:
    opens, closes = (
        time.fromisoformat(told[key]) if told[key] else None for key in ("opens", "closes")
    )
    parts = (told["freq"], told["interval"], told["byday"], opens, closes, told["description"])
    return open_words(*parts)


def _place(told: Mapping[str, Any]) -> Place:
    return Place(
        name=told["name"],
        address=told["address"],
        city=told["city"],
        postcode=told["postcode"],
        online=told["kind"] == "virtual",
    )


# What to try this week --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A page of things to try, and who says that they are sound."""

    slug: str
    title: str
    need: str
    things: tuple[str, ...]
    approved_by: str
    approved_on: date
    review_by: date


def to_try(*, needs: Iterable[str] = (), on: date) -> tuple[Try, ...]:
    """Return the approved pages about these needs, or all, in the order of our list of needs."""
    asked = frozenset(needs)
    rows = TryPage.objects.filter(approved_date__lte=on, review_date__gte=on)
    if asked:
        rows = rows.filter(need__in=sorted(asked))
    order = {key: place for place, key in enumerate(NEEDS)}
    return tuple(_try(row) for row in sorted(rows, key=lambda r: (order.get(r.need, 99), r.title)))


def one_to_try(slug: str, *, on: date) -> Try | None:
    """Return one approved page; none when its approval has lapsed or never was."""
    row = TryPage.objects.filter(slug=slug, approved_date__lte=on, review_date__gte=on).first()
    return None if row is None else _try(row)


def _try(row: TryPage) -> Try:
    assert row.approved_date is not None
    assert row.review_date is not None
    return Try(
        slug=row.slug,
        title=row.title,
        need=need_words(row.need),
        things=tuple(line.strip() for line in row.text.splitlines() if line.strip()),
        approved_by=f"{row.approver_name}, {row.approver_work}",
        approved_on=row.approved_date,
        review_by=row.review_date,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A page as those who write and approve see it."""

    slug: str
    title: str
    need: str
    text: str
    state: str


def all_tries(on: date) -> Sequence[Draft]:
    """Return every page with where its approval stands: waiting, standing, or lapsed."""
    found = []
    for row in TryPage.objects.order_by("title"):
        if row.review_date is None:
            state = "Waits for a clinician"
        elif row.review_date < on:
            state = f"Lapsed: approved by {row.approver_name}"
        else:
            state = f"Approved by {row.approver_name}"
        found.append(
            Draft(
                slug=row.slug,
                title=row.title,
                need=need_words(row.need),
                text=row.text,
                state=state,
            )
        )
    return found
