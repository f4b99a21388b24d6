"""Reaching a child's record: the only way, and always told who asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Manager, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from goldenthread.access import asking
from goldenthread.access.rules import (
    Asker,
    ChildState,
    FamilyStanding,
    NotAllowed,
    NotFound,
    Permission,
    TieKind,
    check,
    check_post,
    classes_in_reach,
)
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.organisations import queries as organisations
from goldenthread.people import vault
from goldenthread.people.models import (
    AdultLink,
    Child,
    CommunicationNeed,
    LocationHolder,
    RestrictedLocation,
    SealHolder,
)
from goldenthread.people.rules import places_named
from goldenthread.people.standing import standing_of, standings_of

CHILDREN_A_PAGE = 25


def state_of(child: Child, on: date) -> ChildState:
    """Return what the policy must know of a record; holders are read only if they matter."""
    return ChildState(
        id=child.pk,
        area_id=child.area_id,
        location_restricted=child.location_restricted,
        location_holders=_holders(child.location_holders, on)
        if child.location_restricted
        else frozenset(),
        sealed=child.sealed,
        seal_holders=_holders(child.seal_holders, on) if child.sealed else frozenset(),
    )


def _holders(rows: Manager[Any], on: date) -> frozenset[int]:
    current = rows.filter(from_date__lte=on).filter(Q(to_date__isnull=True) | Q(to_date__gte=on))
    return frozenset(current.values_list("user_id", flat=True))


def _held_by(
    holders: type[LocationHolder] | type[SealHolder], by: Asker, on: date
) -> QuerySet[Any]:
    """Return the rows that name this asker as a holder of the child of an outer query."""
    return holders._default_manager.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=on),
        child_id=OuterRef("pk"),
        user_id=by.user_id or 0,
        from_date__lte=on,
    )


def get_child(
    child_id: int,
    *,
    by: Asker,
    to: Permission,
    on: date,
    purpose: str = "",
    lock: bool = False,
) -> Child:
    """Return one child's record to somebody who may do this with it, and write that they did.

    :raises NotFound: to a stranger, exactly as for a child who does not exist
    :raises NotAllowed: to somebody tied but not permitted
    """
    rows = Child.objects.select_for_update(of=("self",)) if lock else Child.objects
    reachable = Q(area_id__in=by.areas) | Q(pk__in=by.children)
    named = rows.annotate(
        holds_location=Exists(_held_by(LocationHolder, by, on)),
        holds_seal=Exists(_held_by(SealHolder, by, on)),
    )
    child = named.select_related("area").filter(reachable, pk=child_id).first()
    if child is None:
        audit.note(Note(action=Action.REFUSED, child_id=child_id))
        raise NotFound("No such record.")
    asker = frozenset({by.user_id or 0})
    state = ChildState(
        id=child.pk,
        area_id=child.area_id,
        location_restricted=child.location_restricted,
        location_holders=asker if child.holds_location else frozenset(),
        sealed=child.sealed,
        seal_holders=asker if child.holds_seal else frozenset(),
        family=standing_of(by, child, on),
    )
    action = Action.READ if not lock else Action.WRITE
    classes = tuple(sorted(classes_in_reach(by, state)))
    audit.note(
        Note(
            action=action,
            child_id=child.pk,
            area_id=child.area_id,
            classes=classes,
            purpose=purpose or to.value,
        )
    )
    check(by, to, state)
    child.classes_in_reach = frozenset(classes)
    child.standing = state.family
    return child


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundChild:
    """One answer to a search: enough to tell two children apart, no more."""

    id: int
    name: str
    birth_date: date | None
    area: str
    upn: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search's answer."""

    rows: tuple[FoundChild, ...]
    total: int
    page: int
    pages: int


