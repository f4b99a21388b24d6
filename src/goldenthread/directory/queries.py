"""Finding local help by need, age, place, wait and cost. No sign-in, and no diagnosis, needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from goldenthread.directory.models import Service, TryPage
from goldenthread.directory.rules.needs import NEEDS, TAXONOMY, need_words
from goldenthread.directory.rules.words import age_words, cost_words, open_words, wait_words

SERVICES_A_PAGE = 10
MOST_A_PAGE = 100


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
    ages: str
    cost: str
    free: bool
    wait: str
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
            return "Online or by phone"
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
    left out unless `diagnosis` is true. Eight queries at most.
    """
    asked = sorted({need for need in needs if need in NEEDS})
    rows = _open().filter(_for_age(age), _in_area(area_id), _at(place), _about(words))
    if not diagnosis:
        rows = rows.filter(eligibility__diagnosis_needed=False)
    if free_only:
        rows = rows.exclude(costs__amount_pence__gt=0)
    if most_wait_weeks is not None:
        rows = rows.filter(wait_weeks__lte=most_wait_weeks)
    if asked:
        meets = Q(terms__taxonomy__name=TAXONOMY, terms__code__in=asked)
        rows = rows.filter(meets).annotate(meets=Count("terms__code", filter=meets, distinct=True))
    else:
        rows = rows.annotate(meets=Value(0, output_field=IntegerField()))
    rows = rows.distinct()
    per_page = min(max(per_page, 1), MOST_A_PAGE)
    total = rows.count()
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    longest = Case(
        When(wait_weeks__isnull=True, then=Value(9_999)),
        default=F("wait_weeks"),
        output_field=IntegerField(),
    )
    start = (page - 1) * per_page
    found = rows.order_by("-meets", longest, "name", "pk")[start : start + per_page]
    return HelpPage(_shown(found), total, page, pages)


def get(service_id: UUID) -> Help:
    """Return one open service.

    :raises NoSuchService: if there is none with this number, or it is not open
    """
    found = _shown(_open().filter(pk=service_id))
    if not found:
        raise NoSuchService("The directory holds no such service.")
    return found[0]


def many(service_ids: Iterable[UUID]) -> dict[UUID, Help]:
    """Return services by their numbers, open or not: what was offered once can still be read."""
    asked = list(service_ids)
    rows = Service.objects.filter(pk__in=asked) if asked else Service.objects.none()
    return {each.id: each for each in _shown(rows)} if asked else {}


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
    return Q() if area_id is None else Q(areas=area_id) | Q(areas__isnull=True)


def _at(place: str) -> Q:
    typed = " ".join(place.split())
    if not typed:
        return Q()
    here = Q(places__location__city__icontains=typed) | Q(
        places__location__postcode__istartswith=typed.upper()
    )
    return here | Q(places__location__location_type="virtual")


def _about(words: str) -> Q:
    found = Q()
    for word in words.split()[:6]:
        found &= Q(name__icontains=word) | Q(description__icontains=word)
    return found


def _shown(rows: QuerySet[Service]) -> tuple[Help, ...]:
    full = rows.select_related("organisation", "eligibility").prefetch_related(
        "terms__taxonomy", "costs", "schedules", "places__location"
    )
    return tuple(_help(each) for each in full)


def _help(row: Service) -> Help:
    terms = [term for term in row.terms.all() if term.taxonomy.name == TAXONOMY]
    keys = sorted((term.code for term in terms), key=list(NEEDS).index)
    costs = [(one.option, one.amount_pence, one.details) for one in row.costs.all()]
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
        opening=tuple(
            open_words(s.freq, s.interval, s.byday, s.opens_at, s.closes_at, s.description)
            for s in row.schedules.all()
        ),
        places=tuple(_place(each.location) for each in row.places.all()),
        checked_on=row.assured_date,
    )


def _place(location: object) -> Place:
    return Place(
        name=getattr(location, "name", ""),
        address=getattr(location, "address", ""),
        city=getattr(location, "city", ""),
        postcode=getattr(location, "postcode", ""),
        online=getattr(location, "location_type", "") == "virtual",
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