def find_children(
    *,
    by: Asker,
    name: str = "",
    birth_date: date | None = None,
    upn: str = "",
    nhs_number: str = "",
    area_id: int | None = None,
    page: int = 1,
) -> Found:
    """Find children inside the asker's own areas by exact number, birth date or start of a name.

    A sealed record is never found by search. Two queries; the answer is audited as one search.
    """
    areas = by.areas_where(Permission.CHILD_FIND)
    if area_id is not None:
        areas &= {area_id}
    rows = Child.objects.filter(area_id__in=areas, sealed=False, closed_date__isnull=True)
    for word in name.split():
        rows = rows.annotate(low_surname=Lower("surname"), low_forename=Lower("forename")).filter(
            Q(low_surname__startswith=word.lower()) | Q(low_forename__startswith=word.lower())
        )
    if birth_date:
        rows = rows.filter(birth_date=birth_date)
    if upn:
        rows = rows.filter(upn=upn)
    if nhs_number:
        rows = rows.filter(nhs_number=nhs_number)
    total = rows.count()
    pages = max(1, -(-total // CHILDREN_A_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * CHILDREN_A_PAGE
    found = rows.select_related("area").order_by("surname", "forename", "pk")
    answer = tuple(
        FoundChild(
            id=each.pk,
            name=display_name(each),
            birth_date=each.birth_date,
            area=each.area.name,
            upn=each.upn,
        )
        for each in found[start : start + CHILDREN_A_PAGE]
    )
    audit.note(
        Note(
            action=Action.SEARCH,
            classes=(FieldClass.OPEN_TO_FAMILY, FieldClass.PROFESSIONAL),
            purpose="find-child",
            count=len(answer),
        )
    )
    return Found(answer, total, page, pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedChild:
    """A child's name and birth date, for a row of a list."""

    id: int
    name: str
    birth_date: date | None


def named(by: Asker, child_ids: Iterable[int]) -> dict[int, NamedChild]:
    """Return the names of children in the asker's reach, and write that they were listed.

    A sealed record has no name but for its holders. One query.
    """
    wanted = set(child_ids)
    reachable = Q(area_id__in=by.areas) | Q(pk__in=by.children)
    open_to = Q(sealed=False) | Q(seal_holders__user_id=by.user_id or 0)
    rows = Child.objects.filter(reachable, open_to, pk__in=wanted).distinct()
    found = {
        row.pk: NamedChild(id=row.pk, name=display_name(row), birth_date=row.birth_date)
        for row in rows.only("pk", "forename", "surname", "known_as", "birth_date")
    }
    if found:
        audit.note(
            Note(
                action=Action.LIST,
                classes=(FieldClass.OPEN_TO_FAMILY,),
                purpose="worklist",
                count=len(found),
            )
        )
    return found


def display_name(child: Child) -> str:
    """Return the name a child goes by, with the surname."""
    return f"{child.known_as or child.forename} {child.surname}".strip() or "No name given"


def adults_of(child: Child, *, on: date) -> list[AdultLink]:
    """Return the current links between a child already reached and the adults in their life."""
    return list(
        AdultLink.objects.filter(child=child, from_date__lte=on)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on))
        .select_related("adult")
        .order_by("from_date", "pk")
    )


def communication_needs(child: Child, *, on: date) -> list[CommunicationNeed]:
    """Return how to write and speak to a child already reached, and to their adults."""
    return list(needs_on(on).filter(child=child).select_related("adult"))


def needs_on(on: date) -> QuerySet[CommunicationNeed]:
    """Return the needs in communication that stand on a day, for a caller's own question."""
    rows = CommunicationNeed.objects.filter(from_date__lte=on)
    return rows.filter(Q(to_date__isnull=True) | Q(to_date__gte=on)).order_by("kind", "pk")


# Where a restricted child or adult is (rules 16 to 18)


class NamesAPlace(ValueError):
    """A text about a restricted person names where they are."""


def _locations(child: Child, on: date) -> list[RestrictedLocation]:
    return list(
        RestrictedLocation.objects.filter(child=child, from_date__lte=on)
        .filter(Q(to_date__isnull=True) | Q(to_date__gt=on))
        .order_by("-from_date", "-pk")
    )


def location_of(
    child_id: int, *, by: Asker, on: date, adult_id: int | None = None
) -> dict[str, str]:
    """Return where a restricted child, or one of their adults, is: to a named holder only.

    :raises NotFound: to a stranger
    :raises NotAllowed: to anybody else, saying which team to ask
    """
    child = get_child(child_id, by=by, to=Permission.CHILD_VIEW, on=on, purpose="location")
    if by.user_id is None or by.user_id not in state_of(child, on).location_holders:
        raise NotAllowed(f"Restricted: ask {child.location_team or 'the privacy officer'}.")
    found = next((each for each in _locations(child, on) if each.adult_id == adult_id), None)
    audit.note(
        Note(
            action=Action.READ,
            child_id=child.pk,
            area_id=child.area_id,
            classes=(FieldClass.LOCATION,),
            purpose="location-opened",
        )
    )
    return vault.decrypt(found.sealed_text) if found else {}


def names_a_restricted_place(text: str, child: Child, *, on: date) -> frozenset[str]:
    """Return what kinds of place a text would give away about a restricted child; never which.

    Anybody who writes about the child may ask, holder or not. Nothing is given away where the
    child and their adults are not restricted.
    """
    places = _places(child, on)
    return frozenset() if places is None else places_named(text, places)


def texts_naming_a_place(texts: Iterable[str], child: Child, *, on: date) -> frozenset[str]:
    """Return those of some texts that would give a restricted place away. One query."""
    places = _places(child, on)
    if places is None:
        return frozenset()
    return frozenset(text for text in texts if places_named(text, places))


def _places(child: Child, on: date) -> dict[str, str] | None:
    """Return where a restricted child and their adults are, or None where nobody is hidden."""
    known = _locations(child, on)
    if not child.location_restricted and not known:
        return None
    places: dict[str, str] = {}
    for each in known:
        places |= {f"{each.pk}-{name}": value for name, value in decrypted(each).items()}
    return places


def decrypted(location: RestrictedLocation) -> dict[str, str]:
    """Return the parts of a location, for a comparison that shows them to nobody."""
    return vault.decrypt(location.sealed_text)


def check_free_text(text: str, child: Child, *, on: date) -> None:
    """Stop a text that would give a restricted child away (rule 18).

    :raises NamesAPlace: with what to do instead
    """
    _refuse(names_a_restricted_place(text, child, on=on))


def check_free_texts(texts: Iterable[str], child: Child, *, on: date) -> None:
    """Stop the texts of one form when any of them would give a restricted child away. One query.

    :raises NamesAPlace: with what to do instead
    """
    places = _places(child, on)
    if places is not None:
        _refuse({kind for text in texts for kind in places_named(text, places)})


def _refuse(kinds: Iterable[str]) -> None:
    if said := " and ".join(f"{'an' if kind[0] == 'a' else 'a'} {kind}" for kind in sorted(kinds)):
        raise NamesAPlace(
            f"This names {said} for a child whose whereabouts are restricted. "
            "Take it out, and record it in the restricted location instead."
        )


# Matching across areas (rule 21)


def possible_matches(*, by: Asker, upn: str = "", nhs_number: str = "") -> tuple[str, ...]:
    """Return the names of other areas that may know this child: ask that team, and no more.

    Exact numbers only. A sealed record is never matched. The search is audited.

    :raises NotAllowed: if `by` may find children nowhere
    """
    own = by.areas_where(Permission.CHILD_FIND)
    if not own:
        raise NotAllowed("None of your posts allows this.")
    same = Q(pk__in=[])
    if upn:
        same |= Q(upn=upn)
    if nhs_number:
        same |= Q(nhs_number=nhs_number)
    with asking.widened(organisations.area_ids()):
        rows = Child.objects.filter(same, sealed=False, closed_date__isnull=True)
        names = rows.exclude(area_id__in=own).values_list("area__name", flat=True)
        found = tuple(sorted(set(names)))
    audit.note(Note(action=Action.SEARCH, purpose="match-across-areas", count=len(found)))
    return found


def areas_of(children: Iterable[int]) -> frozenset[int]:
    """Return the areas that hold some children's records, of those within the stated reach."""
    wanted = sorted(children)
    if not wanted:
        return frozenset()
    found = Child.objects.filter(pk__in=wanted).order_by().values_list("area_id", flat=True)
    return frozenset(found.distinct())


def sealed_from(by: Asker, *, areas: Iterable[int], on: date) -> tuple[int, ...]:
    """Return the sealed records of some areas that this asker may not find, for lists to omit."""
    return tuple(sealed_rows(by, areas=areas, on=on))


def sealed_rows(by: Asker, *, areas: Iterable[int], on: date) -> QuerySet[Child, int]:
    """Return the same as a query, to stand inside another: no statement of its own."""
    holding = SealHolder.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=on), user_id=by.user_id or 0, from_date__lte=on
    )
    sealed = Child.objects.filter(area_id__in=sorted(areas), sealed=True)
    return sealed.exclude(pk__in=holding.values("child_id")).values_list("pk", flat=True)


def in_own_reach(child_id: int, *, by: Asker) -> bool:
    """Say whether a post of theirs reaches this record already, with no emergency. One query."""
    return Child.objects.filter(pk=child_id, area_id__in=by.areas, sealed=False).exists()


def child_numbered(local_id: str, *, area_id: int, by: Asker, on: date) -> int | None:
    """Return the record with the council's own number, in an area one may search; None for none.

    :raises NotAllowed: if no post of theirs finds children there
    """
    check_post(by, Permission.CHILD_FIND, area_id)
    found = Child.objects.filter(area_id=area_id, local_id=local_id.strip(), closed_date=None)
    hidden = sealed_rows(by, areas=[area_id], on=on)
    return found.exclude(pk__in=hidden).values_list("pk", flat=True).first()


def record_numbered(local_id: str, *, area_id: int, by: Asker) -> int | None:
    """Return the record to which a council gave its own number, for emergency access alone.

    The area is widened for this one look-up; whether there was a record is told to nobody until
    `access.commands.break_glass` has answered for it.

    :raises NotAllowed: if no post of theirs gives emergency access
    """
    check_post(by, Permission.GLASS_BREAK)
    with asking.widened([area_id]):
        rows = Child.objects.filter(area_id=area_id, local_id=local_id)
        return rows.values_list("pk", flat=True).first()


# One's own family


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChild:
    """A child of somebody's own family, or a person they act for: enough for a list of them."""

    pk: int
    area_id: int
    name: str  # empty where they may not be told it
    standing: FamilyStanding
    closed_date: date | None


def own_children(*, by: Asker, on: date) -> tuple[OwnChild, ...]:
    """Return the children this asker is family of, the open records first; audited as one list.

    A sealed record is not among them. Two queries, and two more where rights have passed.
    """
    rows = list(
        Child.objects.filter(pk__in=by.own_children, sealed=False).order_by("forename", "pk")
    )
    standings = standings_of(by, rows, on)
    found = [
        OwnChild(
            pk=row.pk,
            area_id=row.area_id,
            name="" if standings[row.pk].restricted else row.known_as or row.forename,
            standing=standings[row.pk],
            closed_date=row.closed_date,
        )
        for row in rows
        if row.pk in standings and standings[row.pk].known
    ]
    if found:
        audit.note(
            Note(
                action=Action.LIST,
                classes=(FieldClass.OPEN_TO_FAMILY,),
                purpose="own-family",
                count=len(found),
            )
        )
    return tuple(sorted(found, key=lambda each: each.closed_date is not None))


def own_communication_needs(*, by: Asker) -> list[tuple[str, str]]:
    """Return how this asker needs to be written or spoken to: kind and detail. One query.

    A parent's own needs as an adult, or the young person's as the child; nobody else's.
    """
    themself = [child for child, kinds in by.ties.items() if TieKind.YOUNG_PERSON in kinds]
    mine = Q(adult__user_id=by.user_id or 0) | Q(adult__isnull=True, child_id__in=themself)
    rows = CommunicationNeed.objects.filter(mine, child_id__in=by.own_children, to_date=None)
    return list(dict.fromkeys(rows.order_by("pk").values_list("kind", "detail")))
